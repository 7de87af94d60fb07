/* SPDX-License-Identifier: BSD-2-Clause */
#include "mapuse/mapuse_parts.h"

static void prepare(struct use *u)
{
	u->ref = BW_NEW_ARRAY(u->a, const struct bw_ref *, u->n);
	u->core = bw_alloc(u->a, u->n);
	u->store = BW_NEW_ARRAY(u->a, struct use_store, u->n);
	for (uint32_t k = 0; k < u->p->ref_count; k++)
		if (u->p->ref[k].off_insns < u->n)
			u->ref[u->p->ref[k].off_insns] = &u->p->ref[k];
	for (uint32_t k = 0; k < u->p->core_count; k++)
		if (u->p->core[k].off_insns < u->n)
			u->core[u->p->core[k].off_insns] = 1;
}

static uint8_t callback_reach(uint8_t marks)
{
	return marks & REACH_SURE ? REACH_SURE : marks & REACH_MAYBE;
}

/* Functions whose address is taken are called by helpers, with arguments of their own. */
static void walk_callbacks(struct use *u)
{
	bool more = true;

	while (more && !u->gave_up) {
		more = false;
		for (uint32_t k = 0; k < u->func_count && !u->gave_up; k++) {
			if ((u->is_callback[k] & (USE_NAMED | USE_WALKED)) != USE_NAMED)
				continue;
			u->is_callback[k] |= USE_WALKED;
			use_walk_root(u, &u->func[k], callback_reach(u->is_callback[k]));
			more = true;
		}
	}
}

static bool uses_maps(const struct bw_prog_spec *p)
{
	for (uint32_t k = 0; k < p->ref_count; k++)
		if (p->ref[k].kind == BW_REF_MAP || p->ref[k].kind == BW_REF_MAP_VALUE)
			return true;
	return false;
}

static enum bw_status check_program(struct bw_arena *a, struct use *u, struct bw_diags *d)
{
	enum bw_status st;
	bool has_shape;

	u->a = bw_arena_child(a);
	u->scratch = bw_arena_child(a);
	u->insn = u->p->insn;
	u->n = u->p->insn_count;
	u->judging = true;
	prepare(u);
	has_shape = use_functions(u);
	use_check_program(u);
	if (has_shape) {
		use_walk_root(u, &u->func[0], REACH_SURE);
		walk_callbacks(u);
	}
	st = use_flush(u, d);
	bw_arena_deinit(u->scratch);
	bw_arena_deinit(u->a);
	return st;
}

enum bw_status bw_mapuse(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t,
			 struct bw_diags *d)
{
	enum bw_status st = BW_OK;

	for (uint32_t k = 0; k < s->prog_count; k++) {
		struct use u = {.spec = s, .p = &s->prog[k], .t = t};

		if (u.p->autoload && u.p->insn_count && uses_maps(u.p))
			st = bw_worse(st, check_program(a, &u, d));
	}
	return st;
}
