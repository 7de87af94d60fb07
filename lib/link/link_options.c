/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which inputs and symbols the options mean, prefixes, and names made local.
 * A file is named as the input was, or by its base name when only one input has it.
 */
#include "link/link_state.h"

#include <fnmatch.h>

/* BPF_OBJ_NAME_LEN without the NUL (include/uapi/linux/bpf.h, 4.15). */
#define MAP_NAME_BYTES 15u

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Does FILE name this input: as given, by base name, or as the file it was found in?
 * An object out of FILE is called FILE(NAME). */
static bool is_named(const char *own, const char *file, bool base, bool container)
{
	size_t n = strlen(file);

	if (base)
		own = base_name(own);
	return strncmp(own, file, n) == 0 && own[n] == (container ? '(' : '\0');
}

/* How many inputs are called that; *ret the last. */
static uint32_t inputs_named(const struct link *l, const char *file, bool base, bool container,
			     uint32_t *ret)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++)
		if (is_named(l->in[i].obj->file, file, base, container)) {
			*ret = i;
			n++;
		}
	return n;
}

static enum bw_status input_find(struct link *l, const char *option, const char *file,
				 uint32_t *ret)
{
	uint32_t n = 0;

	for (unsigned step = 0; step < 4 && !n; step++) /* the narrowest meaning first */
		n = inputs_named(l, file, step & 1, step & 2, ret);
	if (n == 1)
		return BW_OK;
	if (!n)
		return bw_report(l->diags, BW_D_LINK_OPTION, bw_at_file(file),
				 "--%s names %s, which is no input", option, file);
	return bw_report(l->diags, BW_D_LINK_OPTION, bw_at_file(file),
			 "--%s names %s, which %u inputs are called", option, file, n);
}

/* ---- prefixes ---- */

static void map_tell(struct link *l, uint32_t input, bw_symid sym)
{
	const struct bw_obj *o = l->in[input].obj;
	const struct bw_symbol *s = bw_obj_sym(o, sym);
	const char *own = bw_str(l->names, s->name);
	const char *name = bw_printf(l->scratch, "%s%s", l->in[input].prefix, own);
	uint64_t pinning = 0;

	if (strlen(name) > MAP_NAME_BYTES)
		bw_tell(l->diags, BW_D_LINK_MAP_NAME, bw_obj_where_sym(o, sym),
			"map '%s' becomes '%s', which the kernel cuts to '%.*s'", own, name,
			(int)MAP_NAME_BYTES, name);
	if (s->type.i &&
	    link_map_attribute(o->btf, bw_btf_ref(o->btf, s->type),
			       bw_intern_z(l->names, "pinning"), &pinning) &&
	    pinning)
		bw_tell(l->diags, BW_D_LINK_PIN_NAME, bw_obj_where_sym(o, sym),
			"pinned map '%s' of %s is now found as '%s'", own, o->file, name);
}

static void maps_tell(struct link *l, uint32_t input)
{
	const struct bw_obj *o = l->in[input].obj;

	for (uint32_t i = 1; i < o->sym_count; i++)
		if (o->sym[i].bind != BW_LOCAL && o->sym[i].sec.i && o->sym[i].name.id &&
		    bw_obj_sec(o, o->sym[i].sec)->kind == BW_SEC_MAPS)
			map_tell(l, input, (bw_symid){i});
}

static enum bw_status prefix_apply(struct link *l, const struct bw_link_prefix *p)
{
	uint32_t i = 0;
	enum bw_status st = input_find(l, "prefix", p->file, &i);

	if (st != BW_OK)
		return st;
	if (l->in[i].prefix)
		return bw_report(l->diags, BW_D_LINK_OPTION, bw_at_file(p->file),
				 "--prefix gives %s both '%s' and '%s'", p->file, l->in[i].prefix,
				 p->text);
	l->in[i].prefix = p->text;
	maps_tell(l, i);
	return BW_OK;
}

