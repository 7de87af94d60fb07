# Linking a linked object changes nothing, and the same link twice gives the same bytes. The
# note keeps where the object came from.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int twice(int x);

SEC("xdp")
int a(struct xdp_md *ctx)
{
	return twice(ctx->ingress_ifindex) & 1;
}
=== file b.bpf.c
int twice(int x)
{
	return 2 * x;
}
=== run cc-bpf a.bpf.c && cc-bpf b.bpf.c && bpfweld link -o ab.o a.bpf.o b.bpf.o && bpfweld link -o ab2.o ab.o && cmp ab.o ab2.o && bpfweld link -o ab3.o a.bpf.o b.bpf.o && cmp ab.o ab3.o
=== exit 0
=== run bpfweld show ab.o | sed 's/xxh3 .*/xxh3 .../'
ab.o: BPF object, little-endian, license "GPL", 0 maps, 1 programs, 15 BTF types
made by bpfweld 0.1.0
  from a.bpf.o  xxh3 ...
  from b.bpf.o  xxh3 ...
prog a  SEC("xdp")
     XDP, xdp; 7 instructions, 2 functions, 0 CO-RE relocations
=== exit 0
=== run bpfweld link -o ab.o ab.o && cmp ab.o ab3.o
=== exit 0
