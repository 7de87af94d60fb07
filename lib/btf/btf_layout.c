/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flattening a type into a layout: the leaves of nested structs, unions and
 * arrays. Types unfold to at most 2^20 parts (B5), but arrays of structs multiply
 * that: past FIELDS_MAX their further elements are one opaque field "x[1..n]".
 * Past TEXT_BYTES_MAX of paths and type names, structs are opaque as a whole.
 */
#include "btf/btf_kinds.h"

#define FIELDS_MAX 65536u
#define TEXT_BYTES_MAX ((size_t)64 << 20)
#define NAMES_KEPT 256u

struct flat {
	struct bw_arena *arena;
	const struct bw_btf *b;
	const struct bw_btf_shape *shape; /* NULL: as the graph says */
	BW_VEC(struct bw_field) field;
	size_t text_bytes; /* of paths and type names, their making included */
	struct {
		bw_tid t;
		const char *text;
	} name[NAMES_KEPT]; /* the latest, by id */
};

/* Where a part stands. */
struct spot {
	const char *path;
	uint64_t off_bits;
	bool in_union;
};

static const char *type_name(struct flat *f, bw_tid t)
{
	uint32_t i = t.i % NAMES_KEPT;

	if (!f->name[i].text || f->name[i].t.i != t.i) {
		struct bw_sb sb = bw_sb_in(f->arena);

		bw_btf_print_decl(&sb, f->b, t, "");
		f->text_bytes += sb.n * sb.n / 2; /* declarators grow step by step */
		f->name[i].t = t;
		f->name[i].text = bw_sb_str(&sb);
	}
	return f->name[i].text;
}

static enum bw_field_kind int_field_kind(const struct bw_btf *b, bw_tid t)
{
	uint32_t e = bw_btf_int_encoding(bw_btf_tail(b, t)[0]);

	if (e & BTF_INT_BOOL)
		return BW_FIELD_BOOL;
	/* clang writes plain char as a signed integer of that name */
	if (strcmp(bw_btf_str(b, t), "char") == 0 || e == BTF_INT_CHAR)
		return BW_FIELD_CHAR;
	return e & BTF_INT_SIGNED ? BW_FIELD_SIGNED : BW_FIELD_UNSIGNED;
}

static enum bw_field_kind field_kind(const struct bw_btf *b, bw_tid t)
{
	switch (bw_btf_kind(b, t)) {
	case BW_BTF_INT:
		return int_field_kind(b, t);
	case BW_BTF_PTR:
		return BW_FIELD_POINTER;
	case BW_BTF_FLOAT:
		return BW_FIELD_FLOAT;
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
		return BW_FIELD_ENUM;
	default:
		return BW_FIELD_OPAQUE;
	}
}

static struct bw_field *leaf(struct flat *f, bw_tid t, struct spot at)
{
	struct bw_field *x = bw_push(f->arena, &f->field);

	x->path = at.path;
	x->type = type_name(f, t);
	x->off_bits = at.off_bits;
	x->count = 1;
	x->in_union = at.in_union;
	return x;
}

static bool sizeof_type(const struct flat *f, bw_tid t, uint32_t *ret_bytes)
{
	return f->shape ? f->shape->size_bytes(f->shape->arg, t, ret_bytes)
			: bw_btf_sizeof(f->b, t, ret_bytes);
}

static uint64_t size_bits(const struct flat *f, bw_tid t)
{
	uint32_t bytes = 0;
	bool sized = sizeof_type(f, t, &bytes);

	assert(sized);
	(void)sized;
	return bytes * 8ull;
}

static void flatten(struct flat *f, bw_tid t, struct spot at);

static void scalar(struct flat *f, bw_tid t, bw_tid element, uint64_t count, struct spot at)
{
	struct bw_field *x = leaf(f, t, at);

	x->size_bits = size_bits(f, t);
	x->count = count;
	x->kind = field_kind(f->b, bw_btf_resolve(f->b, element));
}

/* An integer that says itself which of its bits count: bit-fields of old. */
static bool old_bitfield(const struct bw_btf *b, bw_tid t, uint32_t *ret_off, uint32_t *ret_bits)
{
	uint32_t word;

	t = bw_btf_resolve(b, t);
	if (bw_btf_kind(b, t) != BW_BTF_INT)
		return false;
	word = bw_btf_tail(b, t)[0];
	if (bw_btf_int_bits(word) + bw_btf_int_offset(word) >= bw_btf_size_word(b, t) * 8)
		return false;
	*ret_off = bw_btf_int_offset(word);
	*ret_bits = bw_btf_int_bits(word);
	return true;
}

static struct spot member_spot(struct flat *f, bw_tid t, uint32_t i, struct spot at)
{
	const char *name = bw_str(f->b->names, bw_btf_members(f->b, t)[i].name);

