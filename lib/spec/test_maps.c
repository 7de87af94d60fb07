/* SPDX-License-Identifier: BSD-2-Clause */
/* Map definitions: each rule broken once; what is read from good ones. */
#include <setjmp.h>
#include <stdarg.h>

#include <elf.h>

#include "spec/spec.h"
#include "testkit/testkit.h"

#include <cmocka.h>

/* Types that the cases share. */
struct kit {
	struct bw_tk t;
	struct bw_tk_obj *b;
	bw_tid u32, u64, func;
	struct bw_spec *s;
	enum bw_status st;
};

static void kit_begin(struct kit *k)
{
	bw_tk_begin(&k->t);
	k->b = bw_tk_obj(&k->t, false);
	k->u32 = bw_tk_int(k->b, "u32", 4, false);
	k->u64 = bw_tk_int(k->b, "u64", 8, false);
	k->func = bw_tk_func(k->b, "f", BW_BTF_EXTERN);
	k->s = NULL;
}

static void kit_build(struct kit *k)
{
	k->st = bw_spec_build(&k->t.arena, bw_tk_done(k->b), k->t.diags, &k->s);
	assert_non_null(k->s);
	assert_int_equal(k->st == BW_OK, k->t.diags->errors == 0);
}

static void kit_end(struct kit *k, const char *what, const char *ids)
{
	bw_tk_expect(&k->t, what, ids);
	bw_tk_end(&k->t);
}

#define U(n) bw_tk_uint(k->b, (n))
#define T(t) bw_tk_ptr(k->b, (t))
#define INNER2                                                                                     \
	{"type", U(1)}, {"max_entries", U(1)}, {"key", T(k->u32)},                                 \
	{                                                                                          \
		"value", T(k->u32)                                                                 \
	}
#define MAP(...)                                                                                   \
	do {                                                                                       \
		const struct bw_tk_member m_[] = {__VA_ARGS__};                                    \
		bw_tk_map(k->b, "m", m_, BW_COUNT(m_));                                            \
	} while (0)

/* __array(values, struct { ... }): the type of the member. */
#define VALUES(...)                                                                                \
	bw_tk_array(k->b,                                                                          \
		    T(bw_tk_struct(k->b, NULL, (const struct bw_tk_member[]){__VA_ARGS__},         \
				   BW_COUNT(((const struct bw_tk_member[]){__VA_ARGS__})))),       \
		    0)

static bw_tid enum_type(struct kit *k, uint32_t n)
{
	uint32_t tail[] = {bw_intern_z(k->t.names, "a").id, 7, bw_intern_z(k->t.names, "b").id, 8};

	return bw_btf_add(bw_tk_btf(k->b), BW_BTF_ENUM, false, n, BW_SYM_NONE, 4, tail, 2 * n);
}

static bw_tid proto(struct kit *k)
{
	return bw_btf_ref(bw_tk_btf(k->b), k->func);
}

