/* SPDX-License-Identifier: BSD-2-Clause */
/* Two loaders and one object: what they make differently, and what one refuses of the other. */
#include "profile/profile.h"

struct pair {
	struct bw_arena *arena;
	const struct bw_spec *spec;
	const struct bw_target *target;
	const struct bw_loader *x, *y;
	struct bw_diags *diags;
	bool same_loader; /* two releases of one */
};

static const char *profile_name(uint32_t i)
{
	uint32_t n;
	const char *name = bw_profiles(&n)[i].name;

	assert(i < n);
	return name;
}

static bool releases_of_one(uint32_t i, uint32_t k)
{
	const char *x = profile_name(i), *y = profile_name(k);
	const char *xe = strrchr(x, '-'), *ye = strrchr(y, '-');

	return i == k || (xe && ye && xe - x == ye - y && strncmp(x, y, (size_t)(xe - x)) == 0);
}

/* ---- what differs ---- */

static const char *path_or_none(const char *path)
{
	return path ? path : "nowhere";
}

/* "map_flags 0 against 0x400, pinned to X against Y"; "" if all is the same. */
static const char *map_differences(struct pair *p, const struct bw_map_spec *m)
{
	uint32_t x = p->x->profile, y = p->y->profile;
	const char *xp = path_or_none(bw_profile_pin_path(p->arena, x, p->spec, m));
	const char *yp = path_or_none(bw_profile_pin_path(p->arena, y, p->spec, m));
	const char *xn = bw_profile_kernel_name(p->arena, x, p->spec, m);
	const char *yn = bw_profile_kernel_name(p->arena, y, p->spec, m);
	struct bw_sb sb = bw_sb_in(p->arena);
	struct bw_map_attr xa, ya;

	bw_profile_attr_of(x, p->spec, m, p->target, &xa);
	bw_profile_attr_of(y, p->spec, m, p->target, &ya);
	bw_sb_addz(&sb, bw_profile_differences(p->arena, bw_compare_all(&xa, &ya), &xa, &ya));
	if (strcmp(xp, yp) != 0)
		bw_sb_printf(&sb, "%spinned to %s against %s", sb.n ? ", " : "", xp, yp);
	if (strcmp(xn, yn) != 0)
		bw_sb_printf(&sb, "%snamed %s against %s", sb.n ? ", " : "", xn, yn);
	return bw_sb_str(&sb);
}

static const char *made_by_one(struct pair *p, const struct bw_map_spec *m)
{
	bool x = bw_profile_makes(p->x->profile, p->spec, m);

	return bw_printf(p->arena, "made by %s only", x ? p->x->name : p->y->name);
}

static const char *differences(struct pair *p, const struct bw_map_spec *m)
{
	bool x = bw_profile_makes(p->x->profile, p->spec, m),
	     y = bw_profile_makes(p->y->profile, p->spec, m);

	if (x && y)
		return map_differences(p, m);
	return x || y ? made_by_one(p, m) : "";
}

static void tell_differing(struct pair *p)
{
	struct bw_sb first = bw_sb_in(p->arena);
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->spec->map_count; i++)
		if (*differences(p, &p->spec->map[i])) {
			bw_sb_printf(&first, "%s%s", n++ ? ", " : "",
				     bw_str(p->spec->obj->names, p->spec->map[i].name));
		}
	if (!n)
		return;
	bw_tell(p->diags, BW_D_PRO_DIFFER, bw_obj_where(p->spec->obj),
		"%s and %s make %u of %u maps differently: %s", p->x->name, p->y->name, n,
		p->spec->map_count, bw_sb_str(&first));
	for (uint32_t i = 0; i < p->spec->map_count; i++) {
		const char *text = differences(p, &p->spec->map[i]);

		if (*text)
			bw_note(p->diags, (struct bw_where){0}, "%s: %s",
				bw_str(p->spec->obj->names, p->spec->map[i].name), text);
	}
}

/* ---- what one refuses ---- */

/* Does a map of x come to y? Pinned at one path, or replaced from release to release. */
static bool meets(struct pair *p, const struct bw_map_spec *m, const struct bw_loader *x,
		  const struct bw_loader *y)
{
	const char *xp = bw_profile_pin_path(p->arena, x->profile, p->spec, m);
	const char *yp = bw_profile_pin_path(p->arena, y->profile, p->spec, m);

	if (bw_profile_is_data(m))
		return p->same_loader;
	if (!xp || !yp)
		return false;
	return strcmp(xp, yp) == 0 || strncmp(xp, "DIRECTORY", 9) == 0 ||
	       strncmp(yp, "DIRECTORY", 9) == 0;
}

static enum bw_status check_met(struct pair *p, const struct bw_map_spec *m,
				const struct bw_loader *maker, const struct bw_loader *finder)
{
	const char *name = bw_str(p->spec->obj->names, m->name), *function;
	struct bw_map_attr shown, wanted;
	enum bw_status st;
	uint32_t differ;
	bool known;

	if (!meets(p, m, maker, finder))
		return BW_OK;
	differ = bw_profile_refound(maker->profile, finder->profile, p->spec, m, p->target, &shown,
				    &wanted, &known);
	if (!differ)
		return BW_OK;
	function = bw_comparator_info(bw_profile_comparator(finder->profile))->function;
	st = bw_report(p->diags, BW_D_PRO_REFUSED, m->where, "%s refuses the %s that %s made: %s",
		       finder->name, name, maker->name,
		       bw_profile_differences(p->arena, differ, &shown, &wanted));
	bw_note(p->diags, (struct bw_where){0}, "%s compares in %s", finder->name, function);
	if (bw_profile_is_data(m))
		bw_fix(p->diags,
		       "Use one release for all who share %s (with ebpf-go 0.17.2 or later), "
		       "or leave data sections out of what is pinned or replaced.",
		       name);
	return st;
}

enum bw_status bw_profile_check_pair(struct bw_arena *a, const struct bw_spec *s,
				     const struct bw_target *t, const struct bw_loader *x,
				     const struct bw_loader *y, struct bw_diags *d)
{
	struct pair p = {.arena = a, .spec = s, .target = t, .x = x, .y = y, .diags = d};
	enum bw_status st = BW_OK;

	p.same_loader = releases_of_one(x->profile, y->profile);
	tell_differing(&p);
	for (uint32_t i = 0; i < s->map_count; i++) {
		const struct bw_map_spec *m = &s->map[i];

		if (!bw_profile_makes(x->profile, s, m) || !bw_profile_makes(y->profile, s, m))
			continue;
		st = bw_worse(st, check_met(&p, m, x, y));
		if (x->profile != y->profile)
			st = bw_worse(st, check_met(&p, m, y, x));
	}
	return st;
}
