# Packing a key to get rid of its padding changes its size (sched-ext/scx#3693): a pin made
# before refuses the object made after. Entries can be copied, member by member.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct key {
	__u64 id;
	__u32 cpu;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct key);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} tasks SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct key {
	__u64 id;
	__u32 cpu;
} __attribute__((packed));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct key);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} tasks SEC(".maps");
=== run cc-bpf *.c && bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o new.bpf.o
error[UPG001]: map 'tasks': key_size is 12, was 16: libbpf 1.2 and later refuses the map pinned at /sys/fs/bpf/tasks (map_is_reuse_compat)
  --> new.bpf.c:14:3 ('tasks', section .maps+0x0, in new.bpf.o)
   |
14 | } tasks SEC(".maps");
   |   ^
  = note: old.bpf.c:14:3 ('tasks', section .maps+0x0, in old.bpf.o): the pinned map is made here
   |
14 | } tasks SEC(".maps");
   |   ^
  = note: key: 12 bytes, was 16: padding at the end
  = note: for target linux-6.18/x86_64
  = rule: A loader that finds a map at the pin path compares it with the definition and gives up
          when they differ (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible, iproute2
          bpf_map_selfcheck_pinned): nothing of the object is loaded.
  = fix: Copy: open /sys/fs/bpf/tasks, remove the pin, load, copy each entry by the members'
         names; or give the new map another name.

1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  tasks  migrate   key_size is 12, was 16; the loader refuses the old map; pin /sys/fs/bpf/tasks
=== exit 1
