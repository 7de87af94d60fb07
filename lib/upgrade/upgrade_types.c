/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The difference of two types, member by member. Members are the same by path; what is left
 * over on both sides at one place, of one size and kind, was renamed.
 */
#include "upgrade/upgrade_parts.h"

#define CHANGES_SHOWN 8u

struct pairing {
	struct bw_arena *arena;
	struct bw_layout was, now;
	const struct bw_field **by_was, **by_now; /* by path, then place */
	BW_VEC(const struct bw_field *) gone, come;
	BW_VEC(struct change) change;
	const struct bw_hole *hole; /* of was */
	uint32_t hole_n;
};

static int by_path(const void *x, const void *y)
{
	const struct bw_field *a = *(const struct bw_field *const *)x;
	const struct bw_field *b = *(const struct bw_field *const *)y;
	int c = strcmp(a->path, b->path);

	return c ? c : (a->off_bits > b->off_bits) - (a->off_bits < b->off_bits);
}

static int by_place(const void *x, const void *y)
{
	const struct bw_field *a = *(const struct bw_field *const *)x;
	const struct bw_field *b = *(const struct bw_field *const *)y;

	if (a->off_bits != b->off_bits)
		return a->off_bits < b->off_bits ? -1 : 1;
	return strcmp(a->path, b->path);
}

static const struct bw_field **sorted(struct bw_arena *a, const struct bw_layout *l)
{
	const struct bw_field **v = BW_NEW_ARRAY(a, const struct bw_field *, l->field_count);

	for (uint32_t i = 0; i < l->field_count; i++)
		v[i] = &l->field[i];
	qsort(v, l->field_count, sizeof(*v), by_path);
	return v;
}

/* -1 little, 1 big, 0 the machine's: by the typedef's name, all that C has for it. */
static int order_of(const struct bw_field *f)
{
	if (strncmp(f->type, "__be", 4) == 0)
		return 1;
	return strncmp(f->type, "__le", 4) == 0 ? -1 : 0;
}

/* Kinds that say the same of a byte; names of types say nothing. */
static bool is_retyped(const struct bw_field *x, const struct bw_field *y)
{
	return x->kind != y->kind || order_of(x) != order_of(y);
}

/* A byte-order typedef generates no code: whether the bytes changed, people must say. */
static bool is_other_class(const struct bw_field *x, const struct bw_field *y)
{
	return (x->kind == BW_FIELD_FLOAT) != (y->kind == BW_FIELD_FLOAT);
}

static bool same_place(const struct bw_field *x, const struct bw_field *y)
{
	return x->off_bits == y->off_bits && x->size_bits == y->size_bits;
}

static void change_add(struct pairing *p, enum change_kind kind, const struct bw_field *was,
		       const struct bw_field *now)
{
	struct change *c = bw_push(p->arena, &p->change);

	assert(was || now);
	c->kind = kind;
	c->was = was;
	c->now = now;
	if (!was || !now)
		return;
	c->other_class = is_other_class(was, now);
	c->narrower = now->size_bits < was->size_bits;
}

static void pair(struct pairing *p, const struct bw_field *was, const struct bw_field *now)
{
	if (was->off_bits != now->off_bits)
		change_add(p, CHANGE_MOVED, was, now);
	else if (was->size_bits != now->size_bits)
		change_add(p, CHANGE_RESIZED, was, now);
	else if (is_retyped(was, now))
		change_add(p, CHANGE_RETYPED, was, now);
}

static void pair_by_path(struct pairing *p)
{
	uint32_t i = 0, j = 0;

	while (i < p->was.field_count || j < p->now.field_count) {
		int c = i == p->was.field_count	  ? 1
			: j == p->now.field_count ? -1
						  : strcmp(p->by_was[i]->path, p->by_now[j]->path);

		if (c < 0)
			*bw_push(p->arena, &p->gone) = p->by_was[i++];
		else if (c > 0)
			*bw_push(p->arena, &p->come) = p->by_now[j++];
		else
			pair(p, p->by_was[i++], p->by_now[j++]);
	}
}

/* Is the place padding of the old type, or behind its end? */
static bool in_padding(const struct pairing *p, const struct bw_field *f)
{
	uint32_t lo = 0, hi = p->hole_n;

	if (f->off_bits >= p->was.size_bits)
		return true;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (p->hole[mid].off_bits + p->hole[mid].size_bits <= f->off_bits)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->hole_n && p->hole[lo].off_bits <= f->off_bits &&
	       f->off_bits + f->size_bits <= p->hole[lo].off_bits + p->hole[lo].size_bits;
}

static void come_add(struct pairing *p, const struct bw_field *f)
{
	change_add(p, CHANGE_ADDED, NULL, f);
	p->change.v[p->change.n - 1].in_padding = in_padding(p, f);
}

