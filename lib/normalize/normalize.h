/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * normalize - write down what loaders would otherwise choose.
 *
 * The map definitions of an object are rewritten so that every loader profile creates the
 * same maps from them: type, sizes, max_entries and map_flags are there; ring buffers have a
 * size that the largest pages of the targets divide; fields that say nothing, and that some
 * loader refuses, are gone; legacy maps are BTF-defined. What no definition can say is
 * reported.
 *
 * Invariants  N1  Offsets, sizes and types of everything but map definitions stay.
 *             N2  What is normal already is returned as it is: twice is once.
 * Ownership   The result lives in the arena given and borrows from the object given. Types
 *             that nothing refers to any more are left in it for the linker to drop.
 * Errors      Findings PRO019 to PRO021.
 */
#ifndef BW_NORMALIZE_H
#define BW_NORMALIZE_H

#include "profile/profile.h"

/* The object of s, normal for these targets and their loader. */
BW_CHECKED enum bw_status bw_normalize(struct bw_arena *a, const struct bw_spec *s,
				       const struct bw_target *const *targets, uint32_t n,
				       struct bw_diags *d, struct bw_obj **ret);
/* What loaders still make differently of a normal object: PRO020. */
void bw_normalize_tell(struct bw_arena *a, const struct bw_spec *s,
		       const struct bw_target *const *targets, uint32_t n, struct bw_diags *d);

#endif
