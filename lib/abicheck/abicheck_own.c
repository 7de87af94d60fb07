/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the DWARF of the BPF objects themselves adds to their BTF: types of local variables, as
 * most records of ring buffers are, and the lines that declare types.
 */
#include "abicheck/abicheck_parts.h"

#define FILES_MAX 64u

static void own_file(struct bw_arena *a, const char *path, struct own_types *ret)
{
	struct bw_dwarf_types t;
	uint8_t head[4];
	size_t n;

	if (!path || ret->n == FILES_MAX)
		return;
	for (uint32_t i = 0; i < ret->n; i++)
		if (strcmp(ret->v[i].path, path) == 0)
			return;
	*bw_push(a, ret) = (struct own_file){.path = path};
	if (bw_file_head(path, head, sizeof(head), &n) == 0 && bw_dwarf_types(a, path, NULL, 0, &t))
		ret->v[ret->n - 1].types = t;
}

void own_read(struct bw_arena *a, const struct bw_spec *s, struct own_types *ret)
{
	*ret = (struct own_types){0};
	for (uint32_t i = 0; i < s->map_count; i++)
		own_file(a, s->map[i].where.file, ret);
	for (uint32_t i = 0; i < s->prog_count; i++)
		own_file(a, s->prog[i].where.file, ret);
}

static bool is_known(const item_list *items, const char *map, const struct bw_dwarf_type *t)
{
	for (uint32_t i = 0; i < items->n; i++)
		if (items->v[i].role == ITEM_RECORD && strcmp(items->v[i].map, map) == 0)
			for (uint32_t k = 0; k < items->v[i].names.n; k++)
				if (strcmp(items->v[i].names.v[k], t->name) == 0)
					return true;
	return false;
}

void own_records(struct bw_arena *a, const struct bw_map_spec *m, const char *map, uint32_t bytes,
		 const struct own_types *own, item_list *ret)
{
	assert(bytes);
	for (uint32_t i = 0; i < own->n; i++) {
		for (uint32_t k = 0; k < own->v[i].types.list.n; k++) {
			const struct bw_dwarf_type *t = &own->v[i].types.list.v[k];
			struct item *it;

			if (t->layout.size_bits != bytes * 8ull || t->layout.field_count < 2 ||
			    is_known(ret, map, t))
				continue;
			it = bw_push(a, ret);
			it->role = ITEM_RECORD;
			it->map = map;
			it->what = bw_printf(a, "record of map '%s'", map);
			it->where = m->where;
			*bw_push(a, &it->names) = t->name;
			it->layout = t->layout;
			it->has_layout = true;
		}
	}
}

const struct bw_dwarf_type *own_declaration(const struct own_types *own, const struct item *it)
{
	for (uint32_t i = 0; i < own->n; i++)
		for (uint32_t k = 0; k < own->v[i].types.list.n; k++)
			for (uint32_t j = 0; j < it->names.n; j++) {
				const struct bw_dwarf_type *t = &own->v[i].types.list.v[k];

				if (strcmp(t->name, it->names.v[j]) == 0 && t->file && t->line &&
				    t->layout.size_bits == it->layout.size_bits)
					return t;
			}
	return NULL;
}
