/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading and writing: every kind in both byte orders, and every way to be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "btf/btf_make.h"

#define HEADER_BYTES 24u

static int setup(void **state)
{
	struct make *m = calloc(1, sizeof(*m));

	make_init(m);
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	struct make *m = *state;

	bw_arena_deinit(&m->arena);
	free(m);
	return 0;
}

/* The id of the only finding, or "" when the input was read. */
static const char *verdict(struct make *m, struct bw_bytes btf, struct bw_bytes ext, bool big)
{
	struct bw_diags *d = bw_diags_create(&m->arena);
	struct bw_btf *b = NULL;
	struct bw_ext e = {0};
	enum bw_status st =
	    bw_btf_read(&m->arena, m->names, d, bw_at_file("t.o"), btf, ext, big, &b, &e);

	assert_int_equal(d->list.n, st != BW_OK);
	assert_int_equal(b != NULL, st == BW_OK);
	if (!st)
		return "";
	assert_int_equal(bw_code_info(d->list.v[0].code)->status, st);
	assert_string_equal(d->list.v[0].where.file, "t.o");
	assert_non_null(d->list.v[0].where.section);
	return bw_code_info(d->list.v[0].code)->name;
}

static struct bw_bytes bytes_of(struct make *m, const struct bw_btf *b, bool big)
{
	struct bw_bytes btf;

	bw_btf_write(&m->arena, b, NULL, big, &btf, NULL);
	return btf;
}

static const char *verdict_of(struct make *m, const struct bw_btf *b)
{
	return verdict(m, bytes_of(m, b, false), (struct bw_bytes){0}, false);
}

static struct bw_ext make_ext(struct make *m, struct bw_btf *b)
{
	struct bw_ext_sec *sec = BW_NEW_ARRAY(&m->arena, struct bw_ext_sec, 2);

	sec[0] = (struct bw_ext_sec){make_name(b, "xdp"), 2, 2, 1, NULL, NULL, NULL};
	sec[0].func = BW_NEW_ARRAY(&m->arena, struct bw_func_info, 2);
	sec[0].func[0] = (struct bw_func_info){0, {13}};
	sec[0].func[1] = (struct bw_func_info){7, {13}};
	sec[0].line = BW_NEW_ARRAY(&m->arena, struct bw_line_info, 2);
	sec[0].line[0] =
	    (struct bw_line_info){0, make_name(b, "a.c"), make_name(b, "int x;"), 5 << 10 | 3};
	sec[0].line[1] = (struct bw_line_info){8, make_name(b, "a.c"), BW_SYM_NONE, 6 << 10};
	sec[0].core = BW_NEW_ARRAY(&m->arena, struct bw_core_relo, 1);
	sec[0].core[0] = (struct bw_core_relo){3, {4}, make_name(b, "0:1"), 2};
	sec[1] = (struct bw_ext_sec){make_name(b, ".text"), 1, 0, 0, sec[0].func, NULL, NULL};
	return (struct bw_ext){2, sec};
}

static void same_ext(const struct bw_ext *x, const struct bw_ext *y)
{
	assert_int_equal(x->sec_count, y->sec_count);
	for (uint32_t i = 0; i < x->sec_count; i++) {
		const struct bw_ext_sec *a = &x->sec[i], *b = &y->sec[i];

		assert_int_equal(a->name.id, b->name.id);
		assert_int_equal(a->func_count, b->func_count);
		assert_int_equal(a->line_count, b->line_count);
		assert_int_equal(a->core_count, b->core_count);
		if (a->func_count)
			assert_memory_equal(a->func, b->func, a->func_count * sizeof(*a->func));
		if (a->line_count)
			assert_memory_equal(a->line, b->line, a->line_count * sizeof(*a->line));
		if (a->core_count)
			assert_memory_equal(a->core, b->core, a->core_count * sizeof(*a->core));
	}
}

