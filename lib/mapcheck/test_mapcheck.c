/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "mapcheck/mapcheck.h"

#define NONE BW_D_COUNT
#define ENOTSUPP 524

struct fx {
	struct bw_arena a;
	struct bw_diags *d;
	struct bw_target *t;
	struct bw_obj o;
	struct bw_spec s;
	struct bw_map_spec map[4];
};

static struct bw_target *target(struct fx *f, const char *name)
{
	struct bw_target *t = NULL;

	assert_int_equal(bw_target_find(&f->a, f->d, name, &t), BW_OK);
	return t;
}

static void setup(struct fx *f, const char *target_name)
{
	*f = (struct fx){0};
	bw_arena_init(&f->a);
	f->d = bw_diags_create(&f->a);
	f->t = target(f, target_name);
	f->o.arena = &f->a;
	f->o.names = bw_names_create(&f->a);
	f->o.file = "test.o";
	f->o.btf = bw_btf_create(&f->a, f->o.names);
	f->s.obj = &f->o;
	f->s.map = f->map;
}

/* Add a map to the spec under test. */
static struct bw_map_spec *add(struct fx *f, const char *name, uint32_t type, uint32_t key,
			       uint32_t value, uint32_t entries, uint32_t flags)
{
	struct bw_map_spec *m = &f->map[f->s.map_count++];

	assert_true(f->s.map_count <= BW_COUNT(f->map));
	*m = (struct bw_map_spec){.name = bw_intern_z(f->o.names, name),
				  .type = type,
				  .key_bytes = key,
				  .value_bytes = value,
				  .max_entries = entries,
				  .flags = flags,
				  .where = {.file = "test.o", .symbol = name}};
	return m;
}

static bool found(const struct fx *f, enum bw_code code)
{
	for (uint32_t i = 0; i < f->d->list.n; i++)
		if (f->d->list.v[i].code == code)
			return true;
	return false;
}

enum {
	PRE = BW_BPF_F_NO_PREALLOC,
	LRUF = BW_BPF_F_NO_COMMON_LRU,
	NUMA = BW_BPF_F_NUMA_NODE,
	RD = BW_BPF_F_RDONLY,
	WR = BW_BPF_F_WRONLY,
	RDP = BW_BPF_F_RDONLY_PROG,
	WRP = BW_BPF_F_WRONLY_PROG,
	MMAP = BW_BPF_F_MMAPABLE,
	BUILD = BW_BPF_F_STACK_BUILD_ID,
	INNERF = BW_BPF_F_INNER_MAP,
	ZERO = BW_BPF_F_ZERO_SEED,
	CLONE = BW_BPF_F_CLONE,
	PERFF = BW_BPF_F_PRESERVE_ELEMS,
	TOKEN = BW_BPF_F_TOKEN_FD,
};

#define KMALLOC (4u << 20)
#define MT(x) BW_MT_##x

