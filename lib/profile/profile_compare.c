/* SPDX-License-Identifier: BSD-2-Clause */
/* The comparators of profile_compare.def, attribute by attribute. */
#include "profile/profile.h"

enum devmap_rule { EXACT, DROPPED, EITHER, ALLOWED, ADDED };

static const struct bw_comparator_info infos[] = {
#define COMPARATOR(id, name, function, fields, devmap, from) {name, function, fields},
#include "profile/profile_compare.def"
#undef COMPARATOR
};

static const enum devmap_rule devmap_rules[] = {
#define COMPARATOR(id, name, function, fields, devmap, from) devmap,
#include "profile/profile_compare.def"
#undef COMPARATOR
};

static const char *const names[] = {
#define CMP_FIELD(id, name) name,
#include "profile/profile_compare.def"
#undef CMP_FIELD
};

const struct bw_comparator_info *bw_comparator_info(enum bw_comparator c)
{
	assert(c < BW_COMPARATORS);
	return &infos[c];
}

const char *bw_cmp_name(enum bw_cmp_field f)
{
	assert(f < BW_CMP_COUNT);
	return names[f];
}

uint64_t bw_cmp_value(enum bw_cmp_field f, const struct bw_map_attr *a)
{
	const uint64_t values[BW_CMP_COUNT] = {
	    [BW_CMP_TYPE] = a->type,
	    [BW_CMP_KEY_SIZE] = a->key_bytes,
	    [BW_CMP_VALUE_SIZE] = a->value_bytes,
	    [BW_CMP_ENTRIES] = a->max_entries,
	    [BW_CMP_FLAGS] = a->flags,
	    [BW_CMP_EXTRA] = a->extra,
	    [BW_CMP_NUMA] = a->numa_node,
	};

	assert(f < BW_CMP_COUNT);
	return values[f];
}

uint32_t bw_compare_all(const struct bw_map_attr *x, const struct bw_map_attr *y)
{
	uint32_t differ = 0;

	for (int f = 0; f < BW_CMP_COUNT; f++)
		if (bw_cmp_value((enum bw_cmp_field)f, x) != bw_cmp_value((enum bw_cmp_field)f, y))
			differ |= 1u << f;
	return differ;
}

static bool is_devmap(uint32_t type)
{
	return type == BW_MT_DEVMAP || type == BW_MT_DEVMAP_HASH;
}

/* The flags to compare the definition's with, and those. */
static bool flags_equal(enum devmap_rule rule, uint32_t type, uint32_t was, uint32_t now)
{
	const uint32_t bit = BW_BPF_F_RDONLY_PROG;

	if (!is_devmap(type))
		return was == now;
	switch (rule) {
	case EXACT:
		break;
	case DROPPED:
		was &= ~bit;
		break;
	case EITHER:
		return was == now || (was ^ now) == bit;
	case ALLOWED:
		now |= was & bit;
		break;
	case ADDED:
		now |= bit;
		break;
	}
	return was == now;
}

uint32_t bw_compare(enum bw_comparator c, const struct bw_map_attr *old_map,
		    const struct bw_map_attr *new_map)
{
	uint32_t differ = bw_compare_all(old_map, new_map) & bw_comparator_info(c)->fields;

	if (flags_equal(devmap_rules[c], new_map->type, old_map->flags, new_map->flags))
		differ &= ~(1u << BW_CMP_FLAGS);
	else
		differ |= bw_comparator_info(c)->fields & 1u << BW_CMP_FLAGS;
	return differ;
}
