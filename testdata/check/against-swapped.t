# Two members of one size change places: libbpf reuses the map and each reads the other.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct stats {
	__u32 rx, tx;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct stats);
	__uint(pinning, BW_PIN_BY_NAME);
} stats SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct stats {
	__u32 tx, rx;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct stats);
	__uint(pinning, BW_PIN_BY_NAME);
} stats SEC(".maps");
=== run cc-bpf *.c && bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o new.bpf.o
error[UPG002]: map 'stats': the map pinned at /sys/fs/bpf/stats is reused silently, values would be misread: 'tx' moved from byte 4 to 0
  --> new.bpf.c:13:3 ('stats', section .maps+0x0, in new.bpf.o)
   |
13 | } stats SEC(".maps");
   |   ^
  = note: old.bpf.c:13:3 ('stats', section .maps+0x0, in old.bpf.o): the pinned map is made here
   |
13 | } stats SEC(".maps");
   |   ^
  = note: value: 'tx' moved from byte 4 to 0
  = note: value: 'rx' moved from byte 0 to 4
  = note: for target linux-6.18/x86_64
  = rule: Loaders compare sizes, not types: a map whose members moved is reused without a word,
          and old bytes are read as something else.
  = fix: Copy: open /sys/fs/bpf/stats, remove the pin, load, copy each entry by the members'
         names; or give the new map another name.

1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  stats  migrate   same sizes, so the loader reuses it, but value: 'tx' moved from byte 4 to 0; pin /sys/fs/bpf/stats
=== exit 1
=== run bpfweld check --loader-profile libbpf-1.5 --against new.bpf.o new.bpf.o
maps against new.bpf.o, for linux-6.18/x86_64:
  stats  reuse     equal; pin /sys/fs/bpf/stats
=== exit 0
