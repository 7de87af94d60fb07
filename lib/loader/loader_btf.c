/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The object's BTF as the target's kernel takes it. Type ids stay as they are: what must go
 * is replaced by something harmless of no meaning.
 *
 * What an object declares but does not define (.kconfig, .ksyms) is not valid BTF for a
 * kernel: a VAR or FUNC of extern linkage is refused (btf_var_check_meta,
 * btf_func_check_meta), a DATASEC needs a size and only VARs in it (btf_datasec_check_meta).
 * Kinds that are newer than the kernel are refused too (btf_check_meta).
 */
#include "loader/loader_parts.h"

/* A record on its way from the object's graph to the kernel's. */
struct record {
	enum bw_btf_kind kind;
	bool kflag;
	uint32_t vlen;
	bw_sym name;
	uint32_t size_or_type;
	const uint32_t *tail;
	uint32_t tail_words;
};

static void become(struct record *r, enum bw_btf_kind kind, uint32_t size_or_type)
{
	*r = (struct record){.kind = kind, .size_or_type = size_or_type};
}

/* Kinds by the release that brought them, and what older kernels get. */
static void downgrade(const struct packer *p, struct record *r)
{
	static const struct {
		enum bw_btf_kind kind;
		enum bw_feature needs;
		enum bw_btf_kind instead;
	} rows[] = {
	    {BW_BTF_FLOAT, BW_F_BTF_FLOAT, BW_BTF_STRUCT},	/* of its size, without members */
	    {BW_BTF_DECL_TAG, BW_F_BTF_DECL_TAG, BW_BTF_PTR},	/* to void */
	    {BW_BTF_TYPE_TAG, BW_F_BTF_TYPE_TAG, BW_BTF_CONST}, /* of the same type */
	    {BW_BTF_ENUM64, BW_F_BTF_ENUM64, BW_BTF_UNION},	/* of its size, without members */
	};

	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (r->kind == rows[i].kind && !bw_target_has(p->target, rows[i].needs, NULL))
			become(r, rows[i].instead,
			       rows[i].instead == BW_BTF_PTR ? 0 : r->size_or_type);
	/* A signed enum is marked since ENUM64 is there. */
	if (r->kind == BW_BTF_ENUM && !bw_target_has(p->target, BW_F_BTF_ENUM64, NULL))
		r->kflag = false;
	if (r->kind == BW_BTF_FUNC && !bw_target_has(p->target, BW_F_GLOBAL_FUNCS, NULL))
		r->vlen = BW_BTF_STATIC;
}

/* A section of declarations: .kconfig becomes the map's value, others nothing. */
static void fix_datasec(struct packer *p, bw_tid t, struct record *r)
{
	const struct bw_spec *s = p->s;
	uint32_t *tail = BW_NEW_ARRAY(p->arena, uint32_t, s->kconfig_count * 3u);
	uint32_t size_bytes = 0, n = 0;

	if (r->size_or_type)
		return;
	if (t.i != s->kconfig_type.i || !s->kconfig_count) {
		become(r, BW_BTF_STRUCT, 0);
		return;
	}
	for (uint32_t i = 0; i < s->kconfig_count; i++) {
		const struct bw_kconfig_var *k = &s->kconfig[i];
		bw_tid var = bw_obj_sym(s->obj, k->sym)->type;

		assert(bw_btf_kind(s->obj->btf, var) == BW_BTF_VAR);
		assert(k->off_bytes >= size_bytes);
		tail[n++] = var.i;
		tail[n++] = k->off_bytes;
		tail[n++] = k->size_bytes;
		size_bytes = k->off_bytes + k->size_bytes;
	}
	r->tail = tail;
	r->tail_words = n;
	r->vlen = s->kconfig_count;
	r->size_or_type = size_bytes;
}

static bool is_kconfig_var(const struct bw_spec *s, bw_tid var)
{
	for (uint32_t i = 0; i < s->kconfig_count; i++)
		if (bw_obj_sym(s->obj, s->kconfig[i].sym)->type.i == var.i)
			return true;
	return false;
}

/*
 * What is declared only becomes a typedef: the kernel lets one be of anything, void and
 * prototypes without parameter names included. Values of .kconfig are ours to define.
 */
static void fix_extern(struct packer *p, bw_tid t, struct record *r)
{
	static const uint32_t global[] = {BW_BTF_GLOBAL};

	if (r->kind == BW_BTF_VAR && is_kconfig_var(p->s, t)) {
		r->tail = global;
		return;
	}
	r->kind = BW_BTF_TYPEDEF;
	r->vlen = r->tail_words = 0;
}

static void fix(struct packer *p, bw_tid t, struct record *r)
{
	if (r->kind == BW_BTF_DATASEC)
		fix_datasec(p, t, r);
	if ((r->kind == BW_BTF_VAR && r->tail[0] == BW_BTF_EXTERN) ||
	    (r->kind == BW_BTF_FUNC && r->vlen == BW_BTF_EXTERN))
		fix_extern(p, t, r);
	downgrade(p, r);
}

static struct bw_btf *kernel_btf(struct packer *p)
{
	const struct bw_btf *from = p->s->obj->btf;
	struct bw_btf *to = bw_btf_create(p->arena, from->names);

