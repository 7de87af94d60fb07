/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs: section names, images, references, and what cannot be assembled. */
#include <setjmp.h>
#include <stdarg.h>

#include "spec/spec.h"
#include "testkit/testkit.h"

#include <cmocka.h>

static void test_section_names(void **state)
{
	static const struct {
		const char *section;
		int prog_type; /* -1: unknown */
		uint32_t attach_type;
		enum bw_attach_kind attach;
		const char *target;
	} rows[] = {
	    {"xdp", 6, 37, BW_ATTACH_XDP, ""},
	    {"xdp/devmap", 6, 33, BW_ATTACH_NONE, ""},
	    {"xdp.frags", 6, 37, BW_ATTACH_XDP, ""},
	    {"xdp_prog", -1, 0, 0, ""}, /* libbpf 0.x took it */
	    {"xdp/", -1, 0, 0, ""},
	    {"kprobe", 2, 0, BW_ATTACH_KPROBE, ""},
	    {"kprobe/", 2, 0, BW_ATTACH_KPROBE, ""},
	    {"?kprobe/do_unlinkat", 2, 0, BW_ATTACH_KPROBE, "do_unlinkat"},
	    {"kprobes", -1, 0, 0, ""},
	    {"kprobe.multi/tcp_*", 2, 42, BW_ATTACH_KPROBE_MULTI, "tcp_*"},
	    {"tp/sched/sched_switch", 5, 0, BW_ATTACH_TRACEPOINT, "sched/sched_switch"},
	    {"fentry.s/f", 26, 24, BW_ATTACH_TRACING, "f"},
	    {"lsm_cgroup/socket_bind", 29, 43, BW_ATTACH_CGROUP, "socket_bind"},
	    {"cgroup/connect4", 18, 10, BW_ATTACH_CGROUP, ""},
	    {"cgroup/skb", 8, 0, BW_ATTACH_CGROUP, ""},
	    {"tc", 3, 0, BW_ATTACH_OTHER, ""},
	    {"tc/ingress", 3, 46, BW_ATTACH_TCX, ""},
	    {"struct_ops.s/init", 27, 0, BW_ATTACH_STRUCT_OPS, "init"},
	    {"iter/task", 26, 28, BW_ATTACH_ITER, "task"},
	    {"syscall", 31, 0, BW_ATTACH_NONE, ""},
	    {"", -1, 0, 0, ""},
	    {"?", -1, 0, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const char *target = NULL;
		const struct bw_sec_def *d = bw_sec_def_find(rows[i].section, &target);

		assert_string_equal(target, rows[i].target);
		if (!d != (rows[i].prog_type < 0))
			fail_msg("%s", rows[i].section);
		if (!d)
			continue;
		assert_int_equal(d->prog_type, rows[i].prog_type);
		assert_int_equal(d->attach_type, rows[i].attach_type);
		assert_int_equal(d->attach, rows[i].attach);
	}
}

struct kit {
	struct bw_tk t;
	struct bw_tk_obj *b;
	struct bw_spec *s;
};

static void kit_begin(struct kit *k)
{
	bw_tk_begin(&k->t);
	k->b = bw_tk_obj(&k->t, false);
}

static void kit_build(struct kit *k)
{
	enum bw_status st = bw_spec_build(&k->t.arena, bw_tk_done(k->b), k->t.diags, &k->s);

	assert_int_equal(st == BW_OK, k->t.diags->errors == 0);
}

static bw_symid func(struct kit *k, const char *name, enum bw_bind bind, bw_secid sec, uint32_t at,
		     uint32_t n)
{
	return bw_tk_sym(k->b, name, BW_SYM_FUNC, bind, sec, (uint64_t)at * 8, (uint64_t)n * 8);
}

/*
 * Two programs share sub2; the first reaches it through sub1 (depth first, so sub2
 * precedes sub3, which the program calls later).
 */
static void test_images(void **state)
{
	struct kit k;
	bw_secid a, b, text;
	bw_symid sub1, sub3;
	const struct bw_prog_spec *p;

	(void)state;
	kit_begin(&k);
	a = BW_TK_CODE(k.b, "xdp", BW_TK_CALL(1, 0), BW_TK_CALL(1, 0), BW_TK_EXIT);
	b = BW_TK_CODE(k.b, "?tc", BW_TK_CALL(1, 0), BW_TK_EXIT, BW_TK_MOV(0, 7), BW_TK_EXIT);
	text =
	    BW_TK_CODE(k.b, ".text", BW_TK_CALL(1, 2), BW_TK_EXIT, /* sub1: calls sub2, relative */
		       BW_TK_MOV(0, 9), BW_TK_MOV(0, 2), BW_TK_EXIT, /* gap; sub2 */
		       BW_TK_MOV(0, 3), BW_TK_EXIT);		     /* sub3 */
	sub1 = func(&k, "sub1", BW_GLOBAL, text, 0, 2);
	func(&k, "sub2", BW_LOCAL, text, 3, 2);
	sub3 = func(&k, "sub3", BW_WEAK, text, 5, 2);
	func(&k, "one", BW_GLOBAL, a, 0, 3);
	func(&k, "two", BW_GLOBAL, b, 0, 2);
	func(&k, "three", BW_GLOBAL, b, 2, 2);
	bw_tk_reloc(k.b, a, 0, BW_REL_CALL, sub1, 0);
	bw_tk_reloc(k.b, a, 8, BW_REL_CALL, sub3, 0);
	bw_tk_reloc(k.b, b, 0, BW_REL_CALL, bw_tk_sec_sym(k.b, text), 24);
	kit_build(&k);
	assert_int_equal(k.s->prog_count, 3);
	p = &k.s->prog[0];
	assert_int_equal(p->insn_count, 3 + 2 + 2 + 2);
	assert_int_equal(p->func_count, 4);
	assert_string_equal(bw_str(k.t.names, k.s->obj->sym[p->func[2].sym.i].name), "sub2");
	assert_int_equal(p->insn[0].imm, 2);		 /* sub1 at 3 */
	assert_int_equal(p->insn[1].imm, 9 - 2 - 1 - 1); /* sub3 at 7 */
	assert_int_equal(p->insn[3].imm, 1);		 /* sub2 at 5 */
	assert_string_equal(bw_prog_where(k.s, p, 5).symbol, "sub2");
	assert_string_equal(bw_prog_where(k.s, p, 5).section, ".text");
	assert_int_equal(bw_prog_where(k.s, p, 5).off_bytes, 24);
	p = &k.s->prog[1];
	assert_false(p->autoload);
	assert_int_equal(p->insn_count, 4);
	assert_int_equal(p->insn[0].imm, 1);
	assert_int_equal(k.s->prog[2].insn_count, 2);
	bw_tk_expect(&k.t, "images", "");
	bw_tk_end(&k.t);
}

/* One instruction of each kind that needs a number from outside, and a callback. */
static void refs_make(struct kit *k)
{
	bw_secid x, text, data;
	bw_symid m, var, hz, ksym, kfunc, undef;
	bw_tid t;

	x = BW_TK_CODE(k->b, "socket", BW_TK_LD64(1, 0, 0), BW_TK_LD64(2, 0, 0),
		       BW_TK_LD64(3, 0, 0), BW_TK_LD64(4, 0, 0), BW_TK_CALL(1, 0), BW_TK_CALL(1, 0),
		       BW_TK_LD64(5, 0, 0), BW_TK_EXIT);
	text = BW_TK_CODE(k->b, ".text", BW_TK_MOV(0, 0), BW_TK_EXIT);
	data = bw_tk_data(k->b, ".data", NULL, 16);
	m = bw_tk_simple_map(k->b, "m", 1, 1);
	var = bw_tk_sym(k->b, "v", BW_SYM_OBJECT, BW_GLOBAL, data, 8, 8);
	t = bw_tk_var(k->b, "CONFIG_HZ", bw_tk_int(k->b, "u32", 4, false), BW_BTF_EXTERN);
	bw_tk_datasec(k->b, ".kconfig", &(struct bw_btf_secinfo){t, 0, 4}, 1);
	hz = bw_tk_extern(k->b, "CONFIG_HZ", BW_WEAK, ".kconfig");
	bw_tk_symbol(k->b, hz)->type = t;
	ksym = bw_tk_extern(k->b, "runqueues", BW_GLOBAL, ".ksyms");
	kfunc = bw_tk_extern(k->b, "bpf_task_acquire", BW_WEAK, ".ksyms");
	undef = bw_tk_extern(k->b, "optional_hook", BW_WEAK, NULL);
	func(k, "cb", BW_LOCAL, text, 0, 2);
	func(k, "p", BW_GLOBAL, x, 0, 13);
	bw_tk_reloc(k->b, x, 0, BW_REL_IMM64, m, 0);
	bw_tk_reloc(k->b, x, 16, BW_REL_IMM64, var, 4);
	bw_tk_reloc(k->b, x, 32, BW_REL_IMM64, hz, 0);
	bw_tk_reloc(k->b, x, 48, BW_REL_IMM64, ksym, 0);
	bw_tk_reloc(k->b, x, 64, BW_REL_CALL, kfunc, 0);
	bw_tk_reloc(k->b, x, 72, BW_REL_CALL, undef, 0);
	bw_tk_reloc(k->b, x, 80, BW_REL_IMM64, bw_tk_sec_sym(k->b, text), 0);
}

static void test_refs(void **state)
{
	static const struct {
		enum bw_ref_kind kind;
		uint32_t at, src, off;
	} want[] = {
	    {BW_REF_MAP, 0, BW_PSEUDO_MAP_FD, 0},
	    {BW_REF_MAP_VALUE, 2, BW_PSEUDO_MAP_VALUE, 12},
	    {BW_REF_MAP_VALUE, 4, BW_PSEUDO_MAP_VALUE, 0}, /* .kconfig */
	    {BW_REF_KSYM_VAR, 6, BW_PSEUDO_BTF_ID, 0},
	    {BW_REF_KFUNC, 8, BW_CALL_KFUNC, 0},
	    {BW_REF_EXTERN, 9, BW_CALL_LOCAL, 0},
	};
	struct kit k;
	const struct bw_prog_spec *p;

	(void)state;
	kit_begin(&k);
	refs_make(&k);
	kit_build(&k);
	assert_int_equal(k.s->prog_count, 1);
	p = &k.s->prog[0];
	assert_int_equal(p->ref_count, BW_COUNT(want));
	for (size_t i = 0; i < BW_COUNT(want); i++) {
		assert_int_equal(p->ref[i].kind, want[i].kind);
		assert_int_equal(p->ref[i].off_insns, want[i].at);
		assert_int_equal(bw_insn_src(p->insn[want[i].at]), want[i].src);
		assert_int_equal(p->ref[i].off_bytes, want[i].off);
	}
	assert_int_equal(p->insn[3].imm, 12); /* second slot of the data load */
	assert_int_equal(bw_insn_src(p->insn[10]), BW_PSEUDO_FUNC);
	assert_int_equal(p->insn[10].imm, 13 - 10 - 1);
	assert_string_equal(bw_str(k.t.names, k.s->map[p->ref[1].map].name), ".data");
	assert_string_equal(bw_str(k.t.names, k.s->map[p->ref[2].map].name), ".kconfig");
	assert_int_equal(k.s->kconfig_count, 1);
	assert_true(k.s->kconfig[0].is_weak);
	bw_tk_expect(&k.t, "refs", "");
	bw_tk_end(&k.t);
}

/* ---- what cannot be assembled ---- */

static void call_into_middle(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_CALL(1, 0), BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 2);
}

