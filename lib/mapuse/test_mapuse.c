/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A row is a program over the maps below and the findings expected, in order of
 * instructions; no finding means that we have nothing to say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "mapuse/mapuse_parts.h"

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
#define ADDR(dst, src) I(0x0f, dst, src, 0, 0)
#define GOTO(off) I(0x05, 0, 0, off, 0)
#define JEQ(dst, imm, off) I(0x15, dst, 0, off, imm)
#define JGT(dst, imm, off) I(0x25, dst, 0, off, imm)
#define CALL(helper) I(0x85, 0, 0, 0, helper)
#define SUB(distance) I(0x85, 0, 1, 0, distance)
#define KFUNC I(0x85, 0, 2, 0, 1)
#define EXIT I(0x95, 0, 0, 0, 0)
#define ST8(base, off) I(0x72, base, 0, off, 1)
#define ST32(base, off) I(0x62, base, 0, off, 1)
#define ST64(base, off) I(0x7a, base, 0, off, 1)
#define STX64(base, off, src) I(0x7b, base, src, off, 0)
#define LDX64(dst, src, off) I(0x79, dst, src, off, 0)
#define ATOMIC(base, off, src) I(0xdb, base, src, off, 0)
/* The address of map m; of a byte in the data map m; of a function. */
#define MAP(dst, m) I(0x18, dst, 1, 0, m), I(0, 0, 0, 0, 0)
#define DATUM(dst, m, off) I(0x18, dst, 2, 0, m), I(0, 0, 0, 0, off)
#define FUNC(dst, distance) I(0x18, dst, 4, 0, distance), I(0, 0, 0, 0, 0)
#define KEY(off) MOVR(2, 10), ADD(2, off)
#define VALUE(off) MOVR(3, 10), ADD(3, off)
#define RANDOM CALL(7)
#define END MOV(0, 0), EXIT

enum { LOOKUP = 1, UPDATE = 2, DELETE = 3, TAIL_CALL = 12, PUSH = 87, PEEK = 89, LOOP = 181 };
enum { SOCKET = 1, KPROBE = 2, XDP = 6, PERF_EVENT = 7, SOCK_OPS = 13, SLEEPABLE = 16 };
enum { MAX_INSNS = 40, MAX_WANT = 3 };

enum {
	HASH,
	WIDE,
	ARRAY,
	RDONLY,
	WRONLY,
	QUEUE,
	BLOOM,
	LPM,
	RODATA,
	SOCKMAP,
	OUTER,
	NOPRE,
	STACKS,
	EXTERN,
	MAPS
};

static const struct bw_map_spec inner = {
    .type = BW_MT_ARRAY, .key_bytes = 4, .value_bytes = 8, .max_entries = 1};

static const struct bw_map_spec maps[MAPS] = {
    [HASH] = {.type = BW_MT_HASH, .key_bytes = 8, .value_bytes = 8},
    [WIDE] = {.type = BW_MT_LRU_HASH, .key_bytes = 16, .value_bytes = 16},
    [ARRAY] = {.type = BW_MT_ARRAY, .key_bytes = 4, .value_bytes = 8},
    [RDONLY] = {.type = BW_MT_HASH,
		.key_bytes = 4,
		.value_bytes = 8,
		.flags = BW_BPF_F_RDONLY_PROG},
    [WRONLY] = {.type = BW_MT_HASH,
		.key_bytes = 4,
		.value_bytes = 8,
		.flags = BW_BPF_F_WRONLY_PROG},
    [QUEUE] = {.type = BW_MT_QUEUE, .value_bytes = 8},
    [BLOOM] = {.type = BW_MT_BLOOM_FILTER, .value_bytes = 8},
    [LPM] = {.type = BW_MT_LPM_TRIE, .key_bytes = 20, .value_bytes = 8},
    [RODATA] = {.type = BW_MT_ARRAY,
		.origin = BW_MAP_DATA,
		.key_bytes = 4,
		.value_bytes = 64,
		.flags = BW_BPF_F_RDONLY_PROG,
		.is_rodata = true},
    [SOCKMAP] = {.type = BW_MT_SOCKMAP, .key_bytes = 4, .value_bytes = 8},
    [OUTER] = {.type = BW_MT_ARRAY_OF_MAPS, .key_bytes = 4, .value_bytes = 4, .inner = &inner},
    [NOPRE] = {.type = BW_MT_HASH, .key_bytes = 4, .value_bytes = 4, .flags = BW_BPF_F_NO_PREALLOC},
    [STACKS] = {.type = BW_MT_STACK_TRACE, .key_bytes = 4, .value_bytes = 8},
    [EXTERN] = {.type = BW_MT_HASH, .key_bytes = 64, .value_bytes = 1, .is_extern = true},
};