/* One row just inside and one just outside each limit; linux-6.12/x86_64. */
static void test_limits(void **state)
{
	static const struct {
		uint32_t type, key, value, entries, flags;
		uint64_t extra;
		int err;
		enum bw_code code;
	} rows[] = {
	    {0, 4, 4, 1, 0, 0, EINVAL, BW_D_MAP_TYPE},
	    {77, 4, 4, 1, 0, 0, EINVAL, BW_D_MAP_TYPE},
	    {MT(INSN_ARRAY), 4, 16, 1, 0, 0, EINVAL, BW_D_MAP_TOO_NEW},
	    {MT(HASH), 1, 1, 1, 0, 0, 0, NONE},
	    {MT(HASH), 0, 1, 1, 0, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(HASH), 1, 0, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(HASH), 1, 1, 0, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(HASH), 1, 1, 1, 0, 1, EINVAL, BW_D_MAP_EXTRA},
	    {MT(HASH), 1, 1, 1, LRUF, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(HASH), 1, 1, 1, RD | WR, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(HASH), 1, 1, 1, RDP | WRP, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(HASH), 1, 1, 1, PRE | ZERO | NUMA | RD | RDP, 0, 0, NONE},
	    {MT(HASH), 1, 1, 1, 1u << 31, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(HASH), 8, KMALLOC - 57, 1, 0, 0, 0, NONE},
	    {MT(HASH), 8, KMALLOC - 56, 1, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(HASH), 1, 1, 1u << 27, PRE, 0, 0, NONE},
	    {MT(HASH), 1, 1, (1u << 27) + 1, PRE, 0, E2BIG, BW_D_MAP_ENTRIES},
	    {MT(HASH), 1, 1, 1, TOKEN, 0, EINVAL, BW_D_MAP_TOKEN},
	    {MT(LRU_HASH), 1, 1, 1, PRE, 0, ENOTSUPP, BW_D_MAP_FLAGS},
	    {MT(LRU_HASH), 1, 1, 1, LRUF, 0, 0, NONE},
	    {MT(LRU_HASH), 1, 1, 1, LRUF | NUMA, 0, EINVAL, BW_D_MAP_NUMA},
	    {MT(PERCPU_HASH), 1, 32768, 1, 0, 0, 0, NONE},
	    {MT(PERCPU_HASH), 1, 32769, 1, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(PERCPU_HASH), 1, 1, 1, NUMA, 0, EINVAL, BW_D_MAP_NUMA},
	    {MT(ARRAY), 4, INT32_MAX, 1, MMAP | INNERF, 0, 0, NONE},
	    {MT(ARRAY), 4, 1u << 31, 1, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(ARRAY), 8, 8, 1, 0, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(ARRAY), 4, 8, 1, PRE, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(PERCPU_ARRAY), 4, 8, 1, MMAP, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(PERCPU_ARRAY), 4, 32769, 1, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(PROG_ARRAY), 4, 4, 1, RD, 0, 0, NONE},
	    {MT(PROG_ARRAY), 4, 8, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(PROG_ARRAY), 4, 4, 1, RDP, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(PERF_EVENT_ARRAY), 4, 4, 1, PERFF, 0, 0, NONE},
	    {MT(CGROUP_ARRAY), 4, 4, 1, PERFF, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(STACK_TRACE), 4, 1016, 1, 0, 0, 0, NONE},
	    {MT(STACK_TRACE), 4, 1024, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(STACK_TRACE), 4, 12, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(STACK_TRACE), 4, 4064, 1, BUILD, 0, 0, NONE},
	    {MT(STACK_TRACE), 4, 40, 1, BUILD, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(LPM_TRIE), 5, 1, 1, PRE, 0, 0, NONE},
	    {MT(LPM_TRIE), 4, 1, 1, PRE, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(LPM_TRIE), 260, 1, 1, PRE, 0, 0, NONE},
	    {MT(LPM_TRIE), 261, 1, 1, PRE, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(LPM_TRIE), 8, 1, 1, 0, 0, EINVAL, BW_D_MAP_FLAGS_NEEDED},
	    {MT(LPM_TRIE), 8, KMALLOC - 296, 1, PRE, 0, 0, NONE},
	    {MT(LPM_TRIE), 8, KMALLOC - 295, 1, PRE, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(ARRAY_OF_MAPS), 4, 4, 1, 0, 0, EINVAL, BW_D_MAP_INNER},
	    {MT(HASH_OF_MAPS), 4, 8, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(DEVMAP), 4, 8, 1, 0, 0, 0, NONE},
	    {MT(DEVMAP), 4, 6, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(DEVMAP_HASH), 4, 4, (1u << 31) + 1, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(CPUMAP), 4, 4, 8192, 0, 0, 0, NONE},
	    {MT(CPUMAP), 4, 4, 8193, 0, 0, E2BIG, BW_D_MAP_ENTRIES},
	    {MT(XSKMAP), 4, 8, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(SOCKMAP), 4, 8, INT32_MAX, 0, 0, 0, NONE},
	    {MT(SOCKMAP), 4, 8, 1u << 31, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(SOCKHASH), 512, 8, 1, 0, 0, 0, NONE},
	    {MT(SOCKHASH), 513, 8, 1, 0, 0, E2BIG, BW_D_MAP_KEY_SIZE},
	    {MT(REUSEPORT_SOCKARRAY), 4, 8, 1, 0, 0, 0, NONE},
	    {MT(REUSEPORT_SOCKARRAY), 4, 16, 1, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(CGROUP_STORAGE), 16, 65407, 0, 0, 0, 0, NONE},
	    {MT(CGROUP_STORAGE), 8, 65408, 0, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(CGROUP_STORAGE), 4, 8, 0, 0, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(CGROUP_STORAGE), 8, 8, 1, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(PERCPU_CGROUP_STORAGE), 8, 32768, 0, 0, 0, 0, NONE},
	    {MT(PERCPU_CGROUP_STORAGE), 8, 32769, 0, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(SK_STORAGE), 4, 8, 0, PRE | CLONE, 0, EINVAL, BW_D_MAP_BTF_NEEDED},
	    {MT(TASK_STORAGE), 4, 8, 1, PRE, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(CGRP_STORAGE), 4, 8, 0, 0, 0, EINVAL, BW_D_MAP_FLAGS_NEEDED},
	    {MT(QUEUE), 0, KMALLOC, 1, 0, 0, 0, NONE},
	    {MT(QUEUE), 0, KMALLOC + 1, 1, 0, 0, E2BIG, BW_D_MAP_VALUE_SIZE},
	    {MT(QUEUE), 4, 8, 1, 0, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(STACK), 0, 8, 1u << 29, 0, 0, E2BIG, BW_D_MAP_ENTRIES},
	    {MT(BLOOM_FILTER), 0, 8, 1, 0, 15, 0, NONE},
	    {MT(BLOOM_FILTER), 0, 8, 1, 0, 16, EINVAL, BW_D_MAP_EXTRA},
	    {MT(BLOOM_FILTER), 4, 8, 1, 0, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(RINGBUF), 0, 0, 4096, 0, 0, 0, NONE},
	    {MT(RINGBUF), 0, 0, 2048, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(RINGBUF), 0, 0, 12288, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(RINGBUF), 0, 0, 0, 0, 0, EINVAL, BW_D_MAP_ENTRIES},
	    {MT(RINGBUF), 4, 0, 4096, 0, 0, EINVAL, BW_D_MAP_KEY_SIZE},
	    {MT(RINGBUF), 0, 8, 4096, 0, 0, EINVAL, BW_D_MAP_VALUE_SIZE},
	    {MT(RINGBUF), 0, 0, 4096, 1 << 19, 0, EINVAL, BW_D_MAP_FLAGS},
	    {MT(USER_RINGBUF), 0, 0, 8192, 0, 0, 0, NONE},
	    {MT(ARENA), 0, 0, 1 << 20, MMAP, 0, 0, NONE},
	    {MT(ARENA), 0, 0, (1 << 20) + 1, MMAP, 0, E2BIG, BW_D_MAP_ENTRIES},
	    {MT(ARENA), 0, 0, 1, 0, 0, EINVAL, BW_D_MAP_FLAGS_NEEDED},
	    {MT(ARENA), 0, 0, 1, MMAP, 4095, EINVAL, BW_D_MAP_EXTRA},
	    {MT(ARENA), 0, 0, 2, MMAP, 0xfffff000, ERANGE, BW_D_MAP_EXTRA},
	    {MT(STRUCT_OPS), 4, 8, 1, 0, 0, EINVAL, BW_D_MAP_BTF_NEEDED},
	};
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_map_attr m = {.type = rows[i].type,
					      .key_bytes = rows[i].key,
					      .value_bytes = rows[i].value,
					      .max_entries = rows[i].entries,
					      .flags = rows[i].flags,
					      .extra = rows[i].extra};
		struct bw_map_verdict v;

		bw_mapcheck_attr(&f.a, &m, f.t, &v);
		if (v.err != rows[i].err || (v.err && v.code != rows[i].code))
			fail_msg("row %zu: errno %d %s", i, v.err, v.text ? v.text : "");
	}
	bw_arena_deinit(&f.a);
}

