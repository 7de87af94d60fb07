# The address of a hidden function whose weak body went is that of the strong one. (The kernel lets no
# program have the address of a global function; hidden ones are static to it.)
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __hidden long callback(__u32 i, void *p)
{
	*(int *)p = 1;
	return 0;
}

SEC("socket") int prog(void *ctx)
{
	int v = 0;

	bpf_loop(1, callback, &v, 0);
	return v;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__hidden long callback(__u32 i, void *p)
{
	*(int *)p = 11;
	return 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 11
=== exit 0
