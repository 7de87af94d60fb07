/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps that BTF defines: the variables of DATASEC .maps. */
#include "spec/spec_build.h"

/* One definition being read. */
struct def {
	struct bw_spec_builder *b;
	const struct bw_btf *btf;
	struct bw_map_spec *m;
	const char *name; /* of the map, for findings */
	bool is_inner;
	bw_tid type;	 /* the struct */
	uint32_t member; /* the field at hand */
	uint32_t values_off_bytes;
};

static const char *field_name(const struct def *d)
{
	return bw_str(d->btf->names, bw_btf_members(d->btf, d->type)[d->member].name);
}

static bw_tid field_tid(const struct def *d)
{
	return bw_btf_members(d->btf, d->type)[d->member].type;
}

static const char *kind_name(const struct def *d, bw_tid t)
{
	return bw_btf_kind_name(bw_btf_kind(d->btf, t));
}

/* The number in a __uint(): the length of the array behind the pointer. */
static enum bw_status get_uint(const struct def *d, uint32_t *ret)
{
	bw_tid ptr = bw_btf_resolve(d->btf, field_tid(d)), array;

	if (bw_btf_kind(d->btf, ptr) != BW_BTF_PTR)
		return bw_report(d->b->diags, BW_D_SPC_MAP_ATTR_SHAPE, d->m->where,
				 "%s.%s is a %s, not a pointer to an array", d->name, field_name(d),
				 kind_name(d, ptr));
	array = bw_btf_ref(d->btf, ptr);
	if (bw_btf_kind(d->btf, array) != BW_BTF_ARRAY)
		return bw_report(d->b->diags, BW_D_SPC_MAP_ATTR_SHAPE, d->m->where,
				 "%s.%s points to a %s, not to an array", d->name, field_name(d),
				 kind_name(d, array));
	*ret = bw_btf_array(d->btf, array)->n;
	return BW_OK;
}

/* The number in a __ulong(): the value of an enum's only constant; or a __uint(). */
static enum bw_status get_ulong(const struct def *d, uint64_t *ret)
{
	bw_tid t = bw_btf_resolve(d->btf, field_tid(d));
	enum bw_btf_kind k = bw_btf_kind(d->btf, t);
	uint32_t v = 0;
	enum bw_status st;

	if (k == BW_BTF_PTR) {
		st = get_uint(d, &v);
		if (!st)
			*ret = v;
		return st;
	}
	if ((k != BW_BTF_ENUM && k != BW_BTF_ENUM64) || bw_btf_vlen(d->btf, t) != 1)
		return bw_report(d->b->diags, BW_D_SPC_MAP_ATTR_SHAPE, d->m->where,
				 "%s.%s is a %s with %u values, not an enum with one", d->name,
				 field_name(d), kind_name(d, t), bw_btf_vlen(d->btf, t));
	if (k == BW_BTF_ENUM) /* sign-extended, as libbpf does */
		*ret = (uint64_t)(int64_t)(int32_t)bw_btf_enums(d->btf, t)->value;
	else
		*ret =
		    (uint64_t)bw_btf_enums64(d->btf, t)->hi << 32 | bw_btf_enums64(d->btf, t)->lo;
	return BW_OK;
}

static enum bw_status field_type(struct def *d)
{
	return get_uint(d, &d->m->type);
}

static enum bw_status field_max_entries(struct def *d)
{
	return get_uint(d, &d->m->max_entries);
}

static enum bw_status field_flags(struct def *d)
{
	return get_uint(d, &d->m->flags);
}

static enum bw_status field_numa_node(struct def *d)
{
	return get_uint(d, &d->m->numa_node);
}

static enum bw_status field_extra(struct def *d)
{
	return get_ulong(d, &d->m->extra);
}

static enum bw_status set_size(struct def *d, uint32_t bytes, uint32_t others, uint32_t *slot)
{
	if (d->m->has & others && *slot != bytes)
		return bw_report(d->b->diags, BW_D_SPC_MAP_SIZE_CONFLICT, d->m->where,
				 "%s.%s says %u bytes, another field %u", d->name, field_name(d),
				 bytes, *slot);
	*slot = bytes;
	return BW_OK;
}

static enum bw_status field_key_size(struct def *d)
{
	uint32_t bytes = 0;
	enum bw_status st = get_uint(d, &bytes);

	return st ? st : set_size(d, bytes, BW_MAP_HAS_KEY, &d->m->key_bytes);
}

static enum bw_status field_value_size(struct def *d)
{
	uint32_t bytes = 0;
	enum bw_status st = get_uint(d, &bytes);

