/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which functions are programs: the global ones in code sections other than .text.
 * All others are subprograms, copied into the programs that reach them.
 */
#include "spec/spec_build.h"

bool bw_spec_is_text(const struct bw_obj *o, uint32_t sec)
{
	const char *name = bw_str(o->names, o->sec[sec].name);

	return strcmp(name, ".text") == 0 || strncmp(name, ".text.", 6) == 0;
}

static int by_place(const void *x, const void *y)
{
	const struct bw_spec_func *a = x, *b = y;

	if (a->sec != b->sec)
		return a->sec < b->sec ? -1 : 1;
	if (a->off_insns != b->off_insns)
		return a->off_insns < b->off_insns ? -1 : 1;
	return (a->sym.i > b->sym.i) - (a->sym.i < b->sym.i);
}

/* The FUNC of the record at the start, else of the symbol. */
static bw_tid func_type(const struct bw_obj *o, uint32_t sec, uint32_t off_insns, bw_tid of_symbol)
{
	const struct bw_section *s = &o->sec[sec];
	uint32_t lo = 0, hi = s->func_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->func[mid].off_insns < off_insns)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < s->func_count && s->func[lo].off_insns == off_insns)
		return s->func[lo].type;
	return of_symbol;
}

/* A function without a size reaches to the next one, or to the end. */
static void sizes_complete(struct bw_spec_builder *b)
{
	for (uint32_t i = b->func_count; i-- > 0;) {
		struct bw_spec_func *f = &b->func[i];
		uint32_t end = (uint32_t)(b->o->sec[f->sec].size_bytes / 8);

		for (uint32_t k = i + 1; k < b->func_count && b->func[k].sec == f->sec; k++) {
			if (b->func[k].off_insns == f->off_insns)
				continue;
			end = b->func[k].off_insns;
			break;
		}
		if (!f->insn_count)
			f->insn_count = end - f->off_insns;
	}
}

static void functions_collect(struct bw_spec_builder *b)
{
	b->func = BW_NEW_ARRAY(b->scratch, struct bw_spec_func, b->o->sym_count);
	for (uint32_t i = 1; i < b->o->sym_count; i++) {
		const struct bw_symbol *s = &b->o->sym[i];
		struct bw_spec_func *f = &b->func[b->func_count];

		if (s->kind != BW_SYM_FUNC || !s->sec.i)
			continue;
		f->sec = s->sec.i;
		f->off_insns = (uint32_t)(s->value_bytes / 8);
		f->insn_count = (uint32_t)(s->size_bytes / 8);
		f->sym.i = i;
		f->type = func_type(b->o, f->sec, f->off_insns, s->type);
		b->func_count++;
	}
	qsort(b->func, b->func_count, sizeof(*b->func), by_place);
	sizes_complete(b);
}

uint32_t bw_spec_func_at(const struct bw_spec_builder *b, uint32_t sec, uint64_t off_insns)
{
	uint32_t lo = 0, hi = b->func_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct bw_spec_func *f = &b->func[mid];

		if (f->sec < sec || (f->sec == sec && f->off_insns < off_insns))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < b->func_count && b->func[lo].sec == sec && b->func[lo].off_insns == off_insns)
		return lo;
	return b->func_count;
}

static void section_facts(const struct bw_spec_builder *b, struct bw_prog_spec *p)
{
	const char *name = bw_str(b->o->names, p->section);

	p->autoload = *name != '?';
	p->def = bw_sec_def_find(name, &p->attach_target);
	if (!p->def) {
		bw_tell(b->diags, BW_D_SPC_SECTION_UNKNOWN, p->where,
			"libbpf knows no section name like %s", name);
		return;
	}
	p->prog_type = p->def->prog_type;
	p->attach_type = p->def->attach_type;
	p->prog_flags = (p->def->sleepable ? BW_PF_SLEEPABLE : 0) |
			(p->def->xdp_frags ? BW_PF_XDP_HAS_FRAGS : 0);
}

static enum bw_status program_add(struct bw_spec_builder *b, const struct bw_spec_func *f)
{
	const struct bw_symbol *s = bw_obj_sym(b->o, f->sym);
	struct bw_prog_spec p = {.name = s->name, .sym = f->sym};
	enum bw_status st;

	p.section = b->o->sec[f->sec].name;
	p.where = bw_obj_where_sym(b->o, f->sym);
	if (!f->insn_count)
		return bw_report(b->diags, BW_D_SPC_FUNCTION, p.where, "%s has no instruction",
				 bw_str(b->o->names, s->name));
	section_facts(b, &p);
	st = bw_spec_image(b, &p, f);
	if (!st)
		*bw_push(b->arena, &b->prog) = p;
	return st;
}

enum bw_status bw_spec_programs(struct bw_spec_builder *b)
{
	enum bw_status st = BW_OK;

	functions_collect(b);
	for (uint32_t i = 0; i < b->func_count; i++) {
		const struct bw_spec_func *f = &b->func[i];
		const struct bw_symbol *s = bw_obj_sym(b->o, f->sym);

		if (bw_spec_is_text(b->o, f->sec))
			continue;
		if (s->bind == BW_LOCAL)
			bw_tell(b->diags, BW_D_SPC_SUBPROG_SECTION, bw_obj_where_sym(b->o, f->sym),
				"%s is static, but in section %s", bw_str(b->o->names, s->name),
				bw_str(b->o->names, b->o->sec[f->sec].name));
		else
			st = bw_worse(st, program_add(b, f));
	}
	return st;
}
