/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions that carry BTF, templates or callers; the kernels' answers were measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "mapcheck/mapcheck.h"

#define ENOTSUPP 524
#define MT(x) BW_MT_##x
#define PRE BW_BPF_F_NO_PREALLOC
#define RDP BW_BPF_F_RDONLY_PROG
#define MMAP BW_BPF_F_MMAPABLE

/* What a key or value is made of in the rows below. */
enum shape {
	NO_TYPE,
	U32,
	U64,
	BYTES,
	PAIR,
	TWO_U32,
	SECTION,
	SPIN,
	TIMER,
	TWO_TIMERS,
	KPTR,
	SHAPES
};

struct fx {
	struct bw_arena a;
	struct bw_names *names;
	struct bw_btf *btf;
	struct bw_target *t;
	bw_tid type[SHAPES];
};

static bw_tid int_type(struct fx *f, uint32_t bytes)
{
	uint32_t bits = bytes * 8;

	return bw_btf_add(f->btf, BW_BTF_INT, false, 0, bw_intern_z(f->names, "int"), bytes, &bits,
			  1);
}

static bw_tid struct_type(struct fx *f, uint32_t bytes, bw_tid m0, bw_tid m1, uint32_t off1_bytes)
{
	const uint32_t tail[] = {bw_intern_z(f->names, "a").id, m0.i, 0,
				 bw_intern_z(f->names, "b").id, m1.i, off1_bytes * 8};
	uint32_t n = m1.i ? 2 : 1;

	return bw_btf_add(f->btf, BW_BTF_STRUCT, false, n, bw_intern_z(f->names, "val"), bytes,
			  tail, 3 * n);
}

static bw_tid special(struct fx *f, const char *name, uint32_t bytes)
{
	return bw_btf_add(f->btf, BW_BTF_STRUCT, false, 0, bw_intern_z(f->names, name), bytes, NULL,
			  0);
}

static bw_tid section(struct fx *f)
{
	const uint32_t linkage = BW_BTF_GLOBAL;
	bw_tid var = bw_btf_add(f->btf, BW_BTF_VAR, false, 0, bw_intern_z(f->names, "v"),
				f->type[U64].i, &linkage, 1);
	const uint32_t info[] = {var.i, 0, 8};

	return bw_btf_add(f->btf, BW_BTF_DATASEC, false, 1, bw_intern_z(f->names, ".data"), 8, info,
			  3);
}

static bw_tid kptr(struct fx *f)
{
	bw_tid own = special(f, "own", 8);
	bw_tid tag = bw_btf_add(f->btf, BW_BTF_TYPE_TAG, false, 0, bw_intern_z(f->names, "kptr"),
				own.i, NULL, 0);

	return bw_btf_add(f->btf, BW_BTF_PTR, false, 0, BW_SYM_NONE, tag.i, NULL, 0);
}

static void setup(struct fx *f, const char *target)
{
	bw_tid timer;

	*f = (struct fx){0};
	bw_arena_init(&f->a);
	f->names = bw_names_create(&f->a);
	f->btf = bw_btf_create(&f->a, f->names);
	assert_int_equal(bw_target_find(&f->a, bw_diags_create(&f->a), target, &f->t), BW_OK);
	f->type[U32] = int_type(f, 4);
	f->type[U64] = int_type(f, 8);
	f->type[BYTES] = struct_type(f, 8, f->type[U64], BW_VOID, 0);
	f->type[PAIR] = struct_type(f, 16, f->type[U64], f->type[U32], 8);
	f->type[TWO_U32] = struct_type(f, 16, f->type[U32], f->type[U32], 8);
	f->type[SECTION] = section(f);
	f->type[SPIN] = struct_type(f, 8, special(f, "bpf_spin_lock", 4), BW_VOID, 0);
	timer = special(f, "bpf_timer", 16);
	f->type[TIMER] = struct_type(f, 16, timer, BW_VOID, 0);
	f->type[TWO_TIMERS] = struct_type(f, 32, timer, timer, 16);
	f->type[KPTR] = struct_type(f, 8, kptr(f), BW_VOID, 0);
}

