# --localize NAME: the name is resolved for all files, and local in the result, as objcopy
# --localize-symbol would have it; the kernel then verifies the function with its callers. A
# callback has to be static to it, and can so be shared by two files.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int each(unsigned i, void *sum);

SEC("socket") int prog(void *ctx)
{
	int sum = 0;

	bpf_loop(4, each, &sum, 0);
	return sum;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int step = 5;

__noinline int each(unsigned i, void *sum)
{
	*(int *)sum += step;
	return 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
load: EINVAL
=== exit 0
=== run link-all --localize each --localize 'st*' -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 20
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep -E 'FUNC|OBJECT' | awk '{print $8, $5}' | sort
bw_license GLOBAL
each LOCAL
prog GLOBAL
step LOCAL
=== exit 0
