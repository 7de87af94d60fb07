/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * btf_merge - one graph out of many, in four steps.
 *
 *  1  btf_merge_class.c    Types fall into classes by what they say themselves and
 *                          the names of what they refer to.
 *  2  btf_merge_collect.c  Input after input, a type that equals one of an earlier
 *                          input in all it leads to is put to it; what is left
 *                          becomes a node. Files of one project repeat the kernel's
 *                          types: few are left, and the other steps see only these.
 *  3  btf_merge_fwd.c      Forward declarations get the definition they stand for. Where
 *                          that takes a vote, steps 2 to 4 are done again, with the
 *                          declarations of each input apart.
 *  4  btf_merge_split.c    Classes split until all members of one refer to the same
 *                          classes: then its members are equal in all they lead to,
 *                          cycles included. Nothing coarser has this property, so
 *                          nothing is left twice, whatever step 2 overlooked.
 *
 * Step 4 is partition refinement as in minimising automata (Hopcroft 1971): a type
 * moves only with the smaller part of its class, hence at most log n times.
 *
 * Invariants  M1  Nodes count in order of appearance; node 0 is void, and stands for
 *                 what is not merged.
 *             M2  Members of one class have the same words apart from type ids.
 *             M3  While merging, maps[i][id] is the node of type id of input i.
 */
#ifndef BW_BTF_MERGE_H
#define BW_BTF_MERGE_H

#include "btf/btf_kinds.h"

#define BTF_CLASS_NONE UINT32_MAX /* of what is not merged */

struct btf_node {
	const uint32_t *w; /* its record; NULL for void */
	const bw_tid *map; /* nodes of the ids in it */
	uint32_t graph, id;
	uint32_t weight; /* types of the inputs it stands for */
	uint32_t cls;	 /* of step 1 */
	uint32_t next;	 /* the next node of this class; 0: the last */
};

/* A class of step 1. */
struct btf_class {
	const uint32_t *w;   /* the record of a member */
	uint32_t head, tail; /* its nodes; 0: none */
};

struct btf_merge {
	struct bw_arena *scratch;
	const struct bw_btf *const *in;
	uint32_t in_count;
	uint32_t names_count;
	uint8_t *contested; /* by name: its declarations are voted on, so none is like another */
	bool all_contested; /* as if all names were */
	bw_tid **maps;
	uint32_t node_count;
	struct btf_node *node;
	uint32_t *to;  /* by node: itself, or the definition a declaration stands for */
	uint32_t *cls; /* by node: its class */
	uint32_t class_count;
	uint32_t *first; /* by class of step 1: its first member */
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
	return m->node[n].map[m->node[n].w[bw_btf_ref_at(bw_btf_node_kind(m, n), i)]].i;
}
static inline enum bw_btf_kind bw_btf_node_kind_nr(const struct btf_merge *m, uint32_t n)
{
	return n ? bw_btf_info_kind(m->node[n].w[1]) : BW_BTF_VOID;
}

/* A declaration of what is defined elsewhere: FWD, or an enum without values. */
static inline bool bw_btf_is_fwd(const uint32_t *w)
{
	enum bw_btf_kind k = bw_btf_info_kind(w[1]);

	return k == BW_BTF_FWD || (bw_btf_is_enum(k) && !(w[1] & 0xffff) && w[0]);
}
/* What a declaration may stand for. */
static inline bool bw_btf_is_definition(const uint32_t *w)
{
	enum bw_btf_kind k = bw_btf_info_kind(w[1]);

	return w[0] && (bw_btf_is_composite(k) || bw_btf_is_enum(k)) && !bw_btf_is_fwd(w);
}
/* struct, union or enum: what a declaration and its definition share. */
static inline enum bw_btf_kind bw_btf_tag(const uint32_t *w)
{
	enum bw_btf_kind k = bw_btf_info_kind(w[1]);

	if (k == BW_BTF_FWD)
		return w[1] >> 31 ? BW_BTF_UNION : BW_BTF_STRUCT;
	return k == BW_BTF_ENUM64 ? BW_BTF_ENUM : k;
}

/* Step 1, one graph after the other. */
struct btf_classes;
struct btf_classes *bw_btf_classes_create(struct bw_arena *a, uint32_t types_max);
/* The class of each type of b, by id; BTF_CLASS_NONE for void and what is not merged.
 * Classes are numbered in order of appearance. */
void bw_btf_classes_of(struct btf_classes *c, const struct bw_btf *b, uint32_t *ret);
struct btf_class *bw_btf_class(struct btf_classes *c, uint32_t cls);
uint32_t bw_btf_class_count(const struct btf_classes *c);

/* Steps 1 and 2: fills maps, node, node_count, cls, class_count, first. */
void bw_btf_merge_collect(struct btf_merge *m);
/* Step 3: fills to. Calls step 4 where the choice depends on it. False if there are
 * names to vote on that were not known as contested: they are now, start again. */
bool bw_btf_merge_fwds(struct btf_merge *m);
/* Step 4: refines cls under the present to. */
void bw_btf_merge_split(struct btf_merge *m);

#endif
