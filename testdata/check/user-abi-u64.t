# 64-bit integers are aligned to 4 bytes on i386, and in Go on
# 32-bit ARM although not in C there.
=== file board.yaml
name: old
arch: x86_64
kernel: 6.6
user-abi: [i386-linux-gnu, go-arm]
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct event {
	__u32 pid;
	__u64 latency;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct event);
} table SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct event {
	__u32 pid;
	__u32 pad;
	__u64 latency;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct event);
} table SEC(".maps");
=== run cc-bpf -Wno-padded bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./board.yaml bad.bpf.o
error[ABI001]: value of map 'table': 'latency' is at byte 8, in the program's struct event at byte 4
  --> bad.bpf.c:13:3 ('table', section .maps+0x0, in bad.bpf.o)
   |
13 | } table SEC(".maps");
   |   ^
  = note: in programs of i386-linux-gnu, as target old has them
  = note: the bytes on both sides:
             byte  struct event (map)                 struct event (program)
                0  __u32 pid                          __u32 pid
          >     4  (padding, 4)                       __u64 latency
          >     8  __u64 latency                      |
          >    12  |                                  (end)
          >    16  (end)
  = note: this is the map's own declaration as the program's ABI lays it out: the source is the
          same, the ABI is not
  = note: for target old
  = rule: A map holds bytes: the kernel copies them as they are between the BPF program and user
          space. Both sides must have each field at the same offset (measured from BTF and from
          the program's DWARF).
  = fix: Put an explicit member 'unsigned char pad[4]' before latency on both sides, or declare
         latency __aligned_u64 there: this ABI aligns 64-bit integers to 4 bytes.

error[ABI001]: value of map 'table': 'latency' is at byte 8, in the program's event at byte 4
  --> bad.bpf.c:13:3 ('table', section .maps+0x0, in bad.bpf.o)
   |
13 | } table SEC(".maps");
   |   ^
  = note: in programs of go-arm, as target old has them
  = note: the bytes on both sides:
             byte  struct event (map)                 event (program)
                0  __u32 pid                          __u32 pid
          >     4  (padding, 4)                       __u64 latency
          >     8  __u64 latency                      |
          >    12  |                                  (end)
          >    16  (end)
  = note: this is the map's own declaration as the program's ABI lays it out: the source is the
          same, the ABI is not
  = note: for target old
  = rule: A map holds bytes: the kernel copies them as they are between the BPF program and user
          space. Both sides must have each field at the same offset (measured from BTF and from
          the program's DWARF).
  = fix: Put a field '_ [4]byte' before latency in event: Go has no packed and no aligned types.

2 errors, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./board.yaml good.bpf.o
=== exit 0
