/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of programs: libdwarf's entries become nodes (dwarf_node.c), nodes layouts
 * (dwarf_layout.c), those of a file are collected (dwarf_collect.c) as a message, which
 * a child process writes and its parent checks (dwarf_message.c, dwarf_child.c).
 *
 * Invariants  T1  A node is read once: the same entry is the same node.
 *             T2  What a node refers to is read when asked for: nodes may form circles,
 *                 and whoever follows them counts (DWARF_DEPTH_MAX).
 */
#ifndef BW_DWARF_TYPES_H
#define BW_DWARF_TYPES_H

#include "dwarf/dwarf_handle.h"

enum { DWARF_DEPTH_MAX = 64 };
#define DWARF_BYTES_UNKNOWN UINT64_MAX
#define DWARF_BYTES_MAX ((uint64_t)1 << 40) /* of a type; more is unknown */

enum dwarf_node_kind {
	DWARF_NODE_VOID,
	DWARF_NODE_BASE,
	DWARF_NODE_POINTER,
	DWARF_NODE_STRUCT,
	DWARF_NODE_UNION,
	DWARF_NODE_ENUM,
	DWARF_NODE_ARRAY,
	DWARF_NODE_TYPEDEF,
	DWARF_NODE_QUALIFIER,
	DWARF_NODE_FUNCTION,
	DWARF_NODE_OPAQUE, /* of a size at best */
};

/* Where an entry stands. */
struct dwarf_ref {
	uint32_t source; /* index of dwarf_reader.source, from 1; 0: none */
	bool is_info;	 /* .debug_info, not .debug_types */
	uint64_t off_bytes;
};

/* A member or base class. */
struct dwarf_part {
	const char *name; /* "": anonymous, or a base class */
	struct dwarf_ref type;
	uint64_t off_bits;
	uint64_t size_bits; /* of a bit-field; 0: it is none */
	bool is_base_class;
};

struct dwarf_node {
	enum dwarf_node_kind kind;
	enum bw_dwarf_lang lang;
	struct dwarf_ref at;
	const char *name;    /* in the image; "" */
	const char *word;    /* of a qualifier; "" */
	uint64_t bytes;	     /* DWARF_BYTES_UNKNOWN */
	struct dwarf_ref of; /* target, element, underlying type */
	enum bw_field_kind scalar;
	uint64_t count;	      /* of an array */
	uint32_t align_bytes; /* 0: not said */
	bool is_class, is_declaration;
	bool is_opaque; /* what is inside cannot be told: variants, virtual bases, slices */
	bool is_open;	/* part[] is read */
	BW_VEC(struct dwarf_part) part;
	struct dwarf_node *element; /* of an array whose element is an array of the same entry */
};

struct dwarf_source {
	struct dwarf_handle h;
	uint32_t alternate; /* source of what dwz moved to a common file; 0: none */
};

struct dwarf_signature {
	uint64_t signature;
	struct dwarf_ref type;
};

struct dwarf_reader {
	struct bw_arena *a;
	BW_VEC(struct dwarf_source *) source;
	struct dwarf_node **slot; /* a hash table of nodes by where they stand */
	uint32_t slots, nodes;
	BW_VEC(struct dwarf_signature) signature; /* sorted when all are there */
	struct dwarf_node nothing;		  /* void */
	uint16_t machine;
	uint32_t following; /* signatures, one leading to the next */
};

/* ---- nodes ---- */

struct dwarf_source *dwarf_source_of(const struct dwarf_reader *r, struct dwarf_ref at);
/* The entry that an attribute names; .source 0: none. */
struct dwarf_ref dwarf_ref_of(const struct dwarf_reader *r, struct dwarf_ref from, Dwarf_Die die,
			      Dwarf_Half at);
/* The node at a place; void if there is no type. lang is that of whoever asks. */
struct dwarf_node *dwarf_node_at(struct dwarf_reader *r, struct dwarf_ref at,
				 enum bw_dwarf_lang lang);
