/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One input on its way: clang, then bpfweld-codegen, then its report.
 *
 * A job is started, advanced each time its child ends, and reported when all
 * jobs before it were. Until then it keeps what its children said.
 */
#ifndef BW_COMPILE_JOB_H
#define BW_COMPILE_JOB_H

#include "compile/compile.h"
#include "compile/compile_spawn.h"

/* clang's own text and a code generator's records are cut after this. */
#define BW_TEXT_BYTES_MAX ((size_t)16 << 20)
/* No kernel takes more than a fraction of it. */
#define BW_OBJECT_BYTES_MAX ((size_t)256 << 20)

struct bw_run {
	struct bw_arena *arena;	  /* the caller's: results */
	struct bw_arena *scratch; /* the run's own */
	struct bw_diags *diags;
	const struct bw_compile_options *opt;
	const char *clang;    /* path; NULL if no C input */
	const char *codegen;  /* path */
	const char *launcher; /* path; NULL if none */
	const char *dir;      /* private, for the launcher's outputs; NULL if none */
	bool color;
	bool stop;	 /* start no more jobs */
	bool older_told; /* BW_D_CLANG_OLDER once a run */
	bool newer_told; /* BW_D_CLANG_NEWER once a run */
	struct bw_job *job;
	uint32_t n;
	uint32_t next;	   /* the first job not started */
	uint32_t reported; /* all before it are */
	uint32_t running;
};

enum bw_stage {
	BW_STAGE_WAITING,
	BW_STAGE_CLANG,
	BW_STAGE_CODEGEN,
	BW_STAGE_DONE, /* nothing runs; all fds closed */
};

struct bw_job {
	const struct bw_compile_input *in; /* of several modules: a name for all */
	const struct bw_compile_lto *lto;  /* NULL: one module */
	const char *path;		   /* as clang is told */
	uint32_t index;
	enum bw_stage stage;
	enum bw_stage last; /* the stage that decided */
	struct bw_child child;
	struct bw_exit exit;	 /* of the last child */
	int error;		 /* errno of what could not be done, or 0 */
	const char *what;	 /* what that was */
	int main_fd;		 /* bitcode, then the object */
	int text_fd;		 /* stderr of the child */
	int side_fd;		 /* the child's fd 3: dependencies, then records */
	struct bw_bytes text;	 /* clang's */
	struct bw_bytes records; /* the code generator's */
	struct bw_bytes words;	 /* its stderr */
	struct bw_bytes object;
	struct bw_bytes ir;	  /* with want_ir */
	struct bw_bytes dep_text; /* as clang wrote it */
	const char *producer;
	BW_VEC(struct bw_compile_decl) decl;
};

/* The child of the stage is running afterwards, or the job is done with .error. */
void bw_front_start(struct bw_run *run, struct bw_job *job);
void bw_back_start(struct bw_run *run, struct bw_job *job);
/* The child has ended: collect. True if bitcode is there. */
bool bw_front_finish(struct bw_run *run, struct bw_job *job);
void bw_back_finish(struct bw_run *run, struct bw_job *job);
/* The job ends here. */
void bw_job_done(struct bw_job *job);
/* It ends because something could not be done. */
void bw_job_fail(struct bw_job *job, int err, const char *what);

/* All findings of a job that is done; its status. */
BW_CHECKED enum bw_status bw_job_report(struct bw_run *run, struct bw_job *job);

/* Findings of the code generator's records. */
BW_CHECKED enum bw_status bw_records_report(struct bw_run *run, struct bw_job *job);

#endif
