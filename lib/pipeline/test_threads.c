/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One model, many threads: a spec is immutable, so threads check it, verify it and make
 * loaders of it at the same time, each with arenas and findings of its own, and all come to the
 * same. Built with the preset tsan, this is what shows that no state is shared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "abicheck/abicheck.h"
#include "loader/loader.h"
#include "mapcheck/mapcheck.h"
#include "mapuse/mapuse.h"
#include "pipeline/pipeline.h"
#include "profile/profile.h"
#include "report/report.h"
#include "testkit/testkit.h"
#include "upgrade/upgrade.h"
#include "verify/verify.h"

#define THREADS 8
#define ROUNDS 5
#define FLAGS "-I" BW_SOURCE_DIR "/bpf/include"

static const char source[] =
    "#include <bpfweld/bpf.h>\n"
    "#include <bpfweld/fields.h>\n"
    "struct key { __u32 a; __u16 b; };\n"
    "struct value { struct bpf_spin_lock lock; __u64 n; };\n"
    "struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4);\n"
    "	__type(key, __u32); __type(value, __u64); } first SEC(\".maps\");\n"
    "struct { __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS); __uint(max_entries, 2);\n"
    "	__type(key, __u32); __array(values, struct inner); } outer SEC(\".maps\") =\n"
    "	{ .values = { [1] = &first } };\n"
    "struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 100);\n"
    "	__type(key, struct key); __type(value, struct value);\n"
    "	__uint(pinning, BW_PIN_BY_NAME); } table SEC(\".maps\");\n"
    "struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring "
    "SEC(\".maps\");\n"
    "int hits; const volatile int limit = 7;\n"
    "SEC(\"xdp\") int prog(struct xdp_md *ctx)\n"
    "{\n"
    "	struct key k = { .a = 1, .b = 2 };\n"
    "	struct value *v = bpf_map_lookup_elem(&table, &k);\n"
    "	if (v && hits++ < limit) { bpf_spin_lock(&v->lock); v->n++; bpf_spin_unlock(&v->lock); }\n"
    "	return XDP_PASS;\n"
    "}\n"
    "char _license[] SEC(\"license\") = \"GPL\";\n";

static const char *const target_names[] = {"linux-6.12/x86_64", "linux-6.1/aarch64",
					   "linux-6.18/riscv64"};

struct work {
	const struct bw_spec *spec;
	const char *ret; /* all that was found, as text; the caller frees it */
	bool copies;	 /* work on a deep copy */
};

static void print_all(struct bw_sb *sb, const struct bw_spec *s, const struct bw_diags *d)
{
	bw_show_maps(sb, s);
	bw_show_progs(sb, s);
	for (uint32_t i = 0; i < d->list.n; i++)
		bw_sb_printf(sb, "%s %s\n", bw_code_info(d->list.v[i].code)->id, d->list.v[i].text);
}

/* What stands around the object: other ABIs, loaders, the maps of an older one. */
static void run_neighbours(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t,
			   struct bw_diags *d, struct bw_sb *sb)
{
	static const char *const abis[] = {"i386-linux-gnu", "go-arm", "x86_64-linux-gnu"};
	static const struct bw_loader loader = {"libbpf-1.4", 0};
	const struct bw_upgrade_old old = {.name = "old.o", .spec = s};
	struct bw_target user = *t;
	struct bw_plan plan;
	enum bw_status st[3];

	user.user_abi = abis;
	user.user_abi_count = BW_COUNT(abis);
	st[0] = bw_abicheck_target(a, s, &user, d);
	st[1] = bw_profile_check(a, s, t, &loader, d);
	st[2] = bw_upgrade(a, &old, s, t, d, &plan);
	bw_sb_printf(sb, "%d %d %d %u\n", st[0], st[1], st[2], plan.n);
}

/* Every phase that looks at a spec. */
static void *run(void *arg)
{
	struct work *w = arg;
	const struct bw_spec *s = w->spec;
	struct bw_diags *d;
	struct bw_arena a;
	struct bw_sb sb;

	bw_arena_init(&a);
	sb = bw_sb_in(&a);
	d = bw_diags_create(&a);
	if (w->copies)
		s = bw_spec_copy(&a, s);
	for (size_t i = 0; i < BW_COUNT(target_names); i++) {
		struct bw_bytes image = {0};
		struct bw_target *t;
		enum bw_status st[4];

		st[0] = bw_target_find(&a, d, target_names[i], &t);
		st[1] = bw_mapcheck(&a, s, t, d);
		st[2] = bw_worse(bw_mapuse(&a, s, t, d), bw_verify(&a, s, t, d));
		st[3] = bw_loader_pack(&a, s, t, "threads", (struct bw_bytes){0}, d, &image);
		bw_sb_printf(&sb, "%d %d %d %d %zu %llx\n", st[0], st[1], st[2], st[3], image.n,
			     (unsigned long long)(image.n ? bw_hash(image.p, image.n) : 0));
		run_neighbours(&a, s, t, d, &sb);
	}
	print_all(&sb, s, d);
	w->ret = strdup(bw_sb_str(&sb));
	bw_arena_deinit(&a);
	return NULL;
}

