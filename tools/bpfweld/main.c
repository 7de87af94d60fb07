/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* `bpfweld map -`: one question a line on standard input, one answer a line. */
static int map_stream(struct bpfweld *b)
{
	char line[65536];

	while (fgets(line, sizeof(line), stdin)) {
		size_t n = strcspn(line, "\n");
		const char *answer = "error the line is too long";

		if (line[n] == '\n' || n < sizeof(line) - 1) {
			line[n] = '\0';
			answer = bpfweld_map_line(b, line);
		} else {
			for (int c = getchar(); c != EOF && c != '\n'; c = getchar())
				;
		}
		if (!answer)
			return BPFWELD_INTERNAL;
		puts(answer);
	}
	return BPFWELD_OK;
}

/* Findings go to stderr as text; in a machine's format they are the output. */
static int print_result(struct bpfweld *b, const char *format, int result)
{
	int is_document = bpfweld_text_is_document(b);
	int is_text = is_document || strcmp(format, "text") == 0;
	const char *report = bpfweld_report(b, is_document ? "text" : format);

	if (!report) {
		fprintf(stderr, "bpfweld: --format %s: use text, json, sarif or junit\n", format);
		return BPFWELD_UNUSABLE;
	}
	if (is_text)
		fputs(bpfweld_text(b), stdout);
	fputs(report, is_text ? stderr : stdout);
	if (fflush(stdout) != 0) {
		fprintf(stderr, "bpfweld: cannot write to standard output\n");
		return BPFWELD_UNUSABLE;
	}
	return result;
}

/* The value of the last --format; the library leaves the choice of channel to us. */
static const char *format_of(int argc, char **argv)
{
	const char *format = "text";

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--format=", 9) == 0)
			format = argv[i] + 9;
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc)
			format = argv[i + 1];
	}
	return format;
}

static int run(struct bpfweld *b, const struct bpfweld_verb *v, int argc, char **argv)
{
	const char *format = format_of(argc, argv);
	int help = 0;
	int result = cli_parse(b, v, argc, argv, &help);

	if (result != BPFWELD_OK)
		return result;
	if (help) {
		cli_help_verb(v);
		return BPFWELD_OK;
	}
	if (strcmp(v->name, "map") == 0 && argc > 1 && strcmp(argv[argc - 1], "-") == 0)
		return map_stream(b);
	return print_result(b, format, (int)bpfweld_run(b, v->name));
}

int main(int argc, char **argv)
{
	const struct bpfweld_verb *v;
	struct bpfweld *b;
	int result;

	signal(SIGPIPE, SIG_IGN);
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		cli_help();
		return argc < 2 ? BPFWELD_UNUSABLE : BPFWELD_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("bpfweld %s\n", bpfweld_version());
		return BPFWELD_OK;
	}
	v = cli_verb_find(argv[1]);
	if (!v) {
		fprintf(stderr, "bpfweld: there is no verb '%s'; see bpfweld --help\n", argv[1]);
		return BPFWELD_UNUSABLE;
	}
	b = bpfweld_new();
	if (!b) {
		fprintf(stderr, "bpfweld: out of memory\n");
		return BPFWELD_INTERNAL;
	}
	result = run(b, v, argc - 1, argv + 1);
	bpfweld_free(b);
	return result;
}
