/* SPDX-License-Identifier: BSD-2-Clause */
/* bpfweld-codegen: bitcode or IR to an object. */
#include "compile/compile_codegen.h"
#include "compile/compile_job.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

/* Where an installed bpfweld-codegen is. */
#ifndef BW_CODEGEN_INSTALLED
#define BW_CODEGEN_INSTALLED "/usr/local/libexec/bpfweld/bpfweld-codegen"
#endif

static const char *find_near_us(struct bw_arena *a)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	for (int up = 0; up < 3; up++) {
		char *slash = strrchr(exe, '/');
		const char *path;

		if (!slash)
			return NULL;
		*slash = '\0';
		path = bw_printf(a, "%s/libexec/bpfweld/bpfweld-codegen", exe);
		path = bw_program_find(a, path);
		if (path)
			return path;
	}
	return NULL;
}

const char *bw_codegen_find(struct bw_arena *a, const char *asked)
{
	const char *path;

	if (!asked)
		asked = getenv("BPFWELD_CODEGEN");
	if (asked && *asked)
		return bw_program_find(a, asked);
	path = find_near_us(a);
	return path ? path : bw_program_find(a, BW_CODEGEN_INSTALLED);
}

/* The user's -mllvm options, which clang's run alone would not bring here. */
static size_t add_llvm_options(const struct bw_compile_options *o, const char **argv)
{
	size_t n = 0;

	for (uint32_t i = 0; i < o->flags_n; i++) {
		const char *value = NULL;

		if (strncmp(o->flags[i], "-mllvm=", 7) == 0)
			value = o->flags[i] + 7;
		else if (strcmp(o->flags[i], "-mllvm") == 0 && i + 1 < o->flags_n)
			value = o->flags[++i];
		if (!value)
			continue;
		argv[n++] = "-mllvm";
		argv[n++] = value;
	}
	return n;
}

static bool function_sections(const struct bw_compile_options *o)
{
	bool on = false;

	for (uint32_t i = 0; i < o->flags_n; i++)
		if (strcmp(o->flags[i], "-ffunction-sections") == 0)
			on = true;
		else if (strcmp(o->flags[i], "-fno-function-sections") == 0)
			on = false;
	return on;
}

static const char *const *back_argv(struct bw_run *run, const struct bw_job *job)
{
	const struct bw_compile_options *o = run->opt;
	struct bw_arena *a = run->scratch;
	size_t room = (size_t)o->flags_n * 2 + 9;
	const char **argv = BW_NEW_ARRAY(a, const char *, room);
	size_t n = 0;

	argv[n++] = run->codegen;
	argv[n++] = "--protocol=" BW_CODEGEN_PROTOCOL;
	argv[n++] = o->big_endian ? "--endian=big" : "--endian=little";
	argv[n++] = bw_printf(a, "--mcpu=v%u", o->mcpu);
	argv[n++] = bw_printf(a, "--opt=%c", o->opt_level);
	if (job->in->kind == BW_COMPILE_IR)
		argv[n++] = "--ir";
	if (job->lto)
		argv[n++] = bw_printf(a, "--link=%u", job->lto->n);
	if (function_sections(o))
		argv[n++] = "--function-sections";
	n += add_llvm_options(o, argv + n);
	assert(n < room); /* the last stays NULL */
	return argv;
}

void bw_back_start(struct bw_run *run, struct bw_job *job)
{
	struct bw_spawn s = {.path = run->codegen, .death_signal = SIGKILL};
	int object = -1;
	int err = bw_memfile("object", &object);

	if (!err && run->opt->want_ir && !job->lto)
		err = bw_memfile_read(run->arena, job->main_fd, BW_OBJECT_BYTES_MAX, &job->ir);
	assert(job->main_fd >= 0 && !job->child.pid);
	job->stage = job->last = BW_STAGE_CODEGEN;
	if (!err)
		err = bw_memfile("words", &job->text_fd);
	if (!err)
		err = bw_memfile("records", &job->side_fd);
	if (err) {
		bw_close(&object);
		bw_job_fail(job, err, "memory file");
		return;
	}
	s.argv = back_argv(run, job);
	s.fd[0] = job->main_fd;
	s.fd[1] = object;
	s.fd[2] = job->text_fd;
	s.fd[3] = job->side_fd;
	err = bw_child_start(&s, &job->child);
	bw_close(&job->main_fd); /* the child has it */
	job->main_fd = object;
	if (err)
		bw_job_fail(job, err, run->codegen);
}

void bw_back_finish(struct bw_run *run, struct bw_job *job)
{
	struct bw_arena *a = run->scratch;
	int err = bw_memfile_read(a, job->side_fd, BW_TEXT_BYTES_MAX, &job->records);

	if (!err)
		err = bw_memfile_read(a, job->text_fd, BW_TEXT_BYTES_MAX, &job->words);
	if (!err && !job->exit.code && !job->exit.signal && !job->exit.error)
		err = bw_memfile_read(run->arena, job->main_fd, BW_OBJECT_BYTES_MAX, &job->object);
	if (!err && job->object.n == BW_OBJECT_BYTES_MAX)
		err = EFBIG;
	if (err)
		bw_job_fail(job, err, "output of bpfweld-codegen");
	else
		bw_job_done(job);
}
