/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "resolve/resolve.h"

static const char config[] = "CONFIG_BPF=y\nCONFIG_MOD=m\n# CONFIG_OFF is not set\nCONFIG_HZ=250\n"
			     "CONFIG_NEG=-5\nCONFIG_HEX=0xdeadbeef00000000\nCONFIG_ONE=1\n"
			     "CONFIG_TEXT=\"swapper\"\nCONFIG_ODD=\"open\nCONFIG_BAD=12x\n"
			     "CONFIG_BIG=70000\nCONFIG_EMPTY=\nCONFIG_KPROBE_EVENTS=y\n";

struct fx {
	struct bw_arena a;
	struct bw_diags *d;
	struct bw_target *t;
	struct bw_obj o;
	struct bw_spec s;
	struct bw_map_spec map;
	struct bw_kconfig_var var;
};

static void setup(struct fx *f, bool big_endian)
{
	*f = (struct fx){0};
	bw_arena_init(&f->a);
	f->d = bw_diags_create(&f->a);
	assert_int_equal(bw_target_find(&f->a, f->d, "linux-6.12/x86_64", &f->t), BW_OK);
	f->t->config = config;
	f->t->config_bytes = sizeof(config) - 1;
	f->o.arena = &f->a;
	f->o.file = "test.o";
	f->o.big_endian = big_endian;
	f->o.names = bw_names_create(&f->a);
	f->o.btf = bw_btf_create(&f->a, f->o.names);
	f->s.obj = &f->o;
	f->s.map = &f->map;
	f->s.kconfig = &f->var;
	f->s.map_count = f->s.kconfig_count = 1;
	f->map.origin = BW_MAP_KCONFIG;
}

enum type { T_BOOL, T_TRI, T_CHAR, T_U16, T_I16, T_U32, T_I32, T_U64, T_TEXT };

