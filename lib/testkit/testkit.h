/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * testkit - what the tests share: a run in a box, objects made by hand or by
 * clang, comparing objects.
 *
 *	struct bw_tk t;
 *	bw_tk_begin(&t);
 *	struct bw_tk_obj *b = bw_tk_obj(&t, false);
 *	bw_secid xdp = BW_TK_CODE(b, "xdp", BW_TK_MOV(0, 2), BW_TK_EXIT);
 *	bw_tk_sym(b, "prog", BW_SYM_FUNC, BW_GLOBAL, xdp, 0, 16);
 *	bw_spec_build(&t.arena, bw_tk_done(b), t.diags, &spec);
 *	bw_tk_expect(&t, "empty program", "");
 *	bw_tk_end(&t);
 *
 * Ownership   All in the box's arena; bw_tk_end() frees it.
 * Errors      A helper that cannot do its job fails the cmocka test that calls it.
 */
#ifndef BW_TESTKIT_H
#define BW_TESTKIT_H

#include "obj/obj.h"

/* ---- a run in a box ---- */

struct bw_tk {
	struct bw_arena arena;
	struct bw_names *names;
	struct bw_diags *diags;
};

void bw_tk_begin(struct bw_tk *t);
void bw_tk_end(struct bw_tk *t);
/* The ids of all findings so far, in order: "OBJ001 BTF003"; "" when none. */
const char *bw_tk_ids(struct bw_tk *t);
/* All findings as text lines, for a failing test's message. */
const char *bw_tk_findings(struct bw_tk *t);
/* Fail unless bw_tk_ids() is ids; forget the findings. what names the case. */
void bw_tk_expect(struct bw_tk *t, const char *what, const char *ids);

/* ---- comparing ---- */

/* NULL if y is what reading the written x must give: equal but for the order of
 * symbols (locals first) and COMDAT signatures; else the first difference. */
const char *bw_tk_obj_diff(struct bw_tk *t, const struct bw_obj *x, const struct bw_obj *y);

/* ---- instructions without an assembler ---- */

#define BW_TK_INSN(op, dst, src, off, imm)                                                         \
	((struct bw_insn){(op), (uint8_t)((dst) | (src) << 4), (int16_t)(off), (int32_t)(imm)})
#define BW_TK_MOV(dst, imm) BW_TK_INSN(0xb7, dst, 0, 0, imm) /* r = imm */
#define BW_TK_MOV_REG(dst, src) BW_TK_INSN(0xbf, dst, src, 0, 0)
#define BW_TK_ADD(dst, imm) BW_TK_INSN(0x07, dst, 0, 0, imm)
#define BW_TK_LDX_DW(dst, src, off) BW_TK_INSN(0x79, dst, src, off, 0) /* r = *(u64 *)(r + off) */
#define BW_TK_STX_DW(dst, src, off) BW_TK_INSN(0x7b, dst, src, off, 0)
#define BW_TK_JA(off) BW_TK_INSN(BW_OP_JA, 0, 0, off, 0)
#define BW_TK_JEQ(dst, imm, off) BW_TK_INSN(0x15, dst, 0, off, imm)
#define BW_TK_CALL(kind, imm) BW_TK_INSN(BW_OP_CALL, 0, kind, 0, imm) /* kind: bw_call_kind */
#define BW_TK_EXIT BW_TK_INSN(BW_OP_EXIT, 0, 0, 0, 0)
/* Two slots. */
#define BW_TK_LD64(dst, src, lo)                                                                   \
	BW_TK_INSN(BW_OP_LD_IMM64, dst, src, 0, lo), BW_TK_INSN(0, 0, 0, 0, 0)

/* ---- objects by hand ---- */

struct bw_tk_obj;

/* An empty object "test.o" with BTF, to which sections and symbols are added. */
struct bw_tk_obj *bw_tk_obj(struct bw_tk *t, bool big_endian);
bw_secid bw_tk_code(struct bw_tk_obj *b, const char *name, const struct bw_insn *v, uint32_t n);
#define BW_TK_CODE(b, name, ...)                                                                   \
	bw_tk_code((b), (name), (const struct bw_insn[]){__VA_ARGS__},                             \
		   sizeof((const struct bw_insn[]){__VA_ARGS__}) / sizeof(struct bw_insn))
