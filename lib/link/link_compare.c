/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do two types mean the same? What C calls compatible, plus what BPF adds:
 *
 *   - typedefs, restrict and type tags are looked through; names of integer types
 *     do not matter, their size and signedness do;
 *   - a forward declaration agrees with the full type of that name;
 *   - struct foo___view agrees with struct foo;
 *   - types that CO-RE accesses read are views of the kernel's type: the name is
 *     enough, whatever members each file wrote down;
 *   - void * agrees with any pointer.
 *
 * Both types are in the merged graph, where equal types have equal ids; so only
 * what really differs is walked, breadth first: the difference found is the one
 * with the shortest path.
 */
#include "link/link_state.h"

enum { QUAL_CONST = 1, QUAL_VOLATILE = 2 };

/* A pair to compare, and how we got there. */
struct pair {
	bw_tid x, y;
	uint32_t parent; /* index in walk.pair; its own for the root */
	const char *step;
	uint32_t index; /* of a member; UINT32_MAX for other steps */
	bool top;	/* the thing itself, or its element */
};

struct walk {
	const struct link_types_cmp *c;
	BW_VEC(struct pair) pair;
	uint32_t *slot; /* open hash of pair indices + 1 */
	uint32_t slot_mask;
	uint32_t at;
	struct link_difference *ret;
};

#define NO_MEMBER UINT32_MAX

static uint32_t pair_hash(bw_tid x, bw_tid y)
{
	return (uint32_t)((x.i * 0x9e3779b97f4a7c15u ^ y.i * 0xd6e8feb86659fd93u) >> 32);
}

static void slots_grow(struct walk *w)
{
	w->slot_mask = w->slot_mask ? w->slot_mask * 2 + 1 : 63;
	w->slot = BW_NEW_ARRAY(w->c->arena, uint32_t, (size_t)w->slot_mask + 1);
	for (uint32_t i = 0; i < w->pair.n; i++) {
		uint32_t h = pair_hash(w->pair.v[i].x, w->pair.v[i].y) & w->slot_mask;

		while (w->slot[h])
			h = (h + 1) & w->slot_mask;
		w->slot[h] = i + 1;
	}
}

/* Compare x and y later, unless they are equal or were met before. */
static void push(struct walk *w, bw_tid x, bw_tid y, const char *step, uint32_t index)
{
	uint32_t h;

	if (x.i == y.i)
		return;
	if (w->pair.n * 2 >= w->slot_mask)
		slots_grow(w);
	h = pair_hash(x, y) & w->slot_mask;
	for (; w->slot[h]; h = (h + 1) & w->slot_mask) {
		const struct pair *p = &w->pair.v[w->slot[h] - 1];

		if (p->x.i == x.i && p->y.i == y.i)
			return;
	}
	w->slot[h] = w->pair.n + 1;
	*bw_push(w->c->arena, &w->pair) = (struct pair){x, y, w->at, step, index, false};
}

/* "parameter 2 -> pointee -> .flags" */
static const char *path_of(const struct walk *w, uint32_t i)
{
	uint32_t chain[16], n = 0;
	struct bw_sb b = bw_sb_in(w->c->arena);

	for (; i != w->pair.v[i].parent && n < BW_COUNT(chain); i = w->pair.v[i].parent)
		chain[n++] = i;
	bw_sb_addz(&b, w->pair.v[0].step);
	if (i != 0)
		bw_sb_addz(&b, " -> ...");
	while (n-- > 0) {
		const struct pair *p = &w->pair.v[chain[n]];

		bw_sb_printf(&b, "%s%s", b.n ? " -> " : "", p->step);
		if (p->index != NO_MEMBER && !*p->step)
			bw_sb_printf(&b, "member %u", p->index);
	}
	return bw_sb_str(&b);
}

static bool differ(struct walk *w, const char *x, const char *y)
{
	w->ret->path = path_of(w, w->at);
	w->ret->x = x;
	w->ret->y = y;
	return false;
}

static bool differ_n(struct walk *w, const char *what, uint64_t x, uint64_t y)
{
	return differ(w, bw_printf(w->c->arena, what, (unsigned long long)x),
		      bw_printf(w->c->arena, what, (unsigned long long)y));
}

