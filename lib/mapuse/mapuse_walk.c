/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk to a fixpoint, function by function, and then once more to judge. */
#include "mapuse/mapuse_parts.h"

enum {
	STEPS_LEAST = 1 << 20,	      /* of one program, all walks together */
	STEPS_EACH = 64,	      /* more for each of its instructions */
	STEPS_FRAME = 16,	      /* what it takes to copy and join one frame of a state */
	STATE_BYTES_MAX = 192u << 20, /* of the states that are alive at a time */
	CALLS_MAX = 16,		      /* deeper than any program the kernel takes */
};

static bool gave_up(struct use *u, const char *why)
{
	if (!u->gave_up)
		u->gave_up = why;
	return true;
}

static struct use_state *state_new(struct use *u, uint32_t depth)
{
	u->state_bytes += use_state_bytes(depth);
	if (u->state_bytes > STATE_BYTES_MAX)
		gave_up(u, "its states take too much memory");
	return bw_alloc_raw(u->scratch, use_state_bytes(depth));
}

static void arrive(struct use_walk *w, int32_t b, const struct use_state *s)
{
	struct use_state **in = &w->in[b];

	assert(b >= 0 && (uint32_t)b < w->f->block_count);
	if (*in) {
		w->is_todo[b] |= use_state_join(*in, s, w->depth);
		return;
	}
	*in = state_new(w->u, w->depth);
	use_state_copy(*in, s, w->depth);
	w->is_todo[b] = true;
}

/* ---- conditions ---- */

enum way { WAY_BOTH_SURE, WAY_BOTH, WAY_SETTING, WAY_ON, WAY_JUMP };

static bool holds(uint8_t op, int64_t a, int64_t b)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;

	switch (op & 0xf0) {
	case 0x10:
		return a == b;
	case 0x20:
		return ua > ub;
	case 0x30:
		return ua >= ub;
	case 0x40:
		return ua & ub;
	case 0x50:
		return a != b;
	case 0x60:
		return a > b;
	case 0x70:
		return a >= b;
	case 0xa0:
		return ua < ub;
	case 0xb0:
		return ua <= ub;
	case 0xc0:
		return a < b;
	default:
		return a <= b;
	}
}

/* Which ways will the kernel take? It decides what it knows; a number out of memory that
 * nothing has compared yet it does not. */
static enum way way_of(const struct use_walk *w, struct use_state *s, uint32_t i)
{
	enum { MAY_GOTO = 0xe5, EQUAL = 0x10, NOT_EQUAL = 0x50 };
	struct bw_insn x = w->u->insn[i];
	uint8_t dst = bw_insn_dst(x), src = bw_insn_src(x), op = x.op & 0xf0;
	bool has_src = x.op & 8, is_equality = op == EQUAL || op == NOT_EQUAL;
	struct use_val a = use_any(), b = {UK_CONST, 0, 0, x.imm};

	if (x.op == MAY_GOTO)
		return WAY_BOTH_SURE;
	if (w->u->core[i])
		return WAY_SETTING;
	if (dst >= USE_REGS || (has_src && src >= USE_REGS))
		return WAY_BOTH;
	a = s->reg[dst];
	b = has_src ? s->reg[src] : b;
	if (a.kind == UK_CONST && b.kind == UK_CONST && a.off >= 0 && b.off >= 0)
		return holds(x.op, a.off, b.off) ? WAY_JUMP : WAY_ON;
	if (a.kind == UK_SETTING || b.kind == UK_SETTING)
		return WAY_SETTING;
	if (a.kind == UK_FREE && !is_equality)
		s->reg[dst] = use_any();
	if (has_src && b.kind == UK_FREE && !is_equality)
		s->reg[src] = use_any();
	if (a.kind == UK_FREE && (b.kind == UK_FREE || b.kind == UK_CONST))
		return WAY_BOTH_SURE;
	if (b.kind == UK_FREE && a.kind == UK_CONST)
		return WAY_BOTH_SURE;
	return WAY_BOTH;
}

