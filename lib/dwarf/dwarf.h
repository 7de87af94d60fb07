/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dwarf - where the source declares the functions and variables of an object.
 *
 * BTF has lines for code only. For variables, maps and what is declared extern, the
 * line stands in .debug_info (DWARF 2 to 5, either size of offsets, as compilers write
 * it with -g) and nowhere else. Read with libdwarf, when a finding wants to show a
 * declaration, never on the way to a result.
 *
 * Units       Lines count from 1.
 * Ownership   What is returned lives in the arena given; the image may go.
 * Errors      None: what cannot be read is left out. So is what stands in another file
 *             (split units), what zlib cannot decompress, and what is behind a unit that
 *             no compiler writes.
 */
#ifndef BW_DWARF_H
#define BW_DWARF_H

#include "base/base.h"

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

/* All of a 64-bit ELF image of either byte order; none if it has no .debug_info. */
struct bw_dwarf_decls bw_dwarf_decls(struct bw_arena *a, struct bw_bytes image);

#endif
