/* SPDX-License-Identifier: BSD-2-Clause */
/* Merging graphs: set up, then number and write what is left. See btf_merge.h. */
#include "btf/btf_merge.h"

/* Times to start again; after that all declared names count as contested. */
#define PASSES_MAX 3u

static struct btf_merge merge_init(struct bw_arena *scratch, const struct bw_names *names,
				   const struct bw_btf *const *in, uint32_t in_count, bw_tid **maps)
{
	return (struct btf_merge){
	    .scratch = scratch,
	    .in = in,
	    .in_count = in_count,
	    .names_count = bw_names_count(names),
	    .contested = BW_NEW_ARRAY(scratch, uint8_t, bw_names_count(names)),
	    .maps = maps,
	};
}

/* Members of each class side by side, in order of appearance; all are definitions. */
static void gather(struct btf_merge *m)
{
	size_t bytes = m->node_count * sizeof(uint32_t);
	uint32_t at = 0;

	m->to = bw_alloc_raw(m->scratch, bytes);
	m->order = bw_alloc_raw(m->scratch, bytes);
	m->pos = bw_alloc_raw(m->scratch, bytes);
	m->begin = bw_alloc(m->scratch, bytes);
	m->end = bw_alloc(m->scratch, bytes);
	m->to[0] = 0;
	for (uint32_t n = 1; n < m->node_count; n++) {
		m->to[n] = n;
		m->end[m->cls[n]]++;
	}
	for (uint32_t c = 0; c < m->class_count; c++) {
		m->begin[c] = at;
		at += m->end[c];
		m->end[c] = m->begin[c];
	}
	for (uint32_t n = 1; n < m->node_count; n++) {
		assert(m->end[m->cls[n]] < at);
		m->pos[n] = m->end[m->cls[n]]++;
		m->order[m->pos[n]] = n;
	}
}

/* ---- the result ---- */

struct writing {
	const struct btf_merge *m;
	struct bw_btf *out;
	uint32_t *id; /* by class: id in the result */
};

static bool is_written(const struct btf_merge *m, uint32_t n)
{
	return m->to[n] == n;
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
		to[bw_btf_ref_at(bw_btf_node_kind(w->m, n), i)] =
		    id_of(w, bw_btf_node_ref(w->m, n, i));
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

/* Nodes become ids of the result. */
static void write_maps(const struct writing *w)
{
	for (uint32_t i = 0; i < w->m->in_count; i++)
		for (uint32_t id = 1; id < w->m->in[i]->count; id++)
			w->m->maps[i][id].i = id_of(w, w->m->maps[i][id].i);
}

/* Steps 1 to 4, until nothing is learned about contested names. */
static void classify(struct btf_merge *m)
{
	struct btf_merge start = *m;

	for (uint32_t pass = 1;; pass++) {
		m->scratch = bw_arena_child(start.scratch);
		bw_btf_merge_collect(m);
		gather(m);
		if (bw_btf_merge_fwds(m))
			break;
		bw_arena_deinit(m->scratch);
		*m = start;
		m->all_contested = pass == PASSES_MAX;
	}
}

void bw_btf_merge(struct bw_arena *a, struct bw_names *names, const struct bw_btf *const *in,
		  uint32_t in_count, struct bw_btf **ret, bw_tid **ret_maps)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct btf_merge m = merge_init(scratch, names, in, in_count, ret_maps);
	struct writing w = {.m = &m, .out = bw_btf_create(a, names)};

	for (uint32_t i = 0; i < in_count; i++) {
		assert(in[i]->names == names);
		ret_maps[i] = bw_alloc_raw(a, in[i]->count * sizeof(**ret_maps));
	}
	classify(&m);
	w.id = BW_NEW_ARRAY(scratch, uint32_t, m.class_count);
	number_classes(&w);
	write_nodes(&w);
	write_maps(&w);
	*ret = w.out;
	bw_arena_deinit(scratch);
}
