/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arenas: memory with a lifetime instead of an owner.
 *
 * Three lifetimes: run (one pipeline), object (one input), scratch (one
 * function: bw_arena_child() and bw_arena_deinit(), or bw_mark()/bw_rewind()).
 *
 * Invariants  A1  Memory from bw_alloc() is zeroed and 16-byte aligned.
 *             A2  bw_arena_deinit() runs deferred calls last-in first-out,
 *                 then frees everything.
 *             A3  Longer-lived data never points into shorter-lived arenas.
 *             A4  Chunks of a child go to the next child that asks: memory that
 *                 the kernel gave and cleared once is not given back in between.
 * Errors      An allocation that fails does not return: control goes back to
 *             the innermost bw_protect() of the thread. Outside any
 *             bw_protect() the process ends with a message.
 */
#ifndef BW_BASE_ARENA_H
#define BW_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bw_chunk;
struct bw_deferred;
struct bw_pool;

struct bw_arena {
	struct bw_chunk *chunk;	   /* newest first */
	struct bw_deferred *defer; /* newest first */
	struct bw_pool *pool;	   /* chunks that ended children left; shared by a family */
	bool is_child;
};

struct bw_mark {
	struct bw_chunk *chunk;
	size_t used_bytes;
};

/* An empty arena: allocates nothing, cannot fail. */
void bw_arena_init(struct bw_arena *a);
/* Run deferred calls, free all. The arena is empty and usable afterwards. */
void bw_arena_deinit(struct bw_arena *a);
/* An arena that ends when its parent does, or earlier by bw_arena_deinit(). */
struct bw_arena *bw_arena_child(struct bw_arena *parent);

/* Zeroed memory. bytes may be 0: the result is then a valid unique pointer. */
void *bw_alloc(struct bw_arena *a, size_t bytes) __attribute__((malloc, returns_nonnull));
/* The same without zeroing, for buffers that are filled at once. */
void *bw_alloc_raw(struct bw_arena *a, size_t bytes) __attribute__((malloc, returns_nonnull));
/* count * elem_bytes, zeroed; an overflow counts as out of memory. */
void *bw_alloc_array(struct bw_arena *a, size_t count, size_t elem_bytes)
    __attribute__((malloc, returns_nonnull));
/* A copy of n bytes. */
void *bw_memdup(struct bw_arena *a, const void *p, size_t n) __attribute__((returns_nonnull));
/* A NUL-terminated copy of n bytes. */
char *bw_strndup(struct bw_arena *a, const char *s, size_t n) __attribute__((returns_nonnull));

#define BW_NEW(a, type) ((type *)bw_alloc((a), sizeof(type)))
#define BW_NEW_ARRAY(a, type, n) ((type *)bw_alloc_array((a), (n), sizeof(type)))

/* Zeroed memory for the public handle of a run, which holds the run's arena and so
 * can be in none. NULL when memory is out: the one allocation that returns it. */
void *bw_handle_alloc(size_t bytes);
void bw_handle_free(void *p);

/* Call fn(arg) when the arena ends: closes what is not memory. */
void bw_defer(struct bw_arena *a, void (*fn)(void *arg), void *arg);
/* A slot for memory of another library: what it points to when the arena ends goes to
 * free(). Taken before the memory is, so that unwinding in between loses nothing. */
void **bw_hold(struct bw_arena *a);
/* Close fd when the arena ends. */
void bw_defer_close(struct bw_arena *a, int fd);

/* Take back all memory allocated since the mark. Deferred calls stay: do not
 * defer between mark and rewind. */
struct bw_mark bw_mark(const struct bw_arena *a);
void bw_rewind(struct bw_arena *a, struct bw_mark m);

/*
 * Call fn(arg); true if it returned, false if memory ran out inside. What fn
 * put into arenas is then incomplete and only good for bw_arena_deinit().
 * Calls nest; each thread has its own.
 */
bool bw_protect(void (*fn)(void *arg), void *arg);

/*
 * For tests: the nth allocation from now on in this thread fails (1 = the next;
 * 0 = none). Counts chunk requests as well as bw_alloc calls.
 */
void bw_fail_alloc_at(uint64_t nth);

/*
 * A growable array: BW_VEC(struct foo) foos = {0}; struct foo *f =
 * bw_push(arena, &foos); The new element is zeroed; earlier pointers into .v
 * are stale after a push.
 */
#define BW_VEC(type)                                                                               \
	struct {                                                                                   \
		type *v;                                                                           \
		uint32_t n, cap;                                                                   \
	}
#define bw_push(a, vec)                                                                            \
	((vec)->v = bw_vec_room((a), (vec)->v, (vec)->n, &(vec)->cap, sizeof(*(vec)->v)),          \
	 &(vec)->v[(vec)->n++])
void *bw_vec_room(struct bw_arena *a, void *v, uint32_t n, uint32_t *cap, size_t elem_bytes)
    __attribute__((returns_nonnull));

#endif
