/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF64 out of the model.
 *
 * Order of sections: model sections, each followed by its relocations, then .BTF,
 * .BTF.ext, .symtab, .strtab. One string table serves section and symbol names, as
 * in clang's objects; libbpf and bpftool expect nothing else.
 */
#include <elf.h>

#include "obj/obj.h"

#define EHDR_BYTES 64u
#define SHDR_BYTES 64u
#define SYM_BYTES 24u
#define REL_BYTES 16u
#define EM_BPF_NR 247u
/* Contents need no more in a file that nobody maps: the loader copies them. */
#define FILE_ALIGN_MAX 16u

struct out_sec {
	const char *name;
	uint32_t type, link, info, name_off;
	uint64_t flags, off_bytes, size_bytes, align_bytes, entsize_bytes;
	struct bw_bytes data; /* size_bytes of them, unless NOBITS or made from: */
	const struct bw_section *from;
};

struct writer {
	struct bw_arena *a; /* scratch */
	const struct bw_obj *o;
	BW_VEC(struct out_sec) out;
	uint32_t *out_of;     /* ELF section of a model section */
	uint32_t *elf_sym;    /* ELF symbol of a model symbol */
	uint32_t *sym_order;  /* model symbols, locals first */
	uint32_t local_count; /* the null symbol included */
	uint32_t symtab, strtab;
	struct bw_sb str;
	uint32_t *str_slot; /* hash table of offsets in str, 0: free */
	uint32_t str_mask;
};

/* ---- string table ---- */

static void str_init(struct writer *w)
{
	uint32_t want = 2 * (w->o->sym_count + 2 * w->o->sec_count + 8), n = 16;

	while (n < want)
		n *= 2;
	w->str = bw_sb_in(w->a);
	bw_sb_addc(&w->str, '\0');
	w->str_slot = BW_NEW_ARRAY(w->a, uint32_t, n);
	w->str_mask = n - 1;
}

/* Each string once. */
static uint32_t str_add(struct writer *w, const char *s)
{
	size_t n = strlen(s);
	uint32_t i = (uint32_t)bw_hash(s, n) & w->str_mask;

	if (n == 0)
		return 0;
	for (; w->str_slot[i]; i = (i + 1) & w->str_mask)
		if (strcmp((const char *)w->str.p + w->str_slot[i], s) == 0)
			return w->str_slot[i];
	w->str_slot[i] = (uint32_t)w->str.n;
	bw_sb_add(&w->str, s, n + 1);
	return w->str_slot[i];
}

/* ---- sections ---- */

static struct out_sec *out_add(struct writer *w, const char *name, uint32_t type, uint64_t align)
{
	struct out_sec *s = bw_push(w->a, &w->out);

	s->name = name;
	s->type = type;
	s->align_bytes = align;
	return s;
}

static void out_data(struct out_sec *s, struct bw_bytes data)
{
	s->data = data;
	s->size_bytes = data.n;
}

/* What the place holds in a file: the addend as clang stores it. */
static void place_put(const struct writer *w, const struct bw_section *s, const struct bw_reloc *r,
		      uint8_t *p)
{
	bool be = w->o->big_endian;

	p += r->off_bytes;
	switch (r->kind) {
	case BW_REL_IMM64:
		bw_put32(p + 4, (uint32_t)r->addend, be);
		return;
	case BW_REL_CALL:
		bw_put32(p + 4, (uint32_t)(r->addend / 8 - 1), be);
		return;
	case BW_REL_ABS64:
		bw_put64(p, (uint64_t)r->addend, be);
		return;
	case BW_REL_ABS32:
		bw_put32(p, (uint32_t)r->addend, be);
		return;
	}
	assert(s->kind != BW_SEC_BSS);
}

