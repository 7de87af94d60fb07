/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The builder behind bw_spec_build(): BTF maps (spec_maps.c), legacy maps
 * (spec_old.c), data, kconfig, struct_ops and arena (spec_data.c), programs
 * (spec_progs.c) and their images (spec_image.c).
 */
#ifndef BW_SPEC_BUILD_H
#define BW_SPEC_BUILD_H

#include "spec/spec.h"

#define BW_NO_MAP UINT32_MAX

/* Numbers of include/uapi/linux/bpf.h that the builder itself needs. */
enum {
	BW_MT_ARRAY = 2,
	BW_MT_PROG_ARRAY = 3,
	BW_MT_ARRAY_OF_MAPS = 12,
	BW_MT_HASH_OF_MAPS = 13,
	BW_MT_STRUCT_OPS = 26,
	BW_MT_ARENA = 33,
	BW_MF_RDONLY_PROG = 1 << 7,
	BW_MF_LINK = 1 << 13,
	BW_PF_SLEEPABLE = 1 << 4,
	BW_PF_XDP_HAS_FRAGS = 1 << 5,
};

/* A function of the object: where a call may lead. */
struct bw_spec_func {
	uint32_t sec, off_insns, insn_count;
	bw_symid sym;
	bw_tid type;
};

struct bw_spec_builder {
	struct bw_arena *arena, *scratch;
	const struct bw_obj *o;
	struct bw_diags *diags;
	struct bw_spec *spec;
	uint32_t *sym_of_type; /* symbol of a VAR or FUNC; 0 none */
	BW_VEC(struct bw_map_spec) map;
	BW_VEC(struct bw_prog_spec) prog;
	BW_VEC(struct bw_kconfig_var) kconfig;
	uint32_t *sec_map; /* by section: its data map, or BW_NO_MAP */
	uint32_t kconfig_map, arena_map;
	uint32_t func_count;
	struct bw_spec_func *func; /* by section and offset */
	uint64_t image_insns;	   /* of all programs so far */
	bool maps_lost;		   /* a map was reported and left out: programs may miss it */
};

BW_CHECKED enum bw_status bw_spec_btf_maps(struct bw_spec_builder *b);
BW_CHECKED enum bw_status bw_spec_old_maps(struct bw_spec_builder *b);
BW_CHECKED enum bw_status bw_spec_data_maps(struct bw_spec_builder *b);
BW_CHECKED enum bw_status bw_spec_programs(struct bw_spec_builder *b);
/* Fill p's image, refs and records; f is its function. */
BW_CHECKED enum bw_status bw_spec_image(struct bw_spec_builder *b, struct bw_prog_spec *p,
					const struct bw_spec_func *f);

/* DATASEC of this name, or BW_VOID. */
bw_tid bw_spec_datasec(const struct bw_obj *o, bw_sym name);
/* The symbol that a relocation means: a section symbol with addend becomes the
 * symbol that starts there. .i 0: none does. */
bw_symid bw_spec_meant(const struct bw_obj *o, const struct bw_reloc *r);
/* Is this section .text or a part of it: home of subprograms. */
bool bw_spec_is_text(const struct bw_obj *o, uint32_t sec);
/* Index in func[] of the function that starts there, or func_count. */
uint32_t bw_spec_func_at(const struct bw_spec_builder *b, uint32_t sec, uint64_t off_insns);

#endif
