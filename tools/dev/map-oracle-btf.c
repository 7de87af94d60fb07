/* SPDX-License-Identifier: BSD-2-Clause */
/* The BTF of a question, from the text of its types (see map-oracle.c). */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map-oracle.h"

enum {
	K_INT = 1,
	K_PTR,
	K_ARRAY,
	K_STRUCT,
	K_UNION,
	K_ENUM,
	K_FWD,
	K_TYPEDEF,
	K_VOLATILE,
	K_CONST,
	K_FUNC = 12,
	K_FUNC_PROTO,
	K_VAR,
	K_DATASEC,
	K_FLOAT,
	K_DECL_TAG,
	K_TYPE_TAG,
	K_ENUM64,
};

#define FIELDS_MAX 64
#define TAGS_MAX 4
#define BTF_HEADER_BYTES 24
#define COMPONENT_NONE UINT32_MAX

struct field {
	uint32_t type, off, size;
	char *tags[TAGS_MAX];
	size_t n_tags;
};

struct cursor {
	const char *s;
};

static void bad(const char *what, const char *at)
{
	fprintf(stderr, "map-oracle: %s: %.60s\n", what, at);
	exit(2);
}

/* ---- making types ---- */

static uint32_t string(struct map_btf *b, const char *s)
{
	size_t n = strlen(s) + 1;
	uint32_t at = (uint32_t)b->string_bytes;

	if (n == 1)
		return 0;
	if (b->string_bytes + n > sizeof(b->strings))
		bad("too many names", s);
	memcpy(b->strings + at, s, n);
	b->string_bytes += n;
	return at;
}

static void word(struct map_btf *b, uint32_t w)
{
	if (b->words == MAP_BTF_WORDS)
		bad("too many types", "");
	b->types[b->words++] = w;
}

static uint32_t type(struct map_btf *b, const char *name, uint32_t kind, uint32_t vlen,
		     uint32_t size_or_type)
{
	word(b, string(b, name));
	word(b, kind << 24 | vlen);
	word(b, size_or_type);
	return ++b->n;
}

static uint32_t make_int(struct map_btf *b, const char *name, uint32_t size, uint32_t bits)
{
	uint32_t id = type(b, name, K_INT, 0, size);

	word(b, bits & 0xff);
	return id;
}

static uint32_t make_array(struct map_btf *b, uint32_t elem, uint32_t n)
{
	uint32_t index = make_int(b, "index", 4, 32), id = type(b, "", K_ARRAY, 0, 0);

	word(b, elem);
	word(b, index);
	word(b, n);
	return id;
}

static void make_tags(struct map_btf *b, const struct field *f, uint32_t of, uint32_t component)
{
	for (size_t i = 0; i < f->n_tags; i++) {
		char text[256];

		snprintf(text, sizeof(text), "contains:%s", f->tags[i]);
		type(b, text, K_DECL_TAG, 0, of);
		word(b, component);
		free(f->tags[i]);
	}
}

static uint32_t make_struct(struct map_btf *b, const char *name, uint32_t kind, uint32_t size,
			    const struct field *f, uint32_t n)
{
	uint32_t id = type(b, name, kind, n, size);

	for (uint32_t i = 0; i < n; i++) {
		char member[16];

		snprintf(member, sizeof(member), "m%u", i);
		word(b, string(b, member));
		word(b, f[i].type);
		word(b, f[i].off * 8);
	}
	for (uint32_t i = 0; i < n; i++)
		make_tags(b, &f[i], id, i);
	return id;
}

static uint32_t make_datasec(struct map_btf *b, uint32_t size, const struct field *f, uint32_t n)
{
	uint32_t vars[FIELDS_MAX], id;

	for (uint32_t i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "v%u", i);
		vars[i] = type(b, name, K_VAR, 0, f[i].type);
		word(b, 1); /* global */
		make_tags(b, &f[i], vars[i], COMPONENT_NONE);
	}
	id = type(b, ".data", K_DATASEC, n, size);
	for (uint32_t i = 0; i < n; i++) {
		word(b, vars[i]);
		word(b, f[i].off);
		word(b, f[i].size);
	}
	return id;
}

static uint32_t make_enum(struct map_btf *b, uint32_t kind, uint32_t size)
{
	uint32_t id = type(b, "en", kind, 1, size);

	word(b, string(b, "one"));
	word(b, 1);
	if (kind == K_ENUM64)
		word(b, 0);
	return id;
}

/* ---- one id for each spelling ---- */