/* Both lists by place: what meets was renamed. */
static void pair_by_place(struct pairing *p)
{
	uint32_t i = 0, j = 0;

	if (p->gone.n)
		qsort(p->gone.v, p->gone.n, sizeof(p->gone.v[0]), by_place);
	if (p->come.n)
		qsort(p->come.v, p->come.n, sizeof(p->come.v[0]), by_place);
	while (i < p->gone.n || j < p->come.n) {
		const struct bw_field *was = i < p->gone.n ? p->gone.v[i] : NULL;
		const struct bw_field *now = j < p->come.n ? p->come.v[j] : NULL;

		if (was && now && same_place(was, now) && !is_retyped(was, now)) {
			change_add(p, CHANGE_RENAMED, was, now);
			i++, j++;
		} else if (was && (!now || was->off_bits <= now->off_bits)) {
			change_add(p, CHANGE_REMOVED, was, NULL);
			i++;
		} else {
			come_add(p, now);
			j++;
		}
	}
}

static uint64_t place_of(const struct change *c)
{
	return (c->now ? c->now : c->was)->off_bits;
}

static int by_new_place(const void *x, const void *y)
{
	const struct change *a = x, *b = y;

	if (place_of(a) != place_of(b))
		return place_of(a) < place_of(b) ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp((a->now ? a->now : a->was)->path, (b->now ? b->now : b->was)->path);
}

static enum meaning meaning_of(const struct change *c)
{
	switch (c->kind) {
	case CHANGE_MOVED:
	case CHANGE_RESIZED:
		return MEANS_OTHER;
	case CHANGE_RETYPED:
		return c->other_class ? MEANS_OTHER : MEANS_DOUBT;
	case CHANGE_ADDED:
		return c->in_padding || c->now->in_union ? MEANS_DOUBT : MEANS_OTHER;
	case CHANGE_REMOVED:
	case CHANGE_RENAMED:
		break;
	}
	return MEANS_DOUBT;
}

/* A member that has no place any more, or a smaller one, loses something. */
static bool loses(const struct change *c)
{
	return c->narrower || c->other_class;
}

static void judge(struct pairing *p, struct type_diff *ret)
{
	uint32_t lost = 0;

	ret->meaning = MEANS_SAME;
	ret->can_copy = true;
	for (uint32_t i = 0; i < p->change.n; i++) {
		const struct change *c = &p->change.v[i];
		enum meaning m = meaning_of(c);

		lost += c->kind == CHANGE_REMOVED;
		if (loses(c))
			ret->can_copy = false;
		if (m > ret->meaning)
			ret->meaning = m;
	}
	if (p->was.field_count && lost == p->was.field_count)
		ret->can_copy = false;
	ret->n = p->change.n;
	ret->change = p->change.v;
}

/* ---- locks, timers, kernel pointers ---- */

/* All that any kernel knows. */
static const struct bw_special_rules all_special = {
    .known = (1u << BW_SPECIAL_KINDS) - 1,
    .max = BW_SPECIAL_MAX,
    .nested = true,
    .many_refcounts = true,
};

static int special_by_place(const void *x, const void *y)
{
	const struct bw_special *a = x, *b = y;

	return (a->off_bytes > b->off_bytes) - (a->off_bytes < b->off_bytes);
}

static void special_read(struct bw_arena *a, const struct bw_btf *btf, bw_tid t,
			 struct bw_special_set *ret)
{
	bw_tid real = bw_btf_resolve(btf, t);
	uint32_t bytes;

	*ret = (struct bw_special_set){0};
	if (bw_btf_kind(btf, real) != BW_BTF_STRUCT || !bw_btf_sizeof(btf, real, &bytes))
		return;
	bw_spec_special(a, btf, real, bytes, &all_special, ret);
	if (ret->err)
		ret->n = 0;
	qsort(ret->field, ret->n, sizeof(ret->field[0]), special_by_place);
}

static const char *special_text(struct bw_arena *a, const struct bw_special_set *s)
{
	struct bw_sb sb = bw_sb_in(a);

	for (uint32_t i = 0; i < s->n; i++)
		bw_sb_printf(&sb, "%s%s at byte %u", i ? ", " : "",
			     bw_special_name(s->field[i].kind), s->field[i].off_bytes);
	return s->n ? bw_sb_str(&sb) : "none";
}

static bool special_same(const struct bw_btf *x_btf, const struct bw_special *x,
			 const struct bw_btf *y_btf, const struct bw_special *y)
{
	return x->kind == y->kind && x->off_bytes == y->off_bytes &&
	       bw_sym_eq(bw_btf_name(x_btf, x->type), bw_btf_name(y_btf, y->type));
}

static void special_diff(struct bw_arena *a, const struct bw_btf *was_btf, bw_tid was,
			 const struct bw_btf *now_btf, bw_tid now, struct type_diff *ret)
{
	struct bw_special_set x, y;
	bool same;

	special_read(a, was_btf, was, &x);
	special_read(a, now_btf, now, &y);
	same = x.n == y.n;
	for (uint32_t i = 0; same && i < x.n; i++)
		same = special_same(was_btf, &x.field[i], now_btf, &y.field[i]);
	if (same)
		return;
	ret->special =
	    bw_printf(a, "special fields: %s; was: %s", special_text(a, &y), special_text(a, &x));
	ret->meaning = MEANS_OTHER;
}

