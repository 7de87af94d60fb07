/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abicheck - do the programs that share a map mean the same bytes?
 *
 * Types of user-space binaries (DWARF) and of BPF objects (BTF) are matched by name or by an
 * explicit binding and compared field by field: size, offset, width, signedness, byte order,
 * array length, padding.
 *
 * Ownership   Borrows the spec; findings copy what they say.
 * Errors      Findings ABI*.
 */
#ifndef BW_ABICHECK_H
#define BW_ABICHECK_H

#include "abi/abi.h"
#include "diag/diag.h"
#include "spec/spec.h"
#include "target/target.h"

/* --bind [FILE:]MAP[.key|.value]=TYPE */
struct bw_abicheck_bind {
	const char *file; /* base name or path of a binary; NULL: all */
	const char *map;  /* or variable, or data section; "outer.inner" for inner maps */
	bool is_key;
	const char *type;
};

struct bw_abicheck_options {
	const char *const *users; /* paths of user-space binaries */
	uint32_t user_count;
	const struct bw_abicheck_bind *binds;
	uint32_t bind_count;
	bool skip_other_order; /* programs of the other byte order are for another object */
};

/* Compare every map of the spec with every binary. Returns the worst status. */
BW_CHECKED enum bw_status bw_abicheck(struct bw_arena *a, const struct bw_spec *s,
				      const struct bw_abicheck_options *o, struct bw_diags *d);

/* Compare every map with what the target's user-space ABIs make of its types. */
BW_CHECKED enum bw_status bw_abicheck_target(struct bw_arena *a, const struct bw_spec *s,
					     const struct bw_target *t, struct bw_diags *d);

#endif
