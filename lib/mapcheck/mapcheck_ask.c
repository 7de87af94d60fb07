/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions as lines of text: what to ask, and the answer of a target. */
#include "mapcheck/mapcheck_ask.h"

#include "mapcheck/mapcheck.h"

#define THENS_MAX 8

/* One map of a line. What needs other words first waits as text. */
struct asked_map {
	struct bw_map_attr attr;
	struct text key_type, value_type, name;
};

struct bw_map_question {
	struct bw_arena *arena;
	const char *line;
	struct asked_map map, inner, put;
	bool has_put;
	struct type_maker types;
	struct bw_map_caller caller;
	uint32_t then_count;
	enum bw_map_use then[THENS_MAX];
	const char *error; /* what is wrong with the line; NULL: nothing */
};

static const struct bw_map_attr plain_inner = {
    .type = BW_MT_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 1};

static void wrong(struct bw_map_question *q, struct text t, const char *what)
{
	if (!q->error)
		q->error = bw_printf(q->arena, "'%.*s' %s", (int)(t.end - t.p), t.p, what);
}

static bool is(struct text t, const char *s)
{
	return (size_t)(t.end - t.p) == strlen(s) && memcmp(t.p, s, strlen(s)) == 0;
}

/* The next part up to a separator outside braces; moves *t behind it. */
static struct text part(struct text *t, const char *separators)
{
	struct text r;
	int depth = 0;

	while (t->p < t->end && strchr(separators, *t->p))
		t->p++;
	r.p = t->p;
	for (; t->p < t->end && (depth || !strchr(separators, *t->p)); t->p++)
		depth += (*t->p == '{') - (*t->p == '}' && depth > 0);
	r.end = t->p;
	return r;
}

/* The numbers that a line may give, by their key. */
static void number_set(struct bw_map_question *q, struct bw_map_attr *m, struct text key,
		       struct text value)
{
	const struct {
		const char *key;
		uint32_t *field;
	} words[] = {
	    {"key", &m->key_bytes}, {"value", &m->value_bytes}, {"max_entries", &m->max_entries},
	    {"flags", &m->flags},   {"numa", &m->numa_node},
	};
	const char *text = bw_strndup(q->arena, value.p, (size_t)(value.end - value.p));
	char *end;
	uint64_t v = strtoull(text, &end, 0);

	if (*end || end == text || *text == '-') {
		wrong(q, value, "is no number");
		return;
	}
	for (size_t i = 0; i < BW_COUNT(words); i++) {
		if (!is(key, words[i].key))
			continue;
		if (v > UINT32_MAX)
			wrong(q, value, "does not fit 32 bits");
		*words[i].field = (uint32_t)v;
		return;
	}
	if (is(key, "extra"))
		m->extra = v;
	else if (is(key, "btf"))
		m->has_btf = v != 0;
	else
		wrong(q, key,
		      "is no attribute; there are key value max_entries flags extra numa name btf "
		      "kbtf vbtf def.NAME kern inner put caps unpriv then");
}

static void map_parse(struct bw_map_question *q, struct text t, struct asked_map *m,
		      bool outermost);

/* inner=, put=: another map, or 1 for a plain one. */
static const struct bw_map_attr *other_parse(struct bw_map_question *q, struct text value,
					     struct asked_map *m)
{
	if (is(value, "0"))
		return NULL;
	if (is(value, "1"))
		m->attr = plain_inner;
	else
		map_parse(q, value, m, false);
	return &m->attr;
}

/* An inner= inside of one takes 1 only. */
static void inner_set(struct bw_map_question *q, struct text value, struct asked_map *m,
		      bool outermost)
{
	if (outermost)
		m->attr.inner = other_parse(q, value, &q->inner);
	else if (is(value, "1"))
		m->attr.inner = &plain_inner;
	else if (!is(value, "0"))
		wrong(q, value, "is too deep: 0 or 1 is meant");
}

static void caps_set(struct bw_map_question *q, struct text value)
{
	static const char *const names[] = {"bpf", "net_admin", "sys_admin", "perfmon"};

	q->caller.caps = 0;
	while (!is(value, "none") && value.p < value.end) {
		struct text name = part(&value, "+");
		size_t i = 0;

		while (i < BW_COUNT(names) && !is(name, names[i]))
			i++;
		if (i == BW_COUNT(names))
			wrong(q, name, "is no capability; bpf net_admin sys_admin perfmon are");
		else
			q->caller.caps |= 1u << i;
	}
}

static void then_set(struct bw_map_question *q, struct text value)
{
	static const char *const names[] = {"freeze", "mmap:r", "mmap:rw"};

	while (value.p < value.end) {
		struct text name = part(&value, "+");
		size_t i = 0;

		while (i < BW_COUNT(names) && !is(name, names[i]))
			i++;
		if (i == BW_COUNT(names) || q->then_count == THENS_MAX) {
			wrong(q, name, "is none of freeze mmap:r mmap:rw");
			return;
		}
		q->then[q->then_count++] = (enum bw_map_use)i;
	}
}