void types_diff(struct bw_arena *a, const struct bw_btf *was_btf, bw_tid was,
		const struct bw_btf *now_btf, bw_tid now, struct type_diff *ret)
{
	struct pairing p = {.arena = a};
	struct bw_hole *hole;

	*ret = (struct type_diff){.meaning = MEANS_UNKNOWN};
	if (!was_btf || !now_btf || !was.i || !now.i || !bw_btf_layout(a, was_btf, was, &p.was) ||
	    !bw_btf_layout(a, now_btf, now, &p.now))
		return;
	assert(bw_layout_valid(&p.was) && bw_layout_valid(&p.now));
	p.by_was = sorted(a, &p.was);
	p.by_now = sorted(a, &p.now);
	p.hole_n = bw_layout_holes(a, &p.was, &hole);
	p.hole = hole;
	pair_by_path(&p);
	pair_by_place(&p);
	if (p.change.n)
		qsort(p.change.v, p.change.n, sizeof(p.change.v[0]), by_new_place);
	judge(&p, ret);
	assert(ret->n || ret->meaning == MEANS_SAME);
	ret->was_bytes = (uint32_t)(p.was.size_bits / 8);
	ret->now_bytes = (uint32_t)(p.now.size_bits / 8);
	special_diff(a, was_btf, was, now_btf, now, ret);
}

/* "byte 12", or "byte 12 bit 3". */
static const char *place(struct bw_arena *a, uint64_t bits)
{
	if (bits % 8)
		return bw_printf(a, "%llu bit %u", (unsigned long long)(bits / 8),
				 (unsigned)(bits % 8));
	return bw_printf(a, "%llu", (unsigned long long)(bits / 8));
}

static const char *size(struct bw_arena *a, uint64_t bits)
{
	uint64_t n = bits % 8 ? bits : bits / 8;

	return bw_printf(a, "%llu %s%s", (unsigned long long)n, bits % 8 ? "bit" : "byte",
			 n == 1 ? "" : "s");
}

/* "'a.b'", or "the value" for a scalar. */
static const char *called(struct bw_arena *a, const struct bw_field *f)
{
	return *f->path ? bw_printf(a, "'%s'", f->path) : "the whole of it";
}

static const char *added_text(struct bw_arena *a, const struct change *c)
{
	return bw_printf(a, "%s added at byte %s (%s, %s)%s", called(a, c->now),
			 place(a, c->now->off_bits), c->now->type, size(a, c->now->size_bits),
			 c->in_padding ? "" : ", over members that were there");
}

const char *change_text(struct bw_arena *a, const struct change *c)
{
	switch (c->kind) {
	case CHANGE_ADDED:
		return added_text(a, c);
	case CHANGE_REMOVED:
		return bw_printf(a, "%s removed from byte %s (%s, %s)", called(a, c->was),
				 place(a, c->was->off_bits), c->was->type,
				 size(a, c->was->size_bits));
	case CHANGE_MOVED:
		return bw_printf(a, "%s moved from byte %s to %s%s", called(a, c->now),
				 place(a, c->was->off_bits), place(a, c->now->off_bits),
				 c->was->size_bits == c->now->size_bits
				     ? ""
				     : bw_printf(a, ", and is %s, not %s",
						 size(a, c->now->size_bits),
						 size(a, c->was->size_bits)));
	case CHANGE_RESIZED:
		return bw_printf(a, "%s at byte %s is %s, was %s", called(a, c->now),
				 place(a, c->now->off_bits), size(a, c->now->size_bits),
				 size(a, c->was->size_bits));
	case CHANGE_RENAMED:
		return bw_printf(a, "%s at byte %s was %s", called(a, c->now),
				 place(a, c->now->off_bits), called(a, c->was));
	case CHANGE_RETYPED:
		break;
	}
	return bw_printf(a, "%s at byte %s is %s, was %s", called(a, c->now),
			 place(a, c->now->off_bits), c->now->type, c->was->type);
}

const char *change_first(struct bw_arena *a, const struct type_diff *x)
{
	const struct change *best = NULL;

	for (uint32_t i = 0; i < x->n; i++)
		if (!best || meaning_of(&x->change[i]) > meaning_of(best))
			best = &x->change[i];
	if (best)
		return change_text(a, best);
	return x->special ? x->special : "";
}

void changes_note(struct bw_arena *a, struct bw_diags *d, const char *what,
		  const struct type_diff *x)
{
	if (x->was_bytes != x->now_bytes && !x->n)
		bw_note(d, (struct bw_where){0}, "%s: %u bytes, was %u: padding at the end", what,
			x->now_bytes, x->was_bytes);
	for (uint32_t i = 0; i < x->n && i < CHANGES_SHOWN; i++)
		bw_note(d, (struct bw_where){0}, "%s: %s", what, change_text(a, &x->change[i]));
	if (x->special)
		bw_note(d, (struct bw_where){0}, "%s: %s", what, x->special);
	if (x->n > CHANGES_SHOWN)
		bw_note(d, (struct bw_where){0}, "%s: and %u changes more", what,
			x->n - CHANGES_SHOWN);
}
