/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of a kernel, told apart by what is in them.
 *
 *   ELF           vmlinux: machine; .BTF by its section
 *   0xeb9f        BTF alone, as /sys/kernel/btf/vmlinux
 *   "ARMd" at 56  arm64 Image: page size and byte order in its flags
 *                 (Documentation/arch/arm64/booting.rst, 6.12)
 *   "HdrS" at 514 x86 bzImage: release in its header (Documentation/arch/x86/boot.rst)
 *   text          .config
 *
 * In images the release stands in the banner, a configuration between IKCFG_ST and IKCFG_ED,
 * BTF by its magic number; what is packed is unpacked first.
 */
#include <ctype.h>

#include "target/target.h"
#include "target/target_parts.h"

#define FILE_MAX_BYTES ((size_t)512 << 20)
#define IMAGE_MAX_BYTES ((size_t)512 << 20)
#define TRIES_MAX 256u	     /* places that look packed; by chance a kernel has a few */
#define BTF_MIN_BYTES 65536u /* of a whole kernel; smaller ones are of something else */

struct look {
	struct bw_arena *arena, *scratch;
	struct bw_kernel_file *file;
	size_t max_bytes; /* of what is unpacked */
	bool unpacked;	  /* nothing packed in what is packed */
};

/* ---- text ---- */

/* "6.12.48+deb13-amd64" at p, of at most n bytes. */
static void take_release(struct look *l, const char *p, size_t n)
{
	size_t len = 0;

	while (len < n && (isalnum((unsigned char)p[len]) || strchr("._+-~", p[len])) && p[len])
		len++;
	if (l->file->kernel || !len || len > 64)
		return;
	l->file->release = bw_strndup(l->arena, p, len);
	l->file->kernel = bw_kver_parse(l->file->release);
	if (!l->file->kernel)
		l->file->release = NULL;
}

static bool option_is(const char *text, size_t n, const char *line)
{
	size_t len = strlen(line);
	const char *p = text;

	while ((p = memmem(p, n - (size_t)(p - text), line, len))) {
		if ((p == text || p[-1] == '\n') && (p + len == text + n || p[len] == '\n'))
			return true;
		p += len;
	}
	return false;
}

/* Options that say the architecture, and those that say the page size. */
static const struct {
	const char *line, *arch;
} arch_options[] = {
    {"CONFIG_X86_64=y", "x86_64"}, {"CONFIG_X86_32=y", "i386"},
    {"CONFIG_ARM64=y", "aarch64"}, {"CONFIG_ARM=y", "arm"},
    {"CONFIG_RISCV=y", "riscv64"}, {"CONFIG_LOONGARCH=y", "loongarch64"},
    {"CONFIG_S390=y", "s390x"},	   {"CONFIG_PPC64=y", "ppc64le"},
};
static const struct {
	const char *line;
	uint32_t page_bytes;
} page_options[] = {
    {"CONFIG_PAGE_SHIFT=12", 4096},	 {"CONFIG_PAGE_SHIFT=14", 16384},
    {"CONFIG_PAGE_SHIFT=16", 65536},	 {"CONFIG_ARM64_4K_PAGES=y", 4096},
    {"CONFIG_ARM64_16K_PAGES=y", 16384}, {"CONFIG_ARM64_64K_PAGES=y", 65536},
    {"CONFIG_PAGE_SIZE_4KB=y", 4096},	 {"CONFIG_PAGE_SIZE_16KB=y", 16384},
    {"CONFIG_PAGE_SIZE_64KB=y", 65536},	 {"CONFIG_PPC_4K_PAGES=y", 4096},
    {"CONFIG_PPC_64K_PAGES=y", 65536},	 {"CONFIG_PPC_PAGE_SHIFT=12", 4096},
    {"CONFIG_PPC_PAGE_SHIFT=16", 65536},
};

static void look_config(struct look *l, struct bw_bytes text)
{
	static const char mark[] = " Kernel Configuration";
	const char *s = (const char *)text.p, *end = memmem(s, text.n, mark, strlen(mark));
	const char *p = end;

	l->file->config = text;
	while (p && p > s && p[-1] != ' ')
		p--;
	if (p && end)
		take_release(l, p, (size_t)(end - p));
	for (size_t i = 0; !l->file->arch && i < BW_COUNT(arch_options); i++)
		if (option_is(s, text.n, arch_options[i].line))
			l->file->arch = bw_arch_find(arch_options[i].arch);
	for (size_t i = 0; !l->file->page_bytes && i < BW_COUNT(page_options); i++)
		if (option_is(s, text.n, page_options[i].line))
			l->file->page_bytes = page_options[i].page_bytes;
}

