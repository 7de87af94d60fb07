/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "layout/layout.h"

#define F(off, size, un)                                                                           \
	{                                                                                          \
		.path = "f", .type = "t", .off_bits = off, .size_bits = size, .in_union = un       \
	}

static void test_invariants(void **state)
{
	static const struct {
		const char *why;
		struct bw_field field[3];
		uint32_t align;
		bool want;
	} rows[] = {
	    {"side by side", {F(0, 16, 0), F(16, 16, 0), F(32, 32, 0)}, 4, true},
	    {"holes", {F(8, 8, 0), F(32, 8, 0), F(48, 8, 0)}, 4, true},
	    {"L1", {F(32, 8, 0), F(0, 8, 0), F(40, 8, 0)}, 4, false},
	    {"L2, size", {F(0, 8, 0), F(8, 8, 0), F(56, 9, 0)}, 4, false},
	    {"L2, offset", {F(0, 8, 0), F(8, 8, 0), F(65, 0, 0)}, 4, false},
	    {"L2, overflow", {F(0, 8, 0), F(8, 8, 0), F(16, UINT64_MAX, 0)}, 4, false},
	    {"L3", {F(0, 32, 0), F(31, 8, 0), F(40, 8, 0)}, 4, false},
	    {"L3, far", {F(0, 64, 0), F(16, 0, 0), F(32, 8, 0)}, 4, false},
	    {"L3, union", {F(0, 64, 1), F(0, 32, 1), F(32, 8, 1)}, 4, true},
	    {"L3, union into outside", {F(0, 32, 0), F(16, 32, 1), F(16, 8, 1)}, 4, false},
	    {"L3, outside into union", {F(0, 32, 1), F(0, 8, 1), F(16, 8, 0)}, 4, false},
	    {"L4", {F(0, 32, 0), F(16, 0, 0), F(64, 0, 0)}, 4, true},
	    {"alignment", {F(0, 16, 0), F(16, 16, 0), F(32, 32, 0)}, 3, false},
	    {"alignment 0", {F(0, 16, 0), F(16, 16, 0), F(32, 32, 0)}, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_layout l = {"t", 64, rows[i].align, 3, rows[i].field};

		if (bw_layout_valid(&l) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
}

static const struct bw_field fields[] = {
    {.path = "a", .type = "char", .off_bits = 0, .size_bits = 8},
    {.path = "u.x", .type = "int", .off_bits = 32, .size_bits = 32, .in_union = true},
    {.path = "u.y", .type = "short", .off_bits = 32, .size_bits = 16, .in_union = true},
    {.path = "e", .type = "struct e", .off_bits = 80, .size_bits = 0},
    {.path = "b", .type = "int", .off_bits = 65, .size_bits = 3, .is_bitfield = true},
};

static struct bw_layout layout(void)
{
	static struct bw_field sorted[BW_COUNT(fields)];

	memcpy(sorted, fields, sizeof(fields));
	sorted[3] = fields[4];
	sorted[4] = fields[3];
	return (struct bw_layout){"struct s", 96, 4, BW_COUNT(fields), sorted};
}

static void test_holes(void **state)
{
	const struct bw_layout l = layout(), none = {"struct none", 64, 1, 0, NULL};
	struct bw_arena a;
	struct bw_hole *h;

	(void)state;
	bw_arena_init(&a);
	assert_true(bw_layout_valid(&l));
	assert_int_equal(bw_layout_holes(&a, &l, &h), 3);
	assert_int_equal(h[0].off_bits, 8);
	assert_int_equal(h[0].size_bits, 24);
	assert_string_equal(h[0].after, "a");
	assert_int_equal(h[1].off_bits, 64);
	assert_int_equal(h[1].size_bits, 1);
	assert_string_equal(h[1].after, "u.x");
	assert_int_equal(h[2].off_bits, 68);
	assert_int_equal(h[2].size_bits, 28);
	assert_string_equal(h[2].after, "b");
	assert_int_equal(bw_layout_holes(&a, &none, &h), 1);
	assert_int_equal(h[0].size_bits, 64);
	assert_string_equal(h[0].after, "");
	bw_arena_deinit(&a);
}

static void test_print(void **state)
{
	static const char want[] = "struct s: 12 bytes, aligned to 4\n"
				   "0       1       char  a\n"
				   "1       3       (hole)\n"
				   "4       4       int  u.x\n"
				   "4       2       short  u.y\n"
				   "8       0:1     (hole)\n"
				   "8:1     0:3     int  b\n"
				   "8:4     3:4     (hole)\n"
				   "10      0       struct e  e\n";
	const struct bw_layout l = layout();
	struct bw_arena a;
	struct bw_sb sb;

	(void)state;
	bw_arena_init(&a);
	sb = bw_sb_in(&a);
	bw_layout_print(&sb, &l);
	assert_string_equal(bw_sb_str(&sb), want);
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_invariants),
	    cmocka_unit_test(test_holes),
	    cmocka_unit_test(test_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
