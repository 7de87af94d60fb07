/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step 1 of merging: classes by local contents.
 *
 * The hash of a type covers its own words and, in place of its type ids, hashes
 * that describe what they lead to: down to the first thing with a name, of which
 * only the name counts, so a declaration looks like its definition; into anonymous
 * structs and prototypes one level. Such a description is a function of what the
 * type unfolds to: types that step 3 could find equal never part here. That two
 * which differ are together does no harm.
 */
#include "btf/btf_merge.h"

/* How much of anonymous structs and prototypes a description looks into. */
enum { LEVEL_SHALLOW, LEVEL_DEEP, LEVELS };

struct classing {
	struct btf_merge *m;
	struct bw_arena *tmp;
	uint64_t *describe[LEVELS]; /* by node, 0 when not known */
	uint32_t *slot;		    /* class + 1 */
	uint64_t *slot_hash;
	uint32_t slot_mask;
};

/* One step: a word pair, and the description of a type it stands beside. */
static inline uint64_t mix(uint64_t h, uint64_t words, uint64_t type)
{
	unsigned __int128 p = (unsigned __int128)(h ^ words) * (type ^ 0xd6e8feb86659fd93u);

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t describe_new(struct classing *c, uint32_t n, int level);

/* Recursion ends: what has no name and is no struct or prototype is a chain (B5). */
static inline uint64_t describe(struct classing *c, uint32_t n, int level)
{
	uint64_t d = c->describe[level][n];

	return d ? d : describe_new(c, n, level);
}

static inline uint64_t describe_id(struct classing *c, const struct btf_node *n, uint32_t id,
				   int level)
{
	return describe(c, id ? n->base + id : 0, level);
}

/* The entries of a record; of their types only if level is one. */
static uint64_t hash_entries(struct classing *c, const struct btf_node *n, const struct btf_kind *k,
			     uint64_t h, int level)
{
	const uint32_t *e = n->w + BTF_HEADER_WORDS + k->fixed.words;
	uint32_t stride = k->each.words, type_at = k->each.type_at;

	for (uint32_t i = bw_btf_entries(k, n->w[1]); i; i--, e += stride) {
		uint64_t type = 0, last = stride == 3 ? e[2] : 0;

		if (!k->each.types) {
			h = mix(h, (uint64_t)e[0] << 32 | e[1], last);
			continue;
		}
		if (level < LEVELS)
			type = describe_id(c, n, e[type_at], level);
		h = mix(h, (uint64_t)e[!type_at] << 32 | last, type);
	}
	return h;
}

/* A record with all its words; of its types what level says, or nothing. */
static uint64_t hash_record(struct classing *c, const struct btf_node *n, int level)
{
	const uint32_t *w = n->w;
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(w[1])];
	uint64_t h = mix(0x9e3779b97f4a7c15u, (uint64_t)w[1] << 32 | w[0],
			 k->word2 == BTF_W2_SIZE ? w[2] : 0);

	for (uint32_t i = k->fixed.types; i < k->fixed.words; i++)
		h = mix(h, w[BTF_HEADER_WORDS + i], 0);
	for (uint32_t i = 0; i < k->heads && level < LEVELS; i++)
		h = mix(h, 0, describe_id(c, n, w[k->head_at + i], level));
	return hash_entries(c, n, k, h, level);
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

static uint64_t describe_new(struct classing *c, uint32_t n, int level)
{
	const struct btf_node *node = &c->m->node[n];
	enum bw_btf_kind k = bw_btf_info_kind(node->w[1]);
	int inner = level;
	uint64_t h;

	if (bw_btf_is_composite(k) || k == BW_BTF_FUNC_PROTO)
		inner = level == LEVEL_DEEP ? LEVEL_SHALLOW : LEVELS;
	if (goes_by_name(node->w, k))
		h = hash_name(node->w, k);
	else
		h = hash_record(c, node, inner);
	return c->describe[level][n] = h | 1;
}

/* VAR and DATASEC, and the tags on variables, are not merged. */
static bool is_left_out(const struct btf_merge *m, uint32_t n)
{
	enum bw_btf_kind k = bw_btf_node_kind_nr(m, n);

	return k == BW_BTF_VAR || k == BW_BTF_DATASEC ||
	       (k == BW_BTF_DECL_TAG &&
		bw_btf_node_kind_nr(m, bw_btf_node_ref(m, n, 0)) == BW_BTF_VAR);
}

static void slots_init(struct classing *c, uint32_t slots)
{
	c->slot = BW_NEW_ARRAY(c->tmp, uint32_t, slots);
	c->slot_hash = bw_alloc_raw(c->tmp, slots * sizeof(*c->slot_hash));
	c->slot_mask = slots - 1;
}

static void slots_grow(struct classing *c)
{
	struct classing old = *c;

	slots_init(c, (old.slot_mask + 1) * 4);
	for (uint32_t i = 0; i <= old.slot_mask; i++) {
		uint32_t j = (uint32_t)old.slot_hash[i] & c->slot_mask;

		if (!old.slot[i])
			continue;
		while (c->slot[j])
			j = (j + 1) & c->slot_mask;
		c->slot[j] = old.slot[i];
		c->slot_hash[j] = old.slot_hash[i];
	}
}

static uint32_t class_of(struct classing *c, uint32_t n)
{
	struct btf_merge *m = c->m;
	const uint32_t *w = m->node[n].w;
	uint64_t h = hash_record(c, &m->node[n], LEVEL_DEEP);
	uint32_t i = (uint32_t)h & c->slot_mask;

	for (; c->slot[i]; i = (i + 1) & c->slot_mask)
		if (c->slot_hash[i] == h &&
		    bw_btf_same_values(w, m->node[m->first[c->slot[i] - 1]].w))
			return c->slot[i] - 1;
	assert(m->class_count < m->node_count);
	m->first[m->class_count++] = n;
	c->slot[i] = m->class_count;
	c->slot_hash[i] = h;
	if (m->class_count > c->slot_mask / 2)
		slots_grow(c);
	return m->class_count - 1;
}

/* Members of each class side by side, in order of appearance. */
static void gather(struct btf_merge *m)
{
	uint32_t at = 0;

	for (uint32_t n = 1; n < m->node_count; n++)
		if (m->cls[n] != BTF_CLASS_NONE)
			m->end[m->cls[n]]++;
	for (uint32_t c = 0; c < m->class_count; c++) {
		m->begin[c] = at;
		at += m->end[c];
		m->end[c] = m->begin[c];
	}
	for (uint32_t n = 1; n < m->node_count; n++) {
		if (m->cls[n] == BTF_CLASS_NONE)
			continue;
		assert(m->end[m->cls[n]] < at);
		m->pos[n] = m->end[m->cls[n]]++;
		m->order[m->pos[n]] = n;
	}
}

void bw_btf_merge_classes(struct btf_merge *m)
{
	struct bw_arena *tmp = bw_arena_child(m->scratch);
	struct classing c = {.m = m, .tmp = tmp};
	uint32_t slots = 1024;

	while (slots < m->node_count / 4)
		slots *= 2;
	slots_init(&c, slots);
	for (int level = 0; level < LEVELS; level++)
		c.describe[level] = BW_NEW_ARRAY(tmp, uint64_t, m->node_count);
	c.describe[LEVEL_SHALLOW][0] = c.describe[LEVEL_DEEP][0] = 0x8ebc6af09c88c6e3u;
	for (uint32_t n = 1; n < m->node_count; n++)
		m->cls[n] = is_left_out(m, n) ? BTF_CLASS_NONE : class_of(&c, n);
	bw_arena_deinit(tmp);
	gather(m);
}
