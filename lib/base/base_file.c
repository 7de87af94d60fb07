/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct bw_output {
	const char *path;
	char *staged;		/* NULL once committed or removed, and for devices */
	struct bw_bytes direct; /* what to write at commit when path is no regular file */
};

int bw_fd_read_all(struct bw_arena *a, int fd, size_t max_bytes, struct bw_bytes *ret)
{
	struct bw_sb b = bw_sb_in(a);
	size_t step = 64 << 10;

	for (;;) {
		ssize_t got;

		bw_sb_extend(&b, step);
		b.n -= step;
		got = read(fd, b.p + b.n, step);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (got == 0)
			break;
		b.n += (size_t)got;
		if (b.n > max_bytes)
			return EFBIG;
	}
	*ret = bw_sb_bytes(&b);
	return 0;
}

int bw_fd_read_sized(struct bw_arena *a, int fd, size_t size, struct bw_bytes *ret)
{
	uint8_t *p = bw_alloc_raw(a, size + 1);
	size_t n = 0;

	while (n < size) {
		ssize_t got = pread(fd, p + n, size - n, (off_t)n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	p[n] = 0;
	*ret = (struct bw_bytes){p, n};
	return 0;
}

static int read_regular(struct bw_arena *a, int fd, size_t max_bytes, struct bw_bytes *ret)
{
	struct stat st;
	size_t size;

	if (fstat(fd, &st))
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (!S_ISREG(st.st_mode))
		return ENOTSUP;
	if (st.st_size < 0 || (uint64_t)st.st_size > max_bytes)
		return EFBIG;
	size = (size_t)st.st_size;
	if (size == 0) /* /proc and /sys files say 0 but have content */
		return bw_fd_read_all(a, fd, max_bytes, ret);
	return bw_fd_read_sized(a, fd, size, ret);
}

int bw_file_read(struct bw_arena *a, const char *path, size_t max_bytes, struct bw_bytes *ret)
{
	/* NONBLOCK: a FIFO must not hang us before fstat tells what it is */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct bw_arena *s;
	struct bw_bytes got = {0};
	int err;

	if (fd < 0)
		return errno;
	s = bw_arena_child(a);
	bw_defer_close(s, fd);
	err = read_regular(a, fd, max_bytes, &got);
	bw_arena_deinit(s);
	if (!err)
		*ret = got;
	return err;
}

static bool inode_same(const struct stat *x, const struct stat *y)
{
	return x->st_dev == y->st_dev && x->st_ino == y->st_ino;
}

/* The directory that a path's last name stands in; that name. */
static bool parent_stat(const char *path, struct stat *ret, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	int n = slash ? snprintf(dir, sizeof(dir), "%.*s/", (int)(slash - path), path)
		      : snprintf(dir, sizeof(dir), ".");

	*ret_name = slash ? slash + 1 : path;
	return n > 0 && (size_t)n < sizeof(dir) && stat(dir, ret) == 0;
}

bool bw_path_same(const char *x, const char *y)
{
	const char *x_name, *y_name;
	struct stat a, b;
	bool x_there, y_there;

	if (strcmp(x, y) == 0)
		return true;
	x_there = stat(x, &a) == 0;
	y_there = stat(y, &b) == 0;
	if (x_there || y_there)
		return x_there && y_there && inode_same(&a, &b);
	return parent_stat(x, &a, &x_name) && parent_stat(y, &b, &y_name) && inode_same(&a, &b) &&
	       strcmp(x_name, y_name) == 0;
}

static int head_read(int fd, uint8_t *buf, size_t n, size_t *ret_n)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return errno;
	if (!S_ISREG(st.st_mode))
		return ENOTSUP;
	do
		got = pread(fd, buf, n, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return errno;
	*ret_n = (size_t)got;
	return 0;
}

int bw_file_head(const char *path, uint8_t *buf, size_t n, size_t *ret_n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int err;

	if (fd < 0)
		return errno;
	err = head_read(fd, buf, n, ret_n);
	close(fd);
	return err;
}

int bw_fd_write_all(int fd, const void *p, size_t n)
{
	const uint8_t *b = p;

	while (n) {
		ssize_t put = write(fd, b, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		b += put;
		n -= (size_t)put;
	}
	return 0;
}

static void output_drop(void *arg)
{
	struct bw_output *o = arg;

	if (o->staged)
		unlink(o->staged);
	o->staged = NULL;
}

/* Create a file beside path that nobody else has; the kernel applies the umask. */
static int staged_open(struct bw_output *o, struct bw_arena *a, unsigned mode, int *ret)
{
	for (int tries = 0; tries < 100; tries++) {
		uint32_t r = 0;
		int fd;

		if (getrandom(&r, sizeof(r), 0) != sizeof(r))
			return errno;
		o->staged = bw_printf(a, "%s.%08x.tmp", o->path, r);
		fd = open(o->staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
		if (fd >= 0) {
			*ret = fd;
			return 0;
		}
		o->staged = NULL;
		if (errno != EEXIST)
			return errno;
	}
	return EEXIST;
}

int bw_output_stage(struct bw_arena *a, const char *path, const void *p, size_t n, unsigned mode,
		    struct bw_output **ret)
{
	struct bw_output *o = BW_NEW(a, struct bw_output);
	struct stat st;
	int fd = -1, err;

	o->path = bw_strndup(a, path, strlen(path));
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		if (S_ISDIR(st.st_mode))
			return EISDIR;
		/* A device or pipe is written to, never replaced. */
		o->direct = (struct bw_bytes){bw_memdup(a, p, n), n};
		*ret = o;
		return 0;
	}
	bw_defer(a, output_drop, o);
	err = staged_open(o, a, mode, &fd);
	if (err)
		return err;
	err = bw_fd_write_all(fd, p, n);
	if (!err && fsync(fd) && errno != EINVAL && errno != EROFS)
		err = errno;
	if (close(fd) && !err)
		err = errno;
	if (err) {
		output_drop(o);
		return err;
	}
	*ret = o;
	return 0;
}

static int write_direct(const struct bw_output *o)
{
	int fd = open(o->path, O_WRONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return errno;
	err = bw_fd_write_all(fd, o->direct.p, o->direct.n);
	if (close(fd) && !err)
		err = errno;
	return err;
}

int bw_output_commit(struct bw_output *o)
{
	if (!o->staged)
		return write_direct(o);
	if (rename(o->staged, o->path)) {
		int err = errno;

		output_drop(o);
		return err;
	}
	o->staged = NULL;
	return 0;
}

const char *bw_output_path(const struct bw_output *o)
{
	return o->path;
}
