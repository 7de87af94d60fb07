/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * btf - BTF type graphs and .BTF.ext records: read, merge, deduplicate, write.
 *
 * Every BTF record is a run of 32-bit words, so a graph is one array of words
 * in host order, with names already interned. btf_kinds.def says for each kind
 * which words are names, which are type ids and which are plain values; all
 * walkers are generic over that table.
 *
 * Units       *_bits count bits, *_bytes bytes, *_words 32-bit words.
 * Invariants  B1  Type id 0 is void and has no record.
 *             B2  Every id in a graph is below .count; every name is interned.
 *             B3  Reference chains (PTR, CONST, TYPEDEF, ...) are finite:
 *                 no cycle without a struct, union or function prototype; and
 *                 no struct contains itself by value.
 *             B4  bw_btf_read() leaves nothing unchecked: what it returns can be
 *                 walked without further tests.
 *             B5  Chains of references and nesting by value are at most 256
 *                 deep, and a type unfolds to at most 2^20 parts by value:
 *                 walkers may recurse. (Through prototypes there is no bound.)
 * Ownership   A graph lives in the arena it was made in and may be extended
 *             only by its maker; consumers get const.
 * Errors      Findings BTF*.
 */
#ifndef BW_BTF_H
#define BW_BTF_H

#include "diag/diag.h"
#include "layout/layout.h"

typedef struct bw_tid {
	uint32_t i;
} bw_tid;

#define BW_VOID ((bw_tid){0})

/* Numbers of include/uapi/linux/btf.h, 6.12. */
enum bw_btf_kind {
	BW_BTF_VOID = 0,
	BW_BTF_INT = 1,
	BW_BTF_PTR = 2,
	BW_BTF_ARRAY = 3,
	BW_BTF_STRUCT = 4,
	BW_BTF_UNION = 5,
	BW_BTF_ENUM = 6,
	BW_BTF_FWD = 7,
	BW_BTF_TYPEDEF = 8,
	BW_BTF_VOLATILE = 9,
	BW_BTF_CONST = 10,
	BW_BTF_RESTRICT = 11,
	BW_BTF_FUNC = 12,
	BW_BTF_FUNC_PROTO = 13,
	BW_BTF_VAR = 14,
	BW_BTF_DATASEC = 15,
	BW_BTF_FLOAT = 16,
	BW_BTF_DECL_TAG = 17,
	BW_BTF_TYPE_TAG = 18,
	BW_BTF_ENUM64 = 19,
	BW_BTF_KINDS
};

/* Of VAR and FUNC. */
enum bw_btf_linkage {
	BW_BTF_STATIC = 0,
	BW_BTF_GLOBAL = 1,
	BW_BTF_EXTERN = 2,
};

struct bw_btf {
	struct bw_arena *arena;
	struct bw_names *names;
	uint32_t count;		     /* ids are below this; at least 1 */
	BW_VEC(uint32_t) first_word; /* by id */
	BW_VEC(uint32_t) word;
};

/* The trailing records, laid over the words. */
struct bw_btf_member {
	bw_sym name;
	bw_tid type;
	uint32_t off; /* bits; with kflag: size << 24 | bits */
};
struct bw_btf_array {
	bw_tid elem, index;
	uint32_t n;
};
struct bw_btf_param {
	bw_sym name;
	bw_tid type;
};
struct bw_btf_enum {
	bw_sym name;
	uint32_t value;
};
struct bw_btf_enum64 {
	bw_sym name;
	uint32_t lo, hi;
};
struct bw_btf_secinfo {
	bw_tid var;
	uint32_t off_bytes, size_bytes;
};

