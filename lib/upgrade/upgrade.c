/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan: each new map with the old one at its pin path. The loader's comparator decides
 * whether the load succeeds; the types decide whether the result means anything.
 */
#include "mapcheck/mapcheck.h"
#include "upgrade/upgrade_parts.h"

struct planning {
	struct bw_arena *arena;
	struct bw_diags *diags;
	const struct bw_target *target;
	const char *loader; /* for people */
	const struct bw_comparator_info *judge;
	enum bw_comparator comparator;
	const struct bw_upgrade_old *old;
	side_list was, now;
	bool *used; /* by was: some new map has its pin */
	BW_VEC(struct bw_plan_row) row;
	enum bw_status status;
};

/* One map on both sides. */
struct meeting {
	const struct side *was, *now;
	uint32_t differ; /* what the comparator finds */
	struct type_diff key, value;
};

static const char *const action_names[] = {
    [BW_PLAN_CREATE] = "create",     [BW_PLAN_REUSE] = "reuse",	  [BW_PLAN_MIGRATE] = "migrate",
    [BW_PLAN_RECREATE] = "recreate", [BW_PLAN_REFUSE] = "refuse", [BW_PLAN_REMOVE] = "remove",
};

const char *bw_plan_action_name(enum bw_plan_action a)
{
	assert(a < BW_COUNT(action_names));
	return action_names[a];
}

/* ---- rows ---- */

static void row_add(struct planning *p, const char *map, const char *pin,
		    enum bw_plan_action action, const char *why)
{
	struct bw_plan_row *r = bw_push(p->arena, &p->row);

	assert(map && why && *why);
	*r = (struct bw_plan_row){map, pin, why, action};
}

static void row_tell(struct planning *p, const struct side *now, enum bw_plan_action action,
		     const char *why)
{
	row_add(p, now->name, now->pin, action, why);
	bw_tell(p->diags, BW_D_UPG_PLAN, now->where, "map '%s': %s: %s", now->name,
		bw_plan_action_name(action), why);
}

/* ---- what can be carried over ---- */

/* Types whose entries user space can read from one map and write to another of the group. */
static const struct {
	uint32_t type;
	int group;
} groups[] = {
    {BW_MT_HASH, 1},  {BW_MT_LRU_HASH, 1},     {BW_MT_PERCPU_HASH, 2}, {BW_MT_LRU_PERCPU_HASH, 2},
    {BW_MT_ARRAY, 3}, {BW_MT_PERCPU_ARRAY, 4}, {BW_MT_LPM_TRIE, 5},
};

static int group_of(uint32_t type)
{
	for (size_t i = 0; i < BW_COUNT(groups); i++)
		if (groups[i].type == type)
			return groups[i].group;
	return 0;
}

/* Same types on both sides; scalar keys without BTF of one size count as that. */
static bool carries(const struct type_diff *x, uint32_t was_bytes, uint32_t now_bytes)
{
	return x->meaning == MEANS_UNKNOWN ? was_bytes == now_bytes : x->can_copy;
}

static bool can_copy(const struct meeting *m)
{
	const struct bw_map_attr *was = &m->was->shown, *now = &m->now->shown;
	int group = group_of(was->type);

	return group && group == group_of(now->type) &&
	       carries(&m->key, was->key_bytes, now->key_bytes) &&
	       carries(&m->value, was->value_bytes, now->value_bytes);
}

/* What becomes of a map whose old one cannot stay. */
static enum bw_plan_action replaced(const struct meeting *m)
{
	assert(m->was && m->now);
	if (can_copy(m))
		return BW_PLAN_MIGRATE;
	return group_of(m->was->shown.type) ? BW_PLAN_REFUSE : BW_PLAN_RECREATE;
}

