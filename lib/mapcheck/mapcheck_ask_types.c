/* SPDX-License-Identifier: BSD-2-Clause */
/* "struct{spin_lock@0,u64@8}:16" to BTF. */
#include <ctype.h>

#include "mapcheck/mapcheck_ask.h"

typedef BW_VEC(uint32_t) word_list;

/* A place in the text and where it ends. */
struct cursor {
	struct type_maker *m;
	const char *p, *end;
	uint32_t depth;
};

#define DEPTH_MAX 40 /* one more than the kernel takes is enough to ask */
#define TAGS_MAX 8

static const struct {
	const char *word, *name;
	uint32_t bytes;
} named[] = {
    {"spin_lock", "bpf_spin_lock", 4},	{"res_spin_lock", "bpf_res_spin_lock", 4},
    {"timer", "bpf_timer", 16},		{"wq", "bpf_wq", 16},
    {"list_head", "bpf_list_head", 16}, {"list_node", "bpf_list_node", 24},
    {"rb_root", "bpf_rb_root", 16},	{"rb_node", "bpf_rb_node", 32},
    {"refcount", "bpf_refcount", 4},	{"task_work", "bpf_task_work", 8},
    {"dynptr", "bpf_dynptr", 16},
};

static const char *const pointers[] = {"kptr", "kptr_untrusted", "percpu_kptr", "uptr"};

static const struct {
	const char *word;
	enum bw_btf_kind kind;
} wrappers[] = {
    {"const", BW_BTF_CONST}, {"volatile", BW_BTF_VOLATILE}, {"typedef", BW_BTF_TYPEDEF}};

void type_maker_init(struct type_maker *m, struct bw_arena *a)
{
	*m = (struct type_maker){.arena = a};
	m->btf = bw_btf_create(a, bw_names_create(a));
}

static bw_tid bad(struct cursor *c, const char *what)
{
	if (!c->m->error)
		c->m->error =
		    bw_printf(c->m->arena, "'%.*s': %s", (int)(c->end - c->p), c->p, what);
	c->p = c->end;
	return BW_VOID;
}

static bool at(const struct cursor *c, char ch)
{
	return c->p < c->end && *c->p == ch;
}

static bool eat(struct cursor *c, char ch)
{
	if (!at(c, ch))
		return false;
	c->p++;
	return true;
}

static uint32_t number(struct cursor *c)
{
	uint64_t v = 0;

	if (c->p >= c->end || !isdigit((unsigned char)*c->p)) {
		bad(c, "a number is missing");
		return 0;
	}
	for (; c->p < c->end && isdigit((unsigned char)*c->p); c->p++)
		v = v * 10 + (uint64_t)(*c->p - '0') < UINT32_MAX ? v * 10 + (uint64_t)(*c->p - '0')
								  : UINT32_MAX;
	return (uint32_t)v;
}

/* ":N", or otherwise. */
static uint32_t size_or(struct cursor *c, uint32_t otherwise)
{
	return eat(c, ':') ? number(c) : otherwise;
}

/* A name of letters, digits and '_'. */
static struct text word(struct cursor *c)
{
	struct text t = {c->p, c->p};

	while (c->p < c->end && (isalnum((unsigned char)*c->p) || *c->p == '_'))
		c->p++;
	t.end = c->p;
	return t;
}

static bool is(struct text t, const char *s)
{
	size_t n = strlen(s);

	return (size_t)(t.end - t.p) == n && memcmp(t.p, s, n) == 0;
}

static bw_sym sym(struct type_maker *m, struct text t)
{
	return bw_intern(m->btf->names, t.p, (size_t)(t.end - t.p));
}

static bw_sym sym_z(struct type_maker *m, const char *s)
{
	return bw_intern_z(m->btf->names, s);
}

static bw_tid add(struct type_maker *m, enum bw_btf_kind kind, bw_sym name, uint32_t word2)
{
	return bw_btf_add(m->btf, kind, false, 0, name, word2, NULL, 0);
}

static bw_tid add_int(struct type_maker *m, const char *name, uint32_t bytes, uint32_t bits)
{
	return bw_btf_add(m->btf, BW_BTF_INT, false, 0, sym_z(m, name), bytes, &bits, 1);
}

/* ---- the same spelling is the same type ---- */

