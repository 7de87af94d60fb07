/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cut an input's sections into atoms: functions, variables, and what lies between
 * and is no padding. An atom moves as one, and is dropped as one.
 */
#include "link/link_state.h"

/* Where a named thing stands. */
struct mark {
	uint64_t off, end;
	uint32_t sec;
	uint32_t local; /* symbol, if it is a local one */
};

struct marks {
	BW_VEC(struct mark) mark;
};

static int mark_order(const void *xp, const void *yp)
{
	const struct mark *x = xp, *y = yp;

	if (x->sec != y->sec)
		return x->sec < y->sec ? -1 : 1;
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

static bool is_named(const struct bw_symbol *s)
{
	return s->kind == BW_SYM_FUNC || s->kind == BW_SYM_OBJECT ||
	       (s->kind == BW_SYM_NOTYPE && (s->bind != BW_LOCAL || s->size_bytes));
}

/* Variables that only a DATASEC knows: their local symbols were stripped. */
static void vars_of_datasec(struct link *l, struct link_input *in, bw_tid t, uint8_t *seen)
{
	const struct bw_btf *b = in->obj->btf;
	bw_secid sec = bw_obj_find_sec(in->obj, bw_btf_name(b, t));
	uint32_t n = bw_btf_vlen(b, t);

	for (uint32_t i = 0; i < n; i++)
		in->extern_bytes[bw_btf_secinfos(b, t)[i].var.i] =
		    bw_btf_secinfos(b, t)[i].size_bytes;
	if (!sec.i || bw_obj_sec(in->obj, sec)->kind == BW_SEC_CODE)
		return;
	in->sec[sec.i].has_datasec = true;
	for (uint32_t i = 0; i < n; i++) {
		const struct bw_btf_secinfo *si = &bw_btf_secinfos(b, t)[i];
		struct link_var *v;

		if (bw_btf_kind(b, si->var) != BW_BTF_VAR || seen[si->var.i] ||
		    *bw_btf_tail(b, si->var) == BW_BTF_EXTERN ||
		    (uint64_t)si->off_bytes + si->size_bytes > bw_obj_sec(in->obj, sec)->size_bytes)
			continue;
		seen[si->var.i] = 1;
		v = bw_push(l->scratch, &in->var);
		*v = (struct link_var){sec, si->off_bytes, si->size_bytes, si->var, {0}};
	}
}

static void vars_find(struct link *l, struct link_input *in)
{
	const struct bw_obj *o = in->obj;
	uint8_t *seen;

	if (!o->btf)
		return;
	seen = BW_NEW_ARRAY(l->scratch, uint8_t, o->btf->count);
	in->extern_bytes = BW_NEW_ARRAY(l->scratch, uint32_t, o->btf->count);
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];
		struct link_var *v;

		if (bw_btf_kind(o->btf, s->type) != BW_BTF_VAR || seen[s->type.i])
			continue;
		seen[s->type.i] = 1;
		if (!s->sec.i)
			continue;
		v = bw_push(l->scratch, &in->var);
		*v = (struct link_var){s->sec, s->value_bytes, s->size_bytes, s->type, {i}};
	}
	for (uint32_t t = 1; t < o->btf->count; t++)
		if (bw_btf_kind(o->btf, (bw_tid){t}) == BW_BTF_DATASEC)
			vars_of_datasec(l, in, (bw_tid){t}, seen);
}

static struct marks marks_find(struct link *l, const struct link_input *in)
{
	struct marks m = {0};

	for (uint32_t i = 1; i < in->obj->sym_count; i++) {
		const struct bw_symbol *s = &in->obj->sym[i];

		if (s->sec.i && is_named(s))
			*bw_push(l->scratch, &m.mark) =
			    (struct mark){s->value_bytes, s->value_bytes + s->size_bytes, s->sec.i,
					  s->bind == BW_LOCAL ? i : 0};
	}
	for (uint32_t i = 0; i < in->var.n; i++) {
		const struct link_var *v = &in->var.v[i];

		if (!v->sym.i)
			*bw_push(l->scratch, &m.mark) =
			    (struct mark){v->off_bytes, v->off_bytes + v->size_bytes, v->sec.i, 0};
	}
	if (m.mark.n)
		qsort(m.mark.v, m.mark.n, sizeof(m.mark.v[0]), mark_order);
	return m;
}

static struct link_atom *atom_add(struct link *l, struct link_input *in, uint64_t off, uint64_t end)
{
	struct link_atom *a = bw_push(l->scratch, &in->atom);

	assert(off < end);
	a->off_bytes = off;
	a->end_bytes = end;
	return a;
}

