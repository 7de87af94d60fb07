# Legacy maps become BTF-defined ones: with the types that BPF_ANNOTATE_KV_PAIR gives, with and
# without -g.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct bpf_elf_map { unsigned type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx; };
struct value { int a, b; };
struct bpf_elf_map counters SEC("maps") = {
	.type = BPF_MAP_TYPE_HASH, .size_key = 4, .size_value = 8, .max_elem = 2, .flags = BPF_F_NO_PREALLOC, .pinning = 2,
};
struct ____btf_map_counters { int key; struct value value; };
struct ____btf_map_counters __attribute__((section(".maps.counters"), used)) ____btf_map_counters = {};
struct bpf_elf_map plain SEC("maps") = {
	.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 1,
};
SEC("xdp") int f(struct xdp_md *ctx)
{
	int key = 0;

	if (bpf_map_lookup_elem(&plain, &key))
		return XDP_PASS;
	return bpf_map_lookup_elem(&counters, &key) ? XDP_PASS : XDP_DROP;
}
char LICENSE[] SEC("license") = "GPL";
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld normalize --target linux-6.12/x86_64 -o n.o a.bpf.o
warning[LNK033]: a.bpf.o defines maps the old way, in section 'maps'
  --> a.bpf.o (section maps+0x0)
  = rule: libbpf 1.0 and later refuse section `maps` ("legacy map definitions in 'maps' section
          are not supported by libbpf v1.0+"); iproute2 and older loaders read it.
  = fix: Define the maps in .maps, with BTF, unless such a loader needs the old form.

warning[SPC019]: word 6 of counters is 2: iproute2's pinning
  --> a.bpf.c:4:20 ('counters', section maps+0x0, in a.bpf.o)
  |
4 | struct bpf_elf_map counters SEC("maps") = {
  |                    ^
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

0 errors, 2 warnings
=== exit 0
=== run bpfweld show --maps --relocs n.o
map  counters  [.maps]
     HASH  key 4 (int)  value 8 (struct value)  max_entries 2  flags BPF_F_NO_PREALLOC  pinned by name
map  plain  [.maps]
     ARRAY  key 4  value 8  max_entries 1  flags 0
section xdp
  000020  IMM64  plain
  000060  IMM64  counters
=== exit 0
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile libbpf-1.4 n.o
=== exit 0
=== run cc-bpf -g0 a.bpf.c && bpfweld normalize -q --target linux-6.12/x86_64 -o n.o a.bpf.o; bpfweld show --maps n.o
map  counters  [.maps]
     HASH  key 4  value 8  max_entries 2  flags BPF_F_NO_PREALLOC  pinned by name
map  plain  [.maps]
     ARRAY  key 4  value 8  max_entries 1  flags 0
=== exit 0
=== run bpfweld normalize -q --target linux-6.12/x86_64 -o n2.o n.o && cmp n.o n2.o && echo same
same
=== exit 0
