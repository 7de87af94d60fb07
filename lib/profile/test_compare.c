/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparators: each attribute changed alone, and the exceptions that each makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "profile/profile.h"

#define BIT(f) (1u << BW_CMP_##f)
#define SIZES (BIT(TYPE) | BIT(KEY_SIZE) | BIT(VALUE_SIZE))
#define FIVE (SIZES | BIT(ENTRIES) | BIT(FLAGS))

/* One attribute differs at a time: what a comparator sees is what its row says. */
static void test_each_attribute(void **state)
{
	static const struct bw_map_attr base = {
	    .type = BW_MT_HASH, .key_bytes = 4, .value_bytes = 8, .max_entries = 16};
	static const struct {
		struct bw_map_attr attr;
		uint32_t bit;
	} rows[] = {
	    {{BW_MT_LRU_HASH, 4, 8, 16, 0, .extra = 0}, BIT(TYPE)},
	    {{BW_MT_HASH, 8, 8, 16, 0, .extra = 0}, BIT(KEY_SIZE)},
	    {{BW_MT_HASH, 4, 4, 16, 0, .extra = 0}, BIT(VALUE_SIZE)},
	    {{BW_MT_HASH, 4, 8, 17, 0, .extra = 0}, BIT(ENTRIES)},
	    {{BW_MT_HASH, 4, 8, 16, 1, .extra = 0}, BIT(FLAGS)},
	    {{BW_MT_HASH, 4, 8, 16, 0, .extra = 3}, BIT(EXTRA)},
	    {{BW_MT_HASH, 4, 8, 16, 0, .numa_node = 1}, BIT(NUMA)},
	};
	static const uint32_t sees[BW_COMPARATORS] = {
	    [BW_COMPARE_NONE] = 0,
	    [BW_COMPARE_LIBBPF_0_0_6] = FIVE,
	    [BW_COMPARE_LIBBPF_0_6] = FIVE | BIT(EXTRA),
	    [BW_COMPARE_LIBBPF_1_6_2] = FIVE | BIT(EXTRA),
	    [BW_COMPARE_LIBBPF_LINK] = FIVE | BIT(NUMA),
	    [BW_COMPARE_EBPF_GO_0_4] = FIVE,
	    [BW_COMPARE_EBPF_GO_0_11] = FIVE,
	    [BW_COMPARE_EBPF_GO_0_18] = FIVE,
	    [BW_COMPARE_ANDROID] = FIVE,
	    [BW_COMPARE_IPROUTE2] = FIVE,
	    [BW_COMPARE_BPFWELD] = FIVE | BIT(EXTRA),
	};
	(void)state;
	for (int c = 0; c < BW_COMPARATORS; c++)
		for (size_t i = 0; i < BW_COUNT(rows); i++) {
			uint32_t got = bw_compare((enum bw_comparator)c, &base, &rows[i].attr);

			assert_int_equal(got, rows[i].bit & sees[c]);
		}
}

/* The kernel puts BPF_F_RDONLY_PROG into a DEVMAP; who forgives it, and in which direction. */
static void test_devmap(void **state)
{
	static const struct {
		enum bw_comparator c;
		uint32_t was, now;
		bool differ;
	} rows[] = {
	    {BW_COMPARE_LIBBPF_0_6, 0x80, 0, true},
	    {BW_COMPARE_LIBBPF_0_6, 0x80, 0x80, false},
	    {BW_COMPARE_LIBBPF_1_6_2, 0x80, 0, false},
	    {BW_COMPARE_LIBBPF_1_6_2, 0x84, 0, true},
	    {BW_COMPARE_LIBBPF_1_6_2, 0x80, 0x80, true},
	    {BW_COMPARE_EBPF_GO_0_4, 0x80, 0, true},
	    {BW_COMPARE_EBPF_GO_0_11, 0x80, 0, false},
	    {BW_COMPARE_EBPF_GO_0_11, 0, 0x80, false},
	    {BW_COMPARE_EBPF_GO_0_11, 0x84, 0, true},
	    {BW_COMPARE_EBPF_GO_0_18, 0x80, 0, false},
	    {BW_COMPARE_EBPF_GO_0_18, 0, 0x80, true},
	    {BW_COMPARE_ANDROID, 0x80, 0, false},
	    {BW_COMPARE_ANDROID, 0, 0, true},
	    {BW_COMPARE_IPROUTE2, 0x80, 0, true},
	};
	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_map_attr x = {BW_MT_DEVMAP, 4, 4, 1, rows[i].was, .extra = 0};
		struct bw_map_attr y = {BW_MT_DEVMAP, 4, 4, 1, rows[i].now, .extra = 0};

		assert_int_equal(bw_compare(rows[i].c, &x, &y), rows[i].differ ? BIT(FLAGS) : 0);
		x.type = y.type = BW_MT_ARRAY; /* no exception for others */
		assert_int_equal(bw_compare(rows[i].c, &x, &y),
				 rows[i].was != rows[i].now ? BIT(FLAGS) : 0);
	}
}

/* Names and values of all fields: the texts of findings stand on them. */
static void test_fields(void **state)
{
	const struct bw_map_attr a = {BW_MT_HASH, 1, 2, 3, 4, .numa_node = 5, .extra = 6};
	static const uint64_t want[] = {BW_MT_HASH, 1, 2, 3, 4, 6, 5};

	(void)state;
	for (int f = 0; f < BW_CMP_COUNT; f++) {
		assert_true(*bw_cmp_name((enum bw_cmp_field)f));
		if ((size_t)f < BW_COUNT(want))
			assert_int_equal(bw_cmp_value((enum bw_cmp_field)f, &a), want[f]);
	}
	assert_int_equal(bw_compare_all(&a, &a), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_attribute),
	    cmocka_unit_test(test_devmap),
	    cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