/* Attributes that one kernel takes and another does not. */
static void test_targets(void **state)
{
	static const struct {
		const char *target;
		uint32_t page; /* 0: the target's own */
		uint32_t type, key, value, entries, flags;
		int err;
	} rows[] = {
	    {"linux-6.12/aarch64", 65536, MT(RINGBUF), 0, 0, 4096, 0, EINVAL},
	    {"linux-6.12/aarch64", 65536, MT(RINGBUF), 0, 0, 65536, 0, 0},
	    {"linux-6.12/aarch64", 65536, MT(PERCPU_ARRAY), 4, 65536, 1, 0, 0},
	    {"linux-6.12/aarch64", 65536, MT(HASH), 4, 16 << 20, 1, 0, 0},
	    {"linux-6.12/aarch64", 65536, MT(ARENA), 0, 0, 65537, MMAP, E2BIG},
	    {"linux-6.12/aarch64", 65536, MT(ARENA), 0, 0, 65536, MMAP, 0},
	    {"linux-6.1/x86_64", 0, MT(ARENA), 0, 0, 1, MMAP, EINVAL},
	    {"linux-6.1/x86_64", 0, MT(CGRP_STORAGE), 4, 4, 0, PRE, EINVAL},
	    {"linux-6.1/x86_64", 0, MT(HASH), 4, 4, 1, TOKEN, EINVAL},
	    {"linux-6.1/x86_64", 0, MT(STACK), 0, 8, 1u << 29, 0, 0},
	    {"linux-6.18/x86_64", 0, MT(LPM_TRIE), 8, KMALLOC - 280, 1, PRE, 0},
	    {"linux-6.18/x86_64", 0, MT(LPM_TRIE), 8, KMALLOC - 279, 1, PRE, EINVAL},
	    {"linux-6.12/s390x", 0, MT(CGROUP_STORAGE), 8, 65023, 0, 0, 0},
	    {"linux-6.12/s390x", 0, MT(CGROUP_STORAGE), 8, 65024, 0, 0, E2BIG},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_map_attr m = {.type = rows[i].type,
					      .key_bytes = rows[i].key,
					      .value_bytes = rows[i].value,
					      .max_entries = rows[i].entries,
					      .flags = rows[i].flags};
		struct bw_map_verdict v;
		struct fx f;

		setup(&f, rows[i].target);
		if (rows[i].page) {
			f.t->page_bytes = rows[i].page;
			f.t->kmalloc_max_bytes = f.t->pcpu_unit_min_bytes = 0;
			bw_target_derive(&f.a, f.t);
		}
		bw_mapcheck_attr(&f.a, &m, f.t, &v);
		if (v.err != rows[i].err)
			fail_msg("row %zu: errno %d %s", i, v.err, v.text ? v.text : "");
		bw_arena_deinit(&f.a);
	}
}

