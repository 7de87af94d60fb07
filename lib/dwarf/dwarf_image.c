/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug sections of an ELF image, by libelf: decompressed, joined and relocated. */
#include <gelf.h>
#include <zlib.h>
#include <zstd.h>

#include "dwarf/dwarf_read.h"

enum { DEFLATE_RATIO_MAX = 1032, ZSTD_RATIO_MAX = 1 << 15, COMPRESSED_BY_ZSTD = 2 };
#define INFLATED_BYTES_MAX ((uint64_t)1 << 30)

#define SECTIONS(X)                                                                                \
	X(DWARF_INFO, "info")                                                                      \
	X(DWARF_ABBREV, "abbrev")                                                                  \
	X(DWARF_LINE, "line")                                                                      \
	X(DWARF_STR, "str")                                                                        \
	X(DWARF_STR_OFFSETS, "str_offsets")                                                        \
	X(DWARF_TYPES, "types")

const char *const dwarf_section_names[DWARF_SECTIONS] = {
#define X(i, name) [i] = ".debug_" name,
    SECTIONS(X)
#undef X
	[DWARF_LINE_STR] = ".debug_line_str",
    [DWARF_ADDR] = ".debug_addr",
    [DWARF_CU_INDEX] = "",
    [DWARF_TU_INDEX] = "",
};

const char *const dwarf_split_names[DWARF_SECTIONS] = {
#define X(i, name) [i] = ".debug_" name ".dwo",
    SECTIONS(X)
#undef X
	[DWARF_LINE_STR] = "",
    [DWARF_ADDR] = "",
    [DWARF_CU_INDEX] = ".debug_cu_index",
    [DWARF_TU_INDEX] = ".debug_tu_index",
};

/* What a relocation does to the bytes at its place: the ones that debug sections have, by
 * the psABI of each machine. */
static const struct reloc_rule {
	uint16_t machine;
	uint16_t type;
	uint8_t bytes;
	char what; /* '=' S + A; '+', '-' to what stands there */
} reloc_rules[] = {
    {EM_386, R_386_32, 4, '='},
    {EM_X86_64, R_X86_64_64, 8, '='},
    {EM_X86_64, R_X86_64_32, 4, '='},
    {EM_X86_64, R_X86_64_32S, 4, '='},
    {EM_ARM, R_ARM_ABS32, 4, '='},
    {EM_AARCH64, R_AARCH64_ABS64, 8, '='},
    {EM_AARCH64, R_AARCH64_ABS32, 4, '='},
    {EM_MIPS, R_MIPS_32, 4, '='},
    {EM_MIPS, R_MIPS_64, 8, '='},
    {EM_PPC, R_PPC_ADDR32, 4, '='},
    {EM_PPC64, R_PPC64_ADDR64, 8, '='},
    {EM_PPC64, R_PPC64_ADDR32, 4, '='},
    {EM_S390, R_390_32, 4, '='},
    {EM_S390, R_390_64, 8, '='},
    {EM_SPARC, R_SPARC_32, 4, '='},
    {EM_SPARC, R_SPARC_UA32, 4, '='},
    {EM_SPARCV9, R_SPARC_32, 4, '='},
    {EM_SPARCV9, R_SPARC_UA32, 4, '='},
    {EM_SPARCV9, R_SPARC_64, 8, '='},
    {EM_SPARCV9, R_SPARC_UA64, 8, '='},
    {EM_68K, R_68K_32, 4, '='},
    {EM_RISCV, R_RISCV_32, 4, '='},
    {EM_RISCV, R_RISCV_64, 8, '='},
    {EM_RISCV, R_RISCV_SET32, 4, '='},
    {EM_RISCV, R_RISCV_ADD32, 4, '+'},
    {EM_RISCV, R_RISCV_ADD64, 8, '+'},
    {EM_RISCV, R_RISCV_SUB32, 4, '-'},
    {EM_RISCV, R_RISCV_SUB64, 8, '-'},
    {EM_LOONGARCH, R_LARCH_32, 4, '='},
    {EM_LOONGARCH, R_LARCH_64, 8, '='},
    {EM_LOONGARCH, R_LARCH_ADD32, 4, '+'},
    {EM_LOONGARCH, R_LARCH_ADD64, 8, '+'},
    {EM_LOONGARCH, R_LARCH_SUB32, 4, '-'},
    {EM_LOONGARCH, R_LARCH_SUB64, 8, '-'},
    {EM_SH, R_SH_DIR32, 4, '+'}, /* the addend stands in place */
    {EM_ARC_COMPACT, R_ARC_32, 4, '='},
    {EM_ARCV2, R_ARC_32, 4, '='},
    /* LLVM's ABS64, ABS32 and NODYLD32, then DATA_32 and DATA_64 of binutils before 2.42 */
    {EM_BPF, 2, 8, '='},
    {EM_BPF, 3, 4, '='},
    {EM_BPF, 4, 4, '='},
    {EM_BPF, 11, 4, '='},
    {EM_BPF, 12, 8, '='},
};

