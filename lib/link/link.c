/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of the steps; see link_state.h for what each does. */
#include "link/link_state.h"

static const struct bw_link_options defaults;

static void inputs_set(struct link *l, const struct bw_obj *const *in)
{
	l->in = BW_NEW_ARRAY(l->scratch, struct link_input, l->n);
	for (uint32_t i = 0; i < l->n; i++) {
		assert(in[i]->names == l->names);
		l->in[i].obj = in[i];
		l->in[i].out_sym = BW_NEW_ARRAY(l->scratch, bw_symid, in[i]->sym_count);
	}
	l->ksyms = bw_intern_z(l->names, ".ksyms");
	l->kconfig = bw_intern_z(l->names, ".kconfig");
	l->text = bw_intern_z(l->names, ".text");
	l->bss = bw_intern_z(l->names, ".bss");
	l->license_name = bw_intern_z(l->names, "license");
}

static enum bw_status byte_orders_check(struct link *l)
{
	const char *order[] = {"little-endian", "big-endian"};

	for (uint32_t i = 1; i < l->n; i++) {
		const struct bw_obj *x = l->in[0].obj, *y = l->in[i].obj;

		if (x->big_endian != y->big_endian)
			return bw_report(l->diags, BW_D_LINK_BYTE_ORDER, bw_at_file(y->file),
					 "%s is %s, %s is %s", x->file, order[x->big_endian],
					 y->file, order[y->big_endian]);
	}
	return BW_OK;
}

/* All that can be said about the inputs, without writing anything. */
static enum bw_status inputs_check(struct link *l)
{
	enum bw_status st;

	for (uint32_t i = 0; i < l->n; i++)
		link_atoms_build(l, &l->in[i]);
	link_groups_choose(l);
	st = link_symbols_resolve(l);
	st = bw_worse(st, link_localize(l));
	st = bw_worse(st, link_texts_choose(l));
	st = bw_worse(st, link_live_mark(l));
	st = bw_worse(st, link_uses_find(l));
	st = bw_worse(st, link_undefined_check(l));
	link_types_merge(l);
	st = bw_worse(st, link_agree_check(l));
	if (st == BW_OK)
		link_weak_check(l);
	return st;
}

static void account(struct link *l)
{
	struct bw_link_account own;

	if (l->opt->account)
		link_account_fill(l, l->arena, l->opt->account);
	else if (l->opt->gc)
		link_account_fill(l, l->scratch, &own);
	if (l->opt->gc)
		link_account_tell(l, l->opt->account ? l->opt->account : &own);
}

static enum bw_status result_make(struct link *l)
{
	const char *file = l->opt->file ? l->opt->file : l->in[0].obj->file;
	enum bw_status st;

	l->result = bw_obj_create(l->arena, l->names, bw_strndup(l->arena, file, strlen(file)),
				  l->big_endian);
	link_loaders_tell(l);
	link_records_drop(l);
	st = link_layout(l);
	if (st != BW_OK)
		return st;
	link_symbols_emit(l);
	link_types_emit(l);
	st = link_vars_emit(l);
	if (st != BW_OK)
		return st;
	if (l->opt->types && !l->opt->account && !l->opt->gc) /* the account tells of them */
		bw_arena_deinit(l->opt->types);
	link_copy(l);
	bw_obj_check(l->result);
	account(l);
	return BW_OK;
}

static enum bw_status link_all(struct link *l)
{
	enum bw_status st;

	if (!l->n)
		return bw_report(l->diags, BW_D_LINK_NOTHING, bw_at_file(l->opt->file),
				 "there is no input to link");
	st = byte_orders_check(l);
	if (st != BW_OK)
		return st;
	st = link_options_apply(l); /* clashes that a misspelt option left are noise */
	if (st == BW_OK)
		st = inputs_check(l);
	return st == BW_OK ? result_make(l) : st;
}

enum bw_status bw_link(struct bw_arena *arena, struct bw_names *names, struct bw_diags *diags,
		       const struct bw_obj *const *in, uint32_t n,
		       const struct bw_link_options *opt, struct bw_obj **ret)
{
	struct link l = {.arena = arena, .names = names, .diags = diags, .n = n};
	enum bw_status st;

	l.opt = opt ? opt : &defaults;
	l.scratch = bw_arena_child(arena);
	l.big_endian = n && in[0]->big_endian;
	inputs_set(&l, in);
	st = link_all(&l);
	if (st == BW_OK)
		*ret = l.result;
	bw_arena_deinit(l.scratch);
	return st;
}
