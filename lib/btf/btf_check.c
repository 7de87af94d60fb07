/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks that need the whole graph: each record by itself, references that
 * end, and types that have a size where one is needed.
 */
#include "btf/btf_kinds.h"

#define POINTER_BYTES 8u

enum visit { VISIT_NEW, VISIT_OPEN, VISIT_SIZED, VISIT_UNSIZED };

/* What is known of a type while sizes are worked out. */
struct seen {
	uint32_t size_bytes;
	uint32_t parts;	       /* it has by value, arrays counted once */
	uint16_t chain, depth; /* longest way down, itself included */
	uint8_t kind;	       /* enum bw_btf_kind */
	uint8_t visit;	       /* enum visit */
	uint8_t bits;	       /* an integer's or enum's: a bit-field may take that many */
	uint8_t cut_bits;      /* of an integer cut from a larger word, else 0 */
};

struct checking {
	const struct bw_btf *b;
	const struct btf_where *where;
	struct seen *seen;
};

struct bw_where bw_btf_at(const struct bw_btf *b, const struct btf_where *where, bw_tid t)
{
	struct bw_where w = where->at;

	w.has_off = true;
	w.off_bytes = where->types_bytes + b->first_word.v[t.i] * 4ull;
	return w;
}

static const char *label(const struct checking *c, bw_tid t)
{
	return bw_btf_label(c->where->diags->arena, c->b, t);
}

#define REPORT(c, code, t, fmt, ...)                                                               \
	bw_report((c)->where->diags, (code), bw_btf_at((c)->b, (c)->where, (t)), "type %s " fmt,   \
		  label((c), (t)), __VA_ARGS__)

/* ---- one record by itself ---- */

static enum bw_status check_name(const struct checking *c, bw_tid t, const struct btf_kind *k,
				 bool has)
{
	if (has ? k->named != BTF_NAMED_NO : k->named != BTF_NAMED_MUST)
		return BW_OK;
	return REPORT(c, BW_D_BTF_NAME, t, "%s a name", has ? "has" : "lacks");
}

static bool int_possible(uint32_t size_bytes, uint32_t word)
{
	uint32_t bits = bw_btf_int_bits(word) + bw_btf_int_offset(word);

	return !(word & 0xf000ff00) && bits <= 128 && (bits + 7) / 8 <= size_bytes &&
	       size_bytes <= 16;
}

static bool size_possible(const uint32_t *w, enum bw_btf_kind k)
{
	uint32_t n = w[2];

	if (k == BW_BTF_INT)
		return int_possible(n, w[BTF_HEADER_WORDS]);
	if (k == BW_BTF_FLOAT)
		return n == 2 || n == 4 || n == 8 || n == 12 || n == 16;
	if (bw_btf_is_enum(k)) /* size 0: only declared */
		return n <= 8 && (n & (n - 1)) == 0 && (n || !(w[1] & 0xffff));
	return true;
}

static enum bw_status check_scalar(const struct checking *c, bw_tid t, const uint32_t *w,
				   enum bw_btf_kind k)
{
	uint32_t linkage = 0;

	if (!size_possible(w, k))
		return REPORT(c, BW_D_BTF_SIZE, t, "has %u bytes%s", w[2],
			      k == BW_BTF_INT ? ", which is not what its bits and encoding need"
					      : "");
	if (k == BW_BTF_FUNC)
		linkage = w[1] & 0xffff;
	if (k == BW_BTF_VAR)
		linkage = w[BTF_HEADER_WORDS];
	if (linkage > BW_BTF_EXTERN)
		return REPORT(c, BW_D_BTF_LINKAGE, t, "has linkage %u", linkage);
	return BW_OK;
}

#define BIT(k) (1u << BW_BTF_##k)
#define TAGGED (BIT(STRUCT) | BIT(UNION) | BIT(TYPEDEF) | BIT(FUNC) | BIT(VAR))
#define NO_VALUE (BIT(FUNC) | BIT(VAR) | BIT(DATASEC) | BIT(DECL_TAG))

static const uint32_t may_refer[] = {
    [BTF_REFS_VALUE] = ~NO_VALUE,
    [BTF_REFS_PROTO] = BIT(FUNC_PROTO),
    [BTF_REFS_VAR] = BIT(VAR) | BIT(FUNC),
    [BTF_REFS_TAGGED] = TAGGED,
};

