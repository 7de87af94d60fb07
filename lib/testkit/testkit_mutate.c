/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Damaged objects that still look like objects: taken apart into sections, one thing
 * changed, put together again, so that the change is met by the code behind the checks
 * of headers and bounds.
 */
#include <elf.h>

#include "testkit/testkit.h"

#define PARTS_MAX 96u
#define HEADER_BYTES 64u
#define BTF_HEADER_BYTES 24u

/* One section: its header in host order, and its bytes. */
struct part {
	Elf64_Shdr h;
	uint8_t *p;
	size_t n;
};

struct mutation {
	struct bw_arena arena;
	uint64_t random;
	bw_tk_mutate_bytes *bytes;
	bool big;
	uint8_t head[HEADER_BYTES];
	struct part part[PARTS_MAX];
	uint32_t n, names;
};

/* splitmix64: the same seed, the same mutant. */
static uint32_t below(struct mutation *m, uint64_t n)
{
	uint64_t z = m->random += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return n ? (uint32_t)((z ^ z >> 31) % n) : 0;
}

/* A number near the one that is there, or at an edge. */
static uint32_t odd_number(struct mutation *m, uint32_t have)
{
	static const uint32_t edges[] = {0,	 1,	     2,		 7,	     8,
					 0xffff, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff};

	switch (below(m, 16)) {
	case 0:
		return have + 1;
	case 1:
		return have - 1;
	case 2:
		return have + 8;
	case 3:
		return have - 8;
	case 4:
		return have ^ 1u << below(m, 32);
	case 5:
		return below(m, 64);
	default:
		return edges[below(m, BW_COUNT(edges))];
	}
}

/* ---- ELF apart and together ---- */

static void header_get(const struct mutation *m, const uint8_t *p, Elf64_Shdr *h)
{
	h->sh_name = bw_get32(p, m->big);
	h->sh_type = bw_get32(p + 4, m->big);
	h->sh_flags = bw_get64(p + 8, m->big);
	h->sh_offset = bw_get64(p + 24, m->big);
	h->sh_size = bw_get64(p + 32, m->big);
	h->sh_link = bw_get32(p + 40, m->big);
	h->sh_info = bw_get32(p + 44, m->big);
	h->sh_addralign = bw_get64(p + 48, m->big);
	h->sh_entsize = bw_get64(p + 56, m->big);
}

static void header_put(const struct mutation *m, uint8_t *p, const Elf64_Shdr *h)
{
	memset(p, 0, sizeof(Elf64_Shdr));
	bw_put32(p, h->sh_name, m->big);
	bw_put32(p + 4, h->sh_type, m->big);
	bw_put64(p + 8, h->sh_flags, m->big);
	bw_put64(p + 24, h->sh_offset, m->big);
	bw_put64(p + 32, h->sh_size, m->big);
	bw_put32(p + 40, h->sh_link, m->big);
	bw_put32(p + 44, h->sh_info, m->big);
	bw_put64(p + 48, h->sh_addralign, m->big);
	bw_put64(p + 56, h->sh_entsize, m->big);
}

static bool take_apart(struct mutation *m, const uint8_t *data, size_t size)
{
	uint64_t at;

	if (size < HEADER_BYTES || memcmp(data, ELFMAG, SELFMAG) != 0)
		return false;
	memcpy(m->head, data, HEADER_BYTES);
	m->big = data[EI_DATA] == ELFDATA2MSB;
	at = bw_get64(data + 40, m->big);
	m->n = bw_get16(data + 60, m->big);
	m->names = bw_get16(data + 62, m->big);
	if (m->n < 2 || m->n > PARTS_MAX || m->names >= m->n || at > size ||
	    (size - at) / sizeof(Elf64_Shdr) < m->n)
		return false;
	for (uint32_t i = 0; i < m->n; i++) {
		struct part *s = &m->part[i];

		header_get(m, data + at + i * sizeof(Elf64_Shdr), &s->h);
		if (s->h.sh_type == SHT_NOBITS || s->h.sh_type == SHT_NULL ||
		    s->h.sh_offset > size || s->h.sh_size > size - s->h.sh_offset)
			continue;
		s->n = s->h.sh_size;
		s->p = bw_memdup(&m->arena, data + s->h.sh_offset, s->n);
	}
	return true;
}

