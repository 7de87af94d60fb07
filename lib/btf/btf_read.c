/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading .BTF: header, record boundaries, names and ids. What needs the whole
 * graph is in btf_check.c, .BTF.ext in btf_ext.c.
 */
#include "btf/btf_kinds.h"

#define MAGIC 0xeb9fu
#define HEADER_BYTES 24u
#define STRINGS_BYTES_MAX 0x1000000u /* BTF_MAX_NAME_OFFSET + 1 */
#define COUNT_MAX 0xfffffu	     /* BTF_MAX_TYPE */

struct reading {
	struct bw_btf *b;
	struct bw_arena *scratch, *records;
	struct bw_diags *diags;
	struct btf_where where;
	struct bw_bytes data;
	struct bw_bytes types;
	struct btf_strings strings;
	bool big_endian;
};

bw_sym bw_btf_string_new(struct btf_strings *t, uint32_t off)
{
	bw_sym s;

	assert(off < t->n && t->s[t->n - 1] == '\0');
	s = bw_intern_in(t->names, t->s + off, t->n - off);
	t->known[off / BTF_STRINGS_APART] = (struct btf_string){off, s.id};
	return s;
}

static struct bw_where at_off(const struct reading *r, uint64_t off_bytes)
{
	struct bw_where w = r->where.at;

	w.has_off = true;
	w.off_bytes = off_bytes;
	return w;
}

static enum bw_status check_header(struct reading *r, struct bw_reader *rd, uint32_t header_bytes)
{
	size_t n = r->data.n;

	if (n < HEADER_BYTES || header_bytes < HEADER_BYTES || header_bytes > n)
		return bw_report(r->diags, BW_D_BTF_HEADER, r->where.at,
				 "header of %u bytes in a section of %zu bytes", header_bytes, n);
	for (size_t i = HEADER_BYTES; i < header_bytes; i++)
		if (r->data.p[i])
			return bw_report(r->diags, BW_D_BTF_HEADER, at_off(r, i),
					 "byte %zu of the header is 0x%02x, not 0", i,
					 r->data.p[i]);
	assert(!rd->bad);
	return BW_OK;
}

static enum bw_status check_magic(struct reading *r, struct bw_reader *rd)
{
	static const char *const order[] = {"little-endian", "big-endian"};
	uint16_t magic = bw_read_u16(rd);
	uint8_t version = bw_read_u8(rd), flags = bw_read_u8(rd);

	if (rd->bad)
		return bw_report(r->diags, BW_D_BTF_HEADER, r->where.at,
				 "section of %zu bytes, the header has %u", r->data.n,
				 HEADER_BYTES);
	if (magic == __builtin_bswap16(MAGIC))
		return bw_report(r->diags, BW_D_BTF_BYTE_ORDER, r->where.at,
				 "BTF is %s, its object is %s", order[!r->big_endian],
				 order[r->big_endian]);
	if (magic != MAGIC)
		return bw_report(r->diags, BW_D_BTF_MAGIC, r->where.at,
				 "magic is 0x%04x, not 0x%04x", magic, MAGIC);
	if (version != 1 || flags != 0)
		return bw_report(r->diags, BW_D_BTF_VERSION, r->where.at,
				 "version is %u, flags are 0x%02x", version, flags);
	return BW_OK;
}

static enum bw_status check_strings(struct reading *r, const uint8_t *p, uint32_t n)
{
	if (n == 0 || n > STRINGS_BYTES_MAX)
		return bw_report(r->diags, BW_D_BTF_STRINGS, r->where.at,
				 "strings take %u bytes, not 1 to %u", n, STRINGS_BYTES_MAX);
	if (p[0] || p[n - 1])
		return bw_report(r->diags, BW_D_BTF_STRINGS, r->where.at,
				 p[0] ? "the first string is not empty"
				      : "the last string has no NUL at its end");
	r->strings.s = (const char *)p;
	r->strings.n = n;
	return BW_OK;
}