static void content_put(const struct writer *w, const struct bw_section *s, uint8_t *p)
{
	if (s->kind == BW_SEC_CODE)
		bw_insns_encode(s->insn, s->size_bytes / 8, w->o->big_endian, p);
	else if (s->size_bytes)
		memcpy(p, s->data, s->size_bytes);
	for (uint32_t i = 0; i < s->reloc_count; i++)
		place_put(w, s, &s->reloc[i], p);
}

/* ELF numbers as clang 13 and later write them. */
static uint32_t reloc_number(enum bw_reloc_kind k)
{
	static const uint8_t number[] = {
	    [BW_REL_IMM64] = 1, [BW_REL_CALL] = 10, [BW_REL_ABS64] = 2, [BW_REL_ABS32] = 3};

	return number[k];
}

static struct bw_bytes reloc_table(const struct writer *w, const struct bw_section *s)
{
	struct bw_sb b = bw_sb_in(w->a);

	bw_sb_reserve(&b, s->reloc_count * (size_t)REL_BYTES);
	for (uint32_t i = 0; i < s->reloc_count; i++) {
		const struct bw_reloc *r = &s->reloc[i];

		bw_sb_u64(&b, r->off_bytes, w->o->big_endian);
		bw_sb_u64(&b, ELF64_R_INFO((uint64_t)w->elf_sym[r->sym.i], reloc_number(r->kind)),
			  w->o->big_endian);
	}
	return bw_sb_bytes(&b);
}

static void section_out(struct writer *w, uint32_t i)
{
	const struct bw_section *s = &w->o->sec[i];
	const char *name = bw_str(w->o->names, s->name);
	struct out_sec *x = out_add(w, name, s->elf_type, s->align_bytes);

	w->out_of[i] = w->out.n - 1;
	if (s->kind == BW_SEC_NOTE)
		x->type = SHT_NOTE;
	else if (s->kind == BW_SEC_BSS)
		x->type = SHT_NOBITS;
	x->flags = s->elf_flags & ~(uint64_t)(SHF_GROUP | SHF_INFO_LINK | SHF_COMPRESSED);
	x->entsize_bytes = s->entsize_bytes;
	x->size_bytes = s->size_bytes;
	if (s->kind != BW_SEC_BSS)
		x->from = s;
	if (!s->reloc_count)
		return;
	x = out_add(w, bw_printf(w->a, ".rel%s", name), SHT_REL, 8);
	x->flags = SHF_INFO_LINK;
	x->info = w->out_of[i];
	x->entsize_bytes = REL_BYTES;
	out_data(x, reloc_table(w, s));
}

static void btf_out(struct writer *w)
{
	struct bw_ext ext = {0};
	struct bw_bytes btf, rec;

	if (!w->o->btf)
		return;
	ext.sec = BW_NEW_ARRAY(w->a, struct bw_ext_sec, w->o->sec_count);
	for (uint32_t i = 1; i < w->o->sec_count; i++) {
		const struct bw_section *s = &w->o->sec[i];

		if (s->func_count || s->line_count || s->core_count)
			ext.sec[ext.sec_count++] = (struct bw_ext_sec){
			    s->name, s->func_count, s->line_count, s->core_count,
			    s->func, s->line,	    s->core};
	}
	bw_btf_write(w->a, w->o->btf, &ext, w->o->big_endian, &btf, &rec);
	out_data(out_add(w, ".BTF", SHT_PROGBITS, 4), btf);
	if (rec.n)
		out_data(out_add(w, ".BTF.ext", SHT_PROGBITS, 4), rec);
}

/* ---- symbols ---- */

static void symbols_order(struct writer *w)
{
	uint32_t n = 1;

	w->elf_sym = BW_NEW_ARRAY(w->a, uint32_t, w->o->sym_count);
	w->sym_order = BW_NEW_ARRAY(w->a, uint32_t, w->o->sym_count);
	for (int global = 0; global < 2; global++) {
		for (uint32_t i = 1; i < w->o->sym_count; i++) {
			if ((w->o->sym[i].bind != BW_LOCAL) != global)
				continue;
			w->elf_sym[i] = n;
			w->sym_order[n++] = i;
		}
		if (!global)
			w->local_count = n;
	}
	assert(n == w->o->sym_count);
}

