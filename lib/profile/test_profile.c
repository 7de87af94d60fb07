/* SPDX-License-Identifier: BSD-2-Clause */
/* Loaders by name; what each makes of data sections, ring buffers, CPUs, sizes, fields and pins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "profile/profile.h"

#define RDP BW_BPF_F_RDONLY_PROG
#define MMAP BW_BPF_F_MMAPABLE

struct fx {
	struct bw_arena a;
	struct bw_diags *d;
	struct bw_obj obj;
	struct bw_spec s;
	struct bw_map_spec map;
};

static void begin(struct fx *f)
{
	*f = (struct fx){0};
	bw_arena_init(&f->a);
	f->d = bw_diags_create(&f->a);
	f->obj.names = bw_names_create(&f->a);
	f->obj.file = "dir/connwatch.bpf.o";
	f->s.obj = &f->obj;
	f->s.map = &f->map;
	f->s.map_count = 1;
	f->map.name = bw_intern_z(f->obj.names, "m");
}

static struct bw_target *target(struct fx *f, const char *name)
{
	struct bw_target *t = NULL;

	assert_int_equal(bw_target_find(&f->a, f->d, name, &t), BW_OK);
	return t;
}

static uint32_t profile(const char *name)
{
	uint32_t i = 0;

	assert_true(bw_profile_lookup(name, &i));
	return i;
}

/* Rows of one loader stand together, oldest first; each is found by its own name. */
static void test_table(void **state)
{
	const struct bw_profile *p;
	uint32_t n, at = 0;

	(void)state;
	p = bw_profiles(&n);
	assert_true(n > 20);
	for (uint32_t i = 0; i < n; i++) {
		assert_true(bw_profile_lookup(p[i].name, &at));
		assert_string_equal(p[at].name, p[i].name);
		assert_true(*p[i].text && *p[i].from);
		for (uint32_t k = 0; k < i; k++)
			assert_string_not_equal(p[i].name, p[k].name);
	}
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *found; /* NULL: unknown */
	} rows[] = {
	    {"libbpf-1.4", "libbpf-1.2"},
	    {"libbpf-1.4.7", "libbpf-1.2"},
	    {"libbpf@v1.6.2", "libbpf-1.6.2"},
	    {"libbpf-1.6.1", "libbpf-1.2"},
	    {"libbpf-1.10", "libbpf-1.6.2"},
	    {"libbpf-0.0.5", "libbpf-0.0.4"},
	    {"libbpf", "libbpf-1.6.2"},
	    {"ebpf-go-0.16", "ebpf-go-0.16"},
	    {"ebpf-go-0.17.1", "ebpf-go-0.17.0"},
	    {"ebpf-go-0.17.3", "ebpf-go-0.17.2"},
	    {"aya-0.13.1", "aya-0.12"},
	    {"iproute2", "iproute2"},
	    {"iproute2-libbpf", "iproute2-libbpf"},
	    {"iproute2-6.9", "iproute2"},
	    {"bpfweld", "bpfweld"},
	    {"libbpf-0.0.1", NULL},
	    {"libbpf-1.x", NULL},
	    {"libbpf-", NULL},
	    {"libbpf-99999999999999999999999", NULL},
	    {"go-0.17", NULL},
	    {"", NULL},
	    {"-", NULL},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		uint32_t at = 0, n;
		bool found = bw_profile_lookup(rows[i].name, &at);

		if (found != (rows[i].found != NULL))
			fail_msg("%s", rows[i].name);
		if (found)
			assert_string_equal(bw_profiles(&n)[at].name, rows[i].found);
		assert_int_equal(bw_profile_find(rows[i].name), found ? at : 0);
	}
	assert_int_equal(bw_profile_find(NULL), 0);
}

static void test_near_and_ranges(void **state)
{
	struct fx f;
	uint64_t all_libbpf = 0;
	uint32_t n;

	(void)state;
	begin(&f);
	assert_non_null(strstr(bw_profile_near(&f.a, "libpbf-1.4"), "libbpf-1.2"));
	assert_non_null(strstr(bw_profile_near(&f.a, "go-0.17"), "ebpf-go-0.17.0"));
	assert_string_equal(bw_profile_near(&f.a, "x"), "");
	bw_profiles(&n);
	for (uint32_t i = profile("libbpf-0.0.3"); i <= profile("libbpf"); i++)
		all_libbpf |= 1ull << i;
	assert_string_equal(bw_profile_ranges(&f.a, 0), "");
	assert_string_equal(bw_profile_ranges(&f.a, all_libbpf), "libbpf");
	assert_string_equal(bw_profile_ranges(&f.a, 1ull << profile("libbpf-0.8")),
			    "libbpf since 0.8 before 1.0");
	assert_string_equal(bw_profile_ranges(&f.a, 1ull << profile("libbpf-0.0.3") |
							1ull << profile("ebpf-go") |
							1ull << profile("android")),
			    "libbpf before 0.0.4, ebpf-go since 0.18, android");
	bw_arena_deinit(&f.a);
}

