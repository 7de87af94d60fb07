/* SPDX-License-Identifier: BSD-2-Clause */
#include "layout/layout.h"

static bool is_power_of_2(uint64_t v)
{
	return v && (v & (v - 1)) == 0;
}

bool bw_layout_valid(const struct bw_layout *l)
{
	uint64_t before = 0;	  /* where the previous field starts */
	uint64_t end = 0;	  /* the furthest end of the fields so far */
	uint64_t outside_end = 0; /* the same of those outside unions */

	if (!is_power_of_2(l->align_bytes))
		return false;
	for (uint32_t i = 0; i < l->field_count; i++) {
		const struct bw_field *f = &l->field[i];

		if (f->off_bits < before || f->off_bits > l->size_bits ||
		    f->size_bits > l->size_bits - f->off_bits)
			return false;
		before = f->off_bits;
		if (f->size_bits == 0)
			continue;
		if (f->off_bits < (f->in_union ? outside_end : end))
			return false;
		if (f->off_bits + f->size_bits > end)
			end = f->off_bits + f->size_bits;
		if (!f->in_union)
			outside_end = end;
	}
	return true;
}

uint32_t bw_layout_holes(struct bw_arena *a, const struct bw_layout *l, struct bw_hole **ret)
{
	BW_VEC(struct bw_hole) holes = {0};
	const char *after = "";
	uint64_t end = 0;

	assert(bw_layout_valid(l));
	for (uint32_t i = 0; i <= l->field_count; i++) {
		const struct bw_field *f = i < l->field_count ? &l->field[i] : NULL;
		uint64_t next = f ? f->off_bits : l->size_bits;

		if (f && f->size_bits == 0)
			continue;
		if (next > end)
			*bw_push(a, &holes) = (struct bw_hole){end, next - end, after};
		if (f && f->off_bits + f->size_bits > end) {
			end = f->off_bits + f->size_bits;
			after = f->path;
		}
	}
	*ret = holes.v;
	return holes.n;
}

/* Stable, by offset: fields come as runs that are sorted, one a union member. */
static void fields_sort(struct bw_arena *a, struct bw_field *v, uint32_t n)
{
	struct bw_field *from = v, *to = BW_NEW_ARRAY(a, struct bw_field, n), *swap;

	for (uint64_t run = 1; run < n; run *= 2) {
		for (uint64_t lo = 0; lo < n; lo += run * 2) {
			uint64_t mid = lo + run < n ? lo + run : n;
			uint64_t hi = mid + run < n ? mid + run : n;
			uint64_t i = lo, j = mid;

			for (uint64_t k = lo; k < hi; k++)
				to[k] = j == hi || (i < mid && from[i].off_bits <= from[j].off_bits)
					    ? from[i++]
					    : from[j++];
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != v)
		memcpy(v, from, n * sizeof(*v));
}

static void overlaps_mark(struct bw_field *v, uint32_t n)
{
	uint64_t end = 0, next = UINT64_MAX;

	for (uint32_t i = 0; i < n; i++) {
		if (!v[i].size_bits)
			continue;
		v[i].in_union |= v[i].off_bits < end;
		if (v[i].off_bits + v[i].size_bits > end)
			end = v[i].off_bits + v[i].size_bits;
	}
	for (uint32_t i = n; i-- > 0;) {
		if (!v[i].size_bits)
			continue;
		v[i].in_union |= v[i].off_bits + v[i].size_bits > next;
		next = v[i].off_bits;
	}
}

void bw_layout_settle(struct bw_arena *a, struct bw_field *v, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		if (v[i].off_bits < v[i - 1].off_bits) {
			fields_sort(a, v, n);
			break;
		}
	overlaps_mark(v, n);
}

/* "12", or "12:3" for bit 3 of byte 12. */
static void print_bits(struct bw_sb *b, uint64_t bits)
{
	size_t from = b->n;

	bw_sb_printf(b, "%llu", (unsigned long long)(bits / 8));
	if (bits % 8)
		bw_sb_printf(b, ":%u", (unsigned)(bits % 8));
	while (b->n - from < 8)
		bw_sb_addc(b, ' ');
}

static void print_hole(struct bw_sb *b, const struct bw_hole *h)
{
	print_bits(b, h->off_bits);
	print_bits(b, h->size_bits);
	bw_sb_addz(b, "(hole)\n");
}

static void print_field(struct bw_sb *b, const struct bw_field *f)
{
	print_bits(b, f->off_bits);
	print_bits(b, f->size_bits);
	bw_sb_printf(b, "%s%s%s\n", f->type, *f->path ? "  " : "", f->path);
}

void bw_layout_print(struct bw_sb *b, const struct bw_layout *l)
{
	struct bw_hole *hole;
	uint32_t holes = bw_layout_holes(b->arena, l, &hole), h = 0;

	bw_sb_printf(b, "%s: %llu bytes, aligned to %u\n", l->type,
		     (unsigned long long)(l->size_bits / 8), l->align_bytes);
	for (uint32_t i = 0; i < l->field_count; i++) {
		while (h < holes && hole[h].off_bits < l->field[i].off_bits)
			print_hole(b, &hole[h++]);
		print_field(b, &l->field[i]);
	}
	while (h < holes)
		print_hole(b, &hole[h++]);
}
