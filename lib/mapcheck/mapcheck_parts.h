/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of mapcheck share. */
#ifndef BW_MAPCHECK_PARTS_H
#define BW_MAPCHECK_PARTS_H

#include "mapcheck/mapcheck.h"

/* Report every attribute that the rules refuse, each once. */
BW_CHECKED enum bw_status bw_mapcheck_rules(struct bw_arena *a, const struct bw_map_attr *m,
					    const struct bw_target *t, struct bw_diags *d,
					    struct bw_where where);
/* Would the size do with pages of this size? True for types that do not care. */
bool bw_mapcheck_page_fits(const struct bw_map_attr *m, uint32_t page_bytes);

/* Is max_entries the size of a ring buffer? */
bool bw_mapcheck_is_ring(uint32_t type);
/* The profile of target.loader, "libbpf-1.4"; bpfweld's own for NULL and unknown names. */
uint32_t bw_mapcheck_loader_find(const char *loader);
bool bw_mapcheck_rounds_rings(uint32_t loader);

#endif
