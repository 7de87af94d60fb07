/* SPDX-License-Identifier: BSD-2-Clause */
/* The object with its definitions written anew: types, layout of .maps, what refers into it. */
#include "normalize/normalize_parts.h"

#define SHT_PROGBITS 1u
#define SHF_WRITE_ALLOC 3u

/* Where the variable of a map was and is. */
struct place {
	const struct bw_map_spec *map;
	const struct norm_def *def;
	uint64_t old_off, new_off;
	uint32_t old_bytes, new_bytes;	 /* of the variable */
	uint32_t old_values, new_values; /* where values begin in it */
};
typedef BW_VEC(struct place) place_list;

/* ---- plans ---- */

static uint32_t *record(struct bw_btf *b, bw_tid t)
{
	assert(t.i && t.i < b->count);
	return &b->word.v[b->first_word.v[t.i]];
}

/* The array of pointers to a template, for another template. */
static bw_tid values_make(struct norm *n, bw_tid inner)
{
	bw_tid ptr = bw_btf_add(n->btf, BW_BTF_PTR, false, 0, BW_SYM_NONE, inner.i, NULL, 0);
	uint32_t tail[] = {ptr.i, norm_int(n).i, 0};

	return bw_btf_add(n->btf, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
}

static void inner_replace(struct norm *n, struct norm_def *d, const struct norm_def *inner)
{
	for (uint32_t i = 0; i < d->field.n; i++)
		if (d->field.v[i].is_values)
			d->field.v[i].type = values_make(n, inner->made);
	d->is_changed = true;
}

static struct norm_def *plan_btf(struct norm *n, const struct bw_map_spec *m)
{
	bw_tid t = norm_struct_of(n, m, true);
	struct norm_def *inner = t.i ? norm_plan(n, m->inner, t, true) : NULL, *d;
	bool was_planned;

	if (inner && inner->is_changed && !inner->made.i)
		norm_struct_make(n, inner);
	d = norm_plan(n, m, norm_struct_of(n, m, false), false);
	was_planned = d->made.i != 0;
	if (inner && inner->is_changed && !was_planned)
		inner_replace(n, d, inner);
	if (d->is_changed && !d->made.i)
		norm_struct_make(n, d);
	return d;
}

static uint32_t values_bytes(const struct bw_btf *b, bw_tid t)
{
	uint32_t n = bw_btf_vlen(b, t);

	return n ? bw_btf_member_bits(b, t, n - 1) / 8 : 0;
}

/* The bytes of the map's variable, slots and all. */
static uint32_t var_bytes(const struct norm *n, const struct bw_map_spec *m)
{
	const struct bw_obj *o = n->spec->obj;
	bw_tid sec = bw_btf_find(o->btf, BW_BTF_DATASEC, o->sec[m->sec.i].name);

	for (uint32_t i = 0; i < bw_btf_vlen(o->btf, sec); i++)
		if (bw_btf_secinfos(o->btf, sec)[i].var.i == m->var_type.i)
			return bw_btf_secinfos(o->btf, sec)[i].size_bytes;
	return bw_btf_size_word(o->btf, norm_struct_of(n, m, false));
}

static void place_plan(struct norm *n, const struct bw_map_spec *m, place_list *ret)
{
	struct place *p = bw_push(n->arena, ret);
	bw_tid t;

	p->map = m;
	p->old_off = m->off_bytes;
	if (m->origin == BW_MAP_OLD) {
		struct norm_def *d = norm_old_plan(n, m);

		norm_struct_make(n, d);
		p->def = d;
		p->old_bytes = p->old_values = bw_profile_old_words(n->spec, m) * 4;
		p->new_bytes = p->new_values = norm_struct_bytes(d);
		return;
	}
	p->def = plan_btf(n, m);
	t = norm_struct_of(n, m, false);
	p->old_bytes = var_bytes(n, m);
	assert(p->old_bytes >= bw_btf_size_word(n->spec->obj->btf, t)); /* MAP_KIND of spec */
	p->old_values = m->has & BW_MAP_HAS_VALUES ? values_bytes(n->spec->obj->btf, t)
						   : bw_btf_size_word(n->spec->obj->btf, t);
	if (p->old_values > p->old_bytes)
		p->old_values = p->old_bytes;
	p->new_values = p->def->is_changed ? norm_struct_bytes(p->def) : p->old_values;
	p->new_bytes = p->old_bytes - p->old_values + p->new_values;
}

static bool places_plan(struct norm *n, place_list *ret)
{
	bool changed = false;
	uint64_t off = 0;

	for (uint32_t i = 0; i < n->spec->map_count; i++) {
		const struct bw_map_spec *m = &n->spec->map[i];

		if (m->is_extern || (m->origin != BW_MAP_BTF && m->origin != BW_MAP_OLD) ||
		    !m->sec.i)
			continue;
		place_plan(n, m, ret);
		changed |= ret->v[ret->n - 1].def->is_changed;
	}
	for (uint32_t i = 0; i < ret->n; i++) {
		assert(!i || ret->v[i].map->sec.i == ret->v[0].map->sec.i);
		ret->v[i].new_off = off;
		off = bw_align_up(off + ret->v[i].new_bytes, 8);
	}
	return changed;
}

/* ---- the section ---- */

static const struct place *place_of(const place_list *p, uint64_t off)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (off >= p->v[i].old_off && off - p->v[i].old_off < p->v[i].old_bytes)
			return &p->v[i];
	return NULL;
}

