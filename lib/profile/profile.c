/* SPDX-License-Identifier: BSD-2-Clause */
/* Definitions as the loaders of profile_loaders.def pass them on. */
#include "profile/profile.h"

static const struct bw_profile profiles[] = {
#define LOADER(name, text, data, kconfig, rings, cpus, sizes, fields, unknown, old, pin, compare,  \
	       from)                                                                               \
	{name,                                                                                     \
	 text,                                                                                     \
	 BW_DATA_##data,                                                                           \
	 BW_DATA_##kconfig,                                                                        \
	 BW_RINGS_##rings,                                                                         \
	 BW_CPUS_##cpus,                                                                           \
	 BW_SIZES_##sizes,                                                                         \
	 fields,                                                                                   \
	 BW_UNKNOWN_##unknown,                                                                     \
	 BW_OLD_##old,                                                                             \
	 BW_PIN_##pin,                                                                             \
	 BW_COMPARE_##compare,                                                                     \
	 from},
#include "profile/profile_loaders.def"
#undef LOADER
};

const struct bw_profile *bw_profiles(uint32_t *ret_count)
{
	*ret_count = BW_COUNT(profiles);
	return profiles;
}

static const struct bw_profile *profile_at(uint32_t i)
{
	assert(i < BW_COUNT(profiles));
	return &profiles[i];
}

enum bw_comparator bw_profile_comparator(uint32_t i)
{
	return profile_at(i)->comparator;
}

/* ---- what a definition becomes ---- */

bool bw_profile_is_data(const struct bw_map_spec *m)
{
	return m->origin == BW_MAP_DATA || m->origin == BW_MAP_KCONFIG;
}

static enum bw_data_rule data_rule(const struct bw_profile *p, const struct bw_map_spec *m)
{
	return m->origin == BW_MAP_KCONFIG ? p->kconfig : p->data;
}

/* A section of which neither the symbol table nor a relocation says anything. */
static bool is_unnamed(const struct bw_obj *o, bw_secid sec)
{
	for (uint32_t i = 1; i < o->sym_count; i++)
		if (o->sym[i].sec.i == sec.i && o->sym[i].kind != BW_SYM_SECTION)
			return false;
	for (uint32_t i = 1; i < o->sec_count; i++)
		for (uint32_t k = 0; k < o->sec[i].reloc_count; k++)
			if (o->sym[o->sec[i].reloc[k].sym.i].sec.i == sec.i)
				return false;
	return true;
}

bool bw_profile_makes(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m)
{
	const struct bw_profile *p = profile_at(i);

	if (m->origin == BW_MAP_ARENA_DATA || m->is_extern)
		return false;
	if (!bw_profile_is_data(m))
		return true;
	if (p->sizes == BW_SIZES_GO_VALUE && m->sec.i && is_unnamed(s->obj, m->sec))
		return false; /* ebpf-go since 0.17.0 */
	return data_rule(p, m) != BW_DATA_ABSENT;
}

static bool is_mmapable(enum bw_data_rule rule, const struct bw_map_spec *m,
			const struct bw_target *t)
{
	bool known = bw_target_has(t, BW_F_MAP_MMAPABLE, NULL);

	switch (rule) {
	case BW_DATA_ABSENT:
	case BW_DATA_PLAIN:
		return false;
	case BW_DATA_KERNEL:
	case BW_DATA_LATE:
		return known;
	case BW_DATA_VISIBLE:
		return known && m->has_visible_var;
	case BW_DATA_VISIBLE_XOR:
		return known == m->has_visible_var;
	}
	return false;
}

static uint32_t data_flags(enum bw_data_rule rule, const struct bw_map_spec *m,
			   const struct bw_target *t)
{
	bool constant = m->is_rodata || m->origin == BW_MAP_KCONFIG;
	uint32_t flags = m->flags & ~(uint32_t)(BW_BPF_F_MMAPABLE | BW_BPF_F_RDONLY_PROG);

	if (constant && bw_target_has(t, BW_F_MAP_RDONLY_PROG, NULL))
		flags |= BW_BPF_F_RDONLY_PROG;
	return is_mmapable(rule, m, t) ? flags | BW_BPF_F_MMAPABLE : flags;
}

