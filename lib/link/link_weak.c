/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Weak definitions of one name, none of them overridden: the first input's is taken,
 * so the result depends on the order of the inputs unless all of them are the same.
 * Where they are not, that is said. The same means the same bytes, with what relocations
 * and calls lead to compared by what it is instead of by where it stands.
 */
#include "link/link_state.h"

enum { DEPTH_MAX = 8, SHF_STRINGS = 0x20 };
/* What is compared of one name at most, calls and data included; the rest is taken as
 * the same. */
enum { BUDGET_BYTES = 1 << 16 };

struct span {
	uint32_t input;
	bw_secid sec;
	uint64_t off_bytes, size_bytes;
};

struct twins {
	const struct link *l;
	uint64_t budget_bytes;
	uint32_t depth;
};

static const struct bw_section *section_of(const struct link *l, const struct span *s)
{
	return bw_obj_sec(l->in[s->input].obj, s->sec);
}

static bool spans_same(struct twins *t, struct span x, struct span y);

/* Two strings of sections that the compiler merges. */
static bool strings_same(const struct bw_section *x, uint64_t x_off, const struct bw_section *y,
			 uint64_t y_off)
{
	size_t n = x->size_bytes - x_off, m = y->size_bytes - y_off, len;

	if (!x->data || !y->data)
		return false;
	len = strnlen((const char *)x->data + x_off, n);
	return len == strnlen((const char *)y->data + y_off, m) &&
	       memcmp(x->data + x_off, y->data + y_off, len) == 0;
}

static bool places_same(struct twins *t, struct span x, struct span y)
{
	const struct bw_section *sx = section_of(t->l, &x), *sy = section_of(t->l, &y);
	const struct link_atom *ax = link_atom_at(&t->l->in[x.input], x.sec, x.off_bytes);
	const struct link_atom *ay = link_atom_at(&t->l->in[y.input], y.sec, y.off_bytes);
	bool same;

	if (sx->kind != sy->kind || x.off_bytes > sx->size_bytes || y.off_bytes > sy->size_bytes)
		return false;
	if (sx->elf_flags & sy->elf_flags & SHF_STRINGS)
		return strings_same(sx, x.off_bytes, sy, y.off_bytes);
	if (!ax || !ay || x.off_bytes - ax->off_bytes != y.off_bytes - ay->off_bytes)
		return !ax && !ay;
	if (t->depth >= DEPTH_MAX)
		return true;
	t->depth++;
	same = spans_same(
	    t, (struct span){x.input, x.sec, ax->off_bytes, ax->end_bytes - ax->off_bytes},
	    (struct span){y.input, y.sec, ay->off_bytes, ay->end_bytes - ay->off_bytes});
	t->depth--;
	return same;
}

static bool targets_same(struct twins *t, uint32_t x, const struct bw_reloc *rx, uint32_t y,
			 const struct bw_reloc *ry)
{
	const struct bw_symbol *sx = bw_obj_sym(t->l->in[x].obj, rx->sym);
	const struct bw_symbol *sy = bw_obj_sym(t->l->in[y].obj, ry->sym);
	const struct link_entry *ex = link_entry_of(t->l, x, rx->sym);
	const struct link_entry *ey = link_entry_of(t->l, y, ry->sym);

	if (rx->kind != ry->kind)
		return false;
	if (ex || ey)
		return ex == ey && rx->addend == ry->addend;
	if (!sx->sec.i || !sy->sec.i)
		return !sx->sec.i && !sy->sec.i && bw_sym_eq(sx->name, sy->name);
	return places_same(t, (struct span){x, sx->sec, sx->value_bytes + (uint64_t)rx->addend, 0},
			   (struct span){y, sy->sec, sy->value_bytes + (uint64_t)ry->addend, 0});
}

static bool insns_same(struct twins *t, const struct span *x, const struct span *y, uint64_t at,
		       bool is_relocated)
{
	const struct bw_section *sx = section_of(t->l, x), *sy = section_of(t->l, y);
	struct bw_insn ix = sx->insn[(x->off_bytes + at) / 8];
	struct bw_insn iy = sy->insn[(y->off_bytes + at) / 8];
	uint64_t to_x, to_y;

	if (is_relocated)
		ix.imm = iy.imm = 0;
	else if (link_direct_call(sx, x->off_bytes + at, &to_x) &&
		 link_direct_call(sy, y->off_bytes + at, &to_y))
		return places_same(t, (struct span){x->input, x->sec, to_x, 0},
				   (struct span){y->input, y->sec, to_y, 0});
	return memcmp(&ix, &iy, sizeof(ix)) == 0;
}

static uint8_t byte_at(const struct bw_section *s, uint64_t off_bytes)
{
	return s->data ? s->data[off_bytes] : 0;
}

/* How much is compared at once, and how much of it a relocation fills in. */
static uint64_t step_bytes(const struct bw_section *s, const struct bw_reloc *r)
{
	if (s->kind == BW_SEC_CODE)
		return r && r->kind == BW_REL_IMM64 ? 16 : 8;
	return !r ? 1 : r->kind == BW_REL_ABS64 ? 8 : 4;
}

