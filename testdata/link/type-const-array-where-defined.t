# An array whose elements are const where it is defined.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int table[2];

SEC("socket") int prog(void *ctx)
{
	return table[1] = 3;
}
=== file define.bpf.c
const volatile int table[2] = {1, 2};
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'table': element is const in define.bpf.o and not const in use.bpf.o
  --> use.bpf.c:5:12 ('table', in use.bpf.o)
  |
5 | extern int table[2];
  |            ^
  = note: here it is declared as `int table[2]`
  = note: use.bpf.c:9:18 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return table[1] = 3;
  | 	                ^
  = note: define.bpf.c:1:20 ('table', section .rodata+0x0, in define.bpf.o): defined as `const
          volatile int table[2]`
  |
1 | const volatile int table[2] = {1, 2};
  |                    ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
