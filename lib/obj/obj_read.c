/* SPDX-License-Identifier: BSD-2-Clause */
#include "obj/obj_read.h"

/* Loadable by its flags, but of no use in BPF. */
static bool is_useless(const char *name)
{
	return strcmp(name, ".eh_frame") == 0 || strncmp(name, ".eh_frame_", 10) == 0;
}

static bool is_content(uint32_t type)
{
	return type == SHT_PROGBITS || type == SHT_NOBITS || type == SHT_NOTE ||
	       type == SHT_INIT_ARRAY || type == SHT_FINI_ARRAY || type == SHT_PREINIT_ARRAY;
}

static bool is_kept(const struct bw_elf_sec *s)
{
	enum bw_sec_kind kind;

	if (!is_content(s->type) || is_useless(s->name) || (!s->name[0] && !s->size_bytes))
		return false;
	if (s->flags & SHF_ALLOC)
		return true;
	/* named sections mean what their name says, even without SHF_ALLOC */
	kind = bw_sec_kind_of(s->name, s->type, s->flags);
	return kind == BW_SEC_NOTE || kind == BW_SEC_MAPS || kind == BW_SEC_MAPS_OLD ||
	       kind == BW_SEC_LICENSE || kind == BW_SEC_VERSION;
}

static enum bw_status note_once(struct bw_obj_reader *r, uint32_t i, uint32_t *slot,
				enum bw_code code)
{
	const struct bw_elf *f = &r->elf;

	if (*slot)
		return bw_report(r->diags, code, bw_elf_where(f, i),
				 "sections %u (%s) and %u (%s) are both %s", *slot,
				 f->sec[*slot].name, i, f->sec[i].name,
				 slot == &r->symtab ? "symbol tables" : f->sec[i].name);
	*slot = i;
	return BW_OK;
}

static enum bw_status sections_classify(struct bw_obj_reader *r, uint32_t *ret_kept)
{
	const struct bw_elf *f = &r->elf;
	uint32_t kept = 0;

	r->sec_of = BW_NEW_ARRAY(r->scratch, uint32_t, f->sec_count + 1u);
	for (uint32_t i = 1; i < f->sec_count; i++) {
		const struct bw_elf_sec *s = &f->sec[i];
		enum bw_status st = BW_OK;

		if (s->type == SHT_SYMTAB)
			st = note_once(r, i, &r->symtab, BW_D_OBJ_SYMTABS);
		else if (s->type == SHT_PROGBITS && strcmp(s->name, ".BTF") == 0)
			st = note_once(r, i, &r->btf, BW_D_OBJ_BTF_TWICE);
		else if (s->type == SHT_PROGBITS && strcmp(s->name, ".BTF.ext") == 0)
			st = note_once(r, i, &r->btf_ext, BW_D_OBJ_BTF_TWICE);
		else if (is_kept(s))
			r->sec_of[i] = ++kept;
		if (st)
			return st;
	}
	*ret_kept = kept;
	return BW_OK;
}

static enum bw_status section_content(struct bw_obj_reader *r, uint32_t i, struct bw_section *s)
{
	struct bw_arena *a = r->obj->arena;
	struct bw_where at = bw_elf_where(&r->elf, i);
	struct bw_bytes bytes;
	enum bw_status st;

	if (s->kind == BW_SEC_BSS)
		return BW_OK;
	if (s->elf_type == SHT_NOBITS)
		return bw_report(
		    r->diags, BW_D_OBJ_SECTION, at,
		    "the section has no contents (SHT_NOBITS), but its name needs some");
	st = bw_elf_bytes(&r->elf, i, &bytes);
	if (st)
		return st;
	if (s->kind != BW_SEC_CODE) {
		s->data = bw_memdup(a, bytes.p, bytes.n);
		return BW_OK;
	}
	if (bytes.n % 8)
		return bw_report(r->diags, BW_D_OBJ_SECTION, at,
				 "the code has %zu bytes, no whole number of instructions",
				 bytes.n);
	s->insn = bw_alloc_raw(a, bytes.n);
	bw_insns_decode(bytes.p, bytes.n / 8, r->elf.big_endian, s->insn);
	if (s->elf_flags & SHF_WRITE)
		bw_tell(r->diags, BW_D_OBJ_WRITABLE_CODE, at, "the section's flags are WAX");
	return BW_OK;
}

