/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of linking, and the link map (pipeline_link.c). */
#ifndef BW_PIPELINE_LINK_H
#define BW_PIPELINE_LINK_H

#include "pipeline/pipeline_run.h"

#include "link/link.h"

/* What the command line says about linking; all that is wrong with it is reported. */
enum bw_status link_options(struct bpfweld *b, struct bw_link_options *ret);
/* Stage the link map of what becomes output; nothing if path is NULL. */
enum bw_status link_map_write(struct bpfweld *b, const char *output, const char *path);

#endif
