/* SPDX-License-Identifier: BSD-2-Clause */
/* Each finding of the reader, by damaging one good object in one place. */
#include <setjmp.h>
#include <stdarg.h>

#include <elf.h>

#include "testkit/testkit.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * The good object:
 *   xdp    prog: r1 = &m ll; call sub (.text + 16); call ext; exit
 *   .text  gsub, global; sub, static, at 16
 *   .data  slot at 0 holds the address of counter at 8
 */
static struct bw_obj *good(struct bw_tk *t, bool big_endian)
{
	struct bw_tk_obj *b = bw_tk_obj(t, big_endian);
	bw_secid xdp = BW_TK_CODE(b, "xdp", BW_TK_LD64(1, 0, 0), BW_TK_CALL(1, 0), BW_TK_CALL(1, 0),
				  BW_TK_EXIT);
	bw_secid text =
	    BW_TK_CODE(b, ".text", BW_TK_MOV(0, 1), BW_TK_EXIT, BW_TK_MOV(0, 2), BW_TK_EXIT);
	bw_secid data = bw_tk_data(b, ".data", NULL, 16), bss = bw_tk_data(b, ".bss", NULL, 8);
	bw_symid m = bw_tk_simple_map(b, "m", 1, 8);
	bw_symid sub = bw_tk_sym(b, "sub", BW_SYM_FUNC, BW_LOCAL, text, 16, 16);
	bw_symid prog = bw_tk_sym(b, "prog", BW_SYM_FUNC, BW_GLOBAL, xdp, 0, 40);
	bw_symid counter = bw_tk_sym(b, "counter", BW_SYM_OBJECT, BW_GLOBAL, data, 8, 8);
	bw_symid ext = bw_tk_extern(b, "ext", BW_WEAK, NULL);
	bw_tid u64 = bw_tk_int(b, "u64", 8, false);
	bw_tid var = bw_tk_var(b, "counter", u64, BW_BTF_GLOBAL);
	struct bw_btf_secinfo in_data = {var, 8, 8};
	struct bw_func_info *f = BW_NEW(&t->arena, struct bw_func_info);

	bw_tk_datasec(b, ".data", &in_data, 1);
	(void)bw_tk_data(b, "license", "GPL", 4);
	bw_tk_sym(b, "gsub", BW_SYM_FUNC, BW_GLOBAL, text, 0, 16);
	bw_tk_sym(b, "zero", BW_SYM_OBJECT, BW_GLOBAL, bss, 0, 8);
	bw_tk_reloc(b, xdp, 0, BW_REL_IMM64, m, 0);
	bw_tk_reloc(b, xdp, 16, BW_REL_CALL, bw_tk_sec_sym(b, text), 16);
	bw_tk_reloc(b, xdp, 24, BW_REL_CALL, ext, 0);
	bw_tk_reloc(b, data, 0, BW_REL_ABS64, counter, 0);
	f->type = bw_tk_func(b, "prog", BW_BTF_GLOBAL);
	bw_tk_section(b, xdp)->func = f;
	bw_tk_section(b, xdp)->func_count = 1;
	bw_tk_symbol(b, prog)->type = f->type;
	bw_tk_symbol(b, counter)->type = var;
	assert_true(sub.i && ext.i);
	return bw_tk_done(b);
}

/* ---- an image to damage ---- */

struct image {
	uint8_t *p;
	size_t n;
};

static Elf64_Ehdr *ehdr(const struct image *m)
{
	return (Elf64_Ehdr *)m->p;
}

static Elf64_Shdr *shdrs(const struct image *m)
{
	return (Elf64_Shdr *)(m->p + ehdr(m)->e_shoff);
}

static char *strings(const struct image *m)
{
	return (char *)m->p + shdrs(m)[ehdr(m)->e_shstrndx].sh_offset;
}

static Elf64_Shdr *sec(const struct image *m, const char *name)
{
	for (unsigned i = 1; i < ehdr(m)->e_shnum; i++)
		if (strcmp(strings(m) + shdrs(m)[i].sh_name, name) == 0)
			return &shdrs(m)[i];
	fail_msg("no section %s", name);
	return NULL;
}

