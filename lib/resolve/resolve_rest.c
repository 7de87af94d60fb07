/* SPDX-License-Identifier: BSD-2-Clause */
/* What is left to the moment of loading. */
#include "resolve/resolve.h"

typedef BW_VEC(struct bw_rest) rest_vec;

const char *bw_rest_kind_name(enum bw_rest_kind k)
{
	static const char *const names[] = {
	    [BW_REST_KSYM] = "kernel symbol",	      [BW_REST_KFUNC] = "kernel function",
	    [BW_REST_EXTERN] = "undefined symbol",    [BW_REST_CORE] = "CO-RE relocations",
	    [BW_REST_ATTACH] = "BTF id to attach to",
	};

	assert((size_t)k < BW_COUNT(names));
	return names[k];
}

static struct bw_rest *rest_find(rest_vec *v, enum bw_rest_kind kind, const char *name)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (v->v[i].kind == kind && !strcmp(v->v[i].name, name))
			return &v->v[i];
	return NULL;
}

static enum bw_rest_kind kind_of(enum bw_ref_kind k)
{
	return k == BW_REF_KSYM_VAR ? BW_REST_KSYM
	       : k == BW_REF_KFUNC  ? BW_REST_KFUNC
				    : BW_REST_EXTERN;
}

static void add_ref(struct bw_arena *a, const struct bw_spec *s, uint32_t prog,
		    const struct bw_ref *r, rest_vec *v)
{
	const struct bw_symbol *sym = bw_obj_sym(s->obj, r->sym);
	const char *name = bw_str(s->obj->names, sym->name);
	struct bw_rest *x = rest_find(v, kind_of(r->kind), name);

	if (!x) {
		x = bw_push(a, v);
		*x = (struct bw_rest){.kind = kind_of(r->kind),
				      .name = name,
				      .prog = prog,
				      .is_weak = sym->bind == BW_WEAK,
				      .where = bw_prog_where(s, &s->prog[prog], r->off_insns)};
	}
	x->count++;
}

static void add_prog(struct bw_arena *a, const struct bw_spec *s, uint32_t prog, rest_vec *v)
{
	const struct bw_prog_spec *p = &s->prog[prog];

	for (uint32_t i = 0; i < p->ref_count; i++)
		if (p->ref[i].kind != BW_REF_MAP && p->ref[i].kind != BW_REF_MAP_VALUE)
			add_ref(a, s, prog, &p->ref[i], v);
	if (p->core_count)
		*bw_push(a, v) = (struct bw_rest){.kind = BW_REST_CORE,
						  .name = bw_str(s->obj->names, p->name),
						  .prog = prog,
						  .count = p->core_count,
						  .where = p->where};
	if (p->def && p->def->needs_btf_id)
		*bw_push(a, v) = (struct bw_rest){.kind = BW_REST_ATTACH,
						  .name = p->attach_target ? p->attach_target : "",
						  .prog = prog,
						  .count = 1,
						  .where = p->where};
}

void bw_resolve_rest(struct bw_arena *a, const struct bw_spec *s, uint32_t *ret_count,
		     const struct bw_rest **ret)
{
	rest_vec v = {0};

	for (uint32_t i = 0; i < s->prog_count; i++)
		add_prog(a, s, i, &v);
	*ret_count = v.n;
	*ret = v.v;
}
