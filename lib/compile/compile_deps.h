/* SPDX-License-Identifier: BSD-2-Clause */
/* Depfiles in the dialect that clang writes and Make and Ninja read. */
#ifndef BW_COMPILE_DEPS_H
#define BW_COMPILE_DEPS_H

#include "base/base.h"

struct bw_deps {
	struct bw_arena *arena;
	BW_VEC(const char *) list;
};

/* Add what the one rule in text depends on. */
void bw_deps_parse(struct bw_deps *d, struct bw_bytes text);
/* Append a name as a depfile spells it. */
void bw_deps_spell(struct bw_sb *b, const char *name);

#endif
