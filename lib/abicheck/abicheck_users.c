/* SPDX-License-Identifier: BSD-2-Clause */
/* The programs: which of their types are read, and what is wrong with a file. */
#include "abicheck/abicheck_parts.h"

#include <ctype.h>

typedef BW_VEC(const char *) name_list;

static void want(struct bw_arena *a, name_list *l, const char *name)
{
	const char *plain = name_plain(a, name);

	for (uint32_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i], plain) == 0)
			return;
	if (*plain)
		*bw_push(a, l) = plain;
}

const char *section_ident(struct bw_arena *a, const char *section)
{
	char *s = bw_strndup(a, section + (*section == '.'), strlen(section + (*section == '.')));

	for (char *p = s; *p; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
	return s;
}

static void want_type(struct bw_arena *a, name_list *l, const char *name)
{
	size_t n = strlen(name);

	want(a, l, name);
	want(a, l, bw_printf(a, "%s_t", name));
	if (n > 2 && strcmp(name + n - 2, "_t") == 0)
		want(a, l, bw_strndup(a, name, n - 2));
}

static name_list wanted_names(struct bw_arena *a, const struct bw_abicheck_options *o,
			      const item_list *items)
{
	name_list l = {0};

	want(a, &l, "objects"); /* bpf2go's, for the prefix of its types */
	for (uint32_t i = 0; i < items->n; i++) {
		const struct item *it = &items->v[i];

		for (uint32_t k = 0; k < it->names.n; k++)
			want_type(a, &l, it->names.v[k]);
		if (it->role == ITEM_SECTION)
			want(a, &l, section_ident(a, it->map));
	}
	for (uint32_t i = 0; i < o->bind_count; i++)
		want(a, &l, name_last(a, o->binds[i].type));
	return l;
}

/* Prefixes of bpf2go: "main.bpfObjects" has "bpf". */
static void stems_find(struct bw_arena *a, struct user *u)
{
	for (uint32_t i = 0; i < u->types.list.n; i++) {
		const struct bw_dwarf_type *t = &u->types.list.v[i];
		const char *last = name_last(a, t->name);
		size_t n = strlen(last);

		if (t->lang == BW_DWARF_GO && n > 7 && strcmp(last + n - 7, "Objects") == 0)
			*bw_push(a, &u->stems) = bw_strndup(a, last, n - 7);
	}
}

static const char *order_name(bool big_endian)
{
	return big_endian ? "big-endian" : "little-endian";
}

/* The file is read: may its types be compared? */
static enum bw_status user_judge(const struct bw_spec *s, const struct bw_abicheck_options *o,
				 struct user *u, struct bw_diags *d)
{
	struct bw_where at = bw_at_file(u->path);

	assert(u->path && !u->is_read);
	u->abi =
	    bw_abi_of_elf(u->types.machine, u->types.is_64, u->types.big_endian, u->types.flags);
	if (u->types.big_endian != s->obj->big_endian) {
		u->was_used = true;
		if (o->skip_other_order)
			return BW_OK;
		return bw_report(d, BW_D_ABI_BYTE_ORDER, at, "%s is %s, the object %s is %s",
				 u->path, order_name(u->types.big_endian), s->obj->file,
				 order_name(s->obj->big_endian));
	}
	if (u->types.missing) {
		u->was_used = true;
		bw_tell(d, BW_D_ABI_NO_TYPES, at, "%s: %s", u->path, u->types.missing);
		return BW_OK;
	}
	if (u->types.partial)
		bw_tell(d, BW_D_ABI_NO_TYPES, at, "%s: in part: %s", u->path, u->types.partial);
	u->is_read = true;
	return BW_OK;
}

static enum bw_status user_read(struct bw_arena *a, const struct bw_spec *s,
				const struct bw_abicheck_options *o, const name_list *names,
				struct user *u, struct bw_diags *d)
{
	struct bw_where at = bw_at_file(u->path);
	enum bw_status st;
	uint8_t head[4];
	size_t n;
	int err = bw_file_head(u->path, head, sizeof(head), &n);

	if (err)
		return bw_report(d, BW_D_FILE_READ, at, "cannot read %s: %s", u->path,
				 strerror(err));
	if (!bw_dwarf_types(a, u->path, (const char *const *)names->v, names->n, &u->types))
		return bw_report(d, BW_D_ABI_USER_FILE, at, "%s is no ELF file", u->path);
	st = user_judge(s, o, u, d);
	stems_find(a, u);
	u->plain = BW_NEW_ARRAY(a, const char *, u->types.list.n);
	for (uint32_t i = 0; i < u->types.list.n; i++)
		u->plain[i] = name_plain(a, name_last(a, u->types.list.v[i].name));
	return st;
}

enum bw_status users_read(struct bw_arena *a, const struct bw_spec *s,
			  const struct bw_abicheck_options *o, const item_list *items,
			  struct bw_diags *d, struct users *ret)
{
	name_list names = wanted_names(a, o, items);
	enum bw_status st = BW_OK;

	ret->n = o->user_count;
	ret->v = BW_NEW_ARRAY(a, struct user, o->user_count);
	for (uint32_t i = 0; i < ret->n; i++) {
		ret->v[i].path = o->users[i];
		st = bw_worse(st, user_read(a, s, o, &names, &ret->v[i], d));
	}
	return st;
}

bool user_is(const struct user *u, const char *file)
{
	const char *slash = strrchr(u->path, '/');

	return !file || strcmp(u->path, file) == 0 ||
	       strcmp(slash ? slash + 1 : u->path, file) == 0;
}

static const char *without_tag(const char *name)
{
	static const char *const tags[] = {"struct ", "union ", "enum ", "class "};

	for (size_t i = 0; i < BW_COUNT(tags); i++)
		if (strncmp(name, tags[i], strlen(tags[i])) == 0)
			return name + strlen(tags[i]);
	return name;
}

type_list user_types_named(struct bw_arena *a, const struct user *u, const char *text)
{
	const char *last = name_last(a, text);
	type_list l = {0};

	for (int pass = 0; pass < 3 && !l.n; pass++) {
		for (uint32_t i = 0; i < u->types.list.n; i++) {
			const struct bw_dwarf_type *t = &u->types.list.v[i];
			const char *its = name_last(a, t->name);
			bool same = pass == 0 ? strcmp(without_tag(t->name), without_tag(text)) == 0
				    : pass == 1
					? strcmp(its, last) == 0
					: strcmp(name_plain(a, its), name_plain(a, last)) == 0;

			if (same)
				*bw_push(a, &l) = t;
		}
	}
	return l;
}
