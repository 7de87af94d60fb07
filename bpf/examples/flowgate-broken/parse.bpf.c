// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* parse, broken on purpose: see README.md. */
#include "flowgate.h"

BW_LICENSE("Dual BSD/GPL");

struct fg_eth {
	__u8 to[6];
	__u8 from[6];
	__be16 type;
};

/*
 * defect 1: two definitions of one global function; the other one is in verdict.bpf.c. Neither is
 * weak, so neither gives way, and they do not even agree.
 */
int fg_source_bytes(__u32 class)
{
	return class == FG_IPV4 ? 4 : 16;
}

int fg_parse(struct xdp_md *ctx, struct fg_packet *packet)
{
	const struct fg_eth *eth = (const void *)(long)ctx->data;
	const void *end = (const void *)(long)ctx->data_end;

	if (!packet || (const void *)(eth + 1) > end)
		return FG_OTHER;
	packet->bytes = end - (const void *)eth;
	__builtin_memset(packet->source, 0, sizeof(packet->source));
	if (eth->type == bw_htons(0x0800))
		return FG_IPV4;
	return eth->type == bw_htons(0x86dd) ? FG_IPV6 : FG_OTHER;
}
