/* SPDX-License-Identifier: BSD-2-Clause */
/* --strip-btf-for: BTF that the kernel named can read. */
#include "pipeline/pipeline_run.h"

#include "link/link.h"

#define CORE_ENUM_EXISTS 10u /* enum bpf_core_relo_kind: BPF_CORE_ENUMVAL_EXISTS */
#define CORE_ENUM_VALUE 11u

static const struct {
	enum bw_btf_feature btf;
	enum bw_feature kernel;
} features[] = {
#define BTF_FEATURE(name, feature, what, becomes) {BW_BTF_HAS_##name, BW_F_##feature},
#include "btf/btf_lower.def"
#undef BTF_FEATURE
};

/* A target as for --target, or just a release: "5.10". */
static enum bw_status kernel_find(struct bpfweld *b, const char *name, struct bw_target **ret)
{
	uint32_t kernel = name[strspn(name, "0123456789.")] ? 0 : bw_kver_parse(name);
	struct bw_target *t;

	if (!kernel)
		return bw_target_find(&b->arena, b->diags, name, ret);
	t = BW_NEW(&b->arena, struct bw_target);
	t->name = bw_printf(&b->arena, "linux-%s", name);
	t->kernel = kernel;
	t->kernel_origin = "--strip-btf-for";
	*ret = t;
	return BW_OK;
}

/* Enums whose values the loader is to look up in the kernel, by type id. */
static const uint8_t *valued_find(struct bpfweld *b, const struct bw_obj *o)
{
	uint8_t *valued = BW_NEW_ARRAY(&b->arena, uint8_t, o->btf->count);

	for (uint32_t s = 1; s < o->sec_count; s++)
		for (uint32_t i = 0; i < o->sec[s].core_count; i++) {
			const struct bw_core_relo *r = &o->sec[s].core[i];
			bw_tid t = bw_btf_resolve(o->btf, r->type);

			if (r->kind == CORE_ENUM_EXISTS || r->kind == CORE_ENUM_VALUE)
				valued[t.i] = 1;
		}
	return valued;
}

/*
 * The object is linked once more by itself: what lowering left out goes, and what became
 * the same as another type becomes one with it, so that linking again changes nothing.
 */
static enum bw_status link_again(struct bpfweld *b, struct bw_obj *o, struct bw_obj **ret)
{
	const struct bw_link_options lo = {.undefined = BW_UNDEFINED_ALLOW};
	const struct bw_obj *in[] = {o};

	return bw_link(&b->arena, b->names, b->diags, in, 1, &lo, ret);
}

enum bw_status object_lower(struct bpfweld *b, struct bw_obj **o)
{
	const char *name = opt(b, OPT_strip_btf_for);
	struct bw_btf_kernel kernel = {0};
	struct bw_target *t;
	struct bw_obj *copy;
	struct bw_btf *lowered;
	enum bw_status st;

	if (!name || !(*o)->btf)
		return BW_OK;
	st = kernel_find(b, name, &t);
	if (st != BW_OK)
		return st;
	kernel.name = t->name;
	kernel.valued = valued_find(b, *o);
	for (size_t i = 0; i < BW_COUNT(features); i++)
		if (!bw_target_has(t, features[i].kernel, NULL))
			kernel.lacks |= 1u << features[i].btf;
	copy = bw_obj_copy(&b->arena, *o);
	lowered = bw_btf_lower(copy->btf, &kernel, b->diags, bw_obj_where(*o));
	if (lowered == copy->btf)
		return BW_OK;
	copy->btf = lowered;
	return link_again(b, copy, o);
}
