/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is copied. Bodies of weak definitions that lost go; with gc, all functions
 * and maps go that no program reaches. Then: who needs which name.
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
	t.atom = link_atom_at(in, s->sec, at > INT64_MAX ? 0 : at);
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

/* Hand-written code may jump from one function into another: such a section is
 * copied as it is. Compilers never do. */
static bool is_woven(const struct link_input *in, uint32_t sec)
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
	    !is_woven(in, sec))
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

/* ---- gc ---- */

struct todo {
	struct link_atom *atom;
	uint32_t input;
	bw_secid sec;
};

struct gc {
	struct link *l;
	BW_VEC(struct todo) todo;
};

static void gc_mark(struct gc *g, uint32_t input, bw_secid sec, struct link_atom *a)
{
	if (!a || a->dead || a->marked)
		return;
	a->marked = true;
	*bw_push(g->l->scratch, &g->todo) = (struct todo){a, input, sec};
}

static void gc_roots_of(struct gc *g, uint32_t input, bw_secid sec)
{
	struct link_input *in = &g->l->in[input];
	const struct bw_section *s = bw_obj_sec(in->obj, sec);
	const char *name = bw_str(in->obj->names, s->name);

	if (s->kind == BW_SEC_MAPS)
		return;
	if (s->kind == BW_SEC_CODE && strncmp(name, ".text", strlen(".text")) == 0 &&
	    !is_woven(in, sec.i))
		return;
	for (uint32_t k = 0; k < in->sec[sec.i].atom_count; k++)
		gc_mark(g, input, sec, &in->atom.v[in->sec[sec.i].atom_first + k]);
}

/* A pinned map is reached through the file system. */
static void gc_pinned(struct gc *g, uint32_t input)
{
	struct link_input *in = &g->l->in[input];
	bw_sym pinning = bw_intern_z(g->l->names, "pinning");

	for (uint32_t i = 0; i < in->var.n; i++) {
		const struct link_var *v = &in->var.v[i];
		uint64_t n;

		if (bw_obj_sec(in->obj, v->sec)->kind != BW_SEC_MAPS)
			continue;
		if (link_map_attribute(in->obj->btf, bw_btf_ref(in->obj->btf, v->type), pinning,
				       &n) &&
		    n)
			gc_mark(g, input, v->sec, link_atom_at(in, v->sec, v->off_bytes));
	}
}

static void gc_atom(struct gc *g, struct todo t)
{
	const struct bw_section *s = bw_obj_sec(g->l->in[t.input].obj, t.sec);
	uint64_t to;

	for (uint32_t i = link_reloc_from(s, t.atom->off_bytes);
	     i < s->reloc_count && s->reloc[i].off_bytes < t.atom->end_bytes; i++) {
		struct link_target x =
		    link_follow(g->l, t.input, s->reloc[i].sym, s->reloc[i].addend);

		gc_mark(g, x.input, x.sec, x.atom);
	}
	for (uint64_t at = t.atom->off_bytes; s->insn && at < t.atom->end_bytes; at += 8)
		if (link_direct_call(s, at, &to))
			gc_mark(g, t.input, t.sec, link_atom_at(&g->l->in[t.input], t.sec, to));
}

static void gc(struct link *l)
{
	struct gc g = {.l = l};

	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++)
			gc_roots_of(&g, i, (bw_secid){s});
		gc_pinned(&g, i);
	}
	while (g.todo.n)
		gc_atom(&g, g.todo.v[--g.todo.n]);
	drop(l, true);
}

void link_live_mark(struct link *l)
{
	drop(l, false);
	if (l->opt->gc)
		gc(l);
}

/* ---- uses ---- */

bw_symid link_local_name(const struct link *l, enum bw_sec_kind from, const struct link_target *t)
{
	uint64_t at = bw_obj_sym(l->in[t->input].obj, t->sym)->value_bytes + (uint64_t)t->addend;

	if ((from != BW_SEC_MAPS && from != BW_SEC_STRUCT_OPS) || at != t->atom->off_bytes)
		return (bw_symid){0};
	return (bw_symid){t->atom->local};
}

static enum bw_status use_note(struct link *l, uint32_t input, bw_secid sec,
			       const struct bw_reloc *r)
{
	struct link_target t = link_follow(l, input, r->sym, r->addend);
	struct link_input *in = &l->in[t.input];
	bw_symid local;

	if (t.entry) {
		if (!t.entry->use_sec.i) {
			t.entry->use_input = input;
			t.entry->use_sec = sec;
			t.entry->use_bytes = r->off_bytes;
		}
		if (!t.sec.i || t.atom)
			return BW_OK;
	}
	if (!t.atom)
		return bw_report(l->diags, BW_D_LINK_RELOC,
				 bw_obj_where_sec(l->in[input].obj, sec, r->off_bytes),
				 "this place needs the address of '%s', which has none",
				 bw_str(l->names, bw_obj_sym(in->obj, t.sym)->name));
	local = link_local_name(l, bw_obj_sec(l->in[input].obj, sec)->kind, &t);
	if (local.i) {
		in->out_sym[local.i].i = 1; /* wanted: link_symbols gives it an id */
	} else if (bw_obj_sym(in->obj, t.sym)->kind == BW_SYM_SECTION) {
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
