/* SPDX-License-Identifier: BSD-2-Clause */
/* The account of a link: gathered when all is done, decides nothing. */
#include "link/link_state.h"

struct label {
	bw_sym name;
	const char *what;
	bool is_local;
};

struct accounting {
	struct link *l;
	struct bw_arena *arena; /* of the account */
	struct bw_link_account *a;
	struct label **label; /* by input and atom */
	uint32_t **piece_of;  /* by input and atom: in a->piece */
	uint32_t **twin;      /* by input and atom: the piece with the same bytes that it became,
				 plus 1 */
	const char **file;    /* by input */
	BW_VEC(struct bw_link_piece) piece;
};

/* ---- what things are called ---- */

static const char *what_in(const struct link *l, const struct bw_section *s, bool named,
			   bool global)
{
	switch (s->kind) {
	case BW_SEC_CODE:
		return global && !link_is_text_name(l, s->name) ? "program" : "function";
	case BW_SEC_MAPS:
	case BW_SEC_MAPS_OLD:
		return "map";
	case BW_SEC_STRUCT_OPS:
		return "struct_ops";
	case BW_SEC_LICENSE:
		return "license";
	case BW_SEC_VERSION:
		return "version";
	default:
		return named ? "variable" : "data";
	}
}

/* The first global name at a place, else the first. */
static void label_set(struct accounting *c, uint32_t input, bw_secid sec, uint64_t off_bytes,
		      bw_sym name, bool is_local)
{
	const struct link_input *in = &c->l->in[input];
	const struct link_atom *a = link_atom_at(in, sec, off_bytes);
	struct label *x;

	if (!a || off_bytes < a->off_bytes || off_bytes >= a->end_bytes)
		return;
	x = &c->label[input][a - in->atom.v];
	if (x->name.id && (!x->is_local || is_local))
		return;
	*x = (struct label){name, what_in(c->l, bw_obj_sec(in->obj, sec), true, !is_local),
			    is_local};
}

static void labels_make(struct accounting *c, uint32_t input)
{
	struct link_input *in = &c->l->in[input];
	const struct bw_obj *o = in->obj;

	c->label[input] = BW_NEW_ARRAY(c->l->scratch, struct label, in->atom.n);
	c->piece_of[input] = BW_NEW_ARRAY(c->l->scratch, uint32_t, in->atom.n);
	c->twin[input] = BW_NEW_ARRAY(c->l->scratch, uint32_t, in->atom.n);
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];
		const struct link_entry *e = link_entry_of(c->l, input, (bw_symid){i});

		if (s->sec.i && s->kind != BW_SYM_SECTION && s->name.id)
			label_set(c, input, s->sec, s->value_bytes, e ? e->name : s->name,
				  !e || e->is_localized);
	}
	for (uint32_t i = 0; i < in->var.n; i++)
		if (!in->var.v[i].sym.i)
			label_set(c, input, in->var.v[i].sec, in->var.v[i].off_bytes,
				  bw_btf_name(o->btf, in->var.v[i].type), true);
	for (uint32_t s = 1; s < o->sec_count; s++)
		for (uint32_t k = 0; k < in->sec[s].atom_count; k++) {
			struct label *x = &c->label[input][in->sec[s].atom_first + k];

			if (!x->what)
				x->what = in->atom.v[in->sec[s].atom_first + k].pooled
					      ? "constant"
					      : what_in(c->l, &o->sec[s], false, false);
		}
}

static const char *name_or_null(const struct link *l, bw_sym name)
{
	return name.id ? bw_str(l->names, name) : NULL;
}

static struct bw_link_piece *piece_add(struct accounting *c, uint32_t input, bw_secid sec,
				       uint32_t atom)
{
	const struct link_input *in = &c->l->in[input];
	const struct link_atom *a = &in->atom.v[atom];
	const struct label *x = &c->label[input][atom];
	struct bw_link_piece *p;

	assert(atom < in->atom.n && x->what);
	c->piece_of[input][atom] = c->piece.n;
	p = bw_push(c->l->scratch, &c->piece);
	*p = (struct bw_link_piece){
	    .file = c->file[input],
	    .section = bw_str(c->l->names, bw_obj_sec(in->obj, sec)->name),
	    .name = name_or_null(c->l, x->name),
	    .what = x->what,
	    .is_local = x->is_local,
	    .off_bytes = a->dead ? a->off_bytes : a->out_bytes,
	    .size_bytes = a->end_bytes - a->off_bytes,
	    .why = in->reason && a->marked ? in->reason[atom].why : BW_WHY_UNUSED,
	    .by = BW_LINK_NOBODY,
	};
	return p;
}

