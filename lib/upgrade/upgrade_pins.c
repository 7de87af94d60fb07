/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A snapshot of maps as JSON: docs/formats/pins.md, or what bpftool prints. What is read was
 * taken on another machine: nothing of it is believed before it is checked.
 */
#include <jansson.h>

#include "upgrade/upgrade_parts.h"

#define PINS_MAX 65536u
#define BTF_BYTES_MAX ((size_t)64 << 20)

struct snapshot {
	struct bw_arena *arena;
	struct bw_names *names;
	const char *file;
	struct bw_diags *diags;
	side_list *sides;
	size_t index; /* of the map being read */
	enum bw_status status;
};

struct root {
	json_t *json;
};

static void root_drop(void *arg)
{
	struct root *r = arg;

	if (r->json)
		json_decref(r->json);
}

static enum bw_status bad(struct snapshot *s, const char *text)
{
	s->status = bw_worse(s->status, bw_report(s->diags, BW_D_UPG_SNAPSHOT, bw_at_file(s->file),
						  "map %zu: %s", s->index, text));
	return s->status;
}

/* ---- numbers ---- */

/* One attribute by its names, ours and bpftool's; ids are those of BW_CMP_*, or -1. */
static const struct attr_key {
	const char *name, *bpftool;
	int field;
	uint64_t max;
} attr_keys[] = {
    {"key_size", "bytes_key", BW_CMP_KEY_SIZE, UINT32_MAX},
    {"value_size", "bytes_value", BW_CMP_VALUE_SIZE, UINT32_MAX},
    {"max_entries", "max_entries", BW_CMP_ENTRIES, UINT32_MAX},
    {"map_flags", "flags", BW_CMP_FLAGS, UINT32_MAX},
    {"map_extra", "map_extra", BW_CMP_EXTRA, INT64_MAX},
};

static void attr_set(struct bw_map_attr *m, int field, uint64_t v)
{
	if (field == BW_CMP_EXTRA) {
		m->extra = v;
		return;
	}
	assert(v <= UINT32_MAX);
	*(field == BW_CMP_KEY_SIZE     ? &m->key_bytes
	  : field == BW_CMP_VALUE_SIZE ? &m->value_bytes
	  : field == BW_CMP_ENTRIES    ? &m->max_entries
				       : &m->flags) = (uint32_t)v;
}

static void attr_read(struct snapshot *s, const json_t *o, const struct attr_key *k,
		      struct side *ret)
{
	const json_t *v = json_object_get(o, k->name);

	if (!v)
		v = json_object_get(o, k->bpftool);
	if (!v) {
		ret->unknown |= 1u << k->field;
		return;
	}
	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
	    (uint64_t)json_integer_value(v) > k->max) {
		bad(s, bw_printf(s->arena, "%s is no number from 0 to %llu", k->name,
				 (unsigned long long)k->max));
		return;
	}
	attr_set(&ret->shown, k->field, (uint64_t)json_integer_value(v));
}

static void type_read(struct snapshot *s, const json_t *o, struct side *ret)
{
	const json_t *v = json_object_get(o, "type");
	const char *name = json_string_value(v);

	if (json_is_integer(v) && json_integer_value(v) > 0 && json_integer_value(v) <= UINT32_MAX)
		ret->shown.type = (uint32_t)json_integer_value(v);
	else if (!name || !bw_map_type_find(name, &ret->shown.type))
		bad(s, bw_printf(s->arena, "type is %s%.60s, which is no map type",
				 name ? "" : "a ", name ? name : "value"));
}

/* ---- types ---- */

