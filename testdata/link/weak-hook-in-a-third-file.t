# An optional hook that two files call and a third defines.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int hook(int x) __weak;

SEC("socket") int prog_a(void *ctx)
{
	return hook ? hook(1) : 5;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int hook(int x) __weak;

SEC("socket") int prog_b(void *ctx)
{
	return hook ? hook(1) : 5;
}
=== file hook.bpf.c
int hook(int x)
{
	return x + 8;
}
=== run cc-bpf a.bpf.c b.bpf.c hook.bpf.c && link-all -- a.bpf.o b.bpf.o hook.bpf.o
linked in 6 orders
prog_a returns 9
prog_b returns 9
=== exit 0
