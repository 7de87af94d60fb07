/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as an image: the checks read nothing outside and agree with themselves. */
#include <stdlib.h>
#include <string.h>

#include "rt/rt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Exactly as large, for the sanitizer, and aligned as a segment is. */
	uint8_t *image = malloc(size ? size : 1);
	char first[200], second[200];

	if (!image)
		return 0;
	memcpy(image, data, size);
	if (bw_rt_image_ok(image, size, first, sizeof(first)) !=
	    bw_rt_image_ok(image, size, second, sizeof(second)))
		abort();
	free(image);
	return 0;
}