/* Data of n bytes; p NULL: zeros, and no bytes at all if the name says .bss. */
bw_secid bw_tk_data(struct bw_tk_obj *b, const char *name, const void *p, uint32_t n);
bw_symid bw_tk_sym(struct bw_tk_obj *b, const char *name, enum bw_sym_kind kind, enum bw_bind bind,
		   bw_secid sec, uint64_t off_bytes, uint64_t size_bytes);
/* The section's symbol, made when first asked for. */
bw_symid bw_tk_sec_sym(struct bw_tk_obj *b, bw_secid sec);
/* An undefined symbol; extern_sec may be NULL. */
bw_symid bw_tk_extern(struct bw_tk_obj *b, const char *name, enum bw_bind bind,
		      const char *extern_sec);
void bw_tk_reloc(struct bw_tk_obj *b, bw_secid sec, uint64_t off_bytes, enum bw_reloc_kind kind,
		 bw_symid sym, int64_t addend);
struct bw_symbol *bw_tk_symbol(struct bw_tk_obj *b, bw_symid s);
struct bw_section *bw_tk_section(struct bw_tk_obj *b, bw_secid s);
/* The checked object (bw_obj_check); the builder is used up. */
struct bw_obj *bw_tk_done(struct bw_tk_obj *b);

/* ---- BTF by hand ---- */

struct bw_btf *bw_tk_btf(struct bw_tk_obj *b);
bw_tid bw_tk_int(struct bw_tk_obj *b, const char *name, uint32_t bytes, bool is_signed);
bw_tid bw_tk_ptr(struct bw_tk_obj *b, bw_tid to);
bw_tid bw_tk_array(struct bw_tk_obj *b, bw_tid elem, uint32_t n);
/* A FUNC of no parameters that returns int. */
bw_tid bw_tk_func(struct bw_tk_obj *b, const char *name, enum bw_btf_linkage linkage);
bw_tid bw_tk_var(struct bw_tk_obj *b, const char *name, bw_tid type, enum bw_btf_linkage linkage);
struct bw_tk_member {
	const char *name;
	bw_tid type;
};
/* Members are placed 8 bytes apart; the last of size 0 counts nothing. */
bw_tid bw_tk_struct(struct bw_tk_obj *b, const char *name, const struct bw_tk_member *m,
		    uint32_t n);
/* A DATASEC whose variables lie one behind the other as given. */
bw_tid bw_tk_datasec(struct bw_tk_obj *b, const char *name, const struct bw_btf_secinfo *v,
		     uint32_t n);
/* __uint(name, n): the type of such a member. */
bw_tid bw_tk_uint(struct bw_tk_obj *b, uint32_t n);

/*
 * A map in .maps whose struct has these members: data, VAR, DATASEC entry and symbol.
 * All maps must be added before bw_tk_done(), which makes the section.
 */
bw_symid bw_tk_map(struct bw_tk_obj *b, const char *name, const struct bw_tk_member *m, uint32_t n);
/* The usual map: type, max_entries, and key and value of 4 bytes. */
bw_symid bw_tk_simple_map(struct bw_tk_obj *b, const char *name, uint32_t type,
			  uint32_t max_entries);

/* ---- damaged objects ---- */

/* Changes some of size bytes, up to max of them; returns how many there are then. */
typedef size_t bw_tk_mutate_bytes(uint8_t *data, size_t size, size_t max);
/*
 * Change one to three things in an object (contents, headers, symbols, relocations,
 * instructions, types) and keep the rest an object; bytes() does so with what is none.
 * The same seed, the same mutant. For fuzzers and their replay.
 */
size_t bw_tk_mutate_object(uint8_t *data, size_t size, size_t max, unsigned seed,
			   bw_tk_mutate_bytes *bytes);
/* The same with the bytes of a .BTF section. */
size_t bw_tk_mutate_types(uint8_t *data, size_t size, size_t max, unsigned seed,
			  bw_tk_mutate_bytes *bytes);

/* ---- objects by clang ---- */

/*
 * Compile C text with clang-19 (or $CLANG) for BPF with -g -O2 and these further flags
 * (NULL: none). False, with a message, if there is no such compiler: the test
 * then calls skip(). A text that does not compile fails the test.
 */
bool bw_tk_compile(struct bw_tk *t, const char *text, const char *flags, struct bw_bytes *ret);
/* The same, read into a model. Findings stay in t->diags. */
bool bw_tk_compile_obj(struct bw_tk *t, const char *text, const char *flags, struct bw_obj **ret);

#endif
