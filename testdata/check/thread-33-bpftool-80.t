# https://github.com/libbpf/bpftool/issues/80 and https://github.com/libbpf/libbpf-bootstrap/issues/76
# long has 64 bits in BPF and 32 in a 32-bit program: what the program reads is shifted.
=== file board.yaml
name: gateway
arch: aarch64
kernel: 6.6
user-abi: [arm-linux-gnueabihf, aarch64-linux-gnu]
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct stats {
	unsigned long packets;
	unsigned long bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct stats);
} table SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct stats {
	__u64 packets;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct stats);
} table SEC(".maps");
=== run cc-bpf -Wno-padded bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./board.yaml bad.bpf.o
error[ABI002]: value of map 'table': 'packets' is 8 bytes (unsigned long), in the program's struct stats 4 bytes (unsigned long)
  --> bad.bpf.c:13:3 ('table', section .maps+0x0, in bad.bpf.o)
   |
13 | } table SEC(".maps");
   |   ^
  = note: in programs of arm-linux-gnueabi, as target gateway has them
  = note: the bytes on both sides:
             byte  struct stats (map)                 struct stats (program)
          >     0  unsigned long packets              unsigned long packets
          >     4  |                                  unsigned long bytes
          >     8  unsigned long bytes                (end)
          >    16  (end)
  = note: this is the map's own declaration as the program's ABI lays it out: the source is the
          same, the ABI is not
  = note: for target gateway
  = rule: A map holds bytes: a field that one side writes with another width is read with bytes
          of its neighbour or of padding; on little-endian machines that may seem to work.
  = fix: Declare packets as __u64 on both sides: in BPF unsigned long has 8 bytes, in this
         program 4.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./board.yaml good.bpf.o
=== exit 0