static inline enum bw_status check_ref(const struct checking *c, bw_tid t, uint32_t may,
				       uint32_t id)
{
	if (id >= c->b->count)
		return REPORT(c, BW_D_BTF_TYPE_ID, t, "refers to type [%u] of %u", id,
			      c->b->count - 1);
	if (!(may >> c->seen[id].kind & 1))
		return REPORT(c, BW_D_BTF_REF, t, "refers to %s", label(c, (bw_tid){id}));
	return BW_OK;
}

static enum bw_status check_refs(const struct checking *c, bw_tid t, const uint32_t *w,
				 const struct btf_kind *k)
{
	const uint32_t *e = w + BTF_HEADER_WORDS + k->fixed.words + k->each.type_at;
	uint32_t may = may_refer[k->refs], n = k->each.types ? bw_btf_entries(k, w[1]) : 0;
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < k->heads && !st; i++)
		st = check_ref(c, t, may, w[k->head_at + i]);
	for (uint32_t i = 0; i < n && !st; i++, e += k->each.words)
		st = check_ref(c, t, may, *e);
	return st;
}

/* Members or parameters a tag may count. */
static uint32_t components(const struct bw_btf *b, bw_tid t)
{
	switch (bw_btf_kind(b, t)) {
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return bw_btf_vlen(b, t);
	case BW_BTF_FUNC:
		return bw_btf_vlen(b, bw_btf_ref(b, t));
	default:
		return 0;
	}
}

static enum bw_status check_tag(const struct checking *c, bw_tid t)
{
	bw_tid on = bw_btf_ref(c->b, t);
	uint32_t component = bw_btf_tail(c->b, t)[0];

	if (component == UINT32_MAX || component < components(c->b, on))
		return BW_OK;
	return REPORT(c, BW_D_BTF_TAG, t, "stands on component %d of %s, which has %u",
		      (int)component, label(c, on), components(c->b, on));
}

static enum bw_status check_record(const struct checking *c, bw_tid t)
{
	const uint32_t *w = bw_btf_record(c->b, t);
	enum bw_btf_kind nr = bw_btf_info_kind(w[1]);
	const struct btf_kind *k = &bw_btf_kinds[nr];
	enum bw_status st = check_name(c, t, k, w[0]);

	if (!st)
		st = check_scalar(c, t, w, nr);
	return st ? st : check_refs(c, t, w, k);
}

/* ---- chains: PTR, CONST, TYPEDEF, ARRAY... one after the other ---- */

static bw_tid chain_next(const struct checking *c, bw_tid t)
{
	enum bw_btf_kind k = (enum bw_btf_kind)c->seen[t.i].kind;

	if (!bw_btf_is_chain(k))
		return BW_VOID;
	return (bw_tid){bw_btf_record(c->b, t)[bw_btf_kinds[k].head_at]};
}

static enum bw_status chain_too_long(const struct checking *c, const bw_tid *path, bw_tid t)
{
	for (uint32_t i = 0; i < BTF_DEPTH_MAX; i++)
		if (path[i].i == t.i)
			return REPORT(c, BW_D_BTF_CYCLE, t, "comes back to itself after %u steps",
				      BTF_DEPTH_MAX - i);
	return REPORT(c, BW_D_BTF_DEPTH, path[0], "leads through more than %u others",
		      BTF_DEPTH_MAX);
}

static enum bw_status check_chain(struct checking *c, bw_tid from)
{
	bw_tid path[BTF_DEPTH_MAX], t = from;
	uint32_t n = 0, length;

	while (t.i && !c->seen[t.i].chain) {
		if (n == BTF_DEPTH_MAX)
			return chain_too_long(c, path, t);
		path[n++] = t;
		t = chain_next(c, t);
	}
	length = t.i ? c->seen[t.i].chain : 0u;
	assert(length <= BTF_DEPTH_MAX);
	if (n + length > BTF_DEPTH_MAX)
		return REPORT(c, BW_D_BTF_DEPTH, from, "leads through %u others", n + length);
	while (n)
		c->seen[path[--n].i].chain = (uint16_t)++length;
	return BW_OK;
}

/* ---- by value: sizes, members that fit, no struct inside itself ---- */

static enum bw_status visit(struct checking *c, bw_tid t, uint32_t depth);

static enum bw_status too_large(const struct checking *c, bw_tid t)
{
	return REPORT(c, BW_D_BTF_DEPTH, t, "nests %u types and has %u parts", c->seen[t.i].depth,
		      c->seen[t.i].parts);
}

