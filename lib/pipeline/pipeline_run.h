/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run: the handle behind bpfweld.h and what its verbs share.
 *
 * Invariants  R1  Outputs are staged while verbs run and committed by
 *                 run_commit() only when no error was found.
 */
#ifndef BW_PIPELINE_RUN_H
#define BW_PIPELINE_RUN_H

#include "pipeline/pipeline.h"

#include "obj/obj.h"
#include "report/report.h"
#include "spec/spec.h"
#include "target/target.h"

enum option_id {
#define OPTION(id, name, letter, arg, repeats, verbs, help) OPT_##id,
#include "pipeline/pipeline_options.def"
#undef OPTION
	OPT_COUNT
};

typedef BW_VEC(const char *) text_list;
typedef BW_VEC(struct bw_output *) output_list;

/* An input's contribution to the note: base name and SHA-256 of its bytes. */
struct provenance {
	const char *name;
	uint8_t sha256[32];
};

struct verdict {
	const char *target;
	bool checked, verified; /* which phases ran */
	uint32_t errors, warnings;
};

struct bpfweld {
	struct bw_arena arena;
	struct bw_names *names;
	struct bw_diags *diags;
	const char *verb;
	text_list value[OPT_COUNT]; /* at most one for options that do not repeat */
	text_list inputs;
	output_list outputs;
	BW_VEC(struct provenance) provenance;
	BW_VEC(struct verdict) verdicts;
	BW_VEC(const struct bw_target *) targets;
	struct bw_sb text;
	struct bw_arena line;  /* the latest bpfweld_map_line() */
	enum bw_status status; /* the worst so far */
	bool out_of_memory;
	bool ran;
	bool both_orders; /* --endian both: each target is for the object of its order */
};

/* The value of an option, or NULL. */
static inline const char *opt(const struct bpfweld *b, enum option_id id)
{
	return b->value[id].n ? b->value[id].v[b->value[id].n - 1] : NULL;
}

/* A row of pipeline_verbs.def with its function. */
typedef enum bw_status verb_fn(struct bpfweld *b);
verb_fn verb_build, verb_compile, verb_link, verb_check, verb_verify, verb_loader, verb_show,
    verb_map, verb_target, verb_explain;

/* ---- inputs (pipeline_input.c) ---- */

/* Everything given, as objects of one byte order: .c .ll .bc compiled, .o read. */
enum bw_status inputs_load(struct bpfweld *b, bool big_endian, struct bw_obj ***ret,
			   uint32_t *ret_count);
/* Objects only: .o files. */
enum bw_status inputs_read(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count);

/* Give the symbols of a compiled object their source lines. */
struct bw_compiled;
void decls_attach(struct bw_arena *a, struct bw_obj *o, const struct bw_compiled *c);

/* The directory of our own BPF headers, or NULL when they are not installed. */
const char *bpf_headers_find(struct bw_arena *a);

/* ---- targets (pipeline_target.c) ---- */

/* Fill b->targets from --target, once. */
enum bw_status targets_find(struct bpfweld *b);
/* The same for an object: without --target the newest built-in kernel of an
 * architecture with the object's byte order, and a note that says so. */
enum bw_status targets_for(struct bpfweld *b, bool big_endian);
/* The newest built-in kernel of an architecture. */
enum bw_status target_for_arch(struct bpfweld *b, const char *arch, const struct bw_target **ret);
/* Maps and programs of a linked object against every target. */
enum bw_status targets_check(struct bpfweld *b, const struct bw_spec *s, bool maps, bool progs);

/* ---- outputs (pipeline_output.c) ---- */

/* Stage bytes for path. */
enum bw_status output_add(struct bpfweld *b, const char *path, struct bw_bytes bytes,
			  unsigned mode);
enum bw_status output_commit_all(struct bpfweld *b);
/* --output, or a finding that it is missing. */
enum bw_status output_path(struct bpfweld *b, const char **ret);

/* ---- the note (pipeline_note.c) ---- */

void note_add_input(struct bpfweld *b, const char *path, struct bw_bytes bytes);
/* Take over what an input object's own note says about where it came from. */
bool note_inherit(struct bpfweld *b, const struct bw_obj *o);
/* Replace the object's .bpfweld section by this run's. */
void note_attach(struct bpfweld *b, struct bw_obj *o);
/* The note as text for show; "" if there is none. */
void note_print(struct bw_sb *sb, const struct bw_obj *o);

#endif
