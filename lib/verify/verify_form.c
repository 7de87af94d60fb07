/* SPDX-License-Identifier: BSD-2-Clause */
/* Single instructions: opcode, release, fields, operands, registers. */
#include "verify/verify_parts.h"

enum field { FIELD_ANY, FIELD_OFF, FIELD_IMM, FIELD_SRC };
enum seen { SEEN_TEXT, SEEN_WALK };
enum { F_DST = 1, F_SRC = 2, F_OFF = 4, F_IMM = 8 };

struct isa_row {
	uint8_t mask, value;
	enum field field;
	int32_t low, high;
	enum seen seen;
	enum bw_feature feature;
	const char *what;
};

static const struct isa_row isa_rows[] = {
#define ISA(mask, value, field, low, high, seen, feature, what)                                    \
	{mask, value, FIELD_##field, low, high, SEEN_##seen, BW_F_##feature, what},
#include "verify/verify_isa.def"
#undef ISA
};

static const struct zero_row {
	uint8_t mask, value, fields;
} zero_rows[] = {
#define ZERO(mask, value, fields) {mask, value, fields},
#include "verify/verify_fields.def"
#undef ZERO
};

static bool isa_row_has(const struct isa_row *r, struct bw_insn i)
{
	int32_t x = r->field == FIELD_OFF ? i.off : r->field == FIELD_IMM ? i.imm : bw_insn_src(i);

	return (i.op & r->mask) == r->value &&
	       (r->field == FIELD_ANY || (x >= r->low && x <= r->high));
}

static const struct isa_row *isa_row_of(struct bw_insn i)
{
	for (size_t k = 0; k < BW_COUNT(isa_rows); k++)
		if (isa_row_has(&isa_rows[k], i))
			return &isa_rows[k];
	return NULL;
}

/* A reference decides the source register when the program is loaded. */
static struct bw_insn as_loaded(const struct vfy *v, uint32_t i)
{
	static const uint8_t src_of[] = {[BW_REF_MAP] = BW_PSEUDO_MAP_FD,
					 [BW_REF_MAP_VALUE] = BW_PSEUDO_MAP_VALUE,
					 [BW_REF_KSYM_VAR] = BW_PSEUDO_BTF_ID};
	struct bw_insn x = v->insn[i];

	if (v->ref[i] && v->ref[i]->kind <= BW_REF_KSYM_VAR)
		x.regs = (uint8_t)(bw_insn_dst(x) | src_of[v->ref[i]->kind] << 4);
	else if (v->ref[i] && v->ref[i]->kind == BW_REF_KFUNC)
		x.regs = (uint8_t)(bw_insn_dst(x) | BW_CALL_KFUNC << 4);
	return x;
}

static bool is_newer(struct vfy *v, uint32_t i, enum seen seen)
{
	const struct isa_row *r = isa_row_of(as_loaded(v, i));
	uint32_t since;

	if (!r || r->seen != seen || bw_target_has(v->t, r->feature, &since))
		return false;
	(seen == SEEN_TEXT ? vfy_refuse : vfy_judge)(
	    v, i, BW_D_VFY_ISA, (uint32_t)r->feature + 1, "%s (%s) came with %s, the target is %s",
	    r->what, vfy_asm(v, i), vfy_since_text(v, since), bw_kver_text(v->a, v->t->kernel));
	return true;
}

/* ---- what every kernel sees wherever it stands ---- */

static void check_wide(struct vfy *v, uint32_t i)
{
	struct bw_insn next = i + 1 < v->n ? v->insn[i + 1] : (struct bw_insn){0};
	uint8_t src = bw_insn_src(as_loaded(v, i));

	if (i + 1 >= v->n) {
		vfy_refuse(v, i, BW_D_VFY_WIDE, 0, "the second slot is missing");
		v->broken = true;
		return;
	}
	v->mark[i + 1] |= VM_SECOND;
	if (next.op || next.regs || next.off) {
		vfy_refuse(v, i, BW_D_VFY_WIDE, 0,
			   "the second slot has opcode 0x%02x, registers 0x%02x, off %d, not 0",
			   next.op, next.regs, next.off);
		v->broken = true;
	} else if (src > BW_PSEUDO_MAP_IDX_VALUE)
		vfy_refuse(v, i, BW_D_VFY_WIDE, 0, "source register %u has no meaning here", src);
	else if (!v->ref[i] && (src == BW_PSEUDO_MAP_FD || src == BW_PSEUDO_MAP_IDX) && next.imm)
		vfy_refuse(v, i, BW_D_VFY_WIDE, 0, "address of a map with the upper half %d, not 0",
			   next.imm);
	else
		is_newer(v, i, SEEN_TEXT);
}

/* No kernel has an indirect call, clang has (callx). */
static bool opcode_exists(uint8_t op)
{
	return bw_op_exists(op) && op != BW_OP_CALLX;
}

static void check_text(struct vfy *v, uint32_t i)
{
	struct bw_insn x = v->insn[i];

	if (!opcode_exists(x.op)) {
		vfy_refuse(v, i, BW_D_VFY_OPCODE, 0x100u | x.op, "opcode 0x%02x does not exist%s",
			   x.op, x.op == BW_OP_CALLX ? " in the kernel: an indirect call" : "");
		v->broken |= (x.op & 7) == 5 || (x.op & 7) == 6;
		return;
	}
	if (is_newer(v, i, SEEN_TEXT))
		return;
	if ((x.op & 7) == 1 && x.imm)
		vfy_refuse(v, i, BW_D_VFY_RESERVED, 0, "%s: imm is %d, not 0", vfy_asm(v, i),
			   x.imm);
}

void vfy_form_text(struct vfy *v)
{
	for (uint32_t i = 0; i < v->n; i++) {
		if (bw_insn_is_wide(v->insn[i]))
			check_wide(v, i++);
		else
			check_text(v, i);
	}
}

/* ---- what the walk over paths sees ---- */

static bool off_is_valid(struct bw_insn i)
{
	uint8_t op = i.op & 0xf0;
	bool is_64 = (i.op & 7) == 7;

	if ((i.op & 7) != 4 && !is_64)
		return true;
	if (op == 0x30 || op == 0x90)
		return i.off == 0 || i.off == 1;
	if (op != 0xb0 || !(i.op & 8))
		return true; /* a row of verify_fields.def */
	if (is_64 && i.off == 1)
		return true; /* a cast, see imm_is_valid */
	return i.off == 0 || i.off == 8 || i.off == 16 || (is_64 && i.off == 32);
}

static bool reserved_used(struct vfy *v, uint32_t i, uint8_t fields)
{
	struct bw_insn x = v->insn[i];
	const struct {
		uint8_t field;
		const char *name;
		int32_t value;
	} used[] = {{F_DST, "dst", bw_insn_dst(x)},
		    {F_SRC, "src", bw_insn_src(x)},
		    {F_OFF, "off", x.off},
		    {F_IMM, "imm", x.imm}};

	for (size_t k = 0; k < BW_COUNT(used); k++)
		if ((fields & used[k].field) && used[k].value) {
			vfy_judge(v, i, BW_D_VFY_RESERVED, 0, "%s: field %s is %d, not 0",
				  vfy_asm(v, i), used[k].name, used[k].value);
			return true;
		}
	return false;
}

static uint8_t zero_fields(struct bw_insn x)
{
	for (size_t k = 0; k < BW_COUNT(zero_rows); k++)
		if ((x.op & zero_rows[k].mask) == zero_rows[k].value)
			return zero_rows[k].fields;
	return 0;
}

static bool check_reserved(struct vfy *v, uint32_t i)
{
	struct bw_insn x = v->insn[i];
	uint8_t fields = zero_fields(x);

	if (x.op == BW_OP_CALL && vfy_call_kind(v, i) != VC_KFUNC)
		fields |= F_OFF;
	if ((x.op & 0xf8) == 0xb8 && off_is_valid(x) && x.off != 1)
		fields |= F_IMM;
	if ((x.op & 7) == 1)
		fields = 0; /* seen in the text already */
	if (reserved_used(v, i, fields))
		return true;
	if (off_is_valid(x))
		return false;
	vfy_judge(v, i, BW_D_VFY_RESERVED, 0, "%s: off is %d", vfy_asm(v, i), x.off);
	return true;
}

/* Why imm is impossible; NULL if it is not. */
static const char *imm_wrong(struct bw_insn x)
{
	uint8_t class = x.op & 7, op = x.op & 0xf0;
	bool is_const = !(x.op & 8);

	if (class == 3 && (x.op & 0xe0) == 0xc0)
		return bw_op_info(x).kind == BW_OPK_BAD ? "no such atomic operation" : NULL;
	if (class != 4 && class != 7)
		return NULL;
	if (op == 0xd0)
		return x.imm == 16 || x.imm == 32 || x.imm == 64 ? NULL
								 : "no such width of a byte swap";
	if (x.op == 0xbf && x.off == 1)
		return x.imm == 1 || x.imm == 0x10000 ? NULL : "no such address space cast";
	if ((op == 0x30 || op == 0x90) && is_const && !x.imm)
		return "division by zero";
	if ((op == 0x60 || op == 0x70 || op == 0xc0) && is_const &&
	    (x.imm < 0 || x.imm >= (class == 7 ? 64 : 32)))
		return "shift by the width of the register or more";
	return NULL;
}

static void check_operand(struct vfy *v, uint32_t i)
{
	const char *why = imm_wrong(v->insn[i]);

	if (why)
		vfy_judge(v, i, BW_D_VFY_OPERAND, 0, "%s, imm %d: %s", vfy_asm(v, i),
			  v->insn[i].imm, why);
	else if (v->insn[i].op == BW_OP_CALL && !v->ref[i] && bw_insn_src(v->insn[i]) > 2)
		vfy_judge(v, i, BW_D_VFY_OPERAND, 0, "call of kind %u, there are 0, 1 and 2",
			  bw_insn_src(v->insn[i]));
}

bool vfy_writes_src(struct bw_insn x)
{
	return bw_op_info(x).kind == BW_OPK_ATOMIC && (x.imm & 1) && x.imm != 0xf1;
}

static void check_registers(struct vfy *v, uint32_t i)
{
	struct bw_insn x = v->insn[i];
	struct bw_op_info info = bw_op_info(x);
	uint8_t dst = bw_insn_dst(x), src = bw_insn_src(x);

	if ((info.reads_dst || info.writes_dst) && dst >= VFY_REGS)
		vfy_judge(v, i, BW_D_VFY_REGISTER, 0, "r%u does not exist", dst);
	else if (info.reads_src && src >= VFY_REGS)
		vfy_judge(v, i, BW_D_VFY_REGISTER, 0, "r%u does not exist", src);
	else if ((info.writes_dst && dst == VFY_FP) || (vfy_writes_src(x) && src == VFY_FP))
		vfy_judge(v, i, BW_D_VFY_FRAME, 0, "%s: writes r10", vfy_asm(v, i));
}

static void check_walked(struct vfy *v, uint32_t i)
{
	if (!opcode_exists(v->insn[i].op) || is_newer(v, i, SEEN_WALK) || check_reserved(v, i))
		return;
	if (!(v->mark[i] & VM_CORE))
		check_operand(v, i);
	check_registers(v, i);
}

void vfy_form_walk(struct vfy *v)
{
	for (uint32_t i = 0; i < v->n; i = vfy_next(v, i))
		check_walked(v, i);
}