static enum bw_status section_add(struct bw_obj_reader *r, uint32_t i)
{
	const struct bw_elf_sec *e = &r->elf.sec[i];
	struct bw_section *s = &r->obj->sec[r->sec_of[i]];

	if (e->flags & SHF_COMPRESSED)
		return bw_report(r->diags, BW_D_OBJ_COMPRESSED, bw_elf_where(&r->elf, i),
				 "the section has SHF_COMPRESSED");
	s->name = bw_intern_z(r->obj->names, e->name);
	s->elf_type = e->type;
	s->elf_flags = e->flags & ~(uint64_t)(SHF_GROUP | SHF_INFO_LINK);
	s->kind = bw_sec_kind_of(e->name, e->type, e->flags);
	s->align_bytes = e->align_bytes;
	s->entsize_bytes = e->flags & SHF_MERGE ? e->entsize_bytes : 0;
	s->size_bytes = e->size_bytes;
	return section_content(r, i, s);
}

static enum bw_status sections_add(struct bw_obj_reader *r)
{
	uint32_t kept = 0;
	enum bw_status st = sections_classify(r, &kept);

	if (st)
		return st;
	r->obj->sec_count = kept + 1;
	r->obj->sec = BW_NEW_ARRAY(r->obj->arena, struct bw_section, kept + 1u);
	for (uint32_t i = 1; i < r->elf.sec_count; i++) {
		if (!r->sec_of[i])
			continue;
		st = section_add(r, i);
		if (st)
			return st;
	}
	return BW_OK;
}

/* Its members get the signature; a group without GRP_COMDAT means nothing to us. */
static enum bw_status group_read(struct bw_obj_reader *r, uint32_t i)
{
	const struct bw_elf_sec *s = &r->elf.sec[i];
	struct bw_where at = bw_elf_where(&r->elf, i);
	struct bw_bytes b;
	bw_sym signature;
	enum bw_status st = bw_elf_bytes(&r->elf, i, &b);

	if (st)
		return st;
	if (b.n < 4 || b.n % 4 || s->info >= r->elf_sym_count || s->link != r->symtab)
		return bw_report(r->diags, BW_D_OBJ_GROUP, at,
				 "the group has %zu bytes and signature symbol %u of %u", b.n,
				 s->info, r->elf_sym_count);
	signature = bw_intern_z(r->obj->names, r->elf_sym[s->info].name);
	if (!(bw_get32(b.p, r->elf.big_endian) & GRP_COMDAT))
		return BW_OK;
	for (size_t off = 4; off < b.n; off += 4) {
		uint32_t member = bw_get32(b.p + off, r->elf.big_endian);

		if (member == 0 || member >= r->elf.sec_count)
			return bw_report(r->diags, BW_D_OBJ_GROUP, at,
					 "member %zu is section %u of %u", off / 4, member,
					 r->elf.sec_count);
		if (r->sec_of[member])
			r->obj->sec[r->sec_of[member]].comdat = signature;
	}
	return BW_OK;
}

static enum bw_status groups_read(struct bw_obj_reader *r)
{
	for (uint32_t i = 1; i < r->elf.sec_count; i++) {
		enum bw_status st;

		if (r->elf.sec[i].type != SHT_GROUP)
			continue;
		st = group_read(r, i);
		if (st)
			return st;
	}
	return BW_OK;
}

static struct bw_where at_symbol(const struct bw_obj_reader *r, uint32_t i)
{
	const struct bw_elf_sym *e = &r->elf_sym[i];
	struct bw_where at = bw_at_file(r->elf.file);

	if (e->shndx && e->shndx < r->elf.sec_count)
		at = bw_elf_where(&r->elf, e->shndx);
	at.symbol = e->name[0] ? e->name : NULL;
	return at;
}

