/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BTF meets ELF: records go to their sections, DATASECs get offsets and sizes from
 * the symbols, symbols get their types.
 *
 * clang leaves 0 in a DATASEC for globals and the right offset for statics (the
 * relocations of .BTF would say it); bpftool's linker fills some and forgets
 * others. The symbols are right in both, so they decide.
 *
 * More habits are put right: clang before 17 lists small constants in .rodata
 * though they are in .rodata.cst16 (the variable moves to a DATASEC of its own);
 * gcc 12 calls extern variables global ones of .bss (they become extern), and marks
 * char types as characters, which no kernel takes for signed ones (btf_int_check_meta
 * wants one encoding or none; clang never does).
 */
#include "obj/obj_read.h"

struct named_sym {
	uint64_t value_bytes;
	uint32_t name, sym;
};

/* What looking through symbols of one name may cost, all in all. */
#define STEPS_MAX ((uint64_t)1 << 27)

/* A variable whose DATASEC is not the one of its section. */
struct stray {
	uint32_t sec;
	struct bw_btf_secinfo info;
};

struct binder {
	struct bw_obj_reader *r;
	struct bw_obj *o;
	BW_VEC(struct stray) stray;
	uint32_t count;
	struct named_sym *by_name; /* symbols with a name, by (name, value, index) */
	uint32_t *next;		   /* by position: one behind, with none but bound ones between */
	uint64_t *steps;
	uint8_t *listed; /* by type: some DATASEC has it */
};

static int by_name_cmp(const void *x, const void *y)
{
	const struct named_sym *a = x, *b = y;

	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	if (a->value_bytes != b->value_bytes)
		return a->value_bytes < b->value_bytes ? -1 : 1;
	return (a->sym > b->sym) - (a->sym < b->sym);
}

static void index_names(struct binder *b)
{
	b->by_name = BW_NEW_ARRAY(b->r->scratch, struct named_sym, b->o->sym_count);
	b->next = BW_NEW_ARRAY(b->r->scratch, uint32_t, b->o->sym_count);
	b->steps = BW_NEW(b->r->scratch, uint64_t);
	for (uint32_t i = 1; i < b->o->sym_count; i++)
		if (b->o->sym[i].name.id) {
			b->by_name[b->count] =
			    (struct named_sym){b->o->sym[i].value_bytes, b->o->sym[i].name.id, i};
			b->next[b->count] = b->count + 1;
			b->count++;
		}
	qsort(b->by_name, b->count, sizeof(*b->by_name), by_name_cmp);
}