static void test_types(void **state)
{
	static const struct {
		const char *target;
		uint32_t type, key, value, entries, flags;
		enum shape k, v;
		int err;
	} rows[] = {
	    {"linux-6.12/x86_64", MT(HASH), 4, 8, 1, 0, U32, SPIN, 0},
	    {"linux-6.12/x86_64", MT(HASH), 4, 8, 1, RDP, U32, SPIN, EACCES},
	    {"linux-6.12/x86_64", MT(LRU_HASH), 4, 8, 1, 0, U32, SPIN, EOPNOTSUPP},
	    {"linux-6.1/x86_64", MT(LRU_HASH), 4, 8, 1, 0, U32, SPIN, ENOTSUPP},
	    {"linux-6.12/x86_64", MT(DEVMAP), 4, 8, 1, 0, U32, SPIN, EACCES},
	    {"linux-6.12/x86_64", MT(LRU_HASH), 4, 16, 1, 0, U32, TIMER, 0},
	    {"linux-6.12/x86_64", MT(PERCPU_ARRAY), 4, 16, 1, 0, U32, TIMER, EOPNOTSUPP},
	    {"linux-6.12/x86_64", MT(PERCPU_ARRAY), 4, 32, 1, RDP, U32, TWO_TIMERS, 0},
	    {"linux-6.12/x86_64", MT(PERCPU_HASH), 4, 8, 1, 0, U32, KPTR, 0},
	    {"linux-6.1/x86_64", MT(PERCPU_HASH), 4, 8, 1, 0, U32, KPTR, 0},
	    {"linux-6.12/x86_64", MT(LPM_TRIE), 8, 8, 1, PRE, BYTES, KPTR, EOPNOTSUPP},
	    {"linux-6.12/x86_64", MT(LPM_TRIE), 8, 8, 1, PRE, BYTES, U64, 0},
	    {"linux-6.12/x86_64", MT(LPM_TRIE), 8, 8, 1, PRE, U64, U64, EINVAL},
	    {"linux-6.12/x86_64", MT(HASH), 4, 8, 1, 0, U64, U64, EINVAL},
	    {"linux-6.12/x86_64", MT(HASH), 4, 4, 1, 0, U32, U64, EINVAL},
	    {"linux-6.12/x86_64", MT(HASH), 4, 8, 1, 0, U32, NO_TYPE, EINVAL},
	    {"linux-6.12/x86_64", MT(HASH), 4, 8, 1, 0, NO_TYPE, U64, EINVAL},
	    {"linux-6.12/x86_64", MT(ARRAY), 4, 8, 1, 0, NO_TYPE, U64, EINVAL},
	    {"linux-6.12/x86_64", MT(ARRAY), 4, 8, 1, 0, NO_TYPE, SECTION, 0},
	    {"linux-6.12/x86_64", MT(ARRAY), 4, 8, 2, 0, NO_TYPE, SECTION, EINVAL},
	    {"linux-6.12/x86_64", MT(PERCPU_ARRAY), 4, 8, 1, 0, NO_TYPE, SECTION, EINVAL},
	    {"linux-6.12/x86_64", MT(SOCKMAP), 4, 8, 1, 0, U32, U64, ENOTSUPP},
	    {"linux-6.12/x86_64", MT(PROG_ARRAY), 4, 4, 1, 0, U32, U32, 0},
	    {"linux-6.12/x86_64", MT(BLOOM_FILTER), 0, 8, 1, 0, NO_TYPE, U64, 0},
	    {"linux-6.12/x86_64", MT(CGROUP_STORAGE), 16, 8, 0, 0, PAIR, U64, 0},
	    {"linux-6.12/x86_64", MT(CGROUP_STORAGE), 16, 8, 0, 0, TWO_U32, U64, EINVAL},
	    {"linux-6.12/x86_64", MT(CGROUP_STORAGE), 8, 8, 0, 0, U64, U64, 0},
	    {"linux-6.12/x86_64", MT(SK_STORAGE), 4, 8, 0, PRE, U32, U64, 0},
	    {"linux-6.12/x86_64", MT(QUEUE), 0, 8, 1, 0, NO_TYPE, U64, EINVAL},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_map_attr m = {.type = rows[i].type,
					.key_bytes = rows[i].key,
					.value_bytes = rows[i].value,
					.max_entries = rows[i].entries,
					.flags = rows[i].flags};
		struct bw_map_verdict v;
		struct fx f;

		setup(&f, rows[i].target);
		m.btf = f.btf;
		m.key_type = f.type[rows[i].k];
		m.value_type = f.type[rows[i].v];
		bw_mapcheck_attr(&f.a, &m, f.t, &v);
		if (v.err != rows[i].err)
			fail_msg("row %zu: errno %d %s", i, v.err, v.text ? v.text : "");
		assert_true(rows[i].v != TWO_TIMERS || v.unseen);
		bw_arena_deinit(&f.a);
	}
}

