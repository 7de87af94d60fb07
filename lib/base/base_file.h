/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files: whole in, whole out.
 *
 * Errors      Each call returns 0 or an errno value; nothing is reported here,
 *             the caller knows what the file was for.
 */
#ifndef BW_BASE_FILE_H
#define BW_BASE_FILE_H

#include "base/base_bytes.h"

/* Read a whole regular file. EISDIR for a directory, ENOTSUP for other kinds,
 * EFBIG above max_bytes. */
BW_CHECKED int bw_file_read(struct bw_arena *a, const char *path, size_t max_bytes,
			    struct bw_bytes *ret);
/* The first bytes of a regular file, n at most; *ret_n says how many. ENOTSUP for other
 * kinds of files. */
BW_CHECKED int bw_file_head(const char *path, uint8_t *buf, size_t n, size_t *ret_n);
/* Do two paths name one file, by whatever way? Also of files that do not exist yet. */
bool bw_path_same(const char *x, const char *y);
/* Read what fd delivers until end of file (a pipe); EFBIG above max_bytes. */
BW_CHECKED int bw_fd_read_all(struct bw_arena *a, int fd, size_t max_bytes, struct bw_bytes *ret);
/* The first size bytes of a regular or memory file, fewer if it ends before; a NUL stands
 * behind them. The file offset is neither used nor moved. */
BW_CHECKED int bw_fd_read_sized(struct bw_arena *a, int fd, size_t size, struct bw_bytes *ret);
/* Write all of it to fd. */
BW_CHECKED int bw_fd_write_all(int fd, const void *p, size_t n);

/*
 * An output that appears whole or not at all: bytes go to a temporary file
 * beside path; commit syncs and renames. Several outputs can be staged first
 * and committed together; what is not committed vanishes with the arena.
 */
struct bw_output;
BW_CHECKED int bw_output_stage(struct bw_arena *a, const char *path, const void *p, size_t n,
			       unsigned mode, struct bw_output **ret);
BW_CHECKED int bw_output_commit(struct bw_output *o);
const char *bw_output_path(const struct bw_output *o);

#endif
