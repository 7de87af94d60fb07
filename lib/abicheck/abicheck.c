/* SPDX-License-Identifier: BSD-2-Clause */
/* Each thing the object shares with each program; what several programs share is said once. */
#include "abicheck/abicheck_parts.h"

#define USERS_NAMED_MAX 12u

/* The types of a program that may be an item's. */
typedef BW_VEC(struct pair) pair_list;

struct run {
	struct bw_arena *arena;
	const struct bw_spec *spec;
	const struct bw_abicheck_options *options;
	struct bw_diags *diags;
	struct own_types own;
};

static bool fields_same(const struct bw_layout *x, const struct bw_layout *y)
{
	if (x->size_bits != y->size_bits || x->field_count != y->field_count)
		return false;
	for (uint32_t i = 0; i < x->field_count; i++) {
		const struct bw_field *f = &x->field[i], *g = &y->field[i];

		if (f->off_bits != g->off_bits || f->size_bits != g->size_bits ||
		    f->kind != g->kind || f->count != g->count || strcmp(f->path, g->path) != 0 ||
		    strcmp(f->type, g->type) != 0)
			return false;
	}
	return true;
}

static bool is_c(enum bw_dwarf_lang lang)
{
	return lang == BW_DWARF_C || lang == BW_DWARF_CXX;
}

/* The ABI that says how this program's compiler lays types out. */
static const struct bw_abi *abi_of(const struct user *u, const struct bw_dwarf_type *t)
{
	return u->abi && t->lang == BW_DWARF_GO ? bw_abi_of_go(u->abi) : u->abi;
}

static struct compare_rules rules_for(const struct item *it, const struct user *u,
				      const struct bw_dwarf_type *t)
{
	return (struct compare_rules){
	    .is_key = it->is_key,
	    .is_part = it->role == ITEM_SECTION,
	    .user_char_unsigned = is_c(t->lang) && u->abi && !bw_abi_char_signed(u->abi),
	    .no_order_typedefs = !is_c(t->lang),
	};
}

static bool has_twin(const pair_list *l, const struct bw_dwarf_type *t)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->v[i].type->lang == t->lang && fields_same(&l->v[i].type->layout, &t->layout))
			return true;
	return false;
}

/* Does the map's declaration, laid out by the program's ABI, give what the program has? */
static const struct bw_abi *explanation(struct run *r, const struct pair *p)
{
	struct compare_rules rules = rules_for(p->item, p->user, p->type);
	const struct bw_abi *abi = abi_of(p->user, p->type);
	struct comparison c;
	struct bw_layout l;

	if (!abi || !p->item->type.i || !comparison_error(&p->cmp) ||
	    (p->item->element && p->cmp.map != p->item->element) ||
	    !bw_abi_layout(r->arena, abi, r->spec->obj->btf, p->item->type, &l))
		return NULL;
	layouts_compare(r->arena, &l, p->cmp.user, &rules, &c);
	return comparison_error(&c) ? NULL : abi;
}

static void pair_add(struct run *r, const struct item *it, const struct user *u,
		     const struct bw_dwarf_type *t, bool is_bound, enum name_match m,
		     pair_list *ret)
{
	struct compare_rules rules = rules_for(it, u, t);
	struct pair p = {.item = it, .user = u, .type = t, .is_bound = is_bound};
	const struct bw_layout *map = &it->layout;

	assert(it->has_layout);
	if (has_twin(ret, t))
		return;
	if (it->element && t->layout.size_bits != it->layout.size_bits)
		map = it->element;
	layouts_compare(r->arena, map, &t->layout, &rules, &p.cmp);
	p.is_unrelated = !is_bound && !p.cmp.same_names && map->field_count > 1 &&
			 map->size_bits != t->layout.size_bits;
	if (p.is_unrelated && m != NAME_SAME)
		return;
	if (it->role == ITEM_SECTION && !is_bound && p.cmp.same_names * 2 < t->layout.field_count)
		return;
	p.explains = explanation(r, &p);
	*bw_push(r->arena, ret) = p;
}

/* A section's struct in a skeleton: "app_bpf__bss" (bpftool), "bss" (libbpf-rs). */
static bool is_section_struct(struct bw_arena *a, const struct item *it,
			      const struct bw_dwarf_type *t)
{
	const char *last = name_last(a, t->name), *ident = section_ident(a, it->map);
	size_t n = strlen(last), k = strlen(ident);

	if (t->lang == BW_DWARF_RUST)
		return strcmp(last, ident) == 0;
	return is_c(t->lang) && n > k + 2 && strcmp(last + n - k, ident) == 0 &&
	       memcmp(last + n - k - 2, "__", 2) == 0;
}

