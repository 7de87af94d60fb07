/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which instructions the kernel is sure to look at.
 *
 * do_check walks paths depth first and may never take one side of a condition it can
 * decide. But its first path ends only at an exit of the program (or with a refusal): up
 * to there no state is finished that it could be pruned against, and states on the path
 * itself end it only as "infinite loop". So whatever stands on every way from the entry
 * of a function to an exit is looked at, once the function is entered by that path; and
 * so are the functions called from there: static ones are walked in line, global ones on
 * their own later (do_check_subprogs).
 *
 * Loops that end without their exit being walked are those of open-coded iterators, may_goto
 * and callbacks: the kernel prunes against states on the path there. In a program with
 * kernel functions, may_goto or function pointers we therefore trust only functions
 * without loops (here: that "pass"), and elsewhere stop at the first condition.
 */
#include "verify/verify_parts.h"

enum passes { PASSES_UNKNOWN, PASSES_ASKED, PASSES_YES, PASSES_NO };

struct sure {
	struct vfy *v;
	bool has_odd_loops;
	uint8_t *passes;		/* enum passes, by function */
	uint32_t *todo, left;		/* functions marked sure but not walked */
	uint32_t *parent, *pos, *queue; /* by instruction, for one function at a time */
};

static uint32_t index_of(const struct vfy *v, uint32_t at)
{
	return (uint32_t)(vfy_func_at(v, at) - v->func.v);
}

static bool may_loop_oddly(const struct vfy *v)
{
	for (uint32_t i = 0; i < v->n; i = vfy_next(v, i)) {
		struct bw_insn x = v->insn[i];

		if (x.op == 0xe5 || (x.op == BW_OP_CALL && vfy_call_kind(v, i) == VC_KFUNC) ||
		    (bw_insn_is_wide(x) && vfy_names_function(v, i, true)))
			return true;
	}
	return false;
}

/* Does control come back from this call? bpf_throw() does not return. */
static bool kfunc_returns(const struct vfy *v, uint32_t i)
{
	const struct bw_obj *o = v->spec->obj;

	return v->ref[i] &&
	       strcmp(bw_str(o->names, bw_obj_sym(o, v->ref[i]->sym)->name), "bpf_throw") != 0;
}

static bool passes(struct sure *s, uint32_t func);

static bool call_returns(struct sure *s, uint32_t i)
{
	switch (vfy_call_kind(s->v, i)) {
	case VC_HELPER:
		return true;
	case VC_LOCAL:
		return passes(s, index_of(s->v, (uint32_t)vfy_callee(s->v, i)));
	case VC_KFUNC:
		return kfunc_returns(s->v, i);
	default:
		return false;
	}
}

static bool work_out_passes(struct sure *s, const struct vfy_func *f)
{
	struct vfy *v = s->v;
	uint32_t from, to;

	if (vfy_find_cycle(v, f, &from, &to))
		return false;
	for (uint32_t i = f->start; i < f->end; i = vfy_next(v, i))
		if (vfy_flow(v->insn[i]) == VF_CALL && !call_returns(s, i))
			return false;
	return true;
}

/* Recursion ends at PASSES_ASKED; it is at most 256 functions deep. */
static bool passes(struct sure *s, uint32_t func)
{
	if (!s->has_odd_loops)
		return true;
	if (s->passes[func] == PASSES_UNKNOWN) {
		s->passes[func] = PASSES_ASKED;
		s->passes[func] = work_out_passes(s, &s->v->func.v[func]) ? PASSES_YES : PASSES_NO;
	}
	return s->passes[func] == PASSES_YES;
}

static void mark_func(struct sure *s, uint32_t func)
{
	if (s->v->func.v[func].is_sure)
		return;
	s->v->func.v[func].is_sure = true;
	s->todo[s->left++] = func;
}

static void mark_insn(struct sure *s, uint32_t i)
{
	s->v->mark[i] |= VM_SURE;
	if (vfy_names_function(s->v, i, false))
		mark_func(s, index_of(s->v, (uint32_t)vfy_callee(s->v, i)));
}

