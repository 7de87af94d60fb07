/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layouts against what compilers said: testdata/abi, which tools/dev/diff-abi.sh makes from clang,
 * cross gcc and Go, and holds to them. Here only clang for BPF is needed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "abi/abi.h"
#include "testkit/testkit.h"

#define DATA BW_SOURCE_DIR "/testdata/abi/"
#define CELLS_MIN 1014 /* 39 declarations for 26 ABIs; there are many more */

static char *text_of(struct bw_tk *t, const char *path)
{
	struct bw_bytes all;

	assert_int_equal(bw_file_read(&t->arena, path, 1 << 20, &all), 0);
	return bw_strndup(&t->arena, (const char *)all.p, all.n);
}

/* The types of the probes; NULL without a compiler. */
static const struct bw_btf *probes(struct bw_tk *t)
{
	struct bw_obj *o;

	if (!bw_tk_compile_obj(t, text_of(t, DATA "probes.c"), NULL, &o))
		return NULL;
	assert_non_null(o->btf);
	return o->btf;
}

static bw_tid probe_type(struct bw_tk *t, const struct bw_btf *b, const char *name)
{
	const char *tag = bw_printf(&t->arena, "T_%s", name);

	for (bw_tid i = {1}; i.i < b->count; i.i++)
		if ((bw_btf_kind(b, i) == BW_BTF_STRUCT || bw_btf_kind(b, i) == BW_BTF_UNION) &&
		    strcmp(bw_btf_str(b, i), tag) == 0)
			return i;
	fail_msg("no type %s", tag);
	return BW_VOID;
}

/* As a line of constants.tsv has it, members in the order of its paths. */
static const char *layout_text(struct bw_tk *t, const struct bw_layout *l, const char *want)
{
	struct bw_sb sb = bw_sb_in(&t->arena);

	bw_sb_printf(&sb, "%llu/%u\t", (unsigned long long)(l->size_bits / 8), l->align_bytes);
	for (const char *p = strchr(want, '\t') + 1; *p; p += strcspn(p, " "), p += *p == ' ') {
		size_t n = strcspn(p, "=");

		for (uint32_t i = 0; i < l->field_count; i++)
			if (strlen(l->field[i].path) == n && strncmp(l->field[i].path, p, n) == 0)
				bw_sb_printf(&sb, "%s%s=%llu+%llu",
					     ((const char *)sb.p)[sb.n - 1] == '\t' ? "" : " ",
					     l->field[i].path,
					     (unsigned long long)l->field[i].off_bits,
					     (unsigned long long)l->field[i].size_bits);
	}
	return bw_sb_str(&sb);
}

static void check_cell(struct bw_tk *t, const struct bw_btf *b, const char *name, const char *want,
		       const char *abi_name)
{
	const struct bw_abi *abi = bw_abi_find(abi_name);
	struct bw_layout l;
	const char *got = "none\t-";

	assert_non_null(abi);
	assert_string_equal(bw_abi_name(abi), abi_name);
	if (bw_abi_layout(&t->arena, abi, b, probe_type(t, b, name), &l)) {
		assert_true(bw_layout_valid(&l));
		got = layout_text(t, &l, want);
	}
	if (strcmp(got, want) != 0)
		fail_msg("%s as %s: %s; compilers say %s", name, abi_name, got, want);
}

static void check_number(const char *name, uint32_t want, const char *abi_name)
{
	const struct bw_abi *abi = bw_abi_find(abi_name);
	uint32_t got = strcmp(name, "@long") == 0      ? bw_abi_long_bytes(abi)
		       : strcmp(name, "@pointer") == 0 ? bw_abi_pointer_bytes(abi)
						       : bw_abi_char_signed(abi);

	if (got != want)
		fail_msg("%s of %s: %u; compilers say %u", name, abi_name, got, want);
}

/* name, size/align, members, ABIs */
static uint32_t check_line(struct bw_tk *t, const struct bw_btf *b, char *line)
{
	char *size = strchr(line, '\t') + 1, *abis = strrchr(line, '\t') + 1, *save;
	uint32_t n = 0;

	size[-1] = abis[-1] = 0;
	for (char *abi = strtok_r(abis, " ", &save); abi; abi = strtok_r(NULL, " ", &save), n++)
		if (*line == '@')
			check_number(line, (uint32_t)strtoul(size, NULL, 10), abi);
		else
			check_cell(t, b, line, size, abi);
	return n;
}