static uint64_t moved(const place_list *p, uint64_t off)
{
	const struct place *x = place_of(p, off);
	uint64_t in;

	if (!x)
		return off;
	in = off - x->old_off;
	if (in >= x->old_values)
		in = in - x->old_values + x->new_values;
	return x->new_off + in;
}

static int by_offset(const void *x, const void *y)
{
	const struct bw_reloc *a = x, *b = y;

	return (a->off_bytes > b->off_bytes) - (a->off_bytes < b->off_bytes);
}

/* Only what lies in a definition goes along; definitions that overlap keep one of two. */
static void slots_move(struct bw_section *s, const place_list *p)
{
	uint32_t n = 0, kept = 0;

	for (uint32_t i = 0; i < s->reloc_count; i++)
		if (place_of(p, s->reloc[i].off_bytes)) {
			s->reloc[n] = s->reloc[i];
			s->reloc[n++].off_bytes = moved(p, s->reloc[i].off_bytes);
		}
	if (n)
		qsort(s->reloc, n, sizeof(*s->reloc), by_offset);
	for (uint32_t i = 0; i < n; i++)
		if (s->reloc[i].off_bytes + 8 <= s->size_bytes &&
		    (!kept || s->reloc[i].off_bytes >= s->reloc[kept - 1].off_bytes + 8))
			s->reloc[kept++] = s->reloc[i];
	s->reloc_count = kept;
}

static uint64_t section_bytes(const place_list *p)
{
	return p->v[p->n - 1].new_off + p->v[p->n - 1].new_bytes;
}

static void section_move(struct norm *n, const place_list *p)
{
	struct bw_section *s = &n->obj->sec[p->v[0].map->sec.i];

	s->size_bytes = section_bytes(p);
	slots_move(s, p);
	s->data = bw_alloc(n->arena, s->size_bytes);
	s->align_bytes = 8;
	s->name = bw_intern_z(n->obj->names, ".maps");
	s->elf_type = SHT_PROGBITS;
	s->elf_flags = SHF_WRITE_ALLOC;
	s->kind = BW_SEC_MAPS;
}

static void symbols_move(struct norm *n, const place_list *p)
{
	uint32_t sec = p->v[0].map->sec.i;

	for (uint32_t i = 1; i < n->obj->sym_count; i++) {
		struct bw_symbol *s = &n->obj->sym[i];
		const struct place *x = place_of(p, s->value_bytes);
		uint64_t room;

		if (s->sec.i != sec || s->kind == BW_SYM_SECTION)
			continue;
		s->value_bytes = x ? moved(p, s->value_bytes) : section_bytes(p);
		room = section_bytes(p) - s->value_bytes;
		if (x && s->kind == BW_SYM_OBJECT)
			s->size_bytes = x->new_bytes;
		if (s->size_bytes > room)
			s->size_bytes = room;
	}
}

static bool means_section(const struct norm *n, bw_symid sym, uint32_t sec)
{
	const struct bw_symbol *s = bw_obj_sym(n->obj, sym);

	return s->kind == BW_SYM_SECTION && s->sec.i == sec;
}

static void relocs_move(struct norm *n, const place_list *p)
{
	uint32_t sec = p->v[0].map->sec.i;

	for (uint32_t i = 1; i < n->obj->sec_count; i++)
		for (uint32_t k = 0; k < n->obj->sec[i].reloc_count; k++) {
			struct bw_reloc *r = &n->obj->sec[i].reloc[k];

			if (means_section(n, r->sym, sec) && r->addend >= 0)
				r->addend = (int64_t)moved(p, (uint64_t)r->addend);
		}
}

/* ---- types ---- */

