/* SPDX-License-Identifier: BSD-2-Clause */
/* One loader and one object: definitions it refuses, words it loses, pins it would not take back.
 */
#include "profile/profile.h"

struct check {
	struct bw_arena *arena;
	const struct bw_spec *spec;
	const struct bw_target *target;
	const struct bw_loader *loader;
	const struct bw_profile *profile;
	struct bw_diags *diags;
	const struct bw_map_spec *map;
	const char *name;	  /* of the map */
	const char **kernel_name; /* by map */
	const char **pin;	  /* by map; NULL: not pinned, or not made */
};

/* ---- the two sides of a comparison ---- */

uint32_t bw_profile_refound(uint32_t maker, uint32_t finder, const struct bw_spec *s,
			    const struct bw_map_spec *m, const struct bw_target *t,
			    struct bw_map_attr *ret_shown, struct bw_map_attr *ret_wanted,
			    bool *ret_known)
{
	struct bw_map_attr made;

	bw_profile_attr_of(maker, s, m, t, &made);
	*ret_known = bw_profile_kernel_rewrites(&made, t, ret_shown);
	bw_profile_compared(finder, s, m, t, ret_wanted);
	return bw_compare(bw_profile_comparator(finder), ret_shown, ret_wanted);
}

static void value_print(struct bw_sb *sb, enum bw_cmp_field f, uint64_t v)
{
	if (f != BW_CMP_FLAGS) {
		bw_sb_printf(sb, "%llu", (unsigned long long)v);
		return;
	}
	bw_sb_printf(sb, "%#llx", (unsigned long long)v);
	if (!v)
		return;
	bw_sb_addz(sb, " (");
	bw_map_flags_print(sb, (uint32_t)v);
	bw_sb_addc(sb, ')');
}

const char *bw_profile_differences(struct bw_arena *a, uint32_t fields, const struct bw_map_attr *x,
				   const struct bw_map_attr *y)
{
	struct bw_sb sb = bw_sb_in(a);

	for (unsigned f = 0; f < BW_CMP_COUNT; f++) {
		enum bw_cmp_field id = (enum bw_cmp_field)f;

		if (!(fields >> f & 1))
			continue;
		bw_sb_printf(&sb, "%s%s ", sb.n ? ", " : "", bw_cmp_name(id));
		value_print(&sb, id, bw_cmp_value(id, x));
		bw_sb_addz(&sb, " against ");
		value_print(&sb, id, bw_cmp_value(id, y));
	}
	return bw_sb_str(&sb);
}

/* ---- definitions ---- */

static const struct {
	uint32_t bit;
	const char *name;
} fields[] = {
    {BW_MAP_HAS_TYPE, "type"},
    {BW_MAP_HAS_MAX_ENTRIES, "max_entries"},
    {BW_MAP_HAS_FLAGS, "map_flags"},
    {BW_MAP_HAS_NUMA_NODE, "numa_node"},
    {BW_MAP_HAS_KEY_SIZE, "key_size"},
    {BW_MAP_HAS_KEY, "key"},
    {BW_MAP_HAS_VALUE_SIZE, "value_size"},
    {BW_MAP_HAS_VALUE, "value"},
    {BW_MAP_HAS_VALUES, "values"},
    {BW_MAP_HAS_PINNING, "pinning"},
    {BW_MAP_HAS_EXTRA, "map_extra"},
};

static enum bw_status check_field(struct check *c, const struct bw_map_spec *m, size_t i)
{
	const char *inner = m == c->map ? "" : "the inner map of ";

	if (!(m->has & fields[i].bit) || c->profile->fields & fields[i].bit)
		return BW_OK;
	if (c->profile->unknown == BW_UNKNOWN_REFUSED)
		return bw_report(c->diags, BW_D_PRO_FIELD, c->map->where,
				 "%s%s has %s, which %s does not know", inner, c->name,
				 fields[i].name, c->loader->name);
	bw_tell(c->diags, BW_D_PRO_FIELD_LOST, c->map->where, "%s%s has %s, which %s ignores",
		inner, c->name, fields[i].name, c->loader->name);
	return BW_OK;
}

/* ebpf-go takes a type or a size, libbpf both if they agree. */
static enum bw_status check_twice(struct check *c, const struct bw_map_spec *m)
{
	static const struct {
		uint32_t bits;
		const char *names;
	} pairs[] = {
	    {BW_MAP_HAS_KEY | BW_MAP_HAS_KEY_SIZE, "key and key_size"},
	    {BW_MAP_HAS_VALUE | BW_MAP_HAS_VALUE_SIZE, "value and value_size"},
	};
	bool go = c->profile->sizes == BW_SIZES_GO || c->profile->sizes == BW_SIZES_GO_VALUE;
	enum bw_status st = BW_OK;

