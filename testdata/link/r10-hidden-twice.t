# R10: hidden names are shared by the files of a link, so two definitions of one clash; what to do
# about it is said, and --prefix does it.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__hidden __noinline int f(int x)
{
	return x + 1;
}

SEC("socket") int prog_a(void *ctx)
{
	return f(1);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__hidden __noinline int f(int x)
{
	return x + 2;
}

SEC("socket") int prog_b(void *ctx)
{
	return f(1);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK004]: 'f' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:3 ('f', section .text+0x0, in b.bpf.o)
  |
3 | __hidden __noinline int f(int x)
  = note: a.bpf.c:5 ('f', section .text+0x0, in a.bpf.o): first defined here
  |
5 | __hidden __noinline int f(int x)
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
=== run link-all --prefix b.bpf.o=b_ -- a.bpf.o b.bpf.o
linked in 2 orders
b_prog_b returns 3
prog_a returns 2
=== exit 0
=== run link-all --localize b.bpf.o:f -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 2
prog_b returns 3
=== exit 0
