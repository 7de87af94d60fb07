/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of one link, handed from step to step:
 *
 *   link_options   which files and names the options mean
 *   link_atoms     cut the inputs into functions and variables
 *   link_symbols   one entry a global name; which definition wins
 *   link_groups    COMDAT: one group a signature
 *   link_texts     license and version: one of each
 *   link_live      what is copied; who uses which name
 *   link_gc        what the roots reach, and why
 *   link_undef     names that nobody defines
 *   link_agree     do all files mean the same by a name (link_compare, link_maps)
 *   link_weak      weak definitions that differ, and none is overridden
 *   link_loaders   what links, but no loader takes
 *   link_records   programs that cannot have func and line records
 *   link_layout    output sections, where each atom goes, output symbols
 *   link_fields    what the kernel takes once a map stays apart
 *   link_inner     maps in maps: the inner ones first
 *   link_pool      equal strings and constants in one place
 *   link_types     BTF of the result
 *   link_copy      bytes, instructions, relocations, line records
 *   link_account   what went where, for people
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
	bool dead;	 /* not copied */
	bool pooled;	 /* one string or constant: equal ones may share a place */
	bool ordered;	 /* in .maps: its turn has come */
	bool no_records; /* its func and line records are not copied */
	bool marked;
};

/* Of a data section: locks, timers, lists, pointers to the kernel's. */
struct link_fields {
	uint32_t once, count; /* once: a bit for each kind that a map may have once */
};

struct link_sec {
	struct link_fields fields;
	uint32_t atom_first, atom_count;
	uint32_t out;	   /* in link.out; 0: not copied */
	bool has_dead;	   /* distances inside change */
	bool needs_symbol; /* something that is copied refers to the section symbol */
	bool has_datasec;  /* BTF describes it, if only as empty */
	bool is_discarded; /* its COMDAT group stands in another input */
};

/* A variable: with a symbol, or known from its DATASEC only. */
struct link_var {
	bw_secid sec;
	uint64_t off_bytes, size_bytes;
	bw_tid type;  /* VAR */
	bw_symid sym; /* .i 0: none */
};

/* Why an atom is needed. */
struct link_reason {
	enum bw_link_why why;
	uint32_t input, atom; /* USED: the first place found that uses it */
};

struct link_input {
	const struct bw_obj *obj;
	const char *prefix;
	struct link_sec *sec;
	BW_VEC(struct link_atom) atom;
	BW_VEC(struct link_var) var;
	uint32_t *entry;	    /* by symbol: its entry, 0 for local ones */
	bw_symid *out_sym;	    /* by symbol: local ones and, at the end, all */
	uint8_t *keep;		    /* by symbol: --keep names it; NULL: none */
	uint8_t *localized;	    /* by symbol: a definition made local; NULL: none is */
	struct link_reason *reason; /* by atom; NULL unless gc or an account wants to know */
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
	bool strong_use;    /* undefined, and not weak in a file that uses it */
	bool is_text;	    /* defined in license or version sections only */
	bool is_clash;	    /* reported as defined twice */
	bool is_bare_call;  /* reported as called without a check */
	bool is_localized;  /* its definition is local in the result */
	uint32_t use_input; /* the first place that needs it, or else uses it */
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
	uint64_t elf_flags, align_bytes, size_bytes, entsize_bytes;
	struct link_pool *pool; /* NULL: nothing is shared */
	struct link_fields fields;
	uint32_t split; /* in link.out: takes what does not fit here; 0 none */
	BW_VEC(struct link_piece) piece;
	BW_VEC(struct link_out_var) var;
	bool needs_symbol, has_datasec;
	bw_symid sym; /* its section symbol in the result */
	bw_secid id;  /* in the result; .i 0: empty, left out */
};