static const char *decl(const struct walk *w, bw_tid t)
{
	struct bw_sb b = bw_sb_in(w->c->arena);

	if (!t.i)
		return "void";
	bw_btf_print_decl(&b, w->c->btf, t, "");
	return bw_sb_str(&b);
}

static bool differ_decl(struct walk *w, const struct pair *p)
{
	const char *x = decl(w, p->x), *y = decl(w, p->y);

	if (strcmp(x, y) == 0) { /* the spelling hides the difference */
		x = bw_btf_kind_name(bw_btf_kind(w->c->btf, bw_btf_resolve(w->c->btf, p->x)));
		y = bw_btf_kind_name(bw_btf_kind(w->c->btf, bw_btf_resolve(w->c->btf, p->y)));
	}
	return differ(w, x, y);
}

static bw_tid strip(const struct bw_btf *b, bw_tid t, unsigned *ret_quals)
{
	for (;; t = bw_btf_ref(b, t)) {
		switch (bw_btf_kind(b, t)) {
		case BW_BTF_CONST:
			*ret_quals |= QUAL_CONST;
			break;
		case BW_BTF_VOLATILE:
			*ret_quals |= QUAL_VOLATILE;
			break;
		case BW_BTF_TYPEDEF:
		case BW_BTF_RESTRICT:
		case BW_BTF_TYPE_TAG:
			break;
		default:
			return t;
		}
	}
}

/* Length of the name without ___flavour, as libbpf's bpf_core_essential_name_len(). */
static size_t essential(const char *s, size_t n)
{
	for (size_t i = n; i-- > 4;) {
		const char *p = s + i - 4;

		if (p[0] != '_' && memcmp(p + 1, "___", 3) == 0 && p[4] != '_')
			return i - 3;
	}
	return n;
}

static bool names_agree(const struct walk *w, bw_sym x, bw_sym y)
{
	const struct bw_names *t = w->c->btf->names;
	size_t xn, yn;

	if (bw_sym_eq(x, y))
		return true;
	if (!x.id || !y.id)
		return false;
	xn = essential(bw_str(t, x), bw_str_bytes(t, x));
	yn = essential(bw_str(t, y), bw_str_bytes(t, y));
	return xn == yn && memcmp(bw_str(t, x), bw_str(t, y), xn) == 0;
}

static bool by_name(const struct walk *w, bw_sym name)
{
	return name.id &&
	       (w->c->kernel || (name.id < w->c->by_name_count && w->c->by_name[name.id]));
}

static bool compare_int(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t xw = *bw_btf_tail(b, x), yw = *bw_btf_tail(b, y);

	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_n(w, "integer of %llu bytes", bw_btf_size_word(b, x),
				bw_btf_size_word(b, y));
	if ((xw ^ yw) & 1u << 24) {
		w->ret->is_sign = w->at == 0;
		return differ(w, xw & 1u << 24 ? "signed" : "unsigned",
			      yw & 1u << 24 ? "signed" : "unsigned");
	}
	if ((xw ^ yw) & 4u << 24)
		return differ(w, xw & 4u << 24 ? "bool" : "an integer",
			      yw & 4u << 24 ? "bool" : "an integer");
	if ((xw ^ yw) & 0xffff)
		return differ_n(w, "%llu bits", xw & 0xff, yw & 0xff);
	return true;
}

static bool compare_array(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf_array *ax = bw_btf_array(w->c->btf, x);
	const struct bw_btf_array *ay = bw_btf_array(w->c->btf, y);
	uint32_t n;

	if (ax->n != ay->n)
		return differ_n(w, "%llu elements", ax->n, ay->n);
	n = w->pair.n;
	push(w, ax->elem, ay->elem, "element", NO_MEMBER);
	if (w->pair.n > n)
		w->pair.v[n].top = w->pair.v[w->at].top;
	return true;
}