static void test_verdict_text(void **state)
{
	const struct bw_map_attr m = {
	    .type = MT(ARRAY), .key_bytes = 8, .value_bytes = 8, .max_entries = 1};
	struct bw_map_verdict v;
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	bw_mapcheck_attr(&f.a, &m, f.t, &v);
	assert_string_equal(v.text, "key_size is 8; ARRAY wants 4");
	assert_string_equal(v.where, "array_map_alloc_check");
	assert_string_equal(bw_errno_name(&f.a, v.err), "EINVAL");
	assert_string_equal(bw_errno_name(&f.a, 524), "524");
	assert_string_equal(bw_errno_name(&f.a, 0), "ok");
	bw_arena_deinit(&f.a);
}

static void test_type_left_out_by_config(void **state)
{
	const struct bw_map_attr m = {
	    .type = MT(XSKMAP), .key_bytes = 4, .value_bytes = 4, .max_entries = 1};
	struct bw_map_verdict v;
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	f.t->config = "CONFIG_NET=y\n";
	f.t->config_bytes = strlen(f.t->config);
	bw_target_derive(&f.a, f.t);
	bw_mapcheck_attr(&f.a, &m, f.t, &v);
	assert_int_equal(v.err, EINVAL);
	assert_int_equal(v.code, BW_D_MAP_CONFIG);
	assert_non_null(strstr(v.text, "CONFIG_XDP_SOCKETS"));
	bw_arena_deinit(&f.a);
}

