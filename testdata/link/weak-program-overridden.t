# A weak program is a default as well: the strong one of another file takes its place.
=== file default.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== file mine.bpf.c
#include <bpfweld/bpf.h>

SEC("socket") int prog(void *ctx)
{
	return 2;
}
=== run cc-bpf default.bpf.c mine.bpf.c && link-all -- default.bpf.o mine.bpf.o
linked in 2 orders
prog returns 2
=== exit 0
=== run run-object default.bpf.o
prog returns 1
=== exit 0
