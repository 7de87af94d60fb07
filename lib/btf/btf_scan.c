/* SPDX-License-Identifier: BSD-2-Clause */
/* A pass over the bytes of .BTF that makes no graph. */
#include "btf/btf_kinds.h"

#define MAGIC 0xeb9fu
#define HEADER_BYTES 24u

struct scan {
	const uint8_t *types, *end;
	bool big_endian;
	struct bw_bytes strings;
};

/* The header's sections, checked against the bytes. */
static bool scan_open(struct bw_bytes raw, struct scan *ret, size_t *ret_bytes)
{
	struct bw_reader r = bw_reader_of(raw.p, raw.n, false);
	uint32_t header, type_off, type_bytes, str_off, str_bytes;
	uint16_t magic;

	if (raw.n < HEADER_BYTES)
		return false;
	magic = bw_read_u16(&r);
	ret->big_endian = r.big_endian = magic == (MAGIC >> 8 | (MAGIC & 255) << 8);
	if ((magic != MAGIC && !r.big_endian) || bw_read_u8(&r) != 1)
		return false;
	bw_read_u8(&r);
	header = bw_read_u32(&r);
	type_off = bw_read_u32(&r);
	type_bytes = bw_read_u32(&r);
	str_off = bw_read_u32(&r);
	str_bytes = bw_read_u32(&r);
	if (header < HEADER_BYTES || header > raw.n || type_off > raw.n - header ||
	    type_bytes > raw.n - header - type_off || str_off > raw.n - header ||
	    str_bytes > raw.n - header - str_off || !str_bytes ||
	    raw.p[header + str_off + str_bytes - 1] != 0)
		return false;
	ret->types = raw.p + header + type_off;
	ret->end = ret->types + type_bytes;
	ret->strings = (struct bw_bytes){raw.p + header + str_off, str_bytes};
	if (ret_bytes)
		*ret_bytes =
		    header + (type_off + type_bytes > str_off + str_bytes ? type_off + type_bytes
									  : str_off + str_bytes);
	return true;
}

const char *bw_btf_seen_str(const struct bw_btf_seen *r, uint32_t off)
{
	return off < r->strings.n ? (const char *)r->strings.p + off : "";
}

uint32_t bw_btf_seen_word(const struct bw_btf_seen *r, uint32_t i)
{
	assert(i < r->tail_words);
	return bw_get32(r->tail + 4 * (size_t)i, r->big_endian);
}

bool bw_btf_scan(struct bw_bytes raw, bw_btf_visit *visit, void *arg, size_t *ret_bytes)
{
	struct scan s;
	struct bw_btf_seen r;

	if (!scan_open(raw, &s, ret_bytes))
		return false;
	r = (struct bw_btf_seen){.big_endian = s.big_endian, .strings = s.strings};
	for (const uint8_t *p = s.types; p < s.end; p = r.tail + 4 * (size_t)r.tail_words) {
		size_t room = (size_t)(s.end - p) / 4;
		uint32_t info;

		if (room < BTF_HEADER_WORDS)
			return false;
		info = bw_get32(p + 4, s.big_endian);
		r.kind = bw_btf_info_kind(info);
		if (r.kind == BW_BTF_VOID || r.kind >= BW_BTF_KINDS)
			return false;
		r.vlen = bw_btf_entries(&bw_btf_kinds[r.kind], info);
		r.kflag = info >> 31;
		r.tail_words = bw_btf_tail_words(&bw_btf_kinds[r.kind], r.vlen);
		if (r.tail_words > room - BTF_HEADER_WORDS)
			return false;
		r.name = bw_btf_seen_str(&r, bw_get32(p, s.big_endian));
		r.word2 = bw_get32(p + 8, s.big_endian);
		r.tail = p + 4 * BTF_HEADER_WORDS;
		visit(arg, &r);
	}
	return true;
}
