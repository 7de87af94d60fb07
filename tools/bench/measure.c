/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * measure - CPU time and peak memory of commands, run in turn.
 *
 *   measure RUNS COMMAND [ARG...] [: COMMAND [ARG...]]...
 *
 * Prints for each command, in a line: the least CPU time of RUNS runs in microseconds (user and
 * system, as the scheduler counted it: the kernel adjusts the two so that their sum is exact), the
 * peak of resident memory in kB, and the exit status of the last run. What they write is lost.
 *
 * The commands take turns, so that what disturbs the machine disturbs all of them. The least time
 * is the one least disturbed.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

struct command {
	char **argv;
	long least_us, most_kb;
	int status;
};

static void die(const char *what, int error)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(error));
	exit(2);
}

static long micros(struct timeval t)
{
	return t.tv_sec * 1000000 + t.tv_usec;
}

/* posix_spawn() runs the child on our pages, so its peak does not start with a copy of them. */
static void run(struct command *c, const posix_spawn_file_actions_t *quiet)
{
	struct rusage use;
	int status, error;
	long us;
	pid_t pid;

	error = posix_spawnp(&pid, c->argv[0], quiet, NULL, c->argv, environ);
	if (error)
		die(c->argv[0], error);
	while (wait4(pid, &status, 0, &use) < 0)
		if (errno != EINTR)
			die("wait4", errno);
	us = micros(use.ru_utime) + micros(use.ru_stime);
	if (c->least_us < 0 || us < c->least_us)
		c->least_us = us;
	if (use.ru_maxrss > c->most_kb)
		c->most_kb = use.ru_maxrss;
	c->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	struct command c[16] = {0};
	posix_spawn_file_actions_t quiet;
	int n = 0, runs;

	if (argc < 3 || (runs = atoi(argv[1])) < 1) {
		fprintf(stderr, "usage: measure RUNS COMMAND [ARG...] [: COMMAND [ARG...]]...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		if (n == (int)(sizeof(c) / sizeof(c[0])))
			die("commands", E2BIG);
		c[n++] = (struct command){.argv = argv + i, .least_us = -1};
		while (i < argc && strcmp(argv[i], ":") != 0)
			i++;
		argv[i] = NULL; /* argv[argc] is NULL already */
	}
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	while (runs--)
		for (int i = 0; i < n; i++)
			run(&c[i], &quiet);
	for (int i = 0; i < n; i++)
		printf("%ld %ld %d\n", c[i].least_us, c[i].most_kb, c[i].status);
	return 0;
}
