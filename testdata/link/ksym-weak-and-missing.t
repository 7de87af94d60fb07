# Two files look for a symbol that this kernel lacks.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const int no_such_symbol __ksym __weak;

SEC("socket") int prog_a(void *ctx)
{
	return &no_such_symbol ? 1 : 250;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern const int no_such_symbol __ksym __weak;

SEC("socket") int prog_b(void *ctx)
{
	return &no_such_symbol ? 1 : 251;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 250
prog_b returns 251
=== exit 0
