/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The link map: one line a piece, columns of one width over the whole part, sizes as
 * plain decimal numbers, so that sort, awk and diff work on it.
 */
#include "report/report.h"

enum { COLUMNS = 6 };

struct row {
	const char *title; /* over all columns; NULL: cells */
	const char *cell[COLUMNS];
};

struct table {
	struct bw_arena *arena;
	bool right[COLUMNS]; /* flush right: numbers */
	BW_VEC(struct row) row;
};

static void title_add(struct table *t, const char *title)
{
	bw_push(t->arena, &t->row)->title = title;
}

static const char **row_add(struct table *t)
{
	struct row *r = bw_push(t->arena, &t->row);

	for (uint32_t i = 0; i < COLUMNS; i++)
		r->cell[i] = "";
	return r->cell;
}

static void cell_put(struct bw_sb *b, const char *text, size_t width, bool right, bool last)
{
	size_t pad = width - strlen(text);

	assert(strlen(text) <= width);
	bw_sb_printf(b, "  %*s%s%*s", right ? (int)pad : 0, "", text, right || last ? 0 : (int)pad,
		     "");
}

/* The last cell of a row that has text: nothing stands behind it, not even blanks. */
static uint32_t row_end(const struct row *r)
{
	uint32_t n = COLUMNS;

	while (n && !*r->cell[n - 1])
		n--;
	return n;
}

static void table_put(struct bw_sb *b, const struct table *t)
{
	size_t width[COLUMNS] = {0};

	for (uint32_t i = 0; i < t->row.n; i++)
		for (uint32_t k = 0; k < COLUMNS && !t->row.v[i].title; k++)
			if (strlen(t->row.v[i].cell[k]) > width[k])
				width[k] = strlen(t->row.v[i].cell[k]);
	for (uint32_t i = 0; i < t->row.n; i++) {
		const struct row *r = &t->row.v[i];
		uint32_t n = r->title ? 0 : row_end(r);

		if (r->title)
			bw_sb_addz(b, r->title);
		for (uint32_t k = 0; k < n; k++)
			cell_put(b, r->cell[k], width[k], t->right[k], k + 1 == n);
		bw_sb_addc(b, '\n');
	}
}

static const char *safe(struct table *t, const char *s)
{
	struct bw_sb b = bw_sb_in(t->arena);

	bw_report_safe(&b, s);
	return bw_sb_str(&b);
}

static const char *quoted(struct table *t, const char *s)
{
	return s ? bw_printf(t->arena, "\"%s\"", safe(t, s)) : "";
}

static const char *number(struct table *t, uint64_t n)
{
	return bw_printf(t->arena, "%llu", (unsigned long long)n);
}

static const char *offset(struct table *t, uint64_t n)
{
	return bw_printf(t->arena, "0x%llx", (unsigned long long)n);
}

static void header_add(struct table *t, const char *const *names)
{
	const char **c = row_add(t);

	for (uint32_t i = 0; i < COLUMNS && names[i]; i++)
		c[i] = names[i];
}

/* ---- files ---- */

static const char *share(struct table *t, uint64_t in, uint64_t out)
{
	if (!in)
		return "";
	return bw_printf(t->arena, "%lld %%", (long long)(out * 100 / in) - (long long)100);
}

static void files_put(struct bw_sb *b, const struct bw_link_account *a)
{
	static const char *const head[COLUMNS] = {"bytes in", "bytes out", "types",
						  "file",     "license",   "prefix"};
	struct table t = {.arena = b->arena, .right = {true, true, true}};
	const char **c;

	header_add(&t, head);
	for (uint32_t i = 0; i < a->file_count; i++) {
		const struct bw_link_file *f = &a->file[i];

		c = row_add(&t);
		c[0] = number(&t, f->in_bytes);
		c[1] = number(&t, f->out_bytes);
		c[2] = number(&t, f->types);
		c[3] = safe(&t, f->name);
		c[4] = quoted(&t, f->license);
		c[5] = f->prefix ? safe(&t, f->prefix) : "";
	}
	c = row_add(&t);
	c[0] = number(&t, a->in_bytes);
	c[1] = number(&t, a->out_bytes);
	c[2] = number(&t, a->out_types);
	c[3] = "the result";
	c[4] = quoted(&t, a->license);
	c = row_add(&t);
	c[1] = share(&t, a->in_bytes, a->out_bytes);
	c[2] = share(&t, a->in_types, a->out_types);
	bw_sb_addz(b, "FILES, bytes of code and data, types of BTF\n");
	table_put(b, &t);
	if (a->license_given)
		bw_sb_addz(b, "  The license is that of --license.\n");
	else if (a->license_merged)
		bw_sb_addz(b, "  The licenses differ; all are compatible with the GPL.\n");
}

/* ---- pieces ---- */

static const char *const why_text[] = {
    [BW_WHY_UNUSED] = "nothing uses it",
    [BW_WHY_USED] = "used",
    [BW_WHY_PROGRAM] = "program",
    [BW_WHY_STRUCT_OPS] = "struct_ops",
    [BW_WHY_PINNED] = "pinned",
    [BW_WHY_KEEP] = "--keep",
    [BW_WHY_CALLBACK] = "exception callback",
    [BW_WHY_LOADER] = "read by loaders",
    [BW_WHY_OVERRIDDEN] = "another definition won",
    [BW_WHY_DUPLICATE] = "one copy is enough",
};

