/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program's image: its function, then each function it reaches, once, in the
 * order of a depth-first walk over calls (as libbpf's bpf_object__reloc_code, so
 * that both give the same image).
 */
#include "spec/spec_build.h"

#define IMAGE_INSNS_MAX 1000000u	     /* kernel: BPF_COMPLEXITY_LIMIT_INSNS */
#define IMAGES_INSNS_MAX ((uint64_t)1 << 24) /* all programs of an object together */

/* A function in the image. */
struct part {
	const struct bw_spec_func *f;
	uint32_t at_insns;
};

/* A function whose calls are being looked at. */
struct frame {
	const struct bw_spec_func *f;
	uint32_t next_insns; /* in the function */
	uint32_t next_reloc;
};

struct image {
	struct bw_spec_builder *b;
	struct bw_prog_spec *p;
	BW_VEC(struct part) part;
	uint32_t *part_of; /* by function: its part plus 1, or 0 */
	uint32_t insn_count;
	struct bw_insn *insn;
	BW_VEC(struct bw_ref) ref;
};

static struct bw_where at_insn(const struct image *g, const struct bw_spec_func *f, uint32_t i)
{
	return bw_obj_where_sec(g->b->o, (bw_secid){f->sec}, ((uint64_t)f->off_insns + i) * 8);
}

