/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who wrote a bitcode file: the identification block, which LLVM-C cannot show.
 * Used by bpfweld-codegen, so no part of base.
 */
#ifndef BW_COMPILE_BITCODE_H
#define BW_COMPILE_BITCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bw_bitcode_id {
	char producer[64]; /* "LLVM19.1.7", cut if longer; "" if there is none */
	uint64_t epoch;	   /* 0 for all LLVMs so far */
};

/* True if p starts as bitcode does, plain or in its wrapper. */
bool bw_bitcode_is(const uint8_t *p, size_t n);
/* Read the identification block; false if there is none or it is broken. */
bool bw_bitcode_identify(const uint8_t *p, size_t n, struct bw_bitcode_id *ret);
/* The number after "LLVM" in a producer string; 0 if there is none. */
unsigned bw_bitcode_major(const char *producer);

#endif
