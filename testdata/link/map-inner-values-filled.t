# A map of maps that one file declares and another defines with an inner map in it.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int key = 1, *v;
	void *in = bpf_map_lookup_elem(&m, &key);

	if (!in)
		return 12;
	key = 0;
	v = bpf_map_lookup_elem(in, &key);
	return v ? ++*v : 13;
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};

struct inner one SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} m SEC(".maps") = {.values = {[1] = &one}};
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