static const struct bw_reloc *next_reloc(const struct bw_section *s, uint32_t *i, uint64_t off)
{
	while (*i < s->reloc_count && s->reloc[*i].off_bytes < off)
		++*i;
	return *i < s->reloc_count && s->reloc[*i].off_bytes == off ? &s->reloc[*i] : NULL;
}

static bool bytes_same(struct twins *t, const struct span *x, const struct span *y)
{
	const struct bw_section *sx = section_of(t->l, x), *sy = section_of(t->l, y);
	uint32_t i = link_reloc_from(sx, x->off_bytes), k = link_reloc_from(sy, y->off_bytes);

	for (uint64_t at = 0; at < x->size_bytes;) {
		const struct bw_reloc *rx = next_reloc(sx, &i, x->off_bytes + at);
		const struct bw_reloc *ry = next_reloc(sy, &k, y->off_bytes + at);

		if (!rx != !ry || (rx && !targets_same(t, x->input, rx, y->input, ry)))
			return false;
		if (sx->kind == BW_SEC_CODE
			? !insns_same(t, x, y, at, rx != NULL)
			: !rx && byte_at(sx, x->off_bytes + at) != byte_at(sy, y->off_bytes + at))
			return false;
		at += step_bytes(sx, rx);
	}
	return true;
}

/* The first record at or behind this byte. */
static uint32_t core_index(const struct bw_section *s, uint64_t off_bytes)
{
	uint32_t low = 0, high = s->core_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if ((uint64_t)s->core[mid].off_insns * 8 < off_bytes)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static const struct bw_core_relo *core_from(const struct bw_section *s, const struct span *at,
					    uint32_t *ret_n)
{
	uint32_t i = core_index(s, at->off_bytes);

	*ret_n = core_index(s, at->off_bytes + at->size_bytes) - i;
	return s->core ? s->core + i : NULL;
}

/* What CO-RE puts in, by type and path. */
static bool core_same(const struct link *l, const struct span *x, const struct span *y)
{
	uint32_t n, m;
	const struct bw_core_relo *cx = core_from(section_of(l, x), x, &n);
	const struct bw_core_relo *cy = core_from(section_of(l, y), y, &m);

	if (n != m)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (cx[i].kind != cy[i].kind || !bw_sym_eq(cx[i].access, cy[i].access) ||
		    link_merged(l, x->input, cx[i].type).i !=
			link_merged(l, y->input, cy[i].type).i)
			return false;
	return true;
}

static bool spans_same(struct twins *t, struct span x, struct span y)
{
	bool code_x = section_of(t->l, &x)->kind == BW_SEC_CODE;

	if (x.size_bytes != y.size_bytes || code_x != (section_of(t->l, &y)->kind == BW_SEC_CODE))
		return false;
	if (x.size_bytes > t->budget_bytes)
		return true;
	t->budget_bytes -= x.size_bytes;
	return bytes_same(t, &x, &y) && (!code_x || core_same(t->l, &x, &y));
}

/* The bytes of a weak definition; false if r is none, or went with its group. */
static bool weak_span(const struct link *l, const struct link_ref *r, struct span *ret)
{
	const struct bw_symbol *s = link_ref_sym(l, r);
	const struct link_atom *a;

	if (s->bind != BW_WEAK || !s->sec.i || l->in[r->input].sec[s->sec.i].is_discarded)
		return false;
	a = link_atom_at(&l->in[r->input], s->sec, s->value_bytes);
	if (!a || s->value_bytes < a->off_bytes || s->value_bytes >= a->end_bytes)
		return false;
	*ret = (struct span){r->input, s->sec, s->value_bytes, s->size_bytes};
	if (!s->size_bytes || s->size_bytes > a->end_bytes - s->value_bytes)
		ret->size_bytes = a->end_bytes - s->value_bytes;
	return true;
}

static void differ_tell(struct link *l, const struct link_entry *e, const struct link_ref *other)
{
	const struct link_ref *def = link_def(l, e);

	bw_tell(l->diags, BW_D_LINK_WEAK_DIFFER, link_ref_where(l, other),
		"weak '%s' is one thing in %s and another in %s; the result has the first",
		bw_str(l->names, e->name), l->in[def->input].obj->file,
		l->in[other->input].obj->file);
	bw_note(l->diags, link_ref_where(l, def), "this definition is taken");
}

void link_weak_check(struct link *l)
{
	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];
		struct span x, y;

		if (!e->def || e->first == e->last || e->is_text ||
		    !weak_span(l, link_def(l, e), &x))
			continue;
		for (uint32_t k = e->first; k; k = l->ref.v[k].next) {
			struct twins t = {.l = l, .budget_bytes = BUDGET_BYTES};

			if (k == e->def || !weak_span(l, &l->ref.v[k], &y) || spans_same(&t, x, y))
				continue;
			differ_tell(l, e, &l->ref.v[k]);
			break;
		}
	}
}
