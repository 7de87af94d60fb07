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

#include "bundle/bundle.h"
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

/* An input's contribution to the note: base name and digest. */
struct provenance {
	const char *name;
	struct bw_digest digest;
};

struct verdict {
	const char *target;
	bool checked, verified; /* which phases ran */
	uint32_t errors, warnings;
};

struct bpfweld {
	struct bw_arena arena;
	struct bw_arena *objs, *types; /* of the objects that were read; their BTF */
	struct bw_names *names;
	struct bw_diags *diags;
	const char *verb;
	text_list value[OPT_COUNT]; /* at most one for options that do not repeat */
	text_list inputs;
	output_list outputs;
	BW_VEC(struct provenance) provenance;
	BW_VEC(struct verdict) verdicts;
	BW_VEC(const struct bw_target *) targets;
	/* of --against */
	BW_VEC(struct bw_report_plan) plan;
	struct bw_link_account *account; /* of the latest link, for --map */
	struct bw_sb text;
	struct bw_arena line;  /* the latest bpfweld_map_line() */
	enum bw_status status; /* the worst so far */
	bool out_of_memory;
	bool ran;
	bool text_is_document; /* text is JSON, as --format asked for */
	bool both_orders;      /* --endian both: each target is for the object of its order */
};

/* The value of an option, or NULL. */
static inline const char *opt(const struct bpfweld *b, enum option_id id)
{
	return b->value[id].n ? b->value[id].v[b->value[id].n - 1] : NULL;
}

/* A row of pipeline_verbs.def with its function. */
typedef enum bw_status verb_fn(struct bpfweld *b);
verb_fn verb_build, verb_compile, verb_link, verb_check, verb_normalize, verb_verify, verb_loader,
    verb_show, verb_map, verb_target, verb_explain;

/* ---- inputs (pipeline_input.c) ---- */

/*
 * Everything given, as objects of one byte order: .c .ll .bc compiled, objects read,
 * also out of archives and programs. Objects stand in the order of the inputs; what
 * archives add comes behind them.
 */
enum bw_status inputs_load(struct bpfweld *b, bool big_endian, struct bw_obj ***ret,
			   uint32_t *ret_count);
/* The same, but no C; IR for the byte order of the objects. */
enum bw_status inputs_link(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count);
/* The same without compiling. */
enum bw_status inputs_read(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count);
/* The same, with all members of archives; what bundles hold is listed in b->text. */
enum bw_status inputs_show(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count);
enum bw_status input_unreadable(struct bpfweld *b, const char *path, int err);
/* The file that an input names, without the :NAME of what is meant in it. */
const char *input_file(struct bpfweld *b, const char *input);

/* ---- inputs in other files (pipeline_bundle.c) ---- */

typedef BW_VEC(struct bw_obj *) obj_list;

/* An archive and the objects in it. */
struct archive {
	const struct bw_bundle *bundle;
	struct bw_obj **obj; /* by member; NULL: no object */
	bool *taken;
};
typedef BW_VEC(struct archive) archive_list;

/* All of a program's objects, or the one of that name, become inputs; an archive joins
 * the archives, its member of that name becomes an input. */
enum bw_status bundle_add(struct bpfweld *b, const char *file, const char *name, obj_list *objs,
			  archive_list *archives);
/* Members of the archives that the objects need, or all. */
void archives_search(struct bpfweld *b, archive_list *archives, bool whole, obj_list *objs);

/* Give the symbols of a compiled object their source lines. */
struct bw_compiled;
void decls_attach(struct bw_arena *a, struct bw_obj *o, const struct bw_compiled *c);
/* Give the places of findings that name a symbol of an object, and no line, the line that
 * declares it. */
void decls_show(struct bpfweld *b);

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

/* ---- more checks of a linked object, each with its options ---- */

/* --user and --bind (pipeline_users.c). */
enum bw_status users_check(struct bpfweld *b, const struct bw_spec *s);
/* --against (pipeline_upgrade.c). */
enum bw_status against_check(struct bpfweld *b, const struct bw_spec *s);
/* --apart: objects that share maps but are not linked (pipeline_upgrade.c). */
enum bw_status apart_check(struct bpfweld *b, struct bw_obj **in, uint32_t n);
/* --loader-profile (pipeline_profiles.c). */
enum bw_status profiles_check(struct bpfweld *b, const struct bw_spec *s);
/* The same with show: what each loader asks the kernel for, a line a map. */
enum bw_status profiles_show(struct bpfweld *b, const struct bw_spec *s);
/* --layout --abi (pipeline_layout.c). */
enum bw_status layout_show(struct bpfweld *b, const struct bw_spec *s);
/* Inputs to one object, and what the kernel will be asked for (pipeline_verbs.c). */
enum bw_status link_inputs(struct bpfweld *b, struct bw_obj **in, uint32_t n,
			   struct bw_obj **ret_obj, struct bw_spec **ret_spec);
enum bw_status write_object(struct bpfweld *b, struct bw_obj *o, const char *path);

/* ---- older kernels (pipeline_lower.c) ---- */

/* Replace the object by one whose BTF the kernel of --strip-btf-for can read. */
enum bw_status object_lower(struct bpfweld *b, struct bw_obj **o);

/* ---- outputs (pipeline_output.c) ---- */

/* Stage bytes for path. */
enum bw_status output_add(struct bpfweld *b, const char *path, struct bw_bytes bytes,
			  unsigned mode);
enum bw_status output_commit_all(struct bpfweld *b);
/* --output, or a finding that it is missing. */
enum bw_status output_path(struct bpfweld *b, const char **ret);

/* ---- the note (pipeline_note.c) ---- */

void note_add_input(struct bpfweld *b, const char *path, struct bw_digest digest);
/* Take over what an input object's own note says about where it came from. */
bool note_inherit(struct bpfweld *b, const struct bw_obj *o);
/* Replace the object's .bpfweld section by this run's. */
void note_attach(struct bpfweld *b, struct bw_obj *o);
/* The note as text for show; "" if there is none. */
void note_print(struct bw_sb *sb, const struct bw_obj *o);

#endif
