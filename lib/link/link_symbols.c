/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names across files: one entry a global name, and which definition of it wins.
 * All inputs are collected before anything is decided.
 */
#include "link/link_state.h"

enum rank { UNDEFINED, WEAK, COMMON, STRONG };

/* gABI "Symbol Table": a common symbol beats a weak definition, a global one both. */
static enum rank rank_of(const struct link *l, const struct link_ref *r)
{
	const struct bw_symbol *s = link_ref_sym(l, r);

	if (!bw_symbol_is_defined(s) || l->in[r->input].sec[s->sec.i].is_discarded)
		return UNDEFINED;
	if (s->is_common)
		return COMMON;
	return s->bind == BW_WEAK ? WEAK : STRONG;
}

static bool is_global(const struct link_input *in, uint32_t sym)
{
	const struct bw_symbol *s = &in->obj->sym[sym];

	return s->bind != BW_LOCAL && s->kind != BW_SYM_SECTION && s->name.id &&
	       !(in->localized && in->localized[sym]);
}

static bool in_text(const struct bw_obj *o, const struct bw_symbol *s)
{
	return s->sec.i && link_is_text_kind(bw_obj_sec(o, s->sec)->kind);
}

/* The name a symbol takes part with. */
static bw_sym name_of(const struct link *l, const struct link_input *in, const struct bw_symbol *s)
{
	if (!in->prefix || !bw_symbol_is_defined(s) || in_text(in->obj, s))
		return s->name;
	return bw_intern_z(l->names,
			   bw_printf(l->scratch, "%s%s", in->prefix, bw_str(l->names, s->name)));
}

static void prefixes_intern(struct link *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sym_count && l->in[i].prefix; s++)
			if (is_global(&l->in[i], s))
				name_of(l, &l->in[i], &o->sym[s]);
	}
}

static uint32_t entry_get(struct link *l, bw_sym name)
{
	assert(name.id && name.id < l->by_name_count);
	if (!l->by_name[name.id]) {
		l->by_name[name.id] = l->entry.n;
		bw_push(l->scratch, &l->entry)->name = name;
	}
	return l->by_name[name.id];
}

/* The most constraining visibility is kept: internal, hidden, protected, default. */
static enum bw_visibility vis_merge(enum bw_visibility x, enum bw_visibility y)
{
	if (x == BW_VIS_DEFAULT || y == BW_VIS_DEFAULT)
		return x == BW_VIS_DEFAULT ? y : x;
	return x < y ? x : y;
}

static void ref_add(struct link *l, uint32_t input, uint32_t sym)
{
	struct link_input *in = &l->in[input];
	const struct bw_symbol *s = &in->obj->sym[sym];
	uint32_t ei = entry_get(l, name_of(l, in, s)), ri = l->ref.n;
	struct link_entry *e = &l->entry.v[ei];
	struct link_ref *r = bw_push(l->scratch, &l->ref);

	r->input = input;
	r->sym.i = sym;
	if (e->last)
		l->ref.v[e->last].next = ri;
	else
		e->first = ri;
	e->last = ri;
	e->vis = vis_merge(e->vis, s->vis);
	in->entry[sym] = ei;
}

static void collect(struct link *l)
{
	prefixes_intern(l);
	l->by_name_count = bw_names_count(l->names);
	l->by_name = BW_NEW_ARRAY(l->scratch, uint32_t, l->by_name_count);
	bw_push(l->scratch, &l->entry);
	bw_push(l->scratch, &l->ref);
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		l->in[i].entry = BW_NEW_ARRAY(l->scratch, uint32_t, o->sym_count);
		for (uint32_t s = 1; s < o->sym_count; s++)
			if (is_global(&l->in[i], s))
				ref_add(l, i, s);
	}
}

static void common_merge(struct link_entry *e, const struct bw_symbol *s)
{
	uint64_t align = s->value_bytes ? s->value_bytes : 1;

	e->size_bytes = s->size_bytes > e->size_bytes ? s->size_bytes : e->size_bytes;
	e->align_bytes = align > e->align_bytes ? align : e->align_bytes;
}

