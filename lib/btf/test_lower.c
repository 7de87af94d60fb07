/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BTF for older kernels: each kind against each kernel. The judge is a reader of our own
 * that knows no more than that kernel did (kernel/bpf/btf.c of its release).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "btf/btf_make.h"

#define LACKS(f) (1u << BW_BTF_HAS_##f)

/* From the newest to the oldest: each lacks what the one above lacks, and more. */
enum kernel { V6_18, V6_12, V6_1, V5_16, V5_15, V5_10, V5_4, KERNELS };

static const struct {
	const char *name;
	uint32_t lacks;
} kernels[KERNELS] = {
    [V6_18] = {"6.18", 0},
    [V6_12] = {"6.12", LACKS(TAG_FLAG)},
    [V6_1] = {"6.1", LACKS(TAG_FLAG) | LACKS(DATASEC_NAME)},
    [V5_16] = {"5.16", LACKS(TAG_FLAG) | LACKS(DATASEC_NAME) | LACKS(ENUM64) | LACKS(ENUM_SIGN) |
			   LACKS(TYPE_TAG)},
    [V5_15] = {"5.15", LACKS(TAG_FLAG) | LACKS(DATASEC_NAME) | LACKS(ENUM64) | LACKS(ENUM_SIGN) |
			   LACKS(TYPE_TAG) | LACKS(DECL_TAG)},
    [V5_10] = {"5.10", LACKS(TAG_FLAG) | LACKS(DATASEC_NAME) | LACKS(ENUM64) | LACKS(ENUM_SIGN) |
			   LACKS(TYPE_TAG) | LACKS(DECL_TAG) | LACKS(FLOAT)},
    [V5_4] = {"5.4", LACKS(TAG_FLAG) | LACKS(DATASEC_NAME) | LACKS(ENUM64) | LACKS(ENUM_SIGN) |
			 LACKS(TYPE_TAG) | LACKS(DECL_TAG) | LACKS(FLOAT) | LACKS(FUNC_GLOBAL)},
};

/* ---- the judge ---- */

/* The largest kind each kernel knows, and where the kind flag may be set. */
static bool record_is_read(const struct bw_btf *b, bw_tid t, enum kernel v)
{
	static const uint8_t kind_max[KERNELS] = {
	    [V6_18] = 19, [V6_12] = 19, [V6_1] = 19, [V5_16] = 17,
	    [V5_15] = 16, [V5_10] = 15, [V5_4] = 15};
	enum bw_btf_kind k = bw_btf_kind(b, t);
	bool kflag = bw_btf_kflag(b, t);

	if (k > kind_max[v])
		return false;
	if (kflag && k == BW_BTF_ENUM && v > V6_1)
		return false;
	if (kflag && (k == BW_BTF_DECL_TAG || k == BW_BTF_TYPE_TAG) && v > V6_18)
		return false;
	if (k == BW_BTF_FUNC && bw_btf_vlen(b, t) > (v < V5_4 ? BW_BTF_GLOBAL : BW_BTF_STATIC))
		return false;
	/* MAX_RESOLVE_DEPTH and the like are not modelled: lowering nests nothing deeper. */
	return k != BW_BTF_ENUM || bw_btf_size_word(b, t) <= 8;
}

static bool all_is_read(const struct bw_btf *b, enum kernel v)
{
	for (bw_tid t = {1}; t.i < b->count; t.i++)
		if (!record_is_read(b, t, v))
			return false;
	return true;
}

/* Written and read again by the reader: all references are in place. */
static void assert_sound(struct make *m, const struct bw_btf *b)
{
	struct bw_bytes btf, ext;
	struct bw_btf *back;
	struct bw_ext none;

	bw_btf_write(&m->arena, b, NULL, false, &btf, &ext);
	if (bw_btf_read(&m->arena, m->names, m->diags, bw_at_file("lowered"), btf, ext, false,
			&back, &none) != BW_OK)
		fail_msg("%s", m->diags->list.v[m->diags->list.n - 1].text);
}

static struct bw_btf *lower(struct make *m, struct bw_btf *b, enum kernel v)
{
	struct bw_btf_kernel k = {.name = kernels[v].name, .lacks = kernels[v].lacks};

	return bw_btf_lower(b, &k, m->diags, bw_at_file("test"));
}

/* ---- kinds and kernels ---- */

/* Each adds one thing to a graph whose type 1 is int; the last type is returned. */
static bw_tid add_float(struct bw_btf *b)
{
	return make_ref(b, BW_BTF_FLOAT, "double", MAKE_TID(8));
}

static bw_tid add_decl_tag(struct bw_btf *b)
{
	return make_tag(b, "tag", make_ref(b, BW_BTF_TYPEDEF, "td", MAKE_TID(1)), UINT32_MAX);
}

