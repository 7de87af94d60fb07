/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * loader_image - writing an image, field by field, in the target's byte order.
 *
 * Operations and what they point to grow side by side. Offsets are written as if the data
 * started at 0, their places noted, and moved once the operations are complete.
 *
 * Invariants  W1  Between image_op() and image_end() the fields are written in the order of
 *                 the operation's structure in rt_image.h; image_end() asserts their size.
 */
#ifndef BW_LOADER_IMAGE_H
#define BW_LOADER_IMAGE_H

#include "base/base.h"
#include "rt/rt.h"

struct image {
	struct bw_arena *arena;
	bool big_endian;
	struct bw_sb ops, data;
	size_t op_start;
	uint32_t maps, progs;	/* operations of these kinds so far */
	BW_VEC(uint32_t) moved; /* places in ops that hold an offset in data */
};

struct image image_begin(struct bw_arena *a, bool big_endian);
/* Starts an operation with its head. */
void image_op(struct image *m, enum bw_rt_kind kind, uint32_t flags);
void image_u32(struct image *m, uint32_t v);
void image_u64(struct image *m, uint64_t v);
/* An offset in data, as struct bw_rt_image wants it. */
void image_off(struct image *m, uint32_t data_off);
void image_span(struct image *m, uint32_t data_off, size_t bytes);
void image_no_span(struct image *m);
/* A name for the kernel, cut to 15 characters of [A-Za-z0-9_.]. */
void image_name(struct image *m, const char *name);
/* Ends the operation, whose structure has so many bytes. */
void image_end(struct image *m, size_t bytes);

/* Adds data, aligned to 8; its offset. */
uint32_t image_data(struct image *m, const void *p, size_t bytes);
uint32_t image_str(struct image *m, const char *s);

/* Header, operations and data; the digest is zero. */
struct bw_bytes image_finish(struct image *m, uint16_t machine, const char *name);

#endif
