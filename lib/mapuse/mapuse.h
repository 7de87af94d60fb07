/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapuse - do the programs of an object use its maps as they are?
 *
 * The final instructions of each program are followed: which map reaches which helper, with
 * which key and value buffers, and what the bytes of these are. Found are writes to maps that
 * are read-only to programs, keys of another type or size than the map's, key bytes that
 * nothing has set, and maps that the kernel refuses to programs of this type.
 *
 * Ownership   Borrows the spec; findings copy what they say.
 * Errors      Findings USE*.
 */
#ifndef BW_MAPUSE_H
#define BW_MAPUSE_H

#include "spec/spec.h"
#include "target/target.h"

/* Check every program of a spec; findings in the order of programs and instructions. */
BW_CHECKED enum bw_status bw_mapuse(struct bw_arena *a, const struct bw_spec *s,
				    const struct bw_target *t, struct bw_diags *d);

#endif
