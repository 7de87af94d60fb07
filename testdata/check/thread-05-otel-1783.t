# https://github.com/open-telemetry/opentelemetry-ebpf-instrumentation/pull/1783
# Maps are scaled with the load; a pinned one that exists already keeps its size, and the loader refuses it.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} connections SEC(".maps");
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} connections SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} connections SEC(".maps");
=== run cc-bpf old.bpf.c bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --loader-profile libbpf-1.5 --against old.bpf.o bad.bpf.o
error[UPG001]: map 'connections': max_entries is 4096, was 1024: libbpf 1.2 and later refuses the map pinned at /sys/fs/bpf/connections (map_is_reuse_compat)
  --> bad.bpf.c:9:3 ('connections', section .maps+0x0, in bad.bpf.o)
  |
9 | } connections SEC(".maps");
  |   ^
  = note: old.bpf.c:9:3 ('connections', section .maps+0x0, in old.bpf.o): the pinned map is made
          here
  |
9 | } connections SEC(".maps");
  |   ^
  = note: for target linux-6.18/x86_64
  = rule: A loader that finds a map at the pin path compares it with the definition and gives up
          when they differ (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible, iproute2
          bpf_map_selfcheck_pinned): nothing of the object is loaded.
  = fix: Copy: open /sys/fs/bpf/connections, remove the pin, load, copy each entry by the
         members' names; or give the new map another name.

1 error, 0 warnings
maps against old.bpf.o, for linux-6.18/x86_64:
  connections  migrate   max_entries is 4096, was 1024; the loader refuses the old map; pin /sys/fs/bpf/connections
=== exit 1
=== run bpfweld check -q --loader-profile libbpf-1.5 --against old.bpf.o good.bpf.o
=== exit 0