static inline const uint32_t *bw_btf_record(const struct bw_btf *b, bw_tid t)
{
	assert(t.i > 0 && t.i < b->count);
	return &b->word.v[b->first_word.v[t.i]];
}
static inline enum bw_btf_kind bw_btf_kind(const struct bw_btf *b, bw_tid t)
{
	return t.i ? (enum bw_btf_kind)(bw_btf_record(b, t)[1] >> 24 & 31) : BW_BTF_VOID;
}
static inline bw_sym bw_btf_name(const struct bw_btf *b, bw_tid t)
{
	return t.i ? (bw_sym){bw_btf_record(b, t)[0]} : BW_SYM_NONE;
}
static inline uint32_t bw_btf_vlen(const struct bw_btf *b, bw_tid t)
{
	return t.i ? bw_btf_record(b, t)[1] & 0xffff : 0;
}
/* STRUCT, UNION: members carry bit-field sizes. ENUM*: signed. FWD: a union. */
static inline bool bw_btf_kflag(const struct bw_btf *b, bw_tid t)
{
	return t.i && bw_btf_record(b, t)[1] >> 31;
}
/* The type a PTR, CONST, TYPEDEF, FUNC, VAR... refers to, or a prototype's return. */
static inline bw_tid bw_btf_ref(const struct bw_btf *b, bw_tid t)
{
	return (bw_tid){bw_btf_record(b, t)[2]};
}
/* .size of INT, STRUCT, UNION, ENUM, ENUM64, FLOAT, DATASEC. */
static inline uint32_t bw_btf_size_word(const struct bw_btf *b, bw_tid t)
{
	return bw_btf_record(b, t)[2];
}
/* Words behind the three header words. The kind decides which of these to use. */
static inline const uint32_t *bw_btf_tail(const struct bw_btf *b, bw_tid t)
{
	return bw_btf_record(b, t) + 3;
}
#define bw_btf_members(b, t) ((const struct bw_btf_member *)bw_btf_tail((b), (t)))
#define bw_btf_params(b, t) ((const struct bw_btf_param *)bw_btf_tail((b), (t)))
#define bw_btf_enums(b, t) ((const struct bw_btf_enum *)bw_btf_tail((b), (t)))
#define bw_btf_enums64(b, t) ((const struct bw_btf_enum64 *)bw_btf_tail((b), (t)))
#define bw_btf_secinfos(b, t) ((const struct bw_btf_secinfo *)bw_btf_tail((b), (t)))
#define bw_btf_array(b, t) ((const struct bw_btf_array *)bw_btf_tail((b), (t)))
static inline uint32_t bw_btf_member_bits(const struct bw_btf *b, bw_tid t, uint32_t i)
{
	uint32_t off = bw_btf_members(b, t)[i].off;

	return bw_btf_kflag(b, t) ? off & 0xffffff : off;
}
/* 0 for a member that is no bit-field. */
static inline uint32_t bw_btf_member_bitfield_bits(const struct bw_btf *b, bw_tid t, uint32_t i)
{
	return bw_btf_kflag(b, t) ? bw_btf_members(b, t)[i].off >> 24 : 0;
}

const char *bw_btf_kind_name(enum bw_btf_kind k);
/* Name of the type as text, "" when anonymous. */
const char *bw_btf_str(const struct bw_btf *b, bw_tid t);

/* ---- making graphs ---- */

struct bw_btf *bw_btf_create(struct bw_arena *a, struct bw_names *names);
/* Append a record; tail_words may be 0 and tail NULL. Returns its id. Ids in it
 * may be higher than its own (the maker fills the gap before anyone reads). */
bw_tid bw_btf_add(struct bw_btf *b, enum bw_btf_kind k, bool kflag, uint32_t vlen, bw_sym name,
		  uint32_t size_or_type, const uint32_t *tail, uint32_t tail_words);

/* Room for so many more records of so many words together: one allocation. */
void bw_btf_reserve(struct bw_btf *b, uint32_t records, uint32_t words);

/* ---- .BTF.ext ---- */

struct bw_func_info {
	uint32_t off_insns; /* from the start of the section */
	bw_tid type;	    /* FUNC */
};
struct bw_line_info {
	uint32_t off_insns;
	bw_sym file, text;
	uint32_t line_col; /* line << 10 | column */
};
struct bw_core_relo {
	uint32_t off_insns;
	bw_tid type;
	bw_sym access; /* "0:1:2" */
	uint32_t kind; /* enum bpf_core_relo_kind */
};

