/* SPDX-License-Identifier: BSD-2-Clause */
/* Every map of a spec against the target. */
#include "mapcheck/mapcheck.h"

#include <ctype.h>

#include "mapcheck/mapcheck_parts.h"

#define NAME_MAX_CHARS 15 /* BPF_OBJ_NAME_LEN with its NUL is 16 */

struct check {
	struct bw_arena *arena, *scratch;
	const struct bw_spec *spec;
	const struct bw_target *target;
	struct bw_diags *diags;
	const struct bw_map_spec *map; /* the one at hand */
	struct bw_map_attr attr;
};

static const char *map_name(const struct check *c)
{
	return bw_str(c->spec->obj->names, c->map->name);
}

/* libbpf and others: the next power of two that pages fit in. */
static uint32_t ring_rounded(uint32_t bytes, uint32_t page_bytes)
{
	uint64_t n = page_bytes;

	while (n < bytes)
		n <<= 1;
	return n <= UINT32_MAX ? (uint32_t)n : bytes;
}

void bw_mapcheck_attr_of(const struct bw_spec *s, const struct bw_map_spec *m,
			 const struct bw_target *t, struct bw_map_attr *ret)
{
	uint32_t loader = bw_mapcheck_loader_find(t->loader);

	*ret = (struct bw_map_attr){
	    .type = m->type,
	    .key_bytes = m->key_bytes,
	    .value_bytes = m->value_bytes,
	    .max_entries = m->max_entries,
	    .flags = bw_mapcheck_loader_flags(loader, s, m, t),
	    .numa_node = m->numa_node,
	    .extra = m->extra,
	    .has_btf = m->key_type.i && m->value_type.i,
	    .has_inner = m->inner != NULL,
	};
	if (m->type == BW_MT_PERF_EVENT_ARRAY && !m->max_entries)
		ret->max_entries = t->cpus ? t->cpus : 1; /* loaders put in the CPUs */
	if (bw_mapcheck_is_ring(m->type) && bw_mapcheck_rounds_rings(loader))
		ret->max_entries = ring_rounded(m->max_entries, t->page_bytes);
	if (m->origin == BW_MAP_STRUCT_OPS) { /* loaders fill in the kernel's side */
		ret->has_kern_type = true;
		ret->key_bytes = 4;
		ret->max_entries = 1;
	}
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

#define T(type) (UINT64_C(1) << BW_MT_##type)
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

	if (!type.i || !c->spec->obj->btf || c->map->origin == BW_MAP_STRUCT_OPS ||
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

/* Types whose maps the kernel cannot compare, and so does not put into others. */
#define NO_INNER                                                                                   \
	(T(PROG_ARRAY) | T(CGROUP_STORAGE) | T(PERCPU_CGROUP_STORAGE) | T(STRUCT_OPS) |            \
	 T(INSN_ARRAY))
#define OF_MAPS (T(ARRAY_OF_MAPS) | T(HASH_OF_MAPS))

static bool is_of_maps(uint32_t type)
{
	return type < 64 && (OF_MAPS >> type & 1);
}

/* Access flags belong to the descriptor, not the map: the kernel drops them. */
#define FD_FLAGS ((uint32_t)(BW_BPF_F_RDONLY | BW_BPF_F_WRONLY))

/* bpf_map_meta_equal and its variants; NULL when equal, else what differs. */
static const char *meta_difference(struct check *c, const struct bw_map_attr *want,
				   const struct bw_map_attr *have)
{
#define DIFFERS(field, name)                                                                       \
	if (want->field != have->field)                                                            \
	return bw_printf(c->scratch, "%s is %u, the template has %u", name, have->field,           \
			 want->field)
	uint32_t inner = have->flags & want->flags & BW_BPF_F_INNER_MAP;

	DIFFERS(type, "its type");
	DIFFERS(key_bytes, "key_size");
	DIFFERS(value_bytes, "value_size");
	if ((want->flags ^ have->flags) & ~FD_FLAGS)
		return bw_printf(c->scratch, "map_flags is %#x, the template has %#x", have->flags,
				 want->flags);
	if ((have->type == BW_MT_ARRAY && !inner) || have->type == BW_MT_XSKMAP ||
	    !bw_target_has(c->target, BW_F_MAP_INNER_MAX_ENTRIES, NULL))
		DIFFERS(max_entries, "max_entries");
	return NULL;
#undef DIFFERS
}

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
		bw_mapcheck_attr_of(c->spec, m, c->target, &have);
		text = meta_difference(c, want, &have);
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

	if (!in || !is_of_maps(c->map->type))
		return BW_OK; /* without a template: a rule of mapcheck_rules.def */
	if (is_of_maps(in->type) || in->type >= 64 || (NO_INNER >> in->type & 1))
		return bw_report(c->diags, BW_D_MAP_INNER, c->map->where,
				 is_of_maps(in->type)
				     ? "its template is of type %s, a map of maps itself"
				     : "its template is of type %s, which cannot be "
				       "inside another map",
				 bw_target_map_type_name(in->type));
	bw_mapcheck_attr_of(c->spec, in, c->target, &attr);
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

	bw_mapcheck_loaders(&n);
	for (uint32_t i = 1; i < n; i++)
		if (bw_mapcheck_loader_flags(i, c->spec, m, c->target) !=
		    bw_mapcheck_loader_flags(0, c->spec, m, c->target))
			return true;
	return false;
}

/* ".bss 0x400, .rodata 0x480" */
static const char *flags_of_loader(struct check *c, uint32_t loader)
{
	struct bw_sb sb = bw_sb_in(c->scratch);

	for (uint32_t i = 0; i < c->spec->map_count; i++) {
		const struct bw_map_spec *m = &c->spec->map[i];

		if (is_data(m))
			bw_sb_printf(&sb, "%s%s %#x", sb.n ? ", " : "",
				     bw_str(c->spec->obj->names, m->name),
				     bw_mapcheck_loader_flags(loader, c->spec, m, c->target));
	}
	return bw_sb_str(&sb);
}

/* One finding for the whole object, at the first section that differs. */
static void tell_loader_flags(struct check *c)
{
	const struct bw_map_spec *first = NULL;
	const struct bw_loader_profile *p;
	uint32_t n;

	for (uint32_t i = 0; !first && i < c->spec->map_count; i++)
		if (is_data(&c->spec->map[i]) && loaders_differ(c, &c->spec->map[i]))
			first = &c->spec->map[i];
	if (!first)
		return;
	bw_tell(c->diags, BW_D_MAP_LOADER_FLAGS, first->where,
		"the flags of %s depend on the loader", bw_str(c->spec->obj->names, first->name));
	p = bw_mapcheck_loaders(&n);
	for (uint32_t i = 0; i < n; i++)
		bw_note(c->diags, (struct bw_where){0}, "%s: %s", p[i].text, flags_of_loader(c, i));
}

/* ---- all of it ---- */

static enum bw_status check_map(struct check *c)
{
	enum bw_status st = BW_OK;

	bw_mapcheck_attr_of(c->spec, c->map, c->target, &c->attr);
	st = bw_mapcheck_rules(c->arena, &c->attr, c->target, c->diags, c->map->where);
	if (st == BW_OK)
		check_other_pages(c);
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
	const struct bw_loader_profile *p;
	struct bw_sb sb = bw_sb_in(c->scratch);
	uint32_t n;

	p = bw_mapcheck_loaders(&n);
	if (!loader || bw_mapcheck_loader_find(loader) || !strcmp(loader, p[0].name))
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
	tell_loader_flags(&c);
	tell_unknown_loader(&c);
	bw_arena_deinit(c.scratch);
	return st;
}
