# A weak body in the middle of .text goes: calls by distance that pass over it are shorter now, calls
# to it become calls to the function that took its place.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static __noinline int one(int x)
{
	bw_barrier();
	return x + 1;
}

__weak __noinline int f(int x)
{
	bw_barrier();
	return one(x) + 100;
}

static __noinline int two(int x)
{
	bw_barrier();
	return one(x) + f(x) + 2;
}

__noinline int g(int x)
{
	bw_barrier();
	return two(x) * 1000 + one(x);
}

SEC("socket") int prog(void *ctx)
{
	return g(f(1));
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__noinline int f(int x)
{
	bw_barrier();
	return x + 10;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o && link-all -- a.bpf.o b.bpf.o
linked in 1 order
prog returns 308103
linked in 2 orders
prog returns 35012
=== exit 0
=== run bpfweld show --disasm linked.o | grep -E 'call|^[a-z0-9]+:'
prog:
     1: call pc+3
     3: call pc+4
f:
g:
     9: call pc+7
    13: call pc+12
two:
    18: call pc+7
    21: call pc-17
one:
=== exit 0
