/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of verify share: one program under check.
 *
 * How V1 (no false alarm) is kept: the kernel looks at a program twice. Passes over the
 * text see every instruction (opcodes, jump ranges, reachability, call graph): what they
 * refuse is refused for sure. The walk over paths (do_check) looks only at instructions on
 * paths it cannot rule out, so what it refuses is reported as an error only for
 * instructions marked VM_SURE, which every walk must come to (verify_sure.c); elsewhere it
 * is a warning.
 *
 * Order        vfy_form_text, vfy_functions, vfy_jumps, vfy_reach; a program whose shape is
 *              broken after one of these goes no further. Then vfy_sure, and the rest in
 *              any order, and vfy_cut.
 */
#ifndef BW_VERIFY_PARTS_H
#define BW_VERIFY_PARTS_H

#include "verify/verify.h"

enum {
	VM_SECOND = 1,	/* second slot of a wide load */
	VM_CORE = 2,	/* a CO-RE record changes off or imm before the load */
	VM_REACHED = 4, /* by check_cfg's walk */
	VM_SURE = 8,	/* the kernel looks at it or refuses the program before */
	VM_BAD = 16,	/* refused if the kernel looks at it */
};

enum {
	VFY_STACK_BYTES = 512, /* MAX_BPF_STACK */
	VFY_FRAMES = 8,	       /* MAX_CALL_FRAMES */
	VFY_REGS = 11,	       /* MAX_BPF_REG */
	VFY_FP = 10,	       /* BPF_REG_FP */
	VFY_TAIL_CALL = 12,    /* BPF_FUNC_tail_call */
	VFY_TAIL_STACK_BYTES = 256,
};

/* How the kernel treats a call instruction; the first three are bw_call_kind. */
enum vfy_call {
	VC_HELPER = BW_CALL_HELPER,
	VC_LOCAL = BW_CALL_LOCAL,
	VC_KFUNC = BW_CALL_KFUNC,
	VC_UNKNOWN, /* undefined symbol or a bad source register */
};

/* A function as the kernel cuts them: from one call target to the next. */
struct vfy_func {
	uint32_t start, end;
	const char *name;
	bool is_sure;	/* the first instruction is VM_SURE */
	bool is_passed; /* a first path of the kernel that comes in goes out, or is refused */
	bool has_tail_call;
	uint32_t stack_bytes; /* at least this much, not rounded */
};

struct vfy_finding {
	uint32_t at, seq; /* instruction; order of discovery */
	enum bw_code code;
	uint32_t key;  /* findings of one code and key other than 0 are listed once */
	uint32_t more; /* times it was found again */
	bool is_sure;
	bool is_one_of; /* sure together with others only */
	const char *text, *fix;
};

/* Something judged of an instruction that is not VM_SURE. */
struct vfy_doubt {
	uint32_t found; /* index, UINT32_MAX: not listed */
	uint32_t next;	/* of the same instruction: index + 1; 0: none */
};

struct vfy {
	struct bw_arena *a; /* ends with this program */
	const struct bw_spec *spec;
	const struct bw_prog_spec *p;
	const struct bw_target *t;
	const struct bw_insn *insn;
	uint32_t n;
	uint8_t *mark;		   /* VM_*, by instruction */
	const struct bw_ref **ref; /* by instruction; NULL: none */
	BW_VEC(struct vfy_func) func;
	BW_VEC(struct vfy_finding) found;
	BW_VEC(struct vfy_doubt) doubt;
	uint32_t *doubts; /* first, by instruction: index + 1; 0: none */
	uint32_t unlisted;
	bool unlisted_error;
	bool broken; /* the shape is: no control flow to speak of */
	bool has_exception_callback;
};

/* What an instruction is to control flow. */
enum vfy_flow { VF_NEXT, VF_BRANCH, VF_GOTO, VF_EXIT, VF_CALL };

