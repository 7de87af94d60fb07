/* SPDX-License-Identifier: BSD-2-Clause */
/* The call graph: recursion, frames, stack of call chains, tail calls. */
#include "verify/verify_parts.h"

enum state { NEW, OPEN, DONE };

struct call {
	uint32_t from, to; /* functions */
	uint32_t at;	   /* instruction */
};

/* What is known of a function once its callees are done. */
struct node {
	uint8_t state; /* enum state */
	uint32_t first_call, call_count;
	uint32_t frames, frames_by;	    /* of the deepest chain from here; its first call */
	uint32_t stack_bytes, stack_by;	    /* of the largest chain from here */
	uint32_t before_bytes, before_from; /* largest stack below it, and whose */
};

struct graph {
	struct vfy *v;
	struct node *node;	  /* by function */
	BW_VEC(struct call) call; /* sorted by .from */
	uint32_t *order, order_n; /* callees before callers */
	uint32_t *path, path_n;	  /* functions being visited */
	bool recursive;
};

/* The kernel rounds up to 16 with a JIT, else to 32; 16 is the least it can be. */
static uint32_t own_stack(const struct graph *g, uint32_t func)
{
	return (g->v->func.v[func].stack_bytes + 15) / 16 * 16;
}

static void gather_calls(struct graph *g)
{
	struct vfy *v = g->v;

	for (uint32_t f = 0; f < v->func.n; f++) {
		g->node[f].first_call = g->call.n;
		for (uint32_t i = v->func.v[f].start; i < v->func.v[f].end; i = vfy_next(v, i)) {
			if (!vfy_names_function(v, i, false))
				continue;
			*bw_push(v->a, &g->call) = (struct call){
			    f, (uint32_t)(vfy_func_at(v, (uint32_t)vfy_callee(v, i)) - v->func.v),
			    i};
		}
		g->node[f].call_count = g->call.n - g->node[f].first_call;
	}
}

static void report_recursion(struct graph *g, const struct call *c)
{
	struct bw_sb chain = bw_sb_in(g->v->a);
	uint32_t k = 0;

	while (g->path[k] != c->to)
		k++;
	for (; k < g->path_n; k++)
		bw_sb_printf(&chain, "%s calls ", g->v->func.v[g->path[k]].name);
	vfy_refuse(g->v, c->at, BW_D_VFY_RECURSION, 0, "%s%s", bw_sb_str(&chain),
		   g->v->func.v[c->to].name);
	g->recursive = true;
}

static void take_callee(struct graph *g, struct node *n, uint32_t k)
{
	const struct node *callee = &g->node[g->call.v[k].to];

	if (callee->frames + 1 > n->frames) {
		n->frames = callee->frames + 1;
		n->frames_by = k;
	}
	if (callee->stack_bytes > n->stack_bytes) {
		n->stack_bytes = callee->stack_bytes;
		n->stack_by = k;
	}
}

/* At most 256 deep: each function is open once. */
static void visit(struct graph *g, uint32_t func)
{
	struct node *n = &g->node[func];

	n->state = OPEN;
	n->frames = 1;
	n->frames_by = n->stack_by = UINT32_MAX;
	g->path[g->path_n++] = func;
	for (uint32_t k = n->first_call; k < n->first_call + n->call_count; k++) {
		const struct call *c = &g->call.v[k];

		if (g->node[c->to].state == OPEN) {
			report_recursion(g, c);
			continue;
		}
		if (g->node[c->to].state == NEW)
			visit(g, c->to);
		take_callee(g, n, k);
	}
	n->stack_bytes += own_stack(g, func);
	n->state = DONE;
	g->path_n--;
	g->order[g->order_n++] = func;
}

static void check_frames(struct graph *g)
{
	struct bw_sb chain = bw_sb_in(g->v->a);
	const struct node *n = &g->node[0];
	uint32_t at = 0, frame = 1;

	if (n->frames <= VFY_FRAMES)
		return;
	bw_sb_addz(&chain, g->v->func.v[0].name);
	for (; n->frames > 1; n = &g->node[g->call.v[n->frames_by].to]) {
		const struct call *c = &g->call.v[n->frames_by];

		if (++frame == VFY_FRAMES + 1)
			at = c->at;
		bw_sb_printf(&chain, ", %s", g->v->func.v[c->to].name);
	}
	vfy_refuse(g->v, at, BW_D_VFY_CALL_DEPTH, 0, "%u frames, %d are allowed: %s", frame,
		   VFY_FRAMES, bw_sb_str(&chain));
}

/*
 * Since 6.13 tracing programs may have a stack of their own for each function
 * (bpf_enable_priv_stack), unless they do tail calls.
 */
