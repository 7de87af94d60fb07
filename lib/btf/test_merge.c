/* SPDX-License-Identifier: BSD-2-Clause */
/* Merging: what becomes one, what stays apart, in every order of the inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "btf/btf_make.h"

#define INPUTS_MAX 4

/* ---- inputs: each function makes one graph ---- */

static void an_int(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
}

static void unsigned_int(struct bw_btf *b)
{
	make_int(b, "int", 4, 0);
}

static void int_twice(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(2));
}

/* struct node { struct node *next; int v; } */
static void list(struct bw_btf *b)
{
	make_struct(b, "node", 16, {"next", {2}, 0}, {"v", {3}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_int(b, "int", 4, 1);
}

/* The same types in another order. */
static void list_backwards(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));
	make_struct(b, "node", 16, {"next", {2}, 0}, {"v", {1}, 64});
}

/* The circle written out twice: struct node -> struct node -> first. */
static void list_unrolled(struct bw_btf *b)
{
	make_struct(b, "node", 16, {"next", {2}, 0}, {"v", {5}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));
	make_struct(b, "node", 16, {"next", {4}, 0}, {"v", {5}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_int(b, "int", 4, 1);
}

static void list_of_unsigned(struct bw_btf *b)
{
	make_struct(b, "node", 16, {"next", {2}, 0}, {"v", {3}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_int(b, "unsigned int", 4, 0);
}

/* struct a { struct b *b; }; struct b { struct a *a; long or int x; } */
static void two_circle(struct bw_btf *b, const char *scalar)
{
	make_struct(b, "a", 8, {"b", {2}, 0});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));
	make_struct(b, "b", 16, {"a", {4}, 0}, {"x", {5}, 64});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_int(b, scalar, 8, 1);
}

static void circle_long(struct bw_btf *b)
{
	two_circle(b, "long");
}

static void circle_other(struct bw_btf *b)
{
	two_circle(b, "long long");
}

/* struct user { struct foo *p; } with foo as given; foo is type 3. */
static void user(struct bw_btf *b)
{
	make_struct(b, "user", 8, {"p", {2}, 0});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));
}

static void user_of_fwd(struct bw_btf *b)
{
	user(b);
	make_ref(b, BW_BTF_FWD, "foo", BW_VOID);
}

static void user_of_foo(struct bw_btf *b)
{
	user(b);
	make_struct(b, "foo", 4, {"x", {4}, 0});
	make_int(b, "int", 4, 1);
}

static void user_of_large_foo(struct bw_btf *b)
{
	user(b);
	make_struct(b, "foo", 8, {"x", {4}, 0}, {"y", {4}, 32});
	make_int(b, "int", 4, 1);
}

static void only_foo(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_struct(b, "foo", 4, {"x", {1}, 0});
}

static void only_large_foo(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_struct(b, "foo", 8, {"x", {1}, 0}, {"y", {1}, 32});
}

static void union_fwd(struct bw_btf *b)
{
	bw_btf_add(b, BW_BTF_FWD, true, 0, make_name(b, "foo"), 0, NULL, 0);
}

/* A pointer to FWD foo, and another struct that only this object has. */
static void pointer_to_fwd(struct bw_btf *b)
{
	make_ref(b, BW_BTF_FWD, "foo", BW_VOID);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_struct(b, "mine", 8, {"p", {2}, 0});
}

static void fwd_and_own_foo(struct bw_btf *b)
{
	make_ref(b, BW_BTF_FWD, "foo", BW_VOID);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
	make_int(b, "int", 4, 1);
	make_struct(b, "foo", 4, {"x", {3}, 0});
}

/* struct s { union { int a; T b; }; } */
static void anonymous_union(struct bw_btf *b)
{
	make_struct(b, "s", 4, {"", {2}, 0});
	make_union(b, "", 4, {"a", {3}, 0}, {"b", {4}, 0});
	make_int(b, "int", 4, 1);
	make_int(b, "unsigned int", 4, 0);
}

