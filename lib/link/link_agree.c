/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do all files mean the same by a name? Every definition and declaration is
 * compared: with the strong definition if there is one, else each with each. One
 * finding a name, so the verdict does not depend on the order of the files.
 */
#include "link/link_state.h"

enum { BPF_MAP_TYPE_ARENA = 33 }; /* include/uapi/linux/bpf.h, 6.9 */
enum { BPF_CORE_TYPE_ID_LOCAL = 6 };

enum { USES_TOLD = 64 }; /* looking for one takes a walk over its file */

enum what { UNKNOWN, FUNCTION, VARIABLE };

struct agree {
	struct link *l;
	struct link_types_cmp cmp;
	bool *told_no_btf; /* by input */
	uint32_t uses_told;
};

/* One side of a comparison. */
struct side {
	const struct link_ref *ref;
	bw_tid type; /* merged: prototype, or the variable's type */
};

struct sides {
	BW_VEC(struct side) v;
};

static enum what what_of(const struct link *l, const struct link_ref *r)
{
	const struct bw_symbol *s = link_ref_sym(l, r);
	const struct bw_btf *b = l->in[r->input].obj->btf;
	enum bw_btf_kind k = b ? bw_btf_kind(b, s->type) : BW_BTF_VOID;

	if (k == BW_BTF_FUNC || (k == BW_BTF_VOID && s->kind == BW_SYM_FUNC))
		return FUNCTION;
	return k == BW_BTF_VAR || s->kind == BW_SYM_OBJECT || s->is_common ? VARIABLE : UNKNOWN;
}

static const char *const what_text[] = {"symbol", "function", "variable"};

static bool is_map(const struct link *l, const struct link_ref *r)
{
	const struct bw_obj *o = l->in[r->input].obj;
	const struct bw_symbol *s = bw_obj_sym(o, r->sym);

	if (s->sec.i)
		return bw_obj_sec(o, s->sec)->kind == BW_SEC_MAPS;
	return strcmp(bw_str(l->names, s->extern_sec), ".maps") == 0;
}

/* ---- types that CO-RE reads ---- */

static void core_name_add(struct agree *a, bw_sym name)
{
	const char *s = bw_str(a->l->names, name);
	const char *flavour = strstr(s, "___");
	uint8_t *set = (uint8_t *)(uintptr_t)a->cmp.by_name;

	set[name.id] = 1;
	if (flavour && flavour != s)
		set[bw_names_find(a->l->names, s, (size_t)(flavour - s)).id] = 1;
	set[0] = 0;
}

static void core_names(struct agree *a, const struct bw_obj *o)
{
	for (uint32_t s = 1; s < o->sec_count; s++)
		for (uint32_t i = 0; i < o->sec[s].core_count; i++)
			if (o->sec[s].core[i].kind != BPF_CORE_TYPE_ID_LOCAL)
				core_name_add(
				    a, bw_btf_name(o->btf,
						   bw_btf_resolve(o->btf, o->sec[s].core[i].type)));
}

/* ---- one name ---- */

static void side_add(struct link *l, struct sides *all, const struct link_ref *r)
{
	const struct bw_btf *b = l->in[r->input].obj->btf;
	bw_tid t = link_ref_sym(l, r)->type, m;

	if (!t.i)
		return;
	m = link_merged(l, r->input, bw_btf_ref(b, t));
	for (uint32_t i = 0; i < all->v.n; i++)
		if (all->v.v[i].type.i == m.i)
			return;
	*bw_push(l->scratch, &all->v) = (struct side){r, m};
}

/* The types given to a name, each once, the definition's first. */
static struct sides sides_of(struct link *l, const struct link_entry *e)
{
	struct sides all = {0};

	if (e->def)
		side_add(l, &all, link_def(l, e));
	for (uint32_t i = e->first; i; i = l->ref.v[i].next)
		side_add(l, &all, &l->ref.v[i]);
	return all;
}