static void test_round_trip(void **state)
{
	struct make *m = *state;
	struct bw_btf *b = make_all_kinds(m);
	struct bw_ext ext = make_ext(m, b);

	for (int big = 0; big < 2; big++) {
		struct bw_bytes btf, e, btf2, e2;
		struct bw_btf *back;
		struct bw_ext back_ext;

		bw_btf_write(&m->arena, b, &ext, big, &btf, &e);
		assert_int_equal(btf.p[0], big ? 0xeb : 0x9f);
		assert_int_equal(bw_btf_read(&m->arena, m->names, m->diags, bw_at_file("t.o"), btf,
					     e, big, &back, &back_ext),
				 BW_OK);
		assert_int_equal(back->count, b->count);
		assert_int_equal(back->word.n, b->word.n);
		assert_memory_equal(back->word.v, b->word.v, b->word.n * 4);
		assert_memory_equal(back->first_word.v, b->first_word.v, b->count * 4);
		same_ext(&back_ext, &ext);
		bw_btf_write(&m->arena, back, &back_ext, big, &btf2, &e2);
		assert_int_equal(btf.n, btf2.n);
		assert_memory_equal(btf.p, btf2.p, btf.n);
		assert_int_equal(e.n, e2.n);
		assert_memory_equal(e.p, e2.p, e.n);
	}
}

/* Strings in order of first use, each once; the empty one first. */
static void test_strings(void **state)
{
	static const char want[] = "\0zz\0int\0a";
	struct make *m = *state;
	struct bw_btf *b = make_btf(m);
	struct bw_bytes btf;

	make_name(b, "never used");
	make_struct(b, "zz", 8, {"int", {2}, 0}, {"a", {2}, 32});
	make_int(b, "int", 4, 1);
	btf = bytes_of(m, b, false);
	assert_int_equal(bw_get32(btf.p + 20, false), sizeof(want));
	assert_memory_equal(btf.p + btf.n - sizeof(want), want, sizeof(want));
	bw_btf_write(&m->arena, b, &(struct bw_ext){0}, false, &btf, &btf);
	assert_int_equal(btf.n, 0);
}

/* ---- one word of one record changed; records as in make_all_kinds() ---- */

#define INFO(kind, kflag, vlen) ((uint32_t)(kflag) << 31 | (uint32_t)BW_BTF_##kind << 24 | (vlen))