/* Each broken attribute is reported, each once. */
static void test_reports_all_attributes(void **state)
{
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	add(&f, "m", MT(ARRAY), 8, 0, 0, PRE | CLONE);
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_REJECTED);
	assert_int_equal(f.d->errors, 4);
	assert_true(found(&f, BW_D_MAP_KEY_SIZE));
	assert_true(found(&f, BW_D_MAP_VALUE_SIZE));
	assert_true(found(&f, BW_D_MAP_ENTRIES));
	assert_true(found(&f, BW_D_MAP_FLAGS));
	for (uint32_t i = 0; i < f.d->list.n; i++) {
		assert_string_equal(f.d->list.v[i].where.symbol, "m");
		if (f.d->list.v[i].code == BW_D_MAP_FLAGS)
			assert_non_null(
			    strstr(f.d->list.v[i].text, "BPF_F_NO_PREALLOC|BPF_F_CLONE"));
	}
	bw_arena_deinit(&f.a);
}

/* One map a row, one finding a row. */
static void test_spec_findings(void **state)
{
	static const struct {
		const char *target, *name;
		uint32_t type, key, value, entries, flags;
		enum bw_code code; /* NONE: no finding at all */
		const char *text;
	} rows[] = {
	    {"linux-6.12/x86_64", "ok", MT(HASH), 4, 4, 1, 0, NONE, NULL},
	    {"linux-6.12/x86_64", "perf", MT(PERF_EVENT_ARRAY), 4, 4, 0, 0, NONE, NULL},
	    {"linux-6.1/x86_64", "m", MT(ARENA), 0, 0, 1, MMAP, BW_D_MAP_TOO_NEW, "Linux 6.9"},
	    {"linux-6.1/x86_64", "m", MT(RINGBUF), 0, 0, 4096, 1 << 19, BW_D_MAP_FLAG_TOO_NEW,
	     "BPF_F_RB_OVERWRITE came with Linux 6.19"},
	    {"linux-6.12/aarch64", "rb", MT(RINGBUF), 0, 0, 4096, 0, BW_D_MAP_PAGE_SIZE,
	     "16384 and 65536"},
	    {"linux-6.12/aarch64", "rb", MT(RINGBUF), 0, 0, 65536, 0, NONE, NULL},
	    {"linux-6.12/x86_64", "rb", MT(RINGBUF), 0, 0, 4096, 0, NONE, NULL},
	    {"linux-6.12/x86_64", "lpm", MT(LPM_TRIE), 8, 4, 1, 0, BW_D_MAP_FLAGS_NEEDED,
	     "BPF_F_NO_PREALLOC"},
	    {"linux-6.12/x86_64", "name_of_16_chars", MT(HASH), 4, 4, 1, 0, BW_D_MAP_NAME,
	     "'name_of_16_char'"},
	    {"linux-6.12/x86_64", "name_of_15_char", MT(HASH), 4, 4, 1, 0, NONE, NULL},
	    {"linux-6.12/x86_64", "a-b", MT(HASH), 4, 4, 1, 0, BW_D_MAP_NAME_CHAR, "'-'"},
	    {"linux-6.12/s390x", "m", MT(HASH), 4, 4, 1, 0, BW_D_MAP_ORDER, "big-endian"},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		enum bw_status st;
		struct fx f;

		setup(&f, rows[i].target);
		add(&f, rows[i].name, rows[i].type, rows[i].key, rows[i].value, rows[i].entries,
		    rows[i].flags);
		st = bw_mapcheck(&f.a, &f.s, f.t, f.d);
		assert_int_equal(st == BW_OK, f.d->errors == 0);
		if (f.d->list.n != (rows[i].code != NONE))
			fail_msg("row %zu: %u findings", i, f.d->list.n);
		if (f.d->list.n) {
			assert_int_equal(f.d->list.v[0].code, rows[i].code);
			assert_non_null(strstr(f.d->list.v[0].text, rows[i].text));
		}
		bw_arena_deinit(&f.a);
	}
}

