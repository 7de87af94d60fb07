/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What to call the objects found in a program. In this order:
 *
 *   - the symbol whose bytes are the object, if the program has a symbol table and
 *     the name says more than the "data" that skeletons call them all: clang keeps
 *     the function's name before it, NAME__elf_bytes.data;
 *   - the only string NAME_bpf of the program, if it has only one object: a skeleton
 *     names itself so, and strip leaves it;
 *   - its number, from 1.
 */
#include "bundle/bundle_parts.h"

#include <elf.h>

#define NAME_BYTES_MAX 64u

/* The container's header and tables, of either class and order. */
struct host {
	struct bw_bytes image;
	bool is64, be;
	uint64_t table;
	uint32_t count, entsize;
	uint16_t type;
};

struct host_sec {
	uint32_t type, link;
	uint64_t addr, off, size, entsize;
};

#define FIELD(h, p, Type, field)                                                                   \
	((h)->is64 ? get_field((p) + offsetof(Elf64_##Type, field),                                \
			       sizeof(((Elf64_##Type *)0)->field), (h)->be)                        \
		   : get_field((p) + offsetof(Elf32_##Type, field),                                \
			       sizeof(((Elf32_##Type *)0)->field), (h)->be))

static uint64_t get_field(const uint8_t *p, size_t bytes, bool be)
{
	return bytes == 8   ? bw_get64(p, be)
	       : bytes == 4 ? bw_get32(p, be)
	       : bytes == 2 ? bw_get16(p, be)
			    : *p;
}

static bool inside(const struct host *h, uint64_t off, uint64_t size)
{
	return off <= h->image.n && size <= h->image.n - off;
}

/* False if there is no section table that can be used. */
static bool host_open(struct bw_bytes image, struct host *ret)
{
	struct host h = {.image = image,
			 .is64 = image.p[EI_CLASS] == ELFCLASS64,
			 .be = image.p[EI_DATA] == ELFDATA2MSB};

	if (image.n < (h.is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
		return false;
	h.table = FIELD(&h, image.p, Ehdr, e_shoff);
	h.count = (uint32_t)FIELD(&h, image.p, Ehdr, e_shnum);
	h.entsize = (uint32_t)FIELD(&h, image.p, Ehdr, e_shentsize);
	h.type = (uint16_t)FIELD(&h, image.p, Ehdr, e_type);
	if (h.entsize != (h.is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr)) ||
	    !inside(&h, h.table, (uint64_t)h.count * h.entsize))
		return false;
	*ret = h;
	return true;
}

static struct host_sec host_sec(const struct host *h, uint32_t i)
{
	const uint8_t *p = h->image.p + h->table + (uint64_t)i * h->entsize;

	assert(i < h->count);
	return (struct host_sec){.type = (uint32_t)FIELD(h, p, Shdr, sh_type),
				 .link = (uint32_t)FIELD(h, p, Shdr, sh_link),
				 .addr = FIELD(h, p, Shdr, sh_addr),
				 .off = FIELD(h, p, Shdr, sh_offset),
				 .size = FIELD(h, p, Shdr, sh_size),
				 .entsize = FIELD(h, p, Shdr, sh_entsize)};
}

/* ---- symbols ---- */

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* A trailing ".12", which compilers give to static variables of functions. */
static size_t without_number(const char *s, size_t n)
{
	size_t k = n;

	while (k && s[k - 1] >= '0' && s[k - 1] <= '9')
		k--;
	return k && k < n && s[k - 1] == '.' ? k - 1 : n;
}

/* The telling part of a symbol's name, or 0 bytes. */
static size_t telling(const char *s, size_t n)
{
	static const char skeleton[] = "__elf_bytes";
	const char *cut = memmem(s, n, skeleton, sizeof(skeleton) - 1);

	n = cut ? (size_t)(cut - s) : without_number(s, n);
	if (!n || n > NAME_BYTES_MAX || (s[0] >= '0' && s[0] <= '9') ||
	    (n == 4 && memcmp(s, "data", 4) == 0) || (n == 1 && *s == 's'))
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!is_word(s[i]))
			return 0;
	return n;
}

/* The only member inside [off, off + size), or NULL. */
static struct bw_bundle_member *member_in(struct bw_bundle_member *m, uint32_t n, uint64_t off,
					  uint64_t size)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m[mid].off_bytes < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == n || m[lo].off_bytes - off > size ||
	    m[lo].bytes.n > size - (m[lo].off_bytes - off))
		return NULL;
	if (lo + 1 < n && m[lo + 1].off_bytes - off < size)
		return NULL;
	return &m[lo];
}

static void symbol_use(struct bw_arena *a, const struct host *h, struct bw_bytes strings,
		       const uint8_t *p, struct bw_bundle_member *m, uint32_t n)
{
	uint64_t name = FIELD(h, p, Sym, st_name), value = FIELD(h, p, Sym, st_value);
	uint64_t size = FIELD(h, p, Sym, st_size), shndx = FIELD(h, p, Sym, st_shndx);
	struct bw_bundle_member *at;
	struct host_sec s;
	const char *text;

	if (!size || (FIELD(h, p, Sym, st_info) & 0xf) != STT_OBJECT || shndx >= h->count ||
	    name >= strings.n)
		return;
	s = host_sec(h, (uint32_t)shndx);
	if (h->type != ET_REL)
		value -= s.addr;
	if (s.type == SHT_NOBITS || value > s.size || size > s.size - value ||
	    !inside(h, s.off, s.size))
		return;
	at = member_in(m, n, s.off + value, size);
	text = (const char *)strings.p + name;
	size = strnlen(text, strings.n - name);
	size = telling(text, size);
	if (at && size && !at->name)
		at->name = bw_strndup(a, text, size);
}

/* Names by the symbols of one table; it costs no more than the table has bytes. */
static void names_by_symbols(struct bw_arena *a, const struct host *h, struct bw_bundle_member *m,
			     uint32_t n)
{
	size_t bytes = h->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);

	for (uint32_t i = 1; i < h->count; i++) {
		struct host_sec s = host_sec(h, i), str;

		if (s.type != SHT_SYMTAB || !inside(h, s.off, s.size) || s.link >= h->count)
			continue;
		str = host_sec(h, s.link);
		if (!inside(h, str.off, str.size))
			return;
		for (uint64_t k = 0; k < s.size / bytes; k++)
			symbol_use(a, h, (struct bw_bytes){h->image.p + str.off, (size_t)str.size},
				   h->image.p + s.off + k * bytes, m, n);
		return; /* a file has one */
	}
}

/* ---- strings ---- */

/* The length of the string that ends at end, if it is a NAME_bpf, whole: no text stands
 * before it. (Before a section's first string may be anything but, mostly, a NUL.) */
static size_t skeleton_name(const uint8_t *start, const uint8_t *end)
{
	const uint8_t *p = end;

	while (p > start && (size_t)(end - p) <= NAME_BYTES_MAX && is_word((char)p[-1]))
		p--;
	if (p == start || (p[-1] >= ' ' && p[-1] < 0x7f) || (*p >= '0' && *p <= '9') || *p == '_' ||
	    end - p < 5 || (size_t)(end - p) > NAME_BYTES_MAX)
		return 0;
	return (size_t)(end - p);
}

/* The only skeleton name before and behind the object, or NULL. */
static const char *skeleton_find(struct bw_arena *a, struct bw_bytes image,
				 const struct bw_bundle_member *m)
{
	static const char tail[] = "_bpf"; /* with the NUL */
	const uint8_t *at = image.p, *stop = image.p + image.n, *found = NULL;
	size_t found_n = 0;

	for (; (at = memmem(at, (size_t)(stop - at), tail, sizeof(tail))); at++) {
		size_t n = skeleton_name(image.p, at + sizeof(tail) - 1);

		if (!n || (at >= m->bytes.p && at < m->bytes.p + m->bytes.n))
			continue;
		if (found && (n != found_n || memcmp(found, at + 4 - n, n) != 0))
			return NULL;
		found = at + 4 - n;
		found_n = n;
	}
	return found ? bw_strndup(a, (const char *)found, found_n) : NULL;
}

/* ---- all ---- */

/* Take back names that two members share. */
static void names_part(struct bw_arena *a, struct bw_bundle_member *m, uint32_t n)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct bw_names *names = bw_names_create(scratch);
	uint32_t *uses;

	for (uint32_t i = 0; i < n; i++)
		if (m[i].name)
			bw_intern_z(names, m[i].name);
	uses = BW_NEW_ARRAY(scratch, uint32_t, bw_names_count(names));
	for (uint32_t i = 0; i < n; i++)
		if (m[i].name)
			uses[bw_intern_z(names, m[i].name).id]++;
	for (uint32_t i = 0; i < n; i++)
		if (m[i].name && uses[bw_intern_z(names, m[i].name).id] > 1)
			m[i].name = NULL;
	bw_arena_deinit(scratch);
}

void bundle_names(struct bw_arena *a, struct bw_bytes image, struct bw_bundle_member *m, uint32_t n)
{
	struct host h;

	if (host_open(image, &h))
		names_by_symbols(a, &h, m, n);
	if (n == 1 && !m->name)
		m->name = skeleton_find(a, image, m);
	names_part(a, m, n);
	for (uint32_t i = 0; i < n; i++)
		if (!m[i].name)
			m[i].name = bw_printf(a, "%u", i + 1);
}
