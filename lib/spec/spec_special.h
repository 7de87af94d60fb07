/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Special fields: locks, timers, kernel pointers and the like in a map's value. Kernels look for
 * them in the BTF of the value (btf_parse_fields), and differ in what they know and where
 * they look; the caller says which kernel is meant. Part of spec.h.
 */
#ifndef BW_SPEC_SPECIAL_H
#define BW_SPEC_SPECIAL_H

enum bw_special_kind {
#define SPECIAL(name, by, text, bytes, align, repeats) BW_SPECIAL_##name,
#include "spec/spec_special.def"
#undef SPECIAL
	BW_SPECIAL_KINDS
};

#define BW_SPECIAL(name) (1u << BW_SPECIAL_##name)
#define BW_SPECIAL_POINTERS                                                                        \
	(BW_SPECIAL(KPTR_UNTRUSTED) | BW_SPECIAL(KPTR) | BW_SPECIAL(KPTR_PERCPU) | BW_SPECIAL(UPTR))
#define BW_SPECIAL_ROOTS (BW_SPECIAL(LIST_HEAD) | BW_SPECIAL(RB_ROOT))

/* How many the kernel keeps book of: BTF_FIELDS_MAX. */
#define BW_SPECIAL_MAX 11

/* Whose struct a kernel pointer points to. */
enum bw_kptr_home {
	BW_KPTR_PROGRAM, /* only the program's BTF has it: bpf_obj_new() makes it */
	BW_KPTR_KERNEL,	 /* the kernel's, and it may not be owned by a map */
	BW_KPTR_DTOR,	 /* the kernel's, which has a destructor for it */
};

/* What kind of kernel looks. */
struct bw_special_rules {
	uint32_t known;		/* set of BW_SPECIAL() that it knows */
	uint32_t max;		/* fields at most */
	bool by_kind;		/* to 6.1: each kind by itself; one that is wrong hides no other */
	bool no_sections;	/* to 5.14 it looks into structs only */
	bool nested;		/* since 6.11 it looks into nested structs and arrays */
	bool seen_once;		/* a second lock or timer is seen across nested structs, too */
	bool old_tags;		/* to 6.3: "kptr" is untrusted, "kptr_ref" trusted */
	bool old_nodes;		/* to 6.5: list and tree nodes are a word shorter */
	bool kernel_kptrs_only; /* to 6.3: a pointer is to a struct of the kernel */
	bool kptr_objects;	/* since 6.12: kptrs count in objects, too */
	bool many_refcounts;	/* a second bpf_refcount is no error by itself */
	enum bw_kptr_home (*home)(void *arg, const char *name); /* NULL: all are the program's */
	void *arg;
};

struct bw_special {
	enum bw_special_kind kind;
	uint32_t off_bytes, size_bytes;
	bw_tid type;		 /* pointers: the struct; roots: the struct in the list or tree */
	enum bw_kptr_home home;	 /* pointers */
	uint32_t node_off_bytes; /* roots: where the node is in the struct */
	const char *member;	 /* roots: the node's name */
};

/* What a kernel finds. With err it finds nothing: it makes the map, but no program can use the
 * fields. To 6.1 each kind has its own err; then the set holds those without. */
struct bw_special_set {
	uint32_t n;
	struct bw_special field[BW_SPECIAL_MAX]; /* as found, not sorted */
	uint32_t kinds;				 /* set of BW_SPECIAL() */
	int err;				 /* positive errno, 0 none */
	int timer_err;				 /* to 6.1: why there is no timer */
	const char *why;			 /* with err; NULL: a plain value */
	const char
	    *crooked; /* a field in a nested struct is not aligned, which no kernel sees; NULL */
};

/* Find them in a type, STRUCT or DATASEC, of this size. why is in a. */
void bw_spec_special(struct bw_arena *a, const struct bw_btf *b, bw_tid type, uint32_t size_bytes,
		     const struct bw_special_rules *rules, struct bw_special_set *ret);
/* The same for an object that programs allocate: what BPF_BTF_LOAD looks at in each struct that
 * has a member of which _member() is true. Since 6.2. */
void bw_spec_special_object(struct bw_arena *a, const struct bw_btf *b, bw_tid type,
			    const struct bw_special_rules *rules, struct bw_special_set *ret);
bool bw_spec_special_member(struct bw_arena *a, const struct bw_btf *b, bw_tid type,
			    const struct bw_special_rules *r);
/* "bpf_timer", "kptr". */
const char *bw_special_name(enum bw_special_kind k);

#endif
