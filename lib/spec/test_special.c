/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "spec/spec.h"

#define ALL_KINDS ((1u << BW_SPECIAL_KINDS) - 1)
#define MEMBERS 5

/* As 6.12 looks, and with what others do otherwise. */
static const struct bw_special_rules nested = {.known = ALL_KINDS, .max = 11, .nested = true};
static const struct bw_special_rules flat = {.known = ALL_KINDS, .max = 10};
static const struct bw_special_rules once = {
    .known = ALL_KINDS, .max = 11, .nested = true, .seen_once = true};
static const struct bw_special_rules by_kind = {.known = BW_SPECIAL(SPIN_LOCK) | BW_SPECIAL(TIMER) |
							 BW_SPECIAL(KPTR) |
							 BW_SPECIAL(KPTR_UNTRUSTED),
						.max = 10,
						.by_kind = true,
						.old_tags = true};

struct fx {
	struct bw_arena a;
	struct bw_names *names;
	struct bw_btf *btf;
};

static void setup(struct fx *f)
{
	bw_arena_init(&f->a);
	f->names = bw_names_create(&f->a);
	f->btf = bw_btf_create(&f->a, f->names);
}

static bw_tid add(struct fx *f, enum bw_btf_kind kind, const char *name, uint32_t word2)
{
	return bw_btf_add(f->btf, kind, false, 0, bw_intern_z(f->names, name), word2, NULL, 0);
}

static bw_tid int_type(struct fx *f, uint32_t bytes)
{
	uint32_t bits = bytes * 8;

	return bw_btf_add(f->btf, BW_BTF_INT, false, 0, bw_intern_z(f->names, "int"), bytes, &bits,
			  1);
}

/* A member of a row: "bpf_timer", "=u32", "*kptr", "[3]*kptr", "{bpf_timer}". */
struct member {
	const char *type;
	uint32_t off_bytes;
};

static bw_tid struct_type(struct fx *f, const struct member *m, uint32_t n, uint32_t bytes);

static uint32_t special_bytes(const char *name)
{
	static const struct {
		const char *name;
		uint32_t bytes;
	} rows[] = {
#define SPECIAL(kind, by, text, bytes, align, repeats) {text, bytes},
#include "spec/spec_special.def"
#undef SPECIAL
	};

	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].bytes;
	return 4;
}

