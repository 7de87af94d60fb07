/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarations out of libdwarf: units, and the entries directly in each.
 *
 * What libdwarf takes from malloc() goes when its handle does, and the handle with a
 * scratch arena: also if memory runs out between two of its calls. In its calls back no
 * arena is used, so that nothing unwinds through it. What it keeps for all threads (buffers
 * of dwarf_srcfiles(), of its libelf reader) is not used.
 */
#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>

#include "dwarf/dwarf_read.h"

/* The file of a number, made when first asked for. */
struct file_path {
	uint64_t number;
	const char *path;
};

struct walk {
	struct bw_arena *a, *scratch;
	struct dwarf_image image;
	uint8_t *line; /* our copy of .debug_line */
	Dwarf_Obj_Access_Interface access;
	Dwarf_Debug dbg;
	Dwarf_Line_Context files; /* of this unit; NULL: it has none */
	uint16_t version;	  /* of its line table */
	BW_VEC(struct file_path) paths;
	struct bw_dwarf_decls *ret;
};

/* ---- what libdwarf reads ---- */

static int section_info(void *obj, Dwarf_Half i, Dwarf_Obj_Access_Section *ret, int *error)
{
	const struct walk *w = obj;

	(void)error;
	if (i > DWARF_SECTIONS)
		return DW_DLV_NO_ENTRY;
	*ret = (Dwarf_Obj_Access_Section){.name = ""}; /* number 0 is none */
	if (i && w->image.section[i - 1].n) {
		ret->name = dwarf_section_names[i - 1];
		ret->size = w->image.section[i - 1].n;
		ret->type = 1; /* SHT_PROGBITS */
	}
	return DW_DLV_OK;
}

static int section_load(void *obj, Dwarf_Half i, Dwarf_Small **ret, int *error)
{
	const struct walk *w = obj;

	(void)error;
	if (!i || i > DWARF_SECTIONS || !w->image.section[i - 1].n)
		return DW_DLV_NO_ENTRY;
	*ret = (Dwarf_Small *)(uintptr_t)w->image.section[i - 1].p; /* only read */
	return DW_DLV_OK;
}

static Dwarf_Endianness byte_order(void *obj)
{
	return ((const struct walk *)obj)->image.big_endian ? DW_OBJECT_MSB : DW_OBJECT_LSB;
}

static Dwarf_Small offset_size(void *obj)
{
	(void)obj;
	return 4; /* libdwarf's guess of what units say themselves */
}

static Dwarf_Small address_size(void *obj)
{
	(void)obj;
	return 8;
}

static Dwarf_Unsigned section_count(void *obj)
{
	(void)obj;
	return DWARF_SECTIONS + 1;
}

static const Dwarf_Obj_Access_Methods methods = {
    .get_section_info = section_info,
    .get_byte_order = byte_order,
    .get_length_size = offset_size,
    .get_pointer_size = address_size,
    .get_section_count = section_count,
    .load_section = section_load,
};

/* ---- values ---- */

/* Whether a call was good. Its error, of which nobody wants the text, is given back. */
static bool is_ok(const struct walk *w, int result, Dwarf_Error *e)
{
	if (result == DW_DLV_ERROR && *e)
		dwarf_dealloc(w->dbg, *e, DW_DLA_ERROR);
	*e = NULL;
	return result == DW_DLV_OK;
}

/* The number of an attribute; 0 if the entry has none. GCC has it in the abbreviation
 * if all are the same, and there it is signed. */
static uint64_t number_of(const struct walk *w, Dwarf_Die die, Dwarf_Half at)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Unsigned n = 0;
	Dwarf_Signed s = 0;
	Dwarf_Error e = NULL;

	if (!is_ok(w, dwarf_attr(die, at, &x, &e), &e))
		return 0;
	if (!is_ok(w, dwarf_formudata(x, &n, &e), &e))
		n = is_ok(w, dwarf_formsdata(x, &s, &e), &e) && s > 0 ? (uint64_t)s : 0;
	dwarf_dealloc(w->dbg, x, DW_DLA_ATTR);
	return n;
}

