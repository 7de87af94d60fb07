/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --lto: what was compiled becomes one object, optimised across files.
 *
 * LLVM compares no types when it links IR. So the objects of the single files, which
 * are there already, are linked first as without --lto: whatever is wrong between
 * files is found there. That result is dropped; only the license is taken from it.
 */
#include "pipeline/pipeline_link.h"
#include "pipeline/pipeline_sources.h"

#include <fnmatch.h>

#define LTO_NAME "(lto)"
#define LTO_MODULES_MANY 32

static bool is_source(const struct sources *s, const struct bw_obj *o)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->obj[i] == o)
			return true;
	return false;
}

/* ---- names that stay visible ---- */

static bool is_asked_for(const struct bw_link_options *lo, const char *name)
{
	for (uint32_t i = 0; i < lo->keep_count; i++)
		if (fnmatch(lo->keep[i].name, name, 0) == 0)
			return true;
	return false;
}

/* Whatever another object knows too, as a user or with a definition of its own; and what
 * --keep names. */
static void names_mark(const struct bw_obj *o, bool source, const struct bw_link_options *lo,
		       bool *keep)
{
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *y = &o->sym[i];

		if (y->bind == BW_LOCAL || !y->name.id)
			continue;
		if (!source || is_asked_for(lo, bw_str(o->names, y->name)))
			keep[y->name.id] = true;
	}
}

static text_list names_keep(struct bpfweld *b, const struct sources *s, const obj_list *objs,
			    const struct bw_link_options *lo)
{
	uint32_t count = bw_names_count(b->names);
	bool *keep = BW_NEW_ARRAY(&b->arena, bool, count);
	text_list list = {0};

	for (uint32_t i = 0; i < objs->n; i++)
		names_mark(objs->v[i], is_source(s, objs->v[i]), lo, keep);
	for (uint32_t i = 1; i < count; i++)
		if (keep[i])
			*bw_push(&b->arena, &list) = bw_str(b->names, (bw_sym){i});
	return list;
}

/* ---- the result ---- */

/* LLVM writes FUNC linkage as the source had it, also of what it made internal. */
static void linkage_fix(struct bw_obj *o)
{
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *y = &o->sym[i];

		if (y->kind == BW_SYM_FUNC && y->bind == BW_LOCAL && y->type.i &&
		    bw_btf_kind(o->btf, y->type) == BW_BTF_FUNC)
			o->btf->word.v[o->btf->first_word.v[y->type.i] + 1] &= ~(uint32_t)0xffff;
	}
}

static struct bw_section *license_of(const struct bw_obj *o)
{
	for (uint32_t i = 1; i < o->sec_count; i++)
		if (o->sec[i].kind == BW_SEC_LICENSE && o->sec[i].data)
			return &o->sec[i];
	return NULL;
}

/* The text that the files agree on, not just that of the first. It is equal or shorter:
 * a merged license is "GPL". */
static void license_fix(struct bw_obj *o, const struct bw_obj *agreed)
{
	struct bw_section *to = license_of(o);
	const struct bw_section *from = license_of(agreed);
	size_t n;

	if (!to || !from)
		return;
	n = strnlen((const char *)from->data, from->size_bytes);
	if (n >= to->size_bytes)
		return; /* --license: the link will see to it */
	memset(to->data, 0, to->size_bytes);
	memcpy(to->data, from->data, n);
}

static enum bw_status modules_join(struct bpfweld *b, const struct sources *s,
				   const text_list *keep, struct bw_obj **ret)
{
	const struct bw_compile_lto lto = {.name = LTO_NAME,
					   .in = s->in,
					   .module = s->out,
					   .n = s->n,
					   .keep = keep->v,
					   .keep_n = keep->n};
	struct bw_compiled c;
	enum bw_status st = bw_compile_lto(&b->arena, b->diags, &s->opt, &lto, &c);

	if (st == BW_OK)
		st = bw_obj_read(&b->arena, b->names, b->diags, LTO_NAME, c.object, ret);
	if (st != BW_OK)
		return st;
	decls_attach(&b->arena, *ret, &c);
	linkage_fix(*ret);
	return BW_OK;
}

/* One object in the place of the first source; the other places vanish. */
static void objs_replace(const struct sources *s, struct bw_obj *joined, obj_list *objs)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < objs->n; i++)
		if (!is_source(s, objs->v[i]))
			objs->v[n++] = objs->v[i];
		else if (joined) {
			objs->v[n++] = joined;
			joined = NULL;
		}
	objs->n = n;
}

/* ---- what is wrong between the files ---- */

static bool is_source_name(const struct sources *s, const char *file)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (strcmp(s->in[i].path, file) == 0)
			return true;
	return false;
}

/* Will the real link find it again? It does not know the single files any more. */
static bool is_found_again(const struct sources *s, const struct bw_diag *x)
{
	if (x->where.file && !is_source_name(s, x->where.file))
		return true;
	for (uint32_t i = 0; i < x->notes.n; i++)
		if (x->notes.v[i].where.file && !is_source_name(s, x->notes.v[i].where.file))
			return true;
	return false;
}

/* Both sinks are of one arena, so findings can be handed over. */
static void findings_take(struct bpfweld *b, const struct bw_diags *from, const struct sources *s,
			  bool all)
{
	for (uint32_t i = 0; i < from->list.n; i++) {
		const struct bw_diag *x = &from->list.v[i];

		if (!all && is_found_again(s, x))
			continue;
		*bw_push(b->diags->arena, &b->diags->list) = *x;
		b->diags->errors += x->severity == BW_SEV_ERROR;
		b->diags->warnings += x->severity == BW_SEV_WARNING;
	}
}

/* Link the single objects, for what there is to find. */
static enum bw_status agree(struct bpfweld *b, const struct sources *s, const obj_list *objs,
			    struct bw_arena *a, struct bw_link_options *ret_lo, struct bw_obj **ret)
{
	struct bw_diags *d = bw_diags_create(b->diags->arena);
	enum bw_status st = link_options(b, ret_lo);
	struct bw_link_options lo = *ret_lo;

	if (st != BW_OK)
		return st;
	lo.undefined = BW_UNDEFINED_ALLOW; /* the real link will tell */
	lo.gc = false;
	lo.account = NULL;
	lo.file = LTO_NAME;
	st = bw_link(a, b->names, d, (const struct bw_obj *const *)objs->v, objs->n, &lo, ret);
	findings_take(b, d, s, st != BW_OK);
	return st;
}

enum bw_status sources_join(struct bpfweld *b, const struct sources *s, obj_list *objs)
{
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	struct bw_obj *agreed, *joined;
	struct bw_link_options lo;
	text_list keep;
	enum bw_status st;

	if (!s->n) {
		bw_tell(b->diags, BW_D_LTO_NOTHING, (struct bw_where){0},
			"none of the %u objects is made from C or IR here", objs->n);
		return BW_OK;
	}
	if (s->n > LTO_MODULES_MANY)
		bw_tell(b->diags, BW_D_LTO_MANY, (struct bw_where){0},
			"%u modules are optimised as one", s->n);
	st = agree(b, s, objs, scratch, &lo, &agreed);
	if (st == BW_OK) {
		keep = names_keep(b, s, objs, &lo);
		st = modules_join(b, s, &keep, &joined);
	}
	if (st == BW_OK) {
		license_fix(joined, agreed);
		objs_replace(s, joined, objs);
	}
	bw_arena_deinit(scratch);
	return st;
}
