/* SPDX-License-Identifier: BSD-2-Clause */
/* The executable: a stub, one of its program headers filled in, and the image. */
#include "loader/loader_parts.h"

#include <elf.h>
#include <nettle/sha2.h>

#define IMAGE_ADDRESS 0x10000000u /* far behind the stub's own segments */
#define IMAGE_ALIGN 16u
#define PAGE_BYTES 0x10000u /* the largest page of a target */

_Static_assert(SHA256_DIGEST_SIZE == BW_RT_DIGEST_BYTES, "digest");

/* Writes a field of an ELF structure that lies at p. */
#define PUT16(p, type, field, v, be) bw_put16((p) + offsetof(type, field), (v), (be))
#define PUT32(p, type, field, v, be) bw_put32((p) + offsetof(type, field), (v), (be))
#define PUT64(p, type, field, v, be) bw_put64((p) + offsetof(type, field), (v), (be))

static void drop_sections(uint8_t *file, bool be)
{
	PUT64(file, Elf64_Ehdr, e_shoff, 0, be);
	PUT16(file, Elf64_Ehdr, e_shentsize, 0, be);
	PUT16(file, Elf64_Ehdr, e_shnum, 0, be);
	PUT16(file, Elf64_Ehdr, e_shstrndx, 0, be);
}

/* The first segment ends where the image begins, so that the digest leaves no gap. */
static void set_segments(uint8_t *file, size_t off, size_t image_bytes, bool be)
{
	uint8_t *first = file + bw_get64(file + offsetof(Elf64_Ehdr, e_phoff), be);
	uint8_t *image = first + BW_RT_STUB_IMAGE_HEADER * sizeof(Elf64_Phdr);

	PUT64(first, Elf64_Phdr, p_filesz, off, be);
	PUT64(first, Elf64_Phdr, p_memsz, off, be);
	PUT32(image, Elf64_Phdr, p_type, PT_LOAD, be);
	PUT32(image, Elf64_Phdr, p_flags, PF_R | PF_W, be);
	PUT64(image, Elf64_Phdr, p_offset, off, be);
	PUT64(image, Elf64_Phdr, p_vaddr, IMAGE_ADDRESS + off, be);
	PUT64(image, Elf64_Phdr, p_paddr, IMAGE_ADDRESS + off, be);
	PUT64(image, Elf64_Phdr, p_filesz, image_bytes, be);
	PUT64(image, Elf64_Phdr, p_memsz, image_bytes, be);
	PUT64(image, Elf64_Phdr, p_align, PAGE_BYTES, be);
}

struct bw_bytes loader_elf(struct bw_arena *a, const struct bw_rt_stub *stub, struct bw_bytes image)
{
	const bool be = stub->byte_order == BW_RT_BIG;
	struct bw_sb out = bw_sb_in(a);
	struct sha256_ctx sha;
	size_t off;

	assert(stub->size_bytes < PAGE_BYTES);
	bw_sb_add(&out, stub->bytes, stub->size_bytes);
	bw_sb_align(&out, IMAGE_ALIGN);
	off = out.n;
	bw_sb_add(&out, image.p, image.n);
	drop_sections(out.p, be);
	set_segments(out.p, off, image.n, be);
	sha256_init(&sha);
	sha256_update(&sha, out.n, out.p); /* the digest in it is still zero */
	sha256_digest(&sha, BW_RT_DIGEST_BYTES,
		      out.p + off + offsetof(struct bw_rt_header, digest));
	return bw_sb_bytes(&out);
}