/* The name of an entry; "" if it has none. */
const char *dwarf_name_of(const struct dwarf_reader *r, struct dwarf_ref at, Dwarf_Die die);
/* What it refers to. */
struct dwarf_node *dwarf_node_of(struct dwarf_reader *r, const struct dwarf_node *n);
/* Read the members. */
void dwarf_node_open(struct dwarf_reader *r, struct dwarf_node *n);
/* Without typedefs and qualifiers. */
struct dwarf_node *dwarf_node_core(struct dwarf_reader *r, struct dwarf_node *n);
uint64_t dwarf_node_bytes(struct dwarf_reader *r, struct dwarf_node *n);

/* ---- layouts ---- */

/* How the source spells it: "struct key", "__be32", "u8[16]", "[4]uint32". */
const char *dwarf_node_text(struct dwarf_reader *r, struct bw_arena *a, struct dwarf_node *n);
/* False if its size is not known or its parts do not fit in. *ret_parts is reduced by the
 * work done; the layout is opaque from where it is used up. */
bool dwarf_layout(struct dwarf_reader *r, struct bw_arena *a, struct dwarf_node *n,
		  uint64_t *ret_parts, struct bw_layout *ret);

/* ---- collecting ---- */

/* What is looked for, as bw_dwarf_types() has it. */
struct dwarf_wanted {
	const char *path; /* of the file, to find what belongs to it; NULL: nothing does */
	const char *const *name;
	uint32_t count;
};

struct dwarf_harvest {
	struct bw_arena *a;   /* of the result */
	struct bw_arena *tmp; /* of a type before it is added; marked and rewound */
	const struct dwarf_wanted *wanted;
	const char **key; /* wanted names as they are compared, sorted */
	bool *has_length; /* whether one of them has so many letters */
	uint64_t parts;	  /* that layouts may still visit */
	size_t bytes;
	bool is_full;	       /* there is more than may be told */
	uint32_t *slot, slots; /* a hash table of what is in ret->list, from 1 */
	struct bw_dwarf_types *ret;
};

void dwarf_harvest_begin(struct dwarf_harvest *h, struct bw_arena *a,
			 const struct dwarf_wanted *wanted, struct bw_dwarf_types *ret);
bool dwarf_harvest_wants(const struct dwarf_harvest *h, const char *name);
/* Copy a type into the result, if it is not there. */
void dwarf_harvest_add(struct dwarf_harvest *h, const struct bw_dwarf_type *t);

/* All that can be read of an ELF image and of the files that belong to it. */
void dwarf_collect(struct bw_arena *a, struct bw_bytes image, const struct dwarf_wanted *wanted,
		   struct bw_dwarf_types *ret);

/* ---- files that belong to another ---- */

/* A unit whose types are in a split file. */
struct dwarf_split {
	const char *name, *dir; /* of the .dwo file; "" */
	uint64_t id;
};

/* The separate debug file of an image, by build id or .gnu_debuglink. False if there is none
 * that belongs to it. */
bool dwarf_beside_debug(struct bw_arena *a, const char *path, struct bw_bytes image,
			const char **ret_path, struct bw_bytes *ret);
/* The file that dwz moved common entries to (.gnu_debugaltlink). */
bool dwarf_beside_common(struct bw_arena *a, const char *path, struct bw_bytes image,
			 struct bw_bytes *ret);
/* The .dwo file of a unit, where it may be: i counts the places from 0, of which there are
 * DWARF_SPLIT_PLACES. */
enum { DWARF_SPLIT_PLACES = 3 };
bool dwarf_beside_split(struct bw_arena *a, const char *path, const struct dwarf_split *s,
			uint32_t i, struct bw_bytes *ret);
/* The .dwp file of a program. */
bool dwarf_beside_package(struct bw_arena *a, const char *path, struct bw_bytes *ret);
/* What is missing of a program without debug information: a sentence. */
const char *dwarf_beside_reason(struct bw_arena *a, struct bw_bytes image);

struct dwarf_images {
	BW_VEC(struct dwarf_image) list;
};

/* The units of a package, each as an image of its own slices. */
void dwarf_package_split(struct bw_arena *a, const struct dwarf_image *package,
			 struct dwarf_images *ret);

/* ---- messages ---- */

void dwarf_message_write(struct bw_sb *to, const struct bw_dwarf_types *t);
/* False if it is not one: ret is as it was. */
bool dwarf_message_read(struct bw_arena *a, struct bw_bytes from, struct bw_dwarf_types *ret);

#endif
