/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading .BTF.ext: three tables of records, each grouped by code section.
 * A table is the record size, then for each section its name, a count, records.
 */
#include "btf/btf_kinds.h"

#define MAGIC 0xeb9fu
#define HEADER_BYTES_MIN 24u /* up to the line table; CO-RE came later */
#define INSN_BYTES 8u

enum table { TABLE_FUNC, TABLE_LINE, TABLE_CORE, TABLES };

static const struct {
	const char *what;
	uint32_t record_bytes;
} tables[TABLES] = {{"function", 8}, {"line", 16}, {"CO-RE", 16}};

/* What the arrays of a section hold at most. */
struct room {
	uint32_t records[TABLES];
};

struct reading {
	struct bw_arena *arena;
	const struct bw_btf *b;
	struct btf_strings *strings;
	struct bw_diags *diags;
	struct bw_where at;
	struct bw_bytes data;
	bool big_endian;
	uint32_t off_bytes[TABLES], len_bytes[TABLES];
	BW_VEC(struct bw_ext_sec) sec;
	BW_VEC(struct room) room; /* by index in sec */
	uint32_t *slot;		  /* hash of section names: index + 1 */
	uint32_t slot_mask;
};

static struct bw_where at_off(const struct reading *r, uint64_t off_bytes)
{
	struct bw_where w = r->at;

	w.has_off = true;
	w.off_bytes = off_bytes;
	return w;
}

static uint32_t word_at(const struct reading *r, uint64_t off_bytes)
{
	assert(off_bytes + 4 <= r->data.n);
	return bw_get32(r->data.p + off_bytes, r->big_endian);
}

/* ---- header ---- */

static enum bw_status check_magic(struct reading *r)
{
	uint16_t magic;

	if (r->data.n < 8)
		return bw_report(r->diags, BW_D_BTF_EXT_HEADER, r->at,
				 "section of %zu bytes, the header has %u", r->data.n,
				 HEADER_BYTES_MIN);
	magic = bw_get16(r->data.p, r->big_endian);
	if (magic != MAGIC)
		return bw_report(r->diags, BW_D_BTF_EXT_HEADER, r->at,
				 "magic is 0x%04x, not 0x%04x", magic, MAGIC);
	if (r->data.p[2] != 1 || r->data.p[3] != 0)
		return bw_report(r->diags, BW_D_BTF_EXT_VERSION, r->at,
				 "version is %u, flags are 0x%02x", r->data.p[2], r->data.p[3]);
	return BW_OK;
}

static enum bw_status read_header(struct reading *r)
{
	enum bw_status st = check_magic(r);
	uint32_t header;
	size_t rest;

	if (st)
		return st;
	header = word_at(r, 4);
	if (header < HEADER_BYTES_MIN || header > r->data.n)
		return bw_report(r->diags, BW_D_BTF_EXT_HEADER, r->at,
				 "header of %u bytes in a section of %zu bytes", header, r->data.n);
	rest = r->data.n - header;
	for (int t = 0; t < TABLES; t++) {
		uint32_t at = 8 + (uint32_t)t * 8;

		if (at + 8 > header)
			break;
		r->off_bytes[t] = word_at(r, at);
		r->len_bytes[t] = word_at(r, at + 4);
		if (r->len_bytes[t] && (r->off_bytes[t] % 4 || r->len_bytes[t] < 4 ||
					(uint64_t)r->off_bytes[t] + r->len_bytes[t] > rest))
			return bw_report(r->diags, BW_D_BTF_EXT_RANGE, r->at,
					 "%s records at %u+%u in %zu bytes", tables[t].what,
					 r->off_bytes[t], r->len_bytes[t], rest);
		r->off_bytes[t] += header;
	}
	return BW_OK;
}

/* ---- sections by name ---- */

static uint32_t *slot_find(const struct reading *r, bw_sym name)
{
	uint32_t i = name.id * 0x9e3779b1u & r->slot_mask;

	while (r->slot[i] && r->sec.v[r->slot[i] - 1].name.id != name.id)
		i = (i + 1) & r->slot_mask;
	return &r->slot[i];
}

static struct bw_ext_sec *sec_of(struct reading *r, bw_sym name)
{
	uint32_t *slot = slot_find(r, name);