static void call_between(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_CALL(1, 1), BW_TK_EXIT);
	bw_secid text = BW_TK_CODE(k->b, ".text", BW_TK_MOV(0, 0), BW_TK_EXIT, BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 2);
	func(k, "f", BW_LOCAL, text, 0, 2);
	func(k, "g", BW_LOCAL, text, 2, 1);
	bw_tk_reloc(k->b, x, 0, BW_REL_CALL, bw_tk_sec_sym(k->b, text), 8);
}

static void call_far_away(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_CALL(1, -2000000000), BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 2);
}

static void unknown_section(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "what/ever", BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 1);
}

static void static_in_section(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_CALL(1, 1), BW_TK_EXIT, BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 2);
	func(k, "s", BW_LOCAL, x, 2, 1);
}

static void custom_data(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_LD64(1, 0, 0), BW_TK_EXIT);
	bw_secid d = bw_tk_data(k->b, "mine", NULL, 8);

	func(k, "p", BW_GLOBAL, x, 0, 3);
	bw_tk_reloc(k->b, x, 0, BW_REL_IMM64, bw_tk_sec_sym(k->b, d), 0);
}

static void map_plus_4(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_LD64(1, 0, 0), BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 3);
	bw_tk_reloc(k->b, x, 0, BW_REL_IMM64, bw_tk_simple_map(k->b, "m", 1, 1), 4);
}