/* 0 if it does not fit. */
static size_t put_together(struct mutation *m, uint8_t *data, size_t max)
{
	struct bw_sb out = bw_sb_in(&m->arena);

	bw_sb_add(&out, m->head, HEADER_BYTES);
	for (uint32_t i = 0; i < m->n; i++) {
		struct part *s = &m->part[i];

		if (!s->p)
			continue;
		bw_sb_align(&out, 8);
		s->h.sh_offset = out.n;
		s->h.sh_size = s->n;
		bw_sb_add(&out, s->p, s->n);
	}
	bw_sb_align(&out, 8);
	bw_put64(out.p + 40, out.n, m->big);
	bw_put16(out.p + 60, (uint16_t)m->n, m->big);
	for (uint32_t i = 0; i < m->n; i++)
		header_put(m, bw_sb_extend(&out, sizeof(Elf64_Shdr)), &m->part[i].h);
	if (out.n > max)
		return 0;
	memcpy(data, out.p, out.n);
	return out.n;
}

/* ---- finding something to change ---- */

static struct part *some_part(struct mutation *m)
{
	for (int i = 0; i < 8; i++) {
		struct part *s = &m->part[below(m, m->n)];

		if (s->p && s->n >= 4)
			return s;
	}
	return NULL;
}

static struct part *part_of_type(struct mutation *m, uint32_t type)
{
	uint32_t from = below(m, m->n);

	for (uint32_t i = 0; i < m->n; i++) {
		struct part *s = &m->part[(from + i) % m->n];

		if (s->h.sh_type == type && s->p && s->n)
			return s;
	}
	return NULL;
}

static struct part *part_named(struct mutation *m, const char *name)
{
	const struct part *names = &m->part[m->names];
	size_t n = strlen(name) + 1;

	for (uint32_t i = 0; i < m->n; i++)
		if (names->p && m->part[i].h.sh_name < names->n && m->part[i].p &&
		    names->n - m->part[i].h.sh_name >= n &&
		    memcmp(names->p + m->part[i].h.sh_name, name, n) == 0)
			return &m->part[i];
	return NULL;
}

/* Insert n bytes at off, copied from inside; or remove them. */
static void part_insert(struct mutation *m, struct part *s, size_t off, const uint8_t *p, size_t n)
{
	uint8_t *to = bw_alloc(&m->arena, s->n + n);

	memcpy(to, s->p, off);
	memcpy(to + off, p, n);
	memcpy(to + off + n, s->p + off, s->n - off);
	s->p = to;
	s->n += n;
}

static void part_remove(struct part *s, size_t off, size_t n)
{
	memmove(s->p + off, s->p + off + n, s->n - off - n);
	s->n -= n;
}

/* ---- what is changed: each false if the object has nothing of the kind ---- */

static bool change_bytes(struct mutation *m)
{
	struct part *s = some_part(m);
	uint8_t *to;

	if (!s)
		return false;
	to = bw_alloc(&m->arena, s->n + 32);
	memcpy(to, s->p, s->n);
	s->n = m->bytes(to, s->n, s->n + 32);
	s->p = to;
	return true;
}

static bool change_word(struct mutation *m)
{
	struct part *s = some_part(m);
	uint8_t *p;

	if (!s)
		return false;
	p = s->p + below(m, s->n / 4) * 4;
	if (below(m, 3))
		bw_put32(p, odd_number(m, bw_get32(p, m->big)), m->big);
	else
		memcpy(p, s->p + below(m, s->n / 4) * 4, 4);
	return true;
}

static bool change_symbol(struct mutation *m)
{
	struct part *s = part_of_type(m, SHT_SYMTAB);
	uint8_t *p, *q;

	if (!s || s->n < 24)
		return false;
	p = s->p + below(m, s->n / 24) * 24;
	q = s->p + below(m, s->n / 24) * 24;
	switch (below(m, 8)) {
	case 0: /* the name of another */
		memcpy(p, q, 4);
		break;
	case 1:
		p[4] = (uint8_t)(below(m, 3) << 4 | below(m, 5));
		break;
	case 2:
		p[5] = (uint8_t)below(m, 4);
		break;
	case 3:
		bw_put16(p + 6, (uint16_t)(below(m, 6) ? below(m, m->n) : 0xfff1 + below(m, 2)),
			 m->big);
		break;
	case 4:
		bw_put64(p + 8, below(m, 16) * 8ull, m->big);
		break;
	case 5:
		bw_put64(p + 16, odd_number(m, p[23] + p[16]), m->big);
		break;
	case 6: /* once more, at the end where the global ones are */
		part_insert(m, s, s->n - s->n % 24, p, 24);
		break;
	default: /* all but the name of another */
		memcpy(p + 4, q + 4, 20);
	}
	return true;
}