static bool is_config(struct bw_bytes b)
{
	return b.n && !memchr(b.p, 0, b.n) && memmem(b.p, b.n, "CONFIG_", 7);
}

/* ---- images ---- */

static struct bw_bytes copy(struct look *l, const uint8_t *p, size_t n)
{
	uint8_t *out = bw_alloc(l->arena, n);

	memcpy(out, p, n);
	return (struct bw_bytes){out, n};
}

static void ignore(void *arg, const struct bw_btf_seen *r)
{
	(void)arg;
	(void)r;
}

static void take_btf(struct look *l, struct bw_bytes at)
{
	struct bw_kernel_facts *facts;
	struct bw_bytes btf;
	size_t n;

	if (l->file->btf.p || !bw_btf_scan(at, ignore, NULL, &n))
		return;
	btf = copy(l, at.p, n);
	facts = BW_NEW(l->arena, struct bw_kernel_facts);
	if (!bw_kernel_facts_read(l->arena, btf, NULL, facts))
		return;
	l->file->btf = btf;
	l->file->facts = facts;
	l->file->big_endian = at.p[0] == 0xeb;
	l->file->order_known = true;
	if (!l->file->page_bytes)
		l->file->page_bytes = facts->page_bytes;
}

/* The header of BTF somewhere in an image: the magic number alone is too common. */
static void find_btf(struct look *l, struct bw_bytes in)
{
	static const char *const magics[] = {"\x9f\xeb\x01\x00\x18\x00\x00\x00",
					     "\xeb\x9f\x01\x00\x00\x00\x00\x18"};

	for (int big = 0; big < 2 && !l->file->btf.p; big++) {
		const uint8_t *p = in.p, *end = in.p + in.n;

		for (; !l->file->btf.p && (p = memmem(p, (size_t)(end - p), magics[big], 8)); p++)
			if ((size_t)(end - p) > 24 && bw_get32(p + 12, big) >= BTF_MIN_BYTES)
				take_btf(l, (struct bw_bytes){p, (size_t)(end - p)});
	}
}

static void find_config(struct look *l, struct bw_bytes in)
{
	const uint8_t *p = memmem(in.p, in.n, "IKCFG_ST\x1f\x8b", 10);
	struct bw_bytes text;

	if (!p || l->file->config.p ||
	    !bw_unpack(l->scratch, (struct bw_bytes){p + 8, in.n - (size_t)(p + 8 - in.p)},
		       l->max_bytes, &text) ||
	    !is_config(text))
		return;
	look_config(l, copy(l, text.p, text.n));
}

static void find_banner(struct look *l, struct bw_bytes in)
{
	static const char banner[] = "Linux version ";
	const uint8_t *p = in.p, *end = in.p + in.n;
	size_t n = strlen(banner);

	for (; !l->file->kernel && (p = memmem(p, (size_t)(end - p), banner, n)); p += n)
		take_release(l, (const char *)p + n, (size_t)(end - p) - n);
}

static const struct {
	uint16_t machine;
	const char *arch;
} machines[] = {
    {62, "x86_64"}, {3, "i386"},     {183, "aarch64"}, {40, "arm"},
    {22, "s390x"},  {21, "ppc64le"}, {243, "riscv64"}, {258, "loongarch64"},
};

static void look_elf(struct look *l, struct bw_bytes in)
{
	uint16_t machine;

	if (in.n < 64 || memcmp(in.p, "\177ELF", 4) != 0)
		return;
	l->file->big_endian = in.p[5] == 2;
	l->file->order_known = true;
	machine = bw_get16(in.p + 18, l->file->big_endian);
	for (size_t i = 0; i < BW_COUNT(machines); i++) {
		const struct bw_arch *arch = bw_arch_find(machines[i].arch);

		if (machines[i].machine == machine && arch->big_endian == l->file->big_endian)
			l->file->arch = arch;
	}
}

