/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Relocations of all assemblers to one form.
 *
 * ELF numbers, by who writes them (LLVM 19 BPFELFObjectWriter; binutils 2.40
 * include/elf/bpf.h and what its gas was seen to write):
 *
 *   number  clang >= 13         clang <= 12 (data)  gas 2.40
 *   1       64_64 (code, data)  64_64 (data too)    INSN_64
 *   2       ABS64               -                   INSN_32
 *   3       ABS32               -                   INSN_16
 *   4       NODYLD32            -                   INSN_DISP16
 *   10      64_32 (code)        64_32 (data too)    INSN_DISP32
 *   11, 12  -                   -                   DATA_32, DATA_64
 *
 * The addend is in the place. clang stores it alone; gas 2.40 stores symbol
 * value + addend for symbols that are defined and no section (in bytes also for
 * calls, but minus 1 as clang does for instructions).
 */
#include "obj/obj_read.h"

enum {
	R_64_64 = 1,
	R_ABS64 = 2,
	R_ABS32 = 3,
	R_NODYLD32 = 4,
	R_64_32 = 10,
	R_DATA_32 = 11,
	R_DATA_64 = 12
};

/* One SHT_REL or SHT_RELA section that applies to a kept section. */
struct table {
	uint32_t target; /* model section */
	bool is_rela;
	uint32_t next; /* table of the same target, plus 1; 0: the last */
	uint32_t count;
	struct bw_elf_rel *rel;
};

struct relocs {
	struct bw_obj_reader *r;
	BW_VEC(struct table) table;
	uint32_t *first;     /* by model section: its first table plus 1, or 0 */
	bool value_in_place; /* as gas 2.40 does */
	uint8_t *second;     /* of the current code section: 1 at second slots of wide loads */
};

static const struct bw_symbol *target_symbol(const struct bw_obj_reader *r, uint32_t elf_sym)
{
	uint32_t i = elf_sym < r->elf_sym_count ? r->sym_of[elf_sym] : BW_SYM_DROPPED;

	return elf_sym == 0 || i == BW_SYM_DROPPED ? NULL : &r->obj->sym[i];
}

static struct bw_where at_reloc(const struct bw_obj_reader *r, const struct table *t,
				const struct bw_elf_rel *e)
{
	const struct bw_symbol *s = target_symbol(r, e->sym);
	struct bw_where at = {.file = r->elf.file,
			      .section = bw_str(r->obj->names, r->obj->sec[t->target].name),
			      .off_bytes = e->off_bytes,
			      .has_off = true};

	if (s && s->name.id)
		at.symbol = bw_str(r->obj->names, s->name);
	return at;
}

static enum bw_status table_add(struct relocs *c, uint32_t i)
{
	struct bw_obj_reader *r = c->r;
	const struct bw_elf_sec *s = &r->elf.sec[i];
	struct table *t;

	if (s->info == 0 || s->info >= r->elf.sec_count)
		return bw_report(r->diags, BW_D_OBJ_RELOC_TABLE, bw_elf_where(&r->elf, i),
				 "it applies to section %u of %u (sh_info)", s->info,
				 r->elf.sec_count);
	if (!r->sec_of[s->info])
		return BW_OK;
	if (s->link != r->symtab)
		return bw_report(r->diags, BW_D_OBJ_RELOC_TABLE, bw_elf_where(&r->elf, i),
				 "its symbols are in section %u (sh_link), the symbol table is %u",
				 s->link, r->symtab);
	t = bw_push(r->scratch, &c->table);
	t->target = r->sec_of[s->info];
	t->is_rela = s->type == SHT_RELA;
	t->next = c->first[t->target];
	c->first[t->target] = c->table.n;
	return bw_elf_rels(&r->elf, i, &t->rel, &t->count);
}

static enum bw_status tables_add(struct relocs *c)
{
	for (uint32_t i = 1; i < c->r->elf.sec_count; i++) {
		uint32_t type = c->r->elf.sec[i].type;
		enum bw_status st;

		if (type != SHT_REL && type != SHT_RELA)
			continue;
		st = table_add(c, i);
		if (st)
			return st;
	}
	return BW_OK;
}

