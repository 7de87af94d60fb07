/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * upgrade - what becomes of maps that exist already when this object is loaded.
 *
 * Against an older object, or a snapshot of pinned maps: for each map reuse, migrate, recreate
 * or refuse, as the comparator of a loader decides (profile_compare.def), with the difference
 * of the BTF types, which no loader looks at. And maps that several objects share which are
 * loaded apart.
 *
 * Units       As in spec.h.
 * Invariants  U1  A plan has one row a map of the new object, in its order, then one for each
 *                 old pin that nothing uses any more.
 * Ownership   Borrows the specs; plans and what findings say are copies in the arena given.
 * Errors      Findings UPG*.
 */
#ifndef BW_UPGRADE_H
#define BW_UPGRADE_H

#include "profile/profile.h"

enum bw_plan_action {
	BW_PLAN_CREATE,	  /* there was none */
	BW_PLAN_REUSE,	  /* the loader takes the old map, its contents mean the same */
	BW_PLAN_MIGRATE,  /* a new map; all that the new one has can be copied member by member */
	BW_PLAN_RECREATE, /* a new, empty map */
	BW_PLAN_REFUSE,	  /* the loader refuses or misreads, and nothing can be copied */
	BW_PLAN_REMOVE,	  /* an old pin that nothing uses */
};

struct bw_plan_row {
	const char *map, *pin; /* pin NULL: not pinned */
	const char *why;       /* one line */
	enum bw_plan_action action;
};

struct bw_plan {
	uint32_t n;
	const struct bw_plan_row *row;
};

/* What was there before: an object, or a snapshot of pinned maps; one of them. */
struct bw_upgrade_old {
	const char *name; /* of the file, for findings */
	const struct bw_spec *spec;
	struct bw_bytes pins; /* text of PINS.json; .p NULL: none */
	const char *loader;   /* who made the maps of spec, "libbpf-1.1"; NULL: as the target's */
};

/* Compare the maps of s with what was there, as the loader of t would. */
BW_CHECKED enum bw_status bw_upgrade(struct bw_arena *a, const struct bw_upgrade_old *old,
				     const struct bw_spec *s, const struct bw_target *t,
				     struct bw_diags *d, struct bw_plan *ret);

/* Objects that are loaded apart: compare all maps that two of them share by pin path, by an
 * extern declaration, or by being one program's objects of two byte orders. */
BW_CHECKED enum bw_status bw_upgrade_shared(struct bw_arena *a, const struct bw_spec *const *specs,
					    uint32_t n, const struct bw_target *t,
					    struct bw_diags *d);

/* "reuse" */
const char *bw_plan_action_name(enum bw_plan_action a);
/* The plan as a table for people. */
void bw_plan_print(struct bw_sb *b, const struct bw_plan *p);

#endif
