/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step 3 of merging: which definition a declaration stands for.
 *
 *  1  The definition in its own object (step 2 has seen to that).
 *  2  The only definition of that name in all objects.
 *  3  Of several: the one that stands in its place most often, in the structs,
 *     prototypes and typedefs of other objects that are the same but for such
 *     names; without such a place, the one that other declarations of this name
 *     got most votes for; without any vote it stays a declaration.
 *
 * To count different definitions, types must have been compared (step 4) first;
 * after a vote they are compared once more. A vote needs the declarations of each
 * input apart; which names are voted on does not depend on that.
 */
#include "btf/btf_merge.h"

struct vote {
	uint32_t cls, node, count;
};

struct fwd {
	uint32_t node;
	uint32_t total; /* where all votes for its name are together */
	bool open;	/* several definitions */
	BW_VEC(struct vote) vote;
};

/* No more definitions of one declaration are counted than this. */
#define VOTES_MAX 64u

struct choosing {
	struct btf_merge *m;
	struct bw_arena *tmp;
	BW_VEC(struct fwd) fwd;
	uint32_t *fwd_of;     /* by node: index + 1 */
	uint32_t *name_class; /* by name: first class that defines it, + 1 */
	uint32_t *class_next; /* by class of step 1: the next one, + 1 */
	uint32_t classes;     /* those of step 1, and what they were */
	uint32_t *cls, *begin, *end;
};

static uint32_t name_of(const struct btf_merge *m, uint32_t n)
{
	return m->node[n].w[0];
}

static enum bw_btf_kind tag_of(const struct btf_merge *m, uint32_t n)
{
	return bw_btf_tag(m->node[n].w);
}

/* ---- what there is to choose from ---- */

static void find_fwds(struct choosing *c, uint32_t names)
{
	struct btf_merge *m = c->m;

	c->fwd_of = BW_NEW_ARRAY(c->tmp, uint32_t, m->node_count);
	c->name_class = BW_NEW_ARRAY(c->tmp, uint32_t, names);
	for (uint32_t n = 1; n < m->node_count; n++) {
		if (!bw_btf_is_fwd(m->node[n].w))
			continue;
		bw_push(c->tmp, &c->fwd)->node = n;
		c->fwd_of[n] = c->fwd.n;
		c->name_class[name_of(m, n)] = UINT32_MAX; /* wanted */
	}
}

/* Classes of step 1 that define a wanted name, in order of appearance. */
static void find_definitions(struct choosing *c)
{
	struct btf_merge *m = c->m;

	c->class_next = BW_NEW_ARRAY(c->tmp, uint32_t, c->classes);
	for (uint32_t i = c->classes; i-- > 0;) {
		uint32_t n = m->first[i], *head = &c->name_class[name_of(m, n)];

		if (!*head || !bw_btf_is_definition(m->node[n].w))
			continue;
		c->class_next[i] = *head == UINT32_MAX ? 0 : *head;
		*head = i + 1;
	}
}

static uint32_t first_definition(const struct choosing *c, uint32_t n)
{
	uint32_t i = c->name_class[name_of(c->m, n)];

	i = i == UINT32_MAX ? 0 : i;
	while (i && tag_of(c->m, c->m->first[i - 1]) != tag_of(c->m, n))
		i = c->class_next[i - 1];
	return i;
}

static uint32_t next_definition(const struct choosing *c, uint32_t n, uint32_t i)
{
	do {
		i = c->class_next[i - 1];
	} while (i && tag_of(c->m, c->m->first[i - 1]) != tag_of(c->m, n));
	return i;
}

/* ---- rule 2 ---- */

static void choose_obvious(struct choosing *c)
{
	struct btf_merge *m = c->m;

	for (uint32_t i = 0; i < c->fwd.n; i++) {
		struct fwd *f = &c->fwd.v[i];
		uint32_t d = first_definition(c, f->node);

		if (d && !next_definition(c, f->node, d))
			m->to[f->node] = m->first[d - 1];
	}
}

/* ---- rule 3 ---- */

