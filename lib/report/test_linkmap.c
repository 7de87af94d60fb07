/* SPDX-License-Identifier: BSD-2-Clause */
/* The link map from a hand-made account: columns, reasons, nothing from inputs unescaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/report.h"

static struct bw_link_file files[] = {
    {.name = "a.o", .license = "GPL", .in_bytes = 100, .out_bytes = 80, .types = 9},
    {.name = "dir/b.o", .prefix = "b_", .in_bytes = 50, .out_bytes = 20, .types = 5},
};
static const char *users[] = {"a.o", "dir/b.o"};
static struct bw_link_name names[] = {
    {.name = "f", .what = "function", .file = "dir/b.o", .user_count = 1, .user = users},
    {.name = "k",
     .what = "function",
     .origin = "the kernel (.ksyms)",
     .user_count = 2,
     .user = users},
};
static struct bw_link_section sections[] = {
    {.name = "xdp", .size_bytes = 80, .align_bytes = 8, .piece_first = 0, .piece_count = 1},
    {.name = ".text", .size_bytes = 20, .align_bytes = 8, .piece_first = 1, .piece_count = 2},
};
static struct bw_link_piece pieces[] = {
    {"a.o", "xdp", "prog\x1b[31m", "program", false, 0, 80, BW_WHY_PROGRAM, BW_LINK_NOBODY},
    {"dir/b.o", ".text", "f", "function", true, 0, 16, BW_WHY_USED, 0},
    {"dir/b.o", ".text", NULL, "data", false, 16, 4, BW_WHY_USED, 1},
    {"a.o", ".text", "f", "function", false, 64, 24, BW_WHY_OVERRIDDEN, 1},
    {"a.o", ".rodata", NULL, "constant", false, 8, 4, BW_WHY_DUPLICATE, 2},
};

static const char want[] =
    "Link map of app.o\n"
    "\n"
    "FILES, bytes of code and data, types of BTF\n"
    "  bytes in  bytes out  types  file        license  prefix\n"
    "       100         80      9  a.o         \"GPL\"\n"
    "        50         20      5  dir/b.o              b_\n"
    "       150        100      7  the result  \"GPL\"\n"
    "                -34 %  -50 %\n"
    "\n"
    "SECTIONS\n"
    "  offset  bytes  what             name          file     why\n"
    "xdp, 80 bytes, aligned to 8\n"
    "     0x0     80  program          prog\\x1b[31m  a.o      program\n"
    ".text, 20 bytes, aligned to 8\n"
    "     0x0     16  static function  f             dir/b.o  used by prog\\x1b[31m of a.o\n"
    "    0x10      4  data             -             dir/b.o  used by f\n"
    "\n"
    "DROPPED\n"
    "  bytes  what      name  file  from         why\n"
    "     24  function  f     a.o   .text+0x40   overridden by dir/b.o\n"
    "      4  constant  -     a.o   .rodata+0x8  the same as .text+0x10 of dir/b.o\n"
    "\n"
    "NAMES that files share, or take from the kernel\n"
    "  name  what      comes from           used in\n"
    "  f     function  dir/b.o              a.o\n"
    "  k     function  the kernel (.ksyms)  a.o, dir/b.o\n";

static void test_map(void **state)
{
	const struct bw_link_account a = {.file_count = BW_COUNT(files),
					  .section_count = BW_COUNT(sections),
					  .piece_count = BW_COUNT(pieces),
					  .kept_count = 3,
					  .name_count = BW_COUNT(names),
					  .file = files,
					  .section = sections,
					  .piece = pieces,
					  .name = names,
					  .license = "GPL",
					  .gc = true,
					  .in_bytes = 150,
					  .out_bytes = 100,
					  .in_types = 14,
					  .out_types = 7};
	struct bw_arena arena;
	struct bw_sb b;

	(void)state;
	bw_arena_init(&arena);
	b = bw_sb_in(&arena);
	bw_report_link_map(&b, &a, "app.o");
	assert_string_equal(bw_sb_str(&b), want);
	bw_arena_deinit(&arena);
}

/* Nothing dropped, no names: the parts say so. */
static void test_empty(void **state)
{
	const struct bw_link_account a = {0};
	struct bw_arena arena;
	struct bw_sb b;

	(void)state;
	bw_arena_init(&arena);
	b = bw_sb_in(&arena);
	bw_report_link_map(&b, &a, "x");
	assert_non_null(strstr(bw_sb_str(&b), "DROPPED, without --gc\n  nothing\n"));
	assert_non_null(strstr(bw_sb_str(&b), "from the kernel\n  none\n"));
	bw_arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_map),
	    cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
