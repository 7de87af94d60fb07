/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/report.h"

struct fixture {
	struct bw_arena arena;
	struct bw_diags *d;
	struct bw_sb b;
};

static const struct bw_report_style plain = {.tool = "bpfweld T", .verb = "link", .exit_status = 1};

/* One error with a source line and a note elsewhere, and one note. */
static int setup(void **state)
{
	struct fixture *f = bw_handle_alloc(sizeof(*f));
	enum bw_status st;

	bw_arena_init(&f->arena);
	f->d = bw_diags_create(&f->arena);
	f->b = bw_sb_in(&f->arena);
	st = bw_report(f->d, BW_D_FILE_READ,
		       (struct bw_where){.file = "a.o",
					 .symbol = "prog",
					 .section = "xdp",
					 .off_bytes = 16,
					 .has_off = true,
					 .src_file = "a.bpf.c",
					 .src_line = 12,
					 .src_col = 3,
					 .src_text = "\treturn \x1b[31mx;"},
		       "value <%d> & \"more\"", 4096);
	assert_int_equal(st, BW_IO);
	bw_note(f->d, bw_at_file("b.o"), "the other side");
	bw_fix(f->d, "do this");
	bw_tell(f->d, BW_D_DEFAULT_TARGET, (struct bw_where){0}, "only a note");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	bw_arena_deinit(&f->arena);
	bw_handle_free(f);
	return 0;
}

static void test_text(void **state)
{
	struct fixture *f = *state;

	bw_report_text(&f->b, f->d, &plain);
	assert_string_equal(bw_sb_str(&f->b),
			    "error[RUN002]: value <4096> & \"more\"\n"
			    "  --> a.bpf.c:12:3 ('prog', section xdp+0x10, in a.o)\n"
			    "   |\n"
			    "12 | \treturn \\x1b[31mx;\n"
			    "   | \t ^\n"
			    "  = note: b.o: the other side\n"
			    "  = rule: An input is a regular file that this user may read.\n"
			    "  = fix: do this\n"
			    "\n"
			    "1 error, 0 warnings\n");
}

static void test_text_styles(void **state)
{
	struct fixture *f = *state;
	struct bw_report_style quiet = plain, loud = plain;
	struct bw_sb b = bw_sb_in(&f->arena);

	quiet.quiet = true;
	bw_report_text(&f->b, f->d, &quiet);
	assert_string_equal(bw_sb_str(&f->b),
			    "a.bpf.c:12:3: error: value <4096> & \"more\" [RUN002]\n");
	loud.verbose = loud.color = true;
	bw_report_text(&b, f->d, &loud);
	assert_non_null(strstr(bw_sb_str(&b), "only a note"));
	assert_non_null(strstr(bw_sb_str(&b), "\x1b[1;31merror"));
	assert_null(strstr(bw_sb_str(&b), "\x1b[31mx")); /* R2 */
}

static void expect_in(struct fixture *f, const char *const *want, size_t n)
{
	const char *got = bw_sb_str(&f->b);

	for (size_t i = 0; i < n; i++)
		if (!strstr(got, want[i]))
			fail_msg("no '%s' in:\n%s", want[i], got);
}

static void test_json(void **state)
{
	static const char *const want[] = {
	    "\"format\": 1",	  "\"id\": \"RUN002\"", "\"text\": \"value <4096> & \\\"more\\\"\"",
	    "\"line\": 12",	  "\"offset\": 16",	"\"fix\": \"do this\"",
	    "\"errors\": 1",	  "\"exit\": 1",	"\\u001B[31mx",
	    "\"id\": \"RUN011\"",
	};
	struct fixture *f = *state;

	bw_report_json(&f->b, f->d, &plain);
	expect_in(f, want, BW_COUNT(want));
}

/* A name that is no UTF-8 still gives a document. */
static void test_json_bytes(void **state)
{
	static const char *const want[] = {"\"symbol\": \"\\\\xff\\\\xfe\""};
	struct fixture *f = *state;

	bw_tell(f->d, BW_D_DEFAULT_TARGET, (struct bw_where){.symbol = "\xff\xfe"}, "x");
	bw_report_json(&f->b, f->d, &plain);
	expect_in(f, want, BW_COUNT(want));
}

static void test_sarif(void **state)
{
	static const char *const want[] = {
	    "\"version\": \"2.1.0\"",
	    "\"ruleId\": \"RUN002\"",
	    "\"startLine\": 12",
	    "\"uri\": \"a.bpf.c\"",
	};
	struct fixture *f = *state;

	bw_report_sarif(&f->b, f->d, &plain);
	expect_in(f, want, BW_COUNT(want));
}

static void test_junit(void **state)
{
	static const char *const want[] = {
	    "tests=\"2\" failures=\"1\"",
	    "message=\"value &lt;4096&gt; &amp; &quot;more&quot;\"",
	    "<system-out>only a note",
	};
	struct fixture *f = *state;
	struct bw_sb none = bw_sb_in(&f->arena);

	bw_report_junit(&f->b, f->d, &plain);
	expect_in(f, want, BW_COUNT(want));
	bw_report_junit(&none, bw_diags_create(&f->arena), &plain);
	assert_non_null(strstr(bw_sb_str(&none), "tests=\"1\" failures=\"0\""));
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(test_text),	   TEST(test_text_styles), TEST(test_json),
	    TEST(test_json_bytes), TEST(test_sarif),	   TEST(test_junit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
