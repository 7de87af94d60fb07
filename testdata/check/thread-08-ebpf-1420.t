# https://github.com/cilium/ebpf/pull/1420
# Why a ring buffer is refused, said without a kernel: ebpf-go does not round, libbpf does.
=== file go.yaml
name: go
arch: aarch64
kernel: 6.6
page-size: 16384
loader: ebpf-go-0.17.2
=== file c.yaml
name: c
arch: aarch64
kernel: 6.6
page-size: 16384
loader: libbpf-1.4
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16384);
} events SEC(".maps");
=== run cc-bpf bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./go.yaml bad.bpf.o
error[MAP005]: max_entries is 4096; RINGBUF wants a power of two and a multiple of the page size 16384
  --> bad.bpf.c:6:3 ('events', section .maps+0x0, in bad.bpf.o)
  |
6 | } events SEC(".maps");
  |   ^
  = note: ringbuf_map_alloc of Linux 6.6 answers EINVAL
  = note: for target go
  = rule: Most types need at least one entry, storages none, ring buffers a power of two in
          whole pages (its map_alloc_check or map_alloc in the kernel).
  = fix: Set max_entries to 16384.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./go.yaml good.bpf.o
=== exit 0
=== run bpfweld check --target ./c.yaml bad.bpf.o
warning[MAP014]: max_entries 16384 fits the 16384-byte pages of c, but not those aarch64 kernels with pages of 65536 bytes
  --> bad.bpf.c:6:3 ('events', section .maps+0x0, in bad.bpf.o)
  |
6 | } events SEC(".maps");
  |   ^
  = note: for target c
  = rule: Ring buffers are sized in whole pages; kernels of one architecture are built with
          several page sizes.
  = fix: Use 65536 or a larger power of two.

0 errors, 1 warning
=== exit 0
