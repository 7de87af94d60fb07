/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layouts of BTF types against the compiler's own constants: this file's structs,
 * described by hand in BTF, must have the offsets and sizes of the same structs
 * compiled here. For these types the x86-64 and AArch64 ABIs agree with BPF's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "btf/btf_make.h"

struct inner {
	uint8_t tag;
	uint32_t n;
};

union either {
	uint64_t whole;
	struct inner in;
	uint8_t bytes[8];
};

struct empty {
};

struct outer {
	char c; /* 3 bytes of padding behind */
	int32_t i;
	struct inner arr[2];
	union either u;
	void *p;
	uint16_t m[2][3];
	struct {
		_Bool b;
		double d;
	};
	struct empty e;
	uint8_t flex[];
};

struct __attribute__((packed)) packed {
	char c;
	uint64_t x;
	struct inner in;
};

struct bits {
	unsigned a : 3;
	int b : 13;
	unsigned c : 16;
	uint64_t wide : 40;
	uint8_t tail;
};

enum {
	U8 = 1,
	U32,
	U64,
	CHAR,
	I32,
	U16,
	BOOL,
	DOUBLE,
	INNER,
	EITHER,
	EMPTY,
	OUTER,
	PACKED,
	BITS,
	PTR,
	INNER_ARR,
	BYTES,
	M_ROW,
	M,
	ANON,
	FLEX,
	UINT,
	FWD,
	OLD_INT,
	OLD_BITS,
	MANY,
	MANY_ARR,
	OVERLAP,
	INNER_TD
};

#define BITS_OF(type, member) ((uint32_t)offsetof(type, member) * 8)

static void scalars(struct bw_btf *b)
{
	make_int(b, "uint8_t", 1, 0);
	make_int(b, "uint32_t", 4, 0);
	make_int(b, "uint64_t", 8, 0);
	make_int(b, "char", 1, 1);
	make_int(b, "int32_t", 4, 1);
	make_int(b, "uint16_t", 2, 0);
	make_int(b, "_Bool", 1, 4);
	make_ref(b, BW_BTF_FLOAT, "double", MAKE_TID(8));
}

static void composites(struct bw_btf *b)
{
	make_struct(b, "inner", sizeof(struct inner), {"tag", {U8}, BITS_OF(struct inner, tag)},
		    {"n", {U32}, BITS_OF(struct inner, n)});
	make_union(b, "either", sizeof(union either), {"whole", {U64}, 0}, {"in", {INNER_TD}, 0},
		   {"bytes", {BYTES}, 0});
	make_composite(b, BW_BTF_STRUCT, false, "empty", sizeof(struct empty), NULL, 0);
	make_struct(b, "outer", sizeof(struct outer), {"c", {CHAR}, BITS_OF(struct outer, c)},
		    {"i", {I32}, BITS_OF(struct outer, i)},
		    {"arr", {INNER_ARR}, BITS_OF(struct outer, arr)},
		    {"u", {EITHER}, BITS_OF(struct outer, u)},
		    {"p", {PTR}, BITS_OF(struct outer, p)}, {"m", {M}, BITS_OF(struct outer, m)},
		    {"", {ANON}, BITS_OF(struct outer, b)},
		    {"e", {EMPTY}, BITS_OF(struct outer, e)},
		    {"flex", {FLEX}, BITS_OF(struct outer, flex)});
	make_struct(b, "packed", sizeof(struct packed), {"c", {CHAR}, 0},
		    {"x", {U64}, BITS_OF(struct packed, x)},
		    {"in", {INNER}, BITS_OF(struct packed, in)});
	make_composite(b, BW_BTF_STRUCT, true, "bits", sizeof(struct bits),
		       MAKE_MEMBERS({"a", {UINT}, 3u << 24}, {"b", {I32}, 13u << 24 | 3},
				    {"c", {UINT}, 16u << 24 | 16}, {"wide", {U64}, 40u << 24 | 64},
				    {"tail", {U8}, BITS_OF(struct bits, tail)}));
}

