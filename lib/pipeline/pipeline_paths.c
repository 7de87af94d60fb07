/* SPDX-License-Identifier: BSD-2-Clause */
#include "pipeline/pipeline_run.h"

#include <unistd.h>

static bool is_headers(const char *dir, struct bw_arena *a)
{
	return access(bw_printf(a, "%s/bpfweld/bpf.h", dir), R_OK) == 0;
}

/* Beside an installed executable first, so that a moved tree finds its own. */
const char *bpf_headers_find(struct bw_arena *a)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	while (n > 0 && exe[n - 1] != '/')
		n--;
	if (n > 0) {
		const char *dir = bw_printf(a, "%.*s../" BW_BPF_HEADERS_RELATIVE, (int)n, exe);

		if (is_headers(dir, a))
			return dir;
	}
	return is_headers(BW_BPF_HEADERS_BUILD, a)	 ? BW_BPF_HEADERS_BUILD
	       : is_headers(BW_BPF_HEADERS_INSTALLED, a) ? BW_BPF_HEADERS_INSTALLED
							 : NULL;
}
