/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>

#include "testkit/testkit.h"

#include <cmocka.h>

void bw_tk_begin(struct bw_tk *t)
{
	bw_arena_init(&t->arena);
	t->names = bw_names_create(&t->arena);
	t->diags = bw_diags_create(&t->arena);
}

void bw_tk_end(struct bw_tk *t)
{
	bw_arena_deinit(&t->arena);
}

const char *bw_tk_ids(struct bw_tk *t)
{
	struct bw_sb b = bw_sb_in(&t->arena);

	for (uint32_t i = 0; i < t->diags->list.n; i++)
		bw_sb_printf(&b, "%s%s", i ? " " : "", bw_code_info(t->diags->list.v[i].code)->id);
	return bw_sb_str(&b);
}

const char *bw_tk_findings(struct bw_tk *t)
{
	struct bw_sb b = bw_sb_in(&t->arena);

	for (uint32_t i = 0; i < t->diags->list.n; i++) {
		const struct bw_diag *d = &t->diags->list.v[i];

		bw_sb_printf(&b, "%s %s [%s] %s: %s\n", bw_code_info(d->code)->id,
			     d->where.file ? d->where.file : "-",
			     d->where.section ? d->where.section : "",
			     d->where.symbol ? d->where.symbol : "", d->text);
	}
	return bw_sb_str(&b);
}

void bw_tk_expect(struct bw_tk *t, const char *what, const char *ids)
{
	if (strcmp(bw_tk_ids(t), ids) != 0)
		fail_msg("%s: expected findings \"%s\", got \"%s\"\n%s", what, ids, bw_tk_ids(t),
			 bw_tk_findings(t));
	t->diags = bw_diags_create(&t->arena);
}
