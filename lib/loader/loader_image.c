/* SPDX-License-Identifier: BSD-2-Clause */
#include "loader/loader_image.h"

#include <ctype.h>

struct image image_begin(struct bw_arena *a, bool big_endian)
{
	return (struct image){
	    .arena = a, .big_endian = big_endian, .ops = bw_sb_in(a), .data = bw_sb_in(a)};
}

void image_op(struct image *m, enum bw_rt_kind kind, uint32_t flags)
{
	m->op_start = m->ops.n;
	bw_sb_u16(&m->ops, (uint16_t)kind, m->big_endian);
	bw_sb_u16(&m->ops, 0, m->big_endian); /* image_end() knows */
	bw_sb_u32(&m->ops, flags, m->big_endian);
	m->maps += kind == BW_RT_MAP;
	m->progs += kind == BW_RT_PROG;
}

void image_u32(struct image *m, uint32_t v)
{
	bw_sb_u32(&m->ops, v, m->big_endian);
}

void image_u64(struct image *m, uint64_t v)
{
	bw_sb_u64(&m->ops, v, m->big_endian);
}

void image_off(struct image *m, uint32_t data_off)
{
	*bw_push(m->arena, &m->moved) = (uint32_t)m->ops.n;
	image_u32(m, data_off);
}

void image_span(struct image *m, uint32_t data_off, size_t bytes)
{
	image_off(m, data_off);
	image_u32(m, (uint32_t)bytes);
}

void image_no_span(struct image *m)
{
	image_u32(m, 0);
	image_u32(m, 0);
}

void image_name(struct image *m, const char *name)
{
	uint8_t *to = bw_sb_extend(&m->ops, BW_RT_NAME_BYTES);

	memset(to, 0, BW_RT_NAME_BYTES);
	for (size_t i = 0; i < BW_RT_NAME_BYTES - 1 && name[i]; i++) {
		unsigned char c = (unsigned char)name[i];

		to[i] = c < 128 && (isalnum(c) || c == '.') ? c : '_';
	}
}

void image_end(struct image *m, size_t bytes)
{
	assert(m->ops.n - m->op_start == bytes && bytes % 8 == 0 && bytes <= UINT16_MAX);
	bw_put16(m->ops.p + m->op_start + 2, (uint16_t)bytes, m->big_endian);
}

uint32_t image_data(struct image *m, const void *p, size_t bytes)
{
	uint32_t off;

	bw_sb_align(&m->data, 8);
	off = (uint32_t)m->data.n;
	bw_sb_add(&m->data, p, bytes);
	return off;
}

uint32_t image_str(struct image *m, const char *s)
{
	return image_data(m, s, strlen(s) + 1);
}

struct bw_bytes image_finish(struct image *m, uint16_t machine, const char *name)
{
	const bool be = m->big_endian;
	struct bw_sb out = bw_sb_in(m->arena);
	uint32_t off_name = image_str(m, name);
	uint32_t base = (uint32_t)(sizeof(struct bw_rt_header) + m->ops.n);

	bw_sb_addc(&m->data, 0); /* the image's end, I3 */
	bw_sb_addc(&m->data, (char)BW_RT_END);
	for (uint32_t i = 0; i < m->moved.n; i++) {
		uint8_t *at = m->ops.p + m->moved.v[i];

		bw_put32(at, bw_get32(at, be) + base, be);
	}
	bw_sb_u32(&out, BW_RT_MAGIC, be);
	bw_sb_u16(&out, BW_RT_VERSION, be);
	bw_sb_u16(&out, machine, be);
	bw_sb_addc(&out, be ? BW_RT_BIG : BW_RT_LITTLE);
	bw_sb_align(&out, 4);
	bw_sb_u32(&out, (uint32_t)(base + m->data.n), be);
	bw_sb_u32(&out, sizeof(struct bw_rt_header), be);
	bw_sb_u32(&out, (uint32_t)m->ops.n, be);
	bw_sb_u32(&out, m->maps, be);
	bw_sb_u32(&out, m->progs, be);
	bw_sb_u32(&out, base + off_name, be);
	bw_sb_u32(&out, 0, be);
	memset(bw_sb_extend(&out, BW_RT_DIGEST_BYTES), 0, BW_RT_DIGEST_BYTES);
	assert(out.n == sizeof(struct bw_rt_header));
	bw_sb_add(&out, m->ops.p, m->ops.n);
	bw_sb_add(&out, m->data.p, m->data.n);
	return bw_sb_bytes(&out);
}