static void test_loader_rounds_rings(void **state)
{
	static const struct {
		const char *loader;
		bool ok;
		bool known;
	} rows[] = {
	    {NULL, false, true},	 {"libbpf-1.4", true, true},
	    {"libbpf-0.7", false, true}, {"libbpf-0.8", true, true},
	    {"libbpf-1.10", true, true}, {"ebpf-go-0.17.1", false, true},
	    {"bpfweld", true, true},	 {"somebody-1.0", false, false},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct fx f;

		setup(&f, "linux-6.12/x86_64");
		f.t->loader = rows[i].loader;
		add(&f, "rb", MT(RINGBUF), 0, 0, 5000, 0);
		assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d) == BW_OK, rows[i].ok);
		assert_int_equal(found(&f, BW_D_MAP_LOADER_UNKNOWN), !rows[i].known);
		bw_arena_deinit(&f.a);
	}
}

static void test_pinning(void **state)
{
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	add(&f, "a", MT(HASH), 4, 4, 1, 0)->pinning = 1;
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_OK);
	add(&f, "b", MT(HASH), 4, 4, 1, 0)->pinning = 2;
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_REJECTED);
	assert_int_equal(f.d->list.n, 1);
	assert_int_equal(f.d->list.v[0].code, BW_D_MAP_PINNING);
	bw_arena_deinit(&f.a);
}

static bw_tid add_int(struct fx *f, const char *name, uint32_t bytes)
{
	const uint32_t tail = bytes * 8;

	return bw_btf_add(f->o.btf, BW_BTF_INT, false, 0, bw_intern_z(f->o.names, name), bytes,
			  &tail, 1);
}

/* struct NAME { u32 a; TYPE b; } of size bytes */
static bw_tid add_pair(struct fx *f, const char *name, bw_tid second, uint32_t off_b,
		       uint32_t bytes)
{
	bw_tid u32 = add_int(f, "unsigned int", 4);
	const uint32_t tail[] = {bw_intern_z(f->o.names, "a").id, u32.i,    0,
				 bw_intern_z(f->o.names, "b").id, second.i, off_b * 8};

	return bw_btf_add(f->o.btf, BW_BTF_STRUCT, false, 2, bw_intern_z(f->o.names, name), bytes,
			  tail, 6);
}

/* Holes count where keys are compared by their bytes, and there only. */
static void test_key_holes(void **state)
{
	static const struct {
		uint32_t type, b_bytes, b_off, bytes;
		const char *text; /* NULL: no finding */
	} rows[] = {
	    {MT(HASH), 2, 4, 8, "2 bytes of padding at offset 6, behind b at its end"},
	    {MT(HASH), 8, 8, 16, "4 bytes of padding at offset 4, behind a"},
	    {MT(HASH), 4, 4, 8, NULL},
	    {MT(LRU_HASH), 2, 4, 8, "2 bytes"},
	    {MT(PERCPU_HASH), 2, 4, 8, "2 bytes"},
	    {MT(LPM_TRIE), 2, 4, 8, "2 bytes"},
	    {MT(CGROUP_STORAGE), 8, 8, 16, NULL},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_map_spec *m;
		struct fx f;

		setup(&f, "linux-6.12/x86_64");
		m = add(&f, "m", rows[i].type, rows[i].bytes, 4, rows[i].type != MT(CGROUP_STORAGE),
			rows[i].type == MT(LPM_TRIE) ? PRE : 0);
		m->key_type = add_pair(&f, "key", add_int(&f, "b_t", rows[i].b_bytes),
				       rows[i].b_off, rows[i].bytes);
		assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_OK);
		assert_int_equal(f.d->warnings, rows[i].text != NULL);
		if (rows[i].text) {
			assert_int_equal(f.d->list.v[0].code, BW_D_MAP_KEY_HOLE);
			assert_non_null(strstr(f.d->list.v[0].text, rows[i].text));
			assert_non_null(strstr(f.d->list.v[0].fix, "pad["));
		}
		bw_arena_deinit(&f.a);
	}
}

