/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of a job, as findings; in the order of the inputs. */
#include "compile/compile_bitcode.h"
#include "compile/compile_codegen.h"
#include "compile/compile_job.h"
#include "compile/compile_text.h"

#include <errno.h>

#define ERRORS_SHOWN_MAX 20 /* of LLVM, a file; as clang */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "exit code 3" or "signal 11 (SIGSEGV)". */
static const char *exit_text(struct bw_arena *a, const struct bw_exit *e)
{
	const char *name = e->signal ? sigabbrev_np(e->signal) : NULL;

	if (e->error)
		return bw_printf(a, "an end that could not be observed (%s)", strerror(e->error));
	if (e->signal)
		return bw_printf(a, "signal %d (SIG%s)", e->signal, name ? name : "?");
	return bw_printf(a, "exit code %d", e->code);
}

/* Notes of clang's text, unless it was printed as it is. */
static void add_text(struct bw_run *run, struct bw_bytes text)
{
	if (run->opt->text_fd < 0)
		bw_clang_notes(run->diags, run->scratch, text);
}

/* Nobody is left to tell when this fails: it is the error channel. */
static void print_text(struct bw_run *run, struct bw_bytes text)
{
	if (run->opt->text_fd >= 0 && text.n && bw_fd_write_all(run->opt->text_fd, text.p, text.n))
		return;
}

static enum bw_status report_not_done(struct bw_run *run, struct bw_job *job)
{
	struct bw_where at = bw_at_file(job->in->path);
	const char *why = strerror(job->error);
	bool start = strchr(job->what, '/') != NULL;

	if (strcmp(job->what, "input") == 0)
		return bw_report(run->diags, BW_D_FILE_READ, at, "%s", why);
	if (start && job->last == BW_STAGE_CLANG)
		return bw_report(run->diags, BW_D_CLANG_START, at, "%s: %s", job->what, why);
	if (start)
		return bw_report(run->diags, BW_D_CODEGEN_START, at, "%s: %s", job->what, why);
	return bw_report(run->diags, BW_D_CHILDREN, at, "%s: %s", job->what, why);
}

/* clang turns a crash of its own into an exit code above 128, and an internal
 * error into 70. */
static bool clang_crashed(const struct bw_exit *e)
{
	return e->signal || e->code > 128 || e->code == 70;
}

static enum bw_status report_front(struct bw_run *run, struct bw_job *job)
{
	struct bw_where at = bw_at_file(job->in->path);
	const char *clang = last_part(run->clang);
	const char *end = exit_text(run->scratch, &job->exit);
	enum bw_status st;

	if (job->exit.error)
		st = bw_report(run->diags, BW_D_CHILDREN, at, "%s: %s", clang, end);
	else if (clang_crashed(&job->exit))
		st = bw_report(run->diags, BW_D_CLANG_CRASH, at, "%s ended with %s", clang, end);
	else if (job->exit.code)
		st = bw_report(run->diags, BW_D_CLANG_ERRORS, at, "%s ended with %s%s", clang, end,
			       run->opt->text_fd >= 0 && job->text.n ? "; its messages are above"
								     : "");
	else
		st = bw_report(run->diags, BW_D_CLANG_OUTPUT, at,
			       "%s ended well, but wrote nothing", clang);
	add_text(run, job->text);
	return st;
}

/* What the records of one job amount to. */
struct outcome {
	struct bw_run *run;
	struct bw_job *job;
	const char *llvm;		   /* "19.1.7"; NULL before the hello */
	const struct bw_compile_input *in; /* what the records are about */
	enum bw_status st;
	uint32_t errors;
};

static void on_hello(struct outcome *o, char sev, const char *text)
{
	size_t n = strcspn(text, " ");

	(void)sev;
	if (n == strlen(BW_CODEGEN_PROTOCOL) && strncmp(text, BW_CODEGEN_PROTOCOL, n) == 0 &&
	    text[n])
		o->llvm = text + n + 1;
}

/* Of several modules: which the next records are about. */
static void on_module(struct outcome *o, char sev, const char *text)
{
	const struct bw_compile_lto *lto = o->job->lto;
	unsigned long i = strtoul(text, NULL, 10);

	(void)sev;
	o->in = lto && *text && i < lto->n ? &lto->in[i] : o->job->in;
}

