# Pinned maps that their own loader refuses at the second load, because the kernel changes an
# attribute: which loaders, the fix, and that the fix helps.
=== file a.bpf.c
#include <bpfweld/bpf.h>
#define MAP(name, t, f, n, v) \
	struct { __uint(type, t); __uint(map_flags, f); __uint(max_entries, n); \
		 __type(key, int); __uint(value_size, v); __uint(pinning, BW_PIN_BY_NAME); \
	} name SEC(".maps")
MAP(readonly, BPF_MAP_TYPE_HASH, BPF_F_RDONLY, 10, 8);
MAP(lru, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_F_NO_COMMON_LRU, 101, 8);
MAP(devices, BPF_MAP_TYPE_DEVMAP, 0, 10, 4);
=== file b.bpf.c
#include <bpfweld/bpf.h>
#define MAP(name, t, f, n, v) \
	struct { __uint(type, t); __uint(map_flags, f); __uint(max_entries, n); \
		 __type(key, int); __uint(value_size, v); __uint(pinning, BW_PIN_BY_NAME); \
	} name SEC(".maps")
MAP(readonly, BPF_MAP_TYPE_HASH, 0, 10, 8);
MAP(lru, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_F_NO_COMMON_LRU, 104, 8);
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 10);
	__type(key, int);
	__type(value, int);
} devices SEC(".maps");
=== file four.yaml
name: four
arch: x86_64
kernel: 6.12
cpus: 4
loader: libbpf-1.4
=== file unknown.yaml
name: unknown
arch: x86_64
kernel: 6.12
loader: libbpf-1.7
=== run cc-bpf a.bpf.c b.bpf.c
=== exit 0
=== run bpfweld check --target four.yaml a.bpf.o
error[PRO004]: libbpf-1.4 (map_is_reuse_compat) would refuse the pin of readonly: map_flags 0 against 0x8 (BPF_F_RDONLY)
  --> a.bpf.c:6:5 ('readonly', section .maps+0x0, in a.bpf.o)
  |
6 | MAP(readonly, BPF_MAP_TYPE_HASH, BPF_F_RDONLY, 10, 8);
  |     ^
  = note: for target four
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: Leave out BPF_F_RDONLY, which the kernel does not keep.

error[PRO004]: libbpf-1.4 (map_is_reuse_compat) would refuse the pin of lru: max_entries 104 against 101
  --> a.bpf.c:7:5 ('lru', section .maps+0x30, in a.bpf.o)
  |
7 | MAP(lru, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_F_NO_COMMON_LRU, 101, 8);
  |     ^
  = note: for target four
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: Set max_entries of lru to 104.

error[PRO004]: libbpf-1.4 (map_is_reuse_compat) would refuse the pin of devices: map_flags 0x80 (BPF_F_RDONLY_PROG) against 0
  --> a.bpf.c:8:5 ('devices', section .maps+0x60, in a.bpf.o)
  |
8 | MAP(devices, BPF_MAP_TYPE_DEVMAP, 0, 10, 4);
  |     ^
  = note: for target four
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: No definition of a DEVMAP helps: use libbpf 1.6.2 or ebpf-go 0.11, or later, or do not
         pin devices.

3 errors, 0 warnings
=== exit 1
=== run bpfweld check --target unknown.yaml a.bpf.o
error[PRO004]: libbpf-1.7 (map_is_reuse_compat) would refuse the pin of readonly: map_flags 0 against 0x8 (BPF_F_RDONLY)
  --> a.bpf.c:6:5 ('readonly', section .maps+0x0, in a.bpf.o)
  |
6 | MAP(readonly, BPF_MAP_TYPE_HASH, BPF_F_RDONLY, 10, 8);
  |     ^
  = note: for target unknown
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: Leave out BPF_F_RDONLY, which the kernel does not keep.

warning[PRO006]: lru is pinned with BPF_F_NO_COMMON_LRU and max_entries 101: libbpf-1.7 refuses it at the second load unless the CPUs, which are not known, divide that
  --> a.bpf.c:7:5 ('lru', section .maps+0x30, in a.bpf.o)
  |
7 | MAP(lru, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_F_NO_COMMON_LRU, 101, 8);
  |     ^
  = note: for target unknown
  = rule: With BPF_F_NO_COMMON_LRU the kernel rounds max_entries up to a multiple of the
          possible CPUs (htab_map_alloc); loaders then refuse the pin as different from the
          definition.
  = fix: Use a max_entries that every CPU count of the targets divides, or say `cpus` in the
         target.

