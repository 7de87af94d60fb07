/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef CONNWATCH_H
#define CONNWATCH_H

/* Broken on purpose: README.md lists the defects, a comment "defect N" stands at each. */

#include "bpfweld/bpf.h"

struct cw_proc {
	__u64 start_ns;
	__u32 uid;
	char comm[16];
	__u32 connects;
};

/*
 * defect 1: hash key with padding. Two bytes after `family` belong to no member; the kernel hashes
 * and compares them too, so a key built on the stack is found only by chance.
 */
struct cw_conn_key {
	__u16 family;
	__u32 tgid;
};

/*
 * defect 2: HASH without max_entries. Zero entries is no hash table: the kernel's
 * htab_map_alloc_check() says EINVAL.
 */
struct cw_procs_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, struct cw_proc);
};

#endif