static bw_tid member_type(struct fx *f, const char *s)
{
	if (*s == '[') {
		const uint32_t tail[] = {member_type(f, strchr(s, ']') + 1).i, int_type(f, 4).i,
					 (uint32_t)strtoul(s + 1, NULL, 10)};

		return bw_btf_add(f->btf, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
	}
	if (*s == '*') {
		bw_tid t = add(f, BW_BTF_TYPE_TAG, s + 1, add(f, BW_BTF_STRUCT, "own", 8).i);

		return add(f, BW_BTF_PTR, "", t.i);
	}
	if (*s == '{') {
		const struct member m = {bw_strndup(&f->a, s + 1, strlen(s) - 2), 0};

		return struct_type(f, &m, 1, special_bytes(m.type));
	}
	return *s == '=' ? int_type(f, 4) : add(f, BW_BTF_STRUCT, s, special_bytes(s));
}

static bw_tid struct_type(struct fx *f, const struct member *m, uint32_t n, uint32_t bytes)
{
	uint32_t tail[3 * MEMBERS];

	assert_true(n <= MEMBERS);
	for (uint32_t i = 0; i < n; i++) {
		tail[3 * i] = bw_intern_z(f->names, bw_printf(&f->a, "m%u", i)).id;
		tail[3 * i + 1] = member_type(f, m[i].type).i;
		tail[3 * i + 2] = m[i].off_bytes * 8;
	}
	return bw_btf_add(f->btf, BW_BTF_STRUCT, false, n, bw_intern_z(f->names, "val"), bytes,
			  tail, 3 * n);
}

#define SPIN BW_SPECIAL(SPIN_LOCK)
#define TIMER BW_SPECIAL(TIMER)
#define KPTR BW_SPECIAL(KPTR)

static void test_fields(void **state)
{
	static const struct {
		const struct bw_special_rules *rules;
		struct member m[MEMBERS];
		int err;
		uint32_t n, kinds;
	} rows[] = {
	    {&nested, {{"=u32", 0}}, 0, 0, 0},
	    {&nested, {{"bpf_spin_lock", 0}, {"bpf_timer", 8}}, 0, 2, SPIN | TIMER},
	    {&nested, {{"bpf_spin_lock", 2}}, 0, 0, 0}, /* not aligned: an ordinary struct */
	    {&nested, {{"bpf_timer", 0}, {"bpf_timer", 16}}, E2BIG, 0, 0},
	    {&nested, {{"bpf_timer", 0}, {"bpf_wq", 8}}, EEXIST, 0, 0},
	    {&nested, {{"bpf_timer", 48}}, 0, 1, TIMER},
	    {&nested, {{"bpf_timer", 56}}, EFAULT, 0, 0},
	    {&nested, {{"*kptr", 0}, {"*nonsense", 8}}, EINVAL, 0, 0},
	    {&nested, {{"[3]*kptr", 0}}, 0, 3, KPTR},
	    {&nested, {{"[12]*kptr", 0}}, E2BIG, 0, 0},
	    {&nested, {{"[2]bpf_timer", 0}}, EINVAL, 0, 0},
	    {&nested, {{"[1]bpf_timer", 0}}, 0, 1, TIMER},
	    {&nested, {{"[0]bpf_timer", 0}}, 0, 0, 0},
	    {&nested, {{"{bpf_timer}", 8}}, 0, 1, TIMER},
	    {&nested, {{"{bpf_timer}", 0}, {"bpf_timer", 16}}, 0, 2, TIMER},
	    {&once, {{"{bpf_timer}", 0}, {"bpf_timer", 16}}, E2BIG, 0, 0},
	    {&flat, {{"{bpf_timer}", 8}}, 0, 0, 0},
	    {&flat, {{"[3]*kptr", 0}}, 0, 0, 0},
	    {&nested, {{"bpf_spin_lock", 0}, {"bpf_res_spin_lock", 4}}, EINVAL, 0, 0},
	    {&nested, {{"bpf_list_head", 0}}, EINVAL, 0, 0}, /* has no tag */
	    {&by_kind, {{"bpf_spin_lock", 0}, {"bpf_timer", 8}}, 0, 2, SPIN | TIMER},
	    {&by_kind, {{"bpf_timer", 0}, {"bpf_timer", 16}}, 0, 0, 0},
	    {&by_kind, {{"bpf_spin_lock", 0}, {"bpf_timer", 8}, {"bpf_timer", 24}}, 0, 1, SPIN},
	    {&by_kind, {{"*kptr_ref", 0}}, 0, 1, KPTR},
	    {&by_kind, {{"*kptr_ref", 8}, {"=u32", 20}}, 0, 0, 0}, /* not at a multiple of 8 */
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_special_set s;
		uint32_t n = 0;
		struct fx f;
		bw_tid t;

		setup(&f);
		while (n < MEMBERS && rows[i].m[n].type)
			n++;
		t = struct_type(&f, rows[i].m, n, 64);
		bw_spec_special(&f.a, f.btf, t, 64, rows[i].rules, &s);
		if (s.err != rows[i].err || s.n != rows[i].n || s.kinds != rows[i].kinds)
			fail_msg("row %zu: errno %d, %u fields, kinds %#x: %s", i, s.err, s.n,
				 s.kinds, s.why ? s.why : "");
		assert_true(s.err == 0 || s.why != NULL);
		bw_arena_deinit(&f.a);
	}
}

/* A value that is no struct has no special fields, and nothing is wrong with it. */
static void test_plain_value(void **state)
{
	struct bw_special_set s;
	struct fx f;

	(void)state;
	setup(&f);
	bw_spec_special(&f.a, f.btf, int_type(&f, 4), 4, &nested, &s);
	assert_int_equal(s.n, 0);
	assert_null(s.why);
	bw_arena_deinit(&f.a);
}

/* list_head with its tag, the struct in the list, and what may be wrong with them. */
static void test_lists(void **state)
{
	static const struct {
		const char *tag, *node;
		uint32_t node_off;
		int err;
	} rows[] = {
	    {"contains:item:m0", "bpf_list_node", 8, 0},
	    {"contains:item:m0", "bpf_rb_node", 8, EINVAL},
	    {"contains:item:m0", "bpf_list_node", 4, EINVAL},
	    {"contains:item:m1", "bpf_list_node", 8, ENOENT},
	    {"contains:none:m0", "bpf_list_node", 8, ENOENT},
	    {"contains:item:", "bpf_list_node", 8, EINVAL},
	    {"contains:item", "bpf_list_node", 8, EINVAL},
	    {"holds:item:m0", "bpf_list_node", 8, EINVAL},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct member value[] = {{"bpf_spin_lock", 0}, {"bpf_list_head", 8}};
		const struct member item[] = {{rows[i].node, rows[i].node_off}};
		const uint32_t second = 1;
		struct bw_special_set s;
		struct fx f;
		bw_tid t, it;

		setup(&f);
		it = struct_type(&f, item, 1, 64);
		f.btf->word.v[f.btf->first_word.v[it.i]] = bw_intern_z(f.names, "item").id;
		t = struct_type(&f, value, 2, 24);
		bw_btf_add(f.btf, BW_BTF_DECL_TAG, false, 0, bw_intern_z(f.names, rows[i].tag), t.i,
			   &second, 1);
		bw_spec_special(&f.a, f.btf, t, 24, &nested, &s);
		if (s.err != rows[i].err)
			fail_msg("row %zu: errno %d: %s", i, s.err, s.why ? s.why : "");
		if (!s.err) {
			assert_int_equal(s.field[1].type.i, it.i);
			assert_int_equal(s.field[1].node_off_bytes, 8);
		}
		bw_arena_deinit(&f.a);
	}
}

static enum bw_kptr_home home(void *arg, const char *name)
{
	assert_string_equal(name, "own");
	return *(enum bw_kptr_home *)arg;
}

static void test_whose_struct(void **state)
{
	static const struct {
		const char *tag;
		enum bw_kptr_home home;
		bool kernel_only;
		int err;
	} rows[] = {
	    {"*kptr", BW_KPTR_PROGRAM, false, 0},
	    {"*kptr", BW_KPTR_PROGRAM, true, ENOENT},
	    {"*kptr", BW_KPTR_KERNEL, false, ENOENT},
	    {"*kptr", BW_KPTR_DTOR, true, 0},
	    {"*kptr_untrusted", BW_KPTR_KERNEL, true, 0},
	    {"*percpu_kptr", BW_KPTR_KERNEL, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct member m = {rows[i].tag, 0};
		enum bw_kptr_home answer = rows[i].home;
		struct bw_special_rules rules = nested;
		struct bw_special_set s;
		struct fx f;

		setup(&f);
		rules.home = home;
		rules.arg = &answer;
		rules.kernel_kptrs_only = rows[i].kernel_only;
		bw_spec_special(&f.a, f.btf, struct_type(&f, &m, 1, 8), 8, &rules, &s);
		if (s.err != rows[i].err)
			fail_msg("row %zu: errno %d: %s", i, s.err, s.why ? s.why : "");
		bw_arena_deinit(&f.a);
	}
}

/* Measured: kernels take it, and two architectures crash later. */
static void test_crooked(void **state)
{
	const struct member m = {"{bpf_timer}", 12};
	struct bw_special_set s;
	struct fx f;

	(void)state;
	setup(&f);
	bw_spec_special(&f.a, f.btf, struct_type(&f, &m, 1, 32), 32, &nested, &s);
	assert_int_equal(s.err, 0);
	assert_non_null(s.crooked);
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fields),  cmocka_unit_test(test_plain_value),
	    cmocka_unit_test(test_lists),   cmocka_unit_test(test_whose_struct),
	    cmocka_unit_test(test_crooked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
