# Two files need a name that nobody defines: one finding, which names both.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int lost(int x);

SEC("socket") int prog_a(void *ctx)
{
	return lost(1);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int lost(int x);

SEC("socket") int prog_b(void *ctx)
{
	return lost(1);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK005]: 'lost' is needed by 'prog_a' in a.bpf.o and defined nowhere
  --> a.bpf.c:9:9 ('prog_a', section socket+0x8, in a.bpf.o)
  |
9 | 	return lost(1);
  | 	       ^
  = note: b.bpf.c:7:9 ('prog_b', section socket+0x8, in b.bpf.o): needed in b.bpf.o
  |
7 | 	return lost(1);
  | 	       ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
