# A header that declares a function __weak makes every definition of it weak.
=== file common.h
#include <bpfweld/bpf.h>

__weak int f(int x);
=== file a.bpf.c
#include "common.h"

BW_LICENSE("GPL");

__noinline int f(int x)
{
	return x + 1;
}

SEC("socket") int prog(void *ctx)
{
	return f(1);
}
=== file b.bpf.c
int f(int x)
{
	return x + 40;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 41
=== exit 0
