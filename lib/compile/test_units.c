/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that run no compiler: depfiles, messages, the bitcode header. */
#include "compile/compile.h"
#include "compile/compile_bitcode.h"
#include "compile/compile_deps.h"
#include "compile/compile_text.h"

#include <setjmp.h>

#include <cmocka.h>

static struct bw_arena arena;

static int teardown(void **state)
{
	(void)state;
	bw_arena_deinit(&arena);
	return 0;
}

static struct bw_bytes bytes(const char *s)
{
	return (struct bw_bytes){(const uint8_t *)s, strlen(s)};
}

/* Rules as clang writes them, and the names that they mean. */
static void test_deps_parse(void **state)
{
	static const struct {
		const char *text;
		const char *want[4];
	} rows[] = {
	    {"bpfweld: a.c b.h\n", {"a.c", "b.h"}},
	    {"bpfweld: a.c \\\n  b.h \\\r\n c.h\n", {"a.c", "b.h", "c.h"}},
	    {"bpfweld: my\\ file.c x\\#y.h $$z.h\n", {"my file.c", "x#y.h", "$z.h"}},
	    {"bpfweld: a\\\\\\ b.c\n", {"a\\ b.c"}},
	    {"bpfweld: a\\b.c dir\\\\c.h\n", {"a\\b.c", "dir\\\\c.h"}},
	    {"bpfweld: a.c\\\n b.h", {"a.c", "b.h"}},
	    {"bpfweld: a.c\nother: b.c\n", {"a.c"}},
	    {"bpfweld:", {NULL}},
	    {"no rule", {NULL}},
	    {"", {NULL}},
	    {"bpfweld: end\\", {"end\\"}},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_deps d = {.arena = &arena};
		uint32_t n = 0;

		bw_deps_parse(&d, bytes(rows[i].text));
		while (n < BW_COUNT(rows[i].want) && rows[i].want[n])
			n++;
		assert_int_equal(d.list.n, n);
		for (uint32_t k = 0; k < n; k++)
			assert_string_equal(d.list.v[k], rows[i].want[k]);
	}
}

/* What is spelled is read back as the same name. */
static void test_deps_spell(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
	    {"a.c", "a.c"},	  {"my file.c", "my\\ file.c"},
	    {"x#y", "x\\#y"},	  {"$z", "$$z"},
	    {"a\\b", "a\\b"},	  {"a\\ b", "a\\\\\\ b"},
	    {" lead", "\\ lead"}, {"a  b", "a\\ \\ b"},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_sb b = bw_sb_in(&arena);
		struct bw_deps d = {.arena = &arena};

		bw_deps_spell(&b, rows[i].name);
		assert_string_equal(bw_sb_str(&b), rows[i].want);
		bw_deps_parse(&d, bytes(bw_printf(&arena, "bpfweld: %s\n", bw_sb_str(&b))));
		assert_int_equal(d.list.n, 1);
		assert_string_equal(d.list.v[0], rows[i].name);
	}
}

static void test_depfile(void **state)
{
	static const char *const a[] = {"a.c", "x.h"}, *const b[] = {"b.c", "x.h"};
	static const char *const more[] = {"a.c", "t.yaml"}, *const odd[] = {"new\nline.h"};
	const struct bw_compiled c[] = {{.dep = a, .dep_n = 2}, {.dep = b, .dep_n = 2}};
	struct bw_diags *d = bw_diags_create(&arena);
	struct bw_bytes text = {0};

	(void)state;
	assert_int_equal(bw_compile_depfile(&arena, d, "o ut.o", c, 2, more, 2, &text), BW_OK);
	assert_string_equal(bw_strndup(&arena, (const char *)text.p, text.n),
			    "o\\ ut.o: \\\n  a.c \\\n  x.h \\\n  b.c \\\n  t.yaml\n");
	assert_int_equal(bw_compile_depfile(&arena, d, "out.o", c, 2, odd, 1, &text),
			 BW_UNSUPPORTED);
	assert_int_equal(d->list.v[0].code, BW_D_DEP_NAME);
}

