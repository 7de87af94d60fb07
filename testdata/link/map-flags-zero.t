# What is not given is 0: a map that says so agrees with one that does not.
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
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
	__uint(map_flags, 0);
	__uint(pinning, BW_PIN_NONE);
} m SEC(".maps");
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 0
=== exit 0
