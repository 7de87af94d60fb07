/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of keys and values that a helper is given: are they there, are they set? */
#include "mapuse/mapuse_parts.h"

enum { NOTES_MAX = 4, RULER_FIELDS_MAX = 24 };

/* A buffer under judgement. */
struct buffer {
	struct use_walk *w;
	const struct use_state *s;
	uint32_t at, bytes;
	uint8_t reg;
	struct use_val map, where;
	const struct bw_map_spec *m;
	enum use_role role;
	const uint8_t *byte; /* of the stack; bytes of them */
	bool has_layout;
	struct bw_layout layout;
};

static const char *what(enum use_role r)
{
	return r == USE_KEY ? "key" : "value";
}

static void load_layout(struct buffer *b)
{
	const struct bw_obj *o = b->w->u->spec->obj;
	bw_tid t = b->role == USE_KEY ? b->m->key_type : b->m->value_type;

	b->has_layout = o && o->btf && t.i && bw_btf_layout(b->w->u->a, o->btf, t, &b->layout) &&
			b->layout.size_bits == (uint64_t)b->bytes * 8;
}

/* ---- which bytes, in words ---- */

static void say_range(struct bw_sb *sb, uint32_t from, uint32_t to)
{
	assert(from < to);
	if (from + 1 == to)
		bw_sb_printf(sb, "byte %u", from);
	else
		bw_sb_printf(sb, "bytes %u to %u", from, to - 1);
}

/* A run of bytes by the fields it lies in: "the last 4 of 8 bytes of ts, padding behind b". */
static void say_fields(struct bw_sb *sb, const struct bw_layout *l, uint32_t from, uint32_t to)
{
	const char *before = "", *between = " (";
	uint64_t end = (uint64_t)from * 8, first = end, last = (uint64_t)to * 8;
	uint32_t said = 0;

	for (uint32_t k = 0; k < l->field_count && said < 4; k++) {
		const struct bw_field *f = &l->field[k];
		uint64_t lo = f->off_bits > first ? f->off_bits : first;
		uint64_t hi = f->off_bits + f->size_bits < last ? f->off_bits + f->size_bits : last;

		if (f->off_bits < last)
			before = f->off_bits + f->size_bits <= end ? f->path : before;
		if (lo >= hi || hi <= end)
			continue;
		bw_sb_addz(sb, between);
		between = ", ";
		said++;
		if (hi - lo == f->size_bits || f->is_bitfield)
			bw_sb_printf(sb, "%s", *f->path ? f->path : "all of it");
		else
			bw_sb_printf(
			    sb, "%llu of the %llu bytes of %s", (unsigned long long)(hi - lo) / 8,
			    (unsigned long long)f->size_bits / 8, *f->path ? f->path : l->type);
		end = hi;
	}
	if (!said)
		bw_sb_printf(sb, *before ? " (padding behind %s" : " (padding%s", before);
	bw_sb_addc(sb, ')');
}

static bool is_padding(const struct bw_layout *l, uint32_t byte)
{
	for (uint32_t k = 0; k < l->field_count; k++)
		if (l->field[k].off_bits < (uint64_t)byte * 8 + 8 &&
		    l->field[k].off_bits + l->field[k].size_bits > (uint64_t)byte * 8)
			return false;
	return true;
}

/* The bytes whose state is mask, as text; *ret_padding: all of them are padding. */
static const char *say_bytes(struct buffer *b, uint8_t mask, bool *ret_padding)
{
	struct bw_sb sb = bw_sb_in(b->w->u->a);
	bool padding = b->has_layout;

	for (uint32_t k = 0; k < b->bytes; k++) {
		uint32_t from = k;

		for (; k < b->bytes && (b->byte[k] & 3) == mask; k++)
			padding &= b->has_layout && is_padding(&b->layout, k);
		if (from == k)
			continue;
		if (sb.n)
			bw_sb_addz(&sb, ", ");
		say_range(&sb, from, k);
		if (b->has_layout)
			say_fields(&sb, &b->layout, from, k);
	}
	*ret_padding = padding;
	return bw_sb_str(&sb);
}

