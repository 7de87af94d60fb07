/* SPDX-License-Identifier: BSD-2-Clause */
/* Layouts of C types, in every form compilers write them and for many machines. */
#include "dwarf/test_types_box.h"

static void c_rows(const char *const *rows, size_t n)
{
	size_t worked = 0;
	struct box b;

	for (size_t i = 0; i < n; i++) {
		c_begin(&b);
		if (build(&b, rows[i])) {
			c_check(&b, "t", rows[i]);
			worked++;
		}
		box_end(&b);
	}
	print_message("%zu of %zu built\n", worked, n);
	if (!worked)
		skip();
}

#define LINK " -nostdlib -no-pie t.o -o t"
#define LLD " -nostdlib -fuse-ld=lld --ld-path=ld.lld-19 "
#define BOTH(flags)                                                                                \
	"gcc " flags " -c t.c -o t.o && gcc" LINK, "clang-19 " flags " -c t.c -o t.o && gcc" LINK

/* Each version, offset size, compression and place of units. */
static void test_formats(void **state)
{
	static const char *const rows[] = {
	    BOTH("-gdwarf-2"),
	    BOTH("-gdwarf-2 -gstrict-dwarf"),
	    BOTH("-gdwarf-3 -gstrict-dwarf"),
	    BOTH("-gdwarf-4"),
	    BOTH("-gdwarf-5"),
	    BOTH("-gdwarf-4 -gdwarf64"),
	    BOTH("-gdwarf-5 -gdwarf64"),
	    BOTH("-g3"),
	    BOTH("-g -O2"),
	    BOTH("-gdwarf-4 -fdebug-types-section"),
	    BOTH("-gdwarf-5 -fdebug-types-section"),
	    BOTH("-gdwarf-4 -gsplit-dwarf"),
	    BOTH("-gdwarf-5 -gsplit-dwarf"),
	    BOTH("-gdwarf-4 -gsplit-dwarf -fdebug-types-section"),
	    BOTH("-gdwarf-5 -gsplit-dwarf -fdebug-types-section"),
	    BOTH("-g -gz=zlib"),
	    "gcc -g -flto -c t.c -o t.o && gcc -g -flto" LINK,
	    "clang-19 -g -flto t.c -Wl,-u,probe" LLD "-o t",
	    "gcc -g -c t.c -o t.o && gcc -gz=zlib" LINK,
	    "gcc -g -c t.c -o t.o && objcopy --compress-debug-sections=zlib-gnu t.o && gcc" LINK,
	    "clang-19 -g t.c" LLD "-Wl,--compress-debug-sections=zstd -o t",
	    "clang-19 -g -gz=zstd -c t.c -o t",
	    "gcc -g -c -gz=zlib t.c -o t",
	    "gcc -gdwarf-4 -fdebug-types-section -c t.c -o t",
	    "gcc -gdwarf-5 -fdebug-types-section -c t.c -o t",
	    "clang-19 -gdwarf-5 -fdebug-types-section -c t.c -o t",
	    "clang-19 -gdwarf-5 -gsplit-dwarf=single -c t.c -o t",
	    "gcc -g -shared -fPIC -nostdlib t.c -o t",
	};

	(void)state;
	c_rows(rows, BW_COUNT(rows));
}

