# Two strong definitions of a function: both places are named.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int f(int x)
{
	return x;
}

SEC("socket") int prog(void *ctx)
{
	return f(1);
}
=== file b.bpf.c
int pad(int x)
{
	return x;
}

int f(int x)
{
	return x + 1;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK004]: 'f' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:6 ('f', section .text+0x10, in b.bpf.o)
  |
6 | int f(int x)
  = note: a.bpf.c:5 ('f', section .text+0x0, in a.bpf.o): first defined here
  |
5 | int f(int x)
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
