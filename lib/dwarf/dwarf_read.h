/* SPDX-License-Identifier: BSD-2-Clause */
/* What libdwarf is given: the sections of an image, and only what it can read safely. */
#ifndef BW_DWARF_READ_H
#define BW_DWARF_READ_H

#include "dwarf/dwarf.h"

enum dwarf_section {
	DWARF_INFO,
	DWARF_ABBREV,
	DWARF_LINE,
	DWARF_STR,
	DWARF_LINE_STR,
	DWARF_STR_OFFSETS,
	DWARF_ADDR, /* a unit whose start cannot be looked up is none to libdwarf */
	DWARF_TYPES,
	DWARF_CU_INDEX, /* of a package of split units */
	DWARF_TU_INDEX,
	DWARF_SECTIONS,
};

struct dwarf_image {
	struct bw_bytes section[DWARF_SECTIONS]; /* relocated and decompressed; .n 0: none */
	bool big_endian, is_64;
	bool is_split;	       /* these are the sections named .dwo */
	const char *unread;    /* a section that could not be decompressed, and why; NULL */
	uint64_t budget_bytes; /* of tables that many units may share */
};

extern const char *const dwarf_section_names[DWARF_SECTIONS];
extern const char *const dwarf_split_names[DWARF_SECTIONS]; /* "" where there is none */

/* Sections of an ELF image, or its split ones; false if there is nothing to read. Some
 * are bytes of image. */
bool dwarf_image_read(struct bw_arena *a, struct bw_bytes image, bool is_split,
		      struct dwarf_image *ret);
/* A section by its name, as it stands in the file; .n 0: there is none. */
struct bw_bytes dwarf_image_section(struct bw_arena *a, struct bw_bytes image, const char *name);

/* Take bytes from the budget; false if there are no more. */
bool dwarf_spend(struct dwarf_image *m, uint64_t bytes);
/* How much of .debug_info or .debug_types is units that libdwarf reads in bounds and in
 * linear time. abbrev is our copy of .debug_abbrev, in which siblings become something
 * else. */
size_t dwarf_units_guard(struct dwarf_image *m, enum dwarf_section in, uint8_t *abbrev);
/* Whether libdwarf reads the line table at off so. If so, its program is cut off: only
 * the files are wanted. line is our copy of .debug_line. */
bool dwarf_line_guard(struct dwarf_image *m, uint8_t *line, uint64_t off);

#endif
