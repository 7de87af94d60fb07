# https://github.com/cilium/ebpf/issues/86
# An object of one byte order on a machine of the other: registers of each instruction are swapped, BTF
# is unreadable, and what the kernel says of it helps nobody.
=== file p.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp") int prog(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;
	__u64 *n = bpf_map_lookup_elem(&counts, &key);

	if (n)
		++*n;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
=== run bpfweld compile --endian little -o bad.o p.bpf.c && bpfweld check --target linux-6.12/s390x bad.o
error[MAP013]: the object is little-endian, s390x is big-endian
  --> bad.o
  = note: for target linux-6.12/s390x
  = rule: A kernel runs BPF code and reads BTF of its own byte order only.
  = fix: Compile for the target: --endian big for s390x, little for the others.

1 error, 0 warnings
=== exit 1
=== run bpfweld compile --endian big -o good.o p.bpf.c && bpfweld check -q --target linux-6.12/s390x good.o
=== exit 0
