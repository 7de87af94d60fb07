# Pins: where each loader puts them, who needs a directory, maps of one name or one path.
=== file a.bpf.c
#include <bpfweld/bpf.h>
#define MAP(name) struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); \
	__type(key, int); __type(value, int); __uint(pinning, BW_PIN_BY_NAME); } name SEC(".maps")
MAP(connections_by_address);
MAP(connections_by_port);
MAP(plain);
SEC("tc") int f(struct __sk_buff *ctx) { return 0; }
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile ebpf-go-0.21 a.bpf.o
warning[PRO015]: 3 maps are pinned by name; ebpf-go-0.21 pins the first to DIRECTORY/connections_by_address, and fails when it is given no directory
  --> a.bpf.c:4:5 ('connections_by_address', section .maps+0x0, in a.bpf.o)
  |
4 | MAP(connections_by_address);
  |     ^
  = note: for target linux-6.12/x86_64
  = rule: ebpf-go, and aya before 0.12, have no default directory: without MapOptions.PinPath
          (aya: map_pin_path) loading fails.
  = fix: Give the loader a directory.

warning[PRO017]: connections_by_address and connections_by_port are both connections_by_ in the kernel
  --> a.bpf.c:5:5 ('connections_by_port', section .maps+0x28, in a.bpf.o)
  |
5 | MAP(connections_by_port);
  |     ^
  = note: a.bpf.c:4:5 ('connections_by_address', section .maps+0x0, in a.bpf.o): the other map
          is defined here
  |
4 | MAP(connections_by_address);
  |     ^
  = note: for target linux-6.12/x86_64
  = rule: The kernel keeps 15 characters of a name (BPF_OBJ_NAME_LEN): bpftool and tools that
          find maps by name cannot tell them apart.
  = fix: Let the names differ in their first 15 characters.

0 errors, 2 warnings
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile libbpf-1.4 --loader-profile iproute2-libbpf a.bpf.o
warning[PRO017]: connections_by_address and connections_by_port are both connections_by_ in the kernel
  --> a.bpf.c:5:5 ('connections_by_port', section .maps+0x28, in a.bpf.o)
  |
5 | MAP(connections_by_port);
  |     ^
  = note: a.bpf.c:4:5 ('connections_by_address', section .maps+0x0, in a.bpf.o): the other map
          is defined here
  |
4 | MAP(connections_by_address);
  |     ^
  = note: with libbpf-1.4
  = note: with iproute2-libbpf
  = note: for target linux-6.12/x86_64
  = rule: The kernel keeps 15 characters of a name (BPF_OBJ_NAME_LEN): bpftool and tools that
          find maps by name cannot tell them apart.
  = fix: Let the names differ in their first 15 characters.

warning[PRO002]: libbpf-1.4 and iproute2-libbpf make 3 of 3 maps differently: connections_by_address, connections_by_port, plain
  --> a.bpf.o
  = note: connections_by_address: pinned to /sys/fs/bpf/connections_by_address against
          /sys/fs/bpf/tc/globals/connections_by_address
  = note: connections_by_port: pinned to /sys/fs/bpf/connections_by_port against
          /sys/fs/bpf/tc/globals/connections_by_port
  = note: plain: pinned to /sys/fs/bpf/plain against /sys/fs/bpf/tc/globals/plain
  = note: for target linux-6.12/x86_64
  = rule: Flags of data sections, ring buffer sizes, CPU counts and some value sizes are the
          loader's choice, not the object's (lib/profile/profile_loaders.def says who does what
          since when).
  = fix: bpfweld normalize writes down what a definition can say; or stay with one loader.

0 errors, 2 warnings
=== exit 0
=== run bpfweld show --target linux-6.12/x86_64 --loader-profile libbpf-1.4 --loader-profile ebpf-go-0.21 --loader-profile aya-0.13 --loader-profile iproute2-libbpf --loader-profile bpfweld a.bpf.o
libbpf-1.4 connections_by_address connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/connections_by_address
libbpf-1.4 connections_by_port connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/connections_by_port
libbpf-1.4 plain plain type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/plain
ebpf-go-0.21 connections_by_address connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=DIRECTORY/connections_by_address
ebpf-go-0.21 connections_by_port connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=DIRECTORY/connections_by_port
ebpf-go-0.21 plain plain type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=DIRECTORY/plain
aya-0.13 connections_by_address connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/connections_by_address
aya-0.13 connections_by_port connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/connections_by_port
aya-0.13 plain plain type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/plain
iproute2-libbpf connections_by_address connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/tc/globals/connections_by_address
iproute2-libbpf connections_by_port connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/tc/globals/connections_by_port
iproute2-libbpf plain plain type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/tc/globals/plain
bpfweld connections_by_address connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/connections_by_address
bpfweld connections_by_port connections_by_ type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/connections_by_port
bpfweld plain plain type=2 key=4 value=4 max_entries=1 flags=0 extra=0 numa=0 btf=1 shown max_entries=1 flags=0 again=same pin=/sys/fs/bpf/plain
=== exit 0
