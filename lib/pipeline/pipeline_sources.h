/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs that are compiled, alone (pipeline_sources.c) or as one (pipeline_lto.c). */
#ifndef BW_PIPELINE_SOURCES_H
#define BW_PIPELINE_SOURCES_H

#include "pipeline/pipeline_run.h"

#include "compile/compile.h"

struct sources {
	uint32_t n;
	struct bw_compile_input *in;
	uint32_t *slot; /* index of the input it came from; rises */
	/* Once compiled: */
	struct bw_compile_options opt;
	struct bw_compiled *out;
	struct bw_obj **obj;
};

/* Compile each alone. */
enum bw_status sources_compile(struct bpfweld *b, bool big_endian, struct sources *s);
/*
 * --lto: what is compiled becomes one object, in the place of the first of them. The
 * others, all that will be linked, say what must stay visible.
 */
enum bw_status sources_join(struct bpfweld *b, const struct sources *s, obj_list *objs);

#endif
