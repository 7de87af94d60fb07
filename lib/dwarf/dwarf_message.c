/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the child process tells: types as bytes of this machine's order, text with its length
 * before it. The parent believes nothing: the child has read a file of somebody else.
 */
#include "dwarf/dwarf_types.h"

enum { MAGIC = 0x62774454, FIELD_BYTES_MIN = 8 + 3 * 8 + 3, TYPE_BYTES_MIN = 40 };

static void text_write(struct bw_sb *to, const char *s)
{
	size_t n = s ? strlen(s) : 0;

	assert(n < UINT32_MAX);
	bw_sb_u32(to, s ? (uint32_t)n : UINT32_MAX, false);
	bw_sb_add(to, s ? s : "", n);
}

static void field_write(struct bw_sb *to, const struct bw_field *f)
{
	text_write(to, f->path);
	text_write(to, f->type);
	bw_sb_u64(to, f->off_bits, false);
	bw_sb_u64(to, f->size_bits, false);
	bw_sb_u64(to, f->count, false);
	bw_sb_addc(to, (char)f->kind);
	bw_sb_addc(to, f->is_bitfield);
	bw_sb_addc(to, f->in_union);
}

static void type_write(struct bw_sb *to, const struct bw_dwarf_type *t)
{
	const struct bw_layout *l = &t->layout;

	assert(t->name && l->type && bw_layout_valid(l));
	text_write(to, t->name);
	text_write(to, t->file);
	text_write(to, l->type);
	bw_sb_u32(to, t->lang, false);
	bw_sb_u32(to, t->line, false);
	bw_sb_u32(to, t->is_reordered, false);
	bw_sb_u64(to, l->size_bits, false);
	bw_sb_u32(to, l->align_bytes, false);
	bw_sb_u32(to, l->field_count, false);
	for (uint32_t i = 0; i < l->field_count; i++)
		field_write(to, &l->field[i]);
}

void dwarf_message_write(struct bw_sb *to, const struct bw_dwarf_types *t)
{
	bw_sb_u32(to, MAGIC, false);
	text_write(to, t->missing);
	text_write(to, t->partial);
	bw_sb_u32(to, t->list.n, false);
	for (uint32_t i = 0; i < t->list.n; i++)
		type_write(to, &t->list.v[i]);
	bw_sb_u32(to, MAGIC, false); /* all of it came */
}

/* ---- reading ---- */

static const char *text_or_null_read(struct bw_arena *a, struct bw_reader *r)
{
	uint32_t n = bw_read_u32(r);
	const uint8_t *p;

	if (n == UINT32_MAX)
		return NULL;
	p = bw_read_bytes(r, n);
	if (!p || memchr(p, 0, n)) {
		r->bad = true;
		return NULL;
	}
	return bw_strndup(a, (const char *)p, n);
}

static const char *text_read(struct bw_arena *a, struct bw_reader *r)
{
	const char *s = text_or_null_read(a, r);

	r->bad |= !s;
	return s;
}

/* A number that may not be greater than max. */
static uint32_t small_read(struct bw_reader *r, uint32_t max)
{
	uint32_t v = bw_read_u32(r);

	r->bad |= v > max;
	return v;
}

/* A count of things that take so many bytes each at least. */
static uint32_t count_read(struct bw_reader *r, size_t bytes_min)
{
	return small_read(r, (uint32_t)((r->n - r->off) / bytes_min));
}

static void field_read(struct bw_arena *a, struct bw_reader *r, struct bw_field *ret)
{
	uint8_t kind, is_bitfield, in_union;

	ret->path = text_read(a, r);
	ret->type = text_read(a, r);
	ret->off_bits = bw_read_u64(r);
	ret->size_bits = bw_read_u64(r);
	ret->count = bw_read_u64(r);
	kind = bw_read_u8(r);
	is_bitfield = bw_read_u8(r);
	in_union = bw_read_u8(r);
	r->bad |= kind > BW_FIELD_OPAQUE || is_bitfield > 1 || in_union > 1;
	ret->kind = (enum bw_field_kind)kind;
	ret->is_bitfield = is_bitfield == 1;
	ret->in_union = in_union == 1;
}

static void type_read(struct bw_arena *a, struct bw_reader *r, struct bw_dwarf_type *ret)
{
	struct bw_layout *l = &ret->layout;
	struct bw_field *f;

	ret->name = text_read(a, r);
	ret->file = text_or_null_read(a, r);
	l->type = text_read(a, r);
	ret->lang = (enum bw_dwarf_lang)small_read(r, BW_DWARF_OTHER);
	ret->line = bw_read_u32(r);
	ret->is_reordered = small_read(r, 1) == 1;
	l->size_bits = bw_read_u64(r);
	l->align_bytes = bw_read_u32(r);
	l->field_count = count_read(r, FIELD_BYTES_MIN);
	r->bad |= l->size_bits > DWARF_BYTES_MAX * 8;
	if (r->bad)
		return;
	f = BW_NEW_ARRAY(a, struct bw_field, l->field_count);
	l->field = f;
	for (uint32_t i = 0; i < l->field_count && !r->bad; i++)
		field_read(a, r, &f[i]);
	r->bad |= !bw_layout_valid(l);
}

bool dwarf_message_read(struct bw_arena *a, struct bw_bytes from, struct bw_dwarf_types *ret)
{
	struct bw_reader r = bw_reader_of(from.p, from.n, false);
	struct bw_dwarf_types t = *ret;
	uint32_t n;

	r.bad |= bw_read_u32(&r) != MAGIC;
	t.missing = text_or_null_read(a, &r);
	t.partial = text_or_null_read(a, &r);
	n = count_read(&r, TYPE_BYTES_MIN);
	for (uint32_t i = 0; i < n && !r.bad; i++)
		type_read(a, &r, bw_push(a, &t.list));
	r.bad |= bw_read_u32(&r) != MAGIC || r.off != r.n;
	if (r.bad)
		return false;
	*ret = t;
	return true;
}
