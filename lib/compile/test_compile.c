/* SPDX-License-Identifier: BSD-2-Clause */
/* bw_compile() with the real clang-19 and bpfweld-codegen, and with bad ones. */
#include "compile/compile.h"
#include "compile/compile_codegen.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define EM_BPF 247
#define NONE BW_D_COUNT

/* One test: a directory of its own, which is the current one meanwhile. */
struct place {
	struct bw_arena arena;
	struct bw_diags *diags;
	struct bw_compile_options opt;
	char dir[64];
	int text_fd; /* where clang's text goes */
};

static struct place here;

static int setup(void **state)
{
	(void)state;
	bw_arena_init(&here.arena);
	here.diags = bw_diags_create(&here.arena);
	here.opt = bw_compile_defaults();
	here.opt.jobs = 2;
	here.text_fd = memfd_create("text", MFD_CLOEXEC);
	here.opt.text_fd = here.text_fd;
	snprintf(here.dir, sizeof(here.dir), "/tmp/bw-compile-XXXXXX");
	assert_non_null(mkdtemp(here.dir));
	assert_int_equal(chdir(here.dir), 0);
	setenv("BPFWELD_CODEGEN", BW_BINARY_DIR "/libexec/bpfweld/bpfweld-codegen", 1);
	return 0;
}

static int teardown(void **state)
{
	char *cmd = bw_printf(&here.arena, "rm -r '%s'", here.dir);

	(void)state;
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(system(cmd), 0);
	close(here.text_fd);
	bw_arena_deinit(&here.arena);
	return 0;
}

static void put_bytes(const char *path, const void *p, size_t n)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0755);

	assert_true(fd >= 0);
	assert_int_equal(bw_fd_write_all(fd, p, n), 0);
	close(fd);
}

