/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bundle/bundle.h"

#include <elf.h>

struct fixture {
	struct bw_arena a;
	struct bw_diags *d;
	struct bw_bundle b;
};

static void begin(struct fixture *f)
{
	bw_arena_init(&f->a);
	f->d = bw_diags_create(&f->a);
}

static enum bw_status load(struct fixture *f, const void *p, size_t n)
{
	return bw_bundle_read(&f->a, f->d, "dir/file", (struct bw_bytes){p, n}, &f->b);
}

/* The names found, each followed by a blank; or the id of the finding. */
static const char *names_of(const char *bytes, size_t n)
{
	static char text[256];
	struct fixture f;
	size_t at = 0;

	begin(&f);
	text[0] = '\0';
	if (load(&f, bytes, n) != BW_OK) {
		assert_int_equal(f.d->list.n, 1);
		snprintf(text, sizeof(text), "%s", bw_code_info(f.d->list.v[0].code)->id);
	} else {
		for (uint32_t i = 0; i < f.b.count; i++)
			at += (size_t)snprintf(text + at, sizeof(text) - at, "%s=%zu%s ",
					       f.b.member[i].name, f.b.member[i].bytes.n,
					       f.b.member[i].path ? f.b.member[i].path : "");
	}
	bw_arena_deinit(&f.a);
	return text;
}

/* ---- archives ---- */

/* One header: 16 of name, 32 of what nobody reads, 10 of size, the end. */
#define REST "0           0     0     644     "
#define MEMBER(name16, size10) name16 REST size10 "`\n"

static void test_archives(void **state)
{
	static const struct {
		const char *bytes, *want;
	} rows[] = {
	    {"!<arch>\n", ""},
	    {"!<arch>\n" MEMBER("a.o/            ", "3         ") "abc\n", "a.o=3 "},
	    /* SysV without a slash; no padding behind the last */
	    {"!<arch>\n" MEMBER("a.o             ", "3         ") "abc", "a.o=3 "},
	    /* symbol tables are no members */
	    {"!<arch>\n" MEMBER("/               ", "2         ") "xx" MEMBER(
		 "/SYM64/         ", "2         ") "xx" MEMBER("a/              ",
							       "1         ") "a",
	     "a=1 "},
	    {"!<arch>\n" MEMBER("__.SYMDEF SORTED", "2         ") "xx", ""},
	    {"!<arch>\n" MEMBER("#1/12           ", "14        ") "__.SYMDEF_64xx", ""},
	    /* long names: GNU's table, BSD's before the data */
	    {"!<arch>\n" MEMBER("//              ", "20        ") "first.o/\nsecond.o/\n\n" MEMBER(
		 "/9              ", "1         ") "x\n" MEMBER("/0              ",
								"2         ") "xy",
	     "second.o=1 first.o=2 "},
	    {"!<arch>\n" MEMBER("#1/6            ", "8         ") "long.oxy", "long.o=2 "},
	    /* the same name twice is two members */
	    {"!<arch>\n" MEMBER("a/              ", "0         ")
		 MEMBER("a/              ", "0         "),
	     "a=0 a=0 "},
	    /* thin: no data; names from the archive's directory */
	    {"!<thin>\n" MEMBER("//              ", "14        ") "x.o/\n/abs/y.o/" MEMBER(
		 "/0              ", "999       ") MEMBER("/5              ", "9999999999"),
	     "x.o=0dir/x.o /abs/y.o=0/abs/y.o "},
	    /* malformed */
	    {"!<arch>\nx", "BND004"},
	    {"!<arch>\n" MEMBER("a/              ", "2         ") "x", "BND004"},
	    {"!<arch>\n" MEMBER("a/              ", "9999999999") "x", "BND004"},
	    {"!<arch>\n" MEMBER("a/              ", "1x        ") "x", "BND004"},
	    {"!<arch>\n" MEMBER("a/              ", "          ") "x", "BND004"},
	    {"!<arch>\n" MEMBER("a/              ", "-1        ") "x", "BND004"},
	    {"!<arch>\n" MEMBER("                ", "1         ") "x", "BND004"},
	    {"!<arch>\n" MEMBER("/7              ", "1         ") "x", "BND004"},
	    {"!<thin>\n" MEMBER("//              ", "4         ") "ab/\n" MEMBER("/0:12           ",
										 "1         "),
	     "BND004"},
	    {"!<arch>\n" MEMBER("//              ", "2         ") "a\n" MEMBER("//              ",
									       "2         ") "a\n",
	     "BND004"},
	    {"!<arch>\n" MEMBER("#1/9            ", "2         ") "xy", "BND004"},
	    {"!<arch>\n" MEMBER("#1/             ", "2         ") "xy", "BND004"},
	    {"!<arch>\na/              " REST "1         xxx", "BND004"},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const char *got = names_of(rows[i].bytes, strlen(rows[i].bytes));

		if (strcmp(got, rows[i].want) != 0)
			fail_msg("row %zu: '%s', not '%s'", i, got, rows[i].want);
	}
}

