# R2: two dual licenses of other partners: what they have in common is the GPL.
=== file mit.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("Dual MIT/GPL");
extern int one;

SEC("socket") int prog(void *ctx)
{
	return one;
}
=== file bsd.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("Dual BSD/GPL");
int one = 1;
=== run cc-bpf mit.bpf.c bsd.bpf.c && link-all -- mit.bpf.o bsd.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
=== run bpfweld show linked.o | head -1
linked.o: BPF object, little-endian, license "GPL", 1 maps, 1 programs, 12 BTF types
=== exit 0
