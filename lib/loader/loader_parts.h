/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packer and its parts: BTF (loader_btf.c), maps (loader_maps.c), programs
 * (loader_progs.c), the executable (loader_elf.c).
 *
 * Invariants  K1  map_no[i] is the number of spec map i in the image, prog_no[i] that of
 *                 program i; NO_NUMBER if it is not in it.
 */
#ifndef BW_LOADER_PARTS_H
#define BW_LOADER_PARTS_H

#include "loader/loader.h"
#include "loader/loader_image.h"

#define NO_NUMBER UINT32_MAX
#define MAX_BYTES (256u << 20) /* of an image */

/* .BTF.ext records of one program, as BPF_PROG_LOAD takes them. */
struct prog_records {
	struct bw_bytes func, line, core;
};

struct packer {
	struct bw_arena *arena;
	const struct bw_spec *s;
	const struct bw_target *target;
	const char *name; /* of the object, good for a pin */
	struct bw_bytes kconfig;
	struct bw_diags *diags;
	struct image image;
	uint32_t *map_no, *prog_no;
	bool has_btf;
	struct prog_records *records; /* by program of the spec */
	struct bw_bytes btf;
	BW_VEC(const char *) map_pins, prog_pins;
};

/* A name as a pin: [A-Za-z0-9_], 1 to 200 characters. */
const char *pin_of(struct packer *p, const char *name);

/* Fill btf and records: what the target's kernel takes of the object's BTF. */
void pack_btf_prepare(struct packer *p);
/* Add the operations, in this order. */
void pack_btf(struct packer *p);
BW_CHECKED enum bw_status pack_maps(struct packer *p);
BW_CHECKED enum bw_status pack_progs(struct packer *p);
BW_CHECKED enum bw_status pack_init(struct packer *p);
BW_CHECKED enum bw_status pack_attach(struct packer *p);

/* Is program i of the spec put into the image? */
static inline bool is_loaded(const struct packer *p, uint32_t i)
{
	return p->s->prog[i].autoload;
}

/* The stub with the image as its third segment, digest set. */
struct bw_bytes loader_elf(struct bw_arena *a, const struct bw_rt_stub *stub,
			   struct bw_bytes image);

#endif
