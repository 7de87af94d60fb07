# S6: an array that is longer where it is declared than where it is defined.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int table[64];

SEC("socket") int prog(void *ctx)
{
	return table[63];
}
=== file define.bpf.c
int table[4] = {1, 2, 3, 4};
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'table': number of elements is 4 in define.bpf.o and 64 in use.bpf.o
  --> use.bpf.c:5:12 ('table', in use.bpf.o)
  |
5 | extern int table[64];
  |            ^
  = note: here it is declared as `int table[64]`
  = note: use.bpf.c:9:9 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return table[63];
  | 	       ^
  = note: define.bpf.c:1:5 ('table', section .data+0x0, in define.bpf.o): defined as `int
          table[4]`
  |
1 | int table[4] = {1, 2, 3, 4};
  |     ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
