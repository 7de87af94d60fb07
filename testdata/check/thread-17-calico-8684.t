# Another key and value under the old name (projectcalico/calico#8684).
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct route {
	__u32 prefixlen, addr;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct route);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} cali_routes SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct route {
	__u32 prefixlen;
	__u8 addr[16];
};

struct next_hop {
	__u32 flags, next, index;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct route);
	__type(value, struct next_hop);
	__uint(pinning, BW_PIN_BY_NAME);
} cali_routes SEC(".maps");
=== run cc-bpf *.c && bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o new.bpf.o
error[UPG001]: map 'cali_routes': key_size is 20, was 8; value_size is 12, was 8: libbpf 1.2 and later refuses the map pinned at /sys/fs/bpf/cali_routes (map_is_reuse_compat)
  --> new.bpf.c:19:3 ('cali_routes', section .maps+0x0, in new.bpf.o)
   |
19 | } cali_routes SEC(".maps");
   |   ^
  = note: old.bpf.c:14:3 ('cali_routes', section .maps+0x0, in old.bpf.o): the pinned map is
          made here
   |
14 | } cali_routes SEC(".maps");
   |   ^
  = note: key: 'addr' at byte 4 is 16 bytes, was 4 bytes
  = note: value: 'flags' added at byte 0 (__u32, 4 bytes), over members that were there
  = note: value: the whole of it removed from byte 0 (__u64, 8 bytes)
  = note: value: 'next' added at byte 4 (__u32, 4 bytes), over members that were there
  = note: value: 'index' added at byte 8 (__u32, 4 bytes)
  = note: for target linux-6.18/x86_64
  = rule: A loader that finds a map at the pin path compares it with the definition and gives up
          when they differ (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible, iproute2
          bpf_map_selfcheck_pinned): nothing of the object is loaded.
  = fix: The entries cannot be carried over by members' names. Give the new map another name, or
         remove /sys/fs/bpf/cali_routes before the load and lose what it holds.

1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  cali_routes  refuse    key_size is 20, was 8; value_size is 12, was 8; the loader refuses the old map; pin /sys/fs/bpf/cali_routes
=== exit 1
