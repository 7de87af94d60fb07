/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which sections the result has, and where each atom goes. Sections of one name
 * become one, in input order; every atom keeps the alignment its place gave it.
 */
#include "link/link_state.h"

enum { SHT_PROGBITS = 1, SHT_NOBITS = 8 };
enum {
	SHF_WRITE = 1,
	SHF_ALLOC = 2,
	SHF_MERGE = 0x10,
	SHF_STRINGS = 0x20,
	SHF_LINK_ORDER = 0x80,
	SHF_GROUP = 0x200
};

/* What they say was about the input. */
static const uint64_t flags_dropped = SHF_LINK_ORDER | SHF_GROUP;
static const uint64_t flags_pool = SHF_MERGE | SHF_STRINGS;

/* More than any page: a larger alignment would be all padding. */
#define ALIGN_MAX 65536u

static bool has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* -ffunction-sections and COMDAT give each function a section; loaders know .text only. */
static bw_sym out_name(const struct link *l, const struct bw_section *s)
{
	if (s->kind == BW_SEC_CODE && link_is_text_name(l, s->name))
		return l->text;
	return s->name;
}

bool link_is_text_name(const struct link *l, bw_sym name)
{
	return bw_sym_eq(name, l->text) || has_prefix(bw_str(l->names, name), ".text.");
}

static uint64_t align_of(const struct bw_section *s)
{
	uint64_t a = s->align_bytes ? s->align_bytes : 1;

	a &= -a;
	return s->kind == BW_SEC_CODE && a < 8 ? 8 : a;
}

static uint32_t out_add(struct link *l, bw_sym name, const struct bw_section *s)
{
	struct link_out *o = bw_push(l->scratch, &l->out);

	o->name = name;
	o->kind = s->kind;
	o->elf_type = s->elf_type;
	o->elf_flags = s->elf_flags & ~flags_dropped;
	o->entsize_bytes = s->entsize_bytes;
	o->align_bytes = 1;
	return l->out.n - 1;
}

static uint32_t out_get(struct link *l, bw_sym name, const struct bw_section *s)
{
	if (!l->out_by_name[name.id])
		l->out_by_name[name.id] = out_add(l, name, s);
	return l->out_by_name[name.id];
}

/* The section of that name, or the first numbered one in which its special fields fit. */
static uint32_t out_for(struct link *l, uint32_t input, bw_secid sec)
{
	const struct bw_section *s = bw_obj_sec(l->in[input].obj, sec);
	const struct link_fields *f = &l->in[input].sec[sec.i].fields;
	uint32_t first = out_get(l, out_name(l, s), s), at = first;

	while (!link_fields_fit(&l->out.v[at].fields, f)) {
		if (!l->out.v[at].split) {
			uint32_t more = out_add(l, link_fields_name(l, &l->out.v[first]), s);

			l->out.v[at].split = more;
		}
		at = l->out.v[at].split;
	}
	assert(!l->out.v[at].fields.count || link_fields_fit(&l->out.v[at].fields, f));
	if (at != first)
		link_fields_tell(l, &l->out.v[first], &l->out.v[at], input, sec);
	l->out.v[at].fields.once |= f->once;
	l->out.v[at].fields.count += f->count;
	return at;
}

static bool is_plain_data(enum bw_sec_kind k)
{
	return k == BW_SEC_DATA || k == BW_SEC_RODATA || k == BW_SEC_BSS;
}

/* Constant and writable data of one name: one section, writable unless its name says
 * otherwise. Loaders go by the name too. */
static enum bw_sec_kind kind_merge(const struct link *l, const struct link_out *o,
				   enum bw_sec_kind k)
{
	if (o->kind == k || !is_plain_data(o->kind) || !is_plain_data(k))
		return o->kind;
	return has_prefix(bw_str(l->names, o->name), ".rodata") ? BW_SEC_RODATA : BW_SEC_DATA;
}

static enum bw_status out_merge(struct link *l, struct link_out *o, uint32_t input, bw_secid sec)
{
	const struct bw_section *s = bw_obj_sec(l->in[input].obj, sec);
	enum bw_sec_kind kind = kind_merge(l, o, s->kind);
	bool bss_name = has_prefix(bw_str(l->names, o->name), ".bss");
	enum bw_status st;

