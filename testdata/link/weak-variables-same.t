# Two weak definitions of a variable with the same value, one in .bss and one
# in .data: no finding.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak int level = 0;
__weak const char name[] = "abc";

SEC("socket") int prog(void *ctx)
{
	return level + name[1];
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak int level SEC(".data") = 0;
__weak const char name[] = "abc";
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 98
=== exit 0
