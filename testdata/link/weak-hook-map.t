# A weak map that nobody defines: its address is 0, and there is no map.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps") __weak;

SEC("socket") int prog(void *ctx)
{
	int key = 0;

	if (!&m)
		return 44;
	return !!bpf_map_lookup_elem(&m, &key);
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
linked in 2 orders
prog returns 44
=== exit 0
