/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of types share: a directory in which programs are built, and one C program
 * that holds a marker and behind it the sizes and offsets that sizeof and offsetof give.
 */
#ifndef BW_DWARF_TEST_TYPES_BOX_H
#define BW_DWARF_TEST_TYPES_BOX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "dwarf/dwarf_types.h"

#define MARK 0x6277647761726631ull
#define MARK_BITS 0x6277647761726632ull

/* ---- building ---- */

struct box {
	struct bw_arena arena;
	char dir[32];
};

static inline void box_begin(struct box *b)
{
	bw_arena_init(&b->arena);
	memcpy(b->dir, "/tmp/bw-types-XXXXXX", 21);
	assert_non_null(mkdtemp(b->dir));
}

static inline void box_end(struct box *b)
{
	const char *clean = bw_printf(&b->arena, "rm -rf %s", b->dir);

	assert_int_equal(system(clean), 0);
	bw_arena_deinit(&b->arena);
}

static const char *path_in(struct box *b, const char *name)
{
	return bw_printf(&b->arena, "%s/%s", b->dir, name);
}

static inline void file_write(struct box *b, const char *name, const void *p, size_t n)
{
	FILE *f = fopen(path_in(b, name), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* Run a command in the box. Debian's package of one version of Go is not in the path. */
static inline bool run(struct box *b, const char *command)
{
	return system(bw_printf(&b->arena,
				"cd %s && PATH=$PATH:/usr/lib/go-1.19/bin && { %s ; } >log 2>&1",
				b->dir, command)) == 0;
}

static inline bool has_tool(struct box *b, const char *tool)
{
	return run(b, bw_printf(&b->arena, "command -v %s", tool));
}

/* Whether the first word of a command is there, and it works. What compiles for no such
 * machine is told, not failed. */
static inline bool build(struct box *b, const char *command)
{
	if (!has_tool(b, bw_strndup(&b->arena, command, strcspn(command, " ")))) {
		print_message("skip: no %.*s\n", (int)strcspn(command, " "), command);
		return false;
	}
	if (!run(b, command)) {
		print_message("skip: does not build: %s\n", command);
		return false;
	}
	return true;
}

static inline struct bw_bytes image_of(struct box *b, const char *name)
{
	struct bw_bytes image;

	assert_int_equal(bw_file_read(&b->arena, path_in(b, name), SIZE_MAX / 4, &image), 0);
	return image;
}

/* What stands behind a marker, in the byte order of the program. */
static inline struct bw_reader marked(struct bw_bytes image, uint64_t mark, bool big)
{
	uint8_t want[8];
	const uint8_t *at;

	bw_put64(want, mark, big);
	at = memmem(image.p, image.n, want, sizeof(want));
	if (!at)
		fail_msg("no marker in the program");
	return bw_reader_of(at + 8, image.n - (size_t)(at + 8 - image.p), big);
}

/* ---- finding ---- */

static const struct bw_dwarf_type *type_find(const struct bw_dwarf_types *t, const char *name)
{
	for (uint32_t i = 0; i < t->list.n; i++)
		if (strcmp(t->list.v[i].name, name) == 0)
			return &t->list.v[i];
	return NULL;
}

static const struct bw_field *field_find(const struct bw_layout *l, const char *path)
{
	for (uint32_t i = 0; i < l->field_count; i++)
		if (strcmp(l->field[i].path, path) == 0)
			return &l->field[i];
	return NULL;
}

static inline void types_of(struct box *b, const char *name, const char *what,
			    struct bw_dwarf_types *ret)
{
	static const char *const wanted[] = {"key", "bits", "anon_t", "__u8"};

	*ret = (struct bw_dwarf_types){0};
	if (!bw_dwarf_types(&b->arena, path_in(b, name), wanted, BW_COUNT(wanted), ret))
		fail_msg("%s: no ELF file", what);
	if (ret->missing || ret->partial)
		fail_msg("%s: %s", what, ret->missing ? ret->missing : ret->partial);
}

/* ---- C ---- */

static const char c_types[] =
    "typedef unsigned char __u8; typedef unsigned short __u16;\n"
    "typedef unsigned int __u32, __be32; typedef unsigned long long __u64;\n"
    "enum color { RED, GREEN };\n"
    "struct in { __u32 a; char b; };\n"
    "struct key {\n" /* line 5 */
    "	__u32 x; __u64 y; struct in in[2]; union { int i; short s[3]; };\n"
    "	long l; void *p; enum color e; char name[16]; double d;\n"
    "	signed char sc; unsigned char uc; _Bool t; int m[2][3];\n"
    "	struct { __u16 tail; } inner; const volatile __be32 cv; void (*fn)(int);\n"
    "	struct key *next; __u64 flex[];\n"
    "};\n"
    "struct __attribute__((packed)) packed_key { __u8 a; __u32 b; __u64 c; };\n"
    "struct bits { unsigned a:3, b:7; __u64 c:33; __u8 d; int e:5; };\n"
    "typedef struct { __u16 q; } anon_t;\n"
    "struct key *use_key; struct packed_key use_packed; struct bits use_bits;\n"
    "anon_t use_anon;\n";

static const struct {
	const char *type, *path, *spelled;
	enum bw_field_kind kind;
	uint32_t count;
	bool in_union;
} c_fields[] = {
    {"key", "x", "__u32", BW_FIELD_UNSIGNED, 1, false},
    {"key", "y", "__u64", BW_FIELD_UNSIGNED, 1, false},
    {"key", "in[0].a", "__u32", BW_FIELD_UNSIGNED, 1, false},
    {"key", "in[0].b", "char", BW_FIELD_CHAR, 1, false},
    {"key", "in[1].a", "__u32", BW_FIELD_UNSIGNED, 1, false},
    {"key", "in[1].b", "char", BW_FIELD_CHAR, 1, false},
    {"key", "i", "int", BW_FIELD_SIGNED, 1, true},
    {"key", "s", NULL, BW_FIELD_SIGNED, 3, true}, /* "short", "short int" */
    {"key", "l", NULL, BW_FIELD_SIGNED, 1, false},
    {"key", "p", "void *", BW_FIELD_POINTER, 1, false},
    {"key", "e", "enum color", BW_FIELD_ENUM, 1, false},
    {"key", "name", "char[16]", BW_FIELD_CHAR, 16, false},
    {"key", "d", "double", BW_FIELD_FLOAT, 1, false},
    {"key", "sc", "signed char", BW_FIELD_SIGNED, 1, false},
    {"key", "uc", "unsigned char", BW_FIELD_UNSIGNED, 1, false},
    {"key", "t", NULL, BW_FIELD_BOOL, 1, false},
    {"key", "m", "int[2][3]", BW_FIELD_SIGNED, 6, false},
    {"key", "inner.tail", "__u16", BW_FIELD_UNSIGNED, 1, false},
    {"key", "cv", NULL, BW_FIELD_UNSIGNED, 1, false}, /* qualifiers in any order */
    {"key", "fn", "void (*)(...)", BW_FIELD_POINTER, 1, false},
    {"key", "next", "struct key *", BW_FIELD_POINTER, 1, false},
    {"key", "flex", "__u64[0]", BW_FIELD_UNSIGNED, 0, false},
    {"packed_key", "a", "__u8", BW_FIELD_UNSIGNED, 1, false},
    {"packed_key", "b", "__u32", BW_FIELD_UNSIGNED, 1, false},
    {"packed_key", "c", "__u64", BW_FIELD_UNSIGNED, 1, false},
};
static const char *const c_structs[] = {"key", "packed_key", "bits"};
static const char *const c_bits[] = {"a", "b", "c", "e"};

/* The types, then what the compiler says of them. */
static const char *c_text(struct bw_arena *a)
{
	struct bw_sb t = bw_sb_in(a);

	bw_sb_addz(&t, c_types);
	bw_sb_printf(&t, "__attribute__((used)) const __u64 probe[] = {0x%llxull",
		     (unsigned long long)MARK);
	for (size_t i = 0; i < BW_COUNT(c_structs); i++)
		bw_sb_printf(&t, ",\n sizeof(struct %s), _Alignof(struct %s)", c_structs[i],
			     c_structs[i]);
	for (size_t i = 0; i < BW_COUNT(c_fields); i++) {
		bw_sb_printf(&t, ",\n __builtin_offsetof(struct %s, %s), ", c_fields[i].type,
			     c_fields[i].path);
		bw_sb_printf(&t, c_fields[i].count ? "sizeof(((struct %s *)0)->%s)" : "0",
			     c_fields[i].type, c_fields[i].path);
	}
	bw_sb_printf(&t,
		     "};\n__attribute__((used)) const struct { __u64 mark; struct bits b[%zu]; } "
		     "probe_bits = "
		     "{0x%llxull, {",
		     BW_COUNT(c_bits), (unsigned long long)MARK_BITS);
	for (size_t i = 0; i < BW_COUNT(c_bits); i++)
		bw_sb_printf(&t, "{.%s = -1},", c_bits[i]);
	bw_sb_addz(&t, "}};\nvoid _start(void) {}\n");
	return bw_sb_str(&t);
}

static inline void c_structs_check(const struct bw_dwarf_types *t, struct bw_reader *r,
				   const char *what)
{
	for (size_t i = 0; i < BW_COUNT(c_structs); i++) {
		const struct bw_dwarf_type *x = type_find(t, c_structs[i]);
		uint64_t bytes = bw_read_u64(r), align = bw_read_u64(r);

		if (!x)
			fail_msg("%s: no struct %s", what, c_structs[i]);
		/* DWARF does not say how bit-fields align: on m68k not at all */
		if (strcmp(c_structs[i], "bits") == 0)
			align = x->layout.align_bytes;
		if (x->layout.size_bits != bytes * 8 || x->layout.align_bytes != align)
			fail_msg("%s: struct %s is %llu bits, aligned to %u; not %llu bytes and "
				 "%llu",
				 what, x->name, (unsigned long long)x->layout.size_bits,
				 x->layout.align_bytes, (unsigned long long)bytes,
				 (unsigned long long)align);
	}
}

static inline void c_fields_check(const struct bw_dwarf_types *t, struct bw_reader *r,
				  const char *what)
{
	for (size_t i = 0; i < BW_COUNT(c_fields); i++) {
		const struct bw_dwarf_type *x = type_find(t, c_fields[i].type);
		const struct bw_field *f = x ? field_find(&x->layout, c_fields[i].path) : NULL;
		uint64_t off = bw_read_u64(r), bytes = bw_read_u64(r);

		if (!f)
			fail_msg("%s: no %s in %s", what, c_fields[i].path, c_fields[i].type);
		if (f->off_bits != off * 8 || f->size_bits != bytes * 8)
			fail_msg("%s: %s at %llu, %llu bits; not %llu, %llu bytes", what, f->path,
				 (unsigned long long)f->off_bits, (unsigned long long)f->size_bits,
				 (unsigned long long)off, (unsigned long long)bytes);
		if (f->kind != c_fields[i].kind || f->count != c_fields[i].count ||
		    f->in_union != c_fields[i].in_union || f->is_bitfield ||
		    (c_fields[i].spelled && strcmp(f->type, c_fields[i].spelled) != 0))
			fail_msg("%s: %s is \"%s\", kind %d, %llu of them, in a union: %d", what,
				 f->path, f->type, f->kind, (unsigned long long)f->count,
				 f->in_union);
	}
	assert_false(r->bad);
}

/* Bit i of bytes as DWARF and BTF count: from the least significant bit of the first byte
 * up, of a big-endian program from the most significant down. */
static inline bool bit_at(const uint8_t *p, uint64_t i, bool big)
{
	return p[i / 8] >> (big ? 7 - i % 8 : i % 8) & 1;
}

static inline void c_bits_check(const struct bw_dwarf_types *t, struct bw_bytes image,
				const char *what)
{
	struct bw_reader r = marked(image, MARK_BITS, t->big_endian);
	const struct bw_dwarf_type *x = type_find(t, "bits");

	for (size_t i = 0; i < BW_COUNT(c_bits); i++) {
		const uint8_t *p = bw_read_bytes(&r, (size_t)(x->layout.size_bits / 8));
		const struct bw_field *f = field_find(&x->layout, c_bits[i]);

		if (!f || !p || !f->is_bitfield)
			fail_msg("%s: no bit-field %s", what, c_bits[i]);
		for (uint64_t k = 0; k < x->layout.size_bits; k++)
			if (bit_at(p, k, t->big_endian) !=
			    (k >= f->off_bits && k < f->off_bits + f->size_bits))
				fail_msg("%s: bit %llu is not of %s, at %llu, %llu bits", what,
					 (unsigned long long)k, f->path,
					 (unsigned long long)f->off_bits,
					 (unsigned long long)f->size_bits);
	}
}

static inline void c_check(struct box *b, const char *name, const char *what)
{
	struct bw_bytes image = image_of(b, name);
	const struct bw_dwarf_type *x;
	struct bw_dwarf_types t;
	struct bw_reader r;

	types_of(b, name, what, &t);
	r = marked(image, MARK, t.big_endian);
	c_structs_check(&t, &r, what);
	c_fields_check(&t, &r, what);
	c_bits_check(&t, image, what);
	x = type_find(&t, "key");
	if (x->lang != BW_DWARF_C || x->line != 5 || !x->file || !strstr(x->file, "t.c"))
		fail_msg("%s: struct key is at %s:%u, lang %d", what, x->file, x->line, x->lang);
	x = type_find(&t, "anon_t");
	if (!x || x->layout.size_bits != 16 || strcmp(x->layout.type, "anon_t") != 0)
		fail_msg("%s: no anon_t", what);
	assert_non_null(type_find(&t, "__u8"));
	if (t.list.n != 5)
		fail_msg("%s: %u types", what, t.list.n);
}

static inline bool c_begin(struct box *b)
{
	const char *text;

	box_begin(b);
	text = c_text(&b->arena);
	file_write(b, "t.c", text, strlen(text));
	return true;
}

/* Build in a shell, check "t", for each row. Some must have worked. */

static inline void missing_check(struct box *b, const char *name, const char *want)
{
	struct bw_dwarf_types t = {0};

	assert_true(bw_dwarf_types(&b->arena, path_in(b, name), NULL, 0, &t));
	if (!t.missing || !strstr(t.missing, want))
		fail_msg("\"%s\" does not say \"%s\"", t.missing ? t.missing : "", want);
	assert_int_equal(t.list.n, 0);
}

#endif
