/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/pipeline.h"
#include "testkit/testkit.h"

#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/bw-pipeline-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static const char *path_of(struct bw_tk *t, const char *name)
{
	return bw_printf(&t->arena, "%s/%s", dir, name);
}

/* An XDP program of two instructions as a file of that name. */
static const char *object(struct bw_tk *t, const char *name)
{
	struct bw_tk_obj *b = bw_tk_obj(t, false);
	bw_secid xdp = BW_TK_CODE(b, "xdp", BW_TK_MOV(0, 2), BW_TK_EXIT);
	const char *path = path_of(t, name);
	struct bw_output *out;
	struct bw_bytes image;

	bw_tk_sym(b, "prog", BW_SYM_FUNC, BW_GLOBAL, xdp, 0, 16);
	bw_tk_simple_map(b, "counts", 1, 8);
	assert_int_equal(bw_obj_write(&t->arena, bw_tk_done(b), t->diags, &image), BW_OK);
	assert_int_equal(bw_output_stage(&t->arena, path, image.p, image.n, 0600, &out), 0);
	assert_int_equal(bw_output_commit(out), 0);
	return path;
}

static void expect(const struct bpfweld *b, const char *id)
{
	if (bpfweld_finding_count(b) != 1)
		fail_msg("%zu findings instead of %s", bpfweld_finding_count(b), id);
	assert_string_equal(bpfweld_finding(b, 0).id, id);
}

/* What a caller can get wrong, and which finding says so. */
static void test_misuse(void **state)
{
	static const struct {
		const char *option, *value, *verb, *id;
	} rows[] = {
	    {NULL, NULL, "frobnicate", "RUN005"},
	    {"colour", "red", NULL, "RUN006"},
	    {"target", "host", "link", "RUN007"},
	    {"endian", "middle", "build", "RUN010"}, /* no output comes first */
	    {NULL, NULL, "check", "RUN009"},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bpfweld *b = bpfweld_new();

		if (rows[i].option)
			bpfweld_set(b, rows[i].option, rows[i].value);
		if (rows[i].verb)
			assert_int_equal(bpfweld_run(b, rows[i].verb), BPFWELD_UNUSABLE);
		expect(b, rows[i].id);
		bpfweld_free(b);
	}
}

/* An output that cannot be written is named, and nothing is left beside it. */
static void test_output_refused(void **state)
{
	struct bpfweld *b = bpfweld_new();
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	bpfweld_add_input(b, object(&t, "in.o"));
	bpfweld_set(b, "output", path_of(&t, "no/such/dir.o"));
	assert_int_equal(bpfweld_run(b, "link"), BPFWELD_UNUSABLE);
	expect(b, "RUN003");
	bpfweld_free(b);
	unlink(path_of(&t, "in.o"));
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(mkdir(dir, 0700), 0);
	bw_tk_end(&t);
}

static enum bpfweld_result check_and_report(const char *in)
{
	struct bpfweld *b = bpfweld_new();
	enum bpfweld_result r;

	if (!b)
		return BPFWELD_INTERNAL;
	bpfweld_add_input(b, in);
	bpfweld_set(b, "target", "linux-6.12/x86_64");
	r = bpfweld_run(b, "check");
	if (r == BPFWELD_OK)
		r = bpfweld_report(b, "json") ? BPFWELD_OK : BPFWELD_INTERNAL;
	else
		assert_non_null(strstr(bpfweld_report(b, "text"), "RUN001"));
	bpfweld_free(b);
	return r;
}

/* Any allocation of a whole run may fail: it ends as out of memory, never otherwise. */
static void test_out_of_memory(void **state)
{
	struct bw_tk t;
	const char *in;
	uint64_t n = 1;
	enum bpfweld_result r;

	(void)state;
	bw_tk_begin(&t);
	in = object(&t, "in.o");
	for (;; n++) {
		bw_fail_alloc_at(n);
		r = check_and_report(in);
		bw_fail_alloc_at(0);
		if (r == BPFWELD_OK)
			break;
		assert_int_equal(r, BPFWELD_INTERNAL);
	}
	assert_true(n > 50);
	unlink(in);
	bw_tk_end(&t);
}

/* The same question answered many times does not grow the handle without bound. */
static void test_map_lines(void **state)
{
	struct bpfweld *b = bpfweld_new();

	(void)state;
	bpfweld_set(b, "target", "linux-6.12/aarch64");
	for (int i = 0; i < 1000; i++) {
		assert_string_equal(bpfweld_map_line(b, "HASH key=4 value=4 max_entries=1"), "ok");
		assert_non_null(strstr(bpfweld_map_line(b, "ARRAY key=8 value=8 max_entries=1"),
				       "EINVAL MAP003"));
	}
	bpfweld_free(b);
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_misuse),
	    cmocka_unit_test(test_output_refused),
	    cmocka_unit_test(test_out_of_memory),
	    cmocka_unit_test(test_map_lines),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
