/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A comparison as findings. What follows from one cause is one finding: the first difference
 * in words, all of them in the ruler.
 */
#include "abicheck/abicheck_parts.h"

typedef void say_fn(struct bw_sb *b, const struct pair *p, const struct diff *d);

/* "byte 8", "bit 3 of byte 12" */
static const char *place(struct bw_arena *a, uint64_t bits)
{
	if (bits % 8)
		return bw_printf(a, "bit %u of byte %llu", (unsigned)(bits % 8),
				 (unsigned long long)(bits / 8));
	return bw_printf(a, "byte %llu", (unsigned long long)(bits / 8));
}

static const char *amount(struct bw_arena *a, uint64_t bits)
{
	if (bits % 8)
		return bw_printf(a, "%llu bits", (unsigned long long)bits);
	return bw_printf(a, "%llu byte%s", (unsigned long long)(bits / 8), bits == 8 ? "" : "s");
}

static const char *named(struct bw_arena *a, const struct bw_field *f)
{
	return *f->path ? bw_printf(a, "'%s'", f->path) : "the value";
}

static const char *typed(struct bw_arena *a, const struct bw_field *f)
{
	return f->is_bitfield ? bw_printf(a, "%s : %llu", f->type, (unsigned long long)f->size_bits)
			      : f->type;
}

/* As C writes it: "struct key"; in other languages the name is all there is. */
static const char *user_type(const struct pair *p)
{
	return p->type->lang == BW_DWARF_C ? p->type->layout.type : p->type->name;
}

static void say_missing(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s at %s is not in the program's %s", named(b->arena, d->map),
		     place(b->arena, d->map->off_bits), user_type(p));
}

static void say_extra(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s at %s of the program's %s is not in the map", named(b->arena, d->user),
		     place(b->arena, d->user->off_bits), user_type(p));
}

static void say_array(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s has %llu element%s, in the program's %s %llu", named(b->arena, d->map),
		     (unsigned long long)d->map->count, d->map->count == 1 ? "" : "s", user_type(p),
		     (unsigned long long)d->user->count);
}

static void say_width(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s is %s (%s), in the program's %s %s (%s)", named(b->arena, d->map),
		     amount(b->arena, d->map->size_bits), typed(b->arena, d->map), user_type(p),
		     amount(b->arena, d->user->size_bits), typed(b->arena, d->user));
}

static void say_bitfield(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s (%s) is at %s, in the program's %s (%s) at %s", named(b->arena, d->map),
		     typed(b->arena, d->map), place(b->arena, d->map->off_bits), user_type(p),
		     typed(b->arena, d->user), place(b->arena, d->user->off_bits));
}

static const struct bw_field *at_place(const struct bw_layout *l, uint64_t off_bits,
				       uint64_t size_bits)
{
	for (uint32_t i = 0; i < l->field_count; i++)
		if (l->field[i].off_bits == off_bits && l->field[i].size_bits == size_bits)
			return &l->field[i];
	return NULL;
}

static void say_swapped(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	const struct bw_field *other = at_place(p->cmp.map, d->user->off_bits, d->map->size_bits);

	bw_sb_printf(b, "%s and %s are swapped in the program's %s", named(b->arena, d->map),
		     other ? named(b->arena, other) : "another field", user_type(p));
}

static void say_offset(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s is at %s, in the program's %s at %s", named(b->arena, d->map),
		     place(b->arena, d->map->off_bits), user_type(p),
		     place(b->arena, d->user->off_bits));
}

static void say_types(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "%s is %s, in the program's %s %s", named(b->arena, d->map),
		     typed(b->arena, d->map), user_type(p), typed(b->arena, d->user));
}

static void say_overlap(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	const struct bw_field *f = d->map ? d->map : d->user;

	bw_sb_printf(b, "%s of %s (%s at %s) crosses the bounds of other fields %s",
		     named(b->arena, f), d->map ? "the map" : user_type(p),
		     amount(b->arena, f->size_bits), place(b->arena, f->off_bits),
		     d->map ? "there" : "of the map");
}

static void say_size(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	(void)d;
	bw_sb_printf(b, "%s, in the program's %s %s", amount(b->arena, p->cmp.map->size_bits),
		     user_type(p), amount(b->arena, p->cmp.user->size_bits));
}

