/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of one link, handed from step to step:
 *
 *   link_atoms     cut the inputs into functions and variables
 *   link_symbols   one entry a global name; which definition wins
 *   link_texts     license and version: one of each
 *   link_live      what is copied; who uses which name
 *   link_undef     names that nobody defines
 *   link_agree     do all files mean the same by a name (link_compare, link_maps)
 *   link_layout    output sections, where each atom goes, output symbols
 *   link_types     BTF of the result
 *   link_copy      bytes, instructions, relocations, line records
 *
 * Invariants  T1  Atoms of a section are sorted, disjoint, and cover every byte
 *                 that a symbol, a relocation or a value other than 0 stands in.
 *             T2  entry[0], ref[0] and out[0] are unused: index 0 means none.
 *             T3  The refs of an entry stand in input order.
 * Ownership   Everything lives in .scratch, except the result.
 */
#ifndef BW_LINK_STATE_H
#define BW_LINK_STATE_H

#include "link/link.h"

struct link_atom {
	uint64_t off_bytes, end_bytes; /* in the input section */
	uint64_t out_bytes;	       /* in the output section */
	uint32_t lost;		       /* one of its symbols that lost; 0 none */
	uint32_t local;		       /* a local symbol that starts here; 0 none */
	uint32_t named_count;	       /* functions and variables that start here */
	uint32_t lost_count;
	bool dead; /* not copied */
	bool marked;
};

struct link_sec {
	uint32_t atom_first, atom_count;
	uint32_t out;	   /* in link.out; 0: not copied */
	bool has_dead;	   /* distances inside change */
	bool needs_symbol; /* something that is copied refers to the section symbol */
	bool has_datasec;  /* BTF describes it, if only as empty */
};

/* A variable: with a symbol, or known from its DATASEC only. */
struct link_var {
	bw_secid sec;
	uint64_t off_bytes, size_bytes;
	bw_tid type;  /* VAR */
	bw_symid sym; /* .i 0: none */
};

struct link_input {
	const struct bw_obj *obj;
	const char *prefix;
	struct link_sec *sec;
	BW_VEC(struct link_atom) atom;
	BW_VEC(struct link_var) var;
	uint32_t *entry;   /* by symbol: its entry, 0 for local ones */
	bw_symid *out_sym; /* by symbol: local ones and, at the end, all */
	/* By type of the input; NULL without BTF. */
	const bw_tid *merged;	/* id in the merged graph */
	uint32_t *extern_bytes; /* VAR, FUNC: size that its DATASEC gives */
	bw_tid *made;		/* VAR, renamed FUNC: id in the result */
};

/* One row of an input's symbol table that names an entry. */
struct link_ref {
	uint32_t input, next;
	bw_symid sym;
};

struct link_entry {
	bw_sym name;
	uint32_t first, last;  /* refs */
	uint32_t def;	       /* the ref that won; 0: undefined */
	uint64_t size_bytes;   /* of a common symbol: the largest asked for */
	uint64_t align_bytes;  /* the same */
	uint64_t common_bytes; /* where it was put in .bss */
	enum bw_visibility vis;
	bool strong_use;    /* undefined and not weak somewhere */
	bool is_text;	    /* defined in license or version sections only */
	bool is_clash;	    /* reported as defined twice */
	bool is_bare_call;  /* reported as called without a check */
	uint32_t use_input; /* the first place that needs it */
	bw_secid use_sec;   /* .i 0: nobody */
	uint64_t use_bytes;
	bw_symid out;
};

struct link_piece {
	uint32_t input;
	bw_secid sec;
};

/* A variable of the result, or something a DATASEC declares. */
struct link_out_var {
	uint32_t off_bytes, size_bytes;
	uint32_t input;
	bw_tid var; /* the input's VAR */
	bw_sym name;
	uint32_t linkage;
	bw_symid sym; /* in the result; .i 0: none */
	bw_tid type;  /* VAR or FUNC of the result */
};

struct link_out {
	bw_sym name;
	enum bw_sec_kind kind;
	uint32_t elf_type;
	uint64_t elf_flags, align_bytes, size_bytes;
	BW_VEC(struct link_piece) piece;
	BW_VEC(struct link_out_var) var;
	bool needs_symbol, has_datasec;
	bw_symid sym; /* its section symbol in the result */
	bw_secid id;  /* in the result; .i 0: empty, left out */
};

struct link {
	struct bw_arena *arena, *scratch;
	struct bw_names *names;
	bw_sym ksyms, kconfig, text, bss, license_name; /* ".ksyms"... */
	struct bw_diags *diags;
	const struct bw_link_options *opt;
	struct link_input *in;
	uint32_t n;
	bool big_endian;
	BW_VEC(struct link_ref) ref;
	BW_VEC(struct link_entry) entry;
	uint32_t *by_name; /* name id -> entry */
	uint32_t by_name_count;
	BW_VEC(struct link_out) out;
	uint32_t *out_by_name; /* name id -> out */
	uint32_t common_out;   /* .bss for common symbols */
	const char *license;   /* text of the result instead of an input's; NULL */
	struct bw_btf *merged; /* all inputs' types; NULL when no input has BTF */
	bw_tid *kept;	       /* by merged id: id in the result */
	struct bw_obj *result;
};

