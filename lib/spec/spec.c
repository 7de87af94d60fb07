/* SPDX-License-Identifier: BSD-2-Clause */
#include "spec/spec_build.h"

#include <strings.h>

#define LICENSE_BYTES_MAX 128u

/* ---- tables ---- */

enum { TARGET = 1, SLEEP = 2, FRAGS = 4, BTF = 8 };

static const struct bw_sec_def sec_defs[] = {
#define SEC_DEF(name, prog, attach, what, flags)                                                   \
	{name,                                                                                     \
	 prog,                                                                                     \
	 attach,                                                                                   \
	 BW_ATTACH_##what,                                                                         \
	 ((flags)&SLEEP) != 0,                                                                     \
	 ((flags)&FRAGS) != 0,                                                                     \
	 ((flags)&BTF) != 0,                                                                       \
	 ((flags)&TARGET) != 0},
#include "spec/spec_sections.def"
#undef SEC_DEF
};

struct numbered {
	uint32_t number;
	const char *name;
};

static const struct numbered map_types[] = {
#define MAP_TYPE(number, name) {number, name},
#include "spec/spec_names.def"
#undef MAP_TYPE
};

static const struct numbered prog_types[] = {
#define PROG_TYPE(number, name) {number, name},
#include "spec/spec_names.def"
#undef PROG_TYPE
};

static const struct numbered map_flags[] = {
#define MAP_FLAG(bit, name) {bit, name},
#include "spec/spec_names.def"
#undef MAP_FLAG
};

const struct bw_sec_def *bw_sec_def_find(const char *section, const char **ret_target)
{
	*ret_target = "";
	section += *section == '?';
	for (size_t i = 0; i < BW_COUNT(sec_defs); i++) {
		const struct bw_sec_def *d = &sec_defs[i];
		size_t n = strlen(d->prefix);

		if (strncmp(section, d->prefix, n) != 0)
			continue;
		if (section[n] == '\0')
			return d;
		if (section[n] != '/' || !d->takes_target)
			continue;
		*ret_target = section + n + 1;
		return d;
	}
	return NULL;
}

static const char *number_name(const struct numbered *v, size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].number == number)
			return v[i].name;
	return NULL;
}

const char *bw_map_type_name(uint32_t type)
{
	return number_name(map_types, BW_COUNT(map_types), type);
}

const char *bw_prog_type_name(uint32_t type)
{
	return number_name(prog_types, BW_COUNT(prog_types), type);
}

bool bw_map_type_find(const char *name, uint32_t *ret)
{
	static const char prefix[] = "BPF_MAP_TYPE_";
	unsigned long v;
	char *end;

	if (strncasecmp(name, prefix, sizeof(prefix) - 1) == 0)
		name += sizeof(prefix) - 1;
	for (size_t i = 0; i < BW_COUNT(map_types); i++) {
		if (strcasecmp(map_types[i].name, name) != 0)
			continue;
		*ret = map_types[i].number;
		return true;
	}
	if (*name < '0' || *name > '9')
		return false;
	v = strtoul(name, &end, 0);
	if (*end || v > UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	return true;
}

void bw_map_flags_print(struct bw_sb *b, uint32_t flags)
{
	const char *between = "";

	if (!flags)
		bw_sb_addc(b, '0');
	for (size_t i = 0; i < BW_COUNT(map_flags); i++) {
		uint32_t bit = (uint32_t)1 << map_flags[i].number;

		if (!(flags & bit))
			continue;
		bw_sb_printf(b, "%s%s", between, map_flags[i].name);
		between = "|";
		flags &= ~bit;
	}
	if (flags)
		bw_sb_printf(b, "%s0x%x", between, flags);
}

/* ---- shared by the parts ---- */

bw_tid bw_spec_datasec(const struct bw_obj *o, bw_sym name)
{
	return o->btf ? bw_btf_find(o->btf, BW_BTF_DATASEC, name) : BW_VOID;
}

bw_symid bw_spec_meant(const struct bw_obj *o, const struct bw_reloc *r)
{
	const struct bw_symbol *s = bw_obj_sym(o, r->sym);

	if (s->kind != BW_SYM_SECTION)
		return r->sym;
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *x = &o->sym[i];

		if (x->sec.i == s->sec.i && x->name.id && x->kind != BW_SYM_SECTION &&
		    x->value_bytes == (uint64_t)r->addend)
			return (bw_symid){i};
	}
	return (bw_symid){0};
}

