/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions to the tables of data/. */
#include "target/target.h"
#include "target/target_parts.h"

/* A UAPI number: map type, program type, bit of a map flag. */
struct fact {
	uint32_t number;
	const char *name;
	uint32_t since; /* BW_KVER, 0 never */
	const char *config;
};

static const struct fact map_types[] = {
#define MAPTYPE(n, name, since, config, from) {n, #name, since, config},
#include "target/map_types.inc"
#undef MAPTYPE
};
static const struct fact prog_types[] = {
#define PROGTYPE(n, name, since, config, from) {n, #name, since, config},
#include "target/prog_types.inc"
#undef PROGTYPE
};
static const struct fact map_flags[] = {
#define MAPFLAG(n, name, since, from) {n, #name, since, NULL},
#include "target/map_flags.inc"
#undef MAPFLAG
};
static const struct fact helpers[] = {
#define HELPER(n, name, since, gpl, config, from) {n, #name, since, config},
#include "target/helpers.inc"
#undef HELPER
};
static const bool helper_gpl[] = {
#define HELPER(n, name, since, gpl, config, from) gpl,
#include "target/helpers.inc"
#undef HELPER
};

static const struct {
	uint32_t helper, prog_type;
	const char *attach; /* ranges, "" all */
} gpl_free[] = {
#define GPLFREE(helper, type, attach) {helper, type, attach},
#include "target/helper_gpl.inc"
#undef GPLFREE
};

static const struct access {
	uint32_t kernel, prog_type;
	const char *attach;	     /* ranges, "" all */
	const char *allowed, *maybe; /* ranges of helpers */
} access_rows[] = {
#define ACCESS(kver, type, first, name, attach, allowed, maybe)                                    \
	{kver, type, attach, allowed, maybe},
#include "target/helper_access.inc"
#undef ACCESS
};

static const struct {
	uint32_t since;
	const char *origin;
} features[] = {
#define FEATURE(name, since, from) {since, from},
#include "target/features.inc"
#undef FEATURE
};

static const struct {
	enum bw_feature feature;
	const char *arch;
	uint32_t since;
} arch_features[] = {
#define ARCHFEAT(f, arch, since, from) {BW_F_##f, #arch, since},
#include "target/arch_features.inc"
#undef ARCHFEAT
};

