// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* gate, broken on purpose: see README.md. */
#include "flowgate.h"

BW_LICENSE("Dual BSD/GPL");

/* The packet being worked on, and a second slot for its inner packet. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct fg_packet);
} scratch SEC(".maps");

/* Packets dropped; verdict.bpf.c has another opinion about its type. */
__u64 fg_dropped;

/* Bytes of a packet that count against a budget; likewise. */
int fg_charge(__u32 reason, __u32 bytes)
{
	return reason ? bytes : 0;
}

/* In verdict.bpf.c. */
int fg_verdict(__u32 class);

SEC("xdp")
int flowgate(struct xdp_md *ctx)
{
	__u32 slot = 0;
	struct fg_packet *packet = bpf_map_lookup_elem(&scratch, &slot);
	int class;

	if (!packet)
		return XDP_PASS;
	class = fg_parse(ctx, packet);
	if (class == FG_OTHER)
		return XDP_PASS;
	if (fg_verdict(class) == XDP_PASS)
		return XDP_PASS;
	__sync_fetch_and_add(&fg_dropped, 1);
	return XDP_DROP;
}
