/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link - several BPF objects into one.
 *
 * Symbols follow ELF's rules (gABI, "Symbol Table"): all inputs are read before
 * anything is decided, so verdict and meaning do not depend on the order of the
 * inputs; among equals (weak definitions, common symbols) the first input wins.
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
	const char *file; /* as bw_obj.file */
	const char *text;
};

/* All zeros: the defaults. */
struct bw_link_options {
	const char *file;    /* name of the result in later findings; NULL: the first input's */
	const char *license; /* text of the result's license; NULL: what the inputs say */
	enum bw_undefined undefined;
	bool gc; /* drop functions and maps that nothing reaches, and types nobody names */
	uint32_t prefix_count;
	const struct bw_link_prefix *prefix;
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
