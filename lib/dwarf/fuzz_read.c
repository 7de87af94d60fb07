/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes: what is found has a name, a file and a line. */
#include "dwarf/dwarf.h"
#include "testkit/testkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bw_dwarf_decls all;
	struct bw_arena a;

	bw_arena_init(&a);
	all = bw_dwarf_decls(&a, (struct bw_bytes){p, n});
	for (uint32_t i = 0; i < all.list.n; i++)
		if (!*all.list.v[i].name || !all.list.v[i].file || !all.list.v[i].line)
			abort();
	bw_arena_deinit(&a);
	return 0;
}
