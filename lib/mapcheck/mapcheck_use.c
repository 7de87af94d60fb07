/* SPDX-License-Identifier: BSD-2-Clause */
/* What user space may do with a map once it is there: freeze it, map its memory. */
#include <errno.h>

#include "mapcheck/mapcheck_parts.h"

#define SINCE(t, maj, min) ((t)->kernel >= BW_KVER(maj, min, 0))

/* A map in use. */
struct use {
	struct bw_arena *arena;
	const struct bw_map_attr *map;
	const struct bw_target *target;
	struct map_facts facts;
	bool frozen, mapped_rw, mapped;
};

static const char *const use_names[] = {"freeze", "mmap for reading", "mmap for writing"};

static void refuse(struct bw_map_verdict *v, int err, const char *text, const char *where)
{
	v->err = err;
	v->code = BW_D_MAP_USE;
	v->text = text;
	v->where = where;
}

/* Maps with fields that only programs may change; before 6.2 each command had its own list. */
static bool has_special(const struct use *u, bool for_mmap)
{
	uint32_t kinds = u->facts.special.kinds;

	if (!SINCE(u->target, 6, 2) && !for_mmap)
		kinds &= ~BW_SPECIAL(SPIN_LOCK);
	return kinds != 0;
}

static void freeze(struct use *u, struct bw_map_verdict *v)
{
	if (u->map->type == BW_MT_STRUCT_OPS || has_special(u, false))
		refuse(v, ENOTSUPP, "maps of this type or with special fields cannot be frozen",
		       "map_freeze");
	else if (u->map->flags & F(RDONLY) && SINCE(u->target, 6, 5))
		refuse(v, EPERM, "the descriptor is for reading only", "map_freeze");
	else if (u->frozen)
		refuse(v, SINCE(u->target, 6, 5) ? EPERM : EBUSY, "the map is frozen already",
		       "map_freeze");
	else if (u->mapped_rw)
		refuse(v, EBUSY, "the map is mapped for writing", "map_freeze");
	u->frozen |= !v->err;
}

static void mmap_array(const struct use *u, struct bw_map_verdict *v)
{
	if (!(u->map->flags & F(MMAPABLE)))
		refuse(v, EINVAL, "only an ARRAY with BPF_F_MMAPABLE can be mapped",
		       "array_map_mmap");
}

static void mmap_arena(struct use *u, struct bw_map_verdict *v)
{
	if (u->map->extra)
		refuse(v, EINVAL, "an ARENA with map_extra is mapped there, all of it, or not",
		       "arena_get_unmapped_area");
	else if (u->mapped)
		refuse(v, EBUSY, "an ARENA is mapped at one address only", "arena_map_mmap");
}

static void mmap_type(struct use *u, bool writing, struct bw_map_verdict *v)
{
	if (u->map->type == BW_MT_ARRAY)
		mmap_array(u, v);
	else if (u->map->type == BW_MT_ARENA)
		mmap_arena(u, v);
	else if (u->map->type == BW_MT_USER_RINGBUF && writing)
		refuse(v, EPERM, "the first page of a USER_RINGBUF is for reading only",
		       "ringbuf_map_mmap_user");
}

/* One page at offset 0, shared. */
static void map_memory(struct use *u, bool writing, struct bw_map_verdict *v)
{
	const uint64_t types = T(ARRAY) | RINGS | T(ARENA);

	if (u->map->flags & F(WRONLY) || (writing && u->map->flags & F(RDONLY)))
		refuse(v, EACCES, "the flags of the descriptor do not allow it", "mmap");
	else if (u->map->type == BW_MT_ARENA && u->map->extra)
		mmap_arena(u, v);
	else if (!type_in(u->map->type, types) || has_special(u, true))
		refuse(v, ENOTSUPP, "no map of this type or with special fields can be mapped",
		       "bpf_map_mmap");
	else if (writing && u->frozen)
		refuse(v, EPERM, "the map is frozen", "bpf_map_mmap");
	else if (writing && u->map->flags & F(RDONLY_PROG))
		refuse(v, EACCES, "a map with BPF_F_RDONLY_PROG is mapped for reading only",
		       "bpf_map_mmap");
	else
		mmap_type(u, writing, v);
	u->mapped |= !v->err;
	u->mapped_rw |= !v->err && writing;
}

void bw_mapcheck_uses(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		      const enum bw_map_use *use, uint32_t n, struct bw_map_verdict *ret)
{
	struct use u = {.arena = a, .map = m, .target = t};

	*ret = (struct bw_map_verdict){0};
	bw_mapcheck_facts(a, m, t, &u.facts);
	for (uint32_t i = 0; i < n && !ret->err; i++) {
		assert(use[i] < BW_COUNT(use_names));
		if (use[i] == BW_MAP_FREEZE)
			freeze(&u, ret);
		else
			map_memory(&u, use[i] == BW_MAP_MMAP_RW, ret);
		if (ret->err)
			ret->text = bw_printf(a, "%s: %s", use_names[use[i]], ret->text);
	}
}
