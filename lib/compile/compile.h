/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compile - BPF C and LLVM IR to BPF ELF objects, several files at a time; or
 * several files to one object, optimised as a whole.
 *
 * Each C file goes through two child processes: clang, which ends at unoptimised
 * bitcode, and bpfweld-codegen, which holds LLVM (it may abort there without
 * harm, and no other verb pays for loading it). Between them and us nothing but
 * memory files: no temporary file is written, except below $TMPDIR while a
 * compiler launcher is used (caches want real files).
 *
 * Units       jobs count processes that run at the same time.
 * Invariants  C1  Output, findings and clang's text stand in the order of the
 *                 inputs, whatever finished first.
 *             C2  An object depends only on its input, the options and the two
 *                 programs: one process serves one file.
 *             C3  When bw_compile() returns or unwinds and the arena ends, no
 *                 child lives and no file is left. If this process dies, the
 *                 kernel ends the children.
 *             C4  Objects hold BTF and .BTF.ext but no DWARF. The one exception
 *                 is .debug_frame (some 100 bytes), which readers drop.
 * Ownership   Results live in the caller's arena. The sink copies.
 * Errors      Findings CMP*, and BW_D_FILE_READ for inputs. One failed input does
 *             not keep the others from being tried, so all are reported at once.
 */
#ifndef BW_COMPILE_H
#define BW_COMPILE_H

#include "diag/diag.h"

enum bw_compile_kind {
	BW_COMPILE_NONE, /* none of ours */
	BW_COMPILE_C,	 /* .c: clang, then code generation */
	BW_COMPILE_IR,	 /* .ll or .bc, told apart by content: code generation only */
};

enum bw_compile_color {
	BW_COMPILE_COLOR_AUTO, /* if text_fd is a terminal, TERM not dumb, NO_COLOR unset */
	BW_COMPILE_COLOR_ALWAYS,
	BW_COMPILE_COLOR_NEVER,
};

struct bw_compile_input {
	const char *path;
	enum bw_compile_kind kind;
};

struct bw_compile_options {
	const char *clang;	     /* NULL: clang-19, else clang, from PATH */
	const char *codegen;	     /* NULL: see bw_codegen_find() */
	const char *const *launcher; /* argv before clang's: {"ccache"} */
	uint32_t launcher_n;
	/*
	 * For clang, as the user wrote them. What decides about the object (-O,
	 * -mcpu, --target) comes from here and wins. -mllvm X and
	 * -ffunction-sections reach code generation too; -fdata-sections has no
	 * effect (each section would become a map). clang refuses -mllvm options that
	 * it does not know; for IR inputs alone LLVM-C ignores them.
	 */
	const char *const *flags;
	uint32_t flags_n;
	char opt_level;	  /* '0' '1' '2' '3' 's' 'z' */
	uint8_t mcpu;	  /* 1 to 4 */
	bool big_endian;  /* bpfeb */
	const char *arch; /* "x86": -D__TARGET_ARCH_x86; NULL: none */
	uint32_t jobs;	  /* 0: the CPUs this process may use */
	bool want_deps;	  /* fill bw_compiled.dep */
	bool want_ir;	  /* fill bw_compiled.ir */
	enum bw_compile_color color;
	/*
	 * Where clang's own text goes, unchanged. -1: it becomes notes of the
	 * findings instead, one a message with file, line and column, and warnings
	 * of files that do compile become a finding too (for JSON and its kin).
	 */
	int text_fd;
	int cancel_fd; /* readable: stop, clean up, BW_D_COMPILE_CANCELLED; -1: none */
};

/* Where the source declares a global variable or function. */
struct bw_compile_decl {
	const char *name, *file;
	uint32_t line;
};

struct bw_compiled {
	struct bw_bytes object; /* the ELF file */
	struct bw_bytes ir;	/* what it was made from: bitcode or text */
	const char *const *dep; /* files that were read, the input first */
	uint32_t dep_n;
	const struct bw_compile_decl *decl;
	uint32_t decl_n;
	const char *producer; /* who wrote the bitcode: "LLVM19.1.7"; "" for .ll */
};

/* -O2, v3, little endian, clang's text to stderr; no dependencies, no flags. */
struct bw_compile_options bw_compile_defaults(void);

/* What the end of the name says. */
enum bw_compile_kind bw_compile_kind_of(const char *path);

/*
 * Compile n inputs; ret has room for n. With n > 0 and a status other than BW_OK
 * nothing in ret is written. The file names in objects and dependencies are as
 * clang saw them.
 */
BW_CHECKED enum bw_status bw_compile(struct bw_arena *a, struct bw_diags *diags,
				     const struct bw_compile_options *o,
				     const struct bw_compile_input *in, uint32_t n,
				     struct bw_compiled *ret);

/* Modules that are to be one: inputs of a bw_compile() with want_ir, and its results. */
struct bw_compile_lto {
	const char *name; /* for findings that belong to no single module */
	const struct bw_compile_input *in;
	const struct bw_compiled *module;
	uint32_t n;
	/* Names that others use or define. Besides them programs (functions with a
	 * section), variables with a section and visible data stay; all other functions
	 * become internal. */
	const char *const *keep;
	uint32_t keep_n;
};

/*
 * Link the modules at IR level, optimise them as one, and make one object. LLVM does
 * not compare types here: link the modules' own objects first, to see that they agree.
 * ret is written on BW_OK only; it has no dependencies and no ir.
 */
BW_CHECKED enum bw_status bw_compile_lto(struct bw_arena *a, struct bw_diags *diags,
					 const struct bw_compile_options *o,
					 const struct bw_compile_lto *lto, struct bw_compiled *ret);

/* Does a file that begins so hold bitcode, whatever its name? */
bool bw_compile_is_bitcode(struct bw_bytes head);

/*
 * The text of a depfile for Make and Ninja: target depends on all that the n
 * results depend on, each once, in first-seen order, and on the more_n files in
 * more. Refuses names that hold a line break (BW_D_DEP_NAME): the format has no
 * way to write them.
 */
BW_CHECKED enum bw_status bw_compile_depfile(struct bw_arena *a, struct bw_diags *diags,
					     const char *target, const struct bw_compiled *c,
					     uint32_t n, const char *const *more, uint32_t more_n,
					     struct bw_bytes *ret);

/*
 * The code generator that bw_compile() would run: asked (options.codegen) if not
 * NULL, else $BPFWELD_CODEGEN, else libexec/bpfweld/bpfweld-codegen in the
 * directory of this executable or one of the two above it, else the installed
 * place. NULL if none of them can be run.
 */
const char *bw_codegen_find(struct bw_arena *a, const char *asked);

#endif