	for (size_t i = 0; go && i < BW_COUNT(pairs); i++)
		if ((m->has & pairs[i].bits) == pairs[i].bits)
			st = bw_worse(st, bw_report(c->diags, BW_D_PRO_FIELD, c->map->where,
						    "%s has both %s, which %s refuses", c->name,
						    pairs[i].names, c->loader->name));
	return st;
}

static enum bw_status check_fields(struct check *c, const struct bw_map_spec *m)
{
	enum bw_status st = BW_OK;

	if (!c->profile->fields)
		return bw_report(c->diags, BW_D_PRO_BTF_MAPS, c->map->where,
				 "%s is defined in .maps, which %s does not read", c->name,
				 c->loader->name);
	for (size_t i = 0; i < BW_COUNT(fields); i++)
		st = bw_worse(st, check_field(c, m, i));
	st = bw_worse(st, check_twice(c, m));
	return m->inner ? bw_worse(st, check_fields(c, m->inner)) : st;
}

/* How many words of a legacy definition the loader reads. */
static uint32_t words_read(enum bw_old_rule rule)
{
	switch (rule) {
	case BW_OLD_REFUSED:
		return 0;
	case BW_OLD_ZERO:
		return 5;
	case BW_OLD_AYA:
		return 7;
	case BW_OLD_IPROUTE2:
	case BW_OLD_BPFWELD:
		return 9;
	case BW_OLD_ANDROID:
		return UINT32_MAX;
	}
	return 0;
}

static enum bw_status check_word(struct check *c, uint32_t words, uint32_t n, uint32_t v)
{
	const char *name = bw_profile_old_name(words, n);
	bool refused = c->profile->old == BW_OLD_ZERO || c->profile->old == BW_OLD_IPROUTE2;
	const char *is = name ? bw_printf(c->arena, ", %s,", name) : "";

	if (refused)
		return bw_report(c->diags, BW_D_PRO_OLD_WORDS, c->map->where,
				 "word %u of %s%s is %u; %s wants 0", n, c->name, is, v,
				 c->loader->name);
	bw_tell(c->diags, BW_D_PRO_OLD_LOST, c->map->where, "word %u of %s%s is %u; %s ignores it",
		n, c->name, is, v, c->loader->name);
	return BW_OK;
}

static enum bw_status check_old(struct check *c)
{
	uint32_t words = bw_profile_old_words(c->spec, c->map), v;
	enum bw_status st = BW_OK;

	if (c->profile->old == BW_OLD_REFUSED)
		return bw_report(c->diags, BW_D_PRO_OLD, c->map->where,
				 "%s is defined in `maps`, which %s refuses", c->name,
				 c->loader->name);
	for (uint32_t n = words_read(c->profile->old); bw_profile_old_word(c->spec, c->map, n, &v);
	     n++)
		if (v)
			st = bw_worse(st, check_word(c, words, n, v));
	return st;
}

static bool is_used(const struct bw_spec *s, const struct bw_map_spec *m)
{
	for (uint32_t i = 0; i < s->prog_count; i++)
		for (uint32_t k = 0; k < s->prog[i].ref_count; k++) {
			const struct bw_ref *r = &s->prog[i].ref[k];

			if (r->kind == BW_REF_MAP_VALUE && &s->map[r->map] == m)
				return true;
		}
	return false;
}

static enum bw_status check_data(struct check *c)
{
	if (bw_profile_makes(c->loader->profile, c->spec, c->map) || !is_used(c->spec, c->map))
		return BW_OK;
	return bw_report(c->diags, BW_D_PRO_NO_DATA, c->map->where,
			 "programs use variables of %s, of which %s makes no map", c->name,
			 c->loader->name);
}

/* ---- pins ---- */

static const char *comparator_of(const struct check *c, uint32_t profile)
{
	const char *f = bw_comparator_info(bw_profile_comparator(profile))->function;

	return *f ? bw_printf(c->arena, " (%s)", f) : "";
}

