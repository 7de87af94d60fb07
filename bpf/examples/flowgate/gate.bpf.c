// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * gate - the program that is attached: parses, then hands the packet to the stage of its family.
 */
#include "flowgate.h"

BW_LICENSE("Dual BSD/GPL");

/* Drop what is too short for what it says it is. */
BW_TUNABLE __u8 fg_drop_malformed = 1;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, FG_REASONS);
	__type(key, __u32);
	__type(value, struct fg_counter);
} counters SEC(".maps");

struct fg_scratch_map scratch SEC(".maps");

/* Filled when the object is loaded: no user-space code has to put the stages in. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, FG_STAGES);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} stages SEC(".maps") = {
    .values =
	{
	    [FG_IPV4] = &fg_verdict4,
	    [FG_IPV6] = &fg_verdict6,
	},
};

int fg_count(__u32 reason, __u32 bytes)
{
	struct fg_counter *counter = bpf_map_lookup_elem(&counters, &reason);

	if (!counter)
		return 0;
	/* This CPU's own: no other program can be in between. */
	counter->packets++;
	counter->bytes += bytes;
	return 0;
}

SEC("xdp")
int flowgate(struct xdp_md *ctx)
{
	__u32 bytes = ctx->data_end - ctx->data;
	__u32 slot = 0;
	struct fg_packet *packet = bpf_map_lookup_elem(&scratch, &slot);
	int class;

	if (!packet)
		return XDP_PASS;
	class = fg_parse(ctx, packet);
	if (class == FG_OTHER) {
		fg_count(FG_NOT_IP, bytes);
		return XDP_PASS;
	}
	if (class == FG_MALFORMED) {
		fg_count(FG_BAD_PACKET, bytes);
		return fg_drop_malformed ? XDP_DROP : XDP_PASS;
	}
	bpf_tail_call(ctx, &stages, class);
	/* Only reached if there is no such stage: let traffic pass, but say so. */
	fg_count(FG_NO_STAGE, bytes);
	return XDP_PASS;
}
