/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structural equality of two types. Pairs that are being compared, or were found
 * equal, are taken as equal when met again: that ends cycles, and is right because
 * one difference anywhere ends the whole comparison. Work is a list, not a
 * recursion: types may lead through any number of structs.
 */
#include "btf/btf_kinds.h"

struct pair {
	bw_tid x, y;
	uint32_t from; /* index of the pair that led here */
	uint32_t slot; /* which of its types: member, parameter... */
};

struct comparing {
	struct bw_arena *arena;
	const struct bw_btf *x, *y;
	enum bw_btf_compare_mode mode;
	BW_VEC(struct pair) pair;
	uint32_t *hash; /* index + 1 */
	uint32_t hash_mask;
};

static uint32_t *hash_find(const struct comparing *c, bw_tid x, bw_tid y)
{
	uint32_t i = (x.i * 0x9e3779b1u ^ y.i * 0x85ebca6bu) & c->hash_mask;

	while (c->hash[i] &&
	       (c->pair.v[c->hash[i] - 1].x.i != x.i || c->pair.v[c->hash[i] - 1].y.i != y.i))
		i = (i + 1) & c->hash_mask;
	return &c->hash[i];
}

static void hash_grow(struct comparing *c)
{
	uint32_t size = c->hash_mask ? (c->hash_mask + 1) * 2 : 64;

	c->hash = BW_NEW_ARRAY(c->arena, uint32_t, size);
	c->hash_mask = size - 1;
	for (uint32_t i = 0; i < c->pair.n; i++)
		*hash_find(c, c->pair.v[i].x, c->pair.v[i].y) = i + 1;
}

static void want_equal(struct comparing *c, bw_tid x, bw_tid y, uint32_t from, uint32_t slot)
{
	uint32_t *h;

	if (c->pair.n >= c->hash_mask / 2)
		hash_grow(c);
	h = hash_find(c, x, y);
	if (*h)
		return;
	assert(x.i < c->x->count && y.i < c->y->count);
	*bw_push(c->arena, &c->pair) = (struct pair){x, y, from, slot};
	*h = c->pair.n;
}

/* ---- one pair ---- */

static bool is_missing(const struct bw_btf *b, bw_tid t)
{
	return !t.i || (bw_btf_is_composite(bw_btf_kind(b, t)) && !bw_btf_name(b, t).id);
}

/* A PTR led here, perhaps over modifiers. */
static bool behind_pointer(const struct comparing *c, const struct pair *p)
{
	while (p->from != UINT32_MAX) {
		p = &c->pair.v[p->from];
		if (!bw_btf_is_mod(bw_btf_kind(c->x, p->x)))
			return bw_btf_kind(c->x, p->x) == BW_BTF_PTR;
	}
	return false;
}

/* What LOOSE lets pass: a declaration for its definition, and what is unknown or
 * has no name behind a pointer. */
static bool loosely_equal(const struct comparing *c, const struct pair *p)
{
	enum bw_btf_kind kx = bw_btf_kind(c->x, p->x), ky = bw_btf_kind(c->y, p->y);
	bool ux = kx == BW_BTF_UNION || (kx == BW_BTF_FWD && bw_btf_kflag(c->x, p->x));
	bool uy = ky == BW_BTF_UNION || (ky == BW_BTF_FWD && bw_btf_kflag(c->y, p->y));
	bool fwd = kx == BW_BTF_FWD || ky == BW_BTF_FWD;

	if ((is_missing(c->x, p->x) || is_missing(c->y, p->y)) && behind_pointer(c, p))
		return true;
	if (fwd && ux == uy && (bw_btf_is_composite(kx) || bw_btf_is_composite(ky)))
		return bw_btf_name(c->x, p->x).id == bw_btf_name(c->y, p->y).id;
	if (bw_btf_is_enum(kx) && bw_btf_is_enum(ky) &&
	    (!bw_btf_vlen(c->x, p->x) || !bw_btf_vlen(c->y, p->y)))
		return bw_btf_name(c->x, p->x).id == bw_btf_name(c->y, p->y).id;
	return false;
}

