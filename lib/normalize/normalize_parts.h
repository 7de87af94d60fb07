/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of normalize: what a definition should say (normalize_plan.c), legacy definitions
 * (normalize_old.c), and the object that says it (normalize.c).
 */
#ifndef BW_NORMALIZE_PARTS_H
#define BW_NORMALIZE_PARTS_H

#include "normalize/normalize.h"

/* One field of a definition as it shall be. */
struct norm_field {
	bw_sym name;
	bw_tid type;	     /* the member's; BW_VOID: a number, made anew */
	uint32_t value;	     /* of a number */
	uint32_t size_bytes; /* of the member */
	bool is_values;	     /* stands last, at the definition's end */
};

/* The struct of a definition, old or new. */
struct norm_def {
	bw_tid type;   /* the struct; BW_VOID: of a legacy map */
	bool is_inner; /* a template: never pinned */
	bool is_changed;
	const char *left_out; /* names of fields that are gone; NULL: none */
	BW_VEC(struct norm_field) field;
	bw_tid made; /* the struct in the new graph */
};

struct norm {
	struct bw_arena *arena;
	const struct bw_spec *spec;
	const struct bw_target *const *targets;
	uint32_t target_count;
	struct bw_diags *diags;
	uint32_t page_bytes; /* the largest of all targets */
	uint32_t cpus;	     /* of all targets; 0: unknown, or they differ */
	uint32_t profile;    /* the loader of the first target */
	struct bw_obj *obj;  /* the copy being changed */
	struct bw_btf *btf;  /* its new graph */
	bw_tid int_type;     /* in btf; BW_VOID: not looked for yet */
	BW_VEC(struct norm_def *) def;
};

/* What the definition m with the struct t shall say, once for each struct. */
struct norm_def *norm_plan(struct norm *n, const struct bw_map_spec *m, bw_tid t, bool is_inner);
/* The struct of a map's definition; of its template with inner. BW_VOID: there is none. */
bw_tid norm_struct_of(const struct norm *n, const struct bw_map_spec *m, bool inner);

/* Can each legacy map be said in .maps? Reports what cannot. */
BW_CHECKED enum bw_status norm_old_check(struct norm *n);
/* The definition that a legacy map becomes. */
struct norm_def *norm_old_plan(struct norm *n, const struct bw_map_spec *m);
/* Are there any? */
bool norm_old_any(const struct bw_spec *s);

/* Add a field that is a number. */
void norm_number(struct norm *n, struct norm_def *d, const char *name, uint32_t value);

/* The type int in n->btf. */
bw_tid norm_int(struct norm *n);
/* The struct of a definition as a record of n->btf, with the types it needs. */
void norm_struct_make(struct norm *n, struct norm_def *d);
/* Bytes of the new struct, without values. */
uint32_t norm_struct_bytes(const struct norm_def *d);

#endif