/* A section of the file: one of a kind, or one of several to be joined (COMDAT groups). */
struct piece {
	size_t number; /* in the ELF file */
	size_t kind;
	struct bw_bytes bytes;
	uint64_t base_bytes; /* where it starts among its kind */
};

struct elf_reading {
	struct bw_arena *a;
	Elf *elf;
	uint16_t machine;
	struct dwarf_image *image;
	const char *const *names;
	BW_VEC(struct piece) piece;
	uint8_t *copy[DWARF_SECTIONS]; /* what may be written; NULL: nothing yet */
};

static void elf_close(void *arg)
{
	elf_end(*(Elf **)arg);
}

/* ---- compressed sections ---- */

static bool is_unpacked(uint32_t how, uint8_t *to, size_t n, struct bw_bytes from)
{
	uLongf got = n;

	if (how == COMPRESSED_BY_ZSTD)
		return ZSTD_decompress(to, n, from.p, from.n) == n;
	return uncompress(to, &got, from.p, from.n) == Z_OK && got == n;
}

/* What a compressed section is when it is not; .n 0 if the library or we refuse. */
static struct bw_bytes unpacked(struct elf_reading *r, uint32_t how, uint64_t n,
				struct bw_bytes from)
{
	uint64_t ratio_max = how == COMPRESSED_BY_ZSTD ? ZSTD_RATIO_MAX : DEFLATE_RATIO_MAX;
	uint8_t *p;

	r->image->unread = "a compressed section is damaged";
	if (how != ELFCOMPRESS_ZLIB && how != COMPRESSED_BY_ZSTD)
		r->image->unread = "a section is compressed by neither zlib nor zstd";
	else if (!n || n > INFLATED_BYTES_MAX)
		r->image->unread = "a section is larger than 1 GiB when decompressed";
	else if (n / ratio_max <= from.n) {
		p = bw_alloc_raw(r->a, n);
		if (is_unpacked(how, p, n, from)) {
			r->image->unread = NULL;
			return (struct bw_bytes){p, n};
		}
	}
	return (struct bw_bytes){0};
}

static struct bw_bytes inflated(struct elf_reading *r, struct bw_bytes raw)
{
	struct bw_reader in = bw_reader_of(raw.p, raw.n, r->image->big_endian);
	uint32_t how = bw_read_u32(&in);
	uint64_t n;

	if (r->image->is_64) {
		bw_read_u32(&in);
		n = bw_read_u64(&in);
		bw_read_u64(&in);
	} else {
		n = bw_read_u32(&in);
		bw_read_u32(&in);
	}
	if (in.bad)
		return (struct bw_bytes){0};
	return unpacked(r, how, n, (struct bw_bytes){raw.p + in.off, raw.n - in.off});
}

/* As binutils wrote it before there was a flag: "ZLIB", the size, the rest. */
static struct bw_bytes inflated_gnu(struct elf_reading *r, struct bw_bytes raw)
{
	if (raw.n < 12 || memcmp(raw.p, "ZLIB", 4) != 0)
		return (struct bw_bytes){0};
	return unpacked(r, ELFCOMPRESS_ZLIB, bw_get64(raw.p + 4, true),
			(struct bw_bytes){raw.p + 12, raw.n - 12});
}

/* ---- sections ---- */

/* ".zdebug_info" is ".debug_info". */
static bool is_named(const char *name, const char *want)
{
	if (strncmp(name, ".zdebug_", 8) == 0)
		return *want && strcmp(name + 2, want + 1) == 0;
	return *want && strcmp(name, want) == 0;
}

static void section_take(struct elf_reading *r, Elf_Scn *s, const GElf_Shdr *h, const char *name)
{
	struct piece p = {.number = elf_ndxscn(s)};
	Elf_Data *raw;

	if (h->sh_type == SHT_NOBITS)
		return;
	while (p.kind < DWARF_SECTIONS && !is_named(name, r->names[p.kind]))
		p.kind++;
	raw = p.kind < DWARF_SECTIONS ? elf_rawdata(s, NULL) : NULL;
	if (!raw || !raw->d_buf || !raw->d_size)
		return;
	p.bytes = (struct bw_bytes){raw->d_buf, raw->d_size};
	if (h->sh_flags & SHF_COMPRESSED)
		p.bytes = inflated(r, p.bytes);
	else if (name[1] == 'z')
		p.bytes = inflated_gnu(r, p.bytes);
	if (p.bytes.n)
		*bw_push(r->a, &r->piece) = p;
}

