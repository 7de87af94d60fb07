/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who compares a map that exists with a definition, and what: profile_compare.def.
 *
 * On one side stands what the kernel shows of the old map (BPF_OBJ_GET_INFO), on the other what
 * the new definition is compared as (bw_profile_compared(), not always what would be asked for).
 */
#ifndef BW_PROFILE_COMPARE_H
#define BW_PROFILE_COMPARE_H

/* What may be compared, as bits 1u << BW_CMP_*. */
enum bw_cmp_field {
#define CMP_FIELD(id, name) BW_CMP_##id,
#include "profile/profile_compare.def"
#undef CMP_FIELD
	BW_CMP_COUNT
};

enum bw_comparator {
#define COMPARATOR(id, name, function, fields, devmap, from) BW_COMPARE_##id,
#include "profile/profile_compare.def"
#undef COMPARATOR
	BW_COMPARATORS
};

struct bw_comparator_info {
	const char *name;     /* "libbpf 0.6" */
	const char *function; /* "map_is_reuse_compat" */
	uint32_t fields;      /* bits 1u << BW_CMP_*: what it looks at */
};

const struct bw_comparator_info *bw_comparator_info(enum bw_comparator c);
/* "value_size" for BW_CMP_VALUE_SIZE. */
const char *bw_cmp_name(enum bw_cmp_field f);
/* That attribute of a map; 0 for what is none (types, names). */
uint64_t bw_cmp_value(enum bw_cmp_field f, const struct bw_map_attr *a);

/*
 * The attributes in which comparator c finds the two different: bits 1u << BW_CMP_*. Types,
 * inner maps and pinning are not looked at here: bw_comparator_info() says who does.
 */
uint32_t bw_compare(enum bw_comparator c, const struct bw_map_attr *old_map,
		    const struct bw_map_attr *new_map);
/* All attributes in which they differ. */
uint32_t bw_compare_all(const struct bw_map_attr *x, const struct bw_map_attr *y);

#endif