static uint32_t known(const struct map_btf *b, const char *text, size_t n, uint32_t *ret_size)
{
	for (size_t i = 0; i < b->n_seen; i++)
		if (strlen(b->seen[i].text) == n && memcmp(b->seen[i].text, text, n) == 0) {
			*ret_size = b->seen[i].size;
			return b->seen[i].id;
		}
	return 0;
}

static void remember(struct map_btf *b, const char *text, size_t n, uint32_t id, uint32_t size)
{
	if (b->n_seen == MAP_BTF_SEEN)
		bad("too many spellings", text);
	b->seen[b->n_seen].text = strndup(text, n);
	b->seen[b->n_seen].id = id;
	b->seen[b->n_seen++].size = size;
}

/* ---- reading text ---- */

static bool eat(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(c->s, text, n) != 0)
		return false;
	c->s += n;
	return true;
}

/* A word that is not the beginning of a longer one. */
static bool eat_word(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(c->s, text, n) != 0 || isalnum((unsigned char)c->s[n]) || c->s[n] == '_')
		return false;
	c->s += n;
	return true;
}

static uint32_t number(struct cursor *c)
{
	char *end;
	unsigned long v = strtoul(c->s, &end, 0);

	if (end == c->s)
		bad("no number", c->s);
	c->s = end;
	return (uint32_t)v;
}

static uint32_t size_or(struct cursor *c, uint32_t otherwise)
{
	return eat(c, ":") ? number(c) : otherwise;
}

static char *text_until(struct cursor *c, const char *stops)
{
	size_t n = strcspn(c->s, stops);
	char *text = strndup(c->s, n);

	c->s += n;
	return text;
}

static uint32_t body(struct map_btf *b, struct cursor *c, struct field *f);
static uint32_t kind(struct map_btf *b, struct cursor *c, struct field *f);

/* The target of a kptr: a def, which may come later in the line, or a struct made for it. */
static uint32_t target_struct(struct map_btf *b, const char *name, int *ret_def)
{
	char text[128];
	uint32_t id, size;

	*ret_def = -1;
	for (size_t i = 0; i < b->n_defs; i++)
		if (strcmp(b->defs[i].name, name) == 0) {
			*ret_def = (int)i;
			return 0;
		}
	if (strcmp(name, "int") == 0)
		return make_int(b, "u32", 4, 32);
	snprintf(text, sizeof(text), "target %s", name);
	id = known(b, text, strlen(text), &size);
	if (!id) {
		id = make_struct(b, name, K_STRUCT, 8, NULL, 0);
		remember(b, text, strlen(text), id, 8);
	}
	return id;
}

static uint32_t pointer(struct map_btf *b, struct cursor *c, const char *tag)
{
	char *name = eat(c, ":") ? text_until(c, "*@,}") : strdup("own");
	int def;
	uint32_t target = target_struct(b, name, &def), id;

	id = type(b, tag, K_TYPE_TAG, 0, target);
	if (def >= 0) {
		b->fix[b->n_fix].word = b->words - 1;
		b->fix[b->n_fix].def = (size_t)def;
		if (++b->n_fix == MAP_BTF_SEEN)
			bad("too many pointers", c->s);
	}
	free(name);
	return type(b, "", K_PTR, 0, id);
}

static void tags(struct cursor *c, struct field *f)
{
	bool given = false;

	while (eat(c, "/")) {
		char *text = text_until(c, "/*@,}");

		given = true;
		if (strcmp(text, "none") != 0 && f->n_tags < TAGS_MAX)
			f->tags[f->n_tags++] = text;
		else
			free(text);
	}
	if (!given)
		f->tags[f->n_tags++] = strdup("node:m0");
}

static bool special(struct map_btf *b, struct cursor *c, struct field *f)
{
	static const struct {
		const char *word;
		uint32_t size;
		bool tags;
	} table[] = {
	    {"spin_lock", 4, false}, {"res_spin_lock", 8, false}, {"timer", 16, false},
	    {"wq", 16, false},	     {"list_node", 24, false},	  {"rb_node", 32, false},
	    {"refcount", 4, false},  {"task_work", 8, false},	  {"dynptr", 16, false},
	    {"list_head", 16, true}, {"rb_root", 16, true},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *begin = c->s;
		char name[32];
		size_t n;

		if (!eat_word(c, table[i].word))
			continue;
		f->size = size_or(c, table[i].size);
		n = (size_t)(c->s - begin);
		f->type = known(b, begin, n, &f->size);
		if (!f->type) {
			snprintf(name, sizeof(name), "bpf_%s", table[i].word);
			f->type = make_struct(b, name, K_STRUCT, f->size, NULL, 0);
			remember(b, begin, n, f->type, f->size);
		}
		if (table[i].tags)
			tags(c, f);
		return true;
	}
	return false;
}