/* The major version in a .comment of gcc ("GCC: (Debian 12.2.0-14) 12.2.0"); 0: none. */
static unsigned gcc_major(struct bw_obj_reader *r)
{
	for (uint32_t i = 1; i < r->elf.sec_count; i++) {
		struct bw_bytes b;
		const char *s, *close;

		if (strcmp(r->elf.sec[i].name, ".comment") != 0 || r->elf.sec[i].size_bytes > 4096)
			continue;
		if (bw_elf_bytes(&r->elf, i, &b))
			return 0;
		s = bw_strndup(r->scratch, (const char *)b.p, b.n);
		if (*s == '\0' && b.n)
			s++;
		close = strrchr(s, ')');
		if (strncmp(s, "GCC: (", 6) == 0 && close)
			return (unsigned)strtoul(close + 1, NULL, 10);
	}
	return 0;
}

enum gas_hint { SAYS_NOTHING, SAYS_NUMBER, SAYS_OLD, SAYS_NEW };

/* A call to a function that does not start its section shows which gas wrote it. */
static enum gas_hint gas_hint(const struct relocs *c, const struct table *t,
			      const struct bw_elf_rel *e)
{
	const struct bw_section *s = &c->r->obj->sec[t->target];
	const struct bw_symbol *sym = target_symbol(c->r, e->sym);
	int64_t imm;

	if (e->type == R_DATA_32 || e->type == R_DATA_64)
		return SAYS_NUMBER;
	if (e->type != R_64_32 || !s->insn || !sym || sym->kind != BW_SYM_FUNC ||
	    !sym->value_bytes || !sym->sec.i)
		return SAYS_NOTHING;
	if (e->off_bytes % 8 || e->off_bytes >= s->size_bytes)
		return SAYS_NOTHING;
	imm = s->insn[e->off_bytes / 8].imm;
	return imm == -1			      ? SAYS_NEW
	       : imm + 1 == (int64_t)sym->value_bytes ? SAYS_OLD
						      : SAYS_NOTHING;
}

static bool is_old_gas(const struct relocs *c)
{
	unsigned major = gcc_major(c->r);
	bool number = false;

	for (uint32_t i = 0; i < c->table.n; i++) {
		const struct table *t = &c->table.v[i];

		for (uint32_t k = 0; k < t->count && !t->is_rela; k++) {
			enum gas_hint h = gas_hint(c, t, &t->rel[k]);

			number |= h == SAYS_NUMBER;
			if ((h == SAYS_OLD || h == SAYS_NEW) && (major || number))
				return h == SAYS_OLD;
		}
	}
	return number || (major && major <= 12);
}

/* What the place's ELF number means there; false if nothing. */
static bool kind_of(const struct bw_section *s, uint32_t type, enum bw_reloc_kind *ret)
{
	static const struct {
		uint32_t type;
		bool code;
		enum bw_reloc_kind kind;
	} rows[] = {
	    {R_64_64, true, BW_REL_IMM64},     {R_64_32, true, BW_REL_CALL},
	    {R_64_64, false, BW_REL_ABS64},    {R_ABS64, false, BW_REL_ABS64},
	    {R_DATA_64, false, BW_REL_ABS64},  {R_ABS32, false, BW_REL_ABS32},
	    {R_NODYLD32, false, BW_REL_ABS32}, {R_64_32, false, BW_REL_ABS32},
	    {R_DATA_32, false, BW_REL_ABS32},
	};

	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		if (rows[i].type != type || rows[i].code != (s->kind == BW_SEC_CODE))
			continue;
		*ret = rows[i].kind;
		return true;
	}
	return false;
}

static uint64_t place_bytes(enum bw_reloc_kind k)
{
	static const uint8_t bytes[] = {
	    [BW_REL_IMM64] = 16, [BW_REL_CALL] = 8, [BW_REL_ABS64] = 8, [BW_REL_ABS32] = 4};

	return bytes[k];
}

static enum bw_status place_check(const struct relocs *c, const struct table *t,
				  const struct bw_elf_rel *e, enum bw_reloc_kind kind)
{
	const struct bw_section *s = &c->r->obj->sec[t->target];
	struct bw_where at = at_reloc(c->r, t, e);
	bool code = s->kind == BW_SEC_CODE;
	uint64_t need = place_bytes(kind), have = s->kind == BW_SEC_BSS ? 0 : s->size_bytes;
	uint8_t op, want = kind == BW_REL_IMM64 ? BW_OP_LD_IMM64 : BW_OP_CALL;

	if (e->off_bytes > have || need > have - e->off_bytes)
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_PLACE, at,
				 "%llu bytes at byte %llu, the section has %llu",
				 (unsigned long long)need, (unsigned long long)e->off_bytes,
				 (unsigned long long)have);
	if (!code)
		return BW_OK;
	if (e->off_bytes % 8)
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_PLACE, at,
				 "byte %llu is no start of an instruction",
				 (unsigned long long)e->off_bytes);
	if (c->second[e->off_bytes / 8])
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_SLOT, at,
				 "instruction slot %llu is the second of a 64-bit load",
				 (unsigned long long)e->off_bytes / 8);
	op = s->insn[e->off_bytes / 8].op;
	if (op != want)
		return bw_report(
		    c->r->diags, BW_D_OBJ_RELOC_KIND, at,
		    "relocation number %u needs opcode 0x%02x, the instruction has 0x%02x", e->type,
		    want, op);
	return BW_OK;
}

