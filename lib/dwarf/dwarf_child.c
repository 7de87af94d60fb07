/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading in a child process, for neither the file nor libdwarf of 2021 is to be trusted.
 * The child may take so much time and memory, write to no file, and say its result through a
 * pipe. It is a fork of a process that may have threads: of what others held at that moment,
 * only malloc is in order (glibc sees to it), and the child calls nothing else that locks.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dwarf/dwarf_types.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW true /* terabytes of addresses */
#elif defined(__has_feature)
#define HAS_SHADOW (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define HAS_SHADOW false
#endif

#define MEMORY_BYTES_MAX ((uint64_t)4 << 30) /* beyond what the process has already */
#define FILE_BYTES_MAX ((size_t)2 << 30)
#define MESSAGE_BYTES_MAX ((size_t)256 << 20)
enum { CPU_SECONDS_MAX = 60, SECONDS_MAX = 180, OUT_OF_MEMORY = 3 };

struct child {
	pid_t pid; /* 0: none is running */
	int fd;	   /* what it says; -1: closed */
	struct bw_sb said;
};

/* ---- in the child ---- */

struct reading {
	const struct dwarf_wanted *wanted;
	int fd;
	struct bw_dwarf_types types;
};

static void limit(int what, rlim_t most)
{
	struct rlimit l;

	if (getrlimit((__rlimit_resource_t)what, &l) != 0)
		return;
	if (l.rlim_max != RLIM_INFINITY && l.rlim_max < most)
		most = l.rlim_max;
	l = (struct rlimit){most, most};
	setrlimit((__rlimit_resource_t)what, &l);
}

/* Addresses in use, in bytes. */
static uint64_t addresses_used(void)
{
	unsigned long long pages = 0;
	uint8_t text[64];
	size_t n = 0;

	if (bw_file_head("/proc/self/statm", text, sizeof(text) - 1, &n) == 0) {
		text[n] = '\0';
		pages = strtoull((char *)text, NULL, 10);
	}
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* What the parent does about signals and descriptors is its own. */
static void child_confine(int fd)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (int s = 1; s < NSIG; s++)
		if (s != SIGKILL && s != SIGSTOP)
			signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (fd > 3)
		syscall(SYS_close_range, 3, fd - 1, 0);
	syscall(SYS_close_range, fd + 1, ~0u, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS_MAX);
	if (!HAS_SHADOW)
		limit(RLIMIT_AS, addresses_used() + MEMORY_BYTES_MAX);
}

static void file_read(void *arg)
{
	struct reading *r = arg;
	struct bw_sb said;
	struct bw_arena a;
	struct bw_bytes image;
	int err;

	bw_arena_init(&a);
	said = bw_sb_in(&a);
	err = bw_file_read(&a, r->wanted->path, FILE_BYTES_MAX, &image);
	if (err)
		r->types.missing = bw_printf(&a, "it cannot be read: %s", strerror(err));
	else
		dwarf_collect(&a, image, r->wanted, &r->types);
	dwarf_message_write(&said, &r->types);
	if (bw_fd_write_all(r->fd, said.p, said.n) != 0)
		_exit(1);
	_exit(0); /* the system takes it all back */
}

static BW_NORETURN void child_run(struct reading *r)
{
	child_confine(r->fd);
	dwarf_set_de_alloc_flag(0); /* everything goes with the process */
	bw_protect(file_read, r);
	_exit(OUT_OF_MEMORY);
}

/* ---- in the parent ---- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Its status, as waitpid() has it; 0 if somebody else took it. */
static int child_wait(struct child *c)
{
	int status = 0;

	assert(c->pid > 0);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
	return status;
}

static void child_end(void *arg)
{
	struct child *c = arg;

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	if (c->pid) {
		kill(c->pid, SIGKILL);
		child_wait(c);
	}
}

/* 0 or an errno value. The child ends with the arena at the latest. */
static int child_start(struct bw_arena *a, struct reading *r, struct child *c)
{
	int fd[2], err = 0;

	*c = (struct child){.fd = -1, .said = bw_sb_in(a)};
	bw_defer(a, child_end, c);
	if (pipe2(fd, O_CLOEXEC) != 0)
		return errno;
	r->fd = fd[1];
	c->pid = fork();
	if (c->pid == 0)
		child_run(r);
	if (c->pid < 0) {
		err = errno;
		c->pid = 0;
	}
	close(fd[1]);
	c->fd = fd[0];
	return err;
}