static void on_link(struct outcome *o, char sev, const char *text)
{
	if (sev != 'E') {
		bw_tell(o->run->diags, BW_D_CODEGEN_WARNING, bw_at_file(o->in->path), "%s", text);
		return;
	}
	o->errors++;
	o->st = bw_report(o->run->diags, BW_D_LTO_LINK, bw_at_file(o->in->path), "%s", text);
}

static void on_producer(struct outcome *o, char sev, const char *text)
{
	struct bw_run *run = o->run;
	unsigned major = bw_bitcode_major(text), ours = (unsigned)strtoul(o->llvm, NULL, 10);

	(void)sev;
	o->job->producer = text;
	if (major == 0 || major >= ours || o->job->lto)
		return;
	if (o->in->kind != BW_COMPILE_C) {
		bw_tell(run->diags, BW_D_CLANG_OLDER, bw_at_file(o->in->path),
			"it is bitcode of %s, code generation is of LLVM %s", text, o->llvm);
		return;
	}
	if (!run->older_told)
		bw_tell(run->diags, BW_D_CLANG_OLDER, bw_at_file(o->in->path),
			"%s is of %s, code generation of LLVM %s", last_part(run->clang), text,
			o->llvm);
	run->older_told = true;
}

/* One clang serves all C inputs: say it once and start no more. */
static void on_newer(struct outcome *o, char sev, const char *text)
{
	struct bw_run *run = o->run;
	bool c = o->in->kind == BW_COMPILE_C;

	(void)sev;
	(void)text;
	o->errors++;
	if (c && run->newer_told) {
		o->st = BW_UNSUPPORTED;
		return;
	}
	o->st = bw_report(run->diags, BW_D_CLANG_NEWER, bw_at_file(o->in->path),
			  "%s wrote bitcode of %s; bpfweld-codegen has LLVM %s",
			  c ? run->clang : "its maker", o->job->producer, o->llvm);
	run->newer_told |= c;
	run->stop |= c;
}

static void add_more(struct bw_run *run, const struct bw_llvm_text *t)
{
	if (t->more)
		bw_note(run->diags, (struct bw_where){0}, "%s", t->more);
}

/* LLVM reads from a pipe and calls it so; the file is the input. */
#define PIPE_NAME "<stdin>"

static void on_invalid(struct outcome *o, char sev, const char *text)
{
	static const char *const starts[] = {PIPE_NAME ": ", "error: "};
	struct bw_llvm_text t = bw_llvm_text(o->run->scratch, text);

	(void)sev;
	o->errors++;
	if (t.where.src_file && strcmp(t.where.src_file, PIPE_NAME) == 0)
		t.where.src_file = o->in->path;
	for (size_t i = 0; i < BW_COUNT(starts); i++)
		if (strncmp(t.text, starts[i], strlen(starts[i])) == 0)
			t.text += strlen(starts[i]);
	t.where.file = o->in->path;
	o->st = bw_report(o->run->diags, BW_D_IR_INVALID, t.where, "%s", t.text);
	add_more(o->run, &t);
}

static void on_target(struct outcome *o, char sev, const char *text)
{
	(void)sev;
	o->errors++;
	o->st = bw_report(o->run->diags, BW_D_IR_TARGET, bw_at_file(o->in->path), "%s", text);
}

static void on_diag(struct outcome *o, char sev, const char *text)
{
	struct bw_llvm_text t = bw_llvm_text(o->run->scratch, text);

	t.where.file = o->in->path;
	if (sev != 'E') {
		bw_tell(o->run->diags, BW_D_CODEGEN_WARNING, t.where, "%s", t.text);
	} else {
		o->errors++;
		if (o->errors > ERRORS_SHOWN_MAX)
			return;
		o->st = bw_report(o->run->diags, BW_D_NO_BPF_CODE, t.where, "%s", t.text);
	}
	if (t.fix)
		bw_fix(o->run->diags, "%s", t.fix);
	add_more(o->run, &t);
}

/* After an error LLVM goes on with what it could not translate and often ends
 * this way: then it is no finding of its own. */
static void on_fatal(struct outcome *o, char sev, const char *text)
{
	struct bw_llvm_text t = bw_llvm_text(o->run->scratch, text);

	(void)sev;
	t.where.file = o->in->path;
	if (o->errors) {
		bw_note(o->run->diags, t.where, "then LLVM gave up: %s", t.text);
		return;
	}
	o->errors++;
	o->st = bw_report(o->run->diags, BW_D_CANNOT_SELECT, t.where, "%s", t.text);
	if (t.fix)
		bw_fix(o->run->diags, "%s", t.fix);
	add_more(o->run, &t);
}

