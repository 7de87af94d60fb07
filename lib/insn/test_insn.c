/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "insn/insn.h"

/* I1 for every opcode byte, both orders. */
static void test_code_round_trip(void **state)
{
	(void)state;
	for (unsigned op = 0; op < 256; op++) {
		const uint8_t le[8] = {(uint8_t)op, 0x5a, 0x34, 0x12, 0x78, 0x56, 0x34, 0x92};
		const uint8_t be[8] = {(uint8_t)op, 0xa5, 0x12, 0x34, 0x92, 0x34, 0x56, 0x78};
		struct bw_insn a, b;
		uint8_t back[8];

		bw_insns_decode(le, 1, false, &a);
		bw_insns_decode(be, 1, true, &b);
		assert_memory_equal(&a, &b, sizeof(a));
		assert_int_equal(bw_insn_dst(a), 10);
		assert_int_equal(bw_insn_src(a), 5);
		assert_int_equal(a.off, 0x1234);
		bw_insns_encode(&a, 1, false, back);
		assert_memory_equal(back, le, 8);
		bw_insns_encode(&a, 1, true, back);
		assert_memory_equal(back, be, 8);
	}
}

static void test_print(void **state)
{
	static const struct {
		struct bw_insn i, next;
		const char *want;
	} rows[] = {
	    {{0xb7, 0x01, 0, -3}, {0}, "r1 = -3"},
	    {{0xbf, 0x21, 0, 0}, {0}, "r1 = r2"},
	    {{0xbf, 0x21, 8, 0}, {0}, "r1 = (s8)r2"},
	    {{0xbc, 0x21, 0, 0}, {0}, "w1 = w2"},
	    {{0x79, 0x16, -8, 0}, {0}, "r6 = *(u64 *)(r1 - 8)"},
	    {{0x63, 0x2a, -4, 0}, {0}, "*(u32 *)(r10 - 4) = r2"},
	    {{0x05, 0, -2, 0}, {0}, "goto -2"},
	    {{0x06, 0, 0, 70000}, {0}, "gotol +70000"},
	    {{0x1d, 0x21, 5, 0}, {0}, "if r1 == r2 goto +5"},
	    {{0xd6, 0x01, 5, 9}, {0}, "if w1 s<= 9 goto +5"},
	    {{0x85, 0x00, 0, 12}, {0}, "call helper 12"},
	    {{0x85, 0x10, 0, -7}, {0}, "call pc-7"},
	    {{0x95, 0, 0, 0}, {0}, "exit"},
	    {{0x18, 0x01, 0, 1}, {0, 0, 0, 2}, "r1 = 0x200000001 ll"},
	    {{0x18, 0x11, 0, 7}, {0}, "r1 = map fd 7 ll"},
	    {{0xdb, 0x21, 0, 0}, {0}, "lock *(u64 *)(r1 + 0) += r2"},
	    {{0xc3, 0x21, 4, 0xf1}, {0}, "r0 = cmpxchg(*(u32 *)(r1 + 4), r0, r2)"},
	    {{0xd7, 0x03, 0, 64}, {0}, "r3 = bswap64 r3"},
	    {{0xd7, 0x03, 0, 63}, {0}, "(no such opcode: 0xd7)"},
	    {{0xff, 0, 0, 0}, {0}, "(no such opcode: 0xff)"},
	};
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_sb b = bw_sb_in(&a);

		bw_insn_print(&b, rows[i].i, rows[i].next);
		assert_string_equal(bw_sb_str(&b), rows[i].want);
	}
	bw_arena_deinit(&a);
}

/* Which opcodes exist, counted per class from the standard's tables. */
static void test_table_is_whole(void **state)
{
	unsigned count[BW_OPK_PACKET + 1] = {0};

	(void)state;
	for (unsigned op = 0; op < 256; op++)
		count[bw_op_info((struct bw_insn){.op = (uint8_t)op, .imm = -1}).kind]++;
	assert_int_equal(count[BW_OPK_ALU], 11 * 4 + 2 + 4 + 2);
	assert_int_equal(count[BW_OPK_JUMP], 11 * 4 + 1);
	assert_int_equal(count[BW_OPK_LOAD], 7);
	assert_int_equal(count[BW_OPK_STORE], 8);
	assert_int_equal(count[BW_OPK_PACKET], 6);
	assert_int_equal(count[BW_OPK_ATOMIC], 0); /* imm -1 is no atomic */
	assert_int_equal(bw_op_info((struct bw_insn){.op = 0xdb}).kind, BW_OPK_ATOMIC);
}

/* Rows of insn_ops.def and the bytes that only have variants: atomics, bswap. */
static void test_op_exists(void **state)
{
	static const uint8_t only_variants[] = {0xc3, 0xcb, 0xd3, 0xd7, 0xdb};
	unsigned count = 0;

	(void)state;
	for (unsigned op = 0; op < 256; op++)
		count += bw_op_exists((uint8_t)op);
	for (size_t i = 0; i < BW_COUNT(only_variants); i++)
		assert_true(bw_op_exists(only_variants[i]));
	assert_int_equal(count, 11 * 4 + 2 + 4 + 2 + 11 * 4 + 1 + 7 + 8 + 6 + 5 + 6);
	assert_false(bw_op_exists(0x00));
	assert_false(bw_op_exists(0xff));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_code_round_trip),
	    cmocka_unit_test(test_print),
	    cmocka_unit_test(test_table_is_whole),
	    cmocka_unit_test(test_op_exists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
