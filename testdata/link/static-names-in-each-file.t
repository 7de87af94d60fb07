# Static functions and variables of one name in every file stay apart.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static int n = 1;

static __noinline int step(int x)
{
	bw_barrier();
	n += 1;
	return x + 10;
}

SEC("socket") int prog_a(void *ctx)
{
	return step(step(100)) + n;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static int n = 2;

static __noinline int step(int x)
{
	bw_barrier();
	n += 2;
	return x + 20;
}

SEC("socket") int prog_b(void *ctx)
{
	return step(step(100)) + n;
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

static int n = 3;

static __noinline int step(int x)
{
	bw_barrier();
	n += 3;
	return x + 30;
}

SEC("socket") int prog_c(void *ctx)
{
	return step(step(100)) + n;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog_a returns 123
prog_b returns 146
prog_c returns 169
=== exit 0