/* Only the map is told; the program that uses it is left out with it. */
static void map_lost(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_LD64(1, 0, 0), BW_TK_EXIT);
	const struct bw_tk_member m[] = {{"max_entries", bw_tk_uint(k->b, 1)}};

	func(k, "p", BW_GLOBAL, x, 0, 3);
	bw_tk_reloc(k->b, x, 0, BW_REL_IMM64, bw_tk_map(k->b, "m", m, 1), 0);
}

static void half_load(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_LD64(1, 0, 0), BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 1);
}

static void empty_function(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 1, 0);
}

static void size_missing(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_MOV(0, 0), BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 0);
}

static void exception(struct kit *k, const char *first, const char *second)
{
	bw_secid x = BW_TK_CODE(k->b, "tc", BW_TK_EXIT);
	bw_secid text = BW_TK_CODE(k->b, ".text", BW_TK_EXIT);
	bw_tid t = bw_tk_func(k->b, "p", BW_BTF_GLOBAL);
	uint32_t whole = UINT32_MAX;

	bw_tk_symbol(k->b, func(k, "p", BW_GLOBAL, x, 0, 1))->type = t;
	func(k, "cb", BW_GLOBAL, text, 0, 1);
	bw_btf_add(bw_tk_btf(k->b), BW_BTF_DECL_TAG, false, 0, bw_intern_z(k->t.names, first), t.i,
		   &whole, 1);
	if (second)
		bw_btf_add(bw_tk_btf(k->b), BW_BTF_DECL_TAG, false, 0,
			   bw_intern_z(k->t.names, second), t.i, &whole, 1);
}

