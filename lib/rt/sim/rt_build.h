/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rt_build - images composed by hand, for the tests of rt.
 *
 * Units       as in rt_image.h.
 * Ownership   everything lives in struct rt_build; image is valid until the next build.
 */
#ifndef BW_RT_BUILD_H
#define BW_RT_BUILD_H

#include "rt/rt_core.h"

struct rt_build {
	_Alignas(8) uint8_t image[131072];
	size_t image_bytes;
	/* while composing */
	uint8_t ops[32768], data[65536];
	size_t ops_bytes, data_bytes;
	uint32_t base; /* offset of data[0] in the image */
	uint32_t maps, progs;
	uint32_t off_name;
};

/* Composes into b: rt_op() for operations, rt_data() and rt_str() for what they point to. */
typedef void rt_compose(struct rt_build *b, void *arg);

/* Runs compose and makes an image of it, digest included (over an empty stub). */
void rt_build_image(struct rt_build *b, rt_compose *compose, void *arg);
/* Sets the digest again after the image was changed. */
void rt_build_seal(uint8_t *image, size_t image_bytes);

/* A new operation, cleared, with kind and bytes set. */
void *rt_op(struct rt_build *b, enum bw_rt_kind kind, size_t bytes);
struct bw_rt_span rt_data(struct rt_build *b, const void *data, size_t bytes);
uint32_t rt_str(struct rt_build *b, const char *s);
/* Name of the object. */
void rt_name(struct rt_build *b, const char *name);
/* Adds a map, pinned under its name; returns the operation for the rare fields. */
struct bw_rt_map *rt_map(struct rt_build *b, const char *name, uint32_t type, uint32_t key_bytes,
			 uint32_t value_bytes, uint32_t max_entries);
/* Adds contents for key 0. */
void rt_update(struct rt_build *b, uint32_t map, const void *value, size_t value_bytes);
/* Adds a program of count instructions; returns the operation for the rare fields. */
struct bw_rt_prog *rt_prog(struct rt_build *b, const char *name, uint32_t type,
			   const struct rt_insn *insn, size_t count);
void rt_set(struct rt_build *b, uint32_t map, uint32_t key, uint32_t value, uint32_t flags);
void rt_attach(struct rt_build *b, uint32_t prog, enum bw_rt_attach_kind kind, const char *target);

/*
 * The sample: 8 maps (.rodata with contents, a counter, a hash, a program array, a map of maps
 * with its template, a map pinned by name), programs for a tracepoint, a raw tracepoint, XDP
 * and one with no automatic attach point. Loads on every kernel since 5.15. arg: a const char
 * that names the object, or NULL for "sample".
 */
rt_compose rt_sample;
/* Numbers of the sample. */
enum { SAMPLE_MAPS = 8, SAMPLE_PINNED_MAPS = 7, SAMPLE_PROGS = 4 };

#endif