static inline enum vfy_flow vfy_flow(struct bw_insn i)
{
	uint8_t class = i.op & 7, op = i.op & 0xf0;

	if (class != 5 && class != 6)
		return VF_NEXT;
	return op == 0x00 ? VF_GOTO : op == 0x80 ? VF_CALL : op == 0x90 ? VF_EXIT : VF_BRANCH;
}
static inline int64_t vfy_jump_target(const struct vfy *v, uint32_t i)
{
	return (int64_t)i + 1 + (v->insn[i].op == BW_OP_JA32 ? v->insn[i].imm : v->insn[i].off);
}
static inline uint32_t vfy_next(const struct vfy *v, uint32_t i)
{
	return i + (bw_insn_is_wide(v->insn[i]) ? 2 : 1);
}
/* The instructions control may go to inside the function, 0 to 2. Shape must be sound. */
static inline uint32_t vfy_successors(const struct vfy *v, uint32_t i, uint32_t ret[2])
{
	enum vfy_flow f = vfy_flow(v->insn[i]);
	uint32_t n = 0;

	if (f == VF_EXIT)
		return 0;
	if (f != VF_GOTO)
		ret[n++] = vfy_next(v, i);
	if (f == VF_GOTO || f == VF_BRANCH)
		ret[n++] = (uint32_t)vfy_jump_target(v, i);
	return n;
}
enum vfy_call vfy_call_kind(const struct vfy *v, uint32_t i);
bool vfy_is_tail_call(const struct vfy *v, uint32_t i);
/* Is instruction i a local call, or with or_pointer a load of a function's address? */
bool vfy_names_function(const struct vfy *v, uint32_t i, bool or_pointer);
static inline int64_t vfy_callee(const struct vfy *v, uint32_t i)
{
	return (int64_t)i + 1 + v->insn[i].imm;
}
/* Atomics that fetch; cmpxchg writes r0 instead. */
bool vfy_writes_src(struct bw_insn x);
/* The function that contains instruction i. */
struct vfy_func *vfy_func_at(const struct vfy *v, uint32_t i);

/* A jump inside f that goes back to where it came from. */
bool vfy_find_cycle(struct vfy *v, const struct vfy_func *f, uint32_t *ret_from, uint32_t *ret_to);

/* The instruction as text, in v->a. */
const char *vfy_asm(const struct vfy *v, uint32_t i);
/* "bpf_loop (helper 181)". */
const char *vfy_helper_text(const struct vfy *v, int32_t id);
/* One of the licenses that the kernel takes for GPL compatible. */
bool vfy_is_gpl(const char *license);
/* "Linux 5.17" or "no release of Linux". */
const char *vfy_since_text(const struct vfy *v, uint32_t since);

/* The kernel refuses this, wherever it stands. */
void vfy_refuse(struct vfy *v, uint32_t at, enum bw_code code, uint32_t key, const char *fmt, ...)
    BW_PRINTF(5, 6);
/* The kernel refuses this if it comes there: error where VM_SURE, else warning. */
void vfy_judge(struct vfy *v, uint32_t at, enum bw_code code, uint32_t key, const char *fmt, ...)
    BW_PRINTF(5, 6);
/* What was said about this instruction in doubt is sure: one like it is met on every way. */
void vfy_make_sure(struct vfy *v, uint32_t at);
/* A warning or note of the catalogue. */
void vfy_warn(struct vfy *v, uint32_t at, enum bw_code code, const char *fmt, ...) BW_PRINTF(4, 5);
/* Report what was found, in instruction order. */
enum bw_status vfy_flush(struct vfy *v, struct bw_diags *d);

/* ---- passes over the text ---- */

/* Opcodes, wide loads, fields of loads; marks VM_SECOND. */
void vfy_form_text(struct vfy *v);
/* Cut the program into functions; call targets. */
void vfy_functions(struct vfy *v);
/* Jumps stay inside, no function falls off its end. */
void vfy_jumps(struct vfy *v);
/* Everything can be reached; loops where the kernel has none. */
void vfy_reach(struct vfy *v);
/* Recursion, depth of calls, stack of call chains. Needs vfy_stack. */
void vfy_calls(struct vfy *v);
/* References, kernel functions, maps. */
void vfy_refs(struct vfy *v);

/* ---- the walk over paths ---- */

/* Mark VM_SURE; report functions that never return. */
void vfy_sure(struct vfy *v);
/* Fields, operands, register numbers. */
void vfy_form_walk(struct vfy *v);
/* Stack accesses at known offsets; sets .stack_bytes of the functions. */
void vfy_stack(struct vfy *v);
/* Make doubts errors where no way avoids them all. Last. */
void vfy_cut(struct vfy *v);
/* Helpers: existence, program type, license; legacy packet loads. */
void vfy_helpers(struct vfy *v);
/* Registers that nothing has set. */
void vfy_regs(struct vfy *v);

#endif
