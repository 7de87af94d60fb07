# S12: one file defines the arena and the other declares it: one map.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena SEC(".maps");

SEC("syscall") int prog_a(void *ctx)
{
	return (long)&arena != 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena SEC(".maps");

SEC("syscall") int prog_b(void *ctx)
{
	return (long)&arena != 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && bpfweld show --maps linked.o | grep ^map
linked in 2 orders
map  arena  [.maps]
=== exit 0
