/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Source lines of declarations, so that findings can show them: for what we compile from
 * the compiler, for objects from their DWARF, and that only when a finding names them.
 */
#include "pipeline/pipeline_run.h"

#include "compile/compile.h"
#include "dwarf/dwarf.h"

#define SOURCE_BYTES_MAX ((size_t)16 << 20)

/* One source file, read when first asked for and cut into lines. */
struct source {
	const char *path;
	BW_VEC(struct bw_bytes) line;
};

typedef BW_VEC(struct source) source_list;

static void lines_split(struct bw_arena *a, struct source *s, struct bw_bytes text)
{
	const uint8_t *p = text.p, *end = text.p + text.n;

	while (p < end) {
		const uint8_t *nl = memchr(p, '\n', (size_t)(end - p));
		const uint8_t *stop = nl ? nl : end;

		*bw_push(a, &s->line) = (struct bw_bytes){p, (size_t)(stop - p)};
		p = stop + 1;
	}
}

static const struct source *source_get(struct bw_arena *a, source_list *all, const char *path)
{
	struct bw_bytes text;
	struct source *s;

	for (uint32_t i = 0; i < all->n; i++)
		if (strcmp(all->v[i].path, path) == 0)
			return &all->v[i];
	s = bw_push(a, all);
	s->path = path;
	if (bw_file_read(a, path, SOURCE_BYTES_MAX, &text) == 0)
		lines_split(a, s, text); /* a file that has gone shows no line, no more */
	return s;
}

static bool is_word(int c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* The column of name as a word of the line, from 1; 0 if it is not there. */
static uint32_t column_of(struct bw_bytes line, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i + n <= line.n; i++)
		if (memcmp(line.p + i, name, n) == 0 && (!i || !is_word(line.p[i - 1])) &&
		    (i + n == line.n || !is_word(line.p[i + n])))
			return (uint32_t)i + 1;
	return 0;
}

static void symbol_place(struct bw_obj *o, struct bw_symbol *y, const struct bw_compile_decl *d,
			 const struct source *s)
{
	y->src_file = bw_intern_z(o->names, d->file);
	y->src_line = d->line;
	if (d->line > s->line.n || memchr(s->line.v[d->line - 1].p, 0, s->line.v[d->line - 1].n))
		return;
	y->src_text =
	    bw_intern(o->names, (const char *)s->line.v[d->line - 1].p, s->line.v[d->line - 1].n);
	y->src_col = column_of(s->line.v[d->line - 1], d->name);
}

void decls_attach(struct bw_arena *a, struct bw_obj *o, const struct bw_compiled *c)
{
	const struct bw_compile_decl **by_name;
	struct bw_arena *scratch = bw_arena_child(a);
	source_list sources = {0};

	for (uint32_t i = 0; i < c->decl_n; i++)
		bw_intern_z(o->names, c->decl[i].name);
	by_name = BW_NEW_ARRAY(scratch, const struct bw_compile_decl *, bw_names_count(o->names));
	for (uint32_t i = 0; i < c->decl_n; i++)
		by_name[bw_intern_z(o->names, c->decl[i].name).id] = &c->decl[i];
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_compile_decl *d = by_name[o->sym[i].name.id];

		if (d && o->sym[i].name.id)
			symbol_place(o, &o->sym[i], d, source_get(scratch, &sources, d->file));
	}
	bw_arena_deinit(scratch);
}

/* ---- objects ---- */

#define OBJECT_BYTES_MAX ((size_t)256 << 20)

/* What one input declares, read when first asked for. */
struct declared {
	const char *file;
	struct bw_dwarf_decls decls;
};

struct shown {
	struct bpfweld *b;
	source_list sources;
	BW_VEC(struct declared) file;
};

static const struct bw_dwarf_decls *declared_get(struct shown *s, const char *file)
{
	struct bw_arena *a = &s->b->arena;
	struct bw_arena *scratch;
	struct declared *d;
	struct bw_bytes image;

	for (uint32_t i = 0; i < s->file.n; i++)
		if (strcmp(s->file.v[i].file, file) == 0)
			return &s->file.v[i].decls;
	d = bw_push(a, &s->file);
	d->file = file;
	scratch = bw_arena_child(a);
	if (bw_file_read(scratch, file, OBJECT_BYTES_MAX, &image) == 0)
		d->decls = bw_dwarf_decls(a, image);
	bw_arena_deinit(scratch);
	return &d->decls;
}

/* The definition if there is one, else the first declaration; NULL. */
static const struct bw_dwarf_decl *decl_find(const struct bw_dwarf_decls *all, const char *name)
{
	const struct bw_dwarf_decl *first = NULL;

	for (uint32_t i = 0; i < all->list.n; i++) {
		const struct bw_dwarf_decl *d = &all->list.v[i];

		if (strcmp(d->name, name) != 0)
			continue;
		if (d->is_definition)
			return d;
		if (!first)
			first = d;
	}
	return first;
}

static bool says(const char *line, const char *name)
{
	return line && column_of((struct bw_bytes){(const uint8_t *)line, strlen(line)}, name);
}

/* The text is shown only if it has the name: the source may have changed since. Of a
 * function, BTF knows the line of its first instruction, which may be another. */
static void place_fill(struct shown *s, struct bw_where *w)
{
	const struct bw_dwarf_decl *d;
	const struct source *text;
	struct bw_bytes line;
	uint32_t col;

	if (!w->file || !w->symbol || (w->src_line && !w->is_name) ||
	    (w->src_line && says(w->src_text, w->symbol)))
		return;
	d = decl_find(declared_get(s, w->file), w->symbol);
	if (!d)
		return;
	w->src_file = d->file;
	w->src_line = d->line;
	w->src_col = 0;
	w->src_text = NULL;
	text = source_get(&s->b->arena, &s->sources, d->file);
	if (d->line > text->line.n)
		return;
	line = text->line.v[d->line - 1];
	col = column_of(line, d->name);
	if (!col || memchr(line.p, 0, line.n))
		return;
	w->src_col = col;
	w->src_text = bw_strndup(&s->b->arena, (const char *)line.p, line.n);
}

void decls_show(struct bpfweld *b)
{
	struct shown s = {.b = b};

	for (uint32_t i = 0; i < b->diags->list.n; i++) {
		struct bw_diag *d = &b->diags->list.v[i];

		place_fill(&s, &d->where);
		for (uint32_t k = 0; k < d->notes.n; k++)
			place_fill(&s, &d->notes.v[k].where);
	}
}
