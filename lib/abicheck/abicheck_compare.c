/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two layouts of what should be the same bytes. Fields are paired by name, the rest by place;
 * what is left must be padding, bytes without meaning, or it is a difference.
 */
#include "abicheck/abicheck_parts.h"

#include <stdlib.h>

#define NONE UINT32_MAX
#define LOOK_MAX 1024u /* members of a union that are looked through */

/* One of the two layouts while they are compared. */
struct side {
	const struct bw_layout *l;
	uint32_t *twin;	  /* by field: its pair on the other side, or NONE */
	bool *is_padding; /* by field: named to fill a hole */
	uint64_t *end;	  /* by field: where the fields up to it end, in bits */
};

struct work {
	struct bw_arena *arena;
	const struct compare_rules *rules;
	struct comparison *c;
	struct side map, user;
	bool has_error;
};

static const int rank_of[] = {
#define DIFF(kind, code, rank) rank,
#include "abicheck/abicheck_diffs.def"
#undef DIFF
};

enum bw_code diff_code(enum diff_kind kind)
{
	static const enum bw_code code_of[] = {
#define DIFF(kind, code, rank) BW_D_##code,
#include "abicheck/abicheck_diffs.def"
#undef DIFF
	};

	assert(kind < DIFF_COUNT);
	return code_of[kind];
}

static void add(struct work *w, enum diff_kind kind, const struct bw_field *map,
		const struct bw_field *user)
{
	bool is_error = bw_code_info(diff_code(kind))->severity == BW_SEV_ERROR;
	uint64_t at = map ? map->off_bits : user ? user->off_bits : UINT64_MAX;

	if (w->c->diff.n >= DIFFS_MAX && (!is_error || w->has_error))
		return;
	w->has_error |= is_error;
	if (user && user->off_bits < at)
		at = user->off_bits;
	*bw_push(w->arena, &w->c->diff) = (struct diff){kind, map, user, at};
}

static struct side side_of(struct bw_arena *a, const struct bw_layout *l)
{
	struct side s = {l, BW_NEW_ARRAY(a, uint32_t, l->field_count),
			 BW_NEW_ARRAY(a, bool, l->field_count),
			 BW_NEW_ARRAY(a, uint64_t, l->field_count)};
	uint64_t end = 0;

	assert(bw_layout_valid(l));
	for (uint32_t i = 0; i < l->field_count; i++) {
		struct bw_mark m = bw_mark(a);

		s.twin[i] = NONE;
		s.is_padding[i] = path_is_padding(a, l->field[i].path);
		if (l->field[i].off_bits + l->field[i].size_bits > end)
			end = l->field[i].off_bits + l->field[i].size_bits;
		s.end[i] = end;
		bw_rewind(a, m);
	}
	return s;
}

/* ---- pairs ---- */

static void join(struct work *w, uint32_t i, uint32_t j)
{
	assert(w->map.twin[i] == NONE && w->user.twin[j] == NONE);
	w->map.twin[i] = j;
	w->user.twin[j] = i;
}

/* Fields whose paths are the same when case and underscores do not count. */
static void pair_by_name(struct work *w)
{
	struct bw_arena *scratch = bw_arena_child(w->arena);
	struct bw_names *names = bw_names_create(scratch);
	BW_VEC(uint32_t) first = {0}; /* by name: field of the map + 1 */

	for (uint32_t i = 0; i < w->map.l->field_count; i++) {
		bw_sym s = bw_intern_z(names, path_plain(scratch, w->map.l->field[i].path));

		while (first.n <= s.id)
			*bw_push(scratch, &first) = 0;
		if (!w->map.is_padding[i] && !first.v[s.id])
			first.v[s.id] = i + 1;
	}
	for (uint32_t j = 0; j < w->user.l->field_count; j++) {
		const char *path = path_plain(scratch, w->user.l->field[j].path);
		uint32_t s = bw_names_find(names, path, strlen(path)).id;

		if (w->user.is_padding[j] || s >= first.n || !first.v[s])
			continue;
		join(w, first.v[s] - 1, j);
		first.v[s] = 0;
		w->c->same_names++;
	}
	bw_arena_deinit(scratch);
}

/* Fields of any name at one place and of one size. Both sides rise by offset. */
static void pair_by_place(struct work *w)
{
	uint32_t j = 0;

	for (uint32_t i = 0; i < w->map.l->field_count; i++) {
		const struct bw_field *f = &w->map.l->field[i], *g;

		if (w->map.twin[i] != NONE || w->map.is_padding[i])
			continue;
		while (j < w->user.l->field_count && w->user.l->field[j].off_bits < f->off_bits)
			j++;
		for (uint32_t k = j; k < w->user.l->field_count && k - j < LOOK_MAX; k++) {
			g = &w->user.l->field[k];
			if (g->off_bits != f->off_bits || w->map.twin[i] != NONE)
				break;
			if (w->user.twin[k] == NONE && !w->user.is_padding[k] &&
			    g->size_bits == f->size_bits) {
				join(w, i, k);
				w->c->renamed += *f->path && *g->path;
			}
		}
	}
}

