/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What programs need, found by following relocations and calls from the roots,
 * breadth first: so the reason noted for each atom is the shortest one.
 *
 * Roots: programs, struct_ops maps, pinned maps, exception callbacks, what the loader
 * reads (license, version, sections unknown to us, maps of the old kind, whose ids may
 * stand in section names), and what --keep names. A map or variable that only user
 * space uses is no root: nothing in the kernel would ever see what it says there.
 */
#include "link/link_state.h"

enum { BPF_MAP_TYPE_ARENA = 33 }; /* include/uapi/linux/bpf.h, 6.9 */

struct place {
	uint32_t input;
	bw_secid sec;
	struct link_atom *atom;
};

struct gc {
	struct link *l;
	BW_VEC(struct place) todo;
	uint32_t at;
	bool any_root; /* but what the loader reads */
};

static void mark(struct gc *g, struct place p, enum bw_link_why why, const struct place *by)
{
	struct link_input *in = &g->l->in[p.input];
	struct link_reason *r;

	if (!p.atom || p.atom->dead || p.atom->marked)
		return;
	assert(in->reason && p.atom >= in->atom.v && p.atom < in->atom.v + in->atom.n);
	p.atom->marked = true;
	r = &in->reason[p.atom - in->atom.v];
	r->why = why;
	if (by) {
		r->input = by->input;
		r->atom = (uint32_t)(by->atom - g->l->in[by->input].atom.v);
	}
	g->any_root |= why != BW_WHY_LOADER;
	*bw_push(g->l->scratch, &g->todo) = p;
}

static struct place place_at(const struct gc *g, uint32_t input, bw_secid sec, uint64_t off_bytes)
{
	return (struct place){input, sec, link_atom_at(&g->l->in[input], sec, off_bytes)};
}

static void mark_symbol(struct gc *g, uint32_t input, bw_symid sym, int64_t addend,
			enum bw_link_why why, const struct place *by)
{
	struct link_target t = link_follow(g->l, input, sym, addend);

	mark(g, (struct place){t.input, t.sec, t.atom}, why, by);
}

/* ---- roots ---- */

/* BW_WHY_UNUSED: no root by itself. */
static enum bw_link_why why_root(const struct gc *g, uint32_t input, bw_secid sec)
{
	const struct bw_section *s = bw_obj_sec(g->l->in[input].obj, sec);

	switch (s->kind) {
	case BW_SEC_CODE:
		if (!link_is_text_name(g->l, s->name))
			return BW_WHY_PROGRAM;
		return link_is_woven(&g->l->in[input], sec.i) ? BW_WHY_LOADER : BW_WHY_UNUSED;
	case BW_SEC_STRUCT_OPS:
		return BW_WHY_STRUCT_OPS;
	case BW_SEC_DATA:
	case BW_SEC_RODATA:
	case BW_SEC_BSS:
	case BW_SEC_ARENA:
	case BW_SEC_MAPS:
		return BW_WHY_UNUSED;
	default:
		return BW_WHY_LOADER;
	}
}

static void roots_of_section(struct gc *g, uint32_t input, bw_secid sec)
{
	struct link_input *in = &g->l->in[input];
	enum bw_link_why why = why_root(g, input, sec);

	for (uint32_t k = 0; k < in->sec[sec.i].atom_count && why != BW_WHY_UNUSED; k++)
		mark(g, (struct place){input, sec, &in->atom.v[in->sec[sec.i].atom_first + k]}, why,
		     NULL);
}

/* Maps whose attribute `name` has a value: any but 0, or this one. */
static void roots_of_maps(struct gc *g, uint32_t input, bw_sym name, uint64_t value,
			  enum bw_link_why why, const struct place *by)
{
	const struct link_input *in = &g->l->in[input];

	for (uint32_t i = 0; i < in->var.n; i++) {
		const struct link_var *v = &in->var.v[i];
		uint64_t n;

		if (bw_obj_sec(in->obj, v->sec)->kind == BW_SEC_MAPS &&
		    link_map_attribute(in->obj->btf, bw_btf_ref(in->obj->btf, v->type), name, &n) &&
		    n && (!value || n == value))
			mark(g, place_at(g, input, v->sec, v->off_bytes), why, by);
	}
}

bw_sym link_callback_of(const struct link *l, bw_sym tag)
{
	static const char prefix[] = "exception_callback:";
	const char *s = bw_str(l->names, tag);
	size_t n = strlen(prefix);

	if (strncmp(s, prefix, n) != 0)
		return BW_SYM_NONE;
	return bw_names_find(l->names, s + n, strlen(s + n));
}

static void mark_named(struct gc *g, uint32_t input, bw_sym name)
{
	const struct link *l = g->l;
	const struct bw_obj *o = l->in[input].obj;

	for (uint32_t i = 1; i < o->sym_count; i++)
		if (bw_sym_eq(o->sym[i].name, name)) {
			mark_symbol(g, input, (bw_symid){i}, 0, BW_WHY_CALLBACK, NULL);
			return;
		}
	if (name.id < l->by_name_count && l->by_name[name.id]) {
		const struct link_ref *def = link_def(l, &l->entry.v[l->by_name[name.id]]);

		if (def)
			mark_symbol(g, def->input, def->sym, 0, BW_WHY_CALLBACK, NULL);
	}
}

static void roots_of_tags(struct gc *g, uint32_t input)
{
	const struct bw_btf *b = g->l->in[input].obj->btf;

	for (uint32_t t = 1; b && t < b->count; t++) {
		bw_sym name = BW_SYM_NONE;

		if (bw_btf_kind(b, (bw_tid){t}) == BW_BTF_DECL_TAG)
			name = link_callback_of(g->l, bw_btf_name(b, (bw_tid){t}));
		if (name.id)
			mark_named(g, input, name);
	}
}