static uint8_t *at(const struct image *m, const char *name, size_t off)
{
	return m->p + sec(m, name)->sh_offset + off;
}

static Elf64_Sym *sym(const struct image *m, const char *name)
{
	Elf64_Sym *s = (Elf64_Sym *)at(m, ".symtab", 0);

	for (size_t i = 1; i < sec(m, ".symtab")->sh_size / sizeof(*s); i++)
		if (strcmp(strings(m) + s[i].st_name, name) == 0)
			return &s[i];
	fail_msg("no symbol %s", name);
	return NULL;
}

static Elf64_Rel *rel(const struct image *m, const char *name, size_t i)
{
	return (Elf64_Rel *)at(m, name, i * sizeof(Elf64_Rel));
}

static void rel_type(const struct image *m, const char *name, size_t i, uint32_t type)
{
	Elf64_Rel *r = rel(m, name, i);

	r->r_info = ELF64_R_INFO(ELF64_R_SYM(r->r_info), type);
}

static void rel_sym(const struct image *m, const char *name, size_t i, uint32_t s)
{
	Elf64_Rel *r = rel(m, name, i);

	r->r_info = ELF64_R_INFO((uint64_t)s, ELF64_R_TYPE(r->r_info));
}

/* Each damage is a statement on the image m. */
#define DAMAGES(X)                                                                                 \
	X(nothing, "", (void)m)                                                                    \
	X(no_bytes, "OBJ001", m->n = 0)                                                            \
	X(one_byte, "OBJ002", m->n = 1)                                                            \
	X(other_magic, "OBJ002", m->p[1] = 'F')                                                    \
	X(bitcode, "OBJ003", memcpy(m->p, "BC\xc0\xde", 4))                                        \
	X(wrapped_bitcode, "OBJ003", memcpy(m->p, "\xde\xc0\x17\x0b", 4))                          \
	X(archive, "OBJ004", memcpy(m->p, "!<arch>\n", 8))                                         \
	X(thin_archive, "OBJ004", memcpy(m->p, "!<thin>\n", 8))                                    \
	X(elf32, "OBJ005", m->p[EI_CLASS] = ELFCLASS32)                                            \
	X(class_9, "OBJ005", m->p[EI_CLASS] = 9)                                                   \
	X(x86_64, "OBJ006", ehdr(m)->e_machine = EM_X86_64)                                        \
	X(machine_9999, "OBJ006", ehdr(m)->e_machine = 9999)                                       \
	X(executable, "OBJ007", ehdr(m)->e_type = ET_EXEC)                                         \
	X(type_77, "OBJ007", ehdr(m)->e_type = 77)                                                 \
	X(cut_header, "OBJ008", m->n = 63)                                                         \
	X(cut_table, "OBJ008", m->n -= 1)                                                          \
	X(cut_section, "OBJ008", sec(m, ".text")->sh_offset = m->n - 8)                            \
	X(section_wraps, "OBJ008", sec(m, ".text")->sh_offset = UINT64_MAX - 4)                    \
	X(table_wraps, "OBJ008", ehdr(m)->e_shoff = UINT64_MAX - 4)                                \
	X(byte_order, "OBJ009", m->p[EI_DATA] = 3)                                                 \
	X(ident_version, "OBJ009", m->p[EI_VERSION] = 2)                                           \
	X(version, "OBJ009", ehdr(m)->e_version = 2)                                               \
	X(shentsize, "OBJ009", ehdr(m)->e_shentsize = 63)                                          \
	X(shstrndx, "OBJ009", ehdr(m)->e_shstrndx = 200)                                           \
	X(reserved_shnum, "OBJ009", ehdr(m)->e_shnum = SHN_LORESERVE)                              \
	X(code_size, "OBJ010", sec(m, ".text")->sh_size = 31)                                      \
	X(alignment_3, "OBJ010", sec(m, ".text")->sh_addralign = 3)                                \
	X(section_name, "OBJ010", sec(m, ".text")->sh_name = 1 << 20)                              \
	X(overlap, "OBJ010", sec(m, ".data")->sh_offset = 0; sec(m, ".data")->sh_size = m->n;      \
	  sec(m, ".text")->sh_offset = 0; sec(m, ".text")->sh_size = m->n)                         \
	X(symtab_entsize, "OBJ010", sec(m, ".symtab")->sh_entsize = 16)                            \
	X(maps_nobits, "OBJ010", sec(m, ".maps")->sh_type = SHT_NOBITS)                            \
	X(names_no_strtab, "OBJ010", sec(m, ".strtab")->sh_type = SHT_PROGBITS)                    \
	X(two_symtabs, "OBJ011", sec(m, "license")->sh_type = SHT_SYMTAB)                          \
	X(stripped, "OBJ012", sec(m, ".symtab")->sh_type = SHT_PROGBITS)                           \
	X(symbol_outside, "OBJ013", sym(m, "counter")->st_value = 9)                               \
	X(symbol_huge, "OBJ013", sym(m, "counter")->st_size = UINT64_MAX)                          \
	X(function_at_4, "OBJ013", sym(m, "sub")->st_value = 4)                                    \
	X(function_in_data, "OBJ013", sym(m, "counter")->st_info = ELF64_ST_INFO(1, STT_FUNC))     \
	X(symbol_name, "OBJ013", sym(m, "counter")->st_name = 1 << 20)                             \
	X(symbol_section, "OBJ013", sym(m, "counter")->st_shndx = 200)                             \
	X(symbol_reserved, "OBJ013", sym(m, "counter")->st_shndx = 0xff05)                         \
	X(symbol_binding, "OBJ013", sym(m, "counter")->st_info = ELF64_ST_INFO(5, STT_OBJECT))     \
	X(undefined_local, "OBJ013", sym(m, "sub")->st_shndx = SHN_UNDEF)                          \
	X(common_align, "OBJ013", sym(m, "zero")->st_shndx = SHN_COMMON;                           \
	  sym(m, "zero")->st_value = 3)                                                            \
	X(thread_local, "OBJ014", sym(m, "zero")->st_info = ELF64_ST_INFO(1, STT_TLS))             \
	X(ifunc, "OBJ014", sym(m, "gsub")->st_info = ELF64_ST_INFO(1, STT_GNU_IFUNC))              \
	X(reloc_link, "OBJ015", sec(m, ".relxdp")->sh_link = 1)                                    \
	X(reloc_info, "OBJ015", sec(m, ".relxdp")->sh_info = 200)                                  \
	X(reloc_info_0, "OBJ015", sec(m, ".relxdp")->sh_info = 0)                                  \
	X(reloc_entsize, "OBJ015", sec(m, ".relxdp")->sh_entsize = 24)                             \
	X(reloc_outside, "OBJ016", rel(m, ".relxdp", 2)->r_offset = 40)                            \
	X(reloc_far, "OBJ016", rel(m, ".relxdp", 2)->r_offset = UINT64_MAX)                        \
	X(reloc_unaligned, "OBJ016", rel(m, ".relxdp", 2)->r_offset = 25)                          \
	X(reloc_last_word, "OBJ016", rel(m, ".rel.data", 0)->r_offset = 12)                        \
	X(reloc_in_bss, "OBJ016",                                                                  \
	  sec(m, ".rel.data")->sh_info = (Elf64_Word)(sec(m, ".bss") - shdrs(m)))                  \
	X(reloc_number, "OBJ017", rel_type(m, ".relxdp", 0, 99))                                   \
	X(abs_in_code, "OBJ017", rel_type(m, ".relxdp", 0, 2))                                     \
	X(call_on_load, "OBJ017", rel_type(m, ".relxdp", 0, 10))                                   \
	X(load_on_call, "OBJ017", rel_type(m, ".relxdp", 2, 1))                                    \
	X(second_slot, "OBJ018", rel(m, ".relxdp", 2)->r_offset = 8;                               \
	  rel_type(m, ".relxdp", 2, 10))                                                           \
	X(reloc_symbol, "OBJ019", rel_sym(m, ".relxdp", 0, 500))                                   \
	X(reloc_symbol_0, "OBJ019", rel_sym(m, ".relxdp", 0, 0))                                   \
	X(call_of_data, "OBJ019",                                                                  \
	  rel_sym(m, ".relxdp", 2,                                                                 \
		  (uint32_t)(sym(m, "counter") - (Elf64_Sym *)at(m, ".symtab", 0))))               \
	X(reloc_dropped, "OBJ019",                                                                 \
	  sym(m, "counter")->st_shndx = (Elf64_Half)(sec(m, ".strtab") - shdrs(m)))                \
	X(two_at_one, "OBJ020", rel(m, ".relxdp", 2)->r_offset = 16)                               \
	X(call_into_sub, "OBJ021", at(m, "xdp", 20)[0] = 200)                                      \
	X(call_ext_plus, "OBJ021", memset(at(m, "xdp", 28), 0, 4))                                 \
	X(far_address, "OBJ021", at(m, "xdp", 12)[0] = 1)                                          \
	X(compressed, "OBJ022", sec(m, ".data")->sh_flags |= SHF_COMPRESSED)                       \
	X(compressed_btf, "OBJ022", sec(m, ".BTF")->sh_flags |= SHF_COMPRESSED)                    \
	X(ext_section, "OBJ023", strings(m)[sec(m, "xdp")->sh_name] = 'y')                         \
	X(ext_record, "OBJ024", at(m, ".BTF.ext", 32 + 12)[0] = 40)                                \
	X(lost_variable, "OBJ025", strings(m)[sym(m, "counter")->st_name] = 'C')                   \
	X(two_btfs, "OBJ026", strings(m)[sec(m, ".BTF.ext")->sh_name + 4] = 0)                     \
	X(writable_code, "OBJ027", sec(m, "xdp")->sh_flags |= SHF_WRITE)                           \
	X(alignment_2m, "OBJ028", sec(m, ".text")->sh_addralign = 1 << 21)                         \
	X(bss_4g, "OBJ028", sec(m, ".bss")->sh_size = (uint64_t)1 << 32)                           \
	X(extended_shnum, "OBJ028", ehdr(m)->e_shnum = 0)                                          \
	X(same_name, "OBJ029", sec(m, ".text")->sh_name = sec(m, "xdp")->sh_name)                  \
	X(group, "OBJ030", sec(m, "license")->sh_type = SHT_GROUP)                                 \
	X(group_member, "OBJ030", sec(m, ".data")->sh_type = SHT_GROUP;                            \
	  sec(m, ".data")->sh_link = (Elf64_Word)(sec(m, ".symtab") - shdrs(m));                   \
	  at(m, ".data", 0)[0] = GRP_COMDAT; at(m, ".data", 4)[0] = 200)