static bool made_before(const struct type_maker *m, struct text t, bw_tid *ret)
{
	for (uint32_t i = 0; i < m->made.n; i++) {
		struct text have = m->made.v[i].spelling;

		if (have.end - have.p != t.end - t.p ||
		    memcmp(have.p, t.p, (size_t)(t.end - t.p)) != 0)
			continue;
		*ret = m->made.v[i].type;
		return true;
	}
	return false;
}

static bw_tid remember(struct type_maker *m, struct text t, bw_tid type)
{
	*bw_push(m->arena, &m->made) = (struct made){t, type};
	return type;
}

static bw_tid plain_int(struct type_maker *m, const char *name, uint32_t bytes)
{
	const struct text t = {name, name + strlen(name)};
	bw_tid type;

	return made_before(m, t, &type) ? type : remember(m, t, add_int(m, name, bytes, bytes * 8));
}

static bw_tid array(struct type_maker *m, bw_tid elem, uint32_t n)
{
	const uint32_t tail[] = {elem.i, plain_int(m, "u32", 4).i, n};

	return bw_btf_add(m->btf, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
}

/* ---- members ---- */

static bw_tid kind_parse(struct cursor *c);

/* A member as written: its type, place and tags. */
struct field {
	bw_tid type;
	uint32_t off_bytes, tag_count;
	struct text tag[TAGS_MAX];
};

/* "/node:m0/node:m1", "/none"; lists and trees without any have the usual one. */
static void tags_parse(struct cursor *c, struct field *f, bool is_root)
{
	static const char usual[] = "node:m0";

	if (is_root && !at(c, '/'))
		f->tag[f->tag_count++] = (struct text){usual, usual + strlen(usual)};
	while (eat(c, '/')) {
		struct text t = {c->p, c->p};

		while (c->p < c->end && !strchr("/@*,}", *c->p))
			c->p++;
		t.end = c->p;
		if (is(t, "none"))
			continue;
		if (f->tag_count == TAGS_MAX)
			bad(c, "too many tags");
		else
			f->tag[f->tag_count++] = t;
	}
}

static struct field field_parse(struct cursor *c)
{
	struct field f = {0};
	uint32_t count[DEPTH_MAX], dims = 0;
	struct cursor look = *c;
	struct text w = word(&look);

	f.type = kind_parse(c);
	tags_parse(c, &f, is(w, "list_head") || is(w, "rb_root"));
	while (dims < DEPTH_MAX && eat(c, '*'))
		count[dims++] = number(c);
	while (dims)
		f.type = array(c->m, f.type, count[--dims]);
	if (eat(c, '@'))
		f.off_bytes = number(c);
	else
		bad(c, "an offset is missing");
	return f;
}

static void tags_add(struct type_maker *m, const struct field *f, bw_tid holder, int32_t index)
{
	for (uint32_t i = 0; i < f->tag_count; i++) {
		const char *text = bw_printf(m->arena, "contains:%.*s",
					     (int)(f->tag[i].end - f->tag[i].p), f->tag[i].p);
		uint32_t tail = (uint32_t)index;

		bw_btf_add(m->btf, BW_BTF_DECL_TAG, false, 0, sym_z(m, text), holder.i, &tail, 1);
	}
}

typedef BW_VEC(struct field) field_list;

static field_list body_parse(struct cursor *c)
{
	field_list fields = {0};

	if (!eat(c, '{') || c->depth >= DEPTH_MAX) {
		bad(c, "'{' is missing, or there are too many");
		return fields;
	}
	c->depth++;
	while (c->p < c->end && !at(c, '}')) {
		*bw_push(c->m->arena, &fields) = field_parse(c);
		if (!eat(c, ','))
			break;
	}
	c->depth--;
	if (!eat(c, '}'))
		bad(c, "'}' is missing");
	return fields;
}

static bw_tid composite(struct type_maker *m, enum bw_btf_kind kind, bw_sym name,
			const field_list *fields, uint32_t bytes)
{
	word_list tail = {0};
	bw_tid t;

	for (uint32_t i = 0; i < fields->n; i++) {
		const char *member = bw_printf(m->arena, "m%u", i);

		*bw_push(m->arena, &tail) = sym_z(m, member).id;
		*bw_push(m->arena, &tail) = fields->v[i].type.i;
		*bw_push(m->arena, &tail) = fields->v[i].off_bytes * 8;
	}
	t = bw_btf_add(m->btf, kind, false, fields->n & 0xffff, name, bytes, tail.v, tail.n);
	for (uint32_t i = 0; i < fields->n; i++)
		tags_add(m, &fields->v[i], t, (int32_t)i);
	return t;
}

static bw_tid section(struct type_maker *m, const field_list *fields, uint32_t bytes)
{
	const uint32_t global = BW_BTF_GLOBAL;
	word_list tail = {0};

	for (uint32_t i = 0; i < fields->n; i++) {
		const struct field *f = &fields->v[i];
		const char *name = bw_printf(m->arena, "v%u", i);
		uint32_t size = 0;
		bw_tid var =
		    bw_btf_add(m->btf, BW_BTF_VAR, false, 0, sym_z(m, name), f->type.i, &global, 1);

		tags_add(m, f, var, -1);
		(void)bw_btf_sizeof(m->btf, f->type, &size);
		*bw_push(m->arena, &tail) = var.i;
		*bw_push(m->arena, &tail) = f->off_bytes;
		*bw_push(m->arena, &tail) = size;
	}
	return bw_btf_add(m->btf, BW_BTF_DATASEC, false, fields->n & 0xffff, sym_z(m, ".data"),
			  bytes, tail.v, tail.n);
}

/* ---- kinds ---- */

static bw_tid def_find(struct type_maker *m, struct text name)
{
	return bw_btf_find(m->btf, BW_BTF_STRUCT, sym(m, name));
}

/* "kptr:task_struct", behind the word of the tag. */
static bw_tid pointer_parse(struct cursor *c, struct text tag)
{
	static const char own[] = "own";
	struct text name = {own, own + 3};
	struct type_maker *m = c->m;
	bw_tid t;

	if (eat(c, ':'))
		name = word(c);
	t = add(m, BW_BTF_TYPE_TAG, sym(m, tag), plain_int(m, "u32", 4).i);
	if (!is(name, "int"))
		*bw_push(m->arena, &m->wanted) = (struct wanted){t, sym(m, name)};
	return add(m, BW_BTF_PTR, BW_SYM_NONE, t.i);
}

static bw_tid named_parse(struct cursor *c, size_t i)
{
	return add(c->m, BW_BTF_STRUCT, sym_z(c->m, named[i].name), size_or(c, named[i].bytes));
}

/* u8 u16 u32 u64 */
static bw_tid int_parse(struct cursor *c, struct text w)
{
	static const char *const names[] = {"u8", "u16", "u32", "u64"};

	for (size_t i = 0; i < BW_COUNT(names); i++)
		if (is(w, names[i]))
			return plain_int(c->m, names[i], 1u << i);
	return bad(c, "no such kind of field");
}

static bw_tid word_parse(struct cursor *c, struct text w)
{
	struct type_maker *m = c->m;

	for (size_t i = 0; i < BW_COUNT(wrappers); i++)
		if (is(w, wrappers[i].word) && eat(c, '.')) {
			bw_sym td = i == 2 ? sym_z(m, "td") : BW_SYM_NONE;

			return c->depth++ < DEPTH_MAX
				   ? add(m, wrappers[i].kind, td, kind_parse(c).i)
				   : bad(c, "nested too deeply");
		}
	for (size_t i = 0; i < BW_COUNT(named); i++)
		if (is(w, named[i].word))
			return named_parse(c, i);
	for (size_t i = 0; i < BW_COUNT(pointers); i++)
		if (is(w, pointers[i]))
			return pointer_parse(c, w);
	if (is(w, "tag") && eat(c, '.'))
		return pointer_parse(c, word(c));
	if (is(w, "ptr"))
		return add(m, BW_BTF_PTR, BW_SYM_NONE, 0);
	if (is(w, "struct") || is(w, "union")) {
		field_list fields = body_parse(c);

		return composite(m, is(w, "struct") ? BW_BTF_STRUCT : BW_BTF_UNION, BW_SYM_NONE,
				 &fields, size_or(c, 0));
	}
	return int_parse(c, w);
}

static bw_tid kind_parse(struct cursor *c)
{
	struct cursor ahead = *c;
	struct text spelling = {c->p, c->p};
	int depth = 0;
	bw_tid t;

	for (; ahead.p < ahead.end; ahead.p++) {
		depth += (*ahead.p == '{') - (*ahead.p == '}');
		if (depth < 0 || (!depth && strchr("/@*,", *ahead.p)))
			break;
	}
	spelling.end = ahead.p;
	if (made_before(c->m, spelling, &t)) {
		c->p = spelling.end;
		return t;
	}
	if (eat(c, '.')) {
		t = def_find(c->m, word(c));
		return t.i ? t : bad(c, "no struct of that name was defined before");
	}
	return remember(c->m, spelling, word_parse(c, word(c)));
}

void type_define(struct type_maker *m, struct text w)
{
	struct cursor c = {.m = m, .p = w.p, .end = w.end};
	struct text name = word(&c);
	field_list fields;
	uint32_t bytes;

	if (name.p == name.end || !eat(&c, '=')) {
		bad(&c, "def.NAME={...}:SIZE is meant");
		return;
	}
	fields = body_parse(&c);
	bytes = size_or(&c, 0);
	composite(m, BW_BTF_STRUCT, sym(m, name), &fields, bytes);
	if (c.p != c.end)
		bad(&c, "what is this?");
}

/* ---- types of keys and values ---- */

static bw_tid top_int(struct cursor *c, uint32_t bytes)
{
	uint32_t bits;

	bytes = size_or(c, bytes < 16 ? bytes : 16);
	bits = eat(c, '.') ? number(c) : bytes * 8;
	return add_int(c->m, "int", bytes, bits & 0xff);
}

static bw_tid top_braces(struct cursor *c, struct text w, uint32_t bytes, const char *name)
{
	field_list fields = body_parse(c);

	bytes = size_or(c, bytes);
	if (is(w, "datasec"))
		return section(c->m, &fields, bytes);
	return composite(c->m, is(w, "union") ? BW_BTF_UNION : BW_BTF_STRUCT, sym_z(c->m, name),
			 &fields, bytes);
}

static bw_tid top_other(struct cursor *c, struct text w, uint32_t bytes)
{
	struct type_maker *m = c->m;
	bw_tid t;

	if (is(w, "enum") || is(w, "enum64"))
		return add(m, is(w, "enum") ? BW_BTF_ENUM : BW_BTF_ENUM64, sym_z(m, "e"),
			   size_or(c, bytes));
	if (is(w, "float"))
		return add(m, BW_BTF_FLOAT, sym_z(m, "float"), size_or(c, bytes));
	if (is(w, "array"))
		return array(m, plain_int(m, "u8", 1), size_or(c, bytes));
	if (is(w, "ptr"))
		return add(m, BW_BTF_PTR, BW_SYM_NONE, 0);
	if (is(w, "fwd"))
		return add(m, BW_BTF_FWD, sym_z(m, "f"), 0);
	t = add(m, BW_BTF_FUNC_PROTO, BW_SYM_NONE, 0);
	if (is(w, "proto"))
		return t;
	return is(w, "func") ? add(m, BW_BTF_FUNC, sym_z(m, "fn"), t.i)
			     : bad(c, "no such kind of type");
}

static bw_tid top_parse(struct cursor *c, uint32_t bytes, const char *name)
{
	struct text w = word(c);

	for (size_t i = 0; i < BW_COUNT(wrappers); i++)
		if (is(w, wrappers[i].word) && eat(c, '.')) {
			bw_sym td = i == 2 ? sym_z(c->m, "td") : BW_SYM_NONE;

			if (c->depth++ >= DEPTH_MAX)
				return bad(c, "nested too deeply");
			return add(c->m, wrappers[i].kind, td, top_parse(c, bytes, name).i);
		}
	if (is(w, "none"))
		return BW_VOID;
	if (is(w, "bad"))
		return (bw_tid){UINT32_MAX};
	if (is(w, "int"))
		return top_int(c, bytes);
	if (is(w, "struct") || is(w, "union") || is(w, "datasec"))
		return top_braces(c, w, bytes, name);
	return top_other(c, w, bytes);
}

bw_tid type_parse(struct type_maker *m, struct text text, uint32_t bytes, const char *name)
{
	struct cursor c = {.m = m, .p = text.p, .end = text.end};
	bw_tid t = top_parse(&c, bytes, name);

	if (c.p != c.end)
		bad(&c, "what is this?");
	return t;
}

void type_maker_finish(struct type_maker *m)
{
	for (uint32_t i = 0; i < m->wanted.n; i++) {
		const struct wanted *w = &m->wanted.v[i];
		bw_tid t = bw_btf_find(m->btf, BW_BTF_STRUCT, w->name);

		if (!t.i)
			t = add(m, BW_BTF_STRUCT, w->name, 8);
		m->btf->word.v[m->btf->first_word.v[w->tag.i] + 2] = t.i;
	}
}
