/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Would BPF_BTF_LOAD take the BTF? First what btf_check_all_metas and btf_resolve ask of each
 * record (all EINVAL), then what btf_parse_struct_metas asks of objects with special fields.
 * Records are taken as well formed (B1-B4); names are not looked at.
 */
#include <errno.h>

#include "mapcheck/mapcheck_parts.h"

#define SINCE(t, maj, min) ((t)->kernel >= BW_KVER(maj, min, 0))

struct load {
	struct bw_arena *arena;
	const struct bw_btf *btf;
	const struct bw_target *target;
	const char *wrong;
	int err;
	struct bw_special_rules rules;
	struct bw_special_set **object; /* by id; NULL: no object with special fields */
};

static bool refuse(struct load *l, int err, bw_tid t, const char *what)
{
	const char *name = bw_btf_str(l->btf, t);

	l->err = err;
	l->wrong =
	    bw_printf(l->arena, "BTF type [%u] %s%s%s: %s", t.i,
		      bw_btf_kind_name(bw_btf_kind(l->btf, t)), *name ? " " : "", name, what);
	return false;
}

/* The first release that reads a kind; kinds not here are as old as BTF. */
static enum bw_feature kind_feature(enum bw_btf_kind k)
{
	static const struct {
		enum bw_btf_kind kind;
		enum bw_feature feature;
	} rows[] = {
	    {BW_BTF_FUNC, BW_F_BTF_FUNC},	  {BW_BTF_FUNC_PROTO, BW_F_BTF_FUNC},
	    {BW_BTF_VAR, BW_F_BTF_DATASEC},	  {BW_BTF_DATASEC, BW_F_BTF_DATASEC},
	    {BW_BTF_FLOAT, BW_F_BTF_FLOAT},	  {BW_BTF_DECL_TAG, BW_F_BTF_DECL_TAG},
	    {BW_BTF_TYPE_TAG, BW_F_BTF_TYPE_TAG}, {BW_BTF_ENUM64, BW_F_BTF_ENUM64},
	};

	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (rows[i].kind == k)
			return rows[i].feature;
	return BW_F_COUNT;
}

static bool power_of_2_to(uint32_t n, uint32_t max)
{
	return n && (n & (n - 1)) == 0 && n <= max;
}

static bool int_check(struct load *l, bw_tid t)
{
	uint32_t word = bw_btf_tail(l->btf, t)[0], bits = (word & 0xff) + (word >> 16 & 0xff);

	return (bits <= 128 && (bits + 7) / 8 <= bw_btf_size_word(l->btf, t)) ||
	       refuse(l, EINVAL, t, "more bits than its size");
}

/* Bits from the member's place on that its type takes. */
static bool member_bits(const struct load *l, bw_tid s, uint32_t i, uint64_t *ret)
{
	bw_tid type = bw_btf_resolve(l->btf, bw_btf_members(l->btf, s)[i].type);
	uint32_t bytes;

	if (bw_btf_member_bitfield_bits(l->btf, s, i)) {
		*ret = bw_btf_member_bitfield_bits(l->btf, s, i);
		return true;
	}
	if (bw_btf_kind(l->btf, type) == BW_BTF_INT) {
		*ret = bw_btf_tail(l->btf, type)[0] & 0xff;
		return true;
	}
	if (!bw_btf_sizeof(l->btf, type, &bytes))
		return false;
	*ret = (uint64_t)bytes * 8;
	return true;
}

static bool float_fits(const struct load *l, bw_tid s, uint32_t i)
{
	bw_tid type = bw_btf_resolve(l->btf, bw_btf_members(l->btf, s)[i].type);
	uint32_t bytes;

	if (bw_btf_kind(l->btf, type) != BW_BTF_FLOAT)
		return true;
	bytes = bw_btf_size_word(l->btf, type);
	return bw_btf_member_bits(l->btf, s, i) % ((bytes < 8 ? bytes : 8) * 8) == 0;
}

