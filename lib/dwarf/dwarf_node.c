/* SPDX-License-Identifier: BSD-2-Clause */
/* Nodes out of libdwarf's entries. */
#include "dwarf/dwarf_types.h"

enum {
	AT_GO_KIND = 0x2900,
	GO_INTERFACE = 20,
	GO_SLICE = 23,
	GO_STRING = 24,
	FORM_REF_ALT = 0x1f20,
	OP_PLUS_UCONST = 0x23,
	NODES_MAX = 1 << 24,
};

static const struct kind_row {
	Dwarf_Half tag;
	enum dwarf_node_kind kind;
	const char *word;
} kinds[] = {
    {DW_TAG_base_type, DWARF_NODE_BASE, ""},
    {DW_TAG_pointer_type, DWARF_NODE_POINTER, "*"},
    {DW_TAG_reference_type, DWARF_NODE_POINTER, "&"},
    {DW_TAG_rvalue_reference_type, DWARF_NODE_POINTER, "&&"},
    {DW_TAG_ptr_to_member_type, DWARF_NODE_POINTER, "::*"},
    {DW_TAG_structure_type, DWARF_NODE_STRUCT, ""},
    {DW_TAG_class_type, DWARF_NODE_STRUCT, ""},
    {DW_TAG_union_type, DWARF_NODE_UNION, ""},
    {DW_TAG_enumeration_type, DWARF_NODE_ENUM, ""},
    {DW_TAG_array_type, DWARF_NODE_ARRAY, ""},
    {DW_TAG_typedef, DWARF_NODE_TYPEDEF, ""},
    {DW_TAG_template_alias, DWARF_NODE_TYPEDEF, ""},
    {DW_TAG_const_type, DWARF_NODE_QUALIFIER, "const"},
    {DW_TAG_volatile_type, DWARF_NODE_QUALIFIER, "volatile"},
    {DW_TAG_restrict_type, DWARF_NODE_QUALIFIER, "restrict"},
    {DW_TAG_atomic_type, DWARF_NODE_QUALIFIER, "_Atomic"},
    {DW_TAG_immutable_type, DWARF_NODE_QUALIFIER, ""},
    {DW_TAG_packed_type, DWARF_NODE_QUALIFIER, ""},
    {DW_TAG_shared_type, DWARF_NODE_QUALIFIER, ""},
    {DW_TAG_subrange_type, DWARF_NODE_QUALIFIER, ""},
    {DW_TAG_subroutine_type, DWARF_NODE_FUNCTION, ""},
    {DW_TAG_unspecified_type, DWARF_NODE_POINTER, ""}, /* of nullptr */
};

/* ---- places ---- */

struct dwarf_source *dwarf_source_of(const struct dwarf_reader *r, struct dwarf_ref at)
{
	assert(at.source && at.source <= r->source.n);
	return r->source.v[at.source - 1];
}

static uint64_t place_hash(struct dwarf_ref at)
{
	uint64_t x = (at.off_bytes << 1 | at.is_info) + ((uint64_t)at.source << 48);

	x *= 0x9e3779b97f4a7c15;
	return x ^ x >> 32;
}

static bool place_same(struct dwarf_ref x, struct dwarf_ref y)
{
	return x.source == y.source && x.is_info == y.is_info && x.off_bytes == y.off_bytes;
}

/* Where the node of a place is or goes. */
static struct dwarf_node **slot_of(const struct dwarf_reader *r, struct dwarf_ref at)
{
	uint64_t i = place_hash(at);

	assert(r->nodes < r->slots && !(r->slots & (r->slots - 1)));
	while (r->slot[i & (r->slots - 1)] && !place_same(r->slot[i & (r->slots - 1)]->at, at))
		i++;
	return &r->slot[i & (r->slots - 1)];
}

