/* SPDX-License-Identifier: BSD-2-Clause */
/* Merging graphs: set up, then number and write what is left. See btf_merge.h. */
#include "btf/btf_merge.h"

static uint32_t count_nodes(const struct bw_btf *const *in, uint32_t n)
{
	uint64_t nodes = 1;

	for (uint32_t i = 0; i < n; i++)
		nodes += in[i]->count - 1;
	assert(nodes < UINT32_MAX);
	return (uint32_t)nodes;
}

static void number_nodes(struct btf_merge *m)
{
	uint32_t n = 1;

	for (uint32_t i = 0; i < m->in_count; i++) {
		const struct bw_btf *b = m->in[i];

		assert(b->names == m->in[0]->names);
		for (uint32_t id = 1; id < b->count; id++)
			m->node[n + id - 1] =
			    (struct btf_node){b->word.v + b->first_word.v[id], n - 1, i};
		n += b->count - 1;
	}
	assert(n == m->node_count);
}

static struct btf_merge merge_init(struct bw_arena *scratch, const struct bw_btf *const *in,
				   uint32_t in_count)
{
	struct btf_merge m = {.scratch = scratch, .in = in, .in_count = in_count};
	size_t bytes;

	m.node_count = count_nodes(in, in_count);
	bytes = m.node_count * sizeof(uint32_t);
	m.node = BW_NEW_ARRAY(scratch, struct btf_node, m.node_count);
	m.to = bw_alloc_raw(scratch, bytes);
	m.cls = bw_alloc_raw(scratch, bytes);
	m.first = bw_alloc_raw(scratch, bytes);
	m.order = bw_alloc_raw(scratch, bytes);
	m.pos = bw_alloc_raw(scratch, bytes);
	m.begin = bw_alloc(scratch, bytes);
	m.end = bw_alloc(scratch, bytes);
	for (uint32_t n = 0; n < m.node_count; n++)
		m.to[n] = n;
	m.cls[0] = BTF_CLASS_NONE;
	number_nodes(&m);
	return m;
}

/* ---- the result ---- */

struct writing {
	const struct btf_merge *m;
	struct bw_btf *out;
	uint32_t *id; /* by class: id in the result */
};

static bool is_written(const struct btf_merge *m, uint32_t n)
{
	return m->cls[n] != BTF_CLASS_NONE && m->to[n] == n;
}

static uint32_t id_of(const struct writing *w, uint32_t n)
{
	uint32_t c = w->m->cls[w->m->to[n]];

	return c == BTF_CLASS_NONE ? 0 : w->id[c];
}

static uint32_t node_words(const struct btf_merge *m, uint32_t n)
{
	const struct btf_kind *k = bw_btf_node_kind(m, n);

	return BTF_HEADER_WORDS + bw_btf_tail_words(k, bw_btf_entries(k, m->node[n].w[1]));
}

/* The first of each class gets the next id; makes exact room. */
static void number_classes(struct writing *w)
{
	const struct btf_merge *m = w->m;
	struct bw_btf *b = w->out;
	uint32_t words = 0, count = 1;

	for (uint32_t n = 1; n < m->node_count; n++) {
		if (!is_written(m, n) || w->id[m->cls[n]])
			continue;
		w->id[m->cls[n]] = count++;
		words += node_words(m, n);
	}
	b->first_word.v = bw_alloc_raw(b->arena, count * sizeof(uint32_t));
	b->first_word.n = b->first_word.cap = count;
	b->first_word.v[0] = 0;
	b->word.v = bw_alloc_raw(b->arena, words * sizeof(uint32_t));
	b->word.cap = words;
}

static void write_node(struct writing *w, uint32_t n)
{
	struct bw_btf *b = w->out;
	uint32_t words = node_words(w->m, n), *to = b->word.v + b->word.n;

	memcpy(to, w->m->node[n].w, words * sizeof(*to));
	for (uint32_t i = 0, refs = bw_btf_node_refs(w->m, n); i < refs; i++) {
		uint32_t ref = bw_btf_node_ref(w->m, n, i);

		to[bw_btf_ref_at(bw_btf_node_kind(w->m, n), i)] = ref ? id_of(w, ref) : 0;
	}
	b->first_word.v[b->count++] = b->word.n;
	b->word.n += words;
}

static void write_nodes(struct writing *w)
{
	const struct btf_merge *m = w->m;

	for (uint32_t n = 1; n < m->node_count; n++)
		if (is_written(m, n) && w->id[m->cls[n]] == w->out->count)
			write_node(w, n);
	assert(w->out->count == w->out->first_word.n && w->out->word.n == w->out->word.cap);
}

static void write_maps(const struct writing *w, struct bw_arena *a, bw_tid **ret_maps)
{
	uint32_t n = 1;

	for (uint32_t i = 0; i < w->m->in_count; i++) {
		uint32_t count = w->m->in[i]->count;

		ret_maps[i] = bw_alloc_raw(a, count * sizeof(**ret_maps));
		ret_maps[i][0] = BW_VOID;
		for (uint32_t id = 1; id < count; id++)
			ret_maps[i][id] = (bw_tid){id_of(w, n++)};
	}
}

void bw_btf_merge(struct bw_arena *a, struct bw_names *names, const struct bw_btf *const *in,
		  uint32_t in_count, struct bw_btf **ret, bw_tid **ret_maps)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct btf_merge m = merge_init(scratch, in, in_count);
	struct writing w = {.m = &m, .out = bw_btf_create(a, names)};

	assert(in_count == 0 || in[0]->names == names);
	if (in_count) {
		bw_btf_merge_classes(&m);
		bw_btf_merge_fwds(&m);
	}
	w.id = BW_NEW_ARRAY(scratch, uint32_t, m.class_count);
	number_classes(&w);
	write_nodes(&w);
	write_maps(&w, a, ret_maps);
	*ret = w.out;
	bw_arena_deinit(scratch);
}
