/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/compile.h"
#include "compile/compile_bitcode.h"
#include "compile/compile_deps.h"
#include "compile/compile_job.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

struct bw_compile_options bw_compile_defaults(void)
{
	return (struct bw_compile_options){
	    .opt_level = '2',
	    .mcpu = 3,
	    .text_fd = STDERR_FILENO,
	    .cancel_fd = -1,
	};
}

enum bw_compile_kind bw_compile_kind_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot && strcmp(dot, ".c") == 0)
		return BW_COMPILE_C;
	if (dot && (strcmp(dot, ".ll") == 0 || strcmp(dot, ".bc") == 0))
		return BW_COMPILE_IR;
	return BW_COMPILE_NONE;
}

bool bw_compile_is_bitcode(struct bw_bytes head)
{
	/* of a wrapper only the beginning is there */
	return bw_bitcode_is(head.p, head.n) ||
	       (head.n >= 4 && memcmp(head.p, "\xde\xc0\x17\x0b", 4) == 0);
}

void bw_job_done(struct bw_job *job)
{
	assert(!job->child.pid);
	bw_close(&job->main_fd);
	bw_close(&job->text_fd);
	bw_close(&job->side_fd);
	job->stage = BW_STAGE_DONE;
}

void bw_job_fail(struct bw_job *job, int err, const char *what)
{
	assert(err);
	job->error = err;
	job->what = what;
	bw_job_done(job);
}

/* --- what the run needs ------------------------------------------------- */

static bool any_c(const struct bw_compile_input *in, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (in[i].kind == BW_COMPILE_C)
			return true;
	return false;
}

static enum bw_status find_clang(struct bw_run *run)
{
	const struct bw_compile_options *o = run->opt;

	run->clang = bw_program_find(run->scratch, o->clang ? o->clang : "clang-19");
	if (!run->clang && !o->clang)
		run->clang = bw_program_find(run->scratch, "clang");
	if (!run->clang)
		return bw_report(run->diags, BW_D_CLANG_MISSING, bw_at_file(NULL),
				 "%s: no such program", o->clang ? o->clang : "clang-19, clang");
	if (!o->launcher_n)
		return BW_OK;
	run->launcher = bw_program_find(run->scratch, o->launcher[0]);
	if (!run->launcher)
		return bw_report(run->diags, BW_D_CLANG_START, bw_at_file(NULL),
				 "launcher %s: no such program", o->launcher[0]);
	return BW_OK;
}

/* With whatever the launcher or a stopped job left in it. */
static void remove_dir(void *arg)
{
	const char *path = arg;
	DIR *dir = opendir(path);
	struct dirent *e;

	if (!dir)
		return; /* it never came to be */
	while ((e = readdir(dir)))
		unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
	rmdir(path);
}

static enum bw_status make_dir(struct bw_run *run)
{
	const char *tmp = getenv("TMPDIR");
	char *dir;

	if (!tmp || !*tmp)
		tmp = "/tmp";
	dir = bw_printf(run->scratch, "%s/bpfweld-XXXXXX", tmp);
	bw_defer(run->scratch, remove_dir, dir); /* first: this may unwind */
	if (!mkdtemp(dir))
		return bw_report(run->diags, BW_D_CHILDREN, bw_at_file(NULL),
				 "no directory can be made in %s: %s", tmp, strerror(errno));
	run->dir = dir;
	return BW_OK;
}

static bool want_color(const struct bw_compile_options *o)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	if (o->text_fd < 0 || o->color == BW_COMPILE_COLOR_NEVER)
		return false;
	if (o->color == BW_COMPILE_COLOR_ALWAYS)
		return true;
	return isatty(o->text_fd) && term && strcmp(term, "dumb") != 0 && !(no && *no);
}

static uint32_t job_limit(const struct bw_compile_options *o)
{
	cpu_set_t cpus;

	if (o->jobs)
		return o->jobs;
	if (sched_getaffinity(0, sizeof(cpus), &cpus))
		return 1;
	return (uint32_t)CPU_COUNT(&cpus);
}

/* clang takes "-x" for an option and "@x" for a file of options. */
static const char *path_for_clang(struct bw_arena *a, const char *path)
{
	return *path == '-' || *path == '@' ? bw_printf(a, "./%s", path) : path;
}

static void stop_jobs(void *arg)
{
	struct bw_run *run = arg;

	for (uint32_t i = 0; i < run->n; i++) {
		struct bw_job *job = &run->job[i];

		bw_child_stop(&job->child);
		if (job->stage != BW_STAGE_WAITING)
			bw_job_done(job);
	}
	run->running = 0;
}