static void rest(struct bw_btf *b)
{
	uint32_t old = 4u << 16 | 3; /* 3 bits from bit 4 on */

	make_ref(b, BW_BTF_PTR, "", BW_VOID);
	make_array(b, MAKE_TID(INNER), MAKE_TID(U32), 2);
	make_array(b, MAKE_TID(U8), MAKE_TID(U32), 8);
	make_array(b, MAKE_TID(U16), MAKE_TID(U32), 3);
	make_array(b, MAKE_TID(M_ROW), MAKE_TID(U32), 2);
	make_struct(b, "", 16, {"b", {BOOL}, 0}, {"d", {DOUBLE}, 64});
	make_array(b, MAKE_TID(U8), MAKE_TID(U32), 0);
	make_int(b, "unsigned int", 4, 0);
	make_ref(b, BW_BTF_FWD, "fwd", BW_VOID);
	bw_btf_add(b, BW_BTF_INT, false, 0, make_name(b, "unsigned int"), 4, &old, 1);
	make_struct(b, "old", 4, {"x", {OLD_INT}, 0}, {"y", {OLD_INT}, 8});
	make_struct(b, "many", 800000 * 8, {"e", {MANY_ARR}, 0});
	make_array(b, MAKE_TID(INNER), MAKE_TID(U32), 800000);
	make_struct(b, "overlap", 8, {"a", {U64}, 0}, {"b", {U32}, 32});
	make_ref(b, BW_BTF_TYPEDEF, "inner_t", MAKE_TID(INNER));
}

static struct bw_btf *graph(struct make *m)
{
	struct bw_btf *b = make_btf(m), *back;
	struct bw_bytes btf;

	scalars(b);
	composites(b);
	rest(b);
	assert_int_equal(b->count, INNER_TD + 1);
	bw_btf_write(&m->arena, b, NULL, false, &btf, NULL);
	assert_int_equal(bw_btf_read(&m->arena, m->names, m->diags, bw_at_file("t"), btf,
				     (struct bw_bytes){0}, false, &back, NULL),
			 BW_OK);
	return back;
}

#define AT(type, member) offsetof(type, member) * 8, sizeof(((type *)0)->member) * 8
#define KIND(k) BW_FIELD_##k

struct want {
	uint32_t type;
	const char *path, *spelled;
	uint64_t off_bits, size_bits, count;
	enum bw_field_kind kind;
	bool is_bitfield, in_union;
};

