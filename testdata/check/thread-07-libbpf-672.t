# https://github.com/libbpf/libbpf/issues/672
# A user ring buffer without max_entries: the kernel says EINVAL and nothing else.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
} events SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");
=== run cc-bpf bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.1/x86_64 bad.bpf.o
error[MAP005]: max_entries is 0; USER_RINGBUF wants a power of two and a multiple of the page size 4096
  --> bad.bpf.c:5:3 ('events', section .maps+0x0, in bad.bpf.o)
  |
5 | } events SEC(".maps");
  |   ^
  = note: ringbuf_map_alloc of Linux 6.1 answers EINVAL
  = note: for target linux-6.1/x86_64
  = rule: Most types need at least one entry, storages none, ring buffers a power of two in
          whole pages (its map_alloc_check or map_alloc in the kernel).
  = fix: Set max_entries to 4096.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target linux-6.1/x86_64 good.bpf.o
=== exit 0
