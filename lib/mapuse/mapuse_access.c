/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads and stores through pointers into map values. */
#include "mapuse/mapuse_parts.h"

const struct bw_map_spec *use_map(const struct use *u, struct use_val v)
{
	const struct bw_map_spec *m;
	uint32_t k = v.map & ~(uint32_t)USE_MAP_INNER;

	if ((v.kind != UK_MAP && v.kind != UK_VALUE && v.kind != UK_VALUE_VAR) ||
	    k >= u->spec->map_count)
		return NULL;
	m = &u->spec->map[k];
	if (v.map & USE_MAP_INNER)
		m = m->inner;
	if (!m || m->is_extern || !m->type || m->origin == BW_MAP_ARENA_DATA ||
	    m->origin == BW_MAP_STRUCT_OPS)
		return NULL;
	return m;
}

const char *use_map_name(const struct use *u, struct use_val v)
{
	const struct bw_map_spec *m = &u->spec->map[v.map & ~(uint32_t)USE_MAP_INNER];
	const char *name = u->spec->obj ? bw_str(u->spec->obj->names, m->name) : "map";

	return v.map & USE_MAP_INNER ? bw_printf(u->a, "the inner maps of %s", name) : name;
}

static void forbidden(struct use_walk *w, const struct use_state *s, uint32_t i, struct use_val at,
		      enum bw_code code)
{
	const struct bw_map_spec *m = use_map(w->u, at);
	struct use_found *f;
	bool reads = code == BW_D_USE_READ_WRONLY;

	assert(m && at.kind != UK_MAP);
	f = use_find(w->u, i, code, 0, s->reach, "%s: %s %s, which is %s", use_asm(w->u, i),
		     reads ? "reads" : "writes", use_map_name(w->u, at),
		     m->origin == BW_MAP_KCONFIG ? "read-only: the loader fills it"
		     : m->is_rodata		 ? "constant data"
		     : reads			 ? "BPF_F_WRONLY_PROG"
						 : "BPF_F_RDONLY_PROG");
	if (f && (m->is_rodata || m->origin == BW_MAP_KCONFIG))
		f->fix = "Write to a variable that is not const; user space sets this one before "
			 "the load.";
}

/* The kernel's own loads and stores of kernel pointers, locks and timers are not ours. */
void use_check_access(struct use_walk *w, const struct use_state *s, uint32_t i, struct use_val at,
		      int32_t off, uint32_t bytes, bool reads, bool writes)
{
	const struct bw_map_spec *m = use_map(w->u, at);
	int64_t first = (int64_t)at.off + off;

	if (!w->u->judging || !m || at.kind == UK_MAP || w->u->core[i])
		return;
	if (writes && (m->flags & BW_BPF_F_RDONLY_PROG))
		forbidden(w, s, i, at, BW_D_USE_WRITE_RDONLY);
	else if (reads && (m->flags & BW_BPF_F_WRONLY_PROG))
		forbidden(w, s, i, at, BW_D_USE_READ_WRONLY);
	else if (at.kind == UK_VALUE && m->value_bytes &&
		 (first < 0 || first + bytes > m->value_bytes))
		use_find(w->u, i, BW_D_USE_VALUE_BOUNDS, 0, s->reach,
			 "%s: %u bytes at offset %lld of a value of %s, which has %u",
			 use_asm(w->u, i), bytes, (long long)first, use_map_name(w->u, at),
			 m->value_bytes);
}