static const struct {
	const char *why;
	uint32_t id, word, value;
	const char *want;
} record_rows[] = {
    {"nothing wrong", 1, 2, 4, ""},
    {"kind 0", 20, 1, 0, "BTF_KIND"},
    {"kind 20", 20, 1, 20u << 24, "BTF_KIND"},
    {"vlen past the end", 20, 1, INFO(STRUCT, 1, 3), "BTF_TRUNCATED"},
    {"largest vlen", 20, 1, INFO(STRUCT, 1, 0xffff), "BTF_TRUNCATED"},
    {"last record too short", 20, 1, INFO(STRUCT, 1, 1), "BTF_KIND"},
    {"vlen of a pointer", 2, 1, INFO(PTR, 0, 1), "BTF_INFO"},
    {"flag of a pointer", 2, 1, INFO(PTR, 1, 0), "BTF_INFO"},
    {"reserved bit 16", 2, 1, INFO(PTR, 0, 0) | 1u << 16, "BTF_INFO"},
    {"reserved bit 29", 2, 1, INFO(PTR, 0, 0) | 1u << 29, "BTF_INFO"},
    {"flag of a tag (6.14)", 18, 1, INFO(TYPE_TAG, 1, 0), ""},
    {"name out of range", 1, 0, 0xffffff, "BTF_STRING_OFFSET"},
    {"member name out of range", 4, 3, 0x10000, "BTF_STRING_OFFSET"},
    {"enum name out of range", 6, 3, 0x10000, "BTF_STRING_OFFSET"},
    {"pointer to no type", 2, 2, 21, "BTF_TYPE_ID"},
    {"member of no type", 4, 4, 999, "BTF_TYPE_ID"},
    {"parameter of no type", 12, 4, 0x80000000, "BTF_TYPE_ID"},
    {"index of no type", 3, 4, 21, "BTF_TYPE_ID"},
    {"variable of no type", 15, 3, 21, "BTF_TYPE_ID"},
    {"function of an int", 13, 2, 1, "BTF_REF"},
    {"function of void", 13, 2, 0, "BTF_REF"},
    {"section of an int", 15, 3, 1, "BTF_REF"},
    {"section of a function", 15, 3, 13, ""},
    {"pointer to a function", 2, 2, 13, "BTF_REF"},
    {"member is a variable", 4, 4, 14, "BTF_REF"},
    {"return is a section", 12, 2, 15, "BTF_REF"},
    {"tag on an int", 17, 2, 1, "BTF_REF"},
    {"pointer with a name", 2, 0, 1, "BTF_NAME"},
    {"array with a name", 3, 0, 1, "BTF_NAME"},
    {"typedef without", 8, 0, 0, "BTF_NAME"},
    {"variable without", 14, 0, 0, "BTF_NAME"},
    {"function without (gcc 12)", 13, 0, 0, ""},
    {"int of more bits than bytes", 1, 3, 33, "BTF_SIZE"},
    {"int of 0 bytes", 1, 2, 0, "BTF_SIZE"},
    {"int with unknown bits", 1, 3, 32 | 1u << 8, "BTF_SIZE"},
    {"float of 3 bytes", 16, 2, 3, "BTF_SIZE"},
    {"enum of 3 bytes", 6, 2, 3, "BTF_SIZE"},
    {"enum of 16 bytes", 19, 2, 16, "BTF_SIZE"},
    {"size of a FWD (gcc 12)", 7, 2, 8, ""},
    {"member past the end", 4, 8, 72, "BTF_MEMBER"},
    {"member far past the end", 4, 8, UINT32_MAX - 7, "BTF_MEMBER"},
    {"members out of order", 4, 5, 72, "BTF_MEMBER"},
    {"member at bit 1", 4, 5, 1, "BTF_MEMBER"},
    {"union member at byte 1", 5, 8, 8, "BTF_MEMBER"},
    {"bit-field of 33 bits", 20, 5, 33u << 24, "BTF_MEMBER"},
    {"bit-field past the end", 20, 8, 5u << 24 | 28, "BTF_MEMBER"},
    {"bit-field of a struct", 20, 4, 4, "BTF_MEMBER"},
    {"member of a FWD", 4, 4, 7, "BTF_NO_SIZE"},
    {"member of void", 4, 4, 0, "BTF_NO_SIZE"},
    {"member of a prototype", 4, 4, 12, "BTF_NO_SIZE"},
    {"array of a FWD", 3, 3, 7, "BTF_NO_SIZE"},
    {"array of void", 3, 3, 0, "BTF_NO_SIZE"},
    {"const of itself", 10, 2, 10, "BTF_CYCLE"},
    {"pointer, restrict, pointer", 2, 2, 11, "BTF_CYCLE"},
    {"array of itself", 3, 3, 3, "BTF_CYCLE"},
    {"struct in itself", 4, 4, 4, "BTF_SELF"},
    {"struct in itself by typedef", 4, 4, 8, "BTF_SELF"},
    {"union in itself", 5, 4, 5, "BTF_SELF"},
    {"linkage of a function", 13, 1, INFO(FUNC, 0, 3), "BTF_LINKAGE"},
    {"linkage of a variable", 14, 3, 3, "BTF_LINKAGE"},
    {"extern function", 13, 1, INFO(FUNC, 0, 2), ""},
    {"extern variable", 14, 3, 2, ""},
    {"tag on parameter 2 of 2", 17, 3, 2, "BTF_TAG"},
    {"tag on parameter -2", 17, 3, (uint32_t)-2, "BTF_TAG"},
    {"tag on a function", 17, 3, (uint32_t)-1, ""},
    {"tag on component of a typedef", 17, 2, 8, "BTF_TAG"},
    {"array of 4 GiB", 3, 5, 1u << 30, "BTF_ARRAY"},
    {"index is a struct", 3, 4, 4, "BTF_ARRAY"},
    {"index is void (gcc 12)", 3, 4, 0, ""},
    {"array of no elements", 3, 5, 0, ""},
    {"section of size 0", 15, 2, 0, ""},
    {"struct of size 0", 4, 2, 0, "BTF_MEMBER"},
};

static void test_records(void **state)
{
	struct make *m = *state;
	const struct bw_btf *b = make_all_kinds(m);

	for (int big = 0; big < 2; big++) {
		for (size_t i = 0; i < BW_COUNT(record_rows); i++) {
			struct bw_bytes btf = bytes_of(m, b, big);
			uint32_t word = b->first_word.v[record_rows[i].id] + record_rows[i].word;
			const char *got;

			bw_put32((uint8_t *)btf.p + HEADER_BYTES + word * 4, record_rows[i].value,
				 big);
			got = verdict(m, btf, (struct bw_bytes){0}, big);
			if (strcmp(got, record_rows[i].want) != 0)
				fail_msg("%s: %s, not %s", record_rows[i].why, got,
					 record_rows[i].want);
		}
	}
}

/* ---- the header ---- */