static bool compare_member(struct walk *w, bw_tid x, bw_tid y, uint32_t i)
{
	const struct bw_btf *b = w->c->btf;
	const struct bw_btf_member *mx = &bw_btf_members(b, x)[i], *my = &bw_btf_members(b, y)[i];

	if (!bw_sym_eq(mx->name, my->name))
		return differ(
		    w, bw_printf(w->c->arena, "member %u '%s'", i, bw_str(b->names, mx->name)),
		    bw_printf(w->c->arena, "member %u '%s'", i, bw_str(b->names, my->name)));
	if (bw_btf_member_bits(b, x, i) != bw_btf_member_bits(b, y, i) ||
	    bw_btf_member_bitfield_bits(b, x, i) != bw_btf_member_bitfield_bits(b, y, i))
		return differ(w,
			      bw_printf(w->c->arena, "member '%s' at bit %u",
					bw_str(b->names, mx->name), bw_btf_member_bits(b, x, i)),
			      bw_printf(w->c->arena, "member '%s' at bit %u",
					bw_str(b->names, my->name), bw_btf_member_bits(b, y, i)));
	push(w, mx->type, my->type,
	     mx->name.id ? bw_printf(w->c->arena, ".%s", bw_str(b->names, mx->name)) : "", i);
	return true;
}

static bool compare_struct(struct walk *w, const struct pair *p, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	bw_sym nx = bw_btf_name(b, x), ny = bw_btf_name(b, y);
	uint32_t n = bw_btf_vlen(b, x);

	/* typedef struct {...} t and struct t {...} are the same to everybody but C */
	if (nx.id && ny.id && !names_agree(w, nx, ny))
		return differ_decl(w, p);
	if (by_name(w, nx) || by_name(w, ny))
		return true;
	for (uint32_t i = 0; i < n && i < bw_btf_vlen(b, y); i++)
		if (!compare_member(w, x, y, i))
			return false;
	if (n != bw_btf_vlen(b, y))
		return differ_n(w, "%llu members", n, bw_btf_vlen(b, y));
	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_n(w, "%llu bytes", bw_btf_size_word(b, x), bw_btf_size_word(b, y));
	return true;
}

static uint64_t enum_value(const struct bw_btf *b, bw_tid t, uint32_t i)
{
	if (bw_btf_kind(b, t) == BW_BTF_ENUM64)
		return bw_btf_enums64(b, t)[i].lo | (uint64_t)bw_btf_enums64(b, t)[i].hi << 32;
	if (bw_btf_kflag(b, t))
		return (uint64_t)(int64_t)(int32_t)bw_btf_enums(b, t)[i].value;
	return bw_btf_enums(b, t)[i].value;
}

static bw_sym enum_name(const struct bw_btf *b, bw_tid t, uint32_t i)
{
	return bw_btf_kind(b, t) == BW_BTF_ENUM64 ? bw_btf_enums64(b, t)[i].name
						  : bw_btf_enums(b, t)[i].name;
}

static const char *enum_text(const struct walk *w, bw_tid t, uint32_t i)
{
	return bw_printf(w->c->arena, "%s = %lld",
			 bw_str(w->c->btf->names, enum_name(w->c->btf, t, i)),
			 (long long)enum_value(w->c->btf, t, i));
}

static bool compare_enum(struct walk *w, const struct pair *p, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t n = bw_btf_vlen(b, x), m = bw_btf_vlen(b, y);
	bw_sym nx = bw_btf_name(b, x), ny = bw_btf_name(b, y);

	if (!names_agree(w, nx, ny))
		return differ_decl(w, p);
	if (!n || !m || by_name(w, nx) || by_name(w, ny)) /* a forward declaration, a view */
		return true;
	for (uint32_t i = 0; i < n && i < m; i++)
		if (!bw_sym_eq(enum_name(b, x, i), enum_name(b, y, i)) ||
		    enum_value(b, x, i) != enum_value(b, y, i))
			return differ(w, enum_text(w, x, i), enum_text(w, y, i));
	if (n != m)
		return differ_n(w, "%llu values", n, m);
	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_n(w, "%llu bytes", bw_btf_size_word(b, x), bw_btf_size_word(b, y));
	return true;
}

