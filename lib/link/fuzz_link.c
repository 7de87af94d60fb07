/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One to three objects cut from the input, linked in two orders with options of all
 * kinds: no crash, the same verdict, and what was linked can be written, read and
 * linked again.
 *
 * Input: 2 bytes options, the lengths of the first and the second object in 3 bytes
 * each (little-endian), the objects.
 */
#include "link/link.h"
#include "testkit/testkit.h"

#define HEAD_BYTES 8u
#define PIECES 3u

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *x, size_t xn, const uint8_t *y, size_t yn,
				 uint8_t *out, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

/* ---- the input ---- */

struct input {
	uint8_t options[2];
	struct bw_bytes piece[PIECES];
};

static uint32_t get24(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

static bool input_cut(const uint8_t *p, size_t n, struct input *ret)
{
	size_t rest = n - HEAD_BYTES, len[2];

	if (n < HEAD_BYTES)
		return false;
	memcpy(ret->options, p, 2);
	for (int i = 0; i < 2; i++) {
		len[i] = get24(p + 2 + i * 3);
		len[i] = len[i] < rest ? len[i] : rest;
		rest -= len[i];
	}
	p += HEAD_BYTES;
	ret->piece[0] = (struct bw_bytes){p, len[0]};
	ret->piece[1] = (struct bw_bytes){p + len[0], len[1]};
	ret->piece[2] = (struct bw_bytes){p + len[0] + len[1], rest};
	return true;
}

/* 0 if it does not fit. out may hold none of the pieces. */
static size_t input_join(const struct input *in, uint8_t *out, size_t max)
{
	size_t at = HEAD_BYTES;

	memcpy(out, in->options, 2);
	for (uint32_t i = 0; i < PIECES; i++) {
		const struct bw_bytes *b = &in->piece[i];

		if (b->n > max - at || b->n > 0xffffff)
			return 0;
		if (i < 2) {
			out[2 + i * 3] = (uint8_t)b->n;
			out[3 + i * 3] = (uint8_t)(b->n >> 8);
			out[4 + i * 3] = (uint8_t)(b->n >> 16);
		}
		if (b->n)
			memcpy(out + at, b->p, b->n);
		at += b->n;
	}
	return at;
}

/* ---- linking ---- */

static const char *const files[PIECES] = {"x.o", "y.o", "z.o"};

struct run {
	struct bw_arena arena;
	struct bw_names *names;
	struct bw_diags *diags;
};

static void run_begin(struct run *r)
{
	bw_arena_init(&r->arena);
	r->names = bw_names_create(&r->arena);
	r->diags = bw_diags_create(&r->arena);
}

static struct bw_obj *object(struct run *r, const char *name, struct bw_bytes b)
{
	struct bw_obj *o = NULL;

	return bw_obj_read(&r->arena, r->names, r->diags, name, b, &o) == BW_OK ? o : NULL;
}

/* What was linked is an object; linked again alone it stays the same. */
static void again(struct run *r, const struct bw_obj *o)
{
	const struct bw_link_options allow = {.undefined = BW_UNDEFINED_ALLOW};
	const struct bw_obj *in[1];
	struct bw_bytes image, second;
	struct bw_obj *result;

	if (bw_obj_write(&r->arena, o, r->diags, &image) != BW_OK)
		return;
	in[0] = object(r, "linked.o", image);
	if (!in[0] || bw_link(&r->arena, r->names, r->diags, in, 1, &allow, &result) != BW_OK)
		return;
	bw_obj_check(result);
	if (bw_obj_write(&r->arena, result, r->diags, &second) != BW_OK)
		abort();
}

static enum bw_status link_pieces(const struct input *in, const struct bw_link_options *opt,
				  const uint8_t *order, uint32_t n)
{
	const struct bw_obj *obj[PIECES];
	struct bw_obj *result;
	enum bw_status st = BW_OK;
	struct run r;

	run_begin(&r);
	for (uint32_t i = 0; i < n && st == BW_OK; i++) {
		obj[i] = object(&r, files[order[i]], in->piece[order[i]]);
		st = obj[i] ? BW_OK : BW_MALFORMED;
	}
	if (st == BW_OK)
		st = bw_link(&r.arena, r.names, r.diags, obj, n, opt, &result);
	if ((st == BW_OK) != (r.diags->errors == 0))
		abort(); /* refused without a reason, or a reason and not refused */
	if (st == BW_OK)
		again(&r, result);
	bw_arena_deinit(&r.arena);
	return st;
}

static struct bw_link_options options_of(const struct input *in, uint32_t n)
{
	static const struct bw_link_prefix prefix[] = {{"x.o", "p_"}, {"y.o", "q_"}};
	static const struct bw_link_pick localize[] = {{"x.o", "*"}, {NULL, "*"}};
	static const struct bw_link_pick keep = {NULL, "*a*"};
	uint8_t o = in->options[0], more = in->options[1];
	struct bw_link_options opt = {
	    .undefined = (enum bw_undefined)(o % 3),
	    .gc = o & 4,
	    .license = o & 8 ? "GPL" : NULL,
	    .keep = &keep,
	    .keep_count = o >> 4 & 1,
	    .prefix = prefix + (more >> 1 & 1),
	    .prefix_count = more & 1,
	    .localize = localize + (more >> 4 & 1),
	    .localize_count = more >> 3 & 1,
	    .compat = more & 32 ? BW_COMPAT_LIBBPF : BW_COMPAT_STRICT,
	};

	if (opt.prefix_count && n == 2 && more & 4)
		opt.prefix_count = 2, opt.prefix = prefix;
	return opt;
}

static void run_input(void *arg)
{
	static const uint8_t there[] = {0, 1, 2}, back[] = {2, 1, 0};
	const struct input *in = arg;
	uint32_t n = in->piece[2].n ? 3 : in->piece[1].n ? 2 : 1;
	struct bw_link_options opt = options_of(in, n);
	struct bw_link_account account;
	enum bw_status st;

	opt.account = in->options[0] & 32 ? &account : NULL;
	st = link_pieces(in, &opt, there, n);
	/* A damaged piece is refused in any order: its neighbours are not even read. */
	if (n > 1 && (st == BW_OK) != (link_pieces(in, &opt, back + PIECES - n, n) == BW_OK))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct input in;

	if (input_cut(p, n, &in))
		(void)bw_protect(run_input, &in);
	return 0;
}

/* ---- mutants ---- */

static size_t options_change(struct input *in, unsigned seed)
{
	in->options[0] = (uint8_t)(seed >> 8);
	in->options[1] = (uint8_t)(seed >> 16);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	uint32_t which = seed % PIECES;
	struct bw_arena a;
	struct input in;
	uint8_t *buf, *out;
	size_t len;

	if (!input_cut(p, n, &in) || max < HEAD_BYTES)
		return LLVMFuzzerMutate(p, n, max);
	bw_arena_init(&a);
	buf = bw_alloc(&a, max);
	out = bw_alloc(&a, max);
	if (seed >> 4 & 15) {
		struct bw_bytes *b = &in.piece[in.piece[which].n ? which : 0];

		if (b->n)
			memcpy(buf, b->p, b->n);
		*b = (struct bw_bytes){
		    buf, bw_tk_mutate_object(buf, b->n, b->n + (max - n < max ? max - n : 0),
					     seed >> 2, LLVMFuzzerMutate)};
	} else {
		options_change(&in, seed);
	}
	len = input_join(&in, out, max);
	if (len)
		memcpy(p, out, len);
	bw_arena_deinit(&a);
	return len ? len : n;
}

/* A piece of one in the place of a piece of the other. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *x, size_t xn, const uint8_t *y, size_t yn,
				 uint8_t *out, size_t max, unsigned seed)
{
	struct input a, b;

	if (max < HEAD_BYTES || !input_cut(x, xn, &a) || !input_cut(y, yn, &b))
		return 0;
	a.piece[seed % PIECES] = b.piece[seed / PIECES % PIECES];
	return input_join(&a, out, max);
}
