/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libelf reads, and knows byte orders; what it takes on trust is checked before it is
 * asked. Only what is needed comes from the disk: nine tenths of an object are DWARF.
 */
#include "obj/obj_elf.h"

#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 64u
#define FILE_BYTES_MAX ((uint64_t)1 << 40)

static const struct {
	uint32_t machine;
	const char *name;
} machines[] = {
#define MACHINE(number, name) {number, name},
#include "obj/obj_machines.def"
#undef MACHINE
};

/* Files that are not ELF but known: told apart by how they begin. */
static const struct {
	const char *magic;
	enum bw_code code;
	const char *text;
} strangers[] = {
    {"BC\xc0\xde", BW_D_OBJ_BITCODE, "LLVM bitcode"},
    {"\xde\xc0\x17\x0b", BW_D_OBJ_BITCODE, "LLVM bitcode in a wrapper"},
    {"!<arch>\n", BW_D_OBJ_ARCHIVE, "an archive"},
    {"!<thin>\n", BW_D_OBJ_ARCHIVE, "a thin archive"},
};

/* What is open while a file is read; closed by its arena. */
struct handle {
	int fd;
	Elf *elf;
};

static void handle_close(void *arg)
{
	struct handle *h = arg;

	if (h->elf)
		elf_end(h->elf);
	if (h->fd >= 0)
		close(h->fd);
}

static struct handle *handle_new(struct bw_arena *a)
{
	struct handle *h = BW_NEW(a, struct handle);

	h->fd = -1;
	bw_defer(a, handle_close, h);
	return h;
}

struct bw_where bw_elf_where(const struct bw_elf *f, uint32_t sec)
{
	return (struct bw_where){.file = f->file,
				 .section = sec < f->sec_count ? f->sec[sec].name : NULL};
}

static const char *machine_name(struct bw_arena *a, uint32_t machine)
{
	for (size_t i = 0; i < BW_COUNT(machines); i++)
		if (machines[i].machine == machine)
			return machines[i].name;
	return bw_printf(a, "machine %u", machine);
}

static enum bw_status no_elf(const struct bw_elf *f, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < BW_COUNT(strangers); i++) {
		size_t len = strlen(strangers[i].magic);

		if (n >= len && memcmp(p, strangers[i].magic, len) == 0)
			return bw_report(f->diags, strangers[i].code, bw_at_file(f->file),
					 "the file is %s, not an object", strangers[i].text);
	}
	if (n < 4)
		return bw_report(f->diags, BW_D_OBJ_NOT_ELF, bw_at_file(f->file),
				 "the file has only %zu bytes", n);
	return bw_report(f->diags, BW_D_OBJ_NOT_ELF, bw_at_file(f->file),
			 "the file starts with %02x %02x %02x %02x, not 7f 45 4c 46", p[0], p[1],
			 p[2], p[3]);
}

/* Machine, type and sizes, once the header is known to be ELF64. */
static enum bw_status header_fields(const struct bw_elf *f, const uint8_t *p)
{
	static const char *const types[] = {"ET_NONE", "ET_REL", "ET_EXEC", "ET_DYN", "ET_CORE"};
	bool be = f->big_endian;
	uint16_t type = bw_get16(p + 16, be), machine = bw_get16(p + 18, be);
	uint16_t shentsize = bw_get16(p + 58, be);
	struct bw_where at = bw_at_file(f->file);

	if (machine != BW_EM_BPF)
		return bw_report(f->diags, BW_D_OBJ_MACHINE, at,
				 "the file is for %s (e_machine %u), not EM_BPF (247)",
				 machine_name(f->arena, machine), machine);
	if (type != ET_REL)
		return bw_report(f->diags, BW_D_OBJ_TYPE, at,
				 "the file's type is %s (%u), not ET_REL",
				 type < BW_COUNT(types) ? types[type] : "unknown", type);
	if (bw_get32(p + 20, be) != EV_CURRENT || p[EI_VERSION] != EV_CURRENT)
		return bw_report(f->diags, BW_D_OBJ_HEADER, at, "ELF version is %u and %u, not 1",
				 p[EI_VERSION], bw_get32(p + 20, be));
	if (bw_get16(p + 60, be) && shentsize != sizeof(Elf64_Shdr))
		return bw_report(f->diags, BW_D_OBJ_HEADER, at,
				 "a section header has %u bytes (e_shentsize), not %zu", shentsize,
				 sizeof(Elf64_Shdr));
	return BW_OK;
}

