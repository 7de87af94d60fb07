/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program refers to outside itself, each rule just inside and just outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testkit/testkit.h"
#include "verify/verify.h"

enum { SOCKET_FILTER = 1, MAPS = 65 };

static struct bw_target target_of(const char *arch)
{
	return (struct bw_target){
	    .name = "test", .arch = bw_arch_find(arch), .kernel = BW_KVER(6, 12, 0)};
}

/* One call of something undefined. */
static void test_calls(void **state)
{
	static const struct {
		const char *name, *arch, *license, *want;
		enum bw_ref_kind kind;
		enum bw_bind bind;
	} rows[] = {
	    {"strong extern", "x86_64", "GPL", "VFY030", BW_REF_EXTERN, BW_GLOBAL},
	    {"weak extern", "x86_64", "GPL", "VFY037", BW_REF_EXTERN, BW_WEAK},
	    {"kernel function", "x86_64", "GPL", "", BW_REF_KFUNC, BW_GLOBAL},
	    {"kernel function, other license", "x86_64", "MIT", "VFY028", BW_REF_KFUNC, BW_GLOBAL},
	    {"kernel function without a JIT for it", "arm", "GPL", "VFY027", BW_REF_KFUNC,
	     BW_GLOBAL},
	    {"weak kernel function there", "arm", "GPL", "", BW_REF_KFUNC, BW_WEAK},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		bool kfunc = rows[i].kind == BW_REF_KFUNC;
		const struct bw_insn insn[] = {
		    BW_TK_CALL(kfunc ? BW_CALL_KFUNC : BW_CALL_LOCAL, -1), BW_TK_MOV(0, 0),
		    BW_TK_EXIT};
		struct bw_target t = target_of(rows[i].arch);
		struct bw_tk k;
		struct bw_tk_obj *b;
		struct bw_ref ref = {.kind = rows[i].kind};
		struct bw_prog_spec p = {.autoload = true,
					 .prog_type = SOCKET_FILTER,
					 .insn = insn,
					 .insn_count = BW_COUNT(insn),
					 .ref = &ref,
					 .ref_count = 1};
		struct bw_spec s = {.prog = &p, .prog_count = 1, .license = rows[i].license};
		enum bw_status st;

		bw_tk_begin(&k);
		b = bw_tk_obj(&k, false);
		ref.sym = bw_tk_extern(b, "callee", rows[i].bind, kfunc ? ".ksyms" : NULL);
		s.obj = bw_tk_done(b);
		st = bw_verify(&k.arena, &s, &t, k.diags);
		assert_int_equal(st == BW_OK, k.diags->errors == 0);
		bw_tk_expect(&k, rows[i].name, rows[i].want);
		bw_tk_end(&k);
	}
}

/* n loads of n maps. */
static void test_maps(void **state)
{
	static struct bw_map_spec map[MAPS];
	static struct bw_ref ref[MAPS];
	static struct bw_insn insn[2 * MAPS + 2];

	(void)state;
	for (uint32_t i = 0; i < MAPS; i++) {
		ref[i] = (struct bw_ref){.off_insns = 2 * i, .kind = BW_REF_MAP, .map = i};
		insn[2 * i] = BW_TK_INSN(BW_OP_LD_IMM64, 1, BW_PSEUDO_MAP_FD, 0, 0);
	}
	for (uint32_t n = MAPS - 1; n <= MAPS; n++) {
		struct bw_prog_spec p = {.autoload = true,
					 .prog_type = SOCKET_FILTER,
					 .insn = insn,
					 .insn_count = 2 * n + 2,
					 .ref = ref,
					 .ref_count = n};
		struct bw_spec s = {
		    .prog = &p, .prog_count = 1, .map = map, .map_count = MAPS, .license = "GPL"};
		struct bw_target t = target_of("x86_64");
		enum bw_status st;
		struct bw_tk k;

		bw_tk_begin(&k);
		insn[2 * n] = BW_TK_MOV(0, 0);
		insn[2 * n + 1] = BW_TK_EXIT;
		s.obj = bw_tk_done(bw_tk_obj(&k, false));
		st = bw_verify(&k.arena, &s, &t, k.diags);
		assert_int_equal(st == BW_OK, k.diags->errors == 0);
		bw_tk_expect(&k, n < MAPS ? "64 maps" : "65 maps", n < MAPS ? "" : "VFY032");
		bw_tk_end(&k);
		insn[2 * n] = BW_TK_INSN(BW_OP_LD_IMM64, 1, BW_PSEUDO_MAP_FD, 0, 0);
		insn[2 * n + 1] = (struct bw_insn){0};
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_calls),
	    cmocka_unit_test(test_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
