/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Archives of ar: 8 bytes of magic, then members at even offsets, each behind a
 * header of 60 characters. Long names stand in a member "//" (GNU, SysV) or before
 * the data (BSD). In a thin archive, the members' bytes are in files of their own,
 * named from the archive's directory. The symbol tables are not used: not every
 * archive has one, and what they say is in the members too.
 */
#include "bundle/bundle_parts.h"

#define MAGIC_BYTES 8u
#define HEADER_BYTES 60u
#define NAME_BYTES 16u
#define SIZE_AT 48u
#define SIZE_BYTES 10u
#define END_AT 58u

struct archive {
	struct bw_arena *arena;
	struct bw_diags *diags;
	const char *file;
	struct bw_bytes image;
	bool thin;
	struct bw_bytes long_names; /* "//" */
	member_list *found;
};

struct header {
	uint64_t off; /* of the header */
	char name[NAME_BYTES + 1];
	uint64_t size;
};

static enum bw_status malformed(const struct archive *r, uint64_t off, const char *what)
{
	return bw_report(r->diags, BW_D_ARCHIVE_FORM, bw_at_file(r->file),
			 "the member header at byte %llu %s", (unsigned long long)off, what);
}

/* Digits, then blanks to the end; false if it is anything else. */
static bool decimal(const uint8_t *p, size_t n, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < n && p[i] >= '0' && p[i] <= '9'; i++)
		v = v * 10 + (uint64_t)(p[i] - '0'); /* at most 15 digits */
	if (!i)
		return false;
	while (i < n && p[i] == ' ')
		i++;
	*ret = v;
	return i == n;
}

static enum bw_status header_read(const struct archive *r, uint64_t off, struct header *ret)
{
	const uint8_t *p = r->image.p + off;
	struct header h = {.off = off};
	size_t n = NAME_BYTES;

	if (r->image.n - off < HEADER_BYTES)
		return malformed(r, off, "is cut by the end of the file");
	if (p[END_AT] != '`' || p[END_AT + 1] != '\n')
		return malformed(r, off, "does not end in the two characters ` and newline");
	if (!decimal(p + SIZE_AT, SIZE_BYTES, &h.size))
		return malformed(r, off, "has a size that is no decimal number");
	while (n && p[n - 1] == ' ')
		n--;
	memcpy(h.name, p, n);
	*ret = h;
	return BW_OK;
}

/* GNU and SysV: "/N" is byte N of the table, up to a newline, with a slash before. */
static enum bw_status long_name(const struct archive *r, const struct header *h, const char **ret)
{
	const uint8_t *p = r->long_names.p, *end;
	uint64_t at;
	size_t n;

	if (strchr(h->name, ':'))
		return malformed(r, h->off, "names a member of another archive");
	/* GNU ar of 2.40 may leave a slash behind the blanks */
	if (!decimal((const uint8_t *)h->name + 1, strcspn(h->name + 1, " "), &at) ||
	    at >= r->long_names.n)
		return malformed(r, h->off, "names a place outside the table of long names");
	end = memchr(p + at, '\n', r->long_names.n - (size_t)at);
	n = end ? (size_t)(end - (p + at)) : r->long_names.n - (size_t)at;
	if (n && p[at + n - 1] == '/')
		n--;
	*ret = bw_strndup(r->arena, (const char *)p + at, strnlen((const char *)p + at, n));
	return BW_OK;
}

/* BSD: "#1/N" says that the name is the first N bytes of the data. */
static enum bw_status bsd_name(const struct archive *r, const struct header *h,
			       struct bw_bytes *data, const char **ret)
{
	uint64_t n;

	if (!decimal((const uint8_t *)h->name + 3, strlen(h->name + 3), &n) || n > data->n)
		return malformed(r, h->off, "has a name that is longer than the member");
	*ret =
	    bw_strndup(r->arena, (const char *)data->p, strnlen((const char *)data->p, (size_t)n));
	data->p += n;
	data->n -= (size_t)n;
	return BW_OK;
}

static bool is_symbol_table(const char *name)
{
	static const char *const tables[] = {
	    "/", "/SYM64/", "__.SYMDEF", "__.SYMDEF SORTED", "__.SYMDEF_64", "__.SYMDEF_64 SORTED"};

	for (size_t i = 0; i < BW_COUNT(tables); i++)
		if (strcmp(name, tables[i]) == 0)
			return true;
	return false;
}

static const char *thin_path(const struct archive *r, const char *name)
{
	const char *slash = strrchr(r->file, '/');

	if (*name == '/' || !slash)
		return name;
	return bw_printf(r->arena, "%.*s/%s", (int)(slash - r->file), r->file, name);
}

/* The name as the header, the table or the data have it. */
static enum bw_status member_name(const struct archive *r, const struct header *h,
				  struct bw_bytes *data, const char **ret)
{
	size_t n = strlen(h->name);

	if (strncmp(h->name, "#1/", 3) == 0)
		return bsd_name(r, h, data, ret);
	if (h->name[0] == '/' && h->name[1] >= '0' && h->name[1] <= '9')
		return long_name(r, h, ret);
	if (n > 1 && h->name[n - 1] == '/' && h->name[0] != '/')
		n--;
	*ret = bw_strndup(r->arena, h->name, n);
	return BW_OK;
}

static enum bw_status member_add(struct archive *r, const struct header *h, struct bw_bytes data)
{
	struct bw_bundle_member m = {.off_bytes = h->off};
	enum bw_status st = member_name(r, h, &data, &m.name);

	if (st != BW_OK)
		return st;
	if (is_symbol_table(m.name))
		return BW_OK;
	if (!*m.name)
		return malformed(r, h->off, "has an empty name");
	if (r->thin)
		m.path = thin_path(r, m.name);
	else
		m.bytes = data;
	*bw_push(r->arena, r->found) = m;
	return BW_OK;
}

/* One member; *off becomes that of the next. */
static enum bw_status member_read(struct archive *r, uint64_t *off)
{
	struct header h;
	enum bw_status st = header_read(r, *off, &h);
	bool is_names, is_table;
	struct bw_bytes data;

	if (st != BW_OK)
		return st;
	is_names = strcmp(h.name, "//") == 0;
	is_table = is_symbol_table(h.name);
	*off += HEADER_BYTES;
	if (r->thin && !is_names && !is_table)
		return member_add(r, &h, (struct bw_bytes){r->image.p + *off, 0});
	if (h.size > r->image.n - *off)
		return malformed(r, h.off, "names more bytes than the file has");
	data = (struct bw_bytes){r->image.p + *off, (size_t)h.size};
	*off += h.size + h.size % 2;
	if (!is_names)
		return is_table ? BW_OK : member_add(r, &h, data);
	if (r->long_names.n)
		return malformed(r, h.off, "is a second table of long names");
	r->long_names = data;
	return BW_OK;
}

enum bw_status bundle_archive(struct bw_arena *a, struct bw_diags *d, const char *file,
			      struct bw_bytes image, member_list *ret)
{
	struct archive r = {.arena = a,
			    .diags = d,
			    .file = file,
			    .image = image,
			    .thin = image.p[2] == 't',
			    .found = ret};
	uint64_t off = MAGIC_BYTES;
	enum bw_status st = BW_OK;

	assert(image.n >= MAGIC_BYTES);
	while (st == BW_OK && off < image.n)
		st = member_read(&r, &off);
	return st;
}
