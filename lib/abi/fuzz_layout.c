/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile types: whatever BTF is accepted has a valid layout under every ABI, or none, and
 * BPF's own is the graph's. Input is a byte whose lowest bit is the byte order, and .BTF.
 */
#include "abi/abi.h"
#include "testkit/testkit.h"

#define TYPES_USED 8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

struct input {
	struct bw_arena arena;
	struct bw_bytes btf;
	bool big_endian;
};

static void under(struct bw_arena *a, const struct bw_abi *abi, const struct bw_btf *b, bw_tid t)
{
	struct bw_mark mark = bw_mark(a);
	struct bw_layout l, own;
	bool sized = bw_abi_layout(a, abi, b, t, &l);

	assert(!sized || bw_layout_valid(&l));
	if (strcmp(bw_abi_name(abi), "bpfel") == 0 && sized && bw_btf_layout(a, b, t, &own))
		assert(own.field_count == l.field_count);
	bw_rewind(a, mark);
}

static void run(void *arg)
{
	struct input *in = arg;
	struct bw_arena *a = &in->arena;
	struct bw_diags *d = bw_diags_create(a);
	struct bw_btf *b;
	struct bw_ext ext;

	if (bw_btf_read(a, bw_names_create(a), d, bw_at_file("f"), in->btf, (struct bw_bytes){0},
			in->big_endian, &b, &ext))
		return;
	for (bw_tid t = {1}; t.i < b->count; t.i += 1 + b->count / TYPES_USED)
		for (uint32_t i = 0; i < bw_abi_count(); i++)
			under(a, bw_abi_at(i), b, t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {0};

	if (!size)
		return 0;
	in.big_endian = data[0] & 1;
	in.btf = (struct bw_bytes){data + 1, size - 1};
	bw_arena_init(&in.arena);
	bw_protect(run, &in);
	bw_arena_deinit(&in.arena);
	return 0;
}

/* One byte of options, the rest types. */
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	if (n < 2)
		return LLVMFuzzerMutate(p, n, max);
	return 1 + bw_tk_mutate_types(p + 1, n - 1, max - 1, seed, LLVMFuzzerMutate);
}
