// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * reader - prints the processes that connwatch knows: a user-space program that shares its maps.
 *
 *   cc -g -I bpf/include -o reader bpf/examples/connwatch/reader.c
 *   bpfweld check --user reader connwatch.o      does it see what the BPF side writes?
 *   reader /sys/fs/bpf/connwatch/maps/procs
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "connwatch.h"

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int map_open(const char *path)
{
	union bpf_attr attr = {.pathname = (uintptr_t)path};

	return bpf(BPF_OBJ_GET, &attr);
}

static int next_key(int map, const __u32 *key, __u32 *next)
{
	union bpf_attr attr = {
	    .map_fd = (__u32)map, .key = (uintptr_t)key, .next_key = (uintptr_t)next};

	return bpf(BPF_MAP_GET_NEXT_KEY, &attr);
}

static int lookup(int map, const __u32 *key, struct cw_proc *ret)
{
	union bpf_attr attr = {
	    .map_fd = (__u32)map, .key = (uintptr_t)key, .value = (uintptr_t)ret};

	return bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

int main(int argc, char **argv)
{
	int map = argc == 2 ? map_open(argv[1]) : -1;
	__u32 key, *before = NULL;
	struct cw_proc proc;

	if (map < 0) {
		fprintf(stderr, "usage: reader PINNED-MAP%s%s\n", argc == 2 ? ": " : "",
			argc == 2 ? strerror(errno) : "");
		return 2;
	}
	for (; next_key(map, before, &key) == 0; before = &key)
		if (lookup(map, &key, &proc) == 0)
			printf("%u %u %u %.*s\n", key, proc.parent_tgid, proc.uid, CW_COMM_BYTES,
			       proc.comm);
	return 0;
}
