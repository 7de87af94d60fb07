/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map definitions as types: each attribute is a member. A number is the length of an
 * array behind a pointer, or the value of an enum; a type is what a pointer points
 * to; `values` is an array of pointers.
 *
 * All attributes agree, and what is not given is 0. A declaration may leave to the
 * definition what has no default, as `extern int t[]` leaves the length; without `type`
 * it is one for its key and value only, and leaves all else. Of a key or value, a size
 * agrees with a type of that size.
 */
#include "link/link_state.h"

#include "spec/spec.h"

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

static const struct bw_btf_member *member_named(const struct bw_btf *b, bw_tid map,
						const char *name)
{
	return member_find(b, map, bw_names_find(b->names, name, strlen(name)));
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

static const char *number_text(const struct link_types_cmp *c, const char *path, bool has,
			       uint64_t n)
{
	bool is_type = strcmp(path, "type") == 0;
	const char *name = is_type && n <= UINT32_MAX ? bw_map_type_name((uint32_t)n) : NULL;

	if (!has)
		return "not given";
	return name ? name : bw_printf(c->arena, "%llu", (unsigned long long)n);
}

static bool maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, bool is_inner,
		       struct link_difference *ret);

/* What a pointer member names. */
static bw_tid pointee(const struct bw_btf *b, bw_tid t)
{
	return bw_btf_kind(b, t) == BW_BTF_PTR ? bw_btf_ref(b, t) : t;
}

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
	if (c->libbpf && strcmp(path, "map_extra") == 0) /* map_defs_match(), libbpf 1.5 */
		return true;
	if ((is_x || !x) && (is_y || !y)) /* what is not given is 0 */
		return nx == ny || differ(path, number_text(c, path, is_x, nx),
					  number_text(c, path, is_y, ny), ret);
	if (!x || !y)
		return differ(path, x ? "given" : "not given", y ? "given" : "not given", ret);
	ex = values_elem(c->btf, x->type);
	ey = values_elem(c->btf, y->type);
	if (c->libbpf && ex.i && ey.i && bw_btf_kind(c->btf, ex) == BW_BTF_FUNC_PROTO &&
	    bw_btf_kind(c->btf, ey) == BW_BTF_FUNC_PROTO)
		return true;
	if (!is_inner && bw_btf_kind(c->btf, ex) == BW_BTF_STRUCT &&
	    bw_btf_kind(c->btf, ey) == BW_BTF_STRUCT) {
		if (maps_agree(c, ex, ey, true, ret))
			return true;
		ret->path = bw_printf(c->arena, "%s -> %s", path, ret->path);
		return false;
	}
	if (ex.i && ey.i)
		return link_types_agree(c, ex, ey, path, ret);
	return link_types_agree(c, pointee(c->btf, x->type), pointee(c->btf, y->type), path, ret);
}

/* What a definition says of its key or value. */
struct extent {
	bw_tid type; /* BW_VOID: not said */
	uint64_t bytes;
	bool has_bytes;
};

static struct extent extent_of(const struct bw_btf *b, bw_tid map, const char *type,
			       const char *size)
{
	struct extent e = {0};
	const struct bw_btf_member *m = member_named(b, map, size);
	uint32_t bytes = 0;

	e.has_bytes = m && link_map_number(b, m->type, &e.bytes);
	m = member_named(b, map, type);
	if (!m || bw_btf_kind(b, bw_btf_resolve(b, m->type)) != BW_BTF_PTR)
		return e;
	e.type = bw_btf_ref(b, bw_btf_resolve(b, m->type));
	if (!e.has_bytes)
		e.has_bytes = bw_btf_sizeof(b, e.type, &bytes);
	if (e.has_bytes && !e.bytes)
		e.bytes = bytes;
	return e;
}

/* One side has a type and the other no more than a size: do the sizes agree? */
static bool extents_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, const char *type,
			  const char *size, bool *ret_done, struct link_difference *ret)
{
	struct extent ex = extent_of(c->btf, x, type, size), ey = extent_of(c->btf, y, type, size);

	*ret_done = !ex.type.i != !ey.type.i && ex.has_bytes && ey.has_bytes;
	if (!*ret_done || ex.bytes == ey.bytes)
		return true;
	return differ(size, number_text(c, size, true, ex.bytes),
		      number_text(c, size, true, ey.bytes), ret);
}

/* Does this declaration leave an attribute that it does not give to the definition? */
static bool is_left(const struct bw_btf *b, bw_tid map, const char *name)
{
	static const char *const no_default[] = {"max_entries", "key",	      "key_size",
						 "value",	"value_size", "values"};

	for (size_t i = 0; i < BW_COUNT(no_default); i++)
		if (strcmp(name, no_default[i]) == 0)
			return true;
	return !member_named(b, map, "type");
}

/* The attributes of x and those that only y has; not those in skip. */
static bool attributes_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, bool is_inner,
			     const bool skip[2], struct link_difference *ret)
{
	const struct bw_btf *b = c->btf;

	for (uint32_t i = 0; i < bw_btf_vlen(b, x) + bw_btf_vlen(b, y); i++) {
		bool in_x = i < bw_btf_vlen(b, x);
		const struct bw_btf_member *m =
		    in_x ? &bw_btf_members(b, x)[i] : &bw_btf_members(b, y)[i - bw_btf_vlen(b, x)];
		const struct bw_btf_member *other = member_find(b, in_x ? y : x, m->name);
		const char *name = bw_str(b->names, m->name);
		bool is_declared = !is_inner && !(in_x ? c->y_defined : c->x_defined);

		if (!other && is_declared && is_left(b, in_x ? y : x, name))
			continue;
		if ((!in_x && other) ||
		    (skip[0] && (strcmp(name, "key") == 0 || strcmp(name, "key_size") == 0)) ||
		    (skip[1] && (strcmp(name, "value") == 0 || strcmp(name, "value_size") == 0)))
			continue;
		if (!attribute_agrees(c, name, in_x ? m : other, in_x ? other : m, is_inner, ret))
			return false;
	}
	return true;
}

/* The template inside a template is compared as any struct: maps nest one level. */
static bool maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, bool is_inner,
		       struct link_difference *ret)
{
	const struct bw_btf *b = c->btf;
	bool skip[2]; /* key, value: compared by size */

	x = bw_btf_resolve(b, x);
	y = bw_btf_resolve(b, y);
	if (x.i == y.i)
		return true;
	if (bw_btf_kind(b, x) != BW_BTF_STRUCT || bw_btf_kind(b, y) != BW_BTF_STRUCT ||
	    bw_btf_vlen(b, x) > MEMBERS_MAX || bw_btf_vlen(b, y) > MEMBERS_MAX)
		return link_types_agree(c, x, y, "definition", ret);
	return extents_agree(c, x, y, "key", "key_size", &skip[0], ret) &&
	       extents_agree(c, x, y, "value", "value_size", &skip[1], ret) &&
	       attributes_agree(c, x, y, is_inner, skip, ret);
}

bool link_maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y,
		     struct link_difference *ret)
{
	return maps_agree(c, x, y, false, ret);
}
