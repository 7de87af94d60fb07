/* SPDX-License-Identifier: BSD-2-Clause */
/* Where clang says that names are declared, in each version of the format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dwarf/dwarf.h"
#include "testkit/testkit.h"

static const char text[] = "extern int declared(int x);\n"			  /* 1 */
			   "extern int table[4];\n"				  /* 2 */
			   "int first = 3, last;\n"				  /* 3 */
			   "static int hidden = 7;\n"				  /* 4 */
			   "\n"							  /* 5 */
			   "#line 70 \"sub/other.h\"\n"				  /* 6 */
			   "static __attribute__((noinline)) int helper(int x)\n" /* 70 */
			   "{\n"
			   "	static int calls;\n"
			   "	return x + ++calls + hidden++;\n"
			   "}\n"
			   "__attribute__((section(\"socket\"))) int prog(void *ctx)\n" /* 75 */
			   "{\n"
			   "	return helper(1) + declared(table[1]) + last;\n"
			   "}\n";

static const struct {
	const char *name, *file;
	uint32_t line;
	bool is_definition;
} rows[] = {
    {"declared", "main", 1, false},    {"table", "main", 2, false},
    {"first", "main", 3, true},	       {"last", "main", 3, true},
    {"hidden", "main", 4, true},       {"helper", "sub/other.h", 70, true},
    {"prog", "sub/other.h", 75, true},
};

static const struct bw_dwarf_decl *find(const struct bw_dwarf_decls *all, const char *name)
{
	for (uint32_t i = 0; i < all->list.n; i++)
		if (strcmp(all->list.v[i].name, name) == 0)
			return &all->list.v[i];
	return NULL;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static void check(struct bw_tk *t, const char *flags)
{
	struct bw_dwarf_decls all;
	struct bw_bytes image;

	if (!bw_tk_compile(t, text, flags, &image))
		skip();
	all = bw_dwarf_decls(&t->arena, image);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_dwarf_decl *d = find(&all, rows[i].name);

		if (!d)
			fail_msg("%s: no %s", flags, rows[i].name);
		if (d->line != rows[i].line || d->is_definition != rows[i].is_definition)
			fail_msg("%s: %s is at %s:%u", flags, d->name, d->file, d->line);
		if (strcmp(rows[i].file, "main") != 0 && !ends_with(d->file, rows[i].file))
			fail_msg("%s: %s is in %s", flags, d->name, d->file);
	}
	assert_null(find(&all, "calls"));
}

static void test_versions(void **state)
{
	static const char *const flags[] = {
	    "-gdwarf-5",
	    "-gdwarf-4",
	    "--target=bpfeb -gdwarf-5",
	    "--target=bpfeb -gdwarf-4",
	    "-gdwarf-5 -gdwarf64",
	    "--target=bpfeb -gdwarf-5 -gdwarf64",
	    "-gdwarf-5 -gz=zlib",
	    "--target=bpfeb -gdwarf-4 -gz=zlib",
	};
	struct bw_tk t;

	(void)state;
	for (size_t i = 0; i < BW_COUNT(flags); i++) {
		bw_tk_begin(&t);
		check(&t, flags[i]);
		bw_tk_end(&t);
	}
}

static void test_nothing_to_read(void **state)
{
	struct bw_bytes image;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	assert_int_equal(bw_dwarf_decls(&t.arena, (struct bw_bytes){0}).list.n, 0);
	if (!bw_tk_compile(&t, text, "-g0", &image))
		skip();
	assert_int_equal(bw_dwarf_decls(&t.arena, image).list.n, 0);
	bw_tk_end(&t);
}

/* Cut short and with bytes changed, each of many ways: nothing to find but our own bugs,
 * under a sanitizer. */
static void test_damaged(void **state)
{
	uint32_t random = 1;
	struct bw_bytes image;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	if (!bw_tk_compile(&t, text, "-gdwarf-5", &image))
		skip();
	for (size_t n = 0; n < 4000; n++) {
		struct bw_arena *a = bw_arena_child(&t.arena);
		uint8_t *copy = bw_alloc(a, image.n);

		memcpy(copy, image.p, image.n);
		for (int k = 0; k < 6; k++) {
			random = random * 1664525 + 1013904223;
			copy[(random >> 8) % image.n] = (uint8_t)(random >> 4);
		}
		bw_dwarf_decls(a, (struct bw_bytes){copy, image.n - n % image.n / 2});
		bw_arena_deinit(a);
	}
	bw_tk_end(&t);
}

/* A line table of DWARF 5 that says it has 2^61 + 1 directories: times 8, that is 8. Their
 * number stands behind the operands of opcodes and the format of a directory, which
 * becomes a string: whatever follows is some. Without the guard the heap is written. */
static void test_count_that_overflows(void **state)
{
	static const uint8_t before[] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0x1f};
	static const uint8_t count[] = {0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20};
	struct bw_bytes image;
	struct bw_tk t;
	uint8_t *copy, *at;

	(void)state;
	bw_tk_begin(&t);
	if (!bw_tk_compile(&t, text, "-gdwarf-5", &image))
		skip();
	copy = bw_memdup(&t.arena, image.p, image.n);
	at = memmem(copy, image.n, before, sizeof(before));
	assert_non_null(at);
	assert_true(bw_dwarf_decls(&t.arena, (struct bw_bytes){copy, image.n}).list.n > 0);
	at[sizeof(before) - 1] = 0x08;
	memcpy(at + sizeof(before), count, sizeof(count));
	assert_int_equal(bw_dwarf_decls(&t.arena, (struct bw_bytes){copy, image.n}).list.n, 0);
	bw_tk_end(&t);
}

struct job {
	struct bw_arena arena;
	struct bw_bytes image;
	uint32_t found;
};

static void job_run(void *arg)
{
	struct job *j = arg;

	j->found = bw_dwarf_decls(&j->arena, j->image).list.n;
}

/* Each allocation fails once; a sanitizer sees whether libdwarf keeps anything. */
static void test_out_of_memory(void **state)
{
	struct job j = {0};
	struct bw_tk t;
	uint64_t n = 0;
	bool done;

	(void)state;
	bw_tk_begin(&t);
	if (!bw_tk_compile(&t, text, "-gdwarf-5", &j.image))
		skip();
	do {
		bw_arena_init(&j.arena);
		bw_fail_alloc_at(++n);
		done = bw_protect(job_run, &j);
		bw_fail_alloc_at(0);
		bw_arena_deinit(&j.arena);
	} while (!done);
	assert_int_equal(j.found, BW_COUNT(rows));
	assert_in_range(n, 10, 1000);
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_versions),	  cmocka_unit_test(test_nothing_to_read),
	    cmocka_unit_test(test_damaged),	  cmocka_unit_test(test_count_that_overflows),
	    cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
