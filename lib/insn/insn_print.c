/* SPDX-License-Identifier: BSD-2-Clause */
#include "insn/insn.h"

#include <inttypes.h>

static void put_signed(struct bw_sb *b, int32_t v)
{
	bw_sb_printf(b, "%+" PRId32, v);
}

static void put_callee(struct bw_sb *b, struct bw_insn i)
{
	switch (bw_insn_src(i)) {
	case BW_CALL_LOCAL:
		bw_sb_printf(b, "pc%+" PRId32, i.imm);
		break;
	case BW_CALL_KFUNC:
		bw_sb_printf(b, "kernel function %" PRId32, i.imm);
		break;
	default:
		bw_sb_printf(b, "helper %" PRId32, i.imm);
	}
}

/* A 64-bit immediate, or what the pseudo source register says it stands for. */
static void put_wide(struct bw_sb *b, struct bw_insn i, struct bw_insn next)
{
	static const char *const what[] = {
	    [BW_PSEUDO_MAP_FD] = "map fd",	  [BW_PSEUDO_MAP_VALUE] = "map value fd",
	    [BW_PSEUDO_BTF_ID] = "kernel BTF id", [BW_PSEUDO_FUNC] = "function pc",
	    [BW_PSEUDO_MAP_IDX] = "map index",	  [BW_PSEUDO_MAP_IDX_VALUE] = "map value index",
	};
	uint8_t src = bw_insn_src(i);

	if (src != BW_PSEUDO_NONE && src < BW_COUNT(what)) {
		bw_sb_printf(b, "%s %" PRId32, what[src], i.imm);
		if (next.imm)
			put_signed(b, next.imm);
		bw_sb_addz(b, " ll");
		return;
	}
	bw_sb_printf(b, "0x%" PRIx64 " ll", (uint64_t)(uint32_t)next.imm << 32 | (uint32_t)i.imm);
}

static void put_field(struct bw_sb *b, char field, struct bw_insn i, struct bw_insn next)
{
	switch (field) {
	case 'd':
		bw_sb_printf(b, "r%u", bw_insn_dst(i));
		break;
	case 's':
		bw_sb_printf(b, "r%u", bw_insn_src(i));
		break;
	case 'w':
		bw_sb_printf(b, "w%u", bw_insn_dst(i));
		break;
	case 'x':
		bw_sb_printf(b, "w%u", bw_insn_src(i));
		break;
	case 'i':
		bw_sb_printf(b, "%" PRId32, i.imm);
		break;
	case 'm':
		bw_sb_printf(b, "%c %d", i.off < 0 ? '-' : '+', i.off < 0 ? -i.off : i.off);
		break;
	case 'j':
		put_signed(b, i.off);
		break;
	case 'J':
		put_signed(b, i.imm);
		break;
	case 'c':
		put_callee(b, i);
		break;
	default:
		assert(field == 'q'); /* insn_ops.def has no other letter */
		put_wide(b, i, next);
	}
}

void bw_insn_print(struct bw_sb *b, struct bw_insn i, struct bw_insn next)
{
	struct bw_op_info info = bw_op_info(i);

	if (info.kind == BW_OPK_BAD) {
		bw_sb_printf(b, "(no such opcode: 0x%02x)", i.op);
		return;
	}
	for (const char *f = info.format; *f; f++) {
		if (*f != '$')
			bw_sb_addc(b, *f);
		else
			put_field(b, *++f, i, next);
	}
}