uint32_t bw_profile_data_flags(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
			       const struct bw_target *t)
{
	const struct bw_profile *p = profile_at(i);

	(void)s; /* for profiles that will look at more than the map itself */
	return bw_profile_is_data(m) ? data_flags(data_rule(p, m), m, t) : m->flags;
}

bool bw_profile_is_ring(uint32_t type)
{
	return type == BW_MT_RINGBUF || type == BW_MT_USER_RINGBUF;
}

uint32_t bw_profile_ring_bytes(uint32_t bytes, uint32_t page_bytes)
{
	uint64_t n = page_bytes;

	assert(page_bytes);
	if (!bytes)
		return 0;
	while (n < bytes)
		n <<= 1;
	return n <= UINT32_MAX ? (uint32_t)n : bytes;
}

static uint32_t ring_entries(enum bw_ring_rule rule, const struct bw_map_spec *m, uint32_t page)
{
	uint32_t n = m->max_entries;

	switch (rule) {
	case BW_RINGS_WRITTEN:
		return n;
	case BW_RINGS_LIBBPF:
		return bw_profile_ring_bytes(n, page);
	case BW_RINGS_LATE:
	case BW_RINGS_AYA:
		return m->type == BW_MT_RINGBUF ? bw_profile_ring_bytes(n, page) : n;
	case BW_RINGS_ANDROID:
		return m->type == BW_MT_RINGBUF && n < page ? page : n;
	}
	return n;
}

bool bw_profile_counts_cpus(uint32_t i, const struct bw_map_spec *m)
{
	enum bw_cpus_rule rule = profile_at(i)->cpus;

	if (m->type == BW_MT_CPUMAP)
		return rule == BW_CPUS_CLAMP_ALL;
	if (m->type != BW_MT_PERF_EVENT_ARRAY || rule == BW_CPUS_WRITTEN)
		return false;
	return !m->max_entries || rule == BW_CPUS_CLAMP || rule == BW_CPUS_CLAMP_ALL;
}

/* What loaders put in for the CPUs. Of an unknown number at least one is there. */
static uint32_t cpu_entries(uint32_t i, const struct bw_map_spec *m, const struct bw_target *t)
{
	if (!bw_profile_counts_cpus(i, m))
		return m->max_entries;
	if (m->max_entries && (!t->cpus || m->max_entries < t->cpus))
		return m->max_entries;
	return t->cpus ? t->cpus : 1;
}

static void sizes_change_go(const struct bw_map_spec *m, bool value_types, struct bw_map_attr *a)
{
	bool of_maps = m->type == BW_MT_ARRAY_OF_MAPS || m->type == BW_MT_HASH_OF_MAPS;
	bool ring = m->type == BW_MT_RINGBUF || m->type == BW_MT_ARENA;

	if (m->type == BW_MT_PERF_EVENT_ARRAY && !a->key_bytes)
		a->key_bytes = 4;
	if ((m->type == BW_MT_PERF_EVENT_ARRAY || of_maps) && !a->value_bytes)
		a->value_bytes = 4;
	if (value_types && ring && m->has & BW_MAP_HAS_VALUE)
		a->value_bytes = 0;
}

static void sizes_change_aya(const struct bw_map_spec *m, bool rings, const struct bw_target *t,
			     struct bw_map_attr *a)
{
	if (m->type == BW_MT_CPUMAP)
		a->value_bytes = bw_target_has(t, BW_F_MAP_CPUMAP_VALUE_8, NULL) ? 8 : 4;
	if (m->type == BW_MT_DEVMAP || m->type == BW_MT_DEVMAP_HASH)
		a->value_bytes = bw_target_has(t, BW_F_MAP_DEVMAP_VALUE_8, NULL) ? 8 : 4;
	if (rings && m->type == BW_MT_RINGBUF)
		a->value_bytes = 0;
}