static void slots_grow(struct dwarf_reader *r)
{
	struct dwarf_node **old = r->slot;
	uint32_t n = r->slots;

	r->slots = n ? n * 2 : 1024;
	r->slot = BW_NEW_ARRAY(r->a, struct dwarf_node *, r->slots);
	for (uint32_t i = 0; i < n; i++)
		if (old[i])
			*slot_of(r, old[i]->at) = old[i];
}

static struct dwarf_ref signature_find(const struct dwarf_reader *r, uint64_t signature)
{
	uint32_t lo = 0, hi = r->signature.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (r->signature.v[mid].signature < signature)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == r->signature.n || r->signature.v[lo].signature != signature)
		return (struct dwarf_ref){0};
	return r->signature.v[lo].type;
}

/* ---- attributes ---- */

static struct dwarf_ref attribute_ref(const struct dwarf_reader *r, struct dwarf_ref from,
				      Dwarf_Attribute x)
{
	const struct dwarf_source *s = dwarf_source_of(r, from);
	struct dwarf_ref ret = {.source = from.source, .is_info = from.is_info};
	Dwarf_Half form = 0;
	Dwarf_Error e = NULL;
	Dwarf_Sig8 sig;
	Dwarf_Off off;

	if (!dwarf_is_ok(&s->h, dwarf_whatform(x, &form, &e), &e))
		return (struct dwarf_ref){0};
	if (form == DW_FORM_ref_sig8) {
		if (!dwarf_is_ok(&s->h, dwarf_formsig8(x, &sig, &e), &e))
			return (struct dwarf_ref){0};
		return signature_find(r, bw_get64(&sig, false));
	}
	if (!dwarf_is_ok(&s->h, dwarf_global_formref(x, &off, &e), &e))
		return (struct dwarf_ref){0};
	ret.off_bytes = off;
	ret.is_info |= form == DW_FORM_ref_addr;
	if (form == FORM_REF_ALT)
		ret = (struct dwarf_ref){s->alternate, true, off};
	return ret;
}

struct dwarf_ref dwarf_ref_of(const struct dwarf_reader *r, struct dwarf_ref from, Dwarf_Die die,
			      Dwarf_Half at)
{
	const struct dwarf_source *s = dwarf_source_of(r, from);
	struct dwarf_ref ret;
	Dwarf_Attribute x = NULL;
	Dwarf_Error e = NULL;

	if (!dwarf_is_ok(&s->h, dwarf_attr(die, at, &x, &e), &e))
		return (struct dwarf_ref){0};
	ret = attribute_ref(r, from, x);
	dwarf_dealloc(s->h.dbg, x, DW_DLA_ATTR);
	return ret;
}

static uint64_t number_or(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at,
			  uint64_t otherwise)
{
	uint64_t n = otherwise;

	dwarf_number(h, die, at, &n);
	return n;
}

/* An offset said by an expression: producers of DWARF 2 write DW_OP_plus_uconst. */
static bool expression_read(struct bw_bytes b, uint64_t *ret)
{
	uint64_t v = 0;

	if (b.n < 2 || b.p[0] != OP_PLUS_UCONST)
		return false;
	for (size_t i = 1, shift = 0; i < b.n && shift < 64; i++, shift += 7) {
		v |= (uint64_t)(b.p[i] & 0x7f) << shift;
		if (!(b.p[i] & 0x80)) {
			*ret = v;
			return i + 1 == b.n;
		}
	}
	return false;
}

static bool expression_of(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at, uint64_t *ret)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Block *block = NULL;
	Dwarf_Unsigned n = 0;
	Dwarf_Ptr p = NULL;
	Dwarf_Error e = NULL;
	bool ok = false;

	if (!dwarf_is_ok(h, dwarf_attr(die, at, &x, &e), &e))
		return false;
	if (dwarf_is_ok(h, dwarf_formexprloc(x, &n, &p, &e), &e)) {
		ok = expression_read((struct bw_bytes){p, n}, ret);
	} else if (dwarf_is_ok(h, dwarf_formblock(x, &block, &e), &e)) {
		ok = expression_read((struct bw_bytes){block->bl_data, block->bl_len}, ret);
		dwarf_dealloc(h->dbg, block, DW_DLA_BLOCK);
	}
	dwarf_dealloc(h->dbg, x, DW_DLA_ATTR);
	return ok;
}