/* The first of the highest rank. */
static void winner_find(struct link *l, struct link_entry *e)
{
	enum rank best = UNDEFINED;

	e->is_text = true;
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];
		const struct bw_symbol *s = link_ref_sym(l, r);
		enum rank rank = rank_of(l, r);

		if (rank == COMMON)
			common_merge(e, s);
		if (rank != UNDEFINED && !in_text(l->in[r->input].obj, s))
			e->is_text = false;
		if (rank > best) {
			best = rank;
			e->def = i;
		}
	}
	e->is_text = e->is_text && e->def;
}

static enum bw_status clash_report(struct link *l, struct link_entry *e)
{
	const struct link_ref *first = link_def(l, e);
	enum bw_status st = BW_OK;

	for (uint32_t i = first->next; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];

		if (rank_of(l, r) != STRONG)
			continue;
		if (e->is_clash) {
			bw_note(l->diags, link_ref_where(l, r), "and here");
			continue;
		}
		e->is_clash = true;
		st = bw_report(l->diags, BW_D_LINK_DUPLICATE, link_ref_where(l, r),
			       "'%s' is defined in %s and in %s", bw_str(l->names, e->name),
			       l->in[first->input].obj->file, l->in[r->input].obj->file);
		bw_note(l->diags, link_ref_where(l, first), "first defined here");
		if (strcmp(l->in[first->input].obj->file, l->in[r->input].obj->file) == 0)
			bw_fix(l->diags, "%s is among the inputs twice: name it once.",
			       l->in[r->input].obj->file);
	}
	return st;
}

/* Definitions that lost leave their atoms, if nothing else stands there. */
static void losers_count(struct link *l, const struct link_entry *e)
{
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];
		const struct bw_symbol *s = link_ref_sym(l, r);
		struct link_atom *a;

		if (i == e->def || !s->sec.i)
			continue;
		a = link_atom_at(&l->in[r->input], s->sec, s->value_bytes);
		if (!a || s->value_bytes < a->off_bytes || s->value_bytes >= a->end_bytes)
			continue;
		a->lost_count++;
		if (!a->lost)
			a->lost = r->sym.i;
	}
}

enum bw_status link_symbols_resolve(struct link *l)
{
	enum bw_status st = BW_OK;

	collect(l);
	for (uint32_t i = 1; i < l->entry.n; i++) {
		struct link_entry *e = &l->entry.v[i];

		winner_find(l, e);
		if (e->def && !e->is_text && rank_of(l, link_def(l, e)) == STRONG)
			st = bw_worse(st, clash_report(l, e));
		losers_count(l, e);
	}
	return st;
}

/* ---- the symbols of the result ---- */

static bw_symid symbol_add(struct link *l, struct bw_symbol s)
{
	struct bw_obj *o = l->result;

	o->sym[o->sym_count] = s;
	return (bw_symid){o->sym_count++};
}

static void localize(struct bw_symbol *s)
{
	s->bind = BW_LOCAL;
	s->vis = BW_VIS_DEFAULT;
}

/* Whatever names a part of the license names all of the text that replaced it. */
static void license_cover(const struct link *l, struct bw_symbol *s)
{
	if (!l->license || !s->sec.i || s->kind == BW_SYM_SECTION ||
	    bw_obj_sec(l->result, s->sec)->kind != BW_SEC_LICENSE)
		return;
	s->value_bytes = 0;
	s->size_bytes = strlen(l->license) + 1;
}

/* A local symbol is kept if it names a function or a variable that is copied, or a
 * relocation needs it (.out_sym is not 0 then). */
static void local_emit(struct link *l, struct link_input *in, uint32_t i)
{
	struct bw_symbol s = in->obj->sym[i];
	const struct link_atom *a = s.sec.i ? link_atom_at(in, s.sec, s.value_bytes) : NULL;
	bool wanted = s.kind == BW_SYM_FUNC || s.kind == BW_SYM_OBJECT || in->out_sym[i].i;

	in->out_sym[i] = (bw_symid){0};
	if (!wanted || !a || a->dead || !l->out.v[in->sec[s.sec.i].out].id.i)
		return;
	s.value_bytes = s.value_bytes - a->off_bytes + a->out_bytes;
	s.sec = l->out.v[in->sec[s.sec.i].out].id;
	license_cover(l, &s);
	s.type = BW_VOID; /* link_types sets it */
	if (in->localized && in->localized[i])
		localize(&s);
	in->out_sym[i] = symbol_add(l, s);
}