#define CASES(X)                                                                                   \
	X(plain, "", MAP({"type", U(1)}, {"key", T(k->u32)}, {"value", T(k->u64)}))                \
	X(both_sizes, "",                                                                          \
	  MAP({"type", U(1)}, {"key", T(k->u32)}, {"key_size", U(4)}, {"value_size", U(8)},        \
	      {"value", T(k->u64)}))                                                               \
	X(extra_enum, "", MAP({"type", U(30)}, {"map_extra", enum_type(k, 1)}))                    \
	X(inner, "", MAP({"type", U(12)}, {"values", VALUES(INNER2)}))                             \
	X(prog_array, "", MAP({"type", U(3)}, {"values", bw_tk_array(k->b, T(proto(k)), 0)}))      \
	X(unknown_field, "SPC001", MAP({"type", U(1)}, {"persistent", U(1)}))                      \
	X(nameless_field, "SPC001", MAP({"type", U(1)}, {NULL, U(1)}))                             \
	X(two_unknown, "SPC001 SPC001", MAP({"type", U(1)}, {"a", U(1)}, {"b", U(1)}))             \
	X(twice, "SPC002", MAP({"type", U(1)}, {"type", U(2)}))                                    \
	X(uint_int, "SPC003", MAP({"type", k->u32}))                                               \
	X(uint_pointer, "SPC003", MAP({"type", T(k->u32)}))                                        \
	X(extra_two, "SPC003", MAP({"type", U(30)}, {"map_extra", enum_type(k, 2)}))               \
	X(extra_int, "SPC003", MAP({"type", U(30)}, {"map_extra", k->u64}))                        \
	X(key_no_pointer, "SPC004", MAP({"type", U(1)}, {"key", k->u32}))                          \
	X(value_no_pointer, "SPC004", MAP({"type", U(1)}, {"value", k->u32}))                      \
	X(void_key, "SPC005", MAP({"type", U(1)}, {"key", T(BW_VOID)}))                            \
	X(key_conflict, "SPC006", MAP({"type", U(1)}, {"key", T(k->u32)}, {"key_size", U(8)}))     \
	X(value_conflict, "SPC006",                                                                \
	  MAP({"type", U(1)}, {"value_size", U(4)}, {"value", T(k->u64)}))                         \
	X(values_conflict, "SPC006",                                                               \
	  MAP({"type", U(12)}, {"value_size", U(8)}, {"values", VALUES(INNER2)}))                  \
	X(values_first, "SPC007",                                                                  \
	  MAP({"type", U(12)}, {"values", VALUES(INNER2)}, {"max_entries", U(1)}))                 \
	X(values_pointer, "SPC008", MAP({"type", U(12)}, {"values", T(k->u32)}))                   \
	X(values_long, "SPC008",                                                                   \
	  MAP({"type", U(12)}, {"values", bw_tk_array(k->b, T(k->u32), 2)}))                       \
	X(values_int, "SPC008", MAP({"type", U(12)}, {"values", bw_tk_array(k->b, k->u32, 0)}))    \
	X(values_func, "SPC008",                                                                   \
	  MAP({"type", U(12)}, {"values", bw_tk_array(k->b, T(proto(k)), 0)}))                     \
	X(progs_struct, "SPC008", MAP({"type", U(3)}, {"values", VALUES(INNER2)}))                 \
	X(values_of_hash, "SPC009", MAP({"type", U(1)}, {"values", VALUES(INNER2)}))               \
	X(nested, "SPC010",                                                                        \
	  MAP({"type", U(12)}, {"values", VALUES({"type", U(12)}, {"values", VALUES(INNER2)})}))   \
	X(inner_pinned, "SPC011",                                                                  \
	  MAP({"type", U(12)}, {"values", VALUES(INNER2, {"pinning", U(1)})}))                     \
	X(pinning_2, "SPC012", MAP({"type", U(1)}, {"pinning", U(2)}))                             \
	X(no_type, "SPC013", MAP({"max_entries", U(1)}))                                           \
	X(type_0, "SPC013", MAP({"type", U(0)}))                                                   \
	X(inner_no_type, "SPC013", MAP({"type", U(12)}, {"values", VALUES({"max_entries", U(1)})}))

#define CASE(name, ids, ...)                                                                       \
	static void case_##name(struct kit *k)                                                     \
	{                                                                                          \
		__VA_ARGS__;                                                                       \
	}
CASES(CASE)

static void test_definitions(void **state)
{
	static const struct {
		const char *name, *ids;
		void (*make)(struct kit *k);
	} rows[] = {
#define ROW(name, ids, ...) {#name, ids, case_##name},
	    CASES(ROW)};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct kit k;

		kit_begin(&k);
		rows[i].make(&k);
		kit_build(&k);
		assert_int_equal(k.s->map_count, *rows[i].ids ? 0 : 1);
		kit_end(&k, rows[i].name, rows[i].ids);
	}
}

static void test_values(void **state)
{
	struct kit kit, *k = &kit;
	const struct bw_map_spec *m;
	bw_secid maps;
	bw_symid in;

	(void)state;
	kit_begin(k);
	in = bw_tk_simple_map(k->b, "in", 2, 3);
	MAP({"type", U(12)}, {"max_entries", U(9)}, {"numa_node", U(1)}, {"map_flags", U(4)},
	    {"key_size", U(4)}, {"pinning", U(1)}, {"values", VALUES(INNER2)});
	maps = bw_tk_symbol(k->b, in)->sec;
	/* the second map starts behind the first (5 slots), values at its 7th slot */
	bw_tk_reloc(k->b, maps, 5 * 8 + 6 * 8, BW_REL_ABS64, in, 0);
	kit_build(k);
	assert_int_equal(k->s->map_count, 2);
	m = &k->s->map[1];
	assert_int_equal(m->type, 12);
	assert_int_equal(m->key_bytes, 4);
	assert_int_equal(m->value_bytes, 4);
	assert_int_equal(m->max_entries, 9);
	assert_int_equal(m->numa_node, 1);
	assert_int_equal(m->flags, 4);
	assert_int_equal(m->pinning, 1);
	assert_int_equal(m->inner->type, 1);
	assert_int_equal(m->init_count, 1);
	assert_int_equal(m->init[0].index, 0);
	assert_int_equal(m->init[0].sym.i, in.i);
	assert_true(m->has & BW_MAP_HAS_VALUES);
	kit_end(k, "values", "");
}