/* ---- scalars ---- */

static enum bw_field_kind scalar_of(uint64_t encoding, const char *name)
{
	switch (encoding) {
	case DW_ATE_boolean:
		return BW_FIELD_BOOL;
	case DW_ATE_signed:
	case DW_ATE_signed_fixed:
		return BW_FIELD_SIGNED;
	case DW_ATE_signed_char:
		return strcmp(name, "char") == 0 ? BW_FIELD_CHAR : BW_FIELD_SIGNED;
	case DW_ATE_unsigned_char:
		return strcmp(name, "char") == 0 ? BW_FIELD_CHAR : BW_FIELD_UNSIGNED;
	case DW_ATE_float:
	case DW_ATE_complex_float:
	case DW_ATE_imaginary_float:
	case DW_ATE_decimal_float:
		return BW_FIELD_FLOAT;
	case DW_ATE_address:
		return BW_FIELD_POINTER;
	case DW_ATE_unsigned:
	case DW_ATE_unsigned_fixed:
	case DW_ATE_UTF:
		return BW_FIELD_UNSIGNED;
	default:
		return BW_FIELD_OPAQUE;
	}
}

/* ---- arrays ---- */

/* Elements of a dimension; 0: flexible, or known at run time only. */
static uint64_t dimension(const struct dwarf_handle *h, Dwarf_Die die)
{
	uint64_t count, upper, lower = 0;

	if (dwarf_number(h, die, DW_AT_count, &count))
		return count;
	if (!dwarf_number(h, die, DW_AT_upper_bound, &upper))
		return 0;
	dwarf_number(h, die, DW_AT_lower_bound, &lower);
	return upper == UINT64_MAX || upper < lower ? 0 : upper - lower + 1;
}

/* One node a dimension: those after the first stand nowhere of their own. */
static void array_open(struct dwarf_reader *r, struct dwarf_node *n, Dwarf_Die die)
{
	struct dwarf_handle *h = &dwarf_source_of(r, n->at)->h;
	struct dwarf_node *inner = NULL;
	Dwarf_Die x = NULL, next;
	Dwarf_Error e = NULL;
	uint32_t depth = 0;

	assert(n->kind == DWARF_NODE_ARRAY && !n->element);
	for (bool more = dwarf_is_ok(h, dwarf_child(die, &x, &e), &e); more; x = next) {
		Dwarf_Half tag = 0;

		if (dwarf_is_ok(h, dwarf_tag(x, &tag, &e), &e) &&
		    (tag == DW_TAG_subrange_type || tag == DW_TAG_enumeration_type) &&
		    depth++ < DWARF_DEPTH_MAX) {
			if (inner) {
				inner->element = bw_memdup(r->a, n, sizeof(*n));
				inner = inner->element;
				inner->name = "";
				inner->bytes = DWARF_BYTES_UNKNOWN;
			} else {
				inner = n;
			}
			inner->element = NULL;
			inner->count = dimension(h, x);
		}
		next = NULL;
		more = dwarf_is_ok(h, dwarf_siblingof_b(h->dbg, x, n->at.is_info, &next, &e), &e);
		dwarf_die_end(h, x);
	}
}

/* ---- members ---- */

/* Where a bit-field starts. Until DWARF 3 it is counted from the most significant bit of the
 * unit that holds it, which need not be the unit's size from a multiple of it. */
static bool bits_place(struct dwarf_reader *r, const struct dwarf_node *n, Dwarf_Die die,
		       struct dwarf_part *p)
{
	struct dwarf_handle *h = &dwarf_source_of(r, n->at)->h;
	uint64_t back, unit_bytes;