/* The section header table must be there before libelf looks for it. */
static enum bw_status header_table(struct bw_elf *f, const uint8_t *p)
{
	bool be = f->big_endian;
	uint64_t off = bw_get64(p + 40, be), end;
	uint16_t count = bw_get16(p + 60, be), names = bw_get16(p + 62, be);
	struct bw_where at = bw_at_file(f->file);

	if (off && !count)
		return bw_report(f->diags, BW_D_OBJ_LIMIT, at,
				 "the file uses extended section numbering (e_shnum 0)");
	if (count >= SHN_LORESERVE)
		return bw_report(f->diags, BW_D_OBJ_HEADER, at, "e_shnum is %u, a reserved number",
				 count);
	if (__builtin_add_overflow(off, count * sizeof(Elf64_Shdr), &end) || end > f->file_bytes)
		return bw_report(f->diags, BW_D_OBJ_TRUNCATED, at,
				 "%u section headers at byte %llu, but the file has %llu bytes",
				 count, (unsigned long long)off, (unsigned long long)f->file_bytes);
	if (count && names >= count)
		return bw_report(f->diags, BW_D_OBJ_HEADER, at,
				 "section names are in section %u of %u (e_shstrndx)", names,
				 count);
	f->sec_count = count;
	f->names_sec = names;
	return BW_OK;
}

/* All checks that the first bytes allow. n is at most HEADER_BYTES. */
static enum bw_status header_check(struct bw_elf *f, const uint8_t *p, size_t n)
{
	struct bw_where at = bw_at_file(f->file);
	enum bw_status st;

	if (n == 0)
		return bw_report(f->diags, BW_D_OBJ_EMPTY, at, "the file has no bytes");
	if (n < SELFMAG || memcmp(p, ELFMAG, SELFMAG) != 0)
		return no_elf(f, p, n);
	if (n < HEADER_BYTES)
		return bw_report(f->diags, BW_D_OBJ_TRUNCATED, at,
				 "the file has %zu bytes, an ELF header %u", n, HEADER_BYTES);
	if (p[EI_CLASS] != ELFCLASS64)
		return bw_report(f->diags, BW_D_OBJ_CLASS, at, "the file is %s (EI_CLASS %u)",
				 p[EI_CLASS] == ELFCLASS32 ? "ELF32" : "of no known class",
				 p[EI_CLASS]);
	if (p[EI_DATA] != ELFDATA2LSB && p[EI_DATA] != ELFDATA2MSB)
		return bw_report(f->diags, BW_D_OBJ_HEADER, at,
				 "EI_DATA is %u: neither little-endian (1) nor big-endian (2)",
				 p[EI_DATA]);
	f->big_endian = p[EI_DATA] == ELFDATA2MSB;
	st = header_fields(f, p);
	return st ? st : header_table(f, p);
}

static enum bw_status unreadable(struct bw_diags *d, const char *path, const char *why)
{
	return bw_report(d, BW_D_FILE_READ, bw_at_file(path), "%s", why);
}

static enum bw_status libelf_failed(const struct bw_elf *f, uint32_t sec, const char *what)
{
	return bw_report(f->diags, BW_D_OBJ_SECTION, bw_elf_where(f, sec), "%s cannot be read: %s",
			 what, elf_errmsg(-1));
}

/* ---- sections ---- */

static enum bw_status section_check(const struct bw_elf *f, uint32_t i, uint64_t *used)
{
	const struct bw_elf_sec *s = &f->sec[i];
	struct bw_where at = bw_elf_where(f, i);
	uint64_t end;

