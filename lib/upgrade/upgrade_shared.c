/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects that are loaded apart: they share a map by its pin path, by an extern declaration, or
 * as builds of one program for two byte orders.
 */
#include "upgrade/upgrade_parts.h"

#define KERNEL_NAME_CHARS 15 /* BPF_OBJ_NAME_LEN - 1 */

struct member {
	struct side side;
	uint32_t object;
};

struct sharing {
	struct bw_arena *arena;
	struct bw_diags *diags;
	const struct bw_target *target;
	const char *loader; /* for people */
	const struct bw_comparator_info *judge;
	enum bw_comparator comparator;
	const struct bw_spec *const *specs;
	uint32_t n;
	BW_VEC(struct member) map;
	enum bw_status status;
};

static bool big_endian(const struct member *m)
{
	return m->side.spec->obj->big_endian;
}

static const char *file_of(const struct member *m)
{
	return m->side.spec->obj->file;
}

static void fail(struct sharing *s, enum bw_status st)
{
	s->status = bw_worse(s->status, st);
}

/* ---- attributes ---- */

static uint64_t value_of(const struct member *m, enum bw_cmp_field f)
{
	return f == BW_CMP_PINNING ? m->side.map->pinning : bw_cmp_value(f, &m->side.asked);
}

/* The field of the definition that says this attribute; 0: always said. */
static uint32_t said_by(enum bw_cmp_field f)
{
	static const uint32_t has[BW_CMP_COUNT] = {
	    [BW_CMP_KEY_SIZE] = BW_MAP_HAS_KEY | BW_MAP_HAS_KEY_SIZE,
	    [BW_CMP_VALUE_SIZE] = BW_MAP_HAS_VALUE | BW_MAP_HAS_VALUE_SIZE | BW_MAP_HAS_VALUES,
	    [BW_CMP_ENTRIES] = BW_MAP_HAS_MAX_ENTRIES,
	    [BW_CMP_FLAGS] = BW_MAP_HAS_FLAGS,
	    [BW_CMP_EXTRA] = BW_MAP_HAS_EXTRA,
	    [BW_CMP_NUMA] = BW_MAP_HAS_NUMA_NODE,
	    [BW_CMP_PINNING] = BW_MAP_HAS_PINNING,
	};

	return has[f];
}

/* An extern declaration leaves to the definition what it does not say. */
static bool is_left_out(const struct member *m, enum bw_cmp_field f)
{
	return m->side.map->is_extern && said_by(f) && !(m->side.map->has & said_by(f));
}

static uint32_t attrs_differ(const struct member *x, const struct member *y)
{
	uint32_t differ = 0;

	for (int i = 0; i < BW_CMP_COUNT; i++) {
		enum bw_cmp_field f = (enum bw_cmp_field)i;

		if (value_of(x, f) != value_of(y, f) && !is_left_out(x, f) && !is_left_out(y, f))
			differ |= 1u << f;
	}
	return differ;
}

static const char *value_text(struct bw_arena *a, const struct member *m, enum bw_cmp_field f)
{
	struct bw_sb sb = bw_sb_in(a);
	const char *name = f == BW_CMP_TYPE ? bw_map_type_name(m->side.asked.type) : NULL;

	if (name)
		return name;
	if (f == BW_CMP_FLAGS && m->side.asked.flags) {
		bw_map_flags_print(&sb, m->side.asked.flags);
		return bw_sb_str(&sb);
	}
	return bw_printf(a, "%llu", (unsigned long long)value_of(m, f));
}

/* "max_entries is 16 in b.o and 8 in a.o" */
static const char *differ_text(struct sharing *s, uint32_t differ, const struct member *x,
			       const struct member *y)
{
	struct bw_sb sb = bw_sb_in(s->arena);

	for (int f = 0; f < BW_CMP_COUNT; f++)
		if (differ >> f & 1)
			bw_sb_printf(&sb, "%s%s is %s in %s and %s in %s", sb.n ? "; " : "",
				     bw_cmp_name((enum bw_cmp_field)f),
				     value_text(s->arena, y, (enum bw_cmp_field)f), file_of(y),
				     value_text(s->arena, x, (enum bw_cmp_field)f), file_of(x));
	return bw_sb_str(&sb);
}

