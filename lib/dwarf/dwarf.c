/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations out of libdwarf: units, and the entries directly in each. */
#include "dwarf/dwarf_handle.h"

struct walk {
	struct bw_arena *a;
	struct dwarf_handle h;
	struct dwarf_files files; /* of this unit */
	struct bw_dwarf_decls *ret;
};

static void entry_take(struct walk *w, Dwarf_Die die)
{
	struct bw_dwarf_decl d = {0};
	uint64_t line = 0, file = 0;
	Dwarf_Error e = NULL;
	Dwarf_Half tag = 0;
	char *name = NULL;

	if (!dwarf_is_ok(&w->h, dwarf_tag(die, &tag, &e), &e) ||
	    (tag != DW_TAG_subprogram && tag != DW_TAG_variable) ||
	    !dwarf_is_ok(&w->h, dwarf_diename(die, &name, &e), &e) || !name || !*name)
		return;
	if (!dwarf_number(&w->h, die, DW_AT_decl_line, &line) || !line || line > UINT32_MAX)
		return;
	dwarf_number(&w->h, die, DW_AT_decl_file, &file);
	d.file = dwarf_files_path(&w->files, file);
	if (!d.file)
		return;
	d.name = bw_strndup(w->a, name, strlen(name));
	d.line = (uint32_t)line;
	d.is_definition = !dwarf_is_flagged(&w->h, die, DW_AT_declaration);
	*bw_push(w->a, &w->ret->list) = d;
}

static void entries_walk(struct walk *w, Dwarf_Die unit)
{
	Dwarf_Die die = NULL, next;
	Dwarf_Error e = NULL;

	for (bool more = dwarf_is_ok(&w->h, dwarf_child(unit, &die, &e), &e); more;) {
		entry_take(w, die);
		next = NULL;
		more = dwarf_is_ok(&w->h, dwarf_siblingof_b(w->h.dbg, die, true, &next, &e), &e);
		dwarf_die_end(&w->h, die);
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

	return dwarf_is_ok(&w->h,
			   dwarf_next_cu_header_d(w->h.dbg, true, &bytes, &version, &abbrev,
						  &address, &offset, &extension, &type, &type_off,
						  &next, &kind, &e),
			   &e);
}

static void units_walk(struct walk *w)
{
	Dwarf_Error e = NULL;

	while (unit_next(w)) {
		Dwarf_Die unit = NULL;

		if (!dwarf_is_ok(&w->h, dwarf_siblingof_b(w->h.dbg, NULL, true, &unit, &e), &e))
			continue;
		if (dwarf_files_open(&w->files, unit))
			entries_walk(w, unit);
		dwarf_files_close(&w->files);
		dwarf_die_end(&w->h, unit);
	}
}

static void table_close(void *arg)
{
	dwarf_files_close(arg);
}

struct bw_dwarf_decls bw_dwarf_decls(struct bw_arena *a, struct bw_bytes image)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct walk *w = BW_NEW(scratch, struct walk);
	struct bw_dwarf_decls ret = {0};

	w->a = a;
	w->files = (struct dwarf_files){.a = a, .scratch = scratch, .h = &w->h};
	w->ret = &ret;
	if (dwarf_image_read(scratch, image, false, &w->h.image) &&
	    w->h.image.section[DWARF_INFO].n && w->h.image.section[DWARF_LINE].n &&
	    dwarf_handle_open(scratch, &w->h)) {
		bw_defer(scratch, table_close, &w->files);
		units_walk(w);
	}
	bw_arena_deinit(scratch);
	return ret;
}
