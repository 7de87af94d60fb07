/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Child processes and memory files.
 *
 * Invariants  P1  A child starts with fds 0 to 3 and no other of ours; it gets
 *                 the signal mask of the caller.
 *             P2  A child ends with the thread that started it: by its own end,
 *                 bw_child_stop(), or the kernel (PR_SET_PDEATHSIG).
 * Errors      errno values; nothing is reported here.
 */
#ifndef BW_COMPILE_SPAWN_H
#define BW_COMPILE_SPAWN_H

#include "base/base.h"

#include <sys/types.h>

#define BW_SPAWN_FDS 4

struct bw_spawn {
	const char *path;	 /* of the executable */
	const char *const *argv; /* NULL-terminated */
	int fd[BW_SPAWN_FDS];	 /* what the child has as 0 to 3; -1: /dev/null */
	int death_signal;	 /* what it gets when we die */
};

struct bw_child {
	pid_t pid; /* 0: none */
	int pidfd; /* readable when it has ended */
};

/* How a child ended. */
struct bw_exit {
	int code;   /* exit code, when signal is 0 */
	int signal; /* that killed it, or 0 */
	int error;  /* errno: its end could not be observed */
};

/* Start it. An executable that cannot be executed is an error here. */
BW_CHECKED int bw_child_start(const struct bw_spawn *s, struct bw_child *ret);
/* Wait until it ends; *c is empty afterwards. */
struct bw_exit bw_child_wait(struct bw_child *c);
/* Ask it to end, then make it; does nothing for an empty child. */
void bw_child_stop(struct bw_child *c);

/* An empty file in memory whose fd no child inherits by accident, and never one
 * of 0 to 3. */
BW_CHECKED int bw_memfile(const char *name, int *ret);
/* Open a regular file for reading, with an fd as bw_memfile()'s. EISDIR for a
 * directory, ENOTSUP for other kinds. */
BW_CHECKED int bw_open_input(const char *path, int *ret);
/* All of it, or its first max_bytes; the offset of fd does not matter. */
BW_CHECKED int bw_memfile_read(struct bw_arena *a, int fd, size_t max_bytes, struct bw_bytes *ret);
/* Close *fd and make it -1; does nothing for -1. */
void bw_close(int *fd);

/* Where a program is: itself if it holds a slash, else from PATH; NULL if it is
 * nowhere that we may execute it. */
const char *bw_program_find(struct bw_arena *a, const char *name);

#endif
