/* SPDX-License-Identifier: BSD-2-Clause */
/* What one instruction does to registers and stack. */
#include "mapuse/mapuse_parts.h"

enum {
	OP_MOVE = 0xbf,
	OP_MOVE32 = 0xbc,
	OP_MOVE_IMM = 0xb7,
	OP_MOVE32_IMM = 0xb4,
	OP_ADD = 0x0f,
	OP_ADD_IMM = 0x07,
	OP_SUB = 0x1f,
	OP_SUB_IMM = 0x17,
	OP_ADD32_IMM = 0x04,
	FAR = 1 << 20, /* offsets beyond are not followed */
};

static struct use_val reg_get(const struct use_walk *w, const struct use_state *s, uint8_t reg)
{
	if (reg < USE_REGS)
		return s->reg[reg];
	if (reg == USE_FP)
		return (struct use_val){.kind = UK_STACK, .frame = (uint8_t)w->depth};
	return use_any();
}

static void reg_set(struct use_state *s, uint8_t reg, struct use_val v)
{
	if (reg < USE_REGS)
		s->reg[reg] = v;
}

/* The pointer v + by; by is the lower bound of what is added when it varies. */
static struct use_val moved(struct use_val v, int64_t by, bool varies)
{
	int64_t off = v.off + by;

	if (off < -FAR || off > FAR)
		varies = true, off = -USE_STACK_BYTES;
	if (v.kind == UK_VALUE && varies)
		return (struct use_val){.kind = UK_VALUE_VAR, .map = v.map};
	if (v.kind == UK_STACK && varies)
		v.kind = UK_STACK_VAR;
	if (v.kind == UK_STACK || v.kind == UK_STACK_VAR || v.kind == UK_VALUE)
		v.off = (int32_t)off;
	return v;
}

static bool is_pointer(struct use_val v)
{
	return use_is_stack(v) || v.kind == UK_VALUE || v.kind == UK_VALUE_VAR;
}

/* Any other arithmetic. What it makes of a stack pointer may still be one. */
static struct use_val mixed(struct use_val a, struct use_val b, bool is_64)
{
	if (is_64 && (use_is_stack(a) || use_is_stack(b)))
		return (struct use_val){.kind = UK_WILD};
	if (a.kind == UK_SETTING || b.kind == UK_SETTING)
		return (struct use_val){.kind = UK_SETTING};
	return (a.kind == UK_FREE && (b.kind == UK_FREE || b.kind == UK_CONST)) ||
		       (a.kind == UK_CONST && b.kind == UK_FREE)
		   ? use_free()
		   : use_any();
}

static struct use_val add(struct use_val a, struct use_val b)
{
	if (is_pointer(b) && !is_pointer(a)) {
		struct use_val t = a;

		a = b;
		b = t;
	}
	if (use_is_stack(a) && use_is_stack(b))
		return (struct use_val){.kind = UK_WILD};
	if (is_pointer(a))
		return b.kind == UK_CONST ? moved(a, b.off, false) : moved(a, 0, true);
	if (a.kind == UK_CONST && b.kind == UK_CONST) {
		int64_t sum = (int64_t)a.off + b.off;

		return sum == (int32_t)sum ? (struct use_val){UK_CONST, 0, 0, (int32_t)sum}
					   : use_any();
	}
	return mixed(a, b, false);
}

static struct use_val subtract(struct use_val a, struct use_val b)
{
	if (b.kind == UK_CONST && b.off != INT32_MIN)
		return add(a, (struct use_val){UK_CONST, 0, 0, -b.off});
	if (use_is_stack(a))
		return use_is_stack(b) ? use_any() : moved(a, -2 * FAR, true);
	return is_pointer(a) ? moved(a, 0, true) : mixed(a, b, false);
}

static void step_alu(struct use_walk *w, struct use_state *s, uint32_t i)
{
	struct bw_insn x = w->u->insn[i];
	uint8_t dst = bw_insn_dst(x);
	bool is_64 = (x.op & 7) == 7, has_src = x.op & 8;
	struct use_val a = reg_get(w, s, dst), imm = {UK_CONST, 0, 0, x.imm}, b;

	if (w->u->core[i])
		imm = (struct use_val){.kind = UK_SETTING};
	b = has_src ? reg_get(w, s, bw_insn_src(x)) : imm;
	switch (x.op) {
	case OP_MOVE:
		b = x.off ? use_any() : b;
		break;
	case OP_MOVE_IMM:
		break;
	case OP_MOVE32_IMM:
		b = x.imm < 0 ? use_any() : b;
		break;
	case OP_MOVE32:
		b = b.kind == UK_FREE || b.kind == UK_SETTING ||
			    (b.kind == UK_CONST && b.off >= 0 && !x.off)
			? b
			: use_any();
		break;
	case OP_ADD:
	case OP_ADD_IMM:
		b = add(a, b);
		break;
	case OP_SUB:
	case OP_SUB_IMM:
		b = subtract(a, b);
		break;
	default:
		b = mixed(a, b, is_64);
	}
	reg_set(s, dst, b);
}

