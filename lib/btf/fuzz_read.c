/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile BTF: read it; what is accepted must be fit for everything else. Input is
 * a byte of options, the length of .BTF in 3 bytes, .BTF, .BTF.ext.
 */
#include "btf/btf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

struct input {
	struct bw_arena arena;
	struct bw_bytes btf, ext;
	bool big_endian;
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
	for (bw_tid t = {1}; t.i < b->count && t.i < 64; t.i++)
		use_type(a, b, t);
	write_again(a, b, &ext, in->big_endian);
	merge_twice(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {0};
	size_t n;

	if (size < 4)
		return 0;
	n = data[1] | (size_t)data[2] << 8 | (size_t)data[3] << 16;
	if (n > size - 4)
		n = size - 4;
	in.big_endian = data[0] & 1;
	in.btf = (struct bw_bytes){data + 4, n};
	in.ext = (struct bw_bytes){data + 4 + n, size - 4 - n};
	bw_arena_init(&in.arena);
	bw_protect(run, &in);
	bw_arena_deinit(&in.arena);
	return 0;
}
