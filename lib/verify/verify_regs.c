/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers that nothing has set, whatever way control took.
 *
 * For each instruction: the registers unset on every way that leads to it. The kernel
 * refuses to read such a register on whichever way it comes (__check_reg_arg, "!read_ok").
 * A register unset on some ways only is left to the kernel.
 */
#include "verify/verify_parts.h"

#define R(n) ((uint16_t)(1u << (n)))

enum {
	ARGS = R(1) | R(2) | R(3) | R(4) | R(5), /* calls leave them unset */
	UNSET_MAIN = R(0) | R(2) | R(3) | R(4) | R(5) | R(6) | R(7) | R(8) | R(9),
	UNSET_FUNC = R(0) | R(6) | R(7) | R(8) | R(9), /* r1-r5: whatever the caller has */
};

struct flow {
	struct vfy *v;
	uint16_t *unset; /* before the instruction */
	uint32_t *todo, left;
	uint8_t *is_todo;
};

/* Programs that may return nothing: what they attach to can be a void function. */
static bool may_return_nothing(const struct vfy *v)
{
	enum { STRUCT_OPS = 27, EXT = 28, LSM = 29 };
	uint32_t t = v->p->prog_type;

	return t == STRUCT_OPS || t == EXT || t == LSM;
}

static uint16_t reads(const struct vfy *v, uint32_t i)
{
	struct bw_insn x = v->insn[i];
	struct bw_op_info info = bw_op_info(x);
	unsigned set = 0;

	if (info.reads_dst)
		set |= R(bw_insn_dst(x));
	if (info.reads_src)
		set |= R(bw_insn_src(x));
	if (info.kind == BW_OPK_ATOMIC && x.imm == 0xf1)
		set |= R(0); /* cmpxchg compares with it */
	if (info.kind == BW_OPK_PACKET)
		set |= R(6); /* the packet */
	if (info.kind == BW_OPK_EXIT && vfy_func_at(v, i) == v->func.v && !may_return_nothing(v))
		set |= R(0);
	return (uint16_t)set;
}

/*
 * A call sets r0 and unsets its arguments. A tail call that fails leaves r0 unset, as do
 * some other calls; not to know of these is the safe side.
 */
static uint16_t after(const struct vfy *v, uint32_t i, uint16_t unset)
{
	struct bw_insn x = v->insn[i];
	struct bw_op_info info = bw_op_info(x);
	unsigned set = unset & ~(unsigned)reads(v, i); /* each is reported once */

	if (info.kind == BW_OPK_CALL || info.kind == BW_OPK_PACKET)
		set = (set | ARGS) & ~(unsigned)R(0);
	if (vfy_is_tail_call(v, i))
		set |= R(0);
	if (info.writes_dst)
		set &= ~(unsigned)R(bw_insn_dst(x));
	return (uint16_t)set;
}

static void arrive(struct flow *f, uint32_t i, uint16_t unset)
{
	uint16_t meet = f->unset[i] & unset;

	if (meet == f->unset[i])
		return;
	f->unset[i] = meet;
	if (f->is_todo[i])
		return;
	f->is_todo[i] = 1;
	assert(f->left < f->v->n);
	f->todo[f->left++] = i;
}

static void spread(struct flow *f, const struct vfy_func *func)
{
	arrive(f, func->start, func == f->v->func.v ? UNSET_MAIN : UNSET_FUNC);
	while (f->left) {
		uint32_t i = f->todo[--f->left], to[2];
		uint32_t n = vfy_successors(f->v, i, to);

		f->is_todo[i] = 0;
		for (uint32_t k = 0; k < n; k++)
			arrive(f, to[k], after(f->v, i, f->unset[i]));
	}
}

static void check_reads(struct flow *f, uint32_t i)
{
	struct vfy *v = f->v;
	unsigned bad = f->unset[i] & reads(v, i);
	unsigned reg = 0;

	if (!bad || !(v->mark[i] & VM_REACHED))
		return;
	while (!(bad >> reg & 1))
		reg++;
	if (bw_op_info(v->insn[i]).kind == BW_OPK_EXIT)
		vfy_judge(v, i, BW_D_VFY_NO_VALUE, 0, "r0 is not set on any way to this exit");
	else
		vfy_judge(v, i, BW_D_VFY_UNINIT, 0, "%s: r%u is not set on any way to here%s",
			  vfy_asm(v, i), reg, R(reg) & ARGS ? " since entry or the last call" : "");
}

void vfy_regs(struct vfy *v)
{
	struct flow f = {.v = v};

	f.unset = BW_NEW_ARRAY(v->a, uint16_t, v->n);
	f.todo = BW_NEW_ARRAY(v->a, uint32_t, v->n);
	f.is_todo = bw_alloc(v->a, v->n);
	memset(f.unset, 0xff, v->n * sizeof(*f.unset));
	for (uint32_t k = 0; k < v->func.n; k++) {
		spread(&f, &v->func.v[k]);
		for (uint32_t i = v->func.v[k].start; i < v->func.v[k].end; i = vfy_next(v, i))
			check_reads(&f, i);
	}
}