/* ---- memory ---- */

static uint8_t width_bits(uint32_t bytes)
{
	return (uint8_t)((bytes == 8 ? 4 : bytes == 4 ? 3 : bytes) << 2);
}

static void note_store(struct use *u, uint32_t i, int32_t off, uint32_t bytes)
{
	if (off >= -USE_STACK_BYTES && off < 0 && bytes <= USE_STACK_BYTES)
		u->store[i] = (struct use_store){(int16_t)off, (uint16_t)bytes};
}

static void stack_store(struct use_walk *w, struct use_state *s, uint32_t i, struct use_val at,
			uint32_t bytes, struct use_val v)
{
	struct use_frame *f = &s->frame[at.frame];
	uint8_t varies = v.kind == UK_CONST ? 0 : UB_VARIES;

	assert(at.frame <= w->depth && bytes <= 8);
	if (at.frame == w->depth)
		note_store(w->u, i, at.off, bytes);
	use_frame_write(f, at.off, bytes,
			(uint8_t)(UB_SET | UB_FIRST | varies | width_bits(bytes)));
	if (bytes == 8 && at.off % 8 == 0 && at.off >= -USE_STACK_BYTES && at.off < 0)
		f->slot[(at.off + USE_STACK_BYTES) / 8] = v;
	else if (use_is_stack(v) && bytes == 8)
		use_state_spoil(s, w->depth, (struct use_val){.kind = UK_WILD});
}

static void store(struct use_walk *w, struct use_state *s, uint32_t i, uint8_t reg, uint32_t bytes,
		  struct use_val v)
{
	struct use_val at = reg_get(w, s, reg);

	if (w->u->core[i]) {
		if (use_is_stack(at))
			use_state_spoil(s, w->depth, (struct use_val){.kind = UK_WILD});
		return;
	}
	use_check_access(w, s, i, at, w->u->insn[i].off, bytes, false, true);
	if (at.kind == UK_STACK) {
		at.off += w->u->insn[i].off;
		stack_store(w, s, i, at, bytes, v);
	} else if (use_is_stack(at)) {
		at.off += w->u->insn[i].off;
		use_state_spoil(s, w->depth, at);
	}
}

static struct use_val load_stack(const struct use_state *s, struct use_val at, uint32_t bytes)
{
	const struct use_frame *f = &s->frame[at.frame];

	assert(at.kind == UK_STACK || at.kind == UK_STACK_VAR);
	if (at.kind == UK_STACK && bytes == 8 && at.off % 8 == 0 && at.off >= -USE_STACK_BYTES &&
	    at.off < 0)
		return f->slot[(at.off + USE_STACK_BYTES) / 8];
	if (bytes == 8)
		for (uint32_t k = 0; k < USE_SLOTS; k++)
			if (use_is_stack(f->slot[k]))
				return (struct use_val){.kind = UK_WILD};
	return use_any();
}

static struct use_val loaded(struct use_walk *w, struct use_state *s, uint32_t i, struct use_val at,
			     uint32_t bytes)
{
	const struct bw_map_spec *m = use_map(w->u, at);

	if (at.kind == UK_STACK || at.kind == UK_STACK_VAR) {
		if (w->u->core[i])
			return (struct use_val){.kind = UK_WILD};
		at.off += w->u->insn[i].off;
		return load_stack(s, at, bytes);
	}
	if (at.kind == UK_WILD)
		return at;
	/* the kernel knows what stands in frozen maps */
	if (m && (m->is_rodata || (m->flags & BW_BPF_F_RDONLY_PROG)))
		return (struct use_val){.kind = UK_SETTING};
	return use_free();
}

static void step_load(struct use_walk *w, struct use_state *s, uint32_t i, uint32_t bytes)
{
	struct bw_insn x = w->u->insn[i];
	struct use_val at = reg_get(w, s, bw_insn_src(x));

	use_check_access(w, s, i, at, x.off, bytes, true, false);
	reg_set(s, bw_insn_dst(x), loaded(w, s, i, at, bytes));
}