static uint16_t symbol_shndx(const struct writer *w, const struct bw_symbol *s)
{
	if (s->sec.i)
		return (uint16_t)w->out_of[s->sec.i];
	return s->is_common ? SHN_COMMON : s->is_abs ? SHN_ABS : SHN_UNDEF;
}

static void symbol_out(struct writer *w, struct bw_sb *b, const struct bw_symbol *s)
{
	static const uint8_t kind[] = {[BW_SYM_NOTYPE] = STT_NOTYPE,
				       [BW_SYM_OBJECT] = STT_OBJECT,
				       [BW_SYM_FUNC] = STT_FUNC,
				       [BW_SYM_SECTION] = STT_SECTION};
	static const uint8_t bind[] = {
	    [BW_LOCAL] = STB_LOCAL, [BW_GLOBAL] = STB_GLOBAL, [BW_WEAK] = STB_WEAK};
	bool be = w->o->big_endian;

	bw_sb_u32(b, str_add(w, bw_str(w->o->names, s->name)), be);
	bw_sb_addc(b, (char)(bind[s->bind] << 4 | kind[s->kind]));
	bw_sb_addc(b, (char)s->vis);
	bw_sb_u16(b, symbol_shndx(w, s), be);
	bw_sb_u64(b, s->value_bytes, be);
	bw_sb_u64(b, s->size_bytes, be);
}

static void symtab_out(struct writer *w)
{
	struct bw_sb b = bw_sb_in(w->a);
	struct out_sec *x;

	bw_sb_reserve(&b, w->o->sym_count * (size_t)SYM_BYTES);
	memset(bw_sb_extend(&b, SYM_BYTES), 0, SYM_BYTES);
	for (uint32_t n = 1; n < w->o->sym_count; n++)
		symbol_out(w, &b, &w->o->sym[w->sym_order[n]]);
	x = out_add(w, ".symtab", SHT_SYMTAB, 8);
	x->entsize_bytes = SYM_BYTES;
	x->info = w->local_count;
	out_data(x, bw_sb_bytes(&b));
	w->symtab = w->out.n - 1;
}

/* ---- file ---- */

/* The name of a section is the end of the name of its relocations. */
static void names_out(struct writer *w)
{
	for (uint32_t i = 1; i < w->out.n; i++) {
		struct out_sec *s = &w->out.v[i];

		if (s->type != SHT_REL)
			continue;
		s->name_off = str_add(w, s->name);
		w->out.v[s->info].name_off = s->name_off + (uint32_t)strlen(".rel");
	}
	for (uint32_t i = 1; i < w->out.n; i++)
		if (!w->out.v[i].name_off)
			w->out.v[i].name_off = str_add(w, w->out.v[i].name);
}

static void strtab_out(struct writer *w)
{
	out_add(w, ".strtab", SHT_STRTAB, 1);
	w->strtab = w->out.n - 1;
	names_out(w);
	out_data(&w->out.v[w->strtab], bw_sb_bytes(&w->str));
	w->out.v[w->symtab].link = w->strtab;
	for (uint32_t i = 1; i < w->out.n; i++)
		if (w->out.v[i].type == SHT_REL)
			w->out.v[i].link = w->symtab;
}

