# Sizes of ring buffers that all page sizes of the targets divide, explicit flags and sizes, fields
# that say nothing gone; twice is once.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); } perf SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__uint(key_size, 4);
	__type(value, long);
	__uint(max_entries, 16);
	__uint(numa_node, 3);
} flows SEC(".maps");
int seen;
SEC("xdp") int f(struct xdp_md *ctx)
{
	int key = 1;
	long *v = bpf_map_lookup_elem(&flows, &key);
	void *r = bpf_ringbuf_reserve(&events, 8, 0);

	if (r)
		bpf_ringbuf_discard(r, 0);
	seen++;
	return v ? XDP_PASS : XDP_DROP;
}
char LICENSE[] SEC("license") = "GPL";
=== file four.yaml
name: four
arch: aarch64
kernel: 6.12
cpus: 4
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld normalize -v --target four.yaml -o n.o a.bpf.o
note[PRO019]: flows: map_flags 0; key_size, numa_node left out
  --> a.bpf.c:11:3 ('flows', section .maps+0x0, in a.bpf.o)
   |
11 | } flows SEC(".maps");
   |   ^
  = rule: bpfweld normalize writes what loaders would otherwise choose.
  = fix: Nothing to do.

note[PRO019]: events: max_entries 65536, key_size 0, value_size 0, map_flags 0
  --> a.bpf.c:2:75 ('events', section .maps+0x30, in a.bpf.o)
  |
2 | struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
  |                                                                           ^
  = rule: bpfweld normalize writes what loaders would otherwise choose.
  = fix: Nothing to do.

note[PRO019]: perf: key_size 4, value_size 4, max_entries 4, map_flags 0
  --> a.bpf.c:3:57 ('perf', section .maps+0x40, in a.bpf.o)
  |
3 | struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); } perf SEC(".maps");
  |                                                         ^
  = rule: bpfweld normalize writes what loaders would otherwise choose.
  = fix: Nothing to do.

warning[PRO020]: .bss: loaders differ in map_flags
  --> a.bpf.o (section .bss)
  = note: map_flags 0 against 0x400 (BPF_F_MMAPABLE), with libbpf since 0.0.4 before 0.0.6,
          ebpf-go before 0.17.0, aya
  = note: for target four
  = rule: Flags of data sections are the loader's choice; a number of CPUs is known on the
          target only; what only one loader has a field for cannot be agreed on.
  = fix: Use one loader for these maps, or set the attribute in the program that loads the
         object.

0 errors, 1 warning
=== exit 0
=== run bpfweld show --maps n.o
map  flows  [.maps]
     HASH  key 4 (int)  value 8 (long)  max_entries 16  flags 0
map  events  [.maps]
     RINGBUF  key 0  value 0  max_entries 65536  flags 0
map  perf  [.maps]
     PERF_EVENT_ARRAY  key 4  value 4  max_entries 4  flags 0
map  .bss  [data section]
     ARRAY  key 4  value 4  max_entries 1  flags 0
=== exit 0
=== run bpfweld normalize -q --target four.yaml -o n2.o n.o && cmp n.o n2.o && echo same
same
=== exit 0
=== run bpfweld normalize -q --target linux-6.12/x86_64 -o x.o a.bpf.o && bpfweld show --maps x.o | head -n 4
map  flows  [.maps]
     HASH  key 4 (int)  value 8 (long)  max_entries 16  flags 0
map  events  [.maps]
     RINGBUF  key 0  value 0  max_entries 4096  flags 0
=== exit 0
