/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report - findings and objects as text and JSON. Renders, decides nothing.
 *
 * Invariants  R1  Same findings, same bytes, in the order they were reported.
 *             R2  Text from inputs is shown with control characters escaped: an
 *                 object cannot write escape sequences to a terminal.
 * Ownership   Everything is appended to the caller's builder.
 * Errors      None.
 */
#ifndef BW_REPORT_H
#define BW_REPORT_H

#include "link/link.h"
#include "spec/spec.h"
#include "target/target.h"

/* What becomes of one map that exists already (upgrade.h). */
struct bw_report_plan {
	const char *target, *old; /* for whom; the file with the old maps */
	const char *map, *pin;	  /* pin NULL: none */
	const char *action, *why;
};

struct bw_report_style {
	bool color;
	bool quiet;	  /* errors only, one line each */
	bool verbose;	  /* notes too */
	const char *tool; /* "bpfweld 0.1.0" */
	const char *verb; /* "build" */
	int exit_status;
	uint32_t plan_count; /* JSON only */
	const struct bw_report_plan *plan;
};

/* Findings for people: source line, caret, rule and fix; counts at the end. */
void bw_report_text(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st);
/* One JSON document; the shape is in docs/formats/findings.md. */
void bw_report_json(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st);
/* SARIF 2.1.0, for code hosts and editors. */
void bw_report_sarif(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st);
/* JUnit XML: one test case a finding, or one that passed. */
void bw_report_junit(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st);

/* The layout of a map's key or value under an ABI. */
struct bw_report_layout {
	const char *map, *role; /* "key", "value" */
	const char *abi, *type;
	const struct bw_layout *layout; /* NULL: the type has none there */
};
/* One JSON object on one line, without its end: {"map", "role", "abi", "type", "size", "align",
 * "fields": [{"path", "offset_bits", "size_bits"}]}; size and align are null without a layout. */
void bw_report_layout_json(struct bw_sb *b, const struct bw_report_layout *x);

/* The catalogue entry of one code, for people. */
void bw_report_explain(struct bw_sb *b, enum bw_code code);

/* Listings of an object. */
void bw_show_summary(struct bw_sb *b, const struct bw_spec *s);
void bw_show_maps(struct bw_sb *b, const struct bw_spec *s);
void bw_show_progs(struct bw_sb *b, const struct bw_spec *s);
void bw_show_relocs(struct bw_sb *b, const struct bw_obj *o);
void bw_show_layout(struct bw_sb *b, const struct bw_spec *s);
void bw_show_btf(struct bw_sb *b, const struct bw_obj *o);
void bw_show_disasm(struct bw_sb *b, const struct bw_spec *s);
void bw_show_target(struct bw_sb *b, const struct bw_target *t);

/* The link map of output: aligned columns, docs/linking.md explains them. */
void bw_report_link_map(struct bw_sb *b, const struct bw_link_account *a, const char *output);

/* Append text from an input with control characters as \xNN (R2). */
void bw_report_safe(struct bw_sb *b, const char *s);

#endif
