/* SPDX-License-Identifier: BSD-2-Clause */
/* The types of a question: text to BTF. docs/checking/maps.md has the grammar. */
#ifndef BW_MAPCHECK_ASK_H
#define BW_MAPCHECK_ASK_H

#include "btf/btf.h"

/* A part of a line. */
struct text {
	const char *p, *end;
};

/* BTF under construction. */
struct type_maker {
	struct bw_arena *arena;
	struct bw_btf *btf;
	const char *error; /* the first thing wrong with the text; NULL */
	BW_VEC(struct made {
		struct text spelling;
		bw_tid type;
	})
	made; /* the same spelling is the same type */
	BW_VEC(struct wanted {
		bw_tid tag; /* TYPE_TAG that is to refer to the struct */
		bw_sym name;
	})
	wanted; /* pointers may be to structs that come later */
};

void type_maker_init(struct type_maker *m, struct bw_arena *a);
/* def.NAME={...}:SIZE; word is what stands behind "def.". */
void type_define(struct type_maker *m, struct text word);
/* The type of a key or value of so many bytes; name is for structs. */
bw_tid type_parse(struct type_maker *m, struct text t, uint32_t bytes, const char *name);
/* Give the pointers their structs; behind the last type. */
void type_maker_finish(struct type_maker *m);

#endif