1 error, 1 warning
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 a.bpf.o
warning[PRO005]: readonly is pinned, and then shown with map_flags 0 against 0x8 (BPF_F_RDONLY)
  --> a.bpf.c:6:5 ('readonly', section .maps+0x0, in a.bpf.o)
  |
6 | MAP(readonly, BPF_MAP_TYPE_HASH, BPF_F_RDONLY, 10, 8);
  |     ^
  = note: refused at the second load by libbpf since 0.0.6, ebpf-go, iproute2-libbpf
  = note: for target linux-6.12/x86_64
  = rule: The kernel changes some attributes of a map (see PRO004); loaders that compare a pin
          with the definition then refuse their own map.
  = fix: Leave out BPF_F_RDONLY, which the kernel does not keep.

warning[PRO005]: devices is pinned, and then shown with map_flags 0x80 (BPF_F_RDONLY_PROG) against 0
  --> a.bpf.c:8:5 ('devices', section .maps+0x60, in a.bpf.o)
  |
8 | MAP(devices, BPF_MAP_TYPE_DEVMAP, 0, 10, 4);
  |     ^
  = note: refused at the second load by libbpf since 0.0.6 before 1.6.2, ebpf-go before 0.11,
          iproute2-libbpf
  = note: for target linux-6.12/x86_64
  = rule: The kernel changes some attributes of a map (see PRO004); loaders that compare a pin
          with the definition then refuse their own map.
  = fix: No definition of a DEVMAP helps: use libbpf 1.6.2 or ebpf-go 0.11, or later, or do not
         pin devices.

0 errors, 2 warnings
=== exit 0
=== run bpfweld check --target four.yaml b.bpf.o
=== exit 0
=== run bpfweld check --target four.yaml --loader-profile ebpf-go-0.10 a.bpf.o
warning[PRO015]: 3 maps are pinned by name; ebpf-go-0.10 pins the first to DIRECTORY/readonly, and fails when it is given no directory
  --> a.bpf.c:6:5 ('readonly', section .maps+0x0, in a.bpf.o)
  |
6 | MAP(readonly, BPF_MAP_TYPE_HASH, BPF_F_RDONLY, 10, 8);
  |     ^
  = note: for target four
  = rule: ebpf-go, and aya before 0.12, have no default directory: without MapOptions.PinPath
          (aya: map_pin_path) loading fails.
  = fix: Give the loader a directory.

error[PRO004]: ebpf-go-0.10 (checkCompatibility) would refuse the pin of readonly: map_flags 0 against 0x8 (BPF_F_RDONLY)
  --> a.bpf.c:6:5 ('readonly', section .maps+0x0, in a.bpf.o)
  |
6 | MAP(readonly, BPF_MAP_TYPE_HASH, BPF_F_RDONLY, 10, 8);
  |     ^
  = note: for target four
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: Leave out BPF_F_RDONLY, which the kernel does not keep.

error[PRO004]: ebpf-go-0.10 (checkCompatibility) would refuse the pin of lru: max_entries 104 against 101
  --> a.bpf.c:7:5 ('lru', section .maps+0x30, in a.bpf.o)
  |
7 | MAP(lru, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_F_NO_COMMON_LRU, 101, 8);
  |     ^
  = note: for target four
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: Set max_entries of lru to 104.

error[PRO004]: ebpf-go-0.10 (checkCompatibility) would refuse the pin of devices: map_flags 0x80 (BPF_F_RDONLY_PROG) against 0
  --> a.bpf.c:8:5 ('devices', section .maps+0x60, in a.bpf.o)
  |
8 | MAP(devices, BPF_MAP_TYPE_DEVMAP, 0, 10, 4);
  |     ^
  = note: for target four
  = rule: The kernel changes some attributes (BPF_F_RDONLY and BPF_F_WRONLY are dropped,
          BPF_F_NO_COMMON_LRU rounds max_entries to the CPUs, DEVMAPs get BPF_F_RDONLY_PROG),
          and some loaders compare before they round: the pin then no longer equals the
          definition it came from.
  = fix: No definition of a DEVMAP helps: use libbpf 1.6.2 or ebpf-go 0.11, or later, or do not
         pin devices.

3 errors, 1 warning
=== exit 1
