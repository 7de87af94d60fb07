/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef FLOWGATE_H
#define FLOWGATE_H

/*
 * Broken on purpose: README.md lists the defects, a comment "defect N" stands at each.
 *
 * Declarations that every file writes for itself instead of taking them from here are how most of
 * them come about.
 */

#include "bpfweld/bpf.h"

enum fg_class {
	FG_IPV4 = 0,
	FG_IPV6 = 1,
	FG_OTHER = 2,
};

struct fg_packet {
	__u32 bytes;
	__u8 source[16];
};

struct fg_prefix6 {
	__u32 prefix_bits;
	__u8 addr[16];
};

int fg_parse(struct xdp_md *ctx, struct fg_packet *packet);

#endif
