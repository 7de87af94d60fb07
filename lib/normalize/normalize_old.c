/* SPDX-License-Identifier: BSD-2-Clause */
/* Legacy definitions: can they be said in .maps, and how. */
#include "normalize/normalize_parts.h"

bool norm_old_any(const struct bw_spec *s)
{
	for (uint32_t i = 0; i < s->map_count; i++)
		if (s->map[i].origin == BW_MAP_OLD)
			return true;
	return false;
}

/* What iproute2 pins to globals has the same path by name with libbpf; a directory of the object
 * has no other loader. */
static bool word_fits(const struct bw_map_spec *m, uint32_t words, uint32_t n, uint32_t v)
{
	if (!v)
		return true;
	if (words == 9 && n == 6)
		return v == 2;
	if (words == 9 && n == 5) /* its id: who refers to it has words of its own */
		return m->type != BW_MT_PROG_ARRAY;
	return false;
}

static enum bw_status words_check(struct norm *n, const struct bw_map_spec *m)
{
	uint32_t words = bw_profile_old_words(n->spec, m), v;
	const char *map = bw_str(n->spec->obj->names, m->name);
	enum bw_status st = BW_OK;

	for (uint32_t i = 5; bw_profile_old_word(n->spec, m, i, &v); i++) {
		const char *name = bw_profile_old_name(words, i);

		if (word_fits(m, words, i, v))
			continue;
		st = bw_worse(st, bw_report(n->diags, BW_D_PRO_NO_PLACE, m->where,
					    "word %u of %s%s%s is %u", i, map, name ? ", " : "",
					    name ? name : "", v));
	}
	return st;
}

enum bw_status norm_old_check(struct norm *n)
{
	enum bw_status st = BW_OK;
	bool new = false;
	bw_secid old = {0};

	for (uint32_t i = 0; i < n->spec->map_count; i++) {
		const struct bw_map_spec *m = &n->spec->map[i];

		new |= m->origin == BW_MAP_BTF;
		if (m->origin != BW_MAP_OLD)
			continue;
		if (old.i && old.i != m->sec.i)
			st = bw_worse(st, bw_report(n->diags, BW_D_PRO_NO_PLACE, m->where,
						    "%s is not in the section of the other maps",
						    bw_str(n->spec->obj->names, m->name)));
		old = m->sec;
		st = bw_worse(st, words_check(n, m));
	}
	if (old.i && new)
		st = bw_worse(st, bw_report(n->diags, BW_D_PRO_NO_PLACE, bw_obj_where(n->spec->obj),
					    "the object has maps in `maps` and in .maps, which no "
					    "loader since libbpf 1.0 takes"));
	return st;
}

/* The members of struct ____btf_map_NAME { key; value; } (BPF_ANNOTATE_KV_PAIR). */
static bool types_find(const struct norm *n, const struct bw_map_spec *m, bw_tid *ret_key,
		       bw_tid *ret_value)
{
	const struct bw_btf *b = n->spec->obj->btf;
	const char *name =
	    bw_printf(n->arena, "____btf_map_%s", bw_str(n->spec->obj->names, m->name));
	uint32_t key_bytes, value_bytes;
	bw_sym sym = bw_names_find(n->spec->obj->names, name, strlen(name));
	bw_tid t = b && sym.id ? bw_btf_find(b, BW_BTF_STRUCT, sym) : BW_VOID;

	if (!t.i || bw_btf_vlen(b, t) != 2)
		return false;
	*ret_key = bw_btf_members(b, t)[0].type;
	*ret_value = bw_btf_members(b, t)[1].type;
	return bw_btf_sizeof(b, *ret_key, &key_bytes) && key_bytes == m->key_bytes &&
	       bw_btf_sizeof(b, *ret_value, &value_bytes) && value_bytes == m->value_bytes;
}

static void pointer_add(struct norm *n, struct norm_def *d, const char *name, bw_tid to)
{
	struct norm_field *f = bw_push(n->arena, &d->field);

	f->name = bw_intern_z(n->spec->obj->names, name);
	f->type = bw_btf_add(n->btf, BW_BTF_PTR, false, 0, BW_SYM_NONE, to.i, NULL, 0);
	f->size_bytes = 8;
	d->is_changed = true;
}

struct norm_def *norm_old_plan(struct norm *n, const struct bw_map_spec *m)
{
	struct norm_def *d = BW_NEW(n->arena, struct norm_def);
	uint32_t size = m->max_entries;
	bw_tid key, value;

	*bw_push(n->arena, &n->def) = d;
	norm_number(n, d, "type", m->type);
	if (types_find(n, m, &key, &value)) {
		pointer_add(n, d, "key", key);
		pointer_add(n, d, "value", value);
	} else {
		norm_number(n, d, "key_size", m->key_bytes);
		norm_number(n, d, "value_size", m->value_bytes);
	}
	if (bw_profile_is_ring(m->type))
		size = bw_profile_ring_bytes(size, n->page_bytes);
	if (m->type != BW_MT_PERF_EVENT_ARRAY || size || n->cpus)
		norm_number(n, d, "max_entries",
			    size || m->type != BW_MT_PERF_EVENT_ARRAY ? size : n->cpus);
	norm_number(n, d, "map_flags", m->flags);
	if (m->pinning)
		norm_number(n, d, "pinning", 1);
	bw_tell(n->diags, BW_D_PRO_NORMALIZED, m->where, "%s is defined in .maps now",
		bw_str(n->spec->obj->names, m->name));
	return d;
}