/* ---- notes ---- */

static void note_stores(struct buffer *b, struct use_found *f)
{
	struct use *u = b->w->u;
	uint32_t said = 0;
	struct bw_sb sb;

	if (b->where.frame != b->w->depth) {
		use_found_note(u, f, (struct bw_where){0},
			       "the %s is on the stack of a caller of %s", what(b->role),
			       b->w->f->name);
		return;
	}
	for (uint32_t i = b->w->f->start; i < b->w->f->end && said < NOTES_MAX; i++) {
		struct use_store st = u->store[i];
		int32_t from = st.off - b->where.off, to = from + st.bytes;

		if (!st.bytes || to <= 0 || from >= (int32_t)b->bytes)
			continue;
		from = from < 0 ? 0 : from;
		to = to > (int32_t)b->bytes ? (int32_t)b->bytes : to;
		sb = bw_sb_in(u->a);
		say_range(&sb, (uint32_t)from, (uint32_t)to);
		use_found_note(u, f, u->spec->obj ? bw_prog_where(u->spec, u->p, i) : u->p->where,
			       "%s: written here by %s", bw_sb_str(&sb), use_asm(u, i));
		said++;
	}
}

static void note_layout(struct buffer *b, struct use_found *f)
{
	struct bw_sb sb = bw_sb_in(b->w->u->a);

	if (!b->has_layout || b->layout.field_count > RULER_FIELDS_MAX || b->layout.field_count < 2)
		return;
	bw_layout_print(&sb, &b->layout);
	while (sb.n && sb.p[sb.n - 1] == '\n')
		sb.n--;
	use_found_note(b->w->u, f, (struct bw_where){0}, "%s", bw_sb_str(&sb));
}

static void note_older(struct buffer *b, struct use_found *f)
{
	if (bw_target_has(b->w->u->t, BW_F_UNINIT_STACK_READ, NULL))
		return;
	use_found_note(
	    b->w->u, f, (struct bw_where){0},
	    "Linux before 6.3 without its backport refuses this: \"invalid indirect read "
	    "from stack\"");
}

/* ---- findings ---- */

/* One finding for all uses of one buffer in one state. */
static uint32_t buffer_key(const struct buffer *b, uint8_t mask)
{
	uint32_t h = 2166136261u;

	h = (h ^ b->map.map) * 16777619u;
	h = (h ^ (uint32_t)b->where.off) * 16777619u;
	h = (h ^ (uint32_t)b->role) * 16777619u;
	h = (h ^ b->w->f->start) * 16777619u;
	for (uint32_t k = 0; k < b->bytes; k++)
		h = (h ^ ((b->byte[k] & 3) == mask)) * 16777619u;
	return h | 1;
}

static const char *type_name(const struct buffer *b)
{
	return b->has_layout && b->layout.type && *b->layout.type
		   ? bw_printf(b->w->u->a, "%s, ", b->layout.type)
		   : "";
}

static const char *fix_of(struct buffer *b, bool padding, bool some)
{
	struct use *u = b->w->u;

	if (padding)
		return bw_printf(u->a,
				 "Declare the padding as a member and set it to 0, or "
				 "__builtin_memset() the whole %s before its members are set: "
				 "`= {}` need not clear padding.",
				 what(b->role));
	return some ? bw_printf(u->a,
				"Set the whole %s first: __builtin_memset(&%s, 0, sizeof(%s)).",
				what(b->role), what(b->role), what(b->role))
		    : bw_printf(u->a,
				"Set these bytes before the call, or make the type as large as "
				"what is written.");
}

static void unset(struct buffer *b, enum bw_code code, uint8_t mask)
{
	bool padding, some = mask == (UB_UNSET | UB_SET);
	const char *bytes = say_bytes(b, mask, &padding);
	struct use_found *f;

	assert(mask & UB_UNSET);
	f = use_find(b->w->u, b->at, code, buffer_key(b, mask), b->s->reach,
		     "%s of the %s of %s (%s%u bytes) %s: %s", bytes, what(b->role),
		     use_map_name(b->w->u, b->map), type_name(b), b->bytes,
		     some ? "may be unset, as not every way to here sets them"
			  : "are set by nothing on any way to here",
		     use_asm(b->w->u, b->at));
	if (!f)
		return;
	f->fix = fix_of(b, padding, some);
	note_stores(b, f);
	note_layout(b, f);
	if (b->role != USE_VALUE_IN)
		note_older(b, f);
}

