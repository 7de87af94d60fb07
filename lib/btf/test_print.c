/* SPDX-License-Identifier: BSD-2-Clause */
/* Types as text, sizes and alignments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "btf/btf_make.h"

static struct bw_btf *graph(struct make *m)
{
	struct bw_btf *b = make_btf(m);

	make_int(b, "int", 4, 1);						 /* 1 */
	make_ref(b, BW_BTF_PTR, "", BW_VOID);					 /* 2 */
	make_ref(b, BW_BTF_CONST, "", MAKE_TID(1));				 /* 3 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));				 /* 4 */
	make_ref(b, BW_BTF_CONST, "", MAKE_TID(4));				 /* 5 */
	make_array(b, MAKE_TID(4), MAKE_TID(1), 3);				 /* 6 */
	make_array(b, MAKE_TID(1), MAKE_TID(1), 3);				 /* 7 */
	make_array(b, MAKE_TID(7), MAKE_TID(1), 2);				 /* 8 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(8));				 /* 9 */
	make_proto(b, MAKE_TID(4), {"ctx", {2}, 0}, {"n", {1}, 0});		 /* 10 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(10));				 /* 11 */
	make_func(b, "fn", BW_BTF_GLOBAL, MAKE_TID(10));			 /* 12 */
	make_proto(b, BW_VOID, {"f", {11}, 0}, {"", {0}, 0});			 /* 13 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(13));				 /* 14 */
	make_ref(b, BW_BTF_FWD, "fw", BW_VOID);					 /* 15 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(15));				 /* 16 */
	make_ref(b, BW_BTF_TYPEDEF, "u32", MAKE_TID(1));			 /* 17 */
	make_ref(b, BW_BTF_VOLATILE, "", MAKE_TID(17));				 /* 18 */
	make_ref(b, BW_BTF_TYPE_TAG, "kptr", MAKE_TID(15));			 /* 19 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(19));				 /* 20 */
	make_union(b, "", 8, {"x", {17}, 0}, {"q", {16}, 0});			 /* 21 */
	make_struct(b, "s", 24, {"a", {7}, 0}, {"", {21}, 96}, {"z", {1}, 160}); /* 22 */
	make_enum(b, "e", "A", (uint32_t)-1);					 /* 23 */
	make_ref(b, BW_BTF_RESTRICT, "", MAKE_TID(2));				 /* 24 */
	make_array(b, MAKE_TID(11), MAKE_TID(1), 4);				 /* 25 */
	make_composite(b, BW_BTF_STRUCT, true, "bits", 8,
		       MAKE_MEMBERS({"lo", {17}, 3u << 24}, {"hi", {1}, 5u << 24 | 3},
				    {"c", {1}, 32}));		    /* 26 */
	make_proto(b, BW_VOID, {"self", {28}, 0});		    /* 27 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(27));		    /* 28 */
	make_var(b, "v", BW_BTF_GLOBAL, MAKE_TID(8));		    /* 29 */
	make_int(b, "__int128", 16, 1);				    /* 30 */
	make_struct(b, "packed", 5, {"c", {32}, 0}, {"i", {1}, 8}); /* 31 */
	make_int(b, "char", 1, 1);				    /* 32 */
	make_ref(b, BW_BTF_FLOAT, "long double", MAKE_TID(16));	    /* 33 */
	return b;
}

