/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any object that can be read: its programs are followed to an end. An error that is found
 * has the status of one, and the same program gives the same findings again.
 */
#include "mapuse/mapuse.h"
#include "testkit/testkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	return bw_tk_mutate_object(p, n, max, seed, LLVMFuzzerMutate);
}

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_again(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t)
{
	struct bw_diags *x = bw_diags_create(a), *y = bw_diags_create(a);
	enum bw_status st = bw_mapuse(a, s, t, x);

	require((st != BW_OK) == (x->errors != 0));
	require(bw_mapuse(a, s, t, y) == st && x->list.n == y->list.n);
	for (uint32_t k = 0; k < x->list.n; k++)
		require(x->list.v[k].code == y->list.v[k].code &&
			!strcmp(x->list.v[k].text, y->list.v[k].text));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bw_target t = {
	    .name = "fuzz", .arch = bw_arch_find("x86_64"), .kernel = BW_KVER(5, 15, 0)};
	struct bw_arena a;
	struct bw_names *names;
	struct bw_diags *d;
	struct bw_obj *o;
	struct bw_spec *s = NULL;

	bw_arena_init(&a);
	names = bw_names_create(&a);
	d = bw_diags_create(&a);
	if (bw_obj_read(&a, names, d, "fuzz", (struct bw_bytes){p, n}, &o) == BW_OK) {
		(void)!bw_spec_build(&a, o, d, &s);
		check_again(&a, s, &t);
		t.kernel = BW_KVER(6, 18, 0);
		check_again(&a, s, &t);
	}
	bw_arena_deinit(&a);
	return 0;
}