static void test_compilers(void **state)
{
	const struct bw_btf *b;
	uint32_t cells = 0;
	struct bw_tk t;
	char *save;

	(void)state;
	bw_tk_begin(&t);
	b = probes(&t);
	if (!b)
		skip();
	for (char *line = strtok_r(text_of(&t, DATA "constants.tsv"), "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (*line != '#')
			cells += check_line(&t, b, line);
	assert_in_range(cells, CELLS_MIN, 1 << 20);
	bw_tk_end(&t);
}

/* A2: BPF's own rows give what the graph says, for whatever clang makes of attributes. */
static void test_own(void **state)
{
	const struct bw_btf *b;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	b = probes(&t);
	if (!b)
		skip();
	for (bw_tid i = {1}; i.i < b->count; i.i++) {
		struct bw_layout x, y;

		if (!bw_btf_layout(&t.arena, b, i, &x))
			continue;
		assert_true(bw_abi_layout(&t.arena, bw_abi_find("bpfeb"), b, i, &y));
		assert_int_equal(x.size_bits, y.size_bits);
		assert_int_equal(x.field_count, y.field_count);
		for (uint32_t f = 0; f < x.field_count; f++) {
			assert_string_equal(x.field[f].path, y.field[f].path);
			assert_int_equal(x.field[f].off_bits, y.field[f].off_bits);
			assert_int_equal(x.field[f].size_bits, y.field[f].size_bits);
			assert_int_equal(x.field[f].kind, y.field[f].kind);
		}
	}
	bw_tk_end(&t);
}

static void test_names(void **state)
{
	static const struct {
		const char *spelled, *name; /* NULL: unknown */
	} rows[] = {
	    {"x86_64-linux-gnu", "x86_64-linux-gnu"},
	    {"x86_64-unknown-linux-musl", "x86_64-linux-gnu"},
	    {"x86_64-pc-linux-gnux32", "x86_64-linux-gnux32"},
	    {"i686-linux-gnu", "i386-linux-gnu"},
	    {"i586-pc-linux-gnu", "i386-linux-gnu"},
	    {"i686-linux-android", "i386-linux-android"},
	    {"x86_64-linux-android", "x86_64-linux-gnu"},
	    {"aarch64-unknown-linux-gnu", "aarch64-linux-gnu"},
	    {"aarch64_be-linux-gnu", "aarch64_be-linux-gnu"},
	    {"arm64", "aarch64-linux-gnu"},
	    {"armv7l-unknown-linux-gnueabihf", "arm-linux-gnueabi"},
	    {"arm-linux-gnueabihf", "arm-linux-gnueabi"},
	    {"armeb-linux-gnueabi", "armeb-linux-gnueabi"},
	    {"arm-linux-gnu", "arm-linux-gnu"},
	    {"arm-none-eabi", "arm-none-eabi"},
	    {"arm-linux-androideabi", "arm-linux-gnueabi"},
	    {"powerpc64le-linux-gnu", "powerpc64le-linux-gnu"},
	    {"ppc64el", "powerpc64le-linux-gnu"},
	    {"powerpc64-linux-gnu", "powerpc64-linux-gnu"},
	    {"powerpc-linux-gnuspe", "powerpc-linux-gnu"},
	    {"mips-linux-gnu", "mips-linux-gnu"},
	    {"mipsel-linux-gnu", "mipsel-linux-gnu"},
	    {"mipsisa32r6el-linux-gnu", "mipsel-linux-gnu"},
	    {"mips64-linux-gnuabi64", "mips64-linux-gnuabi64"},
	    {"mips64el-linux-gnuabi64", "mips64el-linux-gnuabi64"},
	    {"mips64el-linux-gnuabin32", "mips64el-linux-gnuabin32"},
	    {"mips64-linux-gnuabin32", "mips64-linux-gnuabin32"},
	    {"s390x-linux-gnu", "s390x-linux-gnu"},
	    {"s390-linux-gnu", "s390-linux-gnu"},
	    {"riscv64gc-unknown-linux-gnu", "riscv64-linux-gnu"},
	    {"loongarch64-linux-gnu", "loongarch64-linux-gnu"},
	    {"sparc64-linux-gnu", "sparc64-linux-gnu"},
	    {"sparc-linux-gnu", "sparc-linux-gnu"},
	    {"m68k-linux-gnu", "m68k-linux-gnu"},
	    {"bpf", "bpfel"},
	    {"bpfeb-unknown-none", "bpfeb"},
	    {"go-mipsle", "go-mipsle"},
	    {"rust-i686-unknown-linux-gnu", "rust-i686"},
	    {"rust-mipsel-unknown-linux-gnu", "rust-mipsel"},
	    {"go-vax", NULL},
	    {"vax-dec-ultrix", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_abi *abi = bw_abi_find(rows[i].spelled);

		if (rows[i].name)
			assert_non_null(abi);
		assert_string_equal(abi ? bw_abi_name(abi) : "none",
				    rows[i].name ? rows[i].name : "none");
	}
}

static void test_elf(void **state)
{
	static const struct {
		uint16_t machine;
		bool is_64, big_endian;
		uint32_t flags;
		const char *c, *go; /* NULL: none */
	} rows[] = {
	    {62, true, false, 0, "x86_64-linux-gnu", "go-amd64"},
	    {62, false, false, 0, "x86_64-linux-gnux32", NULL},
	    {3, false, false, 0, "i386-linux-gnu", "go-386"},
	    {183, true, false, 0, "aarch64-linux-gnu", "go-arm64"},
	    {183, true, true, 0, "aarch64_be-linux-gnu", NULL},
	    {40, false, false, 0x05000400, "arm-linux-gnueabi", "go-arm"},
	    {40, false, false, 0x00000002, "arm-linux-gnu", "go-arm"},
	    {40, false, true, 0x05000000, "armeb-linux-gnueabi", NULL},
	    {8, false, true, 0x70001007, "mips-linux-gnu", "go-mips"},
	    {8, false, false, 0x80000027, "mips64el-linux-gnuabin32", "go-mipsle"},
	    {8, true, true, 0x80000007, "mips64-linux-gnuabi64", "go-mips64"},
	    {21, true, false, 2, "powerpc64le-linux-gnu", "go-ppc64le"},
	    {22, true, true, 0, "s390x-linux-gnu", "go-s390x"},
	    {22, false, true, 0, "s390-linux-gnu", NULL},
	    {243, true, false, 5, "riscv64-linux-gnu", "go-riscv64"},
	    {258, true, false, 0x43, "loongarch64-linux-gnu", "go-loong64"},
	    {18, false, true, 0, "sparc-linux-gnu", NULL},
	    {43, true, true, 0, "sparc64-linux-gnu", NULL},
	    {247, true, true, 0, "bpfeb", NULL},
	    {4, false, true, 0, "m68k-linux-gnu", NULL},
	    {75, false, false, 0, NULL, NULL}, /* EM_VAX */
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const struct bw_abi *c = bw_abi_of_elf(rows[i].machine, rows[i].is_64,
						       rows[i].big_endian, rows[i].flags);
		const struct bw_abi *go = c ? bw_abi_of_go(c) : NULL;

		assert_string_equal(c ? bw_abi_name(c) : "none", rows[i].c ? rows[i].c : "none");
		assert_string_equal(go ? bw_abi_name(go) : "none",
				    rows[i].go ? rows[i].go : "none");
		if (c)
			assert_int_equal(bw_abi_big_endian(c), rows[i].big_endian);
	}
}

static void test_time(void **state)
{
	static const struct {
		const char *abi;
		uint32_t bytes; /* of time_t, by the libc of the triple */
	} rows[] = {
	    {"x86_64-linux-gnu", 8},	{"x86_64-linux-gnux32", 8}, {"i386-linux-gnu", 4},
	    {"arm-linux-gnueabihf", 4}, {"riscv32-linux-gnu", 8},   {"s390x-linux-gnu", 8},
	    {"mips-linux-gnu", 4},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		assert_int_equal(bw_abi_time_bytes(bw_abi_find(rows[i].abi)), rows[i].bytes);
}

/* Compilers do not agree on what long is called. */
static void test_spellings(void **state)
{
	static const struct {
		const char *name;
		uint32_t bytes; /* on 32-bit ARM */
	} rows[] = {
	    {"long", 4},
	    {"long int", 4},
	    {"unsigned long", 4},
	    {"long unsigned int", 4},
	    {"usize", 4},
	    {"long long", 8},
	    {"long long int", 8},
	    {"u64", 8},
	    {"unsigned long long", 8},
	    {"long long unsigned int", 8},
	};
	struct bw_tk_obj *o;
	struct bw_layout l;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	o = bw_tk_obj(&t, false);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		bw_tid id = bw_tk_int(o, rows[i].name, 8, true);

		assert_true(bw_abi_layout(&t.arena, bw_abi_find("armv7l-linux-gnueabihf"),
					  bw_tk_btf(o), id, &l));
		assert_int_equal(l.size_bits / 8, rows[i].bytes);
	}
	bw_tk_end(&t);
}

/* struct { long double a[elems], b[elems]; } of 8 bytes each, as BPF has them. */
static bw_tid hostile(struct bw_tk_obj *o, uint32_t elems)
{
	struct bw_btf *b = bw_tk_btf(o);
	bw_sym ld = bw_intern_z(b->names, "long double");
	bw_tid real = bw_btf_add(b, BW_BTF_FLOAT, false, 0, ld, 8, NULL, 0);
	bw_tid array = bw_tk_array(o, real, elems);
	uint32_t m[] = {ld.id, array.i, 0, ld.id, array.i, elems * 64};

	return bw_btf_add(b, BW_BTF_STRUCT, false, 2, ld, elems * 16, m, 6);
}

/* What grows past 4 GiB elsewhere has no layout there. */
static void test_too_large(void **state)
{
	struct bw_layout l = {.type = "untouched"};
	struct bw_tk_obj *o;
	struct bw_tk t;
	bw_tid big;

	(void)state;
	bw_tk_begin(&t);
	o = bw_tk_obj(&t, false);
	big = hostile(o, 1u << 24);
	assert_true(
	    bw_abi_layout(&t.arena, bw_abi_find("x86_64-linux-gnu"), bw_tk_btf(o), big, &l));
	assert_int_equal(l.size_bits / 8, 2u << 28);
	l.type = "untouched";
	assert_false(bw_abi_layout(&t.arena, bw_abi_find("go-amd64"), bw_tk_btf(o), big, &l));
	big = bw_tk_array(o, big, 8);
	assert_false(
	    bw_abi_layout(&t.arena, bw_abi_find("x86_64-linux-gnu"), bw_tk_btf(o), big, &l));
	assert_string_equal(l.type, "untouched");
	bw_tk_end(&t);
}

/* Members that share bytes in a struct, which no C declaration explains, stay where they are. */
static void test_overlap(void **state)
{
	struct bw_layout l;
	struct bw_tk_obj *o;
	struct bw_btf *b;
	struct bw_tk t;
	bw_tid u64, s;

	(void)state;
	bw_tk_begin(&t);
	o = bw_tk_obj(&t, false);
	b = bw_tk_btf(o);
	u64 = bw_tk_int(o, "long long", 8, true);
	s = bw_btf_add(b, BW_BTF_STRUCT, false, 2, bw_intern_z(b->names, "s"), 12,
		       (uint32_t[]){bw_intern_z(b->names, "x").id, u64.i, 0,
				    bw_intern_z(b->names, "y").id, u64.i, 32},
		       6);
	assert_true(bw_abi_layout(&t.arena, bw_abi_find("i386-linux-gnu"), b, s, &l));
	assert_int_equal(l.size_bits, 96);
	assert_int_equal(l.field[1].off_bits, 32);
	assert_true(l.field[1].in_union);
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_compilers), cmocka_unit_test(test_own),
	    cmocka_unit_test(test_names),     cmocka_unit_test(test_elf),
	    cmocka_unit_test(test_time),      cmocka_unit_test(test_spellings),
	    cmocka_unit_test(test_too_large), cmocka_unit_test(test_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