static bool is_flagged(const struct walk *w, Dwarf_Die die, Dwarf_Half at)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Bool flag = false;
	Dwarf_Error e = NULL;

	if (!is_ok(w, dwarf_attr(die, at, &x, &e), &e))
		return false;
	if (!is_ok(w, dwarf_formflag(x, &flag, &e), &e))
		flag = false;
	dwarf_dealloc(w->dbg, x, DW_DLA_ATTR);
	return flag;
}

/* ---- files ---- */

static bool line_offset(const struct walk *w, Dwarf_Die unit, Dwarf_Off *ret)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Error e = NULL;
	bool ok;

	if (!is_ok(w, dwarf_attr(unit, DW_AT_stmt_list, &x, &e), &e))
		return false;
	ok = is_ok(w, dwarf_global_formref(x, ret, &e), &e);
	dwarf_dealloc(w->dbg, x, DW_DLA_ATTR);
	return ok;
}

/* dwarf_srcfiles() would give whole paths, but builds them in buffers that all threads
 * share. */
static bool files_open(struct walk *w, Dwarf_Die unit)
{
	Dwarf_Unsigned version = 0;
	Dwarf_Small tables;
	Dwarf_Error e = NULL;
	Dwarf_Off off;

	if (!line_offset(w, unit, &off) || !dwarf_line_guard(&w->image, w->line, off) ||
	    !is_ok(w, dwarf_srclines_b(unit, &version, &tables, &w->files, &e), &e))
		return false;
	w->version = (uint16_t)version;
	w->paths.n = 0;
	return true;
}

static void files_close(struct walk *w)
{
	if (w->files)
		dwarf_srclines_dealloc_b(w->files);
	w->files = NULL;
}

/* Directory n, of which 0 is the compiler's own; NULL if there is none. */
static const char *directory(const struct walk *w, uint64_t n)
{
	const char *name = NULL;
	Dwarf_Error e = NULL;
	int result;

	if (n > INT32_MAX)
		return NULL;
	if (!n && w->version < 5)
		result = dwarf_srclines_comp_dir(w->files, &name, &e);
	else
		result = dwarf_srclines_include_dir_data(w->files, (Dwarf_Signed)n, &name, &e);
	return is_ok(w, result, &e) ? name : NULL;
}

/* Leave out what says no more than "here". */
static const char *plain(const char *path)
{
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return path;
}

static const char *joined(struct walk *w, const char *name, const char *own, const char *dir)
{
	if (*name == '/' || (!dir && !own))
		return bw_strndup(w->a, name, strlen(name));
	if (!dir || dir == own)
		return plain(bw_printf(w->a, "%s/%s", own ? own : ".", name));
	if (*dir == '/' || !own)
		return plain(bw_printf(w->a, "%s/%s", dir, name));
	return plain(bw_printf(w->a, "%s/%s/%s", own, plain(dir), name));
}

/* The path of file n, or NULL. libdwarf counts up to it each time. */
static const char *path_of(struct walk *w, uint64_t n)
{
	Dwarf_Unsigned dir, time, bytes;
	const char *name = NULL, *own;
	struct file_path p = {.number = n};
	Dwarf_Error e = NULL;

	for (uint32_t i = 0; i < w->paths.n && dwarf_spend(&w->image, 1); i++)
		if (w->paths.v[i].number == n)
			return w->paths.v[i].path;
	if (n > INT32_MAX || !dwarf_spend(&w->image, n))
		return NULL;
	if (is_ok(w,
		  dwarf_srclines_files_data(w->files, (Dwarf_Signed)n, &name, &dir, &time, &bytes,
					    &e),
		  &e) &&
	    name) {
		own = directory(w, 0);
		p.path = joined(w, name, own, dir ? directory(w, dir) : own);
	}
	*bw_push(w->scratch, &w->paths) = p;
	return p.path;
}

/* ---- entries ---- */