/* The result of a lookup is compared with NULL: both happen. */
static bool is_null_test(const struct use_walk *w, const struct use_state *s, uint32_t i)
{
	struct bw_insn x = w->u->insn[i];
	uint8_t kind = bw_insn_dst(x) < USE_REGS ? s->reg[bw_insn_dst(x)].kind : UK_ANY;

	return (x.op == 0x15 || x.op == 0x55) && !x.imm && (kind == UK_VALUE || kind == UK_MAP);
}

static void leave_function(struct use_walk *w, const struct use_state *s)
{
	if (w->out) {
		use_state_join(w->out, s, w->depth);
		return;
	}
	w->out = state_new(w->u, w->depth);
	use_state_copy(w->out, s, w->depth);
}

static void leave(struct use_walk *w, const struct use_block *b, struct use_state *s)
{
	bool has_on = b->to[0] != USE_NO_BLOCK, has_jump = b->to[1] != USE_NO_BLOCK;
	enum way way = WAY_BOTH_SURE;

	if (has_on && has_jump && !is_null_test(w, s, b->end - 1))
		way = way_of(w, s, b->end - 1);
	if (b->common != USE_NO_BLOCK && w->reach[b->common] < s->reach) {
		w->reach[b->common] = s->reach;
		w->is_todo[b->common] = w->in[b->common] != NULL;
	}
	if (way == WAY_SETTING)
		s->reach = REACH_GATED;
	else if (way == WAY_BOTH && s->reach == REACH_SURE)
		s->reach = REACH_MAYBE;
	if (has_on && way != WAY_JUMP)
		arrive(w, b->to[0], s);
	if (has_jump && way != WAY_ON)
		arrive(w, b->to[1], s);
	if (!has_on && !has_jump)
		leave_function(w, s);
}

/* ---- blocks ---- */

static void walk_block(struct use_walk *w, uint32_t b, struct use_state *s, bool judge)
{
	const struct use_block *k = &w->f->block[b];

	assert(w->in[b] && k->start < k->end && k->end <= w->u->n);
	use_state_copy(s, w->in[b], w->depth);
	if (s->reach < w->reach[b])
		s->reach = w->reach[b];
	w->u->judging = judge;
	for (uint32_t i = k->start; i < k->end && !w->u->gave_up;) {
		bool is_wide = bw_insn_is_wide(w->u->insn[i]);

		w->u->judging = judge;
		use_step(w, s, i);
		i += is_wide ? 2 : 1;
	}
	w->u->steps += k->end - k->start + STEPS_FRAME * (w->depth + 1);
	if (w->u->steps > STEPS_LEAST + (uint64_t)STEPS_EACH * w->u->n)
		gave_up(w->u, "it takes too many steps");
}

static void to_fixpoint(struct use_walk *w, struct use_state *s)
{
	bool more = true;

	while (more) {
		more = false;
		for (uint32_t b = 0; b < w->f->block_count && !w->u->gave_up; b++) {
			if (!w->is_todo[b])
				continue;
			w->is_todo[b] = false;
			walk_block(w, b, s, false);
			leave(w, &w->f->block[b], s);
			more = true;
		}
		more = more && !w->u->gave_up;
	}
}

/* Walk f from s; the state at its exits is in s afterwards, false if there is none. */
static bool walk_func(struct use_walk *w, struct use_state *s)
{
	struct use *u = w->u;
	struct use_func *f = w->f;
	bool judge = u->judging;
	struct use_state *now;

	w->in = BW_NEW_ARRAY(u->scratch, struct use_state *, f->block_count);
	w->reach = bw_alloc(u->scratch, f->block_count);
	w->is_todo = bw_alloc(u->scratch, f->block_count);
	now = state_new(u, w->depth);
	arrive(w, 0, s);
	to_fixpoint(w, now);
	for (uint32_t b = 0; b < f->block_count && judge && !u->gave_up; b++)
		if (w->in[b])
			walk_block(w, b, now, true);
	u->judging = judge;
	if (w->out)
		use_state_copy(s, w->out, w->depth);
	return w->out != NULL;
}

/* A pointer into a frame that is gone, which the kernel would not let through. */
static void forget_frame(struct use_val *v, uint32_t depth)
{
	if ((v->kind == UK_STACK || v->kind == UK_STACK_VAR) && v->frame > depth)
		v->kind = UK_WILD;
}