static bw_tid add_type_tag(struct bw_btf *b)
{
	return make_ref(b, BW_BTF_TYPE_TAG, "user", MAKE_TID(1));
}

static bw_tid add_tag_flag(struct bw_btf *b)
{
	return bw_btf_add(b, BW_BTF_TYPE_TAG, true, 0, make_name(b, "aligned(8)"), 1, NULL, 0);
}

static bw_tid add_enum64(struct bw_btf *b)
{
	uint32_t wide[] = {make_name(b, "A").id, 1, 1};

	return bw_btf_add(b, BW_BTF_ENUM64, false, 1, make_name(b, "e"), 8, wide, 3);
}

static bw_tid add_small_enum64(struct bw_btf *b)
{
	uint32_t wide[] = {make_name(b, "A").id, UINT32_MAX, UINT32_MAX};

	return bw_btf_add(b, BW_BTF_ENUM64, true, 1, make_name(b, "e"), 8, wide, 3);
}

static bw_tid add_signed_enum(struct bw_btf *b)
{
	uint32_t v[] = {make_name(b, "A").id, UINT32_MAX};

	return bw_btf_add(b, BW_BTF_ENUM, true, 1, make_name(b, "e"), 4, v, 2);
}

static bw_tid add_global(struct bw_btf *b)
{
	return make_func(b, "f", BW_BTF_GLOBAL, make_proto(b, MAKE_TID(1), {"a", {1}, 0}));
}

static bw_tid add_odd_datasec(struct bw_btf *b)
{
	return make_datasec(b, "?.struct_ops", make_var(b, "v", BW_BTF_GLOBAL, MAKE_TID(1)), 4);
}

/* oldest: the oldest kernel that reads it as it is; becomes: its kind in older ones. */
static const struct row {
	const char *what;
	bw_tid (*add)(struct bw_btf *b);
	enum kernel oldest;
	enum bw_btf_kind becomes;
	uint32_t bytes; /* its size, 0: none */
} rows[] = {
    {"FLOAT", add_float, V5_15, BW_BTF_INT, 8},
    {"DECL_TAG", add_decl_tag, V5_16, BW_BTF_INT, 0},
    {"TYPE_TAG", add_type_tag, V6_1, BW_BTF_INT, 4},
    {"TYPE_TAG of any attribute", add_tag_flag, V6_18, BW_BTF_INT, 4},
    {"ENUM64", add_enum64, V6_1, BW_BTF_UNION, 8},
    {"ENUM64 of 32 bits", add_small_enum64, V6_1, BW_BTF_ENUM, 8},
    {"signed ENUM", add_signed_enum, V6_1, BW_BTF_ENUM, 4},
    {"global FUNC", add_global, V5_10, BW_BTF_FUNC, 0},
};

static void row_check(const struct row *r, enum kernel v)
{
	struct make m;
	struct bw_btf *b, *low;
	uint32_t bytes = 0;
	bw_tid t;

	make_init(&m);
	b = make_btf(&m);
	make_int(b, "int", 4, 1);
	t = r->add(b);
	low = lower(&m, b, v);
	if ((low == b) != (v <= r->oldest) || !all_is_read(low, v) ||
	    all_is_read(b, v) != (v <= r->oldest))
		fail_msg("%s for %s", r->what, kernels[v].name);
	assert_true((m.diags->list.n == 0) == (v <= r->oldest));
	if (low != b) {
		assert_true(low->count >= b->count);
		assert_int_equal(bw_btf_kind(low, t), r->becomes);
		assert_int_equal(m.diags->list.v[0].code, BW_D_BTF_LOWERED);
		if (r->bytes) {
			assert_true(bw_btf_sizeof(low, t, &bytes));
			assert_int_equal(bytes, r->bytes);
		}
		assert_sound(&m, low);
		assert_ptr_equal(lower(&m, low, v), low);
	}
	bw_arena_deinit(&m.arena);
}

static void test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		for (int v = 0; v < KERNELS; v++)
			row_check(&rows[i], (enum kernel)v);
}

/* Everything at once: ids and layouts stay. */
static void test_all_kinds(void **state)
{
	(void)state;
	for (int v = 0; v < KERNELS; v++) {
		struct make m;
		struct bw_btf *b, *low;

		make_init(&m);
		b = make_all_kinds(&m);
		low = lower(&m, b, (enum kernel)v);
		assert_true(all_is_read(low, (enum kernel)v));
		assert_sound(&m, low);
		for (bw_tid t = {1}; t.i < b->count; t.i++) {
			uint32_t x = 0, y = 0;
			bool tag = bw_btf_kind(b, t) == BW_BTF_TYPE_TAG ||
				   bw_btf_kind(b, t) == BW_BTF_DECL_TAG;

			if (tag || !bw_btf_sizeof(b, t, &x))
				continue;
			assert_true(bw_btf_sizeof(low, t, &y));
			assert_int_equal(x, y);
		}
		bw_arena_deinit(&m.arena);
	}
}

