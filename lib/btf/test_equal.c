/* SPDX-License-Identifier: BSD-2-Clause */
/* Structural equality, and where the first difference is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "btf/btf_make.h"

/* Each makes a graph whose first type is compared. */

static void plain(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void other_numbering(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {3}, 0}, {"p", {2}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_int(b, "int", 4, 1);
}

static void unrolled(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {3}, 0}, {"p", {2}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(4));
	make_int(b, "int", 4, 1);
	make_struct(b, "s", 16, {"a", {3}, 0}, {"p", {5}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void other_name(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"b", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void other_offset(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 32}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void other_size(struct bw_btf *b)
{
	make_struct(b, "s", 24, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void fewer_members(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0});
	make_int(b, "int", 4, 1);
}

static void unsigned_member(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 0);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void to_void(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", BW_VOID);
}

static void to_fwd(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(4));
	make_ref(b, BW_BTF_FWD, "s", BW_VOID);
}

static void to_other_fwd(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(4));
	make_ref(b, BW_BTF_FWD, "t", BW_VOID);
}

static void to_anonymous(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(4));
	make_struct(b, "", 4, {"x", {2}, 0});
}

static void to_const(struct bw_btf *b)
{
	make_struct(b, "s", 16, {"a", {2}, 0}, {"p", {3}, 64});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(4));
	make_ref(b, BW_BTF_CONST, "", MAKE_TID(1));
}

/* int f(struct in *p, char c) over two levels, the inner array of n. */
static void deep(struct bw_btf *b, uint32_t n, const char *last)
{
	make_func(b, "f", BW_BTF_GLOBAL, MAKE_TID(2));
	make_proto(b, MAKE_TID(3), {"p", {4}, 0}, {"c", {7}, 0});
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(5));
	make_struct(b, "in", 64, {"arr", {6}, 0}, {"u", {8}, 256});
	make_array(b, MAKE_TID(3), MAKE_TID(3), n);
	make_int(b, "char", 1, 1);
	make_union(b, "", 4, {last, {3}, 0});
}

static void deep_4(struct bw_btf *b)
{
	deep(b, 4, "x");
}

static void deep_5(struct bw_btf *b)
{
	deep(b, 5, "x");
}

static void deep_union(struct bw_btf *b)
{
	deep(b, 4, "y");
}

static void deep_void(struct bw_btf *b)
{
	deep_4(b);
	b->word.v[b->first_word.v[2] + 2] = 0;
}

static void deep_parameter(struct bw_btf *b)
{
	deep_4(b);
	b->word.v[b->first_word.v[2] + 6] = 3;
}

static void an_enum(struct bw_btf *b)
{
	make_enum(b, "e", "A", 1);
}

static void an_enum_of_2(struct bw_btf *b)
{
	make_enum(b, "e", "A", 2);
}

static void an_enum_declared(struct bw_btf *b)
{
	bw_btf_add(b, BW_BTF_ENUM, false, 0, make_name(b, "e"), 4, NULL, 0);
}

static const struct {
	void (*x)(struct bw_btf *b), (*y)(struct bw_btf *b);
	bool exact, loose;
	const char *path; /* of the exact comparison */
} rows[] = {
    {plain, plain, true, true, NULL},
    {plain, other_numbering, true, true, NULL},
    {plain, unrolled, true, true, NULL},
    {unrolled, other_numbering, true, true, NULL},
    {plain, other_name, false, false, "a"},
    {plain, other_offset, false, false, "a"},
    {plain, other_size, false, false, ""},
    {plain, fewer_members, false, false, "p"},
    {fewer_members, plain, false, false, "p"},
    {plain, unsigned_member, false, false, "a"},
    {plain, to_void, false, true, "p->"},
    {plain, to_fwd, false, true, "p->"},
    {plain, to_other_fwd, false, false, "p->"},
    {plain, to_anonymous, false, true, "p->"},
    {plain, to_const, false, false, "p->"},
    {to_void, to_const, false, true, "p->"},
    {deep_4, deep_4, true, true, NULL},
    {deep_4, deep_5, false, false, "(parameter 1 p)->arr"},
    {deep_4, deep_union, false, false, "(parameter 1 p)->u.x"},
    {deep_4, deep_void, false, false, "(return)"},
    {deep_4, deep_parameter, false, false, "(parameter 2 c)"},
    {an_enum, an_enum, true, true, NULL},
    {an_enum, an_enum_of_2, false, false, "A"},
    {an_enum, an_enum_declared, false, true, "A"},
};

static void check(size_t i, enum bw_btf_compare_mode mode, bool swap, bool want)
{
	struct bw_btf *x, *y;
	const char *path = NULL;
	struct make m;

	make_init(&m);
	x = make_btf(&m);
	y = make_btf(&m);
	(swap ? rows[i].y : rows[i].x)(x);
	(swap ? rows[i].x : rows[i].y)(y);
	if (bw_btf_equal(&m.arena, x, MAKE_TID(1), y, MAKE_TID(1), mode, &path) != want)
		fail_msg("row %zu: %s, at '%s'", i, want ? "not equal" : "equal", path ? path : "");
	assert_int_equal(path != NULL, !want);
	if (!want && mode == BW_BTF_EXACT && !swap)
		assert_string_equal(path, rows[i].path);
	bw_arena_deinit(&m.arena);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		for (int swap = 0; swap < 2; swap++) {
			check(i, BW_BTF_EXACT, swap, rows[i].exact);
			check(i, BW_BTF_LOOSE, swap, rows[i].loose);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
