# A weak function with a caller in each file: all of them get the strong one, also the file that has
# a body of its own; two weak ones and no strong one: the first.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __noinline int f(int x)
{
	bw_barrier();
	return 1;
}

static __noinline int via_a(int x)
{
	bw_barrier();
	return f(x);
}

int via_b(int x);

SEC("socket") int prog(void *ctx)
{
	return via_a(0) * 10 + via_b(0);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak __noinline int f(int x)
{
	bw_barrier();
	return 1;
}

__noinline int via_b(int x)
{
	bw_barrier();
	return f(x);
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

__noinline int f(int x)
{
	bw_barrier();
	return 3;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 2 orders
prog returns 11
linked in 6 orders
prog returns 33
=== exit 0
