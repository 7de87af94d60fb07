/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * obj - the in-memory object model, and ELF in and out of it.
 *
 * A bw_obj is what an ELF BPF object says, without ELF: sections, symbols,
 * relocations, BTF, and the .BTF.ext records of each code section. The reader
 * builds it from either byte order, clang 14-19 or bpf-gcc; link makes a new one
 * from several; the writer renders it. Instructions are in host order inside
 * (insn.h), data stays in the object's byte order.
 *
 * Not kept: DWARF, .comment, .llvm_addrsig, string tables, relocations of .BTF
 * and .BTF.ext (their effect is in the model), empty unnamed sections.
 *
 * Units       off_bytes from the start of the section, off_insns in 8-byte slots.
 * Invariants  O1  sec[0] and sym[0] are unused; .i 0 means none/undefined.
 *             O2  A defined symbol's value + size lies inside its section; a
 *                 function's value is a multiple of 8.
 *             O3  A relocation lies inside its section, its kind fits the place
 *                 (IMM64 on a wide load, CALL on a call, ABS64/ABS32 in data), its
 *                 symbol is below sym_count.
 *             O4  Relocations are sorted by offset, one at a place. The addend is
 *                 in .addend, whatever the file had (REL or RELA); the bytes at
 *                 the place are zero.
 *             O5  func, line and core records are sorted by offset and lie inside
 *                 their section; their types are ids of .btf.
 *             O6  A symbol's .type is the VAR or FUNC of .btf with its name (and
 *                 linkage), or BW_VOID when there is none.
 * Ownership   All in the object's arena. Immutable once its maker returns it;
 *             bw_obj_copy() shares nothing.
 * Errors      Findings OBJ*, BTF*.
 */
#ifndef BW_OBJ_H
#define BW_OBJ_H

#include "btf/btf.h"
#include "insn/insn.h"

typedef struct bw_secid {
	uint32_t i;
} bw_secid;
typedef struct bw_symid {
	uint32_t i;
} bw_symid;

enum bw_sec_kind {
	BW_SEC_CODE,	   /* instructions: program sections and .text* */
	BW_SEC_DATA,	   /* .data* and other writable data */
	BW_SEC_RODATA,	   /* .rodata* and other constant data */
	BW_SEC_BSS,	   /* .bss*: no bytes */
	BW_SEC_MAPS,	   /* .maps: BTF-defined maps */
	BW_SEC_MAPS_OLD,   /* maps: struct bpf_map_def and its relatives */
	BW_SEC_STRUCT_OPS, /* .struct_ops* and ?.struct_ops* */
	BW_SEC_ARENA,	   /* .addr_space.1: globals of an arena */
	BW_SEC_LICENSE,
	BW_SEC_VERSION,
	BW_SEC_NOTE,  /* .bpfweld */
	BW_SEC_OTHER, /* loadable but unknown to us: kept as it is */
};

enum bw_reloc_kind {		   /* what the place is, not the ELF number */
		     BW_REL_IMM64, /* wide load: address of a map, datum or function (R_BPF_64_64 in
				      code) */
		     BW_REL_CALL,  /* call: a function or kfunc (R_BPF_64_32) */
		     BW_REL_ABS64, /* 8 bytes of data (R_BPF_64_ABS64, or R_BPF_64_64 in data) */
		     BW_REL_ABS32, /* 4 bytes of data (R_BPF_64_ABS32) */
};

/*
 * addend: bytes from the symbol, for all kinds. For CALL against a section symbol
 * it is the byte offset of the called function in that section; for CALL against
 * a function 0. A local call without a relocation stays inside its section: its
 * imm is relative as in the kernel.
 */
struct bw_reloc {
	uint64_t off_bytes;
	int64_t addend;
	bw_symid sym;
	enum bw_reloc_kind kind;
};

struct bw_section {
	bw_sym name;
	enum bw_sec_kind kind;
	uint32_t elf_type;  /* SHT_* */
	uint64_t elf_flags; /* SHF_* */
	uint64_t align_bytes;
	uint64_t entsize_bytes; /* of SHF_MERGE sections; else 0 */
	uint64_t size_bytes;
	bw_sym comdat;	      /* signature of its COMDAT group, or none; not written */
	uint8_t *data;	      /* NULL for BSS and for CODE */
	struct bw_insn *insn; /* CODE only: size_bytes / 8 of them */
	uint32_t reloc_count, func_count, line_count, core_count;
	struct bw_reloc *reloc;
	struct bw_func_info *func;
	struct bw_line_info *line;
	struct bw_core_relo *core;
};

enum bw_sym_kind { BW_SYM_NOTYPE, BW_SYM_OBJECT, BW_SYM_FUNC, BW_SYM_SECTION };
enum bw_bind { BW_LOCAL, BW_GLOBAL, BW_WEAK };
enum bw_visibility { BW_VIS_DEFAULT, BW_VIS_INTERNAL, BW_VIS_HIDDEN, BW_VIS_PROTECTED };