static void fix_tell(struct planning *p, const struct meeting *m, enum bw_plan_action action)
{
	const char *pin = m->now->pin;

	assert(pin && p->status != BW_OK);
	if (action == BW_PLAN_MIGRATE)
		bw_fix(
		    p->diags,
		    "Copy: open %s, remove the pin, load, copy each entry by the members' names%s; "
		    "or give the new map another name.",
		    pin,
		    m->now->shown.max_entries < m->was->shown.max_entries
			? " (the new map holds fewer)"
			: "");
	else if (action == BW_PLAN_RECREATE)
		bw_fix(p->diags,
		       "Remove %s before the load; maps of this type hold nothing that could be "
		       "copied.",
		       pin);
	else
		bw_fix(p->diags,
		       "The entries cannot be carried over by members' names. Give the new map "
		       "another "
		       "name, or remove %s before the load and lose what it holds.",
		       pin);
}

/* ---- findings ---- */

static void old_note(struct planning *p, const struct meeting *m)
{
	if (m->was->map)
		bw_note(p->diags, m->was->where, "the pinned map is made here");
	else
		bw_note(p->diags, bw_at_file(p->old->name), "the pinned map, in this snapshot");
}

/* A value as people know it. */
static const char *value_text(struct bw_arena *a, enum bw_cmp_field f, const struct bw_map_attr *m)
{
	struct bw_sb sb = bw_sb_in(a);
	const char *type = f == BW_CMP_TYPE ? bw_map_type_name(m->type) : NULL;

	if (type)
		return type;
	if (f == BW_CMP_FLAGS) {
		bw_map_flags_print(&sb, m->flags);
		return *bw_sb_str(&sb) ? bw_sb_str(&sb) : "0";
	}
	return bw_printf(a, "%llu", (unsigned long long)bw_cmp_value(f, m));
}

/* "value_size is 1528, was 1512; map_flags ..." */
static const char *differ_text(struct bw_arena *a, uint32_t differ, const struct bw_map_attr *was,
			       const struct bw_map_attr *now)
{
	struct bw_sb sb = bw_sb_in(a);

	for (int f = 0; f < BW_CMP_COUNT; f++)
		if (differ >> f & 1)
			bw_sb_printf(&sb, "%s%s is %s, was %s", sb.n ? "; " : "",
				     bw_cmp_name((enum bw_cmp_field)f),
				     value_text(a, (enum bw_cmp_field)f, now),
				     value_text(a, (enum bw_cmp_field)f, was));
	return bw_sb_str(&sb);
}

static void types_note(struct planning *p, const struct meeting *m)
{
	changes_note(p->arena, p->diags, "key", &m->key);
	changes_note(p->arena, p->diags, "value", &m->value);
}

static void refused(struct planning *p, const struct meeting *m)
{
	const char *what = differ_text(p->arena, m->differ, &m->was->shown, &m->now->asked);
	enum bw_plan_action action = replaced(m);

	p->status = bw_worse(
	    p->status, bw_report(p->diags, BW_D_UPG_REFUSED, m->now->where,
				 "map '%s': %s: %s refuses the map pinned at %s (%s)", m->now->name,
				 what, p->loader, m->now->pin, p->judge->function));
	old_note(p, m);
	types_note(p, m);
	fix_tell(p, m, action);
	row_add(p, m->now->name, m->now->pin, action,
		bw_printf(p->arena, "%s; the loader refuses the old map", what));
}

/* The first change that makes old bytes something else, or that somebody should look at. */
static const char *first_change(struct planning *p, const struct meeting *m, const char **ret_what)
{
	bool in_key = m->key.meaning >= m->value.meaning && *change_first(p->arena, &m->key);

	*ret_what = in_key ? "key" : "value";
	return change_first(p->arena, in_key ? &m->key : &m->value);
}

static void misread(struct planning *p, const struct meeting *m)
{
	const char *what, *change = first_change(p, m, &what);
	enum bw_plan_action action = replaced(m);

	p->status = bw_worse(
	    p->status,
	    bw_report(p->diags, BW_D_UPG_MISREAD, m->now->where,
		      "map '%s': the map pinned at %s is reused silently, %ss would be misread: %s",
		      m->now->name, m->now->pin, what, change));
	old_note(p, m);
	types_note(p, m);
	fix_tell(p, m, action);
	row_add(
	    p, m->now->name, m->now->pin, action,
	    bw_printf(p->arena, "same sizes, so the loader reuses it, but %s: %s", what, change));
}

