/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of target share. */
#ifndef BW_TARGET_PARTS_H
#define BW_TARGET_PARTS_H

#include "target/target.h"

/* Is n in ranges like "1-8,12"? "" has none. */
bool bw_ranges_have(const char *ranges, uint32_t n);
/* An empty target of this arch. */
struct bw_target *bw_target_new(struct bw_arena *a, const struct bw_arch *arch);
BW_CHECKED enum bw_status bw_target_host(struct bw_arena *a, struct bw_diags *d,
					 struct bw_target **ret);
BW_CHECKED enum bw_status bw_target_yaml(struct bw_arena *a, struct bw_diags *d, const char *path,
					 struct bw_target **ret);
/*
 * Unpack what starts with the magic number of gzip, zstd, xz or lz4's legacy frame; what
 * follows it is left alone. False if it starts with none, is broken, or has more than
 * max_bytes inside.
 */
bool bw_unpack(struct bw_arena *a, struct bw_bytes in, size_t max_bytes, struct bw_bytes *ret);
/* Where such a magic number stands, at from or behind it; in.n if nowhere. */
size_t bw_unpack_next(struct bw_bytes in, size_t from);
/* The same as bw_kernel_file_read() for bytes; false if they are none of these files. */
bool bw_kernel_file_look(struct bw_arena *a, struct bw_bytes in, size_t max_bytes,
			 struct bw_kernel_file *ret);
/* Take what a file says into the target: fields that are still unknown. */
void bw_target_take_file(struct bw_arena *a, struct bw_target *t, const struct bw_kernel_file *f,
			 const char *path);
/* Set the config of a target from the bytes of a file, packed or not. */
bool bw_target_set_config(struct bw_arena *a, struct bw_target *t, struct bw_bytes text,
			  const char *origin);

#endif
