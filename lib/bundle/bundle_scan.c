/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in a file BPF ELF images begin and end. */
#include "bundle/bundle_parts.h"

#include <elf.h>

#define MACHINE_BPF 247u
#define IMAGES_MAX 65536u

struct scan {
	struct bw_arena *arena;
	struct bw_bytes image;
	/*
	 * Section headers that may still be read for images that turn out to be none.
	 * Those of real ones lie inside them and are read once, so all is linear.
	 */
	uint64_t headers_left;
	member_list *found;
};

/* The fixed parts of a BPF object's header. */
static bool header_fits(const uint8_t *p, bool be)
{
	return p[EI_CLASS] == ELFCLASS64 && p[EI_VERSION] == EV_CURRENT &&
	       bw_get16(p + offsetof(Elf64_Ehdr, e_type), be) == ET_REL &&
	       bw_get16(p + offsetof(Elf64_Ehdr, e_machine), be) == MACHINE_BPF &&
	       bw_get32(p + offsetof(Elf64_Ehdr, e_version), be) == EV_CURRENT &&
	       bw_get16(p + offsetof(Elf64_Ehdr, e_shentsize), be) == sizeof(Elf64_Shdr);
}

/* The end of a section's data, or 0 if it is not below limit. */
static uint64_t section_end(const uint8_t *h, bool be, uint64_t limit)
{
	uint32_t type = bw_get32(h + offsetof(Elf64_Shdr, sh_type), be);
	uint64_t off = bw_get64(h + offsetof(Elf64_Shdr, sh_offset), be);
	uint64_t size = bw_get64(h + offsetof(Elf64_Shdr, sh_size), be);

	if (type == SHT_NULL || type == SHT_NOBITS)
		return 1;
	return off <= limit && size <= limit - off ? off + size : 0;
}

/*
 * The size of the image that begins at p, with n bytes to the end of the file, or
 * 0 if there is none: all that its header and its section headers name lies inside.
 */
static uint64_t image_size(struct scan *s, const uint8_t *p, uint64_t n)
{
	uint64_t table, end;
	uint32_t count;
	bool be;

	if (n < sizeof(Elf64_Ehdr))
		return 0;
	be = p[EI_DATA] == ELFDATA2MSB;
	if ((!be && p[EI_DATA] != ELFDATA2LSB) || !header_fits(p, be))
		return 0;
	table = bw_get64(p + offsetof(Elf64_Ehdr, e_shoff), be);
	count = bw_get16(p + offsetof(Elf64_Ehdr, e_shnum), be);
	if (!count || table < sizeof(Elf64_Ehdr) || table > n ||
	    (n - table) / sizeof(Elf64_Shdr) < count)
		return 0;
	end = table + count * sizeof(Elf64_Shdr);
	for (uint32_t i = 0; i < count && s->headers_left; i++, s->headers_left--) {
		uint64_t one = section_end(p + table + i * sizeof(Elf64_Shdr), be, n);

		if (!one)
			return 0;
		end = one > end ? one : end;
	}
	return s->headers_left ? end : 0;
}

static enum bw_status too_many(struct bw_diags *d, const char *file, const char *what)
{
	return bw_report(d, BW_D_BUNDLE_LIMIT, bw_at_file(file), "%s", what);
}

enum bw_status bundle_scan(struct bw_arena *a, struct bw_diags *d, const char *file,
			   struct bw_bytes image, member_list *ret)
{
	struct scan s = {.arena = a,
			 .image = image,
			 .headers_left = image.n / sizeof(Elf64_Shdr) + UINT16_MAX,
			 .found = ret};
	uint64_t at = 0;

	while (at + sizeof(Elf64_Ehdr) <= image.n) {
		const uint8_t *p = memchr(image.p + at, ELFMAG0, image.n - at);
		uint64_t left = s.headers_left, size = 0;

		if (!p)
			break;
		at = (uint64_t)(p - image.p);
		if (image.n - at >= SELFMAG && memcmp(p, ELFMAG, SELFMAG) == 0)
			size = image_size(&s, p, image.n - at);
		if (!s.headers_left)
			return too_many(d, file, "it holds too many section headers of no object");
		if (!size) {
			at++;
			continue;
		}
		if (ret->n == IMAGES_MAX)
			return too_many(d, file, "more than 65,536 objects begin in it");
		s.headers_left = left;
		*bw_push(a, ret) =
		    (struct bw_bundle_member){.off_bytes = at, .bytes = {p, (size_t)size}};
		at += size;
	}
	return BW_OK;
}
