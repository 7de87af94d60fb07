/* SPDX-License-Identifier: BSD-2-Clause */
/* The verb map: one set of attributes, one answer a target. */
#include "pipeline/pipeline_run.h"

#include "mapcheck/mapcheck.h"

struct question {
	struct bw_map_attr attr;
	const char *error; /* what is wrong with the line; NULL: nothing */
};

/* The numbers that a line may give, by their key. */
static void attr_set(struct question *q, const char *key, uint64_t v, bool *known)
{
	struct bw_map_attr *m = &q->attr;
	const struct {
		const char *key;
		uint32_t *field;
	} words[] = {
	    {"key", &m->key_bytes}, {"value", &m->value_bytes}, {"max_entries", &m->max_entries},
	    {"flags", &m->flags},   {"numa", &m->numa_node},
	};

	*known = true;
	for (size_t i = 0; i < BW_COUNT(words); i++) {
		if (strcmp(words[i].key, key) != 0)
			continue;
		if (v > UINT32_MAX)
			q->error = "a number does not fit 32 bits";
		*words[i].field = (uint32_t)v;
		return;
	}
	if (strcmp(key, "extra") == 0)
		m->extra = v;
	else if (strcmp(key, "btf") == 0)
		m->has_btf = v != 0;
	else if (strcmp(key, "inner") == 0)
		m->has_inner = v != 0;
	else
		*known = false;
}

static void word_parse(struct bw_arena *a, struct question *q, const char *word, size_t n)
{
	const char *eq = memchr(word, '=', n);
	const char *number, *key;
	bool known = false;
	uint64_t v;
	char *end;

	if (!eq) {
		q->error = bw_printf(a, "'%.*s' is no KEY=NUMBER", (int)n, word);
		return;
	}
	key = bw_strndup(a, word, (size_t)(eq - word));
	number = bw_strndup(a, eq + 1, n - (size_t)(eq + 1 - word));
	v = strtoull(number, &end, 0);
	if (*end || end == number || number[0] == '-') {
		q->error = bw_printf(a, "'%.*s': not a number", (int)n, word);
		return;
	}
	attr_set(q, key, v, &known);
	if (!known)
		q->error = bw_printf(a,
				     "'%s' is no attribute; there are key value max_entries "
				     "flags extra numa btf inner",
				     key);
}

static struct question line_parse(struct bw_arena *a, const char *line)
{
	struct question q = {0};
	size_t n;

	line += strspn(line, " \t");
	n = strcspn(line, " \t");
	if (!bw_map_type_find(bw_strndup(a, line, n), &q.attr.type))
		q.error = bw_printf(a, "'%.*s' is no map type", (int)n, line);
	for (line += n; !q.error; line += n) {
		line += strspn(line, " \t");
		n = strcspn(line, " \t");
		if (!n)
			break;
		word_parse(a, &q, line, n);
	}
	return q;
}

/* The answers of all targets, a line each; the target is named when there are several. */
static bool line_answer(const struct bpfweld *b, struct bw_arena *a, const char *line,
			struct bw_sb *sb)
{
	struct question q = line_parse(a, line);
	bool all_ok = true;

	if (q.error) {
		bw_sb_printf(sb, "error %s", q.error);
		return false;
	}
	for (uint32_t i = 0; i < b->targets.n; i++) {
		struct bw_map_verdict v;

		bw_mapcheck_attr(a, &q.attr, b->targets.v[i], &v);
		all_ok &= !v.err;
		if (b->targets.n > 1)
			bw_sb_printf(sb, "%s%s: ", i ? "\n" : "", b->targets.v[i]->name);
		if (!v.err)
			bw_sb_addz(sb, "ok");
		else
			bw_sb_printf(sb, "%s %s %s (%s)", bw_errno_name(a, v.err),
				     bw_code_info(v.code)->id, v.text, v.where);
	}
	return all_ok;
}

enum bw_status verb_map(struct bpfweld *b)
{
	struct bw_sb line = bw_sb_in(&b->arena);
	struct question q;
	enum bw_status st = targets_for(b, false);

	if (st != BW_OK)
		return st;
	for (uint32_t i = 0; i < b->inputs.n; i++)
		bw_sb_printf(&line, "%s ", b->inputs.v[i]);
	q = line_parse(&b->arena, bw_sb_str(&line));
	if (q.error)
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0}, "map: %s",
				 q.error);
	if (!line_answer(b, &b->arena, (const char *)line.p, &b->text))
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

	if (targets_for(m->b, false) != BW_OK)
		bw_sb_addz(&sb, "error no such target");
	else
		line_answer(m->b, &m->b->line, m->line, &sb);
	m->ret = bw_sb_str(&sb);
}

const char *bpfweld_map_line(struct bpfweld *b, const char *line)
{
	struct map_line m = {b, line, NULL};

	return bw_protect(map_line, &m) ? m.ret : NULL;
}