static void put_file(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static enum bw_status compile(const char *const *paths, uint32_t n, struct bw_compiled *ret)
{
	struct bw_compile_input in[64];

	assert_true(n <= BW_COUNT(in));
	for (uint32_t i = 0; i < n; i++) {
		in[i].path = paths[i];
		in[i].kind = bw_compile_kind_of(paths[i]);
		if (in[i].kind == BW_COMPILE_NONE)
			in[i].kind = BW_COMPILE_C;
	}
	return bw_compile(&here.arena, here.diags, &here.opt, in, n, ret);
}

static enum bw_status compile_one(const char *path, struct bw_compiled *ret)
{
	return compile(&path, 1, ret);
}

static const struct bw_diag *first(void)
{
	assert_true(here.diags->list.n > 0);
	return &here.diags->list.v[0];
}

/* All that clang was heard to say. */
static const char *text_so_far(void)
{
	struct bw_bytes b = {0};

	assert_int_equal(lseek(here.text_fd, 0, SEEK_SET), 0);
	assert_int_equal(bw_fd_read_all(&here.arena, here.text_fd, 1 << 20, &b), 0);
	return bw_strndup(&here.arena, (const char *)b.p, b.n);
}

/* True if the object has a section with this name, or that begins so. */
static bool has_section(struct bw_bytes o, const char *name, bool begins)
{
	bool be = o.p[5] == 2;
	uint32_t off = (uint32_t)bw_get64(o.p + 0x28, be);
	uint16_t n = bw_get16(o.p + 0x3c, be), names = bw_get16(o.p + 0x3e, be);
	const char *text = (const char *)o.p + bw_get64(o.p + off + 64u * names + 24, be);

	for (uint32_t i = 0; i < n; i++) {
		const char *s = text + bw_get32(o.p + off + 64 * i, be);

		if (begins ? strncmp(s, name, strlen(name)) == 0 : strcmp(s, name) == 0)
			return true;
	}
	return false;
}

static int open_fds(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* --- objects ------------------------------------------------------------ */

static const char program[] = "struct pair { long a; int b; };\n"
			      "int last __attribute__((section(\".data\"))) = 7;\n"
			      "__attribute__((section(\"xdp\"))) int prog(struct pair *p)\n"
			      "{\n"
			      "	last += p->b;\n"
			      "	return p->a > 3 ? 2 : 1;\n"
			      "}\n";

static void test_matrix(void **state)
{
	(void)state;
	put_file("a.bpf.c", program);
	for (int big = 0; big < 2; big++) {
		for (uint8_t cpu = 1; cpu <= 4; cpu++) {
			struct bw_compiled c = {0};
			const uint8_t *p;

			here.opt.big_endian = big;
			here.opt.mcpu = cpu;
			assert_int_equal(compile_one("a.bpf.c", &c), BW_OK);
			p = c.object.p;
			assert_memory_equal(p, "\177ELF\2", 5);
			assert_int_equal(p[5], big ? 2 : 1);
			assert_int_equal(bw_get16(p + 18, big), EM_BPF);
			assert_true(has_section(c.object, ".BTF", false));
			assert_true(has_section(c.object, ".BTF.ext", false));
			assert_true(has_section(c.object, "xdp", false));
			assert_false(has_section(c.object, ".debug_info", false));
			assert_false(has_section(c.object, ".debug_line", false));
			assert_false(has_section(c.object, ".debug_str", true));
			assert_string_equal(c.producer, "LLVM19.1.7");
		}
	}
	assert_int_equal(here.diags->list.n, 0);
	assert_string_equal(text_so_far(), "");
}

/* Every level makes an object, and what was asked for reaches the compiler. */
static void test_options(void **state)
{
	static const char *const flags[] = {"-DVALUE=5", "-ffunction-sections", "-mllvm",
					    "-bpf-expand-memcpy-in-order"};
	struct bw_compiled c = {0};

	(void)state;
	put_file("a.c", "#ifndef __TARGET_ARCH_arm64\n#error arch\n#endif\n"
			"int own(int x) { return x + VALUE; }\n");
	here.opt.flags = flags;
	here.opt.flags_n = BW_COUNT(flags);
	here.opt.arch = "arm64";
	for (const char *l = "0123sz"; *l; l++) {
		here.opt.opt_level = *l;
		assert_int_equal(compile_one("a.c", &c), BW_OK);
		assert_true(has_section(c.object, ".text.own", false));
	}
}

/* The sections that hold code and data are those of clang -c, byte for byte. */
static void test_same_as_clang(void **state)
{
	struct bw_compiled c = {0};
	struct bw_bytes ours, theirs;

	(void)state;
	put_file("a.c", "int f(int *a, unsigned n) { int s = 0; for (unsigned i = 0; i < n; i++)"
			" s += a[i] * 3; return s; }\n"
			"int g(int *a) { char b[64] = {1}; for (int i = 0; i < 16; i++)"
			" b[i & 63] ^= a[i]; return b[5] + f(a, 4); }\n");
	assert_int_equal(compile_one("a.c", &c), BW_OK);
	put_bytes("ours.o", c.object.p, c.object.n);
	assert_int_equal(system("clang-19 --target=bpfel -mcpu=v3 -O2 -g -c a.c -o theirs.o &&"
				" for o in ours theirs; do llvm-objcopy-19 -O binary"
				" --only-section=.text $o.o $o.bin; done"),
			 0);
	assert_int_equal(bw_file_read(&here.arena, "ours.bin", 1 << 20, &ours), 0);
	assert_int_equal(bw_file_read(&here.arena, "theirs.bin", 1 << 20, &theirs), 0);
	assert_true(ours.n > 0);
	assert_int_equal(ours.n, theirs.n);
	assert_memory_equal(ours.p, theirs.p, ours.n);
}

static void test_deterministic(void **state)
{
	struct bw_compiled a = {0}, b = {0};

	(void)state;
	put_file("a.c", program);
	assert_int_equal(compile_one("a.c", &a), BW_OK);
	assert_int_equal(compile_one("a.c", &b), BW_OK);
	assert_int_equal(a.object.n, b.object.n);
	assert_memory_equal(a.object.p, b.object.p, a.object.n);
}

/* --- sources that do not compile ---------------------------------------- */

static void test_syntax_error(void **state)
{
	struct bw_compiled c = {0};
	int fds = open_fds();

	(void)state;
	put_file("bad.c", "int f(void)\n{\n\treturn nothing;\n}\n");
	assert_int_equal(compile_one("bad.c", &c), BW_MALFORMED);
	assert_int_equal(first()->code, BW_D_CLANG_ERRORS);
	assert_string_equal(first()->where.file, "bad.c");
	assert_int_equal(first()->notes.n, 0);
	assert_non_null(strstr(text_so_far(), "bad.c:3:9: error: use of undeclared"));
	assert_non_null(strstr(text_so_far(), "^\n")); /* the caret */
	assert_null(strstr(text_so_far(), "\033["));
	assert_null(c.object.p);
	assert_int_equal(open_fds(), fds);
}

/* The same for JSON: all of it in the finding. */
static void test_syntax_error_as_notes(void **state)
{
	struct bw_compiled c = {0};

	(void)state;
	put_file("bad.c", "int f(void)\n{\n\treturn nothing;\n}\n");
	here.opt.text_fd = -1;
	assert_int_equal(compile_one("bad.c", &c), BW_MALFORMED);
	assert_true(first()->notes.n >= 1);
	assert_non_null(strstr(first()->notes.v[0].text, "error: use of undeclared"));
	assert_string_equal(first()->notes.v[0].where.src_file, "bad.c");
	assert_int_equal(first()->notes.v[0].where.src_line, 3);
	assert_int_equal(first()->notes.v[0].where.src_col, 9);
	assert_string_equal(first()->notes.v[0].where.src_text, "        return nothing;");
	assert_string_equal(text_so_far(), "");
}

static void test_warning(void **state)
{
	static const char *const flags[] = {"-Wall"};
	struct bw_compiled c = {0};

	(void)state;
	put_file("w.c", "int f(void) { int unused; return 1; }\n");
	here.opt.flags = flags;
	here.opt.flags_n = 1;
	here.opt.color = BW_COMPILE_COLOR_ALWAYS;
	assert_int_equal(compile_one("w.c", &c), BW_OK);
	assert_int_equal(here.diags->list.n, 0);
	assert_non_null(strstr(text_so_far(), "-Wunused-variable"));
	assert_non_null(strstr(text_so_far(), "\033["));
	here.opt.text_fd = -1;
	assert_int_equal(compile_one("w.c", &c), BW_OK);
	assert_int_equal(first()->code, BW_D_CLANG_WARNINGS);
	assert_non_null(strstr(first()->notes.v[0].text, "-Wunused-variable"));
}

/* What clang accepts and the BPF target does not: one row a construct. */
static void test_no_bpf_code(void **state)
{
	static const struct {
		const char *text;
		uint8_t mcpu;
		enum bw_code want;
		const char *symbol;
		uint32_t line;
	} rows[] = {
	    {"int sd(int a, int b) { return a / b; }", 3, BW_D_NO_BPF_CODE, "sd", 1},
	    {"int sd(int a, int b) { return a / b; }", 4, BW_D_COUNT, NULL, 0},
	    {"int va(int n, ...) { return n; }", 3, BW_D_NO_BPF_CODE, "va", 0},
	    {"#include <stdarg.h>\nint va(int n, ...)\n{ va_list a; va_start(a, n);\n"
	     "int r = va_arg(a, int); va_end(a); return r; }",
	     3, BW_D_NO_BPF_CODE, "va", 0},
	    {"\nshort at(short *p) { return __sync_fetch_and_add(p, 1); }", 3, BW_D_NO_BPF_CODE,
	     "at", 2},
	    {"void u(char *);\nint st(void) { char b[600]; u(b); return b[3]; }", 3,
	     BW_D_NO_BPF_CODE, "st", 2},
	    {"int six(int a, int b, int c, int d, int e, int f) { return a + f; }", 3,
	     BW_D_NO_BPF_CODE, "six", 0},
	    {"double fl(double a, double b) { return a * b; }", 3, BW_D_NO_BPF_CODE, "fl", 1},
	    {"int as(void) { asm volatile(\"frob r1\"); return 0; }", 3, BW_D_NO_BPF_CODE, NULL, 1},
	    {"_Thread_local int t; int *tl(void) { return &t; }", 3, BW_D_CLANG_ERRORS, NULL, 0},
	    {"void fe(int *a) { *a = 1; __atomic_thread_fence(5); *a = 2; }", 3, BW_D_CANNOT_SELECT,
	     "fe", 1},
	    {"\n\nint ld(int *a) { return __atomic_load_n(a, 2); }", 3, BW_D_CANNOT_SELECT, "ld",
	     3},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_compiled c = {0};
		enum bw_status st;

		here.diags = bw_diags_create(&here.arena);
		here.opt.mcpu = rows[i].mcpu;
		put_file("c.c", rows[i].text);
		st = compile_one("c.c", &c);
		if (rows[i].want == BW_D_COUNT) {
			assert_int_equal(st, BW_OK);
			continue;
		}
		assert_int_equal(first()->code, rows[i].want);
		assert_int_equal(st, bw_code_info(rows[i].want)->status);
		assert_string_equal(first()->where.file, "c.c");
		assert_string_equal(first()->where.symbol ? first()->where.symbol : "",
				    rows[i].symbol ? rows[i].symbol : "");
		assert_int_equal(first()->where.src_line, rows[i].line);
		assert_null(c.object.p);
	}
}

static void test_inputs(void **state)
{
	static const char *const bad[] = {"missing.c", ".", "fifo.c", "missing.ll"};
	struct bw_compiled c[2] = {0};

	(void)state;
	assert_int_equal(mkfifo("fifo.c", 0600), 0);
	put_file("ok.c", program);
	for (size_t i = 0; i < BW_COUNT(bad); i++) {
		const char *paths[] = {bad[i], "ok.c"};

		here.diags = bw_diags_create(&here.arena);
		assert_int_equal(compile(paths, 2, c), BW_IO);
		assert_int_equal(here.diags->list.n, 1);
		assert_int_equal(first()->code, BW_D_FILE_READ);
		assert_string_equal(first()->where.file, bad[i]);
	}
	here.diags = bw_diags_create(&here.arena);
	put_file("inc.c", "#include \"not-there.h\"\n");
	assert_int_equal(compile_one("inc.c", c), BW_MALFORMED);
	assert_non_null(strstr(text_so_far(), "'not-there.h' file not found"));
	assert_int_equal(compile(NULL, 0, NULL), BW_OK);
}

/* --- compilers that are not as they should be --------------------------- */

/* Bitcode whose producer says another version: "19" in its six-bit letters. */
static void change_version(uint8_t *p, const char *digits)
{
	static const char six[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";
	unsigned bit;

	for (bit = 32; bit < 400; bit++) {
		bool found = true;

		for (unsigned i = 0; i < 6 && found; i++) {
			unsigned v = 0;

			for (unsigned k = 0; k < 6; k++)
				v |= (unsigned)(p[(bit + 6 * i + k) / 8] >> (bit + 6 * i + k) % 8 &
						1)
				     << k;
			found = six[v] == "LLVM19"[i];
		}
		if (found)
			break;
	}
	assert_true(bit < 400);
	for (unsigned i = 0; i < 2; i++)
		for (unsigned k = 0; k < 6; k++) {
			unsigned b = bit + 6 * (4 + i) + k;
			unsigned v = (unsigned)(strchr(six, digits[i]) - six) >> k & 1;

			p[b / 8] = (uint8_t)((p[b / 8] & ~(1u << b % 8)) | v << b % 8);
		}
}

/* A clang that writes this bitcode whatever it is asked. */
static void fake_clang(const char *version)
{
	struct bw_bytes bc = {0};
	uint8_t *p;

	put_file("real.c", program);
	assert_int_equal(system("clang-19 --target=bpfel -O2 -g -emit-llvm -Xclang"
				" -disable-llvm-passes -c real.c -o real.bc"),
			 0);
	assert_int_equal(bw_file_read(&here.arena, "real.bc", 1 << 20, &bc), 0);
	p = bw_memdup(&here.arena, bc.p, bc.n);
	change_version(p, version);
	put_bytes("fake.bc", p, bc.n);
	put_file("fake-clang", "#!/bin/sh\nexec cat fake.bc\n");
	here.opt.clang = "./fake-clang";
}

static void test_newer_clang(void **state)
{
	const char *const paths[] = {"1.c", "2.c", "3.c"};
	struct bw_compiled c[3] = {0};

	(void)state;
	fake_clang("20");
	for (size_t i = 0; i < 3; i++)
		put_file(paths[i], program);
	here.opt.jobs = 1;
	assert_int_equal(compile(paths, 3, c), BW_UNSUPPORTED);
	assert_int_equal(here.diags->list.n, 1); /* once, not for each file */
	assert_int_equal(first()->code, BW_D_CLANG_NEWER);
	assert_non_null(strstr(first()->text, "./fake-clang"));
	assert_non_null(strstr(first()->text, "LLVM20.1.7"));
	assert_non_null(strstr(first()->text, "LLVM 19.1.7"));
	here.diags = bw_diags_create(&here.arena);
	here.opt.jobs = 3;
	assert_int_equal(compile(paths, 3, c), BW_UNSUPPORTED);
	assert_int_equal(here.diags->list.n, 1);
	here.diags = bw_diags_create(&here.arena);
	assert_int_equal(compile_one("fake.bc", c), BW_UNSUPPORTED);
	assert_int_equal(first()->code, BW_D_CLANG_NEWER);
}

static void test_older_clang(void **state)
{
	const char *const paths[] = {"1.c", "2.c"};
	struct bw_compiled c[2] = {0};

	(void)state;
	fake_clang("15");
	put_file("1.c", program);
	put_file("2.c", program);
	assert_int_equal(compile(paths, 2, c), BW_OK);
	assert_int_equal(here.diags->list.n, 1);
	assert_int_equal(first()->code, BW_D_CLANG_OLDER);
	assert_string_equal(c[1].producer, "LLVM15.1.7");
}

/* One row a way to fail; each script is what clang is taken for. */
static void test_bad_clang(void **state)
{
	static const struct {
		const char *script;
		enum bw_code want;
	} rows[] = {
	    {NULL, BW_D_CLANG_MISSING},
	    {"#!/no/such/interpreter\n", BW_D_CLANG_START},
	    {"#!/bin/sh\nkill -SEGV $$\n", BW_D_CLANG_CRASH},
	    {"#!/bin/sh\nkill -KILL $$\n", BW_D_CLANG_CRASH},
	    {"#!/bin/sh\nexit 139\n", BW_D_CLANG_CRASH},
	    {"#!/bin/sh\nexit 1\n", BW_D_CLANG_ERRORS},
	    {"#!/bin/sh\nexit 0\n", BW_D_CLANG_OUTPUT},
	    {"#!/bin/sh\necho no bitcode\n", BW_D_IR_INVALID},
	    {"#!/bin/sh\nprintf 'BC\\300\\336'; head -c 999 /dev/zero\n", BW_D_IR_INVALID},
	};
	int fds = open_fds();

	(void)state;
	put_file("a.c", program);
	here.opt.clang = "./clang";
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_compiled c = {0};

		here.diags = bw_diags_create(&here.arena);
		if (rows[i].script)
			put_file("clang", rows[i].script);
		assert_int_equal(compile_one("a.c", &c), bw_code_info(rows[i].want)->status);
		assert_int_equal(here.diags->list.n, 1);
		assert_int_equal(first()->code, rows[i].want);
		assert_int_equal(open_fds(), fds);
	}
}

static void test_bad_codegen(void **state)
{
	static const struct {
		const char *script;
		enum bw_code want;
	} rows[] = {
	    {NULL, BW_D_CODEGEN_MISSING},
	    {"#!/no/such/interpreter\n", BW_D_CODEGEN_START},
	    {"#!/bin/sh\necho 'libLLVM-19.so: cannot open' >&2; exit 127\n", BW_D_CODEGEN_START},
	    {"#!/bin/sh\nprintf 'Nh1 18.0.0\\0' >&3\n", BW_D_CODEGEN_START},
	    {"#!/bin/sh\nprintf 'Nh" BW_CODEGEN_PROTOCOL " 19.1.7\\0' >&3; exit 2\n",
	     BW_D_CODEGEN_START},
	    {"#!/bin/sh\nprintf 'Nh" BW_CODEGEN_PROTOCOL " 19.1.7\\0' >&3; kill -ABRT $$\n",
	     BW_D_CODEGEN_CRASH},
	    {"#!/bin/sh\nprintf 'Nh" BW_CODEGEN_PROTOCOL " 19.1.7\\0Ef' >&3; kill -SEGV $$\n",
	     BW_D_CODEGEN_CRASH},
	    {"#!/bin/sh\nprintf 'Nh" BW_CODEGEN_PROTOCOL " 19.1.7\\0' >&3\n", BW_D_CODEGEN_CRASH},
	    {"#!/bin/sh\nprintf 'Nh" BW_CODEGEN_PROTOCOL " 19.1.7\\0Efgone\\0' >&3; exit 1\n",
	     BW_D_CANNOT_SELECT},
	};

	(void)state;
	put_file("a.c", program);
	here.opt.codegen = "./codegen";
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_compiled c = {0};

		here.diags = bw_diags_create(&here.arena);
		if (rows[i].script)
			put_file("codegen", rows[i].script);
		assert_int_equal(compile_one("a.c", &c), bw_code_info(rows[i].want)->status);
		assert_int_equal(here.diags->list.n, 1);
		assert_int_equal(first()->code, rows[i].want);
	}
	here.opt.codegen = NULL;
	setenv("BPFWELD_CODEGEN", "./nowhere", 1);
	assert_null(bw_codegen_find(&here.arena, NULL));
	unsetenv("BPFWELD_CODEGEN");
	assert_non_null(bw_codegen_find(&here.arena, NULL)); /* near the test */
}

/* -mllvm reaches code generation, where the stack is laid out. */
static void test_llvm_option(void **state)
{
	static const char *const flags[] = {"-mllvm", "-bpf-stack-size=1024"};
	struct bw_compiled c = {0};

	(void)state;
	put_file("a.c", "void u(char *);\nint st(void) { char b[600]; u(b); return b[3]; }\n");
	assert_int_equal(compile_one("a.c", &c), BW_UNSUPPORTED);
	here.opt.flags = flags;
	here.opt.flags_n = BW_COUNT(flags);
	assert_int_equal(compile_one("a.c", &c), BW_OK);
}

/* --- IR ----------------------------------------------------------------- */

static void test_ir(void **state)
{
#define LAYOUT(order) "target datalayout = \"" order "-m:e-p:64:64-i64:64-i128:128-n32:64-S128\"\n"
	static const struct {
		const char *text;
		bool big;
		enum bw_code want;
	} rows[] = {
	    {"define i32 @f(i32 %x) { ret i32 %x }\n", false, BW_D_COUNT},
	    {"define i32 @f(i32 %x) { ret i32 %x }\n", true, BW_D_COUNT},
	    {LAYOUT("e") "target triple = \"bpf\"\n", false, BW_D_COUNT},
	    {LAYOUT("e") "target triple = \"bpf\"\n", true, BW_D_IR_TARGET},
	    {LAYOUT("E") "target triple = \"bpfeb-unknown-none\"\n", true, BW_D_COUNT},
	    {LAYOUT("E"), false, BW_D_IR_TARGET},
	    {"target triple = \"x86_64-pc-linux-gnu\"\n", false, BW_D_IR_TARGET},
	    {"define i32 @f( { ret i32 %x }\n", false, BW_D_IR_INVALID},
	    {"define i32 @f() { ret i64 1 }\n", false, BW_D_IR_INVALID},
	    {"@a = weak global i32 1, comdat($nope)\n", false, BW_D_IR_INVALID},
	    {"define i32 @sd(i32 %x, i32 %y) {\n %z = sdiv i32 %x, %y\n ret i32 %z }\n", false,
	     BW_D_NO_BPF_CODE},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_compiled c = {0};

		here.diags = bw_diags_create(&here.arena);
		here.opt.big_endian = rows[i].big;
		put_file("i.ll", rows[i].text);
		if (rows[i].want == BW_D_COUNT) {
			assert_int_equal(compile_one("i.ll", &c), BW_OK);
			assert_int_equal(c.object.p[5], rows[i].big ? 2 : 1);
			assert_string_equal(c.producer, "");
			continue;
		}
		assert_int_equal(compile_one("i.ll", &c), bw_code_info(rows[i].want)->status);
		assert_int_equal(first()->code, rows[i].want);
	}
}

/* -mcpu is obeyed whatever CPU the IR names: v1 has no jmp32 (class 6). */
static void test_ir_mcpu(void **state)
{
	static const char ir[] =
	    "define i32 @f(i32 %x) #0 {\n %c = icmp ugt i32 %x, 77\n br i1 %c, label %a, label %b\n"
	    "a:\n call void @g()\n ret i32 1\nb:\n ret i32 2\n}\n"
	    "declare void @g()\n"
	    "attributes #0 = { \"target-cpu\"=\"v3\" \"target-features\"=\"+alu32\" }\n";
	struct bw_compiled v1 = {0}, v3 = {0};

	(void)state;
	put_file("i.ll", ir);
	here.opt.mcpu = 1;
	assert_int_equal(compile_one("i.ll", &v1), BW_OK);
	here.opt.mcpu = 3;
	assert_int_equal(compile_one("i.ll", &v3), BW_OK);
	assert_true(v1.object.n != v3.object.n ||
		    memcmp(v1.object.p, v3.object.p, v1.object.n) != 0);
}

/* --- several files ------------------------------------------------------ */

/* --- several files as one ------------------------------------------------ */

/* Bytes of the section of that name; 0 if there is none. */
static uint64_t section_bytes(struct bw_bytes o, const char *name)
{
	bool be = o.p[5] == 2;
	uint32_t off = (uint32_t)bw_get64(o.p + 0x28, be);
	uint16_t n = bw_get16(o.p + 0x3c, be), names = bw_get16(o.p + 0x3e, be);
	const char *text = (const char *)o.p + bw_get64(o.p + off + 64u * names + 24, be);

	for (uint32_t i = 0; i < n; i++)
		if (strcmp(text + bw_get32(o.p + off + 64 * i, be), name) == 0)
			return bw_get64(o.p + off + 64 * i + 32, be);
	return 0;
}

/* Two files with the sources given, joined; keep may be NULL. */
static enum bw_status join_two(const char *x, const char *y, const char *keep,
			       struct bw_compiled *ret)
{
	static const char *const paths[] = {"x.c", "y.c"};
	const struct bw_compile_input in[] = {{"x.c", BW_COMPILE_C}, {"y.c", BW_COMPILE_C}};
	struct bw_compiled c[2];
	struct bw_compile_lto lto = {
	    .name = "both", .in = in, .module = c, .n = 2, .keep = &keep, .keep_n = keep ? 1 : 0};

	put_file("x.c", x);
	put_file("y.c", y);
	here.opt.want_ir = true;
	assert_int_equal(compile(paths, 2, c), BW_OK);
	assert_true(c[0].ir.n && c[1].ir.n);
	return bw_compile_lto(&here.arena, here.diags, &here.opt, &lto, ret);
}

#define CALLER                                                                                     \
	"int f(int);\n"                                                                            \
	"__attribute__((section(\"xdp\"))) int prog(void *p) { return f(1); }\n"

/* The other file's function is inlined and gone, unless somebody else needs it. */
static void test_join(void **state)
{
	struct bw_compiled c;

	(void)state;
	for (int big = 0; big < 2; big++) {
		here.opt.big_endian = big;
		assert_int_equal(join_two(CALLER, "int f(int x) { return x + 1; }\n", NULL, &c),
				 BW_OK);
		assert_int_equal(section_bytes(c.object, "xdp"), 16);
		assert_int_equal(section_bytes(c.object, ".text"), 0);
		assert_true(has_section(c.object, ".BTF.ext", false));
		assert_false(has_section(c.object, ".debug_info", false));
		assert_int_equal(join_two(CALLER, "int f(int x) { return x + 1; }\n", "f", &c),
				 BW_OK);
		assert_int_equal(section_bytes(c.object, "xdp"), 16);
		assert_true(section_bytes(c.object, ".text") >= 16);
	}
}

/* LLVM refuses two strong definitions; what it ends on is told once, for all files. */
static void test_join_refused(void **state)
{
	struct bw_compiled c = {0};

	(void)state;
	assert_int_equal(
	    join_two("int f(void) { return 1; }\n", "int f(void) { return 2; }\n", NULL, &c),
	    BW_REJECTED);
	assert_int_equal(first()->code, BW_D_LTO_LINK);
	assert_string_equal(first()->where.file, "both");
	assert_int_equal(here.diags->list.n, 1);
	assert_null(c.object.p);
}

/* A module is bad: the finding names it. */
static void test_join_bad_module(void **state)
{
	static const struct {
		const char *ir;
		enum bw_code want;
	} rows[] = {
	    {"target datalayout = \"E-m:e-p:64:64-i64:64-i128:128-n32:64-S128\"\n", BW_D_IR_TARGET},
	    {"define void @f() { ret i32 1 }\n", BW_D_IR_INVALID},
	    {"", NONE}, /* nothing is IR, too */
	};
	const struct bw_compile_input in[] = {{"good.ll", BW_COMPILE_IR},
					      {"bad.ll", BW_COMPILE_IR}};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		static const char good[] = "define i32 @g() { ret i32 1 }\n";
		const struct bw_compiled m[] = {
		    {.ir = {(const uint8_t *)good, sizeof(good) - 1}},
		    {.ir = {(const uint8_t *)rows[i].ir, strlen(rows[i].ir)}}};
		const struct bw_compile_lto lto = {.name = "both", .in = in, .module = m, .n = 2};
		uint32_t before = here.diags->list.n;
		struct bw_compiled c;
		enum bw_status st = bw_compile_lto(&here.arena, here.diags, &here.opt, &lto, &c);

		assert_int_equal(st == BW_OK, rows[i].want == NONE);
		if (st == BW_OK)
			continue;
		assert_int_equal(here.diags->list.v[before].code, rows[i].want);
		assert_string_equal(here.diags->list.v[before].where.file, "bad.ll");
	}
}

