# R1: an extern, a weak and a strong definition of one function: the strong one in every order.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int helper(int x);

SEC("socket") int prog(void *ctx)
{
	return helper(3);
}
=== file weak.bpf.c
#include <bpfweld/bpf.h>

__weak int helper(int x)
{
	return x + 1;
}
=== file strong.bpf.c
int helper(int x)
{
	return x + 30;
}
=== run cc-bpf use.bpf.c weak.bpf.c strong.bpf.c && link-all -- use.bpf.o weak.bpf.o strong.bpf.o
linked in 6 orders
prog returns 33
=== exit 0
