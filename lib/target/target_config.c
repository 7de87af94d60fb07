/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's .config as a target fact. */
#include "target/target.h"
#include "target/target_parts.h"

#define CONFIG_MAX_BYTES ((size_t)16 << 20)

bool bw_target_set_config(struct bw_arena *a, struct bw_target *t, struct bw_bytes text,
			  const char *origin)
{
	if (text.n >= 2 && text.p[0] == 0x1f && text.p[1] == 0x8b &&
	    !bw_unpack(a, text, CONFIG_MAX_BYTES, &text))
		return false;
	if (memchr(text.p, 0, text.n))
		return false;
	t->config = bw_strndup(a, (const char *)text.p, text.n);
	t->config_bytes = text.n;
	t->config_origin = origin;
	return true;
}

/* The line of an option: "CONFIG_HZ=250" gives "250". */
const char *bw_target_config(struct bw_arena *a, const struct bw_target *t, const char *option)
{
	size_t n = strlen(option);
	const char *p = t->config, *end = p ? p + t->config_bytes : NULL;

	if (!p)
		return NULL;
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *eol = nl ? nl : end;

		if ((size_t)(eol - p) > n && !memcmp(p, option, n) && p[n] == '=')
			return bw_strndup(a, p + n + 1, (size_t)(eol - p) - n - 1);
		p = eol + 1;
	}
	return "n";
}
