/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * profile - what each loader makes of a map definition.
 *
 * An object says less than the kernel is asked for: flags of data sections, sizes of ring
 * buffers, CPU counts, BTF ids and pin paths are the loader's choice, and loaders differ, also
 * from release to release. A profile is one loader over a range of its releases
 * (profile_loaders.def); with it a definition becomes the attributes of BPF_MAP_CREATE, what the
 * kernel then shows of the map, and what the loader compares a map with that exists already.
 *
 * Units       *_bytes count bytes. max_entries counts elements, but bytes for ring buffers
 *             and pages for ARENA.
 * Invariants  P1  Profile 0 stands for "no loader is named": as bpfweld's own, but ring buffers
 *                 are judged as they are written, which suits every loader.
 *             P2  The profiles of one loader follow each other, in the order of its releases.
 * Ownership   What is returned lives in the arena given; profiles are static.
 * Errors      None.
 */
#ifndef BW_PROFILE_H
#define BW_PROFILE_H

#include "spec/spec.h"
#include "target/target.h"

/* What the kernel looks at when a map is created. */
struct bw_map_attr {
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_bytes, value_bytes, max_entries, flags;
	uint32_t numa_node; /* counts only with BPF_F_NUMA_NODE */
	uint64_t extra;
	bool has_btf;			 /* BTF types of key and value are given */
	bool has_inner;			 /* a map of maps is given a fit template */
	bool has_kern_type;		 /* STRUCT_OPS: the kernel's struct is given */
	const struct bw_btf *btf;	 /* what the ids below are of; NULL: has_btf says it all */
	bw_tid key_type, value_type;	 /* as they are passed; BW_VOID: not given */
	const struct bw_map_attr *inner; /* the template; NULL: has_inner says it all */
	const char *kern_type;		 /* STRUCT_OPS: name of the struct in the kernel's BTF */
	const char *name;		 /* map_name; NULL: empty */
};

#include "profile/profile_compare.h"

/* When data sections of a kind get BPF_F_MMAPABLE. */
enum bw_data_rule {
	BW_DATA_ABSENT,	     /* no map is made of them */
	BW_DATA_PLAIN,	     /* never */
	BW_DATA_KERNEL,	     /* where the kernel knows it (5.5) */
	BW_DATA_LATE,	     /* the same, but behind the check of maps that replace it */
	BW_DATA_VISIBLE,     /* and only with a variable that is global and not hidden */
	BW_DATA_VISIBLE_XOR, /* the same; on kernels without it, the others get it by mistake */
};

/* Who rounds the size of a ring buffer. */
enum bw_ring_rule {
	BW_RINGS_WRITTEN, /* nobody */
	BW_RINGS_LATE,	  /* libbpf 0.8: RINGBUF, behind the check of a pinned map */
	BW_RINGS_LIBBPF,  /* RINGBUF and USER_RINGBUF: a power of two of pages, never down; 0 stays
			   */
	BW_RINGS_AYA,	  /* RINGBUF only */
	BW_RINGS_ANDROID, /* RINGBUF: at least a page */
};

/* Who puts in the number of possible CPUs. */
enum bw_cpus_rule {
	BW_CPUS_WRITTEN,
	BW_CPUS_PERF_LATE, /* PERF_EVENT_ARRAY of 0 entries, behind the check of a pinned map */
	BW_CPUS_PERF,	   /* the same, before it */
	BW_CPUS_CLAMP,	   /* PERF_EVENT_ARRAY: 0 or more than CPUs become CPUs */
	BW_CPUS_CLAMP_ALL, /* CPUMAP too */
};

/* Sizes that the loader puts in itself. */
enum bw_size_rule {
	BW_SIZES_WRITTEN,
	BW_SIZES_GO,	   /* PERF_EVENT_ARRAY 4 and 4, values of maps of maps 4 */
	BW_SIZES_GO_VALUE, /* and no value size for RINGBUF, ARENA from a value type */
	BW_SIZES_AYA,	   /* values of CPUMAP and DEVMAPs 8, before 5.8 (5.9) 4 */
	BW_SIZES_AYA_RING, /* and 0 for RINGBUF */
};

/* What becomes of fields of .maps that the loader does not know. */
enum bw_unknown_rule { BW_UNKNOWN_REFUSED, BW_UNKNOWN_IGNORED };

/* Definitions of the section `maps`. */
enum bw_old_rule {
	BW_OLD_REFUSED,
	BW_OLD_ZERO,	 /* five words; others must be 0 */
	BW_OLD_AYA,	 /* and id, pinning; others ignored */
	BW_OLD_IPROUTE2, /* and id, pinning, inner_id, inner_idx: 36 bytes at most */
	BW_OLD_ANDROID,	 /* and Android's many */
	BW_OLD_BPFWELD,	 /* 36 bytes are iproute2's; other words are told */
};

/* Where a map with pinning goes. */
enum bw_pin_rule {
	BW_PIN_NONE,	 /* the loader has no pinning by definition */
	BW_PIN_ROOT,	 /* /sys/fs/bpf/NAME */
	BW_PIN_ASKED,	 /* DIRECTORY/NAME; without a directory from the program it is an error */
	BW_PIN_BESIDE,	 /* bpfweld: beside its own directory */
	BW_PIN_IPROUTE2, /* 1: by object, 2: global */
	BW_PIN_GLOBALS,	 /* iproute2 with libbpf: always global */
	BW_PIN_ANDROID,	 /* every map, by object and name */
};