static void anonymous_union_signed(struct bw_btf *b)
{
	make_struct(b, "s", 4, {"", {2}, 0});
	make_union(b, "", 4, {"a", {3}, 0}, {"b", {3}, 0});
	make_int(b, "int", 4, 1);
}

static void arrays(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_array(b, MAKE_TID(1), MAKE_TID(1), 4);
	make_array(b, MAKE_TID(1), MAKE_TID(1), 5);
	make_array(b, MAKE_TID(2), MAKE_TID(1), 4);
	make_array(b, MAKE_TID(1), MAKE_TID(1), 4);
}

static void enum_defined(struct bw_btf *b)
{
	make_enum(b, "e", "A", 1);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void enum_other_value(struct bw_btf *b)
{
	make_enum(b, "e", "A", 2);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void enum_declared(struct bw_btf *b)
{
	bw_btf_add(b, BW_BTF_ENUM, false, 0, make_name(b, "e"), 4, NULL, 0);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void enum64_defined(struct bw_btf *b)
{
	uint32_t tail[] = {make_name(b, "A").id, 0, 1};

	bw_btf_add(b, BW_BTF_ENUM64, false, 1, make_name(b, "e"), 8, tail, 3);
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));
}

static void functions(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_proto(b, MAKE_TID(1), {"ctx", {3}, 0});
	make_ref(b, BW_BTF_PTR, "", BW_VOID);
	make_func(b, "f", BW_BTF_GLOBAL, MAKE_TID(2));
	make_func(b, "g", BW_BTF_STATIC, MAKE_TID(2));
	make_tag(b, "ctx", MAKE_TID(4), 0);
}

static void functions_extern(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_proto(b, MAKE_TID(1), {"ctx", {3}, 0});
	make_ref(b, BW_BTF_PTR, "", BW_VOID);
	make_func(b, "f", BW_BTF_EXTERN, MAKE_TID(2));
	make_tag(b, "ctx", MAKE_TID(4), 0);
}

static void parameter_renamed(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_proto(b, MAKE_TID(1), {"c", {3}, 0});
	make_ref(b, BW_BTF_PTR, "", BW_VOID);
}

/* int (*)(self): a prototype in a circle with its own pointer. */
static void proto_circle(struct bw_btf *b)
{
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(2));
	make_proto(b, BW_VOID, {"", {1}, 0});
}

static void variables(struct bw_btf *b)
{
	make_int(b, "int", 4, 1);
	make_var(b, "v", BW_BTF_GLOBAL, MAKE_TID(1));
	make_datasec(b, ".data", MAKE_TID(2), 4);
	make_tag(b, "tag", MAKE_TID(2), UINT32_MAX);
	make_ref(b, BW_BTF_CONST, "", MAKE_TID(1));
}

static void tags(struct bw_btf *b)
{
	make_struct(b, "s", 8, {"p", {2}, 0});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));
	make_ref(b, BW_BTF_TYPE_TAG, "kptr", MAKE_TID(1));
	make_tag(b, "x", MAKE_TID(1), UINT32_MAX);
	make_tag(b, "x", MAKE_TID(1), 0);
	make_tag(b, "x", MAKE_TID(1), UINT32_MAX);
}

static void tags_other(struct bw_btf *b)
{
	make_struct(b, "s", 8, {"p", {2}, 0});
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(3));
	make_ref(b, BW_BTF_TYPE_TAG, "percpu", MAKE_TID(1));
}

static void all_kinds(struct bw_btf *b)
{
	struct make m = {.names = b->names};
	const struct bw_btf *all;

	all = make_all_kinds(&m);
	for (bw_tid t = {1}; t.i < all->count; t.i++) {
		const uint32_t *w = bw_btf_record(all, t);
		uint32_t end = t.i + 1 < all->count ? all->first_word.v[t.i + 1] : all->word.n;

		bw_btf_add(b, bw_btf_kind(all, t), w[1] >> 31, w[1] & 0xffff, (bw_sym){w[0]}, w[2],
			   w + 3, end - all->first_word.v[t.i] - 3);
	}
	bw_arena_deinit(&m.arena);
}