static void test_data_sections(void **state)
{
	static const struct {
		const char *loader;
		uint32_t bss, hidden_bss, rodata, kconfig; /* 1: no map */
	} rows[] = {
	    {"any", MMAP, 0, RDP | MMAP, RDP | MMAP},
	    {"bpfweld", MMAP, 0, RDP | MMAP, RDP | MMAP},
	    {"libbpf-0.0.3", 1, 1, 1, 1},
	    {"libbpf-0.0.5", 0, 0, RDP, 1},
	    {"libbpf-0.0.6", MMAP, MMAP, RDP | MMAP, 1},
	    {"libbpf-0.0.7", MMAP, MMAP, RDP | MMAP, RDP | MMAP},
	    {"libbpf-1.0", MMAP, MMAP, RDP | MMAP, RDP | MMAP},
	    {"libbpf-1.1", MMAP, 0, RDP | MMAP, RDP | MMAP},
	    {"libbpf-1.4", MMAP, 0, RDP | MMAP, RDP | MMAP},
	    {"ebpf-go-0.16", 0, 0, RDP, RDP},
	    {"ebpf-go-0.17.1", MMAP, MMAP, RDP | MMAP, RDP},
	    {"ebpf-go-0.17.2", MMAP, MMAP, RDP | MMAP, RDP},
	    {"aya-0.13", 0, 0, RDP, 1},
	    {"iproute2", 1, 1, 1, 1},
	};
	struct fx f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const uint32_t want[] = {rows[i].bss, rows[i].hidden_bss, rows[i].rodata,
					 rows[i].kconfig};
		uint32_t p = profile(rows[i].loader);

		for (uint32_t k = 0; k < 4; k++) {
			f.map.origin = k == 3 ? BW_MAP_KCONFIG : BW_MAP_DATA;
			f.map.is_rodata = k >= 2;
			f.map.has_visible_var = k != 1;
			assert_int_equal(bw_profile_makes(p, &f.s, &f.map), want[k] != 1);
			if (want[k] != 1 &&
			    bw_profile_data_flags(p, &f.s, &f.map,
						  target(&f, "linux-6.12/x86_64")) != want[k])
				fail_msg("%s, section %u", rows[i].loader, k);
		}
	}
	bw_arena_deinit(&f.a);
}

/* libbpf 1.1 flips the flag where the kernel does not know it (bpf_object__sanitize_maps). */
static void test_old_kernel(void **state)
{
	struct fx f;
	struct bw_target *t;

	(void)state;
	begin(&f);
	t = target(&f, "linux-6.12/x86_64");
	t->kernel = BW_KVER(5, 4, 0);
	f.map.origin = BW_MAP_DATA;
	assert_int_equal(bw_profile_data_flags(profile("libbpf-1.1"), &f.s, &f.map, t), MMAP);
	assert_int_equal(bw_profile_data_flags(profile("libbpf-1.2"), &f.s, &f.map, t), 0);
	f.map.has_visible_var = true;
	assert_int_equal(bw_profile_data_flags(profile("libbpf-1.1"), &f.s, &f.map, t), 0);
	bw_arena_deinit(&f.a);
}

