/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step 1 of merging: classes by local contents.
 *
 * The hash of a type covers its own words and, in place of its type ids, hashes
 * that describe what they lead to: down to the first thing with a name, of which
 * only the name counts, so a declaration looks like its definition; into anonymous
 * structs and prototypes one level. Such a description is a function of what the
 * type unfolds to: types that step 4 could find equal never part here. That two
 * which differ are together does no harm.
 */
#include "btf/btf_merge.h"

/* How much of anonymous structs and prototypes a description looks into. */
enum { LEVEL_SHALLOW, LEVEL_DEEP, LEVELS };

#define SLOTS_MIN 4096u

struct slot {
	uint32_t hash;
	uint32_t cls; /* plus 1; 0: free */
};

struct btf_classes {
	struct bw_arena *arena;
	const struct bw_btf *b;	    /* the graph at hand */
	uint64_t *describe[LEVELS]; /* by id, 0 when not known */
	uint32_t types_max;
	struct slot *slot;
	uint32_t slot_mask;
	BW_VEC(struct btf_class) cls;
};

/* One step: a word pair, and the description of a type it stands beside. */
static inline uint64_t mix(uint64_t h, uint64_t words, uint64_t type)
{
	unsigned __int128 p = (unsigned __int128)(h ^ words) * (type ^ 0xd6e8feb86659fd93u);

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t describe_new(struct btf_classes *c, uint32_t id, int level);

/* Recursion ends: what has no name and is no struct or prototype is a chain (B5). */
static inline uint64_t describe(struct btf_classes *c, uint32_t id, int level)
{
	uint64_t d = c->describe[level][id];

	return d ? d : describe_new(c, id, level);
}

/* The entries of a record; of their types only if level is one. */
static uint64_t hash_entries(struct btf_classes *c, const uint32_t *w, const struct btf_kind *k,
			     uint64_t h, int level)
{
	const uint32_t *e = w + BTF_HEADER_WORDS + k->fixed.words;
	uint32_t stride = k->each.words, type_at = k->each.type_at;

	for (uint32_t i = bw_btf_entries(k, w[1]); i; i--, e += stride) {
		uint64_t type = 0, last = stride == 3 ? e[2] : 0;

		if (!k->each.types) {
			h = mix(h, (uint64_t)e[0] << 32 | e[1], last);
			continue;
		}
		if (level < LEVELS)
			type = describe(c, e[type_at], level);
		h = mix(h, (uint64_t)e[!type_at] << 32 | last, type);
	}
	return h;
}

/* A record with all its words; of its types what level says, or nothing. */
static uint64_t hash_record(struct btf_classes *c, const uint32_t *w, int level)
{
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(w[1])];
	uint64_t h = mix(0x9e3779b97f4a7c15u, (uint64_t)w[1] << 32 | w[0],
			 k->word2 == BTF_W2_SIZE ? w[2] : 0);

	for (uint32_t i = k->fixed.types; i < k->fixed.words; i++)
		h = mix(h, w[BTF_HEADER_WORDS + i], 0);
	for (uint32_t i = 0; i < k->heads && level < LEVELS; i++)
		h = mix(h, 0, describe(c, w[k->head_at + i], level));
	return hash_entries(c, w, k, h, level);
}

/* What stands for a name: struct, union, enum or typedef, defined or declared. */
static uint64_t hash_name(const uint32_t *w, enum bw_btf_kind k)
{
	if (k == BW_BTF_FWD)
		k = w[1] >> 31 ? BW_BTF_UNION : BW_BTF_STRUCT;
	if (k == BW_BTF_ENUM64)
		k = BW_BTF_ENUM;
	return mix(0xa0761d6478bd642fu, (uint64_t)k << 32 | w[0], 0);
}

static bool goes_by_name(const uint32_t *w, enum bw_btf_kind k)
{
	return w[0] && (bw_btf_is_composite(k) || bw_btf_is_enum(k) || k == BW_BTF_FWD ||
			k == BW_BTF_TYPEDEF);
}