/* ---- cases ---- */

static const struct row {
	const char *what;
	void (*in[INPUTS_MAX])(struct bw_btf *b);
	uint32_t want; /* types in the result */
} rows[] = {
    {"one", {an_int}, 1},
    {"the same int", {an_int, an_int}, 1},
    {"another encoding", {an_int, unsigned_int}, 2},
    {"twice in one object", {int_twice}, 2},
    {"a circle", {list, list}, 3},
    {"in another order", {list, list_backwards}, 3},
    {"a circle unrolled", {list_unrolled}, 3},
    {"a circle unrolled, and not", {list, list_unrolled, list_backwards}, 3},
    {"circles that differ", {list, list_of_unsigned}, 6},
    {"a circle of two", {circle_long, circle_long}, 5},
    {"that differs at its far side", {circle_long, circle_other}, 10},
    {"declared here, defined there", {user_of_fwd, user_of_foo}, 4},
    {"declared without a place", {pointer_to_fwd, only_foo}, 4},
    {"two definitions, by place", {user_of_fwd, user_of_foo, only_large_foo}, 5},
    {"two definitions, by majority", {user_of_fwd, user_of_large_foo, user_of_foo, user_of_foo}, 7},
    {"two definitions, no place", {pointer_to_fwd, only_foo, only_large_foo}, 6},
    {"two definitions, place elsewhere",
     {pointer_to_fwd, user_of_fwd, user_of_foo, only_large_foo},
     6},
    {"own definition first", {fwd_and_own_foo, only_large_foo}, 4},
    {"a union is no struct", {union_fwd, only_foo}, 3},
    {"never defined", {user_of_fwd, user_of_fwd}, 3},
    {"two layouts of a name", {user_of_foo, user_of_large_foo}, 7},
    {"anonymous union", {anonymous_union, anonymous_union}, 4},
    {"anonymous union that differs", {anonymous_union, anonymous_union_signed}, 6},
    {"arrays", {arrays, arrays}, 4},
    {"enums", {enum_defined, enum_defined}, 2},
    {"enums that differ", {enum_defined, enum_other_value}, 4},
    {"enum declared", {enum_declared, enum_defined}, 2},
    {"enum declared, 64 bits", {enum_declared, enum64_defined}, 2},
    {"enum declared only", {enum_declared, enum_declared}, 2},
    {"functions", {functions, functions}, 6},
    {"function extern and global", {functions, functions_extern}, 8},
    {"parameter names count", {functions, parameter_renamed}, 7},
    {"prototype in a circle", {proto_circle, proto_circle}, 2},
    {"variables are left out", {variables, variables}, 2},
    {"tags", {tags, tags}, 5},
    {"tags that differ", {tags, tags_other}, 8},
    {"all kinds", {all_kinds, all_kinds, all_kinds}, 18},
};

static uint32_t input_count(const struct row *r)
{
	uint32_t n = 0;

	while (n < INPUTS_MAX && r->in[n])
		n++;
	return n;
}

/* Left out: VAR, DATASEC, and what stands on a VAR. */
static bool left_out(const struct bw_btf *b, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(b, t);

	return k == BW_BTF_VAR || k == BW_BTF_DATASEC ||
	       (k == BW_BTF_DECL_TAG && bw_btf_kind(b, bw_btf_ref(b, t)) == BW_BTF_VAR);
}

