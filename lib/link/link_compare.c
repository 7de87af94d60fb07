/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do two types mean the same? What C calls compatible, plus what BPF adds:
 *
 *   - typedefs, restrict and type tags are looked through; names of integer types
 *     do not matter, their size and signedness do;
 *   - an enum agrees with the integer type that clang and GCC give it: unsigned int
 *     if no value is negative (C11 6.7.2.2: implementation-defined);
 *   - a forward declaration agrees with the full type of that name;
 *   - struct foo___view is by its name a view of struct foo, whatever its members;
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
	uint32_t index; /* of a member, from 0; UINT32_MAX for other steps */
	bool top;	/* the thing itself, or its element */
	bool loose;	/* --compat libbpf: behind a pointer */
};

struct walk {
	const struct link_types_cmp *c;
	BW_VEC(struct pair) pair;
	uint32_t *slot; /* open hash of pair indices + 1 */
	uint32_t slot_mask;
	uint32_t at;
	bool loose; /* pairs pushed now are */
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

		if (p->x.i == x.i && p->y.i == y.i && p->loose == w->loose)
			return;
	}
	w->slot[h] = w->pair.n + 1;
	*bw_push(w->c->arena, &w->pair) = (struct pair){x, y, w->at, step, index, false, w->loose};
}

/* "parameter 2 -> pointee -> .flags", and what of it. */
static const char *path_of(const struct walk *w, uint32_t i, const char *what)
{
	uint32_t chain[16], n = 0;
	struct bw_sb b = bw_sb_in(w->c->arena);

	for (; i != w->pair.v[i].parent && n < BW_COUNT(chain); i = w->pair.v[i].parent)
		chain[n++] = i;
	if (w->pair.v[0].step)
		bw_sb_addz(&b, w->pair.v[0].step);
	if (i != 0)
		bw_sb_printf(&b, "%s...", b.n ? " -> " : "");
	while (n-- > 0) {
		const struct pair *p = &w->pair.v[chain[n]];

		bw_sb_printf(&b, "%s%s", b.n ? " -> " : "", p->step);
		if (p->index != NO_MEMBER && !*p->step)
			bw_sb_printf(&b, "member %u", p->index + 1);
	}
	if (what)
		bw_sb_printf(&b, "%s%s", b.n ? " -> " : "", what);
	return b.n ? bw_sb_str(&b) : "type";
}

/* What of the pair differs (NULL: all of it), and what each side has there. */
static bool differ_in(struct walk *w, const char *what, const char *x, const char *y)
{
	w->ret->path = path_of(w, w->at, what);
	w->ret->x = x;
	w->ret->y = y;
	return false;
}

static bool differ(struct walk *w, const char *x, const char *y)
{
	return differ_in(w, NULL, x, y);
}