static int digit(char c)
{
	static const char all[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(all, c) : NULL;

	return at ? (int)(at - all) : -1;
}

/* RFC 4648; false if it is no base64. */
static bool base64(struct bw_arena *a, const char *text, size_t n, struct bw_bytes *ret)
{
	uint8_t *out = bw_alloc(a, n / 4 * 3 + 1);
	size_t len = 0, pad = n && text[n - 1] == '=' ? (n > 1 && text[n - 2] == '=' ? 2 : 1) : 0;

	if (n % 4)
		return false;
	for (size_t i = 0; i < n; i += 4) {
		uint32_t v = 0;

		for (size_t k = 0; k < 4; k++) {
			int d = i + k >= n - pad ? 0 : digit(text[i + k]);

			if (d < 0)
				return false;
			v = v << 6 | (uint32_t)d;
		}
		for (int shift = 16; shift >= 0; shift -= 8)
			out[len++] = (uint8_t)(v >> shift);
	}
	assert(len >= pad && len <= n / 4 * 3);
	*ret = (struct bw_bytes){out, len - pad};
	return true;
}

static bool tid_read(const json_t *o, const char *name, const struct bw_btf *btf, bw_tid *ret)
{
	const json_t *v = json_object_get(o, name);
	json_int_t id = json_integer_value(v);

	if (!v)
		return true;
	if (!json_is_integer(v) || id < 0 || id >= (json_int_t)btf->count)
		return false;
	*ret = (bw_tid){(uint32_t)id};
	return true;
}

static bool type_fits(const struct bw_btf *btf, bw_tid t, uint32_t want_bytes)
{
	uint32_t bytes;

	return !t.i || bw_btf_kind(btf, t) == BW_BTF_DATASEC ||
	       (bw_btf_sizeof(btf, t, &bytes) && bytes == want_bytes);
}

/* "btf": {"data": base64, "key_type_id": N, "value_type_id": N} */
static void btf_read(struct snapshot *s, const json_t *map, struct side *ret)
{
	const json_t *o = json_object_get(map, "btf"), *data = json_object_get(o, "data");
	struct bw_bytes bytes;
	struct bw_btf *btf;
	struct bw_ext ext;
	enum bw_status st;

	if (!o)
		return;
	if (!json_is_string(data) || json_string_length(data) > BTF_BYTES_MAX ||
	    !base64(s->arena, json_string_value(data), json_string_length(data), &bytes) ||
	    bytes.n < 4) {
		bad(s, "btf.data is no BTF in base64");
		return;
	}
	st = bw_btf_read(s->arena, s->names, s->diags, bw_at_file(s->file), bytes,
			 (struct bw_bytes){0}, bytes.p[0] == 0xeb, &btf, &ext);
	s->status = bw_worse(s->status, st);
	if (st != BW_OK)
		return;
	ret->btf = btf;
	if (!tid_read(o, "key_type_id", btf, &ret->key) ||
	    !tid_read(o, "value_type_id", btf, &ret->value))
		bad(s,
		    bw_printf(s->arena, "btf.key_type_id or value_type_id is none of the %u types",
			      btf->count));
	if (!type_fits(btf, ret->key, ret->shown.key_bytes) ||
	    !type_fits(btf, ret->value, ret->shown.value_bytes))
		bad(s, "its types have other sizes than key_size and value_size say");
}

/* ---- maps ---- */

static const char *text_of(struct snapshot *s, const json_t *v)
{
	return bw_strndup(s->arena, json_string_value(v), json_string_length(v));
}

static void pin_add(struct snapshot *s, const struct side *map, const json_t *path)
{
	struct side *x;

	if (!json_is_string(path) || json_string_value(path)[0] != '/') {
		bad(s, "its path is no absolute path");
		return;
	}
	x = bw_push(s->arena, s->sides);
	*x = *map;
	x->pin = text_of(s, path);
	assert(x->pin[0] == '/');
	if (!x->name)
		x->name = strrchr(x->pin, '/') + 1;
}

/* "path": "...", or bpftool's "pinned": ["...", ...]; without either it is not pinned. */
static void pins_add(struct snapshot *s, const struct side *map, const json_t *o)
{
	const json_t *path = json_object_get(o, "path"), *all = json_object_get(o, "pinned");

	if (path)
		pin_add(s, map, path);
	if (all && !json_is_array(all))
		bad(s, "pinned is no list of paths");
	for (size_t i = 0; i < json_array_size(all); i++)
		pin_add(s, map, json_array_get(all, i));
}

static void map_read(struct snapshot *s, const json_t *o)
{
	struct side x = {.unknown = 0};
	const json_t *name = json_object_get(o, "name");

	if (!json_is_object(o)) {
		bad(s, "it is no object");
		return;
	}
	if (json_is_string(name))
		x.name = text_of(s, name);
	type_read(s, o, &x);
	for (size_t i = 0; i < BW_COUNT(attr_keys); i++)
		attr_read(s, o, &attr_keys[i], &x);
	btf_read(s, o, &x);
	x.asked = x.shown;
	if (s->status == BW_OK)
		pins_add(s, &x, o);
}

/* Ours: {"format": 1, "maps": [...]}; bpftool's: [...], or one map. */
static const json_t *maps_of(struct snapshot *s, json_t *root, json_t **ret_one)
{
	const json_t *format = json_object_get(root, "format");

	*ret_one = NULL;
	if (json_is_array(root))
		return root;
	if (json_is_object(root) && json_object_get(root, "maps")) {
		if (json_is_integer(format) && json_integer_value(format) == 1 &&
		    json_is_array(json_object_get(root, "maps")))
			return json_object_get(root, "maps");
	} else if (json_is_object(root) && json_object_get(root, "type")) {
		*ret_one = root;
		return NULL;
	}
	s->status =
	    bw_report(s->diags, BW_D_UPG_SNAPSHOT, bw_at_file(s->file),
		      "neither {\"format\": 1, \"maps\": [...]} nor maps as bpftool lists them");
	return NULL;
}

enum bw_status sides_of_pins(struct bw_arena *a, struct bw_names *names, const char *file,
			     struct bw_bytes text, struct bw_diags *d, side_list *ret)
{
	struct snapshot s = {.arena = a, .names = names, .file = file, .diags = d, .sides = ret};
	struct root *root = BW_NEW(a, struct root);
	const json_t *maps;
	json_error_t err;
	json_t *one;

	bw_defer(a, root_drop, root);
	root->json = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &err);
	if (!root->json)
		return bw_report(
		    d, BW_D_UPG_SNAPSHOT,
		    (struct bw_where){.file = file,
				      .src_file = file,
				      .src_line = err.line > 0 ? (uint32_t)err.line : 0,
				      .src_col = err.column > 0 ? (uint32_t)err.column : 0},
		    "no JSON: %s", err.text);
	maps = maps_of(&s, root->json, &one);
	if (one)
		map_read(&s, one);
	if (json_array_size(maps) > PINS_MAX)
		return bw_report(d, BW_D_UPG_SNAPSHOT, bw_at_file(file), "%zu maps, more than %u",
				 json_array_size(maps), PINS_MAX);
	for (; s.index < json_array_size(maps); s.index++)
		map_read(&s, json_array_get(maps, s.index));
	return s.status;
}
