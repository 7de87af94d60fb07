/* SPDX-License-Identifier: BSD-2-Clause */
/* What a definition of .maps shall say, field by field. */
#include "normalize/normalize_parts.h"

bw_tid norm_struct_of(const struct norm *n, const struct bw_map_spec *m, bool inner)
{
	const struct bw_btf *b = n->spec->obj->btf;
	bw_tid t = bw_btf_resolve(b, bw_btf_ref(b, m->var_type));
	uint32_t count;

	assert(m->origin == BW_MAP_BTF && bw_btf_kind(b, t) == BW_BTF_STRUCT);
	if (!inner)
		return t;
	if (!m->inner)
		return BW_VOID;
	count = bw_btf_vlen(b, t);
	assert(count); /* values is the last member (spec) */
	t = bw_btf_members(b, t)[count - 1].type;
	t = bw_btf_resolve(b, bw_btf_array(b, t)->elem);
	return bw_btf_resolve(b, bw_btf_ref(b, t));
}

/* ---- numbers ---- */

static bool is_of_maps(uint32_t type)
{
	return type == BW_MT_ARRAY_OF_MAPS || type == BW_MT_HASH_OF_MAPS;
}

/* Types that the kernel makes with 4 bytes only, and for which some loaders put them in. */
static uint32_t default_key_bytes(const struct bw_map_spec *m)
{
	return !m->key_bytes && m->type == BW_MT_PERF_EVENT_ARRAY ? 4 : m->key_bytes;
}

static uint32_t default_value_bytes(const struct bw_map_spec *m)
{
	bool four = m->type == BW_MT_PERF_EVENT_ARRAY || is_of_maps(m->type);

	return !m->value_bytes && four ? 4 : m->value_bytes;
}

static uint32_t entries(const struct norm *n, const struct bw_map_spec *m)
{
	if (bw_profile_is_ring(m->type))
		return bw_profile_ring_bytes(m->max_entries, n->page_bytes);
	if (bw_profile_counts_cpus(n->profile, m) && n->cpus)
		return m->max_entries && m->max_entries < n->cpus ? m->max_entries : n->cpus;
	return m->max_entries;
}

void norm_number(struct norm *n, struct norm_def *d, const char *name, uint32_t value)
{
	struct norm_field *f = bw_push(n->arena, &d->field);

	f->name = bw_intern_z(n->spec->obj->names, name);
	f->value = value;
	f->size_bytes = 8;
	d->is_changed = true;
}

/* ---- members ---- */

/* Does the member say nothing, in words that some loader refuses? */
static bool says_nothing(const struct bw_map_spec *m, const char *name)
{
	if (strcmp(name, "key_size") == 0)
		return m->has & BW_MAP_HAS_KEY;
	if (strcmp(name, "value_size") == 0)
		return m->has & BW_MAP_HAS_VALUE;
	if (strcmp(name, "numa_node") == 0)
		return !(m->flags & BW_BPF_F_NUMA_NODE);
	if (strcmp(name, "map_extra") == 0)
		return !m->extra;
	if (strcmp(name, "pinning") == 0)
		return !m->pinning;
	return false;
}

static void member_keep(struct norm *n, struct norm_def *d, const struct bw_map_spec *m,
			const struct bw_btf_member *b)
{
	const struct bw_btf *btf = n->spec->obj->btf;
	const char *name = bw_str(btf->names, b->name);
	struct norm_field *f;

	if (says_nothing(m, name)) {
		d->is_changed = true;
		d->left_out = d->left_out ? bw_printf(n->arena, "%s, %s", d->left_out, name) : name;
		return;
	}
	if (strcmp(name, "max_entries") == 0 && entries(n, m) != m->max_entries) {
		norm_number(n, d, name, entries(n, m));
		return;
	}
	f = bw_push(n->arena, &d->field);
	f->name = b->name;
	f->type = b->type;
	f->is_values = strcmp(name, "values") == 0;
	if (!bw_btf_sizeof(btf, b->type, &f->size_bytes))
		f->size_bytes = 0;
}

static void fields_add(struct norm *n, struct norm_def *d, const struct bw_map_spec *m)
{
	const uint32_t values = BW_MAP_HAS_VALUE | BW_MAP_HAS_VALUE_SIZE | BW_MAP_HAS_VALUES;

	if (!(m->has & (BW_MAP_HAS_KEY | BW_MAP_HAS_KEY_SIZE)))
		norm_number(n, d, "key_size", default_key_bytes(m));
	if (!(m->has & values))
		norm_number(n, d, "value_size", default_value_bytes(m));
	if (!(m->has & BW_MAP_HAS_MAX_ENTRIES) &&
	    (m->type != BW_MT_PERF_EVENT_ARRAY || entries(n, m)))
		norm_number(n, d, "max_entries", entries(n, m));
	if (!(m->has & BW_MAP_HAS_FLAGS))
		norm_number(n, d, "map_flags", m->flags);
}

static void members_plan(struct norm *n, struct norm_def *d, const struct bw_map_spec *m)
{
	const struct bw_btf *b = n->spec->obj->btf;
	uint32_t count = bw_btf_vlen(b, d->type), i = 0;

	for (; i < count && !(m->has & BW_MAP_HAS_VALUES && i + 1 == count); i++)
		member_keep(n, d, m, &bw_btf_members(b, d->type)[i]);
	fields_add(n, d, m);
	if (i < count)
		member_keep(n, d, m, &bw_btf_members(b, d->type)[i]);
}

static void tell_change(struct norm *n, const struct norm_def *d, const struct bw_map_spec *m)
{
	struct bw_sb sb = bw_sb_in(n->arena);

	for (uint32_t i = 0; i < d->field.n; i++)
		if (!d->field.v[i].type.i)
			bw_sb_printf(&sb, "%s%s %u", sb.n ? ", " : "",
				     bw_str(n->spec->obj->names, d->field.v[i].name),
				     d->field.v[i].value);
	if (d->left_out)
		bw_sb_printf(&sb, "%s%s left out", sb.n ? "; " : "", d->left_out);
	bw_tell(n->diags, BW_D_PRO_NORMALIZED, m->where, "%s: %s",
		bw_str(n->spec->obj->names, m->name), bw_sb_str(&sb));
}

struct norm_def *norm_plan(struct norm *n, const struct bw_map_spec *m, bw_tid t, bool is_inner)
{
	struct norm_def *d;

	for (uint32_t i = 0; i < n->def.n; i++)
		if (n->def.v[i]->type.i == t.i)
			return n->def.v[i];
	d = BW_NEW(n->arena, struct norm_def);
	*bw_push(n->arena, &n->def) = d;
	d->type = t;
	d->is_inner = is_inner;
	members_plan(n, d, m);
	if (d->is_changed)
		tell_change(n, d, m);
	return d;
}
