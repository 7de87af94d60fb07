/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link - several BPF objects into one.
 *
 * Symbols follow ELF's rules (gABI, "Symbol Table"): all inputs are read before
 * anything is decided, so verdict and meaning do not depend on the order of the
 * inputs; among weak definitions the first input's wins, and if they are not the same
 * that is said (LNK036).
 * What is said twice about one symbol is compared through BTF.
 *
 * The unit of copying is the function and the variable, not the section: a weak
 * definition that lost leaves nothing behind, and every record about it goes too.
 *
 * Units       As in obj.h.
 * Invariants  K1  In the result, offset and size of each VAR in a DATASEC equal
 *                 those of the ELF symbol.
 *             K2  Sections, symbols and types stand in the order of their first
 *                 appearance over the inputs; nothing is ordered by hash.
 *             K3  Linking a result again, alone, changes nothing.
 *             K4  The result shares no memory with the inputs but the name table.
 * Ownership   The result lives in the arena given; the inputs are only read and
 *             may go as soon as bw_link() has returned.
 * Errors      Findings LNK*. All that can be found is reported before giving up.
 */
#ifndef BW_LINK_H
#define BW_LINK_H

#include "obj/obj.h"

enum bw_undefined {
	BW_UNDEFINED_ERROR,
	BW_UNDEFINED_WARN,
	BW_UNDEFINED_ALLOW,
};

/* Every global name that this file defines gets a prefix, there and where the
 * file itself uses it. The names the file takes from others stay. */
struct bw_link_prefix {
	/* As bw_obj.file, or its base name, if no other input has it; for an object out of
	 * another file, FILE(NAME), FILE is enough. */
	const char *file;
	const char *text;
};

/* Symbols by name: `stats`, `stats_*` (shell patterns). With a file, the names are
 * those in that file; without, those in the result, after prefixes. */
struct bw_link_pick {
	const char *file; /* as in bw_link_prefix; NULL: all */
	const char *name;
};

/* How much files must agree about a name that they share. */
enum bw_link_compat {
	BW_COMPAT_STRICT, /* as C and the kernel need it */
	BW_COMPAT_LIBBPF, /* what libbpf's linker accepts links; more is a warning */
};

/* ---- the account of a link: what went where, and why ---- */

enum bw_link_why {
	BW_WHY_UNUSED,	   /* nothing reaches it */
	BW_WHY_USED,	   /* by another piece: .by */
	BW_WHY_PROGRAM,	   /* in the section of a program */
	BW_WHY_STRUCT_OPS, /* the loader finds it by itself */
	BW_WHY_PINNED,	   /* a map that lives in the file system */
	BW_WHY_KEEP,	   /* asked for */
	BW_WHY_CALLBACK,   /* a program's exception callback */
	BW_WHY_LOADER,	   /* license, version, sections unknown to us */
	BW_WHY_OVERRIDDEN, /* a definition of another file won: .by */
	BW_WHY_DUPLICATE,  /* another file's copy stays: .by, or none for a text */
};

#define BW_LINK_NOBODY UINT32_MAX

/* A function, a variable, a map, or bytes without a name. */
struct bw_link_piece {
	const char *file, *section; /* where it comes from */
	const char *name;	    /* NULL: it has none */
	const char *what;	    /* "program", "function", "map", "variable", "data" */
	bool is_local;
	uint64_t off_bytes; /* in the result's section; dropped: in the file's */
	uint64_t size_bytes;
	enum bw_link_why why;
	uint32_t by; /* in .piece, or BW_LINK_NOBODY */
};

struct bw_link_section {
	const char *name;
	uint64_t size_bytes, align_bytes;
	uint32_t piece_first, piece_count;
};

/* A name that more than one file knows, or that nobody defines. */
struct bw_link_name {
	const char *name, *what;
	const char *file;   /* that defines it; NULL: none of them */
	const char *origin; /* without a file: "kernel (.ksyms)", "kernel configuration (.kconfig)",
			       "nobody" */
	uint32_t user_count;
	const char **user; /* files that declare it, or whose definition lost */
};

struct bw_link_file {
	const char *name, *prefix, *license; /* NULL: none */
	uint64_t in_bytes, out_bytes;	     /* of sections; no padding in out_bytes */
	uint32_t types;
};

struct bw_link_account {
	uint32_t file_count, section_count, piece_count, kept_count, name_count;
	struct bw_link_file *file;	 /* in input order */
	struct bw_link_section *section; /* in the order of the result */
	struct bw_link_piece *piece;	 /* kept_count by section and offset, then dropped ones */
	struct bw_link_name *name;	 /* in order of first appearance */
	const char *license;		 /* of the result; NULL: none */
	bool license_merged, license_given, gc;
	uint64_t in_bytes, out_bytes; /* of all sections */
	uint32_t in_types, out_types;
};

/* All zeros: the defaults. */
struct bw_link_options {
	const char *file;    /* name of the result in later findings; NULL: the first input's */
	const char *license; /* text of the result's license; NULL: what the inputs say */
	enum bw_undefined undefined;
	enum bw_link_compat compat;
	/* Drop what neither programs, struct_ops, pinned maps nor keep reach: functions,
	 * maps, variables; and types nobody names. */
	bool gc;
	uint32_t prefix_count, keep_count, localize_count;
	const struct bw_link_prefix *prefix;
	/* Roots for gc. A name of a type is one, too. */
	const struct bw_link_pick *keep;
	/* Definitions that become local: with a file, before names are resolved; without,
	 * in the result. A pattern takes only what can be local: no programs, no maps. */
	const struct bw_link_pick *localize;
	struct bw_link_account *account; /* filled in, in the result's arena, unless NULL */
	/* With the inputs' BTF (bw_obj_read_file_apart) and nothing else: it ends as soon as
	 * the result has its own, before code is copied. NULL: nothing ends. */
	struct bw_arena *types;
};

/*
 * Link n objects, all with the name table names and of one byte order. opt may be
 * NULL. On BW_OK *ret is complete, otherwise it is not written.
 */
BW_CHECKED enum bw_status bw_link(struct bw_arena *arena, struct bw_names *names,
				  struct bw_diags *diags, const struct bw_obj *const *in,
				  uint32_t n, const struct bw_link_options *opt,
				  struct bw_obj **ret);

/*
 * Is this text (of a `license` section, without the NUL) one that the kernel takes
 * as compatible with the GPL?
 */
bool bw_license_is_gpl(const char *text, size_t n);

#endif
