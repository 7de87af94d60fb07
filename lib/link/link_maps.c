/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map definitions as types: each attribute is a member. A number is the length of an
 * array behind a pointer, or the value of an enum; a type is what a pointer points
 * to; `values` is an array of pointers.
 */
#include "link/link_state.h"

/* More members than any map has: compared as a plain struct. */
#define MEMBERS_MAX 256u

bool link_map_number(const struct bw_btf *b, bw_tid member_type, uint64_t *ret)
{
	bw_tid t = bw_btf_resolve(b, member_type);

	if (bw_btf_kind(b, t) == BW_BTF_ENUM && bw_btf_vlen(b, t) == 1) {
		*ret = bw_btf_enums(b, t)[0].value;
		return true;
	}
	if (bw_btf_kind(b, t) == BW_BTF_ENUM64 && bw_btf_vlen(b, t) == 1) {
		*ret = bw_btf_enums64(b, t)[0].lo | (uint64_t)bw_btf_enums64(b, t)[0].hi << 32;
		return true;
	}
	if (bw_btf_kind(b, t) != BW_BTF_PTR)
		return false;
	t = bw_btf_ref(b, t);
	if (bw_btf_kind(b, t) != BW_BTF_ARRAY)
		return false;
	*ret = bw_btf_array(b, t)->n;
	return true;
}

static const struct bw_btf_member *member_find(const struct bw_btf *b, bw_tid map, bw_sym name)
{
	for (uint32_t i = 0; i < bw_btf_vlen(b, map); i++)
		if (bw_sym_eq(bw_btf_members(b, map)[i].name, name))
			return &bw_btf_members(b, map)[i];
	return NULL;
}

bool link_map_attribute(const struct bw_btf *b, bw_tid map_type, bw_sym name, uint64_t *ret)
{
	bw_tid t = bw_btf_resolve(b, map_type);
	const struct bw_btf_member *m;

	if (bw_btf_kind(b, t) != BW_BTF_STRUCT)
		return false;
	m = member_find(b, t, name);
	return m && link_map_number(b, m->type, ret);
}

static bool differ(const char *path, const char *x, const char *y, struct link_difference *ret)
{
	*ret = (struct link_difference){.path = path, .x = x, .y = y};
	return false;
}

/* What each element of `values` points to, or BW_VOID. */
static bw_tid values_elem(const struct bw_btf *b, bw_tid t)
{
	t = bw_btf_resolve(b, t);
	if (bw_btf_kind(b, t) != BW_BTF_ARRAY)
		return BW_VOID;
	t = bw_btf_resolve(b, bw_btf_array(b, t)->elem);
	return bw_btf_kind(b, t) == BW_BTF_PTR ? bw_btf_resolve(b, bw_btf_ref(b, t)) : BW_VOID;
}

static const char *number_text(const struct link_types_cmp *c, bool has, uint64_t n)
{
	return has ? bw_printf(c->arena, "%llu", (unsigned long long)n) : "not given";
}

static bool maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, bool is_inner,
		       struct link_difference *ret);

/* The attribute `path` of both; a side without it has NULL. */
static bool attribute_agrees(const struct link_types_cmp *c, const char *path,
			     const struct bw_btf_member *x, const struct bw_btf_member *y,
			     bool is_inner, struct link_difference *ret)
{
	uint64_t nx = 0, ny = 0;
	bool is_x = x && link_map_number(c->btf, x->type, &nx);
	bool is_y = y && link_map_number(c->btf, y->type, &ny);
	bw_tid ex, ey;

	if (x && y && x->type.i == y->type.i)
		return true;
	if ((is_x || !x) && (is_y || !y)) /* what is not given is 0 */
		return nx == ny ||
		       differ(path, number_text(c, is_x, nx), number_text(c, is_y, ny), ret);
	if (!x || !y)
		return differ(path, x ? "given" : "not given", y ? "given" : "not given", ret);
	ex = values_elem(c->btf, x->type);
	ey = values_elem(c->btf, y->type);
	if (!is_inner && bw_btf_kind(c->btf, ex) == BW_BTF_STRUCT &&
	    bw_btf_kind(c->btf, ey) == BW_BTF_STRUCT) {
		if (maps_agree(c, ex, ey, true, ret))
			return true;
		ret->path = bw_printf(c->arena, "%s -> %s", path, ret->path);
		return false;
	}
	return ex.i && ey.i ? link_types_agree(c, ex, ey, path, ret)
			    : link_types_agree(c, x->type, y->type, path, ret);
}

/* The template inside a template is compared as any struct: maps nest one level. */
static bool maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, bool is_inner,
		       struct link_difference *ret)
{
	const struct bw_btf *b = c->btf;

	x = bw_btf_resolve(b, x);
	y = bw_btf_resolve(b, y);
	if (x.i == y.i)
		return true;
	if (bw_btf_kind(b, x) != BW_BTF_STRUCT || bw_btf_kind(b, y) != BW_BTF_STRUCT ||
	    bw_btf_vlen(b, x) > MEMBERS_MAX || bw_btf_vlen(b, y) > MEMBERS_MAX)
		return link_types_agree(c, x, y, "definition", ret);
	for (uint32_t i = 0; i < bw_btf_vlen(b, x); i++) {
		const struct bw_btf_member *m = &bw_btf_members(b, x)[i];

		if (!attribute_agrees(c, bw_str(b->names, m->name), m, member_find(b, y, m->name),
				      is_inner, ret))
			return false;
	}
	for (uint32_t i = 0; i < bw_btf_vlen(b, y); i++) {
		const struct bw_btf_member *m = &bw_btf_members(b, y)[i];

		if (!member_find(b, x, m->name) &&
		    !attribute_agrees(c, bw_str(b->names, m->name), NULL, m, is_inner, ret))
			return false;
	}
	return true;
}

bool link_maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y,
		     struct link_difference *ret)
{
	return maps_agree(c, x, y, false, ret);
}
