/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 9: a map that both files define in the same way, and one of each */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct value {
	long n;
	char tag[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} shared SEC(".maps") __attribute__((weak));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} only_main SEC(".maps");

int put(int k, long n);

SEC("socket") int prog(void *ctx)
{
	int k = 1, v = 2;
	struct value *x;

	put(k, 7);
	bpf_map_update_elem(&only_main, &k, &v, 0);
	x = bpf_map_lookup_elem(&shared, &k);
	return x ? (int)x->n + v : -1;
}
