/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- arenas ---- */

static int closed[4], closed_n;

static void note_close(void *arg)
{
	closed[closed_n++] = (int)(intptr_t)arg;
}

/* A1, A2: zeroed and aligned; deferred calls run last-in first-out, children too. */
static void test_arena(void **state)
{
	struct bw_arena a, *child;

	(void)state;
	bw_arena_init(&a);
	for (size_t n = 0; n < 5000; n += 37) {
		uint8_t *p = bw_alloc(&a, n);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
	closed_n = 0;
	bw_defer(&a, note_close, (void *)1);
	child = bw_arena_child(&a);
	bw_defer(child, note_close, (void *)2);
	bw_defer(&a, note_close, (void *)3);
	bw_arena_deinit(&a);
	assert_int_equal(closed_n, 3);
	assert_int_equal(closed[0], 3);
	assert_int_equal(closed[1], 2);
	assert_int_equal(closed[2], 1);
}

static void test_rewind(void **state)
{
	struct bw_arena a;
	struct bw_mark m;
	uint8_t *kept;

	(void)state;
	bw_arena_init(&a);
	kept = bw_memdup(&a, "kept", 5);
	m = bw_mark(&a);
	for (int i = 0; i < 100; i++)
		memset(bw_alloc_raw(&a, 50000), 0xee, 50000);
	bw_rewind(&a, m);
	assert_string_equal((char *)kept, "kept");
	assert_ptr_equal(bw_alloc(&a, 1), kept + 16);
	bw_arena_deinit(&a);
}

struct load {
	struct bw_arena arena;
	int finished;
};

static void work(void *arg)
{
	struct load *l = arg;
	struct bw_names *names = bw_names_create(&l->arena);
	BW_VEC(uint32_t) v = {0};

	for (uint32_t i = 0; i < 3000; i++) {
		char text[16];

		snprintf(text, sizeof(text), "name%u", i);
		bw_intern_z(names, text);
		*bw_push(&l->arena, &v) = i;
	}
	l->finished++;
}

/* Every single allocation may fail: the work unwinds, nothing leaks (asan), no crash. */
static void test_out_of_memory(void **state)
{
	uint64_t n = 1;

	(void)state;
	for (;; n += 97) {
		struct load l = {0};
		bool done;

		bw_arena_init(&l.arena);
		bw_fail_alloc_at(n);
		done = bw_protect(work, &l);
		bw_fail_alloc_at(0);
		bw_arena_deinit(&l.arena);
		assert_int_equal(done, l.finished);
		if (done)
			break;
	}
	assert_true(n > 1000);
}

/* ---- names ---- */

static void test_names(void **state)
{
	struct bw_arena a;
	struct bw_names *t;
	bw_sym first, again;

	(void)state;
	bw_arena_init(&a);
	t = bw_names_create(&a);
	assert_int_equal(bw_intern(t, "", 0).id, 0);
	first = bw_intern_z(t, "alpha");
	assert_int_equal(first.id, 1);
	for (int i = 0; i < 100000; i++)
		bw_intern_z(t, bw_printf(&a, "n%d", i % 20000));
	again = bw_intern(t, "alphabet", 5);
	assert_true(bw_sym_eq(first, again));
	assert_string_equal(bw_str(t, first), "alpha");
	assert_int_equal(bw_str_bytes(t, first), 5);
	assert_int_equal(bw_names_count(t), 20002);
	assert_int_equal(bw_names_find(t, "n19999", 6).id, 20001);
	assert_int_equal(bw_names_find(t, "never", 5).id, 0);
	bw_arena_deinit(&a);
}

/* ---- bytes ---- */

static void test_reader_stops_at_end(void **state)
{
	static const uint8_t b[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	struct bw_reader le = bw_reader_of(b, sizeof(b), false);
	struct bw_reader be = bw_reader_of(b, sizeof(b), true);

	(void)state;
	assert_int_equal(bw_read_u32(&le), 0x04030201);
	assert_int_equal(bw_read_u32(&be), 0x01020304);
	assert_int_equal(bw_read_u16(&be), 0x0506);
	assert_false(le.bad);
	assert_int_equal(bw_read_u64(&le), 0); /* 5 bytes left */
	assert_true(le.bad);
	assert_int_equal(bw_read_u8(&le), 0);
	assert_null(bw_read_bytes(&be, SIZE_MAX));
	assert_true(be.bad);
}

static void test_builder(void **state)
{
	struct bw_arena a;
	struct bw_sb b;

	(void)state;
	bw_arena_init(&a);
	b = bw_sb_in(&a);
	for (int i = 0; i < 1000; i++)
		bw_sb_printf(&b, "%d,", i);
	assert_int_equal(strlen(bw_sb_str(&b)), 10 * 2 + 90 * 3 + 900 * 4);
	b = bw_sb_in(&a);
	bw_sb_u32(&b, 0x01020304, true);
	bw_sb_u16(&b, 0x0506, false);
	bw_sb_align(&b, 4);
	assert_memory_equal(b.p, "\1\2\3\4\6\5\0\0", 8);
	assert_int_equal(bw_align_up(UINT64_MAX - 2, 8), 0);
	assert_int_equal(bw_align_up(9, 8), 16);
	bw_arena_deinit(&a);
}

/* ---- files ---- */

static char *temp_dir(void)
{
	static char dir[64];

	snprintf(dir, sizeof(dir), "/tmp/bw-base-XXXXXX");
	assert_non_null(mkdtemp(dir));
	return dir;
}

static void test_output_whole_or_not(void **state)
{
	struct bw_arena a;
	struct bw_output *o;
	struct bw_bytes got;
	struct stat st;
	const char *path, *dir = temp_dir();

	(void)state;
	bw_arena_init(&a);
	path = bw_printf(&a, "%s/out", dir);
	assert_int_equal(bw_output_stage(&a, path, "one", 3, 0600, &o), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(bw_output_commit(o), 0);
	assert_int_equal(bw_file_read(&a, path, 10, &got), 0);
	assert_int_equal(got.n, 3);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	bw_arena_deinit(&a);

	/* not committed: the old content stays, no staged file is left */
	bw_arena_init(&a);
	path = bw_printf(&a, "%s/out", dir);
	assert_int_equal(bw_output_stage(&a, path, "two", 3, 0600, &o), 0);
	bw_arena_deinit(&a);
	bw_arena_init(&a);
	path = bw_printf(&a, "%s/out", dir);
	assert_int_equal(bw_file_read(&a, path, 10, &got), 0);
	assert_memory_equal(got.p, "one", 3);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0); /* ENOTEMPTY if a staged file were left */
	bw_arena_deinit(&a);
}

static void test_read_refuses(void **state)
{
	static const struct {
		const char *path;
		int want;
	} rows[] = {
	    {"/nonexistent/x", ENOENT},
	    {"/", EISDIR},
	    {"/dev/zero", ENOTSUP},
	    {"/proc/self/exe", EFBIG}, /* more than 100 bytes */
	};
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_bytes got;

		assert_int_equal(bw_file_read(&a, rows[i].path, 100, &got), rows[i].want);
	}
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_arena),
	    cmocka_unit_test(test_rewind),
	    cmocka_unit_test(test_out_of_memory),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_reader_stops_at_end),
	    cmocka_unit_test(test_builder),
	    cmocka_unit_test(test_output_whole_or_not),
	    cmocka_unit_test(test_read_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
