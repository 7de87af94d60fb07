# Maps that programs of a type may not use.
=== file bad.bpf.c
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>

BW_LICENSE("GPL");

#define VALUE_MAP(name, kind, v)                                                                   \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_##kind);                                                 \
		__uint(max_entries, 4);                                                            \
		__type(key, __u32);                                                                \
		__type(value, v);                                                                  \
	} name SEC(".maps")

struct locked {
	struct bpf_spin_lock lock;
	__u32 n;
};
struct timed {
	struct bpf_timer timer;
};

VALUE_MAP(locks, ARRAY, struct locked);
VALUE_MAP(timers, ARRAY, struct timed);
VALUE_MAP(stacks, STACK_TRACE, __u64);

static __always_inline int use(void *map)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(map, &key) != 0;
}

/* kernel: tracing progs cannot use bpf_spin_lock yet */
SEC("kprobe/vfs_open") int lock_in_kprobe(void *ctx) { return use(&locks); }
/* kernel: tracing progs cannot use bpf_timer yet */
SEC("perf_event") int timer_in_perf_event(void *ctx) { return use(&timers); }
/* kernel: socket filter progs cannot use bpf_spin_lock yet */
SEC("socket") int lock_in_socket(void *ctx) { return use(&locks); }
/* kernel: Sleepable programs can only use array, hash, ringbuf and local storage maps */
SEC("uprobe.s") int sleepable(void *ctx) { return bpf_get_stackid(ctx, &stacks, 0) != 0; }
SEC("tc") int fine(void *ctx) { return use(&locks) + use(&timers); }
=== run cc-bpf bad.bpf.c && bpfweld check --target linux-6.18/x86_64 bad.bpf.o
error[USE012]: locks: its value has a struct bpf_spin_lock, which tracing programs may not use; the program is of type KPROBE
  --> bad.bpf.c:30:9 ('lock_in_kprobe', section kprobe/vfs_open+0x20, in bad.bpf.o)
   |
30 | 	return bpf_map_lookup_elem(map, &key) != 0;
   | 	       ^
  = note: for target linux-6.18/x86_64
  = rule: Some map types and fields are not for tracing, socket filter or sleepable programs
          (check_map_prog_compatibility: EINVAL).
  = fix: Use another map type, or another program type.

error[USE012]: timers: its value has a struct bpf_timer, which tracing programs may not use; the program is of type PERF_EVENT
  --> bad.bpf.c:30:9 ('timer_in_perf_event', section perf_event+0x20, in bad.bpf.o)
   |
30 | 	return bpf_map_lookup_elem(map, &key) != 0;
   | 	       ^
  = note: for target linux-6.18/x86_64
  = rule: Some map types and fields are not for tracing, socket filter or sleepable programs
          (check_map_prog_compatibility: EINVAL).
  = fix: Use another map type, or another program type.

error[USE012]: locks: its value has a struct bpf_spin_lock, which socket filter programs may not use; the program is of type SOCKET_FILTER
  --> bad.bpf.c:30:9 ('lock_in_socket', section socket+0x20, in bad.bpf.o)
   |
30 | 	return bpf_map_lookup_elem(map, &key) != 0;
   | 	       ^
  = note: for target linux-6.18/x86_64
  = rule: Some map types and fields are not for tracing, socket filter or sleepable programs
          (check_map_prog_compatibility: EINVAL).
  = fix: Use another map type, or another program type.

error[USE012]: stacks: sleepable programs may not use STACK_TRACE maps; the program is of type KPROBE, sleepable
  --> bad.bpf.c:40:51 ('sleepable', section uprobe.s+0x0, in bad.bpf.o)
   |
40 | SEC("uprobe.s") int sleepable(void *ctx) { return bpf_get_stackid(ctx, &stacks, 0) != 0; }
   |                                                   ^
  = note: for target linux-6.18/x86_64
  = rule: Some map types and fields are not for tracing, socket filter or sleepable programs
          (check_map_prog_compatibility: EINVAL).
  = fix: Use another map type, or another program type.

4 errors, 0 warnings
=== exit 1
