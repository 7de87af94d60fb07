/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a layout back to the declaration: which attributes, and which bit-fields without a
 * name, make BPF lay the members out as the graph says?
 *
 * A guess fixes what holds for the whole struct: packed or not, and whether space before a
 * member is aligned(N) or a bit-field of width zero (which does not align the struct). Under a
 * guess the members are placed one by one, each with the cheapest fix that gets it where it
 * stands. The cheapest guess wins, the first one among equals.
 */
#include "abi/abi_parts.h"

enum {
	COST_PACK = 1,	 /* everybody's attribute */
	COST_PRAGMA = 2, /* nobody's */
	COST_FIX = 1,
	COST_PACKED_MEMBER = 2,
	COST_GAP = 3,
};
#define COST_NO UINT32_MAX
#define ALIGN_BYTES_MAX 65536u /* of aligned(N) */

struct guess {
	uint32_t pack_bytes;
	bool zero_width; /* rather than aligned(N) */
	bool old_i128;	 /* aligned to 8: gcc, and clang before 18 */
};

static const struct guess guesses[] = {
    {0, false, false}, {0, false, true},  {1, false, false}, {0, true, false},
    {2, false, false}, {4, false, false}, {1, true, false},
};

/* A member in BPF. */
struct spot {
	struct abi_part part;
	uint64_t off_bits;
};

struct trial {
	struct abi_walk *w;
	bw_tid t;
	struct guess g;
	struct bw_abi abi;
	struct abi_decl decl;
	struct abi_cursor c;
	uint32_t cost;
};

/* Put the part with this fix if that gets it to its place. */
static bool try_fix(struct trial *x, uint32_t i, struct spot at, enum abi_fix_kind kind, uint32_t n,
		    uint32_t cost)
{
	struct abi_cursor c = x->c;
	struct abi_fix fix = {kind, n};

	if (abi_put(&x->abi, &x->decl, fix, at.part, &c) != at.off_bits)
		return false;
	x->c = c;
	x->decl.fix[i] = fix;
	x->cost += cost;
	return true;
}

static bool try_zero_width(struct trial *x, uint32_t i, struct spot at)
{
	for (uint32_t n = 1; n <= 8; n *= 2)
		if (try_fix(x, i, at, ABI_FIX_ZERO, n, COST_FIX))
			return true;
	return false;
}

static bool try_aligned(struct trial *x, uint32_t i, struct spot at)
{
	for (uint32_t n = 2; n <= ALIGN_BYTES_MAX; n *= 2)
		if (try_fix(x, i, at, ABI_FIX_ALIGN, n, COST_FIX))
			return true;
	return false;
}

static bool put_member(struct trial *x, uint32_t i, struct spot at)
{
	if (try_fix(x, i, at, ABI_FIX_NONE, 0, 0))
		return true;
	if (x->decl.is_union || at.off_bits < x->c.bits)
		return false;
	if (try_fix(x, i, at, ABI_FIX_PACKED, 0, COST_PACKED_MEMBER))
		return true;
	if (at.part.width_bits || x->g.zero_width) {
		if (try_zero_width(x, i, at))
			return true;
	} else if (try_aligned(x, i, at)) {
		return true;
	}
	return try_fix(x, i, at, ABI_FIX_GAP, (uint32_t)(at.off_bits - x->c.bits), COST_GAP);
}

/* The size: of itself, by aligned(N), or by bit-fields without a name. */
static bool put_end(struct trial *x)
{
	uint64_t size = bw_btf_size_word(x->w->b, x->t) * 8ull;
	struct abi_cursor c = x->c;

	if (abi_put_end(&x->abi, &x->decl, &c) == size)
		return true;
	/* several may do; aligned(2) is the rarest */
	for (uint32_t n = 4; n; n = n == 2 ? 0 : n == ALIGN_BYTES_MAX ? 2 : n * 2) {
		c = x->c;
		x->decl.align_bytes = n;
		if (abi_put_end(&x->abi, &x->decl, &c) == size) {
			x->cost += COST_FIX;
			return true;
		}
	}
	c = x->c;
	x->decl.align_bytes = 1;
	x->decl.tail_bits = size > c.end_bits ? (uint32_t)(size - c.end_bits) : 0;
	x->cost += COST_GAP;
	return abi_put_end(&x->abi, &x->decl, &c) == size;
}

/* Is there an __int128 in it? */
static bool has_i128(const struct bw_btf *b, bw_tid t)
{
	t = bw_btf_resolve(b, t);
	if (bw_btf_kind(b, t) == BW_BTF_ARRAY)
		return has_i128(b, bw_btf_array(b, t)->elem);
	if (bw_btf_kind(b, t) == BW_BTF_INT)
		return bw_btf_size_word(b, t) == 16;
	for (uint32_t i = 0; abi_is_composite(b, t) && i < bw_btf_vlen(b, t); i++)
		if (has_i128(b, bw_btf_members(b, t)[i].type))
			return true;
	return false;
}

