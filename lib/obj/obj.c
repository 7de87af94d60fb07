/* SPDX-License-Identifier: BSD-2-Clause */
#include "obj/obj.h"

#include <elf.h>

static const struct {
	const char *pattern;
	enum bw_sec_kind kind;
} named[] = {
#define NAMED(pattern, kind) {pattern, BW_SEC_##kind},
#include "obj/obj_kinds.def"
#undef NAMED
};

static bool matches(const char *name, const char *pattern)
{
	size_t n = strlen(pattern);

	assert(n);
	if (pattern[n - 1] == '*')
		return strncmp(name, pattern, n - 1) == 0;
	return strcmp(name, pattern) == 0;
}

enum bw_sec_kind bw_sec_kind_of(const char *name, uint32_t elf_type, uint64_t elf_flags)
{
	enum bw_sec_kind kind = elf_flags & SHF_WRITE ? BW_SEC_DATA : BW_SEC_RODATA;
	bool is_data = true;

	if (elf_type == SHT_PROGBITS && elf_flags & SHF_EXECINSTR)
		return BW_SEC_CODE;
	for (size_t i = 0; i < BW_COUNT(named); i++) {
		if (!matches(name, named[i].pattern))
			continue;
		kind = named[i].kind;
		is_data = kind == BW_SEC_DATA || kind == BW_SEC_RODATA || kind == BW_SEC_BSS;
		break;
	}
	if (!is_data)
		return kind;
	if (elf_type == SHT_NOBITS)
		return BW_SEC_BSS;
	if (elf_type != SHT_PROGBITS)
		return BW_SEC_OTHER;
	return kind == BW_SEC_BSS ? BW_SEC_DATA : kind;
}

struct bw_obj *bw_obj_create(struct bw_arena *a, struct bw_names *names, const char *file,
			     bool big_endian)
{
	struct bw_obj *o = BW_NEW(a, struct bw_obj);

	o->arena = a;
	o->names = names;
	o->file = bw_strndup(a, file, strlen(file));
	o->big_endian = big_endian;
	o->sec = BW_NEW_ARRAY(a, struct bw_section, 1);
	o->sym = BW_NEW_ARRAY(a, struct bw_symbol, 1);
	o->sec_count = o->sym_count = 1;
	return o;
}

/* A copy of count elements; NULL stays NULL. */
static void *array_copy(struct bw_arena *a, const void *p, size_t count, size_t elem_bytes)
{
	return p ? bw_memdup(a, p, count * elem_bytes) : NULL;
}

static struct bw_btf *btf_copy(struct bw_arena *a, const struct bw_btf *b)
{
	struct bw_btf *c = BW_NEW(a, struct bw_btf);

	*c = *b;
	c->arena = a;
	c->first_word.v = array_copy(a, b->first_word.v, b->first_word.n, sizeof(uint32_t));
	c->first_word.cap = b->first_word.n;
	c->word.v = array_copy(a, b->word.v, b->word.n, sizeof(uint32_t));
	c->word.cap = b->word.n;
	return c;
}

static void section_copy(struct bw_arena *a, struct bw_section *s)
{
	s->data = array_copy(a, s->data, s->size_bytes, 1);
	s->insn = array_copy(a, s->insn, s->size_bytes, 1);
	s->reloc = array_copy(a, s->reloc, s->reloc_count, sizeof(*s->reloc));
	s->func = array_copy(a, s->func, s->func_count, sizeof(*s->func));
	s->line = array_copy(a, s->line, s->line_count, sizeof(*s->line));
	s->core = array_copy(a, s->core, s->core_count, sizeof(*s->core));
}

struct bw_obj *bw_obj_copy(struct bw_arena *a, const struct bw_obj *o)
{
	struct bw_obj *c = BW_NEW(a, struct bw_obj);

	*c = *o;
	c->arena = a;
	c->file = bw_strndup(a, o->file, strlen(o->file));
	c->sec = array_copy(a, o->sec, o->sec_count, sizeof(*o->sec));
	c->sym = array_copy(a, o->sym, o->sym_count, sizeof(*o->sym));
	for (uint32_t i = 1; i < c->sec_count; i++)
		section_copy(a, &c->sec[i]);
	c->btf = o->btf ? btf_copy(a, o->btf) : NULL;
	return c;
}

bw_secid bw_obj_find_sec(const struct bw_obj *o, bw_sym name)
{
	for (uint32_t i = 1; i < o->sec_count; i++)
		if (bw_sym_eq(o->sec[i].name, name))
			return (bw_secid){i};
	return (bw_secid){0};
}

const struct bw_reloc *bw_section_reloc_at(const struct bw_section *s, uint64_t off_bytes)
{
	uint32_t lo = 0, hi = s->reloc_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->reloc[mid].off_bytes == off_bytes)
			return &s->reloc[mid];
		if (s->reloc[mid].off_bytes < off_bytes)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct bw_line_info *bw_section_line_at(const struct bw_section *s, uint32_t off_insns)
{
	uint32_t lo = 0, hi = s->line_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->line[mid].off_insns <= off_insns)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? &s->line[lo - 1] : NULL;
}

bw_symid bw_obj_func_at(const struct bw_obj *o, bw_secid sec, uint32_t off_insns)
{
	uint64_t off = (uint64_t)off_insns * 8;

	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];

		if (s->kind == BW_SYM_FUNC && s->sec.i == sec.i && off >= s->value_bytes &&
		    off - s->value_bytes < s->size_bytes)
			return (bw_symid){i};
	}
	return (bw_symid){0};
}

struct bw_where bw_obj_where(const struct bw_obj *o)
{
	return bw_at_file(o->file);
}

static void add_line(const struct bw_obj *o, const struct bw_line_info *l, struct bw_where *at)
{
	if (!l)
		return;
	at->src_file = bw_str(o->names, l->file);
	if (strncmp(at->src_file, "./", 2) == 0) /* clang joins the directory and the name */
		at->src_file += 2;
	at->src_text = bw_str(o->names, l->text);
	at->src_line = l->line_col >> 10;
	at->src_col = l->line_col & 1023;
}

struct bw_where bw_obj_where_sec(const struct bw_obj *o, bw_secid sec, uint64_t off_bytes)
{
	const struct bw_section *s = bw_obj_sec(o, sec);
	struct bw_where at = {.file = o->file,
			      .section = bw_str(o->names, s->name),
			      .off_bytes = off_bytes,
			      .has_off = true};
	bw_symid f;

	if (s->kind != BW_SEC_CODE)
		return at;
	f = bw_obj_func_at(o, sec, (uint32_t)(off_bytes / 8));
	if (f.i)
		at.symbol = bw_str(o->names, o->sym[f.i].name);
	add_line(o, bw_section_line_at(s, (uint32_t)(off_bytes / 8)), &at);
	return at;
}

struct bw_where bw_obj_where_sym(const struct bw_obj *o, bw_symid sym)
{
	const struct bw_symbol *s = bw_obj_sym(o, sym);
	struct bw_where at = bw_obj_where(o);

	if (s->sec.i)
		at = bw_obj_where_sec(o, s->sec, s->value_bytes);
	if (s->name.id)
		at.symbol = bw_str(o->names, s->name);
	at.is_name = s->name.id;
	if (s->src_line) { /* the declaration itself, not its first instruction */
		at.src_file = bw_str(o->names, s->src_file);
		at.src_text = s->src_text.id ? bw_str(o->names, s->src_text) : NULL;
		at.src_line = s->src_line;
		at.src_col = s->src_col;
	}
	return at;
}