	if (s->align_bytes & (s->align_bytes - 1))
		return bw_report(f->diags, BW_D_OBJ_SECTION, at,
				 "alignment is %llu, no power of two",
				 (unsigned long long)s->align_bytes);
	if (s->align_bytes > BW_ELF_ALIGN_MAX)
		return bw_report(f->diags, BW_D_OBJ_LIMIT, at, "alignment is %llu, at most %llu",
				 (unsigned long long)s->align_bytes,
				 (unsigned long long)BW_ELF_ALIGN_MAX);
	if (s->size_bytes > UINT32_MAX)
		return bw_report(f->diags, BW_D_OBJ_LIMIT, at, "the section has %llu bytes",
				 (unsigned long long)s->size_bytes);
	if (s->type == SHT_NOBITS || s->type == SHT_NULL)
		return BW_OK;
	if (__builtin_add_overflow(s->off_bytes, s->size_bytes, &end) || end > f->file_bytes)
		return bw_report(
		    f->diags, BW_D_OBJ_TRUNCATED, at,
		    "section %u has %llu bytes at byte %llu, but the file has %llu bytes", i,
		    (unsigned long long)s->size_bytes, (unsigned long long)s->off_bytes,
		    (unsigned long long)f->file_bytes);
	*used += s->size_bytes;
	if (*used > f->file_bytes)
		return bw_report(f->diags, BW_D_OBJ_SECTION, at,
				 "sections up to this one have %llu bytes together, the file only "
				 "%llu: they overlap",
				 (unsigned long long)*used, (unsigned long long)f->file_bytes);
	return BW_OK;
}

/* The string at off of a string table, NULL if there is none. */
static const char *string_at(const struct bw_elf_sec *table, struct bw_bytes text, uint64_t off)
{
	if (table->type != SHT_STRTAB || off >= text.n)
		return NULL;
	if (text.p[text.n - 1] && !memchr(text.p + off, 0, text.n - off))
		return NULL;
	return (const char *)text.p + off;
}

static enum bw_status section_header(struct bw_elf *f, uint32_t i)
{
	struct bw_elf_sec *s = &f->sec[i];
	/* Where the table is not aligned in the file, libelf's pointer is not either. */
	const void *at = elf64_getshdr(elf_getscn(f->elf, i));
	Elf64_Shdr h;

	if (!at)
		return libelf_failed(f, i, bw_printf(f->arena, "header of section %u", i));
	memcpy(&h, at, sizeof(h));
	s->name_off = h.sh_name;
	s->type = h.sh_type;
	s->flags = h.sh_flags;
	s->off_bytes = h.sh_offset;
	s->size_bytes = h.sh_size;
	s->link = h.sh_link;
	s->info = h.sh_info;
	s->align_bytes = h.sh_addralign ? h.sh_addralign : 1;
	s->entsize_bytes = h.sh_entsize;
	return BW_OK;
}

static enum bw_status section_name(const struct bw_elf *f, uint32_t i, struct bw_bytes names)
{
	struct bw_elf_sec *s = &f->sec[i];

	s->name = string_at(&f->sec[f->names_sec], names, s->name_off);
	if (s->name)
		return BW_OK;
	return bw_report(f->diags, BW_D_OBJ_SECTION, bw_at_file(f->file),
			 "the name of section %u is at byte %u of section %u, which is no "
			 "string there",
			 i, s->name_off, f->names_sec);
}

enum bw_status bw_elf_bytes(struct bw_elf *f, uint32_t sec, struct bw_bytes *ret)
{
	struct bw_elf_sec *s = &f->sec[sec];
	Elf_Data *data;

	assert(sec && sec < f->sec_count);
	*ret = (struct bw_bytes){(const uint8_t *)"", 0};
	if (s->type == SHT_NOBITS || s->type == SHT_NULL || s->size_bytes == 0)
		return BW_OK;
	data = elf_rawdata(elf_getscn(f->elf, sec), NULL);
	if (!data || !data->d_buf || data->d_size != s->size_bytes)
		return libelf_failed(f, sec, "the section");
	s->bytes = data->d_buf;
	*ret = (struct bw_bytes){s->bytes, s->size_bytes};
	return BW_OK;
}

/* Names come from a section that is not checked yet. */
static enum bw_status names_read(struct bw_elf *f, struct bw_bytes *ret)
{
	const struct bw_elf_sec *s = &f->sec[f->names_sec];

	*ret = (struct bw_bytes){0};
	if (s->type != SHT_STRTAB || s->off_bytes > f->file_bytes ||
	    s->size_bytes > f->file_bytes - s->off_bytes)
		return BW_OK;
	return bw_elf_bytes(f, f->names_sec, ret);
}

static enum bw_status sections_read(struct bw_elf *f)
{
	struct bw_bytes names;
	uint64_t used = 0;
	enum bw_status st = BW_OK;

