# https://github.com/cilium/tetragon/issues/4992
# A 4 KiB ring buffer cannot be created where pages have 64 KiB; the agent dies at start.
=== file gh200.yaml
name: gh200
arch: aarch64
kernel: 6.6
page-size: 65536
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
	__uint(max_entries, 65536);
} events SEC(".maps");
=== run cc-bpf bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./gh200.yaml bad.bpf.o
error[MAP005]: max_entries is 4096; RINGBUF wants a power of two and a multiple of the page size 65536
  --> bad.bpf.c:6:3 ('events', section .maps+0x0, in bad.bpf.o)
  |
6 | } events SEC(".maps");
  |   ^
  = note: ringbuf_map_alloc of Linux 6.6 answers EINVAL
  = note: for target gh200
  = rule: Most types need at least one entry, storages none, ring buffers a power of two in
          whole pages (its map_alloc_check or map_alloc in the kernel).
  = fix: Set max_entries to 65536.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./gh200.yaml good.bpf.o
=== exit 0