static const struct want wants[] = {
    {U32, "", "uint32_t", 0, 32, 1, KIND(UNSIGNED), 0, 0},
    {M, "", "uint16_t[2][3]", 0, 96, 6, KIND(UNSIGNED), 0, 0},
    {INNER_ARR, "[0].tag", "uint8_t", 0, 8, 1, KIND(UNSIGNED), 0, 0},
    {INNER_ARR, "[0].n", "uint32_t", 32, 32, 1, KIND(UNSIGNED), 0, 0},
    {INNER_ARR, "[1].tag", "uint8_t", 64, 8, 1, KIND(UNSIGNED), 0, 0},
    {INNER_ARR, "[1].n", "uint32_t", 96, 32, 1, KIND(UNSIGNED), 0, 0},
    {OUTER, "c", "char", AT(struct outer, c), 1, KIND(CHAR), 0, 0},
    {OUTER, "i", "int32_t", AT(struct outer, i), 1, KIND(SIGNED), 0, 0},
    {OUTER, "arr[0].tag", "uint8_t", AT(struct outer, arr[0].tag), 1, KIND(UNSIGNED), 0, 0},
    {OUTER, "arr[0].n", "uint32_t", AT(struct outer, arr[0].n), 1, KIND(UNSIGNED), 0, 0},
    {OUTER, "arr[1].tag", "uint8_t", AT(struct outer, arr[1].tag), 1, KIND(UNSIGNED), 0, 0},
    {OUTER, "arr[1].n", "uint32_t", AT(struct outer, arr[1].n), 1, KIND(UNSIGNED), 0, 0},
    {OUTER, "u.whole", "uint64_t", AT(struct outer, u.whole), 1, KIND(UNSIGNED), 0, 1},
    {OUTER, "u.in.tag", "uint8_t", AT(struct outer, u.in.tag), 1, KIND(UNSIGNED), 0, 1},
    {OUTER, "u.bytes", "uint8_t[8]", AT(struct outer, u.bytes), 8, KIND(UNSIGNED), 0, 1},
    {OUTER, "u.in.n", "uint32_t", AT(struct outer, u.in.n), 1, KIND(UNSIGNED), 0, 1},
    {OUTER, "p", "void *", AT(struct outer, p), 1, KIND(POINTER), 0, 0},
    {OUTER, "m", "uint16_t[2][3]", AT(struct outer, m), 6, KIND(UNSIGNED), 0, 0},
    {OUTER, "b", "_Bool", AT(struct outer, b), 1, KIND(BOOL), 0, 0},
    {OUTER, "d", "double", AT(struct outer, d), 1, KIND(FLOAT), 0, 0},
    {OUTER, "e", "struct empty", AT(struct outer, e), 1, KIND(OPAQUE), 0, 0},
    {OUTER, "flex", "uint8_t[0]", offsetof(struct outer, flex) * 8, 0, 0, KIND(UNSIGNED), 0, 0},
    {PACKED, "c", "char", AT(struct packed, c), 1, KIND(CHAR), 0, 0},
    {PACKED, "x", "uint64_t", AT(struct packed, x), 1, KIND(UNSIGNED), 0, 0},
    {PACKED, "in.tag", "uint8_t", AT(struct packed, in.tag), 1, KIND(UNSIGNED), 0, 0},
    {PACKED, "in.n", "uint32_t", AT(struct packed, in.n), 1, KIND(UNSIGNED), 0, 0},
    {BITS, "a", "unsigned int", 0, 3, 1, KIND(UNSIGNED), 1, 0},
    {BITS, "b", "int32_t", 3, 13, 1, KIND(SIGNED), 1, 0},
    {BITS, "c", "unsigned int", 16, 16, 1, KIND(UNSIGNED), 1, 0},
    {BITS, "wide", "uint64_t", 64, 40, 1, KIND(UNSIGNED), 1, 0},
    {BITS, "tail", "uint8_t", AT(struct bits, tail), 1, KIND(UNSIGNED), 0, 0},
    {OLD_BITS, "x", "unsigned int", 4, 3, 1, KIND(UNSIGNED), 1, 0},
    {OLD_BITS, "y", "unsigned int", 12, 3, 1, KIND(UNSIGNED), 1, 0},
    {MANY, "e[0].tag", "uint8_t", 0, 8, 1, KIND(UNSIGNED), 0, 0},
    {MANY, "e[0].n", "uint32_t", 32, 32, 1, KIND(UNSIGNED), 0, 0},
    {MANY, "e[1..799999]", "struct inner", 64, 799999 * 64, 1, KIND(OPAQUE), 0, 0},
    {OVERLAP, "a", "uint64_t", 0, 64, 1, KIND(UNSIGNED), 0, 1},
    {OVERLAP, "b", "uint32_t", 32, 32, 1, KIND(UNSIGNED), 0, 1},
};

static void check_field(const struct bw_field *f, const struct want *w)
{
	assert_string_equal(f->path, w->path);
	assert_string_equal(f->type, w->spelled);
	assert_int_equal(f->off_bits, w->off_bits);
	assert_int_equal(f->size_bits, w->size_bits);
	assert_int_equal(f->count, w->count);
	assert_int_equal(f->kind, w->kind);
	assert_int_equal(f->is_bitfield, w->is_bitfield);
	assert_int_equal(f->in_union, w->in_union);
}

/* Rows of one type stand side by side and are all of its fields. */
static void test_fields(void **state)
{
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	for (size_t i = 0; i < BW_COUNT(wants);) {
		struct bw_layout l;
		uint32_t type = wants[i].type, n = 0;

		assert_true(bw_btf_layout(&m.arena, b, MAKE_TID(type), &l));
		assert_true(bw_layout_valid(&l));
		for (; i < BW_COUNT(wants) && wants[i].type == type; i++, n++) {
			assert_in_range(n + 1, 1, l.field_count);
			check_field(&l.field[n], &wants[i]);
		}
		assert_int_equal(n, l.field_count);
	}
	bw_arena_deinit(&m.arena);
}

