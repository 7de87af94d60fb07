# https://github.com/DataDog/datadog-agent/pull/42146
# A macro for all maps sets key_size and value_size, also of a ring buffer.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct event { __u32 pid; char comm[16]; };

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct event));
} events SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct event { __u32 pid; char comm[16]; };

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
=== run cc-bpf bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 bad.bpf.o
error[MAP003]: key_size is 4; RINGBUF wants 0
  --> bad.bpf.c:10:3 ('events', section .maps+0x0, in bad.bpf.o)
   |
10 | } events SEC(".maps");
   |   ^
  = note: ringbuf_map_alloc of Linux 6.12 answers EINVAL
  = note: for target linux-6.12/x86_64
  = rule: Each map type has its bounds on key_size (its map_alloc_check or map_alloc in the
          kernel).
  = fix: Set key_size to 0.

error[MAP004]: value_size is 20; RINGBUF wants 0
  --> bad.bpf.c:10:3 ('events', section .maps+0x0, in bad.bpf.o)
   |
10 | } events SEC(".maps");
   |   ^
  = note: ringbuf_map_alloc of Linux 6.12 answers EINVAL
  = note: for target linux-6.12/x86_64
  = rule: Each map type has its bounds on value_size; some depend on the page size and on the
          largest kmalloc of the target (its map_alloc_check or map_alloc in the kernel).
  = fix: Set value_size to 0.

2 errors, 0 warnings
=== exit 1
=== run bpfweld check -q --target linux-6.12/x86_64 good.bpf.o
=== exit 0
