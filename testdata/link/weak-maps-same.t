# Two weak definitions of one map: one map.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog_a(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog_b(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 1
prog_b returns 1
=== exit 0