static void exception_good(struct kit *k)
{
	exception(k, "exception_callback:cb", NULL);
}

static void exception_lost(struct kit *k)
{
	exception(k, "exception_callback:nobody", NULL);
}

static void exception_twice(struct kit *k)
{
	exception(k, "exception_callback:cb", "exception_callback:cb");
}

/* 40 subprograms of 30,000 instructions each. */
static void too_large(struct kit *k)
{
	uint32_t n = 40 * 30000;
	struct bw_insn *v = BW_NEW_ARRAY(&k->t.arena, struct bw_insn, n);
	bw_secid text, x = BW_TK_CODE(k->b, "xdp", BW_TK_CALL(1, 0), BW_TK_EXIT);

	for (uint32_t i = 0; i < n; i++)
		v[i] = BW_TK_MOV(0, 0);
	for (uint32_t i = 0; i + 1 < 40; i++)
		v[i * 30000] = BW_TK_CALL(1, 29999);
	text = bw_tk_code(k->b, ".text", v, n);
	for (uint32_t i = 0; i < 40; i++)
		func(k, bw_printf(&k->t.arena, "f%u", i), BW_LOCAL, text, i * 30000, 30000);
	func(k, "p", BW_GLOBAL, x, 0, 2);
	bw_tk_reloc(k->b, x, 0, BW_REL_CALL, bw_tk_sec_sym(k->b, text), 0);
}

