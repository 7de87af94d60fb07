/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Placing members. The rules of bit-fields were read off compilers' constants (diff-abi.sh); the
 * names they have there: PCC_BITFIELD_TYPE_MATTERS (TYPED), align_anon_bitfield (NAMELESS).
 */
#include "abi/abi_parts.h"

static uint64_t align_up(uint64_t bits, uint32_t align_bytes)
{
	uint64_t align = align_bytes * 8ull;

	assert(align_bytes && (align_bytes & (align_bytes - 1)) == 0);
	return (bits + align - 1) / align * align;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void raise(struct abi_cursor *c, uint32_t align_bytes)
{
	if (align_bytes > c->align_bytes)
		c->align_bytes = align_bytes;
}

/* Unnamed bit-fields before a member: of no width, or of fix.n bits. */
static void put_unnamed(const struct bw_abi *abi, const struct abi_decl *d, struct abi_fix fix,
			struct abi_cursor *c)
{
	uint32_t type = 1;

	if (fix.kind == ABI_FIX_GAP) {
		c->bits += fix.n;
		while (type < 8 && type * 8 < fix.n)
			type *= 2;
		if (d->pack_bytes)
			type = least(type, d->pack_bytes);
	} else {
		type = abi->bits == ABI_BITS_TIGHT ? abi->cap_bytes : fix.n;
		c->bits = align_up(c->bits, least(type, abi->cap_bytes));
	}
	if (abi->bits == ABI_BITS_NAMELESS ||
	    (abi->bits == ABI_BITS_TIGHT && fix.kind == ABI_FIX_ZERO))
		raise(c, least(type, abi->cap_bytes));
}

/* A tight bit-field that happens to be a whole integer in its place is one (gcc's
 * layout_decl()). */
static uint32_t tight_align(const struct bw_abi *abi, bool packed, uint64_t off_bits,
			    uint32_t width_bits)
{
	uint32_t align = least(width_bits / 8, abi->cap_bytes);

	if (packed || width_bits < 8 || (width_bits & (width_bits - 1)) ||
	    off_bits % (align * 8ull))
		return 1;
	return align;
}

static uint64_t put_bits(const struct bw_abi *abi, const struct abi_decl *d, bool packed,
			 struct abi_part p, struct abi_cursor *c)
{
	uint32_t align = p.align_bytes;
	uint64_t off = c->bits;

	if (abi->bits == ABI_BITS_TIGHT) {
		raise(c, tight_align(abi, packed || d->pack_bytes, off, p.width_bits));
		return off;
	}
	if (d->pack_bytes)
		align = least(align, d->pack_bytes);
	else if (off % (align * 8ull) + p.width_bits > p.size_bits && !packed)
		off = align_up(off, align);
	raise(c, packed ? 1 : align);
	return off;
}

static uint64_t put_whole(const struct abi_decl *d, struct abi_fix fix, struct abi_part p,
			  struct abi_cursor *c)
{
	uint32_t align = p.align_bytes;

	if (d->pack_bytes)
		align = least(align, d->pack_bytes);
	if (fix.kind == ABI_FIX_PACKED)
		align = 1;
	if (fix.kind == ABI_FIX_ALIGN && fix.n > align)
		align = fix.n;
	raise(c, align);
	return align_up(c->bits, align);
}

uint64_t abi_put(const struct bw_abi *abi, const struct abi_decl *d, struct abi_fix fix,
		 struct abi_part p, struct abi_cursor *c)
{
	uint64_t off;

	if (abi->lang == ABI_LANG_GO)
		fix.kind = ABI_FIX_NONE;
	if (d->is_union)
		c->bits = 0;
	if (fix.kind == ABI_FIX_ZERO || fix.kind == ABI_FIX_GAP)
		put_unnamed(abi, d, fix, c);
	if (p.width_bits)
		off = put_bits(abi, d, fix.kind == ABI_FIX_PACKED, p, c);
	else
		off = put_whole(d, fix, p, c);
	c->bits = off + (p.width_bits ? p.width_bits : p.size_bits);
	if (c->bits > c->end_bits)
		c->end_bits = c->bits;
	return off;
}

uint64_t abi_put_end(const struct bw_abi *abi, const struct abi_decl *d, struct abi_cursor *c)
{
	if (!d->pack_bytes)
		raise(c, abi->struct_align_bytes);
	if (abi->lang != ABI_LANG_GO) {
		raise(c, d->align_bytes);
		c->end_bits += d->tail_bits;
	}
	return align_up(c->end_bits, c->align_bytes);
}

/* The members as they stand in BPF: no declaration explains them. */
static void place_frozen(struct abi_walk *w, bw_tid t, struct abi_shape *s)
{
	uint64_t end = bw_btf_size_word(w->b, t) * 8ull;

	for (uint32_t i = 0, n = bw_btf_vlen(w->b, t); i < n; i++) {
		struct abi_part p;
		uint32_t off, width = abi_member_width(w->b, t, i, &off);

		if (!abi_part_of(w, w->abi, bw_btf_members(w->b, t)[i].type, &p) ||
		    (width && w->abi->bits == ABI_BITS_NONE)) {
			s->state = ABI_NO_LAYOUT;
			return;
		}
		s->off_bits[i] = off;
		if (off + (width ? width : p.size_bits) > end)
			end = align_up(off + (width ? width : p.size_bits), 1);
	}
	s->size_bits = end;
	s->align_bytes = s->source_align_bytes;
	s->state = end / 8 <= UINT32_MAX ? ABI_PLACED : ABI_NO_LAYOUT;
}

/* Go keeps a last member of no size apart from what follows the struct
 * (cmd/compile/internal/types, CalcStructSize). */
static void go_tail(struct abi_part last, struct abi_cursor *c)
{
	if (!last.size_bits && c->end_bits)
		c->end_bits += 8;
}

void abi_place(struct abi_walk *w, bw_tid t, struct abi_shape *s)
{
	static const struct abi_decl plain = {.align_bytes = 1};
	struct abi_decl d = w->abi->lang == ABI_LANG_GO ? plain : s->decl;
	struct abi_cursor c = {.align_bytes = 1};
	struct abi_part p = {.size_bits = 1};

	d.is_union = s->decl.is_union;
	s->off_bits = BW_NEW_ARRAY(w->arena, uint64_t, bw_btf_vlen(w->b, t));
	if (s->decl.frozen) {
		place_frozen(w, t, s);
		return;
	}
	for (uint32_t i = 0, n = bw_btf_vlen(w->b, t); i < n; i++) {
		uint32_t off, width = abi_member_width(w->b, t, i, &off);

		if (!abi_part_of(w, w->abi, bw_btf_members(w->b, t)[i].type, &p) ||
		    width > p.size_bits || (width && w->abi->bits == ABI_BITS_NONE)) {
			s->state = ABI_NO_LAYOUT;
			return;
		}
		p.width_bits = width;
		s->off_bits[i] = abi_put(w->abi, &d, s->decl.fix[i], p, &c);
	}
	if (w->abi->lang == ABI_LANG_GO && !d.is_union)
		go_tail(p, &c);
	s->size_bits = abi_put_end(w->abi, &d, &c);
	s->align_bytes = c.align_bytes;
	s->state = s->size_bits / 8 <= UINT32_MAX ? ABI_PLACED : ABI_NO_LAYOUT;
}
