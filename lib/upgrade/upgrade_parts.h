/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside upgrade: one map, however it is known, and the difference of two types. */
#ifndef BW_UPGRADE_PARTS_H
#define BW_UPGRADE_PARTS_H

#include "upgrade/upgrade.h"

/* One map: of an object, or of a snapshot (map NULL). */
struct side {
	const char *name;
	const char *pin;	   /* effective path; NULL: not pinned */
	struct bw_map_attr passed; /* as the loader asks the kernel for it */
	struct bw_map_attr asked;  /* as the loader compares it */
	struct bw_map_attr shown;  /* as the kernel shows it then */
	uint32_t unknown;	   /* bits 1u << BW_CMP_*: what a snapshot does not tell */
	const struct bw_btf *btf;  /* NULL: types are not known */
	bw_tid key, value;
	const struct bw_map_spec *map;
	const struct bw_spec *spec;
	struct bw_where where;
};

typedef BW_VEC(struct side) side_list;

/* All maps of an object, as this loader makes them. */
void sides_of_spec(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t,
		   side_list *ret);
/* One definition of it, also an inner one. */
void side_fill(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
	       const struct bw_target *t, struct side *ret);
/* The maps of a snapshot. names: of the object they are compared with. */
enum bw_status sides_of_pins(struct bw_arena *a, struct bw_names *names, const char *file,
			     struct bw_bytes text, struct bw_diags *d, side_list *ret);

/* ---- differences of types (upgrade_types.c) ---- */

enum change_kind {
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGE_MOVED,
	CHANGE_RESIZED,
	CHANGE_RENAMED,
	CHANGE_RETYPED
};

struct change {
	enum change_kind kind;
	const struct bw_field *was, *now; /* NULL: not there */
	bool in_padding;  /* ADDED: the old type has padding there, or ends before */
	bool other_class; /* the same bytes are another number: float */
	bool narrower;
};

/* What old bytes mean under the new type. */
enum meaning {
	MEANS_SAME,
	MEANS_UNKNOWN, /* no types on one side */
	MEANS_DOUBT,   /* other names or types, same places */
	MEANS_OTHER,   /* read as something else */
};

struct type_diff {
	enum meaning meaning;
	bool can_copy; /* member by member, by name */
	uint32_t n;
	const struct change *change;
	uint32_t was_bytes, now_bytes;
	const char *special; /* locks, timers, kernel pointers that differ; NULL: none */
};

void types_diff(struct bw_arena *a, const struct bw_btf *was_btf, bw_tid was,
		const struct bw_btf *now_btf, bw_tid now, struct type_diff *ret);
/* One line: "'b' moved from byte 4 to 0". */
const char *change_text(struct bw_arena *a, const struct change *c);
/* The change that says most, in one line; "" if there is none. */
const char *change_first(struct bw_arena *a, const struct type_diff *x);
/* The first changes as notes of the latest finding; what: "value". */
void changes_note(struct bw_arena *a, struct bw_diags *d, const char *what,
		  const struct type_diff *x);

/* ---- initial contents (upgrade_values.c) ---- */

/* The first number that differs between the data sections of two objects of different byte
 * orders, as text: "'limit' is 0x7 against 0x8"; NULL: none. */
const char *values_differ(struct bw_arena *a, const struct side *x, const struct side *y);

#endif