struct row {
	const char *name;
	struct bw_insn insn[MAX_INSNS]; /* up to the last one that is not all zero */
	enum bw_code want[MAX_WANT];
	uint32_t split;	 /* where the second function starts; 0: there is one */
	uint32_t type;	 /* 0: SOCKET */
	uint32_t kernel; /* 0: 6.18 */
	uint32_t flags;
	uint32_t core; /* an instruction with a CO-RE record; 0: none */
};

#define U(x) BW_D_USE_##x

static uint32_t insn_count(const struct bw_insn *insn)
{
	static const struct bw_insn zero;
	uint32_t n = MAX_INSNS;

	while (n && !memcmp(&insn[n - 1], &zero, sizeof(zero)))
		n--;
	return n;
}

static uint32_t refs_of(const struct bw_insn *insn, uint32_t n, struct bw_ref *ret)
{
	uint32_t count = 0;

	for (uint32_t k = 0; k < n; k += bw_insn_is_wide(insn[k]) ? 2 : 1) {
		uint8_t src = bw_insn_src(insn[k]);

		if (insn[k].op == BW_OP_CALL && src == BW_CALL_KFUNC)
			ret[count++] = (struct bw_ref){.off_insns = k, .kind = BW_REF_KFUNC};
		if (!bw_insn_is_wide(insn[k]) || (src != 1 && src != 2))
			continue;
		ret[count++] = (struct bw_ref){.off_insns = k,
					       .kind = src == 1 ? BW_REF_MAP : BW_REF_MAP_VALUE,
					       .map = (uint32_t)insn[k].imm,
					       .off_bytes = (uint32_t)insn[k + 1].imm};
	}
	return count;
}

static void run(const struct row *r)
{
	struct bw_target t = {.name = "test",
			      .arch = bw_arch_find("x86_64"),
			      .kernel = r->kernel ? r->kernel : BW_KVER(6, 18, 0)};
	uint32_t n = insn_count(r->insn), want = 0;
	struct bw_ref refs[MAX_INSNS];
	struct bw_prog_func func[2] = {{.insn_count = r->split},
				       {.off_insns = r->split, .insn_count = n - r->split}};
	struct bw_core_relo core = {.off_insns = r->core};
	struct bw_prog_spec p = {.autoload = true,
				 .prog_type = r->type ? r->type : (uint32_t)SOCKET,
				 .prog_flags = r->flags,
				 .insn = r->insn,
				 .insn_count = n,
				 .ref = refs,
				 .ref_count = refs_of(r->insn, n, refs),
				 .func = func,
				 .func_count = r->split ? 2 : 0,
				 .core = &core,
				 .core_count = r->core ? 1 : 0};
	struct bw_spec s = {.prog_count = 1, .prog = &p, .map = maps, .map_count = MAPS};
	struct bw_arena a;
	struct bw_diags *d;

	bw_arena_init(&a);
	d = bw_diags_create(&a);
	while (want < MAX_WANT && r->want[want])
		want++;
	(void)!bw_mapuse(&a, &s, &t, d);
	for (uint32_t k = 0; k < d->list.n; k++)
		if (k >= want || d->list.v[k].code != r->want[k])
			fail_msg("%s: %s %s", r->name, bw_code_info(d->list.v[k].code)->name,
				 d->list.v[k].text);
	if (d->list.n != want)
		fail_msg("%s: %u findings instead of %u", r->name, d->list.n, want);
	bw_arena_deinit(&a);
}

static void run_rows(const struct row *rows, size_t count)
{
	for (size_t k = 0; k < count; k++)
		run(&rows[k]);
}

