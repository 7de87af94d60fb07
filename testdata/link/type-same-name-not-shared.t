# Two files have a struct of the same name each for itself, and no name that both use has to do
# with it: both types stay.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct state {
	int count;
};

struct state state_a;

SEC("socket") int prog_a(void *ctx)
{
	return state_a.count++;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct state {
	long sum; int n;
};

struct state state_b;

SEC("socket") int prog_b(void *ctx)
{
	return state_b.n++;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --btf linked.o | grep -A2 "STRUCT.*state"
linked in 2 orders
prog_a returns 0
prog_b returns 0
[8] STRUCT 'state' size=4 vlen=1
	'count' type_id=3 bits_offset=0
[9] FUNC 'prog_b' type_id=2 linkage=global
[10] STRUCT 'state' size=16 vlen=2
	'sum' type_id=11 bits_offset=0
	'n' type_id=3 bits_offset=64
=== exit 0