/* Up to the first condition. */
static void mark_straight(struct sure *s, uint32_t i)
{
	struct vfy *v = s->v;

	while (!(v->mark[i] & VM_SURE)) {
		enum vfy_flow flow = vfy_flow(v->insn[i]);
		uint32_t to[2];

		mark_insn(s, i);
		if (flow == VF_BRANCH || flow == VF_EXIT ||
		    (flow == VF_CALL && !call_returns(s, i)))
			return;
		if (vfy_successors(v, i, to) != 1)
			return;
		i = to[0];
	}
}

/* Breadth first from the entry to an exit, which is returned; UINT32_MAX if there is none. */
static uint32_t find_exit(struct sure *s, const struct vfy_func *f)
{
	uint32_t head = 0, tail = 0;

	s->queue[tail++] = f->start;
	s->parent[f->start] = f->start;
	while (head < tail) {
		uint32_t i = s->queue[head++], to[2];
		uint32_t n = vfy_successors(s->v, i, to);

		if (vfy_flow(s->v->insn[i]) == VF_EXIT)
			return i;
		for (uint32_t k = 0; k < n; k++) {
			if (s->parent[to[k]] != UINT32_MAX)
				continue;
			s->parent[to[k]] = i;
			s->queue[tail++] = to[k];
		}
	}
	return UINT32_MAX;
}

/* The farthest place on the way (by pos) that side ways from node come to; len: an exit. */
static uint32_t explore_sides(struct sure *s, uint32_t node, uint32_t far, uint32_t len)
{
	uint32_t depth = 0;

	s->queue[depth++] = node;
	while (depth) {
		uint32_t i = s->queue[--depth], to[2];
		uint32_t n = vfy_successors(s->v, i, to);

		if (!n)
			far = len;
		for (uint32_t k = 0; k < n; k++) {
			uint32_t pos = s->pos[to[k]];

			if (pos == UINT32_MAX) { /* off the way, new */
				s->pos[to[k]] = 0;
				s->queue[depth++] = to[k];
			} else if (pos > far) {
				far = pos;
			}
		}
	}
	return far;
}

/*
 * Mark what every way from the entry to an exit passes. Take one way; a place on it can
 * be avoided just if some side way from before it comes back behind it or exits.
 */
static void mark_unavoidable(struct sure *s, const struct vfy_func *f, uint32_t exit)
{
	uint32_t len = 1, far = 0;
	uint32_t *way;

	for (uint32_t i = exit; i != f->start; i = s->parent[i])
		len++;
	way = BW_NEW_ARRAY(s->v->a, uint32_t, len);
	for (uint32_t i = exit, k = len; k--; i = s->parent[i]) {
		way[k] = i;
		s->pos[i] = k;
	}
	for (uint32_t k = 0; k < len; k++) {
		if (far <= k)
			mark_insn(s, way[k]);
		if (k + 1 < len)
			far = explore_sides(s, way[k], far, len);
	}
}

static void walk(struct sure *s, uint32_t func)
{
	const struct vfy_func *f = &s->v->func.v[func];
	uint32_t exit;

	if (!passes(s, func)) {
		mark_straight(s, f->start);
		return;
	}
	exit = find_exit(s, f);
	if (exit != UINT32_MAX) {
		mark_unavoidable(s, f, exit);
		return;
	}
	vfy_refuse(s->v, f->start, BW_D_VFY_NO_EXIT, 0,
		   "no way from the first instruction of %s (%u to %u) comes to an exit", f->name,
		   f->start, f->end - 1);
	mark_straight(s, f->start);
}

void vfy_sure(struct vfy *v)
{
	struct sure s = {.v = v, .has_odd_loops = may_loop_oddly(v)};

	s.passes = bw_alloc(v->a, v->func.n);
	s.todo = BW_NEW_ARRAY(v->a, uint32_t, v->func.n);
	s.parent = BW_NEW_ARRAY(v->a, uint32_t, v->n);
	s.pos = BW_NEW_ARRAY(v->a, uint32_t, v->n);
	s.queue = BW_NEW_ARRAY(v->a, uint32_t, v->n);
	memset(s.parent, 0xff, v->n * sizeof(*s.parent));
	memset(s.pos, 0xff, v->n * sizeof(*s.pos));
	mark_func(&s, 0);
	while (s.left)
		walk(&s, s.todo[--s.left]);
	for (uint32_t k = 0; k < v->func.n; k++)
		v->func.v[k].is_passed = passes(&s, k);
}