static void test_header(void **state)
{
	static const struct {
		uint32_t off, bytes, value;
		const char *want;
	} rows[] = {
	    {0, 2, 0x1234, "BTF_MAGIC"},
	    {0, 2, 0xeb9f, ""},
	    {0, 2, 0x9feb, "BTF_BYTE_ORDER"},
	    {2, 1, 2, "BTF_VERSION"},
	    {3, 1, 1, "BTF_VERSION"},
	    {4, 4, 23, "BTF_HEADER"},
	    {4, 4, 0x7fffffff, "BTF_HEADER"},
	    {4, 4, 28, "BTF_HEADER"},
	    {8, 4, 2, "BTF_SECTIONS"},
	    {8, 4, 0xfffffffc, "BTF_SECTIONS"},
	    {12, 4, 0xfffffffc, "BTF_SECTIONS"},
	    {12, 4, 0, ""},
	    {16, 4, 4, "BTF_SECTIONS"},
	    {16, 4, 0xffffffff, "BTF_SECTIONS"},
	    {20, 4, 0, "BTF_STRINGS"},
	    {20, 4, 0xffffffff, "BTF_SECTIONS"},
	    {20, 4, 2, "BTF_STRINGS"},
	};
	struct make *m = *state;
	const struct bw_btf *b = make_all_kinds(m);

	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_bytes btf = bytes_of(m, b, false);

		for (uint32_t n = 0; n < rows[i].bytes; n++)
			((uint8_t *)btf.p)[rows[i].off + n] = (uint8_t)(rows[i].value >> n * 8);
		assert_string_equal(verdict(m, btf, (struct bw_bytes){0}, false), rows[i].want);
	}
}

static void test_truncated(void **state)
{
	struct make *m = *state;
	const struct bw_btf *b = make_all_kinds(m);
	struct bw_bytes btf = bytes_of(m, b, false);

	for (size_t n = 0; n < btf.n; n++) {
		struct bw_bytes cut = {bw_memdup(&m->arena, btf.p, n), n};

		assert_string_not_equal(verdict(m, cut, (struct bw_bytes){0}, false), "");
	}
	assert_string_equal(verdict(m, (struct bw_bytes){btf.p, 23}, (struct bw_bytes){0}, false),
			    "BTF_HEADER");
	assert_string_equal(
	    verdict(m, (struct bw_bytes){btf.p, btf.n - 1}, (struct bw_bytes){0}, false),
	    "BTF_SECTIONS");
	((uint8_t *)btf.p)[btf.n - 1] = 'x';
	assert_string_equal(verdict(m, btf, (struct bw_bytes){0}, false), "BTF_STRINGS");
	((uint8_t *)btf.p)[btf.n - 1] = '\0';
	((uint8_t *)btf.p)[HEADER_BYTES + b->word.n * 4] = 'x';
	assert_string_equal(verdict(m, btf, (struct bw_bytes){0}, false), "BTF_STRINGS");
}

/* A header longer than known is fine as long as it says nothing. */
static void test_longer_header(void **state)
{
	struct make *m = *state;
	struct bw_bytes btf = bytes_of(m, make_all_kinds(m), false);
	uint8_t *p = bw_alloc(&m->arena, btf.n + 8);

	memcpy(p, btf.p, HEADER_BYTES);
	memcpy(p + HEADER_BYTES + 8, btf.p + HEADER_BYTES, btf.n - HEADER_BYTES);
	bw_put32(p + 4, HEADER_BYTES + 8, false);
	assert_string_equal(
	    verdict(m, (struct bw_bytes){p, btf.n + 8}, (struct bw_bytes){0}, false), "");
	p[HEADER_BYTES + 7] = 1;
	assert_string_equal(
	    verdict(m, (struct bw_bytes){p, btf.n + 8}, (struct bw_bytes){0}, false), "BTF_HEADER");
}

/* A name may start inside another string. */
static void test_shared_string_tail(void **state)
{
	struct make *m = *state;
	struct bw_btf *b = make_btf(m), *back;
	struct bw_bytes btf;

	make_int(b, "prefix", 4, 0);
	btf = bytes_of(m, b, false);
	bw_put32((uint8_t *)btf.p + HEADER_BYTES, 4, false);
	assert_int_equal(bw_btf_read(&m->arena, m->names, m->diags, bw_at_file("t.o"), btf,
				     (struct bw_bytes){0}, false, &back, NULL),
			 BW_OK);
	assert_string_equal(bw_btf_str(back, MAKE_TID(1)), "fix");
}

