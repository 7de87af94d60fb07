/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/compile_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define STOP_WAIT_MS 2000

extern char **environ;

/* What the child needs before it executes. It runs in our memory (vfork), so all
 * it does is system calls, and it leaves its error for us to read. */
struct launch {
	const struct bw_spawn *spawn;
	int null_fd;
	pid_t parent;
	sigset_t mask;
	volatile int error;
};

static BW_NORETURN void run_child(struct launch *l)
{
	const struct bw_spawn *s = l->spawn;
	/* execve's prototype predates const */
	char *const *argv = (char *const *)(uintptr_t)s->argv;

	prctl(PR_SET_PDEATHSIG, s->death_signal);
	if (getppid() != l->parent)
		_exit(127);
	for (int i = 0; i < BW_SPAWN_FDS; i++)
		if (dup2(s->fd[i] < 0 ? l->null_fd : s->fd[i], i) < 0) {
			l->error = errno;
			_exit(127);
		}
	sigprocmask(SIG_SETMASK, &l->mask, NULL);
	execve(s->path, argv, environ);
	l->error = errno;
	_exit(127);
}

/* A function of its own: nothing in it lives across vfork's second return. */
static __attribute__((noinline)) pid_t start_child(struct launch *l)
{
	pid_t pid = vfork();

	if (pid == 0)
		run_child(l);
	return pid;
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* With all signals blocked, so that no handler of ours runs in the child. */
static int launch_blocked(struct launch *l, pid_t *ret)
{
	sigset_t all;
	pid_t pid;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &l->mask);
	pid = start_child(l);
	err = errno;
	pthread_sigmask(SIG_SETMASK, &l->mask, NULL);
	if (pid < 0)
		return err;
	if (l->error) {
		reap(pid);
		return l->error;
	}
	*ret = pid;
	return 0;
}

static int above_stdio(int fd, int *ret)
{
	int high;

	if (fd < 0)
		return errno;
	high = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	if (high < 0) {
		int err = errno;

		close(fd);
		return err;
	}
	close(fd);
	*ret = high;
	return 0;
}

int bw_child_start(const struct bw_spawn *s, struct bw_child *ret)
{
	struct launch l = {.spawn = s, .parent = getpid()};
	struct bw_child c = {0};
	int err = above_stdio(open("/dev/null", O_RDWR | O_CLOEXEC), &l.null_fd);

	if (err)
		return err;
	err = launch_blocked(&l, &c.pid);
	close(l.null_fd);
	if (err)
		return err;
	c.pidfd = pidfd_open(c.pid, 0);
	if (c.pidfd < 0) {
		err = errno;
		kill(c.pid, SIGKILL);
		reap(c.pid);
		return err;
	}
	*ret = c;
	return 0;
}

struct bw_exit bw_child_wait(struct bw_child *c)
{
	struct bw_exit e = {0};
	int status = 0;
	pid_t got;

	assert(c->pid > 0);
	do
		got = waitpid(c->pid, &status, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		e.error = errno; /* ECHILD: the process ignores SIGCHLD */
	else if (WIFSIGNALED(status))
		e.signal = WTERMSIG(status);
	else
		e.code = WEXITSTATUS(status);
	close(c->pidfd);
	*c = (struct bw_child){0};
	return e;
}

void bw_child_stop(struct bw_child *c)
{
	struct pollfd end = {.fd = c->pidfd, .events = POLLIN};

	if (!c->pid)
		return;
	kill(c->pid, SIGTERM);
	if (poll(&end, 1, STOP_WAIT_MS) <= 0)
		kill(c->pid, SIGKILL);
	bw_child_wait(c);
}

int bw_memfile(const char *name, int *ret)
{
	return above_stdio(memfd_create(name, MFD_CLOEXEC), ret);
}

int bw_open_input(const char *path, int *ret)
{
	struct stat st;
	int fd = -1;
	/* NONBLOCK: a FIFO must not hang us before fstat tells what it is */
	int err = above_stdio(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), &fd);

	if (err)
		return err;
	if (fstat(fd, &st))
		err = errno;
	else if (!S_ISREG(st.st_mode))
		err = S_ISDIR(st.st_mode) ? EISDIR : ENOTSUP;
	if (err)
		close(fd);
	else
		*ret = fd;
	return err;
}

int bw_memfile_read(struct bw_arena *a, int fd, size_t max_bytes, struct bw_bytes *ret)
{
	struct stat st;
	size_t size;

	if (fstat(fd, &st))
		return errno;
	size = (uint64_t)st.st_size > max_bytes ? max_bytes : (size_t)st.st_size;
	return bw_fd_read_sized(a, fd, size, ret);
}

void bw_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool executable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

const char *bw_program_find(struct bw_arena *a, const char *name)
{
	const char *dirs = getenv("PATH");

	if (strchr(name, '/'))
		return executable(name) ? name : NULL;
	while (dirs) {
		size_t n = strcspn(dirs, ":");
		/* an empty part of PATH is the current directory */
		const char *path = bw_printf(a, "%.*s%s%s", (int)n, dirs, n ? "/" : "./", name);

		if (executable(path))
			return path;
		dirs = dirs[n] ? dirs + n + 1 : NULL;
	}
	return NULL;
}
