# Templates of maps of maps, and the slots behind them, move with the definition.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 2); __type(key, int); __type(value, int); };
struct inner one SEC(".maps"), two SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = &one, [3] = &two}};
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps");
SEC("xdp") int f(struct xdp_md *ctx)
{
	int key = 1;
	void *in = bpf_map_lookup_elem(&outer, &key);

	bpf_tail_call(ctx, &jumps, 0);
	return in && bpf_map_lookup_elem(in, &key) ? XDP_PASS : XDP_DROP;
}
char LICENSE[] SEC("license") = "GPL";
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld normalize -q --target linux-6.12/x86_64 -o n.o a.bpf.o
=== exit 0
=== run bpfweld show --maps --relocs n.o
map  one  [.maps]
     ARRAY  key 4 (int)  value 4 (int)  max_entries 2  flags 0
map  two  [.maps]
     ARRAY  key 4 (int)  value 4 (int)  max_entries 2  flags 0
map  outer  [.maps]
     ARRAY_OF_MAPS  key 4  value 4  max_entries 4  flags 0
     inner: ARRAY  key 4 (int)  value 4 (int)  max_entries 2  flags 0
     [1] = one
     [3] = two
map  jumps  [.maps]
     PROG_ARRAY  key 4  value 4  max_entries 2  flags 0
section xdp
  000028  IMM64  outer
  000050  IMM64  jumps
section .maps
  000078  ABS64  one
  000088  ABS64  two
=== exit 0
=== run bpfweld normalize -q --target linux-6.12/x86_64 -o n2.o n.o && cmp n.o n2.o && echo same
same
=== exit 0