static void recursion(struct kit *k)
{
	bw_secid x = BW_TK_CODE(k->b, "xdp", BW_TK_CALL(1, -1), BW_TK_EXIT);

	func(k, "p", BW_GLOBAL, x, 0, 2);
}

static void test_programs(void **state)
{
	static const struct {
		void (*make)(struct kit *k);
		const char *name, *ids;
		uint32_t progs;
	} rows[] = {
	    {call_into_middle, "call to no function", "SPC027", 0},
	    {call_between, "call into a function", "SPC027", 0},
	    {call_far_away, "call outside the section", "SPC027", 0},
	    {unknown_section, "unknown section", "SPC024", 1},
	    {static_in_section, "static function in xdp", "SPC028", 1},
	    {custom_data, "data that is no map", "SPC030", 0},
	    {map_plus_4, "inside a map", "SPC030", 0},
	    {map_lost, "broken map", "SPC013", 0},
	    {half_load, "cut load", "SPC031", 0},
	    {empty_function, "empty function", "SPC031", 0},
	    {size_missing, "function without size", "", 1},
	    {exception_good, "exception callback", "", 1},
	    {exception_lost, "exception callback missing", "SPC032", 0},
	    {exception_twice, "two exception callbacks", "SPC032", 0},
	    {too_large, "1.2 million instructions", "SPC029", 0},
	    {recursion, "recursion is the kernel's to refuse", "", 1},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct kit k;

		kit_begin(&k);
		rows[i].make(&k);
		kit_build(&k);
		if (k.s->prog_count != rows[i].progs)
			fail_msg("%s: %u programs\n%s", rows[i].name, k.s->prog_count,
				 bw_tk_findings(&k.t));
		bw_tk_expect(&k.t, rows[i].name, rows[i].ids);
		bw_tk_end(&k.t);
	}
}

/* libbpf's order of kconfig variables: alignment down, size up, name. */
static void test_kconfig_layout(void **state)
{
	static const char text[] =
	    "#define K __attribute__((section(\".kconfig\")))\n"
	    "enum libbpf_tristate { TRI_NO, TRI_YES, TRI_MODULE };\n"
	    "extern char CONFIG_S[5] K; extern _Bool CONFIG_B K; extern int CONFIG_Z K;\n"
	    "extern unsigned long long CONFIG_L K; extern enum libbpf_tristate CONFIG_A K;\n"
	    "extern short CONFIG_H K;\n"
	    "__attribute__((section(\"socket\"), used)) int p(void *c)\n"
	    "{ return CONFIG_S[1] + CONFIG_B + CONFIG_Z + CONFIG_L + CONFIG_A + CONFIG_H; }\n";
	static const struct {
		const char *name;
		uint32_t off;
	} want[] = {{"CONFIG_L", 0},  {"CONFIG_A", 8},	{"CONFIG_Z", 12},
		    {"CONFIG_H", 16}, {"CONFIG_B", 18}, {"CONFIG_S", 19}};
	struct bw_tk t;
	struct bw_obj *o;
	struct bw_spec *s;

	(void)state;
	bw_tk_begin(&t);
	if (!bw_tk_compile_obj(&t, text, NULL, &o)) {
		bw_tk_end(&t);
		skip();
	}
	assert_int_equal(bw_spec_build(&t.arena, o, t.diags, &s), BW_OK);
	assert_int_equal(s->kconfig_count, BW_COUNT(want));
	for (size_t i = 0; i < BW_COUNT(want); i++) {
		assert_string_equal(bw_str(t.names, s->kconfig[i].name), want[i].name);
		assert_int_equal(s->kconfig[i].off_bytes, want[i].off);
	}
	assert_int_equal(s->map[0].value_bytes, 24);
	bw_tk_expect(&t, "kconfig", "");
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_section_names),  cmocka_unit_test(test_images),
	    cmocka_unit_test(test_refs),	   cmocka_unit_test(test_programs),
	    cmocka_unit_test(test_kconfig_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
