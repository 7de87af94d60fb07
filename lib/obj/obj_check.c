/* SPDX-License-Identifier: BSD-2-Clause */
#include "obj/obj.h"

#ifdef NDEBUG
void bw_obj_check(const struct bw_obj *o)
{
	(void)o;
}
#else

static void symbol_check(const struct bw_obj *o, const struct bw_symbol *s)
{
	const struct bw_section *sec = &o->sec[s->sec.i];

	assert(s->sec.i < o->sec_count); /* O2 */
	assert(!(s->sec.i && (s->is_common || s->is_abs)));
	if (s->sec.i) {
		assert(s->value_bytes <= sec->size_bytes);
		assert(s->size_bytes <= sec->size_bytes - s->value_bytes);
		assert(s->kind != BW_SYM_FUNC || s->value_bytes % 8 == 0);
		assert(s->kind != BW_SYM_FUNC || sec->kind == BW_SEC_CODE);
	}
	assert(s->kind != BW_SYM_SECTION || (s->sec.i && s->bind == BW_LOCAL && !s->value_bytes));
	assert(bw_symbol_is_defined(s) || s->bind != BW_LOCAL);
	if (!s->type.i) /* O6 */
		return;
	assert(o->btf && s->type.i < o->btf->count);
	assert(bw_sym_eq(bw_btf_name(o->btf, s->type), s->name));
	assert(bw_btf_kind(o->btf, s->type) == BW_BTF_VAR ||
	       bw_btf_kind(o->btf, s->type) == BW_BTF_FUNC);
}

static void reloc_check(const struct bw_obj *o, const struct bw_section *s,
			const struct bw_reloc *r)
{
	bool code = s->kind == BW_SEC_CODE;
	uint64_t bytes = r->kind == BW_REL_IMM64 ? 16 : r->kind == BW_REL_ABS32 ? 4 : 8;

	assert(r->sym.i && r->sym.i < o->sym_count); /* O3 */
	assert(r->off_bytes <= s->size_bytes && bytes <= s->size_bytes - r->off_bytes);
	assert(code == (r->kind == BW_REL_IMM64 || r->kind == BW_REL_CALL));
	assert(s->kind != BW_SEC_BSS);
	if (code) {
		const struct bw_insn *i = &s->insn[r->off_bytes / 8];

		assert(r->off_bytes % 8 == 0);
		assert(i->op == (r->kind == BW_REL_CALL ? BW_OP_CALL : BW_OP_LD_IMM64));
		assert(i->imm == 0); /* O4 */
		assert(r->kind == BW_REL_CALL || i[1].imm == 0);
		return;
	}
	for (uint64_t b = 0; b < bytes; b++)
		assert(s->data[r->off_bytes + b] == 0);
}

static void records_check(const struct bw_obj *o, const struct bw_section *s) /* O5 */
{
	uint64_t n = s->size_bytes / 8;

	for (uint32_t i = 0; i < s->func_count; i++) {
		assert(s->func[i].off_insns < n);
		assert(!i || s->func[i - 1].off_insns <= s->func[i].off_insns);
		assert(bw_btf_kind(o->btf, s->func[i].type) == BW_BTF_FUNC);
	}
	for (uint32_t i = 0; i < s->line_count; i++) {
		assert(s->line[i].off_insns < n);
		assert(!i || s->line[i - 1].off_insns <= s->line[i].off_insns);
	}
	for (uint32_t i = 0; i < s->core_count; i++) {
		assert(s->core[i].off_insns < n);
		assert(!i || s->core[i - 1].off_insns <= s->core[i].off_insns);
		assert(s->core[i].type.i < o->btf->count);
	}
}

static void section_check(const struct bw_obj *o, const struct bw_section *s)
{
	assert(s->align_bytes && (s->align_bytes & (s->align_bytes - 1)) == 0);
	assert(s->size_bytes <= UINT32_MAX);
	assert((s->kind == BW_SEC_CODE) == (s->insn != NULL));
	assert((s->kind == BW_SEC_CODE || s->kind == BW_SEC_BSS) == (s->data == NULL));
	assert(s->kind != BW_SEC_CODE || s->size_bytes % 8 == 0);
	for (uint32_t i = 0; i < s->reloc_count; i++) {
		reloc_check(o, s, &s->reloc[i]);
		assert(!i || s->reloc[i - 1].off_bytes < s->reloc[i].off_bytes); /* O4 */
	}
	records_check(o, s);
}

void bw_obj_check(const struct bw_obj *o)
{
	assert(o->sec_count && o->sym_count && !o->sec[0].name.id && !o->sym[0].name.id); /* O1 */
	for (uint32_t i = 1; i < o->sec_count; i++)
		section_check(o, &o->sec[i]);
	for (uint32_t i = 1; i < o->sym_count; i++)
		symbol_check(o, &o->sym[i]);
}
#endif
