# R4: programs as values of a program array, one of them in another file; tail calls reach both.
=== file jump.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int near(void *ctx);
int far(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {.values = {[0] = (void *)&near, [2] = (void *)&far}};

SEC("socket") int near(void *ctx)
{
	return 10;
}

SEC("socket") int to_near(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return -1;
}

SEC("socket") int to_nowhere(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 1);
	return -1;
}

SEC("socket") int to_far(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 2);
	return -1;
}
=== file far.bpf.c
#include <bpfweld/bpf.h>

SEC("socket") int other(void *ctx)
{
	return 19;
}

SEC("socket") int far(void *ctx)
{
	return 20;
}
=== run cc-bpf jump.bpf.c far.bpf.c && link-all -- jump.bpf.o far.bpf.o
linked in 2 orders
far returns 20
near returns 10
other returns 19
to_far returns 20
to_near returns 10
to_nowhere returns -1
=== exit 0
