/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packages of split units (.dwp): an index says which slice of each section is a unit's. Of
 * version 2 (GNU, DWARF 4; units of types are a section of their own) and 5 (DWARF 5,
 * chapter 7.3.5).
 */
#include "dwarf/dwarf_types.h"

enum { COLUMNS_MAX = 16, UNITS_MAX = 1 << 20 };

struct index {
	struct bw_reader r;
	uint32_t columns, units;
	size_t rows_off; /* of the column ids, then offsets, then sizes */
	uint16_t version;
};

static bool index_open(const struct dwarf_image *m, enum dwarf_section s, struct index *ret)
{
	struct bw_reader r = bw_reader_of(m->section[s].p, m->section[s].n, m->big_endian);
	uint32_t slots;
	uint64_t need;

	/* version 2 is a word, 5 half of one with nothing behind */
	ret->version = bw_read_u16(&r);
	ret->version |= bw_read_u16(&r);
	ret->columns = bw_read_u32(&r);
	ret->units = bw_read_u32(&r);
	slots = bw_read_u32(&r);
	if (r.bad || (ret->version != 2 && ret->version != 5) || !ret->columns ||
	    ret->columns > COLUMNS_MAX || ret->units > UNITS_MAX)
		return false;
	need = (uint64_t)slots * 12 + 4ull * ret->columns * (1 + 2ull * ret->units);
	ret->rows_off = r.off + (size_t)slots * 12;
	ret->r = r;
	return need <= r.n - r.off;
}

static uint32_t word_at(const struct index *x, uint64_t i)
{
	assert(x->rows_off <= x->r.n && i < (x->r.n - x->rows_off) / 4);
	return bw_get32(x->r.p + x->rows_off + i * 4, x->r.big_endian);
}

/* The section of a column; DWARF_SECTIONS if it is of no interest. */
static enum dwarf_section section_of(const struct index *x, uint32_t column)
{
	static const enum dwarf_section ids[] = {[1] = DWARF_INFO,
						 [2] = DWARF_TYPES,
						 [3] = DWARF_ABBREV,
						 [4] = DWARF_LINE,
						 [6] = DWARF_STR_OFFSETS};
	uint32_t id = word_at(x, column);

	if (!id || id >= BW_COUNT(ids) || id == 5)
		return DWARF_SECTIONS;
	return ids[id];
}

/* Unit i, from 0: its slices, and all of what is shared. */
static bool unit_slice(const struct index *x, const struct dwarf_image *package, uint32_t i,
		       struct dwarf_image *ret)
{
	uint64_t offsets = x->columns * (1ull + i),
		 sizes = offsets + (uint64_t)x->columns * x->units;

	*ret = *package;
	for (size_t s = 0; s < DWARF_SECTIONS; s++)
		if (s != DWARF_STR)
			ret->section[s] = (struct bw_bytes){0};
	for (uint32_t c = 0; c < x->columns; c++) {
		enum dwarf_section s = section_of(x, c);
		uint32_t off = word_at(x, offsets + c), n = word_at(x, sizes + c);
		const struct bw_bytes *b;

		if (s == DWARF_SECTIONS)
			continue;
		b = &package->section[s];
		if (off > b->n || n > b->n - off)
			return false;
		ret->section[s] = (struct bw_bytes){b->p + off, n};
	}
	return true;
}

void dwarf_package_split(struct bw_arena *a, const struct dwarf_image *package,
			 struct dwarf_images *ret)
{
	static const enum dwarf_section indexes[] = {DWARF_CU_INDEX, DWARF_TU_INDEX};
	struct dwarf_image m;
	struct index x;

	for (size_t k = 0; k < BW_COUNT(indexes); k++) {
		if (!index_open(package, indexes[k], &x))
			continue;
		for (uint32_t i = 0; i < x.units; i++)
			if (unit_slice(&x, package, i, &m))
				*bw_push(a, &ret->list) = m;
	}
}
