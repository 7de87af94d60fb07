/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dwarf - where the source declares the functions and variables of an object, and how the
 * types of a program of any machine are laid out.
 *
 * BTF has lines for code only. For variables, maps and what is declared extern, the
 * line stands in .debug_info (DWARF 2 to 5, either size of offsets, as compilers write
 * it with -g) and nowhere else. Read with libdwarf, when a finding wants to show a
 * declaration, never on the way to a result. Types of programs are read in a child process:
 * those files come from anywhere.
 *
 * Units       Lines count from 1.
 * Ownership   What is returned lives in the arena given; the image may go.
 * Errors      None: of declarations, what cannot be read is left out. So is what stands in
 *             another file (split units), what is compressed by neither zlib nor zstd, and
 *             what is behind a unit that no compiler writes. Types say what is missing.
 */
#ifndef BW_DWARF_H
#define BW_DWARF_H

#include "layout/layout.h"

/* A function or variable of file scope. */
struct bw_dwarf_decl {
	const char *name;
	const char *file; /* the compiler's directory and name joined, as in .BTF.ext */
	uint32_t line;
	bool is_definition;
};

struct bw_dwarf_decls {
	BW_VEC(struct bw_dwarf_decl) list; /* in the order of the file */
};

/* All of an ELF image; none if it has no .debug_info. */
struct bw_dwarf_decls bw_dwarf_decls(struct bw_arena *a, struct bw_bytes image);

/* ---- types of user-space programs ---- */

enum bw_dwarf_lang { BW_DWARF_C, BW_DWARF_CXX, BW_DWARF_GO, BW_DWARF_RUST, BW_DWARF_OTHER };

/* A struct, union, enum, typedef or base type of a program. */
struct bw_dwarf_type {
	const char *name; /* as the source qualifies it: "key", "main.Key", "app::Key" */
	enum bw_dwarf_lang lang;
	const char *file; /* where it is declared; NULL unknown */
	uint32_t line;
	bool is_reordered; /* Rust without repr(C): offsets do not rise in declaration order */
	struct bw_layout layout;
};

struct bw_dwarf_types {
	uint16_t machine; /* e_machine */
	bool is_64, big_endian;
	uint32_t flags;	     /* e_flags */
	const char *missing; /* why there are no types: "it has no .debug_info"; NULL */
	const char *partial; /* what of it could not be read: "12 .dwo files"; NULL */
	BW_VEC(struct bw_dwarf_type) list; /* without duplicates, in the order of the file */
};

/*
 * Types of an ELF file whose name ends in one of the wanted ones: the last part of both
 * names, compared without case and underscores ("flow_key" wants "main.FlowKey" and
 * "main.bpfFlowKey"). No wanted names: all. Parsing happens in a child process with limits on
 * memory and time, for the file is not trusted. False if the file is no ELF file.
 */
bool bw_dwarf_types(struct bw_arena *a, const char *path, const char *const *wanted,
		    uint32_t wanted_count, struct bw_dwarf_types *ret);

struct bw_dwarf_program {
	const char *path;
	bool is_elf; /* and types are those of bw_dwarf_types() */
	struct bw_dwarf_types types;
};

/* The same for several files: as many at once as there are processors. */
void bw_dwarf_programs(struct bw_arena *a, struct bw_dwarf_program *programs, uint32_t count,
		       const char *const *wanted, uint32_t wanted_count);

#endif
