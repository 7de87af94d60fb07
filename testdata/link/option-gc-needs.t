# What only unreachable code needs is needed by nobody: --gc links what otherwise lacks a name.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int missing(int x);

__noinline int dead(int x)
{
	return missing(x);
}

SEC("socket") int prog(void *ctx)
{
	return 7;
}
=== run cc-bpf a.bpf.c && bpfweld link -q -o out.o a.bpf.o
a.bpf.c:9:9: error: 'missing' is needed by 'dead' in a.bpf.o and defined nowhere [LNK005]
=== exit 1
=== run link-all --gc -- a.bpf.o
linked in 1 order
prog returns 7
=== exit 0
