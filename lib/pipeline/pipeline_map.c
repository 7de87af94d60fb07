/* SPDX-License-Identifier: BSD-2-Clause */
/* The verb map: one set of attributes, one answer a target. */
#include "pipeline/pipeline_run.h"

#include "mapcheck/mapcheck.h"

/* The answers of all targets, a line each; the target is named when there are several. */
static bool line_answer(const struct bpfweld *b, struct bw_arena *a,
			const struct bw_map_question *q, struct bw_sb *sb)
{
	bool all_ok = true;

	for (uint32_t i = 0; i < b->targets.n; i++) {
		struct bw_map_verdict v;

		bw_mapcheck_answer(q, a, b->targets.v[i], &v);
		all_ok &= !v.err;
		if (b->targets.n > 1)
			bw_sb_printf(sb, "%s%s: ", i ? "\n" : "", b->targets.v[i]->name);
		bw_mapcheck_print(sb, a, &v);
	}
	return all_ok;
}

enum bw_status verb_map(struct bpfweld *b)
{
	struct bw_sb line = bw_sb_in(&b->arena);
	struct bw_map_question *q;
	const char *error;
	enum bw_status st = targets_for(b, false);

	if (st != BW_OK)
		return st;
	for (uint32_t i = 0; i < b->inputs.n; i++)
		bw_sb_printf(&line, "%s ", b->inputs.v[i]);
	error = bw_mapcheck_parse(&b->arena, bw_sb_str(&line), &q);
	if (error)
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0}, "map: %s",
				 error);
	if (!line_answer(b, &b->arena, q, &b->text))
		st = BW_REJECTED;
	bw_sb_addc(&b->text, '\n');
	bw_sb_str(&b->text);
	return st;
}

struct map_line {
	struct bpfweld *b;
	const char *line, *ret;
};

static void map_line(void *arg)
{
	struct map_line *m = arg;
	struct bw_sb sb = bw_sb_in(&m->b->line);
	struct bw_map_question *q;
	const char *error = bw_mapcheck_parse(&m->b->line, m->line, &q);

	if (targets_for(m->b, false) != BW_OK)
		bw_sb_addz(&sb, "error no such target");
	else if (error)
		bw_sb_printf(&sb, "error %s", error);
	else
		line_answer(m->b, &m->b->line, q, &sb);
	m->ret = bw_sb_str(&sb);
}

const char *bpfweld_map_line(struct bpfweld *b, const char *line)
{
	struct map_line m = {b, line, NULL};

	bw_arena_deinit(&b->line); /* the answer before */
	return bw_protect(map_line, &m) ? m.ret : NULL;
}
