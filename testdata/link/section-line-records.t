# Line records follow their instructions through the link: the verifier's log names
# the line of the source. (newer logs: `; return *p; @ a.bpf.c:15`)
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __noinline int filler(int x)
{
	bw_barrier();
	return x * 3 + 1;
}

__noinline int bad(int x)
{
	int *p = (int *)(long)x;

	return *p;
}

SEC("socket") int prog(void *ctx)
{
	return filler(bad(1));
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__noinline int filler(int x)
{
	bw_barrier();
	return x;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- b.bpf.o a.bpf.o; run-object -v linked.o 2>&1 | grep -o 'return \*p; @ .*\|; return \*p;.*'
linked in 2 orders
load: EACCES
; return *p; @ a.bpf.c:15
=== exit 0
