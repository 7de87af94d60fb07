# S1: a file declares a map that a later one defines behind another map. The relocation, the
# symbol and the DATASEC mean the same map.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} shared SEC(".maps");

SEC("socket") int put_and_get(void *ctx)
{
	int key = 0, value = 7, *p;

	bpf_map_update_elem(&shared, &key, &value, 0);
	p = bpf_map_lookup_elem(&shared, &key);
	return p ? *p : -1;
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 9);
	__type(key, int);
	__type(value, int);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} shared SEC(".maps");

SEC("socket") int is_first_empty(void *ctx)
{
	int key = 0;

	return !bpf_map_lookup_elem(&first, &key);
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
is_first_empty returns 1
put_and_get returns 7
=== exit 0