/* `extern int t[]` leaves the length open. */
static bool is_open_array(const struct agree *a, const struct side *s)
{
	const struct bw_btf *b = a->l->merged;
	bw_tid t = bw_btf_resolve(b, s->type);

	return !bw_symbol_is_defined(link_ref_sym(a->l, s->ref)) &&
	       bw_btf_kind(b, t) == BW_BTF_ARRAY && bw_btf_array(b, t)->n == 0;
}

static bool is_defined(const struct agree *a, const struct side *s)
{
	return bw_symbol_is_defined(link_ref_sym(a->l, s->ref));
}

static bool pair_agrees(struct agree *a, const struct side *x, const struct side *y,
			struct link_difference *ret)
{
	const struct bw_btf *b = a->l->merged;
	bw_tid tx = bw_btf_resolve(b, x->type), ty = bw_btf_resolve(b, y->type);

	a->cmp.x_defined = is_defined(a, x);
	a->cmp.y_defined = is_defined(a, y);
	if (is_map(a->l, x->ref) && is_map(a->l, y->ref))
		return link_maps_agree(&a->cmp, x->type, y->type, ret);
	if ((is_open_array(a, x) || is_open_array(a, y)) && bw_btf_kind(b, tx) == BW_BTF_ARRAY &&
	    bw_btf_kind(b, ty) == BW_BTF_ARRAY)
		return link_types_agree(&a->cmp, bw_btf_array(b, tx)->elem,
					bw_btf_array(b, ty)->elem, "element", ret);
	return link_types_agree(&a->cmp, x->type, y->type, NULL, ret);
}

static const char *said_here(const struct link *l, const struct link_ref *r)
{
	return bw_symbol_is_defined(link_ref_sym(l, r)) ? "defined" : "declared";
}

/* "declared as `int table[]`" */
static const char *side_text(struct agree *a, const struct side *s)
{
	const struct bw_btf *b = a->l->in[s->ref->input].obj->btf;
	const struct bw_symbol *sym = link_ref_sym(a->l, s->ref);
	struct bw_sb text = bw_sb_in(a->l->scratch);
	const char *decl, *open;

	bw_btf_print_decl(&text, b, bw_btf_ref(b, sym->type), bw_str(a->l->names, sym->name));
	decl = bw_sb_str(&text);
	open = is_open_array(a, s) ? strstr(decl, "[0]") : NULL;
	if (open)
		decl = bw_printf(a->l->scratch, "%.*s[]%s", (int)(open - decl), decl,
				 open + strlen("[0]"));
	return bw_printf(a->l->scratch, "%s as `%s`", said_here(a->l, s->ref), decl);
}

static enum bw_code code_of(const struct agree *a, const struct side *s, bool map)
{
	if (a->cmp.kernel)
		return BW_D_LINK_EXTERN;
	if (map)
		return BW_D_LINK_MAP;
	return what_of(a->l, s->ref) == FUNCTION ? BW_D_LINK_FUNC : BW_D_LINK_VAR;
}

/* A declaration has no line in BTF, but what uses it has. */
static void use_note(struct agree *a, const struct side *s)
{
	struct link *l = a->l;
	bw_secid sec;
	uint64_t off;
	struct bw_where at;

	if (is_defined(a, s) || a->uses_told >= USES_TOLD ||
	    !link_first_use(l, s->ref->input, s->ref->sym, &sec, &off))
		return;
	a->uses_told++;
	at = bw_obj_where_sec(l->in[s->ref->input].obj, sec, off);
	if (at.symbol)
		bw_note(l->diags, at, "used by '%s'", at.symbol);
}

static enum bw_status pair_report(struct agree *a, const struct link_entry *e, const struct side *x,
				  const struct side *y, const struct link_difference *d)
{
	struct link *l = a->l;
	bool map = is_map(l, x->ref) && is_map(l, y->ref);
	enum bw_status st = bw_report(
	    l->diags, code_of(a, x, map), link_ref_where(l, y->ref),
	    "%s '%s': %s is %s in %s and %s in %s", map ? "map" : what_text[what_of(l, x->ref)],
	    bw_str(l->names, e->name), d->path, d->x, l->in[x->ref->input].obj->file, d->y,
	    l->in[y->ref->input].obj->file);

	if (!map) {
		bw_note(l->diags, (struct bw_where){0}, "here it is %s", side_text(a, y));
		use_note(a, y);
		bw_note(l->diags, link_ref_where(l, x->ref), "%s", side_text(a, x));
	} else {
		use_note(a, y);
		bw_note(l->diags, link_ref_where(l, x->ref), "%s here", said_here(l, x->ref));
	}
	use_note(a, x);
	return st;
}