static void doubted(struct planning *p, const struct meeting *m)
{
	const char *what, *change = first_change(p, m, &what);

	bw_tell(p->diags, BW_D_UPG_DOUBT, m->now->where,
		"map '%s': the map pinned at %s is reused, but in the %s, %s", m->now->name,
		m->now->pin, what, change);
	old_note(p, m);
	types_note(p, m);
	row_add(p, m->now->name, m->now->pin, BW_PLAN_REUSE,
		bw_printf(p->arena, "%s: %s", what, change));
}

/* ---- maps of maps ---- */

/* As the kernel has it. Loaders that are refused a map with BTF try again without. */
static struct bw_map_attr made(struct planning *p, const struct side *x)
{
	struct bw_map_attr ret = x->shown;
	struct bw_map_verdict v;

	bw_mapcheck_attr(p->arena, &x->passed, p->target, &v);
	if (v.err && p->comparator != BW_COMPARE_BPFWELD) {
		ret.btf = NULL;
		ret.key_type = ret.value_type = BW_VOID;
		ret.has_btf = false;
	}
	return ret;
}

/* Would the kernel put the new inner map into the old outer one? NULL: yes. */
static const char *inner_refused(struct planning *p, const struct side *outer,
				 const struct side *was, const struct side *now)
{
	struct bw_map_attr template = made(p, was), put = made(p, now), in = outer->shown;
	struct bw_map_verdict v;

	in.inner = &template;
	bw_mapcheck_put(p->arena, &in, &put, p->target, &v);
	return v.err ? v.text : NULL;
}

static struct meeting meet(struct planning *p, const struct side *was, const struct side *now);

static void inner_tell(struct planning *p, const struct meeting *outer, const struct meeting *inner,
		       enum bw_code code, const char *what)
{
	p->status = bw_worse(p->status,
			     bw_report(p->diags, code, outer->now->where,
				       "map '%s': reused from %s with its old inner definition: %s",
				       outer->now->name, outer->now->pin, what));
	old_note(p, outer);
	types_note(p, inner);
	fix_tell(p, outer, BW_PLAN_RECREATE);
	row_add(p, outer->now->name, outer->now->pin, BW_PLAN_RECREATE,
		bw_printf(p->arena, "its inner maps: %s", what));
}

/* The template stays what it was; true if that is told. */
static bool inner_differs(struct planning *p, const struct meeting *outer)
{
	const struct bw_map_spec *x = outer->was->map, *y = outer->now->map;
	const char *what, *type;
	struct side was, now;
	struct meeting m;

	if (!x || !y || !x->inner || !y->inner)
		return false;
	side_fill(p->arena, outer->was->spec, x->inner, p->target, &was);
	side_fill(p->arena, outer->now->spec, y->inner, p->target, &now);
	m = meet(p, &was, &now);
	what = inner_refused(p, outer->was, &was, &now);
	if (what) {
		inner_tell(p, outer, &m, BW_D_UPG_INNER, what);
	} else if (m.key.meaning == MEANS_OTHER || m.value.meaning == MEANS_OTHER) {
		what = first_change(p, &m, &type);
		inner_tell(p, outer, &m, BW_D_UPG_INNER_MISREAD,
			   bw_printf(p->arena, "in the %s, %s", type, what));
	} else {
		return false;
	}
	return true;
}

/* ---- one map ---- */

/* Keys of these are numbers from 0 on, whatever their type says. */
static bool has_index(uint32_t type)
{
	return group_of(type) == 3 || group_of(type) == 4;
}

static struct meeting meet(struct planning *p, const struct side *was, const struct side *now)
{
	struct meeting m = {.was = was, .now = now};
	uint32_t unknown = was->unknown | now->unknown;
	/* Our own loader makes the new map and then looks at both. */
	const struct bw_map_attr *as =
	    p->comparator == BW_COMPARE_BPFWELD ? &now->shown : &now->asked;

