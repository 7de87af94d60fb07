/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What only a caller of bw_link() sees: whose memory is whose, running out of it, options
 * as data. What links mean is in testdata/link, case by case and in every order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "link/link.h"
#include "testkit/testkit.h"

/* A bit of everything that a link touches: maps, strings, static and weak functions, data
 * with a pointer, a name of the kernel, CO-RE. */
static const char prelude[] = "#define SEC(n) __attribute__((section(n)))\n"
			      "#define __uint(name, v) int (*name)[v]\n"
			      "#define __type(name, t) typeof(t) *name\n"
			      "static void *(*const lookup)(void *, const void *) = (void *)1;\n"
			      "struct task { int pid; } __attribute__((preserve_access_index));\n"
			      "__attribute__((weak, noinline)) int both(int x) { return x + 7; }\n"
			      "char _license[] SEC(\"license\") = \"GPL\";\n"
			      "static __attribute__((noinline)) int own(int x)\n"
			      "{ asm volatile(\"\"); return x + 1; }\n";
static const char first[] =
    "extern struct { __uint(type, 2); __uint(max_entries, 1); __type(key, int);"
    " __type(value, int); } shared SEC(\".maps\");\n"
    "extern int CONFIG_HZ SEC(\".kconfig\") __attribute__((weak));\n"
    "extern int helper(int x); extern int level;\n"
    "SEC(\"socket\") int prog(void *ctx)\n"
    "{ int k = 0; return helper(own(both(level))) + !!lookup(&shared, &k) + CONFIG_HZ; }\n";
static const char second[] =
    "struct { __uint(type, 2); __uint(max_entries, 1); __type(key, int);"
    " __type(value, int); } shared SEC(\".maps\");\n"
    "int level = 3, other; const char *text = \"text\";\n"
    "__attribute__((noinline)) int helper(int x)\n"
    "{ return own(x) + __builtin_preserve_field_info(((struct task *)0)->pid, 0); }\n";

static const char *const files[] = {"dir/a.o", "dir/b.o"};

#define FILES 2

static void images_make(struct bw_tk *t, struct bw_bytes image[FILES])
{
	const char *const texts[FILES] = {first, second};

	for (int i = 0; i < FILES; i++)
		if (!bw_tk_compile(t, bw_printf(&t->arena, "%s%s", prelude, texts[i]), "",
				   &image[i]))
			skip();
}

static void inputs_read(struct bw_arena *a, struct bw_tk *t, const struct bw_bytes *image,
			struct bw_obj *ret[FILES])
{
	for (int i = 0; i < FILES; i++)
		assert_int_equal(bw_obj_read(a, t->names, t->diags, files[i], image[i], &ret[i]),
				 BW_OK);
}

static struct bw_obj *linked(struct bw_arena *a, struct bw_tk *t, struct bw_obj *const in[FILES],
			     const struct bw_link_options *opt)
{
	const struct bw_obj *const c[FILES] = {in[0], in[1]};
	struct bw_obj *o = NULL;

	if (bw_link(a, t->names, t->diags, c, FILES, opt, &o) != BW_OK)
		fail_msg("not linked: %s", bw_tk_findings(t));
	return o;
}

static struct bw_bytes written(struct bw_tk *t, const struct bw_obj *o)
{
	struct bw_bytes image;

	assert_int_equal(bw_obj_write(&t->arena, o, t->diags, &image), BW_OK);
	return image;
}

static void assert_same(struct bw_bytes x, struct bw_bytes y)
{
	assert_int_equal(x.n, y.n);
	assert_memory_equal(x.p, y.p, x.n);
}

static void test_nothing(void **state)
{
	struct bw_obj *o = NULL;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	assert_int_equal(bw_link(&t.arena, t.names, t.diags, NULL, 0, NULL, &o), BW_MALFORMED);
	assert_null(o);
	bw_tk_expect(&t, "no input", "LNK001");
	bw_tk_end(&t);
}

