# Static variables inside functions have one name in two files, and in two functions of one.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static __noinline int next(void)
{
	static int calls = 1;

	return ++calls;
}

static __noinline int other(void)
{
	static int calls = 5;

	return calls += 2;
}

SEC("socket") int prog_a(void *ctx)
{
	return next() * 100 + other();
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static __noinline int next(void)
{
	static int calls = 2;

	return ++calls;
}

static __noinline int other(void)
{
	static int calls = 6;

	return calls += 2;
}

SEC("socket") int prog_b(void *ctx)
{
	return next() * 100 + other();
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 207
prog_b returns 308
=== exit 0