/* Each type maps to one that means the same. */
static void check_map(struct make *m, const struct row *r, const struct bw_btf *in,
		      const struct bw_btf *out, const bw_tid *map)
{
	assert_int_equal(map[0].i, 0);
	for (bw_tid t = {1}; t.i < in->count; t.i++) {
		const char *path = "";

		if (left_out(in, t)) {
			assert_int_equal(map[t.i].i, 0);
			continue;
		}
		assert_in_range(map[t.i].i, 1, out->count - 1);
		if (!bw_btf_equal(&m->arena, in, t, out, map[t.i], BW_BTF_LOOSE, &path))
			fail_msg("%s: type %u became %u, which differs at '%s'", r->what, t.i,
				 map[t.i].i, path);
	}
}

/* No two types of the result are equal, and all ids in it exist. */
static void check_result(struct make *m, const struct row *r, const struct bw_btf *out)
{
	struct bw_bytes btf;
	struct bw_btf *back;

	for (bw_tid x = {1}; x.i < out->count; x.i++)
		for (bw_tid y = {x.i + 1}; y.i < out->count; y.i++)
			if (bw_btf_equal(&m->arena, out, x, out, y, BW_BTF_EXACT, NULL))
				fail_msg("%s: types %u and %u are equal", r->what, x.i, y.i);
	bw_btf_write(&m->arena, out, NULL, false, &btf, NULL);
	assert_int_equal(bw_btf_read(&m->arena, m->names, m->diags, bw_at_file("m"), btf,
				     (struct bw_bytes){0}, false, &back, NULL),
			 BW_OK);
}

/* Merging the result alone changes nothing. */
static void check_again(struct make *m, const struct bw_btf *out)
{
	struct bw_btf *again;
	bw_tid *map;

	bw_btf_merge(&m->arena, m->names, &out, 1, &again, &map);
	assert_int_equal(again->count, out->count);
	assert_int_equal(again->word.n, out->word.n);
	assert_memory_equal(again->word.v, out->word.v, out->word.n * 4);
	for (uint32_t i = 0; i < out->count; i++)
		assert_int_equal(map[i].i, i);
}

static void run(const struct row *r, const uint32_t *order, uint32_t n)
{
	const struct bw_btf *in[INPUTS_MAX];
	bw_tid *map[INPUTS_MAX];
	struct bw_btf *out;
	struct make m;

	make_init(&m);
	for (uint32_t i = 0; i < n; i++) {
		struct bw_btf *b = make_btf(&m);

		r->in[order[i]](b);
		in[i] = b;
	}
	bw_btf_merge(&m.arena, m.names, in, n, &out, map);
	if (out->count - 1 != r->want)
		fail_msg("%s: %u types, not %u", r->what, out->count - 1, r->want);
	for (uint32_t i = 0; i < n; i++)
		check_map(&m, r, in[i], out, map[i]);
	check_result(&m, r, out);
	check_again(&m, out);
	bw_arena_deinit(&m.arena);
}

/* All orders of order[at..n). */
static void permute(const struct row *r, uint32_t *order, uint32_t at, uint32_t n)
{
	if (at == n) {
		run(r, order, n);
		return;
	}
	for (uint32_t i = at; i < n; i++) {
		uint32_t was = order[at];

		order[at] = order[i];
		order[i] = was;
		permute(r, order, at + 1, n);
		order[i] = order[at];
		order[at] = was;
	}
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		uint32_t order[INPUTS_MAX] = {0, 1, 2, 3};

		permute(&rows[i], order, 0, input_count(&rows[i]));
	}
}

static void test_nothing(void **state)
{
	struct bw_btf *out;
	struct make m;

	(void)state;
	make_init(&m);
	bw_btf_merge(&m.arena, m.names, NULL, 0, &out, NULL);
	assert_int_equal(out->count, 1);
	bw_arena_deinit(&m.arena);
}

