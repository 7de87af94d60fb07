# A static variable of a name that other files share is not part of it, whatever its type.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern long count;

SEC("socket") int prog(void *ctx)
{
	return count;
}
=== file b.bpf.c
long count = 7;
=== file c.bpf.c
#include <bpfweld/bpf.h>

static volatile const char count[3] = {1, 2, 3};

SEC("socket") int other(void *ctx)
{
	return count[1];
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
other returns 2
prog returns 7
=== exit 0
