# Callbacks: the address of a static function is told by its section and a number of bytes, which
# moves when the files are joined; the static functions have the same name in both.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int loop_b(int n);

static __noinline int before(int x)
{
	bw_barrier();
	return x;
}

static long add(__u32 i, void *sum)
{
	*(int *)sum += before(i) + 1;
	return 0;
}

SEC("socket") int prog(void *ctx)
{
	int sum = 0;

	bpf_loop(4, add, &sum, 0);
	return sum * 1000 + loop_b(4);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static long skip(__u32 i, void *sum)
{
	*(int *)sum += 1000000;
	return 0;
}

static long add(__u32 i, void *sum)
{
	*(int *)sum += 2 * i;
	return i == 2;
}

__noinline int loop_b(int n)
{
	int sum = 0;

	bpf_loop(n, n ? add : skip, &sum, 0);
	return sum;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 10006
=== exit 0
