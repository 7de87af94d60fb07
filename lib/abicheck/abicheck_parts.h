/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of abicheck share: names, items, comparisons.
 *
 * The way: what the object shares (items) x the programs' types (names) -> two layouts
 * (compare) -> differences -> one finding with both rulers (say, ruler).
 */
#ifndef BW_ABICHECK_PARTS_H
#define BW_ABICHECK_PARTS_H

#include "abicheck/abicheck.h"

#include "dwarf/dwarf.h"

/* ---- names (abicheck_names.c) ---- */

/* The last part of a qualified name, without the arguments of generics: "main.Key" -> "Key". */
const char *name_last(struct bw_arena *a, const char *qualified);
/* Lower case, no underscores: what languages change when they write a name their way. */
const char *name_plain(struct bw_arena *a, const char *name);
/* The same for each part of a field's path: "Src_IP[2].A" -> "srcip[2].a". */
const char *path_plain(struct bw_arena *a, const char *path);
/* Is a field of this path there to fill a hole? */
bool path_is_padding(struct bw_arena *a, const char *path);

/* The plain name without the "_t" or "T" that some put behind a type's name. */
const char *name_without_t(struct bw_arena *a, const char *name);
/* Could a type of this plain name match? False is sure. */
bool name_may_match(const char *plain, const char *end);

/* How a program writes the name of a BPF type; the lower, the surer. */
enum name_match {
	NAME_SAME,
	NAME_CASE,   /* FlowKey for flow_key */
	NAME_SUFFIX, /* flow_key_t for flow_key, or without */
	NAME_PREFIX, /* bpfFlowKey: what bpf2go makes of it */
	NAME_OTHER,
};

/* stems: the names bpf2go was given in this program ("bpf" when there is bpfObjects). */
enum name_match name_match(struct bw_arena *a, const char *bpf, const char *user,
			   const char *const *stems, uint32_t stem_count);
/* A type of the language's own library, which only an explicit binding may name. */
bool name_is_library(enum bw_dwarf_lang lang, const char *qualified);
/* How many letters to change from one name to the other. */
uint32_t name_distance(struct bw_arena *a, const char *x, const char *y);

/* ---- two layouts (abicheck_compare.c, abicheck_fields.c) ---- */

enum diff_kind {
#define DIFF(kind, code, rank) DIFF_##kind,
#include "abicheck/abicheck_diffs.def"
#undef DIFF
	DIFF_COUNT
};

/* One difference. A side that has no such field has NULL there. */
struct diff {
	enum diff_kind kind;
	const struct bw_field *map, *user;
	uint64_t at_bits; /* where it begins, on the side where that is earlier */
};

/* What a comparison has to know about the two sides besides their bytes. */
struct compare_rules {
	bool is_key;		 /* all bytes count, padding too */
	bool is_part;		 /* the program knows some fields of many */
	bool user_char_unsigned; /* plain char there */
	bool no_order_typedefs;	 /* a language without __be32 */
};

struct comparison {
	const struct bw_layout *map, *user;
	BW_VEC(struct diff) diff; /* by place */
	uint32_t renamed;	  /* fields that agree in all but the name */
	uint32_t same_names;	  /* fields that both sides call the same */
};

/* Differences listed; more are counted by nobody. */
#define DIFFS_MAX 64u

void layouts_compare(struct bw_arena *a, const struct bw_layout *map, const struct bw_layout *user,
		     const struct compare_rules *rules, struct comparison *ret);
enum bw_code diff_code(enum diff_kind kind);
/* Is there a difference of error severity? The first one, or NULL. */
const struct diff *comparison_error(const struct comparison *c);

/* Fields of one name and place: what differs in their types; false if nothing does. */
bool fields_differ(const struct bw_field *map, const struct bw_field *user,
		   const struct compare_rules *rules, enum diff_kind *ret);
/* A run of bytes without meaning of its own, as long as the field. */
bool field_is_bytes(const struct bw_field *f);

/* ---- what the object shares (abicheck_items.c) ---- */

enum item_role { ITEM_KEY, ITEM_VALUE, ITEM_VARIABLE, ITEM_SECTION, ITEM_RECORD };