static bool struct_check(struct load *l, bw_tid t)
{
	bool is_union = bw_btf_kind(l->btf, t) == BW_BTF_UNION;
	uint64_t size = (uint64_t)bw_btf_size_word(l->btf, t) * 8, last = 0, bits;

	for (uint32_t i = 0; i < bw_btf_vlen(l->btf, t); i++) {
		uint64_t off = bw_btf_member_bits(l->btf, t, i);

		if (is_union && off)
			return refuse(l, EINVAL, t, "a member of the union is not at its start");
		if (off < last)
			return refuse(l, EINVAL, t, "its members are not in order");
		if (!member_bits(l, t, i, &bits))
			return refuse(l, EINVAL, t, "a member has no size");
		if (((off + bits + 7) & ~UINT64_C(7)) > size)
			return refuse(l, EINVAL, t, "a member is behind its end");
		if (!float_fits(l, t, i))
			return refuse(l, EINVAL, t, "a member is not aligned");
		last = off;
	}
	return true;
}

static bool section_check(struct load *l, bw_tid t)
{
	const struct bw_btf_secinfo *v = bw_btf_secinfos(l->btf, t);
	uint32_t size = bw_btf_size_word(l->btf, t), bytes;
	uint64_t end = 0;

	if (!size || (!SINCE(l->target, 5, 12) && !bw_btf_vlen(l->btf, t)))
		return refuse(l, EINVAL, t, "it is empty");
	for (uint32_t i = 0; i < bw_btf_vlen(l->btf, t); i++) {
		if (v[i].off_bytes < end || v[i].off_bytes >= size)
			return refuse(l, EINVAL, t, "its variables are not in order");
		end = (uint64_t)v[i].off_bytes + v[i].size_bytes;
		if (!v[i].size_bytes || end > size)
			return refuse(l, EINVAL, t, "a variable is behind its end");
		if (!bw_btf_sizeof(l->btf, v[i].var, &bytes) || v[i].size_bytes < bytes)
			return refuse(l, EINVAL, t, "a variable is smaller than its type");
	}
	return true;
}

/* Typedefs and modifiers may stand on what has a size, and on void, FWD and prototypes. */
static bool modifier_check(struct load *l, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(l->btf, bw_btf_resolve(l->btf, t));

	return (k != BW_BTF_FUNC && k != BW_BTF_DATASEC && k != BW_BTF_VAR) ||
	       refuse(l, EINVAL, t, "it refers to something that is no type");
}

static bool array_check(struct load *l, bw_tid t)
{
	uint32_t bytes;

	return (bw_btf_array(l->btf, t)->elem.i && bw_btf_sizeof(l->btf, t, &bytes)) ||
	       refuse(l, EINVAL, t, "its elements have no size");
}

static bool float_check(struct load *l, bw_tid t)
{
	uint32_t bytes = bw_btf_size_word(l->btf, t);

	return bytes == 2 || bytes == 4 || bytes == 8 || bytes == 12 || bytes == 16 ||
	       refuse(l, EINVAL, t, "no such float");
}

static bool enum_check(struct load *l, bw_tid t)
{
	return power_of_2_to(bw_btf_size_word(l->btf, t), 8) ||
	       refuse(l, EINVAL, t, "its size is none of 1, 2, 4, 8");
}

static bool record_check(struct load *l, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(l->btf, t);
	enum bw_feature f = kind_feature(k);

	if (f != BW_F_COUNT && !bw_target_has(l->target, f, NULL))
		return refuse(l, EINVAL, t, "the kernel does not know this kind");
	switch (k) {
	case BW_BTF_INT:
		return int_check(l, t);
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return struct_check(l, t);
	case BW_BTF_DATASEC:
		return section_check(l, t);
	case BW_BTF_ARRAY:
		return array_check(l, t);
	case BW_BTF_FLOAT:
		return float_check(l, t);
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
		return enum_check(l, t);
	case BW_BTF_TYPEDEF:
	case BW_BTF_CONST:
	case BW_BTF_VOLATILE:
	case BW_BTF_RESTRICT:
		return modifier_check(l, t);
	default:
		return true;
	}
}

/* ---- objects of programs ---- */

static bool is_object(const struct load *l, bw_tid t)
{
	if (bw_btf_kind(l->btf, t) != BW_BTF_STRUCT)
		return false;
	for (uint32_t i = 0; i < bw_btf_vlen(l->btf, t); i++)
		if (bw_spec_special_member(l->arena, l->btf, bw_btf_members(l->btf, t)[i].type,
					   &l->rules))
			return true;
	return false;
}

