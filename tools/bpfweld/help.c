/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli.h"

#include <stdio.h>
#include <string.h>

const struct bpfweld_verb *cli_verb_find(const char *name)
{
	size_t n;
	const struct bpfweld_verb *v = bpfweld_verbs(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, name) == 0)
			return &v[i];
	return NULL;
}

int cli_option_fits(const struct bpfweld_option *o, const char *verb)
{
	char word[64];

	snprintf(word, sizeof(word), " %s ", verb);
	return strstr(o->verbs, " * ") || strstr(o->verbs, word);
}

void cli_help(void)
{
	size_t n;
	const struct bpfweld_verb *v = bpfweld_verbs(&n);

	printf(
	    "bpfweld %s: links BPF objects and checks them for the kernels they go to, offline\n\n"
	    "usage: bpfweld VERB [OPTION...] ARGUMENT...\n\n",
	    bpfweld_version());
	for (size_t i = 0; i < n; i++)
		printf("  %-9s  %s\n", v[i].name, v[i].summary);
	printf("\nbpfweld VERB --help tells more. Exit status: 0 clean, 1 findings of error "
	       "severity,\n"
	       "2 unusable input or usage, 3 internal error.\n");
}

void cli_help_verb(const struct bpfweld_verb *v)
{
	size_t n;
	const struct bpfweld_option *o = bpfweld_options(&n);

	printf("bpfweld %s: %s\n\nusage: bpfweld %s [OPTION...] %s\n\n", v->name, v->summary,
	       v->name, v->args);
	for (size_t i = 0; i < n; i++) {
		char names[64], letter[8] = "    ";

		if (!cli_option_fits(&o[i], v->name))
			continue;
		if (o[i].letter)
			snprintf(letter, sizeof(letter), "-%c, ", o[i].letter);
		snprintf(names, sizeof(names), "%s--%s%s%s", letter, o[i].name, o[i].arg ? " " : "",
			 o[i].arg ? o[i].arg : "");
		printf("  %-24s  %s%s\n", names, o[i].help, o[i].repeats ? " (repeatable)" : "");
	}
	printf("      --help                this text\n\nexample:\n  %s\n", v->example);
}