static void sizes_change(const struct bw_profile *p, const struct bw_map_spec *m,
			 const struct bw_target *t, struct bw_map_attr *a)
{
	switch (p->sizes) {
	case BW_SIZES_WRITTEN:
		break;
	case BW_SIZES_GO:
	case BW_SIZES_GO_VALUE:
		sizes_change_go(m, p->sizes == BW_SIZES_GO_VALUE, a);
		break;
	case BW_SIZES_AYA:
	case BW_SIZES_AYA_RING:
		sizes_change_aya(m, p->sizes == BW_SIZES_AYA_RING, t, a);
		break;
	}
}

/* iproute2 finds the template of a legacy map of maps by its id. */
static bool has_template(const struct bw_profile *p, const struct bw_spec *s,
			 const struct bw_map_spec *m)
{
	uint32_t inner_id;

	return m->inner ||
	       (p->old == BW_OLD_IPROUTE2 && bw_profile_old_word(s, m, 7, &inner_id) && inner_id);
}

/* Fields that the loader leaves out in silence. */
static void fields_drop(const struct bw_profile *p, const struct bw_map_spec *m,
			struct bw_map_attr *a)
{
	if (m->origin != BW_MAP_BTF || p->unknown != BW_UNKNOWN_IGNORED)
		return;
	if (!(p->fields & BW_MAP_HAS_NUMA_NODE))
		a->numa_node = 0;
	if (!(p->fields & BW_MAP_HAS_EXTRA))
		a->extra = 0;
}

/*
 * Types with which the kernel takes no BTF (map_check_no_btf, or sizes that no type has). Loaders
 * leave it out for most of them, and try again without it when the kernel refuses it.
 */
#define T(x) (1ull << BW_MT_##x)
#define NO_BTF                                                                                     \
	(T(PERF_EVENT_ARRAY) | T(CGROUP_ARRAY) | T(STACK_TRACE) | T(ARRAY_OF_MAPS) |               \
	 T(HASH_OF_MAPS) | T(DEVMAP) | T(DEVMAP_HASH) | T(CPUMAP) | T(XSKMAP) | T(SOCKMAP) |       \
	 T(SOCKHASH) | T(QUEUE) | T(STACK) | T(RINGBUF) | T(USER_RINGBUF) | T(ARENA))

static bool takes_btf(uint32_t type)
{
	return type >= 64 || !(NO_BTF >> type & 1);
}

/*
 * Data sections and BLOOM_FILTER have a value type only. That of .kconfig is left out here: its
 * DATASEC has no size before the loader gives it one.
 */
static void types_pass(const struct bw_spec *s, const struct bw_map_spec *m, struct bw_map_attr *a)
{
	bool keyless = bw_profile_is_data(m) || m->type == BW_MT_BLOOM_FILTER;

	if (!s->obj->btf || !m->value_type.i || !takes_btf(m->type) || m->origin == BW_MAP_KCONFIG)
		return;
	if (!m->key_type.i && !keyless)
		return;
	a->btf = s->obj->btf;
	a->key_type = m->key_type;
	a->value_type = m->value_type;
	a->has_btf = m->key_type.i != 0;
}

static void attr_of(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
		    const struct bw_target *t, struct bw_map_attr *a)
{
	const struct bw_profile *p = profile_at(i);

	*a = (struct bw_map_attr){
	    .type = m->type,
	    .key_bytes = m->key_bytes,
	    .value_bytes = m->value_bytes,
	    .max_entries = cpu_entries(i, m, t),
	    .flags = m->flags,
	    .numa_node = m->numa_node,
	    .extra = m->extra,
	    .has_inner = has_template(p, s, m),
	};
	if (bw_profile_is_ring(m->type))
		a->max_entries = ring_entries(p->rings, m, t->page_bytes);
	types_pass(s, m, a);
	sizes_change(p, m, t, a);
	fields_drop(p, m, a);
	if (p->old == BW_OLD_ANDROID && t->kernel < BW_KVER(5, 10, 0))
		a->flags &= ~(uint32_t)BW_BPF_F_MMAPABLE; /* sanitizeMapFlags */
}

