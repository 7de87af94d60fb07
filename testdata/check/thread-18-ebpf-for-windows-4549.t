# https://github.com/microsoft/ebpf-for-windows/issues/4549
# May a map be reused that is larger than the definition? libbpf and ebpf-go say no, aya does not look.
=== file old.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} connections SEC(".maps");
=== file new.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} connections SEC(".maps");
=== run cc-bpf old.bpf.c new.bpf.c
=== exit 0
=== run bpfweld check --loader-profile ebpf-go-0.17.2 --against old.bpf.o new.bpf.o
warning[PRO015]: 1 map is pinned by name; ebpf-go-0.17.2 pins it to DIRECTORY/connections, and fails when it is given no directory
  --> new.bpf.c:9:3 ('connections', section .maps+0x0, in new.bpf.o)
  |
9 | } connections SEC(".maps");
  |   ^
  = note: for target linux-6.18/x86_64
  = rule: ebpf-go, and aya before 0.12, have no default directory: without MapOptions.PinPath
          (aya: map_pin_path) loading fails.
  = fix: Give the loader a directory.

error[UPG001]: map 'connections': max_entries is 1024, was 4096: ebpf-go 0.17.2 and 0.17.3 refuses the map pinned at DIRECTORY/connections (MapSpec.Compatible)
  --> new.bpf.c:9:3 ('connections', section .maps+0x0, in new.bpf.o)
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
  = fix: Copy: open DIRECTORY/connections, remove the pin, load, copy each entry by the members'
         names (the new map holds fewer); or give the new map another name.

1 error, 1 warning
maps against old.bpf.o, for linux-6.18/x86_64:
  connections  migrate   max_entries is 1024, was 4096; the loader refuses the old map; pin DIRECTORY/connections
=== exit 1
=== run bpfweld check --loader-profile aya --against old.bpf.o new.bpf.o
maps against old.bpf.o, for linux-6.18/x86_64:
  connections  reuse     equal; pin /sys/fs/bpf/connections
=== exit 0
=== run bpfweld check -q --loader-profile libbpf-1.5 --against new.bpf.o new.bpf.o
=== exit 0