/* The addend as stored in the place, and the place cleared. */
static int64_t place_take(struct bw_section *s, const struct bw_reloc *x, bool big_endian)
{
	uint8_t *p = s->data ? s->data + x->off_bytes : NULL;
	struct bw_insn *i = s->insn ? s->insn + x->off_bytes / 8 : NULL;
	int64_t v;

	switch (x->kind) {
	case BW_REL_IMM64: /* clang writes the low half only, libbpf reads that as signed */
		v = i[0].imm;
		if (i[1].imm)
			v = (int64_t)((uint64_t)(uint32_t)i[1].imm << 32 | (uint32_t)i[0].imm);
		i[0].imm = i[1].imm = 0;
		return v;
	case BW_REL_CALL:
		v = (int64_t)i->imm + 1;
		i->imm = 0;
		return v;
	case BW_REL_ABS64:
		v = (int64_t)bw_get64(p, big_endian);
		bw_put64(p, 0, big_endian);
		return v;
	case BW_REL_ABS32:
		v = (int32_t)bw_get32(p, big_endian);
		bw_put32(p, 0, big_endian);
		return v;
	}
	return 0;
}

static int64_t addend_of(const struct relocs *c, const struct table *t, const struct bw_elf_rel *e,
			 const struct bw_reloc *x, const struct bw_symbol *sym)
{
	int64_t v = place_take(&c->r->obj->sec[t->target], x, c->r->obj->big_endian);
	bool in_place = c->value_in_place && sym->sec.i && sym->kind != BW_SYM_SECTION;

	if (t->is_rela)
		return e->addend;
	if (in_place) /* wraps like the assembler's own sum */
		return (int64_t)((uint64_t)v - sym->value_bytes);
	return x->kind == BW_REL_CALL ? v * 8 : v;
}

static enum bw_status addend_check(const struct relocs *c, const struct table *t,
				   const struct bw_elf_rel *e, const struct bw_reloc *x,
				   const struct bw_symbol *sym)
{
	struct bw_where at = at_reloc(c->r, t, e);
	const struct bw_section *to = sym->sec.i ? &c->r->obj->sec[sym->sec.i] : NULL;
	long long a = x->addend;

	if (x->kind == BW_REL_ABS64)
		return BW_OK;
	if (a != (int32_t)a)
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_ADDEND, at,
				 "the addend %lld does not fit 32 bits", a);
	if (x->kind != BW_REL_CALL)
		return BW_OK;
	if (to && to->kind != BW_SEC_CODE)
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_SYMBOL, at,
				 "a call goes to section %s, which is no code",
				 bw_str(c->r->obj->names, to->name));
	if (sym->kind == BW_SYM_SECTION ? a < 0 || a % 8 || (uint64_t)a >= to->size_bytes
					: a != 0 && (sym->kind == BW_SYM_FUNC || !to))
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_ADDEND, at,
				 "a call goes to byte %lld from its symbol", a);
	return BW_OK;
}

static enum bw_status reloc_add(struct relocs *c, const struct table *t, const struct bw_elf_rel *e,
				struct bw_section *s)
{
	const struct bw_symbol *sym = target_symbol(c->r, e->sym);
	struct bw_where at = at_reloc(c->r, t, e);
	struct bw_reloc x = {.off_bytes = e->off_bytes};
	enum bw_status st;

	if (e->type == R_BPF_NONE)
		return BW_OK;
	if (!sym && e->sym && e->sym < c->r->elf_sym_count)
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_SYMBOL, at,
				 "symbol %u is in a section that holds no program data", e->sym);
	if (!sym)
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_SYMBOL, at, "symbol %u of %u", e->sym,
				 c->r->elf_sym_count);
	if (!kind_of(s, e->type, &x.kind))
		return bw_report(c->r->diags, BW_D_OBJ_RELOC_KIND, at,
				 "relocation number %u in a %s section", e->type,
				 s->kind == BW_SEC_CODE ? "code" : "data");
	st = place_check(c, t, e, x.kind);
	if (st)
		return st;
	x.sym.i = c->r->sym_of[e->sym];
	x.addend = addend_of(c, t, e, &x, sym);
	s->reloc[s->reloc_count++] = x;
	return addend_check(c, t, e, &x, sym);
}

