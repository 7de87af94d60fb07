// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * verdict - looks the source address up in the blocked prefixes and decides.
 *
 * One program per address family, reached through the map `stages` of gate.bpf.c only.
 */
#include "flowgate.h"

BW_LICENSE("Dual BSD/GPL");

/* Tries allocate on insertion: the kernel insists on BPF_F_NO_PREALLOC. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct fg_prefix4);
	__type(value, struct fg_rule);
} blocked4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct fg_prefix6);
	__type(value, struct fg_rule);
} blocked6 SEC(".maps");

/* Defined in gate.bpf.c. */
extern struct fg_scratch_map scratch SEC(".maps");

static __always_inline struct fg_packet *current_packet(void)
{
	__u32 slot = 0;

	return bpf_map_lookup_elem(&scratch, &slot);
}

static __always_inline int decide(struct fg_rule *rule, __u32 bytes)
{
	if (!rule) {
		fg_count(FG_PASSED, bytes);
		return XDP_PASS;
	}
	__sync_fetch_and_add(&rule->hits, 1);
	if (rule->flags & FG_RULE_WATCH) {
		fg_count(FG_WOULD_BLOCK, bytes);
		return XDP_PASS;
	}
	fg_count(FG_BLOCKED, bytes);
	return XDP_DROP;
}

SEC("xdp")
int fg_verdict4(struct xdp_md *ctx __maybe_unused)
{
	struct fg_packet *packet = current_packet();
	struct fg_prefix4 key = {.prefix_bits = 32};

	if (!packet)
		return XDP_PASS;
	__builtin_memcpy(&key.addr, packet->source, sizeof(key.addr));
	return decide(bpf_map_lookup_elem(&blocked4, &key), packet->bytes);
}

SEC("xdp")
int fg_verdict6(struct xdp_md *ctx __maybe_unused)
{
	struct fg_packet *packet = current_packet();
	struct fg_prefix6 key = {.prefix_bits = 128};

	if (!packet)
		return XDP_PASS;
	__builtin_memcpy(key.addr, packet->source, sizeof(key.addr));
	return decide(bpf_map_lookup_elem(&blocked6, &key), packet->bytes);
}
