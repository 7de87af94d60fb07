/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step 4 of merging: split classes until the members of each refer to the same
 * classes.
 *
 * A class is a range of order[]. When a node moves to another class, those that
 * refer to it become dirty: they gather at the front of their range. A class with
 * dirty members is looked at again: the clean ones still agree with each other and
 * differ from all dirty ones; the dirty ones are grouped by what they refer to now.
 * The largest group keeps the class, the others move.
 */
#include "btf/btf_merge.h"

struct signature {
	uint64_t hash;
	uint32_t node;
};

struct splitting {
	struct btf_merge *m;
	uint32_t *dirty;	/* by class: how many at its front, or ALL */
	BW_VEC(uint32_t) queue; /* classes with dirty members */
	struct signature *sig;	/* of the class at hand */
	uint32_t *group_end;	/* in sig */
};

#define ALL UINT32_MAX

static inline uint32_t ref_class(const struct btf_merge *m, uint32_t n, uint32_t i)
{
	uint32_t to = bw_btf_node_ref(m, n, i);

	return m->cls[m->to[to]]; /* of void: BTF_CLASS_NONE */
}

static inline uint32_t id_class(const struct btf_merge *m, const struct btf_node *n, uint32_t id)
{
	return m->cls[m->to[n->map[id].i]];
}

/* Both are of one class, so of one shape. */
static bool refs_agree(const struct btf_merge *m, uint32_t x, uint32_t y)
{
	const struct btf_node *nx = &m->node[x], *ny = &m->node[y];
	const struct btf_kind *k = bw_btf_node_kind(m, x);
	uint32_t at = BTF_HEADER_WORDS + k->fixed.words + k->each.type_at;
	uint32_t n = k->each.types ? bw_btf_entries(k, nx->w[1]) : 0;

	for (uint32_t i = k->head_at, end = i + k->heads; i < end; i++)
		if (id_class(m, nx, nx->w[i]) != id_class(m, ny, ny->w[i]))
			return false;
	for (uint32_t i = 0; i < n; i++, at += k->each.words)
		if (id_class(m, nx, nx->w[at]) != id_class(m, ny, ny->w[at]))
			return false;
	return true;
}

static uint64_t refs_hash(const struct btf_merge *m, uint32_t n)
{
	uint64_t h = 0x9e3779b97f4a7c15u;

	for (uint32_t i = 0, refs = bw_btf_node_refs(m, n); i < refs; i++) {
		unsigned __int128 p =
		    (unsigned __int128)(h ^ ref_class(m, n, i)) * 0xd6e8feb86659fd93u;

		h = (uint64_t)p ^ (uint64_t)(p >> 64);
	}
	return h;
}

/* ---- who refers to a node ---- */

static void count_users(struct btf_merge *m)
{
	for (uint32_t n = 1; n < m->node_count; n++) {
		if (m->cls[n] == BTF_CLASS_NONE)
			continue;
		for (uint32_t i = 0, refs = bw_btf_node_refs(m, n); i < refs; i++)
			m->by_first[m->to[bw_btf_node_ref(m, n, i)] + 1]++;
	}
}

static void find_users(struct btf_merge *m)
{
	uint32_t *at;

	if (m->by)
		return;
	m->by_first = BW_NEW_ARRAY(m->scratch, uint32_t, m->node_count + 1ull);
	count_users(m);
	for (uint32_t n = 0; n < m->node_count; n++)
		m->by_first[n + 1] += m->by_first[n];
	m->by = bw_alloc_raw(m->scratch, m->by_first[m->node_count] * sizeof(*m->by));
	at = bw_memdup(m->scratch, m->by_first, m->node_count * sizeof(*at));
	for (uint32_t n = 1; n < m->node_count; n++) {
		if (m->cls[n] == BTF_CLASS_NONE)
			continue;
		for (uint32_t i = 0, refs = bw_btf_node_refs(m, n); i < refs; i++)
			m->by[at[m->to[bw_btf_node_ref(m, n, i)]]++] = n;
	}
}

static void place(struct btf_merge *m, uint32_t at, uint32_t n)
{
	m->order[at] = n;
	m->pos[n] = at;
}

static void mark_dirty(struct splitting *s, uint32_t n)
{
	struct btf_merge *m = s->m;
	uint32_t c = m->cls[n], front;

	if (s->dirty[c] == ALL)
		return;
	front = m->begin[c] + s->dirty[c];
	assert(front <= m->end[c] && m->pos[n] < m->end[c]);
	if (m->pos[n] < front)
		return;
	if (s->dirty[c]++ == 0)
		*bw_push(m->scratch, &s->queue) = c;
	place(m, m->pos[n], m->order[front]);
	place(m, front, n);
}

/* ---- splitting one class ---- */

static int signature_order(const void *a, const void *b)
{
	const struct signature *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

/* Bring the nodes that agree with sig[from] behind it; returns where they end.
 * The hash almost always decides alone. */
static uint32_t group_from(struct splitting *s, uint32_t from, uint32_t n)
{
	uint32_t end = from + 1;

	for (uint32_t i = end; i < n && s->sig[i].hash == s->sig[from].hash; i++) {
		if (refs_agree(s->m, s->sig[i].node, s->sig[from].node)) {
			struct signature x = s->sig[i];

			s->sig[i] = s->sig[end];
			s->sig[end++] = x;
		}
	}
	return end;
}

/* Group the first n members of the range by what they refer to, in sig, group_end
 * and order; returns the number of groups. */
static uint32_t group(struct splitting *s, uint32_t begin, uint32_t n)
{
	struct btf_merge *m = s->m;
	uint32_t groups = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t node = m->order[begin + i];

		s->sig[i] = (struct signature){refs_hash(m, node), node};
	}
	qsort(s->sig, n, sizeof(*s->sig), signature_order);
	for (uint32_t i = 0; i < n; i = s->group_end[groups++])
		s->group_end[groups] = group_from(s, i, n);
	for (uint32_t i = 0; i < n; i++)
		place(m, begin + i, s->sig[i].node);
	return groups;
}

