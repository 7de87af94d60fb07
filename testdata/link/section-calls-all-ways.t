# Calls: from a program section to .text and to another file, inside .text by distance, and from
# .text of one file into .text of another and back.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int b_twice(int x);

static __noinline int a_local(int x)
{
	bw_barrier();
	return x + 1;
}

__noinline int a_global(int x)
{
	bw_barrier();
	return a_local(x) * 10;
}

SEC("socket") int prog(void *ctx)
{
	return a_local(1) + a_global(2) + b_twice(3);
}

SEC("xdp") int prog2(struct xdp_md *ctx)
{
	return b_twice(1) + a_local(5);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int a_global(int x);

static __noinline int first(int x)
{
	bw_barrier();
	return x * 2;
}

static __noinline int second(int x)
{
	bw_barrier();
	return first(x) + first(x + 1);
}

__noinline int b_twice(int x)
{
	bw_barrier();
	return second(x) * 100 + a_global(x);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 1472
prog2 returns 626
=== exit 0
