# https://github.com/cilium/tetragon/issues/5026
# The same with the 16 KiB pages of a Raspberry Pi 5; and what a build for 4 KiB is told in advance.
=== file pi5.yaml
name: pi5
arch: aarch64
kernel: 6.6
page-size: 16384
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8192);
} events SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
=== run cc-bpf bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./pi5.yaml bad.bpf.o
error[MAP005]: max_entries is 8192; RINGBUF wants a power of two and a multiple of the page size 16384
  --> bad.bpf.c:6:3 ('events', section .maps+0x0, in bad.bpf.o)
  |
6 | } events SEC(".maps");
  |   ^
  = note: ringbuf_map_alloc of Linux 6.6 answers EINVAL
  = note: for target pi5
  = rule: Most types need at least one entry, storages none, ring buffers a power of two in
          whole pages (its map_alloc_check or map_alloc in the kernel).
  = fix: Set max_entries to 16384.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./pi5.yaml good.bpf.o
=== exit 0
=== run bpfweld check --target linux-6.6/aarch64 bad.bpf.o
warning[MAP014]: max_entries 8192 fits the 4096-byte pages of linux-6.6/aarch64, but not those aarch64 kernels with pages of 16384 and 65536 bytes
  --> bad.bpf.c:6:3 ('events', section .maps+0x0, in bad.bpf.o)
  |
6 | } events SEC(".maps");
  |   ^
  = note: for target linux-6.6/aarch64
  = rule: Ring buffers are sized in whole pages; kernels of one architecture are built with
          several page sizes.
  = fix: Use 65536 or a larger power of two.

0 errors, 1 warning
=== exit 0
