/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is copied. Bodies of weak definitions that lost go; with gc, all that nothing
 * reaches goes (link_gc). Then: who needs which name.
 */
#include "link/link_state.h"

/* One of the symbols at a place that lost now means the definition that won. */
static struct link_target follow_entry(const struct link *l, struct link_entry *e, int64_t addend)
{
	struct link_target t = {.entry = e, .addend = addend};
	const struct link_ref *def = link_def(l, e);
	const struct bw_symbol *s;

	if (!def)
		return t;
	s = link_ref_sym(l, def);
	t.input = def->input;
	t.sym = def->sym;
	t.sec = s->sec;
	if (s->sec.i)
		t.atom = link_atom_at(&l->in[def->input], s->sec, s->value_bytes);
	return t;
}

/* The atom of a local symbol, also for the place right behind it (the end of a loop);
 * what is farther away, or from a section, is asked for by place. */
static struct link_atom *local_atom(const struct link_input *in, const struct bw_symbol *s,
				    uint64_t at)
{
	struct link_atom *own = link_atom_at(in, s->sec, s->value_bytes);

	if (s->kind != BW_SYM_SECTION && own && at >= own->off_bytes && at <= own->end_bytes)
		return own;
	return link_atom_at(in, s->sec, at > INT64_MAX ? 0 : at);
}

struct link_target link_follow(const struct link *l, uint32_t input, bw_symid sym, int64_t addend)
{
	struct link_input *in = &l->in[input];
	struct link_entry *e = link_entry_of(l, input, sym);
	const struct bw_symbol *s = bw_obj_sym(in->obj, sym);
	struct link_target t = {.input = input, .sym = sym, .sec = s->sec, .addend = addend};
	uint64_t at;

	if (e)
		return follow_entry(l, e, addend);
	if (!s->sec.i)
		return t;
	at = s->value_bytes + (uint64_t)addend;
	t.atom = local_atom(in, s, at);
	if (t.atom && t.atom->dead && t.atom->lost) {
		bw_symid lost = {t.atom->lost};

		return follow_entry(l, link_entry_of(l, input, lost),
				    (int64_t)(at - bw_obj_sym(in->obj, lost)->value_bytes));
	}
	return t;
}

bool link_direct_call(const struct bw_section *s, uint64_t off_bytes, uint64_t *ret_bytes)
{
	struct bw_insn i = s->insn[off_bytes / 8];
	int64_t to = (int64_t)(off_bytes / 8) + 1 + i.imm;

	if (i.op != BW_OP_CALL || bw_insn_src(i) != BW_CALL_LOCAL ||
	    bw_section_reloc_at(s, off_bytes) || to < 0 || (uint64_t)to >= s->size_bytes / 8)
		return false;
	*ret_bytes = (uint64_t)to * 8;
	return true;
}

/* Jump classes 5 and 6 without call and exit; the distance is in off, or imm (gotol). */
static bool jumps_out(const struct link_atom *a, const struct bw_section *s, uint64_t off_bytes)
{
	struct bw_insn i = s->insn[off_bytes / 8];
	int64_t to = (int64_t)(off_bytes / 8) + 1 + (i.op == BW_OP_JA32 ? i.imm : i.off);

	if ((i.op & 7) != 5 && (i.op & 7) != 6)
		return false;
	if (i.op == BW_OP_CALL || i.op == BW_OP_CALLX || i.op == BW_OP_EXIT)
		return false;
	return to < (int64_t)(a->off_bytes / 8) || to >= (int64_t)(a->end_bytes / 8);
}

bool link_is_woven(const struct link_input *in, uint32_t sec)
{
	const struct bw_section *s = &in->obj->sec[sec];

	for (uint32_t k = 0; k < in->sec[sec].atom_count; k++) {
		const struct link_atom *a = &in->atom.v[in->sec[sec].atom_first + k];

		for (uint64_t at = a->off_bytes; at < a->end_bytes; at += 8)
			if (jumps_out(a, s, at))
				return true;
	}
	return false;
}

