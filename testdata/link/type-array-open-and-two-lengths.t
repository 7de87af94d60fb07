# Declarations with an open length, of the right and of a wrong one.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int table[];

SEC("socket") int prog_a(void *ctx)
{
	return table[1];
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int table[4];

SEC("socket") int prog_b(void *ctx)
{
	return table[2];
}
=== file c.bpf.c
int table[4] = {1, 2, 3, 4};
=== file d.bpf.c
#include <bpfweld/bpf.h>

extern int table[5];

SEC("socket") int prog_d(void *ctx)
{
	return table[4];
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c d.bpf.c
=== exit 0
=== run link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog_a returns 2
prog_b returns 3
=== exit 0
=== run link-all -- a.bpf.o b.bpf.o c.bpf.o d.bpf.o
error[LNK009]: variable 'table': number of elements is 4 in c.bpf.o and 5 in d.bpf.o
  --> d.bpf.c:3:12 ('table', in d.bpf.o)
  |
3 | extern int table[5];
  |            ^
  = note: here it is declared as `int table[5]`
  = note: d.bpf.c:7:9 ('prog_d', section socket+0x0, in d.bpf.o): used by 'prog_d'
  |
7 | 	return table[4];
  | 	       ^
  = note: c.bpf.c:1:5 ('table', section .data+0x0, in c.bpf.o): defined as `int table[4]`
  |
1 | int table[4] = {1, 2, 3, 4};
  |     ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 24 orders, status 1
=== exit 0
