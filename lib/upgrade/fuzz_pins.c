/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a snapshot of pinned maps: a finding or sides that can be compared. */
#include "upgrade/upgrade_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void sides_use(struct bw_arena *a, const side_list *sides)
{
	for (uint32_t i = 0; i < sides->n; i++) {
		const struct side *x = &sides->v[i], *y = &sides->v[i / 2];
		struct type_diff diff;

		assert(x->pin && x->name);
		types_diff(a, x->btf, x->value, y->btf, y->value, &diff);
		for (uint32_t k = 0; k < diff.n; k++)
			assert(*change_text(a, &diff.change[k]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bw_arena a;
	struct bw_names *names;
	struct bw_diags *d;
	side_list sides = {0};
	enum bw_status st;

	bw_arena_init(&a);
	names = bw_names_create(&a);
	d = bw_diags_create(&a);
	st = sides_of_pins(&a, names, "pins.json", (struct bw_bytes){data, size}, d, &sides);
	assert((st != BW_OK) == (d->errors != 0));
	if (st == BW_OK)
		sides_use(&a, &sides);
	bw_arena_deinit(&a);
	return 0;
}