/* Messages of LLVM 19 as they come. */
static void test_llvm_text(void **state)
{
	static const struct {
		const char *in, *file;
		uint32_t line, col;
		const char *symbol, *text, *more;
		bool fix;
	} rows[] = {
	    {"t.c:1:29: in function sd i32 (i32, i32): unsupported signed division, please.\n",
	     "t.c", 1, 29, "sd", "unsupported signed division, please.", NULL, true},
	    {"<unknown>:0:0: in function va i32 (i32, ...): variadic functions are not supported",
	     NULL, 0, 0, "va", "variadic functions are not supported", NULL, true},
	    {"<inline asm>:1:2: invalid register/token name\n\tfrob r1\n\t^\n", "<inline asm>", 1,
	     2, NULL, "invalid register/token name", "\tfrob r1\n\t^", false},
	    {"Cannot select: 0x5605f4068990: ch = vaend 0x5605f4068920:1, 0x5605f4068990, t "
	     "2.c:2:63\n"
	     "  0x5605f4068760: i64 = FrameIndex<0>\nIn function: va\n",
	     "t 2.c", 2, 63, "va", "Cannot select: t1: ch = vaend t2:1, t1, t 2.c:2:63",
	     "  t3: i64 = FrameIndex<0>\nIn function: va", false},
	    {"a:b.c:7:8: plain", "a:b.c", 7, 8, NULL, "plain", NULL, false},
	    {"in function without end", NULL, 0, 0, NULL, "in function without end", NULL, false},
	    {"", NULL, 0, 0, NULL, "", NULL, false},
	    {"x:99999999999999999999:1: y", "x", 999999999, 1, NULL, "y", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_llvm_text t = bw_llvm_text(&arena, rows[i].in);

		assert_string_equal(t.text, rows[i].text);
		assert_string_equal(t.where.src_file ? t.where.src_file : "",
				    rows[i].file ? rows[i].file : "");
		assert_true(rows[i].line > 99999999 || t.where.src_line == rows[i].line);
		assert_int_equal(t.where.src_col, rows[i].col);
		assert_string_equal(t.where.symbol ? t.where.symbol : "",
				    rows[i].symbol ? rows[i].symbol : "");
		assert_string_equal(t.more ? t.more : "", rows[i].more ? rows[i].more : "");
		assert_int_equal(t.fix != NULL, rows[i].fix);
	}
}

static void test_clang_notes(void **state)
{
	static const char text[] = "In file included from a.c:1:\n"
				   "./x.h:3:5: error: unknown type name 'foo'\n"
				   "    3 |     foo bar;\n"
				   "      |     ^\n"
				   "./x.h:9:1: note: declared here\n"
				   "clang: error: nothing more\n";
	struct bw_diags *d = bw_diags_create(&arena);
	const struct bw_diag *x;

	(void)state;
	assert_int_equal(bw_report(d, BW_D_CLANG_ERRORS, bw_at_file("a.c"), "no"), BW_MALFORMED);
	bw_clang_notes(d, &arena, bytes(text));
	x = &d->list.v[0];
	assert_int_equal(x->notes.n, 4);
	assert_string_equal(x->notes.v[0].text, "In file included from a.c:1:");
	assert_string_equal(x->notes.v[1].text, "error: unknown type name 'foo'");
	assert_string_equal(x->notes.v[1].where.src_file, "./x.h");
	assert_int_equal(x->notes.v[1].where.src_line, 3);
	assert_int_equal(x->notes.v[1].where.src_col, 5);
	assert_string_equal(x->notes.v[1].where.src_text, "    foo bar;");
	assert_null(x->notes.v[2].where.src_text);
	assert_string_equal(x->notes.v[3].text, "clang: error: nothing more");
}

/* The start of what clang 19.1.7 writes for an empty file. */
static const uint8_t clang19[] = {
    0x42, 0x43, 0xc0, 0xde, 0x35, 0x14, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x62, 0x0c, 0x30, 0x24,
    0x4a, 0x59, 0xbe, 0x66, 0xdd, 0xfb, 0xb5, 0xbf, 0x0b, 0x51, 0x80, 0x4c, 0x01, 0x00, 0x00, 0x00,
};

static void test_identify(void **state)
{
	static const uint8_t wrapper[20] = {0xde, 0xc0, 0x17, 0x0b,	      0, 0, 0, 0, 20,
					    0,	  0,	0,    sizeof(clang19)};
	uint8_t wrapped[sizeof(wrapper) + sizeof(clang19)];
	struct bw_bitcode_id id = {0};

	(void)state;
	assert_true(bw_bitcode_identify(clang19, sizeof(clang19), &id));
	assert_string_equal(id.producer, "LLVM19.1.7");
	assert_int_equal(id.epoch, 0);
	memcpy(wrapped, wrapper, sizeof(wrapper));
	memcpy(wrapped + sizeof(wrapper), clang19, sizeof(clang19));
	id = (struct bw_bitcode_id){0};
	assert_true(bw_bitcode_identify(wrapped, sizeof(wrapped), &id));
	assert_string_equal(id.producer, "LLVM19.1.7");
	wrapped[8] = 0xff; /* an offset past the end */
	assert_false(bw_bitcode_identify(wrapped, sizeof(wrapped), &id));
	assert_false(bw_bitcode_is((const uint8_t *)"BC", 2));
}

/* Cut anywhere, and with any one bit wrong: an answer, never a read outside. */
static void test_identify_broken(void **state)
{
	struct bw_bitcode_id id;

	(void)state;
	for (size_t n = 0; n < sizeof(clang19); n++) {
		uint8_t *cut = bw_memdup(&arena, clang19, n);

		if (bw_bitcode_identify(cut, n, &id))
			assert_true(n >= 28);
	}
	for (size_t bit = 0; bit < sizeof(clang19) * 8; bit++) {
		uint8_t *odd = bw_memdup(&arena, clang19, sizeof(clang19));

		odd[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (bw_bitcode_identify(odd, sizeof(clang19), &id))
			assert_true(strlen(id.producer) < sizeof(id.producer));
	}
}

static void test_major(void **state)
{
	static const struct {
		const char *producer;
		unsigned want;
	} rows[] = {
	    {"LLVM19.1.7", 19},	   {"LLVM14.0.6-rust-1.64.0-stable", 14},
	    {"LLVM20.0.0git", 20}, {"APPLE_1_1500", 0},
	    {"LLVM", 0},	   {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		assert_int_equal(bw_bitcode_major(rows[i].producer), rows[i].want);
}

static void test_kind(void **state)
{
	(void)state;
	assert_int_equal(bw_compile_kind_of("a/b.bpf.c"), BW_COMPILE_C);
	assert_int_equal(bw_compile_kind_of("x.ll"), BW_COMPILE_IR);
	assert_int_equal(bw_compile_kind_of("x.bc"), BW_COMPILE_IR);
	assert_int_equal(bw_compile_kind_of("x.o"), BW_COMPILE_NONE);
	assert_int_equal(bw_compile_kind_of("dir.c/x"), BW_COMPILE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_deps_parse),
	    cmocka_unit_test(test_deps_spell),
	    cmocka_unit_test(test_depfile),
	    cmocka_unit_test(test_llvm_text),
	    cmocka_unit_test(test_clang_notes),
	    cmocka_unit_test(test_identify),
	    cmocka_unit_test(test_identify_broken),
	    cmocka_unit_test(test_major),
	    cmocka_unit_test(test_kind),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
