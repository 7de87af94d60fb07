/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that belong to a program: its separate debug file, what dwz moved to a common one,
 * the split units of its compilation. Only regular files are read, and only what proves to
 * belong to it (build id, checksum, or the id of the unit).
 */
#include <elf.h>
#include <zlib.h>

#include "dwarf/dwarf_types.h"

#define BESIDE_BYTES_MAX ((size_t)2 << 30)
static const char debug_root[] = "/usr/lib/debug";

/* The directory of a path, with a slash at the end; "" for the current one. */
static const char *directory_of(struct bw_arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return bw_strndup(a, path, slash ? (size_t)(slash - path) + 1 : 0);
}

static bool try_read(struct bw_arena *a, const char *path, struct bw_bytes *ret)
{
	return bw_file_read(a, path, BESIDE_BYTES_MAX, ret) == 0 && ret->n > SELFMAG &&
	       memcmp(ret->p, ELFMAG, SELFMAG) == 0;
}

/* ---- build ids ---- */

static bool is_big_endian(struct bw_bytes image)
{
	return image.n > EI_DATA && image.p[EI_DATA] == ELFDATA2MSB;
}

/* The build id of an image; .n 0: it has none. */
static struct bw_bytes build_id(struct bw_arena *a, struct bw_bytes image)
{
	struct bw_bytes note = dwarf_image_section(a, image, ".note.gnu.build-id");
	struct bw_reader r = bw_reader_of(note.p, note.n, is_big_endian(image));
	uint32_t name_bytes = bw_read_u32(&r), id_bytes = bw_read_u32(&r);
	const uint8_t *p;

	bw_read_u32(&r); /* NT_GNU_BUILD_ID */
	if (name_bytes != 4 || id_bytes < 2 || id_bytes > 64)
		return (struct bw_bytes){0};
	bw_read_bytes(&r, 4);
	p = bw_read_bytes(&r, id_bytes);
	return p ? (struct bw_bytes){p, id_bytes} : (struct bw_bytes){0};
}

static bool bytes_same(struct bw_bytes x, struct bw_bytes y)
{
	return x.n == y.n && memcmp(x.p, y.p, x.n) == 0;
}

/* "/usr/lib/debug/.build-id/12/345678.debug" */
static const char *id_path(struct bw_arena *a, struct bw_bytes id)
{
	struct bw_sb b = bw_sb_in(a);

	assert(id.n >= 2);
	bw_sb_printf(&b, "%s/.build-id/%02x/", debug_root, id.p[0]);
	for (size_t i = 1; i < id.n; i++)
		bw_sb_printf(&b, "%02x", id.p[i]);
	bw_sb_addz(&b, ".debug");
	return bw_sb_str(&b);
}

/* The name at the start of a section, and what follows it. */
static const char *link_read(struct bw_arena *a, struct bw_bytes s, struct bw_bytes *ret_rest)
{
	const uint8_t *end = s.n ? memchr(s.p, 0, s.n) : NULL;

	if (!end || end == s.p)
		return NULL;
	*ret_rest = (struct bw_bytes){end + 1, s.n - (size_t)(end + 1 - s.p)};
	return bw_strndup(a, (const char *)s.p, (size_t)(end - s.p));
}

/* ---- separate debug files ---- */

static bool has_types(struct bw_arena *a, struct bw_bytes image)
{
	return dwarf_image_section(a, image, ".debug_info").n ||
	       dwarf_image_section(a, image, ".zdebug_info").n ||
	       dwarf_image_section(a, image, ".debug_types").n;
}

static uint32_t checksum(struct bw_bytes b)
{
	return (uint32_t)crc32_z(crc32_z(0, NULL, 0), b.p, b.n);
}

static bool debuglink_find(struct bw_arena *a, const char *path, struct bw_bytes image,
			   const char **ret_path, struct bw_bytes *ret)
{
	const char *dir = directory_of(a, path), *name, *slash = *dir == '/' ? "" : "/";
	struct bw_bytes section = dwarf_image_section(a, image, ".gnu_debuglink"), rest;
	const char *try[3];
	size_t at;

	name = link_read(a, section, &rest);
	if (!name || strchr(name, '/'))
		return false;
	at = (size_t)bw_align_up(strlen(name) + 1, 4); /* then the checksum */
	if (at + 4 > section.n)
		return false;
	try[0] = bw_printf(a, "%s%s", dir, name);
	try[1] = bw_printf(a, "%s.debug/%s", dir, name);
	try[2] = bw_printf(a, "%s%s%s%s", debug_root, slash, dir, name);
	for (size_t i = 0; i < BW_COUNT(try); i++) {
		if (!bw_path_same(try[i], path) && try_read(a, try[i], ret) && has_types(a, *ret) &&
		    checksum(*ret) == bw_get32(section.p + at, is_big_endian(image))) {
			*ret_path = try[i];
			return true;
		}
	}
	return false;
}

bool dwarf_beside_debug(struct bw_arena *a, const char *path, struct bw_bytes image,
			const char **ret_path, struct bw_bytes *ret)
{
	struct bw_bytes id = build_id(a, image);

	if (id.n) {
		*ret_path = id_path(a, id);
		if (try_read(a, *ret_path, ret) && has_types(a, *ret) &&
		    bytes_same(id, build_id(a, *ret)))
			return true;
	}
	return debuglink_find(a, path, image, ret_path, ret);
}

bool dwarf_beside_common(struct bw_arena *a, const char *path, struct bw_bytes image,
			 struct bw_bytes *ret)
{
	struct bw_bytes id;
	const char *name = link_read(a, dwarf_image_section(a, image, ".gnu_debugaltlink"), &id);

	if (!name)
		return false;
	if (*name != '/')
		name = bw_printf(a, "%s%s", directory_of(a, path), name);
	if (try_read(a, name, ret) && bytes_same(id, build_id(a, *ret)))
		return true;
	return id.n >= 2 && id.n <= 64 && try_read(a, id_path(a, id), ret) &&
	       bytes_same(id, build_id(a, *ret));
}

/* ---- split units ---- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool dwarf_beside_split(struct bw_arena *a, const char *path, const struct dwarf_split *s,
			uint32_t i, struct bw_bytes *ret)
{
	const char *dir = directory_of(a, path), *try[3];

	try[0] = *s->name == '/' ? s->name : bw_printf(a, "%s/%s", s->dir, s->name);
	try[1] = bw_printf(a, "%s%s", dir, *s->name == '/' ? s->name + 1 : s->name);
	try[2] = bw_printf(a, "%s%s", dir, base_name(s->name));
	return i < BW_COUNT(try) && try_read(a, try[i], ret);
}

bool dwarf_beside_package(struct bw_arena *a, const char *path, struct bw_bytes *ret)
{
	return try_read(a, bw_printf(a, "%s.dwp", path), ret);
}

/* ---- what to say ---- */

const char *dwarf_beside_reason(struct bw_arena *a, struct bw_bytes image)
{
	struct bw_bytes rest;
	const char *name = link_read(a, dwarf_image_section(a, image, ".gnu_debuglink"), &rest);
	struct bw_bytes id = build_id(a, image);

	if (dwarf_image_section(a, image, ".go.buildinfo").n)
		return "it has no .debug_info: a Go program linked with -s or -w";
	if (name && id.n)
		return bw_printf(a,
				 "it has no .debug_info, and neither %s beside it nor %s is there",
				 name, id_path(a, id));
	if (name)
		return bw_printf(a, "it has no .debug_info, and %s is not beside it", name);
	if (id.n)
		return bw_printf(a, "it has no .debug_info, and there is no %s", id_path(a, id));
	return "it has no .debug_info";
}