static void slot_wrong(struct kit *k)
{
	MAP({"type", U(1)}, {"key", T(k->u32)});
	bw_tk_reloc(k->b, (bw_secid){1}, 8, BW_REL_ABS64, bw_tk_extern(k->b, "x", BW_GLOBAL, NULL),
		    0);
}

static void map_static(struct kit *k)
{
	MAP({"type", U(1)});
	bw_tk_symbol(k->b, (bw_symid){1})->vis = BW_VIS_HIDDEN;
}

static void map_int(struct kit *k)
{
	bw_tid var = bw_tk_var(k->b, "i", k->u32, BW_BTF_GLOBAL);
	struct bw_btf_secinfo v = {var, 0, 4};

	bw_tk_data(k->b, ".maps", NULL, 8);
	bw_tk_datasec(k->b, ".maps", &v, 1);
}

static void map_no_btf(struct kit *k)
{
	bw_secid s = bw_tk_data(k->b, ".maps", NULL, 8);

	bw_tk_sym(k->b, "m", BW_SYM_OBJECT, BW_GLOBAL, s, 0, 8);
}

static void old_map(struct kit *k, uint32_t bytes, const uint32_t *words, uint32_t second)
{
	bw_secid s = bw_tk_data(k->b, "maps", words, bytes);

	bw_tk_sym(k->b, "a", BW_SYM_OBJECT, BW_GLOBAL, s, 0, bytes);
	if (second)
		bw_tk_sym(k->b, "b", BW_SYM_OBJECT, BW_GLOBAL, s, second, 4);
}

static void old_20(struct kit *k)
{
	old_map(k, 20, (const uint32_t[]){1, 4, 8, 16, 0}, 0);
}

static void old_short(struct kit *k)
{
	old_map(k, 16, (const uint32_t[]){1, 4, 8, 16}, 0);
}

static void old_uneven(struct kit *k)
{
	old_map(k, 40, (const uint32_t[10]){1, 4, 8, 16}, 24);
}

static void old_iproute2(struct kit *k)
{
	old_map(k, 36, (const uint32_t[]){1, 4, 8, 16, 0, 0, 2, 0, 0}, 0);
}

static void kconfig(struct kit *k, bw_tid type, bool with_symbol)
{
	bw_tid var = bw_tk_var(k->b, "CONFIG_X", type, BW_BTF_EXTERN);
	struct bw_btf_secinfo v = {var, 0, 4};

	bw_tk_datasec(k->b, ".kconfig", &v, 1);
	if (with_symbol)
		bw_tk_symbol(k->b, bw_tk_extern(k->b, "CONFIG_X", BW_GLOBAL, ".kconfig"))->type =
		    var;
}

static void kconfig_good(struct kit *k)
{
	kconfig(k, k->u32, true);
}

static void kconfig_pointer(struct kit *k)
{
	kconfig(k, T(k->u32), true);
}

static void kconfig_int_array(struct kit *k)
{
	kconfig(k, bw_tk_array(k->b, k->u32, 2), true);
}

static void kconfig_lost(struct kit *k)
{
	kconfig(k, k->u32, false);
}

static void struct_ops(struct kit *k, bw_tid type)
{
	bw_secid s = bw_tk_data(k->b, ".struct_ops.link", NULL, 8);
	bw_tid var = bw_tk_var(k->b, "ops", type, BW_BTF_GLOBAL);
	struct bw_btf_secinfo v = {var, 0, 8};

	bw_tk_datasec(k->b, ".struct_ops.link", &v, 1);
	bw_tk_symbol(k->b, bw_tk_sym(k->b, "ops", BW_SYM_OBJECT, BW_GLOBAL, s, 0, 8))->type = var;
}

static void struct_ops_good(struct kit *k)
{
	struct_ops(k, bw_tk_struct(k->b, "tcp_congestion_ops",
				   (const struct bw_tk_member[]){{"init", T(k->u32)}}, 1));
}

static void struct_ops_int(struct kit *k)
{
	struct_ops(k, k->u64);
}

static void struct_ops_nameless(struct kit *k)
{
	struct_ops(k, bw_tk_struct(k->b, NULL, (const struct bw_tk_member[]){{"a", k->u64}}, 1));
}

static void arenas(struct kit *k)
{
	bw_tk_simple_map(k->b, "a", 33, 1);
	bw_tk_simple_map(k->b, "b", 33, 1);
}

