# Two files declare a map and one defines it: what one writes the other reads.
=== file put.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int a_put(void *ctx)
{
	int key = 1, value = 33;

	return bpf_map_update_elem(&m, &key, &value, 0);
}
=== file get.bpf.c
#include <bpfweld/bpf.h>

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int b_get(void *ctx)
{
	int key = 1, *v = bpf_map_lookup_elem(&m, &key);

	return v ? *v : -1;
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");
=== run cc-bpf put.bpf.c get.bpf.c define.bpf.c && link-all -r no -- put.bpf.o get.bpf.o define.bpf.o && run-object linked.o
linked in 6 orders
a_put returns 0
b_get returns 33
=== exit 0