static void add_jobs(struct bw_run *run, const struct bw_compile_input *in, uint32_t n)
{
	run->job = BW_NEW_ARRAY(run->scratch, struct bw_job, n);
	run->n = n;
	for (uint32_t i = 0; i < n; i++) {
		assert(in[i].kind != BW_COMPILE_NONE);
		run->job[i] = (struct bw_job){
		    .in = &in[i],
		    .path = path_for_clang(run->scratch, in[i].path),
		    .index = i,
		    .main_fd = -1,
		    .text_fd = -1,
		    .side_fd = -1,
		    .producer = "",
		};
	}
	bw_defer(run->scratch, stop_jobs, run);
}

static enum bw_status report_no_codegen(struct bw_run *run)
{
	const char *env = getenv("BPFWELD_CODEGEN");

	if (run->opt->codegen)
		return bw_report(run->diags, BW_D_CODEGEN_MISSING, bw_at_file(NULL),
				 "%s: no such program", run->opt->codegen);
	if (env && *env)
		return bw_report(run->diags, BW_D_CODEGEN_MISSING, bw_at_file(NULL),
				 "BPFWELD_CODEGEN is %s: no such program", env);
	return bw_report(run->diags, BW_D_CODEGEN_MISSING, bw_at_file(NULL),
			 "neither near this program nor where bpfweld was installed");
}

static enum bw_status prepare(struct bw_run *run, const struct bw_compile_input *in, uint32_t n)
{
	bool c = any_c(in, n);
	enum bw_status st = c ? find_clang(run) : BW_OK;

	if (st)
		return st;
	run->codegen = bw_codegen_find(run->scratch, run->opt->codegen);
	if (!run->codegen)
		return report_no_codegen(run);
	run->color = want_color(run->opt);
	if (run->launcher)
		st = make_dir(run);
	if (!st)
		add_jobs(run, in, n); /* last: ended before the directory is removed */
	return st;
}

/* --- the run ------------------------------------------------------------ */

static void start_ir(struct bw_run *run, struct bw_job *job)
{
	int err = job->lto ? 0 : bw_open_input(job->in->path, &job->main_fd);

	if (err)
		bw_job_fail(job, err, "input");
	else
		bw_back_start(run, job);
}

static void start_jobs(struct bw_run *run, uint32_t limit)
{
	while (run->running < limit && run->next < run->n && !run->stop) {
		struct bw_job *job = &run->job[run->next++];

		if (job->in->kind == BW_COMPILE_C)
			bw_front_start(run, job);
		else
			start_ir(run, job);
		run->running += job->stage != BW_STAGE_DONE;
	}
}

/* The job's child has ended. */
static void advance(struct bw_run *run, struct bw_job *job)
{
	assert(job->stage == BW_STAGE_CLANG || job->stage == BW_STAGE_CODEGEN);
	job->exit = bw_child_wait(&job->child);
	assert(run->running > 0);
	if (job->stage == BW_STAGE_CODEGEN)
		bw_back_finish(run, job);
	else if (bw_front_finish(run, job))
		bw_back_start(run, job);
	else if (job->stage != BW_STAGE_DONE)
		bw_job_done(job);
	run->running -= job->stage == BW_STAGE_DONE;
}

/* Wait for one child at least. False: the caller cancels. */
static bool wait_for_some(struct bw_run *run, struct pollfd *fds, struct bw_job **of)
{
	nfds_t n = 1;

	fds[0] = (struct pollfd){.fd = run->opt->cancel_fd, .events = POLLIN};
	for (uint32_t i = run->reported; i < run->next; i++)
		if (run->job[i].child.pid) {
			of[n] = &run->job[i];
			fds[n++] = (struct pollfd){.fd = run->job[i].child.pidfd, .events = POLLIN};
		}
	assert(n == run->running + 1);
	if (poll(fds, n, -1) < 0)
		return true; /* EINTR, or ENOMEM: again */
	for (nfds_t i = 1; i < n; i++)
		if (fds[i].revents)
			advance(run, of[i]);
	return !fds[0].revents;
}

static enum bw_status report_done(struct bw_run *run)
{
	enum bw_status st = BW_OK;

	while (run->reported < run->next && run->job[run->reported].stage == BW_STAGE_DONE)
		st = bw_worse(st, bw_job_report(run, &run->job[run->reported++]));
	return st;
}

static enum bw_status run_jobs(struct bw_run *run)
{
	uint32_t limit = job_limit(run->opt);
	struct pollfd *fds;
	struct bw_job **of;
	enum bw_status st = BW_OK;

	limit = limit < run->n ? limit : run->n;
	fds = BW_NEW_ARRAY(run->scratch, struct pollfd, (size_t)limit + 1);
	of = BW_NEW_ARRAY(run->scratch, struct bw_job *, (size_t)limit + 1);
	for (;;) {
		start_jobs(run, limit);
		st = bw_worse(st, report_done(run));
		if (!run->running && (run->next == run->n || run->stop))
			break;
		if (run->running && !wait_for_some(run, fds, of))
			return bw_report(run->diags, BW_D_COMPILE_CANCELLED, bw_at_file(NULL),
					 "%u of %u files were done", run->reported, run->n);
	}
	st = bw_worse(st, report_done(run));
	if (run->next < run->n)
		bw_note(run->diags, bw_at_file(NULL), "%u more files were not tried",
			run->n - run->next);
	return st;
}

