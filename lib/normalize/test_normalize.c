/* SPDX-License-Identifier: BSD-2-Clause */
/* Definitions rewritten: fields, layout of .maps, what refers into it; twice is once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "normalize/normalize.h"
#include "testkit/testkit.h"

#define HEAD                                                                                       \
	"#define SEC(n) __attribute__((section(n), used))\n"                                       \
	"#define __uint(n, v) int (*n)[v]\n"                                                       \
	"#define __type(n, t) __typeof__(t) *n\n"                                                  \
	"#define __array(n, t) __typeof__(t) *n[]\n"                                               \
	"static void *(*lookup)(void *, void *) = (void *)1;\n"

struct fx {
	struct bw_tk t;
	struct bw_target *target;
};

static void begin(struct fx *f, const char *target, uint32_t cpus)
{
	bw_tk_begin(&f->t);
	assert_int_equal(bw_target_find(&f->t.arena, f->t.diags, target, &f->target), BW_OK);
	f->target->cpus = cpus;
}

static const struct bw_spec *spec_of(struct fx *f, const struct bw_obj *o)
{
	struct bw_spec *s;

	assert_int_equal(bw_spec_build(&f->t.arena, o, f->t.diags, &s), BW_OK);
	return s;
}

static void map_print(struct bw_sb *sb, const struct bw_spec *s, const struct bw_map_spec *m)
{
	bw_sb_printf(sb, "%s%s %u k%u v%u n%u f%#x", sb->n ? "; " : "",
		     bw_str(s->obj->names, m->name), m->type, m->key_bytes, m->value_bytes,
		     m->max_entries, m->flags);
	if (m->pinning)
		bw_sb_addz(sb, " pinned");
	for (uint32_t i = 0; i < m->init_count; i++)
		bw_sb_printf(sb, " [%u]=%s", m->init[i].index,
			     bw_str(s->obj->names, bw_obj_sym(s->obj, m->init[i].sym)->name));
	if (m->inner)
		map_print(sb, s, m->inner);
}

/* Maps, and which of them programs refer to. */
static const char *describe(struct fx *f, const struct bw_obj *o)
{
	const struct bw_spec *s = spec_of(f, o);
	struct bw_sb sb = bw_sb_in(&f->t.arena);

	for (uint32_t i = 0; i < s->map_count; i++)
		map_print(&sb, s, &s->map[i]);
	for (uint32_t i = 0; i < s->prog_count; i++)
		for (uint32_t k = 0; k < s->prog[i].ref_count; k++)
			bw_sb_printf(&sb, " ->%s",
				     bw_str(o->names, s->map[s->prog[i].ref[k].map].name));
	return bw_sb_str(&sb);
}

/* As a file, and read again: the model holds for whoever reads it next. */
static struct bw_obj *through_file(struct fx *f, const struct bw_obj *o)
{
	struct bw_bytes image;
	struct bw_obj *again;

	assert_int_equal(bw_obj_write(&f->t.arena, o, f->t.diags, &image), BW_OK);
	assert_int_equal(bw_obj_read(&f->t.arena, f->t.names, f->t.diags, "again.o", image, &again),
			 BW_OK);
	return again;
}

static struct bw_obj *normal(struct fx *f, const struct bw_obj *o)
{
	const struct bw_target *t = f->target;
	struct bw_obj *out;

	assert_int_equal(bw_normalize(&f->t.arena, spec_of(f, o), &t, 1, f->t.diags, &out), BW_OK);
	return through_file(f, out);
}

