# Static functions and variables of one name in each file: each file keeps its own.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static volatile int n = 1;
static const volatile int c = 100;
static volatile int z;
int other(int x);

static __noinline int step(int x)
{
	n++;
	z += 1;
	return x + 3;
}

SEC("socket") int prog(void *ctx)
{
	int r = step(other(5));

	return r + n * 10 + c + z;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static volatile int n = 2;
static const volatile int c = 1000;
static volatile int z;

static __noinline int step(int x)
{
	n += 2;
	z += 100;
	return x * 2;
}

__noinline int other(int x)
{
	return step(x) + n + c + z;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -s linked.o | grep -cE ' (n|c|z|step)$'
linked in 2 orders
prog returns 1238
8
=== exit 0