/* ---- pairs compared ---- */

/* Each stands where the other side has the twin of what stands in its place. */
static bool are_swapped(const struct work *w, const struct bw_field *f, const struct bw_field *g,
			const struct bw_field **ret)
{
	for (uint32_t k = 0; k < w->user.l->field_count; k++) {
		const struct bw_field *there = &w->user.l->field[k], *twin;

		if (there->off_bits != f->off_bits || w->user.twin[k] == NONE)
			continue;
		twin = &w->map.l->field[w->user.twin[k]];
		*ret = twin;
		return twin->off_bits == g->off_bits && there->size_bits == f->size_bits &&
		       twin->size_bits == f->size_bits;
	}
	return false;
}

static void moved(struct work *w, const struct bw_field *f, const struct bw_field *g)
{
	const struct bw_field *other;

	if (f->is_bitfield || g->is_bitfield)
		add(w, DIFF_BITFIELD, f, g);
	else if (w->c->diff.n < DIFFS_MAX && are_swapped(w, f, g, &other))
		add(w, DIFF_SWAPPED, f, g);
	else
		add(w, DIFF_OFFSET, f, g);
}

static void resized(struct work *w, const struct bw_field *f, const struct bw_field *g)
{
	if (!f->size_bits || !g->size_bits)
		return; /* T x[]: as long as the record is */
	if (f->is_bitfield || g->is_bitfield)
		add(w, DIFF_BITFIELD, f, g);
	else if (f->count != g->count && f->count && g->count &&
		 f->size_bits / f->count == g->size_bits / g->count)
		add(w, DIFF_ARRAY, f, g);
	else
		add(w, DIFF_WIDTH, f, g);
}

static void pairs_compare(struct work *w)
{
	for (uint32_t i = 0; i < w->map.l->field_count; i++) {
		const struct bw_field *f = &w->map.l->field[i], *g;
		enum diff_kind kind;

		if (w->map.twin[i] == NONE)
			continue;
		g = &w->user.l->field[w->map.twin[i]];
		if (f->size_bits != g->size_bits)
			resized(w, f, g);
		else if (f->off_bits != g->off_bits)
			moved(w, f, g);
		else if (fields_differ(f, g, w->rules, &kind))
			add(w, kind, f, g);
	}
}

/* ---- what has no pair ---- */

/* What the other side has where a field stands that it does not know. */
struct cover {
	uint32_t meaning; /* fields that are no padding */
	uint32_t moved;	  /* of them: known here by name, at another place */
	bool is_within;	  /* all lie within the field's bounds */
	bool is_bytes;	  /* one of them is a run of bytes around the field */
	bool has_bits;	  /* bit-fields */
	uint64_t bits;	  /* of those within */
};

/* The first field that ends behind a place: .end rises. */
static uint32_t first_behind(const struct side *s, uint64_t off_bits)
{
	uint32_t lo = 0, hi = s->l->field_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->end[mid] > off_bits)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static struct cover cover_of(const struct side *other, const struct side *own,
			     const struct bw_field *f)
{
	struct cover c = {.is_within = true};
	uint64_t end = f->off_bits + f->size_bits;

	for (uint32_t k = first_behind(other, f->off_bits), n = 0;
	     k < other->l->field_count && n < LOOK_MAX; k++, n++) {
		const struct bw_field *g = &other->l->field[k];
		uint64_t g_end = g->off_bits + g->size_bits;

		if (g->off_bits >= end)
			break;
		if (g_end <= f->off_bits || other->is_padding[k])
			continue;
		c.meaning++;
		c.has_bits |= g->is_bitfield;
		c.is_within &= g->off_bits >= f->off_bits && g_end <= end;
		c.is_bytes |= field_is_bytes(g) && g->off_bits <= f->off_bits && g_end >= end;
		c.bits += g->size_bits;
		if (other->twin[k] != NONE)
			c.moved += own->l->field[other->twin[k]].off_bits != g->off_bits ||
				   own->l->field[other->twin[k]].size_bits != g->size_bits;
	}
	return c;
}

/* An integer that the other side takes apart, or puts together. */
static bool is_pun(const struct bw_field *f, const struct cover *c)
{
	return c->is_within && c->bits >= f->size_bits && !c->has_bits;
}

