/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs: instructions with numbers of maps, records, attach points. */
#include "loader/loader_parts.h"

#include <stdlib.h>

static const char *name_of(const struct packer *p, const struct bw_prog_spec *g)
{
	return bw_str(p->s->obj->names, g->name);
}

/* ---- instructions ---- */

static enum bw_status put_ref(struct packer *p, const struct bw_prog_spec *g,
			      const struct bw_ref *r, struct bw_insn *insn)
{
	enum bw_pseudo idx = r->kind == BW_REF_MAP ? BW_PSEUDO_MAP_IDX : BW_PSEUDO_MAP_IDX_VALUE;

	if (r->kind != BW_REF_MAP && r->kind != BW_REF_MAP_VALUE)
		return bw_report(p->diags, BW_D_LDR_SYMBOL, bw_prog_where(p->s, g, r->off_insns),
				 "%s uses %s", name_of(p, g),
				 bw_str(p->s->obj->names, bw_obj_sym(p->s->obj, r->sym)->name));
	if (p->map_no[r->map] == NO_NUMBER)
		return BW_REJECTED; /* pack_maps() said why */
	assert(bw_insn_is_wide(insn[r->off_insns]) && r->off_insns + 1 < g->insn_count);
	insn[r->off_insns].regs =
	    (uint8_t)(bw_insn_dst(insn[r->off_insns]) | (unsigned int)idx << 4);
	insn[r->off_insns].imm = (int32_t)p->map_no[r->map];
	insn[r->off_insns + 1].imm = (int32_t)r->off_bytes;
	return BW_OK;
}

static enum bw_status put_insns(struct packer *p, const struct bw_prog_spec *g, uint32_t *ret_off)
{
	size_t bytes = g->insn_count * sizeof(struct bw_insn);
	struct bw_insn *insn = bw_memdup(p->arena, g->insn, bytes);
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < g->ref_count; i++)
		st = bw_worse(st, put_ref(p, g, &g->ref[i], insn));
	bw_insns_encode(insn, g->insn_count, p->image.big_endian, insn);
	*ret_off = image_data(&p->image, insn, bytes);
	return st;
}

/* ---- programs ---- */

static enum bw_status check_prog(struct packer *p, const struct bw_prog_spec *g)
{
	const char *section = bw_str(p->s->obj->names, g->section);
	uint32_t since;

	if (!g->def || !g->prog_type)
		return bw_report(p->diags, BW_D_LDR_PROG_TYPE, g->where, "%s is in section %s",
				 name_of(p, g), section);
	if (g->def->needs_btf_id)
		return bw_report(p->diags, BW_D_LDR_ATTACH_BTF, g->where,
				 "%s in section %s needs the BTF id of %s", name_of(p, g), section,
				 *g->attach_target ? g->attach_target : "its attach point");
	if (g->core_count && !bw_target_has(p->target, BW_F_CORE_IN_KERNEL, &since))
		return bw_report(p->diags, BW_D_LDR_CORE, g->where,
				 "%s has %u CO-RE relocations, %s is older than %s", name_of(p, g),
				 g->core_count, p->target->name, bw_kver_text(p->arena, since));
	return BW_OK;
}

static void put_records(struct packer *p, struct bw_bytes b, uint32_t record_bytes)
{
	assert(b.n % record_bytes == 0);
	if (!b.n) {
		image_no_span(&p->image);
		image_u32(&p->image, 0);
		image_u32(&p->image, 0);
		return;
	}
	image_span(&p->image, image_data(&p->image, b.p, b.n), b.n);
	image_u32(&p->image, (uint32_t)(b.n / record_bytes));
	image_u32(&p->image, record_bytes);
}

/* Functions of different files may have one name if they are static. */
static const char *prog_pin(struct packer *p, const struct bw_prog_spec *g)
{
	const char *first = pin_of(p, name_of(p, g)), *pin = first;

	for (uint32_t n = 2, i = 0; i < p->prog_pins.n; i++)
		if (strcmp(p->prog_pins.v[i], pin) == 0) {
			pin = bw_printf(p->arena, "%.190s_%u", first, n++);
			i = UINT32_MAX; /* from the start, with the new name */
		}
	*bw_push(p->arena, &p->prog_pins) = pin;
	return pin;
}

static enum bw_status pack_prog(struct packer *p, uint32_t i)
{
	const struct bw_prog_spec *g = &p->s->prog[i];
	const struct prog_records *r = &p->records[i];
	struct image *im = &p->image;
	uint32_t insns = 0;
	enum bw_status st = check_prog(p, g);

	st = bw_worse(st, put_insns(p, g, &insns));
	image_op(im, BW_RT_PROG, 0);
	image_u32(im, g->prog_type);
	image_u32(im, g->attach_type);
	image_u32(im, g->prog_flags);
	image_u32(im, 0); /* attach_btf_id */
	image_off(im, image_str(im, p->s->license));
	image_off(im, image_str(im, prog_pin(p, g)));
	image_off(im, image_str(im, bw_str(p->s->obj->names, g->section)));
	image_u32(im, 0);
	image_span(im, insns, g->insn_count * sizeof(struct bw_insn));
	put_records(p, r->func, 8);
	put_records(p, r->line, 16);
	put_records(p, r->core, 16);
	image_name(im, name_of(p, g));
	image_end(im, sizeof(struct bw_rt_prog));
	p->prog_no[i] = im->progs - 1;
	return st;
}

