# An open length says nothing about the elements.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int table[];

SEC("socket") int prog(void *ctx)
{
	return table[3];
}
=== file define.bpf.c
short table[4] = {1, 2, 3, 4};
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'table': element is `short` (2 bytes) in define.bpf.o and `int` (4 bytes) in use.bpf.o
  --> use.bpf.c:5:12 ('table', in use.bpf.o)
  |
5 | extern int table[];
  |            ^
  = note: here it is declared as `int table[]`
  = note: use.bpf.c:9:9 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return table[3];
  | 	       ^
  = note: define.bpf.c:1:7 ('table', section .data+0x0, in define.bpf.o): defined as `short
          table[4]`
  |
1 | short table[4] = {1, 2, 3, 4};
  |       ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