static bool change_reloc(struct mutation *m)
{
	struct part *s = part_of_type(m, SHT_REL);
	struct part *syms = part_of_type(m, SHT_SYMTAB);
	static const uint8_t types[] = {1, 2, 3, 4, 10, 0};
	uint8_t *p;

	if (!s || !syms || s->n < 16)
		return false;
	p = s->p + below(m, s->n / 16) * 16;
	switch (below(m, 5)) {
	case 0:
		bw_put64(p, below(m, 40) * 8ull, m->big);
		break;
	case 1: /* the symbol: the upper half of r_info */
		bw_put32(p + (m->big ? 8 : 12), below(m, syms->n / 24 + 1), m->big);
		break;
	case 2:
		bw_put32(p + (m->big ? 12 : 8), types[below(m, sizeof(types))], m->big);
		break;
	case 3:
		part_insert(m, s, s->n - s->n % 16, p, 16);
		bw_put64(s->p + s->n - s->n % 16 - 16, below(m, 64) * 8ull, m->big);
		break;
	default:
		part_remove(s, (size_t)(p - s->p), 16);
	}
	return true;
}

static bool change_section(struct mutation *m)
{
	static const uint32_t types[] = {1, 8, 7, 14, 17, 9, 2, 3};
	struct part *s = &m->part[1 + below(m, m->n - 1)];

	switch (below(m, 7)) {
	case 0:
		s->h.sh_name = m->part[below(m, m->n)].h.sh_name;
		break;
	case 1:
		s->h.sh_type = types[below(m, BW_COUNT(types))];
		break;
	case 2:
		s->h.sh_flags ^= 1u << below(m, 11);
		break;
	case 3:
		s->h.sh_addralign = 1ull << below(m, 12);
		break;
	case 4:
		s->h.sh_info = below(m, m->n + 2);
		break;
	case 5:
		s->h.sh_link = below(m, m->n + 1);
		break;
	default:
		s->h.sh_entsize = odd_number(m, (uint32_t)s->h.sh_entsize);
		if (!s->p)
			s->h.sh_size = odd_number(m, (uint32_t)s->h.sh_size);
	}
	return true;
}

/* A name that means something, put behind the names that are there. */
static bool rename_section(struct mutation *m)
{
	static const char *const known[] = {
	    ".maps", ".kconfig", ".ksyms",	  ".data",   ".data.x",	       ".rodata",
	    ".bss",  "license",	 ".text",	  ".text.f", ".struct_ops",    ".struct_ops.link",
	    "maps",  "version",	 ".addr_space.1", "xdp",     ".rodata.str1.1", ".bpfweld"};
	const char *name = known[below(m, BW_COUNT(known))];
	struct part *names = &m->part[m->names];
	struct part *s = &m->part[1 + below(m, m->n - 1)];

	if (!names->p)
		return false;
	s->h.sh_name = (uint32_t)names->n;
	part_insert(m, names, names->n, (const uint8_t *)name, strlen(name) + 1);
	return true;
}

static bool change_insn(struct mutation *m)
{
	static const uint8_t ops[] = {0x18, 0x85, 0x95, 0x05, 0xb7, 0x61, 0x06, 0x8d};
	struct part *s = part_of_type(m, SHT_PROGBITS);
	uint8_t *p;

	if (!s || !(s->h.sh_flags & SHF_EXECINSTR) || s->n < 8)
		return false;
	p = s->p + below(m, s->n / 8) * 8;
	switch (below(m, 4)) {
	case 0:
		p[0] = ops[below(m, sizeof(ops))];
		break;
	case 1:
		p[1] = (uint8_t)below(m, 256);
		break;
	case 2:
		bw_put32(p + 4, odd_number(m, bw_get32(p + 4, m->big)), m->big);
		break;
	default:
		part_insert(m, s, (size_t)(p - s->p), p, 8);
	}
	return true;
}

