/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes of either order: a checked reader, a builder, strings.
 *
 * Errors      A reader that would run past its end returns zeros and sets
 *             .bad, which stays set: check it once after a group of reads.
 */
#ifndef BW_BASE_BYTES_H
#define BW_BASE_BYTES_H

#include <stdarg.h>
#include <string.h>

#include "base/base_arena.h"

/* A slice of constant bytes; not NUL-terminated. */
struct bw_bytes {
	const uint8_t *p;
	size_t n;
};

struct bw_reader {
	const uint8_t *p;
	size_t n;
	size_t off;
	bool big_endian;
	bool bad;
};

static inline struct bw_reader bw_reader_of(const void *p, size_t n, bool big_endian)
{
	return (struct bw_reader){.p = p, .n = n, .big_endian = big_endian};
}

uint8_t bw_read_u8(struct bw_reader *r);
uint16_t bw_read_u16(struct bw_reader *r);
uint32_t bw_read_u32(struct bw_reader *r);
uint64_t bw_read_u64(struct bw_reader *r);
/* n bytes in place, or NULL and .bad. */
const uint8_t *bw_read_bytes(struct bw_reader *r, size_t n);

static inline bool bw_host_big_endian(void)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
}

static inline uint16_t bw_swap16_if(uint16_t v, bool swap)
{
	return swap ? __builtin_bswap16(v) : v;
}
static inline uint32_t bw_swap32_if(uint32_t v, bool swap)
{
	return swap ? __builtin_bswap32(v) : v;
}
static inline uint64_t bw_swap64_if(uint64_t v, bool swap)
{
	return swap ? __builtin_bswap64(v) : v;
}

/* Unaligned loads and stores in the given byte order; the caller has checked the room. */
static inline uint16_t bw_get16(const void *p, bool big_endian)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return bw_swap16_if(v, big_endian != bw_host_big_endian());
}
static inline uint32_t bw_get32(const void *p, bool big_endian)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return bw_swap32_if(v, big_endian != bw_host_big_endian());
}
static inline uint64_t bw_get64(const void *p, bool big_endian)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return bw_swap64_if(v, big_endian != bw_host_big_endian());
}
static inline void bw_put16(void *p, uint16_t v, bool big_endian)
{
	v = bw_swap16_if(v, big_endian != bw_host_big_endian());
	memcpy(p, &v, sizeof(v));
}
static inline void bw_put32(void *p, uint32_t v, bool big_endian)
{
	v = bw_swap32_if(v, big_endian != bw_host_big_endian());
	memcpy(p, &v, sizeof(v));
}
static inline void bw_put64(void *p, uint64_t v, bool big_endian)
{
	v = bw_swap64_if(v, big_endian != bw_host_big_endian());
	memcpy(p, &v, sizeof(v));
}

/* Round up to a power of two; 0 if that overflows. */
static inline uint64_t bw_align_up(uint64_t v, uint64_t align)
{
	return v + (align - 1) < v ? 0 : (v + (align - 1)) & ~(align - 1);
}

/* Builder of bytes or text; bw_sb_str() keeps it NUL-terminated. */
struct bw_sb {
	struct bw_arena *arena;
	uint8_t *p;
	size_t n, cap;
};

static inline struct bw_sb bw_sb_in(struct bw_arena *a)
{
	return (struct bw_sb){.arena = a};
}
/* No more memory is taken until the length passes bytes. */
void bw_sb_reserve(struct bw_sb *b, size_t bytes);
/* Room for n more bytes; returns where they go, and counts them. */
uint8_t *bw_sb_extend(struct bw_sb *b, size_t n);
void bw_sb_add(struct bw_sb *b, const void *p, size_t n);
void bw_sb_addz(struct bw_sb *b, const char *s);
void bw_sb_addc(struct bw_sb *b, char c);
void bw_sb_u16(struct bw_sb *b, uint16_t v, bool big_endian);
void bw_sb_u32(struct bw_sb *b, uint32_t v, bool big_endian);
void bw_sb_u64(struct bw_sb *b, uint64_t v, bool big_endian);
/* Zero bytes until the length is a multiple of align. */
void bw_sb_align(struct bw_sb *b, size_t align);
void bw_sb_printf(struct bw_sb *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void bw_sb_vprintf(struct bw_sb *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
/* The text so far; valid until the next call on b. */
const char *bw_sb_str(struct bw_sb *b);
static inline struct bw_bytes bw_sb_bytes(const struct bw_sb *b)
{
	return (struct bw_bytes){b->p, b->n};
}

/* printf into an arena. */
char *bw_printf(struct bw_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

#endif