/* Words that only the map of the line itself may have. */
static bool outer_word(struct bw_map_question *q, struct text key, struct text value)
{
	if (is(key, "put")) {
		q->has_put = other_parse(q, value, &q->put) != NULL;
	} else if (key.end - key.p > 4 && memcmp(key.p, "def.", 4) == 0) {
		type_define(&q->types, (struct text){key.p + 4, value.end});
	} else if (is(key, "caps")) {
		caps_set(q, value);
	} else if (is(key, "unpriv")) {
		q->caller.unpriv_disabled = !is(value, "0");
		if (!is(value, "0") && !is(value, "1") && !is(value, "2"))
			wrong(q, value, "is none of 0 1 2");
	} else if (is(key, "then")) {
		then_set(q, value);
	} else {
		return false;
	}
	return true;
}

static void word_parse(struct bw_map_question *q, struct text word, struct asked_map *m,
		       bool outermost)
{
	const char *eq = memchr(word.p, '=', (size_t)(word.end - word.p));
	struct text key = {word.p, eq}, value = {eq ? eq + 1 : NULL, word.end};

	if (!eq) {
		wrong(q, word, "is no KEY=NUMBER");
		return;
	}
	if (outermost && outer_word(q, key, value))
		return;
	if (is(key, "kbtf"))
		m->key_type = value;
	else if (is(key, "vbtf"))
		m->value_type = value;
	else if (is(key, "name"))
		m->attr.name =
		    bw_strndup(q->arena, value.p,
			       value.end - value.p < 16 ? (size_t)(value.end - value.p) : 16);
	else if (is(key, "kern"))
		m->attr.kern_type = bw_strndup(q->arena, value.p, (size_t)(value.end - value.p));
	else if (is(key, "inner"))
		inner_set(q, value, m, outermost);
	else
		number_set(q, &m->attr, key, value);
}

static void map_parse(struct bw_map_question *q, struct text t, struct asked_map *m, bool outermost)
{
	const char *separators = outermost ? " \t" : ",";
	struct text type = part(&t, separators);
	const char *name = bw_strndup(q->arena, type.p, (size_t)(type.end - type.p));

	if (!bw_map_type_find(name, &m->attr.type))
		wrong(q, type, "is no map type");
	while (!q->error && t.p < t.end) {
		struct text word = part(&t, separators);

		if (word.p < word.end)
			word_parse(q, word, m, outermost);
	}
}

/* The types of a map, now that its sizes are known. */
static void map_types(struct bw_map_question *q, struct asked_map *m)
{
	if (!m->key_type.p && !m->value_type.p)
		return;
	m->attr.btf = q->types.btf;
	if (m->key_type.p)
		m->attr.key_type = type_parse(&q->types, m->key_type, m->attr.key_bytes, "key");
	if (m->value_type.p)
		m->attr.value_type =
		    type_parse(&q->types, m->value_type, m->attr.value_bytes, "val");
}

static void line_parse(struct bw_map_question *q)
{
	map_parse(q, (struct text){q->line, q->line + strlen(q->line)}, &q->map, true);
	if (q->error)
		return;
	map_types(q, &q->inner);
	map_types(q, &q->map);
	map_types(q, &q->put);
	type_maker_finish(&q->types);
	q->error = q->types.error;
	if (q->has_put && q->map.attr.type != BW_MT_ARRAY_OF_MAPS &&
	    q->map.attr.type != BW_MT_HASH_OF_MAPS)
		q->error = "put= is for maps of maps";
}

const char *bw_mapcheck_parse(struct bw_arena *a, const char *line, struct bw_map_question **ret)
{
	struct bw_map_question *q = BW_NEW(a, struct bw_map_question);

	q->arena = a;
	q->line = line;
	q->caller = (struct bw_map_caller){BW_CAPS_ALL, true};
	type_maker_init(&q->types, a);
	line_parse(q);
	*ret = q;
	return q->error;
}

/* The answer of the first step that fails, or of the creation. */
void bw_mapcheck_answer(const struct bw_map_question *q, struct bw_arena *a,
			const struct bw_target *t, struct bw_map_verdict *ret)
{
	*ret = (struct bw_map_verdict){0};
	if (q->types.btf->count > 1 || q->map.attr.btf || q->inner.attr.btf || q->put.attr.btf)
		bw_mapcheck_load(a, q->types.btf, t, ret);
	if (ret->err)
		return;
	if (q->map.attr.inner) {
		bw_mapcheck_attr(a, q->map.attr.inner, t, ret);
		if (ret->err)
			return;
	}
	if (q->caller.caps == BW_CAPS_ALL)
		bw_mapcheck_attr(a, &q->map.attr, t, ret);
	else
		bw_mapcheck_attr_by(a, &q->map.attr, t, &q->caller, ret);
	if (!ret->err && q->has_put) {
		bw_mapcheck_attr(a, &q->put.attr, t, ret);
		if (!ret->err)
			bw_mapcheck_put(a, &q->map.attr, &q->put.attr, t, ret);
	}
	if (!ret->err && q->then_count)
		bw_mapcheck_uses(a, &q->map.attr, t, q->then, q->then_count, ret);
}

void bw_mapcheck_print(struct bw_sb *sb, struct bw_arena *a, const struct bw_map_verdict *v)
{
	if (!v->err)
		bw_sb_addz(sb, "ok");
	else
		bw_sb_printf(sb, "%s %s %s (%s)", bw_errno_name(a, v->err),
			     bw_code_info(v->code)->id, v->text, v->where);
	for (uint32_t i = 0; i < v->hang_count; i++)
		bw_sb_printf(sb, " (%s)", bw_mapcheck_hang_text(a, &v->hang[i]));
	if (v->unseen)
		bw_sb_printf(sb, " (without special fields: %s)", v->unseen);
}
