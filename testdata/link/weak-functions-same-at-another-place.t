# A weak function of a header whose static helpers and strings stand elsewhere in each file: the
# same.
=== file common.h
#include <bpfweld/bpf.h>

static __noinline int step(int x)
{
	bw_barrier();
	return x + 1;
}

__weak __noinline int f(int x)
{
	static const char text[] = "called";

	bpf_trace_printk(text, sizeof(text));
	return step(x) + step(x + 1);
}
=== file a.bpf.c
#include "common.h"

BW_LICENSE("GPL");

SEC("socket") int prog_a(void *ctx)
{
	return f(10);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static const volatile int pad[4];

static __noinline int other(int x)
{
	bw_barrier();
	return x + pad[x & 3];
}

int user(int x)
{
	return other(x);
}

#include "common.h"

SEC("socket") int prog_b(void *ctx)
{
	return f(20) + user(1);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 23
prog_b returns 44
=== exit 0