static void fix_self(struct check *c, uint32_t differ, const struct bw_map_attr *shown,
		     const struct bw_map_attr *wanted)
{
	struct bw_sb sb = bw_sb_in(c->arena);
	uint32_t gone = wanted->flags & ~shown->flags, come = shown->flags & ~wanted->flags;

	if (differ & 1u << BW_CMP_ENTRIES)
		bw_sb_printf(&sb, "Set max_entries of %s to %u. ", c->name, shown->max_entries);
	if (differ & 1u << BW_CMP_FLAGS && gone) {
		bw_sb_addz(&sb, "Leave out ");
		bw_map_flags_print(&sb, gone);
		bw_sb_addz(&sb, ", which the kernel does not keep. ");
	}
	if (differ & 1u << BW_CMP_FLAGS && come) /* and refuses, when asked for */
		bw_sb_printf(
		    &sb,
		    "No definition of a DEVMAP helps: use libbpf 1.6.2 or ebpf-go 0.11, or "
		    "later, or do not pin %s. ",
		    c->name);
	if (sb.n)
		bw_fix(c->diags, "%.*s", (int)sb.n - 1, (const char *)sb.p);
}

/* Which loaders would refuse to find their own map: for objects whose loader nobody named. */
static void tell_some(struct check *c)
{
	struct bw_map_attr shown, wanted, got[2];
	uint32_t n, differ, all = 0;
	uint64_t who = 0;
	bool known;

	bw_profiles(&n);
	for (uint32_t i = 2; i < n; i++) {
		if (!bw_profile_pin_path(c->arena, i, c->spec, c->map))
			continue;
		differ =
		    bw_profile_refound(i, i, c->spec, c->map, c->target, &shown, &wanted, &known);
		if (!differ)
			continue;
		who |= 1ull << i;
		got[0] = shown;
		got[1] = wanted;
		all = differ;
	}
	if (!who)
		return;
	bw_tell(c->diags, BW_D_PRO_SELF_SOME, c->map->where, "%s is pinned, and then shown with %s",
		c->name, bw_profile_differences(c->arena, all, &got[0], &got[1]));
	bw_note(c->diags, (struct bw_where){0}, "refused at the second load by %s",
		bw_profile_ranges(c->arena, who));
	fix_self(c, all, &got[0], &got[1]);
}

static enum bw_status report_self(struct check *c, uint32_t differ, const struct bw_map_attr *shown,
				  const struct bw_map_attr *wanted)
{
	enum bw_status st =
	    bw_report(c->diags, BW_D_PRO_SELF, c->map->where, "%s%s would refuse the pin of %s: %s",
		      c->loader->name, comparator_of(c, c->loader->profile), c->name,
		      bw_profile_differences(c->arena, differ, shown, wanted));

	fix_self(c, differ, shown, wanted);
	return st;
}

static enum bw_status check_self(struct check *c)
{
	uint32_t i = c->loader->profile, differ;
	struct bw_map_attr shown, wanted;
	bool known;

	differ = bw_profile_refound(i, i, c->spec, c->map, c->target, &shown, &wanted, &known);
	if (differ && bw_profile_is_data(c->map)) {
		bw_tell(c->diags, BW_D_PRO_SELF_DATA, c->map->where,
			"%s%s would refuse the %s of another collection: %s", c->loader->name,
			comparator_of(c, i), c->name,
			bw_profile_differences(c->arena, differ, &shown, &wanted));
		return BW_OK;
	}
	if (!c->map->pinning && c->profile->pin != BW_PIN_ANDROID)
		return BW_OK;
	if (i == 0)
		tell_some(c);
	if (!known && bw_comparator_info(c->profile->comparator)->fields & 1u << BW_CMP_ENTRIES &&
	    c->profile->comparator != BW_COMPARE_BPFWELD)
		bw_tell(
		    c->diags, BW_D_PRO_SELF_CPUS, c->map->where,
		    "%s is pinned with BPF_F_NO_COMMON_LRU and max_entries %u: %s refuses it at "
		    "the second load unless the CPUs, which are not known, divide that",
		    c->name, shown.max_entries, c->loader->name);
	if (!differ || !bw_profile_pin_path(c->arena, i, c->spec, c->map))
		return BW_OK;
	return report_self(c, differ, &shown, &wanted);
}

/* The meaning of a legacy map's pinning number hangs on the loader. */
static void tell_pin_number(struct check *c)
{
	if (c->map->origin != BW_MAP_OLD || !c->map->pinning)
		return;
	if (c->profile->pin == BW_PIN_IPROUTE2 || c->profile->old == BW_OLD_ZERO)
		return;
	bw_tell(c->diags, BW_D_PRO_PIN_NUMBER, c->map->where,
		"%s has pinning %u: %s to iproute2, %s to %s", c->name, c->map->pinning,
		c->map->pinning == 1   ? "PIN_OBJECT_NS"
		: c->map->pinning == 2 ? "PIN_GLOBAL_NS"
				       : "a directory of /etc/iproute2/bpf_pinning",
		c->map->pinning == 1 ? "pinned by name" : "unknown", c->loader->name);
}

