# S3: a weak map that a strong one overrides. The overridden one leaves no trace, so there are two
# maps.
=== file weak.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int put_and_get(void *ctx)
{
	int key = 0, value = 7, *p;

	bpf_map_update_elem(&m, &key, &value, 0);
	p = bpf_map_lookup_elem(&m, &key);
	return p ? *p : -1;
}
=== file strong.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 3);
	__type(key, int);
	__type(value, int);
} x SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");
=== run cc-bpf weak.bpf.c strong.bpf.c && link-all -- weak.bpf.o strong.bpf.o && bpfweld show --maps linked.o | grep ^map
linked in 2 orders
put_and_get returns 7
map  x  [.maps]
map  m  [.maps]
=== exit 0