/* The variable of a legacy map; gcc and clang without -g make none. */
static bw_tid var_of(struct norm *n, const struct place *p)
{
	struct bw_symbol *s = &n->obj->sym[p->map->sym.i];
	const uint32_t global = BW_BTF_GLOBAL;

	if (!s->type.i)
		s->type =
		    bw_btf_add(n->btf, BW_BTF_VAR, false, 0, s->name, p->def->made.i, &global, 1);
	record(n->btf, s->type)[3] = global;
	s->kind = BW_SYM_OBJECT;
	s->size_bytes = p->new_bytes;
	if (s->bind == BW_LOCAL)
		s->bind = BW_GLOBAL;
	return s->type;
}

/* DATASEC .maps with these variables in place of what there was. */
static void datasec_make(struct norm *n, const place_list *p, const bw_tid *var)
{
	uint32_t *tail = BW_NEW_ARRAY(n->arena, uint32_t, p->n * 3ull);
	const struct bw_section *s = &n->obj->sec[p->v[0].map->sec.i];
	bw_tid old = bw_btf_find(n->btf, BW_BTF_DATASEC, bw_intern_z(n->btf->names, "maps"));

	for (uint32_t i = 0; i < p->n; i++) {
		tail[i * 3] = var[i].i;
		tail[i * 3 + 1] = (uint32_t)p->v[i].new_off;
		tail[i * 3 + 2] = p->v[i].new_bytes;
	}
	if (old.i && bw_btf_vlen(n->btf, old) == p->n) {
		memcpy(record(n->btf, old) + 3, tail, p->n * 12ull);
		record(n->btf, old)[0] = s->name.id;
		record(n->btf, old)[2] = (uint32_t)s->size_bytes;
		return;
	}
	if (old.i) { /* it has not all of them: left empty, for the linker to drop */
		record(n->btf, old)[1] &= ~0xffffu;
		record(n->btf, old)[2] = 0;
	}
	bw_btf_add(n->btf, BW_BTF_DATASEC, false, p->n, s->name, (uint32_t)s->size_bytes, tail,
		   p->n * 3);
}

static void datasec_patch(struct norm *n, const place_list *p)
{
	const struct bw_section *s = &n->obj->sec[p->v[0].map->sec.i];
	bw_tid t = bw_btf_find(n->btf, BW_BTF_DATASEC, s->name);
	uint32_t *w;

	assert(t.i); /* the maps were found by it */
	w = record(n->btf, t);
	w[2] = (uint32_t)s->size_bytes;
	for (uint32_t i = 0; i < bw_btf_vlen(n->btf, t); i++)
		for (uint32_t k = 0; k < p->n; k++) {
			if (w[3 + i * 3] != p->v[k].map->var_type.i)
				continue;
			w[4 + i * 3] = (uint32_t)p->v[k].new_off;
			w[5 + i * 3] = p->v[k].new_bytes;
		}
}

static void types_write(struct norm *n, const place_list *p)
{
	bw_tid *var = BW_NEW_ARRAY(n->arena, bw_tid, p->n);
	bool old = p->v[0].map->origin == BW_MAP_OLD;

	for (uint32_t i = 0; i < p->n; i++) {
		var[i] = old ? var_of(n, &p->v[i]) : p->v[i].map->var_type;
		if (p->v[i].def->made.i)
			record(n->btf, var[i])[2] = p->v[i].def->made.i;
	}
	if (old)
		datasec_make(n, p, var);
	else
		datasec_patch(n, p);
}

/* ---- all of it ---- */

static void constants_find(struct norm *n)
{
	n->page_bytes = 4096;
	n->cpus = n->target_count ? n->targets[0]->cpus : 0;
	n->profile = n->target_count ? bw_profile_find(n->targets[0]->loader) : 0;
	for (uint32_t i = 0; i < n->target_count; i++) {
		const struct bw_target *t = n->targets[i];

		if (t->cpus != n->cpus)
			n->cpus = 0;
		for (uint32_t k = 0, page; (page = bw_arch_page_size(t->arch, k)); k++)
			if (page > n->page_bytes)
				n->page_bytes = page;
	}
}

/* A number is the length of an array of int, and no array has 4 GiB (the kernel's
 * btf_array_resolve). */
#define NUMBER_MAX (UINT32_MAX / 4)

static enum bw_status numbers_check(const struct norm *n)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < n->def.n; i++)
		for (uint32_t k = 0; k < n->def.v[i]->field.n; k++) {
			const struct norm_field *f = &n->def.v[i]->field.v[k];

			if (f->value <= NUMBER_MAX) /* 0 in all that are no number */
				continue;
			st = bw_worse(st, bw_report(n->diags, BW_D_PRO_NO_PLACE,
						    bw_obj_where(n->spec->obj),
						    "%s %u of a map is more than a definition "
						    "in .maps can say, which is %u",
						    bw_str(n->spec->obj->names, f->name), f->value,
						    NUMBER_MAX));
		}
	return st;
}

