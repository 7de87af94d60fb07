/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any two layouts: they are compared, and what is found is said. Input is a byte of rules, one of
 * the language, then eight bytes a field, for either side by turns. What is compared with itself is
 * the same.
 */
#include "abicheck/abicheck_parts.h"
#include "testkit/testkit.h"

#define FIELDS_MAX 200u
#define FIELD_BYTES 8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[] = {"",	   "a",	     "A",      "a_b",	   "ab",
				    "a.b", "a[0].b", "a[1].b", "pad",	   "_pad0",
				    "_",   "x.__0",  "r#type", "reserved1"};
static const char *const types[] = {
    "int",	"__be32",    "__le32",	"__u64",
    "char[16]", "in_addr_t", "U32<BE>", "struct a_name_that_is_much_too_long_for_its_column"};

/* Offsets rise; whether the rest is valid, bw_layout_valid() says. */
static void field_read(struct bw_reader *r, uint64_t *at, struct bw_field *ret)
{
	uint8_t flags = bw_read_u8(r);

	*at += bw_read_u8(r);
	ret->off_bits = *at;
	ret->size_bits = bw_read_u16(r) % 600;
	ret->kind = bw_read_u8(r) % (BW_FIELD_OPAQUE + 1u);
	ret->count = bw_read_u8(r) % 20;
	ret->path = paths[bw_read_u8(r) % BW_COUNT(paths)];
	ret->type = types[bw_read_u8(r) % BW_COUNT(types)];
	ret->is_bitfield = flags & 1;
	ret->in_union = flags & 2;
	if (!(flags & 6))
		*at += ret->size_bits;
}

static struct bw_layout layout_read(struct bw_arena *a, struct bw_reader *r, uint32_t n)
{
	struct bw_field *f = BW_NEW_ARRAY(a, struct bw_field, n);
	struct bw_layout l = {"struct s", 0, 1, n, f};
	uint64_t at = 0;

	for (uint32_t i = 0; i < n; i++) {
		field_read(r, &at, &f[i]);
		if (f[i].off_bits + f[i].size_bits > l.size_bits)
			l.size_bits = f[i].off_bits + f[i].size_bits;
	}
	l.size_bits = bw_align_up(l.size_bits + bw_read_u8(r) % 64, 8);
	return l;
}

static void compare(struct bw_arena *a, struct bw_layout *side, uint8_t flags,
		    enum bw_dwarf_lang lang)
{
	const struct compare_rules rules = {flags & 1, flags & 2, flags & 4, flags & 8};
	struct item item = {.what = "value of map 'm'", .layout = side[0], .has_layout = true};
	struct bw_dwarf_type type = {.name = "t", .lang = lang, .layout = side[1]};
	struct pair p = {.item = &item, .type = &type, .is_demoted = flags & 16};

	type.is_reordered = flags & 32;
	layouts_compare(a, &item.layout, &type.layout, &rules, &p.cmp);
	pair_say(a, &p, bw_diags_create(a));
	assert(ruler_print(a, &p.cmp, "map", "program"));
}

static void compare_with_itself(struct bw_arena *a, const struct bw_layout *l)
{
	const struct compare_rules rules = {0};
	struct comparison c;

	layouts_compare(a, l, l, &rules, &c);
	for (uint32_t i = 0; i < c.diff.n; i++) /* names that occur twice may pair crosswise */
		assert(c.diff.v[i].kind != DIFF_SIZE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bw_reader r = bw_reader_of(data, size, false);
	uint8_t flags = bw_read_u8(&r), lang = bw_read_u8(&r);
	uint32_t n = (uint32_t)(size / FIELD_BYTES / 2);
	struct bw_layout side[2];
	struct bw_arena a;

	bw_arena_init(&a);
	for (int k = 0; k < 2; k++)
		side[k] = layout_read(&a, &r, n < FIELDS_MAX ? n : FIELDS_MAX);
	if (bw_layout_valid(&side[0]) && bw_layout_valid(&side[1])) {
		compare(&a, side, flags, lang % (BW_DWARF_OTHER + 1u));
		compare_with_itself(&a, &side[0]);
	}
	bw_arena_deinit(&a);
	return 0;
}
