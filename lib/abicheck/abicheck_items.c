/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an object shares with programs: keys and values of maps, variables and whole data
 * sections (as skeletons see them), and the records that go through ring buffers.
 */
#include "abicheck/abicheck_parts.h"

#include "insn/insn.h"

/* Of enum bpf_map_type (include/uapi/linux/bpf.h, 6.12), and of helpers. */
enum {
	MAP_PERF_EVENT_ARRAY = 4,
	MAP_RINGBUF = 27,
	MAP_USER_RINGBUF = 31,
	HELPER_PERF_EVENT_OUTPUT = 25,
	HELPER_SKB_OUTPUT = 111,
	HELPER_XDP_OUTPUT = 121,
	HELPER_RINGBUF_OUTPUT = 130,
	HELPER_RINGBUF_RESERVE = 131,
	OP_MOV64_IMM = 0xb7,
	OP_MOV32_IMM = 0xb4,
};

#define LOOK_BACK_INSNS 24u
#define RECORD_SIZES_MAX 16u

/* HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE, HASH_OF_MAPS, SOCKHASH, DEVMAP_HASH */
static bool compares_keys(uint32_t map_type)
{
	static const uint8_t types[] = {1, 5, 9, 10, 11, 13, 18, 25};

	return map_type < 32 && memchr(types, (int)map_type, sizeof(types)) != NULL;
}

static bool is_record_map(uint32_t type)
{
	return type == MAP_PERF_EVENT_ARRAY || type == MAP_RINGBUF || type == MAP_USER_RINGBUF;
}

static struct item *item_add(struct bw_arena *a, item_list *l, enum item_role role, const char *map,
			     struct bw_where where)
{
	struct item *it = bw_push(a, l);

	it->role = role;
	it->map = map;
	it->where = where;
	return it;
}

/* An array stands for its elements, of however many dimensions. */
static bw_tid item_element(struct bw_arena *a, const struct bw_btf *b, bw_tid t, struct item *it)
{
	bw_tid element = t;
	struct bw_layout l;

	while (bw_btf_kind(b, bw_btf_resolve(b, element)) == BW_BTF_ARRAY)
		element = bw_btf_array(b, bw_btf_resolve(b, element))->elem;
	if (element.i == t.i || !bw_btf_layout(a, b, element, &l))
		return t;
	it->element = bw_memdup(a, &l, sizeof(l));
	return element;
}

/* Names of a type that a program may have too: of structs, unions, enums and their typedefs. */
static void item_type(struct bw_arena *a, const struct bw_btf *b, bw_tid t, struct item *it)
{
	bool is_tagged;

	it->has_layout = bw_btf_layout(a, b, t, &it->layout);
	it->type = t = item_element(a, b, t, it);
	for (t = bw_btf_skip_mods(b, t); bw_btf_kind(b, t) == BW_BTF_TYPEDEF;
	     t = bw_btf_skip_mods(b, bw_btf_ref(b, t)))
		*bw_push(a, &it->names) = bw_btf_str(b, t);
	is_tagged = bw_btf_kind(b, t) == BW_BTF_STRUCT || bw_btf_kind(b, t) == BW_BTF_UNION ||
		    bw_btf_kind(b, t) == BW_BTF_ENUM || bw_btf_kind(b, t) == BW_BTF_ENUM64;
	if (!is_tagged)
		it->names.n = 0;
	else if (*bw_btf_str(b, t))
		*bw_push(a, &it->names) = bw_btf_str(b, t);
}

/* Bytes of which only the number is known. */
static void item_bytes(struct bw_arena *a, uint32_t bytes, struct item *it)
{
	struct bw_field *f = BW_NEW(a, struct bw_field);

	*f = (struct bw_field){.path = "",
			       .type = "bytes",
			       .size_bits = bytes * 8ull,
			       .count = 1,
			       .kind = BW_FIELD_OPAQUE};
	it->has_layout = bytes > 0;
	it->layout = (struct bw_layout){bw_printf(a, "%u bytes", bytes), bytes * 8ull, 1, 1, f};
}

