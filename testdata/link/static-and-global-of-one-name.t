# A static name is its file's own, also beside a global one of another file.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static int v = 1;

static __noinline int f(int x)
{
	bw_barrier();
	return x + v++;
}

SEC("socket") int prog_a(void *ctx)
{
	return f(10);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int v = 2;

__noinline int f(int x)
{
	bw_barrier();
	return x + v++;
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

extern int f(int x);
extern int v;

SEC("socket") int prog_c(void *ctx)
{
	return f(10) + 100 * v;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog_a returns 11
prog_c returns 312
=== exit 0
