/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>

#include "testkit/testkit.h"

struct bw_tk_obj {
	struct bw_tk *t;
	struct bw_arena *a;
	struct bw_obj *o;
	BW_VEC(struct bw_section) sec;
	BW_VEC(struct bw_symbol) sym;
	bw_secid maps;
	BW_VEC(struct bw_btf_secinfo) map_vars;
	bw_tid int_type;
};

static bw_sym intern(const struct bw_tk_obj *b, const char *s)
{
	return s ? bw_intern_z(b->t->names, s) : BW_SYM_NONE;
}

struct bw_tk_obj *bw_tk_obj(struct bw_tk *t, bool big_endian)
{
	struct bw_tk_obj *b = BW_NEW(&t->arena, struct bw_tk_obj);

	b->t = t;
	b->a = &t->arena;
	b->o = bw_obj_create(b->a, t->names, "test.o", big_endian);
	b->o->btf = bw_btf_create(b->a, t->names);
	(void)bw_push(b->a, &b->sec);
	(void)bw_push(b->a, &b->sym);
	return b;
}

static bw_secid section_add(struct bw_tk_obj *b, const char *name, uint64_t flags, uint32_t type,
			    uint64_t bytes)
{
	struct bw_section *s = bw_push(b->a, &b->sec);

	s->name = intern(b, name);
	s->elf_type = type;
	s->elf_flags = flags;
	s->kind = bw_sec_kind_of(name, type, flags);
	s->align_bytes = 8;
	s->size_bytes = bytes;
	return (bw_secid){b->sec.n - 1};
}

bw_secid bw_tk_code(struct bw_tk_obj *b, const char *name, const struct bw_insn *v, uint32_t n)
{
	bw_secid s = section_add(b, name, SHF_ALLOC | SHF_EXECINSTR, SHT_PROGBITS, (uint64_t)n * 8);

	b->sec.v[s.i].insn = bw_memdup(b->a, v, (size_t)n * 8);
	return s;
}

bw_secid bw_tk_data(struct bw_tk_obj *b, const char *name, const void *p, uint32_t n)
{
	bool bss = !p && strncmp(name, ".bss", 4) == 0;
	uint64_t flags = SHF_ALLOC | (strncmp(name, ".rodata", 7) ? SHF_WRITE : 0);
	uint32_t type = bss ? SHT_NOBITS : strcmp(name, ".bpfweld") ? SHT_PROGBITS : SHT_NOTE;
	bw_secid s = section_add(b, name, flags, type, n);

	if (!bss)
		b->sec.v[s.i].data = p ? bw_memdup(b->a, p, n) : bw_alloc(b->a, n);
	return s;
}

bw_symid bw_tk_sym(struct bw_tk_obj *b, const char *name, enum bw_sym_kind kind, enum bw_bind bind,
		   bw_secid sec, uint64_t off_bytes, uint64_t size_bytes)
{
	struct bw_symbol *s = bw_push(b->a, &b->sym);

	s->name = intern(b, name);
	s->kind = kind;
	s->bind = bind;
	s->sec = sec;
	s->value_bytes = off_bytes;
	s->size_bytes = size_bytes;
	return (bw_symid){b->sym.n - 1};
}

bw_symid bw_tk_sec_sym(struct bw_tk_obj *b, bw_secid sec)
{
	for (uint32_t i = 1; i < b->sym.n; i++)
		if (b->sym.v[i].kind == BW_SYM_SECTION && b->sym.v[i].sec.i == sec.i)
			return (bw_symid){i};
	return bw_tk_sym(b, NULL, BW_SYM_SECTION, BW_LOCAL, sec, 0, 0);
}

bw_symid bw_tk_extern(struct bw_tk_obj *b, const char *name, enum bw_bind bind,
		      const char *extern_sec)
{
	bw_symid s = bw_tk_sym(b, name, BW_SYM_NOTYPE, bind, (bw_secid){0}, 0, 0);

	b->sym.v[s.i].extern_sec = intern(b, extern_sec);
	return s;
}

void bw_tk_reloc(struct bw_tk_obj *b, bw_secid sec, uint64_t off_bytes, enum bw_reloc_kind kind,
		 bw_symid sym, int64_t addend)
{
	struct bw_section *s = &b->sec.v[sec.i];
	struct bw_reloc *v = BW_NEW_ARRAY(b->a, struct bw_reloc, s->reloc_count + 1u);
	uint32_t at = 0;

	while (at < s->reloc_count && s->reloc[at].off_bytes < off_bytes)
		at++;
	for (uint32_t i = 0; i < s->reloc_count; i++)
		v[i < at ? i : i + 1] = s->reloc[i];
	v[at] = (struct bw_reloc){off_bytes, addend, sym, kind};
	s->reloc = v;
	s->reloc_count++;
	if (s->insn)
		s->insn[off_bytes / 8].imm = 0;
}

struct bw_symbol *bw_tk_symbol(struct bw_tk_obj *b, bw_symid s)
{
	assert(s.i < b->sym.n);
	return &b->sym.v[s.i];
}

struct bw_section *bw_tk_section(struct bw_tk_obj *b, bw_secid s)
{
	assert(s.i < b->sec.n);
	return &b->sec.v[s.i];
}

struct bw_obj *bw_tk_done(struct bw_tk_obj *b)
{
	struct bw_obj *o = b->o;

