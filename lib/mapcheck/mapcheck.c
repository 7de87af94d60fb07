/* SPDX-License-Identifier: BSD-2-Clause */
/* Every map of a spec against the target. */
#include "mapcheck/mapcheck.h"

#include <ctype.h>
#include <errno.h>

#include "mapcheck/mapcheck_parts.h"

#define NAME_MAX_CHARS 15 /* BPF_OBJ_NAME_LEN with its NUL is 16 */

struct check {
	struct bw_arena *arena, *scratch;
	const struct bw_spec *spec;
	const struct bw_target *target;
	struct bw_diags *diags;
	const struct bw_map_spec *map; /* the one at hand */
	struct bw_map_attr attr;
	uint64_t optional; /* map types whose options the target does not tell */
};

static const char *map_name(const struct check *c)
{
	return bw_str(c->spec->obj->names, c->map->name);
}

/* ---- page sizes ---- */

static void check_other_pages(struct check *c)
{
	const struct bw_target *t = c->target;
	struct bw_sb sizes = bw_sb_in(c->scratch);
	uint32_t size, largest = 0;

	if (!bw_mapcheck_page_fits(&c->attr, t->page_bytes))
		return; /* said already, as an error */
	for (uint32_t i = 0; (size = bw_arch_page_size(t->arch, i)); i++) {
		if (bw_mapcheck_page_fits(&c->attr, size))
			continue;
		bw_sb_printf(&sizes, "%s%u", sizes.n ? " and " : "", size);
		largest = size;
	}
	if (!sizes.n)
		return;
	bw_tell(
	    c->diags, BW_D_MAP_PAGE_SIZE, c->map->where,
	    "max_entries %u fits the %u-byte pages of %s, but not those %s kernels with pages of "
	    "%s bytes",
	    c->attr.max_entries, t->page_bytes, t->name, t->arch->name, bw_sb_str(&sizes));
	bw_fix(c->diags, "Use %u or a larger power of two.", largest);
}

/* ---- padding in keys ---- */

#define COMPARED_BY_BYTES                                                                          \
	(T(HASH) | T(PERCPU_HASH) | T(LRU_HASH) | T(LRU_PERCPU_HASH) | T(HASH_OF_MAPS) |           \
	 T(LPM_TRIE) | T(SOCKHASH))

static void tell_hole(struct check *c, const struct bw_hole *h, const struct bw_layout *l)
{
	const char *after = *h->after ? h->after : "(start)";
	bool is_tail = h->off_bits + h->size_bits == l->size_bits;

	if (h->size_bits % 8 || h->off_bits % 8) {
		bw_tell(c->diags, BW_D_MAP_KEY_HOLE, c->map->where,
			"key %s has %llu unnamed bits at bit %llu, behind %s", l->type,
			(unsigned long long)h->size_bits, (unsigned long long)h->off_bits, after);
		bw_fix(c->diags,
		       "Name the bits behind %s (unsigned pad : %llu) and set them to zero.", after,
		       (unsigned long long)h->size_bits);
		return;
	}
	bw_tell(c->diags, BW_D_MAP_KEY_HOLE, c->map->where,
		"key %s has %llu bytes of padding at offset %llu, behind %s%s", l->type,
		(unsigned long long)h->size_bits / 8, (unsigned long long)h->off_bits / 8, after,
		is_tail ? " at its end" : "");
	bw_fix(c->diags, "Write '__u8 pad[%llu];' behind %s and set it to zero.",
	       (unsigned long long)h->size_bits / 8, after);
}

static void check_key_holes(struct check *c)
{
	const struct bw_map_spec *m = c->map;
	struct bw_layout layout;
	struct bw_hole *holes;
	uint32_t n;

	if (m->type >= 64 || !(COMPARED_BY_BYTES >> m->type & 1) || !m->key_type.i ||
	    !c->spec->obj->btf ||
	    !bw_btf_layout(c->scratch, c->spec->obj->btf, m->key_type, &layout))
		return;
	n = bw_layout_holes(c->scratch, &layout, &holes);
	for (uint32_t i = 0; i < n; i++)
		tell_hole(c, &holes[i], &layout);
}

