/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step 2 of merging: each input's types find their equals among the nodes.
 *
 * At first each type is put to the first node of its class. Then types whose
 * references are put elsewhere than the node's try the next node of their class, or
 * become new, until nothing changes: what is then still put to a node refers to what
 * the node refers to, all the way, cycles included. Children mostly have higher ids
 * than their users: going down the ids once settles nearly all.
 *
 * Declarations need care, for the same words may stand for different things in
 * different inputs. A declaration with a definition in its own object is that
 * definition from the start (rule 1 of step 3). One of a contested name, which has
 * several definitions over all inputs, is equal to no other input's, so that step 3
 * can vote for each of them.
 */
#include "btf/btf_merge.h"

#define IS_NEW UINT32_MAX
/* Nodes of its class that one type tries; what takes longer is new. */
#define TRIES_MAX 8u

/* The latest definition of a name in the graph at hand. */
struct own {
	uint32_t graph_next; /* graph + 1 */
	uint32_t id;
	bool ambiguous;
};

/* One of the types that were put to a node by where another is. */
struct user {
	uint32_t id, next;
};

struct collecting {
	struct btf_merge *m;
	struct bw_arena *tmp, *nodes;
	struct btf_classes *classes;
	BW_VEC(struct btf_node) node;
	/* of the graph at hand, by id */
	uint32_t graph;
	const struct bw_btf *b;
	bw_tid *map;
	uint32_t *cls;
	uint32_t *own_of; /* the definition that a declaration stands for; 0 none */
	uint8_t *tries, *queued;
	uint32_t *first_user; /* in user; 0 none */
	BW_VEC(uint32_t) fwd; /* all declarations */
	BW_VEC(uint32_t) queue;
	struct user *user; /* from 1 on */
	uint32_t user_count;
	struct own *own; /* by name */
};

/* ---- rule 1 ---- */

static void see_definition(struct collecting *c, uint32_t id, uint32_t name)
{
	struct own *o = &c->own[name];
	bool again = o->graph_next == c->graph + 1;

	o->ambiguous = again && (o->ambiguous || c->cls[o->id] != c->cls[id]);
	o->graph_next = c->graph + 1;
	o->id = id;
}

static uint32_t own_definition(const struct collecting *c, const uint32_t *w)
{
	const struct own *o = &c->own[w[0]];

	if (o->graph_next != c->graph + 1 || o->ambiguous ||
	    bw_btf_tag(bw_btf_record(c->b, (bw_tid){o->id})) != bw_btf_tag(w))
		return 0;
	return o->id;
}

static void find_own(struct collecting *c)
{
	memset(c->own_of, 0, c->b->count * sizeof(*c->own_of));
	c->fwd.n = 0;
	for (uint32_t id = 1; id < c->b->count; id++) {
		const uint32_t *w = bw_btf_record(c->b, (bw_tid){id});

		if (bw_btf_is_fwd(w))
			*bw_push(c->tmp, &c->fwd) = id;
		else if (bw_btf_is_definition(w))
			see_definition(c, id, w[0]);
	}
	for (uint32_t i = 0; i < c->fwd.n; i++) {
		uint32_t id = c->fwd.v[i];

		c->own_of[id] = own_definition(c, bw_btf_record(c->b, (bw_tid){id}));
	}
}

/* ---- finding equals ---- */

/* Does the node refer to what the type is put to? */
static bool fits(const struct collecting *c, const uint32_t *w, uint32_t n)
{
	const uint32_t *nw = c->node.v[n].w;
	const bw_tid *map = c->map, *nmap = c->node.v[n].map;
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(w[1])];
	uint32_t at = BTF_HEADER_WORDS + k->fixed.words + k->each.type_at;

	for (uint32_t i = k->head_at, end = i + k->heads; i < end; i++)
		if (map[w[i]].i != nmap[nw[i]].i)
			return false;
	if (!k->each.types)
		return true;
	for (uint32_t i = bw_btf_entries(k, w[1]); i; i--, at += k->each.words)
		if (map[w[at]].i != nmap[nw[at]].i)
			return false;
	return true;
}