static enum bw_status symbol_kind(const struct bw_obj_reader *r, uint32_t i, struct bw_symbol *s)
{
	static const struct {
		uint8_t elf;
		enum bw_sym_kind kind;
	} kinds[] = {{STT_NOTYPE, BW_SYM_NOTYPE},
		     {STT_OBJECT, BW_SYM_OBJECT},
		     {STT_FUNC, BW_SYM_FUNC},
		     {STT_SECTION, BW_SYM_SECTION},
		     {STT_COMMON, BW_SYM_OBJECT}};
	static const struct {
		uint8_t elf;
		enum bw_bind bind;
	} binds[] = {{STB_LOCAL, BW_LOCAL},
		     {STB_GLOBAL, BW_GLOBAL},
		     {STB_WEAK, BW_WEAK},
		     {STB_GNU_UNIQUE, BW_WEAK}};
	const struct bw_elf_sym *e = &r->elf_sym[i];
	size_t k = 0, b = 0;

	while (k < BW_COUNT(kinds) && kinds[k].elf != e->type)
		k++;
	if (k == BW_COUNT(kinds))
		return bw_report(r->diags, BW_D_OBJ_SYMBOL_KIND, at_symbol(r, i),
				 "symbol %u is of kind %u%s", i, e->type,
				 e->type == STT_TLS	    ? " (thread-local)"
				 : e->type == STT_GNU_IFUNC ? " (indirect function)"
							    : "");
	while (b < BW_COUNT(binds) && binds[b].elf != e->bind)
		b++;
	if (b == BW_COUNT(binds))
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "symbol %u has binding %u", i, e->bind);
	s->kind = kinds[k].kind;
	s->bind = binds[b].bind;
	s->vis = (enum bw_visibility)e->vis;
	return BW_OK;
}

static enum bw_status symbol_in_section(const struct bw_obj_reader *r, uint32_t i,
					struct bw_symbol *s)
{
	const struct bw_section *sec = &r->obj->sec[s->sec.i];
	unsigned long long value = s->value_bytes, size = s->size_bytes;

	if (value > sec->size_bytes || size > sec->size_bytes - value)
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "symbol %u has %llu bytes at %llu, its section only %llu", i, size,
				 value, (unsigned long long)sec->size_bytes);
	if (s->kind == BW_SYM_FUNC && (sec->kind != BW_SEC_CODE || value % 8))
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "function symbol %u at byte %llu is not at an instruction", i,
				 value);
	if (s->kind == BW_SYM_SECTION && (value || s->bind != BW_LOCAL))
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "section symbol %u has value %llu, binding %d", i, value,
				 (int)s->bind);
	if (s->bind != BW_LOCAL && !s->name.id)
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "symbol %u is global, but has no name", i);
	return BW_OK;
}

/* Symbols that are in no section. */
static enum bw_status symbol_special(const struct bw_obj_reader *r, uint32_t i, struct bw_symbol *s)
{
	const struct bw_elf_sym *e = &r->elf_sym[i];

	s->is_abs = e->shndx == SHN_ABS;
	s->is_common = e->shndx == SHN_COMMON;
	if (e->shndx != SHN_UNDEF && !s->is_abs && !s->is_common)
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "symbol %u is in section %u of %u", i, e->shndx, r->elf.sec_count);
	if (!e->name[0] || s->kind == BW_SYM_SECTION || (s->bind == BW_LOCAL && !s->is_abs))
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "symbol %u is in no section, but %s", i,
				 e->name[0] ? "local" : "has no name");
	if (s->is_common && (s->value_bytes == 0 || s->value_bytes > BW_ELF_ALIGN_MAX ||
			     (s->value_bytes & (s->value_bytes - 1)) || s->size_bytes > UINT32_MAX))
		return bw_report(r->diags, BW_D_OBJ_SYMBOL, at_symbol(r, i),
				 "common symbol %u has %llu bytes aligned to %llu", i,
				 (unsigned long long)s->size_bytes,
				 (unsigned long long)s->value_bytes);
	return BW_OK;
}