static enum bw_status read_header(struct reading *r)
{
	struct bw_reader rd = bw_reader_of(r->data.p, r->data.n, r->big_endian);
	enum bw_status st = check_magic(r, &rd);
	uint32_t header, type_off, type_len, str_off, str_len;
	size_t rest;

	if (st)
		return st;
	header = bw_read_u32(&rd);
	type_off = bw_read_u32(&rd);
	type_len = bw_read_u32(&rd);
	str_off = bw_read_u32(&rd);
	str_len = bw_read_u32(&rd);
	st = check_header(r, &rd, header);
	if (st)
		return st;
	rest = r->data.n - header;
	if (type_off % 4 || type_len % 4 || (uint64_t)type_off + type_len > str_off ||
	    (uint64_t)str_off + str_len > rest)
		return bw_report(r->diags, BW_D_BTF_SECTIONS, r->where.at,
				 "types at %u+%u, strings at %u+%u, in %zu bytes", type_off,
				 type_len, str_off, str_len, rest);
	r->types = (struct bw_bytes){r->data.p + header + type_off, type_len};
	r->where.types_bytes = (uint64_t)header + type_off;
	return check_strings(r, r->data.p + header + str_off, str_len);
}

/* The information word of a record, when all of it is inside the types. */
static enum bw_status check_record(struct reading *r, const uint32_t *w, uint32_t words_left)
{
	uint32_t id = r->b->count, info, need;
	struct bw_where at = at_off(r, r->where.types_bytes + r->types.n - words_left * 4ull);
	const struct btf_kind *k;

	if (words_left < BTF_HEADER_WORDS)
		return bw_report(r->diags, BW_D_BTF_TRUNCATED, at,
				 "type [%u] starts %u bytes before the end of the types", id,
				 words_left * 4);
	info = w[1];
	if (bw_btf_info_kind(info) == BW_BTF_VOID || bw_btf_info_kind(info) >= BW_BTF_KINDS)
		return bw_report(r->diags, BW_D_BTF_KIND, at, "type [%u] has kind %u", id,
				 (unsigned)bw_btf_info_kind(info));
	k = &bw_btf_kinds[bw_btf_info_kind(info)];
	if (info & 0x60ff0000 || (info >> 31 && !k->kflag) ||
	    (k->vlen == BTF_VLEN_NONE && (info & 0xffff)))
		return bw_report(r->diags, BW_D_BTF_INFO, at, "type [%u] %s has info 0x%08x", id,
				 k->name, info);
	need = bw_btf_tail_words(k, bw_btf_entries(k, info));
	if (words_left - BTF_HEADER_WORDS < need)
		return bw_report(r->diags, BW_D_BTF_TRUNCATED, at,
				 "type [%u] %s with %u entries needs %u bytes, %u are left", id,
				 k->name, info & 0xffff, (need + BTF_HEADER_WORDS) * 4,
				 words_left * 4);
	if (id > COUNT_MAX)
		return bw_report(r->diags, BW_D_BTF_COUNT, at, "more than %u types", COUNT_MAX);
	return BW_OK;
}

/* All words in host order: no record has a field of another width. */
static void read_words(struct reading *r)
{
	struct bw_btf *b = r->b;
	uint32_t n = (uint32_t)(r->types.n / 4);

	b->word.v = bw_alloc_raw(b->arena, r->types.n);
	b->word.n = b->word.cap = n;
	if (n)
		memcpy(b->word.v, r->types.p, r->types.n);
	if (r->big_endian != bw_host_big_endian())
		for (uint32_t i = 0; i < n; i++)
			b->word.v[i] = __builtin_bswap32(b->word.v[i]);
}

static enum bw_status find_records(struct reading *r)
{
	struct bw_btf *b = r->b;
	uint32_t n = b->word.n, cap = n / BTF_HEADER_WORDS + 1;
	uint32_t *first = bw_alloc_raw(r->scratch, cap * sizeof(*first));