enum bw_status pack_progs(struct packer *p)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < p->s->prog_count; i++)
		if (is_loaded(p, i))
			st = bw_worse(st, pack_prog(p, i));
	return st;
}

/* ---- attach points ---- */

/* What the loader does for each attach kind of a section; others are loaded only. */
static const struct attach_row {
	enum bw_attach_kind kind;
	enum bw_rt_attach_kind rt;
	bool named;   /* by the section; without a name nothing is attached */
	bool probe;   /* name is a function, maybe with an offset */
	bool syscall; /* name is a system call */
} attach_rows[] = {
    {BW_ATTACH_TRACEPOINT, BW_RT_ATTACH_TRACEPOINT, true, false, false},
    {BW_ATTACH_RAW_TRACEPOINT, BW_RT_ATTACH_RAW_TP, true, false, false},
    {BW_ATTACH_KPROBE, BW_RT_ATTACH_KPROBE, true, true, false},
    {BW_ATTACH_KRETPROBE, BW_RT_ATTACH_KRETPROBE, true, true, false},
    {BW_ATTACH_KSYSCALL, BW_RT_ATTACH_KPROBE, true, false, true},
    {BW_ATTACH_KRETSYSCALL, BW_RT_ATTACH_KRETPROBE, true, false, true},
    {BW_ATTACH_XDP, BW_RT_ATTACH_XDP, false, false, false},
};

/* "do_unlinkat+0x10" to name and offset. */
static bool split_probe(struct packer *p, const char *target, const char **ret_name,
			uint64_t *ret_bytes)
{
	size_t n = strcspn(target, "+");
	char none = 0, *end = &none;

	*ret_name = bw_strndup(p->arena, target, n);
	*ret_bytes = target[n] ? strtoull(target + n + 1, &end, 0) : 0;
	return n && !*end && (!target[n] || (target[n + 1] >= '0' && target[n + 1] <= '9'));
}

static enum bw_status attach_op(struct packer *p, uint32_t i, const struct attach_row *row)
{
	const struct bw_prog_spec *g = &p->s->prog[i];
	const char *target = g->attach_target;
	const char *prefix = bw_rt_stub_find(p->target->arch->name)->syscall_prefix;
	uint64_t func_bytes = 0;

	assert(p->prog_no[i] < p->image.progs);
	if (row->probe && (!split_probe(p, target, &target, &func_bytes) ||
			   (row->rt == BW_RT_ATTACH_KRETPROBE && func_bytes)))
		return bw_report(p->diags, BW_D_LDR_KPROBE, g->where, "%s attaches to '%s'",
				 name_of(p, g), g->attach_target);
	if (row->syscall)
		target = bw_printf(p->arena, "%s%s", prefix, target);
	image_op(&p->image, BW_RT_ATTACH, row->rt);
	image_u32(&p->image, p->prog_no[i]);
	if (row->named)
		image_off(&p->image, image_str(&p->image, target));
	else
		image_u32(&p->image, 0);
	image_u64(&p->image, func_bytes);
	image_end(&p->image, sizeof(struct bw_rt_attach));
	return BW_OK;
}

/* An XDP program in a program array is reached by tail calls; --dev does not mean it. */
static bool is_tail_called(const struct packer *p, const struct bw_prog_spec *g)
{
	for (uint32_t i = 0; i < p->s->map_count; i++) {
		const struct bw_map_spec *m = &p->s->map[i];

		for (uint32_t k = 0; m->type == BW_MT_PROG_ARRAY && k < m->init_count; k++)
			if (m->init[k].sym.i == g->sym.i)
				return true;
	}
	return false;
}

static enum bw_status attach_prog(struct packer *p, uint32_t i)
{
	const struct bw_prog_spec *g = &p->s->prog[i];

	if (g->def->attach == BW_ATTACH_XDP && is_tail_called(p, g))
		return BW_OK;
	for (size_t k = 0; k < BW_COUNT(attach_rows); k++)
		if (attach_rows[k].kind == g->def->attach &&
		    (!attach_rows[k].named || *g->attach_target))
			return attach_op(p, i, &attach_rows[k]);
	if (g->def->attach != BW_ATTACH_NONE && !g->def->needs_btf_id)
		bw_tell(p->diags, BW_D_LDR_NOT_ATTACHED, g->where, "%s in section %s",
			name_of(p, g), bw_str(p->s->obj->names, g->section));
	return BW_OK;
}

enum bw_status pack_attach(struct packer *p)
{
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < p->s->prog_count; i++)
		if (p->prog_no[i] != NO_NUMBER && p->s->prog[i].def)
			st = bw_worse(st, attach_prog(p, i));
	return st;
}
