/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/compile_bitcode.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bw_bitcode_id id;

	if (bw_bitcode_identify(data, size, &id))
		(void)bw_bitcode_major(id.producer);
	return 0;
}