static void step_atomic(struct use_walk *w, struct use_state *s, uint32_t i, uint32_t bytes)
{
	enum { LOAD_ACQUIRE = 0x100, STORE_RELEASE = 0x110, FETCH = 1, CMPXCHG = 0xf1 };
	struct bw_insn x = w->u->insn[i];
	struct use_val at = reg_get(w, s, bw_insn_dst(x));

	if (x.imm == LOAD_ACQUIRE) {
		step_load(w, s, i, bytes);
		return;
	}
	if (x.imm == STORE_RELEASE) {
		store(w, s, i, bw_insn_dst(x), bytes, reg_get(w, s, bw_insn_src(x)));
		return;
	}
	use_check_access(w, s, i, at, x.off, bytes, true, true);
	if (at.kind == UK_STACK) {
		at.off += x.off;
		stack_store(w, s, i, at, bytes, use_any());
	} else if (use_is_stack(at)) {
		at.off += x.off;
		use_state_spoil(s, w->depth, at);
	}
	if (x.imm == CMPXCHG)
		reg_set(s, 0, use_free());
	else if (x.imm & FETCH)
		reg_set(s, bw_insn_src(x), use_free());
}

/* ---- wide loads and calls ---- */

static struct use_val wide(struct use *u, uint32_t i, uint8_t reach)
{
	const struct bw_ref *r = u->ref[i];
	struct bw_insn x = u->insn[i];
	struct use_func *f;

	assert(i + 1 < u->n);
	if (r && (r->kind == BW_REF_MAP || r->kind == BW_REF_MAP_VALUE) && r->map < USE_MAP_INNER)
		return r->kind == BW_REF_MAP ? (struct use_val){UK_MAP, 0, (uint16_t)r->map, 0}
		       : r->off_bytes < FAR
			   ? (struct use_val){UK_VALUE, 0, (uint16_t)r->map, (int32_t)r->off_bytes}
			   : (struct use_val){UK_VALUE_VAR, 0, (uint16_t)r->map, 0};
	if (bw_insn_src(x) == BW_PSEUDO_FUNC && !r) {
		f = use_func_at(u, (int64_t)i + 1 + x.imm);
		if (!f)
			return use_any();
		u->is_callback[f - u->func] |= (uint8_t)(USE_NAMED | reach);
		return (struct use_val){UK_FUNC, 0, 0, (int32_t)f->start};
	}
	if (u->core[i])
		return (struct use_val){.kind = UK_SETTING};
	if (r || bw_insn_src(x) || u->insn[i + 1].imm != (x.imm < 0 ? -1 : 0))
		return use_any();
	return (struct use_val){UK_CONST, 0, 0, x.imm};
}

static void step_call(struct use_walk *w, struct use_state *s, uint32_t i)
{
	struct bw_insn x = w->u->insn[i];
	struct use_func *f = NULL;

	if (x.op == BW_OP_CALL && bw_insn_src(x) == BW_CALL_LOCAL && !w->u->ref[i])
		f = use_func_at(w->u, (int64_t)i + 1 + x.imm);
	if (f)
		use_call_func(w, s, f);
	else if (x.op == BW_OP_CALL && bw_insn_src(x) == BW_CALL_HELPER && !w->u->ref[i])
		use_call_helper(w, s, i);
	else
		use_call_kfunc(w, s);
	for (uint8_t r = 1; r <= 5; r++)
		s->reg[r] = use_any();
}

void use_step(struct use_walk *w, struct use_state *s, uint32_t i)
{
	struct bw_insn x = w->u->insn[i];
	struct bw_op_info info = bw_op_info(x);

	switch (info.kind) {
	case BW_OPK_ALU:
		step_alu(w, s, i);
		break;
	case BW_OPK_LOAD:
		step_load(w, s, i, info.size_bytes);
		break;
	case BW_OPK_STORE:
		store(w, s, i, bw_insn_dst(x), info.size_bytes,
		      info.reads_src ? reg_get(w, s, bw_insn_src(x))
				     : (struct use_val){UK_CONST, 0, 0, x.imm});
		break;
	case BW_OPK_ATOMIC:
		step_atomic(w, s, i, info.size_bytes);
		break;
	case BW_OPK_IMM64:
		reg_set(s, bw_insn_dst(x), wide(w->u, i, s->reach));
		break;
	case BW_OPK_CALL:
		step_call(w, s, i);
		break;
	case BW_OPK_PACKET:
		for (uint8_t r = 1; r <= 5; r++)
			s->reg[r] = use_any();
		s->reg[0] = use_free();
		break;
	default:
		break;
	}
}