	if (!*slot) {
		struct bw_ext_sec *s = bw_push(r->arena, &r->sec);

		s->name = name;
		bw_push(r->arena, &r->room);
		*slot = r->sec.n;
	}
	return &r->sec.v[*slot - 1];
}

/* Room for as many sections as the tables could list. */
static void slots_init(struct reading *r, struct bw_arena *scratch)
{
	uint64_t most = 0, n = 8;

	for (int t = 0; t < TABLES; t++)
		most += r->len_bytes[t] / (8 + tables[t].record_bytes);
	while (n < most * 2)
		n *= 2;
	r->slot = BW_NEW_ARRAY(scratch, uint32_t, n);
	r->slot_mask = (uint32_t)(n - 1);
}

/* ---- records ---- */

/* Room for n records more in an array of the section. A section listed twice is rare;
 * one listed a thousand times must not cost a thousand copies. */
static void *more(struct reading *r, void *have, uint32_t *count, uint32_t *room, uint32_t n,
		  size_t elem_bytes)
{
	uint8_t *v = have;

	if (*room - *count < n) {
		*room = *count ? 2 * (*count + n) : n;
		v = bw_alloc_raw(r->arena, *room * elem_bytes);
		if (*count)
			memcpy(v, have, *count * elem_bytes);
	}
	*count += n;
	return v;
}

static enum bw_status read_offset(struct reading *r, uint64_t at, enum table t, bool rising,
				  uint32_t before, uint32_t *ret_insns)
{
	uint32_t off = word_at(r, at);

	if (off % INSN_BYTES)
		return bw_report(r->diags, BW_D_BTF_EXT_OFFSET, at_off(r, at),
				 "%s record at byte %u, instructions have %u bytes", tables[t].what,
				 off, INSN_BYTES);
	*ret_insns = off / INSN_BYTES;
	if (rising && *ret_insns <= before)
		return bw_report(r->diags, BW_D_BTF_EXT_OFFSET, at_off(r, at),
				 "%s record at byte %u follows one at byte %u", tables[t].what, off,
				 before * INSN_BYTES);
	return BW_OK;
}

static enum bw_status read_string(struct reading *r, uint64_t at, bw_sym *ret)
{
	uint32_t off = word_at(r, at);

	if (off >= r->strings->n)
		return bw_report(r->diags, BW_D_BTF_EXT_STRING, at_off(r, at),
				 "name at %u of %u bytes", off, r->strings->n);
	*ret = bw_btf_string(r->strings, off);
	return BW_OK;
}

static enum bw_status read_type(struct reading *r, uint64_t at, enum table t, bw_tid *ret)
{
	bw_tid type = {word_at(r, at)};
	bool exists = type.i < r->b->count;

	if (!exists || (t == TABLE_FUNC && bw_btf_kind(r->b, type) != BW_BTF_FUNC))
		return bw_report(
		    r->diags, BW_D_BTF_EXT_TYPE, at_off(r, at), "%s record names type %s",
		    tables[t].what,
		    exists ? bw_btf_label(r->diags->arena, r->b, type)
			   : bw_printf(r->diags->arena, "[%u] of %u", type.i, r->b->count - 1));
	*ret = type;
	return BW_OK;
}

static enum bw_status read_func(struct reading *r, struct bw_ext_sec *s, uint32_t i, uint64_t at)
{
	struct bw_func_info *f = &s->func[i];
	enum bw_status st =
	    read_offset(r, at, TABLE_FUNC, i, i ? f[-1].off_insns : 0, &f->off_insns);

	return st ? st : read_type(r, at + 4, TABLE_FUNC, &f->type);
}

static enum bw_status read_line(struct reading *r, struct bw_ext_sec *s, uint32_t i, uint64_t at)
{
	struct bw_line_info *l = &s->line[i];
	enum bw_status st =
	    read_offset(r, at, TABLE_LINE, i, i ? l[-1].off_insns : 0, &l->off_insns);

	if (!st)
		st = read_string(r, at + 4, &l->file);
	if (!st)
		st = read_string(r, at + 8, &l->text);
	l->line_col = word_at(r, at + 12);
	return st;
}

static enum bw_status read_core(struct reading *r, struct bw_ext_sec *s, uint32_t i, uint64_t at)
{
	struct bw_core_relo *c = &s->core[i];
	enum bw_status st = read_offset(r, at, TABLE_CORE, false, 0, &c->off_insns);

