/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing .BTF and .BTF.ext. */
#include "btf/btf_kinds.h"

#define MAGIC 0xeb9fu
#define HEADER_BYTES 24u
#define EXT_HEADER_BYTES 32u

struct writing {
	const struct bw_btf *b;
	bool big_endian;
	struct bw_sb strings;
	uint32_t *off; /* by name id: offset + 1 of what is written already */
};

static uint32_t string_off(struct writing *w, uint32_t id)
{
	bw_sym s = {id};

	if (!w->off[id]) {
		assert(w->strings.n < UINT32_MAX);
		w->off[id] = (uint32_t)w->strings.n + 1;
		bw_sb_add(&w->strings, bw_str(w->b->names, s), bw_str_bytes(w->b->names, s) + 1);
	}
	return w->off[id] - 1;
}

/* ---- .BTF ---- */

/* All words as they are, then the names of each record as offsets over them. */
static void write_types(struct writing *w, uint8_t *to)
{
	const struct bw_btf *b = w->b;

	for (uint32_t i = 0; i < b->word.n; i++)
		bw_put32(to + i * 4ull, b->word.v[i], w->big_endian);
	for (bw_tid t = {1}; t.i < b->count; t.i++) {
		uint64_t first = b->first_word.v[t.i];
		const uint32_t *v = b->word.v + first;
		const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(v[1])];

		for (uint32_t i = 0, n = bw_btf_name_count(k, bw_btf_entries(k, v[1])); i < n;
		     i++) {
			uint32_t at = bw_btf_name_at(k, i);

			bw_put32(to + (first + at) * 4, string_off(w, v[at]), w->big_endian);
		}
	}
}

static struct bw_bytes write_btf(struct writing *w, struct bw_arena *a, const uint8_t *types,
				 uint32_t types_bytes)
{
	struct bw_sb out = bw_sb_in(a);

	bw_sb_u16(&out, MAGIC, w->big_endian);
	bw_sb_addc(&out, 1);
	bw_sb_addc(&out, 0);
	bw_sb_u32(&out, HEADER_BYTES, w->big_endian);
	bw_sb_u32(&out, 0, w->big_endian);
	bw_sb_u32(&out, types_bytes, w->big_endian);
	bw_sb_u32(&out, types_bytes, w->big_endian);
	bw_sb_u32(&out, (uint32_t)w->strings.n, w->big_endian);
	assert(out.n == HEADER_BYTES);
	bw_sb_add(&out, types, types_bytes);
	bw_sb_add(&out, w->strings.p, w->strings.n);
	return bw_sb_bytes(&out);
}

/* ---- .BTF.ext ---- */

static void group(struct writing *w, struct bw_sb *out, bw_sym name, uint32_t count)
{
	bw_sb_u32(out, string_off(w, name.id), w->big_endian);
	bw_sb_u32(out, count, w->big_endian);
}

static void put_func(struct writing *w, struct bw_sb *out, const struct bw_ext_sec *s)
{
	if (s->func_count)
		group(w, out, s->name, s->func_count);
	for (uint32_t i = 0; i < s->func_count; i++) {
		bw_sb_u32(out, s->func[i].off_insns * 8, w->big_endian);
		bw_sb_u32(out, s->func[i].type.i, w->big_endian);
	}
}

static void put_line(struct writing *w, struct bw_sb *out, const struct bw_ext_sec *s)
{
	if (s->line_count)
		group(w, out, s->name, s->line_count);
	for (uint32_t i = 0; i < s->line_count; i++) {
		const struct bw_line_info *l = &s->line[i];
		uint8_t *p = bw_sb_extend(out, 16);

		bw_put32(p, l->off_insns * 8, w->big_endian);
		bw_put32(p + 4, string_off(w, l->file.id), w->big_endian);
		bw_put32(p + 8, string_off(w, l->text.id), w->big_endian);
		bw_put32(p + 12, l->line_col, w->big_endian);
	}
}

static void put_core(struct writing *w, struct bw_sb *out, const struct bw_ext_sec *s)
{
	if (s->core_count)
		group(w, out, s->name, s->core_count);
	for (uint32_t i = 0; i < s->core_count; i++) {
		const struct bw_core_relo *c = &s->core[i];

		bw_sb_u32(out, c->off_insns * 8, w->big_endian);
		bw_sb_u32(out, c->type.i, w->big_endian);
		bw_sb_u32(out, string_off(w, c->access.id), w->big_endian);
		bw_sb_u32(out, c->kind, w->big_endian);
	}
}

static struct bw_bytes write_ext(struct writing *w, struct bw_arena *a, const struct bw_ext *ext)
{
	static const struct {
		void (*put)(struct writing *, struct bw_sb *, const struct bw_ext_sec *);
		uint32_t record_bytes;
	} tables[] = {{put_func, 8}, {put_line, 16}, {put_core, 16}};
	struct bw_sb out = bw_sb_in(a);
	bool any = false;

	bw_sb_u16(&out, MAGIC, w->big_endian);
	bw_sb_addc(&out, 1);
	bw_sb_addc(&out, 0);
	bw_sb_u32(&out, EXT_HEADER_BYTES, w->big_endian);
	memset(bw_sb_extend(&out, EXT_HEADER_BYTES - 8), 0, EXT_HEADER_BYTES - 8);
	for (uint32_t t = 0; t < BW_COUNT(tables); t++) {
		size_t from = out.n, size_at = from;

		bw_sb_u32(&out, tables[t].record_bytes, w->big_endian);
		for (uint32_t i = 0; i < ext->sec_count; i++)
			tables[t].put(w, &out, &ext->sec[i]);
		if (out.n == size_at + 4)
			out.n = from; /* no records: no table */
		any |= out.n != from;
		bw_put32(out.p + 8 + t * 8, (uint32_t)(from - EXT_HEADER_BYTES), w->big_endian);
		bw_put32(out.p + 12 + t * 8, (uint32_t)(out.n - from), w->big_endian);
	}
	return any ? bw_sb_bytes(&out) : (struct bw_bytes){0};
}

void bw_btf_write(struct bw_arena *a, const struct bw_btf *b, const struct bw_ext *ext,
		  bool big_endian, struct bw_bytes *ret_btf, struct bw_bytes *ret_ext)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct writing w = {.b = b,
			    .big_endian = big_endian,
			    .strings = bw_sb_in(scratch),
			    .off = BW_NEW_ARRAY(scratch, uint32_t, bw_names_count(b->names))};
	uint32_t types_bytes = b->word.n * 4;
	uint8_t *types = bw_alloc_raw(scratch, types_bytes);
	struct bw_bytes e = {0};

	assert(b->word.n <= UINT32_MAX / 4);
	string_off(&w, 0);
	write_types(&w, types);
	if (ext)
		e = write_ext(&w, a, ext);
	*ret_btf = write_btf(&w, a, types, types_bytes);
	if (ret_ext)
		*ret_ext = e;
	bw_arena_deinit(scratch);
}