static bool has_pin(const struct bw_map_spec *m)
{
	return m->pinning && !m->is_extern && !bw_profile_is_data(m);
}

/* Once for the object, at its first pinned map. */
static void tell_directory(struct check *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->spec->map_count; i++) {
		n += has_pin(&c->spec->map[i]);
		if (n == 1 && has_pin(&c->spec->map[i]) && &c->spec->map[i] != c->map)
			return;
	}
	bw_tell(
	    c->diags, BW_D_PRO_PIN_DIRECTORY, c->map->where,
	    "%u map%s pinned by name; %s pins %s to DIRECTORY/%s, and fails when it is given no "
	    "directory",
	    n, n == 1 ? " is" : "s are", c->loader->name, n == 1 ? "it" : "the first", c->name);
}

static void tell_pin(struct check *c)
{
	if (!has_pin(c->map))
		return;
	tell_pin_number(c);
	if (c->profile->pin == BW_PIN_ASKED)
		tell_directory(c);
}

/* ---- maps next to each other ---- */

static void names_find(struct check *c)
{
	const struct bw_spec *s = c->spec;
	uint32_t l = c->loader->profile;

	c->kernel_name = BW_NEW_ARRAY(c->arena, const char *, s->map_count + 1ull);
	c->pin = BW_NEW_ARRAY(c->arena, const char *, s->map_count + 1ull);
	for (uint32_t i = 0; i < s->map_count; i++) {
		if (!bw_profile_makes(l, s, &s->map[i]))
			continue;
		c->kernel_name[i] = bw_profile_kernel_name(c->arena, l, s, &s->map[i]);
		c->pin[i] = bw_profile_pin_path(c->arena, l, s, &s->map[i]);
	}
}

static enum bw_status report_path(struct check *c, const struct bw_map_spec *other,
				  const char *path)
{
	enum bw_status st =
	    bw_report(c->diags, BW_D_PRO_PIN_CLASH, c->map->where, "%s pins %s and %s to %s",
		      c->loader->name, bw_str(c->spec->obj->names, other->name), c->name, path);

	bw_note(c->diags, other->where, "the other map is defined here");
	return st;
}

static void tell_name(struct check *c, const struct bw_map_spec *other, const char *name)
{
	bw_tell(c->diags, BW_D_PRO_NAMES, c->map->where, "%s and %s are both %s in the kernel",
		bw_str(c->spec->obj->names, other->name), c->name, name);
	bw_note(c->diags, other->where, "the other map is defined here");
}

/* Against the maps before it. */
static enum bw_status check_others(struct check *c)
{
	uint32_t at = (uint32_t)(c->map - c->spec->map);
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < at; i++) {
		const struct bw_map_spec *m = &c->spec->map[i];

		if (c->pin[at] && c->pin[i] && strcmp(c->pin[at], c->pin[i]) == 0)
			st = bw_worse(st, report_path(c, m, c->pin[at]));
		if (c->kernel_name[i] && strcmp(c->kernel_name[at], c->kernel_name[i]) == 0)
			tell_name(c, m, c->kernel_name[at]);
	}
	return st;
}

/* ---- all of it ---- */

static enum bw_status check_definition(struct check *c)
{
	switch (c->map->origin) {
	case BW_MAP_BTF:
		return check_fields(c, c->map);
	case BW_MAP_OLD:
		return check_old(c);
	case BW_MAP_DATA:
	case BW_MAP_KCONFIG:
		return check_data(c);
	case BW_MAP_STRUCT_OPS:
	case BW_MAP_ARENA_DATA:
		break;
	}
	return BW_OK;
}

enum bw_status bw_profile_check(struct bw_arena *a, const struct bw_spec *s,
				const struct bw_target *t, const struct bw_loader *l,
				struct bw_diags *d)
{
	struct check c = {.arena = a, .spec = s, .target = t, .loader = l, .diags = d};
	enum bw_status st = BW_OK;
	uint32_t n;

	c.profile = &bw_profiles(&n)[l->profile];
	assert(l->profile < n);
	names_find(&c);
	for (uint32_t i = 0; i < s->map_count; i++) {
		c.map = &s->map[i];
		c.name = bw_str(s->obj->names, c.map->name);
		if (c.map->is_extern || c.map->origin == BW_MAP_ARENA_DATA)
			continue;
		st = bw_worse(st, check_definition(&c));
		if (!c.kernel_name[i]) /* the loader makes none */
			continue;
		tell_pin(&c);
		st = bw_worse(st, check_self(&c));
		st = bw_worse(st, check_others(&c));
	}
	return st;
}