/* The atom that holds or ends at this byte of a section, NULL if there is none. */
struct link_atom *link_atom_at(const struct link_input *in, bw_secid sec, uint64_t off_bytes);
/* Index of the first relocation at or behind this byte; reloc_count if none. */
uint32_t link_reloc_from(const struct bw_section *s, uint64_t off_bytes);
/* Cut one input; fills .sec, .atom and .var. */
void link_atoms_build(struct link *l, struct link_input *in);

static inline const struct link_ref *link_def(const struct link *l, const struct link_entry *e)
{
	return e->def ? &l->ref.v[e->def] : NULL;
}
static inline const struct bw_symbol *link_ref_sym(const struct link *l, const struct link_ref *r)
{
	return bw_obj_sym(l->in[r->input].obj, r->sym);
}
static inline struct bw_where link_ref_where(const struct link *l, const struct link_ref *r)
{
	return bw_obj_where_sym(l->in[r->input].obj, r->sym);
}
static inline struct link_entry *link_entry_of(const struct link *l, uint32_t input, bw_symid sym)
{
	uint32_t e = l->in[input].entry[sym.i];

	return e ? &l->entry.v[e] : NULL;
}
/* Undefined, and this link says so once for all: its address is 0. Names that only
 * the loader can know stay; with undefined=allow a later link may still define it. */
bool link_is_null(const struct link *l, const struct link_entry *e);
/* Does the running kernel provide it (.ksyms, .kconfig)? */
bool link_is_kernels(const struct link *l, const struct link_entry *e);
/* The merged id of an input's type. */
static inline bw_tid link_merged(const struct link *l, uint32_t input, bw_tid t)
{
	return l->in[input].merged ? l->in[input].merged[t.i] : BW_VOID;
}
static inline bool link_is_text_kind(enum bw_sec_kind k)
{
	return k == BW_SEC_LICENSE || k == BW_SEC_VERSION;
}

/* Each step returns the worst status of what it found. */
enum bw_status link_symbols_resolve(struct link *l);
enum bw_status link_texts_choose(struct link *l);
void link_live_mark(struct link *l);
/* Note who needs which name; after all atoms are known to be dead or not. */
enum bw_status link_uses_find(struct link *l);
enum bw_status link_undefined_check(struct link *l);
enum bw_status link_agree_check(struct link *l);
enum bw_status link_layout(struct link *l);
void link_symbols_emit(struct link *l);
void link_types_emit(struct link *l);
enum bw_status link_vars_emit(struct link *l);
void link_copy(struct link *l);

/* Where a relocation of an input leads: the symbol and addend it has in terms of
 * the inputs once dropped definitions are replaced by those that won. */
struct link_target {
	uint32_t input;
	bw_symid sym; /* entry NULL: local or section symbol of input */
	struct link_entry *entry;
	struct link_atom *atom; /* NULL: undefined, absolute or common */
	bw_secid sec;		/* of atom */
	int64_t addend;		/* from the symbol, or from the section's start */
};
struct link_target link_follow(const struct link *l, uint32_t input, bw_symid sym, int64_t addend);

/* The loader finds what a map's values or a struct_ops member mean by the symbol's
 * name and value: in such sections, the static function or map instead of its section. */
bw_symid link_local_name(const struct link *l, enum bw_sec_kind from, const struct link_target *t);

/* The function that an instruction calls by distance, without a relocation, as an
 * offset in its section. */
bool link_direct_call(const struct bw_section *s, uint64_t off_bytes, uint64_t *ret_bytes);

/* ---- comparing ---- */

struct link_difference {
	const char *path;  /* "parameter 2 -> pointee .flags" */
	const char *x, *y; /* what each side has there */
	bool is_sign;	   /* nothing but the signedness of the thing itself */
};
struct link_types_cmp {
	struct bw_arena *arena;
	const struct bw_btf *btf; /* the merged graph */
	const uint8_t *by_name;	  /* by name id: structs and enums that CO-RE reads */
	uint32_t by_name_count;
	bool kernel;		   /* every struct is the kernel's: its name is enough */
	bool x_defined, y_defined; /* else declared: may promise not to write */
};
/* Do two merged types mean the same to C and to the kernel? */
bool link_types_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y, const char *root,
		      struct link_difference *ret);
/* The same for two definitions of a map, attribute by attribute. */
bool link_maps_agree(const struct link_types_cmp *c, bw_tid x, bw_tid y,
		     struct link_difference *ret);
/* The number that a map attribute has (`__uint`, `__ulong`); false if it is a type. */
bool link_map_number(const struct bw_btf *b, bw_tid member_type, uint64_t *ret);
/* The number of this attribute of a map's type; false if it has none. */
bool link_map_attribute(const struct bw_btf *b, bw_tid map_type, bw_sym name, uint64_t *ret);

/* ---- types of the result ---- */

/* One graph of all inputs; before anything is compared. */
void link_types_merge(struct link *l);
/* An input's type in the result. */
static inline bw_tid link_type_out(const struct link *l, uint32_t input, bw_tid t)
{
	const struct link_input *in = &l->in[input];

	if (!t.i || !in->merged)
		return BW_VOID;
	return in->made[t.i].i ? in->made[t.i] : l->kept[in->merged[t.i].i];
}
/* Is this row of a symbol table the one that stands in the result? */
bool link_is_chosen(const struct link *l, uint32_t input, bw_symid sym);
/* Copy from the merged graph what is wanted (by merged id) to the result's. */
void link_types_copy(struct link *l, const uint8_t *wanted);
/* Add to wanted all that its types refer to. */
void link_types_reach(struct link *l, uint8_t *wanted);

#endif