	for (bw_tid t = {1}; t.i < from->count; t.i++) {
		uint32_t end = t.i + 1 < from->count ? from->first_word.v[t.i + 1] : from->word.n;
		struct record r = {.kind = bw_btf_kind(from, t),
				   .kflag = bw_btf_kflag(from, t),
				   .vlen = bw_btf_vlen(from, t),
				   .name = bw_btf_name(from, t),
				   .size_or_type = bw_btf_size_word(from, t),
				   .tail = bw_btf_tail(from, t),
				   .tail_words = end - from->first_word.v[t.i] - 3};

		fix(p, t, &r);
		bw_btf_add(to, r.kind, r.kflag, r.vlen, r.name, r.size_or_type, r.tail,
			   r.tail_words);
	}
	return to;
}

/* ---- records of programs ---- */

/* The kernel wants a record for every function of the image, or none (check_btf_func). */
static void ext_funcs(struct packer *p, const struct bw_prog_spec *g, struct bw_ext_sec *e)
{
	e->func = BW_NEW_ARRAY(p->arena, struct bw_func_info, g->func_count);
	for (uint32_t i = 0; i < g->func_count; i++) {
		if (!g->func[i].type.i)
			return;
		e->func[i].off_insns = g->func[i].off_insns;
		e->func[i].type = g->func[i].type;
	}
	e->func_count = g->func_count;
}

/* The kernel wants a line at the start of every function, or none at all (check_btf_line). */
static void ext_lines(const struct bw_prog_spec *g, struct bw_ext_sec *e)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < g->func_count; i++) {
		while (at < g->line_count && g->line[at].off_insns < g->func[i].off_insns)
			at++;
		if (at == g->line_count || g->line[at].off_insns != g->func[i].off_insns)
			return;
	}
	e->line = (struct bw_line_info *)(uintptr_t)g->line; /* only read */
	e->line_count = g->line_count;
}

static struct bw_ext ext_of_programs(struct packer *p)
{
	const struct bw_spec *s = p->s;
	struct bw_ext ext = {.sec_count = s->prog_count,
			     .sec = BW_NEW_ARRAY(p->arena, struct bw_ext_sec, s->prog_count)};

	for (uint32_t i = 0; i < s->prog_count; i++) {
		const struct bw_prog_spec *g = &s->prog[i];

		if (!is_loaded(p, i))
			continue;
		ext.sec[i].name = g->section;
		ext_funcs(p, g, &ext.sec[i]);
		ext_lines(g, &ext.sec[i]);
		ext.sec[i].core = (struct bw_core_relo *)(uintptr_t)g->core; /* only read */
		ext.sec[i].core_count = g->core_count;
	}
	return ext;
}

/* The next program's records of a table in .BTF.ext; the group's head is skipped. */
static struct bw_bytes take_group(struct packer *p, const uint8_t **at, uint32_t count,
				  uint32_t record_bytes)
{
	struct bw_bytes b = {*at + 8, (size_t)count * record_bytes};

	if (!count)
		return (struct bw_bytes){0};
	assert(bw_get32(*at + 4, p->image.big_endian) == count);
	*at += 8 + b.n;
	return b;
}

/* .BTF.ext counts bytes; for functions and lines the kernel counts instructions. */
static struct bw_bytes in_insns(struct packer *p, struct bw_bytes b, uint32_t record_bytes)
{
	uint8_t *copy = bw_memdup(p->arena, b.p, b.n);

	for (size_t i = 0; i < b.n; i += record_bytes)
		bw_put32(copy + i, bw_get32(copy + i, p->image.big_endian) / 8,
			 p->image.big_endian);
	return (struct bw_bytes){copy, b.n};
}

/* Cuts the written .BTF.ext into programs; its strings are offsets in the BTF by now. */
static void split_ext(struct packer *p, const struct bw_ext *ext, struct bw_bytes bytes)
{
	const bool be = p->image.big_endian;
	const uint8_t *at[3];

	if (!bytes.n)
		return;
	for (int i = 0; i < 3; i++) /* behind the header and the record size */
		at[i] = bytes.p + bw_get32(bytes.p + 4, be) + bw_get32(bytes.p + 8 + i * 8, be) + 4;
	for (uint32_t i = 0; i < ext->sec_count; i++) {
		const struct bw_ext_sec *e = &ext->sec[i];
		struct prog_records *r = &p->records[i];

		r->func = in_insns(p, take_group(p, &at[0], e->func_count, 8), 8);
		r->line = in_insns(p, take_group(p, &at[1], e->line_count, 16), 16);
		r->core = take_group(p, &at[2], e->core_count, 16);
	}
}

void pack_btf_prepare(struct packer *p)
{
	struct bw_bytes ext_bytes;
	struct bw_ext ext;

	p->records = BW_NEW_ARRAY(p->arena, struct prog_records, p->s->prog_count);
	p->has_btf = p->s->obj->btf && bw_target_has(p->target, BW_F_BTF_FUNC, NULL) &&
		     bw_target_has(p->target, BW_F_BTF_DATASEC, NULL);
	if (!p->has_btf)
		return;
	ext = ext_of_programs(p);
	bw_btf_write(p->arena, kernel_btf(p), &ext, p->image.big_endian, &p->btf, &ext_bytes);
	split_ext(p, &ext, ext_bytes);
}

void pack_btf(struct packer *p)
{
	if (!p->has_btf)
		return;
	image_op(&p->image, BW_RT_BTF, 0);
	image_span(&p->image, image_data(&p->image, p->btf.p, p->btf.n), p->btf.n);
	image_end(&p->image, sizeof(struct bw_rt_btf));
}
