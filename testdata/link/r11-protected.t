# R11: protected visibility. Nothing can take a BPF symbol's place at run time, so it says no more
# than default visibility, and the result has that: other tools refuse protected names.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int f(int x);
extern int v;

SEC("socket") int prog(void *ctx)
{
	return f(1) + v;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__attribute__((visibility("protected"))) __noinline int f(int x)
{
	bw_barrier();
	return x + 1;
}
__attribute__((visibility("protected"))) int v = 10;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -s b.bpf.o linked.o | grep -c PROTECTED
linked in 2 orders
prog returns 12
2
=== exit 0