#define DAMAGE(name, ids, ...)                                                                     \
	static void damage_##name(struct image *m)                                                 \
	{                                                                                          \
		__VA_ARGS__;                                                                       \
	}
DAMAGES(DAMAGE)

static void test_findings(void **state)
{
	static const struct {
		const char *name, *ids;
		void (*damage)(struct image *m);
	} rows[] = {
#define ROW(name, ids, ...) {#name, ids, damage_##name},
	    DAMAGES(ROW)};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_tk t;
		struct bw_bytes image;
		struct image m;
		struct bw_obj *o = NULL;
		enum bw_status st;

		bw_tk_begin(&t);
		assert_int_equal(bw_obj_write(&t.arena, good(&t, false), t.diags, &image), BW_OK);
		m = (struct image){bw_memdup(&t.arena, image.p, image.n), image.n};
		rows[i].damage(&m);
		st =
		    bw_obj_read(&t.arena, t.names, t.diags, "t.o", (struct bw_bytes){m.p, m.n}, &o);
		assert_int_equal(st == BW_OK, o != NULL);
		assert_int_equal(st == BW_OK, t.diags->errors == 0);
		bw_tk_expect(&t, rows[i].name, rows[i].ids);
		bw_tk_end(&t);
	}
}

/* ---- what must be read well ---- */

