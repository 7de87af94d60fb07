/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verify - would the target kernel accept these programs?
 *
 * What is decided here follows from structure alone: instructions exist and are
 * well formed for the target, every path of control stays inside its function and
 * ends in an exit, calls go to functions and stay within the depth the kernel
 * allows, stack accesses at a constant distance from r10 are in bounds, helpers exist
 * and may be called by the program's type, references are all resolved. Values
 * are not followed (no abstract interpretation): a program that passes can still
 * be refused by the kernel, one that is reported here is refused.
 *
 * Invariants  V1  No false alarm: an error is reported only for what the target
 *                 kernel refuses. What it refuses only if it comes to the
 *                 instruction, and need not come to, is a warning.
 *             V2  Findings stand in program order, then instruction order.
 * Errors      Findings VFY*.
 */
#ifndef BW_VERIFY_H
#define BW_VERIFY_H

#include "spec/spec.h"
#include "target/target.h"

/* Check every program of s that is loaded by default for target t. */
BW_CHECKED enum bw_status bw_verify(struct bw_arena *a, const struct bw_spec *s,
				    const struct bw_target *t, struct bw_diags *d);

#endif
