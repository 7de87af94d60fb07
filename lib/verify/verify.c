/* SPDX-License-Identifier: BSD-2-Clause */
#include "verify/verify_parts.h"

static void mark_refs(struct vfy *v)
{
	for (uint32_t k = 0; k < v->p->ref_count; k++)
		if (v->p->ref[k].off_insns < v->n)
			v->ref[v->p->ref[k].off_insns] = &v->p->ref[k];
	for (uint32_t k = 0; k < v->p->core_count; k++)
		if (v->p->core[k].off_insns < v->n)
			v->mark[v->p->core[k].off_insns] |= VM_CORE;
}

static void check_type(struct vfy *v)
{
	uint32_t since;
	const char *name = bw_target_prog_type_name(v->p->prog_type);

	if (!v->p->prog_type || bw_target_has_prog_type(v->t, v->p->prog_type, &since))
		return;
	vfy_refuse(v, 0, BW_D_VFY_PROG_TYPE, 0,
		   "program type %s (%u) came with %s, the target is %s", name ? name : "unknown",
		   v->p->prog_type, vfy_since_text(v, since), bw_kver_text(v->a, v->t->kernel));
}

/* False: nothing else can be said. */
static bool check_size(struct vfy *v)
{
	uint32_t max = bw_target_has(v->t, BW_F_MILLION_INSNS, NULL) ? 1000000 : 4096;

	if (v->n == 0)
		vfy_refuse(v, 0, BW_D_VFY_EMPTY, 0, "the program has no instructions");
	else if (v->n > max)
		vfy_refuse(v, 0, BW_D_VFY_TOO_LARGE, 0,
			   "%u instructions, the target kernel takes %u", v->n, max);
	return v->n && v->n <= max;
}

static void check_walk(struct vfy *v)
{
	vfy_sure(v);
	vfy_form_walk(v);
	vfy_stack(v);
	vfy_helpers(v);
	vfy_regs(v);
	vfy_calls(v);
	vfy_cut(v);
}

static void check_program(struct vfy *v)
{
	static void (*const shape[])(struct vfy *) = {vfy_form_text, vfy_functions, vfy_jumps,
						      vfy_reach};

	check_type(v);
	if (!check_size(v))
		return;
	v->mark = bw_alloc(v->a, v->n);
	v->ref = BW_NEW_ARRAY(v->a, const struct bw_ref *, v->n);
	v->doubts = BW_NEW_ARRAY(v->a, uint32_t, v->n);
	mark_refs(v);
	vfy_refs(v);
	for (size_t k = 0; k < BW_COUNT(shape) && !v->broken; k++)
		shape[k](v);
	if (!v->broken)
		check_walk(v);
}

/*
 * The main program's exception callback is a function that no instruction names: a
 * declaration tag of its BTF does (bpf_find_exception_callback_insn_off).
 */
static bool spec_has_exception_callback(const struct bw_spec *s)
{
	static const char tag[] = "exception_callback:";
	const struct bw_btf *b = s->obj ? s->obj->btf : NULL;

	for (uint32_t t = 1; b && t < b->count; t++) {
		bw_tid id = {t};

		if (bw_btf_kind(b, id) == BW_BTF_DECL_TAG &&
		    !strncmp(bw_str(b->names, bw_btf_name(b, id)), tag, sizeof(tag) - 1))
			return true;
	}
	return false;
}

enum bw_status bw_verify(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t,
			 struct bw_diags *d)
{
	bool has_exception_callback = spec_has_exception_callback(s);
	enum bw_status st = BW_OK;

	for (uint32_t k = 0; k < s->prog_count; k++) {
		struct bw_arena *scratch;
		struct vfy v = {.spec = s, .p = &s->prog[k], .t = t};

		if (!v.p->autoload)
			continue;
		scratch = bw_arena_child(a);
		v.a = scratch;
		v.insn = v.p->insn;
		v.n = v.p->insn_count;
		v.has_exception_callback = has_exception_callback;
		check_program(&v);
		st = bw_worse(st, vfy_flush(&v, d));
		bw_arena_deinit(scratch);
	}
	return st;
}
