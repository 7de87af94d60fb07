# The most constraining visibility of all files counts (gABI): a hidden declaration hides the
# definition of another file.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__hidden int f(int *p);

SEC("socket") int prog(void *ctx)
{
	int v = 20;

	return f(&v);
}
=== file define.bpf.c
int f(int *p)
{
	return *p + 1;
}
=== file third.bpf.c
#include <bpfweld/bpf.h>

extern int f(int *p);

SEC("socket") int other(void *ctx)
{
	int v = 20;

	return f(&v);
}
=== run cc-bpf use.bpf.c define.bpf.c third.bpf.c && link-all -- use.bpf.o define.bpf.o third.bpf.o
linked in 6 orders
other returns 21
prog returns 21
=== exit 0
