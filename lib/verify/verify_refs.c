/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program refers to outside itself: maps, kernel functions, undefined symbols. */
#include "verify/verify_parts.h"

enum { MAPS_MAX = 64 }; /* MAX_USED_MAPS */

static const char *ref_name(const struct vfy *v, const struct bw_ref *r)
{
	return bw_str(v->spec->obj->names, bw_obj_sym(v->spec->obj, r->sym)->name);
}

static bool ref_is_weak(const struct vfy *v, const struct bw_ref *r)
{
	return bw_obj_sym(v->spec->obj, r->sym)->bind == BW_WEAK;
}

/*
 * A weak kernel function may be absent; loaders then make the call one that the kernel must
 * not come to. So only strong ones are sure to be refused.
 */
static void check_kfunc(struct vfy *v, const struct bw_ref *r)
{
	uint32_t since;

	if (ref_is_weak(v, r))
		return;
	if (!bw_target_has(v->t, BW_F_JIT_KFUNC_CALL, &since))
		vfy_refuse(v, r->off_insns, BW_D_VFY_KFUNC, 1,
			   "call of %s(); %s has them on %s, the target is %s", ref_name(v, r),
			   vfy_since_text(v, since),
			   v->t->arch ? v->t->arch->name : "this architecture",
			   bw_kver_text(v->a, v->t->kernel));
	else if (!vfy_is_gpl(v->spec->license))
		vfy_refuse(v, r->off_insns, BW_D_VFY_KFUNC_GPL, 1,
			   "call of %s(), the license is \"%s\"", ref_name(v, r),
			   v->spec->license ? v->spec->license : "");
}

static void check_extern(struct vfy *v, const struct bw_ref *r)
{
	const char *what = v->insn[r->off_insns].op == BW_OP_CALL ? "call of" : "address of";

	if (ref_is_weak(v, r))
		vfy_warn(v, r->off_insns, BW_D_VFY_WEAK, "%s %s, weak and undefined", what,
			 ref_name(v, r));
	else
		vfy_refuse(v, r->off_insns, BW_D_VFY_EXTERN, r->sym.i + 1,
			   "%s %s, which nothing defines", what, ref_name(v, r));
}

/* Distinct maps; the one too many is reported. */
static void check_maps(struct vfy *v)
{
	uint8_t *seen = bw_alloc(v->a, v->spec->map_count);
	uint32_t count = 0, over = 0;

	for (uint32_t k = 0; k < v->p->ref_count; k++) {
		const struct bw_ref *r = &v->p->ref[k];

		if ((r->kind != BW_REF_MAP && r->kind != BW_REF_MAP_VALUE) ||
		    r->map >= v->spec->map_count || seen[r->map])
			continue;
		seen[r->map] = 1;
		if (++count == MAPS_MAX + 1)
			over = r->off_insns;
	}
	if (count > MAPS_MAX)
		vfy_refuse(v, over, BW_D_VFY_MAPS, 0,
			   "%u maps are used, %d are allowed; here the %dth", count, MAPS_MAX,
			   MAPS_MAX + 1);
}

void vfy_refs(struct vfy *v)
{
	for (uint32_t k = 0; k < v->p->ref_count; k++) {
		const struct bw_ref *r = &v->p->ref[k];

		assert(r->off_insns < v->n);
		if (r->kind == BW_REF_KFUNC)
			check_kfunc(v, r);
		else if (r->kind == BW_REF_EXTERN)
			check_extern(v, r);
	}
	check_maps(v);
}
