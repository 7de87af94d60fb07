/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libdwarf's handle of an image, values of its entries, and files of its line tables.
 *
 * What libdwarf takes from malloc() goes when its handle does, and the handle with a
 * scratch arena: also if memory runs out between two of its calls. In its calls back no
 * arena is used, so that nothing unwinds through it. What it keeps for all threads (buffers
 * of dwarf_srcfiles(), of its libelf reader) is not used.
 */
#ifndef BW_DWARF_HANDLE_H
#define BW_DWARF_HANDLE_H

#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>

#include "dwarf/dwarf_read.h"

struct dwarf_handle {
	struct dwarf_image image;
	uint8_t *line; /* our copy of .debug_line */
	Dwarf_Obj_Access_Interface access;
	Dwarf_Debug dbg;
};

/* Open what libdwarf may see of h->image. The handle ends with scratch. */
bool dwarf_handle_open(struct bw_arena *scratch, struct dwarf_handle *h);

/* Whether a call was good. Its error, of which nobody wants the text, is given back. */
bool dwarf_is_ok(const struct dwarf_handle *h, int result, Dwarf_Error *e);
/* The number of an attribute; false if the entry has none. GCC has it in the abbreviation
 * if all are the same, and there it is signed: what is negative is not taken. */
bool dwarf_number(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at, uint64_t *ret);
bool dwarf_is_flagged(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at);
/* The text of an attribute, in the image; NULL if the entry has none. */
const char *dwarf_text(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at);
void dwarf_die_end(const struct dwarf_handle *h, Dwarf_Die die);

/* ---- files ---- */

/* The file of a number, made when first asked for. */
struct dwarf_path {
	uint64_t number;
	const char *path;
};

/* The files of one unit. */
struct dwarf_files {
	struct bw_arena *a, *scratch; /* of paths; of the table */
	struct dwarf_handle *h;
	Dwarf_Line_Context table; /* NULL: none is open */
	uint16_t version;	  /* of the line table */
	BW_VEC(struct dwarf_path) paths;
};

/* False if the unit has no line table that can be read. dwarf_files_close() in any case, or
 * when scratch of the handle ends. */
bool dwarf_files_open(struct dwarf_files *f, Dwarf_Die unit);
void dwarf_files_close(struct dwarf_files *f);
/* The path of file n, or NULL. */
const char *dwarf_files_path(struct dwarf_files *f, uint64_t n);

#endif
