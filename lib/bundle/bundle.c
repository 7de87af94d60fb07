/* SPDX-License-Identifier: BSD-2-Clause */
#include "bundle/bundle_parts.h"

#include <elf.h>

#define MACHINE_BPF 247u

/* ELF for another machine than BPF: a program, or an object of one. */
static bool is_program(struct bw_bytes head)
{
	if (head.n < 20 || memcmp(head.p, ELFMAG, SELFMAG) != 0)
		return false;
	if (head.p[EI_CLASS] != ELFCLASS32 && head.p[EI_CLASS] != ELFCLASS64)
		return false;
	if (head.p[EI_DATA] != ELFDATA2LSB && head.p[EI_DATA] != ELFDATA2MSB)
		return false;
	return bw_get16(head.p + 18, head.p[EI_DATA] == ELFDATA2MSB) != MACHINE_BPF;
}

enum bw_bundle_kind bw_bundle_kind_of(struct bw_bytes head)
{
	if (head.n >= 8 &&
	    (memcmp(head.p, "!<arch>\n", 8) == 0 || memcmp(head.p, "!<thin>\n", 8) == 0))
		return BW_BUNDLE_ARCHIVE;
	return is_program(head) ? BW_BUNDLE_PROGRAM : BW_BUNDLE_NONE;
}

static enum bw_status program_read(struct bw_arena *a, struct bw_diags *d, const char *file,
				   struct bw_bytes image, member_list *ret)
{
	enum bw_status st = bundle_scan(a, d, file, image, ret);

	if (st != BW_OK)
		return st;
	if (!ret->n)
		return bw_report(d, BW_D_BUNDLE_EMPTY, bw_at_file(file),
				 "none of its %zu bytes begins a BPF object", image.n);
	bundle_names(a, image, ret->v, ret->n);
	return BW_OK;
}

enum bw_status bw_bundle_read(struct bw_arena *a, struct bw_diags *d, const char *file,
			      struct bw_bytes image, struct bw_bundle *ret)
{
	enum bw_bundle_kind kind = bw_bundle_kind_of(image);
	member_list list = {0};
	enum bw_status st;

	assert(kind != BW_BUNDLE_NONE);
	st = kind == BW_BUNDLE_ARCHIVE ? bundle_archive(a, d, file, image, &list)
				       : program_read(a, d, file, image, &list);
	if (st != BW_OK)
		return st;
	*ret = (struct bw_bundle){.kind = kind,
				  .file = bw_strndup(a, file, strlen(file)),
				  .count = list.n,
				  .member = list.v};
	return BW_OK;
}

const struct bw_bundle_member *bw_bundle_find(const struct bw_bundle *b, const char *name)
{
	unsigned long number;
	char *end;

	for (uint32_t i = 0; i < b->count; i++)
		if (strcmp(b->member[i].name, name) == 0)
			return &b->member[i];
	number = strtoul(name, &end, 10);
	if (*name < '0' || *name > '9' || *end || number < 1 || number > b->count)
		return NULL;
	return &b->member[number - 1];
}
