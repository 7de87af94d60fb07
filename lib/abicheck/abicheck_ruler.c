/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two layouts side by side, a line for each byte where something begins on either side. Lines
 * with a difference are marked; of long layouts those around the first difference are shown.
 */
#include "abicheck/abicheck_parts.h"

#define COLUMN 33u
#define ROWS_MAX 24u
#define ROWS_BEFORE 4u

/* What begins at one place of one side. */
struct cell {
	uint64_t off_bits;
	const char *text;
	bool is_marked;
};
typedef BW_VEC(struct cell) cell_list;

struct row {
	uint64_t off_bits;
	const char *text[2]; /* map, program; NULL: what stood before goes on */
	bool is_marked;
};
typedef BW_VEC(struct row) row_list;

static const char *bits_text(struct bw_arena *a, uint64_t bits)
{
	if (bits % 8)
		return bw_printf(a, "%llu:%u", (unsigned long long)(bits / 8),
				 (unsigned)(bits % 8));
	return bw_printf(a, "%llu", (unsigned long long)(bits / 8));
}

static const char *field_text(struct bw_arena *a, const struct bw_field *f)
{
	struct bw_sb b = bw_sb_in(a);

	bw_sb_printf(&b, "%s%s%s", f->type, *f->path ? " " : "", f->path);
	if (f->is_bitfield)
		bw_sb_printf(&b, " : %llu", (unsigned long long)f->size_bits);
	if (b.n > COLUMN) {
		b.n = COLUMN - 3;
		bw_sb_addz(&b, "...");
	}
	return bw_sb_str(&b);
}

static bool is_marked(const struct comparison *c, const struct bw_field *f)
{
	for (uint32_t i = 0; i < c->diff.n; i++)
		if (c->diff.v[i].map == f || c->diff.v[i].user == f)
			return true;
	return false;
}

static bool sizes_differ(const struct comparison *c)
{
	for (uint32_t i = 0; i < c->diff.n; i++)
		if (c->diff.v[i].kind == DIFF_SIZE)
			return true;
	return false;
}

static cell_list cells_of(struct bw_arena *a, const struct comparison *c, const struct bw_layout *l)
{
	cell_list cells = {0};
	struct bw_hole *hole;
	uint32_t holes = bw_layout_holes(a, l, &hole), h = 0;

	for (uint32_t i = 0; i <= l->field_count; i++) {
		const struct bw_field *f = i < l->field_count ? &l->field[i] : NULL;

		while (h < holes && (!f || hole[h].off_bits < f->off_bits)) {
			*bw_push(a, &cells) = (struct cell){
			    hole[h].off_bits,
			    bw_printf(a, "(padding, %s)", bits_text(a, hole[h].size_bits)), false};
			h++;
		}
		if (f)
			*bw_push(a, &cells) =
			    (struct cell){f->off_bits, field_text(a, f), is_marked(c, f)};
	}
	*bw_push(a, &cells) = (struct cell){l->size_bits, "(end)", sizes_differ(c)};
	return cells;
}

static row_list rows_of(struct bw_arena *a, const cell_list side[2])
{
	uint32_t at[2] = {0, 0};
	row_list rows = {0};

	while (at[0] < side[0].n || at[1] < side[1].n) {
		struct row *r = bw_push(a, &rows);

		r->off_bits = UINT64_MAX;
		for (int k = 0; k < 2; k++)
			if (at[k] < side[k].n && side[k].v[at[k]].off_bits < r->off_bits)
				r->off_bits = side[k].v[at[k]].off_bits;
		for (int k = 0; k < 2; k++) {
			const struct cell *x = &side[k].v[at[k]];

			if (at[k] == side[k].n || x->off_bits != r->off_bits)
				continue;
			r->text[k] = x->text;
			r->is_marked |= x->is_marked;
			at[k]++;
		}
	}
	return rows;
}

/* From where rows are shown, if not all are. */
static uint32_t window_begin(const row_list *rows)
{
	uint32_t first = 0;

	assert(rows->n);
	if (rows->n <= ROWS_MAX)
		return 0;
	while (first + 1 < rows->n && !rows->v[first].is_marked)
		first++;
	first = first > ROWS_BEFORE ? first - ROWS_BEFORE : 0;
	return first + ROWS_MAX > rows->n ? rows->n - ROWS_MAX : first;
}

/* A blank before the first letter is the report's; none is left at the end of a line. */
static void put_row(struct bw_sb *b, const char *mark, const char *where, const char *left,
		    const char *right)
{
	bw_sb_printf(b, "\n%s%6s  %-*s%s%s", mark, where, (int)COLUMN, left, *right ? "  " : "",
		     right);
	while (b->n && b->p[b->n - 1] == ' ')
		b->n--;
}

static const char *cell_or(const char *text, bool ended)
{
	return text ? text : ended ? "" : "|";
}

const char *ruler_print(struct bw_arena *a, const struct comparison *c, const char *map_title,
			const char *user_title)
{
	const cell_list side[2] = {cells_of(a, c, c->map), cells_of(a, c, c->user)};
	row_list rows = rows_of(a, side);
	uint32_t from = window_begin(&rows), to = from + ROWS_MAX;
	struct bw_sb b = bw_sb_in(a);

	assert(from <= rows.n);
	bw_sb_addz(&b, "the bytes on both sides:");
	put_row(&b, " ", "byte", map_title, user_title);
	if (from)
		put_row(&b, " ", "...", "", "");
	for (uint32_t i = from; i < rows.n && i < to; i++) {
		const struct row *r = &rows.v[i];

		put_row(&b, r->is_marked ? ">" : " ", bits_text(a, r->off_bits),
			cell_or(r->text[0], r->off_bits > c->map->size_bits),
			cell_or(r->text[1], r->off_bits > c->user->size_bits));
	}
	if (to < rows.n)
		put_row(&b, " ", "...", "", "");
	return bw_sb_str(&b);
}
