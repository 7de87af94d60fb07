/* SPDX-License-Identifier: BSD-2-Clause */
/* Short ways to make graphs, for this module's tests and fuzzer only. */
#ifndef BW_BTF_MAKE_H
#define BW_BTF_MAKE_H

#include "btf/btf.h"

/* One arena with all a test needs. */
struct make {
	struct bw_arena arena;
	struct bw_names *names;
	struct bw_diags *diags;
};

struct make_member {
	const char *name;
	bw_tid type;
	uint32_t off;
};

#define MAKE_TID(n) ((bw_tid){n})
#define MAKE_MEMBERS(...)                                                                          \
	((const struct make_member[]){__VA_ARGS__}),                                               \
	    (uint32_t)BW_COUNT(((const struct make_member[]){__VA_ARGS__}))

static inline void make_init(struct make *m)
{
	bw_arena_init(&m->arena);
	m->names = bw_names_create(&m->arena);
	m->diags = bw_diags_create(&m->arena);
}

static inline struct bw_btf *make_btf(struct make *m)
{
	return bw_btf_create(&m->arena, m->names);
}

static inline bw_sym make_name(struct bw_btf *b, const char *name)
{
	return bw_intern_z(b->names, name);
}

/* A record without tail: PTR, CONST, TYPEDEF, FWD, FLOAT, TYPE_TAG... */
static inline bw_tid make_ref(struct bw_btf *b, enum bw_btf_kind k, const char *name, bw_tid to)
{
	return bw_btf_add(b, k, false, 0, make_name(b, name), to.i, NULL, 0);
}

static inline bw_tid make_int(struct bw_btf *b, const char *name, uint32_t bytes, uint32_t encoding)
{
	uint32_t word = encoding << 24 | bytes * 8;

	return bw_btf_add(b, BW_BTF_INT, false, 0, make_name(b, name), bytes, &word, 1);
}

static inline bw_tid make_array(struct bw_btf *b, bw_tid elem, bw_tid index, uint32_t n)
{
	uint32_t tail[] = {elem.i, index.i, n};

	return bw_btf_add(b, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
}

static inline bw_tid make_composite(struct bw_btf *b, enum bw_btf_kind k, bool kflag,
				    const char *name, uint32_t bytes, const struct make_member *m,
				    uint32_t n)
{
	uint32_t *tail = BW_NEW_ARRAY(b->arena, uint32_t, n * 3ull + 1);

	for (uint32_t i = 0; i < n; i++) {
		tail[i * 3] = make_name(b, m[i].name).id;
		tail[i * 3 + 1] = m[i].type.i;
		tail[i * 3 + 2] = m[i].off;
	}
	return bw_btf_add(b, k, kflag, n, make_name(b, name), bytes, tail, n * 3);
}

#define make_struct(b, name, bytes, ...)                                                           \
	make_composite((b), BW_BTF_STRUCT, false, (name), (bytes), MAKE_MEMBERS(__VA_ARGS__))
#define make_union(b, name, bytes, ...)                                                            \
	make_composite((b), BW_BTF_UNION, false, (name), (bytes), MAKE_MEMBERS(__VA_ARGS__))

/* Parameters: the .off of a member is not used. */
static inline bw_tid make_params(struct bw_btf *b, bw_tid ret, const struct make_member *m,
				 uint32_t n)
{
	uint32_t *tail = BW_NEW_ARRAY(b->arena, uint32_t, n * 2ull + 1);

	for (uint32_t i = 0; i < n; i++) {
		tail[i * 2] = make_name(b, m[i].name).id;
		tail[i * 2 + 1] = m[i].type.i;
	}
	return bw_btf_add(b, BW_BTF_FUNC_PROTO, false, n, BW_SYM_NONE, ret.i, tail, n * 2);
}
#define make_proto(b, ret, ...) make_params((b), (ret), MAKE_MEMBERS(__VA_ARGS__))

static inline bw_tid make_func(struct bw_btf *b, const char *name, uint32_t linkage, bw_tid proto)
{
	return bw_btf_add(b, BW_BTF_FUNC, false, linkage, make_name(b, name), proto.i, NULL, 0);
}

static inline bw_tid make_var(struct bw_btf *b, const char *name, uint32_t linkage, bw_tid type)
{
	return bw_btf_add(b, BW_BTF_VAR, false, 0, make_name(b, name), type.i, &linkage, 1);
}

static inline bw_tid make_tag(struct bw_btf *b, const char *name, bw_tid on, uint32_t component)
{
	return bw_btf_add(b, BW_BTF_DECL_TAG, false, 0, make_name(b, name), on.i, &component, 1);
}

/* One constant. */
static inline bw_tid make_enum(struct bw_btf *b, const char *name, const char *constant,
			       uint32_t value)
{
	uint32_t tail[] = {make_name(b, constant).id, value};

	return bw_btf_add(b, BW_BTF_ENUM, false, 1, make_name(b, name), 4, tail, 2);
}

static inline bw_tid make_datasec(struct bw_btf *b, const char *name, bw_tid var, uint32_t bytes)
{
	uint32_t tail[] = {var.i, 0, bytes};

	return bw_btf_add(b, BW_BTF_DATASEC, false, 1, make_name(b, name), bytes, tail, 3);
}

/* One of each kind and a struct of bit-fields: ids 1 to 20. */
static inline struct bw_btf *make_all_kinds(struct make *m)
{
	struct bw_btf *b = make_btf(m);
	uint32_t wide[] = {make_name(b, "B").id, 0, 1};

	make_int(b, "int", 4, 1);						/* 1 */
	make_ref(b, BW_BTF_PTR, "", MAKE_TID(1));				/* 2 */
	make_array(b, MAKE_TID(1), MAKE_TID(1), 4);				/* 3 */
	make_struct(b, "s", 16, {"a", {1}, 0}, {"p", {2}, 64});			/* 4 */
	make_union(b, "u", 4, {"x", {1}, 0}, {"y", {1}, 0});			/* 5 */
	make_enum(b, "e", "A", 7);						/* 6 */
	make_ref(b, BW_BTF_FWD, "f", BW_VOID);					/* 7 */
	make_ref(b, BW_BTF_TYPEDEF, "td", MAKE_TID(4));				/* 8 */
	make_ref(b, BW_BTF_VOLATILE, "", MAKE_TID(1));				/* 9 */
	make_ref(b, BW_BTF_CONST, "", MAKE_TID(9));				/* 10 */
	make_ref(b, BW_BTF_RESTRICT, "", MAKE_TID(2));				/* 11 */
	make_proto(b, MAKE_TID(1), {"a", {1}, 0}, {"", {0}, 0});		/* 12 */
	make_func(b, "fn", BW_BTF_GLOBAL, MAKE_TID(12));			/* 13 */
	make_var(b, "v", BW_BTF_GLOBAL, MAKE_TID(1));				/* 14 */
	make_datasec(b, ".data", MAKE_TID(14), 4);				/* 15 */
	make_ref(b, BW_BTF_FLOAT, "double", MAKE_TID(8));			/* 16 */
	make_tag(b, "tag", MAKE_TID(13), 0);					/* 17 */
	make_ref(b, BW_BTF_TYPE_TAG, "kptr", MAKE_TID(4));			/* 18 */
	bw_btf_add(b, BW_BTF_ENUM64, true, 1, make_name(b, "e64"), 8, wide, 3); /* 19 */
	make_composite(b, BW_BTF_STRUCT, true, "bits", 4,
		       MAKE_MEMBERS({"lo", {1}, 3u << 24}, {"hi", {1}, 5u << 24 | 3})); /* 20 */
	return b;
}

#endif