static void test_keys(void **state)
{
	static const struct row rows[] = {
	    {"set", {ST64(10, -8), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END}, {0}},
	    {"half", {ST32(10, -8), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END}, {U(KEY_UNSET)}},
	    {"all but one byte",
	     {ST32(10, -8), ST8(10, -4), ST8(10, -3), ST8(10, -1), KEY(-8), MAP(1, HASH),
	      CALL(DELETE), END},
	     {U(KEY_UNSET)}},
	    {"two uses, one finding",
	     {ST32(10, -8), KEY(-8), MAP(1, HASH), CALL(LOOKUP), KEY(-8), MAP(1, HASH),
	      CALL(DELETE), END},
	     {U(KEY_UNSET)}},
	    {"on one way",
	     {ST32(10, -8), RANDOM, JEQ(0, 0, 1), ST32(10, -4), KEY(-8), MAP(1, HASH), CALL(LOOKUP),
	      END},
	     {U(KEY_SOME)}},
	    {"on both ways",
	     {ST32(10, -8), RANDOM, JEQ(0, 0, 2), ST32(10, -4), GOTO(1), ST32(10, -4), KEY(-8),
	      MAP(1, HASH), CALL(LOOKUP), END},
	     {0}},
	    {"a decided condition",
	     {ST32(10, -8), MOV(6, 1), JEQ(6, 0, 1), ST32(10, -4), KEY(-8), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {0}},
	    {"by another register",
	     {MOVR(6, 10), ADD(6, -16), ST64(6, 8), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END},
	     {0}},
	    {"in a loop",
	     {MOVR(6, 10), ADD(6, -16), MOV(7, 0), ST8(6, 0), ADD(6, 1), ADD(7, 1), JGT(7, 15, 1),
	      GOTO(-5), KEY(-16), MAP(1, WIDE), CALL(LOOKUP), END},
	     {0}},
	    {"by an unknown index",
	     {RANDOM, MOVR(6, 10), ADD(6, -8), ADDR(6, 0), ST8(6, 0), KEY(-8), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {0}},
	    {"below what an unknown index reaches",
	     {RANDOM, MOVR(6, 10), ADD(6, -8), ADDR(6, 0), ST8(6, 0), KEY(-16), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {U(KEY_UNSET)}},
	    {"through a spilled pointer",
	     {MOVR(6, 10), ADD(6, -8), STX64(10, -16, 6), MOV(6, 0), LDX64(7, 10, -16), ST64(7, 0),
	      KEY(-8), MAP(1, HASH), CALL(LOOKUP), END},
	     {0}},
	    {"atomics write",
	     {ST64(10, -8), MOV(1, 1), ATOMIC(10, -8, 1), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END},
	     {0}},
	    {"filled by a helper",
	     {MOVR(1, 10), ADD(1, -8), MOV(2, 8), MOV(3, 0), CALL(4), KEY(-8), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {0}},
	    {"filled by a helper in part",
	     {MOVR(1, 10), ADD(1, -8), MOV(2, 7), MOV(3, 0), CALL(4), KEY(-8), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {U(KEY_UNSET)}},
	    {"by a string",
	     {MOVR(1, 10), ADD(1, -8), MOV(2, 8), MOV(3, 0), CALL(45), KEY(-8), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {U(KEY_SOME)}},
	    {"by a string over zeros",
	     {ST64(10, -8), MOVR(1, 10), ADD(1, -8), MOV(2, 8), MOV(3, 0), CALL(45), KEY(-8),
	      MAP(1, HASH), CALL(LOOKUP), END},
	     {0}},
	    {"a helper without arguments does nothing",
	     {KEY(-8), MOVR(1, 2), RANDOM, KEY(-8), MAP(1, HASH), CALL(LOOKUP), END},
	     {U(KEY_UNSET)}},
	    {"a kernel function may write",
	     {MOVR(1, 10), ADD(1, -8), KFUNC, KEY(-8), MAP(1, HASH), CALL(LOOKUP), END},
	     {0}},
	    {"only the prefix of an LPM key counts",
	     {ST32(10, -24), KEY(-24), MAP(1, LPM), CALL(LOOKUP), END},
	     {0}},
	    {"which is not set",
	     {ST64(10, -16), KEY(-24), MAP(1, LPM), CALL(LOOKUP), END},
	     {U(KEY_UNSET)}},
	    {"a bloom filter hashes values",
	     {ST32(10, -8), KEY(-8), MAP(1, BLOOM), CALL(PEEK), END},
	     {U(KEY_UNSET)}},
	    {"value",
	     {ST32(10, -4), ST32(10, -16), KEY(-4), VALUE(-16), MOV(4, 0), MAP(1, ARRAY),
	      CALL(UPDATE), END},
	     {U(VALUE_UNSET)}},
	    {"a map that is defined elsewhere", {KEY(-8), MAP(1, EXTERN), CALL(LOOKUP), END}, {0}},
	    {"wide number as key",
	     {RANDOM, STX64(10, -8, 0), KEY(-8), MAP(1, ARRAY), CALL(LOOKUP), END},
	     {U(KEY_WIDTH_LITTLE)}},
	    {"wide zero as key", {ST64(10, -8), KEY(-8), MAP(1, ARRAY), CALL(LOOKUP), END}, {0}},
	    {"too short",
	     {ST64(10, -8), KEY(-8), MAP(1, WIDE), CALL(LOOKUP), END},
	     {U(BUFFER_BOUNDS)}},
	    {"below the stack", {KEY(-520), MAP(1, HASH), CALL(LOOKUP), END}, {U(BUFFER_BOUNDS)}},
	    {"a key in a value", {DATUM(2, RODATA, 56), MAP(1, HASH), CALL(LOOKUP), END}, {0}},
	    {"a key behind a value",
	     {DATUM(2, RODATA, 60), MAP(1, HASH), CALL(LOOKUP), END},
	     {U(VALUE_BOUNDS)}},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

/* Frames of callers, callbacks, recursion. */
static void test_calls(void **state)
{
	static const struct row rows[] = {
	    {"filled by a function",
	     {MOVR(1, 10), ADD(1, -8), SUB(7), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END, ST64(1, 0),
	      END},
	     {0},
	     10},
	    {"filled in part",
	     {MOVR(1, 10), ADD(1, -8), SUB(7), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END, ST32(1, 0),
	      END},
	     {U(KEY_UNSET)},
	     10},
	    {"used in a function",
	     {MOVR(1, 10), ADD(1, -8), ST32(10, -8), SUB(2), END, MOVR(2, 1), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {U(KEY_UNSET)},
	     6},
	    {"a function cannot change what it does not get",
	     {MOV(1, 1), SUB(7), KEY(-8), MAP(1, HASH), CALL(LOOKUP), END, ST64(10, -8), END},
	     {U(KEY_UNSET)},
	     9},
	    {"its stack is its own",
	     {ST64(10, -8), MOV(1, 1), SUB(2), END, KEY(-8), MAP(1, HASH), CALL(LOOKUP), END},
	     {U(KEY_UNSET)},
	     5},
	    {"a callback may write",
	     {MOVR(3, 10), ADD(3, -8), MOV(1, 4), MOV(4, 0), FUNC(2, 9), CALL(LOOP), KEY(-8),
	      MAP(1, HASH), CALL(LOOKUP), MOV(0, 0), EXIT, ST64(2, 0), END},
	     {0},
	     14},
	    {"a callback is looked at",
	     {MOV(3, 0), MOV(1, 4), MOV(4, 0), FUNC(2, 4), CALL(LOOP), END, KEY(-8), MAP(1, HASH),
	      CALL(LOOKUP), END},
	     {U(KEY_UNSET)},
	     8},
	    {"recursion", {MOV(1, 0), SUB(1), EXIT, SUB(-1), END}, {0}, 3},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

static void test_access(void **state)
{
#define LOOK(map) ST32(10, -4), KEY(-4), MAP(1, map), CALL(LOOKUP), JEQ(0, 0, 1)
	static const struct row rows[] = {
	    {"write", {LOOK(ARRAY), ST64(0, 0), END}, {0}},
	    {"write to read-only", {LOOK(RDONLY), ST64(0, 0), END}, {U(WRITE_RDONLY)}},
	    {"atomic on read-only", {LOOK(RDONLY), ATOMIC(0, 0, 6), END}, {U(WRITE_RDONLY)}},
	    {"read of read-only", {LOOK(RDONLY), LDX64(1, 0, 0), END}, {0}},
	    {"read of write-only", {LOOK(WRONLY), LDX64(1, 0, 0), END}, {U(READ_WRONLY)}},
	    {"write to write-only", {LOOK(WRONLY), ST64(0, 0), END}, {0}},
	    {"constant data", {DATUM(1, RODATA, 8), ST32(1, 0), END}, {U(WRITE_RDONLY)}},
	    {"constant data by a helper",
	     {DATUM(1, RODATA, 8), MOV(2, 8), MOV(3, 0), CALL(4), END},
	     {U(WRITE_RDONLY)}},
	    {"at an unknown offset",
	     {RANDOM, DATUM(1, RODATA, 8), ADDR(1, 0), ST32(1, 0), END},
	     {U(WRITE_RDONLY)}},
	    {"last bytes", {LOOK(ARRAY), ST32(0, 4), END}, {0}},
	    {"behind", {LOOK(ARRAY), ST32(0, 5), END}, {U(VALUE_BOUNDS)}},
	    {"before", {LOOK(ARRAY), ST8(0, -1), END}, {U(VALUE_BOUNDS)}},
	    {"inner map",
	     {LOOK(OUTER), GOTO(2), END, MOVR(1, 0), KEY(-4), CALL(LOOKUP), JEQ(0, 0, 1),
	      ST64(0, 1), END},
	     {U(VALUE_BOUNDS)}},
	    {"not reached for sure",
	     {RANDOM, JGT(0, 5, 5), JGT(0, 7, 1), GOTO(3), DATUM(1, RODATA, 62), ST32(1, 0), END},
	     {U(IF_REACHED)}},
	    {"where all ways meet again it is sure",
	     {RANDOM, JGT(0, 5, 0), JGT(0, 7, 0), DATUM(1, ARRAY, 6), ST32(1, 0), END},
	     {U(VALUE_BOUNDS)}},
	    {"hangs on a setting",
	     {DATUM(1, RODATA, 0), LDX64(1, 1, 0), JEQ(1, 0, 3), DATUM(1, RODATA, 62), ST32(1, 0),
	      END},
	     {0}},
	    {"hangs on CO-RE",
	     {MOV(0, 0), MOV(1, 1), JEQ(1, 0, 3), DATUM(1, RODATA, 62), ST32(1, 0), END},
	     {0},
	     .core = 1},
	    {"never", {MOV(1, 0), JEQ(1, 0, 3), DATUM(1, RODATA, 62), ST32(1, 0), END}, {0}},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

static void test_helpers(void **state)
{
#define V6(a, b) BW_KVER(a, b, 0)
#define UP(map, f)                                                                                 \
	ST64(10, -8), ST64(10, -16), KEY(-8), VALUE(-16), MOV(4, f), MAP(1, map), CALL(UPDATE), END
#define USE(map) MAP(1, map), END
	static const struct row rows[] = {
	    {"push on a queue", {ST64(10, -8), KEY(-8), MOV(3, 0), MAP(1, QUEUE), CALL(PUSH), END}},
	    {"push on a hash",
	     {ST64(10, -8), KEY(-8), MOV(3, 0), MAP(1, HASH), CALL(PUSH), END},
	     {U(HELPER_MAP)}},
	    {"lookup in a queue",
	     {ST64(10, -8), KEY(-8), MAP(1, QUEUE), CALL(LOOKUP), END},
	     {U(HELPER_MAP)}},
	    {"tail call into a hash",
	     {MAP(2, HASH), MOV(3, 0), CALL(TAIL_CALL), END},
	     {U(HELPER_MAP)}},
	    {"sockets in socket filters", {UP(SOCKMAP, 0)}},
	    {"sockets in kprobes", {UP(SOCKMAP, 0)}, {U(HELPER_MAP)}, .type = KPROBE},
	    {"sockets in sock_ops", {UP(SOCKMAP, 0)}, {U(HELPER_MAP)}, .type = SOCK_OPS},
	    {"update of read-only", {UP(RDONLY, 0)}, {U(HELPER_RDONLY)}},
	    {"update of write-only", {UP(WRONLY, 0)}},
	    {"array, NOEXIST", {UP(ARRAY, 1)}, {U(FLAGS)}},
	    {"array, EXIST", {UP(ARRAY, 2)}},
	    {"hash, NOEXIST", {UP(HASH, 1)}},
	    {"hash, both", {UP(HASH, 3)}, {U(FLAGS)}},
	    {"hash, unknown", {UP(HASH, 16)}, {U(FLAGS)}},
	    {"queue, NOEXIST",
	     {ST64(10, -8), KEY(-8), MOV(3, 1), MAP(1, QUEUE), CALL(PUSH), END},
	     {U(FLAGS)}},
	    {"not preallocated", {USE(NOPRE)}, {0}, .type = PERF_EVENT},
	    {"not preallocated, 5.15",
	     {USE(NOPRE)},
	     {U(PREALLOC_REFUSED)},
	     .type = PERF_EVENT,
	     .kernel = V6(5, 15)},
	    {"in a kprobe", {USE(NOPRE)}, {U(PREALLOC)}, .type = KPROBE, .kernel = V6(5, 15)},
	    {"in XDP", {USE(NOPRE)}, {0}, .type = XDP, .kernel = V6(5, 15)},
	    {"sleepable hash", {USE(HASH)}, {0}, .type = KPROBE, .flags = SLEEPABLE},
	    {"sleepable stack trace",
	     {USE(STACKS)},
	     {U(PROG_MAP)},
	     .type = KPROBE,
	     .flags = SLEEPABLE},
	    {"sleepable queue", {USE(QUEUE)}, {0}, .type = KPROBE, .flags = SLEEPABLE},
	    {"sleepable queue, 6.1",
	     {USE(QUEUE)},
	     {U(PROG_MAP)},
	     .type = KPROBE,
	     .flags = SLEEPABLE,
	     .kernel = V6(6, 1)},
	};

	(void)state;
	run_rows(rows, BW_COUNT(rows));
}

/* Programs without the shape of one, and large ones, end soon and quietly. */
static void test_shapes(void **state)
{
	enum { N = 1000000, SOME = 3000 };
	static const struct row rows[] = {
	    {"jump out", {MAP(1, HASH), JEQ(1, 0, 100), EXIT}, {U(GAVE_UP)}},
	    {"no end", {MAP(1, HASH), MOV(0, 0)}, {U(GAVE_UP)}},
	    {"jump into a wide load", {JEQ(1, 0, 1), MAP(1, HASH), EXIT}, {U(GAVE_UP)}},
	    {"endless", {MAP(1, HASH), GOTO(-1)}, {0}},
	    {"call of nothing", {MAP(1, HASH), SUB(1), END}, {0}},
	    {"wide load cut", {MAP(1, HASH), MOV(0, 0), EXIT, I(0x18, 1, 1, 0, 0)}, {U(GAVE_UP)}},
	};
	static const struct bw_ref ref = {.kind = BW_REF_MAP};
	struct bw_insn *insn = calloc(N, sizeof(*insn));
	struct bw_target t = {.name = "t", .arch = bw_arch_find("x86_64"), .kernel = V6(6, 18)};
	struct bw_prog_spec p = {.autoload = true,
				 .prog_type = SOCKET,
				 .insn = insn,
				 .insn_count = N,
				 .ref = &ref,
				 .ref_count = 1};
	struct bw_spec s = {.prog_count = 1, .prog = &p, .map = maps, .map_count = MAPS};
	struct bw_arena a;

	(void)state;
	run_rows(rows, BW_COUNT(rows));
	insn[0] = (struct bw_insn)I(0x18, 1, 1, 0, 0);
	for (uint32_t k = 2; k < N; k++)
		insn[k] = k % 3 ? (struct bw_insn)JEQ(1, 5, (int16_t)(k % SOME))
				: (struct bw_insn)STX64(10, (int16_t)(-8 - 8 * (int)(k % 64)), 1);
	for (uint32_t k = N - SOME - 1; k < N; k++)
		insn[k] = (struct bw_insn)MOV(0, 0);
	insn[N - 1] = (struct bw_insn)EXIT;
	bw_arena_init(&a);
	assert_int_equal(bw_mapuse(&a, &s, &t, bw_diags_create(&a)), BW_OK);
	bw_arena_deinit(&a);
	free(insn);
}

/* Of many warnings some are listed, but the error behind them always is. */
static void test_listing(void **state)
{
	enum { TIMES = 140, LISTED = 128 };
	static const struct bw_insn one[] = {UP(HASH, 3)},
				    last[] = {DATUM(1, RODATA, 0), ST32(1, 0), END};
	enum {
		ONE = sizeof(one) / sizeof(*one) - 2,
		N = TIMES * ONE + sizeof(last) / sizeof(*last)
	};
	static struct bw_insn insn[N];
	static struct bw_ref refs[N];
	struct bw_target t = {.name = "t", .arch = bw_arch_find("x86_64"), .kernel = V6(6, 18)};
	struct bw_prog_spec p = {
	    .autoload = true, .prog_type = SOCKET, .insn = insn, .insn_count = N, .ref = refs};
	struct bw_spec s = {.prog_count = 1, .prog = &p, .map = maps, .map_count = MAPS};
	struct bw_arena a;
	struct bw_diags *d;

	(void)state;
	for (uint32_t k = 0; k < TIMES; k++)
		memcpy(insn + k * ONE, one, ONE * sizeof(*one));
	memcpy(insn + TIMES * ONE, last, sizeof(last));
	p.ref_count = refs_of(insn, N, refs);
	bw_arena_init(&a);
	d = bw_diags_create(&a);
	assert_int_equal(bw_mapuse(&a, &s, &t, d), BW_REJECTED);
	assert_int_equal(d->list.n, LISTED + 2);
	assert_int_equal(d->list.v[LISTED - 1].code, BW_D_USE_FLAGS);
	assert_int_equal(d->list.v[LISTED].code, BW_D_USE_WRITE_RDONLY);
	assert_int_equal(d->list.v[LISTED + 1].code, BW_D_USE_MORE);
	p.autoload = false;
	assert_int_equal(bw_mapuse(&a, &s, &t, d), BW_OK);
	assert_int_equal(d->list.n, LISTED + 2);
	bw_arena_deinit(&a);
}

/* Rows of mapuse_helpers.def name what their numbers mean. */
static void test_names(void **state)
{
	static const struct {
		uint32_t id;
		const char *name;
	} rows[] = {
#define HELPER(number, name, map, key, value, flags, returns, writes) {number, #name},
#include "mapuse/mapuse_helpers.def"
#define MEMORY(number, name, pointer, size, effect) {number, #name},
#include "mapuse/mapuse_helpers.def"
	};

	(void)state;
	for (size_t k = 0; k < BW_COUNT(rows); k++)
		assert_string_equal(bw_helper_name(rows[k].id), rows[k].name);
}

/* Parameters of one row of BW_HELPER(number, result, name, parameters): commas outside of
 * parentheses behind the third. */
static uint8_t parameters(const char *row)
{
	uint32_t depth = 0, commas = 0;
	bool is_void = false;

	for (const char *p = row; *p && (depth || *p != ')'); p++) {
		depth += *p == '(';
		depth -= *p == ')';
		if (*p == ',' && !depth && ++commas == 3)
			is_void = !strncmp(p, ", void)", 7);
		if (!strncmp(p, "...", 3))
			return 5;
	}
	return is_void ? 0 : (uint8_t)(commas - 2);
}

/* Against the prototypes that programs are compiled with. */
static void test_arguments(void **state)
{
	static char text[1 << 16];
	FILE *f = fopen(BW_SOURCE_DIR "/bpf/include/bpfweld/helpers.def", "r");
	uint32_t count = 0;

	(void)state;
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	fclose(f);
	for (char *p = text; (p = strstr(p, "\nBW_HELPER(")) != NULL; count++) {
		int32_t id = (int32_t)strtol(p + 11, NULL, 10);

		p += 11;
		if (use_arg_count(id) != parameters(p))
			fail_msg("helper %d has %u parameters, not %u", id, parameters(p),
				 use_arg_count(id));
	}
	assert_int_equal(count, 211);
	assert_int_equal(use_arg_count(212), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_keys),    cmocka_unit_test(test_calls),
	    cmocka_unit_test(test_access),  cmocka_unit_test(test_helpers),
	    cmocka_unit_test(test_shapes),  cmocka_unit_test(test_names),
	    cmocka_unit_test(test_listing), cmocka_unit_test(test_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