/* The inputs are only read, and may go as soon as the link is done (K4). */
static void test_ownership(void **state)
{
	struct bw_bytes image[FILES], before[FILES], result;
	struct bw_obj *in[FILES], *o;
	struct bw_arena *inputs;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	images_make(&t, image);
	inputs = bw_arena_child(&t.arena);
	inputs_read(inputs, &t, image, in);
	for (int i = 0; i < FILES; i++)
		before[i] = written(&t, in[i]);
	o = linked(&t.arena, &t, in, NULL);
	result = written(&t, o);
	for (int i = 0; i < FILES; i++)
		assert_same(written(&t, in[i]), before[i]);
	bw_arena_deinit(inputs);
	bw_obj_check(o);
	assert_same(written(&t, o), result);
	bw_tk_end(&t);
}

/* Twice in one table of names, and again in another that has met other names before. */
static void test_same_bytes(void **state)
{
	struct bw_bytes image[FILES], one, two;
	struct bw_obj *in[FILES];
	struct bw_tk t, u;

	(void)state;
	bw_tk_begin(&t);
	images_make(&t, image);
	inputs_read(&t.arena, &t, image, in);
	one = written(&t, linked(&t.arena, &t, in, NULL));
	two = written(&t, linked(&t.arena, &t, in, NULL));
	assert_same(one, two);
	bw_tk_begin(&u);
	bw_intern_z(u.names, "text");
	bw_intern_z(u.names, "helper");
	bw_intern_z(u.names, "shared");
	inputs_read(&u.arena, &u, image, in);
	assert_same(one, written(&u, linked(&u.arena, &u, in, NULL)));
	bw_tk_end(&u);
	bw_tk_end(&t);
}

struct attempt {
	struct bw_tk *t;
	struct bw_arena *arena;
	struct bw_obj *in[FILES], *result;
	struct bw_link_account account;
};

static void attempt_run(void *arg)
{
	static const struct bw_link_prefix prefix = {"a.o", "a_"};
	struct attempt *a = arg;
	struct bw_link_options opt = {.gc = true, .prefix = &prefix, .prefix_count = 1};

	opt.account = &a->account;
	a->result = linked(a->arena, a->t, a->in, &opt);
}

/* Memory ends at the first request, at the second...: no result, nothing lost, and the
 * inputs link afterwards. */
static void test_memory(void **state)
{
	struct attempt a = {0};
	struct bw_bytes image[FILES];
	bool done = false;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	images_make(&t, image);
	a.t = &t;
	inputs_read(&t.arena, &t, image, a.in);
	for (uint64_t nth = 1; !done; nth += 1 + nth / 64) {
		a.arena = bw_arena_child(&t.arena);
		a.result = NULL;
		bw_fail_alloc_at(nth);
		done = bw_protect(attempt_run, &a);
		bw_fail_alloc_at(0);
		assert_int_equal(done, a.result != NULL);
		bw_arena_deinit(a.arena);
	}
	bw_tk_end(&t);
}

/* A prefix by the base name of the file; the name of the result in findings. */
static void test_options(void **state)
{
	static const struct bw_link_prefix prefix = {"b.o", "b_"}, nobody = {"c.o", "c_"};
	struct bw_link_options opt = {.file = "result", .prefix = &prefix, .prefix_count = 1};
	const struct bw_obj *const *c;
	struct bw_bytes image[FILES];
	struct bw_obj *in[FILES], *o;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	images_make(&t, image);
	inputs_read(&t.arena, &t, image, in);
	c = (const struct bw_obj *const[]){in[1]};
	assert_int_equal(bw_link(&t.arena, t.names, t.diags, c, 1, &opt, &o), BW_OK);
	bw_tk_expect(&t, "prefix", "LNK032");
	assert_string_equal(o->file, "result");
	assert_true(bw_names_find(t.names, "b_helper", strlen("b_helper")).id);
	opt.prefix = &nobody;
	assert_int_not_equal(bw_link(&t.arena, t.names, t.diags, c, 1, &opt, &o), BW_OK);
	bw_tk_expect(&t, "prefix for nobody", "LNK023");
	bw_tk_end(&t);
}

static void test_gpl(void **state)
{
	(void)state;
	assert_true(bw_license_is_gpl("GPL", 3));
	assert_true(bw_license_is_gpl("Dual BSD/GPL", strlen("Dual BSD/GPL")));
	assert_false(bw_license_is_gpl("GPL", 2));
	assert_false(bw_license_is_gpl("BSD", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing),    cmocka_unit_test(test_ownership),
	    cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_memory),
	    cmocka_unit_test(test_options),    cmocka_unit_test(test_gpl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
