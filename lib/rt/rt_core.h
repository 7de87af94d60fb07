/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rt_core - private to rt: the state of one run of a loader, and its parts.
 *
 * The same sources are compiled twice: freestanding with BW_RT_STUB into the stubs, and
 * hosted into the library of this module, where system calls go through bw_rt.sys. That is
 * how the tests reach every branch.
 *
 * Units       as in rt_image.h. A long that a system call returned is its result, or
 *             minus an errno.
 * Invariants  R1  after bw_rt_check() returned 0, map[] and prog[] hold map_count and
 *                 prog_count operations, and every offset in them is good (I1 to I6).
 *             R2  a file descriptor in map_fd[], prog_fd[] and *_fd is open or -1.
 *             R3  a function that returns an enum bw_rt_exit other than 0 has written its
 *                 line to stderr; the caller only undoes and returns it.
 *             R4  after bw_rt_pins_enter() the working directory is DIR's parent.
 * Ownership   the image belongs to the caller; KVER and map numbers are written into it.
 */
#ifndef BW_RT_CORE_H
#define BW_RT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rt/rt_abi.h"
#include "rt/rt_image.h"

#define RT_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define RT_MAX_DEVS 32u
#define RT_TRIES 5u	       /* of a system call that says EAGAIN or EINTR */
#define RT_LOG_BYTES 0xffffffu /* kernels before 5.13 take no larger log */

struct bw_rt;

/* Runs system call nr; returns its result or minus an errno. */
typedef long bw_rt_syscall(struct bw_rt *rt, long nr, const long arg[6]);

struct bw_rt_dev {
	const char *prog; /* NULL: the one XDP program of the image */
	size_t prog_chars;
	const char *name;
	uint32_t ifindex;
};

/* What is used most comes first: it is within reach of the short instructions. */
struct bw_rt {
	/* What the image wants. */
	uint8_t *image;
	const struct bw_rt_header *head; /* NULL until the image is known to be good */
	uint32_t maps, progs, ops_bytes;

	/* What there is. */
	int btf_fd, parent_fd, stage_fd;
	int pin_fd; /* what `status` looks at */
	uint32_t line_chars;

	/* Command line. */
	const char *name;   /* of DIR in parent */
	const char *parent; /* directory that holds DIR */
	const char *command;
	bool verbose, dry_run, keep_maps, help;

	/* Small state. */
	bool raised_memlock, raised_nofile;
	bool marked; /* DIR holds a marker: a loader made it */
	uint32_t dev_count, gone_count;
	char *log; /* RT_LOG_BYTES, mapped when first needed */

	/* Set by whoever starts the run, like image. */
	size_t image_bytes;
	const volatile int *stop;
	const uint8_t *stub; /* first segment, hashed with the image */
	size_t stub_bytes;
	uint32_t page_bytes;
	bw_rt_syscall *sys; /* unused in a stub */
	void *world;	    /* for sys */

	int map_fd[BW_RT_MAX_MAPS];
	int prog_fd[BW_RT_MAX_PROGS];
	bool map_taken[BW_RT_MAX_MAPS]; /* pinned by somebody before us */
	const struct bw_rt_map *map[BW_RT_MAX_MAPS];
	const struct bw_rt_prog *prog[BW_RT_MAX_PROGS];
	struct bw_rt_dev dev[RT_MAX_DEVS];
	uint32_t gone[BW_RT_MAX_PROGS]; /* ids of links being removed, to wait for */

	char line[1024];
	char path[640];
	char path2[640];
	uint64_t keys[2][64];
};

enum bw_rt_msg {
#define RT_MSG(sym, exit, text, hint) RT_MSG_##sym,
#include "rt/rt_msgs.def"
#undef RT_MSG
	RT_MSG_COUNT
};

/* ---- rt_sys.c: system calls ---- */

#ifdef BW_RT_STUB
/*
 * One assembler routine under two names (stub/start.c). The number comes fourth and the
 * fourth argument last: so the first three are where the kernel wants them, and a call with
 * three arguments sets up nothing else.
 */