static void test_btf_sizes(void **state)
{
	struct bw_map_spec *m;
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	m = add(&f, "m", MT(HASH), 4, 8, 1, 0);
	m->key_type = add_int(&f, "unsigned int", 4);
	m->value_type = add_int(&f, "unsigned short", 2);
	f.t->loader = "bpfweld"; /* others try again without BTF */
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_REJECTED);
	assert_int_equal(f.d->list.n, 1);
	assert_int_equal(f.d->list.v[0].code, BW_D_MAP_BTF_SIZE);
	assert_non_null(strstr(f.d->list.v[0].text, "the 8 bytes of value_size"));
	bw_arena_deinit(&f.a);
}

static void test_local_storage_with_btf(void **state)
{
	struct bw_map_spec *m;
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	m = add(&f, "m", MT(TASK_STORAGE), 4, 8, 0, PRE);
	m->key_type = add_int(&f, "int", 4);
	m->value_type = add_int(&f, "long", 8);
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_OK);
	m->value_type = BW_VOID;
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_REJECTED);
	assert_true(found(&f, BW_D_MAP_BTF_NEEDED));
	bw_arena_deinit(&f.a);
}

/* Measured: which inner maps 6.12 and 6.18 take for which template. */
static void test_inner_maps(void **state)
{
	static const struct {
		uint32_t type, key, value, entries, flags;	     /* template */
		uint32_t i_type, i_key, i_value, i_entries, i_flags; /* element */
		bool ok;
	} rows[] = {
	    {MT(HASH), 4, 4, 10, 0, MT(HASH), 4, 4, 20, 0, true},
	    {MT(ARRAY), 4, 4, 10, 0, MT(ARRAY), 4, 4, 10, 0, true},
	    {MT(ARRAY), 4, 4, 10, 0, MT(ARRAY), 4, 4, 20, 0, false},
	    {MT(ARRAY), 4, 4, 10, INNERF, MT(ARRAY), 4, 4, 20, INNERF, true},
	    {MT(ARRAY), 4, 4, 10, INNERF, MT(ARRAY), 4, 4, 10, 0, false},
	    {MT(PERCPU_ARRAY), 4, 4, 10, 0, MT(PERCPU_ARRAY), 4, 4, 20, 0, true},
	    {MT(ARRAY), 4, 4, 10, 0, MT(ARRAY), 4, 4, 10, MMAP, false},
	    {MT(HASH), 4, 4, 10, 0, MT(HASH), 4, 4, 10, PRE, false},
	    {MT(HASH), 4, 4, 10, 0, MT(HASH), 4, 4, 10, RD, true},
	    {MT(HASH), 4, 4, 10, 0, MT(HASH), 4, 8, 10, 0, false},
	    {MT(HASH), 4, 4, 10, 0, MT(LRU_HASH), 4, 4, 10, 0, false},
	    {MT(XSKMAP), 4, 4, 10, 0, MT(XSKMAP), 4, 4, 20, 0, false},
	    {MT(DEVMAP), 4, 4, 10, 0, MT(DEVMAP), 4, 4, 10, 0, true},
	    {MT(PROG_ARRAY), 4, 4, 10, 0, MT(PROG_ARRAY), 4, 4, 10, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_map_init init = {.index = 3, .sym = {7}};
		struct bw_map_spec inner = {.type = rows[i].type,
					    .key_bytes = rows[i].key,
					    .value_bytes = rows[i].value,
					    .max_entries = rows[i].entries,
					    .flags = rows[i].flags};
		struct bw_map_spec *outer;
		struct fx f;

		setup(&f, "linux-6.12/x86_64");
		outer = add(&f, "outer", MT(ARRAY_OF_MAPS), 4, 4, 8, 0);
		outer->inner = &inner;
		outer->init = &init;
		outer->init_count = 1;
		add(&f, "elem", rows[i].i_type, rows[i].i_key, rows[i].i_value, rows[i].i_entries,
		    rows[i].i_flags)
		    ->sym.i = 7;
		if ((bw_mapcheck(&f.a, &f.s, f.t, f.d) == BW_OK) != rows[i].ok)
			fail_msg("row %zu", i);
		assert_int_equal(found(&f, BW_D_MAP_INNER), !rows[i].ok);
		bw_arena_deinit(&f.a);
	}
}

static void test_maps_of_maps_of_maps(void **state)
{
	struct bw_map_spec inner = {
	    .type = MT(ARRAY_OF_MAPS), .key_bytes = 4, .value_bytes = 4, .max_entries = 1};
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	add(&f, "outer", MT(HASH_OF_MAPS), 4, 4, 8, 0)->inner = &inner;
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_REJECTED);
	assert_int_equal(f.d->list.n, 1);
	assert_int_equal(f.d->list.v[0].code, BW_D_MAP_INNER);
	bw_arena_deinit(&f.a);
}