/* ---- two definitions ---- */

struct words {
	enum bw_code attrs, types, doubt;
	const char *how; /* "pinned at %s by both" */
};

static void other_note(struct sharing *s, const struct member *x, const struct type_diff *key,
		       const struct type_diff *value)
{
	bw_note(s->diags, x->side.where, "the other definition");
	changes_note(s->arena, s->diags, "key", key);
	changes_note(s->arena, s->diags, "value", value);
}

static const char *first_change(struct sharing *s, const struct type_diff *key,
				const struct type_diff *value)
{
	bool in_key = key->meaning >= value->meaning && *change_first(s->arena, key);

	return bw_printf(s->arena, "in the %s, %s", in_key ? "key" : "value",
			 change_first(s->arena, in_key ? key : value));
}

/* Who stops it; empty if nobody is there who could. */
static const char *who_refuses(struct sharing *s, const struct words *w, uint32_t differ,
			       const struct member *x, const struct member *y)
{
	const struct bw_comparator_info *link = bw_comparator_info(BW_COMPARE_LIBBPF_LINK);

	if (w->attrs != BW_D_UPG_SHARED)
		return "";
	if (x->side.map->is_extern || y->side.map->is_extern)
		return differ & link->fields
			   ? ""
			   : bw_printf(s->arena, "; %s compares none of that (%s)", link->name,
				       link->function);
	if (!bw_compare(s->comparator, &x->side.shown, &y->side.asked))
		return bw_printf(s->arena, "; %s compares none of that", s->loader);
	return bw_printf(s->arena, "; the second one is refused (%s)", s->judge->function);
}

/* x came first. True if they differ. */
static bool pair_check(struct sharing *s, const struct member *x, const struct member *y,
		       const struct words *w)
{
	uint32_t differ = attrs_differ(x, y);
	struct type_diff key, value;
	enum meaning worst;

	types_diff(s->arena, x->side.btf, x->side.key, y->side.btf, y->side.key, &key);
	types_diff(s->arena, x->side.btf, x->side.value, y->side.btf, y->side.value, &value);
	worst = key.meaning > value.meaning ? key.meaning : value.meaning;
	if (differ)
		fail(s, bw_report(s->diags, w->attrs, y->side.where, "map '%s', %s: %s%s",
				  y->side.name, w->how, differ_text(s, differ, x, y),
				  who_refuses(s, w, differ, x, y)));
	else if (worst == MEANS_OTHER)
		fail(s, bw_report(s->diags, w->types, y->side.where,
				  "map '%s', %s: %s and %s disagree: %s", y->side.name, w->how,
				  file_of(x), file_of(y), first_change(s, &key, &value)));
	else if (worst == MEANS_DOUBT)
		fail(s, bw_report(s->diags, w->doubt, y->side.where,
				  "map '%s', %s: %s and %s disagree: %s", y->side.name, w->how,
				  file_of(x), file_of(y), first_change(s, &key, &value)));
	else
		return false;
	other_note(s, x, &key, &value);
	return true;
}

/* The inner maps of two maps of maps. */
static void inner_check(struct sharing *s, const struct member *x, const struct member *y,
			const struct words *w)
{
	struct member ix = *x, iy = *y;

	if (!x->side.map->inner || !y->side.map->inner)
		return;
	side_fill(s->arena, x->side.spec, x->side.map->inner, s->target, &ix.side);
	side_fill(s->arena, y->side.spec, y->side.map->inner, s->target, &iy.side);
	(void)pair_check(s, &ix, &iy, w);
}