/* A file with a (weak) definition of its own said what the bytes are to it. */
static void sign_tell(struct agree *a, const struct link_entry *e, const struct side *x,
		      const struct side *y, const struct link_difference *d, bool *told)
{
	struct link *l = a->l;

	if (!*told)
		bw_tell(l->diags, BW_D_LINK_SIGN, link_ref_where(l, y->ref),
			"variable '%s' is %s in %s and %s in %s", bw_str(l->names, e->name), d->x,
			l->in[x->ref->input].obj->file, d->y, l->in[y->ref->input].obj->file);
	*told = true;
}

/* With --compat libbpf, what its linker does not compare is a warning. */
static bool is_tolerated(struct agree *a, const struct side *x, const struct side *y)
{
	struct link_difference d;
	bool agrees;

	if (a->l->opt->compat != BW_COMPAT_LIBBPF)
		return false;
	a->cmp.libbpf = true;
	agrees = pair_agrees(a, x, y, &d);
	a->cmp.libbpf = false;
	return agrees;
}

static void pair_tell(struct agree *a, const struct link_entry *e, const struct side *x,
		      const struct side *y, const struct link_difference *d, bool *told)
{
	struct link *l = a->l;

	if (*told)
		return;
	*told = true;
	bw_tell(l->diags, BW_D_LINK_COMPAT, link_ref_where(l, y->ref),
		"'%s': %s is %s in %s and %s in %s", bw_str(l->names, e->name), d->path, d->x,
		l->in[x->ref->input].obj->file, d->y, l->in[y->ref->input].obj->file);
	bw_note(l->diags, (struct bw_where){0}, "here it is %s", side_text(a, y));
	bw_note(l->diags, link_ref_where(l, x->ref), "%s", side_text(a, x));
}

/* With a strong definition the others are compared with it; without, all with all. */
static enum bw_status types_check(struct agree *a, const struct link_entry *e)
{
	struct sides all = sides_of(a->l, e);
	const struct link_ref *def = link_def(a->l, e);
	bool anchored =
	    def && link_ref_sym(a->l, def)->bind == BW_GLOBAL && link_ref_sym(a->l, def)->type.i;
	struct link_difference d;
	bool told = false, tolerated = false;

	a->cmp.kernel = !e->def && link_is_kernels(a->l, e);
	for (uint32_t i = 0; i < (anchored ? 1 : all.v.n); i++)
		for (uint32_t k = i + 1; k < all.v.n; k++) {
			const struct side *x = &all.v.v[i], *y = &all.v.v[k];

			if (pair_agrees(a, x, y, &d))
				continue;
			if (is_tolerated(a, x, y)) {
				pair_tell(a, e, x, y, &d, &tolerated);
				continue;
			}
			if (!d.is_sign || !is_defined(a, x) || !is_defined(a, y))
				return pair_report(a, e, x, y, &d);
			sign_tell(a, e, x, y, &d, &told);
		}
	return BW_OK;
}

/* What libbpf's linker does not look at at all: an error, or with --compat libbpf a
 * warning. */
static enum bw_status report_as(struct link *l, enum bw_code code, struct bw_where where,
				const char *text)
{
	if (l->opt->compat != BW_COMPAT_LIBBPF)
		return bw_report(l->diags, code, where, "%s", text);
	bw_tell(l->diags, BW_D_LINK_COMPAT, where, "%s", text);
	return BW_OK;
}

static enum bw_status kinds_check(struct agree *a, const struct link_entry *e)
{
	struct link *l = a->l;
	const struct link_ref *x = NULL;
	enum bw_status st;

	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *y = &l->ref.v[i];

