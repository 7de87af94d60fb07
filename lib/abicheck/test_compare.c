/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparisons of hand-made layouts, and their ruler. */
#include <setjmp.h>
#include <stdarg.h>

#include "abicheck/test_layouts.h"

#include <cmocka.h>

static const char *const kind_names[] = {
#define DIFF(kind, code, rank) #kind,
#include "abicheck/abicheck_diffs.def"
#undef DIFF
};

/* "OFFSET b, SIGN c" */
static const char *diffs_text(struct bw_arena *a, const struct comparison *c)
{
	struct bw_sb b = bw_sb_in(a);

	for (uint32_t i = 0; i < c->diff.n; i++) {
		const struct bw_field *f = c->diff.v[i].map ? c->diff.v[i].map : c->diff.v[i].user;

		bw_sb_printf(&b, "%s%s%s%s", i ? ", " : "", kind_names[c->diff.v[i].kind],
			     f ? " " : "", f ? f->path : "");
	}
	return bw_sb_str(&b);
}

struct row {
	const char *why, *map, *user, *want;
	bool is_key, is_part, char_unsigned, no_order;
};

static void check(const struct row *r)
{
	const struct compare_rules rules = {r->is_key, r->is_part, r->char_unsigned, r->no_order};
	struct bw_layout map, user;
	struct comparison c;
	struct bw_arena a;

	bw_arena_init(&a);
	map = layout(&a, r->map);
	user = layout(&a, r->user);
	layouts_compare(&a, &map, &user, &rules, &c);
	if (strcmp(diffs_text(&a, &c), r->want) != 0)
		fail_msg("%s: got '%s', want '%s'", r->why, diffs_text(&a, &c), r->want);
	bw_arena_deinit(&a);
}

/* Nothing to report: the same bytes, the same meaning. */
#define ROW(why_, map_, user_, want_, ...)                                                         \
	{                                                                                          \
		.why = why_, .map = map_, .user = user_, .want = want_, __VA_ARGS__                \
	}

