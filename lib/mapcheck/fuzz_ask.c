/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that ask about maps, of any content. A refused map has a text and a place. */
#include "mapcheck/mapcheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"linux-6.18/x86_64", "linux-5.10/s390x"};
	struct bw_map_question *q;
	struct bw_arena a;
	const char *line;

	bw_arena_init(&a);
	line = bw_strndup(&a, (const char *)data, size);
	if (!bw_mapcheck_parse(&a, line, &q))
		for (size_t i = 0; i < BW_COUNT(names); i++) {
			struct bw_sb sb = bw_sb_in(&a);
			struct bw_map_verdict v;
			struct bw_target *t;
			enum bw_status st = bw_target_find(&a, bw_diags_create(&a), names[i], &t);

			assert(st == BW_OK);
			(void)st;
			bw_mapcheck_answer(q, &a, t, &v);
			assert(!v.err || (v.text && v.where));
			bw_mapcheck_print(&sb, &a, &v);
		}
	bw_arena_deinit(&a);
	return 0;
}
