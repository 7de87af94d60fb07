/* SPDX-License-Identifier: BSD-2-Clause */
/* Shape of a program: functions, jumps, reachability. */
#include "verify/verify_parts.h"

enum { FUNCTIONS_MAX = 256 }; /* BPF_MAX_SUBPROGS */

enum vfy_call vfy_call_kind(const struct vfy *v, uint32_t i)
{
	uint8_t src = bw_insn_src(v->insn[i]);

	assert(vfy_flow(v->insn[i]) == VF_CALL);
	if (v->ref[i])
		return v->ref[i]->kind == BW_REF_KFUNC ? VC_KFUNC : VC_UNKNOWN;
	return src <= BW_CALL_KFUNC ? (enum vfy_call)src : VC_UNKNOWN;
}

bool vfy_names_function(const struct vfy *v, uint32_t i, bool or_pointer)
{
	struct bw_insn x = v->insn[i];

	if (v->mark[i] & VM_SECOND)
		return false;
	if (x.op == BW_OP_CALL)
		return vfy_call_kind(v, i) == VC_LOCAL;
	return or_pointer && bw_insn_is_wide(x) && !v->ref[i] && bw_insn_src(x) == BW_PSEUDO_FUNC;
}

bool vfy_is_tail_call(const struct vfy *v, uint32_t i)
{
	return v->insn[i].op == BW_OP_CALL && vfy_call_kind(v, i) == VC_HELPER &&
	       v->insn[i].imm == VFY_TAIL_CALL;
}

struct vfy_func *vfy_func_at(const struct vfy *v, uint32_t i)
{
	uint32_t lo = 0, hi = v->func.n;

	assert(hi > 0 && i < v->n);
	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (v->func.v[mid].start <= i)
			lo = mid;
		else
			hi = mid;
	}
	return &v->func.v[lo];
}

/* ---- functions ---- */

static void mark_start(struct vfy *v, uint8_t *is_start, uint32_t at)
{
	int64_t to = vfy_callee(v, at);

	if (to < 0 || to >= v->n) {
		vfy_refuse(v, at, BW_D_VFY_CALL_TARGET, 0,
			   "%s goes to instruction %lld of the image, which has %u", vfy_asm(v, at),
			   (long long)to, v->n);
		v->broken = true;
		return;
	}
	is_start[to] = 1;
}

static const char *name_of(const struct vfy *v, uint32_t start)
{
	for (uint32_t k = 0; k < v->p->func_count; k++)
		if (v->p->func[k].off_insns == start)
			return bw_str(v->spec->obj->names,
				      bw_obj_sym(v->spec->obj, v->p->func[k].sym)->name);
	return bw_printf(v->a, "function at instruction %u", start);
}

static bool does_tail_call(const struct vfy *v, uint32_t start, uint32_t end)
{
	for (uint32_t i = start; i < end; i++)
		if (vfy_is_tail_call(v, i))
			return true;
	return false;
}

static void cut(struct vfy *v, const uint8_t *is_start)
{
	for (uint32_t i = 0; i < v->n; i++) {
		if (!is_start[i])
			continue;
		if (v->func.n == FUNCTIONS_MAX) {
			vfy_refuse(v, i, BW_D_VFY_FUNCTIONS, 0,
				   "more than %d functions: this is the next one", FUNCTIONS_MAX);
			v->broken = true;
			return;
		}
		if (v->func.n)
			v->func.v[v->func.n - 1].end = i;
		*bw_push(v->a, &v->func) = (struct vfy_func){.start = i, .end = v->n};
	}
}

void vfy_functions(struct vfy *v)
{
	uint8_t *is_start = bw_alloc(v->a, v->n);

	is_start[0] = 1;
	for (uint32_t i = 0; i < v->n; i++)
		if (vfy_names_function(v, i, true))
			mark_start(v, is_start, i);
	for (uint32_t k = 0; v->has_exception_callback && k < v->p->func_count; k++)
		if (v->p->func[k].off_insns < v->n)
			is_start[v->p->func[k].off_insns] = 1;
	if (v->broken)
		return;
	cut(v, is_start);
	for (uint32_t k = 0; k < v->func.n; k++) {
		struct vfy_func *f = &v->func.v[k];

		f->name = name_of(v, f->start);
		f->has_tail_call = does_tail_call(v, f->start, f->end);
	}
}

/* ---- jumps ---- */

static void check_jump(struct vfy *v, const struct vfy_func *f, uint32_t i)
{
	enum vfy_flow flow = vfy_flow(v->insn[i]);
	int64_t to = vfy_jump_target(v, i);

	if ((flow != VF_GOTO && flow != VF_BRANCH) || (to >= f->start && to < f->end))
		return;
	vfy_refuse(v, i, BW_D_VFY_JUMP, 0, "%s goes to instruction %lld, %s has %u to %u",
		   vfy_asm(v, i), (long long)to, f->name, f->start, f->end - 1);
	v->broken = true;
}

