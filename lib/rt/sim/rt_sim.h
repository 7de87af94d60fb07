/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rt_sim - as much of Linux as a loader talks to, in memory.
 *
 * Files, bpffs, file descriptors, flock, maps, programs, links, each with references: what
 * nobody holds is freed, so a test can ask what was left behind. Every byte that a system call
 * would read is read here too, for AddressSanitizer to see.
 *
 * Any call can be made to fail, to raise a signal, or to be the last one of the process.
 *
 * Invariants  every object has as many references as there are descriptors, pins and objects
 *             that hold it; freed at none. A program array that no descriptor and no pin holds
 *             is emptied, as the kernel does: its programs may well hold it.
 * Ownership   the caller's struct; sim_start() clears it.
 */
#ifndef BW_RT_SIM_H
#define BW_RT_SIM_H

#include <setjmp.h>

#include "rt/rt_core.h"

enum { SIM_FDS = 256, SIM_NODES = 256, SIM_OBJECTS = 256, SIM_OUT = 65536 };

enum sim_what { SIM_FREE, SIM_FILE, SIM_DIR, SIM_MAP, SIM_PROG, SIM_LINK, SIM_BTF, SIM_OTHER };

struct sim_object {
	enum sim_what what;
	uint32_t refs;
	uint32_t user_refs; /* descriptors and pins among them */
	uint32_t holds[64]; /* objects that this one keeps, by number; a link its program */
	uint32_t hold_count;
	struct rt_map_info map;
	uint32_t elements;
	bool frozen;
};

struct sim_node { /* of bpffs; node 0 is /sys/fs/bpf */
	bool used, is_dir;
	uint32_t parent, object, inode;
	char name[240];
};

struct sim_fd {
	enum sim_what what;
	uint32_t object; /* or node */
	const char *text;
	bool read;
};

struct sim {
	struct sim_object object[SIM_OBJECTS];
	struct sim_node node[SIM_NODES];
	struct sim_fd fd[SIM_FDS];
	uint32_t cwd, next_inode;
	/* what the machine lacks */
	bool no_bpffs, no_tracefs, no_tracepoint, no_perf_link, no_core, refuse_prog, refuse_map;
	const char *machine;
	/* what goes wrong: at call fail_at (from 1), or at each one from there on if fail_on */
	uint32_t calls, fail_at, fail_on, fail_errno, stop_at, kill_at;
	long last_failed; /* number of the system call that was made to fail */
	volatile int stop;
	jmp_buf killed;
	/* what was written to descriptors 1 and 2 */
	char out[SIM_OUT];
	size_t out_chars;
};

/* A machine with nothing on it. */
void sim_start(struct sim *s);
/* Runs the loader of image with these words; its exit code, or -1 if it was killed. */
int sim_run(struct sim *s, const uint8_t *image, size_t image_bytes, const char *const *words);
/* How many descriptors beyond 2 are open, pins and directories there are, objects alive. */
uint32_t sim_fds(const struct sim *s);
uint32_t sim_pins(const struct sim *s);
uint32_t sim_objects(const struct sim *s, enum sim_what what);
/* True if /sys/fs/bpf/<path> exists. */
bool sim_exists(struct sim *s, const char *path);

#endif
