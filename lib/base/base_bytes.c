/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

const uint8_t *bw_read_bytes(struct bw_reader *r, size_t n)
{
	if (r->bad || n > r->n - r->off) {
		r->bad = true;
		return NULL;
	}
	r->off += n;
	return r->p + (r->off - n);
}

uint8_t bw_read_u8(struct bw_reader *r)
{
	const uint8_t *p = bw_read_bytes(r, 1);

	return p ? *p : 0;
}

uint16_t bw_read_u16(struct bw_reader *r)
{
	const uint8_t *p = bw_read_bytes(r, 2);

	return p ? bw_get16(p, r->big_endian) : 0;
}

uint32_t bw_read_u32(struct bw_reader *r)
{
	const uint8_t *p = bw_read_bytes(r, 4);

	return p ? bw_get32(p, r->big_endian) : 0;
}

uint64_t bw_read_u64(struct bw_reader *r)
{
	const uint8_t *p = bw_read_bytes(r, 8);

	return p ? bw_get64(p, r->big_endian) : 0;
}

void bw_sb_reserve(struct bw_sb *b, size_t bytes)
{
	uint8_t *p;

	if (bytes <= b->cap)
		return;
	p = bw_alloc_raw(b->arena, bytes);
	if (b->n)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = bytes;
}

uint8_t *bw_sb_extend(struct bw_sb *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 128;

	if (b->cap - b->n < n) {
		do
			cap *= 2;
		while (cap - b->n < n);
		bw_sb_reserve(b, cap);
	}
	b->n += n;
	return b->p + b->n - n;
}

void bw_sb_add(struct bw_sb *b, const void *p, size_t n)
{
	if (n)
		memcpy(bw_sb_extend(b, n), p, n);
}

void bw_sb_addz(struct bw_sb *b, const char *s)
{
	bw_sb_add(b, s, strlen(s));
}

void bw_sb_addc(struct bw_sb *b, char c)
{
	*bw_sb_extend(b, 1) = (uint8_t)c;
}

void bw_sb_u16(struct bw_sb *b, uint16_t v, bool big_endian)
{
	bw_put16(bw_sb_extend(b, sizeof(v)), v, big_endian);
}

void bw_sb_u32(struct bw_sb *b, uint32_t v, bool big_endian)
{
	bw_put32(bw_sb_extend(b, sizeof(v)), v, big_endian);
}

void bw_sb_u64(struct bw_sb *b, uint64_t v, bool big_endian)
{
	bw_put64(bw_sb_extend(b, sizeof(v)), v, big_endian);
}

void bw_sb_align(struct bw_sb *b, size_t align)
{
	size_t pad = (align - b->n % align) % align;

	if (pad)
		memset(bw_sb_extend(b, pad), 0, pad);
}

void bw_sb_vprintf(struct bw_sb *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	bw_sb_extend(b, (size_t)n + 1);
	b->n -= (size_t)n + 1;
	vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, again);
	b->n += (size_t)n;
	va_end(again);
}

void bw_sb_printf(struct bw_sb *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	bw_sb_vprintf(b, fmt, ap);
	va_end(ap);
}

const char *bw_sb_str(struct bw_sb *b)
{
	*bw_sb_extend(b, 1) = '\0';
	b->n--;
	return (const char *)b->p;
}

char *bw_printf(struct bw_arena *a, const char *fmt, ...)
{
	struct bw_sb b = bw_sb_in(a);
	va_list ap;

	va_start(ap, fmt);
	bw_sb_vprintf(&b, fmt, ap);
	va_end(ap);
	bw_sb_str(&b);
	return (char *)b.p;
}
