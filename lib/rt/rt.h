/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rt - the loader that runs on the target.
 *
 * What bpfweld's own code sees of it: the wire format and exit codes (rt_image.h), and the
 * prebuilt stubs, one executable per architecture, made at bpfweld's own build by clang and
 * lld (rt.cmake). Everything else in this folder is the interpreter inside the stubs; the
 * hosted build of it is there for the tests.
 *
 * Adding an architecture: see rt_abi.h.
 *
 * Units       sizes in bytes.
 * Invariants  T1  a stub is an ELF64 executable in its own byte order. Program header 0 is
 *                 code, from the start of the file; 1 is .bss; 2 is empty and waits for the
 *                 image: PT_LOAD, RW, aligned to 65536.
 *             T2  nothing of the file behind program header 0 is needed.
 * Ownership   constants.
 * Errors      none.
 */
#ifndef BW_RT_H
#define BW_RT_H

#include <stdbool.h>
#include <stddef.h>

#include "rt/rt_image.h"

struct bw_rt_stub {
	const char *arch; /* as --arch says it */
	uint16_t machine; /* ELF e_machine */
	uint8_t byte_order;
	const char *syscall_prefix; /* of functions that kprobes on system calls attach to */
	const uint8_t *bytes;
	size_t size_bytes;
};

/* Program header of a stub that the packer fills. */
#define BW_RT_STUB_IMAGE_HEADER 2u

/* The stub number i, in the order of their names; NULL behind the last. */
const struct bw_rt_stub *bw_rt_stub_get(size_t i);
/* The stub for an architecture ("x86_64", "aarch64"); NULL if there is none. */
const struct bw_rt_stub *bw_rt_stub_find(const char *arch);

/*
 * What a stub would say of an image in this machine's byte order, digest and architecture
 * aside: true if it would take it. Else ret_text is its line of error, cut to fit.
 * image must be aligned to 8.
 */
bool bw_rt_image_ok(const void *image, size_t image_bytes, char *ret_text, size_t text_bytes);

#endif