static void test_unknown_ids(void **state)
{
	struct bw_map_attr m = {
	    .type = MT(HASH), .key_bytes = 4, .value_bytes = 8, .max_entries = 1};
	struct bw_map_verdict v;
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	m.btf = f.btf;
	m.key_type = f.type[U32];
	m.value_type.i = f.btf->count;
	bw_mapcheck_attr(&f.a, &m, f.t, &v);
	assert_int_equal(v.err, EINVAL);
	assert_int_equal(v.code, BW_D_MAP_BTF_SIZE);
	bw_arena_deinit(&f.a);
}

/* A template, and a map that is put in; shapes of their values. */
static void test_put(void **state)
{
	static const struct {
		const char *target;
		enum shape want, have;
		int err;
	} rows[] = {
	    {"linux-6.12/x86_64", TIMER, TIMER, 0},	 {"linux-6.12/x86_64", TIMER, PAIR, EINVAL},
	    {"linux-6.12/x86_64", PAIR, TWO_U32, 0},	 {"linux-6.12/x86_64", PAIR, NO_TYPE, 0},
	    {"linux-6.1/x86_64", PAIR, NO_TYPE, EINVAL}, /* no timer is not no BTF */
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_map_attr inner = {
		    .type = MT(HASH), .key_bytes = 4, .value_bytes = 16, .max_entries = 1};
		struct bw_map_attr put = inner, outer = {.type = MT(HASH_OF_MAPS), .inner = &inner};
		struct bw_map_verdict v;
		struct fx f;

		setup(&f, rows[i].target);
		inner.btf = f.btf;
		inner.key_type = f.type[U32];
		inner.value_type = f.type[rows[i].want];
		if (rows[i].have != NO_TYPE) {
			put.btf = f.btf;
			put.key_type = f.type[U32];
			put.value_type = f.type[rows[i].have];
		}
		bw_mapcheck_put(&f.a, &outer, &put, f.t, &v);
		if (v.err != rows[i].err)
			fail_msg("row %zu: errno %d %s", i, v.err, v.text ? v.text : "");
		bw_arena_deinit(&f.a);
	}
}

static void test_capabilities(void **state)
{
	static const struct {
		const char *target;
		uint32_t type, flags, caps;
	} rows[] = {
	    {"linux-6.12/x86_64", MT(HASH), 0, 0},
	    {"linux-6.12/x86_64", MT(HASH), BW_BPF_F_ZERO_SEED, BW_CAP_SYS_ADMIN},
	    {"linux-6.12/x86_64", MT(LRU_HASH), 0, BW_CAP_BPF},
	    {"linux-6.12/x86_64", MT(DEVMAP), 0, BW_CAP_NET_ADMIN},
	    {"linux-6.1/x86_64", MT(LRU_HASH), 0, BW_CAP_BPF},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_map_attr m = {.type = rows[i].type,
					      .key_bytes = 4,
					      .value_bytes = 4,
					      .max_entries = 1,
					      .flags = rows[i].flags};
		struct fx f;

		setup(&f, rows[i].target);
		assert_int_equal(bw_mapcheck_capabilities(&f.a, &m, f.t), rows[i].caps);
		bw_arena_deinit(&f.a);
	}
}