static enum bw_status symbol_add(struct bw_obj_reader *r, uint32_t i)
{
	const struct bw_elf_sym *e = &r->elf_sym[i];
	bool in_section = e->shndx && e->shndx < r->elf.sec_count;
	struct bw_symbol s = {0};
	enum bw_status st;

	r->sym_of[i] = BW_SYM_DROPPED;
	if (e->type == STT_FILE || (in_section && !r->sec_of[e->shndx]))
		return BW_OK;
	st = symbol_kind(r, i, &s);
	if (st)
		return st;
	s.name = bw_intern_z(r->obj->names, s.kind == BW_SYM_SECTION ? "" : e->name);
	s.value_bytes = e->value;
	s.size_bytes = e->size_bytes;
	if (in_section)
		s.sec.i = r->sec_of[e->shndx];
	st = in_section ? symbol_in_section(r, i, &s) : symbol_special(r, i, &s);
	if (st)
		return st;
	r->sym_of[i] = r->obj->sym_count;
	r->obj->sym[r->obj->sym_count++] = s;
	return BW_OK;
}

static enum bw_status symbols_add(struct bw_obj_reader *r)
{
	enum bw_status st;

	if (!r->symtab)
		return bw_report(r->diags, BW_D_OBJ_NO_SYMTAB, bw_at_file(r->elf.file),
				 "none of the %u sections is a symbol table", r->elf.sec_count);
	st = bw_elf_syms(&r->elf, r->symtab, &r->elf_sym, &r->elf_sym_count);
	if (st)
		return st;
	r->sym_of = BW_NEW_ARRAY(r->scratch, uint32_t, r->elf_sym_count + 1u);
	r->obj->sym = BW_NEW_ARRAY(r->obj->arena, struct bw_symbol, r->elf_sym_count + 1u);
	for (uint32_t i = 1; i < r->elf_sym_count; i++) {
		st = symbol_add(r, i);
		if (st)
			return st;
	}
	return BW_OK;
}

static enum bw_status model_read(struct bw_obj_reader *r)
{
	enum bw_status st = sections_add(r);

	if (!st)
		st = symbols_add(r);
	if (!st)
		st = groups_read(r);
	if (!st)
		st = bw_obj_read_relocs(r);
	if (!st)
		st = bw_obj_read_btf(r);
	return st;
}

/* image NULL: read the file of that name. */
static enum bw_status read_any(struct bw_arena *a, struct bw_arena *types, struct bw_names *names,
			       struct bw_diags *d, const char *file, const struct bw_bytes *image,
			       struct bw_obj **ret)
{
	struct bw_obj_reader r = {.scratch = bw_arena_child(a), .types = types, .diags = d};
	const char *name = bw_strndup(a, file, strlen(file));
	enum bw_status st;

	st = image ? bw_elf_open_image(r.scratch, d, name, *image, &r.elf)
		   : bw_elf_open_file(r.scratch, d, name, &r.elf);
	if (!st) {
		r.obj = bw_obj_create(a, names, name, r.elf.big_endian);
		st = model_read(&r);
		r.obj->digest = bw_elf_digest(r.scratch, &r.elf);
	}
	bw_arena_deinit(r.scratch);
	if (st)
		return st;
	bw_obj_check(r.obj);
	*ret = r.obj;
	return BW_OK;
}

enum bw_status bw_obj_read_file(struct bw_arena *a, struct bw_names *names, struct bw_diags *d,
				const char *path, struct bw_obj **ret)
{
	return read_any(a, a, names, d, path, NULL, ret);
}

enum bw_status bw_obj_read_file_apart(struct bw_arena *a, struct bw_arena *types,
				      struct bw_names *names, struct bw_diags *d, const char *path,
				      struct bw_obj **ret)
{
	return read_any(a, types, names, d, path, NULL, ret);
}

enum bw_status bw_obj_read(struct bw_arena *a, struct bw_names *names, struct bw_diags *d,
			   const char *file, struct bw_bytes image, struct bw_obj **ret)
{
	return read_any(a, a, names, d, file, &image, ret);
}
