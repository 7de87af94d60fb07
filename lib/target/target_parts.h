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
/* Unpack gzip data; false if it is none or larger than max_bytes. */
bool bw_gunzip(struct bw_arena *a, struct bw_bytes in, size_t max_bytes, struct bw_bytes *ret);
/* Set the config of a target from the bytes of a file, packed or not. */
bool bw_target_set_config(struct bw_arena *a, struct bw_target *t, struct bw_bytes text,
			  const char *origin);

#endif
