/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flattening a node into a layout, with the names of fields that bw_btf_layout() gives:
 * "a.b[3].c". Arrays of structs multiply: past FIELDS_MAX their further elements are one
 * opaque field "x[1..n]". What is nested too deep, or beyond the work allowed, is opaque.
 */
#include <elf.h>

#include "dwarf/dwarf_types.h"

#define FIELDS_MAX 65536u
#define TEXT_BYTES_MAX ((size_t)64 << 20)
#define BITS_UNKNOWN UINT64_MAX
enum { UNKNOWN_MAX = 64 };

struct flat {
	struct dwarf_reader *r;
	struct bw_arena *a;
	BW_VEC(struct bw_field) field;
	uint64_t *parts; /* that may still be visited */
	size_t text_bytes;
	uint64_t align_bytes, align_max;
	uint32_t unknown; /* fields of BITS_UNKNOWN */
};

/* Where a part stands. */
struct spot {
	const char *path;
	uint64_t off_bits;
	bool in_union;
	int depth;
};

/* ---- text ---- */

static const char *tag_word(const struct dwarf_node *n)
{
	if (n->lang != BW_DWARF_C && n->lang != BW_DWARF_OTHER)
		return "";
	return n->kind == DWARF_NODE_STRUCT  ? "struct"
	       : n->kind == DWARF_NODE_UNION ? "union"
	       : n->kind == DWARF_NODE_ENUM  ? "enum"
					     : "";
}

static const char *named(struct bw_arena *a, const struct dwarf_node *n)
{
	const char *tag = tag_word(n);

	if (n->kind == DWARF_NODE_VOID)
		return "void";
	if (!*n->name)
		return *tag ? bw_printf(a, "%s {...}", tag) : "{...}";
	return *tag ? bw_printf(a, "%s %s", tag, n->name) : n->name;
}

static const char *array_around(struct bw_arena *a, const struct dwarf_node *n, const char *inner)
{
	return bw_printf(a, "%s[%llu]", inner, (unsigned long long)n->count);
}

/* A declarator grows from its name outwards: inner is what stands around it so far. */
static const char *text_of(struct flat *f, struct dwarf_node *n, const char *inner, int depth)
{
	struct bw_arena *a = f->a;
	struct dwarf_node *of = dwarf_node_of(f->r, n);
	const char *base;

	f->text_bytes += strlen(inner) + 16;
	if (depth > DWARF_DEPTH_MAX || f->text_bytes > TEXT_BYTES_MAX)
		return "...";
	if (n->kind == DWARF_NODE_POINTER && !*n->name) {
		bool paren = of->kind == DWARF_NODE_ARRAY || of->kind == DWARF_NODE_FUNCTION;

		inner = bw_printf(a, paren ? "(%s%s)" : "%s%s", n->word, inner);
		return text_of(f, of, inner, depth + 1);
	}
	if (n->kind == DWARF_NODE_ARRAY && !*n->name) {
		if (n->lang == BW_DWARF_RUST)
			return bw_printf(a, "[%s; %llu]", text_of(f, of, "", depth + 1),
					 (unsigned long long)n->count);
		return text_of(f, of, array_around(a, n, inner), depth + 1);
	}
	if (n->kind == DWARF_NODE_FUNCTION && !*n->name)
		return text_of(f, of, bw_printf(a, "%s(...)", inner), depth + 1);
	if (n->kind == DWARF_NODE_QUALIFIER && !*n->name)
		return bw_printf(a, "%s%s%s", n->word, *n->word ? " " : "",
				 text_of(f, of, inner, depth + 1));
	base = named(a, n);
	return bw_printf(a, "%s%s%s", base, *inner && *inner != '[' ? " " : "", inner);
}

const char *dwarf_node_text(struct dwarf_reader *r, struct bw_arena *a, struct dwarf_node *n)
{
	struct flat f = {.r = r, .a = a};

	return text_of(&f, n, "", 0);
}

/* ---- fields ---- */

/* What a scalar aligns to at most: the psABIs that do not align 8 bytes to 8. */
static uint64_t align_max_of(uint16_t machine)
{
	static const struct {
		uint16_t machine;
		uint8_t bytes;
	} rows[] = {{EM_386, 4}, {EM_68K, 2}, {EM_SH, 4}, {EM_ARC_COMPACT, 4}, {EM_ARCV2, 4}};

	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (rows[i].machine == machine)
			return rows[i].bytes;
	return 16;
}

static uint64_t lowest_bit(uint64_t v)
{
	return v & -v;
}

/* DWARF says no alignment that is not explicit: what the element's size and its place let
 * it have. */
static void align_raise(struct flat *f, uint64_t bytes, struct spot at)
{
	uint64_t align = lowest_bit(bytes | f->align_max);
	uint64_t place = lowest_bit(at.off_bits / 8 | 1u << 30);

	assert(align && place);
	if (place < align)
		align = place;
	if (align > f->align_bytes)
		f->align_bytes = align;
}