static void both_check(struct sharing *s, const struct member *x, const struct member *y,
		       const struct words *w)
{
	if (!pair_check(s, x, y, w))
		inner_check(s, x, y, w);
}

/* ---- by pin path ---- */

static void pins_check(struct sharing *s, uint32_t at)
{
	const struct member *y = &s->map.v[at];
	struct words w = {BW_D_UPG_SHARED, BW_D_UPG_SHARED_TYPES, BW_D_UPG_SHARED_DOUBT, ""};

	if (!y->side.pin)
		return;
	assert(at < s->map.n);
	for (uint32_t i = 0; i < at; i++) {
		const struct member *x = &s->map.v[i];

		if (x->object == y->object || !x->side.pin || big_endian(x) != big_endian(y) ||
		    strcmp(x->side.pin, y->side.pin) != 0)
			continue;
		w.how = bw_printf(s->arena, "pinned at %s by both", y->side.pin);
		both_check(s, x, y, &w);
		return; /* with the first one; that is what the rest is compared with too */
	}
}

static bool same_name(const struct member *x, const struct member *y)
{
	return x->object != y->object && big_endian(x) == big_endian(y) &&
	       strcmp(x->side.name, y->side.name) == 0;
}

static bool is_defined_map(const struct member *m)
{
	return !m->side.map->is_extern &&
	       (m->side.map->origin == BW_MAP_BTF || m->side.map->origin == BW_MAP_OLD);
}

/* One of them pinned, the other a map of the same definition that is not. */
static void half_check(struct sharing *s, uint32_t at)
{
	const struct member *y = &s->map.v[at];

	for (uint32_t i = 0; i < at; i++) {
		const struct member *x = &s->map.v[i];

		if (!same_name(x, y) || !is_defined_map(x) || !is_defined_map(y) ||
		    !x->side.pin == !y->side.pin || attrs_differ(x, y) & ~(1u << BW_CMP_PINNING))
			continue;
		bw_tell(s->diags, BW_D_UPG_SHARED_HALF, y->side.where,
			"map '%s' is pinned by %s and not by %s: they do not share it",
			y->side.name, file_of(x->side.pin ? x : y), file_of(x->side.pin ? y : x));
		bw_note(s->diags, x->side.where, "the other definition");
		return;
	}
}

/* ---- by declaration ---- */

static void extern_check(struct sharing *s, const struct member *y)
{
	static const struct words w = {BW_D_UPG_SHARED, BW_D_UPG_SHARED_TYPES,
				       BW_D_UPG_SHARED_DOUBT, "declared extern"};

	if (!y->side.map->is_extern)
		return;
	for (uint32_t i = 0; i < s->map.n; i++)
		if (same_name(&s->map.v[i], y) && is_defined_map(&s->map.v[i])) {
			both_check(s, &s->map.v[i], y, &w);
			return;
		}
	fail(s, bw_report(s->diags, BW_D_UPG_EXTERN, y->side.where,
			  "map '%s' of %s is extern, and no other object defines it", y->side.name,
			  file_of(y)));
}

/* ---- by the kernel's name ---- */

static void name_check(struct sharing *s, uint32_t at)
{
	const struct member *y = &s->map.v[at];

	for (uint32_t i = 0; i < at; i++) {
		const struct member *x = &s->map.v[i];

		if (x->object == y->object || !is_defined_map(x) || !is_defined_map(y) ||
		    big_endian(x) != big_endian(y) ||
		    strncmp(x->side.name, y->side.name, KERNEL_NAME_CHARS) != 0 ||
		    strcmp(x->side.name, y->side.name) == 0)
			continue;
		bw_tell(s->diags, BW_D_UPG_SHARED_NAME, y->side.where,
			"'%s' of %s and '%s' of %s are both '%.*s' in the kernel", y->side.name,
			file_of(y), x->side.name, file_of(x), KERNEL_NAME_CHARS, y->side.name);
		bw_note(s->diags, x->side.where, "the other map");
		return;
	}
}