/* Rows are sorted by number. */
static const struct fact *fact_find(const struct fact *rows, size_t count, uint32_t number)
{
	size_t lo = 0, hi = count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (rows[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < count && rows[lo].number == number ? &rows[lo] : NULL;
}

#define FIND(table, number) fact_find(table, BW_COUNT(table), number)

static const struct fact *flag_find(uint32_t flag)
{
	if (!flag || (flag & (flag - 1)))
		return NULL;
	return FIND(map_flags, (uint32_t)__builtin_ctz(flag));
}

static bool has(const struct bw_target *t, const struct fact *f, uint32_t *ret_since)
{
	if (ret_since)
		*ret_since = f ? f->since : 0;
	return f && f->since && t->kernel >= f->since;
}

/* The kernel's own enumeration when it is known, else the table. */
static bool has_number(const struct bw_target *t, uint64_t set, const struct fact *f,
		       uint32_t number, uint32_t *ret_since)
{
	bool by_table = has(t, f, ret_since);

	return t->facts && set && number < 64 ? set >> number & 1 : by_table;
}

bool bw_target_has_map_type(const struct bw_target *t, uint32_t type, uint32_t *ret_since)
{
	return has_number(t, t->facts ? t->facts->map_types : 0, FIND(map_types, type), type,
			  ret_since);
}

bool bw_target_has_prog_type(const struct bw_target *t, uint32_t type, uint32_t *ret_since)
{
	return has_number(t, t->facts ? t->facts->prog_types : 0, FIND(prog_types, type), type,
			  ret_since);
}

bool bw_target_has_map_flag(const struct bw_target *t, uint32_t flag, uint32_t *ret_since)
{
	const struct fact *f = flag_find(flag);

	return has_number(t, t->facts ? t->facts->map_flags : 0, f,
			  flag ? (uint32_t)__builtin_ctz(flag) : 64, ret_since);
}

bool bw_target_has_helper(const struct bw_target *t, uint32_t helper, uint32_t *ret_since)
{
	bool by_table = has(t, FIND(helpers, helper), ret_since);

	if (!t->facts || !t->facts->helpers[0] || helper >= 64 * BW_COUNT(t->facts->helpers))
		return by_table;
	return t->facts->helpers[helper / 64] >> helper % 64 & 1;
}

static const char *fact_name(const struct fact *f)
{
	return f ? f->name : NULL;
}

static const char *fact_config(const struct fact *f)
{
	return f ? f->config : NULL;
}

const char *bw_target_map_type_name(uint32_t type)
{
	return fact_name(FIND(map_types, type));
}

const char *bw_target_prog_type_name(uint32_t type)
{
	return fact_name(FIND(prog_types, type));
}

const char *bw_target_map_flag_name(uint32_t flag)
{
	return fact_name(flag_find(flag));
}

const char *bw_helper_name(uint32_t helper)
{
	return fact_name(FIND(helpers, helper));
}

const char *bw_target_map_type_config(uint32_t type)
{
	return fact_config(FIND(map_types, type));
}

const char *bw_target_prog_type_config(uint32_t type)
{
	return fact_config(FIND(prog_types, type));
}

const char *bw_helper_config(uint32_t helper)
{
	return fact_config(FIND(helpers, helper));
}

bool bw_ranges_have(const char *s, uint32_t n)
{
	while (*s) {
		char *end;
		unsigned long lo = strtoul(s, &end, 10), hi = lo;

		if (*end == '-')
			hi = strtoul(end + 1, &end, 10);
		if (n >= lo && n <= hi)
			return true;
		s = end + (*end == ',');
	}
	return false;
}

static bool attach_fits(const char *ranges, uint32_t attach_type)
{
	return !*ranges || bw_ranges_have(ranges, attach_type);
}

bool bw_helper_gpl_only(uint32_t helper)
{
	const struct fact *f = FIND(helpers, helper);

	return f && helper_gpl[f - helpers];
}

bool bw_helper_gpl_only_in(uint32_t helper, uint32_t prog_type, uint32_t attach_type)
{
	for (size_t i = 0; i < BW_COUNT(gpl_free); i++)
		if (gpl_free[i].helper == helper && gpl_free[i].prog_type == prog_type &&
		    attach_fits(gpl_free[i].attach, attach_type))
			return false;
	return bw_helper_gpl_only(helper);
}

/* Any attach type. */
#define ANY UINT32_MAX

/* What the release that the rows of this kernel were measured with says. */
static enum bw_answer measured(uint32_t kernel, uint32_t helper, uint32_t prog_type,
			       uint32_t attach_type)
{
	bool yes = false, no = false, maybe = false;

	for (size_t i = 0; i < BW_COUNT(access_rows); i++) {
		const struct access *r = &access_rows[i];

		if (r->kernel != kernel || r->prog_type != prog_type ||
		    (attach_type != ANY && !attach_fits(r->attach, attach_type)))
			continue;
		if (bw_ranges_have(r->allowed, helper))
			yes = true;
		else if (bw_ranges_have(r->maybe, helper))
			maybe = true;
		else
			no = true;
	}
	if (maybe || yes == no)
		return BW_UNKNOWN;
	return yes ? BW_YES : BW_NO;
}

/* The measured releases on both sides of a kernel; 0 where there is none. */
static void neighbours(uint32_t kernel, uint32_t *ret_below, uint32_t *ret_above)
{
	*ret_below = *ret_above = 0;
	for (size_t i = 0; i < BW_COUNT(access_rows); i++) {
		uint32_t k = access_rows[i].kernel;

		if (k <= (kernel & ~255u))
			*ret_below = k;
		else if (!*ret_above)
			*ret_above = k;
	}
}

/* Kernels only ever give helpers to more programs: below NO above stays open. */
static enum bw_answer between(uint32_t kernel, uint32_t helper, uint32_t prog_type,
			      uint32_t attach_type)
{
	uint32_t below, above;
	enum bw_answer lo, hi;

	neighbours(kernel, &below, &above);
	lo = below ? measured(below, helper, prog_type, attach_type) : BW_UNKNOWN;
	if (below == (kernel & ~255u))
		return lo;
	hi = above ? measured(above, helper, prog_type, attach_type) : BW_UNKNOWN;
	if (lo == BW_YES || hi == BW_NO)
		return lo == BW_YES ? BW_YES : BW_NO;
	return lo == hi ? lo : BW_UNKNOWN;
}

/* NO when the target's configuration or architecture leaves the helper out. */
static bool left_out(const struct bw_target *t, const struct fact *f)
{
	struct bw_arena scratch;
	const char *value;
	bool out;

	if (!f->config)
		return false;
	if (!strcmp(f->config, "ARCH_HAS_NON_OVERLAPPING_ADDRESS_SPACE"))
		return !bw_target_has(t, BW_F_PROBE_READ, NULL);
	bw_arena_init(&scratch);
	value = bw_target_config(&scratch, t, bw_printf(&scratch, "CONFIG_%s", f->config));
	out = value && !strcmp(value, "n");
	bw_arena_deinit(&scratch);
	return out;
}

enum bw_answer bw_target_helper_allowed_at(const struct bw_target *t, uint32_t helper,
					   uint32_t prog_type, uint32_t attach_type)
{
	const struct fact *f = FIND(helpers, helper);

	if (!f || !bw_target_has_helper(t, helper, NULL) ||
	    !bw_target_has_prog_type(t, prog_type, NULL) || left_out(t, f))
		return BW_NO;
	return between(t->kernel, helper, prog_type, attach_type);
}

enum bw_answer bw_target_helper_allowed(const struct bw_target *t, uint32_t helper,
					uint32_t prog_type)
{
	return bw_target_helper_allowed_at(t, helper, prog_type, ANY);
}

bool bw_target_has(const struct bw_target *t, enum bw_feature f, uint32_t *ret_since)
{
	uint32_t since = features[f].since;

	assert(f < BW_F_COUNT);
	for (size_t i = 0, rows = 0; i < BW_COUNT(arch_features); i++) {
		if (arch_features[i].feature != f)
			continue;
		if (!rows++)
			since = 0;
		if (t->arch && !strcmp(arch_features[i].arch, t->arch->name))
			since = arch_features[i].since;
	}
	if (ret_since)
		*ret_since = since;
	return since && t->kernel >= since;
}

const char *bw_feature_origin(enum bw_feature f)
{
	assert(f < BW_F_COUNT);
	return features[f].origin;
}