static void test_ring_sizes(void **state)
{
	static const struct {
		uint32_t bytes, page, want;
	} rows[] = {
	    {0, 4096, 0},
	    {1, 4096, 4096},
	    {4096, 4096, 4096},
	    {4097, 4096, 8192},
	    {12288, 4096, 16384},
	    {4096, 65536, 65536},
	    {65537, 65536, 131072},
	    {UINT32_MAX, 4096, UINT32_MAX},
	    {1u << 31, 4096, 1u << 31},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		assert_int_equal(bw_profile_ring_bytes(rows[i].bytes, rows[i].page), rows[i].want);
}

/* What is asked for, and what an existing map is compared with: type, entries given. */
static void test_entries(void **state)
{
	static const struct {
		const char *loader;
		uint32_t type, entries, made, compared;
	} rows[] = {
	    {"any", BW_MT_RINGBUF, 5000, 5000, 5000},
	    {"bpfweld", BW_MT_RINGBUF, 5000, 8192, 8192},
	    {"libbpf-0.7", BW_MT_RINGBUF, 5000, 5000, 5000},
	    {"libbpf-0.8", BW_MT_RINGBUF, 5000, 8192, 5000},
	    {"libbpf-1.4", BW_MT_RINGBUF, 5000, 8192, 8192},
	    {"libbpf-1.4", BW_MT_USER_RINGBUF, 5000, 8192, 8192},
	    {"aya-0.13", BW_MT_RINGBUF, 5000, 8192, 8192},
	    {"aya-0.13", BW_MT_USER_RINGBUF, 5000, 5000, 5000},
	    {"aya-0.11", BW_MT_RINGBUF, 5000, 5000, 5000},
	    {"ebpf-go-0.21", BW_MT_RINGBUF, 5000, 5000, 5000},
	    {"android", BW_MT_RINGBUF, 1024, 4096, 4096},
	    {"libbpf-0.5", BW_MT_PERF_EVENT_ARRAY, 0, 4, 0},
	    {"libbpf-1.4", BW_MT_PERF_EVENT_ARRAY, 0, 4, 4},
	    {"libbpf-1.4", BW_MT_PERF_EVENT_ARRAY, 64, 64, 64},
	    {"ebpf-go-0.11", BW_MT_PERF_EVENT_ARRAY, 64, 64, 64},
	    {"ebpf-go-0.12", BW_MT_PERF_EVENT_ARRAY, 64, 4, 4},
	    {"ebpf-go-0.12", BW_MT_PERF_EVENT_ARRAY, 2, 2, 2},
	    {"ebpf-go-0.16", BW_MT_CPUMAP, 64, 64, 64},
	    {"ebpf-go-0.17.0", BW_MT_CPUMAP, 64, 4, 4},
	    {"iproute2", BW_MT_PERF_EVENT_ARRAY, 0, 0, 0},
	};
	struct fx f;
	struct bw_target *t;

	(void)state;
	begin(&f);
	t = target(&f, "linux-6.12/x86_64");
	t->cpus = 4;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_map_attr made, compared;
		uint32_t p = profile(rows[i].loader);

		f.map.type = rows[i].type;
		f.map.max_entries = rows[i].entries;
		bw_profile_attr_of(p, &f.s, &f.map, t, &made);
		bw_profile_compared(p, &f.s, &f.map, t, &compared);
		if (made.max_entries != rows[i].made || compared.max_entries != rows[i].compared)
			fail_msg("row %zu, %s: %u, %u", i, rows[i].loader, made.max_entries,
				 compared.max_entries);
	}
	bw_arena_deinit(&f.a);
}

static void test_sizes_and_fields(void **state)
{
	static const struct {
		const char *loader;
		uint32_t type, key, value;
	} rows[] = {
	    {"libbpf-1.4", BW_MT_PERF_EVENT_ARRAY, 0, 0},
	    {"ebpf-go-0.11", BW_MT_PERF_EVENT_ARRAY, 4, 4},
	    {"ebpf-go-0.11", BW_MT_HASH_OF_MAPS, 0, 4},
	    {"aya-0.13", BW_MT_DEVMAP, 0, 8},
	    {"aya-0.13", BW_MT_CPUMAP, 0, 8},
	    {"aya-0.11", BW_MT_CPUMAP, 0, 0},
	};
	struct fx f;
	struct bw_map_attr a;
	struct bw_target *t;

	(void)state;
	begin(&f);
	t = target(&f, "linux-6.12/x86_64");
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		f.map.type = rows[i].type;
		bw_profile_attr_of(profile(rows[i].loader), &f.s, &f.map, t, &a);
		assert_int_equal(a.key_bytes, rows[i].key);
		assert_int_equal(a.value_bytes, rows[i].value);
	}
	f.map.type = BW_MT_BLOOM_FILTER;
	f.map.extra = 3;
	f.map.numa_node = 1;
	bw_profile_attr_of(profile("aya-0.13"), &f.s, &f.map, t, &a); /* ignores both */
	assert_true(!a.extra && !a.numa_node);
	bw_profile_attr_of(profile("aya-0.14"), &f.s, &f.map, t, &a);
	assert_true(a.extra == 3 && !a.numa_node);
	bw_profile_attr_of(profile("libbpf-1.4"), &f.s, &f.map, t, &a);
	assert_true(a.extra == 3 && a.numa_node == 1);
	bw_arena_deinit(&f.a);
}