/* Every cut of an archive, and every byte of its headers changed, is survived. */
static void test_archive_cuts(void **state)
{
	static const char good[] = "!<arch>\n" MEMBER(
	    "//              ",
	    "18        ") "first.o/\nsecond/\n"
			  "\n" MEMBER("/9              ", "1         ") "x\n" MEMBER(
			      "#1/4            ", "6         ") "nameab" MEMBER("b/              ",
										"2         ") "xy";
	char copy[sizeof(good)];

	(void)state;
	assert_string_equal(names_of(good, sizeof(good) - 1), "second=1 name=2 b=2 ");
	for (size_t n = 8; n < sizeof(good) - 1; n++)
		names_of(good, n);
	for (size_t i = 8; i < sizeof(good) - 1; i++)
		for (int c = 0; c < 256; c += 5) {
			memcpy(copy, good, sizeof(good));
			copy[i] = (char)c;
			names_of(copy, sizeof(copy) - 1);
		}
}

/* ---- programs ---- */

struct image {
	Elf64_Ehdr eh;
	uint8_t data[64];
	Elf64_Shdr sh[2];
};

/* Header, 64 bytes of data, two section headers: the least that is an object. */
static struct image image(bool be)
{
	struct image x = {0};

	memcpy(x.eh.e_ident, ELFMAG, SELFMAG);
	x.eh.e_ident[EI_CLASS] = ELFCLASS64;
	x.eh.e_ident[EI_DATA] = be ? ELFDATA2MSB : ELFDATA2LSB;
	x.eh.e_ident[EI_VERSION] = EV_CURRENT;
	bw_put16(&x.eh.e_type, ET_REL, be);
	bw_put16(&x.eh.e_machine, 247, be);
	bw_put32(&x.eh.e_version, EV_CURRENT, be);
	bw_put64(&x.eh.e_shoff, offsetof(struct image, sh), be);
	bw_put16(&x.eh.e_shentsize, sizeof(Elf64_Shdr), be);
	bw_put16(&x.eh.e_shnum, 2, be);
	bw_put32(&x.sh[1].sh_type, SHT_PROGBITS, be);
	bw_put64(&x.sh[1].sh_offset, sizeof(x.eh), be);
	bw_put64(&x.sh[1].sh_size, sizeof(x.data), be);
	return x;
}

/* The start of a user-space file of the given class and order. */
static void host_begin(struct bw_sb *b, uint8_t class, uint8_t data)
{
	Elf64_Ehdr eh = {.e_ident = {0x7f, 'E', 'L', 'F', class, data, EV_CURRENT}};

	bw_put16(&eh.e_machine, EM_AARCH64, data == ELFDATA2MSB);
	bw_sb_add(b, &eh, sizeof(eh));
}

/* Objects of both orders at any offset, in containers of any class and order. */
static void test_programs(void **state)
{
	static const uint8_t classes[] = {ELFCLASS32, ELFCLASS64}, orders[] = {1, 2};

	(void)state;
	for (unsigned k = 0; k < 8; k++) {
		struct image x = image(k & 4), y = image(!(k & 4));
		struct fixture f;
		struct bw_sb b;

		begin(&f);
		b = bw_sb_in(&f.a);
		host_begin(&b, classes[k & 1], orders[k >> 1 & 1]);
		bw_sb_addz(&b, "odd\177\177ELF");
		bw_sb_add(&b, &x, sizeof(x));
		bw_sb_add(&b, &y, sizeof(y));
		bw_sb_addz(&b, "\177ELF"); /* a beginning at the very end */
		assert_int_equal(load(&f, b.p, b.n), BW_OK);
		assert_int_equal(f.b.count, 2);
		assert_int_equal(f.b.member[0].off_bytes, 64 + 8);
		assert_int_equal(f.b.member[0].bytes.n, sizeof(x));
		assert_memory_equal(f.b.member[1].bytes.p, &y, sizeof(y));
		assert_string_equal(f.b.member[1].name, "2");
		assert_ptr_equal(bw_bundle_find(&f.b, "1"), &f.b.member[0]);
		assert_null(bw_bundle_find(&f.b, "0"));
		assert_null(bw_bundle_find(&f.b, "3"));
		assert_null(bw_bundle_find(&f.b, "1x"));
		assert_null(bw_bundle_find(&f.b, ""));
		bw_arena_deinit(&f.a);
	}
}

