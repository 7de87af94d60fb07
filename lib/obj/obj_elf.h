/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ELF file as tables in host order; only obj_elf.c knows libelf.
 *
 * Invariants  E1  Section 0 is unused. Every section but NOBITS lies in the
 *                 file, and together they are not larger than the file.
 *             E2  .align_bytes is a power of two up to BW_ELF_ALIGN_MAX.
 *             E3  Symbol and relocation tables are only what was decoded: what
 *                 they refer to is checked by the reader.
 * Ownership   All in .arena, which also closes the file.
 * Errors      Findings OBJ001-OBJ010, RUN002.
 */
#ifndef BW_OBJ_ELF_H
#define BW_OBJ_ELF_H

#include <elf.h>

#include "obj/obj.h"

#define BW_ELF_ALIGN_MAX ((uint64_t)1 << 20)
/* The numbers of elf.h that are newer than some libcs. */
#define BW_EM_BPF 247

struct bw_elf_sec {
	const char *name;
	const uint8_t *bytes; /* NULL before they are asked for */
	uint32_t name_off, type, link, info;
	uint64_t flags, off_bytes, size_bytes, align_bytes, entsize_bytes;
};
struct bw_elf_sym {
	const char *name;
	uint64_t value, size_bytes;
	uint32_t shndx; /* SHN_* included: files have fewer than SHN_LORESERVE sections */
	uint8_t type, bind, vis;
};
struct bw_elf_rel {
	uint64_t off_bytes;
	int64_t addend; /* RELA only */
	uint32_t sym, type;
};

struct bw_elf {
	struct bw_arena *arena;
	struct bw_diags *diags;
	const char *file;
	struct Elf *elf;
	uint64_t file_bytes;
	uint32_t names_sec;
	bool big_endian;
	uint32_t sec_count;
	struct bw_elf_sec *sec;
};

/* Open and check headers. arena is a child made for this file. */
BW_CHECKED enum bw_status bw_elf_open_file(struct bw_arena *arena, struct bw_diags *d,
					   const char *path, struct bw_elf *ret);
BW_CHECKED enum bw_status bw_elf_open_image(struct bw_arena *arena, struct bw_diags *d,
					    const char *file, struct bw_bytes image,
					    struct bw_elf *ret);
/* Contents of a section; empty for NOBITS and NULL. Valid while f is open. */
BW_CHECKED enum bw_status bw_elf_bytes(struct bw_elf *f, uint32_t sec, struct bw_bytes *ret);
/* All symbols of a SHT_SYMTAB section, the null symbol included. */
BW_CHECKED enum bw_status bw_elf_syms(struct bw_elf *f, uint32_t sec, struct bw_elf_sym **ret,
				      uint32_t *ret_count);
/* All entries of a SHT_REL or SHT_RELA section. */
BW_CHECKED enum bw_status bw_elf_rels(struct bw_elf *f, uint32_t sec, struct bw_elf_rel **ret,
				      uint32_t *ret_count);
/* Over the names and contents of all sections that were asked for. */
struct bw_digest bw_elf_digest(struct bw_arena *scratch, const struct bw_elf *f);
/* A place in the file's section. */
struct bw_where bw_elf_where(const struct bw_elf *f, uint32_t sec);

#endif
