# https://github.com/xdp-project/xdp-tutorial/issues/152
# https://github.com/xdp-project/xdp-tutorial/issues/317
# A flow key filled member by member: the hole behind the protocol is never set, so a lookup finds
# the flow only sometimes. A kernel without the backport of Linux 6.3 says "invalid indirect read from
# stack R2 off -16+13 size 16".
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct flow {
	__be32 src, dst;
	__be16 sport, dport;
	__u8 proto;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow);
	__type(value, __u64);
} flows SEC(".maps");

SEC("xdp") int count(struct xdp_md *ctx)
{
	struct flow key;
	__u64 *n, one = 1;

	key.src = ctx->ingress_ifindex;
	key.dst = ctx->rx_queue_index;
	key.sport = 53;
	key.dport = 53;
	key.proto = 17;
	n = bpf_map_lookup_elem(&flows, &key);
	if (n)
		++*n;
	else
		bpf_map_update_elem(&flows, &key, &one, BPF_ANY);
	return XDP_PASS;
}
=== file good.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct flow {
	__be32 src, dst;
	__be16 sport, dport;
	__u8 proto, zero[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow);
	__type(value, __u64);
} flows SEC(".maps");

SEC("xdp") int count(struct xdp_md *ctx)
{
	struct flow key = {};
	__u64 *n, one = 1;

	key.src = ctx->ingress_ifindex;
	key.dst = ctx->rx_queue_index;
	key.sport = 53;
	key.dport = 53;
	key.proto = 17;
	n = bpf_map_lookup_elem(&flows, &key);
	if (n)
		++*n;
	else
		bpf_map_update_elem(&flows, &key, &one, BPF_ANY);
	return XDP_PASS;
}
=== run cc-bpf bad.bpf.c good.bpf.c && bpfweld check --fail-on warning --target linux-6.1/x86_64 bad.bpf.o
warning[MAP015]: key struct flow has 3 bytes of padding at offset 13, behind proto at its end
  --> bad.bpf.c:16:3 ('flows', section .maps+0x0, in bad.bpf.o)
   |
16 | } flows SEC(".maps");
   |   ^
  = note: for target linux-6.1/x86_64
  = rule: Hashes and LPM tries compare all bytes of a key, padding too. Compilers leave padding
          unset, and since 6.3 the verifier lets privileged programs pass unset stack bytes:
          lookups then fail at random.
  = fix: Write '__u8 pad[3];' behind proto and set it to zero.

warning[USE001]: bytes 13 to 15 (padding behind proto) of the key of flows (struct flow, 16 bytes) are set by nothing on any way to here: bpf_map_lookup_elem()
  --> bad.bpf.c:28:6 ('count', section xdp+0x70, in bad.bpf.o)
   |
28 | 	n = bpf_map_lookup_elem(&flows, &key);
   | 	    ^
  = note: bad.bpf.c:23:10 ('count', section xdp+0x18, in bad.bpf.o): bytes 0 to 3: written here
          by *(u32 *)(r10 - 16) = r2
   |
23 | 	key.src = ctx->ingress_ifindex;
   | 	        ^
  = note: bad.bpf.c:27:12 ('count', section xdp+0x30, in bad.bpf.o): byte 12: written here by
          *(u8 *)(r10 - 4) = r2
   |
27 | 	key.proto = 17;
   | 	          ^
  = note: bad.bpf.c:25:12 ('count', section xdp+0x40, in bad.bpf.o): bytes 8 to 11: written here
          by *(u32 *)(r10 - 8) = r2
   |
25 | 	key.sport = 53;
   | 	          ^
  = note: bad.bpf.c:24:10 ('count', section xdp+0x48, in bad.bpf.o): bytes 4 to 7: written here
          by *(u32 *)(r10 - 12) = r1
   |
24 | 	key.dst = ctx->rx_queue_index;
   | 	        ^
  = note: struct flow: 16 bytes, aligned to 4
          0       4       __be32  src
          4       4       __be32  dst
          8       2       __be16  sport
          10      2       __be16  dport
          12      1       __u8  proto
          13      3       (hole)
  = note: Linux before 6.3 without its backport refuses this: "invalid indirect read from stack"
  = note: the same 1 more time in this program
  = note: for target linux-6.1/x86_64
  = rule: A map compares or indexes by all bytes of a key. Since Linux 6.3, and in stable
          kernels that took it over, the verifier lets privileged programs pass unset bytes of
          the stack (check_stack_range_initialized, allow_uninit_stack): what is looked up then
          depends on what stood on the stack before.
  = fix: Declare the padding as a member and set it to 0, or __builtin_memset() the whole key
         before its members are set: `= {}` need not clear padding.

0 errors, 2 warnings
=== exit 1
=== run bpfweld check --fail-on warning -q --target linux-6.1/x86_64 good.bpf.o
=== exit 0
