/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of a graph under an ABI. All recursion is bounded by B5 of btf.h. */
#include "abi/abi_parts.h"

static struct abi_seen *seen_slot(struct abi_walk *w, uint32_t tid)
{
	uint32_t i = tid * 2654435761u;

	while (w->seen[i &= w->seen_cap - 1].tid && w->seen[i].tid != tid)
		i++;
	return &w->seen[i];
}

static void seen_grow(struct abi_walk *w)
{
	struct abi_seen *old = w->seen;
	uint32_t n = w->seen_cap;

	w->seen_cap = n ? n * 2 : 16;
	w->seen = BW_NEW_ARRAY(w->arena, struct abi_seen, w->seen_cap);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].tid)
			*seen_slot(w, old[i].tid) = old[i];
}

struct abi_shape *abi_shape_of(struct abi_walk *w, bw_tid t)
{
	struct abi_shape *s;

	if (w->seen_cap && (s = seen_slot(w, t.i)->shape))
		return s;
	s = BW_NEW(w->arena, struct abi_shape);
	abi_infer(w, t, s);
	if (w->seen_n * 2 >= w->seen_cap)
		seen_grow(w);
	*seen_slot(w, t.i) = (struct abi_seen){t.i, s};
	w->seen_n++;
	return s;
}

static bool composite(struct abi_walk *w, const struct bw_abi *abi, bw_tid t, struct abi_part *ret)
{
	struct abi_shape *s = abi_shape_of(w, t);

	if (abi == &bw_abi_source) {
		*ret = (struct abi_part){.size_bits = bw_btf_size_word(w->b, t) * 8ull,
					 .align_bytes = s->source_align_bytes};
		return true;
	}
	if (s->state == ABI_UNPLACED)
		abi_place(w, t, s);
	*ret = (struct abi_part){.size_bits = s->size_bits, .align_bytes = s->align_bytes};
	return s->state == ABI_PLACED;
}

static bool array(struct abi_walk *w, const struct bw_abi *abi, bw_tid t, struct abi_part *ret)
{
	const struct bw_btf_array *x = bw_btf_array(w->b, t);

	if (!abi_part_of(w, abi, x->elem, ret) ||
	    __builtin_mul_overflow(ret->size_bits, (uint64_t)x->n, &ret->size_bits))
		return false;
	return ret->size_bits / 8 <= UINT32_MAX;
}

/* A typedef whose name says how wide or how aligned its type is. */
static bool renamed(struct abi_walk *w, const struct bw_abi *abi, bw_tid t, struct abi_part *ret)
{
	const char *name = bw_btf_str(w->b, t);
	uint32_t align = abi_named_align(name), bytes = 0;

	if (!abi_part_of(w, abi, bw_btf_ref(w->b, t), ret))
		return false;
	if (abi != &bw_abi_source && bw_btf_sizeof(w->b, t, &bytes))
		bytes = abi_typedef_bytes(abi, name, bytes);
	if (abi != &bw_abi_source && bytes)
		*ret = (struct abi_part){bytes * 8ull,
					 bytes < abi->cap_bytes ? bytes : abi->cap_bytes, 0};
	if (align > ret->align_bytes && abi->lang != ABI_LANG_GO)
		ret->align_bytes = align;
	return true;
}

bool abi_part_of(struct abi_walk *w, const struct bw_abi *abi, bw_tid t, struct abi_part *ret)
{
	t = bw_btf_skip_mods(w->b, t);
	switch (bw_btf_kind(w->b, t)) {
	case BW_BTF_TYPEDEF:
		return renamed(w, abi, t, ret);
	case BW_BTF_VAR:
		return abi_part_of(w, abi, bw_btf_ref(w->b, t), ret);
	case BW_BTF_ARRAY:
		return array(w, abi, t, ret);
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return composite(w, abi, t, ret);
	default:
		return abi_scalar(abi, w->b, t, ret);
	}
}

static bool shape_size(void *arg, bw_tid t, uint32_t *ret_bytes)
{
	struct abi_walk *w = arg;
	struct abi_part p;

	if (!abi_part_of(w, w->abi, t, &p) || p.size_bits / 8 > UINT32_MAX)
		return false;
	*ret_bytes = (uint32_t)(p.size_bits / 8);
	return true;
}

static uint32_t shape_align(void *arg, bw_tid t)
{
	struct abi_walk *w = arg;
	struct abi_part p = {.align_bytes = 1};
	bool sized = abi_part_of(w, w->abi, t, &p);

	assert(sized);
	(void)sized;
	return p.align_bytes;
}

static uint64_t shape_member(void *arg, bw_tid t, uint32_t i)
{
	struct abi_walk *w = arg;
	struct abi_shape *s = abi_shape_of(w, t);

	assert(s->state == ABI_PLACED);
	return s->off_bits[i];
}

bool bw_abi_layout(struct bw_arena *a, const struct bw_abi *abi, const struct bw_btf *b, bw_tid t,
		   struct bw_layout *ret)
{
	struct abi_walk w = {.arena = a, .b = b, .abi = abi};
	struct bw_btf_shape shape = {&w, shape_size, shape_align, shape_member};

	return bw_btf_layout_as(a, b, t, &shape, ret);
}