static void test_decl(void **state)
{
	static const struct {
		uint32_t id;
		const char *name, *want;
	} rows[] = {
	    {0, "", "void"},
	    {1, "x", "int x"},
	    {1, "", "int"},
	    {2, "p", "void *p"},
	    {3, "x", "const int x"},
	    {4, "p", "const int *p"},
	    {5, "p", "const int *const p"},
	    {5, "", "const int *const"},
	    {6, "p", "const int *p[3]"},
	    {8, "m", "int m[2][3]"},
	    {9, "m", "int (*m)[2][3]"},
	    {9, "", "int (*)[2][3]"},
	    {10, "f", "const int *f(void *ctx, int n)"},
	    {11, "f", "const int *(*f)(void *ctx, int n)"},
	    {12, "", "const int *fn(void *ctx, int n)"},
	    {14, "f", "void (*f)(const int *(*f)(void *ctx, int n), ...)"},
	    {16, "p", "struct fw *p"},
	    {18, "x", "volatile u32 x"},
	    {20, "p", "struct fw __attribute__((btf_type_tag(\"kptr\"))) *p"},
	    {21, "x", "union {...} x"},
	    {22, "x", "struct s x"},
	    {23, "x", "enum e x"},
	    {24, "p", "void *restrict p"},
	    {25, "f", "const int *(*f[4])(void *ctx, int n)"},
	    {29, "", "int v[2][3]"},
	};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_sb sb = bw_sb_in(&m.arena);

		bw_btf_print_decl(&sb, b, MAKE_TID(rows[i].id), rows[i].name);
		assert_string_equal(bw_sb_str(&sb), rows[i].want);
	}
	bw_arena_deinit(&m.arena);
}

static void test_def(void **state)
{
	static const struct {
		uint32_t id;
		const char *want;
	} rows[] = {
	    {1, "int;"},
	    {15, "struct fw;"},
	    {17, "typedef int u32;"},
	    {22, "struct s {\n\tint a[3];\n\tunion {\n\t\tu32 x;\n\t\tstruct fw *q;\n\t};\n\tint "
		 "z;\n};"},
	    {21, "union {\n\tu32 x;\n\tstruct fw *q;\n};"},
	    {23, "enum e {\n\tA = 4294967295,\n};"},
	    {26, "struct bits {\n\tu32 lo: 3;\n\tint hi: 5;\n\tint c;\n};"},
	};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_sb sb = bw_sb_in(&m.arena);

		bw_btf_print_def(&sb, b, MAKE_TID(rows[i].id));
		assert_string_equal(bw_sb_str(&sb), rows[i].want);
	}
	bw_arena_deinit(&m.arena);
}