static struct bw_field *leaf(struct flat *f, struct dwarf_node *n, struct spot at)
{
	struct bw_field *x = bw_push(f->a, &f->field);

	assert(at.path);
	x->path = at.path;
	x->type = text_of(f, n, "", 0);
	x->off_bits = at.off_bits;
	x->count = 1;
	x->in_union = at.in_union;
	x->kind = BW_FIELD_OPAQUE;
	return x;
}

static bool flatten(struct flat *f, struct dwarf_node *n, struct spot at);

static bool scalar(struct flat *f, struct dwarf_node *n, struct dwarf_node *element, uint64_t count,
		   struct spot at)
{
	struct dwarf_node *core = dwarf_node_core(f->r, element);
	uint64_t bytes = dwarf_node_bytes(f->r, core);
	struct bw_field *x = leaf(f, n, at);

	x->count = count;
	x->kind = core->kind == DWARF_NODE_BASE || core->kind == DWARF_NODE_ENUM ||
			  core->kind == DWARF_NODE_POINTER
		      ? core->scalar
		      : BW_FIELD_OPAQUE;
	if (core->kind == DWARF_NODE_VOID || core->kind == DWARF_NODE_FUNCTION)
		return false;
	if (bytes == DWARF_BYTES_UNKNOWN) {
		x->size_bits = BITS_UNKNOWN;
		return f->unknown++ < UNKNOWN_MAX;
	}
	if (__builtin_mul_overflow(bytes * 8, count, &x->size_bits))
		return false;
	if (bytes && count)
		align_raise(f, bytes, at);
	return true;
}

static struct spot part_spot(struct flat *f, const struct dwarf_node *n, const struct dwarf_part *p,
			     struct spot at)
{
	if (*p->name)
		at.path = *at.path ? bw_printf(f->a, "%s.%s", at.path, p->name) : p->name;
	f->text_bytes += strlen(at.path);
	at.off_bits += p->off_bits;
	at.in_union |= n->kind == DWARF_NODE_UNION;
	at.depth++;
	return at;
}

static bool bitfield(struct flat *f, const struct dwarf_part *p, struct dwarf_node *type,
		     struct spot at)
{
	struct dwarf_node *core = dwarf_node_core(f->r, type);
	struct bw_field *x = leaf(f, type, at);

	assert(p->size_bits && p->size_bits <= UINT16_MAX);
	x->size_bits = p->size_bits;
	x->is_bitfield = true;
	if (core->kind == DWARF_NODE_BASE || core->kind == DWARF_NODE_ENUM)
		x->kind = core->scalar;
	if (dwarf_node_bytes(f->r, core) != DWARF_BYTES_UNKNOWN) {
		at.off_bits = 0; /* of the unit that holds it */
		align_raise(f, dwarf_node_bytes(f->r, core), at);
	}
	return true;
}

static bool part(struct flat *f, const struct dwarf_node *n, const struct dwarf_part *p,
		 struct spot at)
{
	struct dwarf_node *type = dwarf_node_at(f->r, p->type, n->lang);

	at = part_spot(f, n, p, at);
	if (p->size_bits)
		return bitfield(f, p, type, at);
	if (p->is_base_class) { /* an empty one takes no room */
		dwarf_node_open(f->r, dwarf_node_core(f->r, type));
		if (!dwarf_node_core(f->r, type)->part.n)
			return true;
	}
	return flatten(f, type, at);
}

/* What is inside cannot be told, or is too much. */
static bool opaque(struct flat *f, struct dwarf_node *n, struct spot at)
{
	uint64_t bytes = dwarf_node_bytes(f->r, n);
	uint64_t align = dwarf_node_core(f->r, n)->align_bytes;
	struct bw_field *x = leaf(f, n, at);

	if (bytes == DWARF_BYTES_UNKNOWN) { /* declared only: up to what follows */
		x->size_bits = BITS_UNKNOWN;
		return f->unknown++ < UNKNOWN_MAX;
	}
	x->size_bits = bytes * 8;
	if (bytes)
		align_raise(f, align ? align : bytes | 8, at);
	return true;
}

/* Fields of types that are only declared end where the next begins, or the whole does. */
static void unknown_settle(struct flat *f, uint64_t size_bits)
{
	for (uint32_t i = 0; f->unknown && i < f->field.n; i++) {
		struct bw_field *x = &f->field.v[i];
		uint64_t end = size_bits;

		if (x->size_bits != BITS_UNKNOWN)
			continue;
		for (uint32_t k = 0; k < f->field.n; k++)
			if (f->field.v[k].off_bits > x->off_bits && f->field.v[k].off_bits < end)
				end = f->field.v[k].off_bits;
		x->size_bits = end > x->off_bits ? end - x->off_bits : 0;
	}
}

