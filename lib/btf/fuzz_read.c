/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile BTF: read it; what is accepted must be fit for everything else. Input is
 * a byte of options, the length of .BTF in 3 bytes, .BTF, .BTF.ext.
 */
#include "btf/btf.h"
#include "testkit/testkit.h"

#define HEAD_BYTES 4u
#define TYPES_USED 8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

static void use_type(struct bw_arena *a, const struct bw_btf *b, bw_tid t)
{
	struct bw_mark mark = bw_mark(a);
	struct bw_sb sb = bw_sb_in(a);
	struct bw_layout l;
	uint32_t bytes;

	bw_btf_print_raw(&sb, b, t);
	bw_btf_print_decl(&sb, b, t, "x");
	bw_btf_print_def(&sb, b, t);
	bw_btf_sizeof(b, t, &bytes);
	bw_btf_alignof(b, t);
	if (bw_btf_layout(a, b, t, &l)) {
		struct bw_hole *hole;

		assert(bw_layout_valid(&l));
		bw_layout_holes(a, &l, &hole);
		bw_layout_print(&sb, &l);
	}
	bw_rewind(a, mark);
}

/* Written and read again it is the same. */
static void write_again(struct bw_arena *a, const struct bw_btf *b, const struct bw_ext *ext,
			bool big)
{
	struct bw_diags *d = bw_diags_create(a);
	struct bw_bytes btf, e;
	struct bw_btf *back;
	struct bw_ext back_ext;
	enum bw_status st;

	bw_btf_write(a, b, ext, big, &btf, &e);
	st = bw_btf_read(a, b->names, d, bw_at_file("again"), btf, e, big, &back, &back_ext);
	assert(st == BW_OK);
	assert(back->word.n == b->word.n && back->count == b->count);
	assert(memcmp(back->word.v, b->word.v, b->word.n * sizeof(uint32_t)) == 0);
}

/* Merged with itself it is what it is alone, and each type has become its equal. */
static void merge_twice(struct bw_arena *a, const struct bw_btf *b)
{
	const struct bw_btf *in[] = {b, b};
	struct bw_btf *one, *two;
	bw_tid *map[2];

	bw_btf_merge(a, b->names, in, 1, &one, map);
	bw_btf_merge(a, b->names, in, 2, &two, map);
	assert(one->count == two->count);
	for (bw_tid t = {1}; t.i < b->count; t.i++) {
		bool equal =
		    !map[0][t.i].i || bw_btf_equal(a, b, t, two, map[0][t.i], BW_BTF_LOOSE, NULL);

		assert(map[0][t.i].i == map[1][t.i].i);
		assert(equal || b->count > 64);
		if (t.i > 64)
			break;
	}
	write_again(a, two, NULL, false);
}

/* For a kernel that lacks this or that: as good as before, and nothing is left to do. */
static void lower(struct bw_arena *a, struct bw_btf *b, const struct bw_ext *ext, uint8_t some)
{
	struct bw_btf_kernel k = {.name = "old", .lacks = some | (uint32_t)some << 4};
	struct bw_diags *d = bw_diags_create(a);
	struct bw_btf *low = bw_btf_lower(b, &k, d, bw_at_file("f"));

	write_again(a, low, ext, false);
	assert(bw_btf_lower(low, &k, d, bw_at_file("f")) == low);
}

struct input {
	struct bw_arena arena;
	struct bw_bytes btf, ext;
	bool big_endian;
	uint8_t some;
};

static void run(void *arg)
{
	struct input *in = arg;
	struct bw_arena *a = &in->arena;
	struct bw_diags *d = bw_diags_create(a);
	struct bw_btf *b;
	struct bw_ext ext;
	enum bw_status st = bw_btf_read(a, bw_names_create(a), d, bw_at_file("f"), in->btf, in->ext,
					in->big_endian, &b, &ext);

	assert((st == BW_OK) == (d->errors == 0));
	if (st)
		return;
	/* Some here and there: what one type costs is bounded, not what all do. */
	for (bw_tid t = {1}; t.i < b->count; t.i += 1 + b->count / TYPES_USED)
		use_type(a, b, t);
	write_again(a, b, &ext, in->big_endian);
	lower(a, b, &ext, in->some);
	merge_twice(a, b);
}

static size_t btf_bytes(const uint8_t *data, size_t size)
{
	size_t n = data[1] | (size_t)data[2] << 8 | (size_t)data[3] << 16;

	return n < size - HEAD_BYTES ? n : size - HEAD_BYTES;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {0};
	size_t n;

	if (size < HEAD_BYTES)
		return 0;
	n = btf_bytes(data, size);
	in.big_endian = data[0] & 1;
	in.some = data[0] >> 1;
	in.btf = (struct bw_bytes){data + HEAD_BYTES, n};
	in.ext = (struct bw_bytes){data + HEAD_BYTES + n, size - HEAD_BYTES - n};
	bw_arena_init(&in.arena);
	bw_protect(run, &in);
	bw_arena_deinit(&in.arena);
	return 0;
}

/* Types change as types do, .BTF.ext as any bytes. */
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	struct bw_arena a;
	uint8_t *types, *ext;
	size_t tn, en;

	if (n < HEAD_BYTES || !(seed & 15))
		return LLVMFuzzerMutate(p, n, max);
	bw_arena_init(&a);
	tn = btf_bytes(p, n);
	en = n - HEAD_BYTES - tn;
	types = bw_alloc(&a, max);
	ext = bw_alloc(&a, max);
	memcpy(types, p + HEAD_BYTES, tn);
	memcpy(ext, p + HEAD_BYTES + tn, en);
	if (seed >> 4 & 3 || !en)
		tn = bw_tk_mutate_types(types, tn, max - HEAD_BYTES - en, seed, LLVMFuzzerMutate);
	else
		en = LLVMFuzzerMutate(ext, en, max - HEAD_BYTES - tn);
	p[1] = (uint8_t)tn;
	p[2] = (uint8_t)(tn >> 8);
	p[3] = (uint8_t)(tn >> 16);
	memcpy(p + HEAD_BYTES, types, tn);
	memcpy(p + HEAD_BYTES + tn, ext, en);
	bw_arena_deinit(&a);
	return HEAD_BYTES + tn + en;
}
