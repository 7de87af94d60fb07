/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings of one comparison: what languages and bindings make of differences. */
#include <setjmp.h>
#include <stdarg.h>

#include "abicheck/test_layouts.h"

#include <cmocka.h>

struct row {
	const char *why, *map, *user;
	const char *want; /* "ABI001 ABI014" */
	const char *fix;  /* of the first finding has this in it; NULL: any */
	enum bw_dwarf_lang lang;
	bool is_reordered, is_demoted, is_unrelated, is_key;
};

#define ROW(why_, lang_, map_, user_, want_, fix_, ...)                                            \
	{                                                                                          \
		.why = why_, .lang = lang_, .map = map_, .user = user_, .want = want_,             \
		.fix = fix_, __VA_ARGS__                                                           \
	}

static const char *ids(struct bw_arena *a, const struct bw_diags *d)
{
	struct bw_sb b = bw_sb_in(a);

	for (uint32_t i = 0; i < d->list.n; i++)
		bw_sb_printf(&b, "%s%s", i ? " " : "", bw_code_info(d->list.v[i].code)->id);
	return bw_sb_str(&b);
}

static void check(const struct row *r)
{
	struct compare_rules rules = {.is_key = r->is_key,
				      .no_order_typedefs = r->lang != BW_DWARF_C};
	struct item item = {.what = "value of map 'm'", .is_key = r->is_key, .has_layout = true};
	struct bw_dwarf_type type = {
	    .name = "main.Type", .lang = r->lang, .is_reordered = r->is_reordered};
	struct pair p = {.item = &item,
			 .type = &type,
			 .is_demoted = r->is_demoted,
			 .is_unrelated = r->is_unrelated};
	struct bw_diags *d;
	struct bw_arena a;

	bw_arena_init(&a);
	d = bw_diags_create(&a);
	item.layout = layout(&a, r->map);
	type.layout = layout(&a, r->user);
	layouts_compare(&a, &item.layout, &type.layout, &rules, &p.cmp);
	pair_say(&a, &p, d);
	if (strcmp(ids(&a, d), r->want) != 0)
		fail_msg("%s: got %s, want %s", r->why, ids(&a, d), r->want);
	if (r->fix && !(d->list.v[0].fix && strstr(d->list.v[0].fix, r->fix)))
		fail_msg("%s: fix is '%s'", r->why, d->list.v[0].fix ? d->list.v[0].fix : "");
	bw_arena_deinit(&a);
}

static void test_findings(void **state)
{
	static const struct row rows[] = {
	    ROW("nothing", BW_DWARF_C, "u32 a@0 =4", "u32 a@0 =4", "ABI025", NULL),
	    ROW("a name", BW_DWARF_C, "u32 a@0 u32 b@4 =8", "u32 a@0 u32 c@4 =8", "ABI024", NULL),
	    ROW("an error and what is apart from it", BW_DWARF_C, "u32 a@0 u64 b@8 =16",
		"s32 a@0 u64 b@4 =12", "ABI001 ABI014", "'unsigned char pad[4]' before b"),
	    ROW("one warning for each id", BW_DWARF_C, "u32 a@0 u32 b@4 be32 c@8 =12",
		"s32 a@0 s32 b@4 u32 c@8 =12", "ABI014 ABI015", NULL),
	    ROW("another type agrees", BW_DWARF_C, "u32 a@0 u64 b@8 =16", "u32 a@0 u64 b@4 =12",
		"ABI020", NULL, .is_demoted = true),
	    ROW("another thing", BW_DWARF_C, "u32 a@0 u32 b@4 =8", "u64 x@0 u64 y@8 =16", "ABI021",
		NULL, .is_unrelated = true),
	    ROW("the end", BW_DWARF_C, "u64 a@0 u32 b@8 =16", "u64 a@0 u32 b@8 =12", "ABI007",
		"'unsigned char pad[4]' at the end"),
	    ROW("long", BW_DWARF_C, "p64 a@0 =8", "p32 a@0 =4", "ABI002", "__u64 on both sides"),
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		check(&rows[i]);
}

static void test_go(void **state)
{
	static const struct row rows[] = {
	    ROW("no holes", BW_DWARF_GO, "u32 a@0 u64 b@8 =16", "u32 A@0 u8x4 _@4 u64 B@8 =16",
		"ABI025", NULL),
	    ROW("a hole that encoding/binary leaves out", BW_DWARF_GO, "u32 a@0 u64 b@8 =16",
		"u32 A@0 u64 B@8 =16", "ABI018", "'_ [4]byte' behind 'A'"),
	    ROW("at the end", BW_DWARF_GO, "u64 a@0 u32 b@8 =16", "u64 A@0 u32 B@8 =16", "ABI018",
		"'_ [4]byte' behind 'B'"),
	    ROW("only encoding/binary agrees", BW_DWARF_GO, "u32 a@0 u64 b@4 =12",
		"u32 A@0 u64 B@8 =16", "ABI018", NULL),
	    ROW("on arm", BW_DWARF_GO, "u32 a@0 u64 b@8 =16", "u32 A@0 u64 B@4 =12", "ABI001",
		"'_ [4]byte' before B"),
	    ROW("no byte orders to say", BW_DWARF_GO, "be32 a@0 =4", "u32 A@0 =4", "ABI025", NULL),
	    ROW("int on arm", BW_DWARF_GO, "s64 a@0 =8", "s32 A@0 =4", "ABI002", NULL),
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		check(&rows[i]);
}

static void test_rust(void **state)
{
	static const struct row rows[] = {
	    ROW("reordered", BW_DWARF_RUST, "u32 a@0 u64 b@8 =16", "u64 b@0 u32 a@8 =16", "ABI001",
		"#[repr(C)]", .is_reordered = true),
	    ROW("by luck the same", BW_DWARF_RUST, "u32 a@0 u32 b@4 =8", "u32 a@0 u32 b@4 =8",
		"ABI019", NULL, .is_reordered = true),
	    ROW("repr(C)", BW_DWARF_RUST, "u32 a@0 u64 b@8 =16", "u32 a@0 u64 b@8 =16", "ABI025",
		NULL),
	    ROW("no padding", BW_DWARF_RUST, "u32 a@0 u64 b@8 =16", "u32 a@0 u64 b@4 =12", "ABI001",
		"'_pad: [u8; 4]' before b"),
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		check(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_findings),
	    cmocka_unit_test(test_go),
	    cmocka_unit_test(test_rust),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
