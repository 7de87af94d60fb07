/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes: read; what is read must hold O1-O6, be written, and read back. */
#include "obj/obj.h"
#include "testkit/testkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	return bw_tk_mutate_object(p, n, max, seed, LLVMFuzzerMutate);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bw_arena a;
	struct bw_names *names;
	struct bw_diags *d;
	struct bw_obj *x, *y;
	struct bw_bytes one, two;

	bw_arena_init(&a);
	names = bw_names_create(&a);
	d = bw_diags_create(&a);
	if (bw_obj_read(&a, names, d, "fuzz", (struct bw_bytes){p, n}, &x) == BW_OK) {
		if (bw_obj_write(&a, x, d, &one) != BW_OK ||
		    bw_obj_read(&a, names, d, "again", one, &y) != BW_OK ||
		    bw_obj_write(&a, y, d, &two) != BW_OK)
			abort();
		if (one.n != two.n || memcmp(one.p, two.p, one.n) != 0)
			abort();
		bw_obj_check(bw_obj_copy(&a, y));
	} else if (!d->errors) {
		abort(); /* refused without a reason */
	}
	bw_arena_deinit(&a);
	return 0;
}
