/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

#include <setjmp.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK_BYTES_MIN ((size_t)16 << 10)
#define CHUNK_BYTES_MAX ((size_t)512 << 10)
/* The page size of large amounts on most machines: one fault instead of 512. */
#define HUGE_BYTES ((size_t)2 << 20)
/* Half of the last one is never used, on average: only for arenas that are large. */
#define HUGE_FROM_BYTES ((size_t)2 << 20)
#define ALIGN_BYTES ((size_t)16)
/* A spare chunk this many times larger than what is wanted waits for a better use. */
#define SPARE_TIMES 4u
/* What is kept for the next child; more goes back to the system. */
#define SPARE_BYTES_MAX ((size_t)2 << 20)

/* Under AddressSanitizer chunks are freed at once: a use after their end is found. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#define IS_SANITIZED __has_feature(address_sanitizer)
#else
#define IS_SANITIZED false
#endif

struct bw_chunk {
	struct bw_chunk *next;
	size_t used_bytes, room_bytes;
	size_t older_bytes; /* room of all chunks behind it */
	_Alignas(16) uint8_t data[];
};

struct bw_pool {
	struct bw_chunk *spare;
	size_t spare_bytes;
};

struct bw_deferred {
	struct bw_deferred *next;
	void (*fn)(void *arg);
	void *arg;
};

/* Where running out of memory returns to, and the test's failure point. */
static _Thread_local jmp_buf *guard;
static _Thread_local uint64_t fail_at;

static BW_NORETURN void out_of_memory(void)
{
	static const char text[] = "bpfweld: out of memory\n";

	if (guard)
		longjmp(*guard, 1);
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(3);
	_exit(3);
}

bool bw_protect(void (*fn)(void *arg), void *arg)
{
	jmp_buf here;
	jmp_buf *outer = guard;

	if (setjmp(here)) {
		guard = outer;
		return false;
	}
	guard = &here;
	fn(arg);
	guard = outer;
	return true;
}

void bw_fail_alloc_at(uint64_t nth)
{
	fail_at = nth;
}

static void count_allocation(void)
{
	if (fail_at && --fail_at == 0)
		out_of_memory();
}

static bool is_mapped(size_t room)
{
	return room > CHUNK_BYTES_MAX && !IS_SANITIZED;
}

/* Whole huge pages, or NULL. More is mapped than needed and what is too much unmapped:
 * that is how one gets them aligned. */
static struct bw_chunk *chunk_map(size_t bytes)
{
	uint8_t *p = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (p == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)p & (HUGE_BYTES - 1);
	if (before)
		munmap(p, before);
	munmap(p + before + bytes, HUGE_BYTES - before);
	p += before;
	(void)madvise(p, bytes, MADV_HUGEPAGE); /* a wish */
	return (struct bw_chunk *)p;
}

static struct bw_chunk *chunk_new(size_t room)
{
	size_t bytes = sizeof(struct bw_chunk) + room;
	struct bw_chunk *c;

	if (is_mapped(room)) {
		bytes = (bytes + HUGE_BYTES - 1) & ~(HUGE_BYTES - 1);
		c = chunk_map(bytes);
	} else {
		c = malloc(bytes);
	}
	if (!c)
		out_of_memory();
	c->room_bytes = bytes - sizeof(*c);
	return c;
}

static void chunk_free(struct bw_chunk *c)
{
	if (is_mapped(c->room_bytes))
		munmap(c, sizeof(*c) + c->room_bytes);
	else
		free(c);
}

void bw_arena_init(struct bw_arena *a)
{
	*a = (struct bw_arena){0};
}

/* The newest chunk goes: a child's to the pool. */
static void chunk_drop(struct bw_arena *a)
{
	struct bw_chunk *c = a->chunk;

	a->chunk = c->next;
	if (!a->is_child || IS_SANITIZED ||
	    a->pool->spare_bytes + c->room_bytes > SPARE_BYTES_MAX) {
		chunk_free(c);
		return;
	}
	c->next = a->pool->spare;
	a->pool->spare = c;
	a->pool->spare_bytes += c->room_bytes;
}

/* The pool itself is in one of the chunks of its arena. */
static void spares_free(struct bw_arena *a)
{
	struct bw_chunk *c = a->pool ? a->pool->spare : NULL;

	while (c) {
		struct bw_chunk *next = c->next;

		chunk_free(c);
		c = next;
	}
	a->pool = NULL;
}

void bw_arena_deinit(struct bw_arena *a)
{
	while (a->defer) {
		struct bw_deferred *d = a->defer;

		a->defer = d->next;
		d->fn(d->arg);
	}
	if (!a->is_child)
		spares_free(a);
	while (a->chunk)
		chunk_drop(a);
}

static void child_deinit(void *arg)
{
	bw_arena_deinit(arg);
}

struct bw_arena *bw_arena_child(struct bw_arena *parent)
{
	struct bw_arena *a = BW_NEW(parent, struct bw_arena);

