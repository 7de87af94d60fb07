/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diag - findings about the input, as data.
 *
 * The catalogue is diag_codes.def: one row a finding, with a permanent id,
 * severity, status, title, the rule and who enforces it, and the usual fix.
 * bpfweld explain, docs/diagnostics.md and the tests read the same rows.
 *
 * Invariants  D1  A function returns a status other than BW_OK only if a
 *                 finding with that status was reported on the way.
 *             D2  Findings keep the order in which they were reported; each is
 *                 reported once, by whoever found it.
 * Ownership   A sink lives in the run's arena and copies all text it is given.
 * Errors      Out of memory unwinds (base_arena.h); its finding is BW_D_NO_MEMORY,
 *             reported by the pipeline that caught it.
 */
#ifndef BW_DIAG_H
#define BW_DIAG_H

#include "base/base.h"

/* Ordered: a larger value is worse. */
enum bw_status {
	BW_OK,
	BW_REJECTED,	/* well formed, but the kernel or the rules say no */
	BW_UNSUPPORTED, /* well formed, but not understood here */
	BW_MALFORMED,	/* not a valid object, BTF, target file... */
	BW_LIMIT,	/* larger than a documented limit */
	BW_IO,		/* a file or process could not be used */
	BW_NOMEM,
};

enum bw_severity {
	BW_SEV_NOTE,
	BW_SEV_WARNING,
	BW_SEV_ERROR,
};

enum bw_code {
#define DIAG(sym, id, sev, st, title, rule, fix) BW_D_##sym,
#include "diag/diag_codes.def"
#undef DIAG
	BW_D_COUNT
};

/* The narrowest place known. Unused parts are NULL or 0. */
struct bw_where {
	const char *file;    /* object or source, as the user named it */
	const char *symbol;  /* program, function, map or variable */
	const char *section; /* in file */
	uint64_t off_bytes;  /* in section; only with has_off */
	bool has_off;
	bool is_name;	      /* where symbol is declared, not something in it */
	const char *src_file; /* from BTF line info */
	uint32_t src_line;    /* 1 is the first; 0 unknown */
	uint32_t src_col;     /* 1 is the first; 0 unknown */
	const char *src_text; /* that line of the source */
};

struct bw_note {
	struct bw_where where; /* .file NULL: belongs to the finding's place */
	const char *text;
};

struct bw_diag {
	enum bw_code code;
	enum bw_severity severity;
	struct bw_where where;
	const char *text; /* what is wrong, with both values */
	const char *fix;  /* for this case; NULL: the catalogue's */
	BW_VEC(struct bw_note) notes;
};

struct bw_diags {
	struct bw_arena *arena;
	BW_VEC(struct bw_diag) list;
	uint32_t errors, warnings;
};

/* One row of the catalogue. */
struct bw_code_info {
	const char *id;	   /* "MAP001" */
	const char *name;  /* "MAP_KEY_SIZE" */
	const char *title; /* one line, no values */
	const char *rule;  /* the rule and who enforces it */
	const char *fix;   /* what to do */
	enum bw_severity severity;
	enum bw_status status;
};

struct bw_diags *bw_diags_create(struct bw_arena *a);

/* Record one finding. Returns the status that the catalogue gives to its code;
 * BW_OK for warnings and notes. */
enum bw_status bw_report(struct bw_diags *d, enum bw_code code, struct bw_where where,
			 const char *fmt, ...) BW_PRINTF(4, 5) BW_CHECKED;
/* The same where the status does not matter (warnings, notes). */
void bw_tell(struct bw_diags *d, enum bw_code code, struct bw_where where, const char *fmt, ...)
    BW_PRINTF(4, 5);
/* Add to the latest finding: the other side of a mismatch, how we got there. */
void bw_note(struct bw_diags *d, struct bw_where where, const char *fmt, ...) BW_PRINTF(3, 4);
/* Replace the catalogue's fix by one for this very case. */
void bw_fix(struct bw_diags *d, const char *fmt, ...) BW_PRINTF(2, 3);

/*
 * Several passes may find the same: findings from index `from` on that equal one of
 * [base, from) in code, place and text go into it. All that were found from `from` on, folded
 * or not, get the note; it says which pass this was.
 */
void bw_diags_fold(struct bw_diags *d, uint32_t base, uint32_t from, const char *note);

const struct bw_code_info *bw_code_info(enum bw_code code);
/* The code with this id, in any letter case; BW_D_COUNT if there is none. */
enum bw_code bw_code_find(const char *id);
const char *bw_severity_name(enum bw_severity s);

static inline enum bw_status bw_worse(enum bw_status a, enum bw_status b)
{
	return a > b ? a : b;
}

/* A place that is just a file. */
static inline struct bw_where bw_at_file(const char *file)
{
	return (struct bw_where){.file = file};
}

#endif