	if (dwarf_number(h, die, DW_AT_data_bit_offset, &p->off_bits))
		return true;
	if (!dwarf_number(h, die, DW_AT_bit_offset, &back))
		return true;
	if (h->image.big_endian) {
		p->off_bits += back;
		return true;
	}
	unit_bytes = number_or(h, die, DW_AT_byte_size, DWARF_BYTES_UNKNOWN);
	if (unit_bytes == DWARF_BYTES_UNKNOWN)
		unit_bytes = dwarf_node_bytes(r, dwarf_node_at(r, p->type, n->lang));
	if (unit_bytes > DWARF_BYTES_MAX)
		return false;
	p->off_bits += unit_bytes * 8 - back - p->size_bits;
	return true;
}

static void member_take(struct dwarf_reader *r, struct dwarf_node *n, Dwarf_Die die, Dwarf_Half tag)
{
	struct dwarf_handle *h = &dwarf_source_of(r, n->at)->h;
	struct dwarf_part p = {.name = "", .is_base_class = tag == DW_TAG_inheritance};
	const char *name = p.is_base_class ? NULL : dwarf_text(h, die, DW_AT_name);
	uint64_t bytes = 0;

	if (dwarf_is_flagged(h, die, DW_AT_external) || dwarf_is_flagged(h, die, DW_AT_declaration))
		return; /* static: it is elsewhere */
	if (!dwarf_number(h, die, DW_AT_data_member_location, &bytes) &&
	    !expression_of(h, die, DW_AT_data_member_location, &bytes) &&
	    (p.is_base_class || number_or(h, die, DW_AT_virtuality, 0)))
		n->is_opaque = true;
	p.type = dwarf_ref_of(r, n->at, die, DW_AT_type);
	p.off_bits = bytes * 8;
	p.size_bits = number_or(h, die, DW_AT_bit_size, 0);
	if (name)
		p.name = name;
	if (bytes > DWARF_BYTES_MAX || p.size_bits > UINT16_MAX ||
	    (p.size_bits && !bits_place(r, n, die, &p)) || p.off_bits > DWARF_BYTES_MAX * 8) {
		n->is_opaque = true;
		return;
	}
	*bw_push(r->a, &n->part) = p;
}

static void parts_open(struct dwarf_reader *r, struct dwarf_node *n, Dwarf_Die die)
{
	struct dwarf_handle *h = &dwarf_source_of(r, n->at)->h;
	Dwarf_Die x = NULL, next;
	Dwarf_Error e = NULL;

	for (bool more = dwarf_is_ok(h, dwarf_child(die, &x, &e), &e); more; x = next) {
		Dwarf_Half tag = 0;

		if (!dwarf_is_ok(h, dwarf_tag(x, &tag, &e), &e))
			tag = 0;
		if (tag == DW_TAG_member || tag == DW_TAG_inheritance)
			member_take(r, n, x, tag);
		else if (tag == DW_TAG_variant_part)
			n->is_opaque = true;
		next = NULL;
		more = dwarf_is_ok(h, dwarf_siblingof_b(h->dbg, x, n->at.is_info, &next, &e), &e);
		dwarf_die_end(h, x);
	}
}

void dwarf_node_open(struct dwarf_reader *r, struct dwarf_node *n)
{
	Dwarf_Die die = NULL;
	Dwarf_Error e = NULL;
	struct dwarf_handle *h;

	if (n->is_open || (n->kind != DWARF_NODE_STRUCT && n->kind != DWARF_NODE_UNION))
		return;
	h = &dwarf_source_of(r, n->at)->h;
	n->is_open = true;
	assert(!n->part.n);
	if (!dwarf_is_ok(h, dwarf_offdie_b(h->dbg, n->at.off_bytes, n->at.is_info, &die, &e), &e))
		return;
	parts_open(r, n, die);
	dwarf_die_end(h, die);
}

/* ---- nodes ---- */