/* One row of profile_loaders.def: a loader since one of its releases. */
struct bw_profile {
	const char *name; /* "libbpf-1.1" */
	const char *text; /* "libbpf 1.1" */
	enum bw_data_rule data, kconfig;
	enum bw_ring_rule rings;
	enum bw_cpus_rule cpus;
	enum bw_size_rule sizes;
	uint32_t fields; /* BW_MAP_HAS_* it knows in .maps; 0: it does not know .maps */
	enum bw_unknown_rule unknown;
	enum bw_old_rule old;
	enum bw_pin_rule pin;
	enum bw_comparator comparator;
	const char *from; /* where we know it from */
};

const struct bw_profile *bw_profiles(uint32_t *ret_count);
/* The profile of a loader, "libbpf-1.4" or "libbpf@1.4"; 0 for NULL and unknown names. */
uint32_t bw_profile_find(const char *loader);
/* The same, but false for names that no profile has. A loader without release is its newest. */
bool bw_profile_lookup(const char *loader, uint32_t *ret);
/* Names like this one, in order: ", " between them; "" if there is none. */
const char *bw_profile_near(struct bw_arena *a, const char *loader);
/* A set of profiles, bits 1 << i, in words: "libbpf since 0.8 before 1.6.2, ebpf-go". */
const char *bw_profile_ranges(struct bw_arena *a, uint64_t set);

/* The attributes a definition asks for, as the target's loader would pass them. */
void bw_profile_attr(const struct bw_spec *s, const struct bw_map_spec *m,
		     const struct bw_target *t, struct bw_map_attr *ret);
/* The same for loader number i of bw_profiles(). */
void bw_profile_attr_of(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
			const struct bw_target *t, struct bw_map_attr *ret);
/* What that loader compares an existing map with: not always what it would ask for. */
void bw_profile_compared(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
			 const struct bw_target *t, struct bw_map_attr *ret);
/*
 * What BPF_OBJ_GET_INFO shows of a map that was asked for with these attributes. False if that
 * hangs on the number of CPUs, which is not known: max_entries is then as asked for.
 */
bool bw_profile_kernel_rewrites(const struct bw_map_attr *asked, const struct bw_target *t,
				struct bw_map_attr *ret);
/* Does max_entries hang on the target's CPUs with this loader? */
bool bw_profile_counts_cpus(uint32_t i, const struct bw_map_spec *m);

/*
 * The map flags that loader number i of bw_profiles() creates this data-section map
 * with on this target. Also for other maps: then simply the definition's flags.
 */
uint32_t bw_profile_data_flags(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
			       const struct bw_target *t);
/* Does the loader make a map of this one at all? Not of data sections, if it knows none; ebpf-go
 * not of those without names, .rodata.str1.1. */
bool bw_profile_makes(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m);
/* Is this a map that no definition stands for: data section or .kconfig? */
bool bw_profile_is_data(const struct bw_map_spec *m);
/* Is max_entries the size of a ring buffer? */
bool bw_profile_is_ring(uint32_t type);
/* The size that ring buffers of so many bytes get where pages are so large. 0 stays 0. */
uint32_t bw_profile_ring_bytes(uint32_t bytes, uint32_t page_bytes);

/* Who compares an existing map with the definition. */
enum bw_comparator bw_profile_comparator(uint32_t i);
/* Where that loader pins the map; NULL: nowhere. Words in capitals stand for what the object
 * cannot tell: "DIRECTORY/events". */
const char *bw_profile_pin_path(struct bw_arena *a, uint32_t i, const struct bw_spec *s,
				const struct bw_map_spec *m);
/* The name that the kernel shows, at most 15 characters. */
const char *bw_profile_kernel_name(struct bw_arena *a, uint32_t i, const struct bw_spec *s,
				   const struct bw_map_spec *m);

/* ---- words of a legacy definition (profile_old.c) ---- */

/* Word n of the map's definition in `maps` (0 is the type); false behind its end. */
bool bw_profile_old_word(const struct bw_spec *s, const struct bw_map_spec *m, uint32_t n,
			 uint32_t *ret);
/* The words of the map's definition; 0 when it is no legacy one. */
uint32_t bw_profile_old_words(const struct bw_spec *s, const struct bw_map_spec *m);
/* What word n is to a definition of so many words: "iproute2's pinning", "kernel samples'
 * inner_map_idx"; NULL when nobody says. */
const char *bw_profile_old_name(uint32_t words, uint32_t n);

/* ---- checks (profile_check.c, profile_pair.c) ---- */

/* A loader as the user named it, and its profile. */
struct bw_loader {
	const char *name;
	uint32_t profile;
};

/* Would this loader take the object, its definitions, its own pins? Findings PRO004 to PRO018. */
BW_CHECKED enum bw_status bw_profile_check(struct bw_arena *a, const struct bw_spec *s,
					   const struct bw_target *t, const struct bw_loader *l,
					   struct bw_diags *d);
/* What the two make differently, and what one makes and the other refuses: PRO002, PRO003. */
BW_CHECKED enum bw_status bw_profile_check_pair(struct bw_arena *a, const struct bw_spec *s,
						const struct bw_target *t,
						const struct bw_loader *x,
						const struct bw_loader *y, struct bw_diags *d);

/*
 * The map as its loader would find it again: made, shown by the kernel, compared with the
 * definition. The fields in which they differ, as bits 1u << BW_CMP_*. *ret_known is false when
 * that hangs on the unknown number of CPUs.
 */
uint32_t bw_profile_refound(uint32_t maker, uint32_t finder, const struct bw_spec *s,
			    const struct bw_map_spec *m, const struct bw_target *t,
			    struct bw_map_attr *ret_shown, struct bw_map_attr *ret_wanted,
			    bool *ret_known);
/* "map_flags 0x400 (BPF_F_MMAPABLE) against 0, max_entries 1 against 2" of the fields given. */
const char *bw_profile_differences(struct bw_arena *a, uint32_t fields, const struct bw_map_attr *x,
				   const struct bw_map_attr *y);

#endif
