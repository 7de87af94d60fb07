/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of a kernel that are none. What is found in one must be inside it and of use. */
#include "target/target.h"
#include "target/target_parts.h"

#define UNPACKED_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bw_bytes in = {data, size};
	struct bw_kernel_file f;
	struct bw_kernel_facts facts;
	struct bw_arena a;

	bw_arena_init(&a);
	if (bw_kernel_file_look(&a, in, UNPACKED_MAX, &f)) {
		struct bw_target *t = bw_target_new(&a, bw_arch_find("aarch64"));

		assert(!f.btf.p || bw_kernel_facts_read(&a, f.btf, "", &facts));
		assert(!f.page_bytes || !(f.page_bytes & (f.page_bytes - 1)));
		bw_target_take_file(&a, t, &f, "fuzz");
		bw_target_derive(&a, t);
	}
	if (bw_kernel_facts_read(&a, in, "", &facts)) {
		const struct bw_target t = {.facts = &facts};
		uint32_t bytes;

		bw_target_struct(&t, "task_struct", &bytes);
	}
	bw_arena_deinit(&a);
	return 0;
}
