# R3: `const char` in one file, `char` in the other: the sections' flags differ, the text does not.
=== file a.bpf.c
#include <bpfweld/bpf.h>

const char license_a[] SEC("license") = "GPL";
extern int one;

SEC("socket") int prog(void *ctx)
{
	return one;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

char license_b[] SEC("license") = "GPL";
int one = 1;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