	m.differ = bw_compare(p->comparator, &was->shown, as) & ~unknown;
	m.key.can_copy = true;
	if (!has_index(was->shown.type) || !has_index(now->shown.type))
		types_diff(p->arena, was->btf, was->key, now->btf, now->key, &m.key);
	types_diff(p->arena, was->btf, was->value, now->btf, now->value, &m.value);
	return m;
}

/* Types of no use to each other: BPFWELD and others compare what they compare, but a map of
 * another type or size that nobody compares is the worst case. */
static uint32_t unseen(const struct meeting *m)
{
	const uint32_t sizes = 1u << BW_CMP_TYPE | 1u << BW_CMP_KEY_SIZE | 1u << BW_CMP_VALUE_SIZE;

	return bw_compare_all(&m->was->shown, &m->now->shown) & sizes & ~m->was->unknown &
	       ~m->differ;
}

static const char *reuse_why(const struct meeting *m)
{
	if (m->was->unknown & 1u << BW_CMP_ENTRIES || m->now->unknown & 1u << BW_CMP_ENTRIES)
		return "equal, if max_entries fits the number of CPUs, which is not known";
	if (m->value.meaning == MEANS_UNKNOWN && m->now->value.i)
		return "equal sizes; the types of the old map are not known";
	return "equal";
}

static void swallowed(struct planning *p, const struct meeting *m, uint32_t differ)
{
	const char *what = differ_text(p->arena, differ, &m->was->shown, &m->now->shown);
	enum bw_plan_action action = replaced(m);

	p->status =
	    bw_worse(p->status,
		     bw_report(p->diags, BW_D_UPG_MISREAD, m->now->where,
			       "map '%s': %s: %s compares nothing and reuses the map pinned at %s",
			       m->now->name, what, p->loader, m->now->pin));
	old_note(p, m);
	if (m->was->shown.value_bytes > m->now->shown.value_bytes)
		bw_note(p->diags, (struct bw_where){0},
			"lookups write %u bytes into the program's buffers of %u",
			m->was->shown.value_bytes, m->now->shown.value_bytes);
	types_note(p, m);
	fix_tell(p, m, action);
	row_add(p, m->now->name, m->now->pin, action,
		bw_printf(p->arena, "%s; the loader does not compare", what));
}

