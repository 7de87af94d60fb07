/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_FIELDS_H
#define BPFWELD_FIELDS_H

/*
 * fields - what the kernel keeps for a program inside map values: locks, timers, lists, trees.
 *
 * Sizes and alignments of <linux/bpf.h>, Linux 6.18: a lock is 4 bytes at a multiple of 4, the
 * others stand at multiples of 8. bpf.h does not include this, as many programs define the one they
 * use themselves. A file that has included <linux/bpf.h> or a vmlinux.h gets them from there.
 */

#include "bpfweld/types.h"

#if !defined(__LINUX_BPF_H__) && !defined(__VMLINUX_H__)

struct bpf_spin_lock {
	__u32 val;
};
struct bpf_timer {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct bpf_wq {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct bpf_dynptr {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct bpf_list_head {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct bpf_list_node {
	__u64 opaque[3];
} __attribute__((aligned(8)));
struct bpf_rb_root {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct bpf_rb_node {
	__u64 opaque[4];
} __attribute__((aligned(8)));
struct bpf_refcount {
	__u32 opaque[1];
} __attribute__((aligned(4)));

#endif

#endif
