/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check-object - is a linked object what every reader may expect of one?
 *
 *   check-object [-b] OBJECT
 *
 * Reads the object with libelf and libbpf, not with what wrote it, and says where
 *
 *   - a variable's offset and size in its DATASEC are not those of its ELF symbol, or a variable
 *     or a symbol has no other side;
 *   - a DATASEC's size is not its section's, or its variables overlap or are not sorted;
 *   - sh_info of the symbol table is not the number of local symbols, or a local one follows;
 *   - a function symbol has no FUNC in BTF, or an undefined name is described nowhere.
 *
 * With -b some of it came from a file without BTF, or of C++ (where BTF has the names of the
 * source): functions may be missing in BTF.
 *
 * Exit status: 0 nothing found, 1 something, 2 not readable. An object without BTF has only its
 * symbol table checked.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <gelf.h>

static const char *file;
static int found;
static bool some_bare;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "check-object: %s: %s\n", file, what);
	exit(2);
}

#define tell(...) (found = 1, printf("check-object: " __VA_ARGS__))

struct object {
	Elf *elf;
	size_t shstr;
	Elf_Data *syms;
	GElf_Shdr symtab;
	size_t sym_count;
	struct btf *btf; /* NULL: none */
};

static GElf_Sym symbol(const struct object *o, size_t i, const char **ret_name)
{
	GElf_Sym s;

	if (!gelf_getsym(o->syms, (int)i, &s))
		die("symbol not readable");
	*ret_name = elf_strptr(o->elf, o->symtab.sh_link, s.st_name);
	return s;
}

/* Name and size of section i; NULL for none. */
static const char *section(const struct object *o, size_t i, GElf_Shdr *ret)
{
	Elf_Scn *scn = i && i < SHN_LORESERVE ? elf_getscn(o->elf, i) : NULL;

	return scn && gelf_getshdr(scn, ret) ? elf_strptr(o->elf, o->shstr, ret->sh_name) : NULL;
}

static struct object object_open(void)
{
	struct object o = {0};
	GElf_Shdr s;
	Elf_Scn *scn = NULL;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	elf_version(EV_CURRENT);
	o.elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	if (!o.elf || elf_getshdrstrndx(o.elf, &o.shstr))
		die("not an ELF file");
	while ((scn = elf_nextscn(o.elf, scn))) {
		if (!gelf_getshdr(scn, &s))
			die("section not readable");
		if (s.sh_type == SHT_SYMTAB) {
			o.symtab = s;
			o.syms = elf_getdata(scn, NULL);
			o.sym_count = s.sh_size / sizeof(Elf64_Sym);
		}
	}
	if (!o.syms)
		die("no symbol table");
	o.btf = btf__parse(file, NULL);
	return o;
}

static void symtab_check(const struct object *o)
{
	size_t locals = 0;
	const char *name;

	while (locals < o->sym_count && GELF_ST_BIND(symbol(o, locals, &name).st_info) == STB_LOCAL)
		locals++;
	if (o->symtab.sh_info != locals)
		tell("sh_info is %u, local symbols are %zu\n", o->symtab.sh_info, locals);
	for (size_t i = locals; i < o->sym_count; i++)
		if (GELF_ST_BIND(symbol(o, i, &name).st_info) == STB_LOCAL)
			tell("local symbol %zu (%s) stands behind global ones\n", i, name);
}

/* Is there one symbol of this name, section, offset and size? Of two static variables of one name
 * each has its own. */
static bool has_symbol(const struct object *o, const char *sec, const char *name, uint32_t off,
		       uint32_t size)
{
	const char *have;
	GElf_Shdr sh;

	for (size_t i = 1; i < o->sym_count; i++) {
		GElf_Sym s = symbol(o, i, &have);
		const char *in = section(o, s.st_shndx, &sh);

		if (strcmp(have, name) == 0 && in && strcmp(in, sec) == 0 && s.st_value == off &&
		    s.st_size == size)
			return true;
	}
	return false;
}

static uint64_t section_bytes(const struct object *o, const char *name)
{
	GElf_Shdr sh;
	size_t n = 0;

	elf_getshdrnum(o->elf, &n);
	for (size_t i = 1; i < n; i++) {
		const char *have = section(o, i, &sh);

		if (have && strcmp(have, name) == 0)
			return sh.sh_size;
	}
	return UINT64_MAX;
}

