/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interned names. Reading objects means little else than looking up names, most of
 * them known and short: a name is hashed and compared in words, the slot has the
 * hash beside the id, and growing looks at no text. String tables of objects that
 * include the same headers have the same names in the same order: out of a table, the
 * name after the latest is tried first, for nearly four of five without a hash.
 */
#include "base/base.h"

struct slot {
	uint32_t id; /* 0: free */
	uint32_t hash;
};

struct bw_names {
	struct bw_arena *arena;
	struct bw_arena *table;	    /* the slots' own: ends when they grow */
	BW_VEC(const char **) page; /* of PAGE_NAMES texts by id; 4 bytes before each: its length */
	uint32_t count;
	uint32_t latest; /* of bw_intern_in() */
	struct slot *slot;
	uint32_t slot_mask;
	char *room; /* for more texts, without the padding of bw_alloc() */
	size_t room_bytes;
};

#define SLOTS_MIN 1024u
#define PAGE_NAMES 1024u
#define ROOM_BYTES ((size_t)8 << 10)
#define WORD sizeof(uint64_t)
#define SEED 0x9e3779b97f4a7c15u

static inline uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t mix_word(uint64_t h, uint64_t w)
{
	return mix(h ^ w, 0xd6e8feb86659fd93u);
}

/* n counts: "a" is not "a\0". */
static inline uint64_t mix_last(uint64_t h, uint64_t w, size_t n)
{
	return mix(h ^ w, 0xa0761d6478bd642fu ^ n);
}

static inline uint64_t word_at(const void *p)
{
	uint64_t w;

	memcpy(&w, p, WORD);
	return w;
}

/* The last n < 8 bytes of a name; readable says whether 8 are. */
static inline uint64_t word_of(const uint8_t *p, size_t n, bool readable)
{
	uint64_t w = 0;

	if (readable) {
		w = bw_swap64_if(word_at(p), bw_host_big_endian());
		return w & (((uint64_t)1 << (8 * n)) - 1);
	}
	for (size_t i = 0; i < n; i++)
		w |= (uint64_t)p[i] << (8 * i);
	return w;
}

static inline uint64_t hash_of(const uint8_t *b, size_t n, size_t readable)
{
	uint64_t h = SEED;
	size_t i = 0;

	for (; n - i >= WORD; i += WORD)
		h = mix_word(h, word_at(b + i));
	return mix_last(h, word_of(b + i, n - i, readable - i >= WORD), n);
}

uint64_t bw_hash(const void *p, size_t n)
{
	return hash_of(p, n, n);
}

static inline const char *text_of(const struct bw_names *t, uint32_t id)
{
	return t->page.v[id / PAGE_NAMES][id % PAGE_NAMES];
}

/* Returns the id. Pages, for an array that grows leaves its former selves behind. */
static uint32_t text_push(struct bw_names *t, const char *text)
{
	if (t->count % PAGE_NAMES == 0)
		*bw_push(t->arena, &t->page) =
		    bw_alloc_raw(t->arena, PAGE_NAMES * sizeof(**t->page.v));
	t->page.v[t->count / PAGE_NAMES][t->count % PAGE_NAMES] = text;
	return t->count++;
}

struct bw_names *bw_names_create(struct bw_arena *a)
{
	struct bw_names *t = BW_NEW(a, struct bw_names);

	t->arena = a;
	t->table = bw_arena_child(a);
	t->slot_mask = SLOTS_MIN - 1;
	t->slot = BW_NEW_ARRAY(t->table, struct slot, SLOTS_MIN);
	text_push(t, (const char *)bw_alloc(a, 2 * WORD) + sizeof(uint32_t));
	return t;
}

static void slots_double(struct bw_names *t)
{
	struct bw_arena *table = bw_arena_child(t->arena);
	uint32_t mask = t->slot_mask * 2 + 1;
	struct slot *slot = BW_NEW_ARRAY(table, struct slot, (size_t)mask + 1);

	for (uint32_t k = 0; k <= t->slot_mask; k++) {
		uint32_t i = t->slot[k].hash & mask;

		if (!t->slot[k].id)
			continue;
		while (slot[i].id)
			i = (i + 1) & mask;
		slot[i] = t->slot[k];
	}
	bw_arena_deinit(t->table);
	t->table = table;
	t->slot = slot;
	t->slot_mask = mask;
}

static inline uint32_t text_bytes(const char *text)
{
	uint32_t n;

	memcpy(&n, text - sizeof(n), sizeof(n));
	return n;
}

/* readable bytes, at least n, can be read at s; all texts have a word behind them. */
static inline bool is_text(const char *text, const char *s, size_t n, size_t readable)
{
	size_t i = 0;

	if (text_bytes(text) != n)
		return false;
	for (; n - i >= WORD; i += WORD)
		if (word_at(text + i) != word_at(s + i))
			return false;
	return word_of((const uint8_t *)text + i, n - i, true) ==
	       word_of((const uint8_t *)s + i, n - i, readable - i >= WORD);
}

