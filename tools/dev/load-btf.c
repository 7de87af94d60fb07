/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load-btf - does this kernel read these .BTF sections?
 *
 *   load-btf FILE...
 *
 * Gives the bytes of each file to BPF_BTF_LOAD as they are and prints "FILE ok" or
 * "FILE: error: the last line of the kernel's log". No libbpf: nothing is repaired.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char log_text[1 << 16];
static char data[1 << 24];

static const char *last_line(char *text)
{
	size_t n = strlen(text);
	char *line;

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

static int load(const char *path)
{
	union bpf_attr attr = {0};
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, data, sizeof(data));

	if (n < 0) {
		printf("%s: %s\n", path, strerror(errno));
		return 1;
	}
	close(fd);
	attr.btf = (uint64_t)(uintptr_t)data;
	attr.btf_size = (uint32_t)n;
	attr.btf_log_buf = (uint64_t)(uintptr_t)log_text;
	attr.btf_log_size = sizeof(log_text);
	attr.btf_log_level = 1;
	log_text[0] = '\0';
	fd = (int)syscall(SYS_bpf, BPF_BTF_LOAD, &attr, sizeof(attr));
	if (fd < 0 && errno == ENOSPC) { /* the log is full: again without */
		attr.btf_log_buf = attr.btf_log_size = attr.btf_log_level = 0;
		fd = (int)syscall(SYS_bpf, BPF_BTF_LOAD, &attr, sizeof(attr));
	}
	if (fd < 0) {
		const char *why = strerror(errno);

		printf("%s: %s: %s\n", path, why, last_line(log_text));
		return 1;
	}
	printf("%s ok\n", path);
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= load(argv[i]);
	return failed;
}
