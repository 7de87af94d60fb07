/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a program, read without a child process, and as what such a child says: what
 * comes out has names and valid layouts. */
#include "dwarf/dwarf_types.h"
#include "testkit/testkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(const struct bw_dwarf_types *t)
{
	for (uint32_t i = 0; i < t->list.n; i++)
		if (!t->list.v[i].name || !bw_layout_valid(&t->list.v[i].layout))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const struct dwarf_wanted all = {0};
	struct bw_dwarf_types found = {0}, told = {0};
	struct bw_arena a;
	struct bw_sb said;

	bw_arena_init(&a);
	dwarf_collect(&a, (struct bw_bytes){p, n}, &all, &found);
	check(&found);
	said = bw_sb_in(&a);
	dwarf_message_write(&said, &found);
	if (!dwarf_message_read(&a, bw_sb_bytes(&said), &told) || told.list.n != found.list.n)
		abort();
	told = (struct bw_dwarf_types){0};
	if (dwarf_message_read(&a, (struct bw_bytes){p, n}, &told))
		check(&told);
	bw_arena_deinit(&a);
	return 0;
}
