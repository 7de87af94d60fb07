/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "target/target.h"

struct fx {
	struct bw_arena a;
	struct bw_diags *d;
};

static void setup(struct fx *f)
{
	bw_arena_init(&f->a);
	f->d = bw_diags_create(&f->a);
}

static struct bw_target *find(struct fx *f, const char *name)
{
	struct bw_target *t = NULL;

	assert_int_equal(bw_target_find(&f->a, f->d, name, &t), BW_OK);
	assert_non_null(t);
	return t;
}

static void test_kver(void **state)
{
	static const struct {
		const char *text;
		uint32_t want;
	} rows[] = {
	    {"6.12", BW_KVER(6, 12, 0)},
	    {"6.1.3", BW_KVER(6, 1, 3)},
	    {"6.18.44-fc", BW_KVER(6, 18, 44)},
	    {"5.4.300", BW_KVER(5, 4, 255)},
	    {"6.12+", BW_KVER(6, 12, 0)},
	    {"6", 0},
	    {"6.", 0},
	    {"x", 0},
	    {"6.12.", 0},
	    {"6.12x", 0},
	    {"", 0},
	    {"999.1", 0},
	    {"-6.1", 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		assert_int_equal(bw_kver_parse(rows[i].text), rows[i].want);
}

static void test_builtin(void **state)
{
	static const struct {
		const char *name;
		uint32_t kernel, page;
		uint64_t kmalloc;
		uint32_t elem;
		bool big;
	} rows[] = {
	    {"linux-6.1/x86_64", BW_KVER(6, 1, 0), 4096, 4 << 20, 128, false},
	    {"linux-6.12/aarch64", BW_KVER(6, 12, 0), 4096, 4 << 20, 128, false},
	    {"linux-6.18/s390x", BW_KVER(6, 18, 0), 4096, 4 << 20, 512, true},
	    {"linux-6.12/ppc64le", BW_KVER(6, 12, 0), 65536, 16 << 20, 256, false},
	};
	struct fx f;

	(void)state;
	setup(&f);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_target *t = find(&f, rows[i].name);

		assert_string_equal(t->name, rows[i].name);
		assert_int_equal(t->kernel, rows[i].kernel);
		assert_int_equal(t->page_bytes, rows[i].page);
		assert_int_equal(t->kmalloc_max_bytes, rows[i].kmalloc);
		assert_int_equal(t->storage_elem_bytes, rows[i].elem);
		assert_int_equal(t->arch->big_endian, rows[i].big);
		assert_non_null(t->kernel_origin);
		assert_non_null(t->page_origin);
	}
	for (uint32_t i = 0; i < bw_target_builtin_count(); i++) {
		const char *name;

		bw_target_builtin_name(&f.a, i, &name);
		find(&f, name);
	}
	bw_arena_deinit(&f.a);
}

static void test_unknown_lists_near_names(void **state)
{
	static const struct {
		const char *name, *near;
	} rows[] = {
	    {"linux-6.12/aarch65", "linux-6.12/aarch64"},
	    {"linux-6.12/", "linux-6.12/x86_64"},
	    {"linux-6.12", "linux-6.12/s390x"},
	    {"linux-5.99/x86_64", "linux-6.1/x86_64"},
	};
	struct bw_target *t;
	struct fx f;

	(void)state;
	setup(&f);
	for (uint32_t i = 0; i < BW_COUNT(rows); i++) {
		assert_int_equal(bw_target_find(&f.a, f.d, rows[i].name, &t), BW_MALFORMED);
		assert_int_equal(f.d->list.n, i + 1);
		assert_int_equal(f.d->list.v[i].code, BW_D_TGT_UNKNOWN);
		assert_non_null(strstr(f.d->list.v[i].fix, rows[i].near));
	}
	bw_arena_deinit(&f.a);
}

static void test_page_sizes(void **state)
{
	const struct bw_arch *arm64 = bw_arch_find("aarch64");
	uint32_t count;
	const struct bw_arch *all = bw_archs(&count);

	(void)state;
	assert_int_equal(bw_arch_page_size(arm64, 0), 4096);
	assert_int_equal(bw_arch_page_size(arm64, 1), 16384);
	assert_int_equal(bw_arch_page_size(arm64, 2), 65536);
	assert_int_equal(bw_arch_page_size(arm64, 3), 0);
	assert_int_equal(bw_arch_kmalloc_max(arm64, 16384), 32 << 20);
	assert_int_equal(bw_arch_kmalloc_max(arm64, 65536), 512 << 20);
	assert_int_equal(bw_arch_kmalloc_max(arm64, 8192), 0);
	for (uint32_t i = 0; i < count; i++) {
		assert_true(i == 0 || strcmp(all[i - 1].name, all[i].name) < 0);
		assert_true(all[i].page_sizes & all[i].page_bytes);
		for (uint32_t j = 0, size; (size = bw_arch_page_size(&all[i], j)); j++)
			assert_true(bw_arch_kmalloc_max(&all[i], size) > 0);
	}
}

/* The highest helper number of each release, as the UAPI headers of those releases have it. */
static void test_helpers_by_release(void **state)
{
	static const struct {
		uint32_t kver, max;
	} rows[] = {
	    {BW_KVER(4, 4, 0), 25},   {BW_KVER(4, 9, 0), 41},	{BW_KVER(4, 14, 0), 53},
	    {BW_KVER(4, 19, 0), 83},  {BW_KVER(5, 4, 0), 110},	{BW_KVER(5, 10, 0), 155},
	    {BW_KVER(5, 15, 0), 175}, {BW_KVER(6, 1, 0), 209},	{BW_KVER(6, 6, 0), 211},
	    {BW_KVER(6, 12, 0), 211}, {BW_KVER(6, 18, 0), 211},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_target t = {.kernel = rows[i].kver};
		uint32_t max = 0;

		for (uint32_t h = 0; h < 300; h++)
			if (bw_target_has_helper(&t, h, NULL))
				max = h;
		assert_int_equal(max, rows[i].max);
	}
}

/* Likewise the highest map type: numbers are appended, never filled in. */
static void test_map_types_by_release(void **state)
{
	static const struct {
		uint32_t kver, max;
	} rows[] = {
	    {BW_KVER(4, 4, 0), 4},   {BW_KVER(4, 9, 0), 8},   {BW_KVER(4, 14, 0), 15},
	    {BW_KVER(4, 19, 0), 20}, {BW_KVER(5, 4, 0), 25},  {BW_KVER(5, 10, 0), 28},
	    {BW_KVER(5, 15, 0), 29}, {BW_KVER(6, 1, 0), 31},  {BW_KVER(6, 6, 0), 32},
	    {BW_KVER(6, 12, 0), 33}, {BW_KVER(6, 18, 0), 33}, {BW_KVER(6, 19, 0), 34},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_target t = {.kernel = rows[i].kver};

		assert_true(bw_target_has_map_type(&t, rows[i].max, NULL));
		assert_false(bw_target_has_map_type(&t, rows[i].max + 1, NULL));
	}
}

static void test_known_rows(void **state)
{
	struct bw_target old = {.kernel = BW_KVER(5, 4, 0)};
	uint32_t since;

	(void)state;
	assert_false(bw_target_has_map_type(&old, 27, &since));
	assert_int_equal(since, BW_KVER(5, 8, 0));
	assert_string_equal(bw_target_map_type_name(27), "RINGBUF");
	assert_string_equal(bw_target_map_type_config(8), "CGROUPS");
	assert_null(bw_target_map_type_config(1));
	assert_null(bw_target_map_type_name(99));
	assert_false(bw_target_has_map_type(&old, 99, &since));
	assert_int_equal(since, 0);
	assert_string_equal(bw_target_prog_type_name(6), "XDP");
	assert_true(bw_target_has_prog_type(&old, 6, &since));
	assert_int_equal(since, BW_KVER(4, 8, 0));
	assert_string_equal(bw_target_map_flag_name(1 << 10), "BPF_F_MMAPABLE");
	assert_false(bw_target_has_map_flag(&old, 1 << 10, &since));
	assert_int_equal(since, BW_KVER(5, 5, 0));
	assert_false(bw_target_has_map_flag(&old, 3, &since));
	assert_null(bw_target_map_flag_name(0));
	assert_string_equal(bw_helper_name(7), "bpf_get_prandom_u32");
	assert_true(bw_target_has_helper(&old, 7, &since));
	assert_int_equal(since, BW_KVER(4, 1, 0));
	assert_null(bw_helper_name(0));
	assert_true(bw_helper_gpl_only(6));  /* trace_printk */
	assert_false(bw_helper_gpl_only(1)); /* map_lookup_elem */
	assert_true(bw_helper_gpl_only_in(27, 2, 0));
	assert_false(bw_helper_gpl_only_in(27, 7, 0));
	assert_false(bw_helper_gpl_only_in(173, 2, 42));
	assert_true(bw_helper_gpl_only_in(173, 2, 0));
}

static void test_features(void **state)
{
	const struct bw_arch *x86 = bw_arch_find("x86_64"), *s390 = bw_arch_find("s390x"),
			     *ppc = bw_arch_find("ppc64le");
	struct bw_target t = {.kernel = BW_KVER(6, 1, 0), .arch = s390};
	uint32_t since;

	(void)state;
	assert_false(bw_target_has(&t, BW_F_TRAMPOLINE, &since));
	assert_int_equal(since, BW_KVER(6, 3, 0));
	t.arch = x86;
	assert_true(bw_target_has(&t, BW_F_TRAMPOLINE, &since));
	t.arch = ppc;
	assert_false(bw_target_has(&t, BW_F_TRAMPOLINE, &since));
	assert_int_equal(since, 0);
	assert_true(bw_target_has(&t, BW_F_GLOBAL_DATA, &since));
	assert_int_equal(since, BW_KVER(5, 2, 0));
	for (int f = 0; f < BW_F_COUNT; f++)
		assert_true(strlen(bw_feature_origin((enum bw_feature)f)) > 0);
}

/* Rows of what the verifiers of the three measured releases said. */
static void test_helper_access(void **state)
{
	enum { SOCKET = 1, KPROBE = 2, CLS = 3, XDP = 6, SOCK_ADDR = 18, EXT = 28, LSM = 29 };
	static const struct {
		uint32_t kver, helper, prog, attach;
		enum bw_answer want;
	} rows[] = {
	    {BW_KVER(6, 1, 0), 1, XDP, 37, BW_YES},	 /* map_lookup_elem */
	    {BW_KVER(6, 1, 0), 44, XDP, 37, BW_YES},	 /* xdp_adjust_head */
	    {BW_KVER(6, 1, 0), 44, CLS, 0, BW_NO},	 /* ... is XDP's alone */
	    {BW_KVER(6, 1, 0), 14, XDP, 37, BW_NO},	 /* get_current_pid_tgid: tracing only */
	    {BW_KVER(6, 12, 0), 14, XDP, 37, BW_YES},	 /* ... until 6.10 */
	    {BW_KVER(6, 6, 0), 14, XDP, 37, BW_UNKNOWN}, /* between two that differ */
	    {BW_KVER(6, 12, 0), 14, KPROBE, 0, BW_YES},
	    {BW_KVER(6, 12, 0), 64, SOCK_ADDR, 10, BW_YES}, /* bind: connect4 only */
	    {BW_KVER(6, 12, 0), 64, SOCK_ADDR, 8, BW_NO},
	    {BW_KVER(6, 12, 0), 58, KPROBE, 0, BW_UNKNOWN}, /* override_return: config */
	    {BW_KVER(6, 12, 0), 58, XDP, 37, BW_NO},
	    {BW_KVER(6, 1, 0), 210, XDP, 37, BW_NO}, /* cgrp_storage_get: 6.2 */
	    {BW_KVER(6, 12, 0), 1, EXT, 0, BW_UNKNOWN},
	    {BW_KVER(6, 12, 0), 49, LSM, 27, BW_UNKNOWN},
	    {BW_KVER(6, 12, 0), 9999, XDP, 37, BW_NO},
	    {BW_KVER(6, 12, 77), 1, XDP, 37, BW_YES},
	    {BW_KVER(6, 6, 0), 1, XDP, 37, BW_YES},
	    {BW_KVER(5, 10, 0), 44, CLS, 0, BW_NO}, /* still not in 6.1 */
	    {BW_KVER(5, 10, 0), 1, XDP, 37, BW_UNKNOWN},
	    {BW_KVER(7, 5, 0), 1, XDP, 37, BW_YES},
	    {BW_KVER(7, 5, 0), 44, CLS, 0, BW_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_target t = {.kernel = rows[i].kver, .arch = bw_arch_find("x86_64")};

		if (bw_target_helper_allowed_at(&t, rows[i].helper, rows[i].prog, rows[i].attach) !=
		    rows[i].want)
			fail_msg("row %zu: helper %u in program type %u", i, rows[i].helper,
				 rows[i].prog);
	}
}

/* Once a program type has a helper it keeps it (new attach types may lack it: UNKNOWN). */
static void test_helper_access_only_grows(void **state)
{
	static const uint32_t kvers[] = {BW_KVER(6, 1, 0), BW_KVER(6, 12, 0), BW_KVER(6, 18, 0)};
	uint32_t yes[BW_COUNT(kvers)] = {0};

	(void)state;
	for (uint32_t p = 1; p <= 32; p++)
		for (uint32_t h = 1; h <= 211; h++) {
			enum bw_answer last = BW_UNKNOWN;

			for (size_t k = 0; k < BW_COUNT(kvers); k++) {
				struct bw_target t = {.kernel = kvers[k],
						      .arch = bw_arch_find("x86_64")};
				enum bw_answer now = bw_target_helper_allowed(&t, h, p);

				if (last == BW_YES && now == BW_NO)
					fail_msg("helper %u, program type %u", h, p);
				yes[k] += now == BW_YES;
				last = now;
			}
		}
	assert_true(yes[0] > 1800 && yes[1] > yes[0] && yes[2] > yes[1]);
}

static void test_helper_left_out_by_config(void **state)
{
	static const char config[] = "CONFIG_XFRMX=y\n# CONFIG_XFRM is not set\nCONFIG_NET=y\n";
	struct bw_target t = {.kernel = BW_KVER(6, 12, 0), .arch = bw_arch_find("x86_64")};

	(void)state;
	assert_int_equal(bw_target_helper_allowed(&t, 66, 3), BW_YES);
	t.config = config;
	t.config_bytes = sizeof(config) - 1;
	assert_int_equal(bw_target_helper_allowed(&t, 66, 3), BW_NO);
	t.arch = bw_arch_find("s390x"); /* overlapping address spaces: no bpf_probe_read() */
	t.config = NULL;
	assert_int_equal(bw_target_helper_allowed(&t, 4, 2), BW_NO);
}

static void test_config_lookup(void **state)
{
	static const char config[] =
	    "# head\nCONFIG_HZ=250\nCONFIG_A=y\nCONFIG_S=\"a b\"\nCONFIG_E=";
	static const struct {
		const char *option, *want;
	} rows[] = {
	    {"CONFIG_HZ", "250"},    {"CONFIG_H", "n"}, {"CONFIG_A", "y"},
	    {"CONFIG_S", "\"a b\""}, {"CONFIG_E", ""},	{"CONFIG_NONE", "n"},
	};
	struct bw_target t = {.config = config, .config_bytes = sizeof(config) - 1};
	struct fx f;

	(void)state;
	setup(&f);
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		assert_string_equal(bw_target_config(&f.a, &t, rows[i].option), rows[i].want);
	t.config = NULL;
	assert_null(bw_target_config(&f.a, &t, "CONFIG_HZ"));
	bw_arena_deinit(&f.a);
}

static void test_host(void **state)
{
	struct fx f;
	struct bw_target *t;

	(void)state;
	setup(&f);
	t = find(&f, "host");
	assert_string_equal(t->name, "host");
	assert_true(t->kernel >= BW_KVER(4, 0, 0));
	assert_true(t->cpus > 0);
	assert_true(t->numa_nodes & 1);
	assert_true(t->page_bytes >= 4096);
	bw_arena_deinit(&f.a);
}

/* Writes a target file and reads it. */
static enum bw_status read_yaml(struct fx *f, const char *text, struct bw_target **ret)
{
	const char *path = BW_BINARY_DIR "/target-test.yaml";
	struct bw_output *o;

	assert_int_equal(bw_output_stage(&f->a, path, text, strlen(text), 0644, &o), 0);
	assert_int_equal(bw_output_commit(o), 0);
	return bw_target_find(&f->a, f->d, path, ret);
}

static void test_yaml_full(void **state)
{
	struct bw_output *o;
	struct bw_target *t;
	struct fx f;

	(void)state;
	setup(&f);
	assert_int_equal(bw_output_stage(&f.a, BW_BINARY_DIR "/target-test.config",
					 "CONFIG_NR_CPUS=8\n", 17, 0644, &o),
			 0);
	assert_int_equal(bw_output_commit(o), 0);
	assert_int_equal(read_yaml(&f,
				   "name: board-a\n"
				   "page-size: 16384\n"
				   "arch: aarch64\n"
				   "kernel: 6.1.7\n"
				   "config: target-test.config\n"
				   "cpus: 4\n"
				   "user-abi: [aarch64-linux-gnu, arm-linux-gnueabihf]\n"
				   "loader: libbpf-1.4\n"
				   "pins: pins.json\n",
				   &t),
			 BW_OK);
	assert_string_equal(t->name, "board-a");
	assert_string_equal(t->arch->name, "aarch64");
	assert_int_equal(t->kernel, BW_KVER(6, 1, 7));
	assert_int_equal(t->page_bytes, 16384);
	assert_int_equal(t->kmalloc_max_bytes, 32 << 20);
	assert_int_equal(t->cpus, 4);
	assert_int_equal(t->nr_cpus, 8);
	assert_string_equal(t->loader, "libbpf-1.4");
	assert_non_null(strstr(t->kernel_origin, "target-test.yaml:4"));
	assert_non_null(strstr(t->page_origin, "target-test.yaml:2"));
	assert_int_equal(t->user_abi_count, 2);
	assert_string_equal(t->user_abi[1], "arm-linux-gnueabihf");
	assert_non_null(strstr(t->pins, "/pins.json"));
	assert_int_equal(f.d->list.n, 0);
	bw_arena_deinit(&f.a);
}

static void test_yaml_bad(void **state)
{
	static const struct {
		const char *text;
		enum bw_code want;
		uint32_t line;
	} rows[] = {
	    {"arch: x86_64\nkernel: 6.1\ncpu: 4\n", BW_D_TGT_KEY, 3},
	    {"arch: z80\nkernel: 6.1\n", BW_D_TGT_VALUE, 1},
	    {"arch: x86_64\nkernel: six\n", BW_D_TGT_VALUE, 2},
	    {"arch: x86_64\nkernel: 6.1\ncpus: 0\n", BW_D_TGT_VALUE, 3},
	    {"arch: x86_64\nkernel: 6.1\ncpus: -1\n", BW_D_TGT_VALUE, 3},
	    {"arch: x86_64\nkernel: 6.1\ncpus: 99999999999999999999\n", BW_D_TGT_VALUE, 3},
	    {"arch: x86_64\nkernel: 6.1\npage-size: 5000\n", BW_D_TGT_VALUE, 3},
	    {"arch: x86_64\nkernel: 6.1\npage-size: 2048\n", BW_D_TGT_VALUE, 3},
	    {"arch: [x86_64]\nkernel: 6.1\n", BW_D_TGT_VALUE, 1},
	    {"arch: x86_64\nkernel: 6.1\nconfig: not-there.config\n", BW_D_TGT_FILE, 3},
	    {"kernel: 6.1\n", BW_D_TGT_MISSING, 0},
	    {"arch: x86_64\n", BW_D_TGT_MISSING, 0},
	    {"arch: x86_64\nkernel: 6.1\narch: s390x\n", BW_D_TGT_TWICE, 3},
	    {"- arch\n", BW_D_TGT_YAML, 1},
	    {"arch: 'x86\n", BW_D_TGT_YAML, 2},
	    {"", BW_D_TGT_YAML, 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_target *t = NULL;
		struct fx f;

		setup(&f);
		assert_true(read_yaml(&f, rows[i].text, &t) > BW_OK);
		assert_null(t);
		assert_int_equal(f.d->list.n, 1);
		assert_int_equal(f.d->list.v[0].code, rows[i].want);
		assert_int_equal(f.d->list.v[0].where.src_line, rows[i].line);
		assert_non_null(f.d->list.v[0].where.file);
		bw_arena_deinit(&f.a);
	}
}

static void test_yaml_odd_page(void **state)
{
	struct bw_target *t;
	struct fx f;

	(void)state;
	setup(&f);
	assert_int_equal(read_yaml(&f, "arch: x86_64\nkernel: 6.1\npage-size: 16384\n", &t), BW_OK);
	assert_int_equal(f.d->warnings, 1);
	assert_int_equal(f.d->list.v[0].code, BW_D_TGT_PAGE_ODD);
	bw_arena_deinit(&f.a);
}

static void test_yaml_no_file(void **state)
{
	struct bw_target *t;
	struct fx f;

	(void)state;
	setup(&f);
	assert_int_equal(bw_target_find(&f.a, f.d, "/nonexistent/b.yaml", &t), BW_IO);
	assert_int_equal(f.d->list.v[0].code, BW_D_TGT_FILE);
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kver),
	    cmocka_unit_test(test_builtin),
	    cmocka_unit_test(test_unknown_lists_near_names),
	    cmocka_unit_test(test_page_sizes),
	    cmocka_unit_test(test_helpers_by_release),
	    cmocka_unit_test(test_map_types_by_release),
	    cmocka_unit_test(test_known_rows),
	    cmocka_unit_test(test_features),
	    cmocka_unit_test(test_helper_access),
	    cmocka_unit_test(test_helper_access_only_grows),
	    cmocka_unit_test(test_helper_left_out_by_config),
	    cmocka_unit_test(test_config_lookup),
	    cmocka_unit_test(test_host),
	    cmocka_unit_test(test_yaml_full),
	    cmocka_unit_test(test_yaml_bad),
	    cmocka_unit_test(test_yaml_odd_page),
	    cmocka_unit_test(test_yaml_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