/* ---- what stays ---- */

static void commons_add(struct accounting *c)
{
	struct link *l = c->l;

	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];
		const struct link_ref *def = link_def(l, e);

		if (!def || !link_ref_sym(l, def)->is_common || !e->out.i)
			continue;
		*bw_push(l->scratch, &c->piece) = (struct bw_link_piece){
		    .file = c->file[def->input],
		    .section = "COMMON",
		    .name = bw_str(l->names, e->name),
		    .what = "variable",
		    .off_bytes = e->common_bytes,
		    .size_bytes = e->size_bytes,
		    .why = BW_WHY_LOADER,
		    .by = BW_LINK_NOBODY,
		};
		c->a->file[def->input].out_bytes += e->size_bytes;
	}
}

/* Of the pieces from first on, sorted by offset, the one that holds this byte; plus 1,
 * 0 if it lies behind them all. */
static uint32_t piece_at(const struct accounting *c, uint32_t first, uint64_t off_bytes)
{
	uint32_t lo = first, hi = c->piece.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (c->piece.v[mid].off_bytes <= off_bytes)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == first ||
	    c->piece.v[lo - 1].off_bytes + c->piece.v[lo - 1].size_bytes <= off_bytes)
		return 0;
	return lo;
}

static void atom_account(struct accounting *c, uint32_t first, uint32_t input, bw_secid sec,
			 uint32_t atom)
{
	const struct link_atom *a = &c->l->in[input].atom.v[atom];
	struct bw_link_piece *p;

	if (a->dead)
		return;
	if (a->pooled)
		c->twin[input][atom] = piece_at(c, first, a->out_bytes);
	if (c->twin[input][atom])
		return;
	p = piece_add(c, input, sec, atom);
	if (c->l->license && bw_obj_sec(c->l->in[input].obj, sec)->kind == BW_SEC_LICENSE)
		p->size_bytes = strlen(c->l->license) + 1;
	c->a->file[input].out_bytes += p->size_bytes;
}

static void section_add(struct accounting *c, uint32_t out)
{
	struct link *l = c->l;
	const struct link_out *o = &l->out.v[out];
	struct bw_link_section *s = &c->a->section[c->a->section_count++];

	s->name = bw_str(l->names, o->name);
	s->size_bytes = o->size_bytes;
	s->align_bytes = o->align_bytes;
	s->piece_first = c->piece.n;
	for (uint32_t k = 0; k < o->piece.n; k++) {
		const struct link_piece *p = &o->piece.v[k];
		const struct link_input *in = &l->in[p->input];

		for (uint32_t i = 0; i < in->sec[p->sec.i].atom_count; i++)
			atom_account(c, s->piece_first, p->input, p->sec,
				     in->sec[p->sec.i].atom_first + i);
	}
	if (out == l->common_out)
		commons_add(c);
	s->piece_count = c->piece.n - s->piece_first;
}

static void sections_add(struct accounting *c)
{
	c->a->section = BW_NEW_ARRAY(c->arena, struct bw_link_section, c->l->out.n);
	for (uint32_t i = 1; i < c->l->out.n; i++)
		if (c->l->out.v[i].id.i)
			section_add(c, i);
	c->a->kept_count = c->piece.n;
}

/* ---- what goes ---- */

static enum bw_link_why why_dropped(const struct link_input *in, uint32_t sec,
				    const struct link_atom *a)
{
	if (!a->dead || in->sec[sec].is_discarded || link_is_text_kind(in->obj->sec[sec].kind))
		return BW_WHY_DUPLICATE;
	return a->lost && a->lost_count == a->named_count ? BW_WHY_OVERRIDDEN : BW_WHY_UNUSED;
}

static void dropped_add(struct accounting *c, uint32_t input)
{
	const struct link_input *in = &c->l->in[input];

	for (uint32_t s = 1; s < in->obj->sec_count; s++)
		for (uint32_t k = 0; k < in->sec[s].atom_count; k++) {
			uint32_t atom = in->sec[s].atom_first + k;
			const struct link_atom *a = &in->atom.v[atom];
			struct bw_link_piece *p;

			if (!a->dead && !c->twin[input][atom])
				continue;
			p = piece_add(c, input, (bw_secid){s}, atom);
			p->off_bytes = a->off_bytes;
			p->why = why_dropped(in, s, a);
		}
}