static void name_add(struct link_atom *a, const struct mark *m)
{
	a->named_count++;
	if (!a->local && m->off == a->off_bytes)
		a->local = m->local;
}

/* A function may not start here if that would part the halves of a wide load. */
static bool splits_wide(const struct bw_section *s, uint64_t off)
{
	return off % 8 || (off && bw_insn_is_wide(s->insn[off / 8 - 1]));
}

static void cut_code(struct link *l, struct link_input *in, const struct bw_section *s,
		     const struct mark *m, uint32_t n)
{
	uint64_t covered = 0;
	struct link_atom *a = NULL;

	if (s->size_bytes && (!n || m[0].off > 0))
		a = atom_add(l, in, 0, s->size_bytes);
	for (uint32_t i = 0; i < n; i++) {
		if (m[i].off >= s->size_bytes)
			break;
		if (!a ||
		    (m[i].off >= covered && m[i].off > a->off_bytes && !splits_wide(s, m[i].off))) {
			if (a)
				a->end_bytes = m[i].off;
			a = atom_add(l, in, m[i].off, s->size_bytes);
		}
		name_add(a, &m[i]);
		covered = m[i].end > covered ? m[i].end : covered;
	}
}

uint32_t link_reloc_from(const struct bw_section *s, uint64_t off_bytes)
{
	uint32_t lo = 0, hi = s->reloc_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->reloc[mid].off_bytes < off_bytes)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Nothing but what aligning the next variable leaves? */
static bool is_padding(const struct bw_section *s, uint64_t off, uint64_t end)
{
	uint64_t align = s->align_bytes ? s->align_bytes : 1;
	uint64_t natural = (end | align) & -(end | align);

	if (bw_align_up(off, natural) != end)
		return false;
	for (uint64_t i = off; i < end && s->data; i++)
		if (s->data[i])
			return false;
	return link_reloc_from(s, end) == link_reloc_from(s, off);
}

static void cut_data(struct link *l, struct link_input *in, const struct bw_section *s,
		     const struct mark *m, uint32_t n)
{
	uint64_t covered = 0;
	uint32_t next = 0; /* the first mark behind this place */
	struct link_atom *a = NULL;

	for (uint32_t i = 0; i < n && m[i].off < s->size_bytes; i++) {
		uint64_t end = m[i].end;

		while (next < n && m[next].off <= m[i].off)
			next++;
		if (end == m[i].off) /* no size: up to the next one */
			end = next < n ? m[next].off : s->size_bytes;
		if (m[i].off > covered && !is_padding(s, covered, m[i].off))
			atom_add(l, in, covered, m[i].off);
		if (!a || m[i].off >= covered)
			a = atom_add(l, in, m[i].off, end);
		name_add(a, &m[i]);
		a->end_bytes = end > a->end_bytes ? end : a->end_bytes;
		covered = a->end_bytes;
	}
	if (covered < s->size_bytes)
		atom_add(l, in, covered, s->size_bytes);
}

void link_atoms_build(struct link *l, struct link_input *in)
{
	const struct bw_obj *o = in->obj;
	struct marks m;
	uint32_t at = 0;

	in->sec = BW_NEW_ARRAY(l->scratch, struct link_sec, o->sec_count);
	vars_find(l, in);
	m = marks_find(l, in);
	for (uint32_t i = 1; i < o->sec_count; i++) {
		const struct bw_section *s = &o->sec[i];
		uint32_t first = at;

		while (at < m.mark.n && m.mark.v[at].sec == i)
			at++;
		in->sec[i].atom_first = in->atom.n;
		if (s->kind == BW_SEC_NOTE || !s->size_bytes)
			continue;
		if (s->kind == BW_SEC_CODE)
			cut_code(l, in, s, m.mark.v + first, at - first);
		else
			cut_data(l, in, s, m.mark.v + first, at - first);
		in->sec[i].atom_count = in->atom.n - in->sec[i].atom_first;
		assert(in->sec[i].atom_count);
	}
	assert(at == m.mark.n);
}

struct link_atom *link_atom_at(const struct link_input *in, bw_secid sec, uint64_t off_bytes)
{
	const struct link_sec *s = &in->sec[sec.i];
	uint32_t lo = 0, hi = s->atom_count;

	while (lo < hi) { /* the last one that starts at or before */
		uint32_t mid = lo + (hi - lo) / 2;

		if (in->atom.v[s->atom_first + mid].off_bytes <= off_bytes)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!s->atom_count)
		return NULL;
	return &in->atom.v[s->atom_first + (lo ? lo - 1 : 0)];
}
