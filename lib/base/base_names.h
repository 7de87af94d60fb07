/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interned names: a name is a 32-bit id, equal names have equal ids.
 *
 * Invariants  N1  id 0 is the empty name; ids are given in first-seen order.
 *             N2  A name's text never moves while the table lives.
 * Ownership   One table a run, in the run's arena. Not for two threads.
 */
#ifndef BW_BASE_NAMES_H
#define BW_BASE_NAMES_H

#include "base/base_arena.h"

typedef struct bw_sym {
	uint32_t id;
} bw_sym;

#define BW_SYM_NONE ((bw_sym){0})

struct bw_names;

struct bw_names *bw_names_create(struct bw_arena *a);
/* A table of the same names with the same ids, that shares nothing. */
struct bw_names *bw_names_copy(struct bw_arena *a, const struct bw_names *t);
/* The id of n bytes (no NUL inside), interned when new. */
bw_sym bw_intern(struct bw_names *t, const char *s, size_t n);
/* The same for a NUL-terminated string that ends within room_bytes, all of which can
 * be read: the fast way out of a string table. */
bw_sym bw_intern_in(struct bw_names *t, const char *s, size_t room_bytes);
/* The same for a NUL-terminated string. */
bw_sym bw_intern_z(struct bw_names *t, const char *s);
/* The id if the name was interned before, else .id 0. */
bw_sym bw_names_find(const struct bw_names *t, const char *s, size_t n);
/* The text, NUL-terminated; "" for id 0. */
const char *bw_str(const struct bw_names *t, bw_sym s);
uint32_t bw_str_bytes(const struct bw_names *t, bw_sym s);
/* Ids are below this. */
uint32_t bw_names_count(const struct bw_names *t);

static inline bool bw_sym_eq(bw_sym a, bw_sym b)
{
	return a.id == b.id;
}

/* Number of single-character edits between two words. The time is the product of their
 * lengths: for names, to list the near ones. */
uint32_t bw_edit_distance(struct bw_arena *a, const char *x, const char *y);

/* A good 64-bit hash of n bytes. Stable within one run only. */
uint64_t bw_hash(const void *p, size_t n);

#endif
