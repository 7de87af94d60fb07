/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing .BTF and .BTF.ext. */
#include "btf/btf_kinds.h"

#define MAGIC 0xeb9fu
#define HEADER_BYTES 24u
#define EXT_HEADER_BYTES 32u

struct writing {
	struct bw_arena *scratch;
	const struct bw_btf *b;
	bool big_endian;
	BW_VEC(uint32_t) string; /* name ids in the order of their first use */
	uint32_t strings_bytes;
	uint32_t *off; /* by name id: offset + 1 of what was used already */
};

static uint32_t string_new(struct writing *w, uint32_t id)
{
	uint32_t off = w->strings_bytes;

	*bw_push(w->scratch, &w->string) = id;
	w->strings_bytes += bw_str_bytes(w->b->names, (bw_sym){id}) + 1;
	assert(w->strings_bytes > off);
	w->off[id] = off + 1;
	return off;
}

static inline uint32_t string_off(struct writing *w, uint32_t id)
{
	return w->off[id] ? w->off[id] - 1 : string_new(w, id);
}

/* ---- strings that end others ---- */

/* Sorting costs more than it saves where there are many. */
#define TAILS_MAX 4096u

struct text {
	const char *s;
	uint32_t bytes, id;
};

/* By the last characters first; what ends another stands before it. */
static int tail_order(const void *xp, const void *yp)
{
	const struct text *x = xp, *y = yp;
	uint32_t n = x->bytes < y->bytes ? x->bytes : y->bytes;

	for (uint32_t i = 1; i <= n; i++)
		if (x->s[x->bytes - i] != y->s[y->bytes - i])
			return (uint8_t)x->s[x->bytes - i] < (uint8_t)y->s[y->bytes - i] ? -1 : 1;
	return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static bool is_tail(const struct text *x, const struct text *of)
{
	return x->bytes <= of->bytes && memcmp(of->s + of->bytes - x->bytes, x->s, x->bytes) == 0;
}

/* Of the strings used so far, those that end others lose their place of their own. */
static void tails_merge(struct writing *w)
{
	uint32_t n = w->string.n, used = w->string.n;
	struct text *t = BW_NEW_ARRAY(w->scratch, struct text, n);

	for (uint32_t i = 0; i < n; i++) {
		bw_sym s = {w->string.v[i]};

		t[i] = (struct text){bw_str(w->b->names, s), bw_str_bytes(w->b->names, s), s.id};
		w->off[s.id] = 0;
	}
	qsort(t + 1, n - 1, sizeof(*t), tail_order);
	for (uint32_t i = n - 1; i-- > 1;) /* MAX: this one's place comes with another's */
		w->off[t[i].id] = is_tail(&t[i], &t[i + 1]) ? UINT32_MAX : 0;
	w->string.n = w->strings_bytes = 0;
	for (uint32_t i = 0; i < used; i++)
		if (!w->off[w->string.v[i]])
			string_new(w, w->string.v[i]);
	for (uint32_t i = n - 1; i-- > 1;)
		if (w->off[t[i].id] == UINT32_MAX)
			w->off[t[i].id] = w->off[t[i + 1].id] + t[i + 1].bytes - t[i].bytes;
}

/* ---- .BTF ---- */

/* Words of a record. One that its maker has cut short leaves a gap behind it. */
static uint32_t record_words(const uint32_t *v)
{
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(v[1])];

	return BTF_HEADER_WORDS + bw_btf_tail_words(k, bw_btf_entries(k, v[1]));
}

static uint32_t types_bytes(const struct bw_btf *b)
{
	uint64_t words = 0;

	for (uint32_t i = 1; i < b->count; i++)
		words += record_words(b->word.v + b->first_word.v[i]);
	assert(words <= UINT32_MAX / 4);
	return (uint32_t)words * 4;
}

static void write_words(uint8_t *to, const uint32_t *v, uint32_t words, bool big_endian)
{
	if (big_endian == bw_host_big_endian())
		memcpy(to, v, words * sizeof(*v));
	else
		for (uint32_t i = 0; i < words; i++)
			bw_put32(to + i * 4ull, v[i], big_endian);
}

/* The words of each record as they are, then its names as offsets over them. */
static void write_types(struct writing *w, uint8_t *to)
{
	const struct bw_btf *b = w->b;

	for (bw_tid t = {1}; t.i < b->count; t.i++) {
		const uint32_t *v = bw_btf_record(b, t);
		const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(v[1])];
		uint32_t words = record_words(v);

		write_words(to, v, words, w->big_endian);
		for (uint32_t i = 0, n = bw_btf_name_count(k, bw_btf_entries(k, v[1])); i < n;
		     i++) {
			uint32_t at = bw_btf_name_at(k, i);

			bw_put32(to + at * 4ull, string_off(w, v[at]), w->big_endian);
		}
		to += words * 4ull;
	}
}

static struct bw_bytes write_btf(struct writing *w, struct bw_arena *a, const uint8_t *types,
				 uint32_t n)
{
	struct bw_sb out = bw_sb_in(a);

	bw_sb_reserve(&out, (size_t)HEADER_BYTES + n + w->strings_bytes);
	bw_sb_u16(&out, MAGIC, w->big_endian);
	bw_sb_addc(&out, 1);
	bw_sb_addc(&out, 0);
	bw_sb_u32(&out, HEADER_BYTES, w->big_endian);
	bw_sb_u32(&out, 0, w->big_endian);
	bw_sb_u32(&out, n, w->big_endian);
	bw_sb_u32(&out, n, w->big_endian);
	bw_sb_u32(&out, w->strings_bytes, w->big_endian);
	assert(out.n == HEADER_BYTES);
	bw_sb_add(&out, types, n);
	for (uint32_t i = 0; i < w->string.n; i++)
		bw_sb_add(&out, bw_str(w->b->names, (bw_sym){w->string.v[i]}),
			  bw_str_bytes(w->b->names, (bw_sym){w->string.v[i]}) + 1);
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

static size_t ext_bytes_max(const struct bw_ext *ext)
{
	size_t n = EXT_HEADER_BYTES + 3 * 4;

	for (uint32_t i = 0; i < ext->sec_count; i++)
		n += 3 * 8 + ext->sec[i].func_count * 8ull + ext->sec[i].line_count * 16ull +
		     ext->sec[i].core_count * 16ull;
	return n;
}

static struct bw_bytes write_ext(struct writing *w, struct bw_arena *a, const struct bw_ext *ext)
{
	static const struct {
		void (*put)(struct writing *, struct bw_sb *, const struct bw_ext_sec *);
		uint32_t record_bytes;
	} tables[] = {{put_func, 8}, {put_line, 16}, {put_core, 16}};
	struct bw_sb out = bw_sb_in(a);
	bool any = false;

	bw_sb_reserve(&out, ext_bytes_max(ext));
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
	struct writing w = {.scratch = scratch,
			    .b = b,
			    .big_endian = big_endian,
			    .off = BW_NEW_ARRAY(scratch, uint32_t, bw_names_count(b->names))};
	uint32_t n = types_bytes(b);
	uint8_t *types = bw_alloc_raw(scratch, n);
	struct bw_bytes e = {0};

	string_off(&w, 0);
	write_types(&w, types);
	if (ext)
		e = write_ext(&w, a, ext);
	if (w.string.n < TAILS_MAX) { /* all strings are known; once more with their places */
		tails_merge(&w);
		write_types(&w, types);
		if (ext)
			e = write_ext(&w, a, ext);
	}
	*ret_btf = write_btf(&w, a, types, n);
	if (ret_ext)
		*ret_ext = e;
	bw_arena_deinit(scratch);
}
