/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

/* All of it in the header: no library to load. */
#define XXH_INLINE_ALL
#include <xxhash.h>

struct bw_digest bw_digest_of(const void *p, size_t n)
{
	XXH64_canonical_t c;
	struct bw_digest d;

	_Static_assert(sizeof(c.digest) == sizeof(d.byte), "64 bits");
	XXH64_canonicalFromHash(&c, XXH3_64bits(p, n));
	memcpy(d.byte, c.digest, sizeof(d.byte));
	return d;
}

void bw_digest_text(struct bw_digest d, char *ret)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(d.byte); i++) {
		*ret++ = hex[d.byte[i] >> 4];
		*ret++ = hex[d.byte[i] & 15];
	}
	*ret = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool bw_digest_parse(const char *s, struct bw_digest *ret)
{
	struct bw_digest d;

	if (strlen(s) != BW_DIGEST_HEX_BYTES - 1)
		return false;
	for (size_t i = 0; i < sizeof(d.byte); i++, s += 2) {
		int hi = hex_value(s[0]), lo = hex_value(s[1]);

		if (hi < 0 || lo < 0)
			return false;
		d.byte[i] = (uint8_t)(hi << 4 | lo);
	}
	*ret = d;
	return true;
}
