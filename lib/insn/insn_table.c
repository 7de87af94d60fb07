/* SPDX-License-Identifier: BSD-2-Clause */
#include "insn/insn.h"

struct row {
	const char *format; /* NULL: no such opcode */
	const char *effects;
	enum bw_op_class kind;
	uint8_t size_bytes, isa;
};

struct variant {
	uint8_t op;
	bool by_off; /* else by imm */
	int32_t value;
	struct row row;
};

static const struct row rows[256] = {
#define OP(op, kind, size, isa, effects, format) [op] = {format, effects, BW_OPK_##kind, size, isa},
#include "insn/insn_ops.def"
#undef OP
};

enum { by_off, by_imm };

static const struct variant variants[] = {
#define VARIANT(op, field, value, kind, size, isa, effects, format)                                \
	{op, by_##field == by_off, value, {format, effects, BW_OPK_##kind, size, isa}},
#include "insn/insn_variants.def"
#undef VARIANT
};

static const struct row *row_find(struct bw_insn i)
{
	for (size_t k = 0; k < BW_COUNT(variants); k++)
		if (variants[k].op == i.op &&
		    variants[k].value == (variants[k].by_off ? i.off : i.imm))
			return &variants[k].row;
	return rows[i.op].format ? &rows[i.op] : NULL;
}

struct bw_op_info bw_op_info(struct bw_insn i)
{
	const struct row *r = row_find(i);

	if (!r)
		return (struct bw_op_info){.format = "(no such opcode)", .kind = BW_OPK_BAD};
	return (struct bw_op_info){.format = r->format,
				   .kind = r->kind,
				   .size_bytes = r->size_bytes,
				   .isa = r->isa,
				   .reads_dst = strchr(r->effects, 'd') != NULL,
				   .reads_src = strchr(r->effects, 's') != NULL,
				   .writes_dst = strchr(r->effects, 'D') != NULL};
}

bool bw_op_exists(uint8_t op)
{
	if (rows[op].format)
		return true;
	for (size_t k = 0; k < BW_COUNT(variants); k++)
		if (variants[k].op == op)
			return true;
	return false;
}