static void part_add(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
		     enum item_role role, const char *name, item_list *ret)
{
	bool is_key = role == ITEM_KEY;
	bw_tid t = is_key ? m->key_type : m->value_type;
	uint32_t bytes = is_key ? m->key_bytes : m->value_bytes;
	struct item *it;

	if (!bytes && !t.i)
		return;
	it = item_add(a, ret, role, name, m->where);
	it->what = bw_printf(a, "%s of map '%s'", is_key ? "key" : "value", name);
	it->is_key = is_key && compares_keys(m->type);
	if (t.i && s->obj->btf)
		item_type(a, s->obj->btf, t, it);
	if (!it->has_layout)
		item_bytes(a, bytes, it);
}

static void map_add(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
		    const char *name, item_list *ret)
{
	part_add(a, s, m, ITEM_KEY, name, ret);
	if (!m->inner)
		part_add(a, s, m, ITEM_VALUE, name, ret);
	else /* its own value is an id or a descriptor */
		map_add(a, s, m->inner, bw_printf(a, "%s.inner", name), ret);
}

/* ---- data sections ---- */

static void variable_add(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
			 bw_tid var, item_list *ret)
{
	const struct bw_btf *b = s->obj->btf;
	const char *name = bw_btf_str(b, var);
	struct item *it = item_add(a, ret, ITEM_VARIABLE, name, m->where);

	it->what = bw_printf(a, "variable '%s' in %s", name, bw_str(s->obj->names, m->name));
	it->where.symbol = name;
	it->where.is_name = true;
	item_type(a, b, bw_btf_ref(b, var), it);
	if (bw_btf_tail(b, var)[0] == BW_BTF_STATIC)
		it->names.n = 0; /* the program's own affair, unless a binding says otherwise */
}

typedef BW_VEC(struct bw_field) field_list;

/* The fields of a variable as members of its section. */
static void section_fields(struct bw_arena *a, const struct bw_btf *b,
			   const struct bw_btf_secinfo *v, field_list *ret)
{
	const char *name = bw_btf_str(b, v->var);
	uint64_t end = ret->n ? ret->v[ret->n - 1].off_bits + ret->v[ret->n - 1].size_bits : 0;
	struct bw_layout x;

	if (v->off_bytes * 8ull < end || !bw_btf_layout(a, b, bw_btf_ref(b, v->var), &x))
		return; /* out of order: no compiler writes that, and a layout could not hold it */
	for (uint32_t i = 0; i < x.field_count; i++) {
		struct bw_field *f = bw_push(a, ret);
		const char *path = x.field[i].path;

		*f = x.field[i];
		f->off_bits += v->off_bytes * 8ull;
		f->path =
		    *path ? bw_printf(a, "%s%s%s", name, *path == '[' ? "" : ".", path) : name;
	}
}

/* The section as skeletons show it: a struct of all variables that are not static. */
static void section_add(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
			item_list *ret)
{
	const struct bw_btf *b = s->obj->btf;
	const struct bw_btf_secinfo *v = bw_btf_secinfos(b, m->value_type);
	const char *name = bw_str(s->obj->names, m->name);
	field_list fields = {0};
	uint64_t end = m->value_bytes * 8ull;
	struct item *it;

	for (uint32_t i = 0; i < bw_btf_vlen(b, m->value_type); i++)
		if (bw_btf_kind(b, v[i].var) == BW_BTF_VAR &&
		    bw_btf_tail(b, v[i].var)[0] != BW_BTF_STATIC)
			section_fields(a, b, &v[i], &fields);
	if (!fields.n)
		return;
	it = item_add(a, ret, ITEM_SECTION, name, m->where);
	it->what = bw_printf(a, "data section %s", name);
	for (uint32_t i = 0; i < fields.n; i++)
		if (fields.v[i].off_bits + fields.v[i].size_bits > end)
			end = fields.v[i].off_bits + fields.v[i].size_bits;
	it->layout = (struct bw_layout){name, end, 8, fields.n, fields.v};
	it->has_layout = bw_layout_valid(&it->layout);
}

