# https://github.com/libbpf/libbpf/issues/433
# A typedef with another width in the kernel than in user space (dev_t), in constants that the program sets
# through a skeleton: it overwrites the variable behind.
=== file board.yaml
name: gateway
arch: aarch64
kernel: 6.6
user-abi: [arm-linux-gnueabihf, aarch64-linux-gnu]
=== file bad.bpf.c
#include <bpfweld/bpf.h>

const volatile unsigned long target_dev = 0;
const volatile __u32 target_ino = 7;

SEC("xdp") int prog(struct xdp_md *ctx)
{
	return target_dev == target_ino;
}

char _license[] SEC("license") = "GPL";
=== file good.bpf.c
#include <bpfweld/bpf.h>

const volatile __u64 target_dev = 0;
const volatile __u32 target_ino = 7;

SEC("xdp") int prog(struct xdp_md *ctx)
{
	return target_dev == target_ino;
}

char _license[] SEC("license") = "GPL";
=== run cc-bpf -Wno-padded bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./board.yaml bad.bpf.o
error[ABI002]: variable 'target_dev' in .rodata: the value is 8 bytes (const volatile unsigned long), in the program's const volatile unsigned long 4 bytes (const volatile unsigned long)
  --> bad.bpf.c:3:30 ('target_dev', section .rodata, in bad.bpf.o)
  |
3 | const volatile unsigned long target_dev = 0;
  |                              ^
  = note: in programs of arm-linux-gnueabi, as target gateway has them
  = note: the bytes on both sides:
             byte  const volatile unsigned long (map)  const volatile unsigned long (program)
          >     0  const volatile unsigned long       const volatile unsigned long
          >     4  |                                  (end)
          >     8  (end)
  = note: this is the map's own declaration as the program's ABI lays it out: the source is the
          same, the ABI is not
  = note: for target gateway
  = rule: A map holds bytes: a field that one side writes with another width is read with bytes
          of its neighbour or of padding; on little-endian machines that may seem to work.
  = fix: Declare it as __u64 on both sides: in BPF unsigned long has 8 bytes, in this program 4.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./board.yaml good.bpf.o
=== exit 0
