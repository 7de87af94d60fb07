/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program calls: helpers by number, legacy packet loads. */
#include "verify/verify_parts.h"

enum { PROG_SOCKET_FILTER = 1, PROG_SCHED_CLS = 3, PROG_SCHED_ACT = 4, PROG_EXT = 28 };

/* libbpf puts this number where a CO-RE relocation failed (bpf_core_poison_insn). */
enum { POISON = 195896080 };

/* The strings of license_is_gpl_compatible (include/linux/license.h). */
bool vfy_is_gpl(const char *license)
{
	static const char *const gpl[] = {
	    "GPL",	    "GPL v2",	    "GPL and additional rights",
	    "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"};

	for (size_t k = 0; license && k < BW_COUNT(gpl); k++)
		if (!strcmp(license, gpl[k]))
			return true;
	return false;
}

/*
 * libbpf and loaders after its model put bpf_probe_read() in place of its _user and _kernel
 * forms where the kernel has only the former (bpf_object__sanitize_prog).
 */
static bool is_replaced_by_loader(int32_t id)
{
	enum { PROBE_READ_USER = 112, PROBE_READ_KERNEL_STR = 115 };

	return id >= PROBE_READ_USER && id <= PROBE_READ_KERNEL_STR;
}

static void helper_missing(struct vfy *v, uint32_t i, uint32_t since)
{
	int32_t id = v->insn[i].imm;

	if (id == POISON)
		vfy_judge(
		    v, i, BW_D_VFY_HELPER_MISSING, POISON,
		    "a CO-RE relocation failed here and the instruction was made an invalid call");
	else if (!bw_helper_name((uint32_t)id))
		vfy_judge(v, i, BW_D_VFY_HELPER_MISSING, (uint32_t)id, "no kernel has a helper %d",
			  id);
	else
		vfy_judge(v, i, BW_D_VFY_HELPER_MISSING, (uint32_t)id,
			  "%s came with %s, the target is %s", vfy_helper_text(v, id),
			  vfy_since_text(v, since), bw_kver_text(v->a, v->t->kernel));
}

/* The option a helper hangs on, if the target's configuration is known not to set it. */
static const char *option_unset(const struct vfy *v, uint32_t id)
{
	const char *option = bw_helper_config(id), *value;

	if (!option)
		return NULL;
	value = bw_target_config(v->a, v->t, bw_printf(v->a, "CONFIG_%s", option));
	return value && !strcmp(value, "n") ? option : NULL;
}

static void check_helper(struct vfy *v, uint32_t i)
{
	uint32_t id = (uint32_t)v->insn[i].imm, type = v->p->prog_type, since;
	uint32_t attach = v->p->attach_type;
	const char *type_name = bw_target_prog_type_name(type), *option;

	if (!bw_target_has_helper(v->t, id, &since)) {
		if (!is_replaced_by_loader(v->insn[i].imm))
			helper_missing(v, i, since);
		return;
	}
	option = option_unset(v, id);
	if (option)
		vfy_judge(v, i, BW_D_VFY_HELPER_MISSING, id,
			  "%s needs CONFIG_%s, which the target does not set",
			  vfy_helper_text(v, v->insn[i].imm), option);
	if (!type || option)
		return;
	if (bw_target_helper_allowed_at(v->t, id, type, attach) == BW_NO)
		vfy_judge(v, i, BW_D_VFY_HELPER_TYPE, id, "%s may not be called by type %s",
			  vfy_helper_text(v, v->insn[i].imm), type_name ? type_name : "unknown");
	else if (bw_helper_gpl_only_in(id, type, attach) && !vfy_is_gpl(v->spec->license))
		vfy_judge(v, i, BW_D_VFY_HELPER_GPL, id, "%s is GPL only, the license is \"%s\"",
			  vfy_helper_text(v, v->insn[i].imm),
			  v->spec->license ? v->spec->license : "");
}

static void check_packet(struct vfy *v, uint32_t i)
{
	uint32_t type = v->p->prog_type;
	const char *name = bw_target_prog_type_name(type);

	if (!type || type == PROG_SOCKET_FILTER || type == PROG_SCHED_CLS ||
	    type == PROG_SCHED_ACT || type == PROG_EXT)
		return;
	vfy_judge(v, i, BW_D_VFY_PACKET_TYPE, 1, "%s in a program of type %s", vfy_asm(v, i),
		  name ? name : "unknown");
}

void vfy_helpers(struct vfy *v)
{
	for (uint32_t i = 0; i < v->n; i = vfy_next(v, i)) {
		if (v->insn[i].op == BW_OP_CALL && vfy_call_kind(v, i) == VC_HELPER)
			check_helper(v, i);
		else if (bw_op_info(v->insn[i]).kind == BW_OPK_PACKET)
			check_packet(v, i);
	}
}
