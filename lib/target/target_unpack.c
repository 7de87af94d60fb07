/* SPDX-License-Identifier: BSD-2-Clause */
/* What is packed in a kernel image, by the magic numbers of the packers. */
#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "target/target.h"
#include "target/target_parts.h"

#define CHUNK 65536u
#define LZ4_RATIO_MAX 255u
#define LZ4_BLOCK_MAX ((size_t)8 << 20) /* of the legacy frame, which kernels use */

/* Append; false when there is too much. */
static bool put(struct bw_sb *sb, const void *p, size_t n, size_t max_bytes)
{
	if (n > max_bytes - sb->n)
		return false;
	bw_sb_add(sb, p, n);
	return true;
}

static void end_zlib(void *z)
{
	inflateEnd(z);
}

static bool unpack_gzip(struct bw_arena *scratch, struct bw_bytes in, size_t max_bytes,
			struct bw_sb *sb)
{
	z_stream *z = BW_NEW(scratch, z_stream);
	uint8_t *buf = bw_alloc(scratch, CHUNK);
	int rc = inflateInit2(z, 15 + 16);

	if (rc != Z_OK)
		return false;
	bw_defer(scratch, end_zlib, z);
	z->next_in = (Bytef *)(uintptr_t)in.p;
	z->avail_in = in.n > UINT32_MAX ? UINT32_MAX : (uInt)in.n;
	while (rc == Z_OK) {
		z->next_out = buf;
		z->avail_out = CHUNK;
		rc = inflate(z, Z_NO_FLUSH);
		if ((rc != Z_OK && rc != Z_STREAM_END) ||
		    !put(sb, buf, CHUNK - z->avail_out, max_bytes))
			return false;
	}
	return true;
}

static void end_zstd(void *z)
{
	ZSTD_freeDStream(z);
}

static bool unpack_zstd(struct bw_arena *scratch, struct bw_bytes in, size_t max_bytes,
			struct bw_sb *sb)
{
	ZSTD_inBuffer from = {in.p, in.n, 0};
	ZSTD_DStream *z = ZSTD_createDStream();
	uint8_t *buf;
	size_t rc = 1;

	if (!z)
		return false;
	bw_defer(scratch, end_zstd, z);
	buf = bw_alloc(scratch, CHUNK);
	while (rc) {
		ZSTD_outBuffer to = {buf, CHUNK, 0};
		size_t before = from.pos;

		rc = ZSTD_decompressStream(z, &to, &from);
		if (ZSTD_isError(rc) || !put(sb, buf, to.pos, max_bytes) ||
		    (rc && !to.pos && from.pos == before))
			return false;
	}
	return true;
}

static void end_lzma(void *z)
{
	lzma_end(z);
}

static bool unpack_xz(struct bw_arena *scratch, struct bw_bytes in, size_t max_bytes,
		      struct bw_sb *sb)
{
	lzma_stream *z = BW_NEW(scratch, lzma_stream);
	uint8_t *buf = bw_alloc(scratch, CHUNK);
	lzma_ret rc;

	*z = (lzma_stream)LZMA_STREAM_INIT;
	if (lzma_stream_decoder(z, (uint64_t)256 << 20, 0) != LZMA_OK)
		return false;
	bw_defer(scratch, end_lzma, z);
	z->next_in = in.p;
	z->avail_in = in.n;
	do {
		z->next_out = buf;
		z->avail_out = CHUNK;
		rc = lzma_code(z, LZMA_RUN);
		if ((rc != LZMA_OK && rc != LZMA_STREAM_END) ||
		    !put(sb, buf, CHUNK - z->avail_out, max_bytes))
			return false;
	} while (rc == LZMA_OK);
	return true;
}

/* Blocks with their size before them, until something that is none. */
static bool unpack_lz4(struct bw_arena *scratch, struct bw_bytes in, size_t max_bytes,
		       struct bw_sb *sb)
{
	size_t room = in.n < LZ4_BLOCK_MAX / LZ4_RATIO_MAX ? in.n * LZ4_RATIO_MAX : LZ4_BLOCK_MAX;
	char *buf = bw_alloc_raw(scratch, room);

	for (size_t off = 4; in.n - off > 4;) {
		uint32_t n = bw_get32(in.p + off, false);
		int got;

		if (!n || n > in.n - off - 4 || n > (uint32_t)LZ4_COMPRESSBOUND(LZ4_BLOCK_MAX))
			break;
		got = LZ4_decompress_safe((const char *)in.p + off + 4, buf, (int)n, (int)room);
		if (got <= 0 || !put(sb, buf, (size_t)got, max_bytes))
			break;
		off += 4 + n;
	}
	return sb->n != 0;
}

static const struct {
	const char *magic;
	size_t n;
	bool (*unpack)(struct bw_arena *scratch, struct bw_bytes in, size_t max_bytes,
		       struct bw_sb *sb);
} packers[] = {
    {"\x1f\x8b\x08", 3, unpack_gzip},
    {"\x28\xb5\x2f\xfd", 4, unpack_zstd},
    {"\xfd"
     "7zXZ",
     6, unpack_xz},
    {"\x02\x21\x4c\x18", 4, unpack_lz4},
};

bool bw_unpack(struct bw_arena *a, struct bw_bytes in, size_t max_bytes, struct bw_bytes *ret)
{
	for (size_t i = 0; i < BW_COUNT(packers); i++) {
		struct bw_arena *scratch;
		struct bw_sb sb = bw_sb_in(a);
		bool ok;

		if (in.n < packers[i].n || memcmp(in.p, packers[i].magic, packers[i].n) != 0)
			continue;
		scratch = bw_arena_child(a);
		ok = packers[i].unpack(scratch, in, max_bytes, &sb);
		bw_arena_deinit(scratch);
		if (ok)
			*ret = bw_sb_bytes(&sb);
		return ok;
	}
	return false;
}

size_t bw_unpack_next(struct bw_bytes in, size_t from)
{
	size_t best = in.n;

	for (size_t i = 0; i < BW_COUNT(packers); i++) {
		const uint8_t *p =
		    from < best ? memmem(in.p + from, best - from, packers[i].magic, packers[i].n)
				: NULL;

		if (p)
			best = (size_t)(p - in.p);
	}
	return best;
}
