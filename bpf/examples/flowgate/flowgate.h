/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef FLOWGATE_H
#define FLOWGATE_H

/*
 * flowgate - what its three BPF files share, and what user space writes and reads.
 *
 * Invariants  F1  no type here has padding.
 *             F2  prefix keys: prefix_bits in host order, the address in network order.
 *             F3  stage numbers are the indices of the map `stages`.
 */

#include "bpfweld/types.h"

/* What fg_parse() says of a packet; the first ones are also stages of the filter. */
enum fg_class {
	FG_IPV4 = 0,
	FG_IPV6 = 1,
	FG_STAGES = 2,
	FG_OTHER = 2,	  /* not IP: not filtered */
	FG_MALFORMED = 3, /* too short for what it says it is */
};

/* Index into `counters`. */
enum fg_reason {
	FG_PASSED = 0,
	FG_BLOCKED = 1,
	FG_WOULD_BLOCK = 2, /* matched a prefix that only watches */
	FG_NOT_IP = 3,
	FG_BAD_PACKET = 4,
	FG_NO_STAGE = 5, /* the tail call failed: the stage is missing */
	FG_REASONS = 6,
};

/* Value in `counters`, one per CPU. */
struct fg_counter {
	__u64 packets;
	__u64 bytes;
};

/* Key in `blocked4`. */
struct fg_prefix4 {
	__u32 prefix_bits;
	__be32 addr;
};

/* Key in `blocked6`. */
struct fg_prefix6 {
	__u32 prefix_bits;
	__u8 addr[16];
};

/* A prefix that counts what it matches but lets it pass. */
#define FG_RULE_WATCH 1U

/* Value in `blocked4` and `blocked6`. */
struct fg_rule {
	__u64 hits;
	__u32 id; /* user space's own */
	__u32 flags;
};

_Static_assert(sizeof(struct fg_prefix4) == 8, "F1: no padding");
_Static_assert(sizeof(struct fg_prefix6) == 20, "F1: no padding");
_Static_assert(sizeof(struct fg_rule) == 16, "F1: no padding");

#ifdef __bpf__
#include "bpfweld/bpf.h"

/* What the parser found; handed from the gate to the verdict stage. */
struct fg_packet {
	__u32 bytes;
	__u8 source[16]; /* IPv4 uses the first four */
};

/* One slot per CPU: a packet stays on its CPU from the gate to the verdict. */
struct fg_scratch_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fg_packet);
};

/* parse.bpf.c: fills *packet unless the class is FG_OTHER or FG_MALFORMED. */
int fg_parse(struct xdp_md *ctx, struct fg_packet *packet);

/* gate.bpf.c: one packet more for this reason (enum fg_reason); 0. */
int fg_count(__u32 reason, __u32 bytes);

/* verdict.bpf.c: programs, the stages of the filter. */
int fg_verdict4(struct xdp_md *ctx);
int fg_verdict6(struct xdp_md *ctx);
#endif

#endif