/* ---- sizes, names, pinning ---- */

static enum bw_status check_btf_size(struct check *c, bw_tid type, uint32_t bytes, const char *what)
{
	uint32_t have;

	if (!type.i || c->attr.btf || !c->spec->obj->btf || c->map->origin == BW_MAP_STRUCT_OPS ||
	    !bw_btf_sizeof(c->spec->obj->btf, type, &have) || have == bytes)
		return BW_OK;
	return bw_report(c->diags, BW_D_MAP_BTF_SIZE, c->map->where,
			 "%s_size is %u, but its BTF type %s has %u bytes", what, bytes,
			 bw_btf_str(c->spec->obj->btf, type), have);
}

static enum bw_status check_name(struct check *c)
{
	const char *name = map_name(c);

	if (c->map->origin != BW_MAP_BTF && c->map->origin != BW_MAP_OLD)
		return BW_OK; /* loaders make up names for sections */
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '_' && *p != '.')
			return bw_report(c->diags, BW_D_MAP_NAME_CHAR, c->map->where,
					 "'%s' has the character '%c'", name, *p);
	if (strlen(name) > NAME_MAX_CHARS)
		bw_tell(c->diags, BW_D_MAP_NAME, c->map->where, "'%s' is '%.15s' to the kernel",
			name, name);
	return BW_OK;
}

static enum bw_status check_pinning(struct check *c)
{
	if (c->map->origin != BW_MAP_BTF || c->map->pinning <= 1)
		return BW_OK;
	return bw_report(c->diags, BW_D_MAP_PINNING, c->map->where, "pinning is %u",
			 c->map->pinning);
}

/* ---- maps of maps ---- */

static const struct bw_map_spec *map_of_sym(const struct bw_spec *s, bw_symid sym)
{
	for (uint32_t i = 0; sym.i && i < s->map_count; i++)
		if (s->map[i].sym.i == sym.i)
			return &s->map[i];
	return NULL;
}

static enum bw_status check_initial_inner(struct check *c, const struct bw_map_attr *want)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < c->map->init_count; i++) {
		const struct bw_map_spec *m = map_of_sym(c->spec, c->map->init[i].sym);
		struct bw_map_attr have;
		const char *text;

		if (!m)
			continue;
		bw_profile_attr(c->spec, m, c->target, &have);
		text = bw_mapcheck_meta_difference(c->scratch, want, &have, c->target);
		if (!text)
			continue;
		st = bw_worse(st,
			      bw_report(c->diags, BW_D_MAP_INNER, c->map->where,
					"element %u, %s, does not fit: %s", c->map->init[i].index,
					bw_str(c->spec->obj->names, m->name), text));
		bw_note(c->diags, m->where, "%s is defined here",
			bw_str(c->spec->obj->names, m->name));
	}
	return st;
}

static enum bw_status check_inner(struct check *c)
{
	const struct bw_map_spec *in = c->map->inner;
	struct bw_map_attr attr;
	enum bw_status st;

	if (!in || !type_in(c->map->type, OF_MAPS))
		return BW_OK; /* without a template: a rule of mapcheck_rules.def */
	if (in->type >= 64 || type_in(in->type, OF_MAPS | NO_INNER))
		return bw_report(c->diags, BW_D_MAP_INNER, c->map->where,
				 type_in(in->type, OF_MAPS)
				     ? "its template is of type %s, a map of maps itself"
				     : "its template is of type %s, which cannot be "
				       "inside another map",
				 bw_target_map_type_name(in->type));
	bw_profile_attr(c->spec, in, c->target, &attr);
	st = bw_mapcheck_rules(c->arena, &attr, c->target, c->diags, c->map->where);
	if (st != BW_OK)
		bw_note(c->diags, (struct bw_where){0}, "this is the template of its inner maps");
	return bw_worse(st, check_initial_inner(c, &attr));
}