/* The records of one code section, in input order. */
struct bw_ext_sec {
	bw_sym name;
	uint32_t func_count, line_count, core_count;
	struct bw_func_info *func;
	struct bw_line_info *line;
	struct bw_core_relo *core;
};
struct bw_ext {
	uint32_t sec_count;
	struct bw_ext_sec *sec;
};

/* ---- reading and writing ---- */

/*
 * Read the contents of .BTF and, when ext.n > 0, .BTF.ext, of either byte order
 * (told by the magic; must equal big_endian). Everything is checked (B1-B4);
 * record sizes larger than known are accepted and cut, as the kernel does.
 */
BW_CHECKED enum bw_status bw_btf_read(struct bw_arena *a, struct bw_names *names,
				      struct bw_diags *d, struct bw_where where,
				      struct bw_bytes btf, struct bw_bytes ext, bool big_endian,
				      struct bw_btf **ret, struct bw_ext *ret_ext);

/* The same with the graph in types and the records in a. */
BW_CHECKED enum bw_status bw_btf_read_apart(struct bw_arena *types, struct bw_arena *a,
					    struct bw_names *names, struct bw_diags *d,
					    struct bw_where where, struct bw_bytes btf,
					    struct bw_bytes ext, bool big_endian,
					    struct bw_btf **ret, struct bw_ext *ret_ext);

/* Both sections as bytes. Strings are written in first-use order, each once, and in
 * small graphs those that end others inside these.
 * ret_ext is empty when ext has no records. Same graph, same bytes. */
void bw_btf_write(struct bw_arena *a, const struct bw_btf *b, const struct bw_ext *ext,
		  bool big_endian, struct bw_bytes *ret_btf, struct bw_bytes *ret_ext);

/* ---- a look without reading ---- */

/* A record as it stands in the bytes. */
struct bw_btf_seen {
	enum bw_btf_kind kind;
	bool kflag, big_endian;
	uint32_t vlen, word2; /* word2: size or type id */
	const char *name;
	const uint8_t *tail; /* tail_words words behind the three of the header */
	uint32_t tail_words;
	struct bw_bytes strings;
};
typedef void bw_btf_visit(void *arg, const struct bw_btf_seen *r);

/*
 * Show every record of the contents of .BTF, of either byte order, to visit: ten times
 * faster than reading, for questions to a kernel's BTF. Only the frame is checked: records end
 * inside the section; ids may be anything. ret_bytes (may be NULL): how far it goes.
 * False where the bytes are no BTF; what was seen until then, was.
 */
bool bw_btf_scan(struct bw_bytes raw, bw_btf_visit *visit, void *arg, size_t *ret_bytes);
/* A string of it, "" where there is none; word i of the tail. */
const char *bw_btf_seen_str(const struct bw_btf_seen *r, uint32_t off);
uint32_t bw_btf_seen_word(const struct bw_btf_seen *r, uint32_t i);

/* ---- questions ---- */

/* Skip CONST, VOLATILE, RESTRICT, TYPE_TAG (and TYPEDEF for _resolve). */
bw_tid bw_btf_skip_mods(const struct bw_btf *b, bw_tid t);
bw_tid bw_btf_resolve(const struct bw_btf *b, bw_tid t);
/* Size of a value of type t in bytes; false if it has none (void, FUNC, FWD) or
 * it does not fit 32 bits. pointers are 8 bytes. A VAR has that of its type. */
bool bw_btf_sizeof(const struct bw_btf *b, bw_tid t, uint32_t *ret_bytes);
/* Natural alignment in BPF's ABI, 1 for what has none; detects packed structs. */
uint32_t bw_btf_alignof(const struct bw_btf *b, bw_tid t);
/* First type of this kind and name, or BW_VOID. Linear; kind VOID: any kind. */
bw_tid bw_btf_find(const struct bw_btf *b, enum bw_btf_kind kind, bw_sym name);
/* C declaration text: bw_btf_decl(b, t, "x") = "const struct foo *x[4]". */
void bw_btf_print_decl(struct bw_sb *sb, const struct bw_btf *b, bw_tid t, const char *name);
/* The definition as C text over several lines (struct, union, enum), for reports. */
void bw_btf_print_def(struct bw_sb *sb, const struct bw_btf *b, bw_tid t);
/* What `bpftool btf dump format raw` prints, for `show --btf`: one line and one more
 * for each member, parameter...: "[3] STRUCT 'foo' size=8 vlen=2\n\t'a' type_id=..." */