static void test_many_in_order(void **state)
{
	static const char *const flags[] = {"-Wall"};
	struct bw_compiled c[30] = {0};
	const char *paths[30];
	const char *text, *at;

	(void)state;
	for (int i = 0; i < 30; i++) {
		paths[i] = bw_printf(&here.arena, "file%02d.c", i);
		/* the first ones take longest */
		put_file(paths[i],
			 bw_printf(&here.arena, "int f%d(void) { int unused%02d; return %d; }\n%s",
				   i, i, i, i < 4 ? program : ""));
	}
	here.opt.flags = flags;
	here.opt.flags_n = 1;
	here.opt.jobs = 4;
	assert_int_equal(compile(paths, 30, c), BW_OK);
	at = text = text_so_far();
	for (int i = 0; i < 30; i++) {
		at = strstr(at, bw_printf(&here.arena, "unused variable 'unused%02d'", i));
		assert_non_null(at);
		assert_memory_equal(c[i].object.p, "\177ELF", 4);
		assert_non_null(
		    memmem(c[i].object.p, c[i].object.n, bw_printf(&here.arena, "%cf%d", 0, i), 2));
	}
	/* warnings, and the line "1 warning generated.", of each file once */
	assert_null(strstr(at + 1, "unused variable"));
}

/* All that fails is reported, in the order of the inputs. */
static void test_failures_in_order(void **state)
{
	struct bw_compiled c[12] = {0};
	const char *paths[12];

	(void)state;
	for (int i = 0; i < 12; i++) {
		paths[i] = bw_printf(&here.arena, "f%02d.c", i);
		put_file(paths[i], i % 3 == 0	? "int f(int a, int b) { return a % b; }\n"
				   : i % 3 == 1 ? "syntax error\n"
						: program);
	}
	here.opt.jobs = 3;
	assert_int_equal(compile(paths, 12, c), BW_MALFORMED);
	assert_int_equal(here.diags->list.n, 8);
	for (uint32_t i = 0, k = 0; i < 12; i++) {
		if (i % 3 == 2)
			continue;
		assert_string_equal(here.diags->list.v[k].where.file, paths[i]);
		assert_int_equal(here.diags->list.v[k++].code,
				 i % 3 ? BW_D_CLANG_ERRORS : BW_D_NO_BPF_CODE);
	}
	assert_null(c[2].object.p);
}