/* ---- data sections ---- */

static bool is_data(const struct bw_map_spec *m)
{
	return m->origin == BW_MAP_DATA || m->origin == BW_MAP_KCONFIG;
}

static bool loaders_differ(const struct check *c, const struct bw_map_spec *m)
{
	uint32_t n;

	bw_profiles(&n);
	for (uint32_t i = 1; i < n; i++)
		if (bw_profile_data_flags(i, c->spec, m, c->target) !=
		    bw_profile_data_flags(0, c->spec, m, c->target))
			return true;
	return false;
}

/* ".bss 0x400, .rodata 0x480" */
static const char *flags_of_loader(struct check *c, uint32_t loader)
{
	struct bw_sb sb = bw_sb_in(c->scratch);

	for (uint32_t i = 0; i < c->spec->map_count; i++) {
		const struct bw_map_spec *m = &c->spec->map[i];

		if (is_data(m) && bw_profile_makes(loader, c->spec, m))
			bw_sb_printf(&sb, "%s%s %#x", sb.n ? ", " : "",
				     bw_str(c->spec->obj->names, m->name),
				     bw_profile_data_flags(loader, c->spec, m, c->target));
	}
	return bw_sb_str(&sb);
}

/* One finding for the whole object, at the first section that differs. */
static void tell_loader_flags(struct check *c)
{
	const struct bw_map_spec *first = NULL;
	const char **flags;
	uint32_t n;

	for (uint32_t i = 0; !first && i < c->spec->map_count; i++)
		if (is_data(&c->spec->map[i]) && loaders_differ(c, &c->spec->map[i]))
			first = &c->spec->map[i];
	if (!first)
		return;
	bw_tell(c->diags, BW_D_MAP_LOADER_FLAGS, first->where,
		"the flags of %s depend on the loader", bw_str(c->spec->obj->names, first->name));
	bw_profiles(&n);
	flags = BW_NEW_ARRAY(c->scratch, const char *, n);
	for (uint32_t i = 1; i < n; i++)
		flags[i] = flags_of_loader(c, i);
	for (uint32_t i = 1; i < n; i++) {
		uint64_t who = 0;

		for (uint32_t k = 1; k < n; k++)
			if (strcmp(flags[i], flags[k]) == 0)
				who |= 1ull << k;
		if (*flags[i] && !(who & ((1ull << i) - 1))) /* told with the first of them */
			bw_note(c->diags, (struct bw_where){0}, "%s: %s",
				bw_profile_ranges(c->scratch, who), flags[i]);
	}
}

/* ---- what the target does not tell ---- */

/* Options are told together, once a target; page sizes of rings have a finding of their own. */
static void tell_hangs(struct check *c)
{
	struct bw_map_verdict v = {0};

	if (!c->target->guessed)
		return;
	v.err = bw_mapcheck_errno(c->scratch, &c->attr, c->target);
	bw_mapcheck_hangs(c->scratch, &c->attr, c->target, &v);
	for (uint32_t i = 0; i < v.hang_count; i++) {
		if (strncmp(v.hang[i].on, "CONFIG_", 7) == 0 && v.hang[i].bit == BW_GUESS_CONFIG)
			c->optional |= UINT64_C(1) << c->map->type;
		else if (v.hang[i].bit != BW_GUESS_PAGE || !bw_profile_is_ring(c->map->type))
			bw_tell(c->diags, BW_D_MAP_HANGS, c->map->where, "the answer (%s) %s",
				bw_errno_name(c->scratch, v.err),
				bw_mapcheck_hang_text(c->scratch, &v.hang[i]));
	}
}

