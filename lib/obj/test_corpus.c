/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Real objects: each .o below $BPFWELD_CORPUS is read, written, read again. The
 * models must be equal, and writing must be a fixed point. With $BPFWELD_CORPUS_OUT
 * the written objects are left there for other tools to look at.
 */
#include <setjmp.h>
#include <stdarg.h>

#include "testkit/testkit.h"

#include <dirent.h>

#include <cmocka.h>

static void keep_output(struct bw_tk *t, const char *name, struct bw_bytes image)
{
	const char *dir = getenv("BPFWELD_CORPUS_OUT");
	struct bw_output *o;

	if (!dir)
		return;
	assert_int_equal(bw_output_stage(&t->arena, bw_printf(&t->arena, "%s/%s", dir, name),
					 image.p, image.n, 0644, &o),
			 0);
	assert_int_equal(bw_output_commit(o), 0);
}

static bool round_trip(const char *dir, const char *name)
{
	struct bw_tk t;
	struct bw_obj *x, *y;
	struct bw_bytes out, again;
	const char *path, *diff = NULL;

	bw_tk_begin(&t);
	path = bw_printf(&t.arena, "%s/%s", dir, name);
	if (bw_obj_read_file(&t.arena, t.names, t.diags, path, &x) ||
	    bw_obj_write(&t.arena, x, t.diags, &out) ||
	    bw_obj_read(&t.arena, t.names, t.diags, name, out, &y) ||
	    bw_obj_write(&t.arena, y, t.diags, &again)) {
		diff = bw_tk_findings(&t);
	} else {
		diff = bw_tk_obj_diff(&t, x, y);
		if (!diff)
			diff = bw_tk_obj_diff(&t, x, bw_obj_copy(&t.arena, x));
		if (!diff && (out.n != again.n || memcmp(out.p, again.p, out.n) != 0))
			diff = "written twice, two images";
		if (t.diags->list.n)
			print_message("%s", bw_tk_findings(&t));
		keep_output(&t, name, out);
	}
	if (diff)
		print_message("%s: %s\n", name, diff);
	bw_tk_end(&t);
	return !diff;
}

static void test_round_trip(void **state)
{
	const char *dir = getenv("BPFWELD_CORPUS");
	unsigned good = 0, bad = 0;
	struct dirent *e;
	DIR *d;

	(void)state;
	if (!dir) {
		print_message("skipped: BPFWELD_CORPUS names no directory of objects\n");
		skip();
	}
	d = opendir(dir);
	assert_non_null(d);
	while ((e = readdir(d))) {
		size_t n = strlen(e->d_name);

		if (n < 3 || strcmp(e->d_name + n - 2, ".o") != 0)
			continue;
		if (round_trip(dir, e->d_name))
			good++;
		else
			bad++;
	}
	closedir(d);
	print_message("%u objects round trip, %u do not\n", good, bad);
	assert_int_equal(bad, 0);
	assert_true(good > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
