/* SPDX-License-Identifier: BSD-2-Clause */
/* --bind: which type of a program is meant, said by the user. What it names must be there. */
#include "abicheck/abicheck_parts.h"

#define NEAR_MAX 4u

/* Of several types that may be a map's record, that of the binding's name. */
static bool is_record_of(struct bw_arena *a, const struct bw_abicheck_bind *b,
			 const struct item *it)
{
	const char *last = name_last(a, b->type);

	for (uint32_t i = 0; i < it->names.n; i++)
		if (name_match(a, it->names.v[i], last, NULL, 0) != NAME_OTHER)
			return true;
	return it->is_only_record;
}

static bool bind_is_for(struct bw_arena *a, const struct bw_abicheck_bind *b, const struct item *it)
{
	return strcmp(b->map, it->map) == 0 && b->is_key == (it->role == ITEM_KEY) &&
	       (it->role != ITEM_RECORD || is_record_of(a, b, it));
}

bool bind_types(struct bw_arena *a, const struct bw_abicheck_options *o, const struct item *it,
		const struct user *u, type_list *ret)
{
	bool bound = false;

	for (uint32_t i = 0; i < o->bind_count; i++) {
		const struct bw_abicheck_bind *b = &o->binds[i];
		type_list named;

		if (!bind_is_for(a, b, it) || !user_is(u, b->file))
			continue;
		named = user_types_named(a, u, b->type);
		for (uint32_t k = 0; k < named.n; k++)
			*bw_push(a, ret) = named.v[k];
		bound |= named.n > 0;
	}
	return bound;
}

static const char *bind_text(struct bw_arena *a, const struct bw_abicheck_bind *b)
{
	return bw_printf(a, "--bind %s%s%s%s=%s", b->file ? b->file : "", b->file ? ":" : "",
			 b->map, b->is_key ? ".key" : "", b->type);
}

/* The names nearest to one that is not there. */
struct near {
	struct bw_arena *arena;
	const char *wanted;
	const char *name[NEAR_MAX];
	uint32_t distance[NEAR_MAX], n;
};

static void near_offer(struct near *l, const char *name)
{
	uint32_t dist = name_distance(l->arena, name_plain(l->arena, name_last(l->arena, name)),
				      name_plain(l->arena, name_last(l->arena, l->wanted)));
	uint32_t at = l->n;

	if (dist * 3 > strlen(l->wanted) + 1)
		return;
	for (uint32_t i = 0; i < l->n; i++)
		if (strcmp(l->name[i], name) == 0)
			return;
	assert(l->n <= NEAR_MAX);
	while (at && l->distance[at - 1] > dist)
		at--;
	if (at == NEAR_MAX)
		return;
	l->n += l->n < NEAR_MAX;
	for (uint32_t i = l->n - 1; i > at; i--) {
		l->name[i] = l->name[i - 1];
		l->distance[i] = l->distance[i - 1];
	}
	l->name[at] = name;
	l->distance[at] = dist;
}

static void near_note(struct near *l, struct bw_diags *d)
{
	struct bw_sb b = bw_sb_in(l->arena);

	for (uint32_t i = 0; i < l->n; i++)
		bw_sb_printf(&b, "%s%s", i ? ", " : "", l->name[i]);
	if (l->n)
		bw_note(d, (struct bw_where){0}, "there is %s", bw_sb_str(&b));
}

static const struct bw_map_spec *map_named(const struct bw_spec *s, const char *name)
{
	for (uint32_t i = 0; i < s->map_count; i++)
		if (strcmp(bw_str(s->obj->names, s->map[i].name), name) == 0)
			return &s->map[i];
	return NULL;
}

static enum bw_status no_map(struct bw_arena *a, const struct bw_spec *s,
			     const struct bw_abicheck_bind *b, const item_list *items,
			     struct bw_diags *d)
{
	struct near l = {.arena = a, .wanted = b->map};
	enum bw_status st;

	if (map_named(s, b->map) && !b->is_key)
		return bw_report(d, BW_D_ABI_BIND, bw_at_file(s->obj->file),
				 "%s: %s has no type like '%s' for records of '%s'",
				 bind_text(a, b), s->obj->file, b->type, b->map);
	st = bw_report(d, BW_D_ABI_BIND, bw_at_file(s->obj->file),
		       "%s: %s has no %smap or variable '%s'", bind_text(a, b), s->obj->file,
		       b->is_key ? "key of a " : "", b->map);
	for (uint32_t i = 0; i < items->n; i++)
		near_offer(&l, items->v[i].map);
	near_note(&l, d);
	return st;
}

