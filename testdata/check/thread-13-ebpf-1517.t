# iproute2's struct bpf_elf_map: each word has a name, none is lost by linking, and each loader
# reads its own.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct bpf_elf_map { unsigned type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx; };
struct bpf_elf_map counters SEC("maps") = {
	.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 2,
	.id = 5, .pinning = 2, .inner_idx = 7,
};
struct bpf_elf_map outer SEC("maps") = {
	.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4, .size_value = 4, .max_elem = 8, .inner_id = 5,
};
SEC("xdp") int f(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&counters, &key) ? XDP_PASS : XDP_DROP;
}
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld link -q -o b.o a.bpf.o
=== exit 0
=== run for f in a.bpf.o b.o; do llvm-objcopy-19 -O binary --only-section=maps $f $f.maps; done; od -An -tu4 -w36 b.o.maps; cmp a.bpf.o.maps b.o.maps
          2          4          8          2          0          5          2          0          7
         12          4          4          8          0          0          0          5          0
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile iproute2 b.o
warning[LNK033]: b.o defines maps the old way, in section 'maps'
  --> b.o (section maps+0x0)
  = rule: libbpf 1.0 and later refuse section `maps` ("legacy map definitions in 'maps' section
          are not supported by libbpf v1.0+"); iproute2 and older loaders read it.
  = fix: Define the maps in .maps, with BTF, unless such a loader needs the old form.

warning[SPC019]: word 5 of counters is 5: iproute2's id
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 6 of counters is 2: iproute2's pinning
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 8 of counters is 7: iproute2's inner_idx
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 7 of outer is 5: iproute2's inner_id
  --> b.o ('outer', section maps+0x24)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

0 errors, 5 warnings
=== exit 0
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile libbpf-1.4 b.o
b.o: error: there is no template; ARRAY_OF_MAPS wants a template of its inner maps [MAP012]
b.o: error: counters is defined in `maps`, which libbpf-1.4 refuses [PRO010]
b.o: error: outer is defined in `maps`, which libbpf-1.4 refuses [PRO010]
=== exit 1
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile ebpf-go-0.21 b.o
b.o: error: there is no template; ARRAY_OF_MAPS wants a template of its inner maps [MAP012]
b.o: error: word 5 of counters, iproute2's id, is 5; ebpf-go-0.21 wants 0 [PRO012]
b.o: error: word 6 of counters, iproute2's pinning, is 2; ebpf-go-0.21 wants 0 [PRO012]
b.o: error: word 8 of counters, iproute2's inner_idx, is 7; ebpf-go-0.21 wants 0 [PRO012]
b.o: error: word 7 of outer, iproute2's inner_id, is 5; ebpf-go-0.21 wants 0 [PRO012]
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile aya-0.13 b.o
warning[LNK033]: b.o defines maps the old way, in section 'maps'
  --> b.o (section maps+0x0)
  = rule: libbpf 1.0 and later refuse section `maps` ("legacy map definitions in 'maps' section
          are not supported by libbpf v1.0+"); iproute2 and older loaders read it.
  = fix: Define the maps in .maps, with BTF, unless such a loader needs the old form.

warning[SPC019]: word 5 of counters is 5: iproute2's id
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 6 of counters is 2: iproute2's pinning
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 8 of counters is 7: iproute2's inner_idx
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 7 of outer is 5: iproute2's inner_id
  --> b.o ('outer', section maps+0x24)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

error[MAP012]: there is no template; ARRAY_OF_MAPS wants a template of its inner maps
  --> b.o ('outer', section maps+0x24)
  = note: bpf_map_meta_alloc of Linux 6.12 answers EINVAL
  = note: for target linux-6.12/x86_64
  = rule: A map of maps is made with a template of its inner maps, which is no map of maps
          itself and of a type that can be compared (bpf_map_meta_alloc).
  = fix: Give the map __array(values, struct { ... }) with an inner definition that fits.

warning[PRO013]: word 8 of counters, iproute2's inner_idx, is 7; aya-0.13 ignores it
  --> b.o ('counters', section maps+0x0)
  = note: for target linux-6.12/x86_64
  = rule: What follows the five common words means something to one loader only.
  = fix: Define the map in .maps, where fields have names.

warning[PRO018]: counters has pinning 2: PIN_GLOBAL_NS to iproute2, unknown to aya-0.13
  --> b.o ('counters', section maps+0x0)
  = note: for target linux-6.12/x86_64
  = rule: To iproute2's own loader 1 is PIN_OBJECT_NS and 2 PIN_GLOBAL_NS; to libbpf and others
          1 is LIBBPF_PIN_BY_NAME, and there is no 2.
  = fix: Use the number of the loader at hand.

warning[PRO013]: word 7 of outer, iproute2's inner_id, is 5; aya-0.13 ignores it
  --> b.o ('outer', section maps+0x24)
  = note: for target linux-6.12/x86_64
  = rule: What follows the five common words means something to one loader only.
  = fix: Define the map in .maps, where fields have names.

1 error, 8 warnings
=== exit 1
=== run bpfweld show --target linux-6.12/x86_64 --loader-profile iproute2 --loader-profile aya-0.13 b.o
warning[SPC019]: word 5 of counters is 5: iproute2's id
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 6 of counters is 2: iproute2's pinning
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 8 of counters is 7: iproute2's inner_idx
  --> b.o ('counters', section maps+0x0)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

warning[SPC019]: word 7 of outer is 5: iproute2's inner_id
  --> b.o ('outer', section maps+0x24)
  = rule: Behind type, key_size, value_size, max_entries, map_flags the words are the loader's
          own: iproute2 has id, pinning, inner_id, inner_idx; samples/bpf inner_map_idx and
          numa_node; libbpf before 1.0 refused all but zeros.
  = fix: Move to BTF-defined maps: SEC(".maps").

0 errors, 4 warnings
iproute2 counters counters type=2 key=4 value=8 max_entries=2 flags=0 extra=0 numa=0 btf=0 shown max_entries=2 flags=0 again=same pin=/sys/fs/bpf/xdp/globals/counters
iproute2 outer outer type=12 key=4 value=4 max_entries=8 flags=0 extra=0 numa=0 btf=0 shown max_entries=8 flags=0 again=same pin=-
aya-0.13 counters counters type=2 key=4 value=8 max_entries=2 flags=0 extra=0 numa=0 btf=0 shown max_entries=2 flags=0 again=same pin=/sys/fs/bpf/counters
aya-0.13 outer outer type=12 key=4 value=4 max_entries=8 flags=0 extra=0 numa=0 btf=0 shown max_entries=8 flags=0 again=same pin=-
=== exit 0
=== run bpfweld normalize -q --target linux-6.12/x86_64 -o n.o b.o
b.o: error: word 8 of counters, iproute2's inner_idx is 7 [PRO021]
b.o: error: word 7 of outer, iproute2's inner_id is 5 [PRO021]
=== exit 1
