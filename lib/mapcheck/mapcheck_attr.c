/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's rules for BPF_MAP_CREATE, one function a row of mapcheck_rules.def. */
#include <errno.h>

#include "mapcheck/mapcheck.h"
#include "mapcheck/mapcheck_parts.h"

#ifndef ENOTSUPP
#define ENOTSUPP 524 /* the kernel's own; libc does not know it */
#endif

#define T(type) (UINT64_C(1) << BW_MT_##type)
#define F(flag) ((uint32_t)BW_BPF_F_##flag)

#define ALL UINT64_MAX
#define LRU (T(LRU_HASH) | T(LRU_PERCPU_HASH))
#define HTAB_PERCPU (T(PERCPU_HASH) | T(LRU_PERCPU_HASH))
#define HTAB (T(HASH) | T(HASH_OF_MAPS) | HTAB_PERCPU | LRU)
#define FD_ARRAY (T(PROG_ARRAY) | T(PERF_EVENT_ARRAY) | T(CGROUP_ARRAY) | T(ARRAY_OF_MAPS))
#define ARRAYS (T(ARRAY) | T(PERCPU_ARRAY) | T(REUSEPORT_SOCKARRAY) | FD_ARRAY)
#define DEVS (T(DEVMAP) | T(DEVMAP_HASH))
#define QUEUES (T(QUEUE) | T(STACK))
#define LOCAL (T(SK_STORAGE) | T(INODE_STORAGE) | T(TASK_STORAGE) | T(CGRP_STORAGE))
#define CGROUP_STORAGES (T(CGROUP_STORAGE) | T(PERCPU_CGROUP_STORAGE))
#define RINGS (T(RINGBUF) | T(USER_RINGBUF))
#define SOCKS (T(SOCKMAP) | T(SOCKHASH))

#define ACCESS (F(RDONLY) | F(WRONLY) | F(RDONLY_PROG) | F(WRONLY_PROG))
#define SINCE(maj, min) (t->kernel >= BW_KVER(maj, min, 0))
#define WITHOUT_LATE_CHECKS (SINCE(6, 13) && !SINCE(6, 19))
#define BOTH(m, x, y) (((m)->flags & F(x)) && ((m)->flags & F(y)))
#define ROUND8(n) (((uint64_t)(n) + 7) & ~UINT64_C(7))
/* -1 is NUMA_NO_NODE whatever the flag says. */
#define HAS_NODE(m) (((m)->flags & F(NUMA_NODE)) && (m)->numa_node != UINT32_MAX)
#define KNOWS(t, flag) bw_target_has_map_flag((t), (flag), NULL)
#define OTHER(m, t, may) other_flags((m), (t), (may))

/* The flags a map has beyond those its type takes on this kernel. */
static uint32_t other_flags(const struct bw_map_attr *m, const struct bw_target *t, uint32_t may)
{
	uint32_t other = m->flags & ~may;

	for (uint32_t rest = m->flags & may; rest; rest &= rest - 1)
		if (!KNOWS(t, rest & -rest))
			other |= rest & -rest;
	if (KNOWS(t, F(TOKEN_FD))) /* map_create takes it away first */
		other &= ~F(TOKEN_FD);
	return other;
}

static bool node_online(const struct bw_target *t, uint32_t node)
{
	return node < 64 && (t->numa_nodes >> node & 1);
}

static bool type_left_out(const struct bw_target *t, uint32_t type)
{
	const char *option = bw_target_map_type_config(type), *value;
	struct bw_arena scratch;
	bool out;

	if (!option || !t->config)
		return false;
	bw_arena_init(&scratch);
	value = bw_target_config(&scratch, t, bw_printf(&scratch, "CONFIG_%s", option));
	out = !strcmp(value, "n");
	bw_arena_deinit(&scratch);
	return out;
}

/* BPF_LOCAL_STORAGE_MAX_VALUE_SIZE */
static uint64_t storage_max(const struct bw_target *t)
{
	uint64_t by_kmalloc = t->kmalloc_max_bytes - 512 - t->storage_elem_bytes;
	uint64_t by_u16 = UINT16_MAX - t->storage_elem_bytes;

	return by_kmalloc < by_u16 ? by_kmalloc : by_u16;
}

static uint64_t percpu_storage_max(const struct bw_target *t)
{
	uint64_t max = storage_max(t);

	return max < t->pcpu_unit_min_bytes ? max : t->pcpu_unit_min_bytes;
}

/* LPM_VAL_SIZE_MAX; the node lost its rcu_head when it moved to the BPF allocator. */
static uint64_t lpm_value_max(const struct bw_target *t)
{
	return t->kmalloc_max_bytes - 256 - (SINCE(6, 13) ? 24 : 40);
}

/* With BPF_F_NO_COMMON_LRU each CPU has its own list: entries are a multiple of CPUs. */
static uint64_t lru_entries(const struct bw_map_attr *m, const struct bw_target *t)
{
	uint64_t n = m->max_entries, up;

	if (!(m->flags & F(NO_COMMON_LRU)) || !t->cpus)
		return n;
	up = (n + t->cpus - 1) / t->cpus * t->cpus;
	return up > UINT32_MAX ? n / t->cpus * t->cpus : up;
}

