/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings and constants of sections that say so (SHF_MERGE): equal ones share one
 * place in the result. The first stays where it is, so the order is that of the inputs.
 */
#include "link/link_state.h"

struct pooled {
	const uint8_t *p;
	uint64_t n, out_bytes;
	uint32_t next;
};

struct link_pool {
	BW_VEC(struct pooled) v; /* v[0] is unused */
	uint32_t *bucket;
	uint32_t mask;
};

struct link_pool *link_pool_create(struct bw_arena *scratch, uint32_t expected)
{
	struct link_pool *p = BW_NEW(scratch, struct link_pool);
	uint32_t buckets = 16;

	while (buckets < expected && buckets < 1u << 30)
		buckets *= 2;
	bw_push(scratch, &p->v);
	p->bucket = BW_NEW_ARRAY(scratch, uint32_t, buckets);
	p->mask = buckets - 1;
	return p;
}

/* FNV-1a. */
static uint32_t hash(const uint8_t *p, uint64_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (uint64_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 32);
}

bool link_pool_find(const struct link_pool *pool, const uint8_t *p, uint64_t n,
		    uint64_t align_bytes, uint64_t *ret_out_bytes)
{
	for (uint32_t i = pool->bucket[hash(p, n) & pool->mask]; i; i = pool->v.v[i].next) {
		const struct pooled *x = &pool->v.v[i];

		if (x->n != n || x->out_bytes % align_bytes || memcmp(x->p, p, n) != 0)
			continue;
		*ret_out_bytes = x->out_bytes;
		return true;
	}
	return false;
}

void link_pool_add(struct bw_arena *scratch, struct link_pool *pool, const uint8_t *p, uint64_t n,
		   uint64_t out_bytes)
{
	uint32_t *head = &pool->bucket[hash(p, n) & pool->mask];
	uint32_t i = pool->v.n;

	assert(i && n);
	*bw_push(scratch, &pool->v) = (struct pooled){p, n, out_bytes, *head};
	*head = i;
}