static struct bw_symbol symbol_of_def(struct link *l, struct link_entry *e)
{
	const struct link_ref *r = link_def(l, e);
	struct link_input *in = &l->in[r->input];
	struct bw_symbol s = *link_ref_sym(l, r);
	const struct link_atom *a;

	if (s.is_common) {
		s.is_common = false;
		s.kind = BW_SYM_OBJECT;
		s.sec = l->out.v[l->common_out].id;
		s.value_bytes = e->common_bytes;
		s.size_bytes = e->size_bytes;
	} else if (s.sec.i) {
		a = link_atom_at(in, s.sec, s.value_bytes);
		if (a && a->dead)
			return (struct bw_symbol){0};
		s.value_bytes = a ? s.value_bytes - a->off_bytes + a->out_bytes : 0;
		s.sec = l->out.v[in->sec[s.sec.i].out].id;
		if (!s.sec.i) /* a name for nothing: its section is empty */
			return (struct bw_symbol){0};
		license_cover(l, &s);
	}
	return s;
}

static struct bw_symbol symbol_of_undefined(struct link *l, const struct link_entry *e)
{
	struct bw_symbol s = *link_ref_sym(l, &l->ref.v[e->first]);

	s.sec.i = 0; /* of a group that was discarded */
	s.value_bytes = s.size_bytes = 0;
	s.bind = e->strong_use ? BW_GLOBAL : BW_WEAK;
	for (uint32_t i = e->first; i && !s.extern_sec.id; i = l->ref.v[i].next)
		s.extern_sec = link_ref_sym(l, &l->ref.v[i])->extern_sec;
	return s;
}

/* In BPF nothing can take a symbol's place at run time: protected says no more than
 * default, and libbpf's linker refuses it. */
static enum bw_visibility vis_out(enum bw_visibility v)
{
	return v == BW_VIS_PROTECTED ? BW_VIS_DEFAULT : v;
}

static void global_emit(struct link *l, struct link_entry *e)
{
	struct bw_symbol s;

	e->out = (bw_symid){0};
	if (!e->def && (!e->use_sec.i || link_is_null(l, e)))
		return;
	s = e->def ? symbol_of_def(l, e) : symbol_of_undefined(l, e);
	if (!s.name.id)
		return;
	s.name = e->name;
	s.vis = vis_out(e->vis);
	s.type = BW_VOID;
	if (e->is_localized)
		localize(&s);
	e->out = symbol_add(l, s);
}

/* A name for a license or version that was dropped stands for the one that stays. */
static void texts_alias(struct link *l)
{
	for (uint32_t i = 1; i < l->entry.n; i++) {
		struct link_entry *e = &l->entry.v[i];
		const struct link_ref *r = link_def(l, e);

		if (e->is_text && !e->out.i)
			e->out = l->out.v[l->in[r->input].sec[link_ref_sym(l, r)->sec.i].out].sym;
	}
}

static void section_symbols_emit(struct link *l)
{
	for (uint32_t i = 1; i < l->out.n; i++) {
		struct link_out *o = &l->out.v[i];

		if (o->needs_symbol && o->id.i)
			o->sym =
			    symbol_add(l, (struct bw_symbol){.kind = BW_SYM_SECTION, .sec = o->id});
	}
}

void link_symbols_emit(struct link *l)
{
	size_t room = 1 + l->out.n + l->entry.n;

	for (uint32_t i = 0; i < l->n; i++)
		room += l->in[i].obj->sym_count;
	l->result->sym = BW_NEW_ARRAY(l->arena, struct bw_symbol, room);
	l->result->sym_count = 1;
	section_symbols_emit(l);
	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t s = 1; s < l->in[i].obj->sym_count; s++)
			if (!l->in[i].entry[s] && l->in[i].obj->sym[s].kind != BW_SYM_SECTION)
				local_emit(l, &l->in[i], s);
	for (uint32_t i = 1; i < l->entry.n; i++)
		global_emit(l, &l->entry.v[i]);
	texts_alias(l);
	assert(l->result->sym_count <= room);
}