static bool nested(struct map_btf *b, struct cursor *c, struct field *f)
{
	struct field members[FIELDS_MAX] = {0};
	uint32_t k = eat(c, "struct{") ? K_STRUCT : eat(c, "union{") ? K_UNION : 0, n;

	if (!k)
		return false;
	n = body(b, c, members);
	f->size = size_or(c, 0);
	f->type = make_struct(b, "", k, f->size, members, n);
	return true;
}

static bool modified(struct map_btf *b, struct cursor *c, struct field *f)
{
	static const struct {
		const char *word;
		uint32_t kind;
		const char *name;
	} table[] = {
	    {"const.", K_CONST, ""}, {"volatile.", K_VOLATILE, ""}, {"typedef.", K_TYPEDEF, "td"}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (!eat(c, table[i].word))
			continue;
		f->type = kind(b, c, f);
		f->type = type(b, table[i].name, table[i].kind, 0, f->type);
		return true;
	}
	return false;
}

static bool tagged_pointer(struct map_btf *b, struct cursor *c, struct field *f)
{
	static const char *const words[] = {"kptr", "kptr_untrusted", "percpu_kptr", "uptr"};
	const char *begin = c->s;

	f->size = 8;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!eat_word(c, words[i]))
			continue;
		f->type = known(b, begin, strcspn(begin, "*@,}"), &f->size);
		if (f->type) {
			c->s = begin + strcspn(begin, "*@,}");
			return true;
		}
		f->type = pointer(b, c, words[i]);
		remember(b, begin, (size_t)(c->s - begin), f->type, 8);
		return true;
	}
	if (eat(c, "tag.")) {
		char *tag = text_until(c, ":*@,}");

		f->type = pointer(b, c, tag);
		free(tag);
		return true;
	}
	return false;
}

static bool simple(struct map_btf *b, struct cursor *c, struct field *f)
{
	static const struct {
		const char *word;
		uint32_t size;
	} table[] = {{"u8", 1}, {"u16", 2}, {"u32", 4}, {"u64", 8}, {"ptr", 8}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *w = table[i].word;

		if (!eat_word(c, w))
			continue;
		f->size = table[i].size;
		f->type = known(b, w, strlen(w), &f->size);
		if (!f->type) {
			f->type = strcmp(w, "ptr") == 0 ? type(b, "", K_PTR, 0, 0)
							: make_int(b, w, f->size, f->size * 8);
			remember(b, w, strlen(w), f->type, f->size);
		}
		return true;
	}
	return false;
}

static bool defined(struct map_btf *b, struct cursor *c, struct field *f)
{
	char *name;
	bool found = false;

	if (!eat(c, "."))
		return false;
	name = text_until(c, "*@,}");
	for (size_t i = 0; i < b->n_defs; i++) {
		if (strcmp(b->defs[i].name, name) != 0 || !b->defs[i].id)
			continue;
		f->type = b->defs[i].id;
		f->size = b->defs[i].size;
		found = true;
	}
	if (!found)
		bad("no earlier def of this name", name);
	free(name);
	return true;
}

/* The type a field is made of; its size goes to f->size. */
static uint32_t kind(struct map_btf *b, struct cursor *c, struct field *f)
{
	if (!(modified(b, c, f) || special(b, c, f) || nested(b, c, f) || tagged_pointer(b, c, f) ||
	      simple(b, c, f) || defined(b, c, f)))
		bad("no kind of field", c->s);
	return f->type;
}

/* Up to and with the closing brace. */
static uint32_t body(struct map_btf *b, struct cursor *c, struct field *f)
{
	uint32_t n = 0;

	while (!eat(c, "}")) {
		uint32_t dims[4], d = 0;

		if (n == FIELDS_MAX)
			bad("too many fields", c->s);
		kind(b, c, &f[n]);
		while (d < 4 && eat(c, "*"))
			dims[d++] = number(c);
		while (d--) { /* the last one is the innermost */
			f[n].type = make_array(b, f[n].type, dims[d]);
			f[n].size *= dims[d];
		}
		if (!eat(c, "@"))
			bad("no @OFF", c->s);
		f[n].off = number(c);
		n++;
		eat(c, ",");
	}
	return n;
}

/* ---- what the words of a line give ---- */

void map_btf_def_name(struct map_btf *b, const char *name)
{
	if (b->n_defs == MAP_BTF_DEFS)
		bad("too many defs", name);
	b->defs[b->n_defs++].name = name;
}

