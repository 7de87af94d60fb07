# Optional in one file and needed in another: needed, so the loader refuses what this kernel
# lacks.
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

extern const int no_such_symbol __ksym;

SEC("socket") int prog_b(void *ctx)
{
	const void *p = &no_such_symbol;

	bw_opaque(p);
	return p != 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
load: EINVAL
=== exit 0