/* A field with no pair; is_map says on which side. False: nothing is wrong with it. */
static bool lone_differs(const struct work *w, const struct bw_field *f, bool is_map,
			 enum diff_kind *ret)
{
	const struct side *own = is_map ? &w->map : &w->user;
	const struct side *other = is_map ? &w->user : &w->map;
	struct cover c = cover_of(other, own, f);

	if (f->off_bits + f->size_bits > other->l->size_bits || (c.moved && !f->in_union) ||
	    (!c.meaning && w->rules->is_key)) {
		*ret = is_map ? DIFF_MISSING : DIFF_EXTRA;
		return true;
	}
	if (!c.meaning) {
		*ret = is_map ? DIFF_UNKNOWN : DIFF_INVENTED;
		return true;
	}
	if (c.is_bytes || f->in_union || (field_is_bytes(f) && c.is_within))
		return false;
	if ((f->is_bitfield || c.has_bits) && c.meaning)
		return false;
	*ret = is_pun(f, &c) ? DIFF_PUN : DIFF_OVERLAP;
	return true;
}

/* Parts of something whole that has no pair either: the whole tells. */
static bool is_told_by_whole(const struct side *s, const struct bw_field *part)
{
	uint64_t end = part->off_bits + part->size_bits;

	for (uint32_t k = first_behind(s, part->off_bits), n = 0;
	     k < s->l->field_count && n < LOOK_MAX; k++, n++) {
		const struct bw_field *f = &s->l->field[k];

		if (f->off_bits > part->off_bits)
			return false;
		if (s->twin[k] == NONE && !s->is_padding[k] && f->size_bits > part->size_bits &&
		    f->off_bits + f->size_bits >= end)
			return true;
	}
	return false;
}

static void lone_fields(struct work *w, bool is_map)
{
	const struct side *own = is_map ? &w->map : &w->user;
	const struct side *other = is_map ? &w->user : &w->map;

	for (uint32_t i = 0; i < own->l->field_count; i++) {
		const struct bw_field *f = &own->l->field[i];
		enum diff_kind kind;

		if (own->twin[i] != NONE || own->is_padding[i] || !f->size_bits ||
		    (w->has_error && w->c->diff.n >= DIFFS_MAX))
			continue;
		if (lone_differs(w, f, is_map, &kind) &&
		    ((kind != DIFF_OVERLAP && kind != DIFF_PUN) || !is_told_by_whole(other, f)))
			add(w, kind, is_map ? f : NULL, is_map ? NULL : f);
	}
}

/* ---- the whole ---- */

static int by_place(const void *x, const void *y)
{
	const struct diff *a = x, *b = y;

	if (a->at_bits != b->at_bits)
		return a->at_bits < b->at_bits ? -1 : 1;
	if (rank_of[a->kind] != rank_of[b->kind])
		return rank_of[a->kind] < rank_of[b->kind] ? -1 : 1;
	if (a->map != b->map) /* pointers into one array, or NULL */
		return a->map < b->map ? -1 : 1;
	return a->user < b->user ? -1 : a->user > b->user;
}

/* Of two fields that changed places, one difference stays. */
static void swaps_once(struct comparison *c)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < c->diff.n; i++) {
		const struct diff *d = &c->diff.v[i];

		if (d->kind != DIFF_SWAPPED || d->map->off_bits < d->user->off_bits)
			c->diff.v[kept++] = *d;
	}
	c->diff.n = kept;
}

static bool is_flexible(const struct bw_layout *l)
{
	return l->field_count && l->field[l->field_count - 1].size_bits == 0 &&
	       l->field[l->field_count - 1].off_bits + 7 * 8 >= l->size_bits;
}

void layouts_compare(struct bw_arena *a, const struct bw_layout *map, const struct bw_layout *user,
		     const struct compare_rules *rules, struct comparison *ret)
{
	struct work w = {.arena = a, .rules = rules, .c = ret};

	*ret = (struct comparison){.map = map, .user = user};
	w.map = side_of(a, map);
	w.user = side_of(a, user);
	pair_by_name(&w);
	if (!rules->is_part)
		pair_by_place(&w);
	pairs_compare(&w);
	if (!rules->is_part)
		lone_fields(&w, true);
	lone_fields(&w, false);
	if (map->size_bits != user->size_bits && !rules->is_part && !is_flexible(map) &&
	    !is_flexible(user))
		add(&w, DIFF_SIZE, NULL, NULL);
	if (ret->diff.n)
		qsort(ret->diff.v, ret->diff.n, sizeof(ret->diff.v[0]), by_place);
	swaps_once(ret);
}

const struct diff *comparison_error(const struct comparison *c)
{
	for (uint32_t i = 0; i < c->diff.n; i++)
		if (bw_code_info(diff_code(c->diff.v[i].kind))->severity == BW_SEV_ERROR)
			return &c->diff.v[i];
	return NULL;
}
