/* SPDX-License-Identifier: BSD-2-Clause */
/* Damaged programs, a dying child, no memory, several threads. */
#include <pthread.h>

#include "dwarf/test_types_box.h"

/* ---- hostile input ---- */

/* The child's death is told, and no more than it. */
static void test_child_dies(void **state)
{
	const char *const nowhere[] = {(const char *)(uintptr_t)1}; /* only the child follows it */
	struct bw_dwarf_types t = {0};
	struct box b;

	(void)state;
	c_begin(&b);
	if (!build(&b, "gcc -g -c t.c -o t")) {
		box_end(&b);
		skip();
	}
	assert_true(bw_dwarf_types(&b.arena, path_in(&b, "t"), nowhere, 1, &t));
	assert_non_null(t.missing);
	assert_non_null(strstr(t.missing, "could not be read: the process that read it ended"));
	assert_int_equal(t.list.n, 0);
	assert_int_equal(t.machine, 62);
	box_end(&b);
}

static void all_valid(const struct bw_dwarf_types *t)
{
	for (uint32_t i = 0; i < t->list.n; i++) {
		assert_true(bw_layout_valid(&t->list.v[i].layout));
		assert_true(*t->list.v[i].name != '\0');
	}
}

/* Cut short and with bytes changed, read without a child: a sanitizer sees it all. */
static void damage(struct box *b, uint32_t times)
{
	const struct dwarf_wanted all = {0};
	struct bw_bytes image = image_of(b, "t");
	uint32_t random = 1;

	for (uint32_t n = 0; n < times; n++) {
		struct bw_arena *a = bw_arena_child(&b->arena);
		uint8_t *copy = bw_memdup(a, image.p, image.n);
		struct bw_dwarf_types t = {0};

		for (int k = 0; k < 6; k++) {
			random = random * 1664525 + 1013904223;
			copy[(random >> 8) % image.n] = (uint8_t)(random >> 4);
		}
		dwarf_collect(a, (struct bw_bytes){copy, image.n - (n % 8 ? 0 : n % image.n / 2)},
			      &all, &t);
		all_valid(&t);
		bw_arena_deinit(a);
	}
}

static void test_damaged(void **state)
{
	static const char *const ways[] = {"gcc -gdwarf-5 -c t.c -o t",
					   "gcc -gdwarf-4 -fdebug-types-section -c t.c -o t",
					   "g++ -gdwarf-5 -x c++ -c u.cc -o t"};
	static const char cxx[] = "struct A { int A::*p; void (A::*f)(); struct A *a; union { int "
				  "x; char y[3]; } z[4]; unsigned b:3; }; struct B : A {} b;";
	struct box b;

	(void)state;
	for (size_t i = 0; i < BW_COUNT(ways); i++) {
		c_begin(&b);
		file_write(&b, "u.cc", cxx, sizeof(cxx) - 1);
		if (build(&b, ways[i]))
			damage(&b, 1500);
		box_end(&b);
	}
}

/* The parent takes no message that is not one. */
static void test_messages(void **state)
{
	static const struct bw_field fields[] = {
	    {"a", "int", 0, 32, 1, BW_FIELD_SIGNED, false, false},
	    {"b", "char[4]", 32, 32, 4, BW_FIELD_CHAR, false, false}};
	struct bw_dwarf_types t = {0}, got = {0};
	struct bw_arena a;
	struct bw_sb said;
	uint32_t refused = 0;

	(void)state;
	bw_arena_init(&a);
	*bw_push(&a, &t.list) = (struct bw_dwarf_type){
	    "key", BW_DWARF_C, "x.c", 7, true, {"struct key", 64, 4, 2, fields}};
	t.partial = "some";
	said = bw_sb_in(&a);
	dwarf_message_write(&said, &t);
	assert_true(dwarf_message_read(&a, bw_sb_bytes(&said), &got));
	assert_int_equal(got.list.n, 1);
	assert_string_equal(got.partial, "some");
	assert_string_equal(got.list.v[0].layout.field[1].type, "char[4]");
	for (size_t n = 0; n < said.n; n++) {
		struct bw_dwarf_types x = {0};
		uint8_t *copy = bw_memdup(&a, said.p, said.n);

		assert_false(dwarf_message_read(&a, (struct bw_bytes){said.p, n}, &x));
		for (unsigned v = 1; v < 256; v += 2) {
			copy[n] = (uint8_t)(said.p[n] + v);
			if (dwarf_message_read(&a, (struct bw_bytes){copy, said.n}, &x))
				all_valid(&x);
			else
				refused++;
		}
	}
	assert_true(refused > 1000);
	bw_arena_deinit(&a);
}

struct job {
	struct bw_arena arena;
	struct bw_bytes image;
	struct bw_dwarf_types found;
};

static void job_run(void *arg)
{
	const struct dwarf_wanted all = {0};
	struct job *j = arg;

	j->found = (struct bw_dwarf_types){0};
	dwarf_collect(&j->arena, j->image, &all, &j->found);
}

/* Each allocation fails once; a sanitizer sees whether libdwarf keeps anything. */
static void test_out_of_memory(void **state)
{
	struct job j = {0};
	struct box b;
	uint64_t n = 0;
	bool done;

	(void)state;
	c_begin(&b);
	if (!build(&b, "gcc -gdwarf-4 -fdebug-types-section -c t.c -o t")) {
		box_end(&b);
		skip();
	}
	j.image = image_of(&b, "t");
	do {
		bw_arena_init(&j.arena);
		bw_fail_alloc_at(n += 1 + n / 64);
		done = bw_protect(job_run, &j);
		bw_fail_alloc_at(0);
		bw_arena_deinit(&j.arena);
	} while (!done);
	assert_in_range(n, 100, 100000);
	box_end(&b);
}

/* ---- threads ---- */

struct reader {
	const char *path;
	uint32_t found;
};

static void *reader_run(void *arg)
{
	struct reader *r = arg;
	struct bw_arena a;

	for (int i = 0; i < 8; i++) {
		struct bw_dwarf_types t = {0};

		bw_arena_init(&a);
		if (bw_dwarf_types(&a, r->path, NULL, 0, &t) && !t.missing)
			r->found += t.list.n;
		bw_arena_deinit(&a);
	}
	return NULL;
}

/* Threads that read at once, while others allocate, do not wait for each other's children. */
static void test_threads(void **state)
{
	pthread_t thread[4];
	struct reader r[4];
	struct box b;

	(void)state;
	c_begin(&b);
	if (!build(&b, "gcc -g -c t.c -o t")) {
		box_end(&b);
		skip();
	}
	for (size_t i = 0; i < BW_COUNT(thread); i++) {
		r[i] = (struct reader){.path = path_in(&b, "t")};
		assert_int_equal(pthread_create(&thread[i], NULL, reader_run, &r[i]), 0);
	}
	for (size_t i = 0; i < BW_COUNT(thread); i++)
		pthread_join(thread[i], NULL);
	assert_true(r[0].found > 8 * 10);
	for (size_t i = 1; i < BW_COUNT(thread); i++)
		assert_int_equal(r[i].found, r[0].found);
	box_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_child_dies), cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_messages),   cmocka_unit_test(test_out_of_memory),
	    cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