static void test_agree(void **state)
{
	static const struct row rows[] = {
	    ROW("the same", "u32 a@0 u64 b@8 =16", "u32 a@0 u64 b@8 =16", ""),
	    ROW("other spelling", "u32 src_ip@0 u16 dport@4 =8", "u32 SrcIP@0 u16 DPort@4 =8", ""),
	    ROW("other names", "u32 saddr@0 u32 daddr@4 =8", "u32 src@0 u32 dst@4 =8", ""),
	    ROW("a named hole", "u32 a@0 u64 b@8 =16", "u32 a@0 u32 pad@4 u64 b@8 =16", ""),
	    ROW("a blank field", "u32 a@0 u8x4 _pad@4 u64 b@8 =16", "u32 a@0 u8x4 _@4 u64 b@8 =16",
		"", .is_key = true),
	    ROW("bytes for a struct", "u32 k.a@0 u16 k.b@4 u16 k.c@6 =8", "u8x8 k@0 =8", ""),
	    ROW("a struct for bytes", "u8x8 k@0 =8", "u32 a@0 u16 b@4 u16 c@6 =8", ""),
	    ROW("bytes for an address", "u32 addr@0 =4", "u8x4 addr@0 =4", ""),
	    ROW("opaque", "o64 k@0 =8", "u32 a@0 u32 b@4 =8", ""),
	    ROW("one variant of a union", "|u32 v4@0 |u8x16 v6@0 =16", "u8x16 v6@0 =16", ""),
	    ROW("pointer in an integer", "u64 p@0 =8", "p64 p@0 =8", ""),
	    ROW("checksums have no order", "be16 a@0 u16 sum@2 =4", "be16 a@0 u16 sum@2 =4", ""),
	    ROW("no order to say in Go", "be32 a@0 =4", "u32 a@0 =4", "", .no_order = true),
	    ROW("bit-fields in an integer", "u8:4 a@0 u8:4 b@0.4 =1", "u8 ab@0 =1", ""),
	    ROW("strings of char", "c8x16 comm@0 =16", "u8x16 comm@0 =16", "",
		.char_unsigned = true),
	    ROW("chars of one sign", "c8 a@0 =1", "c8 a@0 =1", ""),
	    ROW("a Rust newtype", "be32 a@0 =4", "be32 a.__0@0 =4", ""),
	    ROW("a part", "u32 a@0 u32 b@4 u32 c@8 =12", "u32 a@0 u32 c@8 =12", "",
		.is_part = true),
	    ROW("flexible", "u32 n@0 u8x0 data@4 =4", "u32 n@0 u8x64 data@4 =68", ""),
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		check(&rows[i]);
}

static void test_differ(void **state)
{
	static const struct row rows[] = {
	    ROW("i386", "u32 a@0 u64 b@8 =16", "u32 a@0 u64 b@4 =12", "OFFSET b, SIZE"),
	    ROW("long", "u32 a@0 u64 b@8 =16", "u32 a@0 u32 b@4 =8", "WIDTH b, SIZE"),
	    ROW("long at the end of padding", "u64 b@0 =8", "u32 b@0 =8", "WIDTH b"),
	    ROW("swapped", "u32 src@0 u32 dst@4 =8", "u32 dst@0 u32 src@4 =8", "SWAPPED src"),
	    ROW("swapped, other sizes", "u32 a@0 u16 b@4 =8", "u16 b@0 u32 a@4 =8",
		"OFFSET a, OFFSET b"),
	    ROW("array", "u8x16 comm@0 u32 a@16 =20", "u8x8 comm@0 u32 a@8 =12",
		"ARRAY comm, OFFSET a, SIZE"),
	    ROW("field dropped", "u32 a@0 u32 b@4 u32 c@8 =12", "u32 a@0 u32 c@4 =8",
		"MISSING b, OFFSET c, SIZE"),
	    ROW("last field dropped", "u32 a@0 u32 b@4 =8", "u32 a@0 =4", "MISSING b, SIZE"),
	    ROW("field added", "u32 a@0 u32 c@4 =8", "u32 a@0 u32 b@4 u32 c@8 =12",
		"EXTRA b, OFFSET c, SIZE"),
	    ROW("dropped into padding", "u64 a@0 u32 b@8 =16", "u64 a@0 =16", "UNKNOWN b"),
	    ROW("added in padding", "u64 a@0 =16", "u64 a@0 u32 b@8 =16", "INVENTED b"),
	    ROW("padding of keys counts", "u64 a@0 u32 b@8 =16", "u64 a@0 =16", "MISSING b",
		.is_key = true),
	    ROW("in a named hole of a key", "u64 a@0 u32 b@8 =12", "u64 a@0 u32 pad@8 =12",
		"MISSING b", .is_key = true),
	    ROW("tail padding", "u64 a@0 u32 b@8 =16", "u64 a@0 u32 b@8 =12", "SIZE"),
	    ROW("sign", "u32 a@0 =4", "s32 a@0 =4", "SIGN a"),
	    ROW("order on one side", "be32 a@0 =4", "u32 a@0 =4", "ORDER a"),
	    ROW("order on the other", "u32 a@0 =4", "be32 a@0 =4", "ORDER a", .no_order = true),
	    ROW("opposite orders", "be32 a@0 =4", "le32 a@0 =4", "ORDERS a"),
	    ROW("plain char", "c8 a@0 =1", "c8 a@0 =1", "CHAR a", .char_unsigned = true),
	    ROW("char and __u8", "c8 a@0 =1", "u8 a@0 =1", "SIGN a"),
	    ROW("float", "u32 a@0 =4", "f32 a@0 =4", "KIND a"),
	    ROW("renamed and of other sign", "u32 a@0 u32 b@4 =8", "u32 a@0 s32 x@4 =8", "SIGN b"),
	    ROW("elements of other width", "u16x8 a@0 =16", "u32x4 a@0 =16", "WIDTH a"),
	    ROW("two for one", "u64 ts@0 =8", "u32 lo@0 u32 hi@4 =8", "PUN ts"),
	    ROW("one for two", "u32 lo@0 u32 hi@4 =8", "u64 ts@0 =8", "PUN ts"),
	    ROW("across", "u16 a@0 u16 b@2 u32 c@4 =8", "u32 x@0 u16 y@4 u16 z@6 =8",
		"PUN x, PUN c"),
	    ROW("crossing bounds", "u8 a@0 u32 b@1 u8 c@5 =6", "u16 x@0 u16 y@2 u16 z@4 =6",
		"OVERLAP x, OVERLAP b, OVERLAP z"),
	    ROW("bit-field width", "u8:3 a@0 u8:5 b@0.3 =1", "u8:4 a@0 u8:4 b@0.4 =1",
		"BITFIELD a, BITFIELD b"),
	    ROW("bit-field dropped", "u8:3 a@0 u8:5 b@0.3 =1", "u8:3 a@0 =1", "UNKNOWN b"),
	    ROW("union variant of other type", "|u32 v@0 |s32 w@0 =4", "|u32 v@0 |u32 w@0 =4",
		"SIGN w"),
	    ROW("not in the section", "u32 a@0 =8", "u32 a@0 u32 gone@8 =12", "EXTRA gone",
		.is_part = true),
	    ROW("moved in the section", "u32 a@0 u64 b@8 =16", "u32 a@0 u64 b@4 =12", "OFFSET b",
		.is_part = true),
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		check(&rows[i]);
}

static void test_ruler(void **state)
{
	static const char want[] = "the bytes on both sides:\n"
				   "   byte  map                                program\n"
				   "      0  __u32 a                            __u32 a\n"
				   ">     4  (padding, 4)                       __u64 b\n"
				   ">     8  __u64 b                            |\n"
				   ">    12  |                                  (end)\n"
				   ">    16  (end)";
	const struct compare_rules rules = {0};
	struct bw_layout map, user;
	struct comparison c;
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	map = layout(&a, "u32 a@0 u64 b@8 =16");
	user = layout(&a, "u32 a@0 u64 b@4 =12");
	layouts_compare(&a, &map, &user, &rules, &c);
	assert_string_equal(ruler_print(&a, &c, "map", "program"), want);
	bw_arena_deinit(&a);
}

/* A long layout is shown around its first difference. */
static void test_ruler_window(void **state)
{
	const struct compare_rules rules = {0};
	struct bw_sb text[2];
	struct bw_layout side[2];
	struct comparison c;
	struct bw_arena a;
	const char *ruler;

	(void)state;
	bw_arena_init(&a);
	for (int k = 0; k < 2; k++) {
		text[k] = bw_sb_in(&a);
		for (unsigned i = 0; i < 100; i++)
			bw_sb_printf(&text[k], "%s%s f%u@%u", i ? " " : "",
				     k && i == 50 ? "s32" : "u32", i, i * 4);
		bw_sb_addz(&text[k], " =400");
		side[k] = layout(&a, bw_sb_str(&text[k]));
	}
	layouts_compare(&a, &side[0], &side[1], &rules, &c);
	assert_int_equal(c.diff.n, 1);
	ruler = ruler_print(&a, &c, "map", "program");
	assert_non_null(strstr(ruler, ">   200  __u32 f50"));
	assert_non_null(strstr(ruler, " f46\n"));
	assert_null(strstr(ruler, " f45\n"));
	assert_null(strstr(ruler, " f99\n"));
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_agree),
	    cmocka_unit_test(test_differ),
	    cmocka_unit_test(test_ruler),
	    cmocka_unit_test(test_ruler_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