static void pinned_judge(struct planning *p, const struct side *was, const struct side *now)
{
	struct meeting m = meet(p, was, now);
	enum meaning worst = m.key.meaning > m.value.meaning ? m.key.meaning : m.value.meaning;

	if (m.differ)
		refused(p, &m);
	else if (unseen(&m))
		swallowed(p, &m, unseen(&m));
	else if (worst == MEANS_OTHER)
		misread(p, &m);
	else if (inner_differs(p, &m))
		return;
	else if (worst == MEANS_DOUBT)
		doubted(p, &m);
	else
		row_tell(p, now, BW_PLAN_REUSE, reuse_why(&m));
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Where the object cannot tell the directory, "DIRECTORY/events", the last part counts. */
static bool same_pin(const char *was, const char *now)
{
	if (now[0] == '/' && was[0] == '/')
		return strcmp(was, now) == 0;
	return strcmp(base_name(was), base_name(now)) == 0;
}

static struct side *old_at(struct planning *p, const char *pin)
{
	for (uint32_t i = 0; i < p->was.n; i++)
		if (p->was.v[i].pin && same_pin(p->was.v[i].pin, pin))
			return &p->was.v[i];
	return NULL;
}

/* An old map of that name: by its variable, or by the last part of its pin. */
static struct side *old_named(struct planning *p, const char *name)
{
	for (uint32_t i = 0; i < p->was.n; i++) {
		const struct side *w = &p->was.v[i];

		if (w->map ? strcmp(w->name, name) == 0
			   : w->pin && strcmp(base_name(w->pin), name) == 0)
			return &p->was.v[i];
	}
	return NULL;
}

/* The new map is pinned where no old one is. */
static void not_there(struct planning *p, const struct side *now)
{
	const struct side *w = old_named(p, now->name);

	if (!w || !w->pin) {
		row_tell(p, now, BW_PLAN_CREATE, w ? "it was not pinned before" : "new");
		return;
	}
	assert(w < p->was.v + p->was.n);
	p->used[w - p->was.v] = true;
	bw_tell(p->diags, BW_D_UPG_ELSEWHERE, now->where,
		"map '%s' is pinned at %s, %s looks at %s", now->name, w->pin, p->loader, now->pin);
	if (w->where.file)
		bw_note(p->diags, w->where, "the old map");
	row_add(
	    p, now->name, now->pin, BW_PLAN_CREATE,
	    bw_printf(p->arena, "the old map is at %s, where this loader does not look", w->pin));
}

static void new_judge(struct planning *p, const struct side *now)
{
	struct side *w;

	if (now->map->is_extern)
		return;
	if (!now->pin) {
		w = old_named(p, now->name);
		row_tell(p, now, w ? BW_PLAN_RECREATE : BW_PLAN_CREATE,
			 w && w->pin ? "no longer pinned: a new one at each load"
			 : w	     ? "not pinned: a new one at each load"
				     : "new, not pinned");
		return;
	}
	w = old_at(p, now->pin);
	if (!w) {
		not_there(p, now);
		return;
	}
	p->used[w - p->was.v] = true;
	pinned_judge(p, w, now);
}

/* Pins that the new object does not name. In a snapshot they may be anybody's. */
static void left_judge(struct planning *p, const struct side *was, const char *now_file)
{
	if (!was->pin || !was->map || was->map->is_extern)
		return;
	bw_tell(p->diags, BW_D_UPG_LEFT, was->where,
		"the pin %s stays: no map of %s is pinned there", was->pin, now_file);
	bw_fix(p->diags, "rm %s", was->pin);
	row_add(p, was->name, was->pin, BW_PLAN_REMOVE, "nothing uses this pin any more");
}

static enum bw_status old_read(struct planning *p, const struct bw_spec *s)
{
	const struct bw_upgrade_old *old = p->old;
	struct bw_target maker = *p->target;

	if (!old->spec)
		return sides_of_pins(p->arena, s->obj->names, old->name, old->pins, p->diags,
				     &p->was);
	if (old->loader)
		maker.loader = old->loader;
	sides_of_spec(p->arena, old->spec, &maker, &p->was);
	return BW_OK;
}

enum bw_status bw_upgrade(struct bw_arena *a, const struct bw_upgrade_old *old,
			  const struct bw_spec *s, const struct bw_target *t, struct bw_diags *d,
			  struct bw_plan *ret)
{
	uint32_t loader = bw_profile_find(t->loader), count;
	struct planning p = {.arena = a, .diags = d, .target = t, .old = old};
	enum bw_status st;

	p.loader = bw_profiles(&count)[loader].text;
	p.comparator = bw_profile_comparator(loader);
	p.judge = bw_comparator_info(p.comparator);
	st = old_read(&p, s);
	if (st != BW_OK)
		return st;
	sides_of_spec(a, s, t, &p.now);
	p.used = BW_NEW_ARRAY(a, bool, p.was.n);
	for (uint32_t i = 0; i < p.now.n; i++)
		new_judge(&p, &p.now.v[i]);
	for (uint32_t i = 0; i < p.was.n; i++)
		if (!p.used[i])
			left_judge(&p, &p.was.v[i], s->obj->file);
	*ret = (struct bw_plan){p.row.n, p.row.v};
	return p.status;
}

/* ---- as text ---- */

void bw_plan_print(struct bw_sb *b, const struct bw_plan *p)
{
	size_t wide = 0, n;

	for (uint32_t i = 0; i < p->n; i++) {
		n = strlen(p->row[i].map);
		wide = n > wide ? n : wide;
	}
	for (uint32_t i = 0; i < p->n; i++)
		bw_sb_printf(b, "  %-*s  %-8s  %s%s%s\n", (int)wide, p->row[i].map,
			     bw_plan_action_name(p->row[i].action), p->row[i].why,
			     p->row[i].pin ? "; pin " : "", p->row[i].pin ? p->row[i].pin : "");
}