static bool may_match(const struct item *it, const char *plain)
{
	for (uint32_t i = 0; i < it->ends.n; i++)
		if (name_may_match(plain, it->ends.v[i]))
			return true;
	return false;
}

static enum name_match best_match(struct bw_arena *a, const struct item *it, const struct user *u,
				  uint32_t type)
{
	const struct bw_dwarf_type *t = &u->types.list.v[type];
	bool is_go = t->lang == BW_DWARF_GO;
	enum name_match best = NAME_OTHER;

	if (!may_match(it, u->plain[type]) || name_is_library(t->lang, t->name))
		return best;
	if (it->role == ITEM_SECTION)
		return is_section_struct(a, it, t) ? NAME_SAME : best;
	for (uint32_t i = 0; i < it->names.n; i++) {
		enum name_match m =
		    name_match(a, it->names.v[i], t->name, u->stems.v, is_go ? u->stems.n : 0);

		if (m < best)
			best = m;
	}
	return best;
}

/* Those with the surest names first. */
static void pairs_by_name(struct run *r, const struct item *it, const struct user *u,
			  pair_list *ret)
{
	BW_VEC(uint32_t) by_match[NAME_OTHER] = {{0}};

	for (uint32_t i = 0; i < u->types.list.n; i++) {
		enum name_match m = best_match(r->arena, it, u, i);

		if (m < NAME_OTHER)
			*bw_push(r->arena, &by_match[m]) = i;
	}
	for (enum name_match m = NAME_SAME; m < NAME_OTHER; m++)
		for (uint32_t i = 0; i < by_match[m].n; i++)
			pair_add(r, it, u, &u->types.list.v[by_match[m].v[i]], false, m, ret);
}

/* Where one of several types agrees, the others are perhaps not meant. */
static void pairs_demote(pair_list *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t k = 0; k < l->n; k++)
			if (!l->v[i].is_bound && l->v[k].type->lang == l->v[i].type->lang &&
			    !comparison_error(&l->v[k].cmp))
				l->v[i].is_demoted = true;
}

static pair_list pairs_find(struct run *r, const struct item *it, const struct user *u)
{
	type_list bound = {0};
	pair_list l = {0};

	if (bind_types(r->arena, r->options, it, u, &bound))
		for (uint32_t i = 0; i < bound.n; i++)
			pair_add(r, it, u, bound.v[i], true, NAME_SAME, &l);
	else
		pairs_by_name(r, it, u, &l);
	pairs_demote(&l);
	return l;
}

/* ---- findings of several programs ---- */

static bool text_same(const char *x, const char *y)
{
	return x == y || (x && y && strcmp(x, y) == 0);
}

static bool says_the_same(const struct bw_diag *x, const struct bw_diag *y)
{
	if (x->code != y->code || x->notes.n != y->notes.n || !text_same(x->text, y->text) ||
	    !text_same(x->fix, y->fix))
		return false;
	for (uint32_t i = 0; i < x->notes.n; i++)
		if (!text_same(x->notes.v[i].text, y->notes.v[i].text) ||
		    !text_same(x->notes.v[i].where.src_file, y->notes.v[i].where.src_file) ||
		    x->notes.v[i].where.src_line != y->notes.v[i].where.src_line)
			return false;
	return true;
}

static const char *user_text(struct bw_arena *a, const struct pair *p)
{
	const struct bw_abi *abi = abi_of(p->user, p->type);

	return abi ? bw_printf(a, "%s (%s)", p->user->path, bw_abi_name(abi)) : p->user->path;
}

static void found_add(struct run *r, found_list *l, const struct bw_diag *x, const char *user)
{
	struct found *f = NULL;

	for (uint32_t i = 0; i < l->n && !f; i++)
		if (says_the_same(&l->v[i].diag, x))
			f = &l->v[i];
	if (!f) {
		f = bw_push(r->arena, l);
		f->diag = *x;
	}
	for (uint32_t i = 0; i < f->users.n; i++)
		if (strcmp(f->users.v[i], user) == 0)
			return;
	*bw_push(r->arena, &f->users) = user;
}