/* Only units may be in several sections of one name: one a COMDAT group. */
static bool is_joined(size_t kind)
{
	return kind == DWARF_INFO || kind == DWARF_TYPES;
}

/* Pieces of a kind, one behind the other; of other kinds the first is all. */
static void pieces_join(struct elf_reading *r)
{
	struct bw_bytes *b = r->image->section;
	size_t sum[DWARF_SECTIONS] = {0};

	for (uint32_t i = 0; i < r->piece.n; i++) {
		struct piece *p = &r->piece.v[i];

		p->base_bytes = sum[p->kind];
		if (!sum[p->kind])
			b[p->kind] = p->bytes;
		if (!sum[p->kind] || is_joined(p->kind))
			sum[p->kind] += p->bytes.n;
	}
	for (size_t k = 0; k < DWARF_SECTIONS; k++)
		if (sum[k] != b[k].n)
			r->copy[k] = bw_alloc_raw(r->a, sum[k]);
	for (uint32_t i = 0; i < r->piece.n; i++) {
		const struct piece *p = &r->piece.v[i];

		if (!r->copy[p->kind])
			continue;
		memcpy(r->copy[p->kind] + p->base_bytes, p->bytes.p, p->bytes.n);
		b[p->kind] = (struct bw_bytes){r->copy[p->kind], sum[p->kind]};
	}
}

