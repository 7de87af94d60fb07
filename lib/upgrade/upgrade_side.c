/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps of an object, as a loader makes them. */
#include "upgrade/upgrade_parts.h"

void side_fill(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
	       const struct bw_target *t, struct side *ret)
{
	uint32_t loader = bw_profile_find(t->loader);

	*ret = (struct side){.name = bw_str(s->obj->names, m->name),
			     .btf = s->obj->btf,
			     .key = m->key_type,
			     .value = m->value_type,
			     .map = m,
			     .spec = s,
			     .where = m->where};
	bw_profile_attr_of(loader, s, m, t, &ret->passed);
	bw_profile_compared(loader, s, m, t, &ret->asked);
	if (!bw_profile_kernel_rewrites(&ret->passed, t, &ret->shown))
		ret->unknown |= 1u << BW_CMP_ENTRIES; /* hangs on the target's CPUs */
	if (!m->is_extern)
		ret->pin = bw_profile_pin_path(a, loader, s, m);
}

void sides_of_spec(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t,
		   side_list *ret)
{
	uint32_t loader = bw_profile_find(t->loader);

	for (uint32_t i = 0; i < s->map_count; i++) {
		const struct bw_map_spec *m = &s->map[i];

		if (m->origin != BW_MAP_ARENA_DATA &&
		    (m->is_extern || bw_profile_makes(loader, s, m)))
			side_fill(a, s, m, t, bw_push(a, ret));
	}
}