static enum bw_status no_type(struct bw_arena *a, const struct bw_abicheck_bind *b,
			      const struct users *users, struct bw_diags *d)
{
	struct near l = {.arena = a, .wanted = b->type};
	struct bw_where at = bw_at_file(b->file);
	enum bw_status st;

	for (uint32_t i = 0; i < users->n; i++) {
		struct bw_dwarf_types all;

		if (!users->v[i].is_read || !user_is(&users->v[i], b->file))
			continue;
		at.file = users->v[i].path;
		if (bw_dwarf_types(a, users->v[i].path, NULL, 0, &all))
			for (uint32_t k = 0; k < all.list.n; k++)
				near_offer(&l, all.list.v[k].name);
	}
	st = bw_report(d, BW_D_ABI_BIND, at, "%s: %s '%s'", bind_text(a, b),
		       b->file ? bw_printf(a, "%s has no type", b->file) : "no program has a type",
		       b->type);
	near_note(&l, d);
	return st;
}

/* The object's own type that a binding of a ring buffer stands for: the one of that name. */
static bw_tid record_type(struct bw_arena *a, const struct bw_btf *btf, const char *type)
{
	const char *last = name_last(a, type);
	bw_tid found = BW_VOID;
	enum name_match best = NAME_OTHER;

	for (uint32_t i = 1; i < btf->count; i++) {
		enum bw_btf_kind k = bw_btf_kind(btf, (bw_tid){i});
		enum name_match m;

		if ((k != BW_BTF_STRUCT && k != BW_BTF_UNION && k != BW_BTF_TYPEDEF) ||
		    !*bw_btf_str(btf, (bw_tid){i}))
			continue;
		m = name_match(a, bw_btf_str(btf, (bw_tid){i}), last, NULL, 0);
		if (m < best) {
			best = m;
			found = (bw_tid){i};
		}
	}
	return found;
}

/* A map without types of its own, as ring buffers are: the binding makes the item. */
static bool record_bind(struct bw_arena *a, const struct bw_spec *s,
			const struct bw_abicheck_bind *b, item_list *items)
{
	const struct bw_map_spec *m = map_named(s, b->map);
	bw_tid t = m && s->obj->btf && !b->is_key ? record_type(a, s->obj->btf, b->type) : BW_VOID;

	if (!t.i || m->origin == BW_MAP_DATA || m->origin == BW_MAP_KCONFIG)
		return false;
	item_of_type(a, s, m, t, bw_push(a, items));
	return true;
}

static enum bw_status bind_check(struct bw_arena *a, const struct bw_spec *s,
				 const struct bw_abicheck_bind *b, const struct users *users,
				 item_list *items, struct bw_diags *d)
{
	bool has_map = false, has_file = false, has_type = false, unread = false;

	assert(b->map && b->type);
	for (uint32_t i = 0; i < items->n; i++)
		has_map |= bind_is_for(a, b, &items->v[i]);
	if (!has_map)
		has_map = record_bind(a, s, b, items);
	if (!has_map)
		return no_map(a, s, b, items, d);
	for (uint32_t i = 0; i < users->n; i++) {
		if (!user_is(&users->v[i], b->file))
			continue;
		has_file = true;
		unread |= !users->v[i].is_read;
		has_type |= user_types_named(a, &users->v[i], b->type).n > 0;
	}
	if (!has_file)
		return bw_report(d, BW_D_ABI_BIND, (struct bw_where){0},
				 "%s: no program%s is given with --user", bind_text(a, b),
				 b->file ? bw_printf(a, " '%s'", b->file) : "");
	/* of a program that could not be read it is said already */
	return has_type || unread ? BW_OK : no_type(a, b, users, d);
}

static void only_records(item_list *items)
{
	for (uint32_t i = 0; i < items->n; i++) {
		struct item *it = &items->v[i];

		it->is_only_record = it->role == ITEM_RECORD;
		for (uint32_t k = 0; k < items->n; k++)
			if (k != i && items->v[k].role == ITEM_RECORD &&
			    strcmp(items->v[k].map, it->map) == 0)
				it->is_only_record = false;
	}
}

enum bw_status binds_check(struct bw_arena *a, const struct bw_spec *s,
			   const struct bw_abicheck_options *o, const struct users *users,
			   item_list *items, struct bw_diags *d)
{
	enum bw_status st = BW_OK;

	only_records(items);
	for (uint32_t i = 0; i < o->bind_count; i++)
		st = bw_worse(st, bind_check(a, s, &o->binds[i], users, items, d));
	return st;
}
