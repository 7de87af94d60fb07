/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps against helpers and program types. */
#include "mapuse/mapuse_parts.h"

enum { ATTACH_TRACE_ITER = 28, SLEEPABLE_FLAG = 1 << 4 };
enum { ANY = 0, NOEXIST = 1, EXIST = 2, F_LOCK = 4 };
enum { UPDATE = 2, DELETE = 3, PUSH = 87, PEEK = 89, RINGBUF_RESERVE = 131 };

static const struct {
	uint32_t type, helper;
	bool type_chooses;
} pairs[] = {
#define PAIR(type, helper) {BW_MT_##type, helper, true},
#define HELPER_TAKES(type, helper) {BW_MT_##type, helper, false},
#include "mapuse/mapuse_types.def"
};

static const struct {
	uint32_t type, since;
} sleepable[] = {
#define SLEEPABLE(type, since) {BW_MT_##type, since},
#include "mapuse/mapuse_types.def"
};

static const struct {
	enum bw_special_kind special;
	uint32_t since;
	bool tracing, socket;
} fields[] = {
#define FIELD(special, since, tracing, socket) {BW_SPECIAL_##special, since, tracing, socket},
#include "mapuse/mapuse_types.def"
};

static const char *type_name(struct use *u, uint32_t type)
{
	const char *name = bw_map_type_name(type);

	return name ? name : bw_printf(u->a, "type %u", type);
}

static const char *prog_name(struct use *u)
{
	const char *name = bw_prog_type_name(u->p->prog_type);

	return name ? name : bw_printf(u->a, "type %u", u->p->prog_type);
}

/* ---- helper and map type ---- */

/* Sockets may be put into and taken out of maps only where they cannot be locked
 * (may_update_sockmap). The context of type EXT is its target's. */
static enum bw_answer may_update_sockets(const struct use *u, uint32_t helper)
{
	switch (u->p->prog_type) {
	case BW_PT_TRACING:
		return u->p->attach_type == ATTACH_TRACE_ITER ? BW_YES : BW_UNKNOWN;
	case BW_PT_SOCK_OPS:
		return helper == DELETE ? BW_YES : BW_NO;
	case BW_PT_SOCKET_FILTER:
	case BW_PT_SCHED_CLS:
	case BW_PT_SCHED_ACT:
	case BW_PT_XDP:
	case BW_PT_SK_REUSEPORT:
	case BW_PT_FLOW_DISSECTOR:
	case BW_PT_SK_LOOKUP:
		return BW_YES;
	default:
		/* which of them may delete changed in stable kernels */
		return helper == DELETE ? BW_UNKNOWN : BW_NO;
	}
}

static enum bw_answer goes_with(const struct use *u, uint32_t type, uint32_t helper)
{
	bool type_chooses = false, helper_chooses = false;

	if ((type == BW_MT_SOCKMAP || type == BW_MT_SOCKHASH) &&
	    (helper == UPDATE || helper == DELETE))
		return u->p->prog_type && u->p->prog_type != BW_PT_EXT
			   ? may_update_sockets(u, helper)
			   : BW_UNKNOWN;
	for (size_t k = 0; k < BW_COUNT(pairs); k++) {
		bool is_type = pairs[k].type == type, is_helper = pairs[k].helper == helper;

		if (is_type && is_helper)
			return BW_YES;
		type_chooses |= is_type && pairs[k].type_chooses;
		helper_chooses |= is_helper && helper != 1; /* all maps but choosy ones have it */
	}
	return type_chooses || helper_chooses ? BW_NO : BW_YES;
}

/* "bpf_map_push_elem, bpf_map_peek_elem" */
static const char *helpers_of(struct use *u, uint32_t type)
{
	struct bw_sb sb = bw_sb_in(u->a);

	for (size_t k = 0; k < BW_COUNT(pairs); k++)
		if (pairs[k].type == type && pairs[k].type_chooses)
			bw_sb_printf(&sb, "%s%s", sb.n ? ", " : "",
				     bw_helper_name(pairs[k].helper));
	return bw_sb_str(&sb);
}