/* A number wider than the key stands where the key does: which half is it? */
static void check_width(struct buffer *b)
{
	struct use *u = b->w->u;
	uint8_t first = b->byte[0];
	uint32_t width = (first & UB_WIDTH) ? 1u << (((first & UB_WIDTH) >> 2) - 1) : 0;
	bool big = u->spec->obj && u->spec->obj->big_endian;
	struct use_found *f;

	if (width <= b->bytes || !(first & UB_FIRST) || !(first & UB_VARIES) ||
	    b->where.off + (int32_t)width > 0)
		return;
	for (uint32_t k = 1; k < width; k++)
		if ((b->byte[k] & (UB_FIRST | UB_WIDTH)) != (first & UB_WIDTH))
			return;
	f = use_find(
	    u, b->at, big ? BW_D_USE_KEY_WIDTH : BW_D_USE_KEY_WIDTH_LITTLE, buffer_key(b, 0),
	    b->s->reach,
	    "a number of %u bytes is used as the key of %s, which has %u: that is its %s half",
	    width, use_map_name(u, b->map), b->bytes, big ? "upper" : "lower");
	if (f)
		note_stores(b, f);
}

/* Of an LPM key only the prefix is compared, and how long that is we do not know. */
static uint32_t compared_bytes(const struct buffer *b)
{
	return b->m->type == BW_MT_LPM_TRIE && b->bytes > 4 ? 4 : b->bytes;
}

static void check_set(struct buffer *b)
{
	uint32_t never = 0, some = 0, n = b->role == USE_KEY ? compared_bytes(b) : b->bytes;

	assert(b->bytes <= USE_STACK_BYTES && n <= b->bytes);
	for (uint32_t k = 0; k < n; k++) {
		never += (b->byte[k] & 3) == UB_UNSET;
		some += (b->byte[k] & 3) == (UB_UNSET | UB_SET);
	}
	if (!never && !some) {
		if (b->role == USE_KEY && b->bytes < 8)
			check_width(b);
		return;
	}
	b->bytes = n;
	if (b->role == USE_VALUE_IN) {
		if (never)
			unset(b, BW_D_USE_VALUE_UNSET, UB_UNSET);
		return;
	}
	if (never)
		unset(b, BW_D_USE_KEY_UNSET, UB_UNSET);
	else
		unset(b, BW_D_USE_KEY_SOME, UB_UNSET | UB_SET);
}

void use_check_buffer(struct use_walk *w, const struct use_state *s, uint32_t i, uint8_t reg,
		      struct use_val map, enum use_role role)
{
	struct buffer b = {.w = w, .s = s, .at = i, .reg = reg, .map = map, .role = role};

	b.m = use_map(w->u, map);
	b.where = s->reg[reg];
	if (!w->u->judging || !b.m)
		return;
	b.bytes = role == USE_KEY ? b.m->key_bytes : b.m->value_bytes;
	if (!b.bytes)
		return;
	if (b.where.kind != UK_STACK) {
		use_check_access(w, s, i, b.where, 0, b.bytes, true, false);
		return;
	}
	if (b.where.off < -USE_STACK_BYTES || (int64_t)b.where.off + b.bytes > 0) {
		use_find(w->u, i, BW_D_USE_BUFFER_BOUNDS, 0, s->reach,
			 "%s: the %s of %s has %u bytes, from r10%+d on the stack has %d",
			 use_asm(w->u, i), what(role), use_map_name(w->u, map), b.bytes,
			 b.where.off, b.where.off < 0 ? -b.where.off : 0);
		return;
	}
	b.byte = &s->frame[b.where.frame].byte[b.where.off + USE_STACK_BYTES];
	load_layout(&b);
	check_set(&b);
}