static bool is_composite(enum dwarf_node_kind k)
{
	return k == DWARF_NODE_STRUCT || k == DWARF_NODE_UNION;
}

/* What C++ declares inside a class and defines outside has its name there. */
const char *dwarf_name_of(const struct dwarf_reader *r, struct dwarf_ref at, Dwarf_Die die)
{
	struct dwarf_handle *h = &dwarf_source_of(r, at)->h;
	const char *name = dwarf_text(h, die, DW_AT_name);
	struct dwarf_ref first;
	Dwarf_Error e = NULL;
	Dwarf_Die x = NULL;

	if (name)
		return name;
	first = dwarf_ref_of(r, at, die, DW_AT_specification);
	if (!first.source)
		return "";
	h = &dwarf_source_of(r, first)->h;
	if (!dwarf_is_ok(h, dwarf_offdie_b(h->dbg, first.off_bytes, first.is_info, &x, &e), &e))
		return "";
	name = dwarf_text(h, x, DW_AT_name);
	dwarf_die_end(h, x);
	return name ? name : "";
}

/* Sizes that languages leave out. */
static void pointer_read(struct dwarf_reader *r, struct dwarf_node *n, Dwarf_Die die)
{
	struct dwarf_handle *h = &dwarf_source_of(r, n->at)->h;
	Dwarf_Error e = NULL;
	Dwarf_Half bytes = 0;

	n->scalar = BW_FIELD_POINTER;
	if (n->bytes != DWARF_BYTES_UNKNOWN)
		return;
	if (!dwarf_is_ok(h, dwarf_get_die_address_size(die, &bytes, &e), &e))
		bytes = h->image.is_64 ? 8 : 4;
	n->bytes = bytes;
}

static void go_read(const struct dwarf_handle *h, struct dwarf_node *n, Dwarf_Die die)
{
	uint64_t kind = number_or(h, die, AT_GO_KIND, 0);

	n->is_opaque |= is_composite(n->kind) &&
			(kind == GO_INTERFACE || kind == GO_SLICE || kind == GO_STRING);
	if (n->kind == DWARF_NODE_FUNCTION) /* a value that points to a closure */
		n->kind = DWARF_NODE_POINTER;
}

static void node_read(struct dwarf_reader *r, struct dwarf_node *n, Dwarf_Die die)
{
	struct dwarf_handle *h = &dwarf_source_of(r, n->at)->h;
	uint64_t align = number_or(h, die, DW_AT_alignment, 0);

	n->name = dwarf_name_of(r, n->at, die);
	n->bytes = number_or(h, die, DW_AT_byte_size, DWARF_BYTES_UNKNOWN);
	if (n->bytes > DWARF_BYTES_MAX)
		n->bytes = DWARF_BYTES_UNKNOWN;
	if (align && align <= 1u << 30 && !(align & (align - 1)))
		n->align_bytes = (uint32_t)align;
	n->of = dwarf_ref_of(r, n->at, die, DW_AT_type);
	n->is_declaration = dwarf_is_flagged(h, die, DW_AT_declaration);
	if (n->lang == BW_DWARF_GO)
		go_read(h, n, die);
	if (n->kind == DWARF_NODE_BASE)
		n->scalar = scalar_of(number_or(h, die, DW_AT_encoding, 0), n->name);
	else if (n->kind == DWARF_NODE_ENUM)
		n->scalar = BW_FIELD_ENUM;
	else if (n->kind == DWARF_NODE_POINTER)
		pointer_read(r, n, die);
	else if (n->kind == DWARF_NODE_ARRAY)
		array_open(r, n, die);
}

static void kind_read(struct dwarf_node *n, Dwarf_Half tag)
{
	n->kind = DWARF_NODE_OPAQUE;
	n->scalar = BW_FIELD_OPAQUE;
	n->word = "";
	for (size_t i = 0; i < BW_COUNT(kinds); i++)
		if (kinds[i].tag == tag) {
			n->kind = kinds[i].kind;
			n->word = kinds[i].word;
		}
	n->is_class = tag == DW_TAG_class_type;
}