static void test_machines(void **state)
{
	static const char *const targets[] = {
	    "x86_64-linux-gnu",	     "i386-linux-gnu",		"x86_64-linux-gnux32",
	    "aarch64-linux-gnu",     "aarch64_be-linux-gnu",	"arm-linux-gnueabi",
	    "armeb-linux-gnueabi",   "riscv32-linux-gnu",	"riscv64-linux-gnu",
	    "powerpc-linux-gnu",     "powerpc64-linux-gnu",	"powerpc64le-linux-gnu",
	    "s390x-linux-gnu",	     "mips-linux-gnu",		"mipsel-linux-gnu",
	    "mips64-linux-gnuabi64", "mips64el-linux-gnuabi64", "mips64-linux-gnuabin32",
	    "loongarch64-linux-gnu", "sparc64-linux-gnu",
	};
	static const char *const ways[] = {
	    "clang-19 -target %s -gdwarf-5 -c t.c -o t",
	    "clang-19 -target %s -gdwarf-2 -gstrict-dwarf -c t.c -o t",
	    "clang-19 -target %s -gdwarf-4 -fdebug-types-section t.c" LLD "-o t",
	};
	const char *rows[BW_COUNT(targets) * BW_COUNT(ways)];
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const char *way = ways[i % BW_COUNT(ways)];
		size_t n = (size_t)(strchr(way, '%') - way);

		rows[i] = bw_printf(&a, "%.*s%s%s", (int)n, way, targets[i / BW_COUNT(ways)],
				    way + n + 2);
	}
	c_rows(rows, BW_COUNT(rows));
	bw_arena_deinit(&a);
}

/* GCC of another machine has other ways, in DWARF 2 above all. */
static void test_cross_gcc(void **state)
{
	static const char *const rows[] = {
	    "aarch64-linux-gnu-gcc -gdwarf-5 -c t.c -o t",
	    "aarch64-linux-gnu-gcc -gdwarf-2 -gstrict-dwarf -c t.c -o t",
	    "s390x-linux-gnu-gcc -gdwarf-5 -fdebug-types-section -c t.c -o t",
	    "s390x-linux-gnu-gcc -gdwarf-2 -gstrict-dwarf -c t.c -o t",
	    "s390x-linux-gnu-gcc -gdwarf-5 -gsplit-dwarf -nostdlib t.c -o t",
	    "arm-linux-gnueabi-gcc-12 -gdwarf-4 -c t.c -o t",
	    "m68k-linux-gnu-gcc-12 -gdwarf-5 -c t.c -o t",
	    "m68k-linux-gnu-gcc-12 -gdwarf-2 -gstrict-dwarf -c t.c -o t",
	    "mips64-linux-gnuabi64-gcc-12 -gdwarf-5 -c t.c -o t",
	    "powerpc-linux-gnu-gcc-12 -gdwarf-2 -gstrict-dwarf -c t.c -o t",
	    "powerpc64-linux-gnu-gcc-12 -gdwarf-5 -c t.c -o t",
	    "riscv64-linux-gnu-gcc-12 -gdwarf-5 -c t.c -o t",
	    "sparc64-linux-gnu-gcc-12 -gdwarf-5 -fdebug-types-section -c t.c -o t",
	    "sh4-linux-gnu-gcc-12 -gdwarf-5 -c t.c -o t",
	    "arc-linux-gnu-gcc-12 -gdwarf-4 -c t.c -o t",
	};

	(void)state;
	c_rows(rows, BW_COUNT(rows));
}

/* ---- files that belong to a program ---- */

static void test_other_files(void **state)
{
	static const char *const rows[] = {
	    "llvm-dwp-19 --version && gcc -gdwarf-4 -gsplit-dwarf -c t.c -o t.o && gcc" LINK
	    " && llvm-dwp-19 -e t -o t.dwp && rm t.dwo",
	    "llvm-dwp-19 --version && gcc -gdwarf-5 -gsplit-dwarf -fdebug-types-section -c t.c -o "
	    "t.o"
	    " && gcc" LINK " && llvm-dwp-19 -e t -o t.dwp && rm t.dwo",
	    "llvm-dwp-19 --version && clang-19 -gdwarf-5 -gsplit-dwarf -fdebug-types-section -c t.c"
	    " -o t.o && gcc" LINK " && llvm-dwp-19 -e t -o t.dwp && rm t.dwo",
	    "gcc -g -c t.c -o t.o && gcc -Wl,--build-id=none" LINK
	    " && objcopy --only-keep-debug t t.debug"
	    " && objcopy --strip-debug --add-gnu-debuglink=t.debug t",
	    "gcc -g -c t.c -o t.o && gcc" LINK " && objcopy --only-keep-debug t t.debug"
	    " && objcopy --strip-debug --add-gnu-debuglink=t.debug t"
	    " && mkdir .debug && mv t.debug .debug",
	    "gcc -g -gsplit-dwarf -c t.c -o t.o && gcc" LINK " && mkdir x && mv t.dwo x && cd x"
	    " && mv ../t t && mv t.dwo .. && ln -s ../t.dwo . && mv t .. && rm -rf ../x/t",
	    "dwz --version && gcc -g -c t.c -o t.o && gcc" LINK " && dwz t",
	};

	(void)state;
	c_rows(rows, BW_COUNT(rows));
}

