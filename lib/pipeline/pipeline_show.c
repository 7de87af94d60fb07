/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs that answer questions: show, map, target, explain. */
#include <limits.h>

#include "pipeline/pipeline_run.h"

#include "mapcheck/mapcheck.h"

static enum bw_status show_one(struct bpfweld *b, const struct bw_obj *o)
{
	static const struct {
		enum option_id id;
		void (*spec)(struct bw_sb *, const struct bw_spec *);
		void (*obj)(struct bw_sb *, const struct bw_obj *);
	} parts[] = {
	    {OPT_maps, bw_show_maps, NULL},	{OPT_progs, bw_show_progs, NULL},
	    {OPT_relocs, NULL, bw_show_relocs}, {OPT_layout, bw_show_layout, NULL},
	    {OPT_btf, NULL, bw_show_btf},	{OPT_disasm, bw_show_disasm, NULL},
	};
	struct bw_spec *s;
	enum bw_status st = bw_spec_build(&b->arena, o, b->diags, &s);
	bool any = false;

	if (st != BW_OK)
		return st;
	any = b->value[OPT_abi].n || b->value[OPT_profile].n;
	for (size_t i = 0; i < BW_COUNT(parts); i++)
		any |= opt(b, parts[i].id) != NULL;
	if (!any) {
		bw_show_summary(&b->text, s);
		note_print(&b->text, o);
		bw_show_maps(&b->text, s);
		bw_show_progs(&b->text, s);
	}
	for (size_t i = 0; i < BW_COUNT(parts); i++) {
		if (!opt(b, parts[i].id) || (parts[i].id == OPT_layout && b->value[OPT_abi].n))
			continue;
		if (parts[i].spec)
			parts[i].spec(&b->text, s);
		else
			parts[i].obj(&b->text, o);
	}
	if (b->value[OPT_profile].n)
		st = profiles_show(b, s);
	return b->value[OPT_abi].n ? bw_worse(st, layout_show(b, s)) : st;
}

enum bw_status verb_show(struct bpfweld *b)
{
	struct bw_obj **objs;
	uint32_t n;
	enum bw_status st = inputs_show(b, &objs, &n);

	for (uint32_t i = 0; st == BW_OK && i < n; i++)
		st = show_one(b, objs[i]);
	bw_sb_str(&b->text);
	return st;
}

static enum bw_status target_list(struct bpfweld *b)
{
	for (uint32_t i = 0; i < bw_target_builtin_count(); i++) {
		const char *name;

		bw_target_builtin_name(&b->arena, i, &name);
		bw_sb_printf(&b->text, "%s\n", name);
	}
	bw_sb_addz(&b->text, "host\n");
	return BW_OK;
}

/* Paths in a target file count from its directory. */
static const char *seen_from(struct bpfweld *b, const char *path, bool elsewhere)
{
	char full[PATH_MAX];

	if (!elsewhere || path[0] == '/' || !realpath(path, full))
		return path;
	return bw_printf(&b->arena, "%s", full);
}

/* The files of a kernel become a target file, on standard output without --output. */
static enum bw_status target_import(struct bpfweld *b)
{
	const char *path = opt(b, OPT_output), *base = path ? strrchr(path, '/') : NULL;
	const char *name = path ? (base ? base + 1 : path) : "imported";
	const char **files = BW_NEW_ARRAY(&b->arena, const char *, b->inputs.n - 1);
	struct bw_sb text = bw_sb_in(&b->arena);
	struct bw_import im = {.paths = files, .path_count = b->inputs.n - 1};
	struct bw_bytes btf = {0};
	enum bw_status st;

	for (uint32_t i = 1; i < b->inputs.n; i++)
		files[i - 1] = seen_from(b, b->inputs.v[i], base);
	im.name = bw_strndup(&b->arena, name, strcspn(name, "."));
	if (path)
		im.btf_name = bw_printf(&b->arena, "%s.btf", im.name);
	st = bw_target_import(&b->arena, b->diags, &im, &text, &btf);
	if (st == BW_OK && !path)
		bw_sb_addz(&b->text, bw_sb_str(&text));
	if (st != BW_OK || !path)
		return st;
	if (btf.n)
		st = output_add(
		    b, bw_printf(&b->arena, "%.*s%s", (int)(name - path), path, im.btf_name), btf,
		    0666);
	return bw_worse(st, output_add(b, path, bw_sb_bytes(&text), 0666));
}

enum bw_status verb_target(struct bpfweld *b)
{
	const char *what = b->inputs.n ? b->inputs.v[0] : "";
	enum bw_status st = BW_OK;

	if (strcmp(what, "list") == 0 && b->inputs.n == 1)
		st = target_list(b);
	else if (strcmp(what, "import") == 0 && b->inputs.n > 1)
		st = target_import(b);
	else if (strcmp(what, "show") == 0 && b->inputs.n > 1)
		for (uint32_t i = 1; i < b->inputs.n; i++) {
			struct bw_target *t;
			enum bw_status one =
			    bw_target_find(&b->arena, b->diags, b->inputs.v[i], &t);

			if (one == BW_OK)
				bw_show_target(&b->text, t);
			st = bw_worse(st, one);
		}
	else
		return bw_report(
		    b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
		    "'target' takes 'list', 'show NAME...' or 'import FILE...', not '%s'", what);
	bw_sb_str(&b->text);
	return st;
}

enum bw_status verb_explain(struct bpfweld *b)
{
	enum bw_status st = BW_OK;

	if (!b->inputs.n)
		for (int c = 0; c < BW_D_COUNT; c++)
			bw_sb_printf(&b->text, "%s  %s\n", bw_code_info((enum bw_code)c)->id,
				     bw_code_info((enum bw_code)c)->title);
	for (uint32_t i = 0; i < b->inputs.n; i++) {
		enum bw_code c = bw_code_find(b->inputs.v[i]);

		if (c == BW_D_COUNT)
			st = bw_worse(st,
				      bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
						"there is no finding '%s'", b->inputs.v[i]));
		else
			bw_report_explain(&b->text, c);
	}
	bw_sb_str(&b->text);
	return st;
}
