/* SPDX-License-Identifier: BSD-2-Clause */
/* The types found so far: those that are wanted, each once. */
#include <ctype.h>

#include "dwarf/dwarf_types.h"

#define PARTS_MAX ((uint64_t)8 << 20)	    /* all layouts together */
#define RESULT_BYTES_MAX ((size_t)48 << 20) /* of fields and text; the rest is left out */
enum { NAME_BYTES_MAX = 512 };

/* ---- names ---- */

/* The last part of a qualified name without template arguments: "Key" of
 * "github.com/x/y.Key[int]" and "a::Key<b::C>". */
static struct bw_bytes last_part(const char *name)
{
	size_t from = 0, end = strlen(name), to = strcspn(name, "<[");

	if (to == 0)
		to = end;
	for (size_t i = 0; i < to; i++)
		if (name[i] == '.' || name[i] == ':' || name[i] == '/' || name[i] == ' ')
			from = i + 1;
	return (struct bw_bytes){(const uint8_t *)name + from, to - from};
}

/* A name as it is compared: small letters, no underscores. False if it is too long. */
static bool key_of(const char *name, char *ret)
{
	struct bw_bytes b = last_part(name);
	size_t n = 0;

	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] == '_')
			continue;
		if (n + 1 >= NAME_BYTES_MAX)
			return false;
		ret[n++] = (char)tolower(b.p[i]);
	}
	ret[n] = '\0';
	return true;
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

void dwarf_harvest_begin(struct dwarf_harvest *h, struct bw_arena *a,
			 const struct dwarf_wanted *wanted, struct bw_dwarf_types *ret)
{
	char key[NAME_BYTES_MAX];

	*h = (struct dwarf_harvest){
	    .a = a, .tmp = bw_arena_child(a), .wanted = wanted, .parts = PARTS_MAX, .ret = ret};

	h->key = BW_NEW_ARRAY(h->a, const char *, h->wanted->count);
	for (uint32_t i = 0; i < h->wanted->count; i++)
		h->key[i] =
		    key_of(h->wanted->name[i], key) ? bw_strndup(h->a, key, strlen(key)) : "";
	h->has_length = BW_NEW_ARRAY(a, bool, NAME_BYTES_MAX);
	for (uint32_t i = 0; i < h->wanted->count; i++)
		h->has_length[strlen(h->key[i])] = true;
	qsort(h->key, h->wanted->count, sizeof(*h->key), by_text);
}

/* Whether it ends in a wanted key: "bpfflowkey" does in "flowkey". */
bool dwarf_harvest_wants(const struct dwarf_harvest *h, const char *name)
{
	char text[NAME_BYTES_MAX];
	size_t n;

	if (!*name || !key_of(name, text) || !*text)
		return false;
	if (!h->wanted->count)
		return true;
	n = strlen(text);
	for (size_t from = 0; from < n; from++) {
		const char *key = text + from;

		if (h->has_length[n - from] &&
		    bsearch(&key, h->key, h->wanted->count, sizeof(*h->key), by_text))
			return true;
	}
	return false;
}

/* ---- the result ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
	return (h ^ v) * 0x100000001b3;
}

static uint64_t mix_text(uint64_t h, const char *s)
{
	while (s && *s)
		h = mix(h, (uint8_t)*s++);
	return mix(h, 0x100);
}

static uint64_t type_hash(const struct bw_dwarf_type *t)
{
	uint64_t x = mix_text(mix_text(0xcbf29ce484222325, t->name), t->file);

	x = mix(mix(mix(x, t->line), t->lang), t->layout.size_bits);
	for (uint32_t i = 0; i < t->layout.field_count; i++) {
		const struct bw_field *f = &t->layout.field[i];

		x = mix(mix(mix_text(mix_text(x, f->path), f->type), f->off_bits), f->size_bits);
	}
	return x ^ x >> 32;
}

static bool text_same(const char *x, const char *y)
{
	return x == y || (x && y && strcmp(x, y) == 0);
}

static bool field_same(const struct bw_field *x, const struct bw_field *y)
{
	return x->off_bits == y->off_bits && x->size_bits == y->size_bits && x->count == y->count &&
	       x->kind == y->kind && x->is_bitfield == y->is_bitfield &&
	       x->in_union == y->in_union && text_same(x->path, y->path) &&
	       text_same(x->type, y->type);
}

static bool type_same(const struct bw_dwarf_type *x, const struct bw_dwarf_type *y)
{
	const struct bw_layout *l = &x->layout, *m = &y->layout;

	if (x->lang != y->lang || x->line != y->line || x->is_reordered != y->is_reordered ||
	    l->size_bits != m->size_bits || l->align_bytes != m->align_bytes ||
	    l->field_count != m->field_count || !text_same(x->name, y->name) ||
	    !text_same(x->file, y->file) || !text_same(l->type, m->type))
		return false;
	for (uint32_t i = 0; i < l->field_count; i++)
		if (!field_same(&l->field[i], &m->field[i]))
			return false;
	return true;
}

static uint32_t *slot_of(const struct dwarf_harvest *h, const struct bw_dwarf_type *t)
{
	uint64_t i = type_hash(t);

	assert(h->ret->list.n < h->slots && !(h->slots & (h->slots - 1)));
	while (h->slot[i & (h->slots - 1)] &&
	       !type_same(&h->ret->list.v[h->slot[i & (h->slots - 1)] - 1], t))
		i++;
	return &h->slot[i & (h->slots - 1)];
}

static void slots_grow(struct dwarf_harvest *h)
{
	h->slots = h->slots ? h->slots * 2 : 256;
	h->slot = BW_NEW_ARRAY(h->a, uint32_t, h->slots);
	for (uint32_t i = 0; i < h->ret->list.n; i++)
		*slot_of(h, &h->ret->list.v[i]) = i + 1;
}

static const char *kept(struct dwarf_harvest *h, const char *s)
{
	h->bytes += strlen(s);
	return bw_strndup(h->a, s, strlen(s));
}

void dwarf_harvest_add(struct dwarf_harvest *h, const struct bw_dwarf_type *t)
{
	uint32_t n = t->layout.field_count, *slot;
	struct bw_field *f;

	if (h->ret->list.n * 2ull >= h->slots)
		slots_grow(h);
	slot = slot_of(h, t);
	if (*slot)
		return;
	h->bytes += sizeof(*t) + n * sizeof(*f);
	f = BW_NEW_ARRAY(h->a, struct bw_field, n);
	for (uint32_t i = 0; i < n; i++) {
		f[i] = t->layout.field[i];
		f[i].path = kept(h, f[i].path);
		f[i].type = i && text_same(t->layout.field[i - 1].type, f[i].type)
				? f[i - 1].type
				: kept(h, f[i].type);
	}
	*bw_push(h->a, &h->ret->list) = *t;
	*slot = h->ret->list.n;
	h->ret->list.v[*slot - 1].name = kept(h, t->name);
	h->ret->list.v[*slot - 1].file = t->file ? kept(h, t->file) : NULL;
	h->ret->list.v[*slot - 1].layout.type = kept(h, t->layout.type);
	h->ret->list.v[*slot - 1].layout.field = f;
	h->is_full = h->bytes > RESULT_BYTES_MAX;
}
