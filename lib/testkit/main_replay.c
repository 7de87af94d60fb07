/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fuzzer without libFuzzer: every file of the folders named, and mutants of it that
 * are the same in each run, go through the target once.
 *
 *   replay [-m MUTANTS] FOLDER|FILE...
 *
 * Ends as the target does: a finding is a crash, named by the line before it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "testkit/testkit.h"

#define FILE_BYTES_MAX (1u << 20)
#define MUTANTS 200u

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
    __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

static uint32_t random_state = 1;

static uint32_t below(size_t n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return n ? (uint32_t)((random_state >> 8) % n) : 0;
}

/* Stands in for libFuzzer's: changes, inserts or removes one byte. */
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max)
{
	size_t at = below(n + 1);

	if (n && at < n && below(4)) {
		p[at] = (uint8_t)(below(2) ? below(256) : p[at] ^ (1u << below(8)));
	} else if (n < max && below(2)) {
		memmove(p + at + 1, p + at, n - at);
		p[at] = (uint8_t)below(256);
		return n + 1;
	} else if (at < n) {
		memmove(p + at, p + at + 1, n - at - 1);
		return n - 1;
	}
	return n;
}

/* Of exactly n bytes, so that a sanitizer sees what lies beyond. */
static void run(const uint8_t *p, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		exit(2);
	if (n)
		memcpy(copy, p, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void run_mutants(const uint8_t *p, size_t n, unsigned mutants)
{
	size_t max = n + 4096;
	uint8_t *buf = malloc(max);

	if (!buf)
		exit(2);
	for (unsigned i = 0; i < mutants; i++) {
		size_t len = n;

		memcpy(buf, p, n);
		for (unsigned more = 1 + i % 4; more > 0; more--)
			len = LLVMFuzzerCustomMutator
				  ? LLVMFuzzerCustomMutator(buf, len, max, below(1u << 24))
				  : LLVMFuzzerMutate(buf, len, max);
		run(buf, len);
	}
	free(buf);
}

static int run_file(const char *path, unsigned mutants)
{
	uint8_t *p = malloc(FILE_BYTES_MAX);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!p || !f) {
		fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	n = fread(p, 1, FILE_BYTES_MAX, f);
	fclose(f);
	printf("%s\n", path);
	fflush(stdout);
	run(p, n);
	if (n)
		run_mutants(p, n, mutants);
	free(p);
	return 1;
}

static int run_folder(const char *path, unsigned mutants)
{
	struct dirent **entry;
	int n = scandir(path, &entry, NULL, alphasort), ran = 0;
	char file[4096];

	if (n < 0)
		return run_file(path, mutants);
	for (int i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.') {
			snprintf(file, sizeof(file), "%s/%s", path, entry[i]->d_name);
			ran += run_file(file, mutants);
		}
		free(entry[i]);
	}
	free(entry);
	return ran;
}

int main(int argc, char **argv)
{
	unsigned mutants = MUTANTS;
	int ran = 0, i = 1;

	if (argc > 2 && strcmp(argv[1], "-m") == 0) {
		mutants = (unsigned)strtoul(argv[2], NULL, 10);
		i = 3;
	}
	for (; i < argc; i++)
		ran += run_folder(argv[i], mutants);
	printf("%d files, %u mutants each\n", ran, mutants);
	return ran ? 0 : 1;
}
