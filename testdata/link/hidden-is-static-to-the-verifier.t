# A hidden function is verified with its callers, so it need not check its pointer. A visible one
# is verified alone, for any caller, and is refused.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int f(int *p);

SEC("socket") int prog(void *ctx)
{
	int v = 20;

	return f(&v);
}
=== file hidden.bpf.c
#include <bpfweld/bpf.h>

__hidden int f(int *p)
{
	return *p + 1;
}
=== file visible.bpf.c
int f(int *p)
{
	return *p + 1;
}
=== run cc-bpf use.bpf.c hidden.bpf.c visible.bpf.c
=== exit 0
=== run link-all -- use.bpf.o hidden.bpf.o
linked in 2 orders
prog returns 21
=== exit 0
=== run link-all -- use.bpf.o visible.bpf.o
linked in 2 orders
load: EACCES
=== exit 0
