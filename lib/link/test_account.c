/* SPDX-License-Identifier: BSD-2-Clause */
/* The account of a link as data: it fits the result, and gives the right reasons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "link/link.h"
#include "testkit/testkit.h"

/* A program that needs f, f that needs the variable and the strings; g nobody needs; the
 * weak f loses. */
static const char a_c[] =
    "#define SEC(n) __attribute__((section(n)))\n"
    "char _license[] SEC(\"license\") = \"GPL\";\n"
    "int f(int x);\n"
    "extern int nowhere(void) __attribute__((weak));\n"
    "__attribute__((weak, noinline)) int weak_one(int x) { return x; }\n"
    "SEC(\"socket\") int prog(void *ctx) { return f(1) + weak_one(2) + (nowhere ? 1 : 0); }\n";
static const char b_c[] = "#define SEC(n) __attribute__((section(n)))\n"
			  "char _license[] SEC(\"license\") = \"GPL\";\n"
			  "int used = 3, unused = 4;\n"
			  "__attribute__((noinline)) int f(int x) { return x + used; }\n"
			  "__attribute__((noinline)) int g(int x) { return x + unused; }\n"
			  "__attribute__((noinline)) int weak_one(int x) { return x + 1; }\n";

struct linked {
	struct bw_tk t;
	struct bw_obj *result;
	struct bw_link_account a;
};

static void linked_make(struct linked *x, struct bw_link_options opt)
{
	static const char *const names[] = {"a.o", "b.o"};
	const char *const texts[] = {a_c, b_c};
	const struct bw_obj *in[2];

	bw_tk_begin(&x->t);
	for (int i = 0; i < 2; i++) {
		struct bw_bytes image;
		struct bw_obj *o;

		if (!bw_tk_compile(&x->t, texts[i], "", &image))
			skip();
		assert_int_equal(
		    bw_obj_read(&x->t.arena, x->t.names, x->t.diags, names[i], image, &o), BW_OK);
		in[i] = o;
	}
	opt.account = &x->a;
	assert_int_equal(bw_link(&x->t.arena, x->t.names, x->t.diags, in, 2, &opt, &x->result),
			 BW_OK);
}

static const struct bw_link_piece *find(const struct bw_link_account *a, const char *name,
					const char *file)
{
	for (uint32_t i = 0; i < a->piece_count; i++)
		if (a->piece[i].name && strcmp(a->piece[i].name, name) == 0 &&
		    strcmp(a->piece[i].file, file) == 0)
			return &a->piece[i];
	fail_msg("no piece %s of %s", name, file);
	return NULL;
}

/* Pieces lie in their sections one behind the other; sums are the sums. */
static void fits(const struct linked *x)
{
	uint64_t sum = 0, files = 0, kept = 0;

	for (uint32_t s = 0; s < x->a.section_count; s++) {
		const struct bw_link_section *sec = &x->a.section[s];
		uint64_t end = 0;

		assert_int_equal(sec->piece_first, kept);
		kept += sec->piece_count;
		for (uint32_t i = sec->piece_first; i < kept; i++) {
			assert_true(x->a.piece[i].off_bytes >= end);
			end = x->a.piece[i].off_bytes + x->a.piece[i].size_bytes;
			sum += x->a.piece[i].size_bytes;
		}
		assert_true(end <= sec->size_bytes);
		assert_int_equal(x->result->sec[s + 1].size_bytes, sec->size_bytes);
	}
	for (uint32_t i = 0; i < x->a.file_count; i++)
		files += x->a.file[i].out_bytes;
	assert_int_equal(x->a.kept_count, kept);
	assert_int_equal(x->result->sec_count - 1, x->a.section_count);
	assert_int_equal(sum, files);
	assert_int_equal(x->a.out_types, x->result->btf->count - 1);
	for (uint32_t i = 0; i < x->a.piece_count; i++)
		assert_true(x->a.piece[i].by == BW_LINK_NOBODY ||
			    x->a.piece[i].by < x->a.kept_count);
}

static void test_reasons(void **state)
{
	static const struct {
		const char *name, *file;
		enum bw_link_why why;
		const char *by; /* NULL: nobody */
	} rows[] = {
	    {"prog", "a.o", BW_WHY_PROGRAM, NULL},
	    {"f", "b.o", BW_WHY_USED, "prog"},
	    {"used", "b.o", BW_WHY_USED, "f"},
	    {"g", "b.o", BW_WHY_UNUSED, NULL},
	    {"unused", "b.o", BW_WHY_UNUSED, NULL},
	    {"weak_one", "a.o", BW_WHY_OVERRIDDEN, "weak_one"},
	    {"weak_one", "b.o", BW_WHY_USED, "prog"},
	    {"_license", "a.o", BW_WHY_LOADER, NULL},
	    {"_license", "b.o", BW_WHY_DUPLICATE, "_license"},
	};

	(void)state;
	for (int gc = 0; gc < 2; gc++) {
		struct linked x;

		linked_make(&x, (struct bw_link_options){.gc = gc});
		fits(&x);
		for (size_t i = 0; i < BW_COUNT(rows); i++) {
			const struct bw_link_piece *p = find(&x.a, rows[i].name, rows[i].file);
			bool dropped = p >= x.a.piece + x.a.kept_count;

			assert_int_equal(p->why, rows[i].why);
			assert_int_equal(dropped, p->why == BW_WHY_OVERRIDDEN ||
						      p->why == BW_WHY_DUPLICATE ||
						      (gc && p->why == BW_WHY_UNUSED));
			if (rows[i].by)
				assert_string_equal(x.a.piece[p->by].name, rows[i].by);
			else
				assert_int_equal(p->by, BW_LINK_NOBODY);
		}
		bw_tk_end(&x.t);
	}
}

static void test_names(void **state)
{
	struct linked x;
	uint32_t found = 0;

	(void)state;
	linked_make(&x, (struct bw_link_options){0});
	for (uint32_t i = 0; i < x.a.name_count; i++) {
		const struct bw_link_name *n = &x.a.name[i];

		if (strcmp(n->name, "f") == 0) {
			assert_string_equal(n->file, "b.o");
			assert_int_equal(n->user_count, 1);
			assert_string_equal(n->user[0], "a.o");
			found++;
		} else if (strcmp(n->name, "nowhere") == 0) {
			assert_null(n->file);
			assert_string_equal(n->origin, "nobody: its address is 0");
			found++;
		} else {
			assert_string_not_equal(n->name, "g"); /* b.o's own business */
		}
	}
	assert_int_equal(found, 2);
	bw_tk_end(&x.t);
}

/* --keep and a license by option. */
static void test_options(void **state)
{
	static const struct bw_link_pick keep = {"b.o", "un*"};
	struct linked x;

	(void)state;
	linked_make(&x, (struct bw_link_options){
			    .gc = true, .keep = &keep, .keep_count = 1, .license = "GPL v2"});
	fits(&x);
	assert_int_equal(find(&x.a, "unused", "b.o")->why, BW_WHY_KEEP);
	assert_int_equal(find(&x.a, "g", "b.o")->why, BW_WHY_UNUSED);
	assert_true(x.a.license_given);
	assert_string_equal(x.a.license, "GPL v2");
	assert_string_equal(x.a.file[1].license, "GPL");
	bw_tk_end(&x.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reasons),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