	if (!st)
		st = read_type(r, at + 4, TABLE_CORE, &c->type);
	if (!st)
		st = read_string(r, at + 8, &c->access);
	c->kind = word_at(r, at + 12);
	return st;
}

/* n records of record_bytes from at on, all inside the table. */
static enum bw_status read_records(struct reading *r, enum table t, struct bw_ext_sec *s,
				   uint64_t at, uint32_t n, uint32_t record_bytes)
{
	static enum bw_status (*const read[TABLES])(struct reading *, struct bw_ext_sec *, uint32_t,
						    uint64_t) = {read_func, read_line, read_core};
	uint32_t *count[] = {&s->func_count, &s->line_count, &s->core_count};
	uint32_t *room = &r->room.v[s - r->sec.v].records[t];
	uint32_t first = *count[t];
	enum bw_status st = BW_OK;

	if (t == TABLE_FUNC)
		s->func = more(r, s->func, count[t], room, n, sizeof(*s->func));
	else if (t == TABLE_LINE)
		s->line = more(r, s->line, count[t], room, n, sizeof(*s->line));
	else
		s->core = more(r, s->core, count[t], room, n, sizeof(*s->core));
	for (uint32_t i = 0; i < n && !st; i++)
		st = read[t](r, s, first + i, at + (uint64_t)i * record_bytes);
	return st;
}

static enum bw_status read_group(struct reading *r, enum table t, uint32_t record_bytes,
				 uint64_t end, uint64_t *at)
{
	enum bw_status st;
	bw_sym name;
	uint32_t n;

	if (end - *at < 8)
		return bw_report(r->diags, BW_D_BTF_EXT_RANGE, at_off(r, *at),
				 "%s records end after %llu bytes of a section's header",
				 tables[t].what, (unsigned long long)(end - *at));
	st = read_string(r, *at, &name);
	if (st)
		return st;
	n = word_at(r, *at + 4);
	if (n == 0)
		return bw_report(r->diags, BW_D_BTF_EXT_RECORD, at_off(r, *at),
				 "no %s record for section '%s'", tables[t].what,
				 bw_str(r->b->names, name));
	*at += 8;
	if ((uint64_t)n * record_bytes > end - *at)
		return bw_report(r->diags, BW_D_BTF_EXT_RANGE, at_off(r, *at),
				 "%u %s records of %u bytes in %llu bytes", n, tables[t].what,
				 record_bytes, (unsigned long long)(end - *at));
	st = read_records(r, t, sec_of(r, name), *at, n, record_bytes);
	*at += (uint64_t)n * record_bytes;
	return st;
}

static enum bw_status read_table(struct reading *r, enum table t)
{
	uint64_t at = r->off_bytes[t], end = at + r->len_bytes[t];
	enum bw_status st = BW_OK;
	uint32_t record_bytes;

	if (!r->len_bytes[t])
		return BW_OK;
	record_bytes = word_at(r, at);
	if (record_bytes < tables[t].record_bytes || record_bytes % 4)
		return bw_report(r->diags, BW_D_BTF_EXT_RECORD, at_off(r, at),
				 "%s records of %u bytes, known are %u", tables[t].what,
				 record_bytes, tables[t].record_bytes);
	at += 4;
	while (!st && at < end)
		st = read_group(r, t, record_bytes, end, &at);
	return st;
}

enum bw_status bw_btf_read_ext(struct bw_arena *a, const struct bw_btf *b,
			       struct btf_strings *strings, struct bw_diags *d,
			       struct bw_where where, struct bw_bytes data, bool big_endian,
			       struct bw_ext *ret)
{
	struct reading r = {.arena = a,
			    .b = b,
			    .strings = strings,
			    .diags = d,
			    .at = where,
			    .data = data,
			    .big_endian = big_endian};
	struct bw_arena *scratch = bw_arena_child(a);
	enum bw_status st = read_header(&r);

	if (!st)
		slots_init(&r, scratch);
	for (int t = 0; t < TABLES && !st; t++)
		st = read_table(&r, (enum table)t);
	bw_arena_deinit(scratch);
	if (st)
		return st;
	*ret = (struct bw_ext){.sec_count = r.sec.n, .sec = r.sec.v};
	return BW_OK;
}