/* ---- limits ---- */

static const char *nested_structs(struct make *m, uint32_t depth)
{
	struct bw_btf *b = make_btf(m);

	make_int(b, "int", 4, 1);
	for (uint32_t i = 1; i < depth; i++)
		make_struct(b, "s", 4, {"x", {i}, 0});
	return verdict_of(m, b);
}

static const char *chained(struct make *m, uint32_t depth, bool forward)
{
	struct bw_btf *b = make_btf(m);

	for (uint32_t i = 1; i <= depth; i++)
		make_ref(b, BW_BTF_CONST, "", MAKE_TID(forward ? (i + 1) % (depth + 1) : i - 1));
	return verdict_of(m, b);
}

static const char *doubling_unions(struct make *m, uint32_t depth)
{
	struct bw_btf *b = make_btf(m);

	make_int(b, "int", 4, 1);
	for (uint32_t i = 1; i <= depth; i++)
		make_union(b, "u", 4, {"x", {i}, 0}, {"y", {i}, 0});
	return verdict_of(m, b);
}

static void test_depth(void **state)
{
	struct make *m = *state;

	assert_string_equal(nested_structs(m, 256), "");
	assert_string_equal(nested_structs(m, 257), "BTF_DEPTH");
	assert_string_equal(nested_structs(m, 100000), "BTF_DEPTH");
	for (int forward = 0; forward < 2; forward++) {
		assert_string_equal(chained(m, 256, forward), "");
		assert_string_equal(chained(m, 257, forward), "BTF_DEPTH");
		assert_string_equal(chained(m, 100000, forward), "BTF_DEPTH");
	}
	assert_string_equal(doubling_unions(m, 18), "");
	assert_string_equal(doubling_unions(m, 20), "BTF_DEPTH");
	assert_string_equal(doubling_unions(m, 200), "BTF_DEPTH");
}

static void test_count(void **state)
{
	struct make *m = *state;
	struct bw_btf *b = make_btf(m);

	for (uint32_t i = 0; i < 0xfffff; i++)
		make_ref(b, BW_BTF_PTR, "", BW_VOID);
	assert_string_equal(verdict_of(m, b), "");
	make_ref(b, BW_BTF_PTR, "", BW_VOID);
	assert_string_equal(verdict_of(m, b), "BTF_COUNT");
}

/* ---- .BTF.ext ---- */

/* Words of the section make_ext() writes: header 0-7; functions 8 (size) 9 (name)
 * 10 (count) 11-14 (records), .text 15-18; lines 19 20 21 22-29; CO-RE 30 31 32 33-36. */
static const struct {
	const char *why;
	uint32_t word, value;
	const char *want;
} ext_rows[] = {
    {"nothing wrong", 8, 8, ""},
    {"magic", 0, 0x0001eb9e, "BTF_EXT_HEADER"},
    {"byte order", 0, 0x00019feb, "BTF_EXT_HEADER"},
    {"version", 0, 0x0002eb9f, "BTF_EXT_VERSION"},
    {"flags", 0, 0x0101eb9f, "BTF_EXT_VERSION"},
    {"header too short", 1, 20, "BTF_EXT_HEADER"},
    {"header too long", 1, 0x10000, "BTF_EXT_HEADER"},
    {"table misaligned", 2, 2, "BTF_EXT_RANGE"},
    {"table outside", 2, 0x10000, "BTF_EXT_RANGE"},
    {"table too long", 3, 0xfffffffc, "BTF_EXT_RANGE"},
    {"table of 2 bytes", 3, 2, "BTF_EXT_RANGE"},
    {"table ends in a header", 3, 4 + 24 + 4, "BTF_EXT_RANGE"},
    {"record too small", 8, 4, "BTF_EXT_RECORD"},
    {"record of odd size", 8, 10, "BTF_EXT_RECORD"},
    {"records too large", 8, 1u << 31, "BTF_EXT_RANGE"},
    {"no records", 10, 0, "BTF_EXT_RECORD"},
    {"too many records", 10, 9, "BTF_EXT_RANGE"},
    {"count overflows", 10, 0x80000001, "BTF_EXT_RANGE"},
    {"section name", 9, 0x10000, "BTF_EXT_STRING"},
    {"file name", 23, 0x10000, "BTF_EXT_STRING"},
    {"line text", 24, 0x10000, "BTF_EXT_STRING"},
    {"access string", 35, 0x10000, "BTF_EXT_STRING"},
    {"function inside an instruction", 13, 60, "BTF_EXT_OFFSET"},
    {"functions out of order", 13, 0, "BTF_EXT_OFFSET"},
    {"first function not at 0", 11, 8, ""},
    {"lines out of order", 26, 0, "BTF_EXT_OFFSET"},
    {"CO-RE inside an instruction", 33, 4, "BTF_EXT_OFFSET"},
    {"function of an int", 12, 1, "BTF_EXT_TYPE"},
    {"function of no type", 12, 21, "BTF_EXT_TYPE"},
    {"CO-RE of no type", 34, 21, "BTF_EXT_TYPE"},
};