/* Pieces are in the order of the file. */
static const struct piece *piece_of(const struct elf_reading *r, size_t number)
{
	uint32_t lo = 0, hi = r->piece.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (r->piece.v[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < r->piece.n && r->piece.v[lo].number == number ? &r->piece.v[lo] : NULL;
}

/* ---- relocations ---- */

struct reloc {
	uint64_t off_bytes, addend;
	uint32_t sym, type;
	bool is_rela;
};

/* Change bytes of a piece by shift, as the rule says. */
static void place_change(struct elf_reading *r, const struct piece *p, const struct reloc *e,
			 const struct reloc_rule *rule, uint64_t shift)
{
	struct bw_bytes *b = &r->image->section[p->kind];
	uint64_t have, n = rule->bytes;
	bool big = r->image->big_endian;
	uint8_t *at;

	assert((n == 4 || n == 8) && p->base_bytes + p->bytes.n <= b->n);
	if (n > p->bytes.n || e->off_bytes > p->bytes.n - n)
		return;
	if (!r->copy[p->kind])
		b->p = r->copy[p->kind] = bw_memdup(r->a, b->p, b->n);
	at = r->copy[p->kind] + p->base_bytes + e->off_bytes;
	have = n == 8 ? bw_get64(at, big) : bw_get32(at, big);
	if (rule->what == '=')
		have = (e->is_rela ? 0 : have) + shift;
	else
		have = rule->what == '+' ? have + shift : have - shift;
	if (n == 8)
		bw_put64(at, have, big);
	else
		bw_put32(at, (uint32_t)have, big);
}

/* Little-endian MIPS of 64 bits has its own order of what r_info says. */
static void info_split(const struct elf_reading *r, uint64_t info, struct reloc *ret)
{
	bool is_mips = r->machine == EM_MIPS && r->image->is_64;

	if (is_mips && !r->image->big_endian) {
		ret->sym = (uint32_t)info;
		ret->type = (uint32_t)(info >> 56);
	} else {
		ret->sym = (uint32_t)GELF_R_SYM(info);
		ret->type = (uint32_t)GELF_R_TYPE(info) & (is_mips ? 0xff : UINT32_MAX);
	}
}

static const struct reloc_rule *rule_of(uint16_t machine, uint32_t type)
{
	for (size_t i = 0; i < BW_COUNT(reloc_rules); i++)
		if (reloc_rules[i].machine == machine && reloc_rules[i].type == type)
			return &reloc_rules[i];
	return NULL;
}

static bool is_machine_known(uint16_t machine)
{
	for (size_t i = 0; i < BW_COUNT(reloc_rules); i++)
		if (reloc_rules[i].machine == machine)
			return true;
	return false;
}

static void relocation_apply(struct elf_reading *r, const struct piece *p, Elf_Data *table,
			     const struct reloc *e)
{
	const struct reloc_rule *rule = rule_of(r->machine, e->type);
	const struct piece *of;
	uint64_t shift;
	GElf_Sym y;

	if (!rule || e->sym > INT32_MAX || !gelf_getsym(table, (int)e->sym, &y))
		return;
	of = y.st_shndx < SHN_LORESERVE ? piece_of(r, y.st_shndx) : NULL;
	shift = y.st_value + e->addend + (of && is_joined(of->kind) ? of->base_bytes : 0);
	if (e->is_rela || shift)
		place_change(r, p, e, rule, shift);
}

/* Where addends stand in place (REL), nearly all of debug sections are against the start
 * of a section: most change nothing, and nothing is copied. */
static void relocations_apply(struct elf_reading *r, Elf_Scn *s, const GElf_Shdr *h)
{
	const struct piece *p = piece_of(r, h->sh_info);
	Elf_Scn *symbols = p ? elf_getscn(r->elf, h->sh_link) : NULL;
	Elf_Data *list = symbols ? elf_getdata(s, NULL) : NULL;
	Elf_Data *table = list ? elf_getdata(symbols, NULL) : NULL;
	bool is_rela = h->sh_type == SHT_RELA;
	GElf_Rela e;
	GElf_Rel rel;

	if (!table || (p->base_bytes && !is_joined(p->kind)))
		return;
	if (!is_machine_known(r->machine)) {
		r->image->unread = "relocations of objects for this machine are not known";
		return;
	}
	for (int k = 0; k < INT32_MAX; k++) {
		struct reloc x = {.is_rela = is_rela};

		if (is_rela ? !gelf_getrela(list, k, &e) : !gelf_getrel(list, k, &rel))
			break;
		x.off_bytes = is_rela ? e.r_offset : rel.r_offset;
		x.addend = is_rela ? (uint64_t)e.r_addend : 0;
		info_split(r, is_rela ? e.r_info : rel.r_info, &x);
		relocation_apply(r, p, table, &x);
	}
}

static void sections_read(struct elf_reading *r, size_t names, bool is_object)
{
	Elf_Scn *s = NULL;
	GElf_Shdr h;

	while ((s = elf_nextscn(r->elf, s))) {
		const char *name =
		    gelf_getshdr(s, &h) ? elf_strptr(r->elf, names, h.sh_name) : NULL;

		if (name)
			section_take(r, s, &h, name);
	}
	pieces_join(r);
	while (is_object && (s = elf_nextscn(r->elf, s)))
		if (gelf_getshdr(s, &h) && (h.sh_type == SHT_REL || h.sh_type == SHT_RELA))
			relocations_apply(r, s, &h);
}

/* NULL if image is no ELF file. It ends with the arena. */
static Elf *elf_open(struct bw_arena *a, struct bw_bytes image, GElf_Ehdr *ret, size_t *ret_names)
{
	Elf **held = BW_NEW(a, Elf *);

	if (!image.n || elf_version(EV_CURRENT) == EV_NONE)
		return NULL;
	bw_defer(a, elf_close, held);
	*held = elf_memory((char *)(uintptr_t)image.p, image.n); /* only read */
	if (!*held || elf_kind(*held) != ELF_K_ELF || !gelf_getehdr(*held, ret) ||
	    elf_getshdrstrndx(*held, ret_names) != 0)
		return NULL;
	return *held;
}

bool dwarf_image_read(struct bw_arena *a, struct bw_bytes image, bool is_split,
		      struct dwarf_image *ret)
{
	struct elf_reading r = {.a = a, .image = ret};
	const struct bw_bytes *s = ret->section;
	size_t names;
	GElf_Ehdr h;

	*ret = (struct dwarf_image){.is_split = is_split};
	r.elf = elf_open(a, image, &h, &names);
	if (!r.elf)
		return false;
	r.machine = h.e_machine;
	r.names = is_split ? dwarf_split_names : dwarf_section_names;
	ret->big_endian = h.e_ident[EI_DATA] == ELFDATA2MSB;
	ret->is_64 = h.e_ident[EI_CLASS] == ELFCLASS64;
	sections_read(&r, names, h.e_type == ET_REL);
	ret->budget_bytes = ((uint64_t)4 << 20) + 8 * (s[DWARF_ABBREV].n + s[DWARF_LINE].n);
	return !ret->unread && (s[DWARF_INFO].n || s[DWARF_TYPES].n) && s[DWARF_ABBREV].n;
}

struct bw_bytes dwarf_image_section(struct bw_arena *a, struct bw_bytes image, const char *name)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct bw_bytes ret = {0};
	Elf_Scn *s = NULL;
	Elf_Data *raw;
	size_t names;
	GElf_Shdr h;
	GElf_Ehdr e;
	Elf *elf;

	elf = elf_open(scratch, image, &e, &names);
	while (elf && !ret.p && (s = elf_nextscn(elf, s))) {
		const char *n = gelf_getshdr(s, &h) ? elf_strptr(elf, names, h.sh_name) : NULL;

		if (!n || strcmp(n, name) != 0 || h.sh_type == SHT_NOBITS)
			continue;
		raw = elf_rawdata(s, NULL); /* of an image in memory: in place */
		if (raw && raw->d_buf && raw->d_size)
			ret = (struct bw_bytes){raw->d_buf, raw->d_size};
	}
	bw_arena_deinit(scratch);
	return ret;
}
