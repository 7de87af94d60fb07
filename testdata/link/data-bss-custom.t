# .bss.NAME of two files: one map, all zeros at first.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int a[100] SEC(".bss.counters");
extern long b SEC(".bss.counters");

SEC("socket") int prog(void *ctx)
{
	a[3] += 4;
	b += 3;
	return a[3] * 10 + b + a[4];
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

char one SEC(".bss.counters");
long b SEC(".bss.counters");
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r -gb -- a.bpf.o b.bpf.o && llvm-readelf-19 -S linked.o | grep -o 'bss.counters *[A-Z]*'
linked in 2 orders
b is 3
prog returns 43
bss.counters     NOBITS
=== exit 0
