/* SPDX-License-Identifier: BSD-2-Clause */
#include "testkit/testkit.h"

#define SAME(what, x, y)                                                                           \
	do {                                                                                       \
		if ((unsigned long long)(x) != (unsigned long long)(y))                            \
			return bw_printf(a, "%s: %llu and %llu", (what), (unsigned long long)(x),  \
					 (unsigned long long)(y));                                 \
	} while (0)

static const char *bytes_diff(struct bw_arena *a, const char *what, const void *x, const void *y,
			      size_t n)
{
	if (!x != !y)
		return bw_printf(a, "%s: one is missing", what);
	for (size_t i = 0; x && i < n; i++)
		if (((const uint8_t *)x)[i] != ((const uint8_t *)y)[i])
			return bw_printf(a, "%s differs at byte %zu", what, i);
	return NULL;
}

static const char *relocs_diff(struct bw_arena *a, const struct bw_section *x,
			       const struct bw_section *y, const uint32_t *order)
{
	SAME("relocations", x->reloc_count, y->reloc_count);
	for (uint32_t i = 0; i < x->reloc_count; i++) {
		SAME("relocation offset", x->reloc[i].off_bytes, y->reloc[i].off_bytes);
		SAME("relocation addend", x->reloc[i].addend, y->reloc[i].addend);
		SAME("relocation kind", x->reloc[i].kind, y->reloc[i].kind);
		SAME("relocation symbol", x->reloc[i].sym.i, order[y->reloc[i].sym.i]);
	}
	return NULL;
}

static const char *section_diff(struct bw_arena *a, const struct bw_section *x,
				const struct bw_section *y, const uint32_t *order)
{
	const char *d;

	SAME("name", x->name.id, y->name.id);
	SAME("kind", x->kind, y->kind);
	SAME("type", x->elf_type, y->elf_type);
	SAME("flags", x->elf_flags, y->elf_flags);
	SAME("alignment", x->align_bytes, y->align_bytes);
	SAME("entry size", x->entsize_bytes, y->entsize_bytes);
	SAME("size", x->size_bytes, y->size_bytes);
	SAME("function records", x->func_count, y->func_count);
	SAME("line records", x->line_count, y->line_count);
	SAME("CO-RE records", x->core_count, y->core_count);
	d = bytes_diff(a, "data", x->data, y->data, x->size_bytes);
	if (!d)
		d = bytes_diff(a, "code", x->insn, y->insn, x->size_bytes);
	if (!d && x->func_count)
		d = bytes_diff(a, "func", x->func, y->func, x->func_count * sizeof(*x->func));
	if (!d && x->line_count)
		d = bytes_diff(a, "line", x->line, y->line, x->line_count * sizeof(*x->line));
	if (!d && x->core_count)
		d = bytes_diff(a, "core", x->core, y->core, x->core_count * sizeof(*x->core));
	return d ? d : relocs_diff(a, x, y, order);
}

static const char *symbol_diff(struct bw_arena *a, const struct bw_symbol *x,
			       const struct bw_symbol *y)
{
	SAME("name", x->name.id, y->name.id);
	SAME("kind", x->kind, y->kind);
	SAME("binding", x->bind, y->bind);
	SAME("visibility", x->vis, y->vis);
	SAME("common", x->is_common, y->is_common);
	SAME("absolute", x->is_abs, y->is_abs);
	SAME("section", x->sec.i, y->sec.i);
	SAME("extern section", x->extern_sec.id, y->extern_sec.id);
	SAME("value", x->value_bytes, y->value_bytes);
	SAME("size", x->size_bytes, y->size_bytes);
	SAME("type", x->type.i, y->type.i);
	return NULL;
}

/* order[n] is the symbol of o that is written as number n. */
static uint32_t *written_order(struct bw_arena *a, const struct bw_obj *o)
{
	uint32_t *order = BW_NEW_ARRAY(a, uint32_t, o->sym_count), n = 1;

	for (int global = 0; global < 2; global++)
		for (uint32_t i = 1; i < o->sym_count; i++)
			if ((o->sym[i].bind != BW_LOCAL) == global)
				order[n++] = i;
	return order;
}

/* Words of a record, without what was cut off its end. */
static uint32_t record_words(const struct bw_btf *b, bw_tid t)
{
	static const uint8_t each[BW_BTF_KINDS] = {
	    [BW_BTF_STRUCT] = 3,     [BW_BTF_UNION] = 3,   [BW_BTF_ENUM] = 2,
	    [BW_BTF_FUNC_PROTO] = 2, [BW_BTF_DATASEC] = 3, [BW_BTF_ENUM64] = 3};
	static const uint8_t fixed[BW_BTF_KINDS] = {
	    [BW_BTF_INT] = 1, [BW_BTF_ARRAY] = 3, [BW_BTF_VAR] = 1, [BW_BTF_DECL_TAG] = 1};
	enum bw_btf_kind k = bw_btf_kind(b, t);

	return 3 + fixed[k] + each[k] * bw_btf_vlen(b, t);
}

static const char *btf_diff(struct bw_arena *a, const struct bw_btf *x, const struct bw_btf *y)
{
	if (!x != !y)
		return "one has no BTF";
	if (!x)
		return NULL;
	SAME("BTF types", x->count, y->count);
	for (uint32_t i = 1; i < x->count; i++) {
		bw_tid t = {i};
		uint32_t n = record_words(x, t);
		const char *d;

		SAME("length of a BTF record", n, record_words(y, t));
		d = bytes_diff(a, bw_printf(a, "BTF type %u", i), bw_btf_record(x, t),
			       bw_btf_record(y, t), n * sizeof(uint32_t));
		if (d)
			return d;
	}
	return NULL;
}

const char *bw_tk_obj_diff(struct bw_tk *t, const struct bw_obj *x, const struct bw_obj *y)
{
	struct bw_arena *a = &t->arena;
	uint32_t *order = written_order(a, x);
	const char *d = btf_diff(a, x->btf, y->btf);

	if (d)
		return d;
	SAME("byte order", x->big_endian, y->big_endian);
	SAME("sections", x->sec_count, y->sec_count);
	SAME("symbols", x->sym_count, y->sym_count);
	for (uint32_t i = 1; i < x->sec_count; i++) {
		d = section_diff(a, &x->sec[i], &y->sec[i], order);
		if (d)
			return bw_printf(a, "section %u %s: %s", i,
					 bw_str(t->names, x->sec[i].name), d);
	}
	for (uint32_t i = 1; i < x->sym_count; i++) {
		d = symbol_diff(a, &x->sym[order[i]], &y->sym[i]);
		if (d)
			return bw_printf(a, "symbol %u %s: %s", order[i],
					 bw_str(t->names, x->sym[order[i]].name), d);
	}
	return NULL;
}
