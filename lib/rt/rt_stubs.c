/* SPDX-License-Identifier: BSD-2-Clause */
/* The stubs that were built with bpfweld. Their bytes are made by stub/embed.cmake. */
#include "rt/rt.h"

#include <string.h>

#include "rt/stub_aarch64.inc"
#include "rt/stub_x86_64.inc"

static const struct bw_rt_stub stubs[] = {
    {"aarch64", BW_RT_MACHINE_AARCH64, BW_RT_LITTLE, "__arm64_sys_", stub_aarch64,
     sizeof(stub_aarch64)},
    {"x86_64", BW_RT_MACHINE_X86_64, BW_RT_LITTLE, "__x64_sys_", stub_x86_64, sizeof(stub_x86_64)},
};

const struct bw_rt_stub *bw_rt_stub_get(size_t i)
{
	return i < sizeof(stubs) / sizeof(stubs[0]) ? &stubs[i] : NULL;
}

const struct bw_rt_stub *bw_rt_stub_find(const char *arch)
{
	for (size_t i = 0; i < sizeof(stubs) / sizeof(stubs[0]); i++)
		if (strcmp(stubs[i].arch, arch) == 0)
			return &stubs[i];
	return NULL;
}
