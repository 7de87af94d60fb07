# Two weak definitions, each with a caller of its own, and a strong one: all callers get that.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __noinline int f(int x)
{
	return 1;
}

SEC("socket") int prog_a(void *ctx)
{
	return f(0);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak __noinline int f(int x)
{
	return 2;
}

SEC("socket") int prog_b(void *ctx)
{
	return f(0) + 10;
}
=== file c.bpf.c
int f(int x)
{
	return 3;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog_a returns 3
prog_b returns 13
=== exit 0
