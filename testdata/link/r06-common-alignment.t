# R6: a tentative definition asks for an alignment by itself; there is a limit for it as for sections.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

char small;
long page __attribute__((aligned(4096)));

SEC("socket") int prog(void *ctx)
{
	page += 3;
	return page + small;
}
=== file b.bpf.c
char small __attribute__((aligned(64)));
=== file c.bpf.c
char large __attribute__((aligned(131072)));
=== run cc-bpf -fcommon a.bpf.c b.bpf.c c.bpf.c && link-all -q -- a.bpf.o b.bpf.o && llvm-readelf-19 -s linked.o | awk '/OBJECT/ { print $2, $NF }'
linked in 2 orders
prog returns 3
0000000000000000 page
0000000000000040 small
0000000000000000 bw_license
=== exit 0
=== run link-all -- a.bpf.o c.bpf.o
error[LNK021]: 'large' wants an alignment of 131072 bytes, over 65536
  --> c.bpf.c:1:6 ('large', in c.bpf.o)
  |
1 | char large __attribute__((aligned(131072)));
  |      ^
  = rule: Offsets in BTF have 32 bits, a DATASEC at most 65,535 variables, and no page is larger
          than 64 KiB.
  = fix: Split the program into several objects.

1 error, 0 warnings
refused in 2 orders, status 2
=== exit 0