static const char *what_of(struct table *t, const struct bw_link_piece *p)
{
	if (p->name && p->is_local &&
	    (strcmp(p->what, "function") == 0 || strcmp(p->what, "variable") == 0))
		return bw_printf(t->arena, "static %s", p->what);
	return p->what;
}

static const char *piece_name(struct table *t, const struct bw_link_piece *p)
{
	if (p->name)
		return safe(t, p->name);
	return bw_printf(t->arena, "%s+0x%llx", safe(t, p->section),
			 (unsigned long long)p->off_bytes);
}

static const char *why_of(struct table *t, const struct bw_link_account *a,
			  const struct bw_link_piece *p)
{
	const struct bw_link_piece *by = p->by == BW_LINK_NOBODY ? NULL : &a->piece[p->by];

	assert(p->why < BW_COUNT(why_text) && (!by || p->by < a->kept_count));
	if (!by)
		return why_text[p->why];
	if (p->why == BW_WHY_OVERRIDDEN)
		return bw_printf(t->arena, "overridden by %s", safe(t, by->file));
	if (strcmp(p->what, "license") == 0 || strcmp(p->what, "version") == 0)
		return why_text[p->why];
	if (p->why == BW_WHY_DUPLICATE)
		return bw_printf(t->arena, "the same as %s of %s", piece_name(t, by),
				 safe(t, by->file));
	if (strcmp(p->file, by->file) == 0)
		return bw_printf(t->arena, "used by %s", piece_name(t, by));
	return bw_printf(t->arena, "used by %s of %s", piece_name(t, by), safe(t, by->file));
}

static void kept_put(struct bw_sb *b, const struct bw_link_account *a)
{
	static const char *const head[COLUMNS] = {"offset", "bytes", "what", "name", "file", "why"};
	struct table t = {.arena = b->arena, .right = {true, true}};

	header_add(&t, head);
	for (uint32_t i = 0; i < a->section_count; i++) {
		const struct bw_link_section *s = &a->section[i];

		title_add(&t, bw_printf(b->arena, "%s, %llu bytes, aligned to %llu",
					safe(&t, s->name), (unsigned long long)s->size_bytes,
					(unsigned long long)s->align_bytes));
		for (uint32_t k = s->piece_first; k < s->piece_first + s->piece_count; k++) {
			const struct bw_link_piece *p = &a->piece[k];
			const char **c = row_add(&t);

			c[0] = offset(&t, p->off_bytes);
			c[1] = number(&t, p->size_bytes);
			c[2] = what_of(&t, p);
			c[3] = p->name ? safe(&t, p->name) : "-";
			c[4] = safe(&t, p->file);
			c[5] = why_of(&t, a, p);
		}
	}
	bw_sb_addz(b, "\nSECTIONS\n");
	table_put(b, &t);
}

static void dropped_put(struct bw_sb *b, const struct bw_link_account *a)
{
	static const char *const head[COLUMNS] = {"bytes", "what", "name", "file", "from", "why"};
	struct table t = {.arena = b->arena, .right = {true}};

	header_add(&t, head);
	for (uint32_t i = a->kept_count; i < a->piece_count; i++) {
		const struct bw_link_piece *p = &a->piece[i];
		const char **c = row_add(&t);

		c[0] = number(&t, p->size_bytes);
		c[1] = what_of(&t, p);
		c[2] = p->name ? safe(&t, p->name) : "-";
		c[3] = safe(&t, p->file);
		c[4] = bw_printf(b->arena, "%s+0x%llx", safe(&t, p->section),
				 (unsigned long long)p->off_bytes);
		c[5] = why_of(&t, a, p);
	}
	bw_sb_addz(b, a->gc ? "\nDROPPED\n" : "\nDROPPED, without --gc\n");
	if (t.row.n > 1)
		table_put(b, &t);
	else
		bw_sb_addz(b, "  nothing\n");
}

/* ---- names ---- */

static void names_put(struct bw_sb *b, const struct bw_link_account *a)
{
	static const char *const head[COLUMNS] = {"name", "what", "comes from", "used in"};
	struct table t = {.arena = b->arena};

	header_add(&t, head);
	for (uint32_t i = 0; i < a->name_count; i++) {
		const struct bw_link_name *n = &a->name[i];
		struct bw_sb users = bw_sb_in(b->arena);
		const char **c = row_add(&t);

		for (uint32_t k = 0; k < n->user_count; k++) {
			bw_sb_addz(&users, k ? ", " : "");
			bw_report_safe(&users, n->user[k]);
		}
		c[0] = safe(&t, n->name);
		c[1] = n->what;
		c[2] = n->file ? safe(&t, n->file) : n->origin;
		c[3] = bw_sb_str(&users);
	}
	bw_sb_addz(b, "\nNAMES that files share, or take from the kernel\n");
	if (a->name_count)
		table_put(b, &t);
	else
		bw_sb_addz(b, "  none\n");
}

void bw_report_link_map(struct bw_sb *b, const struct bw_link_account *a, const char *output)
{
	bw_sb_addz(b, "Link map of ");
	bw_report_safe(b, output);
	bw_sb_addz(b, "\n\n");
	files_put(b, a);
	kept_put(b, a);
	dropped_put(b, a);
	names_put(b, a);
}
