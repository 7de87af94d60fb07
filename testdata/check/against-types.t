# Changes that leave all bytes where they were are for people to judge; those that do not are errors.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u64 when;
	__u32 addr;
	__u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== file renamed.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u64 when;
	__u32 daddr;
	__u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== file padding.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u64 when;
	__u32 addr;
	__u16 port;
	__u8 proto;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== file sign.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__s64 when;
	__u32 addr;
	__u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== file order.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u64 when;
	__be32 addr;
	__u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== file merged.bpf.c
#include <bpfweld/bpf.h>

struct v {
	__u64 when;
	__u64 both;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== file nested.bpf.c
#include <bpfweld/bpf.h>

struct v {
	struct {
		__u64 when;
	} t;
	__u32 addr;
	__u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct v);
	__uint(pinning, BW_PIN_BY_NAME);
} renamed SEC(".maps");
=== run cc-bpf *.c && for f in renamed padding sign nested order merged; do echo "-- $f"; bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o $f.bpf.o 2>&1 | grep -vE "^( *=? *(rule|fix)|  +[a-z]|$)"; done
-- renamed
warning[UPG003]: map 'renamed': the map pinned at /sys/fs/bpf/renamed is reused, but in the value, 'daddr' at byte 8 was 'addr'
  --> renamed.bpf.c:15:3 ('renamed', section .maps+0x0, in renamed.bpf.o)
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: old.bpf.c:15:3 ('renamed', section .maps+0x0, in old.bpf.o): the pinned map is made
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: value: 'daddr' at byte 8 was 'addr'
  = note: for target linux-6.18/x86_64
0 errors, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
-- padding
warning[UPG003]: map 'renamed': the map pinned at /sys/fs/bpf/renamed is reused, but in the value, 'proto' added at byte 14 (__u8, 1 byte)
  --> padding.bpf.c:16:3 ('renamed', section .maps+0x0, in padding.bpf.o)
   |
16 | } renamed SEC(".maps");
   |   ^
  = note: old.bpf.c:15:3 ('renamed', section .maps+0x0, in old.bpf.o): the pinned map is made
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: value: 'proto' added at byte 14 (__u8, 1 byte)
  = note: for target linux-6.18/x86_64
0 errors, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
-- sign
warning[UPG003]: map 'renamed': the map pinned at /sys/fs/bpf/renamed is reused, but in the value, 'when' at byte 0 is __s64, was __u64
  --> sign.bpf.c:15:3 ('renamed', section .maps+0x0, in sign.bpf.o)
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: old.bpf.c:15:3 ('renamed', section .maps+0x0, in old.bpf.o): the pinned map is made
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: value: 'when' at byte 0 is __s64, was __u64
  = note: for target linux-6.18/x86_64
0 errors, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
-- nested
warning[UPG003]: map 'renamed': the map pinned at /sys/fs/bpf/renamed is reused, but in the value, 't.when' at byte 0 was 'when'
  --> nested.bpf.c:17:3 ('renamed', section .maps+0x0, in nested.bpf.o)
   |
17 | } renamed SEC(".maps");
   |   ^
  = note: old.bpf.c:15:3 ('renamed', section .maps+0x0, in old.bpf.o): the pinned map is made
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: value: 't.when' at byte 0 was 'when'
  = note: for target linux-6.18/x86_64
0 errors, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
-- order
warning[UPG003]: map 'renamed': the map pinned at /sys/fs/bpf/renamed is reused, but in the value, 'addr' at byte 8 is __be32, was __u32
  --> order.bpf.c:15:3 ('renamed', section .maps+0x0, in order.bpf.o)
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: old.bpf.c:15:3 ('renamed', section .maps+0x0, in old.bpf.o): the pinned map is made
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: value: 'addr' at byte 8 is __be32, was __u32
  = note: for target linux-6.18/x86_64
0 errors, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
-- merged
error[UPG002]: map 'renamed': the map pinned at /sys/fs/bpf/renamed is reused silently, values would be misread: 'both' added at byte 8 (__u64, 8 bytes), over members that were there
  --> merged.bpf.c:14:3 ('renamed', section .maps+0x0, in merged.bpf.o)
   |
14 | } renamed SEC(".maps");
   |   ^
  = note: old.bpf.c:15:3 ('renamed', section .maps+0x0, in old.bpf.o): the pinned map is made
   |
15 | } renamed SEC(".maps");
   |   ^
  = note: value: 'both' added at byte 8 (__u64, 8 bytes), over members that were there
  = note: value: 'addr' removed from byte 8 (__u32, 4 bytes)
  = note: value: 'port' removed from byte 12 (__u16, 2 bytes)
  = note: for target linux-6.18/x86_64
1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
=== exit 0
