/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapcheck - would the target kernel create this map, and is it the map that was meant?
 *
 * mapcheck_rules.def says, in the kernel's own order, what BPF_MAP_CREATE refuses and
 * with which errno; numbers that depend on the machine (page size, largest kmalloc, CPUs,
 * NUMA nodes) come from the target. tools/dev/diff-maps.sh and test_kernel.c hold the rules
 * against kernels with random attributes, errno by errno.
 *
 * Units       *_bytes count bytes. max_entries counts elements, but bytes for ring buffers
 *             and pages for ARENA.
 * Invariants  M1  A verdict's errno is what bpf(2) gives to a privileged caller, except
 *                 that running out of memory (ENOMEM) is not foreseen.
 *             M2  Where a verdict hangs on something that the target does not tell
 *                 (bw_target.guessed), it says on what, and the other answer.
 * Errors      Findings MAP*. Every broken attribute of a map is reported, not just the first.
 */
#ifndef BW_MAPCHECK_H
#define BW_MAPCHECK_H

#include "profile/profile.h"
#include "spec/spec.h"
#include "target/target.h"

/* The answer is for the likeliest value of something that the target does not tell. */
struct bw_map_hang {
	uint32_t bit;	   /* BW_GUESS_* */
	const char *on;	   /* "CONFIG_NR_CPUS" */
	int err;	   /* the answer where ... */
	const char *where; /* "it is 64" */
};
#define BW_MAP_HANGS_MAX 8

/* The errno of a verdict is one of the kernel's own: 524 is ENOTSUPP. */
struct bw_map_verdict {
	int err;	    /* positive errno, 0 the kernel creates the map */
	enum bw_code code;  /* with err */
	const char *text;   /* with err: "key_size is 8; ARRAY wants 4" */
	const char *where;  /* with err: the kernel function that says no */
	const char *unseen; /* why the kernel does not see the value's special fields; NULL */
	uint32_t hang_count;
	struct bw_map_hang hang[BW_MAP_HANGS_MAX];
};

/* The kernel's answer to one set of attributes. Text is in a. */
void bw_mapcheck_attr(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		      struct bw_map_verdict *ret);
/* Would BPF_BTF_LOAD take this BTF? Loaders load it first, and give maps its ids. */
void bw_mapcheck_load(struct bw_arena *a, const struct bw_btf *b, const struct bw_target *t,
		      struct bw_map_verdict *ret);

/* The capabilities that matter to maps; SYS_ADMIN stands for BPF and PERFMON, too. */
enum {
	BW_CAP_BPF = 1 << 0,
	BW_CAP_NET_ADMIN = 1 << 1,
	BW_CAP_SYS_ADMIN = 1 << 2,
	BW_CAP_PERFMON = 1 << 3,
	BW_CAPS_ALL = 15,
};
/* Who asks. */
struct bw_map_caller {
	uint32_t caps;
	bool unpriv_disabled; /* sysctl kernel.unprivileged_bpf_disabled is 1 or 2 */
};
/* The same answer for a caller who may not have all capabilities. Exact since 6.5; before,
 * the kernel looked for capabilities at other points, so that another errno may come first.
 * NULL: one who has them all. Says nothing of what the answer hangs on. */
void bw_mapcheck_attr_by(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
			 const struct bw_map_caller *caller, struct bw_map_verdict *ret);
/* The capabilities that the map needs: 0 when anybody may create it where the sysctl lets
 * unprivileged users use bpf(2) at all. Before 5.8 it is SYS_ADMIN instead of BPF. */
uint32_t bw_mapcheck_capabilities(struct bw_arena *a, const struct bw_map_attr *m,
				  const struct bw_target *t);

/* What user space does with a map next. */
enum bw_map_use { BW_MAP_FREEZE, BW_MAP_MMAP_R, BW_MAP_MMAP_RW };
/* Would the kernel let it, one after the other? Of memory the first page is mapped. */
void bw_mapcheck_uses(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		      const enum bw_map_use *use, uint32_t n, struct bw_map_verdict *ret);
/* "EINVAL", "E2BIG", "ERANGE"; "524" for what libc has no name for; "ok" for 0. */
const char *bw_errno_name(struct bw_arena *a, int err);
/* "hangs on CONFIG_NR_CPUS: E2BIG where it is 64" */
const char *bw_mapcheck_hang_text(struct bw_arena *a, const struct bw_map_hang *h);
/* The kernel's answer when a map is put into a map of maps; both were created. */
void bw_mapcheck_put(struct bw_arena *a, const struct bw_map_attr *outer,
		     const struct bw_map_attr *put, const struct bw_target *t,
		     struct bw_map_verdict *ret);

/* Check every map of a spec; findings in the order of the maps. Returns the worst status. */
BW_CHECKED enum bw_status bw_mapcheck(struct bw_arena *a, const struct bw_spec *s,
				      const struct bw_target *t, struct bw_diags *d);

/* A note of the capabilities that the loader of these maps needs, if any. */
void bw_mapcheck_tell_capabilities(struct bw_arena *a, const struct bw_spec *s,
				   const struct bw_target *t, struct bw_diags *d);

/* ---- questions as lines of text: docs/checking/maps.md has the grammar ---- */

struct bw_map_question;

/* Read one line. NULL, or what is wrong with it. */
const char *bw_mapcheck_parse(struct bw_arena *a, const char *line, struct bw_map_question **ret);
/* The answer of the first step that fails, or of the creation. */
void bw_mapcheck_answer(const struct bw_map_question *q, struct bw_arena *a,
			const struct bw_target *t, struct bw_map_verdict *ret);
/* "ok", or "EINVAL MAP003 key_size is 8; ARRAY wants 4 (array_map_alloc_check)". */
void bw_mapcheck_print(struct bw_sb *sb, struct bw_arena *a, const struct bw_map_verdict *v);

#endif