static void frames_back(struct use_walk *w, struct use_state *s, const struct use_state *callee)
{
	memcpy(s->frame, callee->frame, (w->depth + 1) * sizeof(*s->frame));
	s->reg[0] = callee->reg[0];
	forget_frame(&s->reg[0], w->depth);
	for (uint32_t k = 0; k <= w->depth; k++)
		for (uint32_t n = 0; n < USE_SLOTS; n++)
			forget_frame(&s->frame[k].slot[n], w->depth);
}

static void entry_regs(struct use_state *to, const struct use_val *arg)
{
	_Static_assert(USE_REGS > 5, "arguments are registers");
	for (uint8_t r = 0; r < USE_REGS; r++)
		to->reg[r] = use_any();
	memcpy(&to->reg[1], arg, 5 * sizeof(*arg));
}

/* Walk f in a context of its own, with the frames of s (NULL: none) below its own. */
static struct use_val walk_in(struct use_walk *w, struct use_state *s, struct use_func *f,
			      const struct use_val *arg, uint8_t reach)
{
	struct use *u = w->u;
	struct bw_mark m = bw_mark(u->scratch);
	uint64_t bytes = u->state_bytes;
	struct use_walk inner = {.u = u, .f = f, .calls = w->calls + 1};
	struct use_state *in;
	struct use_val r0 = use_any();

	inner.depth = s ? w->depth + 1 : 0;
	assert(inner.depth <= CALLS_MAX && f->block);
	in = state_new(u, inner.depth);
	entry_regs(in, arg);
	in->reach = reach;
	if (s)
		memcpy(in->frame, s->frame, (w->depth + 1) * sizeof(*in->frame));
	use_frame_clear(&in->frame[inner.depth]);
	if (walk_func(&inner, in) && s)
		frames_back(w, s, in);
	else if (inner.out)
		r0 = in->reg[0];
	if (s)
		r0 = s->reg[0];
	bw_rewind(u->scratch, m);
	u->state_bytes = bytes;
	return r0;
}

static struct use_memo *memo_find(struct use_func *f, const struct use_val *arg)
{
	for (uint32_t k = 0; k < f->memo.n; k++)
		if (!memcmp(f->memo.v[k].arg, arg, sizeof(f->memo.v[k].arg)))
			return &f->memo.v[k];
	return NULL;
}

static void call_apart(struct use_walk *w, struct use_state *s, struct use_func *f)
{
	struct use_val arg[5], r0;
	struct use_memo *m;

	memcpy(arg, &s->reg[1], sizeof(arg));
	m = memo_find(f, arg);
	if (m && (!w->u->judging || (m->judged && m->reach >= s->reach))) {
		s->reg[0] = m->r0;
		return;
	}
	r0 = walk_in(w, NULL, f, arg, s->reach);
	if (use_is_stack(r0))
		r0 = use_any();
	m = memo_find(f, arg);
	if (!m)
		m = bw_push(w->u->a, &f->memo);
	memcpy(m->arg, arg, sizeof(arg));
	m->r0 = r0;
	m->judged |= w->u->judging;
	m->reach = s->reach > m->reach ? s->reach : m->reach;
	s->reg[0] = r0;
}

void use_call_func(struct use_walk *w, struct use_state *s, struct use_func *f)
{
	bool shares = false;

	if (!f->block && !use_blocks(w->u, f)) {
		gave_up(w->u, "a function has no shape that can be followed");
		return;
	}
	if (w->calls >= CALLS_MAX) {
		gave_up(w->u, "its calls are too deep");
		return;
	}
	for (uint8_t r = 1; r <= 5; r++)
		shares |= use_is_stack(s->reg[r]);
	if (shares)
		walk_in(w, s, f, &s->reg[1], s->reach);
	else
		call_apart(w, s, f);
}

void use_walk_root(struct use *u, struct use_func *f, uint8_t reach)
{
	struct use_walk none = {.u = u};
	struct use_val arg[5];

	if (!f->block && !use_blocks(u, f)) {
		gave_up(u, "a function has no shape that can be followed");
		return;
	}
	for (int k = 0; k < 5; k++)
		arg[k] = use_any();
	u->judging = true;
	walk_in(&none, NULL, f, arg, reach);
}
