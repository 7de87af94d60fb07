/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps in maps: which ones the kernel takes for equal. */
#include <errno.h>

#include "mapcheck/mapcheck_parts.h"

#define SINCE(t, maj, min) ((t)->kernel >= BW_KVER(maj, min, 0))
/* Access flags belong to the descriptor, not the map: the kernel drops them. */
#define FD_FLAGS ((uint32_t)(BW_BPF_F_RDONLY | BW_BPF_F_WRONLY | BW_BPF_F_TOKEN_FD))

/* A field of one map and the same of another. Structs of the program are the same only in
 * one and the same BTF object. */
static bool field_equal(const struct bw_map_attr *x, const struct bw_special *f,
			const struct bw_map_attr *y, const struct bw_special *g)
{
	if (f->kind != g->kind || f->off_bytes != g->off_bytes)
		return false;
	if (1u << f->kind & BW_SPECIAL_ROOTS)
		return x->btf == y->btf && f->type.i == g->type.i &&
		       f->node_off_bytes == g->node_off_bytes;
	if (!(1u << f->kind & BW_SPECIAL_POINTERS))
		return true;
	if (f->home == BW_KPTR_PROGRAM || g->home == BW_KPTR_PROGRAM)
		return x->btf == y->btf && f->type.i == g->type.i;
	return !strcmp(bw_btf_str(x->btf, f->type), bw_btf_str(y->btf, g->type));
}

static const struct bw_special *field_at(const struct bw_special_set *s, uint32_t off_bytes)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->field[i].off_bytes == off_bytes)
			return &s->field[i];
	return NULL;
}

static bool is_compared(const struct bw_special *f, uint32_t kinds)
{
	return kinds >> f->kind & 1;
}

/* Every field of these kinds in x is in y, too. */
static bool set_within(const struct bw_map_attr *x, const struct bw_special_set *xs,
		       const struct bw_map_attr *y, const struct bw_special_set *ys, uint32_t kinds)
{
	for (uint32_t i = 0; i < xs->n; i++) {
		const struct bw_special *g = field_at(ys, xs->field[i].off_bytes);

		if (is_compared(&xs->field[i], kinds) &&
		    (!g || !field_equal(x, &xs->field[i], y, g)))
			return false;
	}
	return true;
}

/* To 6.1 a timer's offset, or why there is none, is compared as a number. */
static int timer_place(const struct bw_map_attr *m, const struct bw_special_set *s)
{
	if (!m->btf)
		return m->has_btf ? -ENOENT : -EINVAL;
	for (uint32_t i = 0; i < s->n; i++)
		if (s->field[i].kind == BW_SPECIAL_TIMER)
			return (int)s->field[i].off_bytes;
	return -(s->timer_err ? s->timer_err : ENOENT);
}

/* btf_record_equal; before 6.2 timers and pointers only. */
static bool special_equal(struct bw_arena *a, const struct bw_map_attr *x,
			  const struct bw_map_attr *y, const struct bw_target *t)
{
	uint32_t kinds = SINCE(t, 6, 2) ? UINT32_MAX : BW_SPECIAL_POINTERS;
	struct map_facts xf, yf;

	if (!x->btf && !y->btf && SINCE(t, 6, 2))
		return true;
	bw_mapcheck_facts(a, x, t, &xf);
	bw_mapcheck_facts(a, y, t, &yf);
	if (SINCE(t, 5, 15) && !SINCE(t, 6, 2) &&
	    timer_place(x, &xf.special) != timer_place(y, &yf.special))
		return false;
	return set_within(x, &xf.special, y, &yf.special, kinds) &&
	       set_within(y, &yf.special, x, &xf.special, kinds);
}

const char *bw_mapcheck_meta_difference(struct bw_arena *a, const struct bw_map_attr *want,
					const struct bw_map_attr *have, const struct bw_target *t)
{
#define DIFFERS(field, name)                                                                       \
	if (want->field != have->field)                                                            \
	return bw_printf(a, "%s is %u, the template has %u", name, have->field, want->field)
	uint32_t inner = have->flags & want->flags & BW_BPF_F_INNER_MAP;

	DIFFERS(type, "its type");
	DIFFERS(key_bytes, "key_size");
	DIFFERS(value_bytes, "value_size");
	if ((want->flags ^ have->flags) & ~FD_FLAGS)
		return bw_printf(a, "map_flags is %#x, the template has %#x", have->flags,
				 want->flags);
	if ((have->type == BW_MT_ARRAY && !inner) || have->type == BW_MT_XSKMAP ||
	    !bw_target_has(t, BW_F_MAP_INNER_MAX_ENTRIES, NULL))
		DIFFERS(max_entries, "max_entries");
	if (!special_equal(a, want, have, t))
		return "its special fields are not those of the template";
	return NULL;
#undef DIFFERS
}

void bw_mapcheck_put(struct bw_arena *a, const struct bw_map_attr *outer,
		     const struct bw_map_attr *put, const struct bw_target *t,
		     struct bw_map_verdict *ret)
{
	static const struct bw_map_attr plain = {
	    .type = BW_MT_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 1};
	const char *text;

	assert(type_in(outer->type, OF_MAPS));
	*ret = (struct bw_map_verdict){0};
	ret->code = BW_D_MAP_INNER;
	if (outer->flags & BW_BPF_F_RDONLY) {
		ret->err = EPERM;
		ret->text = "the outer map's descriptor is for reading only";
		ret->where = "map_update_elem";
		return;
	}
	text = bw_mapcheck_meta_difference(a, outer->inner ? outer->inner : &plain, put, t);
	if (!text)
		return;
	ret->err = EINVAL;
	ret->text = bw_printf(a, "the map that is put in does not fit: %s", text);
	ret->where = "bpf_map_fd_get_ptr";
}
