/* SPDX-License-Identifier: BSD-2-Clause */
#include "pipeline/pipeline_run.h"

#include "abicheck/abicheck.h"
#include "mapcheck/mapcheck.h"
#include "mapuse/mapuse.h"
#include "profile/profile.h"
#include "verify/verify.h"

static enum bw_status target_add(struct bpfweld *b, const char *name)
{
	enum bw_status st;
	struct bw_target *t;
	uint32_t known;

	st = bw_target_find(&b->arena, b->diags, name, &t);
	if (st != BW_OK)
		return st;
	if (b->value[OPT_profile].n == 1 && bw_profile_lookup(opt(b, OPT_profile), &known))
		t->loader = opt(b, OPT_profile); /* several are compared, and leave the target's */
	*bw_push(&b->arena, &b->targets) = t;
	return BW_OK;
}

enum bw_status targets_find(struct bpfweld *b)
{
	enum bw_status st = BW_OK;

	if (b->targets.n)
		return BW_OK;
	for (uint32_t i = 0; i < b->value[OPT_target].n; i++)
		st = bw_worse(st, target_add(b, b->value[OPT_target].v[i]));
	return st;
}

static const struct bw_arch *arch_of_name(const char *name)
{
	const struct bw_arch *arch = bw_arch_find(strchr(name, '/') + 1);

	assert(arch);
	return arch;
}

/* The newest built-in name of an architecture, or of a byte order when arch is
 * NULL; names stand in order of age. NULL if there is none. */
static const char *newest_name(struct bpfweld *b, const char *arch, bool big_endian)
{
	const char *best = NULL, *name;

	for (uint32_t i = 0; i < bw_target_builtin_count(); i++) {
		const struct bw_arch *a;

		bw_target_builtin_name(&b->arena, i, &name);
		a = arch_of_name(name);
		if (arch ? strcmp(a->name, arch) == 0 : a->big_endian == big_endian)
			best = name;
	}
	return best;
}

enum bw_status target_for_arch(struct bpfweld *b, const char *arch, const struct bw_target **ret)
{
	const char *name = newest_name(b, arch, false);
	struct bw_target *t;
	enum bw_status st;

	if (!name)
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
				 "--arch is '%s'; no kernel of that architecture is known", arch);
	st = bw_target_find(&b->arena, b->diags, name, &t);
	if (st == BW_OK)
		*ret = t;
	return st;
}

enum bw_status targets_for(struct bpfweld *b, bool big_endian)
{
	const char *name;

	if (b->value[OPT_target].n)
		return targets_find(b);
	for (uint32_t i = 0; i < b->targets.n; i++)
		if (b->targets.v[i]->arch->big_endian == big_endian)
			return BW_OK;
	name = newest_name(b, NULL, big_endian);
	bw_tell(b->diags, BW_D_DEFAULT_TARGET, (struct bw_where){0},
		"no --target given: checked for %s", name);
	return target_add(b, name);
}

/* base: where the findings of the first target start. */
static enum bw_status check_one(struct bpfweld *b, const struct bw_spec *s,
				const struct bw_target *t, bool maps, bool progs, uint32_t base)
{
	uint32_t errors = b->diags->errors, warnings = b->diags->warnings;
	uint32_t from = b->diags->list.n;
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	enum bw_status st = BW_OK;
	struct verdict *v;

	if (maps) {
		st = bw_worse(st, bw_mapcheck(scratch, s, t, b->diags));
		bw_mapcheck_tell_capabilities(scratch, s, t, b->diags);
		st = bw_worse(st, bw_mapuse(scratch, s, t, b->diags));
		st = bw_worse(st, bw_abicheck_target(scratch, s, t, b->diags));
	}
	if (progs)
		st = bw_worse(st, bw_verify(scratch, s, t, b->diags));
	bw_arena_deinit(scratch);
	v = bw_push(&b->arena, &b->verdicts);
	*v = (struct verdict){t->name, maps, progs, b->diags->errors - errors,
			      b->diags->warnings - warnings};
	bw_diags_fold(b->diags, base, from, bw_printf(&b->arena, "for target %s", t->name));
	return st;
}

enum bw_status targets_check(struct bpfweld *b, const struct bw_spec *s, bool maps, bool progs)
{
	enum bw_status st = targets_for(b, s->obj->big_endian);
	uint32_t base = b->diags->list.n;

	if (st != BW_OK)
		return st;
	for (uint32_t i = 0; i < b->targets.n; i++) {
		const struct bw_target *t = b->targets.v[i];

		if (b->both_orders && t->arch->big_endian != s->obj->big_endian)
			continue;
		st = bw_worse(st, check_one(b, s, t, maps, progs, base));
	}
	return st;
}