/* Odd names go through clang, into the depfile, and through Make and Ninja. */
static void test_depfile_tools(void **state)
{
	static const char *const paths[] = {"a b.c", "-dash.c", "@at.c", "d$x#y.c"};
	struct bw_compiled c[4] = {0};
	struct bw_bytes dep = {0};

	(void)state;
	put_file("my header.h", "#define V 1\n");
	put_file("both.h", "#define W 2\n");
	put_file(paths[0],
		 "#include \"my header.h\"\n#include \"both.h\"\nint a(void) { return V; }\n");
	put_file(paths[1], "#include \"both.h\"\nint b(void) { return W; }\n");
	put_file("@at.c", "int c(void) { return 3; }\n");
	put_file(paths[3], "int d(void) { return 4; }\n");
	here.opt.want_deps = true;
	assert_int_equal(compile(paths, 4, c), BW_OK);
	assert_int_equal(c[0].dep_n, 3);
	assert_string_equal(c[0].dep[0], "a b.c");
	assert_string_equal(c[0].dep[1], "my header.h");
	assert_string_equal(c[3].dep[0], "d$x#y.c");
	assert_int_equal(
	    bw_compile_depfile(&here.arena, here.diags, "out put.o", c, 4, NULL, 0, &dep), BW_OK);
	put_bytes("out.d", dep.p, dep.n);
	put_file("Makefile", "all: out\\ put.o\nout\\ put.o:\n\t@echo built >>log; touch '$@'\n"
			     "include out.d\n");
	put_file("build.ninja",
		 "rule cc\n  command = echo built >> nlog; cp out.d n.d; touch $out\n"
		 "  depfile = n.d\nbuild out$ put.o: cc\n");
	/* built, then up to date, then out of date because of a header; two of each tool */
	assert_int_equal(
	    system("make -s 2>/dev/null && make -s && test $(wc -l <log) = 1 && sleep 0.01 &&"
		   " touch -d '+1 min' 'my header.h' && make -s 2>/dev/null && test $(wc -l <log) "
		   "= 2"),
	    0);
	assert_int_equal(
	    system("rm 'out put.o'; touch -d '-1 min' *.h; ninja >/dev/null && ninja >/dev/null &&"
		   " test $(wc -l <nlog) = 1 && touch -d '+1 min' 'd$x#y.c' &&"
		   " ninja >/dev/null && test $(wc -l <nlog) = 2"),
	    0);
}