static void free_text(const char *s)
{
	free((void *)(uintptr_t)s);
}

static void run_threads(const struct bw_spec *s, const char *want, bool copies)
{
	struct work work[THREADS];
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++) {
		work[i] = (struct work){.spec = s, .copies = copies};
		assert_int_equal(pthread_create(&thread[i], NULL, run, &work[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(thread[i], NULL), 0);
		assert_string_equal(work[i].ret, want);
		free_text(work[i].ret);
	}
}

static bool spec_make(struct bw_tk *t, struct bw_spec **ret)
{
	struct bw_obj *o;

	if (!bw_tk_compile_obj(t, source, FLAGS, &o))
		return false;
	assert_int_equal(bw_spec_build(&t->arena, o, t->diags, ret), BW_OK);
	return true;
}

static void test_one_model(void **state)
{
	struct bw_spec *s;
	struct work w;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	if (!spec_make(&t, &s)) {
		bw_tk_end(&t);
		skip();
	}
	w = (struct work){.spec = s};
	run(&w);
	assert_non_null(strstr(w.ret, "MAP015")); /* they do find something */
	assert_non_null(strstr(w.ret, "ABI001"));
	for (int i = 0; i < ROUNDS; i++)
		run_threads(s, w.ret, i & 1);
	free_text(w.ret);
	bw_tk_end(&t);
}

/* Everything that has an address in the original is overwritten; the copy must not change. */
static void test_copy_shares_nothing(void **state)
{
	struct bw_spec *s, *c;
	struct bw_sb before, after;
	struct bw_arena a;
	struct bw_tk t;
	struct work w;
	const char *first;

	(void)state;
	bw_arena_init(&a);
	bw_tk_begin(&t);
	if (!spec_make(&t, &s)) {
		bw_tk_end(&t);
		skip();
	}
	c = bw_spec_copy(&a, s);
	before = bw_sb_in(&a);
	print_all(&before, s, t.diags);
	w = (struct work){.spec = s};
	run(&w);
	first = w.ret;
	for (uint32_t i = 1; i < s->obj->sec_count; i++) {
		if (s->obj->sec[i].data)
			memset(s->obj->sec[i].data, 0xa5, s->obj->sec[i].size_bytes);
		if (s->obj->sec[i].insn)
			memset(s->obj->sec[i].insn, 0xa5, s->obj->sec[i].size_bytes);
	}
	memset(s->obj->btf->word.v, 0xa5, s->obj->btf->word.n * sizeof(uint32_t));
	memset(s->obj->sym, 0xa5, s->obj->sym_count * sizeof(*s->obj->sym));
	bw_tk_end(&t); /* and all of it is gone */
	after = bw_sb_in(&a);
	bw_tk_begin(&t);
	print_all(&after, c, t.diags);
	assert_string_equal(bw_sb_str(&after), bw_sb_str(&before));
	w = (struct work){.spec = c};
	run(&w);
	assert_string_equal(w.ret, first);
	free_text(w.ret);
	free_text(first);
	bw_tk_end(&t);
	bw_arena_deinit(&a);
}

/* ---- the public API: a handle a thread, on the same file ---- */

static void *run_handle(void *path)
{
	struct bpfweld *b = bpfweld_new();
	char *ret;

	bpfweld_add_input(b, path);
	bpfweld_set(b, "target", "linux-6.12/x86_64");
	bpfweld_set(b, "target", "linux-6.1/aarch64");
	bpfweld_run(b, "check");
	ret = strdup(bpfweld_report(b, "json"));
	bpfweld_free(b);
	return ret;
}

static void test_handles(void **state)
{
	char path[] = "/tmp/bw-threads-XXXXXX", *want, *got;
	int fd = mkstemp(path);
	pthread_t thread[THREADS];
	struct bw_bytes image;
	struct bw_tk t;

	(void)state;
	assert_true(fd >= 0);
	bw_tk_begin(&t);
	if (!bw_tk_compile(&t, source, FLAGS, &image)) {
		bw_tk_end(&t);
		skip();
	}
	assert_int_equal(bw_fd_write_all(fd, image.p, image.n), 0);
	close(fd);
	want = run_handle(path);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, run_handle, path), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(thread[i], (void **)&got), 0);
		assert_string_equal(got, want);
		free(got);
	}
	free(want);
	unlink(path);
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_model),
	    cmocka_unit_test(test_copy_shares_nothing),
	    cmocka_unit_test(test_handles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