enum bw_status bw_normalize(struct bw_arena *a, const struct bw_spec *s,
			    const struct bw_target *const *targets, uint32_t count,
			    struct bw_diags *d, struct bw_obj **ret)
{
	struct norm n = {
	    .arena = a, .spec = s, .targets = targets, .target_count = count, .diags = d};
	place_list places = {0};
	enum bw_status st = norm_old_check(&n);

	if (st != BW_OK)
		return st;
	constants_find(&n);
	n.obj = bw_obj_copy(a, s->obj);
	if (!n.obj->btf && norm_old_any(s))
		n.obj->btf = bw_btf_create(a, s->obj->names);
	n.btf = n.obj->btf;
	if (!places_plan(&n, &places)) {
		*ret = bw_obj_copy(a, s->obj);
		return BW_OK;
	}
	st = numbers_check(&n);
	if (st != BW_OK)
		return st;
	symbols_move(&n, &places);
	relocs_move(&n, &places);
	section_move(&n, &places);
	types_write(&n, &places);
	bw_obj_check(n.obj);
	*ret = n.obj;
	return BW_OK;
}

/* ---- what loaders still make differently ---- */

/* Loaders that make a map in the same other way: bits of bw_profiles(). */
struct group {
	const char *differences;
	uint64_t who;
};

struct tally {
	struct bw_arena *arena;
	const struct bw_spec *spec;
	const struct bw_target *target;
	const struct bw_map_spec *map;
	uint32_t differ;
	BW_VEC(struct group) group;
};

static void tally_add(struct tally *y, uint32_t i, const char *differences)
{
	struct group *g = NULL;

	for (uint32_t k = 0; !g && k < y->group.n; k++)
		if (strcmp(y->group.v[k].differences, differences) == 0)
			g = &y->group.v[k];
	if (!g) {
		g = bw_push(y->arena, &y->group);
		g->differences = differences;
	}
	g->who |= 1ull << i;
}

/* Profiles that make this map differently from profile 0. */
static void tally_profiles(struct tally *y)
{
	struct bw_map_attr first, attr;
	const struct bw_profile *p;
	uint32_t n, differ;

	p = bw_profiles(&n);
	bw_profile_attr_of(0, y->spec, y->map, y->target, &first);
	for (uint32_t i = 2; i < n; i++) {
		if (!bw_profile_makes(i, y->spec, y->map) ||
		    (y->map->origin == BW_MAP_BTF && !p[i].fields))
			continue;
		bw_profile_attr_of(i, y->spec, y->map, y->target, &attr);
		differ = bw_compare_all(&attr, &first);
		y->differ |= differ;
		if (differ)
			tally_add(y, i, bw_profile_differences(y->arena, differ, &attr, &first));
	}
}

static void tell_map(struct tally *y, struct bw_diags *d)
{
	struct bw_sb sb = bw_sb_in(y->arena);

	y->differ = 0;
	y->group.n = 0;
	tally_profiles(y);
	if (!y->differ)
		return;
	for (unsigned f = 0; f < BW_CMP_COUNT; f++)
		if (y->differ >> f & 1)
			bw_sb_printf(&sb, "%s%s", sb.n ? ", " : "",
				     bw_cmp_name((enum bw_cmp_field)f));
	bw_tell(d, BW_D_PRO_NOT_NORMAL, y->map->where, "%s: loaders differ in %s",
		bw_str(y->spec->obj->names, y->map->name), bw_sb_str(&sb));
	for (uint32_t i = 0; i < y->group.n; i++)
		bw_note(d, (struct bw_where){0}, "%s, with %s", y->group.v[i].differences,
			bw_profile_ranges(y->arena, y->group.v[i].who));
}

void bw_normalize_tell(struct bw_arena *a, const struct bw_spec *s,
		       const struct bw_target *const *targets, uint32_t n, struct bw_diags *d)
{
	struct tally y = {.arena = a, .spec = s};
	uint32_t base = d->list.n;

	for (uint32_t t = 0; t < n; t++) {
		uint32_t from = d->list.n;

		y.target = targets[t];
		for (uint32_t i = 0; i < s->map_count; i++) {
			y.map = &s->map[i];
			if (!y.map->is_extern && y.map->origin != BW_MAP_ARENA_DATA)
				tell_map(&y, d);
		}
		bw_diags_fold(d, base, from, bw_printf(a, "for target %s", targets[t]->name));
	}
}