/* The slot that holds the name, or the free slot where it belongs. */
static inline uint32_t slot_of(const struct bw_names *t, const char *s, size_t n, size_t readable,
			       uint32_t hash)
{
	uint32_t i = hash & t->slot_mask;

	for (; t->slot[i].id; i = (i + 1) & t->slot_mask)
		if (t->slot[i].hash == hash && is_text(text_of(t, t->slot[i].id), s, n, readable))
			break;
	return i;
}

/* Room for a text with its length in front and a word behind it. */
static char *text_new(struct bw_names *t, const char *s, size_t n)
{
	size_t need = sizeof(uint32_t) + n + WORD;
	uint32_t bytes = (uint32_t)n;
	char *p;

	if (need > t->room_bytes) {
		t->room_bytes = need > ROOM_BYTES ? need : ROOM_BYTES;
		t->room = bw_alloc(t->arena, t->room_bytes);
	}
	p = t->room + sizeof(bytes);
	memcpy(t->room, &bytes, sizeof(bytes));
	memcpy(p, s, n);
	/* the word may be the next text's: only that it can be read matters */
	t->room += sizeof(bytes) + n + 1;
	t->room_bytes -= sizeof(bytes) + n + 1;
	return p;
}

static bw_sym name_add(struct bw_names *t, const char *s, size_t n, uint32_t hash)
{
	const char *text = text_new(t, s, n);
	uint32_t i;

	if (t->count >= t->slot_mask - t->slot_mask / 4)
		slots_double(t);
	i = slot_of(t, s, n, n, hash);
	assert(!t->slot[i].id && n <= UINT32_MAX);
	t->slot[i] = (struct slot){text_push(t, text), hash};
	return (bw_sym){t->slot[i].id};
}

static inline bw_sym intern(struct bw_names *t, const char *s, size_t n, size_t readable)
{
	uint32_t hash = (uint32_t)hash_of((const uint8_t *)s, n, readable);
	uint32_t id = t->slot[slot_of(t, s, n, readable, hash)].id;

	if (n == 0)
		return BW_SYM_NONE;
	return id ? (bw_sym){id} : name_add(t, s, n, hash);
}

bw_sym bw_intern(struct bw_names *t, const char *s, size_t n)
{
	return intern(t, s, n, n);
}

/* Is this text at s, with its NUL? */
static inline bool is_at(const char *text, const char *s, size_t room_bytes)
{
	size_t n = text_bytes(text), i = 0;
	uint64_t differ;

	if (n + WORD > room_bytes)
		return false; /* or perhaps, at the end of the table */
	for (; n - i >= WORD; i += WORD)
		if (word_at(text + i) != word_at(s + i))
			return false;
	differ = bw_swap64_if(word_at(text + i) ^ word_at(s + i), bw_host_big_endian());
	return differ << (8 * (WORD - 1 - (n - i))) == 0;
}

bw_sym bw_intern_in(struct bw_names *t, const char *s, size_t room_bytes)
{
	uint32_t next = t->latest + 1;
	bw_sym sym = {next};
	size_t n;

	if (next >= t->count || !is_at(text_of(t, next), s, room_bytes)) {
		n = strlen(s);
		assert(n < room_bytes);
		sym = intern(t, s, n, room_bytes);
	}
	t->latest = sym.id;
	return sym;
}

bw_sym bw_intern_z(struct bw_names *t, const char *s)
{
	return bw_intern(t, s, strlen(s));
}

bw_sym bw_names_find(const struct bw_names *t, const char *s, size_t n)
{
	uint32_t hash = (uint32_t)bw_hash(s, n);

	return n ? (bw_sym){t->slot[slot_of(t, s, n, n, hash)].id} : BW_SYM_NONE;
}

const char *bw_str(const struct bw_names *t, bw_sym s)
{
	assert(s.id < t->count);
	return text_of(t, s.id);
}

uint32_t bw_str_bytes(const struct bw_names *t, bw_sym s)
{
	return text_bytes(bw_str(t, s));
}

uint32_t bw_names_count(const struct bw_names *t)
{
	return t->count;
}

struct bw_names *bw_names_copy(struct bw_arena *a, const struct bw_names *t)
{
	struct bw_names *c = bw_names_create(a);

	for (uint32_t id = 1; id < bw_names_count(t); id++) {
		bw_sym s = {id}, same = bw_intern(c, bw_str(t, s), bw_str_bytes(t, s));

		assert(bw_sym_eq(s, same));
		(void)same;
	}
	return c;
}

uint32_t bw_edit_distance(struct bw_arena *a, const char *x, const char *y)
{
	uint32_t n = (uint32_t)strlen(y), *row = BW_NEW_ARRAY(a, uint32_t, n + 1);

	for (uint32_t j = 0; j <= n; j++)
		row[j] = j;
	for (uint32_t i = 0; x[i]; i++) {
		uint32_t diag = row[0];

		row[0] = i + 1;
		for (uint32_t j = 1; j <= n; j++) {
			uint32_t swap = diag + (x[i] != y[j - 1]);
			uint32_t step = 1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);

			diag = row[j];
			row[j] = swap < step ? swap : step;
		}
	}
	return row[n];
}
