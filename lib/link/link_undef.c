/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that no input defines.
 *
 * A weak one is an optional hook: its address is 0, and a call of it, which only a
 * failed check of the address could reach, becomes `r0 = 0`. The kernel refuses a
 * call without a target even in dead code (check_subprogs(), 6.12), but removes a
 * branch whose condition is a constant.
 */
#include "link/link_state.h"

bool link_is_kernels(const struct link *l, const struct link_entry *e)
{
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		bw_sym sec = link_ref_sym(l, &l->ref.v[i])->extern_sec;

		if (bw_sym_eq(sec, l->ksyms) || bw_sym_eq(sec, l->kconfig))
			return true;
	}
	return false;
}

bool link_is_null(const struct link *l, const struct link_entry *e)
{
	return !e->def && !e->strong_use && l->opt->undefined != BW_UNDEFINED_ALLOW &&
	       !link_is_kernels(l, e);
}

/* Where a file first uses a name. */
struct use {
	bw_secid sec; /* .i 0: nowhere that is copied */
	uint64_t off_bytes;
};

/* By input and symbol; made for the first finding. */
struct uses {
	struct use **of;
};

static void uses_of_section(struct link *l, uint32_t input, bw_secid sec, struct use *ret)
{
	const struct bw_section *s = bw_obj_sec(l->in[input].obj, sec);

	for (uint32_t i = 0; i < s->reloc_count; i++) {
		const struct bw_reloc *r = &s->reloc[i];
		const struct link_entry *e = link_entry_of(l, input, r->sym);
		const struct link_atom *a;

		if (!e || e->def || ret[r->sym.i].sec.i)
			continue;
		a = link_atom_at(&l->in[input], sec, r->off_bytes);
		if (a && !a->dead)
			ret[r->sym.i] = (struct use){sec, r->off_bytes};
	}
}

static void uses_find(struct link *l, struct uses *u)
{
	u->of = BW_NEW_ARRAY(l->scratch, struct use *, l->n);
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		u->of[i] = BW_NEW_ARRAY(l->scratch, struct use, o->sym_count);
		for (uint32_t s = 1; s < o->sec_count; s++)
			uses_of_section(l, i, (bw_secid){s}, u->of[i]);
	}
}

bool link_first_use(const struct link *l, uint32_t input, bw_symid sym, bw_secid *ret_sec,
		    uint64_t *ret_bytes)
{
	const struct bw_obj *o = l->in[input].obj;

	for (uint32_t s = 1; s < o->sec_count; s++) {
		for (uint32_t i = 0; i < o->sec[s].reloc_count; i++) {
			const struct bw_reloc *r = &o->sec[s].reloc[i];
			const struct link_atom *a;

			if (r->sym.i != sym.i)
				continue;
			a = link_atom_at(&l->in[input], (bw_secid){s}, r->off_bytes);
			if (!a || a->dead)
				continue;
			ret_sec->i = s;
			*ret_bytes = r->off_bytes;
			return true;
		}
	}
	return false;
}

/* The place, and in data the variable that it is in. */
static struct bw_where use_where(const struct bw_obj *o, bw_secid sec, uint64_t off_bytes)
{
	struct bw_where at = bw_obj_where_sec(o, sec, off_bytes);

	for (uint32_t i = 1; i < o->sym_count && !at.symbol; i++) {
		const struct bw_symbol *s = &o->sym[i];

		if (s->kind == BW_SYM_OBJECT && s->name.id && s->sec.i == sec.i &&
		    off_bytes >= s->value_bytes && off_bytes - s->value_bytes < s->size_bytes)
			at.symbol = bw_str(o->names, s->name);
	}
	return at;
}

#define USERS_TOLD 4u