	first[0] = 0;
	for (uint32_t at = 0; at < n;) {
		uint32_t *w = b->word.v + at;
		enum bw_status st = check_record(r, w, n - at);
		const struct btf_kind *k;

		if (st)
			return st;
		k = &bw_btf_kinds[bw_btf_info_kind(w[1])];
		if (k->word2 == BTF_W2_ZERO)
			w[2] = 0;
		assert(b->count < cap);
		first[b->count++] = at;
		at += BTF_HEADER_WORDS + bw_btf_tail_words(k, bw_btf_entries(k, w[1]));
	}
	b->first_word.n = b->first_word.cap = b->count;
	b->first_word.v = bw_memdup(b->arena, first, b->count * sizeof(*first));
	return BW_OK;
}

static enum bw_status bad_name(const struct reading *r, bw_tid t, uint32_t off)
{
	return bw_report(r->diags, BW_D_BTF_STRING_OFFSET, bw_btf_at(r->b, &r->where, t),
			 "type [%u] %s has a name at %u of %u bytes", t.i,
			 bw_btf_kind_name(bw_btf_kind(r->b, t)), off, r->strings.n);
}

/* Offsets become interned names, in place. */
static enum bw_status read_names(struct reading *r, bw_tid t)
{
	uint32_t *w = r->b->word.v + r->b->first_word.v[t.i];
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(w[1])];
	uint32_t *e = w + BTF_HEADER_WORDS + k->fixed.words;
	uint32_t n = k->each.names ? bw_btf_entries(k, w[1]) : 0;

	if (w[0] >= r->strings.n)
		return bad_name(r, t, w[0]);
	if (w[0])
		w[0] = bw_btf_string(&r->strings, w[0]).id;
	for (uint32_t i = 0; i < n; i++, e += k->each.words) {
		if (*e >= r->strings.n)
			return bad_name(r, t, *e);
		*e = bw_btf_string(&r->strings, *e).id;
	}
	return BW_OK;
}

static enum bw_status read_types(struct reading *r)
{
	enum bw_status st;

	read_words(r);
	st = find_records(r);
	for (bw_tid t = {1}; !st && t.i < r->b->count; t.i++)
		st = read_names(r, t);
	return st ? st : bw_btf_check(r->b, &r->where);
}

static enum bw_status read_all(struct reading *r, struct bw_bytes ext, struct bw_ext *ret_ext)
{
	enum bw_status st = read_header(r);
	struct bw_where at = r->where.at;

	if (st)
		return st;
	r->strings.known =
	    BW_NEW_ARRAY(r->scratch, struct btf_string, r->strings.n / BTF_STRINGS_APART + 1);
	st = read_types(r);
	if (st || !ext.n)
		return st;
	at.section = ".BTF.ext";
	return bw_btf_read_ext(r->records, r->b, &r->strings, r->diags, at, ext, r->big_endian,
			       ret_ext);
}

enum bw_status bw_btf_read(struct bw_arena *a, struct bw_names *names, struct bw_diags *d,
			   struct bw_where where, struct bw_bytes btf, struct bw_bytes ext,
			   bool big_endian, struct bw_btf **ret, struct bw_ext *ret_ext)
{
	return bw_btf_read_apart(a, a, names, d, where, btf, ext, big_endian, ret, ret_ext);
}

enum bw_status bw_btf_read_apart(struct bw_arena *types, struct bw_arena *a, struct bw_names *names,
				 struct bw_diags *d, struct bw_where where, struct bw_bytes btf,
				 struct bw_bytes ext, bool big_endian, struct bw_btf **ret,
				 struct bw_ext *ret_ext)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct bw_ext e = {0};
	struct reading r = {.b = bw_btf_create(types, names),
			    .scratch = scratch,
			    .records = a,
			    .diags = d,
			    .where = {.diags = d, .at = where},
			    .data = btf,
			    .strings = {.names = names},
			    .big_endian = big_endian};
	enum bw_status st;

	r.where.at.section = ".BTF";
	st = read_all(&r, ext, &e);
	bw_arena_deinit(scratch);
	if (st)
		return st;
	*ret = r.b;
	if (ret_ext)
		*ret_ext = e;
	return BW_OK;
}