/* Give order[begin..end) a class of its own. */
static void class_new(struct splitting *s, uint32_t begin, uint32_t end)
{
	struct btf_merge *m = s->m;
	uint32_t c = m->class_count++;

	assert(begin < end && c < m->node_count);
	m->begin[c] = begin;
	m->end[c] = end;
	s->dirty[c] = 0;
	for (uint32_t i = begin; i < end; i++)
		m->cls[m->order[i]] = c;
}

/* The nodes of sig[from..end) have moved. */
static void users_dirty(struct splitting *s, uint32_t from, uint32_t end)
{
	struct btf_merge *m = s->m;

	find_users(m);
	for (uint32_t i = from; i < end; i++) {
		uint32_t n = s->sig[i].node;

		for (uint32_t u = m->by_first[n]; u < m->by_first[n + 1]; u++)
			mark_dirty(s, m->by[u]);
	}
}

static uint32_t largest(const struct splitting *s, uint32_t groups)
{
	uint32_t best = 0, best_size = 0;

	for (uint32_t g = 0, from = 0; g < groups; from = s->group_end[g++]) {
		if (s->group_end[g] - from > best_size) {
			best_size = s->group_end[g] - from;
			best = g;
		}
	}
	return best;
}

static uint32_t group_size(const struct splitting *s, uint32_t g)
{
	return s->group_end[g] - (g ? s->group_end[g - 1] : 0);
}

/* Class c falls into groups, and clean ones behind them. keep is the group that
 * keeps c, or the number of groups: then the clean ones keep it. */
static void fall_apart(struct splitting *s, uint32_t c, uint32_t groups, uint32_t keep)
{
	struct btf_merge *m = s->m;
	uint32_t begin = m->begin[c], end = m->end[c], moved = s->group_end[groups - 1];
	uint32_t keep_from = keep ? s->group_end[keep - 1] : 0;
	uint32_t keep_end = keep < groups ? s->group_end[keep] : end - begin;

	assert(keep <= groups && keep_from < keep_end && begin + keep_end <= end);
	for (uint32_t g = 0, from = 0; g < groups; from = s->group_end[g++])
		if (g != keep)
			class_new(s, begin + from, begin + s->group_end[g]);
	m->begin[c] = begin + keep_from;
	m->end[c] = begin + keep_end;
	users_dirty(s, 0, keep_from);
	users_dirty(s, keep_end, moved);
}

static bool all_agree(const struct btf_merge *m, uint32_t c)
{
	uint32_t one = m->order[m->begin[c]];

	for (uint32_t i = m->begin[c] + 1; i < m->end[c]; i++)
		if (!refs_agree(m, one, m->order[i]))
			return false;
	return true;
}

/* The clean members behind the n dirty ones are to move: one more group. */
static uint32_t add_clean(struct splitting *s, uint32_t c, uint32_t n, uint32_t groups)
{
	const struct btf_merge *m = s->m;
	uint32_t size = m->end[c] - m->begin[c];

	for (uint32_t i = n; i < size; i++)
		s->sig[i].node = m->order[m->begin[c] + i];
	s->group_end[groups] = size;
	return groups + 1;
}

static void look_at(struct splitting *s, uint32_t c)
{
	struct btf_merge *m = s->m;
	uint32_t size = m->end[c] - m->begin[c];
	uint32_t n = s->dirty[c] < size ? s->dirty[c] : size, groups, keep;

	s->dirty[c] = 0;
	if (size < 2 || n == 0 || (n == size && all_agree(m, c)))
		return;
	groups = group(s, m->begin[c], n);
	assert(groups && s->group_end[groups - 1] == n);
	keep = largest(s, groups);
	if (size - n >= group_size(s, keep))
		keep = groups;
	else if (size > n)
		groups = add_clean(s, c, n, groups);
	if (groups > 1 || size > n)
		fall_apart(s, c, groups, keep);
}

static uint32_t largest_class(const struct btf_merge *m)
{
	uint32_t most = 1;

	for (uint32_t c = 0; c < m->class_count; c++)
		if (m->end[c] - m->begin[c] > most)
			most = m->end[c] - m->begin[c];
	return most;
}

void bw_btf_merge_split(struct btf_merge *m)
{
	struct bw_arena *tmp = bw_arena_child(m->scratch);
	struct splitting s = {.m = m};
	uint32_t classes = m->class_count, most = largest_class(m);

	m->by = NULL;
	s.dirty = bw_alloc_raw(tmp, m->node_count * sizeof(*s.dirty));
	s.sig = bw_alloc_raw(tmp, most * sizeof(*s.sig));
	s.group_end = bw_alloc_raw(tmp, most * sizeof(*s.group_end));
	memset(s.dirty, 0xff, classes * sizeof(*s.dirty));
	for (uint32_t c = 0; c < classes; c++)
		look_at(&s, c);
	for (uint32_t i = 0; i < s.queue.n; i++)
		look_at(&s, s.queue.v[i]);
	bw_arena_deinit(tmp);
}