/* --- results ------------------------------------------------------------ */

static void list_deps(struct bw_run *run, struct bw_job *job, struct bw_compiled *ret)
{
	struct bw_deps deps = {.arena = run->arena};

	if (job->in->kind == BW_COMPILE_C)
		bw_deps_parse(&deps, job->dep_text);
	else
		*bw_push(run->arena, &deps.list) =
		    bw_strndup(run->arena, job->path, strlen(job->path));
	ret->dep = deps.list.v;
	ret->dep_n = deps.list.n;
}

static enum bw_status take_results(struct bw_run *run, struct bw_compiled *got)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < run->n; i++) {
		struct bw_job *job = &run->job[i];

		got[i].object = job->object;
		got[i].ir = job->ir;
		got[i].decl = job->decl.v;
		got[i].decl_n = job->decl.n;
		got[i].producer = bw_strndup(run->arena, job->producer, strlen(job->producer));
		if (!run->opt->want_deps)
			continue;
		list_deps(run, job, &got[i]);
		if (!got[i].dep_n)
			st = bw_report(
			    run->diags, BW_D_CLANG_DEPS, bw_at_file(job->in->path),
			    "the object is there, the list of files it depends on is not");
	}
	return st;
}

static struct bw_run *run_new(struct bw_arena *a, struct bw_diags *diags,
			      const struct bw_compile_options *o)
{
	struct bw_run *run = BW_NEW(a, struct bw_run);

	assert(o->opt_level && strchr("0123sz", o->opt_level));
	assert(o->mcpu >= 1 && o->mcpu <= 4);
	*run = (struct bw_run){.arena = a, .scratch = bw_arena_child(a), .diags = diags, .opt = o};
	return run;
}

enum bw_status bw_compile(struct bw_arena *a, struct bw_diags *diags,
			  const struct bw_compile_options *o, const struct bw_compile_input *in,
			  uint32_t n, struct bw_compiled *ret)
{
	struct bw_run *run = run_new(a, diags, o);
	struct bw_compiled *got = BW_NEW_ARRAY(a, struct bw_compiled, n);
	enum bw_status st = prepare(run, in, n);

	if (!st)
		st = run_jobs(run);
	if (!st)
		st = take_results(run, got);
	assert(run->running == 0 || st);
	bw_arena_deinit(run->scratch);
	assert(!st || diags->list.n); /* D1 */
	if (!st && n)
		memcpy(ret, got, n * sizeof(*got));
	return st;
}

/* --- several modules as one ---------------------------------------------- */

static int chunk_write(int fd, const void *p, size_t n)
{
	uint8_t size[8];
	int err;

	bw_put64(size, n, false);
	err = bw_fd_write_all(fd, size, sizeof(size));
	return err ? err : bw_fd_write_all(fd, p, n);
}

/* What bpfweld-codegen --link reads. */
static int modules_write(struct bw_run *run, const struct bw_compile_lto *lto, int fd)
{
	struct bw_sb keep = bw_sb_in(run->scratch);
	int err;

	for (uint32_t i = 0; i < lto->keep_n; i++)
		bw_sb_add(&keep, lto->keep[i], strlen(lto->keep[i]) + 1);
	err = chunk_write(fd, keep.p, keep.n);
	for (uint32_t i = 0; i < lto->n && !err; i++)
		err = chunk_write(fd, lto->module[i].ir.p, lto->module[i].ir.n);
	if (!err && lseek(fd, 0, SEEK_SET) < 0)
		err = errno;
	return err;
}

enum bw_status bw_compile_lto(struct bw_arena *a, struct bw_diags *diags,
			      const struct bw_compile_options *o, const struct bw_compile_lto *lto,
			      struct bw_compiled *ret)
{
	const struct bw_compile_input in = {lto->name, BW_COMPILE_IR};
	struct bw_compile_options one = *o;
	struct bw_run *run = run_new(a, diags, &one);
	struct bw_compiled got = {0};
	enum bw_status st;
	int err;

	assert(lto->n);
	one.want_deps = false;
	one.launcher_n = 0;
	st = prepare(run, &in, 1);
	if (!st) {
		run->job->lto = lto;
		err = bw_memfile("modules", &run->job->main_fd);
		if (!err)
			err = modules_write(run, lto, run->job->main_fd);
		st = err ? bw_report(diags, BW_D_CHILDREN, bw_at_file(lto->name), "%s",
				     strerror(err))
			 : run_jobs(run);
	}
	if (!st)
		st = take_results(run, &got);
	bw_arena_deinit(run->scratch);
	if (!st)
		*ret = got;
	return st;
}
