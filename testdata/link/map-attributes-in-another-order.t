# The order of the attributes does not matter.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct {
	__type(value, int);
	__type(key, int);
	__uint(max_entries, 8);
	__uint(type, BPF_MAP_TYPE_HASH);
} m SEC(".maps");
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 0
=== exit 0
