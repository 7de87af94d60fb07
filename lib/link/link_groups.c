/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * COMDAT groups (gABI "Section Groups"): of all groups with one signature one stays,
 * the others go whole. What they defined is then as undefined: the name leads to the
 * group that stays. That is the one that defines most names, so that the verdict does
 * not depend on the order of the inputs; among equals the first.
 *
 * A file with a prefix has names of its own, so its groups are its own too; the same if
 * a name of a group is made local in that file.
 */
#include "link/link_state.h"

static void discard(struct link_input *in, uint32_t sec)
{
	struct link_sec *s = &in->sec[sec];

	s->is_discarded = true;
	s->has_dead = true;
	for (uint32_t k = 0; k < s->atom_count; k++)
		in->atom.v[s->atom_first + k].dead = true;
}

/* Of one signature: who has it, and how many global names it defines. */
struct group {
	uint32_t best, best_names; /* input, plus 1 */
	uint32_t input, names;	   /* the input that is being counted, plus 1 */
};

static bool names_are_own(const struct link_input *in)
{
	for (uint32_t i = 1; i < in->obj->sym_count && in->localized; i++)
		if (in->localized[i] && in->obj->sec[in->obj->sym[i].sec.i].comdat.id)
			return true;
	return in->prefix;
}

/* Does it have groups that other files may have, too? */
static bool shares_groups(const struct link_input *in)
{
	for (uint32_t s = 1; s < in->obj->sec_count; s++)
		if (in->obj->sec[s].comdat.id)
			return !names_are_own(in);
	return false;
}

static void count(struct group *group, const struct bw_obj *o, uint32_t input)
{
	for (uint32_t s = 1; s < o->sec_count; s++) {
		struct group *g = &group[o->sec[s].comdat.id];

		if (g->input != input + 1)
			g->names = 0;
		g->input = input + 1;
	}
	for (uint32_t i = 1; i < o->sym_count; i++)
		if (o->sym[i].sec.i && o->sym[i].bind != BW_LOCAL)
			group[o->sec[o->sym[i].sec.i].comdat.id].names++;
	for (uint32_t s = 1; s < o->sec_count; s++) {
		struct group *g = &group[o->sec[s].comdat.id];

		if (g->best && g->best_names >= g->names)
			continue;
		g->best = input + 1;
		g->best_names = g->names;
	}
}

void link_groups_choose(struct link *l)
{
	struct group *group = NULL; /* by name of the signature; [0]: all that is in none */

	for (uint32_t i = 0; i < l->n; i++) {
		if (!shares_groups(&l->in[i]))
			continue;
		if (!group)
			group = BW_NEW_ARRAY(l->scratch, struct group, bw_names_count(l->names));
		count(group, l->in[i].obj, i);
	}
	for (uint32_t i = 0; i < l->n && group; i++) {
		const struct bw_obj *o = l->in[i].obj;
		bool shares = shares_groups(&l->in[i]);

		for (uint32_t s = 1; s < o->sec_count && shares; s++)
			if (o->sec[s].comdat.id && group[o->sec[s].comdat.id].best != i + 1)
				discard(&l->in[i], s);
	}
}

enum bw_status link_groups_refused(struct link *l, const struct link_target *t, struct bw_where at)
{
	const struct link_input *in = &l->in[t->input];
	const struct bw_section *s = bw_obj_sec(in->obj, t->sec);
	const char *name = link_target_name(l, t);

	assert(in->sec[t->sec.i].is_discarded && s->comdat.id);
	return bw_report(l->diags, BW_D_LINK_GROUP, at,
			 "%s needs '%s' of its COMDAT group '%s', but that group is taken from "
			 "another file",
			 in->obj->file, name, bw_str(l->names, s->comdat));
}