/* "CONFIG_NET (DEVMAP), CONFIG_PERF_EVENTS (STACK_TRACE)" */
static void tell_options(struct check *c)
{
	struct bw_sb sb = bw_sb_in(c->scratch);

	for (uint64_t rest = c->optional; rest; rest &= rest - 1) {
		uint32_t type = (uint32_t)__builtin_ctzll(rest);

		bw_sb_printf(&sb, "%sCONFIG_%s (%s)", sb.n ? ", " : "",
			     bw_target_map_type_config(type), bw_target_map_type_name(type));
	}
	if (sb.n)
		bw_tell(c->diags, BW_D_MAP_HANGS, bw_obj_where(c->spec->obj),
			"map types hang on options that the target does not tell: %s",
			bw_sb_str(&sb));
}

/* ---- BTF of the whole object ---- */

static void tell_load(struct check *c)
{
	const struct bw_btf *b = c->spec->obj->btf;
	struct bw_map_verdict v;

	if (!b || b->count < 2)
		return;
	bw_mapcheck_load(c->scratch, b, c->target, &v);
	if (!v.err || v.err == EINVAL) /* loaders put right what old kernels do not read */
		return;
	bw_tell(c->diags, BW_D_MAP_BTF_LOAD, bw_obj_where(c->spec->obj), "%s", v.text);
	bw_note(c->diags, (struct bw_where){0}, "%s of Linux %s answers %s", v.where,
		bw_kver_text(c->scratch, c->target->kernel), bw_errno_name(c->scratch, v.err));
}

/* ---- all of it ---- */

/* Loaders but bpfweld's make a map again without BTF when the kernel refuses it. */
static void drop_refused_btf(struct check *c)
{
	struct bw_map_attr plain = c->attr;
	struct bw_map_verdict v;

	if (!c->attr.btf || (c->target->loader && !strcmp(c->target->loader, "bpfweld")))
		return;
	bw_mapcheck_attr_by(c->scratch, &c->attr, c->target, NULL, &v);
	plain.btf = NULL;
	plain.has_btf = false;
	plain.key_type = plain.value_type = BW_VOID;
	if (!v.err || v.code == BW_D_MAP_SPECIAL ||
	    bw_mapcheck_errno(c->scratch, &plain, c->target))
		return;
	bw_tell(c->diags, BW_D_MAP_BTF_RETRY, c->map->where, "%s", v.text);
	bw_note(c->diags, (struct bw_where){0}, "%s of Linux %s answers %s", v.where,
		bw_kver_text(c->scratch, c->target->kernel), bw_errno_name(c->scratch, v.err));
	c->attr = plain;
}

static enum bw_status check_map(struct check *c)
{
	enum bw_status st = BW_OK;

	bw_profile_attr(c->spec, c->map, c->target, &c->attr);
	drop_refused_btf(c);
	st = bw_mapcheck_rules(c->arena, &c->attr, c->target, c->diags, c->map->where);
	if (st == BW_OK)
		check_other_pages(c);
	tell_hangs(c);
	st = bw_worse(st, check_name(c));
	st = bw_worse(st, check_pinning(c));
	st = bw_worse(st, check_btf_size(c, c->map->key_type, c->map->key_bytes, "key"));
	if (!is_data(c->map))
		st = bw_worse(st,
			      check_btf_size(c, c->map->value_type, c->map->value_bytes, "value"));
	check_key_holes(c);
	return bw_worse(st, check_inner(c));
}

static enum bw_status check_order(struct check *c)
{
	const struct bw_obj *o = c->spec->obj;
	const struct bw_arch *arch = c->target->arch;

	if (o->big_endian == arch->big_endian)
		return BW_OK;
	return bw_report(
	    c->diags, BW_D_MAP_ORDER, bw_obj_where(o), "the object is %s-endian, %s is %s-endian",
	    o->big_endian ? "big" : "little", arch->name, arch->big_endian ? "big" : "little");
}