/* ---- names ---- */

bool link_pick_is_pattern(const struct bw_link_pick *p)
{
	return strpbrk(p->name, "*?[") != NULL;
}

bool link_pick_matches(const struct bw_link_pick *p, const char *name)
{
	assert(p->name && name);
	return link_pick_is_pattern(p) ? fnmatch(p->name, name, 0) == 0
				       : strcmp(p->name, name) == 0;
}

static bool is_pickable(const struct bw_symbol *s)
{
	return s->name.id && s->kind != BW_SYM_SECTION && (s->sec.i || s->is_common);
}

/* Once entries exist, a name without a file is the one it has in the result. */
static const char *pick_name(const struct link *l, uint32_t input, bw_symid sym,
			     const struct bw_link_pick *p)
{
	const struct link_entry *e =
	    !p->file && l->in[input].entry ? link_entry_of(l, input, sym) : NULL;

	return bw_str(l->names, e ? e->name : bw_obj_sym(l->in[input].obj, sym)->name);
}

uint32_t link_pick(struct link *l, const struct bw_link_pick *p, uint32_t input, link_pick_fn *fn,
		   enum bw_status *st)
{
	const struct bw_obj *o = l->in[input].obj;
	uint32_t n = 0;

	for (uint32_t i = 1; i < o->sym_count; i++)
		if (is_pickable(&o->sym[i]) &&
		    link_pick_matches(p, pick_name(l, input, (bw_symid){i}, p)))
			n += fn(l, input, (bw_symid){i}, !link_pick_is_pattern(p), st);
	return n;
}

enum bw_status link_pick_range(struct link *l, const char *option, const struct bw_link_pick *p,
			       uint32_t *ret_first, uint32_t *ret_end)
{
	enum bw_status st;

	*ret_first = 0;
	*ret_end = l->n;
	if (!p->file)
		return BW_OK;
	st = input_find(l, option, p->file, ret_first);
	*ret_end = *ret_first + 1;
	assert(*ret_end <= l->n);
	return st;
}

enum bw_status link_pick_nothing(struct link *l, const char *option, const struct bw_link_pick *p)
{
	return bw_report(l->diags, BW_D_LINK_OPTION, bw_at_file(p->file),
			 "--%s: '%s' matches nothing that %s defines%s", option, p->name,
			 p->file ? p->file : "any input",
			 strcmp(option, "localize") == 0 ? " and that can be local" : "");
}

/* ---- names made local ---- */

static bool is_callback(const struct link *l, const struct bw_obj *o, bw_sym name)
{
	for (uint32_t t = 1; o->btf && t < o->btf->count; t++) {
		bw_tid tag = {t};

		if (bw_btf_kind(o->btf, tag) == BW_BTF_DECL_TAG &&
		    bw_sym_eq(link_callback_of(l, bw_btf_name(o->btf, tag)), name))
			return true;
	}
	return false;
}

/* What a symbol is that cannot be local; NULL if it can. */
static const char *not_local(const struct link *l, const struct bw_obj *o, bw_symid sym)
{
	const struct bw_symbol *s = bw_obj_sym(o, sym);
	const struct bw_section *sec = s->sec.i ? bw_obj_sec(o, s->sec) : NULL;

	switch (sec ? sec->kind : BW_SEC_BSS) {
	case BW_SEC_CODE:
		if (!link_is_text_name(l, sec->name))
			return "a program";
		return is_callback(l, o, s->name) ? "an exception callback" : NULL;
	case BW_SEC_MAPS:
	case BW_SEC_MAPS_OLD:
		return "a map";
	case BW_SEC_STRUCT_OPS:
		return "a struct_ops map";
	case BW_SEC_LICENSE:
	case BW_SEC_VERSION:
		return "read by the loader";
	default:
		return NULL;
	}
}

