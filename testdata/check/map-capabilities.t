# Which capabilities the loader needs, by kernel: with -v.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} plain SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(key_size, 8);
	__type(value, __u64);
} routes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 8);
	__uint(key_size, 4);
	__uint(value_size, 4);
} devs SEC(".maps");
=== run cc-bpf a.bpf.c && bpfweld check -v --target linux-6.12/x86_64 a.bpf.o 2>&1 | grep -A1 MAP033
note[MAP033]: the loader needs CAP_BPF for routes, CAP_NET_ADMIN for devs
  --> a.bpf.o
=== exit 0
=== run bpfweld check -v --target linux-5.10/x86_64 a.bpf.o 2>&1 | grep -A1 MAP033
note[MAP033]: the loader needs CAP_BPF for routes, CAP_NET_ADMIN for devs
  --> a.bpf.o
=== exit 0
