// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * parse - source address of an Ethernet frame's IP packet, behind up to two VLAN tags.
 *
 * fg_parse() is a global function: the verifier checks it once, for any context and any packet
 * record, and callers in other files see only its prototype.
 */
#include "flowgate.h"

BW_LICENSE("Dual BSD/GPL");

#define FG_VLAN_TAGS 2

enum fg_ethertype {
	FG_ETH_IPV4 = 0x0800,
	FG_ETH_VLAN = 0x8100,
	FG_ETH_IPV6 = 0x86dd,
	FG_ETH_QINQ = 0x88a8,
};

struct fg_eth {
	__u8 to[6];
	__u8 from[6];
	__be16 type;
};

struct fg_vlan {
	__be16 tag;
	__be16 type;
};

struct fg_ipv4 {
	__u8 version_words; /* version in the upper half, length in words in the lower */
	__u8 service;
	__be16 bytes;
	__be16 id;
	__be16 fragment;
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__u8 source[4];
	__u8 dest[4];
};

struct fg_ipv6 {
	__be32 version_class_flow;
	__be16 payload_bytes;
	__u8 next;
	__u8 hops;
	__u8 source[16];
	__u8 dest[16];
};

static __always_inline int parse_ipv4(const void *at, const void *end, struct fg_packet *packet)
{
	const struct fg_ipv4 *ip = at;

	if ((const void *)(ip + 1) > end)
		return FG_MALFORMED;
	if (ip->version_words >> 4 != 4 || (ip->version_words & 15) < 5)
		return FG_MALFORMED;
	__builtin_memcpy(packet->source, ip->source, sizeof(ip->source));
	return FG_IPV4;
}

static __always_inline int parse_ipv6(const void *at, const void *end, struct fg_packet *packet)
{
	const struct fg_ipv6 *ip = at;

	if ((const void *)(ip + 1) > end)
		return FG_MALFORMED;
	if (bw_ntohl(ip->version_class_flow) >> 28 != 6)
		return FG_MALFORMED;
	__builtin_memcpy(packet->source, ip->source, sizeof(ip->source));
	return FG_IPV6;
}

static __always_inline int is_vlan(__be16 type)
{
	return type == bw_htons(FG_ETH_VLAN) || type == bw_htons(FG_ETH_QINQ);
}

int fg_parse(struct xdp_md *ctx, struct fg_packet *packet)
{
	const void *at = (const void *)(long)ctx->data;
	const void *end = (const void *)(long)ctx->data_end;
	const struct fg_eth *eth = at;
	__be16 type;

	if (!packet || (const void *)(eth + 1) > end)
		return FG_MALFORMED;
	packet->bytes = end - at;
	type = eth->type;
	at = eth + 1;
#pragma unroll
	for (int i = 0; i < FG_VLAN_TAGS; i++) {
		const struct fg_vlan *vlan = at;

		if (!is_vlan(type))
			break;
		if ((const void *)(vlan + 1) > end)
			return FG_MALFORMED;
		type = vlan->type;
		at = vlan + 1;
	}
	if (type == bw_htons(FG_ETH_IPV4))
		return parse_ipv4(at, end, packet);
	if (type == bw_htons(FG_ETH_IPV6))
		return parse_ipv6(at, end, packet);
	return FG_OTHER;
}