static bool swap_contents(struct mutation *m)
{
	struct part *x = some_part(m), *y = some_part(m);
	struct part t;

	if (!x || !y)
		return false;
	t = *x;
	x->p = y->p;
	x->n = y->n;
	y->p = t.p;
	y->n = t.n;
	return true;
}

/* ---- types ---- */

/* By kind: words behind the header, and for each entry. Of include/uapi/linux/btf.h. */
static const struct {
	uint8_t fixed, each;
} shapes[32] = {[1] = {1, 0},  [3] = {3, 0},  [4] = {0, 3},  [5] = {0, 3},  [6] = {0, 2},
		[13] = {0, 2}, [14] = {1, 0}, [15] = {0, 3}, [17] = {1, 0}, [19] = {0, 3}};

struct types {
	struct part part;    /* the records alone */
	BW_VEC(uint32_t) at; /* bytes; by id - 1 */
	uint32_t string_bytes;
};

static uint32_t record_bytes(uint32_t info)
{
	uint32_t kind = info >> 24 & 31;

	return 12 + 4 * (shapes[kind].fixed + shapes[kind].each * (info & 0xffff));
}

static uint32_t some_entry(struct mutation *m, uint32_t rec, uint32_t info)
{
	uint32_t kind = info >> 24 & 31;

	return rec + 12 + 4u * (shapes[kind].fixed + shapes[kind].each * below(m, info & 0xffff));
}

static void change_entry(struct mutation *m, struct types *t, uint32_t rec)
{
	uint32_t info = bw_get32(t->part.p + rec + 4, m->big), kind = info >> 24 & 31, at;
	uint32_t each = 4u * shapes[kind].each, word;
	uint8_t copy[12];

	if (!each || !(info & 0xffff))
		return;
	at = some_entry(m, rec, info);
	switch (below(m, 4)) {
	case 0:
		memcpy(copy, t->part.p + at, each);
		part_insert(m, &t->part, at, copy, each);
		bw_put32(t->part.p + rec + 4, info + 1, m->big);
		break;
	case 1:
		part_remove(&t->part, at, each);
		bw_put32(t->part.p + rec + 4, info - 1, m->big);
		break;
	case 2: /* a type, where the entry has one */
		word = kind == 15 ? at : at + 4;
		bw_put32(t->part.p + word, below(m, t->at.n + 1), m->big);
		break;
	default:
		word = at + 4 * below(m, shapes[kind].each);
		bw_put32(t->part.p + word, odd_number(m, bw_get32(t->part.p + word, m->big)),
			 m->big);
	}
}

static void change_record(struct mutation *m, struct types *t)
{
	static const uint8_t same_shape[] = {2, 7, 8, 9, 10, 11, 12, 16, 18};
	uint32_t rec = t->at.v[below(m, t->at.n)], other = t->at.v[below(m, t->at.n)];
	uint8_t *p = t->part.p + rec, *q = t->part.p + other;
	uint32_t info = bw_get32(p + 4, m->big);

	switch (below(m, 9)) {
	case 0:
		memcpy(p, q, 4);
		break;
	case 1: /* what it refers to */
		bw_put32(p + 8, below(m, t->at.n + 2), m->big);
		break;
	case 2:
		bw_put32(p + 8, odd_number(m, bw_get32(p + 8, m->big)), m->big);
		break;
	case 3:
		bw_put32(p + 4, info ^ 1u << 31, m->big);
		break;
	case 4:
		if (record_bytes(info) == 12)
			bw_put32(p + 4,
				 (uint32_t)same_shape[below(m, sizeof(same_shape))] << 24 |
				     below(m, 3),
				 m->big);
		break;
	case 5: /* once more at the end */
		part_insert(m, &t->part, t->part.n, bw_memdup(&m->arena, p, record_bytes(info)),
			    record_bytes(info));
		break;
	case 6:
		part_remove(&t->part, rec, record_bytes(info));
		break;
	case 7:
		bw_put32(p, below(m, t->string_bytes + 1), m->big);
		break;
	default:
		change_entry(m, t, rec);
	}
}