static bool may_have_private_stack(const struct vfy *v)
{
	enum { KPROBE = 2, TRACEPOINT = 5, PERF_EVENT = 7, RAW_TRACEPOINT = 17, TRACING = 26 };
	enum { STRUCT_OPS = 27, LSM = 29 };
	static const uint8_t types[] = {KPROBE,	 TRACEPOINT, PERF_EVENT, RAW_TRACEPOINT,
					TRACING, STRUCT_OPS, LSM};

	if (!bw_target_has(v->t, BW_F_PRIVATE_STACK, NULL))
		return false;
	for (uint32_t f = 0; f < v->func.n; f++)
		if (v->func.v[f].has_tail_call)
			return false;
	for (size_t k = 0; k < BW_COUNT(types); k++)
		if (types[k] == v->p->prog_type)
			return true;
	return false;
}

static void check_stack(struct graph *g)
{
	struct bw_sb chain = bw_sb_in(g->v->a);
	const struct node *n = &g->node[0];
	uint32_t func = 0;

	if (n->stack_bytes <= VFY_STACK_BYTES || may_have_private_stack(g->v))
		return;
	for (; n->stack_by != UINT32_MAX; n = &g->node[func]) {
		bw_sb_printf(&chain, "%s %u, ", g->v->func.v[func].name, own_stack(g, func));
		func = g->call.v[n->stack_by].to;
	}
	bw_sb_printf(&chain, "%s %u", g->v->func.v[func].name, own_stack(g, func));
	n = &g->node[0];
	vfy_refuse(g->v, n->stack_by == UINT32_MAX ? 0 : g->call.v[n->stack_by].at,
		   BW_D_VFY_STACK_DEPTH, 0,
		   "a call chain uses at least %u bytes of stack, %d are allowed: %s",
		   n->stack_bytes, VFY_STACK_BYTES, bw_sb_str(&chain));
}

static uint32_t tail_call_in(const struct vfy *v, const struct vfy_func *f)
{
	for (uint32_t i = f->start; i < f->end; i = vfy_next(v, i))
		if (vfy_is_tail_call(v, i))
			return i;
	assert(!f->has_tail_call);
	return f->start;
}

static void check_tail_stack(struct graph *g)
{
	for (uint32_t k = g->order_n; k--;) { /* callers first */
		uint32_t f = g->order[k];
		struct node *n = &g->node[f];
		const struct vfy_func *func = &g->v->func.v[f];

		if (f && func->has_tail_call && n->before_bytes >= VFY_TAIL_STACK_BYTES)
			vfy_refuse(
			    g->v, tail_call_in(g->v, func), BW_D_VFY_TAIL_STACK, 0,
			    "tail call in %s with at least %u bytes of stack in use by %s and "
			    "its callers, less than %d are allowed",
			    func->name, n->before_bytes, g->v->func.v[n->before_from].name,
			    VFY_TAIL_STACK_BYTES);
		for (uint32_t c = n->first_call; c < n->first_call + n->call_count; c++) {
			struct node *to = &g->node[g->call.v[c].to];

			if (n->before_bytes + own_stack(g, f) <= to->before_bytes)
				continue;
			to->before_bytes = n->before_bytes + own_stack(g, f);
			to->before_from = f;
		}
	}
}

static void check_tail_functions(struct vfy *v)
{
	uint32_t since;

	if (v->func.n < 2 || bw_target_has(v->t, BW_F_JIT_TAILCALL_IN_SUBPROG, &since))
		return;
	for (uint32_t f = 0; f < v->func.n; f++) {
		if (!v->func.v[f].has_tail_call)
			continue;
		vfy_warn(
		    v, tail_call_in(v, &v->func.v[f]), BW_D_VFY_TAIL_FUNCTIONS,
		    "%s does a tail call, the program has %u functions; %s mixes them on %s, the "
		    "target is %s",
		    v->func.v[f].name, v->func.n, vfy_since_text(v, since),
		    v->t->arch ? v->t->arch->name : "this architecture",
		    bw_kver_text(v->a, v->t->kernel));
		return;
	}
}

void vfy_calls(struct vfy *v)
{
	struct graph g = {.v = v};

	g.node = BW_NEW_ARRAY(v->a, struct node, v->func.n);
	g.order = BW_NEW_ARRAY(v->a, uint32_t, v->func.n);
	g.path = BW_NEW_ARRAY(v->a, uint32_t, v->func.n);
	gather_calls(&g);
	visit(&g, 0);
	check_tail_functions(v);
	if (g.recursive)
		return;
	check_frames(&g);
	check_stack(&g);
	check_tail_stack(&g);
}