/* --- the launcher, interruption, memory --------------------------------- */

static void test_launcher(void **state)
{
	static const char *const launcher[] = {"./launch", "--flag"};
	struct bw_compiled plain = {0}, c = {0};

	(void)state;
	put_file("x.h", "#define X 1\n");
	put_file("a.c", "#include \"x.h\"\nint f(void) { return X; }\n");
	put_file("launch",
		 "#!/bin/sh\necho \"$@\" >called\ntest \"$1\" = --flag && shift && exec \"$@\"\n");
	assert_int_equal(mkdir("tmp", 0755), 0);
	setenv("TMPDIR", "tmp", 1);
	here.opt.want_deps = true;
	assert_int_equal(compile_one("a.c", &plain), BW_OK);
	here.opt.launcher = launcher;
	here.opt.launcher_n = 2;
	assert_int_equal(compile_one("a.c", &c), BW_OK);
	assert_int_equal(access("called", F_OK), 0);
	assert_int_equal(c.object.n, plain.object.n);
	assert_memory_equal(c.object.p, plain.object.p, c.object.n);
	assert_int_equal(c.dep_n, 2);
	assert_string_equal(c.dep[1], "x.h");
	put_file("launch", "#!/bin/sh\ntouch tmp/*/left-over; exit 1\n");
	assert_int_equal(compile_one("a.c", &c), BW_MALFORMED);
	assert_int_equal(rmdir("tmp"), 0); /* empty */
	here.diags = bw_diags_create(&here.arena);
	assert_int_equal(compile_one("a.c", &c), BW_IO); /* no directory for it */
	assert_int_equal(first()->code, BW_D_CHILDREN);
	unsetenv("TMPDIR");
	here.diags = bw_diags_create(&here.arena);
	here.opt.launcher = (const char *const[]){"no-such-launcher"};
	here.opt.launcher_n = 1;
	assert_int_equal(compile_one("a.c", &c), BW_IO);
	assert_int_equal(first()->code, BW_D_CLANG_START);
}