/* The elements of an array of structs from the second on, past the limit. */
static void rest_of_array(struct flat *f, struct dwarf_node *n, uint64_t count, uint64_t bytes,
			  struct spot at)
{
	assert(count > 1 && bytes && bytes <= DWARF_BYTES_MAX);
	at.off_bits += bytes * 8;
	at.path = bw_printf(f->a, "%s[1..%llu]", at.path, (unsigned long long)count - 1);
	leaf(f, n, at)->size_bits = (count - 1) * bytes * 8;
}

static bool array_of_composites(struct flat *f, struct dwarf_node *n, struct dwarf_node *element,
				uint64_t count, struct spot at)
{
	uint64_t bytes = dwarf_node_bytes(f->r, element);
	uint32_t before = f->field.n;

	if (!count || !bytes) {
		leaf(f, n, at)->count = count;
		return true;
	}
	for (uint64_t i = 0; i < count; i++) {
		struct spot here = at;

		here.path = bw_printf(f->a, "%s[%llu]", at.path, (unsigned long long)i);
		f->text_bytes += strlen(here.path);
		here.off_bits += i * bytes * 8;
		if (!flatten(f, element, here))
			return false;
		if (i == 0 && count > 1 &&
		    (count > FIELDS_MAX || (f->field.n - before) * count + before > FIELDS_MAX)) {
			rest_of_array(f, element, count, bytes, at);
			return true;
		}
	}
	return true;
}

static bool array(struct flat *f, struct dwarf_node *n, struct spot at)
{
	struct dwarf_node *element = n, *core;
	uint64_t count = 1, bytes = dwarf_node_bytes(f->r, n);

	if (bytes == DWARF_BYTES_UNKNOWN)
		return false;
	for (int i = 0; i < DWARF_DEPTH_MAX; i++) {
		core = dwarf_node_core(f->r, element);
		if (core->kind != DWARF_NODE_ARRAY)
			break;
		if (__builtin_mul_overflow(count, core->count, &count))
			return false;
		element = dwarf_node_of(f->r, core);
	}
	core = dwarf_node_core(f->r, element);
	if (core->kind == DWARF_NODE_STRUCT || core->kind == DWARF_NODE_UNION)
		return array_of_composites(f, n, element, count, at);
	return scalar(f, n, element, count, at);
}

/* False if it cannot be told where things are. */
static bool flatten(struct flat *f, struct dwarf_node *n, struct spot at)
{
	struct dwarf_node *core = dwarf_node_core(f->r, n);

	if (core->kind == DWARF_NODE_ARRAY)
		return array(f, n, at);
	if (core->kind != DWARF_NODE_STRUCT && core->kind != DWARF_NODE_UNION)
		return scalar(f, n, n, 1, at);
	dwarf_node_open(f->r, core);
	if (!core->part.n || core->is_opaque || at.depth > DWARF_DEPTH_MAX ||
	    *f->parts < core->part.n || f->text_bytes > TEXT_BYTES_MAX)
		return opaque(f, n, at);
	*f->parts -= core->part.n;
	if (core->align_bytes > f->align_bytes)
		f->align_bytes = core->align_bytes;
	for (uint32_t i = 0; i < core->part.n; i++)
		if (!part(f, core, &core->part.v[i], at))
			return false;
	return true;
}

/* What the entry says, or the most that its fields and its size allow. */
static uint32_t align_of(const struct flat *f, struct dwarf_node *n, uint64_t bytes)
{
	for (int i = 0; i < DWARF_DEPTH_MAX; i++) {
		if (n->align_bytes)
			return n->align_bytes;
		if (n->kind != DWARF_NODE_TYPEDEF && n->kind != DWARF_NODE_QUALIFIER)
			break;
		n = dwarf_node_of(f->r, n);
	}
	return (uint32_t)lowest_bit(bytes | (f->align_bytes ? f->align_bytes : 1));
}

bool dwarf_layout(struct dwarf_reader *r, struct bw_arena *a, struct dwarf_node *n,
		  uint64_t *ret_parts, struct bw_layout *ret)
{
	struct flat f = {.r = r, .a = a, .parts = ret_parts, .align_max = align_max_of(r->machine)};
	uint64_t bytes = dwarf_node_bytes(r, n);
	struct bw_layout l;

	if (bytes == DWARF_BYTES_UNKNOWN || !flatten(&f, n, (struct spot){.path = ""}))
		return false;
	unknown_settle(&f, bytes * 8);
	bw_layout_settle(a, f.field.v, f.field.n);
	l = (struct bw_layout){.type = text_of(&f, n, "", 0),
			       .size_bits = bytes * 8,
			       .align_bytes = align_of(&f, n, bytes),
			       .field_count = f.field.n,
			       .field = f.field.v};
	if (!bw_layout_valid(&l))
		return false;
	*ret = l;
	return true;
}
