/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's rules for BPF_MAP_CREATE, one function a row of mapcheck_rules.def. */
#include <ctype.h>
#include <errno.h>

#include "mapcheck/mapcheck.h"
#include "mapcheck/mapcheck_parts.h"

#define ALL UINT64_MAX
/* Types that refuse BTF types, and those that take a value's without the key's as far as
 * map_check_btf goes: they have a check of their own. */
#define NO_BTF                                                                                     \
	(T(PERF_EVENT_ARRAY) | T(CGROUP_ARRAY) | OF_MAPS | T(STACK_TRACE) | DEVS | T(CPUMAP) |     \
	 T(XSKMAP) | SOCKS)
#define KEYLESS                                                                                    \
	(NO_BTF | T(ARRAY) | T(PERCPU_ARRAY) | T(LPM_TRIE) | CGROUP_STORAGES | LOCAL |             \
	 T(BLOOM_FILTER) | T(ARENA))
/* Hashes check it since they have a check of their own. */
#define LATE_HTAB_BTF BW_LATE_FIELDS(t)
#define HAS(kind) (x->special.kinds & BW_SPECIAL(kind))

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

/* Types for CAP_BPF and for CAP_NET_ADMIN (map_create of 6.12). */
#define BPF_MAPS                                                                                   \
	(LOCAL | T(BLOOM_FILTER) | T(LPM_TRIE) | T(REUSEPORT_SOCKARRAY) | T(STACK_TRACE) |         \
	 QUEUES | LRU | T(STRUCT_OPS) | T(CPUMAP) | T(ARENA) | T(INSN_ARRAY))
#define NET_MAPS (SOCKS | DEVS | T(XSKMAP))
#define MAY(cap) (x->caller.caps & BW_CAP_##cap)

static bool bpf_capable(const struct map_facts *x, const struct bw_target *t)
{
	return MAY(SYS_ADMIN) || (SINCE(5, 8) && MAY(BPF));
}

static bool bad_char(const char *name)
{
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_' && *name != '.')
			return true;
	return false;
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

/* LPM_VAL_SIZE_MAX */
static uint64_t lpm_value_max(const struct bw_target *t)
{
	return t->kmalloc_max_bytes - 256 - t->lpm_node_bytes;
}

/* What memlock was charged for, to 5.10. */
static uint64_t lpm_bytes(const struct bw_map_attr *m, const struct bw_target *t)
{
	return (uint64_t)m->max_entries *
	       ((uint64_t)t->lpm_node_bytes + m->value_bytes + m->key_bytes - 4);
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

enum what {
	WHAT_TYPE,
	WHAT_KEY,
	WHAT_VALUE,
	WHAT_ENTRIES,
	WHAT_FLAGS,
	WHAT_EXTRA,
	WHAT_NUMA,
	WHAT_KEY_TYPE,
	WHAT_VALUE_TYPE,
	WHAT_INNER,
	WHAT_KERN_TYPE,
	WHAT_NAME,
};

/* clang-format off */
#define RULE(id, types, err, code, what, is_broken, lim, want, func)                               \
	static bool broken_##id(const struct bw_map_attr *m, const struct bw_target *t,            \
				const struct map_facts *x)                                         \
	{                                                                                          \
		(void)m;                                                                           \
		(void)t;                                                                           \
		(void)x;                                                                           \
		return (is_broken) != 0;                                                           \
	}                                                                                          \
	static uint64_t limit_##id(const struct bw_map_attr *m, const struct bw_target *t,         \
				   const struct map_facts *x)                                      \
	{                                                                                          \
		(void)m;                                                                           \
		(void)t;                                                                           \
		(void)x;                                                                           \
		return (uint64_t)(lim);                                                            \
	}
#include "mapcheck/mapcheck_rules.def"
#undef RULE