static void test_kernel_rewrites(void **state)
{
	const uint32_t fd = BW_BPF_F_RDONLY | BW_BPF_F_WRONLY;
	static const struct {
		uint32_t type, entries, flags, cpus, shown_entries, shown_flags;
		bool known;
	} rows[] = {
	    {BW_MT_HASH, 10, BW_BPF_F_RDONLY | BW_BPF_F_NO_PREALLOC, 4, 10, BW_BPF_F_NO_PREALLOC,
	     true},
	    {BW_MT_ARRAY, 10, RDP, 0, 10, RDP, true},
	    {BW_MT_DEVMAP, 10, 0, 4, 10, RDP, true},
	    {BW_MT_DEVMAP_HASH, 10, BW_BPF_F_WRONLY, 4, 10, RDP, true},
	    {BW_MT_LRU_HASH, 101, 0, 2, 101, 0, true},
	    {BW_MT_LRU_HASH, 101, BW_BPF_F_NO_COMMON_LRU, 2, 102, BW_BPF_F_NO_COMMON_LRU, true},
	    {BW_MT_LRU_PERCPU_HASH, 101, BW_BPF_F_NO_COMMON_LRU, 0, 101, BW_BPF_F_NO_COMMON_LRU,
	     false},
	    {BW_MT_LRU_PERCPU_HASH, UINT32_MAX, BW_BPF_F_NO_COMMON_LRU, 2, UINT32_MAX - 1,
	     BW_BPF_F_NO_COMMON_LRU, true},
	};
	struct fx f;
	struct bw_target *t;

	(void)state;
	begin(&f);
	t = target(&f, "linux-6.12/x86_64");
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_map_attr asked = {
		    .type = rows[i].type, .max_entries = rows[i].entries, .flags = rows[i].flags};
		struct bw_map_attr shown;

		t->cpus = rows[i].cpus;
		assert_int_equal(bw_profile_kernel_rewrites(&asked, t, &shown), rows[i].known);
		assert_int_equal(shown.max_entries, rows[i].shown_entries);
		assert_int_equal(shown.flags, rows[i].shown_flags);
		assert_int_equal(shown.flags & fd, 0);
	}
	bw_arena_deinit(&f.a);
}

static void test_map_names(void **state)
{
	static const struct {
		const char *loader, *section, *want;
	} rows[] = {
	    {"libbpf-1.4", ".bss", "connwatc.bss"},
	    {"libbpf-1.4", ".rodata", "connwatc.rodata"},
	    {"libbpf-1.4", ".kconfig", "connwat.kconfig"},
	    {"libbpf-1.4", ".data.custom", ".data.custom"},
	    {"libbpf-1.4", ".rodata.abracadabra", ".rodata.abracad"},
	    {"ebpf-go-0.21", ".bss", ".bss"},
	    {"aya-0.13", ".rodata", ".rodata"},
	};
	struct fx f;

	(void)state;
	begin(&f);
	f.map.origin = BW_MAP_DATA;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		f.map.name = bw_intern_z(f.obj.names, rows[i].section);
		assert_string_equal(
		    bw_profile_kernel_name(&f.a, profile(rows[i].loader), &f.s, &f.map),
		    rows[i].want);
	}
	f.map.origin = BW_MAP_BTF;
	f.map.name = bw_intern_z(f.obj.names, "connections_by_port");
	assert_string_equal(bw_profile_kernel_name(&f.a, 0, &f.s, &f.map), "connections_by_");
	bw_arena_deinit(&f.a);
}

static void test_pin_paths(void **state)
{
	static const struct {
		const char *loader, *want;
	} rows[] = {
	    {"libbpf-1.4", "/sys/fs/bpf/m"},
	    {"libbpf-0.0.4", NULL},
	    {"ebpf-go-0.21", "DIRECTORY/m"},
	    {"aya-0.11", "DIRECTORY/m"},
	    {"aya-0.13", "/sys/fs/bpf/m"},
	    {"iproute2", NULL},
	    {"iproute2-libbpf", "/sys/fs/bpf/tc/globals/m"},
	    {"android", NULL},
	    {"bpfweld", "/sys/fs/bpf/m"},
	};
	struct fx f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		uint32_t p = profile(rows[i].loader);
		const char *path;

		f.map.pinning = 1;
		path = bw_profile_pin_path(&f.a, p, &f.s, &f.map);
		assert_true((path != NULL) == (rows[i].want != NULL));
		if (path)
			assert_string_equal(path, rows[i].want);
		f.map.pinning = 0;
		assert_null(bw_profile_pin_path(&f.a, p, &f.s, &f.map));
	}
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_near_and_ranges), cmocka_unit_test(test_data_sections),
	    cmocka_unit_test(test_old_kernel),	    cmocka_unit_test(test_ring_sizes),
	    cmocka_unit_test(test_entries),	    cmocka_unit_test(test_sizes_and_fields),
	    cmocka_unit_test(test_kernel_rewrites), cmocka_unit_test(test_map_names),
	    cmocka_unit_test(test_pin_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
