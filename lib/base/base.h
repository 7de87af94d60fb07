/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base - memory, names, bytes and files: what every module stands on.
 *
 * Parts       base_arena.h  arenas, out-of-memory unwinding, growable arrays
 *             base_names.h  interned names
 *             base_bytes.h  reading and writing bytes of either order, strings
 *             base_digest.h which bytes something was
 *             base_file.h   the only place that touches the file system
 * Ownership   Everything lives in an arena; nothing is freed one by one.
 * Errors      Out of memory unwinds to bw_protect(). File calls return errno.
 */
#ifndef BW_BASE_H
#define BW_BASE_H

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BW_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BW_CHECKED __attribute__((warn_unused_result))
#define BW_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define BW_NORETURN __attribute__((noreturn))

#include "base/banned.h"
#include "base/base_arena.h"
#include "base/base_bytes.h"
#include "base/base_digest.h"
#include "base/base_file.h"
#include "base/base_names.h"

#endif