/* The declaration under a guess; its cost is COST_NO if there is none. */
static struct trial try_guess(struct abi_walk *w, bw_tid t, struct guess g)
{
	const struct bw_btf_member *m = bw_btf_members(w->b, t);
	struct trial x = {.w = w, .t = t, .g = g, .abi = bw_abi_source, .c = {.align_bytes = 1}};
	uint32_t n = bw_btf_vlen(w->b, t);

	if (g.old_i128)
		x.abi.cap_bytes = 8;
	x.decl = (struct abi_decl){.is_union = bw_btf_kind(w->b, t) == BW_BTF_UNION,
				   .pack_bytes = g.pack_bytes,
				   .align_bytes = abi_named_align(bw_btf_str(w->b, t)),
				   .fix = BW_NEW_ARRAY(w->arena, struct abi_fix, n)};
	x.cost = !g.pack_bytes ? 0 : g.pack_bytes == 1 ? COST_PACK : COST_PRAGMA;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t off, width = abi_member_width(w->b, t, i, &off);
		struct spot at = {.off_bits = off};
		bool sized = abi_part_of(w, &bw_abi_source, m[i].type, &at.part);

		assert(sized);
		(void)sized;
		at.part.width_bits = width;
		if (g.old_i128 && at.part.align_bytes == 16 && has_i128(w->b, m[i].type))
			at.part.align_bytes = 8;
		if (!put_member(&x, i, at)) {
			x.cost = COST_NO;
			return x;
		}
	}
	if (!put_end(&x))
		x.cost = COST_NO;
	return x;
}

/* Members that nothing is known of: `struct bpf_timer { __u64 :64; __u64 :64; }`. */
static void opaque(struct abi_walk *w, bw_tid t, struct abi_shape *s)
{
	uint32_t bytes = bw_btf_size_word(w->b, t), align = abi_named_align(bw_btf_str(w->b, t));

	while (align < 8 && bytes && bytes % (align * 2) == 0)
		align *= 2;
	s->decl.frozen = true;
	s->source_align_bytes = align;
}

static uint32_t source_align(const struct trial *x)
{
	struct abi_cursor c = x->c;

	abi_put_end(&x->abi, &x->decl, &c);
	return c.align_bytes;
}

/* The best of all guesses, or those that make the type packed. */
static struct trial best_guess(struct abi_walk *w, bw_tid t, bool packed)
{
	struct trial best = {.cost = COST_NO};

	for (size_t i = 0; i < BW_COUNT(guesses) && best.cost; i++) {
		struct trial x;

		if (packed && guesses[i].pack_bytes != 1)
			continue;
		x = try_guess(w, t, guesses[i]);
		if (x.cost < best.cost)
			best = x;
	}
	return best;
}

/* The struct or union a member is, or an array of them; else BW_VOID. */
static bw_tid member_composite(struct abi_walk *w, bw_tid t)
{
	t = bw_btf_resolve(w->b, t);
	while (bw_btf_kind(w->b, t) == BW_BTF_ARRAY)
		t = bw_btf_resolve(w->b, bw_btf_array(w->b, t)->elem);
	return abi_is_composite(w->b, t) ? t : BW_VOID;
}

static void settle(struct abi_shape *s, const struct trial *x)
{
	s->decl = x->decl;
	s->source_align_bytes = source_align(x);
}

/* A struct that stands where its alignment forbids is itself packed, though nothing in it
 * shows that: {long; u64}. True if one was found. */
static bool pack_members(struct abi_walk *w, bw_tid t, const struct trial *x)
{
	bool any = false;

	for (uint32_t i = 0, n = bw_btf_vlen(w->b, t); i < n; i++) {
		bw_tid inner = member_composite(w, bw_btf_members(w->b, t)[i].type);
		struct abi_shape *s;
		struct trial y;

		if (x->decl.fix[i].kind != ABI_FIX_PACKED || !inner.i)
			continue;
		s = abi_shape_of(w, inner);
		y = best_guess(w, inner, true);
		if (s->decl.pack_bytes || s->state != ABI_UNPLACED || y.cost == COST_NO)
			continue;
		settle(s, &y);
		any = true;
	}
	return any;
}

void abi_infer(struct abi_walk *w, bw_tid t, struct abi_shape *s)
{
	struct trial best;

	s->decl =
	    (struct abi_decl){.is_union = bw_btf_kind(w->b, t) == BW_BTF_UNION, .align_bytes = 1};
	if (!bw_btf_vlen(w->b, t)) {
		opaque(w, t, s);
		return;
	}
	best = best_guess(w, t, false);
	if (best.cost != COST_NO && pack_members(w, t, &best))
		best = best_guess(w, t, false);
	if (best.cost == COST_NO) {
		s->decl.frozen = true;
		s->source_align_bytes = 1;
		return;
	}
	settle(s, &best);
}
