# Each file needs the next one: it does not matter which is first.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int from_b(int x);
int a = 2;

SEC("socket") int prog(void *ctx)
{
	return from_b(a);
}
=== file b.bpf.c
extern int from_c(int x);
extern int a;
int b = 20;

int from_b(int x)
{
	return from_c(x + b + a);
}
=== file c.bpf.c
extern int b;
int c = 20;

int from_c(int x)
{
	return x + c + b;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog returns 64
=== exit 0
