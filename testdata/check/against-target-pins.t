# A target's own file names the loader there and the snapshot of what is pinned there.
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
=== file board/a.pins.json
[{"id":7,"type":"hash","name":"flows","flags":1,"bytes_key":4,"bytes_value":8,"max_entries":64,"bytes_memlock":4096,"frozen":0,"btf_id":31,"pinned":["/sys/fs/bpf/flows"]},{"id":8,"type":"array","name":"app.bss","flags":1024,"bytes_key":4,"bytes_value":16,"max_entries":1,"bytes_memlock":4096,"frozen":0,"btf_id":31}]
=== file board/a.yaml
name: board-a
arch: aarch64
kernel: 6.1
loader: libbpf-1.4
pins: a.pins.json
=== run cc-bpf *.c; bpfweld check --target board/a.yaml app.bpf.o
error[UPG001]: map 'flows': map_flags is 0, was BPF_F_NO_PREALLOC: libbpf 1.2 and later refuses the map pinned at /sys/fs/bpf/flows (map_is_reuse_compat)
  --> app.bpf.c:9:3 ('flows', section .maps+0x0, in app.bpf.o)
  |
9 | } flows SEC(".maps");
  |   ^
  = note: board/a.pins.json: the pinned map, in this snapshot
  = rule: A loader that finds a map at the pin path compares it with the definition and gives up
          when they differ (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible, iproute2
          bpf_map_selfcheck_pinned): nothing of the object is loaded.
  = fix: Copy: open /sys/fs/bpf/flows, remove the pin, load, copy each entry by the members'
         names; or give the new map another name.

1 error, 0 warnings
maps against board/a.pins.json, for board-a:
  flows  migrate   map_flags is 0, was BPF_F_NO_PREALLOC; the loader refuses the old map; pin /sys/fs/bpf/flows
  names  create    new; pin /sys/fs/bpf/names
=== exit 1
=== run bpfweld build -o out.o --target board/a.yaml app.bpf.o >/dev/null 2>&1; echo $?; ls out.o
1
ls: cannot access 'out.o': No such file or directory
=== exit 2