static bw_tid make_type(struct fx *f, enum type type, uint32_t *ret_bytes)
{
	static const struct {
		uint32_t bytes, encoding;
	} ints[] = {
	    [T_BOOL] = {1, 4}, [T_CHAR] = {1, 1}, [T_U16] = {2, 0}, [T_I16] = {2, 1},
	    [T_U32] = {4, 0},  [T_I32] = {4, 1},  [T_U64] = {8, 0}, [T_TEXT] = {1, 1},
	};
	uint32_t tail[3];
	bw_tid t;

	*ret_bytes = type == T_TRI ? 4 : ints[type].bytes;
	if (type == T_TRI)
		return bw_btf_add(f->o.btf, BW_BTF_ENUM, false, 0,
				  bw_intern_z(f->o.names, "libbpf_tristate"), 4, NULL, 0);
	tail[0] = ints[type].encoding << 24 | ints[type].bytes * 8;
	t = bw_btf_add(f->o.btf, BW_BTF_INT, false, 0, bw_intern_z(f->o.names, "i"),
		       ints[type].bytes, tail, 1);
	if (type != T_TEXT)
		return t;
	*ret_bytes = 6;
	tail[0] = tail[1] = t.i;
	tail[2] = 6;
	return bw_btf_add(f->o.btf, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
}

static enum bw_status resolve(struct fx *f, const char *name, enum type type, bool is_weak,
			      struct bw_bytes *ret)
{
	f->var.name = bw_intern_z(f->o.names, name);
	f->var.type = make_type(f, type, &f->var.size_bytes);
	f->var.is_weak = is_weak;
	f->map.value_bytes = f->var.size_bytes;
	return bw_resolve_kconfig(&f->a, &f->s, f->t, f->d, ret);
}

static void test_values(void **state)
{
	static const struct {
		const char *name;
		enum type type;
		uint64_t want;
	} rows[] = {
	    {"CONFIG_BPF", T_BOOL, 1},
	    {"CONFIG_BPF", T_TRI, 1},
	    {"CONFIG_BPF", T_CHAR, 'y'},
	    {"CONFIG_MOD", T_TRI, 2},
	    {"CONFIG_MOD", T_CHAR, 'm'},
	    {"CONFIG_HZ", T_U16, 250},
	    {"CONFIG_HZ", T_U64, 250},
	    {"CONFIG_ONE", T_CHAR, 1},
	    {"CONFIG_NEG", T_I16, 0xfffb},
	    {"CONFIG_HEX", T_U64, UINT64_C(0xdeadbeef00000000)},
	    {"LINUX_KERNEL_VERSION", T_U32, 0x060c00},
	    {"LINUX_HAS_BPF_COOKIE", T_BOOL, 1},
	    {"LINUX_HAS_SYSCALL_WRAPPER", T_BOOL, 1},
	};

	(void)state;
	for (size_t i = 0; i < 2 * BW_COUNT(rows); i++) {
		bool big = i & 1;
		struct bw_bytes got;
		uint64_t v = 0;
		struct fx f;

		setup(&f, big);
		assert_int_equal(resolve(&f, rows[i / 2].name, rows[i / 2].type, false, &got),
				 BW_OK);
		assert_int_equal(got.n, f.var.size_bytes);
		for (size_t k = 0; k < got.n; k++) /* in the object's order */
			v |= (uint64_t)got.p[k] << 8 * (big ? got.n - 1 - k : k);
		if (v != rows[i / 2].want)
			fail_msg("%s is %llx", rows[i / 2].name, (unsigned long long)v);
		assert_int_equal(f.d->list.n, 0);
		bw_arena_deinit(&f.a);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *name;
		enum type type;
		enum bw_code code;
	} rows[] = {
	    {"CONFIG_MOD", T_BOOL, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_BPF", T_U32, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_BPF", T_TEXT, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_HZ", T_BOOL, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_ONE", T_BOOL, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_HZ", T_TEXT, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_HZ", T_TRI, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_TEXT", T_U32, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_ODD", T_TEXT, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_BAD", T_U32, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_EMPTY", T_U32, BW_D_RES_VALUE_TYPE},
	    {"CONFIG_BIG", T_U16, BW_D_RES_VALUE_RANGE},
	    {"CONFIG_HZ", T_CHAR, BW_D_RES_VALUE_RANGE},
	    {"CONFIG_NEG", T_U32, BW_D_RES_VALUE_RANGE},
	    {"CONFIG_OFF", T_BOOL, BW_D_RES_NOT_SET},
	    {"CONFIG_NONE", T_U64, BW_D_RES_NOT_SET},
	    {"LINUX_OTHER", T_BOOL, BW_D_RES_NAME},
	    {"HZ", T_U32, BW_D_RES_NAME},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_bytes got = {0};
		struct fx f;

		setup(&f, false);
		assert_int_equal(resolve(&f, rows[i].name, rows[i].type, false, &got), BW_REJECTED);
		if (f.d->list.n != 1 || f.d->list.v[0].code != rows[i].code)
			fail_msg("row %zu", i);
		assert_string_equal(f.d->list.v[0].where.symbol, rows[i].name);
		assert_null(got.p);
		bw_arena_deinit(&f.a);
	}
}

static void test_weak(void **state)
{
	struct bw_bytes got;
	struct fx f;

	(void)state;
	setup(&f, false);
	assert_int_equal(resolve(&f, "CONFIG_OFF", T_U32, true, &got), BW_OK);
	assert_int_equal(bw_get32(got.p, false), 0);
	assert_int_equal(f.d->list.n, 0);
	assert_int_equal(resolve(&f, "LINUX_OTHER", T_U32, true, &got), BW_OK);
	assert_int_equal(f.d->list.v[0].code, BW_D_RES_NAME_WEAK);
	assert_int_equal(resolve(&f, "OTHER", T_U32, true, &got), BW_REJECTED);
	bw_arena_deinit(&f.a);
}

static void test_text(void **state)
{
	struct bw_bytes got;
	struct fx f;

	(void)state;
	setup(&f, false);
	assert_int_equal(resolve(&f, "CONFIG_TEXT", T_TEXT, false, &got), BW_OK);
	assert_memory_equal(got.p, "swapp\0", 6);
	assert_int_equal(f.d->list.n, 1);
	assert_int_equal(f.d->list.v[0].code, BW_D_RES_VALUE_CUT);
	bw_arena_deinit(&f.a);
}

static void test_no_config(void **state)
{
	struct bw_bytes got;
	struct fx f;

	(void)state;
	setup(&f, false);
	f.t->config = NULL;
	assert_int_equal(resolve(&f, "CONFIG_HZ", T_U32, true, &got), BW_REJECTED);
	assert_int_equal(f.d->list.v[0].code, BW_D_RES_NO_CONFIG);
	assert_non_null(strstr(f.d->list.v[0].text, "CONFIG_HZ"));
	assert_int_equal(resolve(&f, "LINUX_KERNEL_VERSION", T_U32, false, &got), BW_OK);
	bw_arena_deinit(&f.a);
}

static void test_syscall_wrapper_needs_kprobes(void **state)
{
	struct bw_bytes got;
	struct fx f;

	(void)state;
	setup(&f, false);
	f.t->config = "CONFIG_BPF=y\n";
	f.t->config_bytes = strlen(f.t->config);
	assert_int_equal(resolve(&f, "LINUX_HAS_SYSCALL_WRAPPER", T_BOOL, false, &got), BW_OK);
	assert_int_equal(got.p[0], 0);
	bw_arena_deinit(&f.a);
}

static void test_no_kconfig(void **state)
{
	struct bw_bytes got = {.n = 1};
	struct fx f;

	(void)state;
	setup(&f, false);
	f.s.map_count = f.s.kconfig_count = 0;
	assert_int_equal(bw_resolve_kconfig(&f.a, &f.s, f.t, f.d, &got), BW_OK);
	assert_int_equal(got.n, 0);
	bw_arena_deinit(&f.a);
}

/* Two programs that share a kernel function; one with CO-RE records and a BTF attach point. */
static void test_rest(void **state)
{
	static const struct bw_sec_def fentry = {.prefix = "fentry/", .needs_btf_id = true};
	const struct bw_ref refs[] = {
	    {.off_insns = 0, .kind = BW_REF_MAP},
	    {.off_insns = 2, .kind = BW_REF_KFUNC, .sym = {1}},
	    {.off_insns = 3, .kind = BW_REF_KSYM_VAR, .sym = {2}},
	    {.off_insns = 5, .kind = BW_REF_KFUNC, .sym = {1}},
	    {.off_insns = 6, .kind = BW_REF_EXTERN, .sym = {3}},
	};
	static const struct {
		enum bw_rest_kind kind;
		const char *name;
		uint32_t prog, count;
		bool is_weak;
	} want[] = {
	    {BW_REST_KFUNC, "bpf_cpumask_create", 0, 4, false},
	    {BW_REST_KSYM, "bpf_prog_active", 0, 2, true},
	    {BW_REST_EXTERN, "nobody", 0, 2, false},
	    {BW_REST_CORE, "one", 0, 3, false},
	    {BW_REST_ATTACH, "do_unlinkat", 1, 1, false},
	};
	struct bw_prog_spec prog[2];
	struct bw_symbol sym[4];
	const struct bw_rest *got;
	struct fx f;
	uint32_t n;

	(void)state;
	setup(&f, false);
	memset(prog, 0, sizeof(prog));
	memset(sym, 0, sizeof(sym));
	sym[1].name = bw_intern_z(f.o.names, "bpf_cpumask_create");
	sym[2].name = bw_intern_z(f.o.names, "bpf_prog_active");
	sym[2].bind = BW_WEAK;
	sym[3].name = bw_intern_z(f.o.names, "nobody");
	f.o.sym = sym;
	f.o.sym_count = 4;
	for (int i = 0; i < 2; i++) {
		prog[i].name = bw_intern_z(f.o.names, i ? "two" : "one");
		prog[i].ref = refs;
		prog[i].ref_count = BW_COUNT(refs);
		prog[i].insn_count = 7;
	}
	prog[0].core_count = 3;
	prog[1].def = &fentry;
	prog[1].attach_target = "do_unlinkat";
	f.s.prog = prog;
	f.s.prog_count = 2;
	bw_resolve_rest(&f.a, &f.s, &n, &got);
	assert_int_equal(n, BW_COUNT(want));
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(got[i].kind, want[i].kind);
		assert_string_equal(got[i].name, want[i].name);
		assert_int_equal(got[i].prog, want[i].prog);
		assert_int_equal(got[i].count, want[i].count);
		assert_int_equal(got[i].is_weak, want[i].is_weak);
		assert_true(strlen(bw_rest_kind_name(got[i].kind)) > 0);
	}
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_weak),      cmocka_unit_test(test_text),
	    cmocka_unit_test(test_no_config), cmocka_unit_test(test_no_kconfig),
	    cmocka_unit_test(test_rest),      cmocka_unit_test(test_syscall_wrapper_needs_kprobes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