static void test_ext(void **state)
{
	struct make *m = *state;
	struct bw_btf *b = make_all_kinds(m);
	struct bw_ext ext = make_ext(m, b);

	for (size_t i = 0; i < BW_COUNT(ext_rows); i++) {
		struct bw_bytes btf, e;
		const char *got;

		bw_btf_write(&m->arena, b, &ext, false, &btf, &e);
		assert_int_equal(e.n, 37 * 4);
		bw_put32((uint8_t *)e.p + ext_rows[i].word * 4, ext_rows[i].value, false);
		got = verdict(m, btf, e, false);
		if (strcmp(got, ext_rows[i].want) != 0)
			fail_msg("%s: %s, not %s", ext_rows[i].why, got, ext_rows[i].want);
	}
}

static void test_ext_truncated(void **state)
{
	struct make *m = *state;
	struct bw_btf *b = make_all_kinds(m);
	struct bw_ext ext = make_ext(m, b);
	struct bw_bytes btf, e;

	bw_btf_write(&m->arena, b, &ext, false, &btf, &e);
	for (size_t n = 1; n < e.n; n++) {
		struct bw_bytes cut = {bw_memdup(&m->arena, e.p, n), n};

		assert_string_not_equal(verdict(m, btf, cut, false), "");
	}
}

/* Records that a later compiler made longer are cut; a header of before CO-RE
 * has two tables. */
static void test_ext_versions(void **state)
{
	static const uint32_t words[] = {
	    0x0001eb9f, 24, 0, 24, 24, 0, /* header: functions at 0, no lines */
	    12,		1,  1, 8,  13, 0xffffffff,
	};
	struct make *m = *state;
	struct bw_btf *b = make_all_kinds(m), *back;
	struct bw_bytes btf = bytes_of(m, b, false);
	uint8_t *p = bw_alloc(&m->arena, sizeof(words));
	struct bw_ext ext;

	for (size_t i = 0; i < BW_COUNT(words); i++)
		bw_put32(p + i * 4, words[i], false);
	assert_int_equal(bw_btf_read(&m->arena, m->names, m->diags, bw_at_file("t.o"), btf,
				     (struct bw_bytes){p, sizeof(words)}, false, &back, &ext),
			 BW_OK);
	assert_int_equal(ext.sec_count, 1);
	assert_int_equal(ext.sec[0].func_count, 1);
	assert_int_equal(ext.sec[0].func[0].off_insns, 1);
	assert_int_equal(ext.sec[0].func[0].type.i, 13);
	assert_int_equal(ext.sec[0].core_count, 0);
}

/* Each allocation that can fail unwinds and leaves nothing behind. */
struct protected_read {
	struct make make;
	struct bw_bytes btf, ext;
};

static void read_protected(void *arg)
{
	struct protected_read *r = arg;

	make_init(&r->make);
	assert_string_equal(verdict(&r->make, r->btf, r->ext, false), "");
}

static void test_out_of_memory(void **state)
{
	struct make *m = *state;
	struct bw_btf *b = make_all_kinds(m);
	struct bw_ext ext = make_ext(m, b);
	struct protected_read r = {0};
	uint64_t failed = 0;
	bool done = false;

	bw_btf_write(&m->arena, b, &ext, false, &r.btf, &r.ext);
	while (!done) {
		bw_fail_alloc_at(++failed);
		done = bw_protect(read_protected, &r);
		bw_fail_alloc_at(0);
		bw_arena_deinit(&r.make.arena);
	}
	assert_true(failed > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_strings, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_records, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_header, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_truncated, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_longer_header, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_shared_string_tail, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_count, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_ext, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_ext_truncated, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_ext_versions, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_out_of_memory, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