/* What t is made of has been visited too; count it. */
static inline enum bw_status visit_part(struct checking *c, bw_tid t, bw_tid part, uint32_t depth)
{
	const struct seen *p = &c->seen[part.i];
	struct seen *s = &c->seen[t.i];

	if (p->visit < VISIT_SIZED) {
		enum bw_status st = visit(c, part, depth + 1);

		if (st)
			return st;
	}
	s->parts += p->parts;
	if (p->depth >= s->depth)
		s->depth = (uint16_t)(p->depth + 1);
	return s->depth > BTF_DEPTH_MAX || s->parts > BTF_PARTS_MAX ? too_large(c, t) : BW_OK;
}

static void set_sized(struct checking *c, bw_tid t, uint32_t size_bytes)
{
	assert(t.i && c->seen[t.i].visit != VISIT_SIZED);
	c->seen[t.i].size_bytes = size_bytes;
	c->seen[t.i].visit = VISIT_SIZED;
}

static enum bw_status misplaced(const struct checking *c, bw_tid t, uint32_t i, uint64_t end)
{
	return REPORT(c, BW_D_BTF_MEMBER, t, "has member %u at bits %u to %llu of %llu", i,
		      bw_btf_member_bits(c->b, t, i), (unsigned long long)end,
		      bw_btf_size_word(c->b, t) * 8ull);
}

/* A member at bit off; bits is the bit-field's size or 0. */
static inline enum bw_status check_member(const struct checking *c, bw_tid t, uint32_t i,
					  bw_tid type, uint32_t off, uint32_t bits)
{
	const struct seen *s = &c->seen[type.i];
	uint64_t end;

	if (s->visit != VISIT_SIZED)
		return REPORT(c, BW_D_BTF_NO_SIZE, t, "has a member %u of %s", i, label(c, type));
	if (bits > s->bits)
		return REPORT(c, BW_D_BTF_MEMBER, t, "has %u bits of %s as member %u", bits,
			      label(c, type), i);
	if (!bits)
		bits = s->cut_bits;
	end = off + (bits ? bits : s->size_bytes * 8ull);
	if (end > c->seen[t.i].size_bytes * 8ull || (!bits && off % 8))
		return misplaced(c, t, i, end);
	return BW_OK;
}

static enum bw_status visit_composite(struct checking *c, bw_tid t, uint32_t depth)
{
	const struct bw_btf_member *m = bw_btf_members(c->b, t);
	bool kflag = bw_btf_kflag(c->b, t), is_union = c->seen[t.i].kind == BW_BTF_UNION;
	uint32_t before = 0;

	c->seen[t.i].size_bytes = bw_btf_size_word(c->b, t);
	for (uint32_t i = 0, n = bw_btf_vlen(c->b, t); i < n; i++) {
		uint32_t off = kflag ? m[i].off & 0xffffff : m[i].off;
		enum bw_status st = visit_part(c, t, m[i].type, depth);

		if (!st)
			st = check_member(c, t, i, m[i].type, off, kflag ? m[i].off >> 24 : 0);
		if (st)
			return st;
		if (off < before || (off && is_union))
			return REPORT(c, BW_D_BTF_MEMBER, t, "has member %u at bit %u after bit %u",
				      i, off, before);
		before = off;
	}
	set_sized(c, t, c->seen[t.i].size_bytes);
	return BW_OK;
}

static enum bw_status visit_array(struct checking *c, bw_tid t, uint32_t depth)
{
	const struct bw_btf_array *a = bw_btf_array(c->b, t);
	enum bw_status st = visit_part(c, t, a->elem, depth);
	const struct seen *elem = &c->seen[a->elem.i];
	uint64_t size = (uint64_t)a->n * elem->size_bytes;

	if (st)
		return st;
	if (elem->visit != VISIT_SIZED)
		return REPORT(c, BW_D_BTF_NO_SIZE, t, "has elements of %s", label(c, a->elem));
	if (size > UINT32_MAX)
		return REPORT(c, BW_D_BTF_ARRAY, t, "has %u elements of %u bytes", a->n,
			      elem->size_bytes);
	set_sized(c, t, (uint32_t)size);
	return BW_OK;
}

/* A modifier or typedef is like what it stands on. */
static enum bw_status visit_same(struct checking *c, bw_tid t, uint32_t depth)
{
	const struct seen *to = &c->seen[bw_btf_ref(c->b, t).i];
	struct seen *s = &c->seen[t.i];
	enum bw_status st = visit_part(c, t, bw_btf_ref(c->b, t), depth);