static void say_unknown(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	bw_sb_printf(b, "where %s has %s, %s has padding", d->map ? "the map" : user_type(p),
		     named(b->arena, d->map ? d->map : d->user), d->map ? user_type(p) : "the map");
}

static void say_pun(struct bw_sb *b, const struct pair *p, const struct diff *d)
{
	const struct bw_field *f = d->map ? d->map : d->user;

	bw_sb_printf(b, "%s (%s) is one field of %s and several of %s", named(b->arena, f),
		     typed(b->arena, f), d->map ? "the map" : user_type(p),
		     d->map ? user_type(p) : "the map");
}

static say_fn *const say_of[] = {
    [DIFF_MISSING] = say_missing,  [DIFF_EXTRA] = say_extra,	   [DIFF_ARRAY] = say_array,
    [DIFF_WIDTH] = say_width,	   [DIFF_BITFIELD] = say_bitfield, [DIFF_SWAPPED] = say_swapped,
    [DIFF_OFFSET] = say_offset,	   [DIFF_KIND] = say_types,	   [DIFF_ORDERS] = say_types,
    [DIFF_OVERLAP] = say_overlap,  [DIFF_SIZE] = say_size,	   [DIFF_UNKNOWN] = say_unknown,
    [DIFF_INVENTED] = say_unknown, [DIFF_PUN] = say_pun,	   [DIFF_SIGN] = say_types,
    [DIFF_CHAR] = say_types,	   [DIFF_ORDER] = say_types,
};
_Static_assert(BW_COUNT(say_of) == DIFF_COUNT, "one for each kind");

/* ---- fixes ---- */

/* How the language writes n bytes of padding. */
static const char *padding_text(struct bw_arena *a, enum bw_dwarf_lang lang, uint64_t bytes)
{
	const char *form = lang == BW_DWARF_GO	   ? "_ [%llu]byte"
			   : lang == BW_DWARF_RUST ? "_pad: [u8; %llu]"
						   : "unsigned char pad[%llu]";
	struct bw_sb b = bw_sb_in(a);
	const char *mark = strstr(form, "%llu");

	bw_sb_add(&b, form, (size_t)(mark - form));
	bw_sb_printf(&b, "%llu%s", (unsigned long long)bytes, mark + 4);
	return bw_sb_str(&b);
}

static const char *unqualified(const char *type)
{
	static const char *const words[] = {"const ", "volatile "};

	for (size_t i = 0; i < BW_COUNT(words); i++)
		if (strncmp(type, words[i], strlen(words[i])) == 0)
			return unqualified(type + strlen(words[i]));
	return type;
}

/* One type with two sizes: long, pointers, and what is made of them. */
static bool fix_long(const struct pair *p, const struct diff *d, struct bw_diags *out)
{
	bool is_signed = d->map && d->map->kind == BW_FIELD_SIGNED;

	if (d->kind != DIFF_WIDTH || d->map->count != d->user->count ||
	    (!p->explains && strcmp(d->map->type, d->user->type) != 0))
		return false;
	bw_fix(out,
	       "Declare %s as %s on both sides: in BPF %s has %llu bytes, in this program %llu.",
	       *d->map->path ? d->map->path : "it", is_signed ? "__s64" : "__u64",
	       unqualified(d->map->type), (unsigned long long)(d->map->size_bits / 8),
	       (unsigned long long)(d->user->size_bits / 8));
	return true;
}

/* A hole that the program lacks. */
static bool fix_padding(struct bw_arena *a, const struct pair *p, const struct diff *d,
			struct bw_diags *out)
{
	uint64_t map = d->kind == DIFF_SIZE ? p->cmp.map->size_bits : d->map->off_bits;
	uint64_t user = d->kind == DIFF_SIZE ? p->cmp.user->size_bits : d->user->off_bits;
	const char *pad, *before;

