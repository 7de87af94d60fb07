# Maps that go, come, lose or get their pin. What is not pinned is made anew at each load.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} gone SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} unpinned_now SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} pinned_now SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} scratch SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} fresh SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} unpinned_now SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} pinned_now SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u32);
} scratch SEC(".maps");
=== run cc-bpf *.c; bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o new.bpf.o
warning[UPG004]: the pin /sys/fs/bpf/gone stays: no map of new.bpf.o is pinned there
  --> old.bpf.c:9:3 ('gone', section .maps+0x0, in old.bpf.o)
  |
9 | } gone SEC(".maps");
  |   ^
  = note: for target linux-6.18/x86_64
  = rule: A pinned map lives until its pin is removed; a loader removes no pin that its object
          does not name.
  = fix: rm /sys/fs/bpf/gone

warning[UPG004]: the pin /sys/fs/bpf/unpinned_now stays: no map of new.bpf.o is pinned there
  --> old.bpf.c:17:3 ('unpinned_now', section .maps+0x28, in old.bpf.o)
   |
17 | } unpinned_now SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: A pinned map lives until its pin is removed; a loader removes no pin that its object
          does not name.
  = fix: rm /sys/fs/bpf/unpinned_now

0 errors, 2 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  fresh         create    new; pin /sys/fs/bpf/fresh
  unpinned_now  recreate  no longer pinned: a new one at each load
  pinned_now    create    it was not pinned before; pin /sys/fs/bpf/pinned_now
  scratch       recreate  not pinned: a new one at each load
  gone          remove    nothing uses this pin any more; pin /sys/fs/bpf/gone
  unpinned_now  remove    nothing uses this pin any more; pin /sys/fs/bpf/unpinned_now
=== exit 0
=== run bpfweld check --loader-profile libbpf-1.5 --format json --against old.bpf.o new.bpf.o | sed -n "/^  .plan/,\$p"
  "plan": [
    {
      "target": "linux-6.18/x86_64",
      "old": "old.bpf.o",
      "map": "fresh",
      "pin": "/sys/fs/bpf/fresh",
      "action": "create",
      "why": "new"
    },
    {
      "target": "linux-6.18/x86_64",
      "old": "old.bpf.o",
      "map": "unpinned_now",
      "action": "recreate",
      "why": "no longer pinned: a new one at each load"
    },
    {
      "target": "linux-6.18/x86_64",
      "old": "old.bpf.o",
      "map": "pinned_now",
      "pin": "/sys/fs/bpf/pinned_now",
      "action": "create",
      "why": "it was not pinned before"
    },
    {
      "target": "linux-6.18/x86_64",
      "old": "old.bpf.o",
      "map": "scratch",
      "action": "recreate",
      "why": "not pinned: a new one at each load"
    },
    {
      "target": "linux-6.18/x86_64",
      "old": "old.bpf.o",
      "map": "gone",
      "pin": "/sys/fs/bpf/gone",
      "action": "remove",
      "why": "nothing uses this pin any more"
    },
    {
      "target": "linux-6.18/x86_64",
      "old": "old.bpf.o",
      "map": "unpinned_now",
      "pin": "/sys/fs/bpf/unpinned_now",
      "action": "remove",
      "why": "nothing uses this pin any more"
    }
  ]
}
=== exit 0