static uint32_t try_others(struct collecting *c, const uint32_t *w, uint32_t id)
{
	uint32_t n = bw_btf_class(c->classes, c->cls[id])->head, seen = 0;

	if (++c->tries[id] > TRIES_MAX)
		return IS_NEW;
	for (; n && seen < TRIES_MAX; n = c->node.v[n].next, seen++)
		if (fits(c, w, n))
			return n;
	return IS_NEW;
}

/* Is the type put elsewhere than before, for what it refers to is? */
static bool is_moved(struct collecting *c, const uint32_t *w, uint32_t id)
{
	uint32_t own = c->own_of[id], was = c->map[id].i;

	if (own)
		c->map[id] = c->map[own]; /* a declaration goes with its definition */
	else if (was != 0 && was != IS_NEW && !fits(c, w, was))
		c->map[id].i = try_others(c, w, id);
	return c->map[id].i != was;
}

/* ---- who has to look again when a type is put elsewhere ---- */

static inline void user_add(struct collecting *c, uint32_t of, uint32_t id)
{
	c->user[++c->user_count] = (struct user){id, c->first_user[of]};
	c->first_user[of] = c->user_count;
}

/* The type looks again when one of those moves that it refers to. What is new stays so. */
static void users_add(struct collecting *c, const uint32_t *w, uint32_t id)
{
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(w[1])];
	uint32_t at = BTF_HEADER_WORDS + k->fixed.words + k->each.type_at;

	if (c->own_of[id]) {
		user_add(c, c->own_of[id], id);
		return;
	}
	if (c->map[id].i == 0 || c->map[id].i == IS_NEW)
		return;
	for (uint32_t i = k->head_at, end = i + k->heads; i < end; i++)
		user_add(c, w[i], id);
	for (uint32_t i = k->each.types ? bw_btf_entries(k, w[1]) : 0; i; i--, at += k->each.words)
		user_add(c, w[at], id);
}

static void queue_users(struct collecting *c, uint32_t of)
{
	for (uint32_t u = c->first_user[of]; u; u = c->user[u].next) {
		uint32_t id = c->user[u].id;

		if (c->queued[id] || (c->map[id].i == IS_NEW && !c->own_of[id]))
			continue;
		c->queued[id] = 1;
		*bw_push(c->tmp, &c->queue) = id;
	}
}

static void look(struct collecting *c, const uint32_t *w, uint32_t id)
{
	if (is_moved(c, w, id) && c->first_user[id])
		queue_users(c, id);
}

/* Users of what was put elsewhere look again, and so on. Each type moves a few times
 * at most (TRIES_MAX), so this ends. */
static void settle(struct collecting *c)
{
	for (uint32_t i = 0; i < c->queue.n; i++) {
		uint32_t id = c->queue.v[i];

		c->queued[id] = 0;
		look(c, bw_btf_record(c->b, (bw_tid){id}), id);
	}
}

static void guess_all(struct collecting *c)
{
	c->map[0] = BW_VOID;
	for (uint32_t id = 1; id < c->b->count; id++) {
		uint32_t cls = c->cls[id], head = 0;

		if (cls != BTF_CLASS_NONE)
			head = bw_btf_class(c->classes, cls)->head;
		c->map[id].i = cls == BTF_CLASS_NONE ? 0 : head ? head : IS_NEW;
	}
	for (uint32_t i = 0; i < c->fwd.n; i++) {
		uint32_t id = c->fwd.v[i], name = bw_btf_record(c->b, (bw_tid){id})[0];

		if (c->m->all_contested || c->m->contested[name])
			c->map[id].i = IS_NEW;
	}
}

static void find_equals(struct collecting *c)
{
	guess_all(c);
	memset(c->tries, 0, c->b->count);
	memset(c->queued, 0, c->b->count);
	memset(c->first_user, 0, c->b->count * sizeof(*c->first_user));
	c->user_count = 0;
	c->queue.n = 0;
	for (uint32_t id = c->b->count; --id;) {
		const uint32_t *w = bw_btf_record(c->b, (bw_tid){id});

		look(c, w, id);
		users_add(c, w, id);
	}
	settle(c);
}

