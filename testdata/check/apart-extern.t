# A map that one object declares and another defines.
=== file user.bpf.c
#include <bpfweld/bpf.h>

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__type(key, __u32);
	__type(value, __u64);
} flows SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	__u32 key = 0;

	return !!bpf_map_lookup_elem(&flows, &key);
}

BW_LICENSE("GPL");
=== file owner.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== run cc-bpf *.c; bpfweld check --apart owner.bpf.o user.bpf.o
error[UPG009]: map 'flows', declared extern: max_entries is 32 in user.bpf.o and 64 in owner.bpf.o
  --> user.bpf.c:8:3 ('flows', in user.bpf.o)
  |
8 | } flows SEC(".maps");
  |   ^
  = note: owner.bpf.c:9:3 ('flows', section .maps+0x0, in owner.bpf.o): the other definition
  |
9 | } flows SEC(".maps");
  |   ^
  = note: for target linux-6.18/x86_64
  = rule: Objects that are loaded apart share a map by its pin path: the first one makes it, the
          loader of the next compares. An extern map is another object's definition.
  = fix: Put the map's struct into a header that all objects include.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --apart user.bpf.o
user.bpf.c:8:3: error: map 'flows' of user.bpf.o is extern, and no other object defines it [UPG013]
=== exit 1
