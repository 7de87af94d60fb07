/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each rule just inside and just outside. A row is a program, a target and the findings
 * expected, in order; no finding is the kernel's yes as far as we can tell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/verify.h"

/* A row says only what matters in it. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* ---- a small assembler ---- */

#define I(op, dst, src, off, imm)                                                                  \
	{                                                                                          \
		(op), (uint8_t)((dst) | (src) << 4), (off), (imm)                                  \
	}
#define MOV(dst, imm) I(0xb7, dst, 0, 0, imm)
#define MOVR(dst, src) I(0xbf, dst, src, 0, 0)
#define ADD(dst, imm) I(0x07, dst, 0, 0, imm)
#define GOTO(off) I(0x05, 0, 0, off, 0)
#define JEQ(dst, imm, off) I(0x15, dst, 0, off, imm)
#define CALL(helper) I(0x85, 0, 0, 0, helper)
#define SUB(distance) I(0x85, 0, 1, 0, distance)
#define EXIT I(0x95, 0, 0, 0, 0)
#define WIDE(dst, src, imm) I(0x18, dst, src, 0, imm)
#define SLOT(imm) I(0, 0, 0, 0, imm)
#define STDW(off, imm) I(0x7a, 10, 0, off, imm)
#define LDXDW(dst, src, off) I(0x79, dst, src, off, 0)

enum { SOCKET = 1, KPROBE = 2, TC = 3, XDP = 6, LSM = 29 };
enum { MAX_INSNS = 24, MAX_WANT = 3 };

struct row {
	const char *name;
	struct bw_insn insn[MAX_INSNS]; /* up to the last one that is not all zero */
	enum bw_code want[MAX_WANT];
	uint32_t type;	     /* 0: SOCKET */
	uint32_t kernel;     /* 0: 6.12 */
	const char *license; /* NULL: GPL */
	const char *arch;    /* NULL: x86_64 */
};

#define V(x) BW_D_VFY_##x
#define K(a, b) BW_KVER(a, b, 0)

static uint32_t insn_count(const struct bw_insn *insn)
{
	static const struct bw_insn zero;
	uint32_t n = MAX_INSNS;

	while (n && !memcmp(&insn[n - 1], &zero, sizeof(zero)))
		n--;
	return n;
}

static void run(const struct bw_prog_spec *p, const struct row *r, uint32_t n_want)
{
	struct bw_target t = {.name = "test",
			      .arch = bw_arch_find(r->arch ? r->arch : "x86_64"),
			      .kernel = r->kernel ? r->kernel : K(6, 12)};
	struct bw_spec s = {.prog_count = 1, .prog = p, .license = r->license ? r->license : "GPL"};
	enum bw_status want = BW_OK;
	struct bw_arena a;
	struct bw_diags *d;

	bw_arena_init(&a);
	d = bw_diags_create(&a);
	for (uint32_t k = 0; k < n_want; k++)
		want = bw_worse(want, bw_code_info(r->want[k])->status);
	if (bw_verify(&a, &s, &t, d) != want)
		fail_msg("%s: status, %u findings", r->name, d->list.n);
	for (uint32_t k = 0; k < d->list.n; k++)
		if (k >= n_want || d->list.v[k].code != r->want[k])
			fail_msg("%s: %s %s", r->name, bw_code_info(d->list.v[k].code)->name,
				 d->list.v[k].text);
	if (d->list.n != n_want)
		fail_msg("%s: %u findings instead of %u", r->name, d->list.n, n_want);
	bw_arena_deinit(&a);
}

static void run_rows(const struct row *rows, size_t count)
{
	for (size_t k = 0; k < count; k++) {
		const struct row *r = &rows[k];
		struct bw_prog_spec p = {.autoload = true,
					 .prog_type = r->type ? r->type : (uint32_t)SOCKET,
					 .insn = r->insn,
					 .insn_count = insn_count(r->insn)};
		uint32_t want = 0;

		while (want < MAX_WANT && r->want[want])
			want++;
		run(&p, r, want);
	}
}

