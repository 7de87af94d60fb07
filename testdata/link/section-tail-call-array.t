# Tail calls into a program array that another file fills and declares: the array's type has its
# programs' prototype in both files.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps");

static __noinline int jump(void *ctx)
{
	int r = 3;

	bpf_tail_call(ctx, &jumps, 1);
	bw_opaque(r);
	return r;
}

SEC("socket") int prog(struct __sk_buff *ctx)
{
	return jump(ctx) + 1;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

SEC("socket") int target(void *ctx)
{
	return 70;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {.values = {[1] = (void *)&target}};
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 71
target returns 70
=== exit 0