static void entry_take(struct walk *w, Dwarf_Die die)
{
	struct bw_dwarf_decl d = {0};
	Dwarf_Error e = NULL;
	Dwarf_Half tag = 0;
	char *name = NULL;
	uint64_t line;

	if (!is_ok(w, dwarf_tag(die, &tag, &e), &e) ||
	    (tag != DW_TAG_subprogram && tag != DW_TAG_variable) ||
	    !is_ok(w, dwarf_diename(die, &name, &e), &e) || !name || !*name)
		return;
	line = number_of(w, die, DW_AT_decl_line);
	if (!line || line > UINT32_MAX)
		return;
	d.file = path_of(w, number_of(w, die, DW_AT_decl_file));
	if (!d.file)
		return;
	d.name = bw_strndup(w->a, name, strlen(name));
	d.line = (uint32_t)line;
	d.is_definition = !is_flagged(w, die, DW_AT_declaration);
	*bw_push(w->a, &w->ret->list) = d;
}

static void entries_walk(struct walk *w, Dwarf_Die unit)
{
	Dwarf_Die die = NULL, next;
	Dwarf_Error e = NULL;

	for (bool more = is_ok(w, dwarf_child(unit, &die, &e), &e); more;) {
		entry_take(w, die);
		next = NULL;
		more = is_ok(w, dwarf_siblingof_b(w->dbg, die, true, &next, &e), &e);
		dwarf_dealloc(w->dbg, die, DW_DLA_DIE);
		die = next;
	}
}

static bool unit_next(const struct walk *w)
{
	Dwarf_Unsigned bytes, type_off, next;
	Dwarf_Half version, address, offset, extension, kind;
	Dwarf_Error e = NULL;
	Dwarf_Off abbrev;
	Dwarf_Sig8 type;

	return is_ok(w,
		     dwarf_next_cu_header_d(w->dbg, true, &bytes, &version, &abbrev, &address,
					    &offset, &extension, &type, &type_off, &next, &kind,
					    &e),
		     &e);
}

static void units_walk(struct walk *w)
{
	Dwarf_Error e = NULL;

	while (unit_next(w)) {
		Dwarf_Die unit = NULL;

		if (!is_ok(w, dwarf_siblingof_b(w->dbg, NULL, true, &unit, &e), &e))
			continue;
		if (files_open(w, unit))
			entries_walk(w, unit);
		files_close(w);
		dwarf_dealloc(w->dbg, unit, DW_DLA_DIE);
	}
}

static void dwarf_close(void *arg)
{
	struct walk *w = arg;
	Dwarf_Error e = NULL;

	files_close(w);
	if (w->dbg)
		dwarf_object_finish(w->dbg, &e);
}

/* Open what libdwarf may see of the image. The handle ends with w->scratch. */
static bool handle_open(struct walk *w)
{
	struct bw_bytes *s = w->image.section;
	Dwarf_Error e = NULL;
	uint8_t *abbrev;

	w->line = bw_memdup(w->scratch, s[DWARF_LINE].p, s[DWARF_LINE].n);
	abbrev = bw_memdup(w->scratch, s[DWARF_ABBREV].p, s[DWARF_ABBREV].n);
	s[DWARF_LINE].p = w->line;
	s[DWARF_ABBREV].p = abbrev;
	s[DWARF_INFO].n = dwarf_units_guard(&w->image, abbrev);
	w->access = (Dwarf_Obj_Access_Interface){w, &methods};
	bw_defer(w->scratch, dwarf_close, w);
	return s[DWARF_INFO].n &&
	       is_ok(w,
		     dwarf_object_init_b(&w->access, NULL, NULL, DW_GROUPNUMBER_ANY, &w->dbg, &e),
		     &e);
}

struct bw_dwarf_decls bw_dwarf_decls(struct bw_arena *a, struct bw_bytes image)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct walk *w = BW_NEW(scratch, struct walk);
	struct bw_dwarf_decls ret = {0};

	w->a = a;
	w->scratch = scratch;
	w->ret = &ret;
	if (dwarf_image_read(scratch, image, &w->image) && handle_open(w))
		units_walk(w);
	bw_arena_deinit(scratch);
	return ret;
}
