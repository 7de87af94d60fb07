# A wide load is one instruction of two slots: records, relocations and the distances of jumps and
# calls count slots, so code that moves keeps both halves together.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

volatile int a = 5;
extern volatile int b;

__weak __noinline long lost(int x)
{
	return (long)a * 0x123456789abcdef;
}

static __noinline long wide(int x)
{
	long k = 0x7766554433221100;

	bw_opaque(k);
	return k >> (8 * x);
}

SEC("socket") int prog(void *ctx)
{
	if (a != 5 || b != 6)
		return -1;
	return (wide(6) & 0xff) + lost(0);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

volatile int b = 6;

__noinline long lost(int x)
{
	bw_barrier();
	return b;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 108
=== exit 0