static void pair_collect(struct run *r, const struct pair *p, found_list *l)
{
	struct bw_diags *scratch = bw_diags_create(r->arena);

	pair_say(r->arena, p, scratch);
	for (uint32_t i = 0; i < scratch->list.n; i++)
		found_add(r, l, &scratch->list.v[i], user_text(r->arena, p));
}

static void note_users(struct run *r, const struct found *f)
{
	struct bw_sb b = bw_sb_in(r->arena);

	assert(f->users.n);
	for (uint32_t i = 0; i < f->users.n && i < USERS_NAMED_MAX; i++)
		bw_sb_printf(&b, "%s%s", i ? ", " : "", f->users.v[i]);
	if (f->users.n > USERS_NAMED_MAX)
		bw_sb_printf(&b, " and %u more", f->users.n - USERS_NAMED_MAX);
	bw_note(r->diags, (struct bw_where){0}, "in %s", bw_sb_str(&b));
}

/* The declaration in the object's source, beside that in the program's. */
static void note_own(struct run *r, const struct item *it, const struct bw_diag *x)
{
	const struct bw_dwarf_type *t = own_declaration(&r->own, it);

	for (uint32_t i = 0; t && i < x->notes.n; i++)
		if (text_same(x->notes.v[i].where.src_file, t->file) &&
		    x->notes.v[i].where.src_line == t->line)
			return; /* a header that both include */
	if (t)
		bw_note(r->diags, (struct bw_where){.src_file = t->file, .src_line = t->line},
			"%s of the map is declared here",
			it->element ? it->element->type : it->layout.type);
}

static enum bw_status found_report(struct run *r, const struct item *it, const struct found *f)
{
	const struct bw_diag *x = &f->diag;
	enum bw_status st = bw_report(r->diags, x->code, x->where, "%s", x->text);

	note_users(r, f);
	for (uint32_t i = 0; i < x->notes.n; i++)
		bw_note(r->diags, x->notes.v[i].where, "%s", x->notes.v[i].text);
	if (x->severity != BW_SEV_NOTE)
		note_own(r, it, x);
	if (x->fix)
		bw_fix(r->diags, "%s", x->fix);
	return st;
}

/* An item with all programs. */
static enum bw_status item_check(struct run *r, const struct item *it, struct users *users)
{
	found_list found = {0};
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < users->n; i++) {
		struct user *u = &users->v[i];
		pair_list pairs = {0};

		if (u->is_read && it->has_layout)
			pairs = pairs_find(r, it, u);
		for (uint32_t k = 0; k < pairs.n; k++)
			pair_collect(r, &pairs.v[k], &found);
		u->was_used |= pairs.n > 0;
	}
	for (uint32_t i = 0; i < found.n; i++)
		st = bw_worse(st, found_report(r, it, &found.v[i]));
	if (!found.n && (it->names.n || it->role == ITEM_KEY || it->role == ITEM_VALUE))
		bw_tell(r->diags, BW_D_ABI_UNMATCHED, it->where,
			"%s: no program has a type for it (%s)", it->what,
			it->has_layout ? it->layout.type : "without a size");
	return st;
}

/* Programs of which nothing was compared, though something could have been. */
static void nothing_shared(struct run *r, const item_list *items, const struct users *users)
{
	bool has_names = false;

	for (uint32_t i = 0; i < items->n; i++)
		has_names |= items->v[i].names.n > 0;
	for (uint32_t i = 0; i < users->n && has_names; i++)
		if (users->v[i].is_read && !users->v[i].was_used)
			bw_tell(r->diags, BW_D_ABI_NOTHING_SHARED, bw_at_file(users->v[i].path),
				"%s has no type that the maps of %s have", users->v[i].path,
				r->spec->obj->file);
}

enum bw_status bw_abicheck(struct bw_arena *a, const struct bw_spec *s,
			   const struct bw_abicheck_options *o, struct bw_diags *d)
{
	struct run r = {a, s, o, d, {0}};
	struct users users = {0};
	item_list items;
	enum bw_status st;

	items_find(a, s, &items);
	own_read(a, s, &r.own);
	items_add_records(a, s, &r.own, &items);
	st = users_read(a, s, o, &items, d, &users);
	st = bw_worse(st, binds_check(a, s, o, &users, &items, d));
	for (uint32_t i = 0; i < items.n; i++) {
		item_ends(a, &items.v[i]);
		st = bw_worse(st, item_check(&r, &items.v[i], &users));
	}
	nothing_shared(&r, &items, &users);
	return st;
}
