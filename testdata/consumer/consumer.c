/* SPDX-License-Identifier: BSD-2-Clause */
/* A user of the installed library: two threads, two runs each, then one failing run. */
#include <bpfweld/bpfweld.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct job {
	const char *input, *output;
	int result;
};

static void *work(void *arg)
{
	struct job *j = arg;

	for (int i = 0; i < 2 && j->result == BPFWELD_OK; i++) {
		struct bpfweld *b = bpfweld_new();

		bpfweld_add_input(b, j->input);
		bpfweld_set(b, "output", j->output);
		j->result = (int)bpfweld_run(b, "build");
		fputs(bpfweld_report(b, "text"), stderr);
		bpfweld_free(b);
	}
	return NULL;
}

static int bad_input(void)
{
	struct bpfweld *b = bpfweld_new();
	int ok;

	bpfweld_add_input(b, "/nonexistent.o");
	bpfweld_set(b, "output", "never.o");
	ok = bpfweld_run(b, "link") == BPFWELD_UNUSABLE && bpfweld_finding_count(b) == 1 &&
	     strcmp(bpfweld_finding(b, 0).severity, "error") == 0 &&
	     strstr(bpfweld_report(b, "json"), "/nonexistent.o");
	bpfweld_free(b);
	return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct job job[2] = {{argv[1], argv[2], 0}, {argv[3], argv[4], 0}};
	pthread_t thread[2];

	if (argc != 5)
		return 2;
	for (int i = 0; i < 2; i++)
		if (pthread_create(&thread[i], NULL, work, &job[i]))
			return 2;
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	printf("bpfweld %s: %d %d\n", bpfweld_version(), job[0].result, job[1].result);
	return job[0].result || job[1].result || bad_input();
}
