/* SPDX-License-Identifier: BSD-2-Clause */
/* --user and --bind: programs that share the maps. */
#include "pipeline/pipeline_run.h"

#include "abicheck/abicheck.h"

static bool ends_with(const char *s, size_t n, const char *end)
{
	size_t k = strlen(end);

	return n > k && memcmp(s + n - k, end, k) == 0;
}

/* [ELF:]MAP[.key|.value]=TYPE; a path may have a colon, the name of a map has none. */
static enum bw_status bind_parse(struct bpfweld *b, const char *text, struct bw_abicheck_bind *ret)
{
	const char *equals = strchr(text, '='), *map = text;
	size_t n;

	for (const char *p = text; equals && p < equals; p++)
		if (*p == ':')
			map = p + 1;
	n = equals ? (size_t)(equals - map) : 0;
	*ret = (struct bw_abicheck_bind){0};
	if (!n || !equals[1] || map == text + 1)
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
				 "--bind is '%s'; it takes [ELF:]MAP[.key|.value]=TYPE", text);
	if (map > text)
		ret->file = bw_strndup(&b->arena, text, (size_t)(map - text) - 1);
	ret->is_key = ends_with(map, n, ".key");
	if (ret->is_key)
		n -= strlen(".key");
	else if (ends_with(map, n, ".value"))
		n -= strlen(".value");
	ret->map = bw_strndup(&b->arena, map, n);
	ret->type = equals + 1;
	return BW_OK;
}

enum bw_status users_check(struct bpfweld *b, const struct bw_spec *s)
{
	const text_list *users = &b->value[OPT_user], *binds = &b->value[OPT_bind];
	struct bw_abicheck_bind *bind = BW_NEW_ARRAY(&b->arena, struct bw_abicheck_bind, binds->n);
	struct bw_abicheck_options o = {.users = users->v,
					.user_count = users->n,
					.binds = bind,
					.bind_count = binds->n,
					.skip_other_order = b->both_orders};

	if (!users->n && !binds->n)
		return BW_OK;
	for (uint32_t i = 0; i < binds->n; i++) {
		enum bw_status st = bind_parse(b, binds->v[i], &bind[i]);

		if (st != BW_OK)
			return st;
	}
	return bw_abicheck(bw_arena_child(&b->arena), s, &o, b->diags);
}