/* True if the pair is equal as far as its own record goes; its types come later. */
static bool compare_pair(struct comparing *c, uint32_t at)
{
	struct pair p = c->pair.v[at];
	const struct btf_kind *k;
	const uint32_t *x, *y;

	if (c->mode == BW_BTF_LOOSE && loosely_equal(c, &p))
		return true;
	if (!p.x.i || !p.y.i)
		return p.x.i == p.y.i;
	x = bw_btf_record(c->x, p.x);
	y = bw_btf_record(c->y, p.y);
	if (!bw_btf_same_values(x, y))
		return false;
	k = &bw_btf_kinds[bw_btf_info_kind(x[1])];
	for (uint32_t i = 0, n = bw_btf_ref_count(k, bw_btf_entries(k, x[1])); i < n; i++)
		want_equal(c, (bw_tid){x[bw_btf_ref_at(k, i)]}, (bw_tid){y[bw_btf_ref_at(k, i)]},
			   at, i);
	return true;
}

/* ---- where it differs ---- */

/* The first entry that differs when both are structs and the like, as text. */
static const char *entry_difference(const struct comparing *c, bw_tid x, bw_tid y)
{
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_kind(c->x, x)];
	uint32_t nx = bw_btf_vlen(c->x, x), ny = bw_btf_vlen(c->y, y), words = k->each.words;

	if (!x.i || !y.i || bw_btf_kind(c->y, y) != bw_btf_kind(c->x, x) || !k->each.names ||
	    bw_btf_name(c->x, x).id != bw_btf_name(c->y, y).id)
		return "";
	for (uint32_t i = 0; i < nx || i < ny; i++) {
		const uint32_t *ex = bw_btf_tail(c->x, x) + (size_t)i * words;
		const uint32_t *ey = bw_btf_tail(c->y, y) + (size_t)i * words;
		const uint32_t *e = i < nx ? ex : ey;
		bool differs = i >= nx || i >= ny;

		for (uint32_t w = 0; w < words && !differs; w++)
			differs = !(k->each.types && w == k->each.type_at) && ex[w] != ey[w];
		if (differs)
			return *bw_str(c->x->names, (bw_sym){e[0]})
				   ? bw_str(c->x->names, (bw_sym){e[0]})
				   : bw_printf(c->arena, "(entry %u)", i);
	}
	return "";
}

/* How the i-th type of a pair is called on the way: a member's name, "*"... */
static const char *step_text(const struct comparing *c, const struct pair *p, uint32_t slot)
{
	enum bw_btf_kind kind = bw_btf_kind(c->x, p->x);
	const struct btf_kind *k = &bw_btf_kinds[kind];
	bw_sym name;

	if (kind == BW_BTF_PTR)
		return "->";
	if (kind == BW_BTF_ARRAY)
		return slot == 0 ? "[]" : "[index]";
	if (kind == BW_BTF_FUNC_PROTO && slot == 0)
		return "(return)";
	if (slot < k->heads || !k->each.names)
		return "";
	slot -= k->heads;
	name.id = bw_btf_tail(c->x, p->x)[slot * k->each.words];
	if (kind == BW_BTF_FUNC_PROTO)
		return bw_printf(c->arena, "(parameter %u%s%s)", slot + 1, name.id ? " " : "",
				 bw_str(c->x->names, name));
	return name.id ? bw_str(c->x->names, name) : "";
}

static void add_step(struct bw_sb *sb, const char *step)
{
	bool word = *step && *step != '-' && *step != '[' && *step != '(';

	if (word && sb->n && sb->p[sb->n - 1] != '>')
		bw_sb_addc(sb, '.');
	bw_sb_addz(sb, step);
}

/* "a.next->b[]": from the outermost type to the difference. */
static const char *path_text(const struct comparing *c, uint32_t at)
{
	BW_VEC(const char *) step = {0};
	struct bw_sb sb = bw_sb_in(c->arena);

	*bw_push(c->arena, &step) = entry_difference(c, c->pair.v[at].x, c->pair.v[at].y);
	for (; c->pair.v[at].from != UINT32_MAX; at = c->pair.v[at].from)
		*bw_push(c->arena, &step) =
		    step_text(c, &c->pair.v[c->pair.v[at].from], c->pair.v[at].slot);
	for (uint32_t i = step.n; i-- > 0;)
		add_step(&sb, step.v[i]);
	return bw_sb_str(&sb);
}

bool bw_btf_equal(struct bw_arena *scratch, const struct bw_btf *x, bw_tid xt,
		  const struct bw_btf *y, bw_tid yt, enum bw_btf_compare_mode mode,
		  const char **ret_path)
{
	struct comparing c = {.arena = scratch, .x = x, .y = y, .mode = mode};

	assert(x->names == y->names);
	want_equal(&c, xt, yt, UINT32_MAX, 0);
	for (uint32_t at = 0; at < c.pair.n; at++) {
		if (compare_pair(&c, at))
			continue;
		if (ret_path)
			*ret_path = path_text(&c, at);
		return false;
	}
	return true;
}