static void check_pair(struct use_walk *w, const struct use_state *s, uint32_t i,
		       const struct use_helper *h, struct use_val map)
{
	struct use *u = w->u;
	const struct bw_map_spec *m = use_map(u, map);
	struct use_found *f;
	const char *have;

	if (goes_with(u, m->type, h->id) != BW_NO)
		return;
	f = use_find(
	    u, i, BW_D_USE_HELPER_MAP, 0, s->reach, "%s does not take %s, which is a %s%s%s",
	    bw_helper_name(h->id), use_map_name(u, map), type_name(u, m->type),
	    m->type == BW_MT_SOCKMAP || m->type == BW_MT_SOCKHASH ? ", in a program of type " : "",
	    m->type == BW_MT_SOCKMAP || m->type == BW_MT_SOCKHASH ? prog_name(u) : "");
	have = helpers_of(u, m->type);
	if (f && *have)
		use_found_note(u, f, (struct bw_where){0}, "%s maps have %s", type_name(u, m->type),
			       have);
}

/* ---- flags ---- */

/*
 * The fields that the kernel keeps in a map's value; *ret_sure false when it may see other ones,
 * or none. All kernels look into the value itself, later ones into nested structs too.
 */
static uint32_t special_fields(struct use *u, const struct bw_map_spec *m, bool nested,
			       bool *ret_sure)
{
	struct bw_special_rules rules = {
	    .known = UINT32_MAX, .max = BW_SPECIAL_MAX, .nested = nested};
	const struct bw_btf *b = u->spec->obj ? u->spec->obj->btf : NULL;
	bw_tid t = b && m->value_type.i ? bw_btf_resolve(b, m->value_type) : BW_VOID;
	enum bw_btf_kind kind = t.i ? bw_btf_kind(b, t) : BW_BTF_VOID;
	struct bw_special_set set;

	*ret_sure = false;
	if (kind != BW_BTF_STRUCT && (kind != BW_BTF_DATASEC || u->t->kernel < BW_KVER(5, 15, 0)))
		return 0;
	bw_spec_special(u->a, b, t, m->value_bytes, &rules, &set);
	/* a map that is refused with its types is made without them by most loaders */
	*ret_sure =
	    !set.err && !set.crooked && !(m->flags & (BW_BPF_F_RDONLY_PROG | BW_BPF_F_WRONLY_PROG));
	return set.kinds;
}

static bool may_hold(uint32_t type, uint32_t special)
{
	return type == BW_MT_ARRAY || type == BW_MT_HASH ||
	       (type == BW_MT_LRU_HASH && special != BW_SPECIAL_SPIN_LOCK &&
		special != BW_SPECIAL_RES_SPIN_LOCK);
}

/* Why an update with these flags fails, whatever the map holds; NULL: it may succeed. */
static const char *update_fails(struct use *u, const struct bw_map_spec *m, uint32_t flags)
{
	bool is_array = m->type == BW_MT_ARRAY || m->type == BW_MT_PERCPU_ARRAY;
	bool takes_lock = m->type == BW_MT_ARRAY || m->type == BW_MT_HASH, sure;

	switch (m->type) {
	case BW_MT_ARRAY:
	case BW_MT_PERCPU_ARRAY:
	case BW_MT_HASH:
	case BW_MT_LRU_HASH:
	case BW_MT_PERCPU_HASH:
	case BW_MT_LRU_PERCPU_HASH:
	case BW_MT_LPM_TRIE:
		break;
	default:
		return NULL;
	}
	if ((flags & ~(uint32_t)F_LOCK) == (NOEXIST | EXIST))
		return "EINVAL: BPF_NOEXIST and BPF_EXIST exclude each other";
	if ((flags & ~(uint32_t)F_LOCK) > EXIST)
		return "EINVAL: there are no such flags";
	if (is_array && (flags & NOEXIST))
		return "EEXIST: all elements of an array exist";
	if ((flags & F_LOCK) && takes_lock && m->value_type.i &&
	    !(special_fields(u, m, true, &sure) & BW_SPECIAL(SPIN_LOCK)))
		return "EINVAL: BPF_F_LOCK, but no bpf_spin_lock in the value";
	return NULL;
}

