/* SPDX-License-Identifier: BSD-2-Clause */
#include <bpfweld/bpf.h>

struct value {
	long n;
	char tag[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} shared SEC(".maps");

int put(int k, long n)
{
	struct value v = {n, "ab"};

	return bpf_map_update_elem(&shared, &k, &v, 0);
}
