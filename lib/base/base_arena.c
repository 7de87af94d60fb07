/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

#include <setjmp.h>
#include <unistd.h>

#define CHUNK_BYTES_MIN ((size_t)16 << 10)
#define CHUNK_BYTES_MAX ((size_t)1 << 20)
#define ALIGN_BYTES ((size_t)16)

struct bw_chunk {
	struct bw_chunk *next;
	size_t used_bytes, room_bytes;
	_Alignas(16) uint8_t data[];
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

void bw_arena_init(struct bw_arena *a)
{
	*a = (struct bw_arena){0};
}

void bw_arena_deinit(struct bw_arena *a)
{
	while (a->defer) {
		struct bw_deferred *d = a->defer;

		a->defer = d->next;
		d->fn(d->arg);
	}
	while (a->chunk) {
		struct bw_chunk *c = a->chunk;

		a->chunk = c->next;
		free(c);
	}
}

static void child_deinit(void *arg)
{
	bw_arena_deinit(arg);
}

struct bw_arena *bw_arena_child(struct bw_arena *parent)
{
	struct bw_arena *a = BW_NEW(parent, struct bw_arena);

	bw_defer(parent, child_deinit, a);
	return a;
}

static struct bw_chunk *chunk_add(struct bw_arena *a, size_t bytes)
{
	size_t room = a->chunk ? a->chunk->room_bytes * 2 : CHUNK_BYTES_MIN;
	struct bw_chunk *c;

	if (room > CHUNK_BYTES_MAX)
		room = CHUNK_BYTES_MAX;
	if (room < bytes)
		room = bytes;
	c = malloc(sizeof(*c) + room);
	if (!c)
		out_of_memory();
	c->next = a->chunk;
	c->used_bytes = 0;
	c->room_bytes = room;
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
		struct bw_chunk *c = a->chunk;

		assert(c);
		a->chunk = c->next;
		free(c);
	}
	if (a->chunk)
		a->chunk->used_bytes = m.used_bytes;
}

void *bw_vec_room(struct bw_arena *a, void *v, uint32_t n, uint32_t *cap, size_t elem_bytes)
{
	if (n == *cap) {
		uint32_t more = *cap ? *cap * 2 : 8;
		void *w;

		if (more <= *cap)
			out_of_memory();
		w = bw_alloc_array(a, more, elem_bytes);
		if (n)
			memcpy(w, v, n * elem_bytes);
		*cap = more;
		return w;
	}
	memset((uint8_t *)v + n * elem_bytes, 0, elem_bytes);
	return v;
}