static void test_round_trip(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct bw_tk t;
		struct bw_obj *x, *y, *c;
		struct bw_bytes one, two;
		const char *diff;

		bw_tk_begin(&t);
		x = good(&t, big);
		assert_int_equal(bw_obj_write(&t.arena, x, t.diags, &one), BW_OK);
		assert_int_equal(bw_obj_read(&t.arena, t.names, t.diags, "t.o", one, &y), BW_OK);
		diff = bw_tk_obj_diff(&t, x, y);
		if (diff)
			fail_msg("%s", diff);
		assert_int_equal(bw_obj_write(&t.arena, y, t.diags, &two), BW_OK);
		assert_int_equal(one.n, two.n);
		assert_memory_equal(one.p, two.p, one.n);

		/* a copy shares nothing: wreck the original */
		c = bw_obj_copy(&t.arena, y);
		for (uint32_t i = 1; i < y->sec_count; i++) {
			struct bw_section *s = &y->sec[i];

			if (s->data)
				memset(s->data, 0xee, s->size_bytes);
			if (s->insn)
				memset(s->insn, 0xee, s->size_bytes);
			if (s->reloc_count)
				memset(s->reloc, 0xee, s->reloc_count * sizeof(*s->reloc));
			if (s->func_count)
				memset(s->func, 0xee, s->func_count * sizeof(*s->func));
		}
		memset(y->btf->word.v, 0xee, y->btf->word.n * sizeof(uint32_t));
		memset(y->sym, 0xee, y->sym_count * sizeof(*y->sym));
		memset(y->sec, 0xee, y->sec_count * sizeof(*y->sec));
		diff = bw_tk_obj_diff(&t, x, c);
		if (diff)
			fail_msg("copy: %s", diff);
		bw_tk_end(&t);
	}
}

