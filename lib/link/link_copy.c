/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copy what lives: bytes, instructions, relocations, and the records about them.
 */
#include "link/link_state.h"

enum { BPF_CORE_TYPE_ID_LOCAL = 6, BPF_CORE_TYPE_ID_TARGET = 7 };

/* r0 = 0 */
static const struct bw_insn zero_r0 = {.op = 0xb7, .regs = 0, .off = 0, .imm = 0};

struct copy {
	struct link *l;
	uint32_t input;
	bw_secid sec;
	const struct link_input *in;
	const struct bw_section *from;
	struct bw_section *to;
	const struct link_out *out;
};

/* Offsets of a piece's records in the result. */
static uint64_t moved(const struct link_atom *a, uint64_t off_bytes)
{
	return off_bytes - a->off_bytes + a->out_bytes;
}

static void bytes_copy(struct copy *c, const struct link_atom *a)
{
	uint64_t n = a->end_bytes - a->off_bytes;

	if (c->to->insn)
		memcpy(c->to->insn + a->out_bytes / 8, c->from->insn + a->off_bytes / 8, n);
	else if (c->to->data && c->from->data)
		memcpy(c->to->data + a->out_bytes, c->from->data + a->off_bytes, n);
}

/* ---- relocations ---- */

static void reloc_point(const struct copy *c, const struct link_target *t, struct bw_reloc *ret)
{
	const struct link_input *in = &c->l->in[t->input];
	bw_symid local;
	uint64_t at;

	if (t->entry && !link_by_section(c->l, t)) {
		ret->sym = t->entry->out;
		ret->addend = t->addend;
		return;
	}
	assert(t->atom);
	local = link_local_name(c->l, c->from->kind, t);
	if (local.i) {
		ret->sym = in->out_sym[local.i];
		ret->addend = 0;
		return;
	}
	at = bw_obj_sym(in->obj, t->sym)->value_bytes + (uint64_t)t->addend;
	if (link_by_section(c->l, t)) {
		ret->sym = c->l->out.v[in->sec[t->sec.i].out].sym;
		ret->addend = (int64_t)moved(t->atom, at);
	} else {
		ret->sym = in->out_sym[t->sym.i];
		ret->addend = t->addend;
	}
}

static void load_write(struct bw_insn *i, uint64_t value)
{
	i[0].regs &= 15;
	i[0].imm = (int32_t)(uint32_t)value;
	i[1].imm = (int32_t)(uint32_t)(value >> 32);
}

/* A weak name without a definition: its address is 0, its call does nothing. */
static void null_write(struct copy *c, uint64_t at, const struct bw_reloc *r)
{
	struct bw_insn *i;

	if (!c->to->insn)
		return; /* data: the bytes are 0 */
	i = &c->to->insn[at / 8];
	if (r->kind == BW_REL_CALL) {
		*i = zero_r0;
		return;
	}
	load_write(i, (uint64_t)r->addend);
}

/*
 * `if (hook)` where somebody defines the optional hook: the kernel lets no program
 * have the address of a global function (check_ld_imm(), "callback function not
 * static", 6.12). All the code can ask is whether it is 0: it gets a 1.
 */
static bool is_hook_check(const struct copy *c, const struct bw_reloc *r,
			  const struct link_target *t)
{
	const struct bw_symbol *own = bw_obj_sym(c->in->obj, r->sym);

	return r->kind == BW_REL_IMM64 && c->from->insn && t->entry && t->atom &&
	       !bw_symbol_is_defined(own) && own->bind == BW_WEAK &&
	       link_ref_sym(c->l, link_def(c->l, t->entry))->kind == BW_SYM_FUNC &&
	       (t->entry->vis == BW_VIS_DEFAULT || t->entry->vis == BW_VIS_PROTECTED);
}