/* One frame of a stack: an address or a struct bpf_stack_build_id. */
static uint32_t stack_frame(const struct bw_map_attr *m)
{
	return m->flags & F(STACK_BUILD_ID) ? 32 : 8;
}

static bool ring_size_fits(uint32_t bytes, uint32_t page_bytes)
{
	return bytes && (bytes & (bytes - 1)) == 0 && bytes % page_bytes == 0;
}

/* CONFIG_NR_CPUS, or the most it can be when it is not known. */
static uint32_t nr_cpus(const struct bw_target *t)
{
	return t->nr_cpus ? t->nr_cpus : t->arch->nr_cpus_max;
}

static uint64_t arena_bytes(const struct bw_map_attr *m, const struct bw_target *t)
{
	return (uint64_t)m->max_entries * t->page_bytes;
}

enum what { WHAT_TYPE, WHAT_KEY, WHAT_VALUE, WHAT_ENTRIES, WHAT_FLAGS, WHAT_EXTRA, WHAT_NUMA };

/* clang-format off */
#define RULE(id, types, err, code, what, is_broken, lim, want, func)                               \
	static bool broken_##id(const struct bw_map_attr *m, const struct bw_target *t)            \
	{                                                                                          \
		(void)m;                                                                           \
		(void)t;                                                                           \
		return (is_broken) != 0;                                                           \
	}                                                                                          \
	static uint64_t limit_##id(const struct bw_map_attr *m, const struct bw_target *t)         \
	{                                                                                          \
		(void)m;                                                                           \
		(void)t;                                                                           \
		return (uint64_t)(lim);                                                            \
	}
#include "mapcheck/mapcheck_rules.def"
#undef RULE

