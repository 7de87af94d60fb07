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

static enum bw_status undefined_report(struct link *l, const struct link_entry *e)
{
	const struct bw_obj *o = l->in[e->use_input].obj;
	struct bw_where where = bw_obj_where_sec(o, e->use_sec, e->use_bytes);
	const char *name = bw_str(l->names, e->name);

	switch (l->opt->undefined) {
	case BW_UNDEFINED_ALLOW:
		return BW_OK;
	case BW_UNDEFINED_WARN:
		bw_tell(l->diags, BW_D_LINK_UNDEFINED_KEPT, where,
			"'%s' is needed by '%s' in %s and defined nowhere", name,
			where.symbol ? where.symbol : "?", o->file);
		return BW_OK;
	default:
		return bw_report(l->diags, BW_D_LINK_UNDEFINED, where,
				 "'%s' is needed by '%s' in %s and defined nowhere", name,
				 where.symbol ? where.symbol : "?", o->file);
	}
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
	bool any_null = false;

	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];

		if (e->def || !e->use_sec.i || link_is_kernels(l, e))
			continue;
		if (e->strong_use)
			st = bw_worse(st, undefined_report(l, e));
		any_null |= link_is_null(l, e);
	}
	for (uint32_t i = 0; any_null && i < l->n; i++)
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++)
			if (l->in[i].obj->sec[s].kind == BW_SEC_CODE)
				st = bw_worse(st, calls_check(l, i, (bw_secid){s}));
	return st;
}