static void datasec_check(const struct object *o, const struct btf_type *d)
{
	const char *sec = btf__name_by_offset(o->btf, d->name_off);
	const struct btf_var_secinfo *v = btf_var_secinfos(d);
	uint64_t bytes = section_bytes(o, sec), end = 0;

	if (bytes == UINT64_MAX) /* .ksyms, .kconfig, externs: no such section */
		return;
	if (d->size != bytes)
		tell("DATASEC %s has %u bytes, the section %llu\n", sec, d->size,
		     (unsigned long long)bytes);
	for (int i = 0; i < btf_vlen(d); i++) {
		const struct btf_type *t = btf__type_by_id(o->btf, v[i].type);
		const char *name = btf__name_by_offset(o->btf, t->name_off);

		if (!btf_is_var(t) || btf_var(t)->linkage == BTF_VAR_GLOBAL_EXTERN)
			continue;
		if (v[i].offset < end)
			tell("DATASEC %s: %s at %u begins before the end of another\n", sec, name,
			     v[i].offset);
		end = (uint64_t)v[i].offset + v[i].size;
		if (!has_symbol(o, sec, name, v[i].offset, v[i].size))
			tell("DATASEC %s: %s at %u, %u bytes: no symbol says so\n", sec, name,
			     v[i].offset, v[i].size);
	}
}

static bool has_type(const struct object *o, const char *name, bool is_func)
{
	int id = btf__find_by_name_kind(o->btf, name, is_func ? BTF_KIND_FUNC : BTF_KIND_VAR);

	return id > 0;
}

/* A variable's own entry, by section and place. */
static bool has_var(const struct object *o, const char *sec, const char *name, uint64_t off)
{
	int id = btf__find_by_name_kind(o->btf, sec, BTF_KIND_DATASEC);
	const struct btf_type *d = id > 0 ? btf__type_by_id(o->btf, (uint32_t)id) : NULL;

	for (int i = 0; d && i < btf_vlen(d); i++) {
		const struct btf_var_secinfo *v = &btf_var_secinfos(d)[i];
		const struct btf_type *t = btf__type_by_id(o->btf, v->type);

		if (v->offset == off && strcmp(btf__name_by_offset(o->btf, t->name_off), name) == 0)
			return true;
	}
	return false;
}

static void symbol_check(const struct object *o, size_t i)
{
	const char *name, *sec;
	GElf_Sym s = symbol(o, i, &name);
	GElf_Shdr sh;

	sec = section(o, s.st_shndx, &sh);
	if (GELF_ST_BIND(s.st_info) == STB_LOCAL || !*name)
		return;
	if (!sec) {
		if (s.st_shndx == SHN_UNDEF && !has_type(o, name, true) &&
		    !has_type(o, name, false))
			tell("undefined %s is not in BTF\n", name);
		return;
	}
	if (GELF_ST_TYPE(s.st_info) == STT_FUNC && !some_bare && !has_type(o, name, true))
		tell("function %s is not in BTF\n", name);
	if (GELF_ST_TYPE(s.st_info) == STT_OBJECT && has_type(o, name, false) &&
	    !has_var(o, sec, name, s.st_value))
		tell("%s stands at %s+%llu, but not in its DATASEC\n", name, sec,
		     (unsigned long long)s.st_value);
}

int main(int argc, char **argv)
{
	struct object o;

	some_bare = argc == 3 && strcmp(argv[1], "-b") == 0;
	if (argc != 2 && !some_bare) {
		fprintf(stderr, "usage: check-object [-b] OBJECT\n");
		return 2;
	}
	file = argv[argc - 1];
	libbpf_set_print(NULL);
	o = object_open();
	symtab_check(&o);
	for (uint32_t t = 1; o.btf && t < btf__type_cnt(o.btf); t++)
		if (btf_is_datasec(btf__type_by_id(o.btf, t)))
			datasec_check(&o, btf__type_by_id(o.btf, t));
	for (size_t i = 1; o.btf && i < o.sym_count; i++)
		symbol_check(&o, i);
	btf__free(o.btf);
	elf_end(o.elf);
	return found;
}
