/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What clang and LLVM print, taken apart: place, function, message.
 */
#ifndef BW_COMPILE_TEXT_H
#define BW_COMPILE_TEXT_H

#include "diag/diag.h"

/* One message of LLVM. */
struct bw_llvm_text {
	struct bw_where where; /* .symbol the function, .src_* the line; .file unset */
	const char *text;      /* the rest, one line */
	const char *more;      /* further lines, or NULL */
	const char *fix;       /* what helps in this case, or NULL */
};

/* Take one message apart. What is not understood stays in .text. */
struct bw_llvm_text bw_llvm_text(struct bw_arena *a, const char *text);

/*
 * Add clang's plain text (no colours) to the latest finding: a note for each
 * message with its place and source line, and for each line outside of messages.
 */
void bw_clang_notes(struct bw_diags *d, struct bw_arena *scratch, struct bw_bytes text);

#endif