		if (what_of(l, y) == UNKNOWN)
			continue;
		if (!x)
			x = y;
		if (what_of(l, x) == what_of(l, y))
			continue;
		st = bw_report(l->diags, BW_D_LINK_KIND, link_ref_where(l, y),
			       "'%s' is a %s in %s and a %s in %s", bw_str(l->names, e->name),
			       what_text[what_of(l, x)], l->in[x->input].obj->file,
			       what_text[what_of(l, y)], l->in[y->input].obj->file);
		bw_note(l->diags, link_ref_where(l, x), "the %s", what_text[what_of(l, x)]);
		return st;
	}
	return BW_OK;
}

static const char *origin_text(const struct link *l, const struct link_ref *r)
{
	const struct bw_symbol *s = link_ref_sym(l, r);

	if (bw_symbol_is_defined(s))
		return "defined";
	if (bw_sym_eq(s->extern_sec, l->kconfig))
		return "declared as a configuration value (.kconfig)";
	if (bw_sym_eq(s->extern_sec, l->ksyms))
		return "declared as the kernel's (.ksyms)";
	return "declared as another file's";
}

/* Only BTF tells who is to provide a name. */
static bool is_mute(const struct link *l, const struct link_ref *r)
{
	return !l->in[r->input].obj->btf && !bw_symbol_is_defined(link_ref_sym(l, r));
}

/* .kconfig values have no definition; without one, .ksyms and other externs differ. */
static bool origins_agree(const struct link *l, const struct link_entry *e,
			  const struct link_ref *x, const struct link_ref *y)
{
	bw_sym sx = link_ref_sym(l, x)->extern_sec, sy = link_ref_sym(l, y)->extern_sec;
	bool kx = bw_sym_eq(sx, l->kconfig), ky = bw_sym_eq(sy, l->kconfig);

	if (kx || ky)
		return kx == ky;
	return e->def || bw_sym_eq(sx, l->ksyms) == bw_sym_eq(sy, l->ksyms);
}

static enum bw_status origins_check(struct agree *a, const struct link_entry *e)
{
	struct link *l = a->l;
	const struct link_ref *x = &l->ref.v[e->first];
	enum bw_status st;

	while (is_mute(l, x) && x->next)
		x = &l->ref.v[x->next];
	for (uint32_t i = x->next; i; i = l->ref.v[i].next) {
		const struct link_ref *y = &l->ref.v[i];

		if (is_mute(l, y) || origins_agree(l, e, x, y))
			continue;
		st = report_as(l, BW_D_LINK_ORIGIN, link_ref_where(l, y),
			       bw_printf(l->scratch, "'%s' is %s in %s and %s in %s",
					 bw_str(l->names, e->name), origin_text(l, x),
					 l->in[x->input].obj->file, origin_text(l, y),
					 l->in[y->input].obj->file));
		bw_note(l->diags, link_ref_where(l, x), "%s here", origin_text(l, x));
		return st;
	}
	return BW_OK;
}

/* Without BTF on both sides nothing can be compared. */
static void typed_check(struct agree *a, const struct link_entry *e)
{
	struct link *l = a->l;
	bool told = false;

	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];

		if (link_ref_sym(l, r)->type.i)
			continue;
		if (!l->in[r->input].obj->btf && !a->told_no_btf[r->input]) {
			a->told_no_btf[r->input] = true;
			bw_tell(l->diags, BW_D_LINK_UNTYPED, bw_at_file(l->in[r->input].obj->file),
				"%s has no BTF: '%s' and what else it shares is not compared with "
				"other files",
				l->in[r->input].obj->file, bw_str(l->names, e->name));
		} else if (l->in[r->input].obj->btf && !told) {
			told = true;
			bw_tell(l->diags, BW_D_LINK_UNTYPED, link_ref_where(l, r),
				"BTF of %s does not describe '%s': not compared with other files",
				l->in[r->input].obj->file, bw_str(l->names, e->name));
		}
	}
}

static enum bw_status entry_check(struct agree *a, const struct link_entry *e)
{
	enum bw_status st = kinds_check(a, e);

	typed_check(a, e);
	if (st == BW_OK)
		st = origins_check(a, e);
	if (st == BW_OK && a->l->merged)
		st = types_check(a, e);
	return st;
}