	if (s->kind != o->kind &&
	    (!is_plain_data(s->kind) || !is_plain_data(o->kind) || bss_name)) {
		st = bw_report(
		    l->diags, BW_D_LINK_SECTION, bw_obj_where_sec(l->in[input].obj, sec, 0),
		    "section '%s' holds something else in %s than in %s", bw_str(l->names, o->name),
		    l->in[input].obj->file, l->in[o->piece.v[0].input].obj->file);
		bw_note(l->diags,
			bw_obj_where_sec(l->in[o->piece.v[0].input].obj, o->piece.v[0].sec, 0),
			"the other one");
		return st;
	}
	if (kind != o->kind || kind != s->kind)
		o->elf_type = SHT_PROGBITS;
	o->kind = kind;
	if (((o->elf_flags ^ s->elf_flags) & flags_pool) || o->entsize_bytes != s->entsize_bytes) {
		o->elf_flags &= ~flags_pool;
		o->entsize_bytes = 0;
	}
	o->elf_flags |= s->elf_flags & ~(flags_dropped | flags_pool);
	return BW_OK;
}

static enum bw_status align_report(struct link *l, struct bw_where at, const char *what,
				   uint64_t align)
{
	return bw_report(l->diags, BW_D_LINK_LIMIT, at,
			 "%s wants an alignment of %llu bytes, over %u", what,
			 (unsigned long long)align, ALIGN_MAX);
}

static enum bw_status piece_add(struct link *l, uint32_t input, bw_secid sec)
{
	const struct bw_section *s = bw_obj_sec(l->in[input].obj, sec);
	uint32_t oi = out_for(l, input, sec);
	struct link_out *o = &l->out.v[oi];
	enum bw_status st = o->piece.n ? out_merge(l, o, input, sec) : BW_OK;

	*bw_push(l->scratch, &o->piece) = (struct link_piece){input, sec};
	o->needs_symbol |= l->in[input].sec[sec.i].needs_symbol;
	o->has_datasec |= l->in[input].sec[sec.i].has_datasec;
	l->in[input].sec[sec.i].out = oi;
	if (align_of(s) > ALIGN_MAX)
		st = bw_worse(st, align_report(l, bw_obj_where_sec(l->in[input].obj, sec, 0),
					       bw_printf(l->scratch, "section '%s'",
							 bw_str(l->names, s->name)),
					       align_of(s)));
	return st;
}

static enum bw_status outs_find(struct link *l)
{
	enum bw_status st = BW_OK;

	link_fields_find(l);
	bw_push(l->scratch, &l->out);
	l->out_by_name = BW_NEW_ARRAY(l->scratch, uint32_t, bw_names_count(l->names));
	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++)
			if (l->in[i].sec[s].atom_count)
				st = bw_worse(st, piece_add(l, i, (bw_secid){s}));
	return st;
}

/* Sections that no input has: .bss for common symbols, license by option. */
static void outs_invent(struct link *l)
{
	struct bw_section bss = {
	    .kind = BW_SEC_BSS, .elf_type = SHT_NOBITS, .elf_flags = SHF_WRITE | SHF_ALLOC};
	struct bw_section license = {
	    .kind = BW_SEC_LICENSE, .elf_type = SHT_PROGBITS, .elf_flags = SHF_WRITE | SHF_ALLOC};

	for (uint32_t i = 1; i < l->entry.n && !l->common_out; i++)
		if (l->entry.v[i].def && link_ref_sym(l, link_def(l, &l->entry.v[i]))->is_common)
			l->common_out = out_get(l, l->bss, &bss);
	if (l->license)
		out_get(l, l->license_name, &license);
}

/* Sizes of hostile inputs may wrap: then the section counts as endless. */
static uint64_t place(struct link_out *o, uint64_t align, uint64_t size)
{
	uint64_t at = bw_align_up(o->size_bytes, align);

	if (at < o->size_bytes || at + size < at) {
		o->size_bytes = UINT64_MAX;
		return 0;
	}
	o->size_bytes = at + size;
	o->align_bytes = align > o->align_bytes ? align : o->align_bytes;
	return at;
}

static void atom_place(struct link *l, struct link_out *o, uint32_t input, bw_secid sec,
		       struct link_atom *a)
{
	const struct bw_section *s = bw_obj_sec(l->in[input].obj, sec);
	const uint8_t *p = a->pooled && o->pool ? s->data + a->off_bytes : NULL;
	uint64_t n = a->end_bytes - a->off_bytes, align = align_of(s);
	uint64_t own = (a->off_bytes | align) & -(a->off_bytes | align);