struct bw_where bw_prog_where(const struct bw_spec *s, const struct bw_prog_spec *p,
			      uint32_t off_insns)
{
	for (uint32_t i = 0; i < p->func_count; i++) {
		const struct bw_prog_func *f = &p->func[i];
		struct bw_where at;

		if (off_insns < f->off_insns || off_insns - f->off_insns >= f->insn_count)
			continue;
		at = bw_obj_where_sec(s->obj, f->sec,
				      ((uint64_t)f->sec_off_insns + off_insns - f->off_insns) * 8);
		at.symbol = bw_str(s->obj->names, s->obj->sym[f->sym.i].name);
		return at;
	}
	return p->where;
}

/* ---- license and version ---- */

static void license_read(struct bw_spec_builder *b, uint32_t sec)
{
	const struct bw_section *s = &b->o->sec[sec];
	const char *text = (const char *)s->data;
	size_t n = strnlen(text, s->size_bytes);

	if (n == s->size_bytes || n >= LICENSE_BYTES_MAX)
		bw_tell(b->diags, BW_D_SPC_LICENSE, bw_obj_where_sec(b->o, (bw_secid){sec}, 0),
			n == s->size_bytes ? "%zu bytes without a NUL at the end"
					   : "the text has %zu bytes",
			n);
	if (n >= LICENSE_BYTES_MAX)
		n = LICENSE_BYTES_MAX - 1;
	b->spec->license = bw_strndup(b->arena, text, n);
}

static enum bw_status facts_read(struct bw_spec_builder *b)
{
	enum bw_status st = BW_OK;

	b->spec->license = "";
	for (uint32_t i = 1; i < b->o->sec_count; i++) {
		const struct bw_section *s = &b->o->sec[i];

		if (s->kind == BW_SEC_LICENSE && s->size_bytes)
			license_read(b, i);
		if (s->kind != BW_SEC_VERSION)
			continue;
		if (s->size_bytes == 4)
			b->spec->kern_version = bw_get32(s->data, b->o->big_endian);
		else
			st = bw_report(
			    b->diags, BW_D_SPC_VERSION, bw_obj_where_sec(b->o, (bw_secid){i}, 0),
			    "the section has %llu bytes", (unsigned long long)s->size_bytes);
	}
	return st;
}

/* ---- the whole ---- */

static void index_types(struct bw_spec_builder *b)
{
	b->sym_of_type = BW_NEW_ARRAY(b->scratch, uint32_t, b->o->btf ? b->o->btf->count : 1);
	for (uint32_t i = b->o->sym_count; i-- > 1;)
		if (b->o->sym[i].type.i)
			b->sym_of_type[b->o->sym[i].type.i] = i;
}

enum bw_status bw_spec_build(struct bw_arena *a, const struct bw_obj *o, struct bw_diags *d,
			     struct bw_spec **ret)
{
	struct bw_spec_builder b = {.arena = a,
				    .scratch = bw_arena_child(a),
				    .o = o,
				    .diags = d,
				    .kconfig_map = BW_NO_MAP,
				    .arena_map = BW_NO_MAP};
	enum bw_status st;

	b.spec = BW_NEW(a, struct bw_spec);
	b.spec->obj = o;
	b.sec_map = BW_NEW_ARRAY(b.scratch, uint32_t, o->sec_count);
	memset(b.sec_map, 0xff, o->sec_count * sizeof(*b.sec_map));
	index_types(&b);
	st = facts_read(&b);
	st = bw_worse(st, bw_spec_btf_maps(&b));
	st = bw_worse(st, bw_spec_old_maps(&b));
	st = bw_worse(st, bw_spec_data_maps(&b));
	b.maps_lost = st != BW_OK;
	st = bw_worse(st, bw_spec_programs(&b));
	bw_arena_deinit(b.scratch);
	b.spec->map = b.map.v;
	b.spec->map_count = b.map.n;
	b.spec->prog = b.prog.v;
	b.spec->prog_count = b.prog.n;
	b.spec->kconfig = b.kconfig.v;
	b.spec->kconfig_count = b.kconfig.n;
	*ret = b.spec;
	return st;
}

struct bw_spec *bw_spec_copy(struct bw_arena *a, const struct bw_spec *s)
{
	struct bw_obj *o = bw_obj_copy(a, s->obj);
	struct bw_arena *scratch = bw_arena_child(a);
	struct bw_spec *c;
	enum bw_status st;

	o->names = bw_names_copy(a, o->names);
	if (o->btf)
		o->btf->names = o->names;
	/* What was left out of s was said when s was built. */
	st = bw_spec_build(a, o, bw_diags_create(scratch), &c);
	(void)st;
	bw_arena_deinit(scratch);
	assert(c->map_count == s->map_count && c->prog_count == s->prog_count);
	return c;
}