/* Ids count in order of first appearance. */
static void test_order(void **state)
{
	const struct bw_btf *in[2];
	struct bw_btf *b, *out;
	bw_tid *map[2];
	struct make m;

	(void)state;
	make_init(&m);
	in[0] = b = make_btf(&m);
	list(b);
	in[1] = b = make_btf(&m);
	list_backwards(b);
	make_int(b, "char", 1, 1);
	bw_btf_merge(&m.arena, m.names, in, 2, &out, map);
	assert_int_equal(out->count, 5);
	assert_int_equal(bw_btf_kind(out, MAKE_TID(1)), BW_BTF_STRUCT);
	assert_string_equal(bw_btf_str(out, MAKE_TID(4)), "char");
	assert_int_equal(map[1][1].i, 3);
	assert_int_equal(map[1][4].i, 4);
	bw_arena_deinit(&m.arena);
}

/* The size of the definition that input 0's foo, type 3, has become. */
static uint32_t chosen_size(void (*const *make)(struct bw_btf *b), uint32_t n)
{
	const struct bw_btf *in[INPUTS_MAX];
	struct bw_btf *b, *out;
	bw_tid *map[INPUTS_MAX];
	uint32_t size = 0;
	struct make m;

	make_init(&m);
	for (uint32_t i = 0; i < n; i++) {
		in[i] = b = make_btf(&m);
		make[i](b);
	}
	bw_btf_merge(&m.arena, m.names, in, n, &out, map);
	if (bw_btf_kind(out, map[0][3]) == BW_BTF_STRUCT)
		size = bw_btf_size_word(out, map[0][3]);
	bw_arena_deinit(&m.arena);
	return size;
}

/* Of several definitions the one that stands there more often, else by its text. */
static void test_choice(void **state)
{
	static const struct {
		void (*in[INPUTS_MAX])(struct bw_btf *b);
		uint32_t n, want;
	} choices[] = {
	    {{user_of_fwd, user_of_large_foo, user_of_foo, user_of_foo}, 4, 4},
	    {{user_of_fwd, user_of_foo, user_of_foo, user_of_large_foo}, 4, 4},
	    {{user_of_fwd, user_of_foo, user_of_large_foo, user_of_large_foo}, 4, 8},
	    {{user_of_fwd, user_of_large_foo, user_of_foo, user_of_large_foo}, 4, 8},
	    {{user_of_fwd, user_of_foo, only_large_foo}, 3, 4},
	    {{user_of_fwd, only_foo, user_of_large_foo}, 3, 8},
	    {{user_of_fwd, user_of_foo, user_of_large_foo}, 3, 8},
	    {{user_of_fwd, user_of_large_foo, user_of_foo}, 3, 8},
	    {{user_of_fwd, only_large_foo, only_foo}, 3, 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(choices); i++)
		assert_int_equal(chosen_size(choices[i].in, choices[i].n), choices[i].want);
}

/* A long list of structs of one name, different only at its end: each type is a
 * class of its own, found one after the other. Two of them share all. */
static void long_list(struct bw_btf *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		make_struct(b, "s", 8, {"p", {i * 2 + 2}, 0});
		make_ref(b, BW_BTF_PTR, "", MAKE_TID(i * 2 + 3));
	}
	make_int(b, "int", 4, 1);
}

static void test_long_list(void **state)
{
	const uint32_t n = 20000;
	const struct bw_btf *in[2];
	struct bw_btf *b, *out;
	bw_tid *map[2];
	struct make m;

	(void)state;
	make_init(&m);
	for (int i = 0; i < 2; i++) {
		in[i] = b = make_btf(&m);
		long_list(b, n);
	}
	bw_btf_merge(&m.arena, m.names, in, 2, &out, map);
	assert_int_equal(out->count, n * 2 + 2);
	for (uint32_t i = 0; i < in[0]->count; i++)
		assert_int_equal(map[0][i].i, map[1][i].i);
	bw_arena_deinit(&m.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),     cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_order),     cmocka_unit_test(test_choice),
	    cmocka_unit_test(test_long_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
