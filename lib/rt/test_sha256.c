/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rt/rt_core.h"

static void hash(const char *text, size_t times, size_t chunk, char hex[65])
{
	uint8_t digest[BW_RT_DIGEST_BYTES];
	size_t n = strlen(text);
	struct bw_rt_sha256 s;

	bw_rt_sha256_init(&s);
	while (times--)
		for (size_t at = 0; at < n; at += chunk)
			bw_rt_sha256_add(&s, (const uint8_t *)text + at,
					 n - at < chunk ? n - at : chunk);
	bw_rt_sha256_end(&s, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

/* The examples of FIPS 180-4, and the lengths around a block's end (coreutils sha256sum). */
static void test_vectors(void **state)
{
	static const struct {
		const char *text;
		size_t times;
		const char *want;
	} rows[] = {
	    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	    {"a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
	    {"a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
	    {"a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
	    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
	};

	(void)state;
	for (size_t i = 0; i < RT_COUNT(rows); i++)
		for (size_t chunk = 1; chunk < 4; chunk++) {
			char hex[65];

			hash(rows[i].text, rows[i].times, chunk, hex);
			assert_string_equal(hex, rows[i].want);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
