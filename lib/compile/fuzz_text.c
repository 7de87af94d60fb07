/* SPDX-License-Identifier: BSD-2-Clause */
/* What child processes print is input too: messages, notes, dependencies. */
#include "compile/compile_deps.h"
#include "compile/compile_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bw_arena a;
	struct bw_diags *d;
	struct bw_deps deps = {.arena = &a};
	struct bw_bytes text;

	bw_arena_init(&a);
	d = bw_diags_create(&a);
	text = (struct bw_bytes){(const uint8_t *)bw_strndup(&a, (const char *)data, size), size};
	bw_tell(d, BW_D_CLANG_WARNINGS, bw_at_file("x"), "x");
	bw_clang_notes(d, &a, text);
	bw_deps_parse(&deps, text);
	bw_llvm_text(&a, (const char *)text.p);
	bw_arena_deinit(&a);
	return 0;
}