/* What the target does not tell, and the other answer. */
static void test_hangs(void **state)
{
	static const struct {
		uint32_t type, value, entries, flags, bit;
		int err, other;
	} rows[] = {
	    {MT(CPUMAP), 4, 4096, 0, BW_GUESS_NR_CPUS, 0, E2BIG},
	    {MT(STACK_TRACE), 4096, 1, 0, BW_GUESS_STACK_DEPTH, EINVAL, 0},
	    {MT(PERCPU_ARRAY), 40000, 1, 0, BW_GUESS_PAGE, E2BIG, 0},
	    {MT(XSKMAP), 4, 1, 0, BW_GUESS_CONFIG, 0, EINVAL},
	    {MT(HASH), 4, 1, 0, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_map_attr m = {.type = rows[i].type,
					      .key_bytes = 4,
					      .value_bytes = rows[i].value,
					      .max_entries = rows[i].entries,
					      .flags = rows[i].flags};
		struct bw_map_verdict v;
		bool found = !rows[i].bit;
		struct fx f;

		setup(&f, "linux-6.12/aarch64");
		bw_mapcheck_attr(&f.a, &m, f.t, &v);
		assert_int_equal(v.err, rows[i].err);
		for (uint32_t j = 0; j < v.hang_count; j++)
			found |= v.hang[j].bit == rows[i].bit && v.hang[j].err == rows[i].other;
		if (!found || (!rows[i].bit && v.hang_count))
			fail_msg("row %zu", i);
		f.t->guessed = 0;
		bw_mapcheck_attr(&f.a, &m, f.t, &v);
		assert_int_equal(v.hang_count, 0);
		bw_arena_deinit(&f.a);
	}
}

static void test_uses(void **state)
{
	static const enum bw_map_use freeze_rw[] = {BW_MAP_FREEZE, BW_MAP_MMAP_RW};
	static const enum bw_map_use rw_freeze[] = {BW_MAP_MMAP_RW, BW_MAP_FREEZE};
	static const enum bw_map_use twice[] = {BW_MAP_FREEZE, BW_MAP_FREEZE};
	static const struct {
		const char *target;
		uint32_t type, flags;
		const enum bw_map_use *use;
		int err;
	} rows[] = {
	    {"linux-6.12/x86_64", MT(ARRAY), MMAP, freeze_rw, EPERM},
	    {"linux-6.12/x86_64", MT(ARRAY), MMAP, rw_freeze, EBUSY},
	    {"linux-6.12/x86_64", MT(ARRAY), 0, rw_freeze, EINVAL},
	    {"linux-6.12/x86_64", MT(ARRAY), MMAP | RDP, rw_freeze, EACCES},
	    {"linux-6.12/x86_64", MT(HASH), 0, rw_freeze, ENOTSUPP},
	    {"linux-6.12/x86_64", MT(HASH), 0, twice, EPERM},
	    {"linux-6.1/x86_64", MT(HASH), 0, twice, EBUSY},
	    {"linux-6.12/x86_64", MT(HASH), BW_BPF_F_RDONLY, twice, EPERM},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_map_attr m = {.type = rows[i].type,
					      .key_bytes = 4,
					      .value_bytes = 4,
					      .max_entries = 1,
					      .flags = rows[i].flags};
		struct bw_map_verdict v;
		struct fx f;

		setup(&f, rows[i].target);
		bw_mapcheck_uses(&f.a, &m, f.t, rows[i].use, 2, &v);
		if (v.err != rows[i].err)
			fail_msg("row %zu: errno %d %s", i, v.err, v.text ? v.text : "");
		bw_arena_deinit(&f.a);
	}
}

/* BTF that the kernel refuses: one change to a graph that it takes. */
static void test_load(void **state)
{
	struct bw_map_verdict v;
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	bw_mapcheck_load(&f.a, f.btf, f.t, &v);
	assert_int_equal(v.err, 0);
	struct_type(&f, 4, f.type[U64], BW_VOID, 0);
	bw_mapcheck_load(&f.a, f.btf, f.t, &v);
	assert_int_equal(v.err, EINVAL);
	assert_non_null(strstr(v.text, "behind its end"));
	bw_arena_deinit(&f.a);
	setup(&f, "linux-6.12/x86_64");
	struct_type(&f, 8, bw_btf_find(f.btf, BW_BTF_STRUCT, bw_intern_z(f.names, "bpf_spin_lock")),
		    bw_btf_find(f.btf, BW_BTF_STRUCT, bw_intern_z(f.names, "bpf_spin_lock")), 4);
	bw_mapcheck_load(&f.a, f.btf, f.t, &v);
	assert_int_equal(v.err, E2BIG);
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_types), cmocka_unit_test(test_unknown_ids),
	    cmocka_unit_test(test_put),	  cmocka_unit_test(test_capabilities),
	    cmocka_unit_test(test_hangs), cmocka_unit_test(test_uses),
	    cmocka_unit_test(test_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
