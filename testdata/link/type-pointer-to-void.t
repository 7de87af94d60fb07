# A pointer to void says nothing about what it points to: it agrees with any pointer.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int f(void *p);

SEC("socket") int prog(void *ctx)
{
	int v = 12;

	return f(&v);
}
=== file define.bpf.c
int f(int *p)
{
	return p ? *p : 3;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 12
=== exit 0
