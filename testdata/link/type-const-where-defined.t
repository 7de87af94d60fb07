# A variable that is const where it is defined lies in .rodata: the other file would write there.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int level;

SEC("socket") int prog(void *ctx)
{
	return level = 3;
}
=== file define.bpf.c
const volatile int level = 4;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'level': type is const in define.bpf.o and not const in use.bpf.o
  --> use.bpf.c:5:12 ('level', in use.bpf.o)
  |
5 | extern int level;
  |            ^
  = note: here it is declared as `int level`
  = note: use.bpf.c:9:15 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return level = 3;
  | 	             ^
  = note: define.bpf.c:1:20 ('level', section .rodata+0x0, in define.bpf.o): defined as `const
          volatile int level`
  |
1 | const volatile int level = 4;
  |                    ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