	return st ? st
		  : set_size(d, bytes, BW_MAP_HAS_VALUE | BW_MAP_HAS_VALUES, &d->m->value_bytes);
}

/* The type behind a __type() and its size. */
static enum bw_status get_type(const struct def *d, bw_tid *ret, uint32_t *ret_bytes)
{
	bw_tid ptr = field_tid(d);

	if (bw_btf_kind(d->btf, ptr) != BW_BTF_PTR)
		return bw_report(d->b->diags, BW_D_SPC_MAP_POINTER, d->m->where,
				 "%s.%s is a %s, not a pointer", d->name, field_name(d),
				 kind_name(d, ptr));
	*ret = bw_btf_ref(d->btf, ptr);
	if (!bw_btf_sizeof(d->btf, *ret, ret_bytes))
		return bw_report(d->b->diags, BW_D_SPC_MAP_TYPE_SIZE, d->m->where,
				 "%s.%s: a %s %s has no size", d->name, field_name(d),
				 kind_name(d, *ret), bw_btf_str(d->btf, *ret));
	return BW_OK;
}

static enum bw_status field_key(struct def *d)
{
	uint32_t bytes = 0;
	bw_tid t = BW_VOID;
	enum bw_status st = get_type(d, &t, &bytes);

	if (!st)
		st = set_size(d, bytes, BW_MAP_HAS_KEY_SIZE, &d->m->key_bytes);
	if (!st)
		d->m->key_type = t;
	return st;
}

static enum bw_status field_value(struct def *d)
{
	uint32_t bytes = 0;
	bw_tid t = BW_VOID;
	enum bw_status st = get_type(d, &t, &bytes);

	if (!st)
		st = set_size(d, bytes, BW_MAP_HAS_VALUE_SIZE | BW_MAP_HAS_VALUES,
			      &d->m->value_bytes);
	if (!st)
		d->m->value_type = t;
	return st;
}

static enum bw_status field_pinning(struct def *d)
{
	uint32_t v = 0;
	enum bw_status st;

	if (d->is_inner)
		return bw_report(d->b->diags, BW_D_SPC_MAP_INNER_PINNED, d->m->where,
				 "the inner map of %s has pinning", d->name);
	st = get_uint(d, &v);
	if (st)
		return st;
	if (v > 1)
		return bw_report(d->b->diags, BW_D_SPC_MAP_PINNING, d->m->where, "%s.pinning is %u",
				 d->name, v);
	d->m->pinning = v;
	return BW_OK;
}

static enum bw_status values_shape(const struct def *d, bw_tid t, const char *what)
{
	return bw_report(d->b->diags, BW_D_SPC_MAP_VALUES_SHAPE, d->m->where,
			 "%s.values: %s is a %s %s", d->name, what, kind_name(d, t),
			 bw_btf_str(d->btf, t));
}

static enum bw_status def_read(struct def *d);

static enum bw_status inner_read(struct def *d, bw_tid t)
{
	struct bw_map_spec *inner = BW_NEW(d->b->arena, struct bw_map_spec);
	struct def in = {
	    .b = d->b, .btf = d->btf, .m = inner, .name = d->name, .is_inner = true, .type = t};
	enum bw_status st;

	inner->origin = BW_MAP_BTF;
	inner->name = bw_intern_z(d->b->o->names, bw_printf(d->b->scratch, "%s.inner", d->name));
	inner->var_type = d->m->var_type;
	inner->sec = d->m->sec;
	inner->where = d->m->where;
	st = def_read(&in);
	if (!st)
		d->m->inner = inner;
	return st;
}

static enum bw_status field_values(struct def *d)
{
	bool maps = d->m->type == BW_MT_ARRAY_OF_MAPS || d->m->type == BW_MT_HASH_OF_MAPS;
	bw_tid t = field_tid(d);
	enum bw_status st;

