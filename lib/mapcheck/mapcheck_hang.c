/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Constants that the target does not tell (bw_target.guessed): would another value of one of them
 * change the kernel's answer? Each is tried with other values that there are, the nearest to
 * the likely one first.
 */
#include "mapcheck/mapcheck_parts.h"

#define ALL UINT64_MAX

/* A target with another value; *ret_where, if it is asked for, says which. False: there is no such
 * alternative. */
typedef bool other_fn(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
		      uint32_t i, const char **ret_where);

static bool other_page(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
		       uint32_t i, const char **ret_where)
{
	uint32_t size = bw_arch_page_size(t->arch, i);

	(void)m;
	if (!size)
		return false;
	t->page_bytes = size;
	t->kmalloc_max_bytes = bw_arch_kmalloc_max(t->arch, size);
	t->pcpu_unit_min_bytes = (uint32_t)bw_align_up(32 << 10, size);
	if (ret_where)
		*ret_where = bw_printf(a, "a page has %u bytes", size);
	return true;
}

static bool other_kmalloc(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
			  uint32_t i, const char **ret_where)
{
	(void)m;
	if (i > 1)
		return false;
	t->kmalloc_max_bytes = i ? t->kmalloc_max_bytes * 2 : t->kmalloc_max_bytes / 2;
	if (ret_where)
		*ret_where =
		    bw_printf(a, "it is %llu bytes", (unsigned long long)t->kmalloc_max_bytes);
	return true;
}

static bool other_elem(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
		       uint32_t i, const char **ret_where)
{
	static const uint32_t sizes[] = {64, 128, 256, 512};

	(void)m;
	if (i >= BW_COUNT(sizes))
		return false;
	t->storage_elem_bytes = sizes[i];
	if (ret_where)
		*ret_where = bw_printf(a, "it is %u", sizes[i]);
	return true;
}

static bool other_cpus(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
		       uint32_t i, const char **ret_where)
{
	static const uint32_t counts[] = {3, 12, 96};

	(void)m;
	if (i >= BW_COUNT(counts))
		return false;
	t->cpus = counts[i];
	if (ret_where)
		*ret_where = bw_printf(a, "there are %u", t->cpus);
	return true;
}

/* What is not known is taken as the most that Kconfig allows: go down from there. */
static bool other_nr_cpus(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
			  uint32_t i, const char **ret_where)
{
	(void)m;
	t->nr_cpus = t->arch->nr_cpus_max >> (i + 1);
	if (ret_where)
		*ret_where = bw_printf(a, "it is %u", t->nr_cpus);
	return t->nr_cpus != 0;
}

/* Administrators raise it; what the default takes is taken for sure. */
static bool other_depth(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
			uint32_t i, const char **ret_where)
{
	uint32_t frames = m->value_bytes / (m->flags & F(STACK_BUILD_ID) ? 32 : 8);

	if (i || frames <= t->max_stack_depth)
		return false;
	t->max_stack_depth = frames;
	if (ret_where)
		*ret_where = bw_printf(a, "it is %u or more", frames);
	return true;
}

static bool other_nodes(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
			uint32_t i, const char **ret_where)
{
	if (i || !(m->flags & F(NUMA_NODE)) || m->numa_node > 63)
		return false;
	t->numa_nodes ^= UINT64_C(1) << m->numa_node;
	if (ret_where)
		*ret_where =
		    bw_printf(a, "node %u is %s", m->numa_node,
			      t->numa_nodes >> m->numa_node & 1 ? "there and online" : "offline");
	return true;
}

static bool other_config(struct bw_arena *a, struct bw_target *t, const struct bw_map_attr *m,
			 uint32_t i, const char **ret_where)
{
	(void)a;
	if (i || m->type > 63 || !bw_target_map_type_config(m->type))
		return false;
	t->map_types_out |= UINT64_C(1) << m->type;
	if (ret_where)
		*ret_where = "it is not set";
	return true;
}

static const struct guess {
	uint32_t bit;
	const char *on; /* NULL: the option of the map type */
	uint64_t types; /* to which it matters */
	other_fn *other;
} guesses[] = {
    {BW_GUESS_CONFIG, NULL, ALL, other_config},
    {BW_GUESS_PAGE, "the page size", ALL, other_page},
    {BW_GUESS_KMALLOC, "the largest kmalloc",
     HTAB | T(LPM_TRIE) | QUEUES | T(BLOOM_FILTER) | LOCAL | CGROUP_STORAGES, other_kmalloc},
    {BW_GUESS_STORAGE_ELEM, "the size of struct bpf_local_storage_elem", LOCAL | CGROUP_STORAGES,
     other_elem},
    {BW_GUESS_CPUS, "the possible CPUs", LRU, other_cpus},
    {BW_GUESS_NR_CPUS, "CONFIG_NR_CPUS", T(CPUMAP), other_nr_cpus},
    {BW_GUESS_STACK_DEPTH, "kernel.perf_event_max_stack", T(STACK_TRACE), other_depth},
    {BW_GUESS_NUMA, "the NUMA nodes", ALL, other_nodes},
};

static bool try_guess(struct bw_arena *a, const struct guess *g, const struct bw_map_attr *m,
		      const struct bw_target *t, int err, struct bw_map_hang *ret)
{
	for (uint32_t i = 0;; i++) {
		struct bw_target other = *t;
		int now;

		if (!g->other(a, &other, m, i, NULL))
			return false;
		now = bw_mapcheck_errno(a, m, &other);
		if (now == err)
			continue;
		ret->on =
		    g->on ? g->on : bw_printf(a, "CONFIG_%s", bw_target_map_type_config(m->type));
		ret->bit = g->bit;
		ret->err = now;
		other = *t;
		(void)g->other(a, &other, m, i, &ret->where);
		return true;
	}
}

void bw_mapcheck_hangs(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		       struct bw_map_verdict *v)
{
	for (size_t i = 0; i < BW_COUNT(guesses); i++) {
		assert(v->hang_count < BW_MAP_HANGS_MAX);
		if (t->guessed & guesses[i].bit &&
		    (guesses[i].types == ALL || type_in(m->type, guesses[i].types)) &&
		    try_guess(a, &guesses[i], m, t, v->err, &v->hang[v->hang_count]))
			v->hang_count++;
	}
}

const char *bw_mapcheck_hang_text(struct bw_arena *a, const struct bw_map_hang *h)
{
	return bw_printf(a, "hangs on %s: %s where %s", h->on, bw_errno_name(a, h->err), h->where);
}
