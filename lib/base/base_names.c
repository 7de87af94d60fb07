/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

struct name {
	const char *s;
	uint32_t bytes;
	uint32_t hash;
};

struct bw_names {
	struct bw_arena *arena;
	BW_VEC(struct name) name;
	uint32_t *slot; /* id, or 0 when free */
	uint32_t slot_mask;
};

#define SLOTS_MIN 1024u

static inline uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t bw_hash(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint64_t h = 0x9e3779b97f4a7c15u ^ n, w;

	for (; n >= 8; n -= 8, b += 8) {
		memcpy(&w, b, 8);
		h = mix(h ^ w, 0xd6e8feb86659fd93u);
	}
	w = 0;
	if (n)
		memcpy(&w, b, n);
	return mix(h ^ w, 0xa0761d6478bd642fu);
}

struct bw_names *bw_names_create(struct bw_arena *a)
{
	struct bw_names *t = BW_NEW(a, struct bw_names);
	struct name *empty;

	t->arena = a;
	t->slot_mask = SLOTS_MIN - 1;
	t->slot = BW_NEW_ARRAY(a, uint32_t, SLOTS_MIN);
	empty = bw_push(a, &t->name);
	empty->s = "";
	return t;
}

static void slots_double(struct bw_names *t)
{
	uint32_t mask = t->slot_mask * 2 + 1;
	uint32_t *slot = BW_NEW_ARRAY(t->arena, uint32_t, (size_t)mask + 1);

	for (uint32_t id = 1; id < t->name.n; id++) {
		uint32_t i = t->name.v[id].hash & mask;

		while (slot[i])
			i = (i + 1) & mask;
		slot[i] = id;
	}
	t->slot = slot;
	t->slot_mask = mask;
}

/* The slot that holds the name, or the free slot where it belongs. */
static uint32_t slot_of(const struct bw_names *t, const char *s, size_t n, uint32_t hash)
{
	uint32_t i = hash & t->slot_mask;

	for (; t->slot[i]; i = (i + 1) & t->slot_mask) {
		const struct name *x = &t->name.v[t->slot[i]];

		if (x->hash == hash && x->bytes == n && memcmp(x->s, s, n) == 0)
			break;
	}
	return i;
}

bw_sym bw_intern(struct bw_names *t, const char *s, size_t n)
{
	uint32_t hash, i;
	struct name *x;

	if (n == 0)
		return BW_SYM_NONE;
	assert(n <= UINT32_MAX);
	hash = (uint32_t)bw_hash(s, n);
	i = slot_of(t, s, n, hash);
	if (t->slot[i])
		return (bw_sym){t->slot[i]};
	if (t->name.n >= t->slot_mask - t->slot_mask / 4) {
		slots_double(t);
		i = slot_of(t, s, n, hash);
	}
	x = bw_push(t->arena, &t->name);
	x->s = bw_strndup(t->arena, s, n);
	x->bytes = (uint32_t)n;
	x->hash = hash;
	t->slot[i] = t->name.n - 1;
	return (bw_sym){t->slot[i]};
}

bw_sym bw_intern_z(struct bw_names *t, const char *s)
{
	return bw_intern(t, s, strlen(s));
}

bw_sym bw_names_find(const struct bw_names *t, const char *s, size_t n)
{
	if (n == 0)
		return BW_SYM_NONE;
	return (bw_sym){t->slot[slot_of(t, s, n, (uint32_t)bw_hash(s, n))]};
}

const char *bw_str(const struct bw_names *t, bw_sym s)
{
	assert(s.id < t->name.n);
	return t->name.v[s.id].s;
}

uint32_t bw_str_bytes(const struct bw_names *t, bw_sym s)
{
	assert(s.id < t->name.n);
	return t->name.v[s.id].bytes;
}

uint32_t bw_names_count(const struct bw_names *t)
{
	return t->name.n;
}
