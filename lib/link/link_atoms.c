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
		v = bw_push(l->tmp, &in->var);
		*v = (struct link_var){sec, si->off_bytes, si->size_bytes, si->var, {0}};
	}
}

static void vars_find(struct link *l, struct link_input *in)
{
	const struct bw_obj *o = in->obj;
	uint8_t *seen;

	if (!o->btf)
		return;
	seen = BW_NEW_ARRAY(l->tmp, uint8_t, o->btf->count);
	in->extern_bytes = BW_NEW_ARRAY(l->scratch, uint32_t, o->btf->count);
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];
		struct link_var *v;

		if (bw_btf_kind(o->btf, s->type) != BW_BTF_VAR || seen[s->type.i])
			continue;
		seen[s->type.i] = 1;
		if (!s->sec.i)
			continue;
		v = bw_push(l->tmp, &in->var);
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
			*bw_push(l->tmp, &m.mark) =
			    (struct mark){s->value_bytes, s->value_bytes + s->size_bytes, s->sec.i,
					  s->bind == BW_LOCAL ? i : 0};
	}
	for (uint32_t i = 0; i < in->var.n; i++) {
		const struct link_var *v = &in->var.v[i];

		if (!v->sym.i)
			*bw_push(l->tmp, &m.mark) =
			    (struct mark){v->off_bytes, v->off_bytes + v->size_bytes, v->sec.i, 0};
	}
	if (m.mark.n)
		qsort(m.mark.v, m.mark.n, sizeof(m.mark.v[0]), mark_order);
	return m;
}

static struct link_atom *atom_add(struct link *l, struct link_input *in, uint64_t off, uint64_t end)
{
	struct link_atom *a = bw_push(l->tmp, &in->atom);

	assert(off < end);
	a->off_bytes = off;
	a->end_bytes = end;
	a->pooled = true; /* until something speaks against it */
	return a;
}

static void name_add(const struct link_input *in, struct link_atom *a, const struct mark *m)
{
	a->named_count++;
	a->pooled &= m->local && !in->obj->sym[m->local].type.i;
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
		name_add(in, a, &m[i]);
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

enum { SHF_MERGE = 0x10, SHF_STRINGS = 0x20 };

/* A section of strings or constants, of which equal ones may be one. */
static bool is_pool(const struct bw_section *s)
{
	return s->elf_flags & SHF_MERGE && s->data && s->entsize_bytes &&
	       s->size_bytes % s->entsize_bytes == 0;
}

static bool is_zero(const uint8_t *p, uint64_t n)
{
	while (n && !*p) {
		p++;
		n--;
	}
	return !n;
}

/* Where the string or constant that starts at off ends, end at most. */
static uint64_t entity_end(const struct bw_section *s, uint64_t off, uint64_t end)
{
	uint64_t unit = s->entsize_bytes;

	for (; end - off >= unit; off += unit)
		if (!(s->elf_flags & SHF_STRINGS) || is_zero(s->data + off, unit))
			return off + unit;
	return end;
}

/* What has no name: in a pool each string is an atom. */
static void gap_add(struct link *l, struct link_input *in, const struct bw_section *s, uint64_t off,
		    uint64_t end)
{
	while (is_pool(s) && off < end) {
		uint64_t next = entity_end(s, off, end);

		atom_add(l, in, off, next);
		off = next;
	}
	if (off < end)
		atom_add(l, in, off, end);
}

/* Is it whole, one, and told by its bytes alone? */
static bool is_entity(const struct bw_section *s, const struct link_atom *a)
{
	uint64_t unit = s->entsize_bytes;

	return a->end_bytes - a->off_bytes >= unit &&
	       entity_end(s, a->off_bytes, a->end_bytes) == a->end_bytes &&
	       (!(s->elf_flags & SHF_STRINGS) || is_zero(s->data + a->end_bytes - unit, unit)) &&
	       link_reloc_from(s, a->off_bytes) == link_reloc_from(s, a->end_bytes);
}

static void pool_mark(struct link_input *in, const struct bw_section *s, uint32_t first)
{
	for (uint32_t i = first; i < in->atom.n; i++)
		in->atom.v[i].pooled &= is_pool(s) && is_entity(s, &in->atom.v[i]);
}

static void cut_data(struct link *l, struct link_input *in, const struct bw_section *s,
		     const struct mark *m, uint32_t n)
{
	uint64_t covered = 0;
	uint32_t next = 0; /* the first mark behind this place */
	uint32_t first = in->atom.n;
	struct link_atom *a = NULL;

	for (uint32_t i = 0; i < n && m[i].off < s->size_bytes; i++) {
		uint64_t end = m[i].end;

		while (next < n && m[next].off <= m[i].off)
			next++;
		if (end == m[i].off) /* no size: up to the next one */
			end = next < n ? m[next].off : s->size_bytes;
		if (m[i].off > covered && !is_padding(s, covered, m[i].off))
			gap_add(l, in, s, covered, m[i].off);
		if (!a || m[i].off >= covered)
			a = atom_add(l, in, m[i].off, end);
		name_add(in, a, &m[i]);
		a->end_bytes = end > a->end_bytes ? end : a->end_bytes;
		covered = a->end_bytes;
	}
	if (covered < s->size_bytes)
		gap_add(l, in, s, covered, s->size_bytes);
	pool_mark(in, s, first);
}

static void atoms_cut(struct link *l, struct link_input *in)
{
	const struct bw_obj *o = in->obj;
	struct marks m;
	uint32_t at = 0;

	in->sec = BW_NEW_ARRAY(l->scratch, struct link_sec, o->sec_count);
	vars_find(l, in);
	m = marks_find(l, in);
	for (uint32_t i = 1; i < o->sec_count; i++) {
		const struct bw_section *s = &o->sec[i];
		const struct mark *first = m.mark.n ? m.mark.v + at : NULL;
		uint32_t from = at;

		while (at < m.mark.n && m.mark.v[at].sec == i)
			at++;
		in->sec[i].atom_first = in->atom.n;
		if (s->kind == BW_SEC_NOTE || !s->size_bytes)
			continue;
		if (s->kind == BW_SEC_CODE)
			cut_code(l, in, s, first, at - from);
		else
			cut_data(l, in, s, first, at - from);
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

/* Arrays grow in passing memory: there may be many inputs. */
void link_atoms_build(struct link *l, struct link_input *in)
{
	l->tmp = bw_arena_child(l->scratch);
	atoms_cut(l, in);
	in->atom.cap = in->atom.n;
	in->atom.v = bw_memdup(l->scratch, in->atom.v, in->atom.n * sizeof(*in->atom.v));
	in->var.cap = in->var.n;
	in->var.v = bw_memdup(l->scratch, in->var.v, in->var.n * sizeof(*in->var.v));
	bw_arena_deinit(l->tmp);
}
