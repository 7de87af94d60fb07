/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What links, but cannot work or will be refused when it is loaded.
 */
#include "link/link_state.h"

/* ---- pointers in data ---- */

const char *link_target_name(const struct link *l, const struct link_target *t)
{
	const struct bw_obj *o = l->in[t->input].obj;

	if (t->entry)
		return bw_str(l->names, t->entry->name);
	if (t->atom && t->atom->local)
		return bw_str(l->names, o->sym[t->atom->local].name);
	if (bw_obj_sym(o, t->sym)->name.id)
		return bw_str(l->names, bw_obj_sym(o, t->sym)->name);
	return bw_str(l->names, bw_obj_sec(o, t->sec)->name);
}

/* What stands at a place of data, for people. */
static const char *holder_name(const struct link *l, uint32_t input, bw_secid sec, uint64_t off)
{
	const struct link_input *in = &l->in[input];

	for (uint32_t i = 0; i < in->var.n; i++) {
		const struct link_var *v = &in->var.v[i];

		if (v->sec.i == sec.i && off >= v->off_bytes && off - v->off_bytes < v->size_bytes)
			return bw_str(l->names, bw_btf_name(in->obj->btf, v->type));
	}
	return bw_str(l->names, bw_obj_sec(in->obj, sec)->name);
}

static void pointers_tell(struct link *l, uint32_t input, bw_secid sec)
{
	const struct bw_obj *o = l->in[input].obj;
	const struct bw_section *s = bw_obj_sec(o, sec);
	const struct bw_reloc *first = NULL;
	struct link_target t;
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->reloc_count; i++) {
		const struct link_atom *a = link_atom_at(&l->in[input], sec, s->reloc[i].off_bytes);

		if (!a || a->dead)
			continue;
		if (!first)
			first = &s->reloc[i];
		n++;
	}
	if (!n)
		return;
	assert(first && s->data);
	t = link_follow(l, input, first->sym, first->addend);
	bw_tell(l->diags, BW_D_LINK_DATA_POINTER, bw_obj_where_sec(o, sec, first->off_bytes),
		"'%s' points to '%s'%s", holder_name(l, input, sec, first->off_bytes),
		link_target_name(l, &t),
		n > 1 ? bw_printf(l->scratch, "; section '%s' of %s has %u pointers",
				  bw_str(l->names, s->name), o->file, n)
		      : "");
}

/* ---- maps ---- */

static void old_maps_tell(struct link *l, uint32_t input, bw_secid sec)
{
	const struct link_input *in = &l->in[input];

	for (uint32_t k = 0; k < in->sec[sec.i].atom_count; k++)
		if (!in->atom.v[in->sec[sec.i].atom_first + k].dead) {
			bw_tell(l->diags, BW_D_LINK_OLD_MAPS_KEPT,
				bw_obj_where_sec(in->obj, sec, 0),
				"%s defines maps the old way, in section '%s'", in->obj->file,
				bw_str(l->names, bw_obj_sec(in->obj, sec)->name));
			return;
		}
}

/* A static map, or one with hidden visibility. */
static void static_map_tell(struct link *l, uint32_t input, const struct link_var *v)
{
	const struct link_input *in = &l->in[input];
	const struct link_atom *a = link_atom_at(in, v->sec, v->off_bytes);
	const struct link_entry *e = v->sym.i ? link_entry_of(l, input, v->sym) : NULL;
	bool hidden = e && (e->vis == BW_VIS_HIDDEN || e->vis == BW_VIS_INTERNAL);

	if (!a || a->dead || (e && !hidden))
		return;
	bw_tell(l->diags, BW_D_LINK_STATIC_MAP,
		v->sym.i ? bw_obj_where_sym(in->obj, v->sym)
			 : bw_obj_where_sec(in->obj, v->sec, v->off_bytes),
		"map '%s' of %s is %s", bw_str(l->names, bw_btf_name(in->obj->btf, v->type)),
		in->obj->file, hidden ? "hidden" : "static");
}

static void static_maps_tell(struct link *l, uint32_t input)
{
	const struct link_input *in = &l->in[input];

	for (uint32_t i = 0; i < in->var.n; i++)
		if (bw_obj_sec(in->obj, in->var.v[i].sec)->kind == BW_SEC_MAPS)
			static_map_tell(l, input, &in->var.v[i]);
}

void link_loaders_tell(struct link *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sec_count; s++) {
			enum bw_sec_kind k = o->sec[s].kind;

			if (k == BW_SEC_DATA || k == BW_SEC_RODATA || k == BW_SEC_ARENA)
				pointers_tell(l, i, (bw_secid){s});
			else if (k == BW_SEC_MAPS_OLD)
				old_maps_tell(l, i, (bw_secid){s});
		}
		static_maps_tell(l, i);
	}
}
