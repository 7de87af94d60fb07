# A map of maps that is reused keeps the template it was made with: the kernel takes no inner maps of the
# new definition. Loaders do not look at it.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 10);
	__type(key, int);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__uint(pinning, BW_PIN_BY_NAME);
	__array(values, struct inner);
} outer SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 20);
	__type(key, int);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__uint(pinning, BW_PIN_BY_NAME);
	__array(values, struct inner);
} outer SEC(".maps");
=== file hash.bpf.c
#include <bpfweld/bpf.h>

struct halves {
	__u32 a, b;
} halves; /* so that it is more than declared */

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 10);
	__type(key, int);
	__type(value, struct halves);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__uint(pinning, BW_PIN_BY_NAME);
	__array(values, struct inner);
} outer SEC(".maps");
=== run cc-bpf *.c; bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o new.bpf.o
error[UPG006]: map 'outer': reused from /sys/fs/bpf/outer with its old inner definition: the map that is put in does not fit: max_entries is 20, the template has 10
  --> new.bpf.c:16:3 ('outer', section .maps+0x0, in new.bpf.o)
   |
16 | } outer SEC(".maps");
   |   ^
  = note: old.bpf.c:16:3 ('outer', section .maps+0x0, in old.bpf.o): the pinned map is made here
   |
16 | } outer SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: A map of maps keeps the template it was made with; the kernel takes only inner maps
          like it (bpf_map_meta_equal). Loaders do not compare templates.
  = fix: Remove /sys/fs/bpf/outer before the load; maps of this type hold nothing that could be
         copied.

1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  outer  recreate  its inner maps: the map that is put in does not fit: max_entries is 20, the template has 10; pin /sys/fs/bpf/outer
=== exit 1
=== run bpfweld check -q --loader-profile libbpf-1.5 --against old.bpf.o hash.bpf.o
hash.bpf.c:20:3: error: map 'outer': reused from /sys/fs/bpf/outer with its old inner definition: in the value, 'a' added at byte 0 (__u32, 4 bytes), over members that were there [UPG016]
=== exit 1
