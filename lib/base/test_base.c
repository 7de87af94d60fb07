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
	for (;; n++) {
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
	assert_true(n > 30);
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

/* As many bytes as there are, of regular files only. */
static void test_head(void **state)
{
	static const struct {
		const char *path;
		size_t n;
		int want;
		size_t got;
	} rows[] = {
	    {BW_SOURCE_DIR "/CMakeLists.txt", 6, 0, 6},
	    {"/proc/self/comm", 64, 0, 15}, /* at most */
	    {"/nowhere", 6, ENOENT, 0},
	    {"/tmp", 6, ENOTSUP, 0},
	    {"/dev/null", 6, ENOTSUP, 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		uint8_t buf[64];
		size_t got = 0;

		assert_int_equal(bw_file_head(rows[i].path, buf, rows[i].n, &got), rows[i].want);
		assert_true(got <= rows[i].got && (got > 0) == (rows[i].got > 0));
		if (got == 6)
			assert_memory_equal(buf, "# SPDX", 6);
	}
}

/* One file, however it is called; files that are not there yet by their directory. */
static void test_path_same(void **state)
{
	static const struct {
		const char *x, *y;
		bool want;
	} rows[] = {
	    {BW_SOURCE_DIR "/CMakeLists.txt", BW_SOURCE_DIR "/lib/../CMakeLists.txt", true},
	    {BW_SOURCE_DIR "/CMakeLists.txt", BW_SOURCE_DIR "/README.md", false},
	    {BW_SOURCE_DIR "/new.map", BW_SOURCE_DIR "/./new.map", true},
	    {"new.map", "./new.map", true},
	    {"new.map", "new.o", false},
	    {BW_SOURCE_DIR "/new.map", BW_SOURCE_DIR "/lib/new.map", false},
	    {BW_SOURCE_DIR "/new.map", BW_SOURCE_DIR "/README.md", false},
	    {"/nowhere/new.map", "/nowhere/../nowhere/new.map", false},
	    {"/nowhere/new.map", "/nowhere/new.map", true},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		assert_int_equal(bw_path_same(rows[i].x, rows[i].y), rows[i].want);
}

/* ---- digests, names in a table ---- */

static void test_digest(void **state)
{
	static const struct {
		const char *of, *text;
	} rows[] = {{"", "2d06800538d394c2"}, {"a", "e6c632b61e964e1f"}};
	char text[BW_DIGEST_HEX_BYTES];
	struct bw_digest d;

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		bw_digest_text(bw_digest_of(rows[i].of, strlen(rows[i].of)), text);
		assert_string_equal(text, rows[i].text);
		assert_true(bw_digest_parse(text, &d));
		bw_digest_text(d, text);
		assert_string_equal(text, rows[i].text);
	}
	assert_false(bw_digest_parse("2d06800538d394c", &d));
	assert_false(bw_digest_parse("2d06800538d394cX", &d));
}

/* A name is the same wherever it stands: at the end of what can be read or not. */
static void test_intern_in(void **state)
{
	static const char table[] = "\0a\0eight_ch\0nine_char\0a_long_name_of_a_field\0a";
	struct bw_arena a;
	struct bw_names *t;

	(void)state;
	bw_arena_init(&a);
	t = bw_names_create(&a);
	for (size_t off = 0; off < sizeof(table); off += strlen(table + off) + 1) {
		bw_sym s = bw_intern_in(t, table + off, sizeof(table) - off);

		assert_int_equal(s.id, bw_intern_z(t, table + off).id);
		assert_string_equal(bw_str(t, s), table + off);
		assert_int_equal(bw_str_bytes(t, s), strlen(table + off));
	}
	assert_int_equal(bw_names_count(t), 5);
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_path_same),	 cmocka_unit_test(test_arena),
	    cmocka_unit_test(test_rewind),	 cmocka_unit_test(test_out_of_memory),
	    cmocka_unit_test(test_names),	 cmocka_unit_test(test_digest),
	    cmocka_unit_test(test_intern_in),	 cmocka_unit_test(test_reader_stops_at_end),
	    cmocka_unit_test(test_builder),	 cmocka_unit_test(test_output_whole_or_not),
	    cmocka_unit_test(test_read_refuses), cmocka_unit_test(test_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