/* Mark the second slots of wide loads; what a jump makes of them is not asked. */
static uint8_t *second_slots(struct bw_arena *a, const struct bw_section *s)
{
	uint64_t n = s->size_bytes / 8;
	uint8_t *second = bw_alloc(a, n);

	for (uint64_t i = 0; i + 1 < n; i++)
		if (bw_insn_is_wide(s->insn[i]))
			second[++i] = 1;
	return second;
}

static int by_offset(const void *x, const void *y)
{
	const struct bw_reloc *a = x, *b = y;

	return (a->off_bytes > b->off_bytes) - (a->off_bytes < b->off_bytes);
}

static enum bw_status sorted_check(const struct relocs *c, uint32_t sec)
{
	struct bw_section *s = &c->r->obj->sec[sec];

	for (uint32_t i = 1; i < s->reloc_count; i++) {
		const struct bw_reloc *a = &s->reloc[i - 1], *b = &s->reloc[i];

		if (a->off_bytes + place_bytes(a->kind) > b->off_bytes)
			return bw_report(c->r->diags, BW_D_OBJ_RELOC_TWICE,
					 bw_obj_where_sec(c->r->obj, (bw_secid){sec}, b->off_bytes),
					 "relocations at bytes %llu and %llu overlap",
					 (unsigned long long)a->off_bytes,
					 (unsigned long long)b->off_bytes);
	}
	return BW_OK;
}

/* Two entries at one place: found before either takes the place's addend. */
static enum bw_status twice_check(const struct relocs *c, uint32_t sec, uint32_t total)
{
	struct bw_reloc *all = BW_NEW_ARRAY(c->r->scratch, struct bw_reloc, total);
	uint32_t n = 0;

	for (uint32_t i = c->first[sec]; i; i = c->table.v[i - 1].next)
		for (uint32_t k = 0; k < c->table.v[i - 1].count; k++)
			if (c->table.v[i - 1].rel[k].type != R_BPF_NONE)
				all[n++].off_bytes = c->table.v[i - 1].rel[k].off_bytes;
	assert(n <= total);
	qsort(all, n, sizeof(*all), by_offset);
	for (uint32_t i = 1; i < n; i++)
		if (all[i].off_bytes == all[i - 1].off_bytes)
			return bw_report(
			    c->r->diags, BW_D_OBJ_RELOC_TWICE,
			    (struct bw_where){
				.file = c->r->elf.file,
				.section = bw_str(c->r->obj->names, c->r->obj->sec[sec].name),
				.off_bytes = all[i].off_bytes,
				.has_off = true},
			    "two relocations at byte %llu", (unsigned long long)all[i].off_bytes);
	return BW_OK;
}

static enum bw_status section_relocs(struct relocs *c, uint32_t sec, uint32_t total)
{
	struct bw_section *s = &c->r->obj->sec[sec];
	enum bw_status st = twice_check(c, sec, total);

	if (st)
		return st;
	s->reloc = BW_NEW_ARRAY(c->r->obj->arena, struct bw_reloc, total);
	if (s->kind == BW_SEC_CODE)
		c->second = second_slots(c->r->scratch, s);
	for (uint32_t i = c->first[sec]; i; i = c->table.v[i - 1].next) {
		const struct table *t = &c->table.v[i - 1];

		for (uint32_t k = 0; k < t->count; k++) {
			st = reloc_add(c, t, &t->rel[k], s);
			if (st)
				return st;
		}
	}
	qsort(s->reloc, s->reloc_count, sizeof(*s->reloc), by_offset);
	return sorted_check(c, sec);
}

enum bw_status bw_obj_read_relocs(struct bw_obj_reader *r)
{
	struct relocs c = {.r = r};
	enum bw_status st;

	c.first = BW_NEW_ARRAY(r->scratch, uint32_t, r->obj->sec_count);
	st = tables_add(&c);
	if (st)
		return st;
	c.value_in_place = is_old_gas(&c);
	for (uint32_t sec = 1; sec < r->obj->sec_count; sec++) {
		uint32_t total = 0;

		for (uint32_t i = c.first[sec]; i; i = c.table.v[i - 1].next)
			total += c.table.v[i - 1].count;
		st = total ? section_relocs(&c, sec, total) : BW_OK;
		if (st)
			return st;
	}
	return BW_OK;
}