static void data_add(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
		     item_list *ret)
{
	const struct bw_btf *b = s->obj->btf;

	if (!b || bw_btf_kind(b, m->value_type) != BW_BTF_DATASEC)
		return;
	section_add(a, s, m, ret);
	for (uint32_t i = 0; i < bw_btf_vlen(b, m->value_type); i++) {
		bw_tid var = bw_btf_secinfos(b, m->value_type)[i].var;

		if (bw_btf_kind(b, var) == BW_BTF_VAR)
			variable_add(a, s, m, var, ret);
	}
}

/* ---- records of ring buffers and perf events ---- */

/* Which registers of a helper hold the map and the size of the record. */
static bool record_registers(int32_t helper, uint8_t *ret_map, uint8_t *ret_size)
{
	static const struct {
		uint8_t helper, map, size;
	} rows[] = {
	    {HELPER_RINGBUF_RESERVE, 1, 2},   {HELPER_RINGBUF_OUTPUT, 1, 3},
	    {HELPER_PERF_EVENT_OUTPUT, 2, 5}, {HELPER_SKB_OUTPUT, 2, 5},
	    {HELPER_XDP_OUTPUT, 2, 5},
	};

	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		if (rows[i].helper != helper)
			continue;
		*ret_map = rows[i].map;
		*ret_size = rows[i].size;
		return true;
	}
	return false;
}