static const struct rule {
	uint64_t types;
	int err;
	enum bw_code code;
	enum what what;
	bool (*broken)(const struct bw_map_attr *m, const struct bw_target *t,
		       const struct map_facts *x);
	uint64_t (*limit)(const struct bw_map_attr *m, const struct bw_target *t,
			  const struct map_facts *x);
	const char *want, *where;
} rules[] = {
#define RULE(id, types, err, code, what, is_broken, lim, want, func)                               \
	{types, err, BW_D_##code, WHAT_##what, broken_##id, limit_##id, want, func},
#include "mapcheck/mapcheck_rules.def"
#undef RULE
};
/* clang-format on */

/* One map, one kernel, and what BTF adds. */
struct question {
	struct bw_arena *arena;
	const struct bw_map_attr *map;
	const struct bw_target *target;
	struct map_facts facts;
};

static const struct bw_map_caller root = {BW_CAPS_ALL, true};

static void ask(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		struct question *ret)
{
	*ret = (struct question){.arena = a, .map = m, .target = t};
	bw_mapcheck_facts(a, m, t, &ret->facts);
	ret->facts.caller = root;
}

/* ALL holds for numbers that are no type, too. */
static bool rule_refuses(const struct rule *r, const struct question *q)
{
	return (r->types == ALL || type_in(q->map->type, r->types)) &&
	       r->broken(q->map, q->target, &q->facts);
}

static uint64_t rule_limit(const struct rule *r, const struct question *q)
{
	return r->limit(q->map, q->target, &q->facts);
}

/* ---- what a rule says ---- */

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

/* "key type is struct flow (12 bytes)" */
static void print_type(struct bw_sb *sb, const struct question *q, const char *what,
		       const struct map_type *type)
{
	if (!type->given) {
		bw_sb_printf(sb, "%s type is not given", what);
		return;
	}
	bw_sb_printf(sb, "%s type is ", what);
	if (type->id.i && q->map->btf)
		bw_btf_print_decl(sb, q->map->btf, type->id, "");
	else
		bw_sb_addz(sb, type->sized ? "an integer" : "none that has a size");
	if (type->sized)
		bw_sb_printf(sb, " (%u bytes)", type->bytes);
}

static void print_number(struct bw_sb *sb, enum what what, const struct bw_map_attr *m)
{
	switch (what) {
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
	default:
		bw_sb_printf(sb, "numa_node is %u", m->numa_node);
		break;
	}
}

static void print_inner(struct bw_sb *sb, const struct bw_map_attr *m)
{
	const char *type = m->inner ? bw_target_map_type_name(m->inner->type) : NULL;

	if (type)
		bw_sb_printf(sb, "the template is of type %s", type);
	else
		bw_sb_addz(sb,
			   m->inner ? "the template is of no known type" : "there is no template");
}

static void print_have(struct bw_sb *sb, const struct rule *r, const struct question *q)
{
	const struct bw_map_attr *m = q->map;

	if (r->what == WHAT_KEY_TYPE)
		print_type(sb, q, "key", &q->facts.key);
	else if (r->what == WHAT_VALUE_TYPE)
		print_type(sb, q, "value", &q->facts.value);
	else if (r->what == WHAT_INNER)
		print_inner(sb, m);
	else if (r->what == WHAT_NAME)
		bw_sb_printf(sb, "the name is '%s'", m->name);
	else if (r->what == WHAT_KERN_TYPE)
		bw_sb_printf(sb, "the kernel's type is %s", m->kern_type ? m->kern_type : "given");
	else
		print_number(sb, r->what, m);
}

/* "Linux 6.9, the target is 6.1" */
static void print_gate(struct bw_sb *sb, const struct rule *r, const struct question *q)
{
	uint32_t since;

	if (r->code == BW_D_MAP_CONFIG) {
		bw_sb_printf(sb, "CONFIG_%s, which the target does not set",
			     bw_target_map_type_config(q->map->type));
		return;
	}
	bw_target_has_map_type(q->target, q->map->type, &since);
	bw_sb_printf(sb, "Linux %s, the target is %s", bw_kver_text(q->arena, since),
		     bw_kver_text(q->arena, q->target->kernel));
}

static void print_special(struct bw_sb *sb, uint32_t kinds)
{
	for (const char *sep = ""; kinds; kinds &= kinds - 1, sep = ", ")
		bw_sb_printf(sb, "%s%s", sep,
			     bw_special_name((enum bw_special_kind)__builtin_ctz(kinds)));
}

/* "key_size is 8; ARRAY wants 4" */
static const char *rule_text(const struct rule *r, const struct question *q)
{
	const char *type = bw_target_map_type_name(q->map->type), *number = strstr(r->want, "%llu");
	struct bw_sb sb = bw_sb_in(q->arena);
	uint64_t limit = rule_limit(r, q);

	print_have(&sb, r, q);
	bw_sb_printf(&sb, "; %s wants ", type ? type : "the kernel");
	if (r->code == BW_D_MAP_TOO_NEW || r->code == BW_D_MAP_CONFIG)
		print_gate(&sb, r, q);
	else if (number)
		bw_sb_printf(&sb, "%.*s%llu%s", (int)(number - r->want), r->want,
			     (unsigned long long)limit, number + 4);
	else
		bw_sb_addz(&sb, r->want);
	if (r->what == WHAT_FLAGS) {
		bw_sb_addz(&sb, ": ");
		print_flags(&sb, (uint32_t)limit);
	}
	if (r->code == BW_D_MAP_SPECIAL && r->err == EOPNOTSUPP)
		print_special(&sb, q->facts.misplaced);
	return bw_sb_str(&sb);
}

/* ---- verdicts ---- */

static const struct rule *first_refusal(const struct question *q)
{
	for (size_t i = 0; i < BW_COUNT(rules); i++)
		if (rule_refuses(&rules[i], q))
			return &rules[i];
	return NULL;
}

int bw_mapcheck_errno(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t)
{
	const struct rule *r;
	struct question q;

	ask(a, m, t, &q);
	r = first_refusal(&q);
	return r ? r->err : 0;
}

void bw_mapcheck_attr_by(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
			 const struct bw_map_caller *caller, struct bw_map_verdict *ret)
{
	const struct rule *r;
	struct question q;

	*ret = (struct bw_map_verdict){0};
	ask(a, m, t, &q);
	if (caller)
		q.facts.caller = *caller;
	r = first_refusal(&q);
	if (r) {
		ret->err = r->err;
		ret->code = r->code;
		ret->text = rule_text(r, &q);
		ret->where = r->where;
	} else if (q.facts.special.why) {
		ret->unseen = q.facts.special.why;
	}
}

void bw_mapcheck_attr(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		      struct bw_map_verdict *ret)
{
	bw_mapcheck_attr_by(a, m, t, NULL, ret);
	bw_mapcheck_hangs(a, m, t, ret);
}

uint32_t bw_mapcheck_capabilities(struct bw_arena *a, const struct bw_map_attr *m,
				  const struct bw_target *t)
{
	static const uint32_t sets[] = {
	    0,
	    BW_CAP_BPF,
	    BW_CAP_NET_ADMIN,
	    BW_CAP_BPF | BW_CAP_NET_ADMIN,
	    BW_CAP_SYS_ADMIN,
	    BW_CAP_SYS_ADMIN | BW_CAP_NET_ADMIN,
	};

	for (size_t i = 0; i < BW_COUNT(sets); i++) {
		const struct bw_map_caller caller = {sets[i], false};
		struct bw_map_verdict v;

		bw_mapcheck_attr_by(a, m, t, &caller, &v);
		if (v.err != EPERM)
			return sets[i];
	}
	return BW_CAPS_ALL;
}

const char *bw_errno_name(struct bw_arena *a, int err)
{
	const char *name = err ? strerrorname_np(err) : "ok";

	return name ? name : bw_printf(a, "%d", err);
}

/* ---- findings ---- */

/* A flag that the type would take on a later kernel. */
static uint32_t newer_flags(const struct rule *r, const struct question *q)
{
	struct bw_target later = *q->target;

	if (r->what != WHAT_FLAGS || r->code != BW_D_MAP_FLAGS)
		return 0;
	later.kernel = UINT32_MAX;
	later.facts = NULL;
	return (uint32_t)rule_limit(r, q) & ~(uint32_t)r->limit(q->map, &later, &q->facts);
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
static void fix(struct bw_diags *d, const struct rule *r, const struct question *q)
{
	static const char *const names[] = {
	    [WHAT_KEY] = "key_size", [WHAT_VALUE] = "value_size", [WHAT_ENTRIES] = "max_entries"};
	const char *number = strstr(r->want, "%llu");

	if (r->what == WHAT_ENTRIES && bw_profile_is_ring(q->map->type))
		bw_fix(d, "Set max_entries to %llu.",
		       (unsigned long long)ring_bytes(q->map->max_entries, q->target->page_bytes));
	else if (number && r->what < BW_COUNT(names) && names[r->what])
		bw_fix(d, "Set %s to %.*s%llu.", names[r->what], (int)(number - r->want), r->want,
		       (unsigned long long)rule_limit(r, q));
}

static enum bw_status report(const struct rule *r, const struct question *q, struct bw_diags *d,
			     struct bw_where where)
{
	const struct bw_target *t = q->target;
	uint32_t newer = newer_flags(r, q), since;
	struct bw_sb sb = bw_sb_in(q->arena);
	enum bw_status st;

	if (!newer) {
		st = bw_report(d, r->code, where, "%s", rule_text(r, q));
		bw_note(d, (struct bw_where){0}, "%s of Linux %s answers %s", r->where,
			bw_kver_text(q->arena, t->kernel), bw_errno_name(q->arena, r->err));
		fix(d, r, q);
		return st;
	}
	print_flags(&sb, newer);
	bw_target_has_map_flag(t, newer & -newer, &since);
	return bw_report(d, BW_D_MAP_FLAG_TOO_NEW, where, "%s came with Linux %s, the target is %s",
			 bw_sb_str(&sb), bw_kver_text(q->arena, since),
			 bw_kver_text(q->arena, t->kernel));
}

enum bw_status bw_mapcheck_rules(struct bw_arena *a, const struct bw_map_attr *m,
				 const struct bw_target *t, struct bw_diags *d,
				 struct bw_where where)
{
	enum bw_status st = BW_OK;
	uint32_t said = 0; /* attributes already complained about */
	struct question q;

	ask(a, m, t, &q);
	for (size_t i = 0; i < BW_COUNT(rules); i++) {
		const struct rule *r = &rules[i];

		if ((said >> r->what & 1) || !rule_refuses(r, &q))
			continue;
		st = bw_worse(st, report(r, &q, d, where));
		said |= 1u << r->what;
		if (r->code == BW_D_MAP_TYPE || r->code == BW_D_MAP_TOO_NEW)
			break; /* the rest would be measured against nothing */
	}
	if (st == BW_OK && q.facts.special.why)
		bw_tell(d, BW_D_MAP_SPECIAL_UNSEEN, where, "%s", q.facts.special.why);
	if (q.facts.special.crooked)
		bw_tell(d, BW_D_MAP_SPECIAL_CROOKED, where, "%s", q.facts.special.crooked);
	return st;
}

bool bw_mapcheck_page_fits(const struct bw_map_attr *m, uint32_t page_bytes)
{
	return !bw_profile_is_ring(m->type) || ring_size_fits(m->max_entries, page_bytes);
}