/* The other files that use it. */
static void users_note(struct link *l, const struct link_entry *e, struct uses *u)
{
	uint32_t more = 0;

	if (!u->of)
		uses_find(l, u);
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];
		const struct bw_obj *o = l->in[r->input].obj;
		struct use at = u->of[r->input][r->sym.i];

		if (r->input == e->use_input || !at.sec.i)
			continue;
		if (more++ < USERS_TOLD)
			bw_note(l->diags, use_where(o, at.sec, at.off_bytes), "%s %s",
				link_ref_sym(l, r)->bind == BW_WEAK ? "optional in" : "needed in",
				o->file);
	}
	if (more > USERS_TOLD)
		bw_note(l->diags, (struct bw_where){0}, "and in %u more files", more - USERS_TOLD);
}

static enum bw_status undefined_report(struct link *l, const struct link_entry *e, struct uses *u)
{
	const struct bw_obj *o = l->in[e->use_input].obj;
	struct bw_where where = use_where(o, e->use_sec, e->use_bytes);
	const char *by = where.symbol ? where.symbol : where.section;
	enum bw_status st = BW_OK;

	if (l->opt->undefined == BW_UNDEFINED_ALLOW)
		return BW_OK;
	if (l->opt->undefined == BW_UNDEFINED_WARN)
		bw_tell(l->diags, BW_D_LINK_UNDEFINED_KEPT, where,
			"'%s' is needed by '%s' in %s and defined nowhere",
			bw_str(l->names, e->name), by, o->file);
	else
		st = bw_report(l->diags, BW_D_LINK_UNDEFINED, where,
			       "'%s' is needed by '%s' in %s and defined nowhere",
			       bw_str(l->names, e->name), by, o->file);
	if (e->first != e->last)
		users_note(l, e, u);
	return st;
}

/* Does the function look at the address of e anywhere? */
static bool is_checked(const struct link *l, uint32_t input, const struct bw_section *s,
		       const struct link_atom *a, const struct link_entry *e)
{
	for (uint32_t i = link_reloc_from(s, a->off_bytes);
	     i < s->reloc_count && s->reloc[i].off_bytes < a->end_bytes; i++)
		if (s->reloc[i].kind == BW_REL_IMM64 &&
		    link_entry_of(l, input, s->reloc[i].sym) == e)
			return true;
	return false;
}

static enum bw_status calls_check(struct link *l, uint32_t input, bw_secid sec)
{
	const struct bw_section *s = bw_obj_sec(l->in[input].obj, sec);
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < s->reloc_count; i++) {
		const struct bw_reloc *r = &s->reloc[i];
		const struct link_atom *a = link_atom_at(&l->in[input], sec, r->off_bytes);
		struct link_entry *e = link_entry_of(l, input, r->sym);

		if (r->kind != BW_REL_CALL || !e || e->is_bare_call || !a || a->dead ||
		    !link_is_null(l, e) || is_checked(l, input, s, a, e))
			continue;
		e->is_bare_call = true;
		st = bw_worse(st, bw_report(l->diags, BW_D_LINK_BARE_CALL,
					    bw_obj_where_sec(l->in[input].obj, sec, r->off_bytes),
					    "weak function '%s' is defined nowhere and is called "
					    "without a check of its address",
					    bw_str(l->names, e->name)));
		bw_fix(l->diags, "Write `if (%s) %s(...)`, or link a file that defines it.",
		       bw_str(l->names, e->name), bw_str(l->names, e->name));
	}
	return st;
}

enum bw_status link_undefined_check(struct link *l)
{
	enum bw_status st = BW_OK;
	struct uses uses = {0};
	bool any_null = false;

	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];

		if (e->def || !e->use_sec.i || link_is_kernels(l, e))
			continue;
		if (e->strong_use)
			st = bw_worse(st, undefined_report(l, e, &uses));
		any_null |= link_is_null(l, e);
	}
	for (uint32_t i = 0; any_null && i < l->n; i++)
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++)
			if (l->in[i].obj->sec[s].kind == BW_SEC_CODE)
				st = bw_worse(st, calls_check(l, i, (bw_secid){s}));
	return st;
}