static void look_inside(struct look *l, struct bw_bytes in)
{
	look_elf(l, in);
	find_banner(l, in); /* has more of the release than a configuration */
	find_config(l, in);
	find_btf(l, in);
}

/* What an image unpacks at boot: the first packed thing that has BTF, or the banner, in it. */
static void look_packed(struct look *l, struct bw_bytes in)
{
	uint32_t tries = 0;

	for (size_t at = bw_unpack_next(in, 0); at < in.n && !l->file->btf.p && tries < TRIES_MAX;
	     at = bw_unpack_next(in, at + 1), tries++) {
		struct bw_arena *scratch = bw_arena_child(l->scratch);
		struct bw_bytes out;

		if (bw_unpack(scratch, (struct bw_bytes){in.p + at, in.n - at}, l->max_bytes,
			      &out) &&
		    out.n > in.n)
			look_inside(l, out);
		bw_arena_deinit(scratch);
	}
}

static void look_arm64(struct look *l, struct bw_bytes in)
{
	uint64_t flags = bw_get64(in.p + 24, false);
	static const uint32_t pages[] = {0, 4096, 16384, 65536};

	l->file->kind = "Image";
	l->file->arch = bw_arch_find("aarch64");
	l->file->big_endian = flags & 1;
	l->file->order_known = true;
	l->file->page_bytes = pages[flags >> 1 & 3];
	look_inside(l, in);
}

/* The offset of the release is in the header, counted from 0x200. */
static void look_bzimage(struct look *l, struct bw_bytes in)
{
	size_t off = bw_get16(in.p + 0x20e, false) + (size_t)0x200;

	l->file->kind = "bzImage";
	if (off < in.n)
		take_release(l, (const char *)in.p + off, in.n - off);
	look_packed(l, in);
}

static bool has_at(struct bw_bytes in, size_t off, const char *magic)
{
	size_t n = strlen(magic);

	return in.n >= off + n && memcmp(in.p + off, magic, n) == 0;
}

static void look(struct look *l, struct bw_bytes in)
{
	struct bw_bytes out;

	if (has_at(in, 0, "\x9f\xeb") || has_at(in, 0, "\xeb\x9f")) {
		take_btf(l, in);
		l->file->kind = l->file->btf.p ? "BTF" : NULL;
	} else if (has_at(in, 0, "\177ELF")) {
		l->file->kind = "vmlinux";
		look_inside(l, in);
	} else if (has_at(in, 56, "ARMd")) {
		look_arm64(l, in);
	} else if (has_at(in, 514, "HdrS") && in.n > 0x250) {
		look_bzimage(l, in);
	} else if (is_config(in)) {
		l->file->kind = "configuration";
		look_config(l, copy(l, in.p, in.n));
	} else if (!l->unpacked && bw_unpack_next(in, 0) == 0 &&
		   bw_unpack(l->scratch, in, l->max_bytes, &out)) {
		l->unpacked = true;
		look(l, out);
	} else {
		look_packed(l, in);
		l->file->kind = l->file->btf.p || l->file->kernel ? "kernel image" : NULL;
	}
}

bool bw_kernel_file_look(struct bw_arena *a, struct bw_bytes in, size_t max_bytes,
			 struct bw_kernel_file *ret)
{
	struct bw_kernel_file file = {0};
	struct look l = {.arena = a, .file = &file, .max_bytes = max_bytes};

	l.scratch = bw_arena_child(a);
	look(&l, in);
	bw_arena_deinit(l.scratch);
	if (file.kind)
		*ret = file;
	return file.kind;
}

enum bw_status bw_kernel_file_read(struct bw_arena *a, struct bw_diags *d, struct bw_where where,
				   const char *path, struct bw_kernel_file *ret)
{
	struct bw_arena *scratch = bw_arena_child(a);
	enum bw_status st = BW_OK;
	struct bw_bytes in;
	int err = bw_file_read(scratch, path, FILE_MAX_BYTES, &in);

	if (err)
		st = bw_report(d, BW_D_TGT_FILE, where, "'%s': %s", path, strerror(err));
	else if (!bw_kernel_file_look(a, in, IMAGE_MAX_BYTES, ret))
		st = bw_report(d, BW_D_TGT_FILE, where,
			       "'%s' is no vmlinux, kernel image, BTF or configuration", path);
	bw_arena_deinit(scratch);
	return st;
}