/* The piece of the definition that a name means; BW_LINK_NOBODY if it is none. */
static uint32_t piece_named(const struct accounting *c, bw_sym name)
{
	const struct link *l = c->l;
	uint32_t e = name.id < l->by_name_count ? l->by_name[name.id] : 0;
	const struct link_ref *def = e ? link_def(l, &l->entry.v[e]) : NULL;
	struct link_target t;

	if (!def)
		return BW_LINK_NOBODY;
	t = link_follow(l, def->input, def->sym, 0);
	if (!t.atom || t.atom->dead)
		return BW_LINK_NOBODY;
	return c->piece_of[t.input][t.atom - l->in[t.input].atom.v];
}

/* Pieces have their places now: who needs, or took the place of, each. */
static void by_set(struct accounting *c, uint32_t input, uint32_t atom)
{
	const struct link_input *in = &c->l->in[input];
	struct bw_link_piece *p = &c->piece.v[c->piece_of[input][atom]];

	if (c->twin[input][atom])
		p->by = c->twin[input][atom] - 1;
	else if (p->why == BW_WHY_USED)
		p->by = c->piece_of[in->reason[atom].input][in->reason[atom].atom];
	else if (p->why == BW_WHY_OVERRIDDEN || p->why == BW_WHY_DUPLICATE)
		p->by = piece_named(c, c->label[input][atom].name);
	assert(p->by == BW_LINK_NOBODY || p->by < c->a->kept_count);
}

static void bys_set(struct accounting *c)
{
	for (uint32_t i = 0; i < c->l->n; i++) {
		const struct link_input *in = &c->l->in[i];

		for (uint32_t s = 1; s < in->obj->sec_count; s++)
			for (uint32_t k = 0; k < in->sec[s].atom_count; k++) {
				uint32_t atom = in->sec[s].atom_first + k;

				if (in->atom.v[atom].dead || c->l->out.v[in->sec[s].out].id.i)
					by_set(c, i, atom);
			}
	}
}

/* ---- names ---- */

static const char *origin_of(const struct link *l, const struct link_entry *e)
{
	if (link_is_null(l, e))
		return "nobody: its address is 0";
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		bw_sym sec = link_ref_sym(l, &l->ref.v[i])->extern_sec;

		if (bw_sym_eq(sec, l->ksyms))
			return "the kernel (.ksyms)";
		if (bw_sym_eq(sec, l->kconfig))
			return "the kernel's configuration (.kconfig)";
	}
	return "nobody yet";
}

static const char *what_of(const struct accounting *c, const struct link_entry *e)
{
	const struct link *l = c->l;
	const struct link_ref *r = link_def(l, e);
	const struct bw_symbol *s;

	if (r && link_ref_sym(l, r)->sec.i)
		return what_in(l, bw_obj_sec(l->in[r->input].obj, link_ref_sym(l, r)->sec), true,
			       true);
	s = link_ref_sym(l, r ? r : &l->ref.v[e->first]);
	if (s->type.i && bw_btf_kind(l->in[(r ? r : &l->ref.v[e->first])->input].obj->btf,
				     s->type) == BW_BTF_FUNC)
		return "function";
	return "variable";
}

static void users_set(struct accounting *c, const struct link_entry *e, struct bw_link_name *n)
{
	const struct link *l = c->l;
	uint32_t last = UINT32_MAX, count = 0;

	for (uint32_t i = e->first; i; i = l->ref.v[i].next)
		count++;
	n->user = BW_NEW_ARRAY(c->arena, const char *, count);
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		if (i != e->def && l->ref.v[i].input != last)
			n->user[n->user_count++] = c->file[l->ref.v[i].input];
		last = l->ref.v[i].input;
	}
}

static void names_add(struct accounting *c)
{
	const struct link *l = c->l;

	c->a->name = BW_NEW_ARRAY(c->arena, struct bw_link_name, l->entry.n);
	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];
		const struct link_ref *def = link_def(l, e);
		struct bw_link_name *n;

		if (e->is_text || (def ? e->first == e->last : !e->use_sec.i))
			continue;
		n = &c->a->name[c->a->name_count++];
		assert(c->a->name_count < l->entry.n);
		n->name = bw_str(l->names, e->name);
		n->what = what_of(c, e);
		if (def)
			n->file = c->file[def->input];
		else
			n->origin = origin_of(l, e);
		users_set(c, e, n);
	}
}

