/* SPDX-License-Identifier: BSD-2-Clause */
/* Which flags which loader gives to data sections. */
#include "mapcheck/mapcheck.h"
#include "mapcheck/mapcheck_parts.h"

enum mmap_rule { NEVER, KERNEL, VISIBLE };

static const struct bw_loader_profile profiles[] = {
#define LOADER(name, text, data, kconfig, rounds) {name, text},
#include "mapcheck/mapcheck_loaders.def"
#undef LOADER
};

static const struct {
	enum mmap_rule data, kconfig;
	bool rounds_rings;
} habits[] = {
#define LOADER(name, text, data, kconfig, rounds) {data, kconfig, rounds},
#include "mapcheck/mapcheck_loaders.def"
#undef LOADER
};

const struct bw_loader_profile *bw_mapcheck_loaders(uint32_t *ret_count)
{
	*ret_count = BW_COUNT(profiles);
	return profiles;
}

static bool is_mmapable(enum mmap_rule rule, const struct bw_map_spec *m, const struct bw_target *t)
{
	if (rule == NEVER || !bw_target_has(t, BW_F_MAP_MMAPABLE, NULL))
		return false;
	return rule == KERNEL || m->has_visible_var;
}

uint32_t bw_mapcheck_loader_flags(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
				  const struct bw_target *t)
{
	bool is_kconfig = m->origin == BW_MAP_KCONFIG;
	uint32_t flags;

	assert(i < BW_COUNT(habits));
	(void)s; /* for profiles that will look at more than the map itself */
	if (m->origin != BW_MAP_DATA && !is_kconfig)
		return m->flags;
	flags = m->flags & ~(uint32_t)(BW_BPF_F_MMAPABLE | BW_BPF_F_RDONLY_PROG);
	if ((m->is_rodata || is_kconfig) && bw_target_has(t, BW_F_MAP_RDONLY_PROG, NULL))
		flags |= BW_BPF_F_RDONLY_PROG;
	if (is_mmapable(is_kconfig ? habits[i].kconfig : habits[i].data, m, t))
		flags |= BW_BPF_F_MMAPABLE;
	return flags;
}

/* "libbpf-1.4" is the newest profile of libbpf that is not newer than 1.4. */
static bool profile_fits(const char *profile, const char *loader)
{
	const char *p = strrchr(profile, '-'), *l = strrchr(loader, '-');
	size_t n = p ? (size_t)(p - profile) : 0;

	if (!p || !l || (size_t)(l - loader) != n || strncmp(profile, loader, n))
		return false;
	for (p++, l++; *p || *l;) {
		char *pe, *le;
		unsigned long pn = strtoul(p, &pe, 10), ln = strtoul(l, &le, 10);

		if (pn != ln)
			return pn < ln;
		if (pe == p && le == l)
			return true;
		p = pe + (*pe == '.');
		l = le + (*le == '.');
	}
	return true;
}

uint32_t bw_mapcheck_loader_find(const char *loader)
{
	uint32_t best = 0;

	for (uint32_t i = 1; loader && i < BW_COUNT(profiles); i++)
		if (profile_fits(profiles[i].name, loader))
			best = i;
	return best;
}

bool bw_mapcheck_rounds_rings(uint32_t loader)
{
	assert(loader < BW_COUNT(habits));
	return habits[loader].rounds_rings;
}
