/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libdwarf may see. Of hostile input, the version of Debian 12 (20210528) writes past
 * its tables (the number of directories of a line table, times 8, overflows), takes
 * memory by numbers that nothing backs, follows an entry whose sibling is itself for ever,
 * and reads what many units share again for each. So the counts are held against the bytes
 * that are there before it reads them, and siblings are found by walking.
 */
#include "dwarf/dwarf_read.h"

enum {
	EMPTY_MAX = 16,	      /* attributes of an entry that take none of its bytes */
	FORMATS_MAX = 16,     /* of a table of files */
	FORM_INDIRECT = 0x16, /* read by recursion; nobody writes it */
	FORM_FLAG_PRESENT = 0x19,
	FORM_IMPLICIT_CONST = 0x21,
	AT_SIBLING = 0x01,
	AT_DESCRIPTION = 0x5a,
};

static uint64_t uleb(struct bw_reader *r)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 70; shift += 7) {
		uint8_t x = bw_read_u8(r);

		if (shift < 64)
			v |= (uint64_t)(x & 0x7f) << shift;
		if (!(x & 0x80))
			return v;
	}
	r->bad = true; /* longer than a number can be */
	return 0;
}

bool dwarf_spend(struct dwarf_image *m, uint64_t bytes)
{
	if (bytes > m->budget_bytes)
		return false;
	m->budget_bytes -= bytes;
	return true;
}

/* A unit's length and the size of its offsets; afterwards r ends where the unit does. */
static unsigned length_read(struct bw_reader *r)
{
	uint64_t n = bw_read_u32(r);
	unsigned offset_bytes = 4;

	if (n == UINT32_MAX) {
		n = bw_read_u64(r);
		offset_bytes = 8;
	}
	if (r->bad || !n || n > r->n - r->off)
		r->bad = true;
	else
		r->n = r->off + (size_t)n;
	return offset_bytes;
}

static uint64_t offset_read(struct bw_reader *r, unsigned offset_bytes)
{
	return offset_bytes == 8 ? bw_read_u64(r) : bw_read_u32(r);
}

/* ---- units ---- */

/* Each search for an attribute of an entry goes through all of them: what takes no bytes
 * must be few, or a small unit takes hours. Where a table lies across another, what is
 * changed here leaves that one as long as it was, with a form that does not exist at worst. */
static bool abbreviation_guard(struct bw_reader *r, uint8_t *abbrev)
{
	uint64_t at, form;
	uint32_t empty = 0;

	uleb(r);
	bw_read_u8(r);
	do {
		size_t from = r->off;

		at = uleb(r);
		if (at == AT_SIBLING)
			abbrev[from] = (uint8_t)((abbrev[from] & 0x80) | AT_DESCRIPTION);
		form = uleb(r);
		if (form == FORM_IMPLICIT_CONST)
			uleb(r);
		empty += form == FORM_IMPLICIT_CONST || form == FORM_FLAG_PRESENT;
		if (r->bad || form == FORM_INDIRECT || empty > EMPTY_MAX)
			return false;
	} while (at || form);
	return true;
}

/* Codes count from 1, as compilers write them: libdwarf keeps them in a hash table that
 * others could fill badly. */
static bool abbreviations_guard(struct dwarf_image *m, uint8_t *abbrev, uint64_t off)
{
	struct bw_reader r = bw_reader_of(abbrev, m->section[DWARF_ABBREV].n, m->big_endian);

	if (off >= r.n)
		return false;
	r.off = (size_t)off;
	for (uint64_t code = 1;; code++) {
		size_t from = r.off;
		uint64_t x = uleb(&r);

		if (!x && !r.bad)
			return true;
		if (x != code || !abbreviation_guard(&r, abbrev) || !dwarf_spend(m, r.off - from))
			return false;
	}
}

