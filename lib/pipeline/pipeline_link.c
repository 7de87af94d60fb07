/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of linking: words of the command line to bw_link_options. */
#include "pipeline/pipeline_link.h"

struct how {
	const char *name;
	int value;
};

static const struct how undefined_hows[] = {
    {"error", BW_UNDEFINED_ERROR},
    {"warn", BW_UNDEFINED_WARN},
    {"allow", BW_UNDEFINED_ALLOW},
};

static const struct how compat_hows[] = {
    {"strict", BW_COMPAT_STRICT},
    {"libbpf", BW_COMPAT_LIBBPF},
};

static enum bw_status refused(struct bpfweld *b, enum option_id id, const char *value,
			      const char *takes)
{
	size_t n;

	return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
			 "--%s is '%s'; it takes %s", bpfweld_options(&n)[id].name, value, takes);
}

/* Without the option, the first. */
static enum bw_status how_option(struct bpfweld *b, enum option_id id, const struct how *hows,
				 size_t n, const char *takes, int *ret)
{
	const char *how = opt(b, id) ? opt(b, id) : hows[0].name;

	for (size_t i = 0; i < n; i++)
		if (strcmp(hows[i].name, how) == 0) {
			*ret = hows[i].value;
			return BW_OK;
		}
	return refused(b, id, how, takes);
}

/* May a C name start with it? */
static bool is_name_start(const char *s)
{
	if (!*s || (*s >= '0' && *s <= '9'))
		return false;
	for (; *s; s++)
		if (*s != '_' && !(*s >= '0' && *s <= '9') &&
		    !((*s | 32) >= 'a' && (*s | 32) <= 'z'))
			return false;
	return true;
}

/* FILE=P; a path may have a '=' in it, P cannot. */
static enum bw_status prefix_option(struct bpfweld *b, const char *text, struct bw_link_prefix *ret)
{
	const char *eq = strrchr(text, '=');

	if (!eq || eq == text || !is_name_start(eq + 1))
		return refused(b, OPT_prefix, text,
			       "FILE=P, where P is letters, digits and _, no digit first");
	ret->file = bw_strndup(&b->arena, text, (size_t)(eq - text));
	ret->text = eq + 1;
	return BW_OK;
}

static enum bw_status prefix_options(struct bpfweld *b, struct bw_link_options *lo)
{
	uint32_t n = b->value[OPT_prefix].n;
	struct bw_link_prefix *p = BW_NEW_ARRAY(&b->arena, struct bw_link_prefix, n);
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < n; i++)
		st = bw_worse(st, prefix_option(b, b->value[OPT_prefix].v[i], &p[i]));
	lo->prefix = p;
	lo->prefix_count = n;
	return st;
}

/* NAME or FILE:NAME; a path may have a ':' in it, a name cannot. */
static enum bw_status pick_options(struct bpfweld *b, enum option_id id,
				   const struct bw_link_pick **ret, uint32_t *ret_count)
{
	uint32_t n = b->value[id].n;
	struct bw_link_pick *p = BW_NEW_ARRAY(&b->arena, struct bw_link_pick, n);
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < n; i++) {
		const char *text = b->value[id].v[i], *colon = strrchr(text, ':');

		p[i].name = colon ? colon + 1 : text;
		if (colon)
			p[i].file = bw_strndup(&b->arena, text, (size_t)(colon - text));
		if (!*p[i].name || (colon && colon == text))
			st = bw_worse(st, refused(b, id, text, "NAME or FILE:NAME"));
	}
	*ret = p;
	*ret_count = n;
	return st;
}

/* The text would replace something that the same command reads or writes. */
static enum bw_status map_option(struct bpfweld *b)
{
	const char *map = opt(b, OPT_linkmap), *out = opt(b, OPT_output);
	bool taken = map && out && bw_path_same(map, out);

	for (uint32_t i = 0; map && i < b->inputs.n; i++)
		taken |= bw_path_same(map, input_file(b, b->inputs.v[i]));
	return taken ? refused(b, OPT_linkmap, map, "a file that is neither input nor output")
		     : BW_OK;
}

enum bw_status link_options(struct bpfweld *b, struct bw_link_options *ret)
{
	enum bw_status st;
	int how = 0, compat = 0;

	*ret = (struct bw_link_options){.license = opt(b, OPT_license), .gc = opt(b, OPT_gc)};
	st = how_option(b, OPT_undefined, undefined_hows, BW_COUNT(undefined_hows),
			"error, warn or allow", &how);
	st = bw_worse(st, how_option(b, OPT_compat, compat_hows, BW_COUNT(compat_hows),
				     "strict or libbpf", &compat));
	ret->undefined = (enum bw_undefined)how;
	ret->compat = (enum bw_link_compat)compat;
	st = bw_worse(st, prefix_options(b, ret));
	st = bw_worse(st, pick_options(b, OPT_keep, &ret->keep, &ret->keep_count));
	st = bw_worse(st, pick_options(b, OPT_localize, &ret->localize, &ret->localize_count));
	return bw_worse(st, map_option(b));
}

enum bw_status link_map_write(struct bpfweld *b, const char *output, const char *path)
{
	struct bw_sb text = bw_sb_in(&b->arena);

	if (!path)
		return BW_OK;
	assert(b->account);
	bw_report_link_map(&text, b->account, output);
	return output_add(b, path, bw_sb_bytes(&text), 0666);
}