/* First relocation of the function's section at or behind its start. */
static uint32_t first_reloc(const struct bw_section *s, const struct bw_spec_func *f)
{
	uint64_t off = (uint64_t)f->off_insns * 8;
	uint32_t lo = 0, hi = s->reloc_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->reloc[mid].off_bytes < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The relocation at instruction i of the function, or NULL. Goes forward only. */
static const struct bw_reloc *reloc_here(const struct bw_section *s, const struct bw_spec_func *f,
					 uint32_t i, uint32_t *next)
{
	uint64_t off = ((uint64_t)f->off_insns + i) * 8;

	while (*next < s->reloc_count && s->reloc[*next].off_bytes < off)
		++*next;
	return *next < s->reloc_count && s->reloc[*next].off_bytes == off ? &s->reloc[*next] : NULL;
}

/* ---- which functions ---- */

/* Where a relocation into code leads, as a section and instruction. */
static bool code_target(const struct bw_obj *o, const struct bw_reloc *r, uint32_t *ret_sec,
			uint64_t *ret_insns)
{
	const struct bw_symbol *s = bw_obj_sym(o, r->sym);
	uint64_t off = s->value_bytes + (uint64_t)r->addend;

	if (!s->sec.i || o->sec[s->sec.i].kind != BW_SEC_CODE)
		return false;
	*ret_sec = s->sec.i;
	*ret_insns = off % 8 ? UINT64_MAX : off / 8;
	return true;
}

/* What instruction i of f calls or takes the address of: a function, func_count
 * for nothing, or a finding. */
static enum bw_status callee(const struct image *g, const struct bw_spec_func *f, uint32_t i,
			     const struct bw_reloc *r, uint32_t *ret)
{
	const struct bw_obj *o = g->b->o;
	struct bw_insn x = o->sec[f->sec].insn[f->off_insns + i];
	uint32_t sec = f->sec;
	uint64_t to;

	*ret = g->b->func_count;
	if (r) {
		if (!code_target(o, r, &sec, &to))
			return BW_OK;
	} else if (x.op == BW_OP_CALL && bw_insn_src(x) == BW_CALL_LOCAL) {
		to = (uint64_t)((int64_t)f->off_insns + i + 1 + x.imm);
	} else {
		return BW_OK;
	}
	*ret = bw_spec_func_at(g->b, sec, to);
	if (*ret < g->b->func_count && g->b->func[*ret].insn_count)
		return BW_OK;
	return bw_report(
	    g->b->diags, BW_D_SPC_CALL_TARGET, at_insn(g, f, i),
	    "instruction %u of %s leads to instruction %lld of %s, where no function starts", i,
	    bw_str(o->names, bw_obj_sym(o, f->sym)->name), (long long)to,
	    bw_str(o->names, o->sec[sec].name));
}

static enum bw_status part_add(struct image *g, uint32_t func)
{
	const struct bw_spec_func *f = &g->b->func[func];
	struct part *p = bw_push(g->b->scratch, &g->part);

	p->f = f;
	p->at_insns = g->insn_count;
	g->part_of[func] = g->part.n;
	g->insn_count += f->insn_count;
	g->b->image_insns += f->insn_count;
	if (g->insn_count > IMAGE_INSNS_MAX || g->b->image_insns > IMAGES_INSNS_MAX)
		return bw_report(g->b->diags, BW_D_SPC_IMAGE_LIMIT, g->p->where,
				 "%s reaches %u instructions, all programs so far %llu",
				 bw_str(g->b->o->names, g->p->name), g->insn_count,
				 (unsigned long long)g->b->image_insns);
	return BW_OK;
}

/* Look on at the frame's function until it calls something new; ret: that, or func_count. */
static enum bw_status next_new(const struct image *g, struct frame *fr, uint32_t *ret)
{
	const struct bw_section *s = &g->b->o->sec[fr->f->sec];

	*ret = g->b->func_count;
	while (fr->next_insns < fr->f->insn_count) {
		uint32_t i = fr->next_insns, func;
		enum bw_status st =
		    callee(g, fr->f, i, reloc_here(s, fr->f, i, &fr->next_reloc), &func);

		if (st)
			return st;
		fr->next_insns += bw_insn_is_wide(s->insn[fr->f->off_insns + i]) ? 2 : 1;
		if (func < g->b->func_count && !g->part_of[func]) {
			*ret = func;
			return BW_OK;
		}
	}
	return BW_OK;
}

static enum bw_status reach(struct image *g, uint32_t func)
{
	BW_VEC(struct frame) stack = {0};
	enum bw_status st = part_add(g, func);

	for (;;) {
		if (st)
			return st;
		if (func < g->b->func_count) {
			struct frame *fr = bw_push(g->b->scratch, &stack);

			fr->f = &g->b->func[func];
			fr->next_reloc = first_reloc(&g->b->o->sec[fr->f->sec], fr->f);
		} else if (--stack.n == 0) {
			return BW_OK;
		}
		st = next_new(g, &stack.v[stack.n - 1], &func);
		if (!st && func < g->b->func_count)
			st = part_add(g, func);
	}
}

/* A global, visible subprogram of this name, or func_count (libbpf
 * bpf_prog_assign_exc_cb). */
static uint32_t callback_find(const struct image *g, const char *name)
{
	for (uint32_t i = 0; i < g->b->func_count; i++) {
		const struct bw_symbol *s = bw_obj_sym(g->b->o, g->b->func[i].sym);

		if (strcmp(bw_str(g->b->o->names, s->name), name) == 0 && s->bind != BW_LOCAL &&
		    (s->vis == BW_VIS_DEFAULT || s->vis == BW_VIS_PROTECTED) &&
		    bw_spec_is_text(g->b->o, g->b->func[i].sec))
			return i;
	}
	return g->b->func_count;
}

/* libbpf looks for the callback of a program that it loads, and of no other. */
static enum bw_status exception_wrong(const struct image *g, const char *text)
{
	if (g->p->autoload)
		return bw_report(g->b->diags, BW_D_SPC_EXCEPTION, g->p->where, "%s", text);
	bw_tell(g->b->diags, BW_D_SPC_EXCEPTION_UNLOADED, g->p->where, "%s", text);
	return BW_OK;
}

/* The function that a decl tag "exception_callback:name" on the program names. */
static enum bw_status exception_callback(struct image *g, bw_tid type)
{
	static const char tag[] = "exception_callback:";
	const struct bw_btf *btf = g->b->o->btf;
	const char *found = NULL;
	uint32_t func;

	for (uint32_t i = 1; btf && type.i && i < btf->count; i++) {
		bw_tid t = {i};
		const char *name = bw_btf_str(btf, t);

		if (bw_btf_kind(btf, t) != BW_BTF_DECL_TAG || bw_btf_ref(btf, t).i != type.i ||
		    strncmp(name, tag, sizeof(tag) - 1) != 0)
			continue;
		if (found)
			return exception_wrong(g,
					       bw_printf(g->b->scratch, "two callbacks: %s and %s",
							 found, name + sizeof(tag) - 1));
		found = name + sizeof(tag) - 1;
	}
	if (!found)
		return BW_OK;
	func = callback_find(g, found);
	if (func == g->b->func_count)
		return exception_wrong(
		    g, bw_printf(g->b->scratch, "no global visible function %s in .text", found));
	return g->part_of[func] ? BW_OK : reach(g, func);
}

/* ---- instructions ---- */

static void insn_src(struct bw_insn *x, unsigned src)
{
	x->regs = (uint8_t)((x->regs & 15) | src << 4);
}

static void ref_add(struct image *g, uint32_t at, enum bw_ref_kind kind, uint32_t map,
		    uint32_t off_bytes, bw_symid sym)
{
	struct bw_ref *r = bw_push(g->b->arena, &g->ref);

	*r = (struct bw_ref){
	    .off_insns = at, .kind = kind, .map = map, .off_bytes = off_bytes, .sym = sym};
}

static bool is_named(const struct image *g, bw_sym name, const char *text)
{
	return name.id && strcmp(bw_str(g->b->o->names, name), text) == 0;
}

static void value_ref(struct image *g, uint32_t at, uint32_t map, uint32_t off_bytes, bw_symid sym)
{
	insn_src(&g->insn[at], BW_PSEUDO_MAP_VALUE);
	g->insn[at + 1].imm = (int32_t)off_bytes;
	ref_add(g, at, BW_REF_MAP_VALUE, map, off_bytes, sym);
}

static void map_ref(struct image *g, uint32_t at, uint32_t map, bw_symid sym)
{
	insn_src(&g->insn[at], BW_PSEUDO_MAP_FD);
	ref_add(g, at, BW_REF_MAP, map, 0, sym);
}

/* The map that starts at this place, or that this undefined symbol declares. */
static uint32_t find_map(const struct image *g, uint32_t sec, uint64_t off, bw_symid sym)
{
	for (uint32_t i = 0; i < g->b->map.n; i++) {
		const struct bw_map_spec *m = &g->b->map.v[i];

		if (m->origin != BW_MAP_BTF && m->origin != BW_MAP_OLD)
			continue;
		if (sec ? !m->is_extern && m->sec.i == sec && m->off_bytes == off
			: m->is_extern && m->sym.i == sym.i)
			return i;
	}
	return BW_NO_MAP;
}

static void undefined_ref(struct image *g, uint32_t at, const struct bw_reloc *r)
{
	const struct bw_symbol *s = bw_obj_sym(g->b->o, r->sym);
	uint32_t map = s->type.i ? find_map(g, 0, 0, r->sym) : BW_NO_MAP;

	if (is_named(g, s->extern_sec, ".kconfig")) {
		for (uint32_t i = 0; i < g->b->kconfig.n; i++)
			if (g->b->kconfig.v[i].sym.i == r->sym.i) {
				value_ref(g, at, g->b->kconfig_map,
					  g->b->kconfig.v[i].off_bytes + (uint32_t)r->addend,
					  r->sym);
				return;
			}
	}
	if (map != BW_NO_MAP) {
		map_ref(g, at, map, r->sym);
		return;
	}
	if (is_named(g, s->extern_sec, ".ksyms")) {
		insn_src(&g->insn[at], BW_PSEUDO_BTF_ID);
		ref_add(g, at, BW_REF_KSYM_VAR, BW_NO_MAP, (uint32_t)r->addend, r->sym);
		return;
	}
	ref_add(g, at, BW_REF_EXTERN, BW_NO_MAP, (uint32_t)r->addend, r->sym);
}

static enum bw_status no_place(const struct image *g, const struct bw_spec_func *f, uint32_t i,
			       const struct bw_reloc *r)
{
	const struct bw_symbol *s = bw_obj_sym(g->b->o, r->sym);
	const char *sec = s->sec.i	 ? bw_str(g->b->o->names, g->b->o->sec[s->sec.i].name)
			  : s->is_common ? "common storage"
					 : "no section";

	/* what is missing was reported with its map */
	if (g->b->maps_lost && s->sec.i)
		return BW_REJECTED;
	return bw_report(g->b->diags, BW_D_SPC_REF_TARGET, at_insn(g, f, i),
			 "instruction %u of %s takes the address of byte %lld of %s in %s", i,
			 bw_str(g->b->o->names, bw_obj_sym(g->b->o, f->sym)->name),
			 (long long)(s->value_bytes + (uint64_t)r->addend),
			 s->name.id ? bw_str(g->b->o->names, s->name) : "the section", sec);
}

/* A wide load of an address in a section that is no code. */
static enum bw_status data_ref(struct image *g, const struct bw_spec_func *f, uint32_t i,
			       uint32_t at, const struct bw_reloc *r)
{
	const struct bw_symbol *s = bw_obj_sym(g->b->o, r->sym);
	const struct bw_section *sec = &g->b->o->sec[s->sec.i];
	uint64_t off = s->value_bytes + (uint64_t)r->addend;
	uint32_t map;

	if (s->sec.i && (sec->kind == BW_SEC_MAPS || sec->kind == BW_SEC_MAPS_OLD)) {
		map = find_map(g, s->sec.i, off, r->sym);
		if (map == BW_NO_MAP)
			return no_place(g, f, i, r);
		map_ref(g, at, map, g->b->map.v[map].sym);
		return BW_OK;
	}
	map = sec->kind == BW_SEC_ARENA && s->sec.i ? g->b->arena_map : g->b->sec_map[s->sec.i];
	if (!s->sec.i || map == BW_NO_MAP)
		return no_place(g, f, i, r);
	value_ref(g, at, map, (uint32_t)off, r->sym);
	return BW_OK;
}

static enum bw_status insn_fix(struct image *g, const struct part *p, uint32_t i,
			       const struct bw_reloc *r)
{
	uint32_t at = p->at_insns + i, func = 0;
	struct bw_insn *x = &g->insn[at];
	enum bw_status st = callee(g, p->f, i, r, &func);

	if (st)
		return st;
	if (func < g->b->func_count) {
		assert(g->part_of[func]);
		x->imm = (int32_t)(g->part.v[g->part_of[func] - 1].at_insns - at - 1);
		insn_src(x,
			 x->op == BW_OP_CALL ? (unsigned)BW_CALL_LOCAL : (unsigned)BW_PSEUDO_FUNC);
		assert(x->op == BW_OP_CALL || x[1].imm == 0); /* O4 */
		return BW_OK;
	}
	if (!r)
		return BW_OK;
	if (bw_symbol_is_defined(bw_obj_sym(g->b->o, r->sym)))
		return r->kind == BW_REL_CALL ? no_place(g, p->f, i, r)
					      : data_ref(g, p->f, i, at, r);
	if (r->kind != BW_REL_CALL) {
		undefined_ref(g, at, r);
	} else if (is_named(g, bw_obj_sym(g->b->o, r->sym)->extern_sec, ".ksyms")) {
		insn_src(x, BW_CALL_KFUNC);
		ref_add(g, at, BW_REF_KFUNC, BW_NO_MAP, 0, r->sym);
	} else {
		ref_add(g, at, BW_REF_EXTERN, BW_NO_MAP, 0, r->sym);
	}
	return BW_OK;
}

static enum bw_status part_fill(struct image *g, const struct part *p)
{
	const struct bw_section *s = &g->b->o->sec[p->f->sec];
	uint32_t reloc = first_reloc(s, p->f);

	memcpy(&g->insn[p->at_insns], &s->insn[p->f->off_insns],
	       p->f->insn_count * sizeof(*g->insn));
	for (uint32_t i = 0; i < p->f->insn_count; i++) {
		bool wide = bw_insn_is_wide(s->insn[p->f->off_insns + i]);
		const struct bw_reloc *r = reloc_here(s, p->f, i, &reloc);
		enum bw_status st;

		if (wide && i + 1 == p->f->insn_count)
			return bw_report(
			    g->b->diags, BW_D_SPC_FUNCTION, at_insn(g, p->f, i),
			    "%s ends inside a 64-bit load",
			    bw_str(g->b->o->names, bw_obj_sym(g->b->o, p->f->sym)->name));
		st = insn_fix(g, p, i, r);
		if (st)
			return st;
		i += wide;
	}
	return BW_OK;
}

/* ---- records ---- */

/* Index of the first record at or behind off; records start with their offset. */
static uint32_t record_from(const void *v, uint32_t n, size_t bytes, uint64_t off)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (*(const uint32_t *)((const uint8_t *)v + mid * bytes) < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

enum records { LINES, CORES };

static const void *records_of(const struct bw_section *s, enum records kind, size_t *ret_bytes,
			      uint32_t *ret_n)
{
	*ret_bytes = kind == LINES ? sizeof(*s->line) : sizeof(*s->core);
	*ret_n = kind == LINES ? s->line_count : s->core_count;
	return kind == LINES ? (const void *)s->line : s->core;
}

/* The records of all parts, moved to the image. */
static const void *records_move(const struct image *g, enum records kind, uint32_t *ret_n)
{
	struct bw_sb out = bw_sb_in(g->b->arena);
	size_t bytes = 1;

	for (uint32_t k = 0; k < g->part.n; k++) {
		const struct bw_spec_func *f = g->part.v[k].f;
		uint64_t end = (uint64_t)f->off_insns + f->insn_count;
		uint32_t n, shift = g->part.v[k].at_insns - f->off_insns;
		const uint8_t *v = records_of(&g->b->o->sec[f->sec], kind, &bytes, &n);

		for (uint32_t i = record_from(v, n, bytes, f->off_insns); i < n; i++) {
			uint32_t off;
			uint8_t *x;

			memcpy(&off, v + i * bytes, sizeof(off));
			if (off >= end)
				break;
			off += shift;
			x = bw_sb_extend(&out, bytes);
			memcpy(x, v + i * bytes, bytes);
			memcpy(x, &off, sizeof(off));
		}
	}
	*ret_n = (uint32_t)(out.n / bytes);
	return out.p;
}

static void funcs_fill(struct image *g)
{
	struct bw_prog_func *v = BW_NEW_ARRAY(g->b->arena, struct bw_prog_func, g->part.n);

	for (uint32_t i = 0; i < g->part.n; i++) {
		const struct part *p = &g->part.v[i];

		v[i].off_insns = p->at_insns;
		v[i].insn_count = p->f->insn_count;
		v[i].sym = p->f->sym;
		v[i].sec.i = p->f->sec;
		v[i].sec_off_insns = p->f->off_insns;
		v[i].type = p->f->type;
	}
	g->p->func = v;
	g->p->func_count = g->part.n;
}

enum bw_status bw_spec_image(struct bw_spec_builder *b, struct bw_prog_spec *p,
			     const struct bw_spec_func *f)
{
	struct image g = {.b = b, .p = p};
	enum bw_status st;

	g.part_of = BW_NEW_ARRAY(b->scratch, uint32_t, b->func_count);
	st = reach(&g, (uint32_t)(f - b->func));
	if (!st)
		st = exception_callback(&g, f->type);
	if (st)
		return st;
	g.insn = BW_NEW_ARRAY(b->arena, struct bw_insn, g.insn_count);
	for (uint32_t i = 0; i < g.part.n; i++) {
		st = part_fill(&g, &g.part.v[i]);
		if (st)
			return st;
	}
	funcs_fill(&g);
	p->line = records_move(&g, LINES, &p->line_count);
	p->core = records_move(&g, CORES, &p->core_count);
	p->insn = g.insn;
	p->insn_count = g.insn_count;
	p->ref = g.ref.v;
	p->ref_count = g.ref.n;
	return BW_OK;
}