static void tell_unknown_loader(struct check *c)
{
	const char *loader = c->target->loader;
	const struct bw_profile *p;
	struct bw_sb sb = bw_sb_in(c->scratch);
	uint32_t n;

	p = bw_profiles(&n);
	if (!loader || bw_profile_find(loader) || !strcmp(loader, p[0].name))
		return;
	for (uint32_t i = 0; i < n; i++)
		bw_sb_printf(&sb, "%s%s", i ? ", " : "", p[i].name);
	bw_tell(c->diags, BW_D_MAP_LOADER_UNKNOWN, (struct bw_where){0},
		"the target's loader '%s' is not known", loader);
	bw_fix(c->diags, "Known: %s.", bw_sb_str(&sb));
}

enum bw_status bw_mapcheck(struct bw_arena *a, const struct bw_spec *s, const struct bw_target *t,
			   struct bw_diags *d)
{
	struct check c = {.arena = a, .spec = s, .target = t, .diags = d};
	enum bw_status st;

	c.scratch = bw_arena_child(a);
	st = check_order(&c);
	for (uint32_t i = 0; i < s->map_count; i++) {
		c.map = &s->map[i];
		if (!c.map->is_extern && c.map->origin != BW_MAP_ARENA_DATA)
			st = bw_worse(st, check_map(&c));
	}
	tell_load(&c);
	tell_options(&c);
	tell_loader_flags(&c);
	tell_unknown_loader(&c);
	bw_arena_deinit(c.scratch);
	return st;
}

/* ---- capabilities ---- */

#define NAMED_MAX 5u

static const struct {
	uint32_t bit;
	const char *name;
} capabilities[] = {
    {BW_CAP_BPF, "CAP_BPF"},
    {BW_CAP_NET_ADMIN, "CAP_NET_ADMIN"},
    {BW_CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
};

/* The maps that need it: "CAP_NET_ADMIN for devs, xsks and 3 more"; NULL if none does. */
static const char *needs_text(struct check *c, const uint32_t *needs, size_t k)
{
	struct bw_sb sb = bw_sb_in(c->scratch);
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->spec->map_count; i++) {
		if (!(needs[i] & capabilities[k].bit))
			continue;
		if (n++ < NAMED_MAX)
			bw_sb_printf(&sb, "%s%s", n > 1 ? ", " : "",
				     bw_str(c->spec->obj->names, c->spec->map[i].name));
	}
	if (n > NAMED_MAX)
		bw_sb_printf(&sb, " and %u more", n - NAMED_MAX);
	return n ? bw_printf(c->scratch, "%s for %s", capabilities[k].name, bw_sb_str(&sb)) : NULL;
}

static void tell_capabilities(struct check *c)
{
	uint32_t *needs = BW_NEW_ARRAY(c->scratch, uint32_t, c->spec->map_count);
	struct bw_sb sb = bw_sb_in(c->scratch);

	for (uint32_t i = 0; i < c->spec->map_count; i++) {
		const struct bw_map_spec *m = &c->spec->map[i];

		if (m->is_extern || m->origin == BW_MAP_ARENA_DATA)
			continue;
		bw_profile_attr(c->spec, m, c->target, &c->attr);
		needs[i] = bw_mapcheck_capabilities(c->scratch, &c->attr, c->target);
	}
	for (size_t k = 0; k < BW_COUNT(capabilities); k++) {
		const char *text = needs_text(c, needs, k);

		if (text)
			bw_sb_printf(&sb, "%s%s", sb.n ? ", " : "", text);
	}
	if (sb.n)
		bw_tell(c->diags, BW_D_MAP_CAPABILITIES, bw_obj_where(c->spec->obj),
			"the loader needs %s", bw_sb_str(&sb));
}

void bw_mapcheck_tell_capabilities(struct bw_arena *a, const struct bw_spec *s,
				   const struct bw_target *t, struct bw_diags *d)
{
	struct check c = {.arena = a, .spec = s, .target = t, .diags = d};

	c.scratch = bw_arena_child(a);
	tell_capabilities(&c);
	bw_arena_deinit(c.scratch);
}
