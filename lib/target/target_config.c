/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's .config as a target fact. */
#include <zlib.h>

#include "target/target.h"
#include "target/target_parts.h"

#define CONFIG_MAX_BYTES ((size_t)16 << 20)

static bool inflate_all(z_stream *z, struct bw_sb *sb, size_t max_bytes)
{
	uint8_t buf[16384];
	int rc;

	do {
		z->next_out = buf;
		z->avail_out = sizeof(buf);
		rc = inflate(z, Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END)
			return false;
		bw_sb_add(sb, buf, sizeof(buf) - z->avail_out);
	} while (rc == Z_OK && sb->n <= max_bytes);
	return rc == Z_STREAM_END && sb->n <= max_bytes;
}

static void inflate_end(void *z)
{
	inflateEnd(z);
}

bool bw_gunzip(struct bw_arena *a, struct bw_bytes in, size_t max_bytes, struct bw_bytes *ret)
{
	struct bw_arena *child = bw_arena_child(a);
	z_stream *z = BW_NEW(child, z_stream);
	struct bw_sb sb = bw_sb_in(a);
	bool ok;

	if (in.n > UINT32_MAX || inflateInit2(z, 15 + 16) != Z_OK)
		return false;
	bw_defer(child, inflate_end, z);
	z->next_in = (Bytef *)(uintptr_t)in.p;
	z->avail_in = (uInt)in.n;
	ok = inflate_all(z, &sb, max_bytes);
	bw_arena_deinit(child);
	if (ok)
		*ret = bw_sb_bytes(&sb);
	return ok;
}

bool bw_target_set_config(struct bw_arena *a, struct bw_target *t, struct bw_bytes text,
			  const char *origin)
{
	if (text.n >= 2 && text.p[0] == 0x1f && text.p[1] == 0x8b &&
	    !bw_gunzip(a, text, CONFIG_MAX_BYTES, &text))
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