	f->sec = BW_NEW_ARRAY(f->arena, struct bw_elf_sec, f->sec_count + 1u);
	f->sec[0].name = "";
	if (!f->sec_count)
		return BW_OK;
	for (uint32_t i = 1; i < f->sec_count && !st; i++)
		st = section_header(f, i);
	if (!st)
		st = names_read(f, &names);
	for (uint32_t i = 1; i < f->sec_count && !st; i++) {
		st = section_name(f, i, names);
		if (!st)
			st = section_check(f, i, &used);
	}
	return st;
}

/* ---- opening ---- */

/* Size and first bytes of an open regular file. */
static enum bw_status file_begin(struct bw_elf *f, int fd, uint8_t *head, size_t *ret_n)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st))
		return unreadable(f->diags, f->file, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return unreadable(f->diags, f->file, "the path is a directory");
	if (!S_ISREG(st.st_mode))
		return unreadable(f->diags, f->file, "the path is not a regular file");
	if (st.st_size < 0 || (uint64_t)st.st_size > FILE_BYTES_MAX)
		return unreadable(f->diags, f->file, "the file is too large");
	f->file_bytes = (uint64_t)st.st_size;
	n = pread(fd, head, HEADER_BYTES, 0);
	if (n < 0)
		return unreadable(f->diags, f->file, strerror(errno));
	*ret_n = (size_t)n;
	return BW_OK;
}

static enum bw_status opened(struct bw_elf *f, struct handle *h)
{
	f->elf = h->elf;
	if (!h->elf || elf_kind(h->elf) != ELF_K_ELF)
		return libelf_failed(f, UINT32_MAX, "the file");
	return sections_read(f);
}

enum bw_status bw_elf_open_file(struct bw_arena *arena, struct bw_diags *d, const char *path,
				struct bw_elf *ret)
{
	struct bw_elf f = {.arena = arena, .diags = d, .file = path};
	struct handle *h = handle_new(arena);
	uint8_t head[HEADER_BYTES];
	size_t n = 0;
	enum bw_status st;

	/* NONBLOCK: a FIFO must not hang us before fstat tells what it is */
	h->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (h->fd < 0)
		return unreadable(d, path, strerror(errno));
	st = file_begin(&f, h->fd, head, &n);
	if (!st)
		st = header_check(&f, head, n);
	if (st)
		return st;
	elf_version(EV_CURRENT);
	h->elf = elf_begin(h->fd, ELF_C_READ, NULL);
	st = opened(&f, h);
	if (!st)
		*ret = f;
	return st;
}

enum bw_status bw_elf_open_image(struct bw_arena *arena, struct bw_diags *d, const char *file,
				 struct bw_bytes image, struct bw_elf *ret)
{
	struct bw_elf f = {.arena = arena, .diags = d, .file = file, .file_bytes = image.n};
	struct handle *h = handle_new(arena);
	enum bw_status st;
	void *p;

	st = header_check(&f, image.p, image.n < HEADER_BYTES ? image.n : HEADER_BYTES);
	if (st)
		return st;
	/* libelf wants memory that it may write and that is aligned */
	p = bw_memdup(arena, image.p, image.n);
	elf_version(EV_CURRENT);
	h->elf = elf_memory(p, image.n);
	st = opened(&f, h);
	if (!st)
		*ret = f;
	return st;
}

/* ---- contents ---- */

/* A table with entries of the expected size, in host order. */
static enum bw_status table_data(struct bw_elf *f, uint32_t sec, enum bw_code code,
				 size_t entry_bytes, const uint8_t **ret, uint32_t *ret_count)
{
	const struct bw_elf_sec *s = &f->sec[sec];
	struct bw_bytes raw; /* for the digest */
	enum bw_status st;
	Elf_Data *data;

	assert(sec && sec < f->sec_count);
	if (s->entsize_bytes != entry_bytes || s->size_bytes % entry_bytes)
		return bw_report(f->diags, code, bw_elf_where(f, sec),
				 "the table has %llu bytes in entries of %llu, not of %zu",
				 (unsigned long long)s->size_bytes,
				 (unsigned long long)s->entsize_bytes, entry_bytes);
	*ret_count = 0;
	st = bw_elf_bytes(f, sec, &raw);
	if (st || !raw.n)
		return st;
	data = elf_getdata(elf_getscn(f->elf, sec), NULL);
	if (!data || data->d_size != s->size_bytes)
		return libelf_failed(f, sec, "the table");
	*ret = data->d_buf;
	*ret_count = (uint32_t)(s->size_bytes / entry_bytes);
	return BW_OK;
}