/* All it says; false if it takes too long or says too much. */
static bool child_listen(struct child *c)
{
	int64_t until_ms = now_ms() + SECONDS_MAX * 1000;

	assert(c->fd >= 0 && c->pid > 0);
	for (;;) {
		struct pollfd p = {.fd = c->fd, .events = POLLIN};
		int64_t left = until_ms - now_ms();
		uint8_t part[16 << 10];
		ssize_t n;

		if (left <= 0 || c->said.n > MESSAGE_BYTES_MAX)
			return false;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(c->fd, part, sizeof(part));
		if (n == 0)
			return true;
		if (n > 0)
			bw_sb_add(&c->said, part, (size_t)n);
		else if (errno != EINTR)
			return false;
	}
}

static const char *why_ended(struct bw_arena *a, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return bw_printf(a, "reading it takes more than %d seconds", CPU_SECONDS_MAX);
	if (WIFSIGNALED(status))
		return bw_printf(a, "the process that read it ended by signal %d (%s)",
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WIFEXITED(status) && WEXITSTATUS(status) == OUT_OF_MEMORY)
		return "reading it takes more than 4 GiB of memory";
	return "the process that read it did not finish";
}

/* What the child says, or why it says nothing. */
static void child_result(struct bw_arena *a, struct child *c, struct bw_dwarf_types *ret)
{
	const char *why;

	if (!child_listen(c)) {
		child_end(c);
		why = bw_printf(a, "reading it takes more than %d seconds", SECONDS_MAX);
	} else {
		why = why_ended(a, child_wait(c));
		if (dwarf_message_read(a, bw_sb_bytes(&c->said), ret))
			return;
	}
	ret->missing = bw_printf(a, "its debug information could not be read: %s", why);
}

/* ---- the file ---- */

/* What its header says; false if it is no ELF file. */
static bool header_read(const char *path, struct bw_dwarf_types *ret)
{
	uint8_t b[sizeof(Elf64_Ehdr)];
	size_t n = 0;
	bool big;

	if (bw_file_head(path, b, sizeof(b), &n) != 0 || n < sizeof(Elf32_Ehdr) ||
	    memcmp(b, ELFMAG, SELFMAG) != 0)
		return false;
	ret->is_64 = b[EI_CLASS] == ELFCLASS64;
	big = ret->big_endian = b[EI_DATA] == ELFDATA2MSB;
	if ((!ret->is_64 && b[EI_CLASS] != ELFCLASS32) || (!big && b[EI_DATA] != ELFDATA2LSB) ||
	    (ret->is_64 && n < sizeof(b)))
		return false;
	ret->machine = bw_get16(b + offsetof(Elf32_Ehdr, e_machine), big);
	ret->flags = bw_get32(
	    b + (ret->is_64 ? offsetof(Elf64_Ehdr, e_flags) : offsetof(Elf32_Ehdr, e_flags)), big);
	return true;
}

/* One file: what is asked of the child, and what came of it. */
struct job {
	struct dwarf_wanted wanted;
	struct reading reading;
	struct child child;
	bool is_elf;
	int err;
};

static void job_start(struct bw_arena *a, struct job *j)
{
	j->is_elf = header_read(j->wanted.path, &j->reading.types);
	j->reading.wanted = &j->wanted;
	if (j->is_elf)
		j->err = child_start(a, &j->reading, &j->child);
}

static bool job_finish(struct bw_arena *a, struct job *j, struct bw_dwarf_types *ret)
{
	struct bw_dwarf_types t = j->reading.types;

	if (!j->is_elf)
		return false;
	if (j->err)
		t.missing = bw_printf(a, "its debug information could not be read: no process: %s",
				      strerror(j->err));
	else
		child_result(a, &j->child, &t);
	*ret = t;
	return true;
}

bool bw_dwarf_types(struct bw_arena *a, const char *path, const char *const *wanted,
		    uint32_t wanted_count, struct bw_dwarf_types *ret)
{
	struct bw_dwarf_program p = {.path = path};

	bw_dwarf_programs(a, &p, 1, wanted, wanted_count);
	if (p.is_elf)
		*ret = p.types;
	return p.is_elf;
}

void bw_dwarf_programs(struct bw_arena *a, struct bw_dwarf_program *programs, uint32_t count,
		       const char *const *wanted, uint32_t wanted_count)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct job *job = BW_NEW_ARRAY(scratch, struct job, count);
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t started = 0;

	for (uint32_t i = 0; i < count; i++) {
		while (started < count && (started == i || started - i < processors)) {
			job[started].wanted =
			    (struct dwarf_wanted){programs[started].path, wanted, wanted_count};
			job_start(scratch, &job[started]);
			started++;
		}
		programs[i].is_elf = job_finish(a, &job[i], &programs[i].types);
	}
	bw_arena_deinit(scratch);
}
