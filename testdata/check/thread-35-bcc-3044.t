# https://github.com/iovisor/bcc/issues/3044
# __int128 and pointers in a value that a 32-bit ARM program reads.
=== file board.yaml
name: gateway
arch: aarch64
kernel: 6.6
user-abi: [arm-linux-gnueabihf, aarch64-linux-gnu]
=== file bad.bpf.c
#include <bpfweld/bpf.h>

struct flow {
	unsigned __int128 src;
	void *sock;
	__u32 mark;
};
typedef struct flow flow;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct flow);
} table SEC(".maps");
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct flow {
	__u64 src[2];
	__u64 sock;
	__u32 mark;
	__u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct flow);
} table SEC(".maps");
=== run cc-bpf -Wno-padded bad.bpf.c good.bpf.c
=== exit 0
=== run bpfweld check --target ./board.yaml bad.bpf.o
error[ABI028]: value of map 'table': struct flow cannot be declared under arm-linux-gnueabi
  --> bad.bpf.c:15:3 ('table', section .maps+0x0, in bad.bpf.o)
   |
15 | } table SEC(".maps");
   |   ^
  = note: for target gateway
  = rule: Some types are not on every machine: __int128 needs 64-bit registers, Go has no
          bit-fields.
  = fix: Use types that all programs of the target have: two __u64, an integer and masks.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target ./board.yaml good.bpf.o
=== exit 0