/* The string table of a symbol table; no bytes if sh_link names none. */
static enum bw_status symbol_names(struct bw_elf *f, uint32_t link, struct bw_bytes *ret)
{
	*ret = (struct bw_bytes){0};
	return link && link < f->sec_count ? bw_elf_bytes(f, link, ret) : BW_OK;
}

static struct bw_elf_sym symbol_of(const Elf64_Sym *s)
{
	return (struct bw_elf_sym){.value = s->st_value,
				   .size_bytes = s->st_size,
				   .shndx = s->st_shndx,
				   .type = ELF64_ST_TYPE(s->st_info),
				   .bind = ELF64_ST_BIND(s->st_info),
				   .vis = ELF64_ST_VISIBILITY(s->st_other)};
}

enum bw_status bw_elf_syms(struct bw_elf *f, uint32_t sec, struct bw_elf_sym **ret,
			   uint32_t *ret_count)
{
	uint32_t count = 0, link = f->sec[sec].link;
	const uint8_t *p = NULL;
	struct bw_bytes names;
	struct bw_elf_sym *sym;
	enum bw_status st = table_data(f, sec, BW_D_OBJ_SECTION, sizeof(Elf64_Sym), &p, &count);

	if (!st)
		st = symbol_names(f, link, &names);
	if (st)
		return st;
	sym = BW_NEW_ARRAY(f->arena, struct bw_elf_sym, count);
	for (uint32_t i = 0; i < count; i++) {
		Elf64_Sym s; /* a copy: the table may stand at an odd place of an image */

		memcpy(&s, p + i * sizeof(s), sizeof(s));
		sym[i] = symbol_of(&s);
		sym[i].name = names.n ? string_at(&f->sec[link], names, s.st_name) : NULL;
		if (!sym[i].name)
			return bw_report(
			    f->diags, BW_D_OBJ_SYMBOL, bw_elf_where(f, sec),
			    "the name of symbol %u is at byte %u of section %u, which is "
			    "no string there",
			    i, s.st_name, link);
	}
	*ret = sym;
	*ret_count = count;
	return BW_OK;
}

enum bw_status bw_elf_rels(struct bw_elf *f, uint32_t sec, struct bw_elf_rel **ret,
			   uint32_t *ret_count)
{
	bool rela = f->sec[sec].type == SHT_RELA;
	size_t entry = rela ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel);
	uint32_t count = 0;
	const uint8_t *p = NULL;
	struct bw_elf_rel *rel;
	enum bw_status st = table_data(f, sec, BW_D_OBJ_RELOC_TABLE, entry, &p, &count);

	if (st)
		return st;
	rel = BW_NEW_ARRAY(f->arena, struct bw_elf_rel, count);
	for (uint32_t i = 0; i < count; i++) {
		Elf64_Rela r = {0}; /* a REL is its first two members */

		memcpy(&r, p + i * entry, entry);
		rel[i] = (struct bw_elf_rel){.off_bytes = r.r_offset,
					     .sym = (uint32_t)ELF64_R_SYM(r.r_info),
					     .type = (uint32_t)ELF64_R_TYPE(r.r_info),
					     .addend = r.r_addend};
	}
	*ret = rel;
	*ret_count = count;
	return BW_OK;
}

/* ---- the digest ---- */

struct bw_digest bw_elf_digest(struct bw_arena *scratch, const struct bw_elf *f)
{
	struct bw_sb list = bw_sb_in(scratch);

	for (uint32_t i = 1; i < f->sec_count; i++) {
		const struct bw_elf_sec *s = &f->sec[i];
		struct bw_digest d;

		if (!s->bytes)
			continue;
		d = bw_digest_of(s->bytes, s->size_bytes);
		bw_sb_add(&list, s->name, strlen(s->name) + 1);
		bw_sb_add(&list, d.byte, sizeof(d.byte));
	}
	return bw_digest_of(list.p, list.n);
}