size_t dwarf_units_guard(struct dwarf_image *m, enum dwarf_section in, uint8_t *abbrev)
{
	const struct bw_bytes *b = &m->section[in];
	size_t off = 0;

	while (off < b->n) {
		struct bw_reader r = bw_reader_of(b->p, b->n, m->big_endian);
		unsigned offset_bytes;
		uint64_t abbrev_off;
		uint16_t version;

		r.off = off;
		offset_bytes = length_read(&r);
		version = bw_read_u16(&r);
		if (version >= 5)
			bw_read_u16(&r); /* kind, size of addresses */
		abbrev_off = offset_read(&r, offset_bytes);
		if (r.bad || version < 2 || version > 5 ||
		    !abbreviations_guard(m, abbrev, abbrev_off))
			break;
		off = r.n;
	}
	return off;
}

/* ---- line tables ---- */

static bool string_skip(struct bw_reader *r)
{
	bool is_empty = !bw_read_u8(r);

	for (bool is_end = is_empty; !is_end && !r->bad;)
		is_end = !bw_read_u8(r);
	return !is_empty;
}

/* Skip what stands in a table of files. All that is known here takes bytes. */
static void file_value_skip(struct bw_reader *r, uint64_t form, unsigned offset_bytes)
{
	/* data2, data4, data8, data1, udata, data16: their bytes */
	static const uint8_t fixed[] = {
	    [0x05] = 2, [0x06] = 4, [0x07] = 8, [0x0b] = 1, [0x1e] = 16};

	if (form == 0x08) /* string */
		string_skip(r);
	else if (form == 0x0e || form == 0x1f) /* strp, line_strp */
		bw_read_bytes(r, offset_bytes);
	else if (form == 0x0f) /* udata */
		uleb(r);
	else if (form < BW_COUNT(fixed) && fixed[form])
		bw_read_bytes(r, fixed[form]);
	else
		r->bad = true;
}

static bool file_table_guard(struct bw_reader *r, unsigned offset_bytes)
{
	uint64_t form[FORMATS_MAX], rows;
	uint8_t n = bw_read_u8(r);

	if (!n || n > FORMATS_MAX)
		return false;
	for (uint8_t i = 0; i < n; i++) {
		uleb(r); /* what it is */
		form[i] = uleb(r);
	}
	rows = uleb(r);
	for (uint64_t k = 0; k < rows && !r->bad; k++)
		for (uint8_t i = 0; i < n; i++)
			file_value_skip(r, form[i], offset_bytes);
	return !r->bad;
}

/* Before DWARF 5: directories, then files with three numbers, each up to an empty one. */
static bool file_lists_guard(struct bw_reader *r)
{
	while (string_skip(r))
		;
	while (string_skip(r))
		for (int i = 0; i < 3; i++)
			uleb(r);
	return !r->bad;
}

/* The rest of a header: fixed fields, then the files. */
static bool line_header_guard(struct bw_reader *r, uint16_t version, unsigned offset_bytes)
{
	uint8_t opcodes;

	bw_read_bytes(r, version >= 4 ? 5 : 4);
	opcodes = bw_read_u8(r);
	if (r->bad || !opcodes)
		return false;
	bw_read_bytes(r, opcodes - 1u);
	if (version < 5)
		return file_lists_guard(r);
	return file_table_guard(r, offset_bytes) && file_table_guard(r, offset_bytes);
}

bool dwarf_line_guard(struct dwarf_image *m, uint8_t *line, uint64_t off)
{
	struct bw_reader r = bw_reader_of(line, m->section[DWARF_LINE].n, m->big_endian);
	unsigned offset_bytes;
	uint16_t version;
	uint64_t n;
	size_t from;

	if (off >= r.n)
		return false;
	r.off = (size_t)off;
	offset_bytes = length_read(&r);
	from = r.off;
	version = bw_read_u16(&r);
	if (version == 5)
		bw_read_u16(&r); /* sizes of addresses and segments */
	n = offset_read(&r, offset_bytes);
	if (r.bad || version < 2 || version > 5 || n > r.n - r.off || !dwarf_spend(m, n))
		return false;
	r.n = r.off + (size_t)n;
	if (!line_header_guard(&r, version, offset_bytes))
		return false;
	if (offset_bytes == 8)
		bw_put64(line + from - 8, r.off - from, m->big_endian);
	else
		bw_put32(line + from - 4, (uint32_t)(r.off - from), m->big_endian);
	return true;
}