static uint64_t describe_new(struct btf_classes *c, uint32_t id, int level)
{
	const uint32_t *w = bw_btf_record(c->b, (bw_tid){id});
	enum bw_btf_kind k = bw_btf_info_kind(w[1]);
	int inner = level;
	uint64_t h;

	if (bw_btf_is_composite(k) || k == BW_BTF_FUNC_PROTO)
		inner = level == LEVEL_DEEP ? LEVEL_SHALLOW : LEVELS;
	h = goes_by_name(w, k) ? hash_name(w, k) : hash_record(c, w, inner);
	return c->describe[level][id] = h | 1;
}

/* VAR and DATASEC, and the tags on variables, are not merged. */
static bool is_left_out(const struct bw_btf *b, const uint32_t *w)
{
	enum bw_btf_kind k = bw_btf_info_kind(w[1]);

	return k == BW_BTF_VAR || k == BW_BTF_DATASEC ||
	       (k == BW_BTF_DECL_TAG && bw_btf_kind(b, (bw_tid){w[2]}) == BW_BTF_VAR);
}

/* ---- the table of classes ---- */

static void slots_init(struct btf_classes *c, uint32_t slots)
{
	c->slot = BW_NEW_ARRAY(c->arena, struct slot, slots);
	c->slot_mask = slots - 1;
}

static void slots_grow(struct btf_classes *c)
{
	const struct slot *old = c->slot;
	uint32_t n = c->slot_mask + 1;

	slots_init(c, n * 2);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = old[i].hash & c->slot_mask;

		if (!old[i].cls)
			continue;
		while (c->slot[j].cls)
			j = (j + 1) & c->slot_mask;
		c->slot[j] = old[i];
	}
}

/* What neither goes by name nor has an inside is all said in its description. */
static uint32_t hash_all(struct btf_classes *c, const uint32_t *w, uint32_t id)
{
	enum bw_btf_kind k = bw_btf_info_kind(w[1]);
	bool whole = k == BW_BTF_PTR || k == BW_BTF_ARRAY || bw_btf_is_mod(k);

	return (uint32_t)((whole ? describe(c, id, LEVEL_DEEP) : hash_record(c, w, LEVEL_DEEP)) >>
			  32);
}

static uint32_t class_of(struct btf_classes *c, const uint32_t *w, uint32_t id)
{
	uint32_t h = hash_all(c, w, id);
	uint32_t i = h & c->slot_mask;

	for (; c->slot[i].cls; i = (i + 1) & c->slot_mask)
		if (c->slot[i].hash == h && bw_btf_same_values(w, c->cls.v[c->slot[i].cls - 1].w))
			return c->slot[i].cls - 1;
	bw_push(c->arena, &c->cls)->w = w;
	c->slot[i] = (struct slot){h, c->cls.n};
	if (c->cls.n > c->slot_mask / 2)
		slots_grow(c);
	return c->cls.n - 1;
}

struct btf_classes *bw_btf_classes_create(struct bw_arena *a, uint32_t types_max)
{
	struct btf_classes *c = BW_NEW(a, struct btf_classes);

	c->arena = a;
	c->types_max = types_max;
	for (int level = 0; level < LEVELS; level++)
		c->describe[level] = bw_alloc_raw(a, types_max * sizeof(uint64_t));
	slots_init(c, SLOTS_MIN);
	return c;
}

void bw_btf_classes_of(struct btf_classes *c, const struct bw_btf *b, uint32_t *ret)
{
	assert(b->count <= c->types_max);
	c->b = b;
	for (int level = 0; level < LEVELS; level++) {
		memset(c->describe[level], 0, b->count * sizeof(uint64_t));
		c->describe[level][0] = 0x8ebc6af09c88c6e3u;
	}
	ret[0] = BTF_CLASS_NONE;
	for (uint32_t id = 1; id < b->count; id++) {
		const uint32_t *w = bw_btf_record(b, (bw_tid){id});

		ret[id] = is_left_out(b, w) ? BTF_CLASS_NONE : class_of(c, w, id);
	}
}

struct btf_class *bw_btf_class(struct btf_classes *c, uint32_t cls)
{
	assert(cls < c->cls.n);
	return &c->cls.v[cls];
}

uint32_t bw_btf_class_count(const struct btf_classes *c)
{
	return c->cls.n;
}