/* ---- --keep ---- */

/* The pick function has no room for it: marks what link_pick() finds in .keep. */
static bool keep_one(struct link *l, uint32_t input, bw_symid sym, bool exact, enum bw_status *st)
{
	(void)exact;
	(void)st;
	if (!l->in[input].keep)
		l->in[input].keep = BW_NEW_ARRAY(l->scratch, uint8_t, l->in[input].obj->sym_count);
	l->in[input].keep[sym.i] = 1;
	return true;
}

static bool is_named_type(enum bw_btf_kind k)
{
	return k == BW_BTF_STRUCT || k == BW_BTF_UNION || k == BW_BTF_ENUM || k == BW_BTF_ENUM64 ||
	       k == BW_BTF_TYPEDEF;
}

/* Types of this name; notes them in wanted (by merged id) unless it is NULL. */
static uint32_t keep_types(const struct link *l, const struct bw_link_pick *p, uint32_t input,
			   uint8_t *wanted)
{
	const struct bw_btf *b = l->in[input].obj->btf;
	uint32_t n = 0;

	for (uint32_t t = 1; b && t < b->count; t++) {
		bw_tid id = {t};

		if (!is_named_type(bw_btf_kind(b, id)) || !bw_btf_name(b, id).id ||
		    !link_pick_matches(p, bw_str(l->names, bw_btf_name(b, id))))
			continue;
		assert(!wanted || l->merged);
		if (wanted)
			wanted[link_merged(l, input, id).i] = 1;
		n++;
	}
	return n;
}

static enum bw_status keep_find(struct link *l, const struct bw_link_pick *p)
{
	uint32_t i, end, n = 0;
	enum bw_status st = link_pick_range(l, "keep", p, &i, &end);

	if (st != BW_OK)
		return st;
	for (; i < end; i++)
		n += link_pick(l, p, i, keep_one, &st) + keep_types(l, p, i, NULL);
	return n ? BW_OK : link_pick_nothing(l, "keep", p);
}

void link_keep_types(struct link *l, uint8_t *wanted)
{
	for (uint32_t k = 0; k < l->opt->keep_count; k++) {
		const struct bw_link_pick *p = &l->opt->keep[k];
		uint32_t i, end;

		if (link_pick_range(l, "keep", p, &i, &end) != BW_OK)
			continue; /* not reached: keep_find() was content with it */
		for (; i < end; i++)
			keep_types(l, p, i, wanted);
	}
}

static enum bw_status roots_of_keep(struct gc *g)
{
	struct link *l = g->l;
	enum bw_status st = BW_OK;

	for (uint32_t k = 0; k < l->opt->keep_count; k++)
		st = bw_worse(st, keep_find(l, &l->opt->keep[k]));
	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t s = 1; l->in[i].keep && s < l->in[i].obj->sym_count; s++)
			if (l->in[i].keep[s])
				mark_symbol(g, i, (bw_symid){s}, 0, BW_WHY_KEEP, NULL);
	return st;
}

/* ---- what they reach ---- */

static void reach_from(struct gc *g, struct place p)
{
	const struct bw_section *s = bw_obj_sec(g->l->in[p.input].obj, p.sec);
	uint64_t to;

	for (uint32_t i = link_reloc_from(s, p.atom->off_bytes);
	     i < s->reloc_count && s->reloc[i].off_bytes < p.atom->end_bytes; i++) {
		const struct bw_reloc *r = &s->reloc[i];

		mark_symbol(g, p.input, r->sym, r->addend, BW_WHY_USED, &p);
		/* what a symbol with an addend means may end where the next thing starts */
		if (r->addend && bw_obj_sym(g->l->in[p.input].obj, r->sym)->kind != BW_SYM_SECTION)
			mark_symbol(g, p.input, r->sym, 0, BW_WHY_USED, &p);
	}
	for (uint64_t at = p.atom->off_bytes; s->insn && at < p.atom->end_bytes; at += 8)
		if (link_direct_call(s, at, &to))
			mark(g, place_at(g, p.input, p.sec, to), BW_WHY_USED, &p);
}

/* The variables of an arena live in the one arena map, which their users need not name. */
static void reach_arena(struct gc *g, struct place p)
{
	bw_sym type = bw_intern_z(g->l->names, "type");

	if (bw_obj_sec(g->l->in[p.input].obj, p.sec)->kind != BW_SEC_ARENA)
		return;
	for (uint32_t i = 0; i < g->l->n; i++)
		roots_of_maps(g, i, type, BPF_MAP_TYPE_ARENA, BW_WHY_USED, &p);
}

enum bw_status link_gc_mark(struct link *l)
{
	struct gc g = {.l = l};
	bw_sym pinning = bw_intern_z(l->names, "pinning");
	enum bw_status st;

	for (uint32_t i = 0; i < l->n; i++)
		l->in[i].reason = BW_NEW_ARRAY(l->scratch, struct link_reason, l->in[i].atom.n);
	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++)
			roots_of_section(&g, i, (bw_secid){s});
		roots_of_maps(&g, i, pinning, 0, BW_WHY_PINNED, NULL);
		roots_of_tags(&g, i);
	}
	st = roots_of_keep(&g);
	while (g.at < g.todo.n) {
		struct place p = g.todo.v[g.at++];

		assert(p.atom->marked && !p.atom->dead);

		reach_from(&g, p);
		reach_arena(&g, p);
	}
	if (l->opt->gc && !g.any_root && st == BW_OK)
		bw_tell(l->diags, BW_D_LINK_GC_NOTHING, (struct bw_where){0},
			"--gc: no input has a program, a struct_ops map or a pinned map, and "
			"--keep names nothing");
	return st;
}