static void section_drop(struct link_input *in, uint32_t sec, bool unmarked)
{
	struct link_sec *s = &in->sec[sec];
	uint32_t dead = 0;

	for (uint32_t k = 0; k < s->atom_count; k++) {
		struct link_atom *a = &in->atom.v[s->atom_first + k];

		a->dead |= unmarked ? !a->marked : a->lost_count && a->lost_count == a->named_count;
		dead += a->dead;
	}
	s->has_dead |= dead > 0;
	if (!dead || dead == s->atom_count || in->obj->sec[sec].kind != BW_SEC_CODE ||
	    !link_is_woven(in, sec))
		return;
	for (uint32_t k = 0; k < s->atom_count; k++)
		in->atom.v[s->atom_first + k].dead = false;
	s->has_dead = false;
}

static void drop(struct link *l, bool unmarked)
{
	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++)
			if (!link_is_text_kind(l->in[i].obj->sec[s].kind))
				section_drop(&l->in[i], s, unmarked);
}

enum bw_status link_live_mark(struct link *l)
{
	enum bw_status st = BW_OK;

	drop(l, false);
	if (l->opt->gc || l->opt->account || l->opt->keep_count)
		st = link_gc_mark(l);
	if (l->opt->gc)
		drop(l, true);
	return st;
}

/* ---- uses ---- */

bw_symid link_local_name(const struct link *l, enum bw_sec_kind from, const struct link_target *t)
{
	uint64_t at = bw_obj_sym(l->in[t->input].obj, t->sym)->value_bytes + (uint64_t)t->addend;

	if ((from != BW_SEC_MAPS && from != BW_SEC_STRUCT_OPS) || at != t->atom->off_bytes)
		return (bw_symid){0};
	return (bw_symid){t->atom->local};
}

/* Does this file need the name, or can it do without? */
static bool is_strong(const struct link *l, uint32_t input, bw_symid sym)
{
	const struct bw_symbol *s = bw_obj_sym(l->in[input].obj, sym);

	return s->bind != BW_WEAK || s->sec.i; /* defined in a group that was discarded */
}

static enum bw_status use_note(struct link *l, uint32_t input, bw_secid sec,
			       const struct bw_reloc *r)
{
	struct link_target t = link_follow(l, input, r->sym, r->addend);
	struct link_input *in = &l->in[t.input];
	bw_symid local;

	if (t.entry) {
		bool strong = !t.entry->def && is_strong(l, input, r->sym);

		if (!t.entry->use_sec.i || (strong && !t.entry->strong_use)) {
			t.entry->use_input = input;
			t.entry->use_sec = sec;
			t.entry->use_bytes = r->off_bytes;
		}
		t.entry->strong_use |= strong;
		if (link_by_section(l, &t))
			in->sec[t.sec.i].needs_symbol = true;
		if (!t.sec.i || t.atom)
			return BW_OK;
	}
	if (!t.atom)
		return bw_report(l->diags, BW_D_LINK_RELOC,
				 bw_obj_where_sec(l->in[input].obj, sec, r->off_bytes),
				 "this place needs the address of '%s', which has none",
				 bw_str(l->names, bw_obj_sym(in->obj, t.sym)->name));
	if (t.atom->dead && in->sec[t.sec.i].is_discarded)
		return link_groups_refused(l, &t,
					   bw_obj_where_sec(l->in[input].obj, sec, r->off_bytes));
	local = link_local_name(l, bw_obj_sec(l->in[input].obj, sec)->kind, &t);
	if (local.i) {
		in->out_sym[local.i].i = 1; /* wanted: link_symbols gives it an id */
	} else if (link_by_section(l, &t)) {
		in->sec[t.sec.i].needs_symbol = true;
	} else {
		in->out_sym[t.sym.i].i = 1; /* wanted: link_symbols gives it an id */
	}
	return BW_OK;
}

enum bw_status link_uses_find(struct link *l)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sec_count; s++) {
			for (uint32_t k = 0; k < o->sec[s].reloc_count; k++) {
				const struct bw_reloc *r = &o->sec[s].reloc[k];
				const struct link_atom *a =
				    link_atom_at(&l->in[i], (bw_secid){s}, r->off_bytes);

				if (a && !a->dead)
					st = bw_worse(st, use_note(l, i, (bw_secid){s}, r));
			}
		}
	}
	return st;
}