static bool differ_n(struct walk *w, const char *what, uint64_t x, uint64_t y)
{
	return differ_in(w, what, bw_printf(w->c->arena, "%llu", (unsigned long long)x),
			 bw_printf(w->c->arena, "%llu", (unsigned long long)y));
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

	if (strcmp(x, y) == 0) /* the spelling hides the difference */
		return differ(
		    w, bw_btf_kind_name(bw_btf_kind(w->c->btf, bw_btf_resolve(w->c->btf, p->x))),
		    bw_btf_kind_name(bw_btf_kind(w->c->btf, bw_btf_resolve(w->c->btf, p->y))));
	return differ(w, bw_printf(w->c->arena, "`%s`", x), bw_printf(w->c->arena, "`%s`", y));
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

enum { INT_SIGNED = 1 << 24, INT_BOOL = 4 << 24, INT_BITS = 0xff00ff };

/* "`unsigned long`, 8 bytes"; an enum by what the compiler made of it. */
static const char *int_text(const struct walk *w, bw_tid t, bool sign)
{
	const struct bw_btf *b = w->c->btf;
	bool is_int = bw_btf_kind(b, t) == BW_BTF_INT;
	bool is_signed = is_int ? *bw_btf_tail(b, t) & INT_SIGNED : bw_btf_kflag(b, t);

	if (sign)
		return bw_printf(w->c->arena, "`%s` (%s)", decl(w, t),
				 is_signed ? "signed" : "unsigned");
	return bw_printf(w->c->arena, "`%s` (%u bytes)", decl(w, t), bw_btf_size_word(b, t));
}

static bool differ_int(struct walk *w, bw_tid x, bw_tid y, bool sign)
{
	return differ(w, int_text(w, x, sign), int_text(w, y, sign));
}

static bool compare_int(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t xw = *bw_btf_tail(b, x), yw = *bw_btf_tail(b, y);

	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_int(w, x, y, false);
	if ((xw ^ yw) & INT_BOOL)
		return differ_decl(w, &w->pair.v[w->at]);
	if ((xw ^ yw) & INT_SIGNED) {
		w->ret->is_sign = w->at == 0;
		return differ_int(w, x, y, true);
	}
	if ((xw ^ yw) & INT_BITS)
		return differ_n(w, "number of bits", xw & 0xff, yw & 0xff);
	return true;
}

/* One is an enum, the other an integer. */
static bool compare_enum_int(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	bw_tid e = bw_btf_kind(b, x) == BW_BTF_INT ? y : x, i = e.i == x.i ? y : x;
	uint32_t word = *bw_btf_tail(b, i);

	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_int(w, x, y, false);
	if (word & INT_BOOL)
		return differ_decl(w, &w->pair.v[w->at]);
	return !(word & INT_SIGNED) == !bw_btf_kflag(b, e) || differ_int(w, x, y, true);
}

static bool compare_array(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf_array *ax = bw_btf_array(w->c->btf, x);
	const struct bw_btf_array *ay = bw_btf_array(w->c->btf, y);
	uint32_t n;

	if (ax->n != ay->n)
		return differ_n(w, "number of elements", ax->n, ay->n);
	n = w->pair.n;
	push(w, ax->elem, ay->elem, "element", NO_MEMBER);
	if (w->pair.n > n)
		w->pair.v[n].top = w->pair.v[w->at].top;
	return true;
}

static const char *member_name(const struct walk *w, const struct bw_btf_member *m)
{
	return m->name.id ? bw_printf(w->c->arena, "'%s'", bw_str(w->c->btf->names, m->name))
			  : "unnamed";
}

/* "at byte 4", or "bits 3 to 7" */
static const char *member_place(const struct walk *w, bw_tid t, uint32_t i)
{
	uint32_t at = bw_btf_member_bits(w->c->btf, t, i);
	uint32_t bits = bw_btf_member_bitfield_bits(w->c->btf, t, i);

	if (!bits)
		return bw_printf(w->c->arena, "at byte %u", at / 8);
	if (bits == 1)
		return bw_printf(w->c->arena, "bit %u", at);
	return bw_printf(w->c->arena, "bits %u to %u", at, at + bits - 1);
}

static const char *member_step(const struct walk *w, const struct bw_btf_member *m)
{
	return m->name.id ? bw_printf(w->c->arena, ".%s", bw_str(w->c->btf->names, m->name)) : "";
}

static bool compare_member(struct walk *w, bw_tid x, bw_tid y, uint32_t i)
{
	const struct bw_btf *b = w->c->btf;
	const struct bw_btf_member *mx = &bw_btf_members(b, x)[i], *my = &bw_btf_members(b, y)[i];

	if (!bw_sym_eq(mx->name, my->name))
		return differ_in(w, bw_printf(w->c->arena, "member %u", i + 1), member_name(w, mx),
				 member_name(w, my));
	if (bw_btf_member_bits(b, x, i) != bw_btf_member_bits(b, y, i) ||
	    bw_btf_member_bitfield_bits(b, x, i) != bw_btf_member_bitfield_bits(b, y, i))
		return differ_in(w,
				 mx->name.id ? member_step(w, mx)
					     : bw_printf(w->c->arena, "member %u", i + 1),
				 member_place(w, x, i), member_place(w, y, i));
	push(w, mx->type, my->type, member_step(w, mx), i);
	return true;
}

/* The members before number i are equal; one side has no more. */
static bool differ_length(struct walk *w, bw_tid x, bw_tid y, uint32_t i)
{
	const struct bw_btf *b = w->c->btf;
	bool in_x = i < bw_btf_vlen(b, x);
	const char *name = member_name(w, &bw_btf_members(b, in_x ? x : y)[i]);

	return differ_in(w, bw_printf(w->c->arena, "member %u", i + 1), in_x ? name : "missing",
			 in_x ? "missing" : name);
}

static bool compare_struct(struct walk *w, const struct pair *p, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	bw_sym nx = bw_btf_name(b, x), ny = bw_btf_name(b, y);
	uint32_t n = bw_btf_vlen(b, x), m = bw_btf_vlen(b, y);

	/* typedef struct {...} t and struct t {...} are the same to everybody but C */
	if (nx.id && ny.id && !names_agree(w, nx, ny))
		return differ_decl(w, p);
	if ((nx.id && ny.id && nx.id != ny.id) || by_name(w, nx) || by_name(w, ny))
		return true;
	for (uint32_t i = 0; i < n && i < m; i++)
		if (!compare_member(w, x, y, i))
			return false;
	if (n != m)
		return differ_length(w, x, y, n < m ? n : m);
	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_n(w, "number of bytes", bw_btf_size_word(b, x),
				bw_btf_size_word(b, y));
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
	if (i >= bw_btf_vlen(w->c->btf, t))
		return "missing";
	return bw_printf(w->c->arena, "%s = %lld",
			 bw_str(w->c->btf->names, enum_name(w->c->btf, t, i)),
			 (long long)enum_value(w->c->btf, t, i));
}

static bool compare_enum(struct walk *w, const struct pair *p, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t n = bw_btf_vlen(b, x), m = bw_btf_vlen(b, y);
	bw_sym nx = bw_btf_name(b, x), ny = bw_btf_name(b, y);

	if (nx.id && ny.id && !names_agree(w, nx, ny))
		return differ_decl(w, p);
	if (!n || !m || (nx.id && ny.id && nx.id != ny.id) || by_name(w, nx) || by_name(w, ny))
		return true; /* a forward declaration, a view */
	for (uint32_t i = 0; i < n || i < m; i++)
		if (i >= n || i >= m || !bw_sym_eq(enum_name(b, x, i), enum_name(b, y, i)) ||
		    enum_value(b, x, i) != enum_value(b, y, i))
			return differ_in(w, bw_printf(w->c->arena, "value %u", i + 1),
					 enum_text(w, x, i), enum_text(w, y, i));
	if (bw_btf_size_word(b, x) != bw_btf_size_word(b, y))
		return differ_n(w, "number of bytes", bw_btf_size_word(b, x),
				bw_btf_size_word(b, y));
	return true;
}

/* `...` is a last parameter without a type. */
static const char *params_text(const struct walk *w, bw_tid t)
{
	uint32_t n = bw_btf_vlen(w->c->btf, t);

	if (n && !bw_btf_params(w->c->btf, t)[n - 1].type.i)
		return bw_printf(w->c->arena, "%u or more", n - 1);
	return bw_printf(w->c->arena, "%u", n);
}

static bool compare_proto(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t n = bw_btf_vlen(b, x);

	if (n != bw_btf_vlen(b, y) ||
	    (n && !bw_btf_params(b, x)[n - 1].type.i != !bw_btf_params(b, y)[n - 1].type.i))
		return differ_in(w, "number of parameters", params_text(w, x), params_text(w, y));
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
	if ((is_enum(k) && ky == BW_BTF_INT) || (is_enum(ky) && k == BW_BTF_INT))
		return compare_enum_int(w, x, y);
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

static bool differ_quals(struct walk *w, unsigned x, unsigned y)
{
	if ((x ^ y) & QUAL_CONST)
		return differ(w, x & QUAL_CONST ? "const" : "not const",
			      y & QUAL_CONST ? "const" : "not const");
	return differ(w, x & QUAL_VOLATILE ? "volatile" : "not volatile",
		      y & QUAL_VOLATILE ? "volatile" : "not volatile");
}

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
		return differ_quals(w, qx, qy);
	return compare_stripped(w, &p, x, y);
}

/* ---- --compat libbpf ---- */

/* What libbpf's linker compares of two types (glob_sym_btf_matches(), libbpf 1.5): neither
 * const and the like, signedness, enum values, array lengths nor sizes of structs; behind
 * a pointer only kinds and names. It knows no ___flavours. */
static bool loose_struct(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t n = bw_btf_vlen(b, x);

	if (w->loose)
		return true;
	if (n != bw_btf_vlen(b, y))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const struct bw_btf_member *mx = &bw_btf_members(b, x)[i];
		const struct bw_btf_member *my = &bw_btf_members(b, y)[i];

		if (!bw_sym_eq(mx->name, my->name) ||
		    bw_btf_member_bits(b, x, i) != bw_btf_member_bits(b, y, i) ||
		    bw_btf_member_bitfield_bits(b, x, i) != bw_btf_member_bitfield_bits(b, y, i))
			return false;
		push(w, mx->type, my->type, "", i);
	}
	return true;
}

