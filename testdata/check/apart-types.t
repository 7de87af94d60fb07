# The same with types: sizes are equal, so no loader sees it.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u32 packets, bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u32 bytes, packets;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== file c.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u32 packets, octets;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== run cc-bpf *.c; bpfweld check --apart a.bpf.o b.bpf.o
error[UPG010]: map 'flows', pinned at /sys/fs/bpf/flows by both: a.bpf.o and b.bpf.o disagree: in the value, 'bytes' moved from byte 4 to 0
  --> b.bpf.c:13:3 ('flows', section .maps+0x0, in b.bpf.o)
   |
13 | } flows SEC(".maps");
   |   ^
  = note: a.bpf.c:13:3 ('flows', section .maps+0x0, in a.bpf.o): the other definition
   |
13 | } flows SEC(".maps");
   |   ^
  = note: value: 'bytes' moved from byte 4 to 0
  = note: value: 'packets' moved from byte 0 to 4
  = note: for target linux-6.18/x86_64
  = rule: Loaders compare sizes, not types: each program reads the shared bytes as its own
          object says.
  = fix: Put the types of key and value into a header that all objects include.

1 error, 0 warnings
=== exit 1
=== run bpfweld check --apart a.bpf.o c.bpf.o
warning[UPG014]: map 'flows', pinned at /sys/fs/bpf/flows by both: a.bpf.o and c.bpf.o disagree: in the value, 'octets' at byte 4 was 'bytes'
  --> c.bpf.c:13:3 ('flows', section .maps+0x0, in c.bpf.o)
   |
13 | } flows SEC(".maps");
   |   ^
  = note: a.bpf.c:13:3 ('flows', section .maps+0x0, in a.bpf.o): the other definition
   |
13 | } flows SEC(".maps");
   |   ^
  = note: value: 'octets' at byte 4 was 'bytes'
  = note: for target linux-6.18/x86_64
  = rule: Loaders compare sizes, not types. The bytes are in the same places in all objects;
          only people can say whether they mean the same.
  = fix: Put the types of key and value into a header that all objects include.

0 errors, 1 warning
=== exit 0
