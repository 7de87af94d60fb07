/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps: what to create, with which BTF ids, what to put into them. */
#include "loader/loader_parts.h"

#define PINNING_BY_NAME 1u /* LIBBPF_PIN_BY_NAME */

/*
 * Map types that take BTF ids for key and value; the others answer ENOTSUPP (map_check_no_btf
 * in the kernel) or have no key. Measured with a map of each type, with and without ids, on
 * 6.1 and 6.18: both agree.
 */
static const enum bw_map_type takes_btf[] = {
    BW_MT_HASH,
    BW_MT_ARRAY,
    BW_MT_PROG_ARRAY,
    BW_MT_PERCPU_HASH,
    BW_MT_PERCPU_ARRAY,
    BW_MT_LRU_HASH,
    BW_MT_LRU_PERCPU_HASH,
    BW_MT_LPM_TRIE,
    BW_MT_CGROUP_STORAGE,
    BW_MT_REUSEPORT_SOCKARRAY,
    BW_MT_PERCPU_CGROUP_STORAGE,
    BW_MT_SK_STORAGE,
    BW_MT_INODE_STORAGE,
    BW_MT_TASK_STORAGE,
    BW_MT_CGRP_STORAGE,
};

/* Keys and values both, or the one DATASEC of a data section, or a bloom filter's value. */
static bool passes_btf(const struct packer *p, const struct bw_map_spec *m)
{
	if (!p->has_btf || !m->value_type.i)
		return false;
	if (!m->key_type.i)
		return m->origin == BW_MAP_DATA || m->origin == BW_MAP_KCONFIG ||
		       m->type == BW_MT_BLOOM_FILTER;
	for (size_t i = 0; i < BW_COUNT(takes_btf); i++)
		if (m->type == takes_btf[i])
			return true;
	return false;
}

/* What the target must finish: CPUs and pages are known there. As libbpf does. */
static uint32_t run_time_flags(const struct bw_map_spec *m)
{
	switch (m->type) {
	case BW_MT_PERF_EVENT_ARRAY:
		return m->max_entries ? 0 : BW_RT_MAP_PER_CPU;
	case BW_MT_RINGBUF:
	case BW_MT_USER_RINGBUF:
		return BW_RT_MAP_WHOLE_PAGES;
	default:
		return 0;
	}
}

/* Data sections can be mapped by user space if it could name a variable (libbpf 1.1). */
static uint32_t map_flags(const struct packer *p, const struct bw_map_spec *m)
{
	bool data = m->origin == BW_MAP_DATA || m->origin == BW_MAP_KCONFIG;

	if (data && m->has_visible_var && bw_target_has(p->target, BW_F_MAP_MMAPABLE, NULL))
		return m->flags | BW_BPF_F_MMAPABLE;
	return m->flags;
}

/* The name the kernel shows: that of the map; of a data section as libbpf makes it. */
static const char *kernel_name(struct packer *p, const struct bw_map_spec *m)
{
	const char *name = bw_str(p->s->obj->names, m->name);
	size_t room = BW_RT_NAME_BYTES - 1, n = strlen(name);

	if (m->origin != BW_MAP_DATA && m->origin != BW_MAP_KCONFIG)
		return name;
	room -= n > 7 ? (n < room ? n : room) : 7;
	return bw_printf(p->arena, "%.*s%s", (int)room, p->name, name);
}

static bool pin_taken(struct packer *p, const char *pin)
{
	for (uint32_t i = 0; i < p->map_pins.n; i++)
		if (strcmp(p->map_pins.v[i], pin) == 0)
			return true;
	return false;
}

/* Two data sections can have the same pin (.data.a_b and .data.a.b). */
static const char *map_pin(struct packer *p, const struct bw_map_spec *m)
{
	const char *first = pin_of(p, bw_str(p->s->obj->names, m->name)), *pin = first;

	for (uint32_t n = 2; pin_taken(p, pin); n++)
		pin = bw_printf(p->arena, "%.190s_%u", first, n);
	*bw_push(p->arena, &p->map_pins) = pin;
	return pin;
}

/* Adds the operation; template: an inner map that only gives its attributes. */
static void map_op(struct packer *p, const struct bw_map_spec *m, bool template)
{
	struct image *im = &p->image;
	bool shared = m->pinning == PINNING_BY_NAME && !template, btf = passes_btf(p, m);
	const char *type = bw_map_type_name(m->type);
	uint32_t flags = run_time_flags(m) | (shared ? BW_RT_MAP_SHARED : 0), inner = 0;

	assert(!template || !m->inner); /* maps of maps nest once */
	if (m->inner) {
		map_op(p, m->inner, true);
		inner = im->maps - 1;
		flags |= BW_RT_MAP_INNER;
	}
	image_op(im, BW_RT_MAP, flags);
	image_u32(im, m->type);
	image_u32(im, m->key_bytes);
	image_u32(im, m->value_bytes);
	image_u32(im, m->max_entries);
	image_u32(im, map_flags(p, m));
	image_u32(im, m->numa_node);
	image_u32(im, inner);
	image_u32(im, btf ? m->key_type.i : 0);
	image_u32(im, btf ? m->value_type.i : 0);
	if (template)
		image_u32(im, 0);
	else
		image_off(im, image_str(im, map_pin(p, m)));
	image_off(im, image_str(im, type ? type : "unknown type"));
	image_u32(im, 0);
	image_u64(im, m->extra);
	image_name(im, kernel_name(p, m));
	image_end(im, sizeof(struct bw_rt_map));
}