/* ---- maps of the whole result ---- */

static enum bw_status map_btf_check(struct agree *a, uint32_t input)
{
	const struct bw_obj *o = a->l->in[input].obj;

	for (uint32_t s = 1; s < o->sec_count && !o->btf; s++) {
		if (o->sec[s].kind != BW_SEC_MAPS || !o->sec[s].size_bytes)
			continue;
		a->told_no_btf[input] = true;
		return bw_report(a->l->diags, BW_D_LINK_NO_BTF,
				 bw_obj_where_sec(o, (bw_secid){s}, 0),
				 "%s defines maps in .maps, but has no BTF", o->file);
	}
	return BW_OK;
}

/* libbpf and the kernel's own users give the arena's data to the one arena there is. */
static enum bw_status arenas_check(struct agree *a)
{
	struct link *l = a->l;
	bw_sym type = bw_intern_z(l->names, "type");
	struct bw_where first = {0};

	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t k = 0; k < l->in[i].var.n; k++) {
			const struct link_var *v = &l->in[i].var.v[k];
			const struct link_atom *at = link_atom_at(&l->in[i], v->sec, v->off_bytes);
			struct bw_where here = bw_obj_where_sym(o, v->sym);
			enum bw_status st;
			uint64_t n;

			if (bw_obj_sec(o, v->sec)->kind != BW_SEC_MAPS || !at || at->dead ||
			    !link_map_attribute(o->btf, bw_btf_ref(o->btf, v->type), type, &n) ||
			    n != BPF_MAP_TYPE_ARENA)
				continue;
			if (!first.file) {
				first = here;
				continue;
			}
			st = report_as(
			    l, BW_D_LINK_ARENAS, here,
			    bw_printf(l->scratch,
				      "arena map '%s' in %s is the second, after '%s' in %s",
				      here.symbol ? here.symbol : "?", o->file,
				      first.symbol ? first.symbol : "?", first.file));
			bw_note(l->diags, first, "the first arena");
			return st;
		}
	}
	return BW_OK;
}

/* In a `maps` section loaders find the entries by dividing its size. */
static enum bw_status old_maps_check(struct agree *a)
{
	struct link *l = a->l;
	const struct bw_symbol *first = NULL;
	uint32_t first_input = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t k = 1; k < o->sym_count; k++) {
			const struct bw_symbol *s = &o->sym[k];

			if (!s->sec.i || s->kind != BW_SYM_OBJECT ||
			    bw_obj_sec(o, s->sec)->kind != BW_SEC_MAPS_OLD)
				continue;
			if (!first) {
				first = s;
				first_input = i;
			}
			if (first->size_bytes == s->size_bytes)
				continue;
			return bw_report(
			    l->diags, BW_D_LINK_OLD_MAPS, bw_obj_where_sym(o, (bw_symid){k}),
			    "a map definition has %llu bytes in %s and %llu in %s",
			    (unsigned long long)first->size_bytes, l->in[first_input].obj->file,
			    (unsigned long long)s->size_bytes, o->file);
		}
	}
	return BW_OK;
}

enum bw_status link_agree_check(struct link *l)
{
	struct agree a = {.l = l};
	enum bw_status st = BW_OK;

	a.told_no_btf = BW_NEW_ARRAY(l->scratch, bool, l->n);
	a.cmp.arena = l->scratch;
	a.cmp.btf = l->merged;
	a.cmp.by_name_count = bw_names_count(l->names);
	a.cmp.by_name = BW_NEW_ARRAY(l->scratch, uint8_t, a.cmp.by_name_count);
	for (uint32_t i = 0; i < l->n; i++) {
		if (l->in[i].obj->btf)
			core_names(&a, l->in[i].obj);
		st = bw_worse(st, map_btf_check(&a, i));
	}
	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];

		if (e->first != e->last && !e->is_clash && !e->is_text)
			st = bw_worse(st, entry_check(&a, e));
	}
	st = bw_worse(st, arenas_check(&a));
	return bw_worse(st, old_maps_check(&a));
}