/* One thing wrong in an image, and it is none. */
static void test_no_images(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 12; k++) {
		struct image x = image(false);
		struct fixture f;
		struct bw_sb b;

		switch (k) {
		case 0:
			x.eh.e_ident[EI_CLASS] = ELFCLASS32;
			break;
		case 1:
			x.eh.e_ident[EI_DATA] = 3;
			break;
		case 2:
			x.eh.e_ident[EI_VERSION] = 0;
			break;
		case 3:
			x.eh.e_type = ET_EXEC;
			break;
		case 4:
			x.eh.e_machine = EM_X86_64;
			break;
		case 5:
			x.eh.e_shentsize = 40;
			break;
		case 6:
			x.eh.e_shnum = 0;
			break;
		case 7:
			x.eh.e_shnum = 3;
			break; /* beyond the end */
		case 8:
			x.eh.e_shoff = UINT64_MAX - 63;
			break; /* wraps */
		case 9:
			x.sh[1].sh_size = 10000;
			break;
		case 10:
			x.sh[1].sh_offset = UINT64_MAX;
			break; /* wraps */
		case 11:
			x.eh.e_shoff = 8;
			break; /* inside the header */
		}
		begin(&f);
		b = bw_sb_in(&f.a);
		host_begin(&b, ELFCLASS64, ELFDATA2LSB);
		bw_sb_add(&b, &x, sizeof(x));
		if (load(&f, b.p, b.n) != BW_UNSUPPORTED ||
		    f.d->list.v[0].code != BW_D_BUNDLE_EMPTY)
			fail_msg("row %u is found, or refused for another reason", k);
		bw_arena_deinit(&f.a);
	}
}

/* What lies inside an image belongs to it. */
static void test_nested(void **state)
{
	struct image in = image(true), out = image(false);
	struct fixture f;
	struct bw_sb b;

	(void)state;
	begin(&f);
	b = bw_sb_in(&f.a);
	host_begin(&b, ELFCLASS64, ELFDATA2LSB);
	out.sh[1].sh_offset = sizeof(out);
	out.sh[1].sh_size = sizeof(in);
	bw_sb_add(&b, &out, sizeof(out));
	bw_sb_add(&b, &in, sizeof(in));
	assert_int_equal(load(&f, b.p, b.n), BW_OK);
	assert_int_equal(f.b.count, 1);
	assert_int_equal(f.b.member[0].bytes.n, sizeof(out) + sizeof(in));
	bw_arena_deinit(&f.a);
}

/*
 * Beginnings that each claim all that follows as their section headers, the last of
 * which is wrong: together that would be half a billion of them.
 */
static void test_hostile(void **state)
{
	enum { HEADERS = 65536 };
	struct image x = image(false);
	struct fixture f;
	struct bw_sb b;

	(void)state;
	begin(&f);
	b = bw_sb_in(&f.a);
	host_begin(&b, ELFCLASS64, ELFDATA2LSB);
	x.eh.e_shoff = 64 * HEADERS;
	x.eh.e_shnum = 65000;
	for (uint32_t i = 0; i < HEADERS; i++) {
		bw_sb_add(&b, &x.eh, sizeof(x.eh));
		x.eh.e_shoff -= 64;
		x.eh.e_shoff = x.eh.e_shoff < 64 ? 64 : x.eh.e_shoff;
	}
	memset(bw_sb_extend(&b, 64 * 65000), 0, 64 * 65000);
	memset(b.p + b.n - 64, 0xff, 64);
	assert_int_equal(load(&f, b.p, b.n), BW_LIMIT);
	assert_int_equal(f.d->list.v[0].code, BW_D_BUNDLE_LIMIT);
	bw_arena_deinit(&f.a);
}

/* ---- names ---- */