/* Something of the object that programs read or write. */
struct item {
	enum item_role role;
	const char *map;	    /* "flows", ".bss" */
	const char *what;	    /* "key of map 'flows'" */
	BW_VEC(const char *) names; /* of its type; none: by --bind only */
	BW_VEC(const char *) ends;  /* of the same, plain and without a "t": what matches ends so */
	bw_tid type;		    /* or of the elements */
	bool has_layout;
	bool is_key;	     /* compared byte by byte by the kernel */
	bool is_only_record; /* no other type can be the map's record */
	struct bw_layout layout;
	const struct bw_layout *element; /* an array: .names are its elements'; NULL */
	struct bw_where where;
};

typedef BW_VEC(struct item) item_list;

void items_find(struct bw_arena *a, const struct bw_spec *s, item_list *ret);
/* Fill .ends from .names, when these are complete. */
void item_ends(struct bw_arena *a, struct item *it);
/* The types in the DWARF of the objects (abicheck_own.c), by file. */
struct own_file {
	const char *path;
	struct bw_dwarf_types types;
};
struct own_types {
	struct own_file *v;
	uint32_t n, cap;
};
void own_read(struct bw_arena *a, const struct bw_spec *s, struct own_types *ret);
/* Types as long as a record that BTF does not have. */
void own_records(struct bw_arena *a, const struct bw_map_spec *m, const char *map, uint32_t bytes,
		 const struct own_types *own, item_list *ret);
/* Where the object's source declares the type of an item; NULL unknown. */
const struct bw_dwarf_type *own_declaration(const struct own_types *own, const struct item *it);
/* The records that programs send through maps, of types that only DWARF knows. */
void items_add_records(struct bw_arena *a, const struct bw_spec *s, const struct own_types *own,
		       item_list *ret);

/* The record of a ring buffer that --bind says is this type. */
void item_of_type(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
		  bw_tid t, struct item *ret);

/* ---- programs (abicheck_users.c) ---- */

struct user {
	const char *path;
	struct bw_dwarf_types types;
	const struct bw_abi *abi; /* of C there; NULL unknown */
	BW_VEC(const char *) stems;
	const char **plain; /* by type: its plain name */
	bool is_read;	    /* its types are to be compared */
	bool was_used;	    /* one was */
};

struct users {
	struct user *v;
	uint32_t n;
};

/* Read what may be of use of every program; what cannot be is reported. */
enum bw_status users_read(struct bw_arena *a, const struct bw_spec *s,
			  const struct bw_abicheck_options *o, const item_list *items,
			  struct bw_diags *d, struct users *ret);
/* Is this the program that a binding means? By path or base name. */
bool user_is(const struct user *u, const char *file);
/* The types of a program that a binding's text names: exactly, else by its last part. */
typedef BW_VEC(const struct bw_dwarf_type *) type_list;
type_list user_types_named(struct bw_arena *a, const struct user *u, const char *text);
/* "flows" or "data_foo" for ".data.foo": as skeletons write a section's name. */
const char *section_ident(struct bw_arena *a, const char *section);

/* ---- --bind (abicheck_bind.c) ---- */

/* The bindings for an item and a program, if there are any: then names do not count. */
bool bind_types(struct bw_arena *a, const struct bw_abicheck_options *o, const struct item *it,
		const struct user *u, type_list *ret);
/* Report bindings that name nothing; add the records that bindings make known. */
enum bw_status binds_check(struct bw_arena *a, const struct bw_spec *s,
			   const struct bw_abicheck_options *o, const struct users *users,
			   item_list *items, struct bw_diags *d);

/* ---- findings (abicheck_say.c, abicheck_ruler.c) ---- */

/* A comparison of an item with a type of a program, and what came out. */
struct pair {
	const struct item *item;
	const struct user *user;
	const struct bw_dwarf_type *type;
	struct comparison cmp;
	bool is_bound;		       /* by --bind: no doubt that it is meant */
	bool is_demoted;	       /* another type of this name agrees */
	bool is_unrelated;	       /* nothing in common but the name */
	const struct bw_abi *explains; /* the ABI that makes the map's declaration this layout */
};

/* Findings that several programs may share. */
struct found {
	struct bw_diag diag;
	BW_VEC(const char *) users;
};
typedef BW_VEC(struct found) found_list;

/* Findings of one pair into scratch, in order of severity. */
void pair_say(struct bw_arena *a, const struct pair *p, struct bw_diags *d);
/* Both layouts side by side, differences marked. */
const char *ruler_print(struct bw_arena *a, const struct comparison *c, const char *map_title,
			const char *user_title);

#endif