	assert(d->kind == DIFF_SIZE || (d->map && d->user));
	if (map <= user || (map - user) % 8 || map - user > 15 * 8)
		return false;
	pad = padding_text(a, p->type->lang, (map - user) / 8);
	before = d->kind == DIFF_SIZE ? "at the end" : bw_printf(a, "before %s", d->user->path);
	if (p->type->lang == BW_DWARF_GO)
		bw_fix(out, "Put a field '%s' %s in %s: Go has no packed and no aligned types.",
		       pad, before, p->type->name);
	else if (p->explains && d->kind == DIFF_OFFSET)
		bw_fix(out,
		       "Put an explicit member '%s' %s on both sides, or declare %s __aligned_u64 "
		       "there: this ABI aligns 64-bit integers to %u bytes.",
		       pad, before, d->map->path, bw_abi_align_bytes_max(p->explains));
	else
		bw_fix(out, "Put an explicit member '%s' %s.", pad, before);
	return true;
}

static void fix_for(struct bw_arena *a, const struct pair *p, const struct diff *d,
		    struct bw_diags *out)
{
	if (p->type->is_reordered) {
		bw_fix(
		    out,
		    "Put #[repr(C)] before %s: Rust orders the fields of other types as it likes.",
		    p->type->name);
		return;
	}
	if (fix_long(p, d, out))
		return;
	if (d->kind == DIFF_OFFSET || d->kind == DIFF_SIZE)
		fix_padding(a, p, d, out);
}

/* ---- findings ---- */

static const char *map_title(struct bw_arena *a, const struct pair *p)
{
	return bw_printf(a, "%s (map)", p->cmp.map->type);
}

static const char *user_title(struct bw_arena *a, const struct pair *p)
{
	return bw_printf(a, "%s (program)", user_type(p));
}

static void note_sides(struct bw_arena *a, const struct pair *p, bool with_ruler,
		       struct bw_diags *out)
{
	struct bw_where w = {.src_file = p->type->file, .src_line = p->type->line};

	if (with_ruler)
		bw_note(out, (struct bw_where){0}, "%s",
			ruler_print(a, &p->cmp, map_title(a, p), user_title(a, p)));
	if (p->type->file && p->type->line)
		bw_note(out, w, "%s is declared here", user_type(p));
	if (p->explains && with_ruler)
		bw_note(out, (struct bw_where){0},
			"this is the map's own declaration as the program's ABI lays it out: the "
			"source is the same, the ABI is not");
}

static const char *diff_text(struct bw_arena *a, const struct pair *p, const struct diff *d)
{
	struct bw_sb b = bw_sb_in(a);

	assert(d->kind < DIFF_COUNT && say_of[d->kind]);
	bw_sb_printf(&b, "%s: ", p->item->what);
	say_of[d->kind](&b, p, d);
	return bw_sb_str(&b);
}

static void say_error(struct bw_arena *a, const struct pair *p, const struct diff *d,
		      struct bw_diags *out)
{
	enum bw_code code = p->is_demoted ? BW_D_ABI_OTHER_OF_NAME : diff_code(d->kind);
	enum bw_status st = bw_report(out, code, p->item->where, "%s", diff_text(a, p, d));

	assert(p->is_demoted || st != BW_OK);
	(void)st; /* the caller counts errors when findings of all programs are together */
	note_sides(a, p, true, out);
	if (!p->is_demoted)
		fix_for(a, p, d, out);
}

static uint32_t count_of(const struct comparison *c, enum bw_code code)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->diff.n; i++)
		n += diff_code(c->diff.v[i].kind) == code;
	return n;
}

/* Warnings, one for each code. */
static void say_warnings(struct bw_arena *a, const struct pair *p, bool has_error,
			 struct bw_diags *out)
{
	uint64_t told = 0;

	for (uint32_t i = 0; i < p->cmp.diff.n; i++) {
		const struct diff *d = &p->cmp.diff.v[i];
		enum bw_code code = diff_code(d->kind);
		uint32_t n = count_of(&p->cmp, code);
		bool by_bytes =
		    d->kind == DIFF_UNKNOWN || d->kind == DIFF_INVENTED || d->kind == DIFF_PUN;

		if (bw_code_info(code)->severity == BW_SEV_ERROR || told >> d->kind & 1 ||
		    (has_error && by_bytes))
			continue;
		for (uint32_t k = 0; k < DIFF_COUNT; k++)
			told |= (uint64_t)(diff_code(k) == code) << k;
		if (n == 1)
			bw_tell(out, code, p->item->where, "%s", diff_text(a, p, d));
		else
			bw_tell(out, code, p->item->where, "%s; so are %u more", diff_text(a, p, d),
				n - 1);
		note_sides(a, p, by_bytes, out);
	}
}