/* "LINE NAME<tab>FILE"; what does not look so is left out, it is only for reports. */
static void on_decl(struct outcome *o, char sev, const char *text)
{
	struct bw_arena *a = o->run->arena;
	struct bw_compile_decl *x;
	char *end;
	unsigned long line = strtoul(text, &end, 10);
	const char *tab = strchr(text, '\t');

	(void)sev;
	if (*end != ' ' || !tab || tab <= end || !line || line > UINT32_MAX)
		return;
	x = bw_push(a, &o->job->decl);
	x->name = bw_strndup(a, end + 1, (size_t)(tab - end - 1));
	x->file = bw_strndup(a, tab + 1, strlen(tab + 1));
	x->line = (uint32_t)line;
}

static const struct {
	char kind;
	void (*fn)(struct outcome *o, char sev, const char *text);
} record_kinds[] = {
    {BW_REC_HELLO, on_hello},  {BW_REC_PRODUCER, on_producer}, {BW_REC_NEWER, on_newer},
    {BW_REC_READ, on_invalid}, {BW_REC_VERIFY, on_invalid},    {BW_REC_TARGET, on_target},
    {BW_REC_DIAG, on_diag},    {BW_REC_FATAL, on_fatal},       {BW_REC_DECL, on_decl},
    {BW_REC_LINK, on_link},    {BW_REC_MODULE, on_module},
};

static void take_record(struct outcome *o, char sev, char kind, const char *text)
{
	for (size_t i = 0; i < BW_COUNT(record_kinds); i++)
		if (record_kinds[i].kind == kind)
			record_kinds[i].fn(o, sev, text);
}

static void take_records(struct outcome *o)
{
	const char *p = (const char *)o->job->records.p;
	size_t n = o->job->records.n;

	while (n > 2 && (o->llvm || p[1] == BW_REC_HELLO)) {
		size_t len = strnlen(p + 2, n - 2);

		if (len == n - 2)
			return; /* cut off: it died while it wrote */
		take_record(o, p[0], p[1], p + 2);
		p += len + 3;
		n -= len + 3;
	}
}

/* It gave no reason: it fell over, or never was what we took it for. */
static enum bw_status report_fall(struct outcome *o)
{
	struct bw_run *run = o->run;
	struct bw_where at = bw_at_file(o->job->in->path);
	const char *end = exit_text(run->scratch, &o->job->exit);
	enum bw_status st;

	if (!o->llvm || o->job->exit.code == BW_CODEGEN_USAGE)
		st = bw_report(run->diags, BW_D_CODEGEN_START, at,
			       "%s ended with %s and does not speak our protocol %s", run->codegen,
			       end, BW_CODEGEN_PROTOCOL);
	else if (o->job->exit.error)
		st = bw_report(run->diags, BW_D_CHILDREN, at, "bpfweld-codegen: %s", end);
	else
		st = bw_report(run->diags, BW_D_CODEGEN_CRASH, at,
			       "bpfweld-codegen (LLVM %s) ended with %s", o->llvm, end);
	if (o->job->words.n)
		bw_clang_notes(run->diags, run->scratch, o->job->words);
	return st;
}

enum bw_status bw_records_report(struct bw_run *run, struct bw_job *job)
{
	struct outcome o = {.run = run, .job = job, .in = job->in};
	const struct bw_exit *e = &job->exit;

	take_records(&o);
	if (o.errors > ERRORS_SHOWN_MAX)
		bw_note(run->diags, (struct bw_where){0}, "%u more errors in this file",
			o.errors - ERRORS_SHOWN_MAX);
	if (o.errors)
		return o.st;
	if (e->code || e->signal || e->error || !o.llvm || !job->object.n)
		return report_fall(&o);
	print_text(run, job->words); /* such as -mllvm -print-after-all asks for */
	return BW_OK;
}

enum bw_status bw_job_report(struct bw_run *run, struct bw_job *job)
{
	assert(job->stage == BW_STAGE_DONE);
	print_text(run, job->text);
	if (job->error)
		return report_not_done(run, job);
	if (job->last == BW_STAGE_CLANG)
		return report_front(run, job);
	if (job->text.n && run->opt->text_fd < 0) {
		bw_tell(run->diags, BW_D_CLANG_WARNINGS, bw_at_file(job->in->path), "%s warns",
			last_part(run->clang));
		add_text(run, job->text);
	}
	return bw_records_report(run, job);
}
