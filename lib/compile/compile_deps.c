/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/compile_deps.h"
#include "compile/compile.h"

/* Past a run of backslashes, a line end counts as a blank. */
static size_t line_end(const char *p)
{
	if (p[0] == '\r' && p[1] == '\n')
		return 2;
	return p[0] == '\n';
}

/*
 * Backslashes are themselves, but before a blank or '#' two stand for one, and an
 * odd one makes the blank or '#' part of the name. "$$" is '$'.
 */
static const char *take_name(const char *p, struct bw_sb *name)
{
	while (*p && *p != ' ' && *p != '\t' && !line_end(p)) {
		size_t n = strspn(p, "\\");
		bool special = p[n] == ' ' || p[n] == '#';

		if (n && line_end(p + n)) { /* the last one continues the line */
			while (--n)
				bw_sb_addc(name, '\\');
			return p + strspn(p, "\\") - 1;
		}
		for (size_t i = 0; i < (special ? n / 2 : n); i++)
			bw_sb_addc(name, '\\');
		p += n;
		if (n && special && n % 2 == 0)
			continue;
		if (n && !special)
			continue;
		p += *p == '$' && p[1] == '$';
		bw_sb_addc(name, *p++);
	}
	return p;
}

static const char *skip_blanks(const char *p)
{
	for (;;) {
		if (*p == ' ' || *p == '\t')
			p++;
		else if (*p == '\\' && line_end(p + 1))
			p += 1 + line_end(p + 1);
		else
			return p;
	}
}

void bw_deps_parse(struct bw_deps *d, struct bw_bytes text)
{
	const char *p = bw_strndup(d->arena, (const char *)text.p, text.n);

	p = strchr(p, ':'); /* the target is ours: "bpfweld" */
	if (!p)
		return;
	for (p = skip_blanks(p + 1); *p && !line_end(p); p = skip_blanks(p)) {
		struct bw_sb name = bw_sb_in(d->arena);

		p = take_name(p, &name);
		if (name.n)
			*bw_push(d->arena, &d->list) = bw_sb_str(&name);
	}
}

void bw_deps_spell(struct bw_sb *b, const char *name)
{
	for (const char *p = name; *p; p++) {
		size_t slashes = 0;

		if (*p == ' ')
			while (p - slashes > name && p[-1 - (ptrdiff_t)slashes] == '\\')
				slashes++;
		for (size_t i = 0; i < slashes; i++)
			bw_sb_addc(b, '\\');
		if (*p == ' ' || *p == '#')
			bw_sb_addc(b, '\\');
		if (*p == '$')
			bw_sb_addc(b, '$');
		bw_sb_addc(b, *p);
	}
}

struct dep_list {
	struct bw_arena *arena;
	struct bw_names *seen;
	struct bw_sb text;
	const char *odd; /* the first name that cannot be written */
};

static void add_dep(struct dep_list *l, const char *name)
{
	uint32_t known = bw_names_count(l->seen);

	bw_intern_z(l->seen, name);
	if (bw_names_count(l->seen) == known)
		return;
	if (strpbrk(name, "\r\n") && !l->odd)
		l->odd = name;
	bw_sb_addz(&l->text, " \\\n  ");
	bw_deps_spell(&l->text, name);
}

enum bw_status bw_compile_depfile(struct bw_arena *a, struct bw_diags *diags, const char *target,
				  const struct bw_compiled *c, uint32_t n, const char *const *more,
				  uint32_t more_n, struct bw_bytes *ret)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct dep_list l = {.arena = a, .seen = bw_names_create(scratch), .text = bw_sb_in(a)};

	if (strpbrk(target, "\r\n"))
		l.odd = target;
	bw_deps_spell(&l.text, target);
	bw_sb_addc(&l.text, ':');
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < c[i].dep_n; k++)
			add_dep(&l, c[i].dep[k]);
	for (uint32_t i = 0; i < more_n; i++)
		add_dep(&l, more[i]);
	bw_sb_addc(&l.text, '\n');
	bw_arena_deinit(scratch);
	if (l.odd)
		return bw_report(diags, BW_D_DEP_NAME, bw_at_file(l.odd),
				 "this name holds a line break, so no depfile can list it");
	*ret = bw_sb_bytes(&l.text);
	return BW_OK;
}