/* ---- languages ---- */

/* What encoding/binary makes of a Go struct: its fields without holes. */
static struct bw_layout squeezed(struct bw_arena *a, const struct bw_layout *l)
{
	struct bw_field *f = bw_memdup(a, l->field, l->field_count * sizeof(*f));
	struct bw_layout ret = *l;
	uint64_t at = 0;

	for (uint32_t i = 0; i < l->field_count; i++) {
		f[i].off_bits = at;
		at += f[i].size_bits;
		f[i].in_union = false;
	}
	ret.field = f;
	ret.size_bits = at;
	return ret;
}

static void tell_squeezed(struct bw_arena *a, const struct pair *p, uint64_t bits,
			  struct bw_diags *out)
{
	struct bw_hole *hole;
	uint32_t holes = bw_layout_holes(a, p->cmp.user, &hole);

	assert(holes);
	(void)holes;
	bw_tell(out, BW_D_ABI_GO_PADDING, p->item->where,
		"%s: encoding/binary writes %s of the %s of the program's %s", p->item->what,
		amount(a, bits), amount(a, p->cmp.user->size_bits), p->type->name);
	note_sides(a, p, true, out);
	bw_fix(out, "Put a field '%s' behind '%s' in %s%s.",
	       padding_text(a, BW_DWARF_GO, (hole[0].size_bits + 7) / 8), hole[0].after,
	       p->type->name, holes > 1 ? ", and so on for each hole" : "");
}

/*
 * Go programs marshal structs with holes field by field. True if that says all there is: the
 * struct agrees with the map only in that form.
 */
static bool go_says_all(struct bw_arena *a, const struct pair *p, bool has_error,
			struct bw_diags *out)
{
	struct compare_rules rules = {.is_key = p->item->is_key, .no_order_typedefs = true};
	struct bw_layout small;
	struct comparison c;
	struct bw_hole *hole;

	if (p->type->lang != BW_DWARF_GO || p->item->role == ITEM_SECTION ||
	    !bw_layout_holes(a, p->cmp.user, &hole))
		return false;
	small = squeezed(a, p->cmp.user);
	if (!has_error) {
		tell_squeezed(a, p, small.size_bits, out);
		return false;
	}
	layouts_compare(a, p->cmp.map, &small, &rules, &c);
	if (comparison_error(&c))
		return false;
	bw_tell(out, BW_D_ABI_GO_PADDING, p->item->where,
		"%s: the program's %s agrees only as encoding/binary writes it, not in memory",
		p->item->what, p->type->name);
	note_sides(a, p, true, out);
	return true;
}

static void say_agrees(const struct pair *p, struct bw_diags *out)
{
	if (p->cmp.renamed)
		bw_tell(out, BW_D_ABI_RENAMED, p->item->where, "%s: %u field%s in the program's %s",
			p->item->what, p->cmp.renamed,
			p->cmp.renamed == 1 ? " has another name" : "s have other names",
			user_type(p));
	else
		bw_tell(out, BW_D_ABI_AGREES, p->item->where, "%s agrees with the program's %s",
			p->item->what, user_type(p));
}

void pair_say(struct bw_arena *a, const struct pair *p, struct bw_diags *d)
{
	const struct diff *error = comparison_error(&p->cmp);
	uint32_t before = d->list.n;

	if (error && p->is_unrelated) {
		bw_tell(d, BW_D_ABI_UNRELATED, p->item->where,
			"%s: the program's %s has %s and no field of it; the map has %s",
			p->item->what, user_type(p), amount(a, p->cmp.user->size_bits),
			amount(a, p->cmp.map->size_bits));
		note_sides(a, p, false, d);
		return;
	}
	if (!go_says_all(a, p, error != NULL, d) && error)
		say_error(a, p, error, d);
	say_warnings(a, p, error != NULL, d);
	if (p->type->is_reordered && !error) {
		bw_tell(d, BW_D_ABI_RUST_REPR, p->item->where,
			"%s: the program's %s has no repr(C)", p->item->what, p->type->name);
		note_sides(a, p, false, d);
	}
	if (d->list.n == before)
		say_agrees(p, d);
}
