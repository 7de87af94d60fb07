# A snapshot of pinned maps: ours, and as bpftool prints it (docs/formats/pins.md). A pin where this loader
# does not look is told; pins of others are left alone.
=== file app.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} names SEC(".maps");
=== file board.json
{
  "format": 1,
  "maps": [
    {"path": "/sys/fs/bpf/flows", "name": "flows", "type": "hash", "key_size": 4, "value_size": 8,
     "max_entries": 64, "map_flags": 0, "map_extra": 0},
    {"path": "/sys/fs/bpf/app/names", "name": "names", "type": "hash", "key_size": 4, "value_size": 8,
     "max_entries": 64, "map_flags": 0},
    {"path": "/sys/fs/bpf/others", "name": "others", "type": "array", "key_size": 4, "value_size": 8,
     "max_entries": 1, "map_flags": 0}
  ]
}
=== file bpftool.json
[{"id":7,"type":"hash","name":"flows","flags":1,"bytes_key":4,"bytes_value":8,"max_entries":64,"bytes_memlock":4096,"frozen":0,"btf_id":31,"pinned":["/sys/fs/bpf/flows"]},{"id":8,"type":"array","name":"app.bss","flags":1024,"bytes_key":4,"bytes_value":16,"max_entries":1,"bytes_memlock":4096,"frozen":0,"btf_id":31}]
=== run cc-bpf *.c; bpfweld check --loader-profile libbpf-1.5 --against board.json app.bpf.o
warning[UPG008]: map 'names' is pinned at /sys/fs/bpf/app/names, libbpf 1.2 and later looks at /sys/fs/bpf/names
  --> app.bpf.c:17:3 ('names', section .maps+0x28, in app.bpf.o)
   |
17 | } names SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: Each loader has its own way from the pinning attribute to a path; a pin elsewhere is
          not found, and a second map is made.
  = fix: Load with the same loader and pin directory as before, or move the pin.

0 errors, 1 warning
maps against board.json, for linux-6.18/x86_64:
  flows  reuse     equal sizes; the types of the old map are not known; pin /sys/fs/bpf/flows
  names  create    the old map is at /sys/fs/bpf/app/names, where this loader does not look; pin /sys/fs/bpf/names
=== exit 0
=== run bpfweld check --loader-profile libbpf-1.5 --against bpftool.json app.bpf.o
error[UPG001]: map 'flows': map_flags is 0, was BPF_F_NO_PREALLOC: libbpf 1.2 and later refuses the map pinned at /sys/fs/bpf/flows (map_is_reuse_compat)
  --> app.bpf.c:9:3 ('flows', section .maps+0x0, in app.bpf.o)
  |
9 | } flows SEC(".maps");
  |   ^
  = note: bpftool.json: the pinned map, in this snapshot
  = note: for target linux-6.18/x86_64
  = rule: A loader that finds a map at the pin path compares it with the definition and gives up
          when they differ (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible, iproute2
          bpf_map_selfcheck_pinned): nothing of the object is loaded.
  = fix: Copy: open /sys/fs/bpf/flows, remove the pin, load, copy each entry by the members'
         names; or give the new map another name.

1 error, 0 warnings
maps against bpftool.json, for linux-6.18/x86_64:
  flows  migrate   map_flags is 0, was BPF_F_NO_PREALLOC; the loader refuses the old map; pin /sys/fs/bpf/flows
  names  create    new; pin /sys/fs/bpf/names
=== exit 1