struct bw_symbol {
	bw_sym name;
	enum bw_sym_kind kind;
	enum bw_bind bind;
	enum bw_visibility vis;
	bool is_common; /* -fcommon: value_bytes is the alignment, sec none */
	bool is_abs;
	bw_secid sec;	      /* .i 0: undefined, common or absolute */
	bw_sym extern_sec;    /* undefined: its BTF DATASEC (".kconfig", ".ksyms", ".maps", ...) or
				 none */
	uint64_t value_bytes; /* offset in sec */
	uint64_t size_bytes;
	bw_tid type; /* VAR or FUNC */
	/* Where the source declares it, if whoever compiled it knew; not in the ELF file. */
	bw_sym src_file, src_text;
	uint32_t src_line, src_col; /* 0 unknown */
};

struct bw_obj {
	struct bw_arena *arena;
	struct bw_names *names;
	const char *file; /* as the user named it */
	bool big_endian;
	struct bw_digest digest; /* of what was read of the file (docs/formats/note.md) */
	uint32_t sec_count, sym_count;
	struct bw_section *sec;
	struct bw_symbol *sym;
	struct bw_btf *btf; /* NULL when the object has none */
};

/* ---- reading and writing ---- */

/*
 * Read one object file. Only what is needed is read from disk. The result lives
 * in a, has its names in names. Findings: not a regular file, not ELF, wrong
 * class or machine, truncated, malformed part (with section and offset), BTF.
 */
BW_CHECKED enum bw_status bw_obj_read_file(struct bw_arena *a, struct bw_names *names,
					   struct bw_diags *d, const char *path,
					   struct bw_obj **ret);
/* The same with BTF in an arena of its own. That may end before the object does:
 * .btf and all ids of types mean nothing from then on. */
BW_CHECKED enum bw_status bw_obj_read_file_apart(struct bw_arena *a, struct bw_arena *types,
						 struct bw_names *names, struct bw_diags *d,
						 const char *path, struct bw_obj **ret);
/* The same from memory; file names it in findings. */
BW_CHECKED enum bw_status bw_obj_read(struct bw_arena *a, struct bw_names *names,
				      struct bw_diags *d, const char *file, struct bw_bytes image,
				      struct bw_obj **ret);

/* The ELF file as bytes: same model, same bytes. Local symbols first, sh_info
 * right, sections in model order, no DWARF, no empty group. */
BW_CHECKED enum bw_status bw_obj_write(struct bw_arena *a, const struct bw_obj *o,
				       struct bw_diags *d, struct bw_bytes *ret);

/* A deep copy that shares nothing but the name table. */
struct bw_obj *bw_obj_copy(struct bw_arena *a, const struct bw_obj *o);

/* Asserts O1-O6 in debug builds; makers call it before they return. */
void bw_obj_check(const struct bw_obj *o);

/* ---- making ---- */

/* An empty object with sec[0] and sym[0]. */
struct bw_obj *bw_obj_create(struct bw_arena *a, struct bw_names *names, const char *file,
			     bool big_endian);

/* ---- questions ---- */

static inline const struct bw_section *bw_obj_sec(const struct bw_obj *o, bw_secid s)
{
	assert(s.i > 0 && s.i < o->sec_count);
	return &o->sec[s.i];
}
static inline const struct bw_symbol *bw_obj_sym(const struct bw_obj *o, bw_symid s)
{
	assert(s.i < o->sym_count);
	return &o->sym[s.i];
}
static inline bool bw_symbol_is_defined(const struct bw_symbol *s)
{
	return s->sec.i || s->is_common || s->is_abs;
}
/* First section with this name or .i 0. */
bw_secid bw_obj_find_sec(const struct bw_obj *o, bw_sym name);
/* The kind a section of this name, ELF type and flags has. */
enum bw_sec_kind bw_sec_kind_of(const char *name, uint32_t elf_type, uint64_t elf_flags);
/* The relocation exactly at off_bytes, or NULL. Binary search. */
const struct bw_reloc *bw_section_reloc_at(const struct bw_section *s, uint64_t off_bytes);
/* The last line record at or before the instruction, or NULL. Binary search. */
const struct bw_line_info *bw_section_line_at(const struct bw_section *s, uint32_t off_insns);
/* The function symbol that covers the instruction, or .i 0. */
bw_symid bw_obj_func_at(const struct bw_obj *o, bw_secid sec, uint32_t off_insns);

/* Places for findings. symbol/section/offset/source line as far as known. */
struct bw_where bw_obj_where(const struct bw_obj *o);
struct bw_where bw_obj_where_sec(const struct bw_obj *o, bw_secid sec, uint64_t off_bytes);
struct bw_where bw_obj_where_sym(const struct bw_obj *o, bw_symid sym);

#endif