static uint32_t node_add(struct collecting *c, uint32_t id)
{
	struct btf_class *k = bw_btf_class(c->classes, c->cls[id]);
	uint32_t n = c->node.n;

	*bw_push(c->nodes, &c->node) = (struct btf_node){.w = bw_btf_record(c->b, (bw_tid){id}),
							 .map = c->map,
							 .graph = c->graph,
							 .id = id,
							 .cls = c->cls[id]};
	if (k->tail)
		c->node.v[k->tail].next = n;
	else
		k->head = n;
	return k->tail = n;
}

static void add_new(struct collecting *c)
{
	for (uint32_t id = 1; id < c->b->count; id++) {
		if (c->own_of[id] || c->cls[id] == BTF_CLASS_NONE)
			continue;
		if (c->map[id].i == IS_NEW)
			c->map[id].i = node_add(c, id);
		c->node.v[c->map[id].i].weight++;
	}
	for (uint32_t i = 0; i < c->fwd.n; i++)
		if (c->own_of[c->fwd.v[i]])
			c->map[c->fwd.v[i]] = c->map[c->own_of[c->fwd.v[i]]];
}

/* ---- all of it ---- */

static uint32_t most_types(const struct btf_merge *m)
{
	uint32_t most = 1;

	for (uint32_t i = 0; i < m->in_count; i++)
		most = m->in[i]->count > most ? m->in[i]->count : most;
	return most;
}

/* Each type id in a record has a word of its own; a declaration with its definition
 * uses that instead. */
static uint32_t most_users(const struct btf_merge *m)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < m->in_count; i++)
		most = m->in[i]->word.n > most ? m->in[i]->word.n : most;
	return most;
}

static void collect_graph(struct collecting *c, uint32_t graph)
{
	c->graph = graph;
	c->b = c->m->in[graph];
	c->map = c->m->maps[graph];
	bw_btf_classes_of(c->classes, c->b, c->cls);
	find_own(c);
	find_equals(c);
	add_new(c);
}

static void collect_all(struct collecting *c)
{
	uint32_t most = most_types(c->m);

	c->classes = bw_btf_classes_create(c->tmp, most);
	c->cls = bw_alloc_raw(c->tmp, most * sizeof(*c->cls));
	c->own_of = bw_alloc_raw(c->tmp, most * sizeof(*c->own_of));
	c->tries = bw_alloc_raw(c->tmp, most);
	c->queued = bw_alloc_raw(c->tmp, most);
	c->first_user = bw_alloc_raw(c->tmp, most * sizeof(*c->first_user));
	c->user = bw_alloc_raw(c->tmp, (most_users(c->m) + 1ull) * sizeof(*c->user));
	c->own = BW_NEW_ARRAY(c->tmp, struct own, c->m->names_count);
	*bw_push(c->nodes, &c->node) = (struct btf_node){.cls = BTF_CLASS_NONE};
	for (uint32_t i = 0; i < c->m->in_count; i++)
		collect_graph(c, i);
}

/* What the later steps need; classes without nodes drop out. */
static void hand_over(struct collecting *c)
{
	struct btf_merge *m = c->m;
	uint32_t classes = bw_btf_class_count(c->classes), *number;

	number = bw_alloc_raw(c->tmp, classes * sizeof(*number));
	m->node_count = c->node.n;
	m->node = c->node.v;
	m->cls = bw_alloc_raw(m->scratch, m->node_count * sizeof(*m->cls));
	m->first = bw_alloc_raw(m->scratch, m->node_count * sizeof(*m->first));
	for (uint32_t i = 0; i < classes; i++) {
		number[i] = m->class_count;
		if (bw_btf_class(c->classes, i)->head)
			m->first[m->class_count++] = bw_btf_class(c->classes, i)->head;
	}
	m->cls[0] = BTF_CLASS_NONE;
	for (uint32_t n = 1; n < m->node_count; n++)
		m->cls[n] = number[m->node[n].cls];
}

void bw_btf_merge_collect(struct btf_merge *m)
{
	struct collecting c = {
	    .m = m, .tmp = bw_arena_child(m->scratch), .nodes = bw_arena_child(m->scratch)};

	collect_all(&c);
	hand_over(&c);
	bw_arena_deinit(c.tmp);
}