/* The members of a class of step 1 still stand side by side after step 4. */
static bool is_one_class(const struct choosing *c, uint32_t i)
{
	const struct btf_merge *m = c->m;

	for (uint32_t at = c->begin[i] + 1; at < c->end[i]; at++)
		if (m->cls[m->order[at]] != m->cls[m->order[c->begin[i]]])
			return false;
	return true;
}

static uint32_t find_open(struct choosing *c, bool *ret_all_known)
{
	uint32_t open = 0;
	bool all_known = true;

	for (uint32_t i = 0; i < c->fwd.n; i++) {
		struct fwd *f = &c->fwd.v[i];
		uint32_t d = first_definition(c, f->node);
		uint8_t *contested = &c->m->contested[name_of(c->m, f->node)];

		f->open = d && (next_definition(c, f->node, d) || !is_one_class(c, d - 1));
		f->vote.n = 0;
		open += f->open;
		all_known &= !f->open || *contested || c->m->all_contested;
		*contested |= f->open;
	}
	*ret_all_known = all_known;
	return open;
}

/* What a type id leads to behind pointers, modifiers and arrays. */
static uint32_t behind(const struct btf_merge *m, uint32_t n)
{
	while (n) {
		enum bw_btf_kind k = bw_btf_node_kind_nr(m, n);

		if (k != BW_BTF_PTR && k != BW_BTF_ARRAY && !bw_btf_is_mod(k))
			break;
		n = bw_btf_node_ref(m, n, 0);
	}
	return n;
}

static void cast(struct choosing *c, struct fwd *f, const struct vote *v)
{
	for (uint32_t i = 0; i < f->vote.n; i++) {
		if (f->vote.v[i].cls == v->cls) {
			f->vote.v[i].count += v->count;
			return;
		}
	}
	if (f->vote.n < VOTES_MAX)
		*bw_push(c->tmp, &f->vote) = *v;
}

/* The definitions that stand at the i-th type id of the members of a class. */
static void place_votes(struct choosing *c, uint32_t cls, uint32_t i, struct fwd *votes)
{
	struct btf_merge *m = c->m;

	votes->vote.n = 0;
	for (uint32_t at = c->begin[cls]; at < c->end[cls]; at++) {
		uint32_t n = behind(m, bw_btf_node_ref(m, m->order[at], i));
		struct vote v = {m->cls[n], n, m->node[m->order[at]].weight};

		if (n && !c->fwd_of[n] && v.cls != BTF_CLASS_NONE)
			cast(c, votes, &v);
	}
}

static void cast_all(struct choosing *c, struct fwd *f, const struct fwd *votes, uint32_t times)
{
	for (uint32_t i = 0; i < votes->vote.n; i++) {
		struct vote v = votes->vote.v[i];

		v.count *= times;
		cast(c, f, &v);
	}
}

static void vote_at(struct choosing *c, uint32_t cls, uint32_t i)
{
	struct btf_merge *m = c->m;
	struct fwd votes = {0};
	bool counted = false;

	for (uint32_t at = c->begin[cls]; at < c->end[cls]; at++) {
		uint32_t n = behind(m, bw_btf_node_ref(m, m->order[at], i));
		struct fwd *f = n && c->fwd_of[n] ? &c->fwd.v[c->fwd_of[n] - 1] : NULL;

		if (!f || !f->open)
			continue;
		if (!counted)
			place_votes(c, cls, i, &votes);
		counted = true;
		cast_all(c, f, &votes, m->node[m->order[at]].weight);
	}
}

static void vote_all(struct choosing *c)
{
	struct btf_merge *m = c->m;

	for (uint32_t cls = 0; cls < c->classes; cls++) {
		enum bw_btf_kind k = bw_btf_node_kind_nr(m, m->first[cls]);

		if (c->end[cls] - c->begin[cls] < 2 || k == BW_BTF_PTR || k == BW_BTF_ARRAY ||
		    bw_btf_is_mod(k))
			continue;
		for (uint32_t i = 0, refs = bw_btf_node_refs(m, m->first[cls]); i < refs; i++)
			vote_at(c, cls, i);
	}
}