	if (d->is_inner)
		return bw_report(d->b->diags, BW_D_SPC_MAP_NESTED, d->m->where,
				 "the inner map of %s has values of its own", d->name);
	if (d->member + 1 != bw_btf_vlen(d->btf, d->type))
		return bw_report(d->b->diags, BW_D_SPC_MAP_VALUES_LAST, d->m->where,
				 "%s.values is field %u of %u", d->name, d->member + 1,
				 bw_btf_vlen(d->btf, d->type));
	if (!maps && d->m->type != BW_MT_PROG_ARRAY)
		return bw_report(d->b->diags, BW_D_SPC_MAP_VALUES_TYPE, d->m->where,
				 "%s has values and type %u", d->name, d->m->type);
	st = set_size(d, 4, BW_MAP_HAS_VALUE | BW_MAP_HAS_VALUE_SIZE, &d->m->value_bytes);
	if (st)
		return st;
	if (bw_btf_kind(d->btf, t) != BW_BTF_ARRAY || bw_btf_array(d->btf, t)->n)
		return values_shape(d, t, "it");
	d->values_off_bytes = bw_btf_member_bits(d->btf, d->type, d->member) / 8;
	t = bw_btf_resolve(d->btf, bw_btf_array(d->btf, t)->elem);
	if (bw_btf_kind(d->btf, t) != BW_BTF_PTR)
		return values_shape(d, t, "an element");
	t = bw_btf_resolve(d->btf, bw_btf_ref(d->btf, t));
	if (bw_btf_kind(d->btf, t) != (maps ? BW_BTF_STRUCT : BW_BTF_FUNC_PROTO))
		return values_shape(d, t, "what an element points to");
	return maps ? inner_read(d, t) : BW_OK;
}

static const struct {
	const char *name;
	uint32_t bit;
	enum bw_status (*read)(struct def *d);
} fields[] = {
#define FIELD(name, bit, read) {name, BW_MAP_HAS_##bit, read},
#include "spec/spec_fields.def"
#undef FIELD
};

static enum bw_status field_read(struct def *d)
{
	const char *name = field_name(d);
	enum bw_status st;

	for (size_t i = 0; i < BW_COUNT(fields); i++) {
		if (strcmp(fields[i].name, name) != 0)
			continue;
		if (d->m->has & fields[i].bit)
			return bw_report(d->b->diags, BW_D_SPC_MAP_FIELD_TWICE, d->m->where,
					 "%s has two fields %s", d->name, name);
		st = fields[i].read(d);
		d->m->has |= fields[i].bit;
		return st;
	}
	return bw_report(d->b->diags, BW_D_SPC_MAP_FIELD, d->m->where, "%s has a field %s", d->name,
			 *name ? name : "without a name");
}

/* All findings of a definition are told, not only the first. */
static enum bw_status def_read(struct def *d)
{
	enum bw_status st = BW_OK;

	for (d->member = 0; d->member < bw_btf_vlen(d->btf, d->type); d->member++)
		st = bw_worse(st, field_read(d));
	if (!d->m->type && !st)
		st = bw_report(d->b->diags, BW_D_SPC_MAP_NO_TYPE, d->m->where, "%s%s has no type",
			       d->is_inner ? "the inner map of " : "", d->name);
	return st;
}

/* ---- initial values ---- */

static enum bw_status slot_read(const struct def *d, const struct bw_reloc *r,
				struct bw_map_init *ret)
{
	const struct bw_obj *o = d->b->o;
	uint64_t off = r->off_bytes - d->m->off_bytes;
	bool maps = d->m->inner != NULL;
	const struct bw_symbol *s;

	ret->sym = bw_spec_meant(o, r);
	if (!(d->m->has & BW_MAP_HAS_VALUES) || off < d->values_off_bytes || off % 8)
		return bw_report(d->b->diags, BW_D_SPC_MAP_SLOT,
				 bw_obj_where_sec(o, d->m->sec, r->off_bytes),
				 "%s has an address at byte %llu, which is not in values", d->name,
				 (unsigned long long)off);
	ret->index = (uint32_t)((off - d->values_off_bytes) / 8);
	s = bw_obj_sym(o, ret->sym);
	if (!ret->sym.i ||
	    (s->sec.i && o->sec[s->sec.i].kind != (maps ? BW_SEC_MAPS : BW_SEC_CODE)))
		return bw_report(d->b->diags, BW_D_SPC_MAP_SLOT,
				 bw_obj_where_sec(o, d->m->sec, r->off_bytes),
				 "%s.values[%u] is %s, not a %s", d->name, ret->index,
				 ret->sym.i ? bw_str(o->names, s->name) : "no symbol's address",
				 maps ? "map" : "program");
	return BW_OK;
}

static enum bw_status slots_read(const struct def *d, uint64_t size_bytes)
{
	const struct bw_section *s = bw_obj_sec(d->b->o, d->m->sec);
	BW_VEC(struct bw_map_init) init = {0};
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < s->reloc_count; i++) {
		const struct bw_reloc *r = &s->reloc[i];
		struct bw_map_init x = {0};
		enum bw_status one;

		if (r->off_bytes < d->m->off_bytes || r->off_bytes >= d->m->off_bytes + size_bytes)
			continue;
		one = slot_read(d, r, &x);
		if (!one)
			*bw_push(d->b->arena, &init) = x;
		st = bw_worse(st, one);
	}
	d->m->init = init.v;
	d->m->init_count = init.n;
	return st;
}

