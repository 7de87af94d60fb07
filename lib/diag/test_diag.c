/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diag/diag.h"

#include <ctype.h>

/* Ids are "ABC123", rise within a family, and are unique; texts say something. */
static void test_catalogue(void **state)
{
	(void)state;
	for (int c = 0; c < BW_D_COUNT; c++) {
		const struct bw_code_info *x = bw_code_info((enum bw_code)c);
		const struct bw_code_info *prev = c ? bw_code_info((enum bw_code)(c - 1)) : NULL;

		assert_int_equal(strlen(x->id), 6);
		for (int i = 0; i < 3; i++) {
			assert_true(isupper((unsigned char)x->id[i]));
			assert_true(isdigit((unsigned char)x->id[3 + i]));
		}
		if (prev && strncmp(prev->id, x->id, 3) == 0 && strcmp(prev->id, x->id) >= 0)
			fail_msg("%s does not stand behind %s", x->id, prev->id);
		assert_int_equal(bw_code_find(x->id), c); /* unique */
		if (!x->title[0] || !x->rule[0] || !x->fix[0])
			fail_msg("%s lacks a title, a rule or a fix", x->id);
		if (x->title[strlen(x->title) - 1] == '.')
			fail_msg("%s: a title has no full stop", x->id);
		assert_int_equal(x->severity == BW_SEV_ERROR, x->status != BW_OK);
	}
}

static void test_report(void **state)
{
	struct bw_arena a;
	struct bw_diags *d;
	char file[] = "a.o";

	(void)state;
	bw_arena_init(&a);
	d = bw_diags_create(&a);
	assert_int_equal(bw_report(d, BW_D_FILE_READ, bw_at_file(file), "%s %d", "text", 7), BW_IO);
	file[0] = 'z'; /* the sink has copied it */
	bw_note(d, bw_at_file("b.o"), "the other side");
	bw_fix(d, "do this");
	bw_tell(d, BW_D_DEFAULT_TARGET, (struct bw_where){0}, "a note");
	assert_int_equal(d->list.n, 2);
	assert_int_equal(d->errors, 1);
	assert_string_equal(d->list.v[0].where.file, "a.o");
	assert_string_equal(d->list.v[0].text, "text 7");
	assert_string_equal(d->list.v[0].notes.v[0].text, "the other side");
	assert_string_equal(d->list.v[0].fix, "do this");
	assert_int_equal(bw_code_find("run002"), BW_D_FILE_READ);
	assert_int_equal(bw_code_find("XXX999"), BW_D_COUNT);
	bw_arena_deinit(&a);
}

/* The same finding of two passes is one, with both notes; another place is another. */
static void test_fold(void **state)
{
	struct bw_arena a;
	struct bw_diags *d;

	(void)state;
	bw_arena_init(&a);
	d = bw_diags_create(&a);
	for (uint32_t pass = 0; pass < 2; pass++) {
		uint32_t from = d->list.n;

		assert_int_equal(bw_report(d, BW_D_FILE_READ, bw_at_file("a.o"), "same"), BW_IO);
		assert_int_equal(bw_report(d, BW_D_FILE_READ, bw_at_file("b.o"), "pass %u", pass),
				 BW_IO);
		bw_diags_fold(d, 0, from, pass ? "second" : "first");
	}
	assert_int_equal(d->list.n, 3);
	assert_int_equal(d->errors, 3);
	assert_int_equal(d->list.v[0].notes.n, 2);
	assert_string_equal(d->list.v[0].notes.v[1].text, "second");
	assert_int_equal(d->list.v[2].notes.n, 1);
	assert_string_equal(d->list.v[2].text, "pass 1");
	bw_arena_deinit(&a);
}

/* The manual's text for the whole catalogue. */
static const char *manual(struct bw_arena *a)
{
	struct bw_sb b = bw_sb_in(a);

	bw_sb_addz(&b, "# Findings\n\nMade from the catalogue in `lib/diag/codes`; "
		       "`bpfweld explain ID` prints one entry.\nIds are permanent.\n");
	for (int c = 0; c < BW_D_COUNT; c++) {
		const struct bw_code_info *x = bw_code_info((enum bw_code)c);

		bw_sb_printf(&b, "\n## %s: %s\n\n*%s.* %s\n\n**Fix.** %s\n", x->id, x->title,
			     bw_severity_name(x->severity), x->rule, x->fix);
	}
	return bw_sb_str(&b);
}

/* docs/diagnostics.md says what the catalogue says; BW_RECORD=1 writes it anew. */
static void test_manual(void **state)
{
	static const char path[] = BW_SOURCE_DIR "/docs/diagnostics.md";
	struct bw_arena a;
	struct bw_bytes have = {0};
	const char *want;

	(void)state;
	bw_arena_init(&a);
	want = manual(&a);
	if (getenv("BW_RECORD")) {
		struct bw_output *o;

		assert_int_equal(bw_output_stage(&a, path, want, strlen(want), 0666, &o), 0);
		assert_int_equal(bw_output_commit(o), 0);
	}
	assert_int_equal(bw_file_read(&a, path, 1 << 20, &have), 0);
	if (have.n != strlen(want) || memcmp(have.p, want, have.n) != 0)
		fail_msg("docs/diagnostics.md is not what the catalogue says; run this test with "
			 "BW_RECORD=1");
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_catalogue),
	    cmocka_unit_test(test_report),
	    cmocka_unit_test(test_fold),
	    cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
