/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * license and version: every file says one, the result has one. Equal ones merge;
 * different licenses merge if all are compatible with the GPL, to "GPL".
 */
#include "link/link_state.h"

/* include/linux/license.h, license_is_gpl_compatible(), 6.12. */
static const char *const gpl_texts[] = {
    "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
};

bool bw_license_is_gpl(const char *text, size_t n)
{
	for (size_t i = 0; i < BW_COUNT(gpl_texts); i++)
		if (strlen(gpl_texts[i]) == n && memcmp(gpl_texts[i], text, n) == 0)
			return true;
	return false;
}

struct text {
	uint32_t input;
	bw_secid sec;
	const char *p;
	size_t n;
};

struct texts {
	BW_VEC(struct text) v;
};

/* All sections of this kind. A license ends at its first NUL. */
static struct texts texts_find(struct link *l, enum bw_sec_kind kind)
{
	struct texts all = {0};

	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sec_count; s++) {
			struct text t = {
			    i, {s}, (const char *)o->sec[s].data, o->sec[s].size_bytes};

			if (o->sec[s].kind != kind || !t.p || !t.n)
				continue;
			if (kind == BW_SEC_LICENSE)
				t.n = strnlen(t.p, t.n);
			*bw_push(l->scratch, &all.v) = t;
		}
	}
	return all;
}

static bool text_is(const struct text *t, const char *p, size_t n)
{
	return t->n == n && memcmp(t->p, p, n) == 0;
}

static struct bw_where text_where(const struct link *l, const struct text *t)
{
	return bw_obj_where_sec(l->in[t->input].obj, t->sec, 0);
}

static const char *text_quote(struct link *l, const struct text *t)
{
	struct bw_sb b = bw_sb_in(l->scratch);

	bw_sb_addc(&b, '"');
	for (size_t i = 0; i < t->n && i < 128; i++)
		bw_sb_addc(&b, t->p[i] >= ' ' && t->p[i] <= '~' ? t->p[i] : '?');
	bw_sb_addc(&b, '"');
	return bw_sb_str(&b);
}

/* Only the chosen section, and of it (whole: all) the first atom, is copied. */
static void keep_one(struct link *l, const struct texts *all, uint32_t chosen, bool whole)
{
	for (uint32_t i = 0; i < all->v.n; i++) {
		struct link_input *in = &l->in[all->v.v[i].input];
		struct link_sec *s = &in->sec[all->v.v[i].sec.i];

		for (uint32_t k = 0; k < s->atom_count; k++)
			if (i != chosen || (k && !whole))
				in->atom.v[s->atom_first + k].dead = true;
		s->has_dead = i != chosen || !whole;
	}
}

/* The first text that differs from the first one; n if all are equal. */
static uint32_t first_other(const struct texts *all)
{
	uint32_t i = 0;

	while (i < all->v.n && text_is(&all->v.v[i], all->v.v[0].p, all->v.v[0].n))
		i++;
	return i;
}

static bool all_gpl(const struct texts *all)
{
	for (uint32_t i = 0; i < all->v.n; i++)
		if (!bw_license_is_gpl(all->v.v[i].p, all->v.v[i].n))
			return false;
	return true;
}

static enum bw_status licenses_differ(struct link *l, const struct texts *all, uint32_t other,
				      uint32_t *ret_chosen)
{
	const struct text *x = &all->v.v[0], *y = &all->v.v[other];
	enum bw_status st;

	if (!all_gpl(all)) {
		st = bw_report(l->diags, BW_D_LINK_LICENSE, text_where(l, y),
			       "license is %s in %s and %s in %s", text_quote(l, x),
			       l->in[x->input].obj->file, text_quote(l, y),
			       l->in[y->input].obj->file);
		bw_note(l->diags, text_where(l, x), "the other text");
		return st;
	}
	l->license = "GPL";
	for (uint32_t i = all->v.n; i-- > 0;)
		if (text_is(&all->v.v[i], "GPL", 3))
			*ret_chosen = i;
	bw_tell(l->diags, BW_D_LINK_LICENSE_MERGED, text_where(l, y),
		"license is %s in %s and %s in %s; the result says \"GPL\"", text_quote(l, x),
		l->in[x->input].obj->file, text_quote(l, y), l->in[y->input].obj->file);
	return BW_OK;
}

static enum bw_status license_choose(struct link *l)
{
	struct texts all = texts_find(l, BW_SEC_LICENSE);
	uint32_t other = first_other(&all), chosen = 0;
	enum bw_status st = BW_OK;

	l->license = l->opt->license;
	if (!l->license && other < all.v.n)
		st = licenses_differ(l, &all, other, &chosen);
	keep_one(l, &all, chosen, !l->license);
	return st;
}

static enum bw_status version_choose(struct link *l)
{
	struct texts all = texts_find(l, BW_SEC_VERSION);
	uint32_t other = first_other(&all);
	const struct text *x, *y;
	enum bw_status st;

	keep_one(l, &all, 0, true);
	if (other == all.v.n)
		return BW_OK;
	x = &all.v.v[0];
	y = &all.v.v[other];
	if (x->n != 4 || y->n != 4)
		st = bw_report(l->diags, BW_D_LINK_VERSION, text_where(l, y),
			       "version has %zu bytes in %s and %zu in %s", x->n,
			       l->in[x->input].obj->file, y->n, l->in[y->input].obj->file);
	else
		st = bw_report(l->diags, BW_D_LINK_VERSION, text_where(l, y),
			       "version is 0x%x in %s and 0x%x in %s",
			       bw_get32(x->p, l->big_endian), l->in[x->input].obj->file,
			       bw_get32(y->p, l->big_endian), l->in[y->input].obj->file);
	bw_note(l->diags, text_where(l, x), "the other version");
	return st;
}

/* Of the definitions of one name, the one in the section that stays. */
static void winner_keep(struct link *l, struct link_entry *e)
{
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];
		const struct bw_symbol *s = link_ref_sym(l, r);
		const struct link_atom *a;

		if (!s->sec.i)
			continue;
		a = link_atom_at(&l->in[r->input], s->sec, s->value_bytes);
		if (a && !a->dead) {
			e->def = i;
			return;
		}
	}
}

enum bw_status link_texts_choose(struct link *l)
{
	enum bw_status st = license_choose(l);

	st = bw_worse(st, version_choose(l));
	for (uint32_t i = 1; i < l->entry.n; i++)
		if (l->entry.v[i].is_text)
			winner_keep(l, &l->entry.v[i]);
	return st;
}