/* Between equals the text decides, not who came first. */
static int text_order(struct choosing *c, uint32_t x, uint32_t y)
{
	struct btf_merge *m = c->m;
	struct bw_sb sx = bw_sb_in(c->tmp), sy = bw_sb_in(c->tmp);

	bw_btf_print_def(&sx, m->in[m->node[x].graph], (bw_tid){m->node[x].id});
	bw_btf_print_def(&sy, m->in[m->node[y].graph], (bw_tid){m->node[y].id});
	return strcmp(bw_sb_str(&sx), bw_sb_str(&sy));
}

static bool is_better(struct choosing *c, const struct vote *x, const struct vote *y)
{
	if (x->count != y->count)
		return x->count > y->count;
	return text_order(c, x->node, y->node) < 0;
}

static const struct vote *best_vote(struct choosing *c, const struct fwd *f)
{
	const struct vote *best = f->vote.n ? &f->vote.v[0] : NULL;

	for (uint32_t v = 1; v < f->vote.n; v++)
		if (is_better(c, &f->vote.v[v], best))
			best = &f->vote.v[v];
	return best;
}

/* All votes for declarations of a name together, by name. */
static struct fwd *total_votes(struct choosing *c)
{
	struct fwd *total = BW_NEW_ARRAY(c->tmp, struct fwd, c->fwd.n);
	uint32_t *of_name = BW_NEW_ARRAY(c->tmp, uint32_t, c->m->names_count);

	for (uint32_t i = 0; i < c->fwd.n; i++) {
		struct fwd *f = &c->fwd.v[i];
		uint32_t *first = &of_name[name_of(c->m, f->node)];

		if (!*first)
			*first = i + 1;
		f->total = *first - 1;
		for (uint32_t v = 0; v < f->vote.n; v++)
			cast(c, &total[f->total], &f->vote.v[v]);
	}
	return total;
}

static bool choose_open(struct choosing *c)
{
	struct btf_merge *m = c->m;
	bool changed = false;
	struct fwd *total;

	vote_all(c);
	total = total_votes(c);
	for (uint32_t i = 0; i < c->fwd.n; i++) {
		struct fwd *f = &c->fwd.v[i];
		const struct vote *best = f->open ? best_vote(c, f) : NULL;

		if (f->open && !best)
			best = best_vote(c, &total[f->total]);
		if (!best || tag_of(m, best->node) != tag_of(m, f->node))
			continue;
		assert(m->to[best->node] == best->node);
		changed |= m->to[f->node] != best->node;
		m->to[f->node] = best->node;
	}
	return changed;
}

/* ---- all of it ---- */

static void keep_classes(struct choosing *c)
{
	struct btf_merge *m = c->m;

	c->classes = m->class_count;
	c->cls = bw_memdup(c->tmp, m->cls, m->node_count * sizeof(*m->cls));
	c->begin = bw_memdup(c->tmp, m->begin, m->class_count * sizeof(*m->begin));
	c->end = bw_memdup(c->tmp, m->end, m->class_count * sizeof(*m->end));
}

static void restore_classes(struct choosing *c)
{
	struct btf_merge *m = c->m;

	assert(m->class_count >= c->classes);
	m->class_count = c->classes;
	memcpy(m->cls, c->cls, m->node_count * sizeof(*m->cls));
	memcpy(m->begin, c->begin, m->class_count * sizeof(*m->begin));
	memcpy(m->end, c->end, m->class_count * sizeof(*m->end));
}

bool bw_btf_merge_fwds(struct btf_merge *m)
{
	struct choosing c = {.m = m, .tmp = bw_arena_child(m->scratch)};
	bool all_known;
	uint32_t open;

	keep_classes(&c);
	find_fwds(&c, m->names_count);
	if (c.fwd.n) {
		find_definitions(&c);
		choose_obvious(&c);
	}
	bw_btf_merge_split(m);
	open = find_open(&c, &all_known);
	if (open && all_known && choose_open(&c)) {
		restore_classes(&c);
		bw_btf_merge_split(m);
	}
	bw_arena_deinit(c.tmp);
	return all_known;
}
