/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests that say which bytes something was: XXH3, 64 bits, seed 0.
 *
 * It tells two inputs apart that differ by chance. It is no proof against somebody who
 * wants two inputs to have one digest: that would cost more than reading and linking
 * them does.
 */
#ifndef BW_BASE_DIGEST_H
#define BW_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define BW_DIGEST_HEX_BYTES 17 /* with NUL */

struct bw_digest {
	uint8_t byte[8]; /* the most significant first, as xxhsum prints them */
};

struct bw_digest bw_digest_of(const void *p, size_t n);
/* As text of BW_DIGEST_HEX_BYTES. */
void bw_digest_text(struct bw_digest d, char *ret);
/* The other way; false if s is no such text. */
bool bw_digest_parse(const char *s, struct bw_digest *ret);

#endif