struct link {
	struct bw_arena *arena, *scratch;
	struct bw_arena *tmp; /* while an input is cut into atoms */
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
	bool any_localized;
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
enum bw_status link_options_apply(struct link *l);
enum bw_status link_localize(struct link *l);
enum bw_status link_symbols_resolve(struct link *l);
/* Between them: of COMDAT groups the first stays. */
void link_groups_choose(struct link *l);
enum bw_status link_texts_choose(struct link *l);
enum bw_status link_live_mark(struct link *l);
/* Find what the roots reach; fills .marked of atoms and .reason of inputs. */
enum bw_status link_gc_mark(struct link *l);
/* After the rest: what went where; the account lives in the arena given. */
void link_account_fill(struct link *l, struct bw_arena *arena, struct bw_link_account *a);
/* What gc dropped, as a finding. */
void link_account_tell(struct link *l, const struct bw_link_account *a);
/* Note who needs which name; after all atoms are known to be dead or not. */
enum bw_status link_uses_find(struct link *l);
enum bw_status link_undefined_check(struct link *l);
/* The first place that is copied where a file uses a symbol of its. */
bool link_first_use(const struct link *l, uint32_t input, bw_symid sym, bw_secid *ret_sec,
		    uint64_t *ret_bytes);
enum bw_status link_agree_check(struct link *l);
/* Warn of weak definitions that differ; after types are merged. */
void link_weak_check(struct link *l);
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
/* What to call it in a finding. */
const char *link_target_name(const struct link *l, const struct link_target *t);
struct link_target link_follow(const struct link *l, uint32_t input, bw_symid sym, int64_t addend);

/* The loader finds what a map's values or a struct_ops member mean by the symbol's
 * name and value: in such sections, the static function or map instead of its section. */
bw_symid link_local_name(const struct link *l, enum bw_sec_kind from, const struct link_target *t);

/* Hand-written code may jump from one function into another: such a section is copied
 * as it is. Compilers never do. */
bool link_is_woven(const struct link_input *in, uint32_t sec);

/* Made local by an option? */
bool link_is_localized(const struct link *l, uint32_t input, bw_symid sym);
/* Does the address that a relocation leads to have to be named by its section? Loaders
 * find a static function's address only that way (libbpf, sym_is_subprog()). */
bool link_by_section(const struct link *l, const struct link_target *t);

/* The finding about something outside that needs a local name of a discarded group. */
enum bw_status link_groups_refused(struct link *l, const struct link_target *t, struct bw_where at);

/* ---- after all is known ---- */

void link_loaders_tell(struct link *l);
void link_records_drop(struct link *l);

/* Fills .fields of all sections. */
void link_fields_find(struct link *l);
bool link_fields_fit(const struct link_fields *x, const struct link_fields *y);
/* A name like that of o which no section has. */
bw_sym link_fields_name(struct link *l, const struct link_out *o);
void link_fields_tell(struct link *l, const struct link_out *first, const struct link_out *o,
		      uint32_t input, bw_secid sec);

/* Gives an atom that lives its place in the section. */
typedef void link_place_fn(struct link *l, struct link_out *o, uint32_t input, bw_secid sec,
			   struct link_atom *a);
/* All of .maps, in an order that loaders can create them in. */
void link_inner_first(struct link *l, struct link_out *o, link_place_fn *place);

/* What has been placed in one section of the result, by contents. */
struct link_pool *link_pool_create(struct bw_arena *scratch, uint32_t expected);
bool link_pool_find(const struct link_pool *pool, const uint8_t *p, uint64_t n,
		    uint64_t align_bytes, uint64_t *ret_out_bytes);
void link_pool_add(struct bw_arena *scratch, struct link_pool *pool, const uint8_t *p, uint64_t n,
		   uint64_t out_bytes);

/* ---- names that options pick ---- */

/* Of a symbol that matches; true if it counts as found. exact: it was named, not
 * matched by a pattern. */
typedef bool link_pick_fn(struct link *l, uint32_t input, bw_symid sym, bool exact,
			  enum bw_status *st);
/* The inputs that may have it, [*ret_first, *ret_end). */
enum bw_status link_pick_range(struct link *l, const char *option, const struct bw_link_pick *p,
			       uint32_t *ret_first, uint32_t *ret_end);
/* Calls fn for the definitions of one input that match; returns how many counted. */
uint32_t link_pick(struct link *l, const struct bw_link_pick *p, uint32_t input, link_pick_fn *fn,
		   enum bw_status *st);
enum bw_status link_pick_nothing(struct link *l, const char *option, const struct bw_link_pick *p);
bool link_pick_is_pattern(const struct bw_link_pick *p);
bool link_pick_matches(const struct bw_link_pick *p, const char *name);

/* .text or .text.*: functions, no programs. */
bool link_is_text_name(const struct link *l, bw_sym name);
/* The function that a DECL_TAG `exception_callback:NAME` names, or none (kernel,
 * bpf_find_exception_callback_insn_off(), 6.7). */
bw_sym link_callback_of(const struct link *l, bw_sym tag);

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
	bool libbpf;		   /* only what libbpf's linker compares; no path in the result */
	bool kernel;		   /* every struct is the kernel's: its name is enough */
	bool x_defined, y_defined; /* else declared: may promise not to write */
};
/* Do two merged types mean the same to C and to the kernel? The path in *ret begins with
 * root; NULL: they are the thing itself. */
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
/* The tags on an input's records that were made anew, of one kind. */
void link_tags_emit(struct link *l, uint32_t input, enum bw_btf_kind kind);
/* Is this row of a symbol table the one that stands in the result? */
bool link_is_chosen(const struct link *l, uint32_t input, bw_symid sym);
/* Copy from the merged graph what is wanted (by merged id) to the result's. */
void link_types_copy(struct link *l, const uint8_t *wanted);
/* Add to wanted the types that --keep names. */
void link_keep_types(struct link *l, uint8_t *wanted);
/* Add to wanted all that its types refer to. */
void link_types_reach(struct link *l, uint8_t *wanted);

#endif