static void header_out(const struct writer *w, struct bw_sb *b, uint64_t table_off)
{
	static const uint8_t ident[EI_NIDENT] = {0x7f, 'E', 'L', 'F', ELFCLASS64, 0, EV_CURRENT};
	bool be = w->o->big_endian;

	bw_sb_add(b, ident, sizeof(ident));
	b->p[EI_DATA] = be ? ELFDATA2MSB : ELFDATA2LSB;
	bw_sb_u16(b, ET_REL, be);
	bw_sb_u16(b, EM_BPF_NR, be);
	bw_sb_u32(b, EV_CURRENT, be);
	bw_sb_u64(b, 0, be); /* e_entry */
	bw_sb_u64(b, 0, be); /* e_phoff */
	bw_sb_u64(b, table_off, be);
	bw_sb_u32(b, 0, be); /* e_flags */
	bw_sb_u16(b, EHDR_BYTES, be);
	bw_sb_u16(b, 0, be); /* e_phentsize */
	bw_sb_u16(b, 0, be); /* e_phnum */
	bw_sb_u16(b, SHDR_BYTES, be);
	bw_sb_u16(b, (uint16_t)w->out.n, be);
	bw_sb_u16(b, (uint16_t)w->strtab, be);
	assert(b->n == EHDR_BYTES);
}

static void section_header_out(const struct writer *w, struct bw_sb *b, const struct out_sec *s)
{
	bool be = w->o->big_endian;

	bw_sb_u32(b, s->name_off, be);
	bw_sb_u32(b, s->type, be);
	bw_sb_u64(b, s->flags, be);
	bw_sb_u64(b, 0, be); /* sh_addr */
	bw_sb_u64(b, s->off_bytes, be);
	bw_sb_u64(b, s->size_bytes, be);
	bw_sb_u32(b, s->link, be);
	bw_sb_u32(b, s->info, be);
	bw_sb_u64(b, s->align_bytes, be);
	bw_sb_u64(b, s->entsize_bytes, be);
}

/* Offsets for all contents; returns where the section headers go. */
static uint64_t place_sections(struct writer *w)
{
	uint64_t off = EHDR_BYTES;

	for (uint32_t i = 1; i < w->out.n; i++) {
		struct out_sec *s = &w->out.v[i];

		off = bw_align_up(off, s->align_bytes < FILE_ALIGN_MAX ? s->align_bytes
								       : FILE_ALIGN_MAX);
		s->off_bytes = off;
		off += s->from ? s->size_bytes : s->data.n;
	}
	return bw_align_up(off, 8);
}

static void pad_to(struct bw_sb *b, uint64_t off)
{
	size_t more = off - b->n;

	assert(b->n <= off);
	memset(bw_sb_extend(b, more), 0, more);
}

static void file_out(struct writer *w, struct bw_sb *b)
{
	uint64_t table_off = place_sections(w);

	bw_sb_reserve(b, table_off + w->out.n * (size_t)SHDR_BYTES);
	header_out(w, b, table_off);
	for (uint32_t i = 1; i < w->out.n; i++) {
		const struct out_sec *s = &w->out.v[i];

		pad_to(b, s->off_bytes);
		if (s->from)
			content_put(w, s->from, bw_sb_extend(b, s->size_bytes));
		else
			bw_sb_add(b, s->data.p, s->data.n);
	}
	pad_to(b, table_off);
	for (uint32_t i = 0; i < w->out.n; i++)
		section_header_out(w, b, &w->out.v[i]);
}

enum bw_status bw_obj_write(struct bw_arena *a, const struct bw_obj *o, struct bw_diags *d,
			    struct bw_bytes *ret)
{
	struct writer w = {.a = bw_arena_child(a), .o = o};
	struct bw_sb b = bw_sb_in(a);

	bw_obj_check(o);
	str_init(&w);
	w.out_of = BW_NEW_ARRAY(w.a, uint32_t, o->sec_count);
	out_add(&w, "", SHT_NULL, 0);
	symbols_order(&w);
	for (uint32_t i = 1; i < o->sec_count; i++)
		section_out(&w, i);
	btf_out(&w);
	if (w.out.n + 2 >= SHN_LORESERVE) {
		bw_arena_deinit(w.a);
		return bw_report(d, BW_D_OBJ_LIMIT, bw_obj_where(o), "the object needs %u sections",
				 w.out.n + 2);
	}
	symtab_out(&w);
	strtab_out(&w);
	file_out(&w, &b);
	bw_arena_deinit(w.a);
	*ret = bw_sb_bytes(&b);
	return BW_OK;
}