void map_btf_def(struct map_btf *b, size_t def, const char *text)
{
	struct field f[FIELDS_MAX] = {0};
	struct cursor c = {text};
	uint32_t n;

	if (!eat(&c, "{"))
		bad("no {BODY}", text);
	n = body(b, &c, f);
	b->defs[def].size = size_or(&c, 0);
	b->defs[def].id = make_struct(b, b->defs[def].name, K_STRUCT, b->defs[def].size, f, n);
}

static uint32_t top_composite(struct map_btf *b, struct cursor *c, uint32_t size, const char *name)
{
	struct field f[FIELDS_MAX] = {0};
	uint32_t k, n;

	if (eat(c, "struct{"))
		k = K_STRUCT;
	else if (eat(c, "union{"))
		k = K_UNION;
	else if (eat(c, "datasec{"))
		k = K_DATASEC;
	else
		return 0;
	n = body(b, c, f);
	size = size_or(c, size);
	return k == K_DATASEC ? make_datasec(b, size, f, n) : make_struct(b, name, k, size, f, n);
}

static uint32_t top_int(struct map_btf *b, struct cursor *c, uint32_t size)
{
	uint32_t bits;

	size = size_or(c, size > 16 ? 16 : size);
	bits = eat(c, ".") ? number(c) : size * 8;
	return make_int(b, "int", size, bits);
}

/* Those that C programs hardly have as a key or value. */
static uint32_t top_odd(struct map_btf *b, struct cursor *c, uint32_t size)
{
	uint32_t id;

	if (eat_word(c, "enum"))
		return make_enum(b, K_ENUM, size_or(c, size));
	if (eat_word(c, "enum64"))
		return make_enum(b, K_ENUM64, size_or(c, size));
	if (eat_word(c, "float"))
		return type(b, "fl", K_FLOAT, 0, size_or(c, size));
	if (eat_word(c, "ptr"))
		return type(b, "", K_PTR, 0, 0);
	if (eat_word(c, "fwd"))
		return type(b, "fw", K_FWD, 0, 0);
	if (eat_word(c, "proto"))
		return type(b, "", K_FUNC_PROTO, 0, 0);
	if (eat_word(c, "func")) {
		id = type(b, "", K_FUNC_PROTO, 0, 0);
		return type(b, "fn", K_FUNC, 1, id);
	}
	if (eat_word(c, "array")) {
		size = size_or(c, size);
		return make_array(b, make_int(b, "u8", 1, 8), size);
	}
	return 0;
}

uint32_t map_btf_top(struct map_btf *b, const char *text, uint32_t size, const char *name)
{
	struct cursor c = {text};
	uint32_t id;

	if (strcmp(text, "none") == 0)
		return 0;
	if (strcmp(text, "bad") == 0)
		return MAP_BTF_BAD;
	if (eat(&c, "const."))
		return type(b, "", K_CONST, 0, map_btf_top(b, c.s, size, name));
	if (eat(&c, "volatile."))
		return type(b, "", K_VOLATILE, 0, map_btf_top(b, c.s, size, name));
	if (eat(&c, "typedef."))
		return type(b, "td", K_TYPEDEF, 0, map_btf_top(b, c.s, size, name));
	if (eat_word(&c, "int"))
		id = top_int(b, &c, size);
	else if (!(id = top_composite(b, &c, size, name)))
		id = top_odd(b, &c, size);
	if (!id || *c.s)
		bad("no type", c.s);
	return id;
}

/* Header, types, strings: the bytes for BPF_BTF_LOAD. */
size_t map_btf_bytes(struct map_btf *b, unsigned char *ret)
{
	uint32_t types = (uint32_t)(b->words * 4), head[5];
	uint16_t magic = 0xeb9f;

	for (size_t i = 0; i < b->n_fix; i++)
		b->types[b->fix[i].word] = b->defs[b->fix[i].def].id;
	head[0] = BTF_HEADER_BYTES;
	head[1] = 0;
	head[2] = head[3] = types;
	head[4] = (uint32_t)b->string_bytes;
	memcpy(ret, &magic, 2);
	ret[2] = 1;
	ret[3] = 0;
	memcpy(ret + 4, head, sizeof(head));
	memcpy(ret + BTF_HEADER_BYTES, b->types, types);
	memcpy(ret + BTF_HEADER_BYTES + types, b->strings, b->string_bytes);
	return BTF_HEADER_BYTES + types + b->string_bytes;
}

void map_btf_reset(struct map_btf *b)
{
	for (size_t i = 0; i < b->n_seen; i++)
		free(b->seen[i].text);
	b->words = b->n_seen = b->n_defs = b->n_fix = 0;
	b->n = 0;
	b->string_bytes = 1;
	memset(b->defs, 0, sizeof(b->defs));
}
