# R14: two programs of one name. Both places are named.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

SEC("socket") int prog(void *ctx)
{
	return 2;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK004]: 'prog' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:3:19 ('prog', section socket+0x0, in b.bpf.o)
  |
3 | SEC("socket") int prog(void *ctx)
  |                   ^
  = note: a.bpf.c:5:19 ('prog', section socket+0x0, in a.bpf.o): first defined here
  |
5 | SEC("socket") int prog(void *ctx)
  |                   ^
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
