/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether every way through a function comes to an instruction that the kernel refuses.
 *
 * vfy_judge() marks such instructions. None of them alone need be sure to be walked, but when
 * no way from entry to exit avoids them all, the first path of the kernel (verify_sure.c)
 * meets one. A call of a function that always fails counts as such an instruction.
 */
#include "verify/verify_parts.h"

enum fate { FATE_UNKNOWN, FATE_ASKED, FATE_ENDS, FATE_FAILS };

struct cut {
	struct vfy *v;
	uint8_t *fate;	 /* enum fate, by function */
	uint8_t *seen;	 /* by instruction */
	uint8_t *blamed; /* by function */
};

static bool always_fails(struct cut *c, uint32_t func);

static uint32_t callee_of(const struct cut *c, uint32_t i)
{
	return (uint32_t)(vfy_func_at(c->v, (uint32_t)vfy_callee(c->v, i)) - c->v->func.v);
}

/* Does the kernel refuse the program if it comes to i? */
static bool is_bad(struct cut *c, uint32_t i)
{
	if (c->v->mark[i] & VM_BAD)
		return true;
	return vfy_names_function(c->v, i, false) && always_fails(c, callee_of(c, i));
}

/* Does some way from the entry avoid what is bad? Marks what it comes to as seen. */
static bool finds_way(struct cut *c, const struct vfy_func *f)
{
	struct bw_mark m = bw_mark(c->v->a);
	uint32_t *stack = BW_NEW_ARRAY(c->v->a, uint32_t, f->end - f->start), depth = 0;
	bool exits = false;

	stack[depth++] = f->start;
	c->seen[f->start] = 1;
	while (depth) {
		uint32_t i = stack[--depth], to[2];
		uint32_t n = vfy_successors(c->v, i, to);

		if (is_bad(c, i))
			continue;
		exits |= n == 0;
		for (uint32_t k = 0; k < n; k++) {
			if (c->seen[to[k]])
				continue;
			c->seen[to[k]] = 1;
			stack[depth++] = to[k];
		}
	}
	bw_rewind(c->v->a, m);
	return exits;
}

/* Recursive calls count as returning; the depth is at most that of 256 functions. */
static bool always_fails(struct cut *c, uint32_t func)
{
	const struct vfy_func *f = &c->v->func.v[func];

	if (c->fate[func] == FATE_UNKNOWN) {
		c->fate[func] = FATE_ASKED;
		c->fate[func] = !f->is_passed || finds_way(c, f) ? FATE_ENDS : FATE_FAILS;
	}
	return c->fate[func] == FATE_FAILS;
}

/* The first path comes to one of these. */
static void blame(struct cut *c, uint32_t func)
{
	const struct vfy_func *f = &c->v->func.v[func];

	if (c->blamed[func]++)
		return;
	for (uint32_t i = f->start; i < f->end; i = vfy_next(c->v, i)) {
		if (!c->seen[i] || !is_bad(c, i))
			continue;
		if (c->v->mark[i] & VM_BAD)
			vfy_make_sure(c->v, i);
		else /* all of its ways were seen when its fate was asked */
			blame(c, callee_of(c, i));
	}
}

void vfy_cut(struct vfy *v)
{
	struct cut c = {.v = v};

	if (!v->doubt.n)
		return;
	c.fate = bw_alloc(v->a, v->func.n);
	c.blamed = bw_alloc(v->a, v->func.n);
	c.seen = bw_alloc(v->a, v->n);
	for (uint32_t k = 0; k < v->func.n; k++)
		if (v->func.v[k].is_sure && always_fails(&c, k))
			blame(&c, k);
}
