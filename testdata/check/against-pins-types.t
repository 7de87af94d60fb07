# With BTF a snapshot says as much as an object: this one has struct v { u32 b; u32 a; }.
=== file app.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u32 a, b;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u32 b, a;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== file pins.sh
# of the object, as a loader on the board would write it of the map
llvm-objcopy-19 -O binary --only-section=.BTF --set-section-flags .BTF=alloc old.bpf.o old.btf
id=$(bpftool btf dump file old.bpf.o | awk -v q="'" '$2 == "STRUCT" && $3 == q "v" q { print substr($1, 2, length($1) - 2) }')
printf '{"format": 1, "maps": [{"path": "/sys/fs/bpf/flows", "type": 1, "key_size": 4, "value_size": 8, "max_entries": 64, "map_flags": 0, "map_extra": 0, "btf": {"data": "%s", "value_type_id": %d}}]}\n' "$(base64 -w 0 old.btf)" "$id" >board.json
=== run cc-bpf *.c; sh pins.sh; bpfweld check --loader-profile libbpf-1.5 --against board.json app.bpf.o
error[UPG002]: map 'flows': the map pinned at /sys/fs/bpf/flows is reused silently, values would be misread: 'a' moved from byte 4 to 0
  --> app.bpf.c:13:3 ('flows', section .maps+0x0, in app.bpf.o)
   |
13 | } flows SEC(".maps");
   |   ^
  = note: board.json: the pinned map, in this snapshot
  = note: value: 'a' moved from byte 4 to 0
  = note: value: 'b' moved from byte 0 to 4
  = note: for target linux-6.18/x86_64
  = rule: Loaders compare sizes, not types: a map whose members moved is reused without a word,
          and old bytes are read as something else.
  = fix: Copy: open /sys/fs/bpf/flows, remove the pin, load, copy each entry by the members'
         names; or give the new map another name.

1 error, 0 warnings
maps against board.json, for linux-6.18/x86_64:
  flows  migrate   same sizes, so the loader reuses it, but value: 'a' moved from byte 4 to 0; pin /sys/fs/bpf/flows
=== exit 1
