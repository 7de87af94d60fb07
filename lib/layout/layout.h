/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * layout - byte-exact shape of one C type, whoever described it.
 *
 * BTF and DWARF produce layouts; the map checks compare them. A layout holds no
 * pointer into BTF or DWARF data.
 *
 * Units       *_bits count bits from the start of the type; *_bytes count bytes.
 * Invariants  L1  field[] is sorted by off_bits, ties in declaration order.
 *             L2  off_bits + size_bits <= size_bits of the layout for every field.
 *             L3  no two fields overlap, unless both have in_union set.
 *             L4  a zero-sized field (empty struct, T x[0]) overlaps nothing.
 * Ownership   Lives in the producer's arena; immutable once returned.
 * Errors      None: functions on valid layouts cannot fail.
 */
#ifndef BW_LAYOUT_H
#define BW_LAYOUT_H

#include "base/base.h"

enum bw_field_kind {
	BW_FIELD_UNSIGNED,
	BW_FIELD_SIGNED,
	BW_FIELD_BOOL,
	BW_FIELD_CHAR,
	BW_FIELD_FLOAT,
	BW_FIELD_POINTER,
	BW_FIELD_ENUM,
	BW_FIELD_OPAQUE, /* a type of known size but unknown inside */
};

struct bw_field {
	const char *path; /* "a.b[3].c"; "" for a scalar type itself */
	const char *type; /* as the source spelled it: "__be32", "struct in_addr" */
	uint64_t off_bits;
	uint64_t size_bits; /* of the whole field, arrays included */
	uint64_t count;	    /* elements when an array of scalars, else 1 */
	enum bw_field_kind kind;
	bool is_bitfield;
	bool in_union;
};

struct bw_layout {
	const char *type;
	uint64_t size_bits;
	uint32_t align_bytes; /* power of two */
	uint32_t field_count;
	const struct bw_field *field;
};

/* A run of bits no field covers. */
struct bw_hole {
	uint64_t off_bits, size_bits;
	const char *after; /* path of the field before it, "" at the start */
};

/* True if L1-L4 hold. Producers assert it before they return a layout. */
bool bw_layout_valid(const struct bw_layout *l);

/* The holes, in order; the last one is the tail padding if there is any. */
uint32_t bw_layout_holes(struct bw_arena *a, const struct bw_layout *l, struct bw_hole **ret);

/* For producers: bring the fields of a layout in the order of L1, and mark those that
 * overlap (L3): members may do so outside unions too, as does what C++ puts into the
 * padding at the end of a base class. */
void bw_layout_settle(struct bw_arena *a, struct bw_field *v, uint32_t n);

/* A ruler for people: one line a field with offset and size, holes marked. */
void bw_layout_print(struct bw_sb *b, const struct bw_layout *l);

#endif