/* LINUX_KERNEL_VERSION is the running kernel's, whatever the target was called. */
static void kernel_version_op(struct packer *p, uint32_t data_off)
{
	for (uint32_t i = 0; i < p->s->kconfig_count; i++) {
		const struct bw_kconfig_var *k = &p->s->kconfig[i];

		if (strcmp(bw_str(p->s->obj->names, k->name), "LINUX_KERNEL_VERSION") != 0 ||
		    k->size_bytes != 4)
			continue;
		image_op(&p->image, BW_RT_KVER, 0);
		image_span(&p->image, data_off + k->off_bytes, 4);
		image_end(&p->image, sizeof(struct bw_rt_kver));
	}
}

static void contents_ops(struct packer *p, const struct bw_map_spec *m, uint32_t no)
{
	const uint8_t *data = m->origin == BW_MAP_KCONFIG ? p->kconfig.p : m->data;
	struct image *im = &p->image;
	uint32_t key, value;

	if (data) {
		key = image_data(im, &(uint32_t){0}, 4);
		value = image_data(im, data, m->value_bytes);
		if (m->origin == BW_MAP_KCONFIG)
			kernel_version_op(p, value);
		image_op(im, BW_RT_UPDATE, 0);
		image_u32(im, no);
		image_u32(im, 0);
		image_span(im, key, 4);
		image_span(im, value, m->value_bytes);
		image_end(im, sizeof(struct bw_rt_update));
	}
	if (m->is_rodata) {
		image_op(im, BW_RT_FREEZE, 0);
		image_u32(im, no);
		image_u32(im, 0);
		image_end(im, sizeof(struct bw_rt_freeze));
	}
}

/* What stands against the map, or NULL. */
static const char *map_problem(const struct bw_map_spec *m)
{
	if (m->is_extern)
		return "is declared here and defined in no object that was linked";
	if (m->origin == BW_MAP_STRUCT_OPS || m->type == BW_MT_STRUCT_OPS)
		return "is a struct_ops map";
	if (m->origin == BW_MAP_ARENA_DATA)
		return "has initial contents of an arena";
	if ((m->type == BW_MT_ARRAY_OF_MAPS || m->type == BW_MT_HASH_OF_MAPS) && !m->inner)
		return "is a map of maps without a template of the inner map";
	return NULL;
}

static enum bw_status pack_map(struct packer *p, uint32_t i)
{
	const struct bw_map_spec *m = &p->s->map[i];
	const char *problem = map_problem(m);

	if (problem)
		return bw_report(p->diags, BW_D_LDR_MAP, m->where, "%s %s",
				 bw_str(p->s->obj->names, m->name), problem);
	if (m->origin == BW_MAP_KCONFIG && p->kconfig.n != m->value_bytes)
		return bw_report(p->diags, BW_D_LDR_KCONFIG, m->where,
				 "%zu bytes of values for %u bytes of variables", p->kconfig.n,
				 m->value_bytes);
	map_op(p, m, false);
	p->map_no[i] = p->image.maps - 1;
	contents_ops(p, m, p->map_no[i]);
	return BW_OK;
}

enum bw_status pack_maps(struct packer *p)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < p->s->map_count; i++)
		if (!p->s->map[i].is_optional)
			st = bw_worse(st, pack_map(p, i));
	return st;
}

/* ---- initial elements ---- */

static uint32_t find_map(const struct packer *p, bw_symid sym)
{
	for (uint32_t i = 0; sym.i && i < p->s->map_count; i++)
		if (p->s->map[i].sym.i == sym.i)
			return p->map_no[i];
	return NO_NUMBER;
}

static uint32_t find_prog(const struct packer *p, bw_symid sym)
{
	for (uint32_t i = 0; sym.i && i < p->s->prog_count; i++)
		if (p->s->prog[i].sym.i == sym.i)
			return p->prog_no[i];
	return NO_NUMBER;
}

static enum bw_status pack_element(struct packer *p, uint32_t map, const struct bw_map_init *e)
{
	const struct bw_map_spec *m = &p->s->map[map];
	bool prog = m->type == BW_MT_PROG_ARRAY;
	uint32_t value = prog ? find_prog(p, e->sym) : find_map(p, e->sym);

	if (m->key_bytes != 4 || m->value_bytes != 4)
		return bw_report(p->diags, BW_D_LDR_INIT, m->where,
				 "%s has keys of %u bytes and values of %u, not 4 and 4",
				 bw_str(p->s->obj->names, m->name), m->key_bytes, m->value_bytes);
	if (value == NO_NUMBER)
		return bw_report(p->diags, BW_D_LDR_INIT, m->where, "%s[%u] is %s, %s",
				 bw_str(p->s->obj->names, m->name), e->index,
				 bw_str(p->s->obj->names, bw_obj_sym(p->s->obj, e->sym)->name),
				 prog ? "no program that is loaded" : "no map that is created");
	image_op(&p->image, BW_RT_SET, prog ? BW_RT_SET_PROG : 0);
	image_u32(&p->image, p->map_no[map]);
	image_u32(&p->image, e->index);
	image_u32(&p->image, value);
	image_u32(&p->image, 0);
	image_end(&p->image, sizeof(struct bw_rt_set));
	return BW_OK;
}

enum bw_status pack_init(struct packer *p)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < p->s->map_count; i++)
		for (uint32_t k = 0; p->map_no[i] != NO_NUMBER && k < p->s->map[i].init_count; k++)
			st = bw_worse(st, pack_element(p, i, &p->s->map[i].init[k]));
	return st;
}
