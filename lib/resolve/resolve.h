/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolve - what a named kernel fixes in an object before it is loaded.
 *
 * Today the values of __kconfig variables, and a list of what is left to the moment of
 * loading: kernel symbols, kernel functions, CO-RE relocations, BTF ids of attach points.
 *
 * Units       *_bytes count bytes; off_insns in 8-byte slots of a program's image.
 * Ownership   Results live in the arena given and borrow names from the object.
 * Errors      Findings RES*. Every variable that cannot be had is reported.
 */
#ifndef BW_RESOLVE_H
#define BW_RESOLVE_H

#include "spec/spec.h"
#include "target/target.h"

/*
 * The contents of the .kconfig map on this target, in the object's byte order: as many bytes as
 * the map's value has; empty when the spec has no .kconfig map. Values follow libbpf's
 * rules: y, m and n for bool, tristate and char, numbers for integers, text for char arrays; weak
 * variables of options that are not set are 0.
 */
BW_CHECKED enum bw_status bw_resolve_kconfig(struct bw_arena *a, const struct bw_spec *s,
					     const struct bw_target *t, struct bw_diags *d,
					     struct bw_bytes *ret);

enum bw_rest_kind {
	BW_REST_KSYM,	/* address of a kernel variable */
	BW_REST_KFUNC,	/* BTF id of a kernel function */
	BW_REST_EXTERN, /* undefined and no kernel symbol: nobody can supply it */
	BW_REST_CORE,	/* CO-RE relocations: count of them in .count */
	BW_REST_ATTACH, /* BTF id of the function or structure to attach to */
};

/* Something a loader still has to find on the running kernel. */
struct bw_rest {
	enum bw_rest_kind kind;
	const char *name;      /* of the symbol; the program's for CORE, the target's for ATTACH */
	uint32_t prog;	       /* index of the first program that needs it */
	uint32_t count;	       /* how many places in all programs need it */
	bool is_weak;	       /* may stay missing */
	struct bw_where where; /* the first place */
};

/* In order of first need, each kind and name once (CORE and ATTACH once a program). */
void bw_resolve_rest(struct bw_arena *a, const struct bw_spec *s, uint32_t *ret_count,
		     const struct bw_rest **ret);
/* "kernel function" and the like, for messages. */
const char *bw_rest_kind_name(enum bw_rest_kind k);

#endif
