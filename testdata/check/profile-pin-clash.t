# Two files with a legacy map each, static and of one name: linked they are two maps, pinned to one
# path.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct bpf_elf_map { unsigned type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx; };
static struct bpf_elf_map events SEC("maps") = {
	.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = SIZE, .max_elem = 1, .pinning = 2,
};
SEC("tc") int NAME(struct __sk_buff *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&events, &key) ? 0 : 2;
}
=== run cc-bpf -DSIZE=4 -DNAME=f a.bpf.c && mv a.bpf.o 1.o && cc-bpf -DSIZE=8 -DNAME=g a.bpf.c
=== exit 0
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile iproute2 1.o a.bpf.o
a.bpf.c:3:27: error: iproute2 pins events and events to /sys/fs/bpf/tc/globals/events [PRO016]
=== exit 1