static void test_form(void **state)
{
	static const struct row rows[] = {
	    {"empty", {I(0, 0, 0, 0, 0)}, {V(EMPTY)}},
	    {"least", {MOV(0, 0), EXIT}, {0}},
	    {"no such opcode", {MOV(0, 0), I(0xff, 0, 0, 0, 0), EXIT}, {V(OPCODE)}},
	    {"indirect call", {MOV(0, 0), I(0x8d, 1, 0, 0, 0), EXIT}, {V(OPCODE)}},
	    {"opcode where nobody comes",
	     {MOV(0, 0), JEQ(0, 0, 1), I(0xff, 0, 0, 0, 0), EXIT},
	     {V(OPCODE)}},
	    {"wide", {WIDE(0, 0, 1), SLOT(2), EXIT}, {0}},
	    {"wide: second slot", {WIDE(0, 0, 1), MOV(0, 0), EXIT}, {V(WIDE)}},
	    {"wide: second slot an exit", {WIDE(0, 0, 1), EXIT}, {V(WIDE)}},
	    {"wide: source", {WIDE(0, 7, 1), SLOT(0), EXIT}, {V(WIDE)}},
	    {"wide: last", {MOV(0, 0), GOTO(-1), WIDE(0, 0, 1)}, {V(WIDE)}},
	    {"wide: off", {I(0x18, 0, 0, 1, 1), SLOT(0), EXIT}, {V(RESERVED)}},
	    {"jump into wide",
	     {MOV(0, 0), JEQ(0, 0, 1), WIDE(0, 0, 1), SLOT(0), EXIT},
	     {V(JUMP_WIDE)}},
	    {"load imm", {I(0x61, 0, 1, 0, 1), EXIT}, {V(RESERVED)}},
	    {"move off", {I(0xb7, 0, 0, 1, 0), EXIT}, {V(RESERVED)}},
	    {"move imm", {I(0xbf, 0, 1, 0, 1), EXIT}, {V(RESERVED)}},
	    {"movsx 24", {MOV(2, 0), I(0xbf, 0, 2, 24, 0), EXIT}, {V(RESERVED)}},
	    {"movsx 32", {MOV(2, 0), I(0xbf, 0, 2, 32, 0), EXIT}, {0}},
	    {"movsx 32 of 32", {MOV(2, 0), I(0xbc, 0, 2, 32, 0), EXIT}, {V(RESERVED)}},
	    {"exit imm", {MOV(0, 0), I(0x95, 0, 0, 0, 1)}, {V(RESERVED)}},
	    {"reserved behind a condition",
	     {MOV(0, 0), JEQ(0, 0, 1), I(0xb7, 0, 0, 1, 0), EXIT},
	     {V(IF_REACHED)}},
	    {"shift 63", {MOV(0, 0), I(0x67, 0, 0, 0, 63), EXIT}, {0}},
	    {"shift 64", {MOV(0, 0), I(0x67, 0, 0, 0, 64), EXIT}, {V(OPERAND)}},
	    {"shift 32 of 32", {MOV(0, 0), I(0x64, 0, 0, 0, 32), EXIT}, {V(OPERAND)}},
	    {"division by 0", {MOV(0, 0), I(0x37, 0, 0, 0, 0), EXIT}, {V(OPERAND)}},
	    {"swap 24", {MOV(0, 0), I(0xdc, 0, 0, 0, 24), EXIT}, {V(OPERAND)}},
	    {"swap 16", {MOV(0, 0), I(0xdc, 0, 0, 0, 16), EXIT}, {0}},
	    {"atomic 2", {MOV(0, 0), STDW(-8, 0), I(0xdb, 10, 0, -8, 2), EXIT}, {V(OPERAND)}},
	    {"atomic add", {MOV(0, 0), STDW(-8, 0), I(0xdb, 10, 0, -8, 0), EXIT}, {0}},
	    {"r11", {I(0xb7, 11, 0, 0, 0), MOV(0, 0), EXIT}, {V(REGISTER)}},
	    {"r11 as source", {I(0xbf, 0, 11, 0, 0), EXIT}, {V(REGISTER)}},
	    {"r10 written", {MOV(10, 0), MOV(0, 0), EXIT}, {V(FRAME)}},
	    {"r10 fetched into",
	     {MOV(0, 0), STDW(-8, 0), I(0xdb, 10, 10, -8, 1), EXIT},
	     {V(FRAME)}},
	    {"stack -512", {STDW(-512, 0), MOV(0, 0), EXIT}, {0}},
	    {"stack -520", {STDW(-520, 0), MOV(0, 0), EXIT}, {V(STACK_BOUNDS)}},
	    {"stack 0", {I(0x72, 10, 0, 0, 0), MOV(0, 0), EXIT}, {V(STACK_BOUNDS)}},
	    {"stack -1", {I(0x72, 10, 0, -1, 0), MOV(0, 0), EXIT}, {0}},
	    {"stack -4 wide", {STDW(-4, 0), MOV(0, 0), EXIT}, {V(STACK_BOUNDS)}},
	    {"stack -12 wide", {STDW(-12, 0), MOV(0, 0), EXIT}, {V(STACK_ALIGN)}},
	    {"stack by r2", {MOVR(2, 10), ADD(2, -512), I(0x72, 2, 0, 0, 0), MOV(0, 0), EXIT}, {0}},
	    {"stack by r2, below",
	     {MOVR(2, 10), ADD(2, -512), I(0x72, 2, 0, -1, 0), MOV(0, 0), EXIT},
	     {V(STACK_BOUNDS)}},
	    {"stack by r2, above",
	     {MOVR(2, 10), ADD(2, -8), I(0x72, 2, 0, 8, 0), MOV(0, 0), EXIT},
	     {V(STACK_BOUNDS)}},
	    {"stack by r2, misaligned",
	     {MOVR(2, 10), ADD(2, -9), I(0x7a, 2, 0, 0, 0), MOV(0, 0), EXIT},
	     {V(STACK_ALIGN)}},
	    {"stack by r2 of two ways",
	     {MOVR(2, 10), JEQ(1, 0, 1), ADD(2, -8), I(0x72, 2, 0, 0, 0), MOV(0, 0), EXIT},
	     {0}},
	    {"stack by r6 over a call",
	     {MOVR(6, 10), CALL(7), I(0x72, 6, 0, 0, 0), MOV(0, 0), EXIT},
	     {V(STACK_BOUNDS)}},
	    {"stack read 8", {LDXDW(0, 10, 8), EXIT}, {V(STACK_BOUNDS)}},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

/* One row in the last release without and one in the first with. */
static void test_isa(void **state)
{
	static const struct row rows[] = {
	    {"jmp32 5.0", {MOV(0, 0), I(0x16, 0, 0, 0, 0), EXIT}, {V(ISA)}, 0, K(5, 0)},
	    {"jmp32 5.1", {MOV(0, 0), I(0x16, 0, 0, 0, 0), EXIT}, {0}, 0, K(5, 1)},
	    {"gotol 6.0", {MOV(0, 0), I(0x06, 0, 0, 0, 0), EXIT}, {V(ISA)}, 0, K(6, 0)},
	    {"gotol 6.1", {MOV(0, 0), I(0x06, 0, 0, 0, 0), EXIT}, {0}, 0, K(6, 1)},
	    {"bswap 6.5", {MOV(0, 0), I(0xd7, 0, 0, 0, 16), EXIT}, {V(ISA)}, 0, K(6, 5)},
	    {"bswap 6.6", {MOV(0, 0), I(0xd7, 0, 0, 0, 16), EXIT}, {0}, 0, K(6, 6)},
	    {"ldsx 6.5", {I(0x81, 0, 1, 0, 0), EXIT}, {V(ISA)}, 0, K(6, 5)},
	    {"ldsx 6.6", {I(0x81, 0, 1, 0, 0), EXIT}, {0}, 0, K(6, 6)},
	    {"movsx 6.5", {MOV(0, 0), I(0xbf, 0, 0, 8, 0), EXIT}, {V(ISA)}, 0, K(6, 5)},
	    {"sdiv 6.5", {MOV(0, 0), I(0x37, 0, 0, 1, 2), EXIT}, {V(ISA)}, 0, K(6, 5)},
	    {"sdiv 6.6", {MOV(0, 0), I(0x37, 0, 0, 1, 2), EXIT}, {0}, 0, K(6, 6)},
	    {"sdiv maybe 6.5",
	     {MOV(0, 4), JEQ(0, 0, 1), I(0x37, 0, 0, 1, 2), EXIT},
	     {V(IF_REACHED)},
	     0,
	     K(6, 5)},
	    {"gotol maybe 6.0",
	     {MOV(0, 4), JEQ(0, 0, 1), I(0x06, 0, 0, 0, 0), EXIT},
	     {V(ISA)},
	     0,
	     K(6, 0)},
	    {"fetch 5.11",
	     {MOV(0, 0), STDW(-8, 0), I(0xdb, 10, 0, -8, 1), EXIT},
	     {V(ISA)},
	     0,
	     K(5, 11)},
	    {"fetch 5.12", {MOV(0, 0), STDW(-8, 0), I(0xdb, 10, 0, -8, 1), EXIT}, {0}, 0, K(5, 12)},
	    {"acquire 6.14", {STDW(-8, 0), I(0xdb, 0, 10, -8, 0x100), EXIT}, {V(ISA)}, 0, K(6, 14)},
	    {"acquire 6.15", {STDW(-8, 0), I(0xdb, 0, 10, -8, 0x100), EXIT}, {0}, 0, K(6, 15)},
	    {"may_goto 6.8",
	     {MOV(0, 0), I(0xe5, 0, 0, 1, 0), GOTO(-2), EXIT},
	     {V(ISA)},
	     0,
	     K(6, 8)},
	    {"may_goto 6.9", {MOV(0, 0), I(0xe5, 0, 0, 1, 0), GOTO(-2), EXIT}, {0}, 0, K(6, 9)},
	    {"once a feature",
	     {MOV(0, 0), I(0xd7, 0, 0, 0, 32), I(0xd7, 0, 0, 0, 32), I(0xd7, 0, 0, 0, 16), EXIT},
	     {V(ISA)},
	     0,
	     K(6, 5)},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

static void test_cfg(void **state)
{
	static const struct row rows[] = {
	    {"jump to the end", {MOV(0, 0), JEQ(0, 0, 1), EXIT}, {V(JUMP)}},
	    {"jump before", {MOV(0, 0), JEQ(0, 0, -3), EXIT}, {V(JUMP)}},
	    {"falls off", {EXIT, MOV(0, 0)}, {V(LAST)}},
	    {"ends with a call", {MOV(0, 0), CALL(7)}, {V(LAST)}},
	    {"ends with a jump back", {MOV(0, 0), GOTO(1), EXIT, GOTO(-2)}, {0}},
	    {"unreachable", {MOV(0, 0), EXIT, MOV(0, 1), EXIT}, {V(UNREACHABLE)}},
	    {"two unreachable",
	     {MOV(0, 0), GOTO(1), MOV(0, 1), EXIT, MOV(0, 1), EXIT},
	     {V(UNREACHABLE), V(UNREACHABLE)}},
	    {"no exit", {MOV(0, 0), GOTO(-2)}, {V(NO_EXIT)}},
	    {"no exit after a condition",
	     {MOV(0, 0), JEQ(0, 0, 1), GOTO(-2), GOTO(-1)},
	     {V(NO_EXIT)}},
	    {"loop with exit", {MOV(0, 0), ADD(0, 1), JEQ(0, 9, 1), GOTO(-3), EXIT}, {0}},
	    {"loop on 5.2",
	     {MOV(0, 0), ADD(0, 1), JEQ(0, 9, 1), GOTO(-3), EXIT},
	     {V(BACK_EDGE)},
	     0,
	     K(5, 2)},
	    {"jump into a function", {MOV(0, 0), SUB(1), EXIT, MOV(0, 0), EXIT}, {0}},
	    {"jump between functions",
	     {MOV(0, 0), SUB(2), GOTO(1), EXIT, MOV(0, 0), EXIT},
	     {V(JUMP)}},
	    {"call outside", {MOV(0, 0), SUB(1), EXIT}, {V(CALL_TARGET)}},
	    {"call before", {MOV(0, 0), SUB(-3), EXIT}, {V(CALL_TARGET)}},
	    {"calls itself", {MOV(0, 0), SUB(-2), EXIT}, {V(RECURSION)}},
	    {"call each other",
	     {MOV(0, 0), SUB(1), EXIT, SUB(2), MOV(0, 0), EXIT, SUB(-4), MOV(0, 0), EXIT},
	     {V(RECURSION)}},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

static void test_registers(void **state)
{
	static const struct row rows[] = {
	    {"r2 at entry", {MOVR(0, 2), EXIT}, {V(UNINIT)}},
	    {"r1 at entry", {LDXDW(0, 1, 0), EXIT}, {0}},
	    {"r9 added to", {ADD(9, 1), MOV(0, 0), EXIT}, {V(UNINIT)}},
	    {"r0 at exit", {EXIT}, {V(NO_VALUE)}},
	    {"r0 at exit of LSM", {EXIT}, {0}, LSM},
	    {"argument after a call", {CALL(7), MOVR(0, 1), EXIT}, {V(UNINIT)}},
	    {"r0 after a call", {CALL(7), EXIT}, {0}},
	    {"r6 over a call", {MOV(6, 0), CALL(7), MOVR(0, 6), EXIT}, {0}},
	    {"on one way only", {MOV(0, 0), JEQ(1, 0, 1), MOV(2, 0), MOVR(0, 2), EXIT}, {0}},
	    {"on no way", {MOV(0, 0), JEQ(1, 0, 1), MOV(3, 0), MOVR(0, 2), EXIT}, {V(UNINIT)}},
	    {"behind a condition", {MOV(0, 0), JEQ(1, 0, 1), MOVR(0, 2), EXIT}, {V(IF_REACHED)}},
	    {"r0 at neither exit", {JEQ(1, 0, 1), EXIT, EXIT}, {V(NO_VALUE), V(NO_VALUE)}},
	    {"r0 at one exit", {JEQ(1, 0, 1), EXIT, MOV(0, 0), EXIT}, {V(IF_REACHED)}},
	    {"in a function", {SUB(1), EXIT, MOVR(0, 6), EXIT}, {V(UNINIT)}},
	    {"argument of a function", {SUB(1), EXIT, MOVR(0, 2), EXIT}, {0}},
	    {"in a function behind a condition",
	     {MOV(0, 0), JEQ(1, 0, 1), SUB(1), EXIT, MOVR(0, 6), EXIT},
	     {V(IF_REACHED)}},
	    {"packet without r6", {I(0x20, 0, 0, 0, 0), EXIT}, {V(UNINIT)}},
	    {"cmpxchg without r0",
	     {MOV(2, 0), STDW(-8, 0), I(0xdb, 10, 2, -8, 0xf1), EXIT},
	     {V(UNINIT)}},
	    {"each once", {ADD(9, 1), ADD(9, 1), MOV(0, 0), EXIT}, {V(UNINIT)}},
	    {"loop", {MOV(0, 0), ADD(0, 1), JEQ(0, 9, 1), GOTO(-3), MOVR(0, 9), EXIT}, {V(UNINIT)}},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

static void test_helpers(void **state)
{
	static const struct row rows[] = {
	    {"no such helper", {CALL(9999), EXIT}, {V(HELPER_MISSING)}},
	    {"helper 0", {CALL(0), EXIT}, {V(HELPER_MISSING)}},
	    {"ktime_get_coarse_ns 5.10", {CALL(160), EXIT}, {V(HELPER_MISSING)}, 0, K(5, 10)},
	    {"ktime_get_coarse_ns 5.11", {CALL(160), EXIT}, {0}, 0, K(5, 11)},
	    {"behind a condition", {MOV(0, 0), JEQ(1, 0, 1), CALL(9999), EXIT}, {V(IF_REACHED)}},
	    {"on each way another",
	     {MOV(0, 0), JEQ(1, 0, 2), CALL(9999), EXIT, CALL(9998), EXIT},
	     {V(HELPER_MISSING), V(HELPER_MISSING)}},
	    {"on each way, the third is good",
	     {MOV(0, 0), JEQ(1, 0, 3), JEQ(1, 1, 1), CALL(9999), EXIT, CALL(9998), EXIT},
	     {V(IF_REACHED), V(IF_REACHED)}},
	    {"in the function of each way",
	     {MOV(0, 0), JEQ(1, 0, 2), SUB(3), EXIT, SUB(1), EXIT, CALL(9999), EXIT},
	     {V(HELPER_MISSING)}},
	    {"both ways and sure after",
	     {MOV(0, 0), JEQ(1, 0, 1), CALL(9999), CALL(9999), EXIT},
	     {V(HELPER_MISSING)}},
	    {"of another type", {CALL(14), EXIT}, {V(HELPER_TYPE)}, XDP, K(6, 1)},
	    {"of this type", {CALL(14), EXIT}, {0}, KPROBE, K(6, 1)},
	    {"gpl only", {CALL(6), EXIT}, {V(HELPER_GPL)}, KPROBE, 0, "Dual MIT"},
	    {"gpl only, gpl", {CALL(6), EXIT}, {0}, KPROBE, 0, "Dual MIT/GPL"},
	    {"packet load in XDP", {MOVR(6, 1), I(0x20, 0, 0, 0, 0), EXIT}, {V(PACKET_TYPE)}, XDP},
	    {"packet load", {MOVR(6, 1), I(0x20, 0, 0, 0, 0), EXIT}, {0}, TC},
	    {"type too new", {MOV(0, 0), EXIT}, {V(PROG_TYPE)}, LSM, K(5, 6)},
	    {"type", {MOV(0, 0), EXIT}, {0}, LSM, K(5, 7)},
	    {"tail call and functions on arm",
	     {SUB(3), CALL(12), MOV(0, 0), EXIT, MOV(0, 0), EXIT},
	     {V(TAIL_FUNCTIONS)},
	     0,
	     0,
	     NULL,
	     "arm"},
	    {"tail call and functions", {SUB(3), CALL(12), MOV(0, 0), EXIT, MOV(0, 0), EXIT}, {0}},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

/* A chain of functions, each with one store of stack_bytes below r10, the last one does a
 * tail call. */
static uint32_t make_chain(struct bw_insn *ret, const uint32_t *stack_bytes, uint32_t n, bool tail)
{
	uint32_t at = 0;

	for (uint32_t k = 0; k < n; k++) {
		if (stack_bytes[k])
			ret[at++] = (struct bw_insn)I(0x7a, 10, 0, (int16_t)-stack_bytes[k], 0);
		if (k + 1 < n)
			ret[at++] = (struct bw_insn)SUB(2);
		else if (tail)
			ret[at++] = (struct bw_insn)CALL(12);
		ret[at++] = (struct bw_insn)MOV(0, 0);
		ret[at++] = (struct bw_insn)EXIT;
	}
	return at;
}

static void test_chains(void **state)
{
	static const struct {
		uint32_t n, stack_bytes[10];
		bool tail;
		struct row row;
	} rows[] = {
	    {8, {0}, false, {"8 frames", {{0}}, {0}}},
	    {9, {0}, false, {"9 frames", {{0}}, {V(CALL_DEPTH)}}},
	    {2, {256, 256}, false, {"256 + 256", {{0}}, {0}}},
	    {2, {256, 264}, false, {"256 + 264", {{0}}, {V(STACK_DEPTH)}}},
	    {3, {512, 0, 8}, false, {"512 + 0 + 8", {{0}}, {V(STACK_DEPTH)}}},
	    {2, {256, 264}, false, {"kprobe 6.12", {{0}}, {V(STACK_DEPTH)}, KPROBE, K(6, 12)}},
	    {2, {256, 264}, false, {"kprobe 6.13", {{0}}, {0}, KPROBE, K(6, 13)}},
	    {2,
	     {256, 264},
	     true,
	     {"kprobe tail", {{0}}, {V(STACK_DEPTH), V(TAIL_STACK)}, KPROBE, K(6, 13)}},
	    {2, {240, 8}, true, {"tail 240", {{0}}, {0}}},
	    {2, {248, 8}, true, {"tail 248", {{0}}, {V(TAIL_STACK)}}},
	    {1, {512}, true, {"tail in the program", {{0}}, {0}}},
	};
	struct bw_insn insn[64];

	(void)state;
	for (size_t k = 0; k < BW_COUNT(rows); k++) {
		uint32_t n = make_chain(insn, rows[k].stack_bytes, rows[k].n, rows[k].tail),
			 want = 0;
		struct bw_prog_spec p = {.autoload = true,
					 .prog_type =
					     rows[k].row.type ? rows[k].row.type : (uint32_t)SOCKET,
					 .insn = insn,
					 .insn_count = n};

		while (want < MAX_WANT && rows[k].row.want[want])
			want++;
		run(&p, &rows[k].row, want);
	}
}

/* Size limits, on programs made here. */
static void test_limits(void **state)
{
	static const struct {
		uint32_t n, functions;
		struct row row;
	} rows[] = {
	    {4096, 1, {"4096 on 5.1", {{0}}, {0}, 0, K(5, 1)}},
	    {4097, 1, {"4097 on 5.1", {{0}}, {V(TOO_LARGE)}, 0, K(5, 1)}},
	    {4097, 1, {"4097 on 5.2", {{0}}, {0}, 0, K(5, 2)}},
	    {1000000, 1, {"a million", {{0}}, {0}}},
	    {1000001, 1, {"one more", {{0}}, {V(TOO_LARGE)}}},
	    {0, 256, {"256 functions", {{0}}, {0}}},
	    {0, 257, {"257 functions", {{0}}, {V(FUNCTIONS)}}},
	};

	(void)state;
	for (size_t k = 0; k < BW_COUNT(rows); k++) {
		uint32_t calls = rows[k].functions - 1, want = rows[k].row.want[0] != 0;
		uint32_t n = rows[k].n ? rows[k].n : calls + 2 + 2 * calls;
		struct bw_insn *insn = calloc(n, sizeof(*insn));
		struct bw_prog_spec p = {
		    .autoload = true, .prog_type = SOCKET, .insn = insn, .insn_count = n};

		for (uint32_t i = 0; i < n; i++)
			insn[i] = (struct bw_insn)MOV(0, 0);
		for (uint32_t i = 0; i < calls; i++) {
			insn[i] = (struct bw_insn)SUB((int32_t)(calls + 1 + i));
			insn[calls + 2 + 2 * i + 1] = (struct bw_insn)EXIT;
		}
		if (calls)
			insn[calls + 1] = (struct bw_insn)EXIT;
		insn[n - 1] = (struct bw_insn)EXIT;
		run(&p, &rows[k].row, want);
		free(insn);
	}
}

/* Findings are in instruction order, at most 64 and a note; what is repeated is counted. */
static void test_listing(void **state)
{
	enum { N = 100 };
	struct bw_insn insn[2 * N + 2];
	struct bw_prog_spec p = {.autoload = true, .prog_type = SOCKET, .insn = insn};
	struct bw_target t = {.name = "test", .arch = bw_arch_find("x86_64"), .kernel = K(6, 12)};
	struct bw_spec s = {.prog_count = 1, .prog = &p, .license = "GPL"};
	struct bw_arena a;
	struct bw_diags *d;

	(void)state;
	bw_arena_init(&a);
	d = bw_diags_create(&a);
	for (uint32_t k = 0; k < N; k++) {
		insn[2 * k] = (struct bw_insn)CALL(7777);
		insn[2 * k + 1] = (struct bw_insn)I(0xb7, 0, 0, 1, 0);
	}
	insn[2 * N] = (struct bw_insn)MOV(0, 0);
	insn[2 * N + 1] = (struct bw_insn)EXIT;
	p.insn_count = 2 * N + 2;
	assert_int_equal(bw_verify(&a, &s, &t, d), BW_REJECTED);
	assert_int_equal(d->list.n, 65);
	assert_int_equal(d->list.v[0].code, V(RESERVED)); /* form comes before helpers */
	assert_int_equal(d->list.v[64].code, V(MORE));
	p.insn_count = 2; /* no end: nothing but that is said */
	d = bw_diags_create(&a);
	assert_int_equal(bw_verify(&a, &s, &t, d), BW_REJECTED);
	assert_int_equal(d->list.n, 1);
	p.insn_count = 2 * N + 2;
	for (uint32_t k = 0; k < N; k++)
		insn[2 * k + 1].off = 0;
	d = bw_diags_create(&a);
	assert_int_equal(bw_verify(&a, &s, &t, d), BW_REJECTED);
	assert_int_equal(d->list.n, 1);
	assert_int_equal(d->list.v[0].notes.n, 1);
	assert_string_equal(d->list.v[0].notes.v[0].text, "the same 99 more times in this program");
	p.autoload = false;
	d = bw_diags_create(&a);
	assert_int_equal(bw_verify(&a, &s, &t, d), BW_OK);
	assert_int_equal(d->list.n, 0);
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_form),    cmocka_unit_test(test_isa),
	    cmocka_unit_test(test_cfg),	    cmocka_unit_test(test_registers),
	    cmocka_unit_test(test_helpers), cmocka_unit_test(test_chains),
	    cmocka_unit_test(test_limits),  cmocka_unit_test(test_listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
