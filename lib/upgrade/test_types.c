/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of old bytes under a new type, and whether they can be copied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testkit/testkit.h"
#include "upgrade/upgrade_parts.h"

#define PRELUDE                                                                                    \
	"typedef unsigned int u32; typedef unsigned long long u64; typedef unsigned short u16;\n"  \
	"typedef signed int s32; typedef unsigned char u8; typedef u32 __be32;\n"                  \
	"struct bpf_spin_lock { u32 val; };\n"                                                     \
	"struct bpf_timer { u64 __opaque[2]; } __attribute__((aligned(8)));\n"                     \
	"struct bpf_wq { u64 __opaque[2]; } __attribute__((aligned(8)));\n"

/* The type of the variable that the text declares. */
static bool compile(struct bw_tk *t, const char *text, const struct bw_btf **ret_btf, bw_tid *ret)
{
	struct bw_obj *o;
	bw_tid var;

	if (!bw_tk_compile_obj(t, bw_printf(&t->arena, "%s%s;\n", PRELUDE, text), NULL, &o))
		return false;
	*ret_btf = o->btf;
	var = bw_btf_find(o->btf, BW_BTF_VAR, bw_intern_z(o->names, "v"));
	assert_true(var.i);
	*ret = bw_btf_ref(o->btf, var);
	return true;
}

static const struct {
	const char *was, *now;
	enum meaning meaning;
	bool can_copy;
	const char *first; /* change */
} rows[] = {
    {"u64 v", "u64 v", MEANS_SAME, true, ""},
    {"u64 v", "unsigned long long v", MEANS_SAME, true, ""},
    {"u32 v", "s32 v", MEANS_DOUBT, true, "the whole of it at byte 0 is s32, was u32"},
    {"u32 v", "__be32 v", MEANS_DOUBT, true, "the whole of it at byte 0 is __be32, was u32"},
    {"u64 v", "double v", MEANS_OTHER, false, "the whole of it at byte 0 is double, was u64"},
    {"struct { u32 a, b; } v", "struct { u32 b, a; } v", MEANS_OTHER, true,
     "'b' moved from byte 4 to 0"},
    {"struct { u32 a, b; } v", "struct { u32 a, c; } v", MEANS_DOUBT, true,
     "'c' at byte 4 was 'b'"},
    {"struct { u64 a; u32 b; } v", "struct { u64 a; u32 b, c; } v", MEANS_DOUBT, true,
     "'c' added at byte 12 (u32, 4 bytes)"},
    {"struct { u64 a; u32 b, c; } v", "struct { u64 a; u32 b; } v", MEANS_DOUBT, true,
     "'c' removed from byte 12 (u32, 4 bytes)"},
    {"struct { u32 a, b; } v", "struct { u64 a; } v", MEANS_OTHER, true,
     "'a' at byte 0 is 8 bytes, was 4 bytes"},
    {"struct { u64 a; } v", "struct { u32 a, b; } v", MEANS_OTHER, false,
     "'a' at byte 0 is 4 bytes, was 8 bytes"},
    {"struct { u64 a; } v", "struct { u64 a, b; } v", MEANS_DOUBT, true,
     "'b' added at byte 8 (u64, 8 bytes)"},
    {"struct { u64 a; u32 b; } v", "struct { u64 a; u32 b; } __attribute__((packed)) v", MEANS_SAME,
     true, ""},
    {"struct { u32 a, b; } v", "struct { u64 c; } v", MEANS_OTHER, false,
     "'c' added at byte 0 (u64, 8 bytes), over members that were there"},
    {"struct { u8 a; struct { u16 x; } s[2]; } v", "struct { u8 a; struct { u16 y; } s[2]; } v",
     MEANS_DOUBT, true, "'s[0].y' at byte 2 was 's[0].x'"},
    {"struct { u32 a:3, b:5; } v", "struct { u32 b:5, a:3; } v", MEANS_OTHER, true,
     "'b' moved from byte 0 bit 3 to 0"},
    {"struct { u32 a:3, b:5; } v", "struct { u32 a:4, b:5; } v", MEANS_OTHER, true,
     "'a' at byte 0 is 4 bits, was 3 bits"},
    {"union { u64 a; u32 b; } v", "union { u64 a; u32 b; u16 c; } v", MEANS_DOUBT, true,
     "'c' added at byte 0 (u16, 2 bytes), over members that were there"},
    {"struct { u32 n; char name[12]; } v", "struct { u32 n; char name[16]; } v", MEANS_OTHER, true,
     "'name' at byte 4 is 16 bytes, was 12 bytes"},
    {"struct { struct bpf_timer t; u64 a; } v", "struct { struct bpf_wq t; u64 a; } v", MEANS_OTHER,
     true, "special fields: bpf_wq at byte 0; was: bpf_timer at byte 0"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_btf *was_btf, *now_btf;
		struct type_diff x;
		bw_tid was, now;
		struct bw_tk t;

		bw_tk_begin(&t);
		if (!compile(&t, rows[i].was, &was_btf, &was)) {
			bw_tk_end(&t);
			skip();
			return;
		}
		assert_true(compile(&t, rows[i].now, &now_btf, &now));
		types_diff(&t.arena, was_btf, was, now_btf, now, &x);
		assert_string_equal(change_first(&t.arena, &x), rows[i].first);
		assert_int_equal(x.meaning, rows[i].meaning);
		assert_int_equal(x.can_copy, rows[i].can_copy);
		bw_tk_end(&t);
	}
}

/* Without types nothing is said. */
static void test_unknown(void **state)
{
	const struct bw_btf *btf;
	struct type_diff x;
	struct bw_tk t;
	bw_tid v;

	(void)state;
	bw_tk_begin(&t);
	if (!compile(&t, "u32 v", &btf, &v)) {
		bw_tk_end(&t);
		skip();
		return;
	}
	types_diff(&t.arena, NULL, BW_VOID, btf, v, &x);
	assert_int_equal(x.meaning, MEANS_UNKNOWN);
	types_diff(&t.arena, btf, v, btf, BW_VOID, &x);
	assert_int_equal(x.meaning, MEANS_UNKNOWN);
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