/* gas 2.40 adds the symbol's value to what it stores, and numbers data otherwise. */
static void test_old_gas(void **state)
{
	struct bw_tk t;
	struct bw_bytes one;
	struct image m;
	struct bw_obj *o;
	bw_secid data;

	(void)state;
	bw_tk_begin(&t);
	assert_int_equal(bw_obj_write(&t.arena, good(&t, false), t.diags, &one), BW_OK);
	m = (struct image){bw_memdup(&t.arena, one.p, one.n), one.n};
	rel_type(&m, ".rel.data", 0, 12);
	at(&m, ".data", 0)[0] = 8 + 3; /* counter is at 8 */
	assert_int_equal(
	    bw_obj_read(&t.arena, t.names, t.diags, "t.o", (struct bw_bytes){m.p, m.n}, &o), BW_OK);
	data = bw_obj_find_sec(o, bw_intern_z(t.names, ".data"));
	assert_int_equal(o->sec[data.i].reloc[0].addend, 3);
	assert_int_equal(o->sec[data.i].reloc[0].kind, BW_REL_ABS64);
	bw_tk_end(&t);
}

static void test_questions(void **state)
{
	struct bw_tk t;
	struct bw_obj *o;
	bw_secid xdp;
	struct bw_where w;

	(void)state;
	bw_tk_begin(&t);
	o = good(&t, false);
	xdp = bw_obj_find_sec(o, bw_intern_z(t.names, "xdp"));
	assert_int_equal(bw_obj_find_sec(o, bw_intern_z(t.names, "none")).i, 0);
	assert_non_null(bw_section_reloc_at(&o->sec[xdp.i], 16));
	assert_null(bw_section_reloc_at(&o->sec[xdp.i], 8));
	w = bw_obj_where_sec(o, xdp, 24);
	assert_string_equal(w.symbol, "prog");
	assert_string_equal(w.section, "xdp");
	assert_int_equal(w.off_bytes, 24);
	bw_tk_end(&t);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *name;
		uint32_t type;
		uint64_t flags;
		enum bw_sec_kind want;
	} rows[] = {
	    {"xdp", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, BW_SEC_CODE},
	    {".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_DATA},
	    {".data.x", SHT_PROGBITS, SHF_ALLOC, BW_SEC_DATA},
	    {".data.x", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_BSS},
	    {".rodata.str1.1", SHT_PROGBITS, SHF_ALLOC | SHF_MERGE | SHF_STRINGS, BW_SEC_RODATA},
	    {".rodatafoo", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_DATA},
	    {".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_BSS},
	    {".bss.x", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_DATA},
	    {"mine", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_DATA},
	    {"mine", SHT_PROGBITS, SHF_ALLOC, BW_SEC_RODATA},
	    {".maps", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_MAPS},
	    {"maps", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_MAPS_OLD},
	    {"license", SHT_PROGBITS, SHF_ALLOC, BW_SEC_LICENSE},
	    {"version", SHT_PROGBITS, SHF_ALLOC, BW_SEC_VERSION},
	    {".struct_ops.link", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_STRUCT_OPS},
	    {"?.struct_ops", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_STRUCT_OPS},
	    {".addr_space.1", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, BW_SEC_ARENA},
	    {".bpfweld", SHT_NOTE, 0, BW_SEC_NOTE},
	    {".init_array", SHT_INIT_ARRAY, SHF_ALLOC | SHF_WRITE, BW_SEC_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (bw_sec_kind_of(rows[i].name, rows[i].type, rows[i].flags) != rows[i].want)
			fail_msg("%s (row %zu)", rows[i].name, i);
}

/* ---- files ---- */

static void test_files(void **state)
{
	struct bw_tk t;
	struct bw_bytes image;
	struct bw_output *out;
	struct bw_obj *o, *x;
	char dir[] = "/tmp/bw-test-obj-XXXXXX";
	const char *path;

	(void)state;
	bw_tk_begin(&t);
	assert_non_null(mkdtemp(dir));
	path = bw_printf(&t.arena, "%s/x.o", dir);
	assert_int_equal(bw_obj_read_file(&t.arena, t.names, t.diags, dir, &o), BW_IO);
	bw_tk_expect(&t, "directory", "RUN002");
	assert_int_equal(bw_obj_read_file(&t.arena, t.names, t.diags, path, &o), BW_IO);
	bw_tk_expect(&t, "missing", "RUN002");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(bw_obj_read_file(&t.arena, t.names, t.diags, path, &o), BW_IO);
	bw_tk_expect(&t, "fifo", "RUN002");
	unlink(path);
	assert_int_equal(bw_output_stage(&t.arena, path, "", 0, 0600, &out), 0);
	assert_int_equal(bw_output_commit(out), 0);
	assert_int_equal(bw_obj_read_file(&t.arena, t.names, t.diags, path, &o), BW_MALFORMED);
	bw_tk_expect(&t, "empty", "OBJ001");
	x = good(&t, false);
	assert_int_equal(bw_obj_write(&t.arena, x, t.diags, &image), BW_OK);
	assert_int_equal(bw_output_stage(&t.arena, path, image.p, image.n, 0600, &out), 0);
	assert_int_equal(bw_output_commit(out), 0);
	assert_int_equal(bw_obj_read_file(&t.arena, t.names, t.diags, path, &o), BW_OK);
	assert_null(bw_tk_obj_diff(&t, x, o));
	unlink(path);
	rmdir(dir);
	bw_tk_end(&t);
}

/* ---- out of memory ---- */

struct attempt {
	struct bw_tk *t;
	struct bw_bytes image;
	struct bw_obj *o;
};

static void read_and_write(void *arg)
{
	struct attempt *x = arg;
	struct bw_bytes out;

	if (bw_obj_read(&x->t->arena, x->t->names, x->t->diags, "t.o", x->image, &x->o) ||
	    bw_obj_write(&x->t->arena, x->o, x->t->diags, &out))
		fail();
}

static void test_out_of_memory(void **state)
{
	struct bw_tk outer;
	struct bw_bytes image;
	bool done = false;
	uint64_t nth;

	(void)state;
	bw_tk_begin(&outer);
	assert_int_equal(bw_obj_write(&outer.arena, good(&outer, true), outer.diags, &image),
			 BW_OK);
	for (nth = 1; !done; nth++) {
		struct bw_tk t;
		struct attempt x = {.t = &t, .image = image};

		bw_tk_begin(&t);
		bw_fail_alloc_at(nth);
		done = bw_protect(read_and_write, &x);
		bw_fail_alloc_at(0);
		bw_tk_end(&t);
	}
	assert_true(nth > 50);
	bw_tk_end(&outer);
}

/* ---- what clang writes ---- */

/* clang writes 0 for globals; the model has what the symbols say. */
static void datasecs_check(const struct bw_obj *o)
{
	uint32_t moved = 0;

	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];
		bw_tid t =
		    s->sec.i ? bw_btf_find(o->btf, BW_BTF_DATASEC, o->sec[s->sec.i].name) : BW_VOID;

		for (uint32_t k = 0; k < bw_btf_vlen(o->btf, t); k++) {
			const struct bw_btf_secinfo *v = &bw_btf_secinfos(o->btf, t)[k];

			if (!s->type.i || v->var.i != s->type.i)
				continue;
			assert_int_equal(v->off_bytes, s->value_bytes);
			assert_int_equal(v->size_bytes, s->size_bytes);
			moved += v->off_bytes != 0;
		}
		if (t.i)
			assert_int_equal(bw_btf_size_word(o->btf, t), o->sec[s->sec.i].size_bytes);
	}
	assert_true(moved >= 2);
}

static void test_clang(void **state)
{
	static const char text[] =
	    "#define SEC(n) __attribute__((section(n), used))\n"
	    "asm(\".section .text.c,\\\"axG\\\",@progbits,csig,comdat\\n.globl csig\\n\"\n"
	    "    \".type csig,@function\\ncsig: r0 = 0\\nexit\\n.size csig, 16\\n.text\");\n"
	    "static int twice; int *p = &twice; int tentative[4]; int first = 1, second = 2;\n"
	    "extern int CONFIG_HZ __attribute__((section(\".kconfig\"), weak));\n"
	    "__attribute__((noinline)) static int f(int x) { return x + twice++; }\n"
	    "SEC(\"socket\") int prog(void *c) { return f(1) + CONFIG_HZ + tentative[1]; }\n";
	struct bw_tk t;
	struct bw_obj *o;
	unsigned seen = 0;

	(void)state;
	bw_tk_begin(&t);
	if (!bw_tk_compile_obj(&t, text, "-fcommon", &o)) {
		bw_tk_end(&t);
		skip();
	}
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];
		const char *name = bw_str(t.names, s->name);

		if (strcmp(name, "CONFIG_HZ") == 0) {
			seen |= 1;
			assert_string_equal(bw_str(t.names, s->extern_sec), ".kconfig");
			assert_int_equal(bw_btf_kind(o->btf, s->type), BW_BTF_VAR);
			assert_int_equal(s->bind, BW_WEAK);
		}
		if (strcmp(name, "tentative") == 0) {
			seen |= 2;
			assert_true(s->is_common);
			assert_int_equal(s->size_bytes, 16);
		}
		if (strcmp(name, "csig") == 0) {
			seen |= 4;
			assert_string_equal(bw_str(t.names, o->sec[s->sec.i].comdat), "csig");
		}
		if (strcmp(name, "f") == 0) {
			seen |= 8;
			assert_int_equal(bw_btf_kind(o->btf, s->type), BW_BTF_FUNC);
		}
	}
	assert_int_equal(seen, 15);
	datasecs_check(o);
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_findings),	  cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_old_gas),	  cmocka_unit_test(test_questions),
	    cmocka_unit_test(test_kinds),	  cmocka_unit_test(test_files),
	    cmocka_unit_test(test_out_of_memory), cmocka_unit_test(test_clang),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