/* ---- by byte order ---- */

/* The file name with the order taken out of it: "app.bpfel.o" and "app.bpfeb.o" are one. */
static const char *program_of(struct bw_arena *a, const char *file)
{
	static const char *const orders[] = {"bpfel", "bpfeb"};
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;

	for (size_t i = 0; i < BW_COUNT(orders); i++) {
		const char *at = strstr(base, orders[i]);

		if (at)
			return bw_printf(a, "%.*s%s", (int)(at - base), base, at + 5);
	}
	return base;
}

/* The object of the other order that is the same program, or the only one; n: none. */
static uint32_t twin_of(struct sharing *s, uint32_t object)
{
	const struct bw_obj *o;
	uint32_t found = s->n, count = 0;

	assert(object < s->n);
	o = s->specs[object]->obj;
	for (uint32_t i = 0; i < s->n; i++) {
		const struct bw_obj *x = s->specs[i]->obj;

		if (x->big_endian == o->big_endian)
			continue;
		if (strcmp(program_of(s->arena, x->file), program_of(s->arena, o->file)) == 0)
			return i;
		found = i;
		count++;
	}
	return count == 1 && s->n == 2 ? found : s->n;
}

static const struct member *map_in(const struct sharing *s, uint32_t object, const char *name)
{
	for (uint32_t i = 0; i < s->map.n; i++)
		if (s->map.v[i].object == object && strcmp(s->map.v[i].side.name, name) == 0)
			return &s->map.v[i];
	return NULL;
}

static void twin_map(struct sharing *s, const struct member *m, uint32_t twin, bool compare)
{
	static const struct words w = {BW_D_UPG_ORDER, BW_D_UPG_ORDER, BW_D_UPG_ORDER,
				       "of one program"};
	const struct member *x = map_in(s, twin, m->side.name);
	const char *values = x && compare ? values_differ(s->arena, &x->side, &m->side) : NULL;

	if (x && compare)
		both_check(s, x, m, &w);
	if (values)
		bw_tell(s->diags, BW_D_UPG_ORDER_VALUES, m->side.where,
			"map '%s', of one program: in %s and %s %s", m->side.name, file_of(x),
			file_of(m), values);
	if (!x)
		fail(s, bw_report(s->diags, BW_D_UPG_ORDER, m->side.where,
				  "map '%s' is in %s and not in %s", m->side.name, file_of(m),
				  s->specs[twin]->obj->file));
}

static void twins_check(struct sharing *s)
{
	for (uint32_t i = 0; i < s->map.n; i++) {
		uint32_t twin = twin_of(s, s->map.v[i].object);

		if (twin < s->n) /* compared once, and missed on either side */
			twin_map(s, &s->map.v[i], twin, s->map.v[i].object > twin);
	}
}

enum bw_status bw_upgrade_shared(struct bw_arena *a, const struct bw_spec *const *specs, uint32_t n,
				 const struct bw_target *t, struct bw_diags *d)
{
	struct sharing s = {.arena = a, .diags = d, .target = t, .specs = specs, .n = n};
	uint32_t loader, count;

	loader = bw_profile_find(t->loader);
	s.loader = bw_profiles(&count)[loader].text;
	s.comparator = bw_profile_comparator(loader);
	s.judge = bw_comparator_info(s.comparator);
	assert(n);
	for (uint32_t i = 0; i < n; i++) {
		side_list sides = {0};

		sides_of_spec(a, specs[i], t, &sides);
		for (uint32_t k = 0; k < sides.n; k++)
			*bw_push(a, &s.map) = (struct member){sides.v[k], i};
	}
	for (uint32_t i = 0; i < s.map.n; i++) {
		pins_check(&s, i);
		half_check(&s, i);
		extern_check(&s, &s.map.v[i]);
		name_check(&s, i);
	}
	twins_check(&s);
	return s.status;
}
