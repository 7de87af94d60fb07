/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps that nobody wrote down: data sections, .kconfig, struct_ops, arena contents. */
#include "spec/spec_build.h"

/* ---- data sections ---- */

/* libbpf makes maps of these names only (bpf_object__elf_collect). */
static bool is_map_name(const char *name)
{
	static const char *const names[] = {".data", ".rodata", ".bss"};

	for (size_t i = 0; i < BW_COUNT(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(name, names[i], n) == 0 && (name[n] == '\0' || name[n] == '.'))
			return true;
	}
	return false;
}

/* As libbpf's map_is_mmapable: a variable that is neither static nor hidden. */
static bool has_visible_var(const struct bw_spec_builder *b, bw_tid datasec)
{
	const struct bw_btf *btf = b->o->btf;

	for (uint32_t i = 0; i < bw_btf_vlen(btf, datasec); i++) {
		bw_tid v = bw_btf_secinfos(btf, datasec)[i].var;
		const struct bw_symbol *s = &b->o->sym[b->sym_of_type[v.i]];

		if (bw_btf_kind(btf, v) != BW_BTF_VAR || bw_btf_tail(btf, v)[0] == BW_BTF_STATIC)
			continue;
		if (!b->sym_of_type[v.i] || s->vis == BW_VIS_DEFAULT || s->vis == BW_VIS_PROTECTED)
			return true;
	}
	return false;
}

static void data_add(struct bw_spec_builder *b, uint32_t sec)
{
	const struct bw_section *s = &b->o->sec[sec];
	struct bw_map_spec m = {.origin = BW_MAP_DATA,
				.name = s->name,
				.type = BW_MT_ARRAY,
				.key_bytes = 4,
				.max_entries = 1,
				.sec = {sec}};

	assert(s->size_bytes <= UINT32_MAX);
	m.value_bytes = (uint32_t)s->size_bytes;
	m.is_rodata = s->kind == BW_SEC_RODATA;
	m.flags = m.is_rodata ? BW_MF_RDONLY_PROG : 0;
	m.data = s->data;
	m.where = bw_obj_where(b->o);
	m.where.section = bw_str(b->o->names, s->name);
	if (b->o->btf)
		m.value_type = m.var_type = bw_spec_datasec(b->o, s->name);
	m.has_visible_var = m.value_type.i && has_visible_var(b, m.value_type);
	for (uint32_t i = 0; i < s->reloc_count; i++)
		bw_tell(b->diags, BW_D_SPC_DATA_ADDRESS,
			bw_obj_where_sec(b->o, m.sec, s->reloc[i].off_bytes),
			"the address of %s at byte %llu of %s",
			bw_str(b->o->names, b->o->sym[bw_spec_meant(b->o, &s->reloc[i]).i].name),
			(unsigned long long)s->reloc[i].off_bytes, m.where.section);
	b->sec_map[sec] = b->map.n;
	*bw_push(b->arena, &b->map) = m;
}

/* ---- .kconfig ---- */

struct kvar {
	struct bw_kconfig_var var;
	uint32_t align_bytes;
	const char *name;
};

