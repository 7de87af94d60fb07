/* SPDX-License-Identifier: BSD-2-Clause */
/* --loader-profile: each loader alone, then all pairs, for every target. */
#include "pipeline/pipeline_run.h"

#include "profile/profile.h"

typedef BW_VEC(struct bw_loader) loader_list;

static enum bw_status loader_add(struct bpfweld *b, const char *name, loader_list *ret)
{
	const char *near = bw_profile_near(&b->arena, name);
	struct bw_loader l = {name, 0};
	enum bw_status st;

	if (bw_profile_lookup(name, &l.profile)) {
		*bw_push(&b->arena, ret) = l;
		return BW_OK;
	}
	st = bw_report(b->diags, BW_D_PRO_LOADER, (struct bw_where){0},
		       "there is no loader profile '%.100s'", name);
	if (*near)
		bw_fix(b->diags, "Near names: %s.", near);
	else
		bw_fix(b->diags,
		       "Names are LOADER-RELEASE: libbpf-1.4, ebpf-go-0.17.1, aya-0.13; or "
		       "iproute2, iproute2-libbpf, android, bpfweld.");
	return st;
}

/* Those of the options; without them the target's, or "any". */
static enum bw_status loaders_find(struct bpfweld *b, const struct bw_target *t, loader_list *ret)
{
	uint32_t n, i = bw_profile_find(t->loader);
	enum bw_status st = BW_OK;

	for (uint32_t k = 0; k < b->value[OPT_profile].n; k++)
		st = bw_worse(st, loader_add(b, b->value[OPT_profile].v[k], ret));
	if (!b->value[OPT_profile].n)
		*bw_push(&b->arena, ret) =
		    (struct bw_loader){i ? t->loader : bw_profiles(&n)[i].text, i};
	return st;
}

static enum bw_status check_target(struct bpfweld *b, const struct bw_spec *s,
				   const struct bw_target *t, const loader_list *l, uint32_t base)
{
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	uint32_t from = b->diags->list.n;
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t at = b->diags->list.n;

		st = bw_worse(st, bw_profile_check(scratch, s, t, &l->v[i], b->diags));
		if (l->n > 1) /* what holds for several is told once */
			bw_diags_fold(b->diags, from, at,
				      bw_printf(&b->arena, "with %s", l->v[i].name));
	}
	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t k = i + 1; k < l->n; k++)
			st = bw_worse(
			    st, bw_profile_check_pair(scratch, s, t, &l->v[i], &l->v[k], b->diags));
	bw_arena_deinit(scratch);
	bw_diags_fold(b->diags, base, from, bw_printf(&b->arena, "for target %s", t->name));
	return st;
}

enum bw_status profiles_check(struct bpfweld *b, const struct bw_spec *s)
{
	enum bw_status st = targets_for(b, s->obj->big_endian);
	uint32_t base = b->diags->list.n;

	for (uint32_t i = 0; st <= BW_REJECTED && i < b->targets.n; i++) {
		const struct bw_target *t = b->targets.v[i];
		loader_list l = {0};

		if (t->arch->big_endian != s->obj->big_endian)
			continue; /* MAP013 said so */
		st = bw_worse(st, loaders_find(b, t, &l));
		if (st <= BW_REJECTED)
			st = bw_worse(st, check_target(b, s, t, &l, base));
	}
	return st;
}

/* ---- show ---- */

static void attr_show(struct bw_sb *sb, const struct bw_map_attr *a, bool has_btf)
{
	bw_sb_printf(sb,
		     "type=%u key=%u value=%u max_entries=%u flags=%#x extra=%llu numa=%u btf=%d",
		     a->type, a->key_bytes, a->value_bytes, a->max_entries, a->flags,
		     (unsigned long long)a->extra, a->numa_node, has_btf);
}

/* "libbpf-1.4 .bss app.bss type=2 ... shown max_entries=1 flags=0x400 again=same pin=-" */
static void map_show(struct bpfweld *b, const struct bw_spec *s, const struct bw_map_spec *m,
		     const struct bw_target *t, const struct bw_loader *l)
{
	const char *pin = bw_profile_pin_path(&b->arena, l->profile, s, m);
	struct bw_map_attr made, shown, wanted;
	uint32_t differ;
	bool known;

	bw_profile_attr_of(l->profile, s, m, t, &made);
	differ = bw_profile_refound(l->profile, l->profile, s, m, t, &shown, &wanted, &known);
	bw_sb_printf(&b->text, "%s %s %s ", l->name, bw_str(s->obj->names, m->name),
		     bw_profile_kernel_name(&b->arena, l->profile, s, m));
	attr_show(&b->text, &made, made.btf || (m->origin == BW_MAP_KCONFIG && m->value_type.i));
	bw_sb_printf(&b->text, " shown max_entries=%s%u flags=%#x again=%s pin=%s\n",
		     known ? "" : "~", shown.max_entries, shown.flags, differ ? "refused" : "same",
		     pin ? pin : "-");
}

enum bw_status profiles_show(struct bpfweld *b, const struct bw_spec *s)
{
	enum bw_status st = targets_for(b, s->obj->big_endian);
	loader_list l = {0};

	if (st == BW_OK)
		st = loaders_find(b, b->targets.v[0], &l);
	for (uint32_t i = 0; st == BW_OK && i < l.n; i++)
		for (uint32_t k = 0; k < s->map_count; k++)
			if (bw_profile_makes(l.v[i].profile, s, &s->map[k]))
				map_show(b, s, &s->map[k], b->targets.v[0], &l.v[i]);
	return st;
}