void bw_profile_attr_of(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
			const struct bw_target *t, struct bw_map_attr *ret)
{
	attr_of(i, s, m, t, ret);
	if (bw_profile_is_data(m))
		ret->flags = bw_profile_data_flags(i, s, m, t);
	if (m->origin == BW_MAP_STRUCT_OPS) { /* loaders fill in the kernel's side */
		ret->has_kern_type = true;
		ret->key_bytes = 4;
		ret->max_entries = 1;
	}
}

void bw_profile_attr(const struct bw_spec *s, const struct bw_map_spec *m,
		     const struct bw_target *t, struct bw_map_attr *ret)
{
	bw_profile_attr_of(bw_profile_find(t->loader), s, m, t, ret);
}

void bw_profile_compared(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
			 const struct bw_target *t, struct bw_map_attr *ret)
{
	const struct bw_profile *p = profile_at(i);
	struct bw_map_attr asked;

	bw_profile_attr_of(i, s, m, t, ret);
	if (bw_profile_is_data(m) && data_rule(p, m) == BW_DATA_LATE)
		ret->flags = data_flags(BW_DATA_PLAIN, m, t);
	if (p->rings == BW_RINGS_LATE && bw_profile_is_ring(m->type))
		ret->max_entries = m->max_entries;
	if (p->cpus == BW_CPUS_PERF_LATE && m->type == BW_MT_PERF_EVENT_ARRAY)
		ret->max_entries = m->max_entries;
	if (p->comparator ==
	    BW_COMPARE_BPFWELD) { /* it makes the map, and compares what is shown */
		asked = *ret;
		bw_profile_kernel_rewrites(&asked, t, ret);
	}
}

/* ---- what the kernel shows ---- */

/* A per-CPU LRU list of its own for each CPU: whole multiples (htab_map_alloc). */
static bool lru_entries(const struct bw_map_attr *asked, const struct bw_target *t, uint32_t *ret)
{
	uint64_t n = asked->max_entries, cpus = t->cpus, up;
	bool lru = asked->type == BW_MT_LRU_HASH || asked->type == BW_MT_LRU_PERCPU_HASH;

	if (!lru || !(asked->flags & BW_BPF_F_NO_COMMON_LRU))
		return true;
	if (!cpus)
		return false;
	up = (n + cpus - 1) / cpus * cpus;
	*ret = (uint32_t)(up > UINT32_MAX ? n / cpus * cpus : up);
	return true;
}

bool bw_profile_kernel_rewrites(const struct bw_map_attr *asked, const struct bw_target *t,
				struct bw_map_attr *ret)
{
	const uint32_t of_fd = BW_BPF_F_RDONLY | BW_BPF_F_WRONLY;
	bool dev = asked->type == BW_MT_DEVMAP || asked->type == BW_MT_DEVMAP_HASH;

	*ret = *asked;
	if (bw_target_has(t, BW_F_MAP_FLAGS_OF_FD, NULL)) /* bpf_map_flags_retain_permanent */
		ret->flags &= ~of_fd;
	if (dev && bw_target_has(t, BW_F_MAP_DEVMAP_LOOKUP, NULL)) /* dev_map_alloc_check */
		ret->flags |= BW_BPF_F_RDONLY_PROG;
	if (bw_target_has(t, BW_F_MAP_TOKEN, NULL))
		ret->flags &= ~(uint32_t)BW_BPF_F_TOKEN_FD;
	return lru_entries(asked, t, &ret->max_entries);
}
