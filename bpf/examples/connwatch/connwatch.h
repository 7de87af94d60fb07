/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef CONNWATCH_H
#define CONNWATCH_H

/*
 * connwatch - what its two BPF files share, and what user space reads.
 *
 * Units       *_ns nanoseconds of the monotonic clock.
 * Invariants  C1  no type here has padding: keys are compared byte by byte.
 *             C2  `connections` has entries of a process only while `procs` has one.
 */

#include "bpfweld/types.h"

/* Address families as in the kernel's sockets. */
#define CW_AF_UNIX 1
#define CW_AF_INET 2
#define CW_AF_INET6 10

/* cw_only_uid: watch every user. */
#define CW_ANY_UID 0xffffffffU

#define CW_COMM_BYTES 16

enum cw_kind {
	CW_EXEC = 1, /* a process started a program */
	CW_EXIT = 2, /* a process ended; span_ns is its life, count its calls of connect() */
	CW_OPEN = 3, /* a TCP connection was opened; span_ns is how long it took */
	CW_FAIL = 4, /* a TCP connection could not be opened; span_ns as above */
};

/* Record in the ring buffer `events`. */
struct cw_event {
	__u64 time_ns;
	__u64 span_ns;
	__u32 kind; /* enum cw_kind */
	__u32 tgid;
	__u32 parent_tgid;
	__u32 uid;
	__u32 count;
	__u16 family;  /* 0 unless OPEN or FAIL */
	__u16 port;    /* remote port, host order */
	__u8 addr[16]; /* remote address; IPv4 is mapped: ::ffff:a.b.c.d */
	char comm[CW_COMM_BYTES];
};

/* Value in `procs`; the key is the process id, __u32. */
struct cw_proc {
	__u64 start_ns;
	__u32 parent_tgid;
	__u32 uid;
	char comm[CW_COMM_BYTES];
};

/* Key in `connections`. family is 32 bits wide so that no byte is unused. */
struct cw_conn_key {
	__u32 tgid;
	__u32 family;
};

struct cw_conn_count {
	__u64 attempts; /* calls of connect() */
	__u64 opened;	/* TCP only */
	__u64 failed;	/* TCP only */
};

_Static_assert(sizeof(struct cw_event) == 72, "C1: no padding");
_Static_assert(sizeof(struct cw_proc) == 32, "C1: no padding");
_Static_assert(sizeof(struct cw_conn_key) == 8, "C1: no padding");

#ifdef __bpf__
#include "bpfweld/bpf.h"

struct cw_procs_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u32);
	__type(value, struct cw_proc);
};

/* process.bpf.c */

/* Id of the current process, now in `procs`; 0 if it is not to be watched. */
int cw_track(void);

/* Sends an event; 0, or 1 if the ring buffer was full and the event is lost. */
int cw_emit(const struct cw_event *event);

/* connection.bpf.c, with a default in process.bpf.c */

/* Forgets the connections of a process; the number of its connect() calls. */
int cw_forget(__u32 tgid);

/* A new event about a process; times and kind are the caller's. */
static __always_inline void cw_event_init(struct cw_event *event, __u32 tgid,
					  const struct cw_proc *proc)
{
	__builtin_memset(event, 0, sizeof(*event));
	event->tgid = tgid;
	event->parent_tgid = proc->parent_tgid;
	event->uid = proc->uid;
	__builtin_memcpy(event->comm, proc->comm, sizeof(event->comm));
}
#endif

#endif
