# Who loads decides: libbpf forgives the flag that the kernel adds to a DEVMAP since 1.6.2, looks at
# map_extra since 0.6; aya looks at nothing; with two profiles the first one made the old map.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(pinning, BW_PIN_BY_NAME);
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 100);
	__uint(value_size, 4);
	__uint(map_extra, 3);
	__uint(pinning, BW_PIN_BY_NAME);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} counts SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(pinning, BW_PIN_BY_NAME);
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 100);
	__uint(value_size, 4);
	__uint(map_extra, 5);
	__uint(pinning, BW_PIN_BY_NAME);
} seen SEC(".maps");

struct count {
	__u64 n, bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct count);
	__uint(pinning, BW_PIN_BY_NAME);
} counts SEC(".maps");
=== run cc-bpf *.c; for l in libbpf-0.5 libbpf-1.5 libbpf-1.7 ebpf-go-0.16 aya-0.13 bpfweld; do echo "-- $l"; bpfweld check --loader-profile $l --against old.bpf.o new.bpf.o 2>/dev/null; done
-- libbpf-0.5
maps against old.bpf.o, for linux-6.18/x86_64:
  ports   recreate  map_flags is 0, was BPF_F_RDONLY_PROG; the loader refuses the old map; pin /sys/fs/bpf/ports
  seen    reuse     equal; pin /sys/fs/bpf/seen
  counts  migrate   value_size is 16, was 8; the loader refuses the old map; pin /sys/fs/bpf/counts
-- libbpf-1.5
maps against old.bpf.o, for linux-6.18/x86_64:
  ports   recreate  map_flags is 0, was BPF_F_RDONLY_PROG; the loader refuses the old map; pin /sys/fs/bpf/ports
  seen    recreate  map_extra is 5, was 3; the loader refuses the old map; pin /sys/fs/bpf/seen
  counts  migrate   value_size is 16, was 8; the loader refuses the old map; pin /sys/fs/bpf/counts
-- libbpf-1.7
maps against old.bpf.o, for linux-6.18/x86_64:
  ports   reuse     equal; pin /sys/fs/bpf/ports
  seen    recreate  map_extra is 5, was 3; the loader refuses the old map; pin /sys/fs/bpf/seen
  counts  migrate   value_size is 16, was 8; the loader refuses the old map; pin /sys/fs/bpf/counts
-- ebpf-go-0.16
maps against old.bpf.o, for linux-6.18/x86_64:
  ports   reuse     equal; pin DIRECTORY/ports
  seen    reuse     equal; pin DIRECTORY/seen
  counts  migrate   value_size is 16, was 8; the loader refuses the old map; pin DIRECTORY/counts
-- aya-0.13
maps against old.bpf.o, for linux-6.18/x86_64:
  ports   reuse     equal; pin /sys/fs/bpf/ports
  seen    reuse     equal; pin /sys/fs/bpf/seen
  counts  migrate   value_size is 16, was 8; the loader does not compare; pin /sys/fs/bpf/counts
-- bpfweld
maps against old.bpf.o, for linux-6.18/x86_64:
  ports   reuse     equal; pin /sys/fs/bpf/ports
  seen    recreate  map_extra is 5, was 3; the loader refuses the old map; pin /sys/fs/bpf/seen
  counts  migrate   value_size is 16, was 8; the loader refuses the old map; pin /sys/fs/bpf/counts
=== exit 1