/* The latest instruction before a call, in straight code, that writes a register. */
static bool last_write(const struct bw_prog_spec *p, uint32_t call, uint8_t reg, uint32_t *ret)
{
	uint32_t lowest = call > LOOK_BACK_INSNS ? call - LOOK_BACK_INSNS : 0;

	assert(call < p->insn_count);
	for (uint32_t i = call; i-- > lowest;) {
		struct bw_op_info info = bw_op_info(p->insn[i]);

		if (info.kind == BW_OPK_CALL || info.kind == BW_OPK_EXIT ||
		    info.kind == BW_OPK_GOTO)
			return false;
		if (info.writes_dst && bw_insn_dst(p->insn[i]) == reg) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static bool is_map_at(const struct bw_prog_spec *p, uint32_t insn, uint32_t map)
{
	for (uint32_t i = 0; i < p->ref_count; i++)
		if (p->ref[i].off_insns == insn)
			return p->ref[i].kind == BW_REF_MAP && p->ref[i].map == map;
	return false;
}

typedef BW_VEC(uint32_t) size_list;

/* The size of the record that a call sends through the map, when it is a constant. */
static bool call_record(const struct bw_prog_spec *p, uint32_t call, uint32_t map, uint32_t *ret)
{
	uint8_t map_reg, size_reg;
	uint32_t at;

	if (p->insn[call].op != BW_OP_CALL || bw_insn_src(p->insn[call]) != BW_CALL_HELPER ||
	    !record_registers(p->insn[call].imm, &map_reg, &size_reg) ||
	    !last_write(p, call, map_reg, &at) || !is_map_at(p, at, map) ||
	    !last_write(p, call, size_reg, &at))
		return false;
	if ((p->insn[at].op != OP_MOV64_IMM && p->insn[at].op != OP_MOV32_IMM) ||
	    p->insn[at].imm <= 0)
		return false;
	*ret = (uint32_t)p->insn[at].imm;
	return true;
}

static size_list record_sizes(struct bw_arena *a, const struct bw_spec *s, uint32_t map)
{
	size_list l = {0};
	uint32_t bytes;

	for (uint32_t i = 0; i < s->prog_count; i++) {
		for (uint32_t k = 0; k < s->prog[i].insn_count; k++) {
			bool known = false;

			if (!call_record(&s->prog[i], k, map, &bytes))
				continue;
			for (uint32_t j = 0; j < l.n; j++)
				known |= l.v[j] == bytes;
			if (!known && l.n < RECORD_SIZES_MAX)
				*bw_push(a, &l) = bytes;
		}
	}
	return l;
}

/* Types that CO-RE records name are the kernel's, not the programs'. */
static bool *kernel_types(struct bw_arena *a, const struct bw_spec *s)
{
	bool *is_kernel = BW_NEW_ARRAY(a, bool, s->obj->btf->count);

	for (uint32_t i = 0; i < s->prog_count; i++)
		for (uint32_t k = 0; k < s->prog[i].core_count; k++)
			is_kernel[s->prog[i].core[k].type.i] = true;
	return is_kernel;
}

/* Structs that are as long as a record: which one it is, the program's types decide. */
static void records_add(struct bw_arena *a, const struct bw_spec *s, uint32_t map, item_list *ret)
{
	const struct bw_btf *b = s->obj->btf;
	const char *name = bw_str(s->obj->names, s->map[map].name);
	size_list sizes = record_sizes(a, s, map);
	bool *is_kernel = sizes.n ? kernel_types(a, s) : NULL;

	for (uint32_t i = 1; sizes.n && i < b->count; i++) {
		bw_tid t = {i};
		bool fits = false;
		struct item *it;

		if (bw_btf_kind(b, t) != BW_BTF_STRUCT || !*bw_btf_str(b, t) || is_kernel[i])
			continue;
		for (uint32_t k = 0; k < sizes.n; k++)
			fits |= sizes.v[k] == bw_btf_size_word(b, t);
		if (!fits)
			continue;
		it = item_add(a, ret, ITEM_RECORD, name, s->map[map].where);
		it->what = bw_printf(a, "record of map '%s'", name);
		item_type(a, b, t, it);
	}
}

void items_add_records(struct bw_arena *a, const struct bw_spec *s, const struct own_types *own,
		       item_list *ret)
{
	for (uint32_t i = 0; i < s->map_count; i++) {
		size_list sizes = {0};

		if (s->map[i].origin != BW_MAP_DATA && is_record_map(s->map[i].type))
			sizes = record_sizes(a, s, i);
		for (uint32_t k = 0; k < sizes.n; k++)
			own_records(a, &s->map[i], bw_str(s->obj->names, s->map[i].name),
				    sizes.v[k], own, ret);
	}
}

void item_of_type(struct bw_arena *a, const struct bw_spec *s, const struct bw_map_spec *m,
		  bw_tid t, struct item *ret)
{
	*ret = (struct item){
	    .role = ITEM_RECORD, .map = bw_str(s->obj->names, m->name), .where = m->where};
	assert(t.i && s->obj->btf);
	ret->what = bw_printf(a, "record of map '%s'", ret->map);
	item_type(a, s->obj->btf, t, ret);
}

void item_ends(struct bw_arena *a, struct item *it)
{
	it->ends.n = 0;
	for (uint32_t i = 0; i < it->names.n; i++)
		*bw_push(a, &it->ends) = name_without_t(a, it->names.v[i]);
	if (it->role == ITEM_SECTION)
		*bw_push(a, &it->ends) = name_without_t(a, section_ident(a, it->map));
}

void items_find(struct bw_arena *a, const struct bw_spec *s, item_list *ret)
{
	*ret = (item_list){0};
	for (uint32_t i = 0; i < s->map_count; i++) {
		const struct bw_map_spec *m = &s->map[i];

		if (m->origin == BW_MAP_DATA || m->origin == BW_MAP_KCONFIG) {
			data_add(a, s, m, ret);
			continue;
		}
		if (m->origin == BW_MAP_STRUCT_OPS || m->origin == BW_MAP_ARENA_DATA)
			continue; /* the kernel's types; addresses */
		if (is_record_map(m->type)) {
			if (s->obj->btf)
				records_add(a, s, i, ret);
			continue;
		}
		map_add(a, s, m, bw_str(s->obj->names, m->name), ret);
	}
}