/* A compiler that would run for a minute is ended, and its helper with it. */
static void test_cancel(void **state)
{
	const char *const paths[] = {"a.c", "b.c", "d.c"};
	struct bw_compiled c[3] = {0};
	int fds = open_fds(), pipe_fds[2];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		put_file(paths[i], program);
	put_file("slow", "#!/bin/sh\nexec sleep 60\n");
	here.opt.clang = "./slow";
	assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
	assert_int_equal(write(pipe_fds[1], "x", 1), 1);
	here.opt.cancel_fd = pipe_fds[0];
	assert_int_equal(compile(paths, 3, c), BW_IO);
	assert_int_equal(first()->code, BW_D_COMPILE_CANCELLED);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	assert_int_equal(open_fds(), fds);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no children left */
}

/* If we are killed, the kernel ends what we started. */
static void test_killed(void **state)
{
	struct bw_bytes text = {0};
	pid_t child = fork();
	int pid;

	(void)state;
	if (child == 0) {
		struct bw_compiled c = {0};

		put_file("a.c", program);
		put_file("slow", "#!/bin/sh\necho $$ >pid.new; mv pid.new pid; exec sleep 60\n");
		here.opt.clang = "./slow";
		_exit(compile_one("a.c", &c) ? 1 : 0);
	}
	for (int i = 0; i < 500 && access("pid", F_OK); i++)
		usleep(10000);
	assert_int_equal(bw_file_read(&here.arena, "pid", 100, &text), 0);
	pid = (int)strtol((const char *)text.p, NULL, 10);
	assert_int_equal(kill(pid, 0), 0);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	for (int i = 0; i < 500; i++) {
		char state_of[64] = "";
		int fd = open(bw_printf(&here.arena, "/proc/%d/stat", pid), O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			return;
		if (read(fd, state_of, sizeof(state_of) - 1) > 0 && strstr(state_of, ") Z"))
			i = 500; /* dead, only nobody has looked */
		close(fd);
		if (i == 500)
			return;
		usleep(10000);
	}
	fail_msg("the compiler outlived us");
}

struct attempt {
	uint64_t fail_at;
	enum bw_status st;
};

static void try_compile(void *arg)
{
	struct attempt *t = arg;
	const char *const paths[] = {"a.c", "bad.c"};
	struct bw_compiled c[2] = {0};

	bw_fail_alloc_at(t->fail_at);
	here.diags = bw_diags_create(&here.arena);
	t->st = compile(paths, 2, c);
	bw_fail_alloc_at(0);
}

/* Out of memory at each point: no child, no fd, no directory is left. */
static void test_no_memory(void **state)
{
	struct attempt t = {.fail_at = 1};
	int fds = open_fds();
	bool done;

	(void)state;
	put_file("a.c", program);
	put_file("bad.c", "int f(int a, int b) { return a / b; }\nerror\n");
	put_file("clang", "#!/bin/sh\necho 'a.c:1:1: error: no' >&2; exit 1\n");
	here.opt.clang = "./clang";
	here.opt.launcher = (const char *const[]){"env"};
	here.opt.launcher_n = 1;
	assert_int_equal(mkdir("tmp", 0755), 0);
	setenv("TMPDIR", "tmp", 1);
	do {
		done = bw_protect(try_compile, &t);
		bw_fail_alloc_at(0);
		bw_arena_deinit(&here.arena);
		assert_int_equal(open_fds(), fds);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		t.fail_at++;
	} while (!done && t.fail_at < 1000);
	assert_true(done);
	assert_true(t.fail_at > 40);
	assert_int_equal(t.st, BW_MALFORMED);
	assert_int_equal(rmdir("tmp"), 0);
	unsetenv("TMPDIR");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(test_matrix),	   T(test_options),	    T(test_same_as_clang),
	    T(test_deterministic), T(test_syntax_error),    T(test_syntax_error_as_notes),
	    T(test_warning),	   T(test_no_bpf_code),	    T(test_inputs),
	    T(test_newer_clang),   T(test_older_clang),	    T(test_bad_clang),
	    T(test_bad_codegen),   T(test_llvm_option),	    T(test_ir),
	    T(test_ir_mcpu),	   T(test_many_in_order),   T(test_failures_in_order),
	    T(test_depfile_tools), T(test_launcher),	    T(test_cancel),
	    T(test_killed),	   T(test_no_memory),	    T(test_join),
	    T(test_join_refused),  T(test_join_bad_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