void bw_btf_print_raw(struct bw_sb *sb, const struct bw_btf *b, bw_tid t);

/* Flatten a type into the byte-exact shape the map checks compare: leaves of
 * nested structs, unions and arrays with their path ("a.b[3].c"). Arrays of
 * scalars are one leaf. false if the type has no size. */
bool bw_btf_layout(struct bw_arena *a, const struct bw_btf *b, bw_tid t, struct bw_layout *ret);

/* Sizes and places of another ABI for the types of a graph. */
struct bw_btf_shape {
	void *arg;
	/* False: no size; then no type that holds it by value may have one either. */
	bool (*size_bytes)(void *arg, bw_tid t, uint32_t *ret_bytes);
	/* Of a type with a size. */
	uint32_t (*align_bytes)(void *arg, bw_tid t);
	/* Of a member of a struct or union with a size; of a bit-field its first bit. */
	uint64_t (*member_bits)(void *arg, bw_tid t, uint32_t i);
};
/* The same with sizes and offsets of shape; NULL: those of the graph. */
bool bw_btf_layout_as(struct bw_arena *a, const struct bw_btf *b, bw_tid t,
		      const struct bw_btf_shape *shape, struct bw_layout *ret);

/*
 * Structural equality of two types, possibly of different graphs with the same
 * name table: same kinds, names, sizes, members, through pointers; cycles end.
 * With BW_BTF_LOOSE a FWD equals the struct or union of that name, and an
 * anonymous or missing pointee is not compared.
 * On a difference ret_path (may be NULL) gets its first place as text.
 */
enum bw_btf_compare_mode { BW_BTF_EXACT, BW_BTF_LOOSE };
bool bw_btf_equal(struct bw_arena *scratch, const struct bw_btf *x, bw_tid xt,
		  const struct bw_btf *y, bw_tid yt, enum bw_btf_compare_mode mode,
		  const char **ret_path);

/* ---- merging ---- */

/*
 * Merge graphs into one without duplicates. Types that are the same structurally
 * (as libbpf's btf__dedup means it: names, sizes, members, cycles; a FWD becomes
 * the struct it stands for when that is unambiguous within its object) become one.
 * DATASEC and VAR records are not merged (the linker makes them anew): they are
 * left out of the result, and map to BW_VOID. FUNC records that are equal in name,
 * linkage and prototype become one.
 * Output order: order of first appearance over the inputs.
 *
 * ret_maps[i][id] is the id in *ret of id in in[i].
 */
void bw_btf_merge(struct bw_arena *a, struct bw_names *names, const struct bw_btf *const *in,
		  uint32_t in_count, struct bw_btf **ret, bw_tid **ret_maps);

/* ---- older kernels ---- */

/* What not every kernel reads: btf_lower.def. */
enum bw_btf_feature {
#define BTF_FEATURE(name, feature, what, becomes) BW_BTF_HAS_##name,
#include "btf/btf_lower.def"
#undef BTF_FEATURE
	BW_BTF_FEATURES
};

struct bw_btf_kernel {
	const char *name;      /* for findings */
	uint32_t lacks;	       /* set of bits 1u << BW_BTF_HAS_* */
	const uint8_t *valued; /* by id: enums whose values CO-RE records ask for; NULL none */
};

/*
 * The graph as this kernel can read it; b itself if that is the same. Sizes and offsets
 * of what stays are as they were, and so are all ids: what is left out becomes a copy of
 * an integer that nothing refers to. Lowering twice is lowering once.
 * Findings: a note for each feature that was lowered, with the number of records; one
 * for what has to stay; a warning where something that is left out was of use.
 */
struct bw_btf *bw_btf_lower(struct bw_btf *b, const struct bw_btf_kernel *kernel,
			    struct bw_diags *d, struct bw_where where);

#endif