/* A declaration may name the type unit that has the rest. */
static struct dwarf_node *node_new(struct dwarf_reader *r, struct dwarf_ref at,
				   enum bw_dwarf_lang lang, Dwarf_Die die)
{
	struct dwarf_handle *h = &dwarf_source_of(r, at)->h;
	struct dwarf_ref whole = dwarf_ref_of(r, at, die, DW_AT_signature);
	struct dwarf_node *n;
	Dwarf_Error e = NULL;
	Dwarf_Half tag = 0;

	if (whole.source && r->following < DWARF_DEPTH_MAX) {
		r->following++;
		n = dwarf_node_at(r, whole, lang);
		r->following--;
		return n;
	}
	if (!dwarf_is_ok(h, dwarf_tag(die, &tag, &e), &e) || r->nodes >= NODES_MAX)
		return &r->nothing;
	if ((uint64_t)r->nodes * 2 >= r->slots)
		slots_grow(r);
	assert(!*slot_of(r, at));
	n = BW_NEW(r->a, struct dwarf_node);
	n->at = at;
	n->lang = lang;
	kind_read(n, tag);
	*slot_of(r, at) = n;
	r->nodes++;
	node_read(r, n, die);
	return n;
}

struct dwarf_node *dwarf_node_at(struct dwarf_reader *r, struct dwarf_ref at,
				 enum bw_dwarf_lang lang)
{
	struct dwarf_node *n = &r->nothing;
	Dwarf_Die die = NULL;
	Dwarf_Error e = NULL;
	struct dwarf_handle *h;

	if (!at.source)
		return n;
	if (r->slots && *slot_of(r, at))
		return *slot_of(r, at);
	h = &dwarf_source_of(r, at)->h;
	if (!dwarf_is_ok(h, dwarf_offdie_b(h->dbg, at.off_bytes, at.is_info, &die, &e), &e))
		return n;
	n = node_new(r, at, lang, die);
	dwarf_die_end(h, die);
	return n;
}

struct dwarf_node *dwarf_node_of(struct dwarf_reader *r, const struct dwarf_node *n)
{
	return n->element ? n->element : dwarf_node_at(r, n->of, n->lang);
}

struct dwarf_node *dwarf_node_core(struct dwarf_reader *r, struct dwarf_node *n)
{
	for (int i = 0; i < DWARF_DEPTH_MAX; i++) {
		if (n->kind != DWARF_NODE_TYPEDEF && n->kind != DWARF_NODE_QUALIFIER)
			return n;
		n = dwarf_node_of(r, n);
	}
	return &r->nothing;
}

uint64_t dwarf_node_bytes(struct dwarf_reader *r, struct dwarf_node *n)
{
	uint64_t times = 1, bytes;

	for (int i = 0; i < DWARF_DEPTH_MAX; i++) {
		n = dwarf_node_core(r, n);
		if (n->kind == DWARF_NODE_ARRAY) {
			if (__builtin_mul_overflow(times, n->count, &times))
				return DWARF_BYTES_UNKNOWN;
			n = dwarf_node_of(r, n);
			continue;
		}
		if (n->kind == DWARF_NODE_ENUM && n->bytes == DWARF_BYTES_UNKNOWN && n->of.source) {
			n = dwarf_node_of(r, n);
			continue;
		}
		if (strcmp(n->word, "::*") == 0 && dwarf_node_of(r, n)->kind == DWARF_NODE_FUNCTION)
			times *= 2; /* and what to add to "this" */
		if (n->bytes == DWARF_BYTES_UNKNOWN ||
		    __builtin_mul_overflow(times, n->bytes, &bytes) || bytes > DWARF_BYTES_MAX)
			return DWARF_BYTES_UNKNOWN;
		return bytes;
	}
	return DWARF_BYTES_UNKNOWN;
}