	o->align_bytes = align > o->align_bytes ? align : o->align_bytes;
	assert(!a->dead && own);
	if (p && link_pool_find(o->pool, p, n, own, &a->out_bytes))
		return;
	a->out_bytes = place(o, own, n);
	if (p)
		link_pool_add(l->scratch, o->pool, p, n, a->out_bytes);
}

static void pieces_place(struct link *l, struct link_out *o)
{
	for (uint32_t i = 0; i < o->piece.n; i++) {
		struct link_input *in = &l->in[o->piece.v[i].input];
		bw_secid sec = o->piece.v[i].sec;

		for (uint32_t k = 0; k < in->sec[sec.i].atom_count; k++) {
			struct link_atom *a = &in->atom.v[in->sec[sec.i].atom_first + k];

			if (!a->dead)
				atom_place(l, o, o->piece.v[i].input, sec, a);
		}
	}
}

static void pool_make(struct link *l, struct link_out *o)
{
	uint64_t atoms = 0;

	if (!(o->elf_flags & SHF_MERGE))
		return;
	for (uint32_t k = 0; k < o->piece.n; k++)
		atoms += l->in[o->piece.v[k].input].sec[o->piece.v[k].sec.i].atom_count;
	o->pool = link_pool_create(l->scratch, atoms > UINT32_MAX ? UINT32_MAX : (uint32_t)atoms);
}

static enum bw_status commons_place(struct link *l)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 1; i < l->entry.n; i++) {
		struct link_entry *e = &l->entry.v[i];
		uint64_t align = e->align_bytes & -e->align_bytes;

		if (!e->def || !link_ref_sym(l, link_def(l, e))->is_common)
			continue;
		e->common_bytes = place(&l->out.v[l->common_out], align, e->size_bytes);
		if (align > ALIGN_MAX)
			st = bw_worse(st, align_report(l, link_ref_where(l, link_def(l, e)),
						       bw_printf(l->scratch, "'%s'",
								 bw_str(l->names, e->name)),
						       align));
	}
	return st;
}

/* A text that was dropped may still be named by code: by section then. */
static void texts_need(struct link *l)
{
	for (uint32_t i = 1; i < l->entry.n; i++) {
		const struct link_entry *e = &l->entry.v[i];
		const struct link_ref *r = link_def(l, e);

		if (e->is_text && e->use_sec.i)
			l->out.v[l->in[r->input].sec[link_ref_sym(l, r)->sec.i].out].needs_symbol =
			    true;
	}
}

static enum bw_status outs_check(struct link *l)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 1; i < l->out.n; i++)
		if (l->out.v[i].size_bytes > UINT32_MAX)
			st = bw_worse(st, bw_report(l->diags, BW_D_LINK_LIMIT,
						    bw_at_file(l->result->file),
						    "section '%s' has %llu bytes, over 4 GiB",
						    bw_str(l->names, l->out.v[i].name),
						    (unsigned long long)l->out.v[i].size_bytes));
	return st;
}

static void outs_emit(struct link *l)
{
	struct bw_obj *r = l->result;

	r->sec = BW_NEW_ARRAY(l->arena, struct bw_section, l->out.n);
	r->sec_count = 1;
	for (uint32_t i = 1; i < l->out.n; i++) {
		struct link_out *o = &l->out.v[i];
		struct bw_section *s = &r->sec[r->sec_count];

		if (!o->size_bytes)
			continue;
		o->id.i = r->sec_count++;
		s->name = o->name;
		s->kind = o->kind;
		s->elf_type = o->elf_type;
		s->elf_flags = o->elf_flags;
		s->align_bytes = o->align_bytes;
		s->entsize_bytes = o->entsize_bytes;
		s->size_bytes = o->size_bytes;
	}
}

enum bw_status link_layout(struct link *l)
{
	enum bw_status st = outs_find(l);

	outs_invent(l);
	for (uint32_t i = 1; i < l->out.n; i++) {
		struct link_out *o = &l->out.v[i];

		pool_make(l, o);
		if (o->kind == BW_SEC_MAPS)
			link_inner_first(l, o, atom_place);
		else
			pieces_place(l, o);
		if (o->kind == BW_SEC_LICENSE && l->license)
			o->size_bytes = strlen(l->license) + 1;
	}
	st = bw_worse(st, commons_place(l));
	texts_need(l);
	st = bw_worse(st, outs_check(l));
	if (st == BW_OK)
		outs_emit(l);
	return st;
}
