/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Without any program at hand: what programs of a target's ABIs would make of the same
 * declarations. The other side of the comparison is the map's own type, laid out anew.
 */
#include "abicheck/abicheck_parts.h"

static enum bw_status unknown_abi(struct bw_arena *a, const struct bw_target *t, const char *name,
				  struct bw_diags *d)
{
	enum bw_status st = bw_report(d, BW_D_TGT_VALUE, bw_at_file(t->name),
				      "user-abi is '%.200s'; no such ABI is known", name);
	struct bw_sb b = bw_sb_in(a);

	for (uint32_t i = 0; i < bw_abi_count(); i++)
		bw_sb_printf(&b, "%s%s", i ? ", " : "", bw_abi_name(bw_abi_at(i)));
	bw_fix(d, "Known: %s.", bw_sb_str(&b));
	return st;
}

/* __int128 on a 32-bit machine, a bit-field in Go. */
static enum bw_status no_layout(const struct item *it, const struct bw_abi *abi, struct bw_diags *d)
{
	return bw_report(d, BW_D_ABI_NO_SUCH_TYPE, it->where, "%s: %s cannot be declared under %s",
			 it->what, it->layout.type, bw_abi_name(abi));
}

static enum bw_status item_under(struct bw_arena *a, const struct bw_spec *s, const struct item *it,
				 const struct bw_target *t, const struct bw_abi *abi,
				 struct bw_diags *d)
{
	struct compare_rules rules = {.is_key = it->is_key,
				      .user_char_unsigned = !bw_abi_char_signed(abi)};
	struct bw_dwarf_type type = {.name = name_last(a, it->layout.type),
				     .lang = bw_abi_is_go(abi) ? BW_DWARF_GO : BW_DWARF_C};
	struct user user = {.path = bw_abi_name(abi), .abi = abi};
	struct pair p = {.item = it, .user = &user, .type = &type, .explains = abi};
	struct bw_diags *found = bw_diags_create(a);
	enum bw_status st = BW_OK;

	if (!bw_abi_layout(a, abi, s->obj->btf, it->type, &type.layout))
		return no_layout(it, abi, d);
	layouts_compare(a, &it->layout, &type.layout, &rules, &p.cmp);
	if (!p.cmp.diff.n && !bw_abi_is_go(abi))
		return BW_OK;
	pair_say(a, &p, found);
	for (uint32_t i = 0; i < found->list.n; i++) {
		const struct bw_diag *x = &found->list.v[i];

		if (x->severity == BW_SEV_NOTE) /* that it agrees */
			continue;
		st = bw_worse(st, bw_report(d, x->code, x->where, "%s", x->text));
		bw_note(d, (struct bw_where){0}, "in programs of %s, as target %s has them",
			bw_abi_name(abi), t->name);
		for (uint32_t k = 0; k < x->notes.n; k++)
			bw_note(d, x->notes.v[k].where, "%s", x->notes.v[k].text);
		if (x->fix)
			bw_fix(d, "%s", x->fix);
	}
	return st;
}

static enum bw_status all_under(struct bw_arena *a, const struct bw_spec *s, const item_list *items,
				const struct bw_target *t, const struct bw_abi *abi,
				struct bw_diags *d)
{
	enum bw_status st = BW_OK;

	if (bw_abi_big_endian(abi) != s->obj->big_endian)
		return bw_report(d, BW_D_ABI_BYTE_ORDER, bw_at_file(s->obj->file),
				 "the object is %s-endian, programs of %s are not",
				 s->obj->big_endian ? "big" : "little", bw_abi_name(abi));
	for (uint32_t i = 0; i < items->n; i++)
		if (items->v[i].has_layout && items->v[i].role != ITEM_SECTION)
			st = bw_worse(st, item_under(a, s, &items->v[i], t, abi, d));
	return st;
}

enum bw_status bw_abicheck_target(struct bw_arena *a, const struct bw_spec *s,
				  const struct bw_target *t, struct bw_diags *d)
{
	enum bw_status st = BW_OK;
	item_list items = {0};

	if (t->user_abi_count && s->obj->btf)
		items_find(a, s, &items);
	for (uint32_t i = 0; i < t->user_abi_count; i++) {
		const struct bw_abi *abi = bw_abi_find(t->user_abi[i]);

		st = bw_worse(st, abi ? all_under(a, s, &items, t, abi, d)
				      : unknown_abi(a, t, t->user_abi[i], d));
	}
	return st;
}