static void test_sizes(void **state)
{
	static const struct {
		uint32_t type, size, align;
		const char *spelled;
	} rows[] = {
	    {INNER, sizeof(struct inner), _Alignof(struct inner), "struct inner"},
	    {EITHER, sizeof(union either), _Alignof(union either), "union either"},
	    {OUTER, sizeof(struct outer), _Alignof(struct outer), "struct outer"},
	    {PACKED, sizeof(struct packed), _Alignof(struct packed), "struct packed"},
	    {BITS, sizeof(struct bits), _Alignof(struct bits), "struct bits"},
	    {EMPTY, sizeof(struct empty), 1, "struct empty"},
	    {PTR, 8, 8, "void *"},
	    {INNER_TD, sizeof(struct inner), _Alignof(struct inner), "inner_t"},
	};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_layout l;

		assert_true(bw_btf_layout(&m.arena, b, MAKE_TID(rows[i].type), &l));
		assert_int_equal(l.size_bits, rows[i].size * 8ull);
		assert_int_equal(l.align_bytes, rows[i].align);
		assert_string_equal(l.type, rows[i].spelled);
	}
	bw_arena_deinit(&m.arena);
}

static void test_no_size(void **state)
{
	struct bw_layout l = {.type = "untouched"};
	struct make m;
	struct bw_btf *b;

	(void)state;
	make_init(&m);
	b = graph(&m);
	assert_false(bw_btf_layout(&m.arena, b, BW_VOID, &l));
	assert_false(bw_btf_layout(&m.arena, b, MAKE_TID(FWD), &l));
	assert_string_equal(l.type, "untouched");
	bw_arena_deinit(&m.arena);
}

/* Arrays of one element in one another, some 200 deep, 300 types of them in each of
 * 200 elements: their names would take a gigabyte to make, so the later elements are
 * opaque. */
static void test_much_text(void **state)
{
	struct make_member leaf[300];
	struct bw_layout l;
	struct bw_btf *b;
	struct make m;

	(void)state;
	make_init(&m);
	b = make_btf(&m);
	make_int(b, "int", 4, 1);
	for (uint32_t i = 0; i < 200; i++)
		make_array(b, MAKE_TID(i + 1), MAKE_TID(1), 1);
	for (uint32_t i = 0; i < BW_COUNT(leaf); i++) {
		leaf[i] = (struct make_member){"x", {0}, i * 32};
		leaf[i].type = make_array(b, MAKE_TID(201 - i % 20), MAKE_TID(1), 1);
	}
	make_composite(b, BW_BTF_STRUCT, false, "leaves", sizeof(leaf) / sizeof(*leaf) * 4, leaf,
		       BW_COUNT(leaf));
	make_array(b, MAKE_TID(b->count - 1), MAKE_TID(1), 200);
	assert_true(bw_btf_layout(&m.arena, b, MAKE_TID(b->count - 1), &l));
	assert_true(bw_layout_valid(&l));
	assert_string_equal(l.field[299].path, "[0].x");
	assert_int_equal(l.field[299].kind, BW_FIELD_SIGNED);
	assert_in_range(l.field_count, 300, 200 * 300 - 1);
	assert_string_equal(l.field[l.field_count - 1].path, "[199]");
	assert_int_equal(l.field[l.field_count - 1].kind, BW_FIELD_OPAQUE);
	bw_arena_deinit(&m.arena);
}

static void test_holes(void **state)
{
	struct bw_hole *hole;
	struct bw_layout l;
	struct make m;

	(void)state;
	make_init(&m);
	assert_true(bw_btf_layout(&m.arena, graph(&m), MAKE_TID(OUTER), &l));
	assert_int_equal(bw_layout_holes(&m.arena, &l, &hole), 5);
	assert_int_equal(hole[0].off_bits, 8);
	assert_int_equal(hole[0].size_bits, 24);
	assert_string_equal(hole[0].after, "c");
	assert_string_equal(hole[1].after, "arr[0].tag");
	assert_string_equal(hole[2].after, "arr[1].tag");
	assert_string_equal(hole[3].after, "m");
	assert_int_equal(hole[3].size_bits,
			 (offsetof(struct outer, b) - offsetof(struct outer, m) - 12) * 8);
	assert_string_equal(hole[4].after, "b");
	bw_arena_deinit(&m.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fields),    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_no_size),   cmocka_unit_test(test_holes),
	    cmocka_unit_test(test_much_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