static const char *flags_fail(struct use *u, uint32_t helper, const struct bw_map_spec *m,
			      uint32_t flags)
{
	switch (helper) {
	case UPDATE:
		return update_fails(u, m, flags);
	case PUSH:
		if (m->type == BW_MT_BLOOM_FILTER)
			return flags ? "EINVAL: a bloom filter takes BPF_ANY only" : NULL;
		return (flags & NOEXIST) || flags > EXIST
			   ? "EINVAL: a queue takes BPF_ANY and BPF_EXIST only"
			   : NULL;
	case RINGBUF_RESERVE:
		return flags ? "NULL: bpf_ringbuf_reserve() has no flags" : NULL;
	default: /* local storages */
		return flags > 1 ? "NULL: the only flag is BPF_LOCAL_STORAGE_GET_F_CREATE" : NULL;
	}
}

static void check_flags(struct use_walk *w, const struct use_state *s, uint32_t i,
			const struct use_helper *h, struct use_val map)
{
	struct use_val v = s->reg[h->flags];
	const char *why;

	assert(h->flags >= 1 && h->flags <= 5);
	if (v.kind != UK_CONST || v.off < 0)
		return;
	why = flags_fail(w->u, h->id, use_map(w->u, map), (uint32_t)v.off);
	if (why)
		use_find(w->u, i, BW_D_USE_FLAGS, 0, s->reach,
			 "%s on %s with flags %d always gives %s", bw_helper_name(h->id),
			 use_map_name(w->u, map), v.off, why);
}

void use_check_helper(struct use_walk *w, const struct use_state *s, uint32_t i,
		      const struct use_helper *h)
{
	struct use_val map = s->reg[h->map];
	const struct bw_map_spec *m = use_map(w->u, map);

	if (!w->u->judging || map.kind != UK_MAP || !m)
		return;
	check_pair(w, s, i, h, map);
	if (goes_with(w->u, m->type, h->id) == BW_NO)
		return;
	if (h->writes == 'w' && (m->flags & BW_BPF_F_RDONLY_PROG))
		use_find(w->u, i, BW_D_USE_HELPER_RDONLY, 0, s->reach, "%s on %s, which is %s",
			 bw_helper_name(h->id), use_map_name(w->u, map),
			 m->is_rodata ? "constant data" : "BPF_F_RDONLY_PROG");
	if (h->flags)
		check_flags(w, s, i, h, map);
	if (h->key)
		use_check_buffer(w, s, i, h->key, map, USE_KEY);
	if (h->value && m->type != BW_MT_SOCKMAP &&
	    m->type != BW_MT_SOCKHASH) /* those take a socket */
		use_check_buffer(w, s, i, h->value, map,
				 m->type == BW_MT_BLOOM_FILTER ? USE_VALUE_HASHED : USE_VALUE_IN);
	if (h->id == PEEK && m->type == BW_MT_BLOOM_FILTER)
		use_check_buffer(w, s, i, 2, map, USE_VALUE_HASHED);
}

/* ---- map and program type ---- */

static bool is_tracing(const struct use *u)
{
	switch (u->p->prog_type) {
	case BW_PT_KPROBE:
	case BW_PT_TRACEPOINT:
	case BW_PT_PERF_EVENT:
	case BW_PT_RAW_TRACEPOINT:
		return true;
	case BW_PT_RAW_TRACEPOINT_WRITABLE: /* forgotten in some releases before 6.1 */
		return u->t->kernel >= BW_KVER(6, 1, 0);
	default:
		return false;
	}
}

/* All of a program's wide loads are looked at before the walk over paths: what is refused
 * here is refused wherever it stands (resolve_pseudo_ldimm64). */
static void refuse(struct use *u, const struct bw_ref *r, const char *name, const char *why)
{
	use_find(u, r->off_insns, BW_D_USE_PROG_MAP, (uint32_t)(r->map + 1), REACH_SURE,
		 "%s: %s; the program is of type %s%s", name, why, prog_name(u),
		 u->p->prog_flags & SLEEPABLE_FLAG ? ", sleepable" : "");
}

