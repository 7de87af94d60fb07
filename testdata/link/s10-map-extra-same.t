# S10: map_extra that both give: the map has it.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 9);
	__type(value, int);
	__uint(map_extra, 3);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int value = 1;

	return bpf_map_peek_elem(&m, &value);
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 9);
	__type(value, int);
	__uint(map_extra, 3);
} m SEC(".maps");
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o && bpfweld show --maps linked.o | grep extra
linked in 2 orders
prog returns -2
     BLOOM_FILTER  key 0  value 4 (int)  max_entries 9  flags 0  extra 0x3
=== exit 0
