/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stack accesses by r10, or by a register that is r10 plus a constant on every way to the
 * access: bounds, alignment, and the stack each function uses at least.
 */
#include "verify/verify_parts.h"

enum {
	REGS = VFY_FP,	     /* r10 itself needs no tracking */
	UNSEEN = INT16_MAX,  /* no way has led here yet */
	OTHER = INT16_MIN,   /* not r10 plus a constant, or not the same on every way */
	DISTANCE_MAX = 8192, /* farther from r10 counts as OTHER */
};

/* What each register is: its distance from r10, UNSEEN or OTHER. */
struct regs {
	int16_t v[REGS];
};

struct flow {
	struct vfy *v;
	struct regs *regs; /* before the instruction */
	uint32_t *todo, left;
	uint8_t *is_todo;
};

static int distance(const struct regs *r, uint8_t reg)
{
	return reg == VFY_FP ? 0 : reg < VFY_FP ? r->v[reg] : OTHER;
}

static void set(struct regs *r, uint8_t reg, int64_t to)
{
	if (reg < REGS)
		r->v[reg] = to < -DISTANCE_MAX || to > DISTANCE_MAX ? OTHER : (int16_t)to;
}

static void forget(struct regs *r, unsigned first, unsigned last)
{
	for (unsigned reg = first; reg <= last; reg++)
		r->v[reg] = OTHER;
}

static struct regs after(const struct vfy *v, uint32_t i, struct regs r)
{
	enum { MOVE = 0xbf, ADD = 0x07, SUBTRACT = 0x17 };
	struct bw_insn x = v->insn[i];
	struct bw_op_info info = bw_op_info(x);
	uint8_t dst = bw_insn_dst(x), src = bw_insn_src(x);
	int from = distance(&r, x.op == MOVE ? src : dst);
	bool is_known = from != OTHER && !(v->mark[i] & VM_CORE);

	if (is_known && x.op == MOVE && x.off == 0)
		set(&r, dst, from);
	else if (is_known && x.op == ADD)
		set(&r, dst, (int64_t)from + x.imm);
	else if (is_known && x.op == SUBTRACT)
		set(&r, dst, (int64_t)from - x.imm);
	else if (info.writes_dst)
		set(&r, dst, OTHER);
	if (info.kind == BW_OPK_CALL || info.kind == BW_OPK_PACKET)
		forget(&r, 0, 5);
	if (vfy_writes_src(x))
		set(&r, src, OTHER);
	if (info.kind == BW_OPK_ATOMIC)
		forget(&r, 0, 0); /* compare-and-exchange */
	return r;
}

static void arrive(struct flow *f, uint32_t i, const struct regs *r)
{
	struct regs *have = &f->regs[i];
	bool changed = false;

	for (uint32_t reg = 0; reg < REGS; reg++) {
		if (have->v[reg] == r->v[reg] || have->v[reg] == OTHER)
			continue;
		have->v[reg] = have->v[reg] == UNSEEN ? r->v[reg] : OTHER;
		changed = true;
	}
	if (!changed || f->is_todo[i])
		return;
	f->is_todo[i] = 1;
	assert(f->left < f->v->n);
	f->todo[f->left++] = i;
}

static void spread(struct flow *f, const struct vfy_func *func)
{
	struct regs r;

	forget(&r, 0, REGS - 1);
	arrive(f, func->start, &r);
	while (f->left) {
		uint32_t i = f->todo[--f->left], to[2];
		uint32_t n = vfy_successors(f->v, i, to);

		f->is_todo[i] = 0;
		r = after(f->v, i, f->regs[i]);
		for (uint32_t k = 0; k < n; k++)
			arrive(f, to[k], &r);
	}
}

/* The register that addresses memory, or 15. */
static uint8_t base_reg(struct bw_insn x, struct bw_op_info info)
{
	if (info.kind == BW_OPK_LOAD || (info.kind == BW_OPK_ATOMIC && x.imm == 0x100))
		return bw_insn_src(x);
	return info.kind == BW_OPK_STORE || info.kind == BW_OPK_ATOMIC ? bw_insn_dst(x) : 15;
}

/*
 * Since 6.12 the kernel removes spills around calls that keep registers, and the stack they
 * took (mark_fastcall_pattern_for_call): such a spill mirrors a fill on the other side.
 */
static bool may_be_removed_spill(const struct vfy *v, uint32_t i)
{
	for (uint32_t k = 1; k <= 6; k++) {
		if (i + k < v->n && v->insn[i + k].op == BW_OP_CALL)
			return v->insn[i].op == 0x7b;
		if (i >= k && v->insn[i - k].op == BW_OP_CALL && v->insn[i].op == 0x79)
			return true;
	}
	return false;
}

static void count(struct vfy *v, uint32_t i, int off)
{
	struct vfy_func *f = vfy_func_at(v, i);
	uint32_t bytes = (uint32_t)-off;

	assert(off < 0 && bytes <= VFY_STACK_BYTES);
	if (!(v->mark[i] & VM_SURE) || bytes <= f->stack_bytes)
		return;
	if (bw_target_has(v->t, BW_F_FASTCALL, NULL) && may_be_removed_spill(v, i))
		return;
	f->stack_bytes = bytes;
}

static void check_access(struct flow *f, uint32_t i)
{
	struct vfy *v = f->v;
	struct bw_op_info info = bw_op_info(v->insn[i]);
	int from = distance(&f->regs[i], base_reg(v->insn[i], info)), off;

	if (from == OTHER || from == UNSEEN || (v->mark[i] & VM_CORE))
		return;
	off = from + v->insn[i].off;
	if (off < -VFY_STACK_BYTES || off + info.size_bytes > 0)
		vfy_judge(v, i, BW_D_VFY_STACK_BOUNDS, 0,
			  "%s: %u bytes at r10%+d, the stack is r10-512 to r10-1", vfy_asm(v, i),
			  info.size_bytes, off);
	else if (off % info.size_bytes)
		vfy_judge(v, i, BW_D_VFY_STACK_ALIGN, 0, "%s: r10%+d is no multiple of %u",
			  vfy_asm(v, i), off, info.size_bytes);
	else
		count(v, i, off);
}

void vfy_stack(struct vfy *v)
{
	struct flow f = {.v = v};

	f.regs = BW_NEW_ARRAY(v->a, struct regs, v->n);
	f.todo = BW_NEW_ARRAY(v->a, uint32_t, v->n);
	f.is_todo = bw_alloc(v->a, v->n);
	for (uint32_t i = 0; i < v->n; i++)
		for (uint32_t reg = 0; reg < REGS; reg++)
			f.regs[i].v[reg] = UNSEEN;
	for (uint32_t k = 0; k < v->func.n; k++)
		spread(&f, &v->func.v[k]);
	for (uint32_t i = 0; i < v->n; i = vfy_next(v, i))
		check_access(&f, i);
}