static void reloc_copy(struct copy *c, const struct link_atom *a, const struct bw_reloc *r)
{
	struct link_target t = link_follow(c->l, c->input, r->sym, r->addend);
	struct bw_reloc *to;

	if (t.entry && link_is_null(c->l, t.entry)) {
		null_write(c, moved(a, r->off_bytes), r);
		return;
	}
	if (is_hook_check(c, r, &t)) {
		load_write(&c->to->insn[moved(a, r->off_bytes) / 8], 1);
		return;
	}
	to = &c->to->reloc[c->to->reloc_count++];
	to->off_bytes = moved(a, r->off_bytes);
	to->kind = r->kind;
	reloc_point(c, &t, to);
	assert(to->sym.i);
}

/* A call by distance inside a section where something was dropped. */
static void direct_call_copy(struct copy *c, const struct link_atom *a, uint64_t at)
{
	struct bw_insn *i = &c->to->insn[moved(a, at) / 8];
	const struct link_atom *to;
	struct bw_reloc *r;
	uint64_t target;

	if (!link_direct_call(c->from, at, &target))
		return;
	to = link_atom_at(c->in, c->sec, target);
	if (!to->dead) {
		i->imm = (int32_t)(moved(to, target) / 8) - (int32_t)(moved(a, at) / 8) - 1;
		return;
	}
	assert(to->lost);
	i->imm = 0;
	r = &c->to->reloc[c->to->reloc_count++];
	r->off_bytes = moved(a, at);
	r->kind = BW_REL_CALL;
	r->sym = link_entry_of(c->l, c->input, (bw_symid){to->lost})->out;
}

static void relocs_copy(struct copy *c, const struct link_atom *a)
{
	const struct bw_section *s = c->from;
	uint32_t i = link_reloc_from(s, a->off_bytes);
	bool calls = s->insn && c->in->sec[c->sec.i].has_dead;

	for (uint64_t at = a->off_bytes; calls && at < a->end_bytes; at += 8) {
		if (i < s->reloc_count && s->reloc[i].off_bytes == at)
			reloc_copy(c, a, &s->reloc[i++]);
		else
			direct_call_copy(c, a, at);
	}
	for (; i < s->reloc_count && s->reloc[i].off_bytes < a->end_bytes; i++)
		reloc_copy(c, a, &s->reloc[i]);
}

/* ---- .BTF.ext ---- */

_Static_assert(offsetof(struct bw_func_info, off_insns) == 0 &&
		   offsetof(struct bw_line_info, off_insns) == 0 &&
		   offsetof(struct bw_core_relo, off_insns) == 0,
	       "first_record() reads it there");

