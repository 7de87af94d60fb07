/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Legacy maps: the maps section is an array of structs without type information.
 * The first five words are the same everywhere; what follows depends on the loader
 * the source was written for. 36 bytes are iproute2's struct bpf_elf_map.
 */
#include "spec/spec_build.h"

#define COMMON_BYTES 20u
#define IPROUTE2_BYTES 36u

static uint32_t word(const struct bw_spec_builder *b, const struct bw_section *s, uint64_t off)
{
	return bw_get32(s->data + off, b->o->big_endian);
}

/* Tell each word behind the fifth that is not zero. */
static void words_tell(const struct bw_spec_builder *b, const struct bw_map_spec *m,
		       const struct bw_section *s, uint64_t size)
{
	static const char *const iproute2[] = {"id", "pinning", "inner_id", "inner_idx"};

	for (uint64_t off = COMMON_BYTES; off + 4 <= size; off += 4) {
		uint32_t v = word(b, s, m->off_bytes + off);
		uint64_t n = (off - COMMON_BYTES) / 4;

		if (!v)
			continue;
		bw_tell(b->diags, BW_D_SPC_OLD_MAP_WORDS, m->where, "word %u of %s is %u%s%s",
			(unsigned)(off / 4), bw_str(b->o->names, m->name), v,
			size == IPROUTE2_BYTES ? ": iproute2's " : "",
			size == IPROUTE2_BYTES ? iproute2[n] : "");
	}
}

static void map_add(struct bw_spec_builder *b, bw_secid sec, bw_symid sym, uint64_t size)
{
	const struct bw_section *s = bw_obj_sec(b->o, sec);
	uint64_t off = b->o->sym[sym.i].value_bytes;
	struct bw_map_spec m = {.origin = BW_MAP_OLD, .sec = sec, .sym = sym, .off_bytes = off};

	m.name = b->o->sym[sym.i].name;
	m.var_type = b->o->sym[sym.i].type;
	m.where = bw_obj_where_sym(b->o, sym);
	m.type = word(b, s, off);
	m.key_bytes = word(b, s, off + 4);
	m.value_bytes = word(b, s, off + 8);
	m.max_entries = word(b, s, off + 12);
	m.flags = word(b, s, off + 16);
	m.has = BW_MAP_HAS_TYPE | BW_MAP_HAS_KEY_SIZE | BW_MAP_HAS_VALUE_SIZE |
		BW_MAP_HAS_MAX_ENTRIES | BW_MAP_HAS_FLAGS;
	if (size == IPROUTE2_BYTES) {
		m.pinning = word(b, s, off + 24);
		m.has |= BW_MAP_HAS_PINNING;
	}
	words_tell(b, &m, s, size);
	*bw_push(b->arena, &b->map) = m;
}

struct place {
	uint64_t off;
	uint32_t sym;
};

static int by_offset(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return (a->sym > b->sym) - (a->sym < b->sym);
}

static enum bw_status section_read(struct bw_spec_builder *b, bw_secid sec)
{
	const struct bw_section *s = bw_obj_sec(b->o, sec);
	struct place *p = BW_NEW_ARRAY(b->scratch, struct place, b->o->sym_count);
	uint32_t n = 0;
	uint64_t size;

	for (uint32_t i = 1; i < b->o->sym_count; i++) {
		const struct bw_symbol *x = &b->o->sym[i];

		if (x->sec.i == sec.i && x->name.id &&
		    (x->kind == BW_SYM_OBJECT || x->kind == BW_SYM_NOTYPE))
			p[n++] = (struct place){x->value_bytes, i};
	}
	qsort(p, n, sizeof(*p), by_offset);
	size = n ? s->size_bytes / n : 0;
	if (!n && !s->size_bytes)
		return BW_OK;
	if (!n || size < COMMON_BYTES || size % 4 || size * n != s->size_bytes)
		return bw_report(b->diags, BW_D_SPC_OLD_MAP_SIZE, bw_obj_where_sec(b->o, sec, 0),
				 "%llu bytes for %u maps", (unsigned long long)s->size_bytes, n);
	for (uint32_t i = 0; i < n; i++)
		if (p[i].off != i * size)
			return bw_report(
			    b->diags, BW_D_SPC_OLD_MAP_SIZE,
			    bw_obj_where_sym(b->o, (bw_symid){p[i].sym}),
			    "map %u is at byte %llu, with %llu bytes each it should be at "
			    "%llu",
			    i, (unsigned long long)p[i].off, (unsigned long long)size,
			    (unsigned long long)(i * size));
	for (uint32_t i = 0; i < n; i++)
		map_add(b, sec, (bw_symid){p[i].sym}, size);
	return BW_OK;
}

enum bw_status bw_spec_old_maps(struct bw_spec_builder *b)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 1; i < b->o->sec_count; i++)
		if (b->o->sec[i].kind == BW_SEC_MAPS_OLD)
			st = bw_worse(st, section_read(b, (bw_secid){i}));
	return st;
}
