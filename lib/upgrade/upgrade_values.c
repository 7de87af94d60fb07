/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Initial contents of a data section in two objects of different byte orders: the same
 * numbers, each in its own order.
 */
#include "upgrade/upgrade_parts.h"

/* One number of a variable, in one of the objects. */
struct number {
	const uint8_t *p; /* NULL: zeros */
	uint32_t bytes;
	bool big_endian;
};

static uint64_t number_value(struct number n)
{
	uint64_t v = 0;

	for (uint32_t i = 0; n.p && i < n.bytes; i++)
		v = v << 8 | n.p[n.big_endian ? i : n.bytes - 1 - i];
	return v;
}

/* Types that say their order have it in both objects. */
static bool has_own_order(const struct bw_field *f)
{
	return strncmp(f->type, "__be", 4) == 0 || strncmp(f->type, "__le", 4) == 0;
}

/* Whole numbers of up to 64 bits; bit-fields and what unions share have no one reading. */
static bool is_number(const struct bw_field *f, uint32_t *ret_bytes)
{
	uint64_t bits = f->count ? f->size_bits / f->count : 0;

	if (f->is_bitfield || f->in_union || f->kind == BW_FIELD_POINTER ||
	    f->kind == BW_FIELD_OPAQUE || !bits || bits % 8 || bits > 64)
		return false;
	*ret_bytes = (uint32_t)(bits / 8);
	return true;
}

/* A variable of the section, in one object. */
struct variable {
	const struct side *side;
	struct bw_btf_secinfo place;
	struct bw_layout layout;
};

static struct number number_at(const struct variable *v, const struct bw_field *f, uint64_t i,
			       uint32_t bytes)
{
	const struct bw_map_spec *m = v->side->map;
	uint64_t off = v->place.off_bytes + f->off_bits / 8 + i * bytes;
	bool big = v->side->spec->obj->big_endian;

	if (!m->data || off + bytes > m->value_bytes)
		return (struct number){NULL, bytes, big};
	return (struct number){m->data + off, bytes, big};
}

static const char *var_name(const struct variable *v)
{
	return bw_btf_str(v->side->btf, v->place.var);
}

static const char *field_differs(struct bw_arena *a, const struct variable *x,
				 const struct variable *y, uint32_t field)
{
	const struct bw_field *f = &x->layout.field[field];
	uint32_t bytes;

	if (!is_number(f, &bytes))
		return NULL;
	for (uint64_t i = 0; i < f->count; i++) {
		struct number xn = number_at(x, f, i, bytes);
		struct number yn = number_at(y, &y->layout.field[field], i, bytes);

		if (has_own_order(f))
			yn.big_endian = xn.big_endian;
		if (number_value(xn) != number_value(yn))
			return bw_printf(
			    a, "'%s%s%s' is %#llx against %#llx", var_name(x), *f->path ? "." : "",
			    f->count > 1 ? bw_printf(a, "%s[%llu]", f->path, (unsigned long long)i)
					 : f->path,
			    (unsigned long long)number_value(xn),
			    (unsigned long long)number_value(yn));
	}
	return NULL;
}

static bool variable_get(struct bw_arena *a, const struct side *s, uint32_t i, struct variable *ret)
{
	*ret =
	    (struct variable){.side = s, .place = bw_btf_secinfos(s->btf, s->map->value_type)[i]};
	return bw_btf_layout(a, s->btf, ret->place.var, &ret->layout);
}

static bool is_section(const struct side *s)
{
	return s->map && s->btf && s->map->origin == BW_MAP_DATA && s->map->value_type.i &&
	       bw_btf_kind(s->btf, s->map->value_type) == BW_BTF_DATASEC;
}

static const char *variable_differs(struct bw_arena *a, const struct variable *x,
				    const struct side *side)
{
	const struct bw_btf_secinfo *v = bw_btf_secinfos(side->btf, side->map->value_type);

	for (uint32_t i = 0; i < bw_btf_vlen(side->btf, side->map->value_type); i++) {
		struct variable y;

		if (strcmp(var_name(x), bw_btf_str(side->btf, v[i].var)) != 0 ||
		    !variable_get(a, side, i, &y))
			continue;
		if (x->layout.field_count != y.layout.field_count)
			return NULL; /* said as a difference of types */
		for (uint32_t k = 0; k < x->layout.field_count; k++) {
			const char *text = field_differs(a, x, &y, k);

			if (text)
				return text;
		}
	}
	return NULL;
}

const char *values_differ(struct bw_arena *a, const struct side *x, const struct side *y)
{
	if (!is_section(x) || !is_section(y))
		return NULL;
	for (uint32_t i = 0; i < bw_btf_vlen(x->btf, x->map->value_type); i++) {
		struct variable v;
		const char *text = variable_get(a, x, i, &v) ? variable_differs(a, &v, y) : NULL;

		if (text)
			return text;
	}
	return NULL;
}
