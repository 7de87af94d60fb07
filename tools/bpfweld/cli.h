/* SPDX-License-Identifier: BSD-2-Clause */
/* The bpfweld program: arguments in, the library's answers out. No logic. */
#ifndef CLI_H
#define CLI_H

#include <bpfweld/bpfweld.h>

/* Everything below asks the library's tables, so that a new verb or option needs
 * no change here. */

const struct bpfweld_verb *cli_verb_find(const char *name);
int cli_option_fits(const struct bpfweld_option *o, const char *verb);

/* Print help: all verbs, or one verb with its options and an example. */
void cli_help(void);
void cli_help_verb(const struct bpfweld_verb *v);

/* Put argv into b. Returns BPFWELD_OK, or BPFWELD_UNUSABLE after a message; *help is
 * set when --help was asked for. */
int cli_parse(struct bpfweld *b, const struct bpfweld_verb *v, int argc, char **argv, int *help);

#endif
