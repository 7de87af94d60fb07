# A weak definition made local before names are resolved is not overridden any more; one made local
# in the result is.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __noinline int f(void)
{
	bw_barrier();
	return 1;
}

SEC("socket") int prog(void *ctx)
{
	return f();
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__noinline int f(void)
{
	bw_barrier();
	return 2;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all --localize a.bpf.o:f -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
=== run link-all --localize f -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 2
=== exit 0
