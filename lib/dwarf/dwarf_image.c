/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug sections of an ELF image, by libelf: decompressed, and relocated for BPF. */
#include <gelf.h>
#include <zlib.h>

#include "dwarf/dwarf_read.h"

enum { EM_BPF_ = 247, DEFLATE_RATIO_MAX = 1032 };
#define INFLATED_BYTES_MAX ((uint64_t)256 << 20)

const char *const dwarf_section_names[DWARF_SECTIONS] = {
    [DWARF_INFO] = ".debug_info",	  [DWARF_ABBREV] = ".debug_abbrev",
    [DWARF_LINE] = ".debug_line",	  [DWARF_STR] = ".debug_str",
    [DWARF_LINE_STR] = ".debug_line_str", [DWARF_STR_OFFSETS] = ".debug_str_offsets",
    [DWARF_ADDR] = ".debug_addr",
};

/* Bytes of data that a relocation changes: LLVM's ABS64, ABS32 and NODYLD32 (psABI of
 * eBPF), then DATA_32 and DATA_64 of binutils before 2.42. */
static const uint8_t reloc_bytes[] = {[2] = 8, [3] = 4, [4] = 4, [11] = 4, [12] = 8};

struct elf_reading {
	struct bw_arena *a;
	Elf *elf;
	struct dwarf_image *image;
	size_t number[DWARF_SECTIONS]; /* in the ELF file */
	uint8_t *copy[DWARF_SECTIONS]; /* what may be written; NULL: nothing yet */
};

static void elf_close(void *arg)
{
	elf_end(*(Elf **)arg);
}

/* What a compressed section is when it is not; .n 0 if zlib or we refuse. */
static struct bw_bytes inflated(struct bw_arena *a, Elf_Scn *s, const Elf_Data *raw)
{
	struct bw_bytes none = {0};
	GElf_Chdr h;
	uint8_t *p;
	uLongf n;

	if (!gelf_getchdr(s, &h) || h.ch_type != ELFCOMPRESS_ZLIB ||
	    raw->d_size < sizeof(Elf64_Chdr) || h.ch_size > INFLATED_BYTES_MAX ||
	    h.ch_size / DEFLATE_RATIO_MAX > raw->d_size)
		return none;
	p = bw_alloc_raw(a, h.ch_size);
	n = h.ch_size;
	if (uncompress(p, &n, (const Bytef *)raw->d_buf + sizeof(Elf64_Chdr),
		       raw->d_size - sizeof(Elf64_Chdr)) != Z_OK)
		return none;
	return (struct bw_bytes){p, n};
}

static void section_take(struct elf_reading *r, Elf_Scn *s, const GElf_Shdr *h, const char *name)
{
	Elf_Data *raw;
	size_t i = 0;

	while (i < DWARF_SECTIONS && strcmp(name, dwarf_section_names[i]) != 0)
		i++;
	if (i == DWARF_SECTIONS || r->number[i] || h->sh_type == SHT_NOBITS)
		return;
	raw = elf_rawdata(s, NULL);
	if (!raw || !raw->d_buf || !raw->d_size)
		return;
	r->number[i] = elf_ndxscn(s);
	if (h->sh_flags & SHF_COMPRESSED)
		r->image->section[i] = inflated(r->a, s, raw);
	else
		r->image->section[i] = (struct bw_bytes){raw->d_buf, raw->d_size};
}

/* Change bytes of section i by shift; is_set: to shift. */
static void place_change(struct elf_reading *r, size_t i, const GElf_Rela *e, uint64_t shift,
			 bool is_set)
{
	struct bw_bytes *b = &r->image->section[i];
	uint64_t type = GELF_R_TYPE(e->r_info);
	size_t bytes = type < BW_COUNT(reloc_bytes) ? reloc_bytes[type] : 0;
	bool big = r->image->big_endian;
	uint8_t *p;

	if (!bytes || bytes > b->n || e->r_offset > b->n - bytes)
		return;
	if (!r->copy[i])
		b->p = r->copy[i] = bw_memdup(r->a, b->p, b->n);
	p = r->copy[i] + e->r_offset;
	if (bytes == 8)
		bw_put64(p, (is_set ? 0 : bw_get64(p, big)) + shift, big);
	else
		bw_put32(p, (is_set ? 0 : bw_get32(p, big)) + (uint32_t)shift, big);
}

/* BPF relocations keep their addend in place (REL), and nearly all of debug sections are
 * against the start of a section: most change nothing, and nothing is copied. */
static void relocations_apply(struct elf_reading *r, Elf_Scn *s, const GElf_Shdr *h)
{
	Elf_Scn *symbols = elf_getscn(r->elf, h->sh_link);
	Elf_Data *table, *list;
	size_t i = 0;
	GElf_Rela e = {0};
	GElf_Rel rel;
	GElf_Sym y;

	while (i < DWARF_SECTIONS && (!r->number[i] || r->number[i] != h->sh_info))
		i++;
	list = i < DWARF_SECTIONS ? elf_getdata(s, NULL) : NULL;
	table = list && symbols ? elf_getdata(symbols, NULL) : NULL;
	for (int k = 0; table && k < INT32_MAX; k++) {
		bool is_rela = h->sh_type == SHT_RELA;

		if (is_rela ? !gelf_getrela(list, k, &e) : !gelf_getrel(list, k, &rel))
			break;
		if (!is_rela)
			e = (GElf_Rela){.r_offset = rel.r_offset, .r_info = rel.r_info};
		if (GELF_R_SYM(e.r_info) > INT32_MAX ||
		    !gelf_getsym(table, (int)GELF_R_SYM(e.r_info), &y))
			continue;
		if (is_rela || y.st_value)
			place_change(r, i, &e, y.st_value + (uint64_t)e.r_addend, is_rela);
	}
}

static void sections_read(struct elf_reading *r, size_t names, bool is_bpf)
{
	Elf_Scn *s = NULL;
	GElf_Shdr h;

	while ((s = elf_nextscn(r->elf, s))) {
		const char *name =
		    gelf_getshdr(s, &h) ? elf_strptr(r->elf, names, h.sh_name) : NULL;

		if (name)
			section_take(r, s, &h, name);
	}
	while (is_bpf && (s = elf_nextscn(r->elf, s)))
		if (gelf_getshdr(s, &h) && (h.sh_type == SHT_REL || h.sh_type == SHT_RELA))
			relocations_apply(r, s, &h);
}

bool dwarf_image_read(struct bw_arena *a, struct bw_bytes image, struct dwarf_image *ret)
{
	struct elf_reading r = {.a = a, .image = ret};
	Elf **held = BW_NEW(a, Elf *);
	const struct bw_bytes *s = ret->section;
	size_t names;
	GElf_Ehdr h;

	*ret = (struct dwarf_image){0};
	if (!image.n || elf_version(EV_CURRENT) == EV_NONE)
		return false;
	bw_defer(a, elf_close, held);
	r.elf = *held = elf_memory((char *)(uintptr_t)image.p, image.n); /* only read */
	if (!r.elf || gelf_getclass(r.elf) != ELFCLASS64 || !gelf_getehdr(r.elf, &h) ||
	    elf_getshdrstrndx(r.elf, &names) != 0)
		return false;
	ret->big_endian = h.e_ident[EI_DATA] == ELFDATA2MSB;
	sections_read(&r, names, h.e_machine == EM_BPF_);
	ret->budget_bytes = ((uint64_t)4 << 20) + 8 * (s[DWARF_ABBREV].n + s[DWARF_LINE].n);
	return s[DWARF_INFO].n && s[DWARF_ABBREV].n && s[DWARF_LINE].n;
}
