/* SPDX-License-Identifier: BSD-2-Clause */
/* show --layout --abi: what user space of other ABIs makes of the types of maps. */
#include "pipeline/pipeline_run.h"

#include "abi/abi.h"

/* One type of one map. */
struct shared_type {
	const struct bw_map_spec *map;
	const char *role;
	bw_tid type;
};
typedef BW_VEC(struct shared_type) type_list;

/* An ABI, and how the user spelled it. */
struct asked {
	const struct bw_abi *abi;
	const char *name;
};
typedef BW_VEC(struct asked) abi_list;

static enum bw_status abis_find(struct bpfweld *b, abi_list *ret)
{
	const text_list *names = &b->value[OPT_abi];
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < names->n; i++) {
		const struct bw_abi *abi = bw_abi_find(names->v[i]);

		if (strcmp(names->v[i], "all") == 0)
			for (uint32_t j = 0; j < bw_abi_count(); j++)
				*bw_push(&b->arena, ret) =
				    (struct asked){bw_abi_at(j), bw_abi_name(bw_abi_at(j))};
		else if (abi)
			*bw_push(&b->arena, ret) = (struct asked){abi, names->v[i]};
		else
			st = bw_worse(st,
				      bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
						"'%s' is no ABI bpfweld knows; it takes bpfel, "
						"bpfeb, GNU triples, go-GOARCH, and all",
						names->v[i]));
	}
	return st;
}

static type_list types_of(struct bpfweld *b, const struct bw_spec *s)
{
	type_list list = {0};

	for (uint32_t i = 0; i < s->map_count; i++) {
		const struct bw_map_spec *m = &s->map[i];

		if (m->origin != BW_MAP_BTF)
			continue;
		if (m->key_type.i)
			*bw_push(&b->arena, &list) = (struct shared_type){m, "key", m->key_type};
		if (m->value_type.i)
			*bw_push(&b->arena, &list) =
			    (struct shared_type){m, "value", m->value_type};
	}
	return list;
}

static const char *map_name(const struct bw_spec *s, const struct bw_map_spec *m)
{
	return bw_str(s->obj->names, m->name);
}

static void put_json(struct bpfweld *b, const struct bw_spec *s, const abi_list *abis,
		     const type_list *types, bool *first)
{
	for (uint32_t i = 0; i < types->n; i++) {
		const struct shared_type *t = &types->v[i];
		struct bw_sb type = bw_sb_in(&b->arena);

		bw_btf_print_decl(&type, s->obj->btf, t->type, "");
		for (uint32_t j = 0; j < abis->n; j++) {
			struct bw_arena *scratch = bw_arena_child(&b->arena);
			struct bw_layout l;
			bool has = bw_abi_layout(scratch, abis->v[j].abi, s->obj->btf, t->type, &l);
			const struct bw_report_layout x = {map_name(s, t->map), t->role,
							   abis->v[j].name, bw_sb_str(&type),
							   has ? &l : NULL};

			bw_sb_addz(&b->text, *first ? "" : ",\n");
			bw_report_layout_json(&b->text, &x);
			*first = false;
			bw_arena_deinit(scratch);
		}
	}
}

static bool same_layout(const struct bw_layout *x, const struct bw_layout *y)
{
	if (x->size_bits != y->size_bits || x->align_bytes != y->align_bytes ||
	    x->field_count != y->field_count)
		return false;
	for (uint32_t i = 0; i < x->field_count; i++)
		if (x->field[i].off_bits != y->field[i].off_bits ||
		    x->field[i].size_bits != y->field[i].size_bits)
			return false;
	return true;
}

/* A type under all ABIs: each layout once, with the ABIs that have it. */
static void put_text(struct bpfweld *b, const struct bw_spec *s, const abi_list *abis,
		     const struct shared_type *t)
{
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	struct bw_layout *l = BW_NEW_ARRAY(scratch, struct bw_layout, abis->n);
	bool *has = BW_NEW_ARRAY(scratch, bool, abis->n);
	bool *done = BW_NEW_ARRAY(scratch, bool, abis->n);

	for (uint32_t i = 0; i < abis->n; i++)
		has[i] = bw_abi_layout(scratch, abis->v[i].abi, s->obj->btf, t->type, &l[i]);
	for (uint32_t i = 0; i < abis->n; i++) {
		if (done[i])
			continue;
		bw_sb_addz(&b->text, "map ");
		bw_report_safe(&b->text, map_name(s, t->map));
		bw_sb_printf(&b->text, ", %s, as %s", t->role, abis->v[i].name);
		for (uint32_t j = i + 1; j < abis->n; j++) {
			if (has[i] != has[j] || (has[i] && !same_layout(&l[i], &l[j])))
				continue;
			bw_sb_printf(&b->text, ", %s", abis->v[j].name);
			done[j] = true;
		}
		bw_sb_addz(&b->text, ":\n");
		if (has[i])
			bw_layout_print(&b->text, &l[i]);
		else
			bw_sb_addz(&b->text, "  (a type this ABI does not have)\n");
	}
	bw_arena_deinit(scratch);
}

enum bw_status layout_show(struct bpfweld *b, const struct bw_spec *s)
{
	const char *format = opt(b, OPT_format);
	type_list types = types_of(b, s);
	abi_list abis = {0};
	enum bw_status st = abis_find(b, &abis);

	if (st != BW_OK)
		return st;
	if (!format || strcmp(format, "json") != 0) {
		for (uint32_t i = 0; i < types.n; i++)
			put_text(b, s, &abis, &types.v[i]);
		return BW_OK;
	}
	if (b->text_is_document) /* not the first object */
		b->text.n -= 3;
	else
		bw_sb_addz(&b->text, "[\n");
	bool first = !b->text_is_document || b->text.n == 2;
	put_json(b, s, &abis, &types, &first);
	bw_sb_addz(&b->text, "\n]\n");
	b->text_is_document = true;
	return BW_OK;
}
