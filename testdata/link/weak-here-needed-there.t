# Optional in one file and needed in another: needed.
=== file optional.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int hook(int x) __weak;

SEC("socket") int prog(void *ctx)
{
	return hook ? hook(1) : 5;
}
=== file needs.bpf.c
#include <bpfweld/bpf.h>

extern int hook(int x);

SEC("socket") int other(void *ctx)
{
	return hook(1);
}
=== run cc-bpf optional.bpf.c needs.bpf.c && link-all -- optional.bpf.o needs.bpf.o
error[LNK005]: 'hook' is needed by 'other' in needs.bpf.o and defined nowhere
  --> needs.bpf.c:7:9 ('other', section socket+0x8, in needs.bpf.o)
  |
7 | 	return hook(1);
  | 	       ^
  = note: optional.bpf.c:9:9 ('prog', section socket+0x8, in optional.bpf.o): optional in
          optional.bpf.o
  |
9 | 	return hook ? hook(1) : 5;
  | 	       ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