static void check_last(struct vfy *v, const struct vfy_func *f)
{
	uint32_t last = f->end - 1;
	uint8_t op = v->insn[last].op;

	if (v->mark[last] & VM_SECOND)
		last--;
	else if (op == BW_OP_EXIT || op == BW_OP_JA || op == BW_OP_JA32)
		return;
	vfy_refuse(v, last, BW_D_VFY_LAST, 0, "%s ends with %s", f->name, vfy_asm(v, last));
	v->broken = true;
}

void vfy_jumps(struct vfy *v)
{
	for (uint32_t k = 0; k < v->func.n; k++) {
		const struct vfy_func *f = &v->func.v[k];

		for (uint32_t i = f->start; i < f->end; i = vfy_next(v, i))
			check_jump(v, f, i);
		check_last(v, f);
	}
}

/* ---- reachability ---- */

struct reach {
	struct vfy *v;
	uint32_t *stack, depth; /* each instruction is pushed once at most */
};

static void reach_to(struct reach *r, uint32_t from, uint32_t to)
{
	struct vfy *v = r->v;

	if (v->mark[to] & VM_SECOND) {
		vfy_refuse(v, from, BW_D_VFY_JUMP_WIDE, 0, "%s goes to the second slot of %s",
			   vfy_asm(v, from), vfy_asm(v, to - 1));
		v->broken = true;
		return;
	}
	if (v->mark[to] & VM_REACHED)
		return;
	v->mark[to] |= VM_REACHED;
	assert(r->depth < v->n);
	r->stack[r->depth++] = to;
}

static void reach_all(struct reach *r)
{
	while (r->depth) {
		uint32_t i = r->stack[--r->depth], to[2];
		uint32_t n = vfy_successors(r->v, i, to);

		for (uint32_t k = 0; k < n; k++)
			reach_to(r, i, to[k]);
		if (vfy_names_function(r->v, i, true))
			reach_to(r, i, (uint32_t)vfy_callee(r->v, i));
	}
}

static uint32_t unreached_end(const struct vfy *v, uint32_t i)
{
	uint32_t end = vfy_func_at(v, i)->end;

	while (i < end && !(v->mark[i] & VM_REACHED))
		i++;
	return i;
}

static void report_unreached(struct vfy *v)
{
	for (uint32_t i = 0, end; i < v->n; i = end) {
		end = i + 1;
		if (v->mark[i] & (VM_REACHED | VM_SECOND))
			continue;
		end = unreached_end(v, i);
		vfy_refuse(v, i, BW_D_VFY_UNREACHABLE, 0,
			   "%u instruction%s of %s cannot be reached, the first is %s", end - i,
			   end - i > 1 ? "s" : "", vfy_func_at(v, i)->name, vfy_asm(v, i));
	}
}

void vfy_reach(struct vfy *v)
{
	struct reach r = {.v = v, .stack = BW_NEW_ARRAY(v->a, uint32_t, v->n)};
	uint32_t from, to;

	reach_to(&r, 0, 0);
	for (uint32_t k = 0; v->has_exception_callback && k < v->func.n; k++)
		reach_to(&r, v->func.v[k].start, v->func.v[k].start);
	reach_all(&r);
	if (!v->broken)
		report_unreached(v);
	if (v->broken || bw_target_has(v->t, BW_F_BOUNDED_LOOPS, NULL))
		return;
	for (uint32_t k = 0; k < v->func.n; k++)
		if (vfy_find_cycle(v, &v->func.v[k], &from, &to))
			vfy_refuse(v, from, BW_D_VFY_BACK_EDGE, 0,
				   "%s closes a loop that begins at instruction %u of the image",
				   vfy_asm(v, from), to);
}

/* ---- cycles ---- */

struct visit {
	uint32_t at, next; /* successor to go to */
};

bool vfy_find_cycle(struct vfy *v, const struct vfy_func *f, uint32_t *ret_from, uint32_t *ret_to)
{
	enum { NEW, OPEN, DONE };
	uint32_t n = f->end - f->start, depth = 0;
	struct bw_mark m = bw_mark(v->a);
	uint8_t *state = bw_alloc(v->a, n);
	struct visit *stack = BW_NEW_ARRAY(v->a, struct visit, n);
	bool found = false;

	stack[depth++] = (struct visit){f->start, 0};
	state[0] = OPEN;
	while (depth && !found) {
		struct visit *top = &stack[depth - 1];
		uint32_t to[2];

		if (top->next == vfy_successors(v, top->at, to)) {
			state[top->at - f->start] = DONE;
			depth--;
			continue;
		}
		uint32_t w = to[top->next++];

		if (state[w - f->start] == OPEN) {
			*ret_from = top->at;
			*ret_to = w;
			found = true;
		} else if (state[w - f->start] == NEW) {
			state[w - f->start] = OPEN;
			stack[depth++] = (struct visit){w, 0};
		}
	}
	bw_rewind(v->a, m);
	return found;
}
