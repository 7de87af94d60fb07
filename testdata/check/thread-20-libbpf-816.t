# https://github.com/libbpf/libbpf/issues/816
# Which attributes an inner map shares with the template depends on type and kernel: max_entries of an
# ARRAY always, unless both have BPF_F_INNER_MAP; of a HASH before 5.10 only.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
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
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 32);
		__uint(map_flags, 0);
		__type(key, __u32);
		__type(value, __u64);
	});
} outer SEC(".maps") = {
	.values = { [0] = (void *)&first },
};
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_INNER_MAP);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 32);
		__uint(map_flags, BPF_F_INNER_MAP);
		__type(key, __u32);
		__type(value, __u64);
	});
} outer SEC(".maps") = {
	.values = { [0] = (void *)&first },
};
=== file hash.bpf.c
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
		__uint(max_entries, 32);
		__uint(map_flags, 0);
		__type(key, __u32);
		__type(value, __u64);
	});
} outer SEC(".maps") = {
	.values = { [0] = (void *)&first },
};
=== file old.yaml
arch: x86_64
kernel: 5.4
=== run cc-bpf bad.bpf.c good.bpf.c hash.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.1/x86_64 bad.bpf.o
error[MAP012]: element 0, first, does not fit: max_entries is 16, the template has 32
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
=== run bpfweld check -q --target linux-6.1/x86_64 hash.bpf.o
=== exit 0
=== run bpfweld check -q --target ./old.yaml hash.bpf.o
hash.bpf.c:22:3: error: element 0, first, does not fit: max_entries is 16, the template has 32 [MAP012]
=== exit 1