static bool objects_find(struct load *l)
{
	l->object = BW_NEW_ARRAY(l->arena, struct bw_special_set *, l->btf->count);
	for (uint32_t i = 1; i < l->btf->count; i++) {
		struct bw_special_set *s;

		if (!is_object(l, (bw_tid){i}))
			continue;
		s = l->object[i] = BW_NEW(l->arena, struct bw_special_set);
		bw_spec_special_object(l->arena, l->btf, (bw_tid){i}, &l->rules, s);
		if (s->err)
			return refuse(l, s->err, (bw_tid){i}, s->why);
		if (!s->kinds)
			return refuse(l, EFAULT, (bw_tid){i}, "its special fields are none");
	}
	return true;
}

/* The object that a field owns, 0 none. */
static uint32_t owned(const struct load *l, const struct bw_special *f)
{
	if (1u << f->kind & BW_SPECIAL_ROOTS)
		return f->type.i;
	if ((f->kind == BW_SPECIAL_KPTR || f->kind == BW_SPECIAL_KPTR_PERCPU) &&
	    f->home == BW_KPTR_PROGRAM && l->object[f->type.i])
		return f->type.i;
	return 0;
}

#define OWNERS_MAX 8 /* BTF_MAX_OWNERSHIP_DEPTH */

/* How many objects own one another from this one on; more than OWNERS_MAX is all the same. */
static uint32_t depth(const struct load *l, uint8_t *known, uint32_t id, uint32_t left)
{
	uint32_t max = 0;

	if (!left)
		return 1;
	if (known[id])
		return known[id];
	for (uint32_t i = 0; i < l->object[id]->n; i++) {
		uint32_t next = owned(l, &l->object[id]->field[i]), d;

		if (!next)
			continue;
		d = depth(l, known, next, left - 1);
		max = d > max ? d : max;
	}
	if (max + 1 <= left)
		known[id] = (uint8_t)(max + 1);
	return max + 1;
}

static bool depths_check(struct load *l)
{
	uint8_t *known = BW_NEW_ARRAY(l->arena, uint8_t, l->btf->count);

	for (uint32_t i = 1; i < l->btf->count; i++)
		if (l->object[i] && depth(l, known, i, OWNERS_MAX) > OWNERS_MAX)
			return refuse(l, ELOOP, (bw_tid){i}, "objects own each other too deeply");
	return true;
}

#define NODES (BW_SPECIAL(LIST_NODE) | BW_SPECIAL(RB_NODE))

/* What lists and trees hold must be objects; before the depth was counted, an object in a list
 * could hold no list of objects with lists. */
static bool roots_check(struct load *l, bool by_depth)
{
	for (uint32_t i = 1; i < l->btf->count; i++) {
		const struct bw_special_set *s = l->object[i];

		for (uint32_t j = 0; s && j < s->n; j++) {
			const struct bw_special_set *in;

			if (!(1u << s->field[j].kind & BW_SPECIAL_ROOTS))
				continue;
			in = l->object[s->field[j].type.i];
			if (!in)
				return refuse(l, EFAULT, (bw_tid){i}, "what it holds is no object");
			if (!by_depth && s->kinds & NODES && in->kinds & BW_SPECIAL_ROOTS)
				return refuse(l, ELOOP, (bw_tid){i},
					      "it is in a list and holds one");
		}
	}
	return true;
}

void bw_mapcheck_load(struct bw_arena *a, const struct bw_btf *b, const struct bw_target *t,
		      struct bw_map_verdict *ret)
{
	struct load l = {.arena = a, .btf = b, .target = t};
	bool ok = true;

	*ret = (struct bw_map_verdict){0};
	bw_mapcheck_special_rules(t, &l.rules);
	if (b->count == 1) {
		l.err = EINVAL;
		l.wrong = "BTF without types";
		ok = false;
	}
	for (uint32_t i = 1; ok && i < b->count; i++)
		ok = record_check(&l, (bw_tid){i});
	if (ok && SINCE(t, 6, 2) && objects_find(&l) && roots_check(&l, BW_LATE_FIELDS(t)) &&
	    BW_LATE_FIELDS(t))
		(void)depths_check(&l);
	if (!l.err)
		return;
	ret->err = l.err;
	ret->code = BW_D_MAP_BTF_LOAD;
	ret->text = l.wrong;
	ret->where = ok ? "btf_parse_struct_metas" : "btf_parse_type_sec";
}
