/* SPDX-License-Identifier: BSD-2-Clause */
/* clang: C to bitcode that no pass has touched. */
#include "compile/compile_job.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct args {
	struct bw_arena *arena;
	BW_VEC(const char *) list;
};

static void arg(struct args *a, const char *s)
{
	*bw_push(a->arena, &a->list) = s;
}

static void args(struct args *a, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		arg(a, list[i]);
}

/* clang cuts source lines to the width of a terminal that it cannot see. */
static void add_looks(struct args *a, const struct bw_run *run)
{
	struct winsize w;

	arg(a, run->color ? "-fcolor-diagnostics" : "-fno-color-diagnostics");
	if (run->opt->text_fd >= 0 && ioctl(run->opt->text_fd, TIOCGWINSZ, &w) == 0 && w.ws_col)
		arg(a, bw_printf(a->arena, "-fmessage-length=%u", w.ws_col));
}

/* Where a launcher writes: caches handle files, not pipes. */
static const char *launcher_file(const struct bw_run *run, const struct bw_job *job,
				 const char *ext)
{
	return bw_printf(run->scratch, "%s/%u.%s", run->dir, job->index, ext);
}

static void add_outputs(struct args *a, const struct bw_run *run, const struct bw_job *job)
{
	if (run->opt->want_deps) {
		static const char *const deps[] = {"-MD", "-MT", "bpfweld", "-MF"};

		args(a, deps, BW_COUNT(deps));
		arg(a, run->dir ? launcher_file(run, job, "d") : "/proc/self/fd/3");
	}
	arg(a, "-o");
	arg(a, run->dir ? launcher_file(run, job, "bc") : "-");
}

/*
 * -O selects what clang's own code generation emits (attributes, lifetime
 * markers, TBAA); -disable-llvm-passes leaves the optimising to code generation,
 * which then yields the very code of clang -c. Ours stand after the user's.
 */
static const char *const *front_argv(struct bw_run *run, const struct bw_job *job)
{
	static const char *const last[] = {"-c", "-emit-llvm", "-Xclang", "-disable-llvm-passes",
					   "-x", "c"};
	const struct bw_compile_options *o = run->opt;
	struct args a = {.arena = run->scratch};

	if (run->launcher) {
		arg(&a, run->launcher);
		args(&a, o->launcher + 1, o->launcher_n - 1);
	}
	arg(&a, run->clang);
	arg(&a, "-g");
	arg(&a, "-fdebug-compilation-dir=."); /* the same object wherever it is built */
	arg(&a, "-fno-crash-diagnostics");    /* it would leave files in /tmp */
	add_looks(&a, run);
	if (o->arch)
		arg(&a, bw_printf(a.arena, "-D__TARGET_ARCH_%s", o->arch));
	args(&a, o->flags, o->flags_n);
	arg(&a, o->big_endian ? "--target=bpfeb" : "--target=bpfel");
	arg(&a, bw_printf(a.arena, "-mcpu=v%u", o->mcpu));
	arg(&a, bw_printf(a.arena, "-O%c", o->opt_level));
	args(&a, last, BW_COUNT(last));
	add_outputs(&a, run, job);
	arg(&a, job->path);
	arg(&a, NULL);
	return a.list.v;
}

static int open_memfiles(struct bw_run *run, struct bw_job *job)
{
	int err = bw_memfile("bitcode", &job->main_fd);

	if (!err)
		err = bw_memfile("text", &job->text_fd);
	if (!err && run->opt->want_deps && !run->dir)
		err = bw_memfile("deps", &job->side_fd);
	return err;
}

void bw_front_start(struct bw_run *run, struct bw_job *job)
{
	struct bw_spawn s = {.death_signal = SIGTERM}; /* so that it removes its files */
	int err, fd = -1;

	assert(job->stage == BW_STAGE_WAITING && run->clang);
	job->stage = job->last = BW_STAGE_CLANG;
	err = bw_open_input(job->in->path, &fd);
	bw_close(&fd);
	if (err) {
		bw_job_fail(job, err, "input");
		return;
	}
	err = open_memfiles(run, job);
	if (err) {
		bw_job_fail(job, err, "memory file");
		return;
	}
	s.argv = front_argv(run, job);
	s.path = s.argv[0];
	s.fd[0] = -1;
	s.fd[1] = job->main_fd;
	s.fd[2] = job->text_fd;
	s.fd[3] = job->side_fd;
	err = bw_child_start(&s, &job->child);
	if (err)
		bw_job_fail(job, err, s.path);
}

/* What the launcher left as files: the bitcode becomes main_fd. */
static int take_launcher_files(struct bw_run *run, struct bw_job *job)
{
	const char *bc = launcher_file(run, job, "bc"), *d = launcher_file(run, job, "d");
	int err;

	bw_close(&job->main_fd);
	err = bw_open_input(bc, &job->main_fd);
	unlink(bc);
	if (!err && run->opt->want_deps)
		err = bw_open_input(d, &job->side_fd);
	unlink(d);
	return err == ENOENT ? 0 : err; /* no output is reported as such */
}

bool bw_front_finish(struct bw_run *run, struct bw_job *job)
{
	int err = bw_memfile_read(run->scratch, job->text_fd, BW_TEXT_BYTES_MAX, &job->text);

	if (!err && run->dir)
		err = take_launcher_files(run, job);
	if (!err && job->side_fd >= 0)
		err =
		    bw_memfile_read(run->scratch, job->side_fd, BW_TEXT_BYTES_MAX, &job->dep_text);
	bw_close(&job->side_fd);
	bw_close(&job->text_fd);
	if (err) {
		bw_job_fail(job, err, "output of clang");
		return false;
	}
	if (job->exit.code || job->exit.signal || job->exit.error)
		return false;
	/* the child moved the offset that we share */
	return job->main_fd >= 0 && lseek(job->main_fd, 0, SEEK_END) > 0 &&
	       lseek(job->main_fd, 0, SEEK_SET) == 0;
}
