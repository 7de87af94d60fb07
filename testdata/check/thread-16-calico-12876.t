# A pinned map whose value grows: the load fails after the upgrade, on every node at once
# (projectcalico/calico#12876: 1512 to 1528 bytes). Under a new name it passes.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct ct_key {
	__u32 protocol, addr_a, addr_b;
	__u16 port_a, port_b;
};

struct ct_value {
	__u64 created, last_seen;
	__u8 rest[1496];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, struct ct_key);
	__type(value, struct ct_value);
	__uint(pinning, BW_PIN_BY_NAME);
} cali_v4_ct SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct ct_key {
	__u32 protocol, addr_a, addr_b;
	__u16 port_a, port_b;
};

struct ct_value {
	__u64 created, last_seen;
	__u8 rest[1496];
	__u64 rst_seen, flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, struct ct_key);
	__type(value, struct ct_value);
	__uint(pinning, BW_PIN_BY_NAME);
} cali_v4_ct SEC(".maps");
=== file fixed.bpf.c
#include <bpfweld/bpf.h>

struct ct_key {
	__u32 protocol, addr_a, addr_b;
	__u16 port_a, port_b;
};

struct ct_value {
	__u64 created, last_seen;
	__u8 rest[1496];
	__u64 rst_seen, flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, struct ct_key);
	__type(value, struct ct_value);
	__uint(pinning, BW_PIN_BY_NAME);
} cali_v4_ct2 SEC(".maps");
=== run cc-bpf *.c && bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o new.bpf.o
error[UPG001]: map 'cali_v4_ct': value_size is 1528, was 1512: libbpf 1.2 and later refuses the map pinned at /sys/fs/bpf/cali_v4_ct (map_is_reuse_compat)
  --> new.bpf.c:20:3 ('cali_v4_ct', section .maps+0x0, in new.bpf.o)
   |
20 | } cali_v4_ct SEC(".maps");
   |   ^
  = note: old.bpf.c:19:3 ('cali_v4_ct', section .maps+0x0, in old.bpf.o): the pinned map is made
          here
   |
19 | } cali_v4_ct SEC(".maps");
   |   ^
  = note: value: 'rst_seen' added at byte 1512 (__u64, 8 bytes)
  = note: value: 'flags' added at byte 1520 (__u64, 8 bytes)
  = note: for target linux-6.18/x86_64
  = rule: A loader that finds a map at the pin path compares it with the definition and gives up
          when they differ (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible, iproute2
          bpf_map_selfcheck_pinned): nothing of the object is loaded.
  = fix: Copy: open /sys/fs/bpf/cali_v4_ct, remove the pin, load, copy each entry by the
         members' names; or give the new map another name.

1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  cali_v4_ct  migrate   value_size is 1528, was 1512; the loader refuses the old map; pin /sys/fs/bpf/cali_v4_ct
=== exit 1
=== run bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o fixed.bpf.o
warning[UPG004]: the pin /sys/fs/bpf/cali_v4_ct stays: no map of fixed.bpf.o is pinned there
  --> old.bpf.c:19:3 ('cali_v4_ct', section .maps+0x0, in old.bpf.o)
   |
19 | } cali_v4_ct SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: A pinned map lives until its pin is removed; a loader removes no pin that its object
          does not name.
  = fix: rm /sys/fs/bpf/cali_v4_ct

0 errors, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
  cali_v4_ct2  create    new; pin /sys/fs/bpf/cali_v4_ct2
  cali_v4_ct   remove    nothing uses this pin any more; pin /sys/fs/bpf/cali_v4_ct
=== exit 0