static bool refused(struct link *l, uint32_t input, bw_symid sym, bool exact, enum bw_status *st)
{
	const struct bw_obj *o = l->in[input].obj;
	const char *is = not_local(l, o, sym);

	if (is && exact)
		*st = bw_worse(*st,
			       bw_report(l->diags, BW_D_LINK_LOCALIZE, bw_obj_where_sym(o, sym),
					 "'%s' in %s is %s",
					 bw_str(l->names, bw_obj_sym(o, sym)->name), o->file, is));
	return is;
}

/* Before names are resolved: the definition takes no part in it. */
static bool localize_own(struct link *l, uint32_t input, bw_symid sym, bool exact,
			 enum bw_status *st)
{
	struct link_input *in = &l->in[input];
	const struct bw_symbol *s = bw_obj_sym(in->obj, sym);

	assert(!in->entry); /* or it took part already */
	if (s->bind == BW_LOCAL)
		return exact;
	if (refused(l, input, sym, exact, st))
		return exact;
	if (s->is_common) {
		if (exact)
			*st = bw_worse(*st, bw_report(l->diags, BW_D_LINK_LOCALIZE,
						      bw_obj_where_sym(in->obj, sym),
						      "'%s' in %s is a common symbol, which all "
						      "files share; compile with -fno-common",
						      bw_str(l->names, s->name), in->obj->file));
		return exact;
	}
	if (!in->localized)
		in->localized = BW_NEW_ARRAY(l->scratch, uint8_t, in->obj->sym_count);
	in->localized[sym.i] = 1;
	l->any_localized = true;
	return true;
}

/* After they were resolved: the one that won. */
static bool localize_result(struct link *l, uint32_t input, bw_symid sym, bool exact,
			    enum bw_status *st)
{
	struct link_entry *e = link_entry_of(l, input, sym);
	const struct link_ref *def = e ? link_def(l, e) : NULL;

	assert(l->in[input].entry);
	if (!e)
		return exact;
	if (e->is_localized)
		return true;
	if (!def || refused(l, def->input, def->sym, exact, st))
		return exact;
	e->is_localized = l->any_localized = true;
	return true;
}

static enum bw_status localize(struct link *l, bool own)
{
	enum bw_status st = BW_OK;

	for (uint32_t k = 0; k < l->opt->localize_count; k++) {
		const struct bw_link_pick *p = &l->opt->localize[k];
		uint32_t i, end, n = 0;
		enum bw_status one;

		if (own != (p->file != NULL))
			continue;
		one = link_pick_range(l, "localize", p, &i, &end);
		for (; one == BW_OK && i < end; i++)
			n += link_pick(l, p, i, own ? localize_own : localize_result, &st);
		if (one == BW_OK && !n)
			one = link_pick_nothing(l, "localize", p);
		st = bw_worse(st, one);
	}
	return st;
}

enum bw_status link_localize(struct link *l)
{
	return localize(l, false);
}

bool link_is_localized(const struct link *l, uint32_t input, bw_symid sym)
{
	const struct link_input *in = &l->in[input];
	const struct link_entry *e = link_entry_of(l, input, sym);

	return e ? e->is_localized : in->localized && in->localized[sym.i];
}

bool link_by_section(const struct link *l, const struct link_target *t)
{
	const struct bw_symbol *s = bw_obj_sym(l->in[t->input].obj, t->sym);

	if (!t->entry && t->atom && /* far from its symbol: they may part */
	    (s->value_bytes < t->atom->off_bytes || s->value_bytes >= t->atom->end_bytes))
		return true;
	return s->kind == BW_SYM_SECTION ||
	       (t->atom && s->kind == BW_SYM_FUNC && link_is_localized(l, t->input, t->sym));
}

enum bw_status link_options_apply(struct link *l)
{
	enum bw_status st = BW_OK;

	for (uint32_t k = 0; k < l->opt->prefix_count; k++)
		st = bw_worse(st, prefix_apply(l, &l->opt->prefix[k]));
	return bw_worse(st, localize(l, true));
}
