/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * btf_merge - one graph out of many, in three steps.
 *
 *  1  btf_merge_class.c  Types of all inputs fall into classes by what they say
 *                        themselves and the names of what they refer to.
 *  2  btf_merge_fwd.c    Forward declarations get the definition they stand for.
 *  3  btf_merge_split.c  Classes split until all members of one refer to the same
 *                        classes: then its members are equal in all they lead to,
 *                        cycles included. Nothing coarser has this property, so
 *                        nothing is left twice.
 *
 * Step 3 is partition refinement as in minimising automata (Hopcroft 1971): a type
 * moves only with the smaller part of its class, hence at most log n times.
 *
 * Invariants  M1  A node is a type of an input: node = base of the graph + id, so
 *                 nodes count in order of appearance; node 0 is void.
 *             M2  Members of one class have the same words apart from type ids.
 */
#ifndef BW_BTF_MERGE_H
#define BW_BTF_MERGE_H

#include "btf/btf_kinds.h"

#define BTF_CLASS_NONE UINT32_MAX /* of what is not merged */

struct btf_node {
	const uint32_t *w; /* its record; NULL for void */
	uint32_t base;	   /* add to an id of the same graph for its node */
	uint32_t graph;
};

struct btf_merge {
	struct bw_arena *scratch;
	const struct bw_btf *const *in;
	uint32_t in_count;
	uint32_t node_count;
	struct btf_node *node;
	uint32_t *to;  /* by node: itself, or the definition a declaration stands for */
	uint32_t *cls; /* by node: its class */
	uint32_t class_count;
	uint32_t *first; /* by class of step 1: a member */
	/* Members by class: order[begin[c]..end[c]). */
	uint32_t *order, *pos;
	uint32_t *begin, *end;
	/* Who refers to a node: by[by_first[n]..by_first[n + 1]). */
	uint32_t *by, *by_first;
};

static inline const struct btf_kind *bw_btf_node_kind(const struct btf_merge *m, uint32_t n)
{
	return &bw_btf_kinds[bw_btf_info_kind(m->node[n].w[1])];
}
static inline uint32_t bw_btf_node_refs(const struct btf_merge *m, uint32_t n)
{
	const struct btf_kind *k = bw_btf_node_kind(m, n);

	return bw_btf_ref_count(k, bw_btf_entries(k, m->node[n].w[1]));
}
/* The node that the i-th type id of node n names. */
static inline uint32_t bw_btf_node_ref(const struct btf_merge *m, uint32_t n, uint32_t i)
{
	uint32_t id = m->node[n].w[bw_btf_ref_at(bw_btf_node_kind(m, n), i)];

	return id ? m->node[n].base + id : 0;
}
static inline enum bw_btf_kind bw_btf_node_kind_nr(const struct btf_merge *m, uint32_t n)
{
	return n ? bw_btf_info_kind(m->node[n].w[1]) : BW_BTF_VOID;
}
/* A declaration of what is defined elsewhere: FWD, or an enum without values. */
static inline bool bw_btf_node_is_fwd(const struct btf_merge *m, uint32_t n)
{
	enum bw_btf_kind k = bw_btf_node_kind_nr(m, n);

	return k == BW_BTF_FWD ||
	       (bw_btf_is_enum(k) && !(m->node[n].w[1] & 0xffff) && m->node[n].w[0]);
}

/* Step 1: fills cls, class_count, first, order, pos, begin, end. */
void bw_btf_merge_classes(struct btf_merge *m);
/* Step 2: fills to. Calls step 3 where the choice depends on it. */
void bw_btf_merge_fwds(struct btf_merge *m);
/* Step 3: refines cls under the present to. */
void bw_btf_merge_split(struct btf_merge *m);

#endif