/* ---- the section ---- */

static bool is_hidden(const struct bw_symbol *s)
{
	return s->vis == BW_VIS_HIDDEN || s->vis == BW_VIS_INTERNAL;
}

static enum bw_status linkage_check(const struct def *d, uint32_t linkage)
{
	const struct bw_symbol *s = bw_obj_sym(d->b->o, d->m->sym);

	if (linkage != BW_BTF_STATIC && !(d->m->sym.i && is_hidden(s)))
		return BW_OK;
	return bw_report(d->b->diags, BW_D_SPC_MAP_STATIC, d->m->where, "the map %s is %s", d->name,
			 linkage == BW_BTF_STATIC ? "static" : "hidden");
}

static enum bw_status map_read(struct bw_spec_builder *b, bw_secid sec,
			       const struct bw_btf_secinfo *v)
{
	const struct bw_btf *btf = b->o->btf;
	struct bw_map_spec m = {.origin = BW_MAP_BTF, .var_type = v->var, .sec = sec};
	struct def d = {.b = b, .btf = btf, .m = &m, .name = bw_btf_str(btf, v->var)};
	uint32_t linkage = bw_btf_tail(btf, v->var)[0];
	enum bw_status st;

	m.name = bw_btf_name(btf, v->var);
	m.off_bytes = v->off_bytes;
	m.sym.i = b->sym_of_type[v->var.i];
	m.is_extern = linkage == BW_BTF_EXTERN;
	m.where = m.sym.i ? bw_obj_where_sym(b->o, m.sym) : bw_obj_where(b->o);
	m.where.symbol = d.name;
	d.type = bw_btf_resolve(btf, bw_btf_ref(btf, v->var));
	if (bw_btf_kind(btf, d.type) != BW_BTF_STRUCT ||
	    bw_btf_size_word(btf, d.type) > v->size_bytes)
		return bw_report(
		    b->diags, BW_D_SPC_MAP_KIND, m.where,
		    "%s is a %s %s of %u bytes in a place of %u", d.name, kind_name(&d, d.type),
		    bw_btf_str(btf, d.type),
		    bw_btf_kind(btf, d.type) == BW_BTF_STRUCT ? bw_btf_size_word(btf, d.type) : 0,
		    v->size_bytes);
	st = linkage_check(&d, linkage);
	st = bw_worse(st, def_read(&d));
	if (!st && !m.is_extern && sec.i)
		st = slots_read(&d, v->size_bytes);
	if (!st)
		*bw_push(b->arena, &b->map) = m;
	return st;
}

/* Symbols in .maps that BTF does not explain. */
static enum bw_status unexplained(const struct bw_spec_builder *b)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 1; i < b->o->sym_count; i++) {
		const struct bw_symbol *s = &b->o->sym[i];

		if (s->type.i || s->kind != BW_SYM_OBJECT || !s->sec.i ||
		    b->o->sec[s->sec.i].kind != BW_SEC_MAPS)
			continue;
		st = bw_worse(st, bw_report(b->diags, BW_D_SPC_MAP_NO_BTF,
					    bw_obj_where_sym(b->o, (bw_symid){i}),
					    "the map %s has no BTF type",
					    bw_str(b->o->names, s->name)));
	}
	return st;
}

enum bw_status bw_spec_btf_maps(struct bw_spec_builder *b)
{
	const struct bw_btf *btf = b->o->btf;
	bw_sym name = bw_names_find(b->o->names, ".maps", 5);
	bw_secid sec = bw_obj_find_sec(b->o, name);
	bw_tid t = name.id ? bw_spec_datasec(b->o, name) : BW_VOID;
	enum bw_status st = unexplained(b);

	if (!t.i)
		return st;
	if (sec.i && b->o->sec[sec.i].kind != BW_SEC_MAPS)
		sec.i = 0;
	for (uint32_t i = 0; i < bw_btf_vlen(btf, t); i++) {
		const struct bw_btf_secinfo *v = &bw_btf_secinfos(btf, t)[i];

		if (bw_btf_kind(btf, v->var) == BW_BTF_VAR)
			st = bw_worse(st, map_read(b, sec, v));
	}
	return st;
}
