/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * btf_kinds - the shape of each kind of record, from btf_kinds.def.
 *
 * The names and the type ids of a record stand at regular places, so walkers
 * count them and ask for the word of the i-th:
 *
 *	for (uint32_t i = 0, n = bw_btf_ref_count(k, vlen); i < n; i++)
 *		use(w[bw_btf_ref_at(k, i)]);
 */
#ifndef BW_BTF_KINDS_H
#define BW_BTF_KINDS_H

#include "btf/btf.h"

#define BTF_HEADER_WORDS 3u

/* Deepest nesting by value and longest chain of references that is read: the
 * walkers may recurse. The kernel stops at 32 (MAX_RESOLVE_DEPTH). */
#define BTF_DEPTH_MAX 256u
/* Most parts of a type when all it has by value is unfolded, an array as one
 * element: bounds what the walkers do. The largest of Linux has some thousands. */
#define BTF_PARTS_MAX (1u << 20)

enum btf_word2 { BTF_W2_SIZE, BTF_W2_TYPE, BTF_W2_ZERO };
enum btf_vlen { BTF_VLEN_NONE, BTF_VLEN_COUNT, BTF_VLEN_LINKAGE };
enum btf_named { BTF_NAMED_NO, BTF_NAMED_ANY, BTF_NAMED_MUST };
enum btf_refs { BTF_REFS_VALUE, BTF_REFS_PROTO, BTF_REFS_VAR, BTF_REFS_TAGGED };

/* A run of words: how many, and where its names and types are. */
struct btf_pattern {
	uint8_t words, names, type_at, types;
};

struct btf_kind {
	const char *name;
	struct btf_pattern fixed, each;
	enum btf_word2 word2;
	enum btf_vlen vlen;
	enum btf_named named;
	enum btf_refs refs;
	bool kflag;
	uint8_t heads, head_at; /* type ids outside the entries, one after the other */
};

extern const struct btf_kind bw_btf_kinds[BW_BTF_KINDS];

static inline uint32_t bw_btf_entries(const struct btf_kind *k, uint32_t info)
{
	return k->vlen == BTF_VLEN_COUNT ? info & 0xffff : 0;
}
static inline uint32_t bw_btf_tail_words(const struct btf_kind *k, uint32_t entries)
{
	return k->fixed.words + k->each.words * entries;
}
static inline uint32_t bw_btf_ref_count(const struct btf_kind *k, uint32_t entries)
{
	return k->heads + k->each.types * entries;
}
static inline uint32_t bw_btf_ref_at(const struct btf_kind *k, uint32_t i)
{
	if (i < k->heads)
		return k->head_at + i;
	return BTF_HEADER_WORDS + k->fixed.words + k->each.type_at + (i - k->heads) * k->each.words;
}
/* The name of the record itself counts: there is always at least one. */
static inline uint32_t bw_btf_name_count(const struct btf_kind *k, uint32_t entries)
{
	return 1 + k->each.names * entries;
}
static inline uint32_t bw_btf_name_at(const struct btf_kind *k, uint32_t i)
{
	return i ? BTF_HEADER_WORDS + k->fixed.words + (i - 1) * k->each.words : 0;
}
static inline enum bw_btf_kind bw_btf_info_kind(uint32_t info)
{
	return (enum bw_btf_kind)(info >> 24 & 31);
}

/* A type with one successor that says what it is made of: modifiers, PTR, ARRAY... */
static inline bool bw_btf_is_chain(enum bw_btf_kind k)
{
	return bw_btf_kinds[k].heads && k != BW_BTF_FUNC_PROTO;
}
static inline bool bw_btf_is_mod(enum bw_btf_kind k)
{
	return k == BW_BTF_CONST || k == BW_BTF_VOLATILE || k == BW_BTF_RESTRICT ||
	       k == BW_BTF_TYPE_TAG;
}
static inline bool bw_btf_is_composite(enum bw_btf_kind k)
{
	return k == BW_BTF_STRUCT || k == BW_BTF_UNION;
}
static inline bool bw_btf_is_enum(enum bw_btf_kind k)
{
	return k == BW_BTF_ENUM || k == BW_BTF_ENUM64;
}

/* INT's word: encoding, bit offset, bits. */
enum { BTF_INT_SIGNED = 1, BTF_INT_CHAR = 2, BTF_INT_BOOL = 4 };
static inline uint32_t bw_btf_int_encoding(uint32_t word)
{
	return word >> 24 & 15;
}
static inline uint32_t bw_btf_int_offset(uint32_t word)
{
	return word >> 16 & 0xff;
}
static inline uint32_t bw_btf_int_bits(uint32_t word)
{
	return word & 0xff;
}

/* Two records are equal apart from their type ids. */
bool bw_btf_same_values(const uint32_t *x, const uint32_t *y);

/* Enough for "[123456] FUNC_PROTO 'a_name'"; lives in the diags' arena. */
const char *bw_btf_label(struct bw_arena *a, const struct bw_btf *b, bw_tid t);

/* The checks of B2-B4 that need the whole graph (btf_check.c). */
struct btf_where {
	struct bw_diags *diags;
	struct bw_where at;   /* the file and section */
	uint64_t types_bytes; /* where the type section starts */
};
BW_CHECKED enum bw_status bw_btf_check(const struct bw_btf *b, const struct btf_where *where);
/* The place of a record in the section. */
struct bw_where bw_btf_at(const struct bw_btf *b, const struct btf_where *where, bw_tid t);

/* String sections: offset to interned name (btf_read.c). What was asked for is kept,
 * one name for each BTF_STRINGS_APART bytes: two that are closer take turns. */
#define BTF_STRINGS_APART 8u
struct btf_string {
	uint32_t off;
	uint32_t sym; /* the empty name at 0 needs no setting up */
};
struct btf_strings {
	const char *s;
	uint32_t n;
	struct btf_string *known;
	struct bw_names *names;
};
/* off must be below n. */
bw_sym bw_btf_string_new(struct btf_strings *t, uint32_t off);
static inline bw_sym bw_btf_string(struct btf_strings *t, uint32_t off)
{
	const struct btf_string *k = &t->known[off / BTF_STRINGS_APART];

	return k->off == off ? (bw_sym){k->sym} : bw_btf_string_new(t, off);
}

/* .BTF.ext (btf_ext.c). */
BW_CHECKED enum bw_status bw_btf_read_ext(struct bw_arena *a, const struct bw_btf *b,
					  struct btf_strings *strings, struct bw_diags *d,
					  struct bw_where where, struct bw_bytes data,
					  bool big_endian, struct bw_ext *ret);

#endif