/* Section maps by loader: .bss with and without a visible variable, .rodata, .kconfig. */
static void test_loader_flags(void **state)
{
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	for (int i = 0; i < 4; i++) {
		struct bw_map_spec *m = add(&f, ".x", MT(ARRAY), 4, 8, 1, i >= 2 ? RDP : 0);

		m->origin = i == 3 ? BW_MAP_KCONFIG : BW_MAP_DATA;
		m->has_visible_var = i != 1;
		m->is_rodata = i >= 2;
	}
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_OK);
	assert_int_equal(f.d->list.n, 1); /* one note for the whole object */
	assert_int_equal(f.d->list.v[0].code, BW_D_MAP_LOADER_FLAGS);
	assert_int_equal(f.d->list.v[0].notes.n, 6); /* one for each way, see test_profile.c */
	bw_arena_deinit(&f.a);
}

static void test_externs_and_arena_contents_are_no_maps(void **state)
{
	struct fx f;

	(void)state;
	setup(&f, "linux-6.12/x86_64");
	add(&f, "e", MT(HASH), 0, 0, 0, 0)->is_extern = true;
	add(&f, ".addr_space.1", 0, 0, 0, 0, 0)->origin = BW_MAP_ARENA_DATA;
	assert_int_equal(bw_mapcheck(&f.a, &f.s, f.t, f.d), BW_OK);
	assert_int_equal(f.d->list.n, 0);
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_targets),
	    cmocka_unit_test(test_verdict_text),
	    cmocka_unit_test(test_type_left_out_by_config),
	    cmocka_unit_test(test_reports_all_attributes),
	    cmocka_unit_test(test_spec_findings),
	    cmocka_unit_test(test_loader_rounds_rings),
	    cmocka_unit_test(test_pinning),
	    cmocka_unit_test(test_key_holes),
	    cmocka_unit_test(test_btf_sizes),
	    cmocka_unit_test(test_local_storage_with_btf),
	    cmocka_unit_test(test_inner_maps),
	    cmocka_unit_test(test_maps_of_maps_of_maps),
	    cmocka_unit_test(test_loader_flags),
	    cmocka_unit_test(test_externs_and_arena_contents_are_no_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
