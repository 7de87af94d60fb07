# Objects that are loaded apart and share a map by its pin: all attributes must be equal, whoever is
# loaded first. map_extra is compared by no loader before libbpf 0.6.
=== file a.bpf.c
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
} same SEC(".maps");
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__uint(map_flags, BPF_F_NO_PREALLOC);
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
} same SEC(".maps");
=== run cc-bpf *.c; bpfweld check --loader-profile libbpf-1.5 --apart a.bpf.o b.bpf.o
error[UPG009]: map 'flows', pinned at /sys/fs/bpf/flows by both: max_entries is 128 in b.bpf.o and 64 in a.bpf.o; map_flags is BPF_F_NO_PREALLOC in b.bpf.o and 0 in a.bpf.o; the second one is refused (map_is_reuse_compat)
  --> b.bpf.c:10:3 ('flows', section .maps+0x0, in b.bpf.o)
   |
10 | } flows SEC(".maps");
   |   ^
  = note: a.bpf.c:9:3 ('flows', section .maps+0x0, in a.bpf.o): the other definition
  |
9 | } flows SEC(".maps");
  |   ^
  = note: for target linux-6.18/x86_64
  = rule: Objects that are loaded apart share a map by its pin path: the first one makes it, the
          loader of the next compares. An extern map is another object's definition.
  = fix: Put the map's struct into a header that all objects include.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --loader-profile aya-0.13 --apart a.bpf.o b.bpf.o
b.bpf.c:10:3: error: map 'flows', pinned at /sys/fs/bpf/flows by both: max_entries is 128 in b.bpf.o and 64 in a.bpf.o; map_flags is BPF_F_NO_PREALLOC in b.bpf.o and 0 in a.bpf.o; aya 0.12 and 0.13 compares none of that [UPG009]
=== exit 1
=== run bpfweld check --apart a.bpf.o a.bpf.o
=== exit 0