/* dwz -m: what two programs share is in a third file. Its types may be there again. */
static void test_common_file(void **state)
{
	struct bw_dwarf_types t;
	struct bw_bytes image;
	struct bw_reader r;
	struct box b;

	(void)state;
	c_begin(&b);
	if (!build(&b, "dwz --version && gcc -g -c t.c -o t.o && gcc" LINK
		       " && cp t u && dwz -m common t u")) {
		box_end(&b);
		skip();
	}
	assert_true(dwarf_image_section(&b.arena, image_of(&b, "t"), ".gnu_debugaltlink").n > 0);
	types_of(&b, "t", "dwz -m", &t);
	image = image_of(&b, "t");
	r = marked(image, MARK, t.big_endian);
	c_structs_check(&t, &r, "dwz -m");
	c_fields_check(&t, &r, "dwz -m");
	if (build(&b, "dwz --version && gcc" LINK " && cp t u && dwz -5 -m common5 t u")) {
		t = (struct bw_dwarf_types){0};
		assert_true(bw_dwarf_types(&b.arena, path_in(&b, "t"), NULL, 0, &t));
		assert_non_null(t.partial);
		assert_non_null(strstr(t.partial, "supplementary"));
	}
	box_end(&b);
}

/* What is not there, or belongs to another build, is said and not read. */
static void test_missing(void **state)
{
	static const struct {
		const char *command, *want;
	} rows[] = {
	    {"gcc -c t.c -o t", "it has no .debug_info"},
	    {"gcc -g -c t.c -o t.o && gcc" LINK " && strip t", ".build-id/"},
	    {"gcc -g -gsplit-dwarf -c t.c -o t.o && gcc" LINK " && rm t.dwo",
	     "1 of 1 .dwo files are not there: t.dwo"},
	    {"gcc -g -gsplit-dwarf -c t.c -o t.o && gcc" LINK
	     " && echo 'int more = 1;' >>t.c && gcc -g -gsplit-dwarf -c t.c -o t.o",
	     "1 of 1 .dwo files are not there: t.dwo"},
	    {"gcc -g -c t.c -o t.o && gcc -Wl,--build-id=none" LINK
	     " && objcopy --only-keep-debug t t.debug"
	     " && objcopy --strip-debug --add-gnu-debuglink=t.debug t && echo >>t.debug",
	     "t.debug is not beside it"},
	};
	struct bw_dwarf_types t = {0};
	struct box b;

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		c_begin(&b);
		if (build(&b, rows[i].command))
			missing_check(&b, "t", rows[i].want);
		assert_false(bw_dwarf_types(&b.arena, path_in(&b, "t.c"), NULL, 0, &t));
		assert_false(bw_dwarf_types(&b.arena, path_in(&b, "none"), NULL, 0, &t));
		assert_false(bw_dwarf_types(&b.arena, b.dir, NULL, 0, &t));
		box_end(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_formats),	cmocka_unit_test(test_machines),
	    cmocka_unit_test(test_cross_gcc),	cmocka_unit_test(test_other_files),
	    cmocka_unit_test(test_common_file), cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
