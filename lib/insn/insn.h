/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * insn - BPF instructions: one table (insn_ops.def), decode, encode, print.
 *
 * In memory an instruction is a struct bw_insn in host order whatever the
 * object's byte order is; only decode and encode know about byte order.
 *
 * Units       Offsets and counts named _insns count 8-byte slots; a 64-bit
 *             immediate load takes two slots.
 * Invariants  I1  encode(decode(bytes)) == bytes for every input.
 * Errors      None: unknown opcodes are data here; verify reports them.
 */
#ifndef BW_INSN_H
#define BW_INSN_H

#include "base/base.h"

struct bw_insn {
	uint8_t op;   /* class, size/mode or operation, source bit */
	uint8_t regs; /* dst in bits 0-3, src in bits 4-7 */
	int16_t off;
	int32_t imm;
};

_Static_assert(sizeof(struct bw_insn) == 8, "one slot");

static inline uint8_t bw_insn_dst(struct bw_insn i)
{
	return i.regs & 15;
}
static inline uint8_t bw_insn_src(struct bw_insn i)
{
	return i.regs >> 4;
}

/* Opcodes and pseudo source registers that several modules ask for. */
enum {
	BW_OP_LD_IMM64 = 0x18, /* two slots */
	BW_OP_CALL = 0x85,
	BW_OP_CALLX = 0x8d,
	BW_OP_EXIT = 0x95,
	BW_OP_JA = 0x05,
	BW_OP_JA32 = 0x06, /* gotol: target in imm */
};

/* src_reg of BW_OP_LD_IMM64, as in the kernel's UAPI (bpf.h, BPF_PSEUDO_*). */
enum bw_pseudo {
	BW_PSEUDO_NONE = 0,
	BW_PSEUDO_MAP_FD = 1,
	BW_PSEUDO_MAP_VALUE = 2,
	BW_PSEUDO_BTF_ID = 3,
	BW_PSEUDO_FUNC = 4,
	BW_PSEUDO_MAP_IDX = 5,
	BW_PSEUDO_MAP_IDX_VALUE = 6,
};

/* src_reg of BW_OP_CALL. */
enum bw_call_kind {
	BW_CALL_HELPER = 0,
	BW_CALL_LOCAL = 1,
	BW_CALL_KFUNC = 2,
};

static inline bool bw_insn_is_wide(struct bw_insn i)
{
	return i.op == BW_OP_LD_IMM64;
}

/* n slots from p (8 * n bytes) in the given byte order. In place is allowed. */
void bw_insns_decode(const void *p, size_t n, bool big_endian, struct bw_insn *ret);
void bw_insns_encode(const struct bw_insn *insn, size_t n, bool big_endian, void *ret);

enum bw_op_class { /* what the rest of the code asks of an opcode */
		   BW_OPK_BAD,
		   BW_OPK_ALU,
		   BW_OPK_LOAD,
		   BW_OPK_STORE,
		   BW_OPK_ATOMIC,
		   BW_OPK_JUMP, /* conditional */
		   BW_OPK_GOTO, /* unconditional */
		   BW_OPK_CALL,
		   BW_OPK_EXIT,
		   BW_OPK_IMM64,
		   BW_OPK_PACKET, /* legacy LD_ABS, LD_IND */
};

/* One row of insn_ops.def. */
struct bw_op_info {
	const char *format; /* how it prints, see insn_ops.def */
	enum bw_op_class kind;
	uint8_t size_bytes; /* of a memory access; else 0 */
	uint8_t isa;	    /* -mcpu version that brought it, 1..4 */
	bool reads_dst, reads_src, writes_dst;
};

/* .kind is BW_OPK_BAD for an opcode that does not exist. Needs the whole
 * instruction: atomics are told apart by imm, v4 forms by off. */
struct bw_op_info bw_op_info(struct bw_insn i);
/* Is there an instruction with this opcode byte, whatever its off and imm? */
bool bw_op_exists(uint8_t op);

/* Append one instruction as readable assembly: "r0 = *(u32 *)(r1 + 4)". next is
 * the second slot of a wide load, else ignored. */
void bw_insn_print(struct bw_sb *b, struct bw_insn i, struct bw_insn next);

#endif