long bw_rt_raw3(long a, long b, long c, long nr);
long bw_rt_raw6(long a, long b, long c, long nr, long e, long f, long d);
#define RT_SYS3(rt, nr, a, b, c)                                                                   \
	((void)(rt), bw_rt_raw3((long)(a), (long)(b), (long)(c), RT_NR_##nr))
#define RT_SYS6(rt, nr, a, b, c, d, e, f)                                                          \
	((void)(rt),                                                                               \
	 bw_rt_raw6((long)(a), (long)(b), (long)(c), RT_NR_##nr, (long)(e), (long)(f), (long)(d)))
#else
#define RT_SYS6(rt, nr, a, b, c, d, e, f)                                                          \
	(rt)->sys(                                                                                 \
	    (rt), RT_NR_##nr,                                                                      \
	    (const long[6]){(long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)})
#define RT_SYS3(rt, nr, a, b, c) RT_SYS6(rt, nr, a, b, c, 0, 0, 0)
#endif

/* A pointer as the kernel takes it inside a structure. */
static inline uint64_t bw_rt_ptr(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

/* Opens path (below dir_fd) for reading with extra flags, close-on-exec. */
long bw_rt_open(struct bw_rt *rt, int dir_fd, const char *path, int flags);
/* Closes *fd if it is open and sets it to -1. */
void bw_rt_close(struct bw_rt *rt, int *fd);
/*
 * bpf(2). Repeats a call that was interrupted (EAGAIN, EINTR; at most RT_TRIES), and once
 * each after raising RLIMIT_MEMLOCK (EPERM, kernels before 5.11) or RLIMIT_NOFILE (EMFILE).
 */
long bw_rt_bpf(struct bw_rt *rt, int cmd, union rt_attr *attr);
/* BPF_OBJ_PIN of fd at path, BPF_OBJ_GET of path. */
long bw_rt_obj_pin(struct bw_rt *rt, int fd, const char *path);
long bw_rt_obj_get(struct bw_rt *rt, const char *path);
/* BPF_OBJ_GET_INFO_BY_FD into info, which is cleared first. */
long bw_rt_obj_info(struct bw_rt *rt, int fd, void *info, uint32_t info_bytes);
/* Inode number of path below dir_fd; of dir_fd itself if path is empty. */
long bw_rt_inode(struct bw_rt *rt, int dir_fd, const char *path, uint64_t *ret);
/* The number that the file at path starts with. */
long bw_rt_read_number(struct bw_rt *rt, const char *path, uint32_t *ret);
/* True once a signal asked to stop. */
static inline bool bw_rt_stopped(const struct bw_rt *rt)
{
	return *rt->stop != 0;
}

/* ---- rt_text.c: strings and output ---- */

size_t bw_rt_strlen(const char *s);
bool bw_rt_streq(const char *a, const char *b);
void *bw_rt_copy(void *to, const void *from, size_t bytes);
void *bw_rt_clear(void *to, size_t bytes);
/* Joins up to five strings (NULL ends) into to; leaves the empty string if they do not fit. */
const char *bw_rt_join(char *to, size_t room, const char *const part[5]);
/* Adds chars of s to the line that bw_rt_flush() writes; a full line is cut. */
void bw_rt_put(struct bw_rt *rt, const char *s, size_t chars);
/* Adds format: '%' is the next argument, a string; '#' the next one, a uint64_t. */
void bw_rt_say(struct bw_rt *rt, const char *format, ...);
/* Writes the line to fd and starts a new one. */
void bw_rt_flush(struct bw_rt *rt, int fd);
/* Writes all bytes to fd; errors are ignored, there is nobody left to tell. */
void bw_rt_write(struct bw_rt *rt, int fd, const char *s, size_t bytes);
/*
 * Writes the one line of an error: message (with arg for its '%'), errno, what to do. errno 0
 * for none. Returns the message's exit code; EPERM, EACCES and ENOSYS have their own.
 */
enum bw_rt_exit bw_rt_fail(struct bw_rt *rt, enum bw_rt_msg msg, const char *arg, long err);
/* The same, with detail (not NUL-terminated) in place of the advice and of errno's exit code. */
enum bw_rt_exit bw_rt_fail_detail(struct bw_rt *rt, enum bw_rt_msg msg, const char *arg, long err,
				  const char *detail, size_t detail_chars);

/* ---- rt_sha256.c ---- */

struct bw_rt_sha256 {
	uint32_t h[8];
	uint64_t bytes;
	uint8_t block[64];
};

void bw_rt_sha256_init(struct bw_rt_sha256 *s);
void bw_rt_sha256_add(struct bw_rt_sha256 *s, const uint8_t *data, size_t bytes);
void bw_rt_sha256_end(struct bw_rt_sha256 *s, uint8_t ret[BW_RT_DIGEST_BYTES]);

/* ---- rt_check.c: is this an image? ---- */

/* Checks I1 to I6 and fills R1. No system call but uname and the write of an error. */
enum bw_rt_exit bw_rt_check(struct bw_rt *rt);
/* The same without digest and machine: what a packer asks of its own output. */
enum bw_rt_exit bw_rt_check_ops(struct bw_rt *rt);
/* String at off, which was checked; "" for 0. */
const char *bw_rt_str(const struct bw_rt *rt, uint32_t off);

/* ---- rt_create.c: maps and programs ---- */

enum bw_rt_exit bw_rt_do_btf(struct bw_rt *rt, const void *op);
enum bw_rt_exit bw_rt_do_map(struct bw_rt *rt, const void *op);
enum bw_rt_exit bw_rt_do_update(struct bw_rt *rt, const void *op);
enum bw_rt_exit bw_rt_do_freeze(struct bw_rt *rt, const void *op);
enum bw_rt_exit bw_rt_do_prog(struct bw_rt *rt, const void *op);
enum bw_rt_exit bw_rt_do_set(struct bw_rt *rt, const void *op);
enum bw_rt_exit bw_rt_do_kver(struct bw_rt *rt, const void *op);

/* ---- rt_attach.c ---- */

enum bw_rt_exit bw_rt_do_attach(struct bw_rt *rt, const void *op);
/* Looks up the devices of the command line and who they are for. */
enum bw_rt_exit bw_rt_find_devs(struct bw_rt *rt);

/* ---- rt_pins.c: the transaction ---- */

/* Opens DIR's parent, makes it the working directory, insists on bpffs. */
enum bw_rt_exit bw_rt_pins_enter(struct bw_rt *rt);
/* Makes and locks DIR+stage, and removes what a killed run left in it. Waits for others. */
enum bw_rt_exit bw_rt_pins_lock(struct bw_rt *rt);
/* Fills the locked stage with its directories. */
enum bw_rt_exit bw_rt_pins_begin(struct bw_rt *rt);
/* Pins fd in the stage as <sub><pin> ("maps/", "x"), or <sub><pin>-n. No-op in a dry run. */
enum bw_rt_exit bw_rt_pins_add(struct bw_rt *rt, int fd, const char *sub, const char *pin,
			       uint32_t n);
/* Pins the new shared maps beside DIR and renames the stage to DIR. */
enum bw_rt_exit bw_rt_pins_commit(struct bw_rt *rt);
/* Renames DIR to the stage, if DIR is ours to remove. */
enum bw_rt_exit bw_rt_pins_uncommit(struct bw_rt *rt);
/*
 * Removes the stage with all pins in it and, unless keep_maps, the shared pins it owns; waits
 * until its links are gone. OK or RESIDUE.
 */
enum bw_rt_exit bw_rt_pins_purge(struct bw_rt *rt);
/* True if DIR exists. */
bool bw_rt_pins_exist(struct bw_rt *rt);
/* rt->path = DIR/<sub><pin>, with "-n" for n > 0; in the stage if staged. */
const char *bw_rt_pins_path(struct bw_rt *rt, bool staged, const char *sub, const char *pin,
			    uint32_t n);
/* "bpfweld-<hex>" of this image, in rt->path2. */
const char *bw_rt_pins_marker(struct bw_rt *rt);

/* ---- rt_status.c ---- */

enum bw_rt_exit bw_rt_status(struct bw_rt *rt);

/* ---- rt_main.c ---- */

/* A whole run with the arguments of main(). Closes what it opened; returns the exit code. */
int bw_rt_run(struct bw_rt *rt, int argc, char **argv);

#endif