static const struct rule {
	uint64_t types;
	int err;
	enum bw_code code;
	enum what what;
	bool (*broken)(const struct bw_map_attr *m, const struct bw_target *t);
	uint64_t (*limit)(const struct bw_map_attr *m, const struct bw_target *t);
	const char *want, *where;
} rules[] = {
#define RULE(id, types, err, code, what, is_broken, lim, want, func)                               \
	{types, err, BW_D_##code, WHAT_##what, broken_##id, limit_##id, want, func},
#include "mapcheck/mapcheck_rules.def"
#undef RULE
};
/* clang-format on */

/* ALL holds for numbers that are no type, too. */
static bool rule_applies(const struct rule *r, uint32_t type)
{
	return r->types == ALL || (type < 64 && (r->types >> type & 1));
}

static void print_flags(struct bw_sb *sb, uint32_t flags)
{
	for (const char *sep = ""; flags; flags &= flags - 1, sep = "|") {
		uint32_t bit = flags & -flags;
		const char *name = bw_target_map_flag_name(bit);

		if (name)
			bw_sb_printf(sb, "%s%s", sep, name);
		else
			bw_sb_printf(sb, "%s%#x", sep, bit);
	}
}

static void print_have(struct bw_sb *sb, const struct rule *r, const struct bw_map_attr *m)
{
	switch (r->what) {
	case WHAT_TYPE:
		bw_sb_printf(sb, "map type %u", m->type);
		break;
	case WHAT_KEY:
		bw_sb_printf(sb, "key_size is %u", m->key_bytes);
		break;
	case WHAT_VALUE:
		bw_sb_printf(sb, "value_size is %u", m->value_bytes);
		break;
	case WHAT_ENTRIES:
		bw_sb_printf(sb, "max_entries is %u", m->max_entries);
		break;
	case WHAT_FLAGS:
		bw_sb_printf(sb, "map_flags is %#x", m->flags);
		break;
	case WHAT_EXTRA:
		bw_sb_printf(sb, "map_extra is %#llx", (unsigned long long)m->extra);
		break;
	case WHAT_NUMA:
		bw_sb_printf(sb, "numa_node is %u", m->numa_node);
		break;
	}
}

/* "key_size is 8; ARRAY wants 4" */
static const char *rule_text(struct bw_arena *a, const struct rule *r, const struct bw_map_attr *m,
			     const struct bw_target *t)
{
	const char *type = bw_target_map_type_name(m->type), *number = strstr(r->want, "%llu");
	struct bw_sb sb = bw_sb_in(a);
	uint64_t limit = r->limit(m, t);
	uint32_t since;

	print_have(&sb, r, m);
	bw_sb_printf(&sb, "; %s wants ", type ? type : "the kernel");
	if (r->code == BW_D_MAP_TOO_NEW) {
		bw_target_has_map_type(t, m->type, &since);
		bw_sb_printf(&sb, "Linux %s, the target is %s", bw_kver_text(a, since),
			     bw_kver_text(a, t->kernel));
	} else if (r->code == BW_D_MAP_CONFIG) {
		bw_sb_printf(&sb, "CONFIG_%s, which the target does not set",
			     bw_target_map_type_config(m->type));
	} else if (number) {
		bw_sb_printf(&sb, "%.*s%llu%s", (int)(number - r->want), r->want,
			     (unsigned long long)limit, number + 4);
	} else {
		bw_sb_addz(&sb, r->want);
	}
	if (r->what == WHAT_FLAGS) {
		bw_sb_addz(&sb, ": ");
		print_flags(&sb, (uint32_t)limit);
	}
	return bw_sb_str(&sb);
}

static bool rule_refuses(const struct rule *r, const struct bw_map_attr *m,
			 const struct bw_target *t)
{
	return rule_applies(r, m->type) && r->broken(m, t);
}

void bw_mapcheck_attr(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		      struct bw_map_verdict *ret)
{
	*ret = (struct bw_map_verdict){0};
	for (size_t i = 0; i < BW_COUNT(rules); i++) {
		const struct rule *r = &rules[i];

		if (!rule_refuses(r, m, t))
			continue;
		ret->err = r->err;
		ret->code = r->code;
		ret->text = rule_text(a, r, m, t);
		ret->where = r->where;
		return;
	}
}

const char *bw_errno_name(struct bw_arena *a, int err)
{
	const char *name = err ? strerrorname_np(err) : "ok";

	return name ? name : bw_printf(a, "%d", err);
}

/* A flag that the type would take on a later kernel. */
static uint32_t newer_flags(const struct rule *r, const struct bw_map_attr *m,
			    const struct bw_target *t)
{
	struct bw_target later = *t;

	if (r->what != WHAT_FLAGS || r->code != BW_D_MAP_FLAGS)
		return 0;
	later.kernel = UINT32_MAX;
	return (uint32_t)r->limit(m, t) & ~(uint32_t)r->limit(m, &later);
}

/* The smallest legal ring that holds what was asked for. */
static uint64_t ring_bytes(uint32_t asked, uint32_t page_bytes)
{
	uint64_t n = page_bytes;

	while (n < asked)
		n *= 2;
	return n;
}

/* What to write instead, where the rule leaves one answer. */
static void fix(struct bw_diags *d, const struct rule *r, const struct bw_map_attr *m,
		const struct bw_target *t)
{
	static const char *const names[] = {
	    [WHAT_KEY] = "key_size", [WHAT_VALUE] = "value_size", [WHAT_ENTRIES] = "max_entries"};
	const char *number = strstr(r->want, "%llu");

	if (r->what == WHAT_ENTRIES && bw_mapcheck_is_ring(m->type))
		bw_fix(d, "Set max_entries to %llu.",
		       (unsigned long long)ring_bytes(m->max_entries, t->page_bytes));
	else if (number && r->what < BW_COUNT(names) && names[r->what])
		bw_fix(d, "Set %s to %.*s%llu.", names[r->what], (int)(number - r->want), r->want,
		       (unsigned long long)r->limit(m, t));
}

static enum bw_status report(struct bw_arena *a, const struct rule *r, const struct bw_map_attr *m,
			     const struct bw_target *t, struct bw_diags *d, struct bw_where where)
{
	uint32_t newer = newer_flags(r, m, t), since;
	struct bw_sb sb = bw_sb_in(a);
	enum bw_status st;

	if (!newer) {
		st = bw_report(d, r->code, where, "%s", rule_text(a, r, m, t));
		bw_note(d, (struct bw_where){0}, "%s of Linux %s answers %s", r->where,
			bw_kver_text(a, t->kernel), bw_errno_name(a, r->err));
		fix(d, r, m, t);
		return st;
	}
	print_flags(&sb, newer);
	bw_target_has_map_flag(t, newer & -newer, &since);
	return bw_report(d, BW_D_MAP_FLAG_TOO_NEW, where, "%s came with Linux %s, the target is %s",
			 bw_sb_str(&sb), bw_kver_text(a, since), bw_kver_text(a, t->kernel));
}

enum bw_status bw_mapcheck_rules(struct bw_arena *a, const struct bw_map_attr *m,
				 const struct bw_target *t, struct bw_diags *d,
				 struct bw_where where)
{
	enum bw_status st = BW_OK;
	uint32_t said = 0; /* attributes already complained about */

	for (size_t i = 0; i < BW_COUNT(rules); i++) {
		const struct rule *r = &rules[i];

		if ((said >> r->what & 1) || !rule_refuses(r, m, t))
			continue;
		st = bw_worse(st, report(a, r, m, t, d, where));
		said |= 1u << r->what;
		if (r->code == BW_D_MAP_TYPE || r->code == BW_D_MAP_TOO_NEW)
			break; /* the rest would be measured against nothing */
	}
	return st;
}

bool bw_mapcheck_is_ring(uint32_t type)
{
	return type < 64 && (RINGS >> type & 1);
}

bool bw_mapcheck_page_fits(const struct bw_map_attr *m, uint32_t page_bytes)
{
	return !bw_mapcheck_is_ring(m->type) || ring_size_fits(m->max_entries, page_bytes);
}