/* ---- files and totals ---- */

static const char *license_of(struct bw_arena *arena, const struct bw_obj *o)
{
	for (uint32_t s = 1; s < o->sec_count; s++)
		if (o->sec[s].kind == BW_SEC_LICENSE && o->sec[s].data)
			return bw_strndup(
			    arena, (const char *)o->sec[s].data,
			    strnlen((const char *)o->sec[s].data, o->sec[s].size_bytes));
	return NULL;
}

static uint64_t bytes_of(const struct bw_obj *o)
{
	uint64_t n = 0;

	for (uint32_t s = 1; s < o->sec_count; s++)
		if (o->sec[s].kind != BW_SEC_NOTE)
			n += o->sec[s].size_bytes;
	return n;
}

static uint32_t types_of(const struct bw_obj *o)
{
	return o->btf ? o->btf->count - 1 : 0;
}

static void files_add(struct accounting *c)
{
	struct link *l = c->l;

	c->file = BW_NEW_ARRAY(l->scratch, const char *, l->n);
	c->label = BW_NEW_ARRAY(l->scratch, struct label *, l->n);
	c->piece_of = BW_NEW_ARRAY(l->scratch, uint32_t *, l->n);
	c->twin = BW_NEW_ARRAY(l->scratch, uint32_t *, l->n);
	c->a->file = BW_NEW_ARRAY(c->arena, struct bw_link_file, l->n);
	c->a->file_count = l->n;
	for (uint32_t i = 0; i < l->n; i++) {
		const struct link_input *in = &l->in[i];
		struct bw_link_file *f = &c->a->file[i];

		f->name = c->file[i] = bw_strndup(c->arena, in->obj->file, strlen(in->obj->file));
		if (in->prefix)
			f->prefix = bw_strndup(c->arena, in->prefix, strlen(in->prefix));
		f->license = license_of(c->arena, in->obj);
		f->in_bytes = bytes_of(in->obj);
		f->types = types_of(in->obj);
		c->a->in_bytes += f->in_bytes;
		c->a->in_types += f->types;
		labels_make(c, i);
	}
}

void link_account_fill(struct link *l, struct bw_arena *arena, struct bw_link_account *a)
{
	struct accounting c = {.l = l, .arena = arena, .a = a};

	*a = (struct bw_link_account){.gc = l->opt->gc,
				      .license = license_of(arena, l->result),
				      .license_given = l->opt->license,
				      .license_merged = l->license && !l->opt->license,
				      .out_bytes = bytes_of(l->result),
				      .out_types = types_of(l->result)};
	files_add(&c);
	sections_add(&c);
	for (uint32_t i = 0; i < l->n; i++)
		dropped_add(&c, i);
	bys_set(&c);
	names_add(&c);
	a->piece_count = c.piece.n;
	a->piece = BW_NEW_ARRAY(arena, struct bw_link_piece, c.piece.n);
	if (c.piece.n)
		memcpy(a->piece, c.piece.v, c.piece.n * sizeof(*a->piece));
	assert(a->kept_count <= a->piece_count);
}

/* ---- the note of --gc ---- */

#define NAMES_TOLD 16u

void link_account_tell(struct link *l, const struct bw_link_account *a)
{
	struct bw_sb names = bw_sb_in(l->scratch);
	uint32_t n = 0, told = 0;
	uint64_t bytes = 0;

	for (uint32_t i = a->kept_count; i < a->piece_count; i++) {
		const struct bw_link_piece *p = &a->piece[i];

		if (p->why != BW_WHY_UNUSED)
			continue;
		n++;
		bytes += p->size_bytes;
		if (p->name && told++ < NAMES_TOLD)
			bw_sb_printf(&names, "%s%s %s", told > 1 ? ", " : "", p->what, p->name);
	}
	if (told > NAMES_TOLD)
		bw_sb_printf(&names, ", and %u more", told - NAMES_TOLD);
	if (n)
		bw_tell(l->diags, BW_D_LINK_GC_DROPPED, bw_at_file(l->result->file),
			"--gc dropped %llu bytes: %s", (unsigned long long)bytes,
			told ? bw_sb_str(&names) : "data without names");
}
