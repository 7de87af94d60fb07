/* SPDX-License-Identifier: BSD-2-Clause */
/* --against and --apart: maps that exist already, and maps that objects share. */
#include "pipeline/pipeline_run.h"

#include "upgrade/upgrade.h"

#define PINS_BYTES_MAX ((size_t)256 << 20)

/* ---- what is deployed ---- */

/* JSON starts with a bracket, behind blanks; anything else is an object or will say so. */
static bool is_json(const uint8_t *p, size_t n)
{
	while (n && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++, n--;
	return n && (*p == '{' || *p == '[');
}

static enum bw_status old_object(struct bpfweld *b, const char *path, struct bw_upgrade_old *ret)
{
	struct bw_obj *o;
	struct bw_spec *s;
	enum bw_status st = bw_obj_read_file(&b->arena, b->names, b->diags, path, &o);

	if (st == BW_OK)
		st = bw_spec_build(&b->arena, o, b->diags, &s);
	if (st == BW_OK)
		ret->spec = s;
	return st;
}

/* Of several profiles the first one made the old maps, the last one loads the new object. */
static const char *old_loader(const struct bpfweld *b)
{
	return b->value[OPT_profile].n > 1 ? b->value[OPT_profile].v[0] : NULL;
}

static enum bw_status old_read(struct bpfweld *b, const char *path, struct bw_upgrade_old *ret)
{
	uint8_t head[64];
	size_t n;
	int err = bw_file_head(path, head, sizeof(head), &n);

	*ret = (struct bw_upgrade_old){.name = path, .loader = old_loader(b)};
	if (!err && !is_json(head, n))
		return old_object(b, path, ret);
	if (!err)
		err = bw_file_read(&b->arena, path, PINS_BYTES_MAX, &ret->pins);
	return err ? input_unreadable(b, path, err) : BW_OK;
}

/* Who loads there: --loader-profile, the target's loader, or ours. */
static struct bw_target target_as(const struct bpfweld *b, const struct bw_target *t)
{
	struct bw_target ret = *t;

	if (opt(b, OPT_profile))
		ret.loader = opt(b, OPT_profile);
	if (!ret.loader)
		ret.loader = "bpfweld";
	return ret;
}

/* ---- the plan ---- */

static void plan_keep(struct bpfweld *b, const struct bw_upgrade_old *old,
		      const struct bw_target *t, const struct bw_plan *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		*bw_push(&b->arena, &b->plan) =
		    (struct bw_report_plan){.target = t->name,
					    .old = old->name,
					    .map = p->row[i].map,
					    .pin = p->row[i].pin,
					    .action = bw_plan_action_name(p->row[i].action),
					    .why = p->row[i].why};
}

static void plan_show(struct bpfweld *b, const struct bw_upgrade_old *old,
		      const struct bw_target *t, const struct bw_plan *p, const char **last)
{
	struct bw_sb sb = bw_sb_in(&b->arena);
	const char *text;

	plan_keep(b, old, t, p);
	bw_plan_print(&sb, p);
	text = bw_sb_str(&sb);
	if (!p->n || opt(b, OPT_quiet) || (*last && strcmp(*last, text) == 0))
		return;
	*last = text;
	bw_sb_printf(&b->text, "maps against %s, for %s:\n", old->name, t->name);
	bw_report_safe(&b->text, text);
	bw_sb_str(&b->text);
}

static enum bw_status other_order(struct bpfweld *b, const struct bw_upgrade_old *old,
				  const struct bw_spec *s)
{
	return bw_report(b->diags, BW_D_OPTION_VALUE, bw_at_file(old->name),
			 "--against %s, which has the other byte order than %s", old->name,
			 s->obj->file);
}

static enum bw_status against_one(struct bpfweld *b, const struct bw_upgrade_old *old,
				  const struct bw_spec *s)
{
	uint32_t base = b->diags->list.n;
	enum bw_status st = BW_OK;
	const char *last = NULL;

	if (old->spec && old->spec->obj->big_endian != s->obj->big_endian)
		return b->both_orders ? BW_OK : other_order(b, old, s);
	for (uint32_t i = 0; i < b->targets.n; i++) {
		struct bw_target t = target_as(b, b->targets.v[i]);
		uint32_t from = b->diags->list.n;
		struct bw_plan plan = {0};

		if (b->both_orders && t.arch->big_endian != s->obj->big_endian)
			continue;
		st = bw_worse(st, bw_upgrade(&b->arena, old, s, &t, b->diags, &plan));
		bw_diags_fold(b->diags, base, from, bw_printf(&b->arena, "for target %s", t.name));
		plan_show(b, old, &t, &plan, &last);
	}
	return st;
}

/* The snapshot that a target's own file names, for that target alone. */
static enum bw_status pins_of_target(struct bpfweld *b, const struct bw_target *t,
				     const struct bw_spec *s)
{
	struct bw_target as = target_as(b, t);
	struct bw_upgrade_old old;
	struct bw_plan plan = {0};
	const char *last = NULL;
	enum bw_status st;

	if (!t->pins || (b->both_orders && t->arch->big_endian != s->obj->big_endian))
		return BW_OK;
	st = old_read(b, t->pins, &old);
	if (st == BW_OK)
		st = bw_upgrade(&b->arena, &old, s, &as, b->diags, &plan);
	plan_show(b, &old, &as, &plan, &last);
	return st;
}

enum bw_status against_check(struct bpfweld *b, const struct bw_spec *s)
{
	const text_list *files = &b->value[OPT_against];
	enum bw_status st = targets_for(b, s->obj->big_endian);

	if (st != BW_OK)
		return st;
	for (uint32_t i = 0; i < files->n; i++) {
		struct bw_upgrade_old old;
		enum bw_status one = old_read(b, files->v[i], &old);

		if (one == BW_OK)
			one = against_one(b, &old, s);
		st = bw_worse(st, one);
	}
	for (uint32_t i = 0; i < b->targets.n; i++)
		st = bw_worse(st, pins_of_target(b, b->targets.v[i], s));
	return st;
}

/* ---- objects that are loaded apart ---- */

/* Each object against the targets of its byte order, its loaders and its users. */
static enum bw_status alone_check(struct bpfweld *b, const struct bw_spec *s)
{
	bool were = b->both_orders;
	enum bw_status st;

	b->both_orders = true;
	st = targets_check(b, s, true, false);
	st = bw_worse(st, profiles_check(b, s));
	st = bw_worse(st, users_check(b, s));
	b->both_orders = were;
	return st;
}

enum bw_status apart_check(struct bpfweld *b, struct bw_obj **in, uint32_t n)
{
	const struct bw_spec **specs = BW_NEW_ARRAY(&b->arena, const struct bw_spec *, n);
	enum bw_status st = BW_OK;
	uint32_t base;

	if (opt(b, OPT_against))
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
				 "--apart with --against: what is deployed is compared with one "
				 "object at a time");
	for (uint32_t i = 0; i < n; i++) {
		struct bw_spec *s = NULL;

		st = bw_worse(st, bw_spec_build(&b->arena, in[i], b->diags, &s));
		specs[i] = s;
		if (s)
			st = bw_worse(st, alone_check(b, s));
	}
	if (st > BW_REJECTED || !n)
		return st;
	base = b->diags->list.n;
	for (uint32_t i = 0; i < b->targets.n; i++) {
		struct bw_target t = target_as(b, b->targets.v[i]);
		uint32_t from = b->diags->list.n;

		st = bw_worse(st, bw_upgrade_shared(&b->arena, specs, n, &t, b->diags));
		bw_diags_fold(b->diags, base, from, bw_printf(&b->arena, "for target %s", t.name));
	}
	return st;
}
