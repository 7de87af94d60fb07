/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Just enough of the bitstream format (LLVM's "LLVM Bitcode File Format") to read
 * the first block. All reads past the end give zeros and set .bad.
 */
#include "compile/compile_bitcode.h"

#include <assert.h>
#include <string.h>

#define WRAPPER_MAGIC 0x0b17c0deu
#define IDENTIFICATION_BLOCK 13
#define ID_STRING 1
#define ID_EPOCH 2
#define OPS_MAX 8 /* operands of an abbreviation; the writer uses at most 3 */
#define ABBREVS_MAX 8

enum abbrev_id {
	END_BLOCK,
	ENTER_SUBBLOCK,
	DEFINE_ABBREV,
	UNABBREV_RECORD,
	FIRST_ABBREV,
};

enum encoding {
	LITERAL,
	FIXED,
	VBR,
	ARRAY,
	CHAR6,
	BLOB,
};

struct bits {
	const uint8_t *p;
	size_t n_bits;
	size_t at_bit;
	bool bad;
};

struct op {
	enum encoding enc;
	uint64_t value; /* of a literal; else the width */
};

struct abbrev {
	struct op op[OPS_MAX];
	unsigned n;
};

struct id_reader {
	struct bits b;
	unsigned width; /* of abbreviation ids */
	struct abbrev abbrev[ABBREVS_MAX];
	unsigned abbrevs;
	struct bw_bitcode_id id;
};

static uint64_t take(struct bits *b, unsigned width)
{
	uint64_t v = 0;

	if (width > 64 || b->at_bit > b->n_bits || b->n_bits - b->at_bit < width) {
		b->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < width; i++, b->at_bit++)
		v |= (uint64_t)(b->p[b->at_bit / 8] >> (b->at_bit % 8) & 1) << i;
	return v;
}

static uint64_t take_vbr(struct bits *b, unsigned width)
{
	uint64_t v = 0;

	if (width < 2 || width > 32) {
		b->bad = true;
		return 0;
	}
	for (unsigned shift = 0; shift < 64 && !b->bad; shift += width - 1) {
		uint64_t part = take(b, width);
		uint64_t more = (uint64_t)1 << (width - 1);

		v |= (part & (more - 1)) << shift;
		if (!(part & more))
			return v;
	}
	b->bad = true;
	return 0;
}

static uint64_t take_scalar(struct bits *b, struct op op)
{
	static const char six[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

	switch (op.enc) {
	case LITERAL:
		return op.value;
	case FIXED:
		return take(b, op.value > 64 ? 65 : (unsigned)op.value);
	case VBR:
		return take_vbr(b, op.value > 32 ? 33 : (unsigned)op.value);
	case CHAR6:
		return (uint64_t)six[take(b, 6)];
	case ARRAY:
	case BLOB:
		break;
	}
	b->bad = true;
	return 0;
}

/* Value number i of a record: number 0 is its code. */
static void id_value(struct id_reader *r, uint64_t code, size_t i, uint64_t v)
{
	if (code == ID_STRING && i > 0 && i < sizeof(r->id.producer))
		r->id.producer[i - 1] = v >= ' ' && v < 0x7f ? (char)v : '?';
	if (code == ID_EPOCH && i == 1)
		r->id.epoch = v;
}

static void read_unabbreviated(struct id_reader *r)
{
	uint64_t code = take_vbr(&r->b, 6);
	uint64_t n = take_vbr(&r->b, 6);

	for (uint64_t i = 0; i < n && !r->b.bad; i++)
		id_value(r, code, i + 1, take_vbr(&r->b, 6));
}

static void read_array(struct id_reader *r, struct op elem, uint64_t code)
{
	uint64_t n = take_vbr(&r->b, 6);

	if (n > r->b.n_bits) /* elements may be 0 bits wide */
		r->b.bad = true;
	for (uint64_t i = 0; i < n && !r->b.bad; i++)
		id_value(r, code, i + 1, take_scalar(&r->b, elem));
}

static void read_abbreviated(struct id_reader *r, const struct abbrev *a)
{
	uint64_t code = a->n ? take_scalar(&r->b, a->op[0]) : 0;

	for (unsigned i = 1; i < a->n && !r->b.bad; i++) {
		if (a->op[i].enc == ARRAY && i + 2 == a->n) {
			read_array(r, a->op[i + 1], code);
			return;
		}
		id_value(r, code, i, take_scalar(&r->b, a->op[i]));
	}
}

static struct op define_op(struct bits *b)
{
	struct op op = {.enc = LITERAL};

	if (take(b, 1)) {
		op.value = take_vbr(b, 8);
		return op;
	}
	op.enc = (enum encoding)take(b, 3);
	if (op.enc == FIXED || op.enc == VBR)
		op.value = take_vbr(b, 5);
	else if (op.enc != ARRAY && op.enc != CHAR6)
		b->bad = true;
	return op;
}

static void define_abbrev(struct id_reader *r)
{
	uint64_t n = take_vbr(&r->b, 5);
	struct abbrev *a = &r->abbrev[r->abbrevs];

	if (n > OPS_MAX || r->abbrevs == ABBREVS_MAX) {
		r->b.bad = true;
		return;
	}
	a->n = (unsigned)n;
	for (unsigned i = 0; i < a->n; i++)
		a->op[i] = define_op(&r->b);
	r->abbrevs++;
}

static bool read_block(struct id_reader *r)
{
	while (!r->b.bad) {
		uint64_t id = take(&r->b, r->width);

		if (r->b.bad || id == ENTER_SUBBLOCK)
			return false;
		if (id == END_BLOCK)
			return true;
		if (id == DEFINE_ABBREV)
			define_abbrev(r);
		else if (id == UNABBREV_RECORD)
			read_unabbreviated(r);
		else if (id - FIRST_ABBREV < r->abbrevs)
			read_abbreviated(r, &r->abbrev[id - FIRST_ABBREV]);
		else
			return false;
	}
	return false;
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Step over the wrapper (magic, version, offset, size, CPU type), if there is one. */
static void unwrap(const uint8_t **p, size_t *n)
{
	uint32_t off, size;

	if (*n < 20 || get32(*p) != WRAPPER_MAGIC)
		return;
	off = get32(*p + 8);
	size = get32(*p + 12);
	if (off > *n || size > *n - off)
		return;
	*p += off;
	*n = size;
}

bool bw_bitcode_is(const uint8_t *p, size_t n)
{
	unwrap(&p, &n);
	return n >= 4 && memcmp(p, "BC\xc0\xde", 4) == 0;
}

bool bw_bitcode_identify(const uint8_t *p, size_t n, struct bw_bitcode_id *ret)
{
	struct id_reader r = {.width = 2};

	if (!bw_bitcode_is(p, n))
		return false;
	unwrap(&p, &n);
	r.b = (struct bits){.p = p, .n_bits = n > SIZE_MAX / 8 ? SIZE_MAX : n * 8, .at_bit = 32};
	if (take(&r.b, r.width) != ENTER_SUBBLOCK || take_vbr(&r.b, 8) != IDENTIFICATION_BLOCK)
		return false;
	r.width = (unsigned)take_vbr(&r.b, 4);
	if (r.width < 2 || r.width > 32)
		return false;
	r.b.at_bit = (r.b.at_bit + 31) & ~(size_t)31;
	take(&r.b, 32); /* the block's length: we read to its end */
	if (r.b.bad || !read_block(&r))
		return false;
	assert(r.id.producer[sizeof(r.id.producer) - 1] == '\0');
	*ret = r.id;
	return true;
}

unsigned bw_bitcode_major(const char *producer)
{
	const char *s = strstr(producer, "LLVM");
	unsigned v = 0;

	if (!s)
		return 0;
	for (s += 4; *s >= '0' && *s <= '9' && v < 1000; s++)
		v = v * 10 + (unsigned)(*s - '0');
	return v;
}