	if (b->map_vars.n)
		bw_tk_datasec(b, ".maps", b->map_vars.v, b->map_vars.n);
	o->sec = b->sec.v;
	o->sec_count = b->sec.n;
	o->sym = b->sym.v;
	o->sym_count = b->sym.n;
	bw_obj_check(o);
	return o;
}

/* ---- BTF ---- */

struct bw_btf *bw_tk_btf(struct bw_tk_obj *b)
{
	return b->o->btf;
}

bw_tid bw_tk_int(struct bw_tk_obj *b, const char *name, uint32_t bytes, bool is_signed)
{
	uint32_t tail = (uint32_t)is_signed << 24 | bytes * 8;

	return bw_btf_add(b->o->btf, BW_BTF_INT, false, 0, intern(b, name), bytes, &tail, 1);
}

static bw_tid int_type(struct bw_tk_obj *b)
{
	if (!b->int_type.i)
		b->int_type = bw_tk_int(b, "int", 4, true);
	return b->int_type;
}

bw_tid bw_tk_ptr(struct bw_tk_obj *b, bw_tid to)
{
	return bw_btf_add(b->o->btf, BW_BTF_PTR, false, 0, BW_SYM_NONE, to.i, NULL, 0);
}

bw_tid bw_tk_array(struct bw_tk_obj *b, bw_tid elem, uint32_t n)
{
	uint32_t tail[] = {elem.i, int_type(b).i, n};

	return bw_btf_add(b->o->btf, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
}

bw_tid bw_tk_func(struct bw_tk_obj *b, const char *name, enum bw_btf_linkage linkage)
{
	bw_tid proto =
	    bw_btf_add(b->o->btf, BW_BTF_FUNC_PROTO, false, 0, BW_SYM_NONE, int_type(b).i, NULL, 0);

	return bw_btf_add(b->o->btf, BW_BTF_FUNC, false, linkage, intern(b, name), proto.i, NULL,
			  0);
}

bw_tid bw_tk_var(struct bw_tk_obj *b, const char *name, bw_tid type, enum bw_btf_linkage linkage)
{
	uint32_t tail = linkage;

	return bw_btf_add(b->o->btf, BW_BTF_VAR, false, 0, intern(b, name), type.i, &tail, 1);
}

bw_tid bw_tk_struct(struct bw_tk_obj *b, const char *name, const struct bw_tk_member *m, uint32_t n)
{
	uint32_t *tail = BW_NEW_ARRAY(b->a, uint32_t, (size_t)n * 3), bytes = n * 8;

	for (uint32_t i = 0; i < n; i++) {
		tail[3 * i] = intern(b, m[i].name).id;
		tail[3 * i + 1] = m[i].type.i;
		tail[3 * i + 2] = i * 64;
	}
	if (n && bw_btf_kind(b->o->btf, m[n - 1].type) == BW_BTF_ARRAY &&
	    !bw_btf_array(b->o->btf, m[n - 1].type)->n)
		bytes -= 8;
	return bw_btf_add(b->o->btf, BW_BTF_STRUCT, false, n, intern(b, name), bytes, tail, n * 3);
}

bw_tid bw_tk_datasec(struct bw_tk_obj *b, const char *name, const struct bw_btf_secinfo *v,
		     uint32_t n)
{
	uint32_t end = n ? v[n - 1].off_bytes + v[n - 1].size_bytes : 0;

	return bw_btf_add(b->o->btf, BW_BTF_DATASEC, false, n, intern(b, name), end,
			  (const uint32_t *)v, n * 3);
}

bw_tid bw_tk_uint(struct bw_tk_obj *b, uint32_t n)
{
	return bw_tk_ptr(b, bw_tk_array(b, int_type(b), n));
}

bw_symid bw_tk_map(struct bw_tk_obj *b, const char *name, const struct bw_tk_member *m, uint32_t n)
{
	bw_tid type = bw_tk_struct(b, NULL, m, n);
	bw_tid var = bw_tk_var(b, name, type, BW_BTF_GLOBAL);
	struct bw_section *s;
	uint64_t off, bytes = n * 8 + 8; /* room for one element of values */
	bw_symid sym;

	if (!b->maps.i)
		b->maps = bw_tk_data(b, ".maps", NULL, 0);
	s = &b->sec.v[b->maps.i];
	off = s->size_bytes;
	s->size_bytes += bytes;
	s->data = bw_alloc(b->a, s->size_bytes);
	*bw_push(b->a, &b->map_vars) = (struct bw_btf_secinfo){var, (uint32_t)off, (uint32_t)bytes};
	sym = bw_tk_sym(b, name, BW_SYM_OBJECT, BW_GLOBAL, b->maps, off, bytes);
	b->sym.v[sym.i].type = var;
	return sym;
}

bw_symid bw_tk_simple_map(struct bw_tk_obj *b, const char *name, uint32_t type,
			  uint32_t max_entries)
{
	const struct bw_tk_member m[] = {{"type", bw_tk_uint(b, type)},
					 {"max_entries", bw_tk_uint(b, max_entries)},
					 {"key", bw_tk_ptr(b, int_type(b))},
					 {"value", bw_tk_ptr(b, int_type(b))}};

	return bw_tk_map(b, name, m, 4);
}