static const struct {
	const char *name, *target;
	uint32_t cpus;
	const char *text, *flags, *want;
} cases[] = {
    {"ring of arm64", "linux-6.12/aarch64", 0,
     "struct { __uint(type, 27); __uint(max_entries, 4096); } m SEC(\".maps\");", NULL,
     "m 27 k0 v0 n65536 f0"},
    {"ring of x86", "linux-6.12/x86_64", 0,
     "struct { __uint(type, 27); __uint(max_entries, 5000); } m SEC(\".maps\");", NULL,
     "m 27 k0 v0 n8192 f0"},
    {"perf, CPUs known", "linux-6.12/x86_64", 6, "struct { __uint(type, 4); } m SEC(\".maps\");",
     NULL, "m 4 k4 v4 n6 f0"},
    {"perf, CPUs unknown", "linux-6.12/x86_64", 0, "struct { __uint(type, 4); } m SEC(\".maps\");",
     NULL, "m 4 k4 v4 n0 f0"},
    {"fields that say nothing", "linux-6.12/x86_64", 0,
     "struct { __uint(type, 1); __type(key, int); __uint(key_size, 4); __type(value, long); "
     "__uint(max_entries, 3); __uint(numa_node, 1); __uint(pinning, 0); __uint(map_extra, 0); } m "
     "SEC(\".maps\");",
     NULL, "m 1 k4 v8 n3 f0"},
    {"templates and slots", "linux-6.12/x86_64", 0,
     "struct in { __uint(type, 2); __type(key, int); __type(value, int); __uint(max_entries, 2); };"
     "struct in a SEC(\".maps\"), b SEC(\".maps\");"
     "struct { __uint(type, 12); __uint(key_size, 4); __uint(max_entries, 4); __array(values, "
     "struct in); } o SEC(\".maps\") = {.values = {[1] = &a, [3] = &b}};"
     "struct { __uint(type, 1); __type(key, int); __type(value, int); __uint(max_entries, 2); } z "
     "SEC(\".maps\");"
     "SEC(\"xdp\") int p(void *c) { int k = 0; return lookup(&z, &k) && lookup(&o, &k); }",
     NULL,
     "a 2 k4 v4 n2 f0; b 2 k4 v4 n2 f0; o 12 k4 v4 n4 f0 [1]=a [3]=b; o.inner 2 k4 v4 n2 f0; z 1 "
     "k4 v4 n2 f0 ->z ->o"},
    {"legacy", "linux-6.12/x86_64", 0,
     "struct d { unsigned w[9]; }; struct d a SEC(\"maps\") = {{1, 4, 8, 5, 1, 0, 2}};"
     "struct d b SEC(\"maps\") = {{2, 4, 4, 1}};"
     "SEC(\"xdp\") int p(void *c) { int k = 0; return lookup(&b, &k) && lookup(&a, &k); }",
     NULL, "a 1 k4 v8 n5 f0x1 pinned; b 2 k4 v4 n1 f0 ->b ->a"},
    {"legacy without BTF", "linux-6.12/x86_64", 0,
     "struct d { unsigned w[5]; }; struct d a SEC(\"maps\") = {{1, 4, 8, 5, 1}};"
     "struct d b SEC(\"maps\") = {{2, 4, 4, 1}};"
     "SEC(\"xdp\") int p(void *c) { int k = 0; return lookup(&b, &k) != 0; }",
     "-g0", "a 1 k4 v8 n5 f0x1; b 2 k4 v4 n1 f0 ->b"},
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < BW_COUNT(cases); i++) {
		struct bw_obj *o, *once, *twice;
		struct fx f;

		begin(&f, cases[i].target, cases[i].cpus);
		if (!bw_tk_compile_obj(&f.t, bw_printf(&f.t.arena, HEAD "%s\n", cases[i].text),
				       cases[i].flags, &o))
			skip();
		once = normal(&f, o);
		if (strcmp(describe(&f, once), cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].name, describe(&f, once));
		twice = normal(&f, once);
		if (bw_tk_obj_diff(&f.t, once, twice))
			fail_msg("%s: %s", cases[i].name, bw_tk_obj_diff(&f.t, once, twice));
		bw_tk_end(&f.t);
	}
}

/* Words that a definition in .maps has no place for; both kinds in one object. */
static void test_refused(void **state)
{
	static const char *const texts[] = {
	    "struct d { unsigned w[9]; }; struct d a SEC(\"maps\") = {{1, 4, 8, 5, 1, 0, 1}};",
	    "struct d { unsigned w[9]; }; struct d a SEC(\"maps\") = {{3, 4, 4, 5, 0, 7}};",
	    "struct d { unsigned w[7]; }; struct d a SEC(\"maps\") = {{1, 4, 8, 5, 1, 0, 1}};",
	    "struct d { unsigned w[5]; }; struct d a SEC(\"maps\") = {{1, 4, 8, 5}};"
	    "struct { __uint(type, 27); __uint(max_entries, 4096); } m SEC(\".maps\");",
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(texts); i++) {
		const struct bw_target *t;
		struct bw_obj *o, *out;
		struct fx f;

		begin(&f, "linux-6.12/x86_64", 0);
		if (!bw_tk_compile_obj(&f.t, bw_printf(&f.t.arena, HEAD "%s\n", texts[i]), NULL,
				       &o))
			skip();
		t = f.target;
		assert_int_equal(bw_normalize(&f.t.arena, spec_of(&f, o), &t, 1, f.t.diags, &out),
				 BW_REJECTED);
		if (!strstr(bw_tk_ids(&f.t), "PRO021"))
			fail_msg("%zu: %s", i, bw_tk_ids(&f.t));
		bw_tk_end(&f.t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
