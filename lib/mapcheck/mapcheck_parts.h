/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of mapcheck share. */
#ifndef BW_MAPCHECK_PARTS_H
#define BW_MAPCHECK_PARTS_H

#include "mapcheck/mapcheck.h"

/* Later checks of special fields, which the 6.12 series got somewhere between two releases:
 * 6.12.117 has them; 6.12.107, 6.18.15 and 6.18.44 do not. */
#define BW_LATE_FIELDS(t) ((t)->kernel > BW_KVER(6, 12, 107) && (t)->kernel < BW_KVER(6, 13, 0))

#ifndef ENOTSUPP
#define ENOTSUPP 524 /* the kernel's own; libc does not know it */
#endif

/* ---- sets of map types ---- */

#define T(type) (UINT64_C(1) << BW_MT_##type)
#define F(flag) ((uint32_t)BW_BPF_F_##flag)

#define LRU (T(LRU_HASH) | T(LRU_PERCPU_HASH))
#define HTAB_PERCPU (T(PERCPU_HASH) | T(LRU_PERCPU_HASH))
#define HTAB (T(HASH) | T(HASH_OF_MAPS) | HTAB_PERCPU | LRU)
#define OF_MAPS (T(ARRAY_OF_MAPS) | T(HASH_OF_MAPS))
#define FD_ARRAY (T(PROG_ARRAY) | T(PERF_EVENT_ARRAY) | T(CGROUP_ARRAY) | T(ARRAY_OF_MAPS))
#define ARRAYS (T(ARRAY) | T(PERCPU_ARRAY) | T(REUSEPORT_SOCKARRAY) | FD_ARRAY)
#define DEVS (T(DEVMAP) | T(DEVMAP_HASH))
#define QUEUES (T(QUEUE) | T(STACK))
#define LOCAL (T(SK_STORAGE) | T(INODE_STORAGE) | T(TASK_STORAGE) | T(CGRP_STORAGE))
#define CGROUP_STORAGES (T(CGROUP_STORAGE) | T(PERCPU_CGROUP_STORAGE))
#define RINGS (T(RINGBUF) | T(USER_RINGBUF))
#define SOCKS (T(SOCKMAP) | T(SOCKHASH))
#define KPTR_MAPS (T(HASH) | T(LRU_HASH) | HTAB_PERCPU | T(ARRAY) | T(PERCPU_ARRAY) | LOCAL)
/* Types whose maps the kernel cannot compare, and so does not put into others. */
#define NO_INNER (T(PROG_ARRAY) | CGROUP_STORAGES | T(STRUCT_OPS) | T(INSN_ARRAY))

static inline bool type_in(uint32_t type, uint64_t set)
{
	return type < 64 && (set >> type & 1);
}

/* ---- what BTF says of one map ---- */

/* A type as map_check_btf resolves it. */
struct map_type {
	bool given, sized; /* sized: the kernel finds a size */
	enum bw_btf_kind kind;
	bw_tid id; /* behind typedefs and modifiers */
	uint32_t bytes;
};

/* All that the rules ask for besides attributes and target; computed once a question. */
struct map_facts {
	struct map_type key, value;
	bool regular_key; /* an INT of 32 bits; of 64 for CGROUP_STORAGE */
	struct bw_special_set special;
	uint32_t misplaced;  /* special kinds that the map type does not take */
	int uptr_err;	     /* what btf_check_and_fixup_fields says of its uptrs */
	bool inner_has_lock; /* the template has a bpf_spin_lock */
	uint32_t kern_bytes; /* STRUCT_OPS: size of the kernel's struct */
	enum bw_answer kern_type;
	struct bw_map_caller caller;
};

/* Kernels of this version look for special fields so. */
void bw_mapcheck_special_rules(const struct bw_target *t, struct bw_special_rules *ret);
void bw_mapcheck_facts(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		       struct map_facts *ret);

/* ---- between the files ---- */

/* Report every attribute that the rules refuse, each once. */
BW_CHECKED enum bw_status bw_mapcheck_rules(struct bw_arena *a, const struct bw_map_attr *m,
					    const struct bw_target *t, struct bw_diags *d,
					    struct bw_where where);
/* Would the size do with pages of this size? True for types that do not care. */
bool bw_mapcheck_page_fits(const struct bw_map_attr *m, uint32_t page_bytes);
/* The errno of the rules alone, without text. */
int bw_mapcheck_errno(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t);
/* Fill in hangs_on and what follows it. */
void bw_mapcheck_hangs(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		       struct bw_map_verdict *v);
/* bpf_map_meta_equal and its variants: NULL when equal, else what differs. */
const char *bw_mapcheck_meta_difference(struct bw_arena *a, const struct bw_map_attr *want,
					const struct bw_map_attr *have, const struct bw_target *t);

#endif