static void check_fields(struct use *u, const struct bw_ref *r, const struct bw_map_spec *m,
			 const char *name)
{
	bool sure, is_sleepable = u->p->prog_flags & SLEEPABLE_FLAG;
	uint32_t have = special_fields(u, m, false, &sure);

	for (size_t k = 0; k < BW_COUNT(fields) && sure; k++) {
		bool bad = (is_tracing(u) && fields[k].tracing) ||
			   (u->p->prog_type == BW_PT_SOCKET_FILTER && fields[k].socket);

		if (!bad || u->t->kernel < fields[k].since || !(have & 1u << fields[k].special) ||
		    !may_hold(m->type, fields[k].special))
			continue;
		refuse(u, r, name,
		       bw_printf(u->a, "its value has a struct %s, which %s programs may not use",
				 bw_special_name(fields[k].special),
				 is_tracing(u) ? "tracing" : "socket filter"));
		return;
	}
	if (sure && is_sleepable && u->t->kernel < BW_KVER(6, 2, 0) &&
	    (have & BW_SPECIAL(SPIN_LOCK)) && may_hold(m->type, BW_SPECIAL_SPIN_LOCK))
		refuse(u, r, name,
		       "its value has a struct bpf_spin_lock, which sleepable programs may not use "
		       "before Linux 6.2");
}

static void check_sleepable(struct use *u, const struct bw_ref *r, const struct bw_map_spec *m,
			    const char *name)
{
	const char *type = type_name(u, m->type);

	if (!(u->p->prog_flags & SLEEPABLE_FLAG) || m->type > BW_MT_ARENA)
		return;
	for (size_t k = 0; k < BW_COUNT(sleepable); k++) {
		if (sleepable[k].type != m->type)
			continue;
		if (u->t->kernel < sleepable[k].since)
			refuse(u, r, name,
			       bw_printf(u->a,
					 "sleepable programs may not use %s maps before Linux %s",
					 type, bw_kver_text(u->a, sleepable[k].since)));
		return;
	}
	refuse(u, r, name, bw_printf(u->a, "sleepable programs may not use %s maps", type));
}

static bool is_preallocated(const struct bw_map_spec *m)
{
	return !m || !(m->flags & BW_BPF_F_NO_PREALLOC) ||
	       (m->type != BW_MT_HASH && m->type != BW_MT_PERCPU_HASH &&
		m->type != BW_MT_HASH_OF_MAPS);
}

static void check_prealloc(struct use *u, const struct bw_ref *r, const struct bw_map_spec *m,
			   const char *name)
{
	bool refused = u->p->prog_type == BW_PT_PERF_EVENT || u->p->prog_flags & SLEEPABLE_FLAG;

	if (bw_target_has(u->t, BW_F_TRACING_NO_PREALLOC, NULL) ||
	    (is_preallocated(m) && is_preallocated(m->inner)) || (!refused && !is_tracing(u)))
		return;
	use_find(u, r->off_insns, refused ? BW_D_USE_PREALLOC_REFUSED : BW_D_USE_PREALLOC,
		 r->map + 1, REACH_SURE,
		 "%s is a %s with BPF_F_NO_PREALLOC, the program is of type %s%s", name,
		 type_name(u, m->type), prog_name(u),
		 u->p->prog_flags & SLEEPABLE_FLAG ? ", sleepable" : "");
}

void use_check_program(struct use *u)
{
	for (uint32_t k = 0; k < u->p->ref_count; k++) {
		const struct bw_ref *r = &u->p->ref[k];
		struct use_val v = {.kind = UK_MAP, .map = (uint16_t)r->map};
		const struct bw_map_spec *m;

		if ((r->kind != BW_REF_MAP && r->kind != BW_REF_MAP_VALUE) ||
		    r->map >= USE_MAP_INNER || r->off_insns >= u->n ||
		    r->map >= u->spec->map_count || !u->p->prog_type ||
		    u->p->prog_type == BW_PT_EXT)
			continue;
		m = &u->spec->map[r->map];
		if (m->origin == BW_MAP_STRUCT_OPS)
			refuse(u, r, use_map_name(u, v), "no program may use a STRUCT_OPS map");
		m = use_map(u, v);
		if (!m)
			continue;
		check_fields(u, r, m, use_map_name(u, v));
		check_sleepable(u, r, m, use_map_name(u, v));
		check_prealloc(u, r, m, use_map_name(u, v));
	}
}
