# https://github.com/cilium/cilium/pull/28710 and https://github.com/cilium/cilium/pull/10201
# Flags of an inner map differ from the template: EINVAL when it is put in, long after loading.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(map_flags, 0);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_HASH);
		__uint(max_entries, 16);
		__uint(map_flags, BPF_F_NO_PREALLOC);
		__type(key, __u32);
		__type(value, __u64);
	});
} outer SEC(".maps") = {
	.values = { [0] = (void *)&first },
};
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_HASH);
		__uint(max_entries, 16);
		__uint(map_flags, BPF_F_NO_PREALLOC);
		__type(key, __u32);
		__type(value, __u64);
	});
} outer SEC(".maps") = {
	.values = { [0] = (void *)&first },
};
=== run cc-bpf bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.1/x86_64 bad.bpf.o
error[MAP012]: element 0, first, does not fit: map_flags is 0, the template has 0x1
  --> bad.bpf.c:22:3 ('outer', section .maps+0x28, in bad.bpf.o)
   |
22 | } outer SEC(".maps") = {
   |   ^
  = note: bad.bpf.c:9:3 ('first', section .maps+0x0, in bad.bpf.o): first is defined here
  |
9 | } first SEC(".maps");
  |   ^
  = note: for target linux-6.1/x86_64
  = rule: A map of maps is made with a template of its inner maps, which is no map of maps
          itself and of a type that can be compared (bpf_map_meta_alloc).
  = fix: Give the map __array(values, struct { ... }) with an inner definition that fits.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target linux-6.1/x86_64 good.bpf.o
=== exit 0