static bool loose_proto(struct walk *w, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;
	uint32_t n = bw_btf_vlen(b, x);

	if (n != bw_btf_vlen(b, y))
		return false;
	push(w, bw_btf_ref(b, x), bw_btf_ref(b, y), "", NO_MEMBER);
	for (uint32_t i = 0; i < n; i++)
		push(w, bw_btf_params(b, x)[i].type, bw_btf_params(b, y)[i].type, "", i);
	return true;
}

static bool loose_fwd(const struct bw_btf *b, bw_tid fwd, bw_tid full)
{
	return bw_sym_eq(bw_btf_name(b, fwd), bw_btf_name(b, full)) &&
	       bw_btf_kind(b, full) == (bw_btf_kflag(b, fwd) ? BW_BTF_UNION : BW_BTF_STRUCT);
}

static bool loose_kinds(struct walk *w, enum bw_btf_kind k, bw_tid x, bw_tid y)
{
	const struct bw_btf *b = w->c->btf;

	if ((is_struct(k) || is_enum(k) || k == BW_BTF_FWD) &&
	    !bw_sym_eq(bw_btf_name(b, x), bw_btf_name(b, y)))
		return false;
	switch (k) {
	case BW_BTF_INT:
	case BW_BTF_FLOAT:
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
		return bw_btf_size_word(b, x) == bw_btf_size_word(b, y);
	case BW_BTF_PTR:
		w->loose = true;
		push(w, bw_btf_ref(b, x), bw_btf_ref(b, y), "", NO_MEMBER);
		return true;
	case BW_BTF_ARRAY:
		push(w, bw_btf_array(b, x)->elem, bw_btf_array(b, y)->elem, "", NO_MEMBER);
		return true;
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return loose_struct(w, x, y);
	case BW_BTF_FUNC_PROTO:
		return loose_proto(w, x, y);
	default:
		return k == BW_BTF_FWD;
	}
}

static bool loose_pair(struct walk *w)
{
	struct pair p = w->pair.v[w->at];
	const struct bw_btf *b = w->c->btf;
	unsigned quals = 0;
	bw_tid x = strip(b, p.x, &quals), y = strip(b, p.y, &quals);
	enum bw_btf_kind kx = bw_btf_kind(b, x), ky = bw_btf_kind(b, y);

	w->loose = p.loose;
	if (x.i == y.i)
		return true;
	if (w->loose && (kx == BW_BTF_FWD) != (ky == BW_BTF_FWD))
		return kx == BW_BTF_FWD ? loose_fwd(b, x, y) : loose_fwd(b, y, x);
	return kx == ky && loose_kinds(w, kx, x, y);
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
		if (!(c->libbpf ? loose_pair(&w) : compare_pair(&w)))
			return false;
	return true;
}
