/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapcheck - would the target kernel create this map, and is it the map that was meant?
 *
 * mapcheck_rules.def says, in the kernel's own order, what BPF_MAP_CREATE refuses and
 * with which errno; numbers that depend on the machine (page size, largest kmalloc, CPUs,
 * NUMA nodes) come from the target. test_kernel.c holds the rules against the running
 * kernel with random attributes, errno by errno.
 *
 * Units       *_bytes count bytes. max_entries counts elements, but bytes for ring buffers
 *             and pages for ARENA.
 * Invariants  M1  A verdict's errno is what bpf(2) gives to a privileged caller, except
 *                 that running out of memory (ENOMEM) is not foreseen.
 *             M2  What a target does not know (nr_cpus 0, no config) is taken as it
 *                 is most permissive.
 * Errors      Findings MAP*. Every broken attribute of a map is reported, not just the first.
 */
#ifndef BW_MAPCHECK_H
#define BW_MAPCHECK_H

#include "spec/spec.h"
#include "target/target.h"

/* What the kernel looks at when a map is created. */
struct bw_map_attr {
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_bytes, value_bytes, max_entries, flags;
	uint32_t numa_node; /* counts only with BPF_F_NUMA_NODE */
	uint64_t extra;
	bool has_btf;	    /* BTF types of key and value are given */
	bool has_inner;	    /* a map of maps is given a fit template */
	bool has_kern_type; /* STRUCT_OPS: the kernel's struct is given */
};

/* The errno of a verdict is one of the kernel's own: 524 is ENOTSUPP. */
struct bw_map_verdict {
	int err;	   /* positive errno, 0 the kernel creates the map */
	enum bw_code code; /* with err */
	const char *text;  /* with err: "key_size is 8; ARRAY wants 4" */
	const char *where; /* with err: the kernel function that says no */
};

/* The kernel's answer to one set of attributes. Text is in a. */
void bw_mapcheck_attr(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		      struct bw_map_verdict *ret);
/* "EINVAL", "E2BIG", "ERANGE"; "524" for what libc has no name for; "ok" for 0. */
const char *bw_errno_name(struct bw_arena *a, int err);

/* The attributes a definition asks for, as bpfweld's loader would pass them. */
void bw_mapcheck_attr_of(const struct bw_spec *s, const struct bw_map_spec *m,
			 const struct bw_target *t, struct bw_map_attr *ret);

/* Check every map of a spec; findings in the order of the maps. Returns the worst status. */
BW_CHECKED enum bw_status bw_mapcheck(struct bw_arena *a, const struct bw_spec *s,
				      const struct bw_target *t, struct bw_diags *d);

/* ---- what loaders make of data sections ---- */

/* One row of mapcheck_loaders.def: who, and the flags by kind of section. */
struct bw_loader_profile {
	const char *name; /* "libbpf-1.1" */
	const char *text; /* "libbpf 1.1 and later" */
};

const struct bw_loader_profile *bw_mapcheck_loaders(uint32_t *ret_count);
/*
 * The map flags that loader number i of bw_mapcheck_loaders() creates this data-section map
 * with on this target. Also for other maps: then simply the definition's flags.
 */
uint32_t bw_mapcheck_loader_flags(uint32_t i, const struct bw_spec *s, const struct bw_map_spec *m,
				  const struct bw_target *t);

#endif