/* Position of the first symbol with this name and this value or a higher one. */
static uint32_t first_named(const struct binder *b, bw_sym name, uint64_t value_bytes)
{
	uint32_t lo = 0, hi = b->count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct named_sym *s = &b->by_name[mid];

		if (s->name < name.id || (s->name == name.id && s->value_bytes < value_bytes))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first position from pos on whose symbol has no type yet. */
static uint32_t next_free(const struct binder *b, uint32_t pos)
{
	uint32_t to = pos;

	while (to < b->count && b->o->sym[b->by_name[to].sym].type.i)
		to = b->next[to];
	while (pos < to) {
		uint32_t then = b->next[pos];

		b->next[pos] = to;
		pos = then;
	}
	return to;
}

static bool is_named(const struct binder *b, uint32_t pos, bw_sym name)
{
	return pos < b->count && b->by_name[pos].name == name.id && (*b->steps)++ < STEPS_MAX;
}

/* Symbols of a name: all, those at a place, those without a type. */
#define EACH_NAMED(b, pos, wanted)                                                                 \
	for (uint32_t pos = first_named((b), (wanted), 0); is_named((b), pos, (wanted)); pos++)
#define EACH_AT(b, pos, wanted, value)                                                             \
	for (uint32_t pos = first_named((b), (wanted), (value));                                   \
	     is_named((b), pos, (wanted)) && (b)->by_name[pos].value_bytes == (value); pos++)
#define EACH_FREE(b, pos, wanted)                                                                  \
	for (uint32_t pos = next_free((b), first_named((b), (wanted), 0));                         \
	     is_named((b), pos, (wanted)); pos = next_free((b), pos + 1))

/* ---- .BTF.ext ---- */

/* Stable merge sort of records that start with their offset. Mostly they are sorted. */
static void records_sort(struct bw_arena *scratch, void *v, uint32_t n, size_t bytes)
{
	uint8_t *a = v, *b;
	uint32_t i = 1;

	while (i < n && *(uint32_t *)(a + (i - 1) * bytes) <= *(uint32_t *)(a + i * bytes))
		i++;
	if (i >= n)
		return;
	b = bw_alloc_raw(scratch, n * bytes);
	for (size_t width = 1; width < n; width *= 2) {
		for (size_t lo = 0; lo < n; lo += 2 * width) {
			size_t mid = lo + width < n ? lo + width : n;
			size_t hi = mid + width < n ? mid + width : n;
			size_t x = lo, y = mid;

			for (size_t k = lo; k < hi; k++) {
				bool left =
				    y >= hi || (x < mid && *(uint32_t *)(a + x * bytes) <=
							       *(uint32_t *)(a + y * bytes));

				memcpy(b + k * bytes, a + (left ? x++ : y++) * bytes, bytes);
			}
		}
		memcpy(a, b, n * bytes);
	}
}

static enum bw_status ext_target(const struct binder *b, bw_sym name, uint32_t *ret)
{
	struct bw_where at = {.file = b->o->file, .section = ".BTF.ext"};
	const char *text = bw_str(b->o->names, name);
	uint32_t found = 0;

	for (uint32_t i = 1; i < b->o->sec_count; i++) {
		if (b->o->sec[i].kind != BW_SEC_CODE || !bw_sym_eq(b->o->sec[i].name, name))
			continue;
		if (found)
			return bw_report(b->r->diags, BW_D_OBJ_SECTION_TWICE, at,
					 "two code sections are named %s", text);
		found = i;
	}
	if (!found)
		return bw_report(b->r->diags, BW_D_OBJ_EXT_SECTION, at,
				 "records for section %s, which is no code section here", text);
	if (b->o->sec[found].func || b->o->sec[found].line || b->o->sec[found].core)
		return bw_report(b->r->diags, BW_D_OBJ_EXT_SECTION, at,
				 "two groups of records for section %s", text);
	*ret = found;
	return BW_OK;
}

static enum bw_status records_check(const struct binder *b, uint32_t sec, const char *what,
				    const void *v, uint32_t n, size_t bytes)
{
	const struct bw_section *s = &b->o->sec[sec];
	uint32_t last = n ? *(const uint32_t *)((const uint8_t *)v + (n - 1) * bytes) : 0;

	if (n && last >= s->size_bytes / 8)
		return bw_report(
		    b->r->diags, BW_D_OBJ_EXT_RECORD,
		    (struct bw_where){.file = b->o->file, .section = bw_str(b->o->names, s->name)},
		    "a %s record is at instruction %u, the section has %llu", what, last,
		    (unsigned long long)s->size_bytes / 8);
	return BW_OK;
}

static enum bw_status ext_attach(struct binder *b, const struct bw_ext_sec *e)
{
	struct bw_section *s;
	uint32_t sec = 0;
	enum bw_status st = ext_target(b, e->name, &sec);

	if (st)
		return st;
	s = &b->o->sec[sec];
	s->func = e->func, s->func_count = e->func_count;
	s->line = e->line, s->line_count = e->line_count;
	s->core = e->core, s->core_count = e->core_count;
	records_sort(b->r->scratch, s->func, s->func_count, sizeof(*s->func));
	records_sort(b->r->scratch, s->line, s->line_count, sizeof(*s->line));
	records_sort(b->r->scratch, s->core, s->core_count, sizeof(*s->core));
	for (uint32_t i = 0; i < s->func_count; i++)
		assert(bw_btf_kind(b->o->btf, s->func[i].type) == BW_BTF_FUNC); /* bw_btf_read */
	st = records_check(b, sec, "function", s->func, s->func_count, sizeof(*s->func));
	if (!st)
		st = records_check(b, sec, "line", s->line, s->line_count, sizeof(*s->line));
	if (!st)
		st = records_check(b, sec, "CO-RE", s->core, s->core_count, sizeof(*s->core));
	return st;
}

/* ---- functions ---- */

/* By place: the only way to tell static functions of one name apart. */
static void bind_functions_by_record(struct binder *b, uint32_t sec)
{
	const struct bw_section *s = &b->o->sec[sec];

	for (uint32_t i = 0; i < s->func_count; i++) {
		bw_sym name = bw_btf_name(b->o->btf, s->func[i].type);
		uint64_t off = (uint64_t)s->func[i].off_insns * 8;

		EACH_AT(b, pos, name, off)
		{
			struct bw_symbol *x = &b->o->sym[b->by_name[pos].sym];

			if (x->kind == BW_SYM_FUNC && x->sec.i == sec)
				x->type = s->func[i].type;
		}
	}
}

/* By name and linkage: externs, and functions without records. */
static void bind_functions_by_name(struct binder *b, bw_tid t)
{
	uint32_t linkage = bw_btf_vlen(b->o->btf, t);

	EACH_FREE(b, pos, bw_btf_name(b->o->btf, t))
	{
		struct bw_symbol *x = &b->o->sym[b->by_name[pos].sym];
		bool fits = linkage == BW_BTF_EXTERN
				? !bw_symbol_is_defined(x)
				: x->kind == BW_SYM_FUNC &&
				      (linkage == BW_BTF_STATIC) == (x->bind == BW_LOCAL);

		if (fits && !x->type.i)
			x->type = t;
	}
}

/* ---- variables ---- */

static uint32_t var_linkage(const struct bw_btf *btf, bw_tid t)
{
	return bw_btf_kind(btf, t) == BW_BTF_VAR ? bw_btf_tail(btf, t)[0] : bw_btf_vlen(btf, t);
}

static bool in_section_named(const struct binder *b, const struct bw_symbol *x, bw_sym sec)
{
	return x->sec.i && bw_sym_eq(b->o->sec[x->sec.i].name, sec);
}

static void bind_extern(struct binder *b, bw_sym sec, bw_tid t)
{
	EACH_FREE(b, pos, bw_btf_name(b->o->btf, t))
	{
		struct bw_symbol *x = &b->o->sym[b->by_name[pos].sym];

		if (bw_symbol_is_defined(x) || x->type.i)
			continue;
		x->type = t;
		x->extern_sec = sec;
	}
}

/* Can this symbol be the variable? */
static bool is_of_var(const struct binder *b, const struct bw_symbol *x, bw_sym sec, bool is_static)
{
	if (x->type.i || x->kind == BW_SYM_FUNC)
		return false;
	if (x->is_common && !is_static)
		return true;
	return in_section_named(b, x, sec) && (x->bind != BW_LOCAL || is_static);
}

/* The symbol of a defined variable; several statics may have its name: the one at its
 * place, or else any. */
static struct bw_symbol *symbol_of_var(const struct binder *b, bw_sym sec, bw_tid t, uint32_t off)
{
	bool is_static = var_linkage(b->o->btf, t) == BW_BTF_STATIC;
	bw_sym name = bw_btf_name(b->o->btf, t);

	EACH_AT(b, pos, name, off)
	{
		struct bw_symbol *x = &b->o->sym[b->by_name[pos].sym];

		if (is_of_var(b, x, sec, is_static))
			return x;
	}
	EACH_FREE(b, pos, name)
	{
		struct bw_symbol *x = &b->o->sym[b->by_name[pos].sym];

		if (is_of_var(b, x, sec, is_static))
			return x;
	}
	return NULL;
}

static enum bw_status var_lost(const struct binder *b, bw_sym sec, bw_tid t, const char *why)
{
	struct bw_where at = bw_obj_where(b->o);

	at.symbol = bw_btf_str(b->o->btf, t);
	at.section = bw_str(b->o->names, sec);
	return bw_report(b->r->diags, BW_D_OBJ_BTF_VAR, at, "BTF has the variable %s: %s",
			 at.symbol, why);
}

/* A static variable's symbol in another section than BTF says. */
static struct bw_symbol *symbol_elsewhere(const struct binder *b, bw_tid t)
{
	EACH_FREE(b, pos, bw_btf_name(b->o->btf, t))
	{
		struct bw_symbol *x = &b->o->sym[b->by_name[pos].sym];

		if (!x->type.i && x->kind == BW_SYM_OBJECT && x->sec.i && x->bind == BW_LOCAL)
			return x;
	}
	return NULL;
}

static bool is_undefined_symbol(const struct binder *b, bw_sym name)
{
	EACH_NAMED(b, pos, name)
	if (!bw_symbol_is_defined(&b->o->sym[b->by_name[pos].sym]))
		return true;
	return false;
}

/* Its place as its symbol has it; the larger of both sizes, as far as there is room. */
static enum bw_status place_var(struct binder *b, bw_sym sec, const struct bw_symbol *x,
				struct bw_btf_secinfo *v)
{
	v->off_bytes = (uint32_t)x->value_bytes;
	if (x->size_bytes > v->size_bytes)
		v->size_bytes = (uint32_t)x->size_bytes;
	if ((uint64_t)v->off_bytes + v->size_bytes > b->o->sec[x->sec.i].size_bytes)
		return var_lost(b, sec, v->var, "it ends behind the end of the section");
	return BW_OK;
}

/* Can a DATASEC say that it means this section? */
static bool is_named_alone(const struct binder *b, bw_secid sec)
{
	bw_sym name = b->o->sec[sec.i].name;

	return name.id && bw_obj_find_sec(b->o, name).i == sec.i;
}

/* A variable without a symbol in its DATASEC's section. */
static enum bw_status bind_odd_var(struct binder *b, bw_sym sec, struct bw_btf_secinfo *v)
{
	struct bw_btf *btf = b->o->btf;
	bool is_static = var_linkage(btf, v->var) == BW_BTF_STATIC;
	struct bw_symbol *x = is_static ? symbol_elsewhere(b, v->var) : NULL;
	bw_secid home = bw_obj_find_sec(b->o, sec);

	if (x && !is_named_alone(b, x->sec))
		return var_lost(b, sec, v->var,
				"its symbol stands in a section without a name of its own");
	if (x) {
		struct stray *s = bw_push(b->r->scratch, &b->stray);

		enum bw_status st = place_var(b, sec, x, v);

		x->type = v->var;
		s->sec = x->sec.i;
		s->info = *v;
		v->var = BW_VOID; /* leaves this DATASEC */
		return st;
	}
	if (!is_static && is_undefined_symbol(b, bw_btf_name(btf, v->var))) {
		btf->word.v[btf->first_word.v[v->var.i] + 3] = BW_BTF_EXTERN;
		v->off_bytes = 0;
		bind_extern(b, sec, v->var);
		return BW_OK;
	}
	if (!is_static)
		return var_lost(b, sec, v->var, "no symbol of that name in the section");
	if (!home.i)
		return var_lost(b, sec, v->var, "there is no such section");
	if ((uint64_t)v->off_bytes + v->size_bytes > b->o->sec[home.i].size_bytes)
		return var_lost(b, sec, v->var, "it ends behind the end of the section");
	return BW_OK;
}

/* Bind one variable that is defined here, and correct its place in the DATASEC. */
static enum bw_status bind_var(struct binder *b, bw_sym sec, struct bw_btf_secinfo *v)
{
	struct bw_symbol *x = symbol_of_var(b, sec, v->var, v->off_bytes);

	if (!x)
		return bind_odd_var(b, sec, v);
	x->type = v->var;
	return x->is_common ? BW_OK : place_var(b, sec, x, v);
}

static int by_place(const void *x, const void *y)
{
	const struct bw_btf_secinfo *a = x, *b = y;

	if (a->off_bytes != b->off_bytes)
		return a->off_bytes < b->off_bytes ? -1 : 1;
	return (a->var.i > b->var.i) - (a->var.i < b->var.i);
}

static bool is_extern_sec(const char *name)
{
	return strcmp(name, ".kconfig") == 0 || strcmp(name, ".ksyms") == 0;
}

static enum bw_status bind_members(struct binder *b, bw_sym name, struct bw_btf_secinfo *v,
				   uint32_t n)
{
	const struct bw_btf *btf = b->o->btf;

	for (uint32_t i = 0; i < n; i++) {
		enum bw_btf_kind kind = bw_btf_kind(btf, v[i].var);
		bool is_extern = (kind == BW_BTF_VAR || kind == BW_BTF_FUNC) &&
				 var_linkage(btf, v[i].var) == BW_BTF_EXTERN;
		enum bw_status st = BW_OK;

		if (b->listed[v[i].var.i]++)
			return var_lost(b, name, v[i].var, "two DATASECs have it, or one twice");
		if (is_extern)
			bind_extern(b, name, v[i].var);
		else if (kind == BW_BTF_VAR && !is_extern_sec(bw_str(b->o->names, name)))
			st = bind_var(b, name, &v[i]);
		if (st)
			return st;
	}
	return BW_OK;
}

/* Close the gaps that strays left; returns the new count. */
static uint32_t members_pack(struct bw_btf_secinfo *v, uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		if (v[i].var.i)
			v[kept++] = v[i];
	return kept;
}

static enum bw_status bind_datasec(struct binder *b, bw_tid t)
{
	struct bw_btf *btf = b->o->btf;
	bw_sym name = bw_btf_name(btf, t);
	uint32_t *record = &btf->word.v[btf->first_word.v[t.i]];
	struct bw_btf_secinfo *v = (struct bw_btf_secinfo *)(record + 3);
	uint32_t n = bw_btf_vlen(btf, t), first_stray = b->stray.n, kept;
	bw_secid sec = bw_obj_find_sec(b->o, name);
	enum bw_status st = bind_members(b, name, v, n);

	if (st)
		return st;
	kept = members_pack(v, n);
	if (n && !kept) { /* all of them live elsewhere: this DATASEC was meant for there */
		sec.i = b->stray.v[first_stray].sec;
		for (uint32_t i = first_stray; i < b->stray.n; i++) {
			if (b->stray.v[i].sec != sec.i)
				continue;
			v[kept++] = b->stray.v[i].info;
			b->stray.v[i].sec = 0;
		}
		record[0] = b->o->sec[sec.i].name.id;
	}
	record[1] = (record[1] & ~(uint32_t)0xffff) | kept;
	if (!sec.i || is_extern_sec(bw_str(b->o->names, name)))
		return BW_OK;
	record[2] = (uint32_t)b->o->sec[sec.i].size_bytes;
	qsort(v, kept, sizeof(*v), by_place);
	return BW_OK;
}

/* DATASECs for the sections where strays live. */
static void strays_house(struct binder *b)
{
	for (uint32_t i = 0; i < b->stray.n; i++) {
		uint32_t sec = b->stray.v[i].sec, n = 0;
		struct bw_btf_secinfo *v;

		if (!sec)
			continue;
		v = BW_NEW_ARRAY(b->r->scratch, struct bw_btf_secinfo, b->stray.n - i);
		for (uint32_t k = i; k < b->stray.n; k++) {
			if (b->stray.v[k].sec != sec)
				continue;
			v[n++] = b->stray.v[k].info;
			b->stray.v[k].sec = 0;
		}
		qsort(v, n, sizeof(*v), by_place);
		bw_btf_add(b->o->btf, BW_BTF_DATASEC, false, n, b->o->sec[sec].name,
			   (uint32_t)b->o->sec[sec].size_bytes, (const uint32_t *)v, n * 3);
	}
}

static enum bw_status bind_all(struct binder *b)
{
	const struct bw_btf *btf = b->o->btf;
	uint32_t count = btf->count;

	b->listed = BW_NEW_ARRAY(b->r->scratch, uint8_t, count);
	for (uint32_t i = 1; i < b->o->sec_count; i++)
		bind_functions_by_record(b, i);
	for (uint32_t i = 1; i < count; i++) {
		enum bw_status st;

		if (bw_btf_kind(btf, (bw_tid){i}) != BW_BTF_DATASEC)
			continue;
		st = bind_datasec(b, (bw_tid){i});
		if (st)
			return st;
	}
	strays_house(b);
	for (uint32_t i = 1; i < count; i++) {
		enum bw_btf_kind k = bw_btf_kind(btf, (bw_tid){i});

		if (k == BW_BTF_FUNC)
			bind_functions_by_name(b, (bw_tid){i});
		else if (k == BW_BTF_VAR && var_linkage(btf, (bw_tid){i}) == BW_BTF_EXTERN)
			bind_extern(b, BW_SYM_NONE, (bw_tid){i});
	}
	if (*b->steps > STEPS_MAX)
		return bw_report(b->r->diags, BW_D_OBJ_LIMIT, bw_obj_where(b->o),
				 "too many of its %u symbols have the same name", b->o->sym_count);
	return BW_OK;
}

static enum bw_status contents(struct bw_obj_reader *r, uint32_t sec, struct bw_bytes *ret)
{
	const struct bw_elf_sec *s = &r->elf.sec[sec];

	*ret = (struct bw_bytes){0};
	if (!sec)
		return BW_OK;
	if (s->flags & SHF_COMPRESSED)
		return bw_report(r->diags, BW_D_OBJ_COMPRESSED, bw_elf_where(&r->elf, sec),
				 "the section has SHF_COMPRESSED");
	return bw_elf_bytes(&r->elf, sec, ret);
}

/* The kernel's bits of an INT: encoding << 24 | offset << 16 | width. */
#define INT_IS_CHAR (2u << 24)

static void chars_fix(struct bw_btf *btf)
{
	for (uint32_t i = 1; i < btf->count; i++)
		if (bw_btf_kind(btf, (bw_tid){i}) == BW_BTF_INT)
			btf->word.v[btf->first_word.v[i] + 3] &= ~INT_IS_CHAR;
}

enum bw_status bw_obj_read_btf(struct bw_obj_reader *r)
{
	struct binder b = {.r = r, .o = r->obj};
	struct bw_bytes btf, records;
	struct bw_ext ext = {0};
	enum bw_status st;

	if (!r->btf)
		return BW_OK;
	st = contents(r, r->btf, &btf);
	if (!st)
		st = contents(r, r->btf_ext, &records);
	if (!st)
		st = bw_btf_read_apart(r->types, b.o->arena, b.o->names, r->diags,
				       bw_elf_where(&r->elf, r->btf), btf, records, b.o->big_endian,
				       &b.o->btf, &ext);
	if (st)
		return st;
	chars_fix(b.o->btf);
	index_names(&b);
	for (uint32_t i = 0; i < ext.sec_count; i++) {
		st = ext_attach(&b, &ext.sec[i]);
		if (st)
			return st;
	}
	return bind_all(&b);
}