/* A program of clang or gcc with the object in .rodata, and what its symbol is called. */
static void test_symbol_names(void **state)
{
	static const struct {
		const char *symbol, *want;
	} rows[] = {
	    {"tool_bpf__elf_bytes.data", "tool_bpf"}, /* clang's static of the function */
	    {"probe_obj", "probe_obj"},
	    {"probe_obj.12", "probe_obj"},
	    {"data", "1"},
	    {"data.0", "1"},
	    {"s", "1"},
	    {".L__unnamed_1", "1"},
	    {"go:string.*", "1"},
	    {"", "1"},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct image x = image(false);
		Elf64_Shdr sh[4] = {0};
		Elf64_Sym sym[2] = {0};
		struct fixture f;
		struct bw_sb b;
		uint64_t at;

		begin(&f);
		b = bw_sb_in(&f.a);
		host_begin(&b, ELFCLASS64, ELFDATA2LSB);
		bw_sb_add(&b, &x, sizeof(x));
		sh[1] = (Elf64_Shdr){.sh_type = SHT_PROGBITS,
				     .sh_addr = 0x1000,
				     .sh_offset = sizeof(Elf64_Ehdr),
				     .sh_size = sizeof(x)};
		sh[2] = (Elf64_Shdr){
		    .sh_type = SHT_STRTAB, .sh_offset = b.n, .sh_size = strlen(rows[i].symbol) + 1};
		bw_sb_add(&b, rows[i].symbol, strlen(rows[i].symbol) + 1);
		sh[3] = (Elf64_Shdr){.sh_type = SHT_SYMTAB,
				     .sh_offset = b.n,
				     .sh_size = sizeof(sym),
				     .sh_link = 2,
				     .sh_entsize = sizeof(Elf64_Sym)};
		sym[1] = (Elf64_Sym){.st_info = ELF64_ST_INFO(STB_LOCAL, STT_OBJECT),
				     .st_shndx = 1,
				     .st_value = 0x1000,
				     .st_size = sizeof(x)};
		bw_sb_add(&b, sym, sizeof(sym));
		at = b.n;
		bw_sb_add(&b, sh, sizeof(sh));
		((Elf64_Ehdr *)(void *)b.p)->e_shoff = at;
		((Elf64_Ehdr *)(void *)b.p)->e_shnum = 4;
		((Elf64_Ehdr *)(void *)b.p)->e_shentsize = sizeof(Elf64_Shdr);
		assert_int_equal(load(&f, b.p, b.n), BW_OK);
		assert_string_equal(f.b.member[0].name, rows[i].want);
		bw_arena_deinit(&f.a);
	}
}

/* Stripped: the skeleton's own string, if there is one of it. */
static void test_skeleton_names(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *want;
	} rows[] = {
	    {"\0tool_bpf\0", 10, "tool_bpf"},
	    {"\0tool_bpf\0x\0tool_bpf\0", 21, "tool_bpf"},
	    {"\0tool_bpf\0other_bpf\0", 20, "1"},
	    {"\0%s_sys_bpf\0tool_bpf\0", 21, "tool_bpf"},
	    {"\0not a tool_bpf\0", 16, "1"},
	    {"\1tool_bpf\0", 10, "tool_bpf"},
	    {"\0_bpf\0", 6, "1"},
	    {"\0009lives_bpf\0", 12, "1"},
	    {"tool_bpf", 8, "1"},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct image x = image(false);
		struct fixture f;
		struct bw_sb b;

		begin(&f);
		b = bw_sb_in(&f.a);
		host_begin(&b, ELFCLASS32, ELFDATA2MSB);
		memcpy(x.data, "\0inside_bpf", 12); /* the object's own strings do not count */
		bw_sb_add(&b, &x, sizeof(x));
		bw_sb_add(&b, rows[i].text, rows[i].n);
		assert_int_equal(load(&f, b.p, b.n), BW_OK);
		if (strcmp(f.b.member[0].name, rows[i].want) != 0)
			fail_msg("row %zu: '%s', not '%s'", i, f.b.member[0].name, rows[i].want);
		bw_arena_deinit(&f.a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_archives),	 cmocka_unit_test(test_archive_cuts),
	    cmocka_unit_test(test_programs),	 cmocka_unit_test(test_no_images),
	    cmocka_unit_test(test_nested),	 cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_symbol_names), cmocka_unit_test(test_skeleton_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
