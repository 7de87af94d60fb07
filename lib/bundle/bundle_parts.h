/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of bundle share. */
#ifndef BW_BUNDLE_PARTS_H
#define BW_BUNDLE_PARTS_H

#include "bundle/bundle.h"

typedef BW_VEC(struct bw_bundle_member) member_list;

/* An ar file's members; the symbol and name tables are none. */
BW_CHECKED enum bw_status bundle_archive(struct bw_arena *a, struct bw_diags *d, const char *file,
					 struct bw_bytes image, member_list *ret);

/* BPF ELF images anywhere in the bytes. */
BW_CHECKED enum bw_status bundle_scan(struct bw_arena *a, struct bw_diags *d, const char *file,
				      struct bw_bytes image, member_list *ret);

/* Names for what bundle_scan() found. */
void bundle_names(struct bw_arena *a, struct bw_bytes image, struct bw_bundle_member *m,
		  uint32_t n);

#endif