/* The first of n sorted records at or behind a byte. */
static uint32_t first_record(const void *records, uint32_t n, size_t record_bytes, uint64_t off)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2, at;

		memcpy(&at, (const char *)records + mid * record_bytes, sizeof(at));
		if ((uint64_t)at * 8 < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* for k over the records of an atom */
#define FIRST(a, record, n) first_record((record), (n), sizeof(*(record)), (a)->off_bytes)
#define WITHIN(a, record, n, k) ((k) < (n) && (uint64_t)(record)[k].off_insns * 8 < (a)->end_bytes)

static uint32_t moved_insns(const struct link_atom *a, uint32_t off_insns)
{
	return (uint32_t)(moved(a, (uint64_t)off_insns * 8) / 8);
}

/* The compiler wrote the object's own type id into the instruction. */
static void type_id_copy(struct copy *c, const struct bw_core_relo *from,
			 const struct bw_core_relo *to)
{
	struct bw_insn *i = &c->to->insn[to->off_insns];

	if ((from->kind == BPF_CORE_TYPE_ID_LOCAL || from->kind == BPF_CORE_TYPE_ID_TARGET) &&
	    (uint32_t)i->imm == from->type.i)
		i->imm = (int32_t)to->type.i;
}

static void records_copy(struct copy *c, const struct link_atom *a)
{
	const struct bw_section *s = c->from;
	struct bw_section *t = c->to;

	for (uint32_t k = FIRST(a, s->func, s->func_count);
	     !a->no_records && WITHIN(a, s->func, s->func_count, k); k++) {
		struct bw_func_info *f = &t->func[t->func_count++];

		f->off_insns = moved_insns(a, s->func[k].off_insns);
		f->type = link_type_out(c->l, c->input, s->func[k].type);
	}
	for (uint32_t k = FIRST(a, s->line, s->line_count);
	     !a->no_records && WITHIN(a, s->line, s->line_count, k); k++) {
		struct bw_line_info *f = &t->line[t->line_count++];

		*f = s->line[k];
		f->off_insns = moved_insns(a, f->off_insns);
	}
	for (uint32_t k = FIRST(a, s->core, s->core_count); WITHIN(a, s->core, s->core_count, k);
	     k++) {
		struct bw_core_relo *f = &t->core[t->core_count++];

		*f = s->core[k];
		f->off_insns = moved_insns(a, f->off_insns);
		f->type = link_type_out(c->l, c->input, f->type);
		type_id_copy(c, &s->core[k], f);
	}
}

/* ---- sections ---- */

static void piece_copy(struct copy *c)
{
	const struct link_sec *s = &c->in->sec[c->sec.i];

	for (uint32_t k = 0; k < s->atom_count; k++) {
		const struct link_atom *a = &c->in->atom.v[s->atom_first + k];

		if (a->dead || !(a->end_bytes - a->off_bytes))
			continue;
		bytes_copy(c, a);
		relocs_copy(c, a);
		if (c->to->insn)
			records_copy(c, a);
	}
}

static void room_make(struct link *l, const struct link_out *o, struct bw_section *to)
{
	size_t relocs = 0, funcs = 0, lines = 0, cores = 0;

	for (uint32_t i = 0; i < o->piece.n; i++) {
		const struct link_piece *p = &o->piece.v[i];
		const struct bw_section *s = bw_obj_sec(l->in[p->input].obj, p->sec);

		relocs += s->reloc_count;
		if (s->insn && l->in[p->input].sec[p->sec.i].has_dead)
			relocs += s->size_bytes / 8; /* calls by distance may need one */
		funcs += s->func_count;
		lines += s->line_count;
		cores += s->core_count;
	}
	to->reloc = BW_NEW_ARRAY(l->arena, struct bw_reloc, relocs);
	to->func = BW_NEW_ARRAY(l->arena, struct bw_func_info, funcs);
	to->line = BW_NEW_ARRAY(l->arena, struct bw_line_info, lines);
	to->core = BW_NEW_ARRAY(l->arena, struct bw_core_relo, cores);
	if (o->kind == BW_SEC_CODE)
		to->insn = BW_NEW_ARRAY(l->arena, struct bw_insn, to->size_bytes / 8);
	else if (o->kind != BW_SEC_BSS)
		to->data = bw_alloc(l->arena, to->size_bytes);
}

static int reloc_order(const void *xp, const void *yp)
{
	const struct bw_reloc *x = xp, *y = yp;

	return (x->off_bytes > y->off_bytes) - (x->off_bytes < y->off_bytes);
}

void link_copy(struct link *l)
{
	for (uint32_t i = 1; i < l->out.n; i++) {
		const struct link_out *o = &l->out.v[i];
		struct bw_section *to;

		if (!o->id.i)
			continue;
		to = &l->result->sec[o->id.i];
		room_make(l, o, to);
		if (o->kind == BW_SEC_LICENSE && l->license) {
			memcpy(to->data, l->license, to->size_bytes);
			continue;
		}
		for (uint32_t k = 0; k < o->piece.n; k++) {
			struct copy c = {.l = l,
					 .input = o->piece.v[k].input,
					 .sec = o->piece.v[k].sec,
					 .to = to,
					 .out = o};

			c.in = &l->in[c.input];
			c.from = bw_obj_sec(c.in->obj, c.sec);
			piece_copy(&c);
		}
		if (o->kind == BW_SEC_MAPS && to->reloc_count) /* they may have changed places */
			qsort(to->reloc, to->reloc_count, sizeof(*to->reloc), reloc_order);
	}
}