	if (*name)
		at.path = *at.path ? bw_printf(f->arena, "%s.%s", at.path, name) : name;
	f->text_bytes += strlen(at.path);
	at.off_bits +=
	    f->shape ? f->shape->member_bits(f->shape->arg, t, i) : bw_btf_member_bits(f->b, t, i);
	at.in_union |= bw_btf_kind(f->b, t) == BW_BTF_UNION;
	return at;
}

static void member(struct flat *f, bw_tid t, uint32_t i, struct spot at)
{
	bw_tid type = bw_btf_members(f->b, t)[i].type;
	uint32_t bits = bw_btf_member_bitfield_bits(f->b, t, i), off = 0;
	struct bw_field *x;

	at = member_spot(f, t, i, at);
	if (!bits && !old_bitfield(f->b, type, &off, &bits)) {
		flatten(f, type, at);
		return;
	}
	if (!f->shape)
		at.off_bits += off;
	x = leaf(f, type, at);
	x->size_bits = bits;
	x->kind = field_kind(f->b, bw_btf_resolve(f->b, type));
	x->is_bitfield = true;
}

/* The elements of an array of structs from the second on, past the limit. */
static void rest_of_array(struct flat *f, bw_tid t, uint32_t from, uint32_t n,
			  uint64_t element_bits, struct spot at)
{
	struct bw_field *x;

	at.off_bits += from * element_bits;
	at.path = bw_printf(f->arena, "%s[%u..%u]", at.path, from, n - 1);
	x = leaf(f, t, at);
	x->size_bits = (n - from) * element_bits;
	x->kind = BW_FIELD_OPAQUE;
}

static void array_of_composites(struct flat *f, bw_tid t, bw_tid element, uint64_t count,
				struct spot at)
{
	uint64_t element_bits = size_bits(f, element);
	uint32_t n = (uint32_t)count, before = f->field.n;

	if (!n || !element_bits) {
		leaf(f, t, at)->kind = BW_FIELD_OPAQUE;
		f->field.v[f->field.n - 1].count = count;
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct spot here = at;

		here.path = bw_printf(f->arena, "%s[%u]", at.path, i);
		f->text_bytes += strlen(here.path);
		here.off_bits += i * element_bits;
		flatten(f, element, here);
		if (i == 0 && (uint64_t)(f->field.n - before) * n + before > FIELDS_MAX && n > 1) {
			rest_of_array(f, element, 1, n, element_bits, at);
			return;
		}
	}
}

static void array(struct flat *f, bw_tid t, struct spot at)
{
	bw_tid element = t;
	uint64_t count = 1;

	while (bw_btf_kind(f->b, bw_btf_resolve(f->b, element)) == BW_BTF_ARRAY) {
		const struct bw_btf_array *a = bw_btf_array(f->b, bw_btf_resolve(f->b, element));

		count *= a->n;
		element = a->elem;
	}
	if (bw_btf_is_composite(bw_btf_kind(f->b, bw_btf_resolve(f->b, element))))
		array_of_composites(f, t, element, count, at);
	else
		scalar(f, t, element, count, at);
}

static void flatten(struct flat *f, bw_tid t, struct spot at)
{
	bw_tid core = bw_btf_resolve(f->b, t);
	enum bw_btf_kind k = bw_btf_kind(f->b, core);
	uint32_t n = bw_btf_vlen(f->b, core);

	if (k == BW_BTF_ARRAY) {
		array(f, t, at);
	} else if (!bw_btf_is_composite(k)) {
		scalar(f, t, t, 1, at);
	} else if (n == 0 || f->text_bytes > TEXT_BYTES_MAX) {
		struct bw_field *x = leaf(f, t, at);

		x->size_bits = size_bits(f, t);
		x->kind = BW_FIELD_OPAQUE;
	} else {
		for (uint32_t i = 0; i < n; i++)
			member(f, core, i, at);
	}
}

bool bw_btf_layout(struct bw_arena *a, const struct bw_btf *b, bw_tid t, struct bw_layout *ret)
{
	return bw_btf_layout_as(a, b, t, NULL, ret);
}

bool bw_btf_layout_as(struct bw_arena *a, const struct bw_btf *b, bw_tid t,
		      const struct bw_btf_shape *shape, struct bw_layout *ret)
{
	struct flat f = {.arena = a, .b = b, .shape = shape};
	uint32_t bytes;

	if (!sizeof_type(&f, t, &bytes))
		return false;
	if (bw_btf_kind(b, t) == BW_BTF_VAR)
		t = bw_btf_ref(b, t);
	flatten(&f, t, (struct spot){.path = ""});
	/* The kernel lets members overlap outside unions too, and so does C++ with the
	 * padding at the end of a base class: such fields share storage like a union's. */
	bw_layout_settle(a, f.field.v, f.field.n);
	*ret = (struct bw_layout){.type = type_name(&f, t),
				  .size_bits = bytes * 8ull,
				  .align_bytes = shape ? shape->align_bytes(shape->arg, t)
						       : bw_btf_alignof(b, t),
				  .field_count = f.field.n,
				  .field = f.field.v};
	assert(bw_layout_valid(ret));
	return true;
}
