# What other user space makes of the types of a map: 32-bit words, u64 aligned to 4, packed and
# aligned types, bit-fields that Go cannot have; names it does not know.
=== file a.bpf.c
typedef unsigned char __u8;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef __u64 __attribute__((aligned(8))) __aligned_u64;
#define __uint(name, val) int(*name)[val]
#define __type(name, val) typeof(val) *name
#define SEC(name) __attribute__((section(name), used))

struct key {
	__u32 pid;
	__u64 start;
	long delta;
};

struct value {
	__u8 kind;
	__u64 bytes;
	void *where;
} __attribute__((packed));

struct {
	__uint(type, 1);
	__uint(max_entries, 64);
	__type(key, struct key);
	__type(value, struct value);
} flows SEC(".maps");

struct bits {
	__u32 a : 20;
	__u32 b : 20;
	__aligned_u64 c;
};

struct {
	__uint(type, 2);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bits);
} flags SEC(".maps");
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld show --layout --abi aarch64-linux-gnu --abi x86_64-linux-gnu --abi i686-linux-gnu --abi arm-linux-gnueabihf --abi go-arm a.bpf.o
map flows, key, as aarch64-linux-gnu, x86_64-linux-gnu:
struct key: 24 bytes, aligned to 8
0       4       __u32  pid
4       4       (hole)
8       8       __u64  start
16      8       long  delta
map flows, key, as i686-linux-gnu, go-arm:
struct key: 16 bytes, aligned to 4
0       4       __u32  pid
4       8       __u64  start
12      4       long  delta
map flows, key, as arm-linux-gnueabihf:
struct key: 24 bytes, aligned to 8
0       4       __u32  pid
4       4       (hole)
8       8       __u64  start
16      4       long  delta
20      4       (hole)
map flows, value, as aarch64-linux-gnu, x86_64-linux-gnu:
struct value: 17 bytes, aligned to 1
0       1       __u8  kind
1       8       __u64  bytes
9       8       void *  where
map flows, value, as i686-linux-gnu, arm-linux-gnueabihf:
struct value: 13 bytes, aligned to 1
0       1       __u8  kind
1       8       __u64  bytes
9       4       void *  where
map flows, value, as go-arm:
struct value: 16 bytes, aligned to 4
0       1       __u8  kind
1       3       (hole)
4       8       __u64  bytes
12      4       void *  where
map flags, key, as aarch64-linux-gnu, x86_64-linux-gnu, i686-linux-gnu, arm-linux-gnueabihf, go-arm:
__u32: 4 bytes, aligned to 4
0       4       __u32
map flags, value, as aarch64-linux-gnu, x86_64-linux-gnu, i686-linux-gnu, arm-linux-gnueabihf:
struct bits: 16 bytes, aligned to 8
0       2:4     __u32  a
2:4     1:4     (hole)
4       2:4     __u32  b
6:4     1:4     (hole)
8       8       __aligned_u64  c
map flags, value, as go-arm:
  (a type this ABI does not have)
=== exit 0
=== run bpfweld show --layout --abi bpfel --abi go-386 --format json a.bpf.o
[
{"map": "flows", "role": "key", "abi": "bpfel", "type": "struct key", "size": 24, "align": 8, "fields": [{"path": "pid", "offset_bits": 0, "size_bits": 32}, {"path": "start", "offset_bits": 64, "size_bits": 64}, {"path": "delta", "offset_bits": 128, "size_bits": 64}]},
{"map": "flows", "role": "key", "abi": "go-386", "type": "struct key", "size": 16, "align": 4, "fields": [{"path": "pid", "offset_bits": 0, "size_bits": 32}, {"path": "start", "offset_bits": 32, "size_bits": 64}, {"path": "delta", "offset_bits": 96, "size_bits": 32}]},
{"map": "flows", "role": "value", "abi": "bpfel", "type": "struct value", "size": 17, "align": 1, "fields": [{"path": "kind", "offset_bits": 0, "size_bits": 8}, {"path": "bytes", "offset_bits": 8, "size_bits": 64}, {"path": "where", "offset_bits": 72, "size_bits": 64}]},
{"map": "flows", "role": "value", "abi": "go-386", "type": "struct value", "size": 16, "align": 4, "fields": [{"path": "kind", "offset_bits": 0, "size_bits": 8}, {"path": "bytes", "offset_bits": 32, "size_bits": 64}, {"path": "where", "offset_bits": 96, "size_bits": 32}]},
{"map": "flags", "role": "key", "abi": "bpfel", "type": "__u32", "size": 4, "align": 4, "fields": [{"path": "", "offset_bits": 0, "size_bits": 32}]},
{"map": "flags", "role": "key", "abi": "go-386", "type": "__u32", "size": 4, "align": 4, "fields": [{"path": "", "offset_bits": 0, "size_bits": 32}]},
{"map": "flags", "role": "value", "abi": "bpfel", "type": "struct bits", "size": 16, "align": 8, "fields": [{"path": "a", "offset_bits": 0, "size_bits": 20}, {"path": "b", "offset_bits": 32, "size_bits": 20}, {"path": "c", "offset_bits": 64, "size_bits": 64}]},
{"map": "flags", "role": "value", "abi": "go-386", "type": "struct bits", "size": null, "align": null, "fields": []}
]
=== exit 0
=== run bpfweld show --layout --abi vax a.bpf.o
error[RUN008]: 'vax' is no ABI bpfweld knows; it takes bpfel, bpfeb, GNU triples, go-GOARCH, and all
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

1 error, 0 warnings
=== exit 2
=== run bpfweld show --layout --abi bpfel --format json a.bpf.o missing.o
{
  "format": 1,
  "tool": "bpfweld 0.1.0",
  "verb": "show",
  "exit": 2,
  "errors": 1,
  "warnings": 0,
  "findings": [
    {
      "id": "RUN002",
      "severity": "error",
      "title": "input cannot be read",
      "text": "No such file or directory",
      "where": {
        "file": "missing.o"
      },
      "rule": "An input is a regular file that this user may read.",
      "fix": "Check the path and its permissions."
    }
  ]
}
=== exit 2
