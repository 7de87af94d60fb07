/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abi_parts - what the files of this module share.
 *
 * A walk answers questions about the types of one graph under one ABI. For each struct or union
 * it first infers how the type was declared (abi_infer.c), then places the members of that
 * declaration by the rules of the ABI (abi_place.c).
 *
 * Invariants  W1  Placing a declaration under the ABI it was inferred with gives the graph's own
 *                 offsets and size.
 */
#ifndef BW_ABI_PARTS_H
#define BW_ABI_PARTS_H

#include "abi/abi.h"

enum abi_bits { ABI_BITS_TYPED, ABI_BITS_NAMELESS, ABI_BITS_TIGHT, ABI_BITS_NONE };

enum abi_lang { ABI_LANG_C, ABI_LANG_GO, ABI_LANG_RUST };

struct bw_abi {
	const char *name;
	uint16_t machine; /* of its ELF files */
	bool is_64, big_endian;
	uint32_t flags_mask, flags; /* of their e_flags */
	uint8_t pointer_bytes, long_bytes, ldouble_bytes;
	uint8_t cap_bytes;	  /* the largest alignment of a scalar */
	uint8_t i128_align_bytes; /* 0: there is none */
	bool char_signed;
	uint8_t enum_bytes, time_bytes;
	enum abi_bits bits;
	uint8_t struct_align_bytes; /* of a struct at least */
	enum abi_lang lang;
};

/* A type as a member sees it. */
struct abi_part {
	uint64_t size_bits;
	uint32_t align_bytes;
	uint32_t width_bits; /* of a bit-field; 0: none */
};

/* What must have stood at a member for BPF to put it where it is. */
enum abi_fix_kind {
	ABI_FIX_NONE,
	ABI_FIX_ALIGN,	/* aligned(n) */
	ABI_FIX_PACKED, /* packed, this member alone */
	ABI_FIX_ZERO,	/* before it a bit-field of width zero, of a type of n bytes */
	ABI_FIX_GAP,	/* before it unnamed bit-fields of n bits */
};
struct abi_fix {
	enum abi_fix_kind kind;
	uint32_t n;
};

struct abi_decl {
	bool is_union;
	bool frozen;	      /* nothing explains it: offsets are as they are */
	uint32_t pack_bytes;  /* packed: 1; pragma pack(n): n; 0: neither */
	uint32_t align_bytes; /* aligned(n) of the whole; 1: nothing */
	uint32_t tail_bits;   /* of unnamed bit-fields at the end */
	struct abi_fix *fix;  /* by member */
};

/* A struct or union. */
struct abi_shape {
	struct abi_decl decl;
	uint32_t source_align_bytes; /* in BPF */
	enum { ABI_UNPLACED, ABI_PLACED, ABI_NO_LAYOUT } state;
	uint64_t size_bits;
	uint32_t align_bytes;
	uint64_t *off_bits; /* by member */
};

struct abi_seen {
	uint32_t tid;
	struct abi_shape *shape;
};

struct abi_walk {
	struct bw_arena *arena;
	const struct bw_btf *b;
	const struct bw_abi *abi;
	struct abi_seen *seen; /* open addressing, by id */
	uint32_t seen_n, seen_cap;
};

/* Where the next member may stand, and what those before asked for. */
struct abi_cursor {
	uint64_t bits;
	uint64_t end_bits; /* of a union: its longest member */
	uint32_t align_bytes;
};

/* ---- abi_scalar.c ---- */

extern const struct bw_abi bw_abi_source; /* BPF's */

bool abi_is_composite(const struct bw_btf *b, bw_tid t);
/* Width of the bit-field that member i is, by either way BTF says so; 0: none. */
uint32_t abi_member_width(const struct bw_btf *b, bw_tid t, uint32_t i, uint32_t *ret_off_bits);
/* A type that is no array, struct or union, without its typedefs; false: no size. */
bool abi_scalar(const struct bw_abi *abi, const struct bw_btf *b, bw_tid t, struct abi_part *ret);
/* A width that the name of a typedef gives, or 0; size_bytes is what it has in BPF. */
uint32_t abi_typedef_bytes(const struct bw_abi *abi, const char *name, uint32_t size_bytes);
/* The alignment that types of this name are declared with, or 1. */
uint32_t abi_named_align(const char *name);

/* ---- abi_infer.c ---- */

/* How t was declared: fills decl and source_align_bytes. */
void abi_infer(struct abi_walk *w, bw_tid t, struct abi_shape *s);

/* ---- abi_place.c ---- */

/* Put a part behind the cursor by the rules of abi; returns its offset. */
uint64_t abi_put(const struct bw_abi *abi, const struct abi_decl *d, struct abi_fix fix,
		 struct abi_part p, struct abi_cursor *c);
/* Size when all members are put; raises the cursor's alignment to that of the whole. */
uint64_t abi_put_end(const struct bw_abi *abi, const struct abi_decl *d, struct abi_cursor *c);
/* Offsets, size and alignment under the walk's ABI. */
void abi_place(struct abi_walk *w, bw_tid t, struct abi_shape *s);

/* ---- abi_walk.c ---- */

/* What is known of a struct or union; inferred when first asked for. */
struct abi_shape *abi_shape_of(struct abi_walk *w, bw_tid t);
/* Any type under the walk's ABI, or BPF's; false: it has no size there. */
bool abi_part_of(struct abi_walk *w, const struct bw_abi *abi, bw_tid t, struct abi_part *ret);

#endif
