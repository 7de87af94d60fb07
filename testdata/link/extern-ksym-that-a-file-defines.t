# What a file declares as the kernel's and another file defines is the file's: as with any shared
# library, the link comes first.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int helper(int x) __ksym;

SEC("socket") int prog(void *ctx)
{
	return helper(2);
}
=== file b.bpf.c
int helper(int x)
{
	return x + 10;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 12
=== exit 0