static bool compare_proto(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t n = bw_btf_vlen(b, x);

	if (n != bw_btf_vlen(b, y))
		return differ_n(w, "%llu parameters", n, bw_btf_vlen(b, y));
	push(w, bw_btf_ref(b, x), bw_btf_ref(b, y), "return value", NO_MEMBER);
	for (uint32_t i = 0; i < n; i++) { /* const and the like of a parameter itself: no matter */
		unsigned quals = 0;

		push(w, strip(b, bw_btf_params(b, x)[i].type, &quals),
		     strip(b, bw_btf_params(b, y)[i].type, &quals),
		     bw_printf(w->c->arena, "parameter %u", i + 1), NO_MEMBER);
	}
	return true;
}

static bool is_struct(enum bw_btf_kind k)
{
	return k == BW_BTF_STRUCT || k == BW_BTF_UNION;
}

static bool is_enum(enum bw_btf_kind k)
{
	return k == BW_BTF_ENUM || k == BW_BTF_ENUM64;
}

/* x is FWD: y must be one of the same name, or the struct or union it announces. */
static bool compare_fwd(struct walk *w, const struct pair *p, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	enum bw_btf_kind k = bw_btf_kind(b, y);
	bool fits = k == BW_BTF_FWD ? bw_btf_kflag(b, x) == bw_btf_kflag(b, y)
				    : k == (bw_btf_kflag(b, x) ? BW_BTF_UNION : BW_BTF_STRUCT);

	if (!fits || !names_agree(w, bw_btf_name(b, x), bw_btf_name(b, y)))
		return differ_decl(w, p);
	return true;
}

static bool compare_stripped(struct walk *w, const struct pair *p, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	enum bw_btf_kind k = bw_btf_kind(b, x), ky = bw_btf_kind(b, y);

	if (x.i == y.i)
		return true;
	if (k == BW_BTF_FWD)
		return compare_fwd(w, p, x, y);
	if (ky == BW_BTF_FWD)
		return compare_fwd(w, p, y, x);
	if (is_enum(k) && is_enum(ky))
		return compare_enum(w, p, x, y);
	if (k != ky)
		return differ_decl(w, p);
	if (is_struct(k))
		return compare_struct(w, p, x, y);
	switch (k) {
	case BW_BTF_INT:
		return compare_int(w, x, y);
	case BW_BTF_ARRAY:
		return compare_array(w, x, y);
	case BW_BTF_FUNC_PROTO:
		return compare_proto(w, x, y);
	case BW_BTF_PTR:
		if (bw_btf_skip_mods(b, bw_btf_ref(b, x)).i &&
		    bw_btf_skip_mods(b, bw_btf_ref(b, y)).i)
			push(w, bw_btf_ref(b, x), bw_btf_ref(b, y), "pointee", NO_MEMBER);
		return true;
	case BW_BTF_FLOAT:
		return bw_btf_size_word(b, x) == bw_btf_size_word(b, y) || differ_decl(w, p);
	default:
		return differ_decl(w, p);
	}
}

static const char *const quals_text[] = {"not const", "const", "volatile", "const volatile"};

/* volatile is how one file reads a variable, and a declaration may be const where the
 * definition is not; but what is defined const cannot be written. */
static bool quals_agree(const struct walk *w, const struct pair *p, unsigned x, unsigned y)
{
	if (w->c->kernel)
		return true;
	if (!p->top)
		return x == y;
	return (!w->c->x_defined || !(x & QUAL_CONST) || y & QUAL_CONST) &&
	       (!w->c->y_defined || !(y & QUAL_CONST) || x & QUAL_CONST);
}

static bool compare_pair(struct walk *w)
{
	struct pair p = w->pair.v[w->at];
	unsigned qx = 0, qy = 0;
	bw_tid x = strip(w->c->btf, p.x, &qx), y = strip(w->c->btf, p.y, &qy);

	if (!quals_agree(w, &p, qx, qy))
		return differ(w, quals_text[qx], quals_text[qy]);
	return compare_stripped(w, &p, x, y);
}

bool link_types_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, const char *root,
		      struct link_difference *ret)
{
	struct walk w = {.c = c, .ret = ret};

	*ret = (struct link_difference){0};
	push(&w, x, y, root, NO_MEMBER);
	if (w.pair.n)
		w.pair.v[0].top = true;
	for (; w.at < w.pair.n; w.at++)
		if (!compare_pair(&w))
			return false;
	return true;
}