/* libbpf cmp_externs: alignment down, size up, name. */
static int kvar_cmp(const void *x, const void *y)
{
	const struct kvar *a = x, *b = y;

	if (a->align_bytes != b->align_bytes)
		return a->align_bytes > b->align_bytes ? -1 : 1;
	if (a->var.size_bytes != b->var.size_bytes)
		return a->var.size_bytes < b->var.size_bytes ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* libbpf find_kcfg_type, as a yes or no. */
static bool is_kconfig_type(const struct bw_btf *btf, bw_tid t, bool only_char)
{
	uint32_t size, encoding;

	t = bw_btf_resolve(btf, t);
	switch (bw_btf_kind(btf, t)) {
	case BW_BTF_INT:
		size = bw_btf_size_word(btf, t);
		encoding = bw_btf_tail(btf, t)[0] >> 24 & 15;
		if (only_char || encoding & 4) /* BTF_INT_BOOL */
			return size == 1 && !(only_char && encoding & 4);
		return size == 1 || size == 2 || size == 4 || size == 8;
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
		return !only_char && strcmp(bw_btf_str(btf, t), "libbpf_tristate") == 0 &&
		       (bw_btf_kind(btf, t) == BW_BTF_ENUM64 || bw_btf_size_word(btf, t) == 4);
	case BW_BTF_ARRAY:
		return !only_char && bw_btf_array(btf, t)->n &&
		       is_kconfig_type(btf, bw_btf_array(btf, t)->elem, true);
	default:
		return false;
	}
}

static enum bw_status kvar_read(const struct bw_spec_builder *b, bw_tid v, struct kvar *ret)
{
	const struct bw_btf *btf = b->o->btf;
	struct bw_where at = bw_obj_where(b->o);
	struct kvar k = {.name = bw_btf_str(btf, v)};
	bool is_var = bw_btf_kind(btf, v) == BW_BTF_VAR;

	at.symbol = k.name;
	k.var.name = bw_btf_name(btf, v);
	k.var.sym.i = b->sym_of_type[v.i];
	if (!k.var.sym.i)
		return bw_report(b->diags, BW_D_SPC_KCONFIG_SYMBOL, at,
				 "%s is in DATASEC .kconfig only", k.name);
	k.var.type = is_var ? bw_btf_ref(btf, v) : v;
	k.var.is_weak = b->o->sym[k.var.sym.i].bind == BW_WEAK;
	if (!is_var || !is_kconfig_type(btf, k.var.type, false) ||
	    !bw_btf_sizeof(btf, k.var.type, &k.var.size_bytes)) {
		struct bw_sb decl = bw_sb_in(b->scratch);

		if (is_var)
			bw_btf_print_decl(&decl, btf, k.var.type, k.name);
		return bw_report(b->diags, BW_D_SPC_KCONFIG_TYPE, at, "%s is %s", k.name,
				 is_var ? bw_sb_str(&decl) : "a function");
	}
	k.align_bytes = bw_btf_alignof(btf, k.var.type);
	*ret = k;
	return BW_OK;
}

static enum bw_status kconfig_add(struct bw_spec_builder *b)
{
	bw_sym name = bw_names_find(b->o->names, ".kconfig", 8);
	bw_tid t = name.id ? bw_spec_datasec(b->o, name) : BW_VOID;
	uint32_t n = 0, total = bw_btf_vlen(b->o->btf, t);
	struct kvar *k = BW_NEW_ARRAY(b->scratch, struct kvar, total);
	struct bw_map_spec m = {.origin = BW_MAP_KCONFIG,
				.type = BW_MT_ARRAY,
				.key_bytes = 4,
				.max_entries = 1,
				.flags = BW_MF_RDONLY_PROG,
				.is_rodata = true};
	enum bw_status st = BW_OK;
	uint64_t off = 0;

	b->spec->kconfig_type = t;
	for (uint32_t i = 0; i < total; i++) {
		enum bw_status one = kvar_read(b, bw_btf_secinfos(b->o->btf, t)[i].var, &k[n]);

		n += one == BW_OK;
		st = bw_worse(st, one);
	}
	if (!n)
		return st;
	qsort(k, n, sizeof(*k), kvar_cmp);
	for (uint32_t i = 0; i < n; i++) {
		off = bw_align_up(off, k[i].align_bytes);
		if (off + k[i].var.size_bytes > UINT32_MAX)
			return bw_report(b->diags, BW_D_SPC_KCONFIG_TYPE, bw_obj_where(b->o),
					 "the kconfig variables have more than 4 GiB");
		k[i].var.off_bytes = (uint32_t)off;
		off += k[i].var.size_bytes;
		*bw_push(b->arena, &b->kconfig) = k[i].var;
	}
	m.name = name;
	m.value_bytes = (uint32_t)off;
	m.value_type = m.var_type = t;
	m.has_visible_var = true; /* externs count as global */
	m.where = bw_obj_where(b->o);
	m.where.section = ".kconfig";
	b->kconfig_map = b->map.n;
	*bw_push(b->arena, &b->map) = m;
	return st;
}

/* ---- struct_ops ---- */

static void struct_ops_init(struct bw_spec_builder *b, struct bw_map_spec *m)
{
	const struct bw_section *s = bw_obj_sec(b->o, m->sec);
	BW_VEC(struct bw_map_init) init = {0};

	for (uint32_t i = 0; i < s->reloc_count; i++) {
		uint64_t off = s->reloc[i].off_bytes;
		struct bw_map_init *x;

		if (off < m->off_bytes || off - m->off_bytes >= m->value_bytes)
			continue;
		x = bw_push(b->arena, &init);
		x->index = (uint32_t)(off - m->off_bytes);
		x->sym = bw_spec_meant(b->o, &s->reloc[i]);
	}
	m->init = init.v;
	m->init_count = init.n;
}

static enum bw_status struct_ops_add(struct bw_spec_builder *b, uint32_t sec,
				     const struct bw_btf_secinfo *v)
{
	const struct bw_btf *btf = b->o->btf;
	const struct bw_section *s = &b->o->sec[sec];
	const char *name = bw_str(b->o->names, s->name);
	bool optional = name[0] == '?';
	struct bw_map_spec m = {.origin = BW_MAP_STRUCT_OPS,
				.type = BW_MT_STRUCT_OPS,
				.key_bytes = 4,
				.max_entries = 1,
				.sec = {sec},
				.is_optional = optional};

	m.name = bw_btf_name(btf, v->var);
	m.var_type = v->var;
	m.sym.i = b->sym_of_type[v->var.i];
	m.where = m.sym.i ? bw_obj_where_sym(b->o, m.sym) : bw_obj_where(b->o);
	m.value_type = bw_btf_resolve(btf, bw_btf_ref(btf, v->var));
	m.off_bytes = v->off_bytes;
	if (bw_btf_kind(btf, m.value_type) != BW_BTF_STRUCT || !bw_btf_name(btf, m.value_type).id)
		return bw_report(b->diags, BW_D_SPC_STRUCT_OPS_TYPE, m.where, "%s is a %s %s",
				 bw_btf_str(btf, v->var),
				 bw_btf_kind_name(bw_btf_kind(btf, m.value_type)),
				 bw_btf_str(btf, m.value_type));
	m.value_bytes = bw_btf_size_word(btf, m.value_type);
	if (m.off_bytes > s->size_bytes || m.value_bytes > s->size_bytes - m.off_bytes)
		return bw_report(b->diags, BW_D_SPC_STRUCT_OPS_TYPE, m.where,
				 "%s has %u bytes at %llu, its section %llu",
				 bw_btf_str(btf, v->var), m.value_bytes,
				 (unsigned long long)m.off_bytes,
				 (unsigned long long)s->size_bytes);
	m.flags = strcmp(name + optional, ".struct_ops.link") == 0 ? BW_MF_LINK : 0;
	m.data = s->data + m.off_bytes;
	struct_ops_init(b, &m);
	*bw_push(b->arena, &b->map) = m;
	return BW_OK;
}

static enum bw_status struct_ops_section(struct bw_spec_builder *b, uint32_t sec)
{
	const struct bw_btf *btf = b->o->btf;
	bw_tid t = btf ? bw_spec_datasec(b->o, b->o->sec[sec].name) : BW_VOID;
	enum bw_status st = BW_OK;

	if (!t.i)
		return bw_report(b->diags, BW_D_SPC_STRUCT_OPS_TYPE,
				 bw_obj_where_sec(b->o, (bw_secid){sec}, 0),
				 "the section has no BTF DATASEC");
	for (uint32_t i = 0; i < bw_btf_vlen(btf, t); i++) {
		const struct bw_btf_secinfo *v = &bw_btf_secinfos(btf, t)[i];

		if (bw_btf_kind(btf, v->var) == BW_BTF_VAR)
			st = bw_worse(st, struct_ops_add(b, sec, v));
	}
	return st;
}

/* ---- arena ---- */

static enum bw_status arena_find(struct bw_spec_builder *b)
{
	for (uint32_t i = 0; i < b->map.n; i++) {
		const struct bw_map_spec *m = &b->map.v[i];

		if (m->type != BW_MT_ARENA)
			continue;
		if (b->arena_map != BW_NO_MAP)
			return bw_report(b->diags, BW_D_SPC_ARENA_TWICE, m->where,
					 "%s and %s are arena maps",
					 bw_str(b->o->names, b->map.v[b->arena_map].name),
					 bw_str(b->o->names, m->name));
		b->arena_map = i;
	}
	return BW_OK;
}

static enum bw_status arena_add(struct bw_spec_builder *b, uint32_t sec)
{
	const struct bw_section *s = &b->o->sec[sec];
	struct bw_map_spec m = {.origin = BW_MAP_ARENA_DATA, .type = BW_MT_ARENA, .sec = {sec}};

	m.where = bw_obj_where_sec(b->o, m.sec, 0);
	if (b->arena_map == BW_NO_MAP)
		return bw_report(b->diags, BW_D_SPC_ARENA_NONE, m.where,
				 "%llu bytes of arena variables, no arena map",
				 (unsigned long long)s->size_bytes);
	m.name = s->name;
	m.value_bytes = (uint32_t)s->size_bytes;
	m.data = s->data;
	if (b->o->btf)
		m.value_type = m.var_type = bw_spec_datasec(b->o, s->name);
	*bw_push(b->arena, &b->map) = m;
	return BW_OK;
}

enum bw_status bw_spec_data_maps(struct bw_spec_builder *b)
{
	enum bw_status st = arena_find(b);

	for (uint32_t i = 1; i < b->o->sec_count; i++) {
		const struct bw_section *s = &b->o->sec[i];
		bool data =
		    s->kind == BW_SEC_DATA || s->kind == BW_SEC_RODATA || s->kind == BW_SEC_BSS;

		if (data && s->size_bytes && is_map_name(bw_str(b->o->names, s->name)))
			data_add(b, i);
	}
	if (b->o->btf)
		st = bw_worse(st, kconfig_add(b));
	for (uint32_t i = 1; i < b->o->sec_count; i++)
		if (b->o->sec[i].kind == BW_SEC_STRUCT_OPS && b->o->sec[i].size_bytes)
			st = bw_worse(st, struct_ops_section(b, i));
	for (uint32_t i = 1; i < b->o->sec_count; i++)
		if (b->o->sec[i].kind == BW_SEC_ARENA && b->o->sec[i].size_bytes)
			st = bw_worse(st, arena_add(b, i));
	return st;
}