	if (st)
		return st;
	s->size_bytes = to->size_bytes;
	s->bits = to->bits;
	s->cut_bits = to->cut_bits;
	s->visit = to->visit;
	return BW_OK;
}

/* What has no parts. */
static void visit_scalar(struct checking *c, bw_tid t)
{
	const uint32_t *w = bw_btf_record(c->b, t);
	struct seen *s = &c->seen[t.i];
	uint32_t bits;

	s->visit = VISIT_UNSIZED;
	if (s->kind == BW_BTF_PTR)
		set_sized(c, t, POINTER_BYTES);
	if (s->kind == BW_BTF_FLOAT)
		set_sized(c, t, w[2]);
	if ((s->kind != BW_BTF_INT && !bw_btf_is_enum((enum bw_btf_kind)s->kind)) || !w[2])
		return;
	set_sized(c, t, w[2]);
	s->bits = (uint8_t)(w[2] * 8);
	if (s->kind != BW_BTF_INT)
		return;
	bits = bw_btf_int_bits(w[3]) + bw_btf_int_offset(w[3]);
	s->cut_bits = bits < w[2] * 8 ? (uint8_t)bits : 0;
}

static enum bw_status visit(struct checking *c, bw_tid t, uint32_t depth)
{
	struct seen *s = &c->seen[t.i];

	if (s->visit == VISIT_OPEN)
		return REPORT(c, BW_D_BTF_SELF, t, "contains itself, %u deep", depth);
	if (depth > BTF_DEPTH_MAX)
		return REPORT(c, BW_D_BTF_DEPTH, t, "is nested %u deep", depth);
	s->visit = VISIT_OPEN;
	s->depth = 1;
	s->parts = 1;
	switch (s->kind) {
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return visit_composite(c, t, depth);
	case BW_BTF_ARRAY:
		return visit_array(c, t, depth);
	case BW_BTF_TYPEDEF:
	case BW_BTF_CONST:
	case BW_BTF_VOLATILE:
	case BW_BTF_RESTRICT:
	case BW_BTF_TYPE_TAG:
		return visit_same(c, t, depth);
	default:
		visit_scalar(c, t);
		return BW_OK;
	}
}

static enum bw_status check_index(const struct checking *c, bw_tid t)
{
	bw_tid index = bw_btf_array(c->b, t)->index;
	enum bw_btf_kind k = bw_btf_kind(c->b, bw_btf_resolve(c->b, index));

	if (k == BW_BTF_INT || k == BW_BTF_VOID)
		return BW_OK;
	return REPORT(c, BW_D_BTF_ARRAY, t, "is indexed by %s", label(c, index));
}

/* After all chains are known to end. */
static enum bw_status check_type(struct checking *c, bw_tid t)
{
	enum bw_status st = c->seen[t.i].visit >= VISIT_SIZED ? BW_OK : visit(c, t, 0);

	if (!st && c->seen[t.i].kind == BW_BTF_ARRAY)
		st = check_index(c, t);
	if (!st && c->seen[t.i].kind == BW_BTF_DECL_TAG)
		st = check_tag(c, t);
	return st;
}

static void seen_init(struct checking *c, struct bw_arena *a)
{
	const struct bw_btf *b = c->b;

	c->seen = BW_NEW_ARRAY(a, struct seen, b->count);
	c->seen[0] = (struct seen){.parts = 1, .visit = VISIT_UNSIZED};
	for (bw_tid t = {1}; t.i < b->count; t.i++)
		c->seen[t.i].kind = (uint8_t)bw_btf_kind(b, t);
}

static enum bw_status check_all(struct checking *c)
{
	enum bw_status st = BW_OK;

	for (bw_tid t = {1}; !st && t.i < c->b->count; t.i++)
		st = check_record(c, t);
	for (bw_tid t = {1}; !st && t.i < c->b->count; t.i++)
		st = c->seen[t.i].chain ? BW_OK : check_chain(c, t);
	for (bw_tid t = {1}; !st && t.i < c->b->count; t.i++)
		st = check_type(c, t);
	return st;
}

enum bw_status bw_btf_check(const struct bw_btf *b, const struct btf_where *where)
{
	struct bw_arena *scratch = bw_arena_child(b->arena);
	struct checking c = {.b = b, .where = where};
	enum bw_status st;

	seen_init(&c, scratch);
	st = check_all(&c);
	bw_arena_deinit(scratch);
	return st;
}
