/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTIONS_MAX = 64, HELP = 0x1000, FIRST = 0x2000 };

struct table {
	struct option longs[OPTIONS_MAX];
	char letters[3 * OPTIONS_MAX];
	const struct bpfweld_option *of[OPTIONS_MAX];
	int count;
};

/* getopt_long's tables for one verb. */
static void table_fill(struct table *t, const char *verb)
{
	size_t n, letters = 0;
	const struct bpfweld_option *o = bpfweld_options(&n);

	for (size_t i = 0; i < n && t->count < OPTIONS_MAX - 2; i++) {
		if (!cli_option_fits(&o[i], verb))
			continue;
		t->longs[t->count] = (struct option){
		    o[i].name, o[i].arg ? required_argument : no_argument, NULL, FIRST + t->count};
		t->of[t->count++] = &o[i];
		if (o[i].letter)
			t->letters[letters++] = o[i].letter;
		if (o[i].letter && o[i].arg)
			t->letters[letters++] = ':';
	}
	t->letters[letters] = '\0';
	t->longs[t->count] = (struct option){"help", no_argument, NULL, HELP};
	t->longs[t->count + 1] = (struct option){0};
}

static const struct bpfweld_option *option_of(const struct table *t, int c)
{
	if (c >= FIRST)
		return t->of[c - FIRST];
	for (int i = 0; i < t->count; i++)
		if (t->of[i]->letter == c)
			return t->of[i];
	return NULL;
}

/* The index of "--" in argv, or argc: what is behind it goes to clang. */
static int words_end(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--") == 0)
			return i;
	return argc;
}

/* A switch with one dash and a long name, as compilers have it (-MD). */
static void dash_fix(int argc, char **argv)
{
	static char long_md[] = "--MD";

	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "-MD") == 0)
			argv[i] = long_md;
}

/* Colours when a person watches. */
static void color_default(struct bpfweld *b)
{
	const char *term = getenv("TERM");

	if (isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0 && !getenv("NO_COLOR"))
		bpfweld_set(b, "color", "always");
	else
		bpfweld_set(b, "color", "never");
}

int cli_parse(struct bpfweld *b, const struct bpfweld_verb *v, int argc, char **argv, int *help)
{
	struct table t = {.count = 0};
	int end = words_end(argc, argv), c;

	table_fill(&t, v->name);
	dash_fix(end, argv);
	color_default(b);
	bpfweld_set(b, "format", "text");
	optind = 1;
	while ((c = getopt_long(end, argv, t.letters, t.longs, NULL)) != -1) {
		const struct bpfweld_option *o = option_of(&t, c);

		if (c == HELP) {
			*help = 1;
			return BPFWELD_OK;
		}
		if (!o) {
			fprintf(stderr, "see: bpfweld %s --help\n", v->name);
			return BPFWELD_UNUSABLE;
		}
		if (strcmp(o->name, "color") == 0 && strcmp(optarg, "auto") == 0)
			continue;
		bpfweld_set(b, o->name, o->arg ? optarg : "yes");
	}
	for (int i = optind; i < end; i++)
		bpfweld_add_input(b, argv[i]);
	for (int i = end + 1; i < argc; i++)
		bpfweld_set(b, "cflag", argv[i]);
	return BPFWELD_OK;
}