/* The records of .BTF as compilers lay it out: header, types, strings. */
static bool types_find(struct mutation *m, const struct part *s, struct types *ret)
{
	uint32_t bytes;

	if (s->n < BTF_HEADER_BYTES || bw_get32(s->p + 4, m->big) != BTF_HEADER_BYTES ||
	    bw_get32(s->p + 8, m->big))
		return false;
	bytes = bw_get32(s->p + 12, m->big);
	if (bytes != bw_get32(s->p + 16, m->big) || bytes > s->n - BTF_HEADER_BYTES)
		return false;
	*ret = (struct types){.part = {.p = s->p + BTF_HEADER_BYTES, .n = bytes}};
	ret->string_bytes = (uint32_t)(s->n - BTF_HEADER_BYTES - bytes);
	for (uint32_t at = 0; bytes - at >= 12;) {
		uint32_t n = record_bytes(bw_get32(ret->part.p + at + 4, m->big));

		if (n > bytes - at)
			break;
		*bw_push(&m->arena, &ret->at) = at;
		at += n;
	}
	return ret->at.n > 0;
}

static bool change_types_of(struct mutation *m, struct part *s)
{
	struct bw_sb out = bw_sb_in(&m->arena);
	struct types t;

	if (!types_find(m, s, &t))
		return false;
	t.part.p = bw_memdup(&m->arena, t.part.p, t.part.n);
	change_record(m, &t);
	bw_sb_add(&out, s->p, BTF_HEADER_BYTES);
	bw_sb_add(&out, t.part.p, t.part.n);
	bw_sb_add(&out, s->p + s->n - t.string_bytes, t.string_bytes);
	bw_put32(out.p + 12, (uint32_t)t.part.n, m->big);
	bw_put32(out.p + 16, (uint32_t)t.part.n, m->big);
	s->p = out.p;
	s->n = out.n;
	return true;
}

static bool change_types(struct mutation *m)
{
	struct part *s = part_named(m, ".BTF");

	return s && change_types_of(m, s);
}

static bool change_records(struct mutation *m)
{
	struct part *s = part_named(m, ".BTF.ext");
	uint8_t *p;

	if (!s || s->n < 36)
		return false;
	p = s->p + 32 + below(m, (s->n - 32) / 4) * 4;
	bw_put32(p, odd_number(m, bw_get32(p, m->big)), m->big);
	return true;
}

/* ---- one mutant ---- */

static void change_something(struct mutation *m)
{
	static bool (*const changes[])(struct mutation *) = {
	    change_bytes, change_word,	  change_symbol,  change_symbol, change_reloc,
	    change_reloc, change_section, rename_section, change_insn,	 swap_contents,
	    change_types, change_types,	  change_types,	  change_types,	 change_records,
	};

	for (int i = 0; i < 8; i++)
		if (changes[below(m, BW_COUNT(changes))](m))
			return;
}

size_t bw_tk_mutate_object(uint8_t *data, size_t size, size_t max, unsigned seed,
			   bw_tk_mutate_bytes *bytes)
{
	struct mutation m = {.random = seed, .bytes = bytes};
	size_t n = 0;

	bw_arena_init(&m.arena);
	if (below(&m, 16) && take_apart(&m, data, size)) {
		for (uint32_t i = 1 + below(&m, 3); i > 0; i--)
			change_something(&m);
		n = put_together(&m, data, max);
	}
	bw_arena_deinit(&m.arena);
	return n ? n : bytes(data, size, max);
}

size_t bw_tk_mutate_types(uint8_t *data, size_t size, size_t max, unsigned seed,
			  bw_tk_mutate_bytes *bytes)
{
	struct mutation m = {.random = seed, .bytes = bytes};
	struct part s = {.p = data, .n = size};
	size_t n = 0;

	bw_arena_init(&m.arena);
	m.big = size > 1 && data[0] == 0xeb;
	if (below(&m, 16) && change_types_of(&m, &s)) {
		for (uint32_t i = below(&m, 3); i > 0; i--)
			change_types_of(&m, &s);
		n = s.n <= max ? s.n : 0;
		if (n)
			memcpy(data, s.p, n);
	}
	bw_arena_deinit(&m.arena);
	return n ? n : bytes(data, size, max);
}