/* An anonymous struct that points to itself, twice, is printed some levels deep. */
static void test_endless_struct(void **state)
{
	struct bw_btf *b;
	struct bw_sb sb;
	struct make m;

	(void)state;
	make_init(&m);
	sb = bw_sb_in(&m.arena);
	b = make_btf(&m);
	make_struct(b, "", 16, {"p", {2}, 0}, {"q", {2}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	bw_btf_print_def(&sb, b, MAKE_TID(1));
	assert_non_null(strstr(bw_sb_str(&sb), "struct {...} *q"));
	assert_in_range(sb.n, 100, 100000);
	bw_arena_deinit(&m.arena);
}

/* So is a prototype that takes itself. */
static void test_endless(void **state)
{
	struct bw_sb sb;
	struct make m;

	(void)state;
	make_init(&m);
	sb = bw_sb_in(&m.arena);
	bw_btf_print_decl(&sb, graph(&m), MAKE_TID(28), "f");
	assert_non_null(strstr(bw_sb_str(&sb), "void (*f)(void (*self)(void (*self)("));
	assert_non_null(strstr(bw_sb_str(&sb), "(...)"));
	assert_in_range(sb.n, 50, 1000);
	bw_arena_deinit(&m.arena);
}

static void test_raw(void **state)
{
	static const char *const want[] = {
	    "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED",
	    "[2] PTR '(anon)' type_id=1",
	    "[3] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=4",
	    "[4] STRUCT 's' size=16 vlen=2\n\t'a' type_id=1 bits_offset=0\n\t'p' type_id=2 "
	    "bits_offset=64",
	    "[5] UNION 'u' size=4 vlen=2\n\t'x' type_id=1 bits_offset=0\n\t'y' type_id=1 "
	    "bits_offset=0",
	    "[6] ENUM 'e' encoding=UNSIGNED size=4 vlen=1\n\t'A' val=7",
	    "[7] FWD 'f' fwd_kind=struct",
	    "[8] TYPEDEF 'td' type_id=4",
	    "[9] VOLATILE '(anon)' type_id=1",
	    "[10] CONST '(anon)' type_id=9",
	    "[11] RESTRICT '(anon)' type_id=2",
	    "[12] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2\n\t'a' type_id=1\n\t'(anon)' type_id=0",
	    "[13] FUNC 'fn' type_id=12 linkage=global",
	    "[14] VAR 'v' type_id=1, linkage=global",
	    "[15] DATASEC '.data' size=4 vlen=1\n\ttype_id=14 offset=0 size=4 (VAR 'v')",
	    "[16] FLOAT 'double' size=8",
	    "[17] DECL_TAG 'tag' type_id=13 component_idx=0",
	    "[18] TYPE_TAG 'kptr' type_id=4",
	    "[19] ENUM64 'e64' encoding=SIGNED size=8 vlen=1\n\t'B' val=4294967296LL",
	    "[20] STRUCT 'bits' size=4 vlen=2\n\t'lo' type_id=1 bits_offset=0 bitfield_size=3\n"
	    "\t'hi' type_id=1 bits_offset=3 bitfield_size=5",
	};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = make_all_kinds(&m);
	assert_int_equal(b->count, BW_COUNT(want) + 1);
	for (uint32_t i = 1; i < b->count; i++) {
		struct bw_sb sb = bw_sb_in(&m.arena);

		bw_btf_print_raw(&sb, b, MAKE_TID(i));
		assert_string_equal(bw_sb_str(&sb), want[i - 1]);
	}
	bw_arena_deinit(&m.arena);
}

static void test_sizes(void **state)
{
	static const struct {
		uint32_t id, size, align; /* size 0: none */
	} rows[] = {
	    {0, 0, 1},	{1, 4, 4},  {2, 8, 8},	 {5, 8, 8},    {6, 24, 8}, {8, 24, 4},
	    {10, 0, 1}, {12, 0, 1}, {15, 0, 1},	 {18, 4, 4},   {21, 8, 8}, {22, 24, 1},
	    {23, 4, 4}, {26, 8, 4}, {29, 24, 4}, {30, 16, 16}, {31, 5, 1}, {33, 16, 16},
	};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		bw_tid t = MAKE_TID(rows[i].id);
		uint32_t size = 0;

		assert_int_equal(bw_btf_sizeof(b, t, &size), rows[i].size != 0);
		assert_int_equal(size, rows[i].size);
		assert_int_equal(bw_btf_alignof(b, t), rows[i].align);
	}
	bw_arena_deinit(&m.arena);
}

static void test_find(void **state)
{
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	assert_int_equal(bw_btf_find(b, BW_BTF_STRUCT, make_name(b, "s")).i, 22);
	assert_int_equal(bw_btf_find(b, BW_BTF_UNION, make_name(b, "s")).i, 0);
	assert_int_equal(bw_btf_find(b, BW_BTF_VOID, make_name(b, "u32")).i, 17);
	assert_int_equal(bw_btf_skip_mods(b, MAKE_TID(18)).i, 17);
	assert_int_equal(bw_btf_resolve(b, MAKE_TID(18)).i, 1);
	assert_int_equal(bw_btf_skip_mods(b, MAKE_TID(19)).i, 15);
	assert_string_equal(bw_btf_kind_name(BW_BTF_ENUM64), "ENUM64");
	assert_string_equal(bw_btf_kind_name(BW_BTF_KINDS), "UNKNOWN");
	bw_arena_deinit(&m.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_decl),    cmocka_unit_test(test_def),
	    cmocka_unit_test(test_endless), cmocka_unit_test(test_endless_struct),
	    cmocka_unit_test(test_raw),	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