	if (!parent->pool)
		parent->pool = BW_NEW(parent, struct bw_pool);
	a->pool = parent->pool;
	a->is_child = true;
	bw_defer(parent, child_deinit, a);
	return a;
}

/* The smallest spare chunk with this much room, or NULL. */
static struct bw_chunk *spare_take(struct bw_pool *pool, size_t room)
{
	struct bw_chunk **best = NULL, *c;

	for (struct bw_chunk **at = &pool->spare; *at; at = &(*at)->next)
		if ((*at)->room_bytes >= room && (*at)->room_bytes / SPARE_TIMES <= room &&
		    (!best || (*at)->room_bytes < (*best)->room_bytes))
			best = at;
	if (!best)
		return NULL;
	c = *best;
	*best = c->next;
	pool->spare_bytes -= c->room_bytes;
	return c;
}

static struct bw_chunk *chunk_add(struct bw_arena *a, size_t bytes)
{
	size_t room = a->chunk ? a->chunk->room_bytes * 2 : CHUNK_BYTES_MIN;
	size_t older = a->chunk ? a->chunk->older_bytes + a->chunk->room_bytes : 0;
	size_t most = older < HUGE_FROM_BYTES ? CHUNK_BYTES_MAX : HUGE_BYTES;
	struct bw_chunk *c;

	if (room > most - sizeof(*c))
		room = most - sizeof(*c);
	if (room < bytes)
		room = bytes;
	c = a->pool ? spare_take(a->pool, room) : NULL;
	if (!c)
		c = chunk_new(room);
	c->next = a->chunk;
	c->used_bytes = 0;
	c->older_bytes = older;
	a->chunk = c;
	return c;
}

void *bw_alloc_raw(struct bw_arena *a, size_t bytes)
{
	struct bw_chunk *c = a->chunk;
	void *p;

	count_allocation();
	if (bytes > SIZE_MAX / 2)
		out_of_memory();
	bytes = (bytes + ALIGN_BYTES - 1) & ~(ALIGN_BYTES - 1);
	if (bytes == 0)
		bytes = ALIGN_BYTES;
	if (!c || c->room_bytes - c->used_bytes < bytes)
		c = chunk_add(a, bytes);
	p = c->data + c->used_bytes;
	c->used_bytes += bytes;
	assert(c->used_bytes <= c->room_bytes);
	return p;
}

void *bw_alloc(struct bw_arena *a, size_t bytes)
{
	return memset(bw_alloc_raw(a, bytes), 0, bytes);
}

void *bw_alloc_array(struct bw_arena *a, size_t count, size_t elem_bytes)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, elem_bytes, &bytes))
		out_of_memory();
	return bw_alloc(a, bytes);
}

void *bw_memdup(struct bw_arena *a, const void *p, size_t n)
{
	void *q = bw_alloc_raw(a, n);

	if (n)
		memcpy(q, p, n);
	return q;
}

char *bw_strndup(struct bw_arena *a, const char *s, size_t n)
{
	char *q = bw_alloc_raw(a, n + 1);

	if (n)
		memcpy(q, s, n);
	q[n] = '\0';
	return q;
}

void *bw_handle_alloc(size_t bytes)
{
	return calloc(1, bytes);
}

void bw_handle_free(void *p)
{
	free(p);
}

void bw_defer(struct bw_arena *a, void (*fn)(void *arg), void *arg)
{
	struct bw_deferred *d = BW_NEW(a, struct bw_deferred);

	d->fn = fn;
	d->arg = arg;
	d->next = a->defer;
	a->defer = d;
}

static void free_held(void *arg)
{
	free(*(void **)arg);
}

void **bw_hold(struct bw_arena *a)
{
	void **slot = BW_NEW(a, void *);

	bw_defer(a, free_held, slot);
	return slot;
}

static void close_fd(void *arg)
{
	close((int)(intptr_t)arg);
}

void bw_defer_close(struct bw_arena *a, int fd)
{
	bw_defer(a, close_fd, (void *)(intptr_t)fd);
}

struct bw_mark bw_mark(const struct bw_arena *a)
{
	return (struct bw_mark){a->chunk, a->chunk ? a->chunk->used_bytes : 0};
}

void bw_rewind(struct bw_arena *a, struct bw_mark m)
{
	while (a->chunk != m.chunk) {
		assert(a->chunk);
		chunk_drop(a);
	}
	if (a->chunk)
		a->chunk->used_bytes = m.used_bytes;
}

void *bw_vec_room(struct bw_arena *a, void *v, uint32_t n, uint32_t *cap, size_t elem_bytes)
{
	if (n == *cap) {
		uint32_t more = *cap ? *cap * 2 : 8;
		size_t bytes;
		void *w;

		if (more <= *cap || __builtin_mul_overflow(more, elem_bytes, &bytes))
			out_of_memory();
		w = bw_alloc_raw(a, bytes);
		if (n)
			memcpy(w, v, n * elem_bytes);
		*cap = more;
		v = w;
	}
	memset((uint8_t *)v + n * elem_bytes, 0, elem_bytes);
	return v;
}