/* Who pointed at a tag points at what the tag stood on, through any number of them. */
static void test_tags_between(void **state)
{
	struct make m;
	struct bw_btf *b, *low;

	(void)state;
	make_init(&m);
	b = make_btf(&m);
	make_int(b, "int", 4, 1);			   /* 1 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));	   /* 2 */
	make_ref(b, BW_BTF_TYPE_TAG, "rcu", MAKE_TID(4));  /* 3 */
	make_ref(b, BW_BTF_TYPE_TAG, "user", MAKE_TID(5)); /* 4 */
	make_ref(b, BW_BTF_CONST, "", MAKE_TID(1));	   /* 5 */
	make_struct(b, "s", 8, {"p", {2}, 0});		   /* 6 */
	low = lower(&m, b, V5_16);
	assert_int_equal(bw_btf_ref(low, MAKE_TID(2)).i, 5);
	assert_int_equal(bw_btf_members(low, MAKE_TID(6))[0].type.i, 2);
	assert_int_equal(bw_btf_ref(b, MAKE_TID(2)).i, 3); /* the input is as it was */
	bw_arena_deinit(&m.arena);
}

/* ---- what is said ---- */

static uint32_t told(const struct make *m, enum bw_code code)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->diags->list.n; i++)
		n += m->diags->list.v[i].code == code;
	return n;
}

/* Tags by which the kernel acts, and others. */
static void test_losses(void **state)
{
	static const struct {
		const char *tag;
		bool decl, loss;
	} tags[] = {
	    {"kptr", false, true},
	    {"percpu_kptr", false, true},
	    {"uptr", false, true},
	    {"user", false, false},
	    {"kptrs", false, false},
	    {"contains:s:next", true, true},
	    {"arg:nonnull", true, true},
	    {"argument", true, false},
	    {"exception_callback:f", true, true},
	    {"kptr", true, false},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(tags); i++) {
		struct make m;
		struct bw_btf *b;

		make_init(&m);
		b = make_btf(&m);
		make_int(b, "int", 4, 1);
		make_struct(b, "s", 4, {"a", {1}, 0});
		if (tags[i].decl)
			make_tag(b, tags[i].tag, MAKE_TID(2), 0);
		else
			make_ref(b, BW_BTF_TYPE_TAG, tags[i].tag, MAKE_TID(2));
		lower(&m, b, V5_10);
		assert_int_equal(told(&m, BW_D_BTF_LOSS), tags[i].loss);
		lower(&m, b, V6_1);
		assert_int_equal(told(&m, BW_D_BTF_LOSS), tags[i].loss);
		bw_arena_deinit(&m.arena);
	}
}

/* A CO-RE record that asks for a value finds it in an ENUM, not in a UNION. */
static void test_values(void **state)
{
	bw_tid (*const add[])(struct bw_btf *) = {add_enum64, add_small_enum64};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(add); i++) {
		struct bw_btf_kernel k = {"old", LACKS(ENUM64), NULL};
		uint8_t valued[3] = {0, 0, 1};
		struct bw_btf *b;
		struct make m;

		make_init(&m);
		b = make_btf(&m);
		make_int(b, "int", 4, 1);
		add[i](b);
		bw_btf_lower(b, &k, m.diags, bw_at_file("test"));
		assert_int_equal(told(&m, BW_D_BTF_LOSS), 0);
		k.valued = valued;
		bw_btf_lower(b, &k, m.diags, bw_at_file("test"));
		assert_int_equal(told(&m, BW_D_BTF_LOSS), i == 0);
		bw_arena_deinit(&m.arena);
	}
}

/* What loaders need stays, and is said: the object is not changed. */
static void test_stays(void **state)
{
	struct bw_btf_kernel k = {"5.1", LACKS(DATASEC), NULL};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = make_btf(&m);
	make_int(b, "int", 4, 1);
	add_odd_datasec(b);
	assert_ptr_equal(bw_btf_lower(b, &k, m.diags, bw_at_file("test")), b);
	assert_int_equal(told(&m, BW_D_BTF_STAYS), 1);
	k.lacks = LACKS(DATASEC_NAME);
	assert_ptr_equal(bw_btf_lower(b, &k, m.diags, bw_at_file("test")), b);
	assert_int_equal(told(&m, BW_D_BTF_STAYS), 2);
	assert_int_equal(told(&m, BW_D_BTF_LOWERED), 0);
	bw_arena_deinit(&m.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),	 cmocka_unit_test(test_all_kinds),
	    cmocka_unit_test(test_tags_between), cmocka_unit_test(test_losses),
	    cmocka_unit_test(test_values),	 cmocka_unit_test(test_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
