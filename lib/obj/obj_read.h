/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader in three steps: sections and symbols (obj_read.c), relocations
 * (obj_reloc.c), BTF and .BTF.ext (obj_bind.c).
 */
#ifndef BW_OBJ_READ_H
#define BW_OBJ_READ_H

#include "obj/obj_elf.h"

#define BW_SYM_DROPPED UINT32_MAX

struct bw_obj_reader {
	struct bw_arena *scratch;
	struct bw_arena *types; /* for BTF */
	struct bw_diags *diags;
	struct bw_elf elf;
	struct bw_obj *obj;
	uint32_t *sec_of; /* model section of an ELF section, 0 when not kept */
	uint32_t *sym_of; /* model symbol of an ELF symbol, or BW_SYM_DROPPED */
	struct bw_elf_sym *elf_sym;
	uint32_t elf_sym_count;
	uint32_t symtab, btf, btf_ext; /* ELF sections; 0 when absent */
};

/* Canonical relocations (O3, O4). Sections and symbols are there. */
BW_CHECKED enum bw_status bw_obj_read_relocs(struct bw_obj_reader *r);
/* BTF, its records and the types of symbols (O5, O6). */
BW_CHECKED enum bw_status bw_obj_read_btf(struct bw_obj_reader *r);

#endif
