/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpfweld - the library: compile, link, check, verify and load BPF objects.
 *
 * Installed as <bpfweld/bpfweld.h>. A run is one handle: set options, add
 * inputs, run a verb, read findings and outputs, free it. The command line
 * bpfweld is built on this header alone.
 *
 *	struct bpfweld *b = bpfweld_new();
 *	bpfweld_add_input(b, "a.o");
 *	bpfweld_add_input(b, "b.o");
 *	bpfweld_set(b, "output", "app.o");
 *	if (bpfweld_run(b, "link") != BPFWELD_OK)
 *		fputs(bpfweld_report(b, "text"), stderr);
 *	bpfweld_free(b);
 *
 * Invariants  P1  A handle keeps no state outside itself: two threads may run
 *                 two handles at the same time. One handle is for one thread.
 *             P2  No file is written unless the verb succeeded; each output
 *                 appears whole or not at all.
 *             P3  Strings returned live until bpfweld_free().
 * Errors      Calls return enum bpfweld_result, which is also bpfweld's exit
 *             status. What went wrong is in the findings.
 */
#ifndef BPFWELD_BPFWELD_H
#define BPFWELD_BPFWELD_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BPFWELD_API __attribute__((visibility("default")))

enum bpfweld_result {
	BPFWELD_OK = 0,	      /* no finding of error severity */
	BPFWELD_FINDINGS = 1, /* findings of error severity */
	BPFWELD_UNUSABLE = 2, /* input, option or file that cannot be used */
	BPFWELD_INTERNAL = 3, /* out of memory, or our fault */
};

struct bpfweld;

/* One option: a row of pipeline_options.def. */
struct bpfweld_option {
	const char *name;  /* "output": --output=FILE and bpfweld_set(b, "output", ...) */
	char letter;	   /* 'o', or 0 */
	const char *arg;   /* "FILE"; NULL for a switch (value "yes") */
	const char *verbs; /* " build link " : verbs that take it */
	const char *help;  /* one line */
	int repeats;	   /* may be given several times */
};

/* One verb: a row of pipeline_verbs.def. */
struct bpfweld_verb {
	const char *name;
	const char *args;    /* "INPUT..." */
	const char *summary; /* one line */
	const char *example; /* a command that works from the project's root */
};

struct bpfweld_finding {
	const char *id;	      /* "MAP003" */
	const char *severity; /* "error", "warning", "note" */
	const char *text;
	const char *file, *symbol; /* NULL if unknown */
	const char *source_file;   /* NULL if unknown */
	unsigned source_line, source_column;
	const char *rule, *fix;
};

/* "0.1.0" */
BPFWELD_API const char *bpfweld_version(void);
BPFWELD_API const struct bpfweld_option *bpfweld_options(size_t *ret_count);
BPFWELD_API const struct bpfweld_verb *bpfweld_verbs(size_t *ret_count);

/* NULL when memory is out. */
BPFWELD_API struct bpfweld *bpfweld_new(void);
BPFWELD_API void bpfweld_free(struct bpfweld *b);

/* Set an option by name; a repeatable one is appended to. An unknown name or an
 * impossible value is a finding and BPFWELD_UNUSABLE. */
BPFWELD_API enum bpfweld_result bpfweld_set(struct bpfweld *b, const char *name, const char *value);
/* Add an input: a .c .ll .bc .o file, an archive, a program with objects inside, or
 * FILE:NAME, one of them; in the order in which they are linked. For verbs that take
 * words instead (map, target, explain), add a word. */
BPFWELD_API enum bpfweld_result bpfweld_add_input(struct bpfweld *b, const char *path);

/* Run a verb. Once per handle. */
BPFWELD_API enum bpfweld_result bpfweld_run(struct bpfweld *b, const char *verb);

BPFWELD_API size_t bpfweld_finding_count(const struct bpfweld *b);
/* The ith finding; valid until bpfweld_free(). */
BPFWELD_API struct bpfweld_finding bpfweld_finding(const struct bpfweld *b, size_t i);
/* All findings as "text", "json", "sarif" or "junit"; NULL for an unknown format
 * or when memory is out. Options color, quiet and verbose apply. */
BPFWELD_API const char *bpfweld_report(struct bpfweld *b, const char *format);
/* What the verb prints: a listing, an answer; "" if nothing. */
BPFWELD_API const char *bpfweld_text(const struct bpfweld *b);
/* 1 if that is itself a document in the --format asked for, to be printed in place of the
 * findings: the layouts of show --abi. */
BPFWELD_API int bpfweld_text_is_document(const struct bpfweld *b);

/* Would the targets create this map? Answers one line "TYPE key=N value=N ..." with
 * "ok" or "EINVAL MAP003 text", one answer a target; valid until the next call.
 * NULL when memory is out. */
BPFWELD_API const char *bpfweld_map_line(struct bpfweld *b, const char *line);

#ifdef __cplusplus
}
#endif

#endif