static void arena_data(struct kit *k)
{
	bw_tk_data(k->b, ".addr_space.1", NULL, 8);
}

static void arena_good(struct kit *k)
{
	bw_tk_simple_map(k->b, "a", 33, 1);
	bw_tk_data(k->b, ".addr_space.1", NULL, 8);
}

static void license_open(struct kit *k)
{
	bw_tk_data(k->b, "license", "GPL", 3);
}

static void license_long(struct kit *k)
{
	char text[200] = {0};

	memset(text, 'x', 150);
	bw_tk_data(k->b, "license", text, sizeof(text));
}

static void version_8(struct kit *k)
{
	bw_tk_data(k->b, "version", NULL, 8);
}

static void data_pointer(struct kit *k)
{
	bw_secid d = bw_tk_data(k->b, ".data", NULL, 16);

	bw_tk_reloc(k->b, d, 0, BW_REL_ABS64, bw_tk_sec_sym(k->b, d), 8);
}

static void test_sections(void **state)
{
	static const struct {
		void (*make)(struct kit *k);
		const char *name, *ids;
		uint32_t maps;
	} rows[] = {
	    {slot_wrong, "address outside values", "SPC017", 0},
	    {map_static, "hidden map", "SPC014", 0},
	    {map_int, "int in .maps", "SPC015", 0},
	    {map_no_btf, "map without BTF", "SPC016", 0},
	    {old_20, "bpf_map_def", "", 1},
	    {old_short, "16 bytes", "SPC018", 0},
	    {old_uneven, "uneven", "SPC018", 0},
	    {old_iproute2, "iproute2", "SPC019", 1},
	    {kconfig_good, "kconfig", "", 1},
	    {kconfig_pointer, "kconfig pointer", "SPC020", 0},
	    {kconfig_int_array, "kconfig array of int", "SPC020", 0},
	    {kconfig_lost, "kconfig without symbol", "SPC034", 0},
	    {struct_ops_good, "struct_ops", "", 1},
	    {struct_ops_int, "struct_ops int", "SPC021", 0},
	    {struct_ops_nameless, "struct_ops nameless", "SPC021", 0},
	    {arenas, "two arenas", "SPC022", 2},
	    {arena_data, "arena data without arena", "SPC023", 0},
	    {arena_good, "arena", "", 2},
	    {license_open, "license without NUL", "SPC025", 0},
	    {license_long, "license too long", "SPC025", 0},
	    {version_8, "version of 8 bytes", "SPC026", 0},
	    {data_pointer, "pointer in .data", "SPC033", 1},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct kit k;

		kit_begin(&k);
		rows[i].make(&k);
		kit_build(&k);
		if (k.s->map_count != rows[i].maps)
			fail_msg("%s: %u maps", rows[i].name, k.s->map_count);
		kit_end(&k, rows[i].name, rows[i].ids);
	}
}

static void test_old_iproute2(void **state)
{
	struct kit k;

	(void)state;
	kit_begin(&k);
	old_iproute2(&k);
	kit_build(&k);
	assert_int_equal(k.s->map[0].type, 1);
	assert_int_equal(k.s->map[0].key_bytes, 4);
	assert_int_equal(k.s->map[0].value_bytes, 8);
	assert_int_equal(k.s->map[0].max_entries, 16);
	assert_int_equal(k.s->map[0].pinning, 2);
	assert_non_null(strstr(bw_tk_findings(&k.t), "pinning"));
	kit_end(&k, "iproute2", "SPC019");
}

static void test_flags_and_names(void **state)
{
	struct bw_tk t;
	struct bw_sb b;
	uint32_t v = 0;

	(void)state;
	bw_tk_begin(&t);
	b = bw_sb_in(&t.arena);
	bw_map_flags_print(&b, 1 | 1u << 31);
	assert_string_equal(bw_sb_str(&b), "BPF_F_NO_PREALLOC|0x80000000");
	assert_string_equal(bw_map_type_name(27), "RINGBUF");
	assert_null(bw_map_type_name(999));
	assert_true(bw_map_type_find("ringbuf", &v) && v == 27);
	assert_true(bw_map_type_find("BPF_MAP_TYPE_RINGBUF", &v) && v == 27);
	assert_true(bw_map_type_find("27", &v) && v == 27);
	assert_false(bw_map_type_find("27x", &v));
	assert_false(bw_map_type_find("-1", &v));
	assert_false(bw_map_type_find("ring", &v));
	assert_string_equal(bw_prog_type_name(6), "XDP");
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_definitions),	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_sections),	    cmocka_unit_test(test_old_iproute2),
	    cmocka_unit_test(test_flags_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
