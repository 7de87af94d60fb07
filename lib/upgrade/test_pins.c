/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshots: what is read of good ones, also when memory runs out at any point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testkit/testkit.h"
#include "upgrade/upgrade_parts.h"

static const char bpftool[] =
    "[{\"id\": 7, \"type\": \"lru_hash\", \"name\": \"flows\", \"flags\": 2, \"bytes_key\": 4,"
    "  \"bytes_value\": 8, \"max_entries\": 64, \"pinned\": [\"/sys/fs/bpf/a\", \"/x/b\"]},"
    " {\"id\": 8, \"type\": 34, \"flags\": 0, \"bytes_key\": 4, \"bytes_value\": 16,"
    "  \"max_entries\": 1}]";

struct reading {
	struct bw_tk t;
	struct bw_bytes text;
	side_list sides;
	enum bw_status st;
};

static void read_all(void *arg)
{
	struct reading *r = arg;

	r->st = sides_of_pins(&r->t.arena, r->t.names, "pins.json", r->text, r->t.diags, &r->sides);
}

static void begin(struct reading *r, struct bw_bytes text)
{
	*r = (struct reading){.text = text};
	bw_tk_begin(&r->t);
}

/* One side a pin; what is not pinned is none; what bpftool does not tell is not known. */
static void test_bpftool(void **state)
{
	struct reading r;
	const struct side *x;

	(void)state;
	begin(&r, (struct bw_bytes){(const uint8_t *)bpftool, sizeof(bpftool) - 1});
	read_all(&r);
	assert_int_equal(r.st, BW_OK);
	assert_int_equal(r.sides.n, 2);
	x = &r.sides.v[1];
	assert_string_equal(x->pin, "/x/b");
	assert_string_equal(x->name, "flows");
	assert_int_equal(x->shown.type, BW_MT_LRU_HASH);
	assert_int_equal(x->shown.key_bytes, 4);
	assert_int_equal(x->shown.value_bytes, 8);
	assert_int_equal(x->shown.max_entries, 64);
	assert_int_equal(x->shown.flags, BW_BPF_F_NO_COMMON_LRU);
	assert_int_equal(x->unknown, 1u << BW_CMP_EXTRA);
	assert_null(x->btf);
	bw_tk_end(&r.t);
}

static struct bw_bytes seed(struct bw_arena *a)
{
	struct bw_bytes ret;

	assert_int_equal(
	    bw_file_read(a, BW_SOURCE_DIR "/testdata/fuzz/upgrade_fuzz_pins/own", 1 << 20, &ret),
	    0);
	return ret;
}

static void test_types(void **state)
{
	struct bw_arena a;
	struct reading r;

	(void)state;
	bw_arena_init(&a);
	begin(&r, seed(&a));
	read_all(&r);
	assert_int_equal(r.st, BW_OK);
	assert_int_equal(r.sides.n, 1);
	assert_non_null(r.sides.v[0].btf);
	assert_string_equal(bw_btf_str(r.sides.v[0].btf, r.sides.v[0].value), "v");
	assert_int_equal(r.sides.v[0].key.i, 0);
	assert_int_equal(r.sides.v[0].unknown, 0);
	bw_tk_end(&r.t);
	bw_arena_deinit(&a);
}

/* Whichever allocation fails: nothing is lost, nothing half-made is returned. */
static void test_out_of_memory(void **state)
{
	struct bw_arena a;
	struct reading r;
	bool done = false;

	(void)state;
	bw_arena_init(&a);
	for (uint64_t nth = 1; !done; nth++) {
		begin(&r, seed(&a));
		bw_fail_alloc_at(nth);
		done = bw_protect(read_all, &r);
		bw_fail_alloc_at(0);
		assert_true(!done || r.st == BW_OK);
		bw_tk_end(&r.t);
		assert_true(nth < 10000);
	}
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bpftool),
	    cmocka_unit_test(test_types),
	    cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
