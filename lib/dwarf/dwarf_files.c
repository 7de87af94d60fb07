/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a unit, as its line table has them. dwarf_srcfiles() would give whole
 * paths, but builds them in buffers that all threads share.
 */
#include "dwarf/dwarf_handle.h"

static bool line_offset(const struct dwarf_handle *h, Dwarf_Die unit, Dwarf_Off *ret)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Error e = NULL;
	bool ok;

	if (!dwarf_is_ok(h, dwarf_attr(unit, DW_AT_stmt_list, &x, &e), &e))
		return false;
	ok = dwarf_is_ok(h, dwarf_global_formref(x, ret, &e), &e);
	dwarf_dealloc(h->dbg, x, DW_DLA_ATTR);
	return ok;
}

bool dwarf_files_open(struct dwarf_files *f, Dwarf_Die unit)
{
	struct dwarf_handle *h = f->h;
	Dwarf_Unsigned version = 0;
	Dwarf_Small tables;
	Dwarf_Error e = NULL;
	Dwarf_Off off;

	assert(!f->table);
	f->paths.n = 0;
	if (!line_offset(h, unit, &off) || !dwarf_line_guard(&h->image, h->line, off) ||
	    !dwarf_is_ok(h, dwarf_srclines_b(unit, &version, &tables, &f->table, &e), &e))
		return false;
	f->version = (uint16_t)version;
	return true;
}

void dwarf_files_close(struct dwarf_files *f)
{
	if (f->table)
		dwarf_srclines_dealloc_b(f->table);
	f->table = NULL;
}

/* Directory n, of which 0 is the compiler's own; NULL if there is none. */
static const char *directory(const struct dwarf_files *f, uint64_t n)
{
	const char *name = NULL;
	Dwarf_Error e = NULL;
	int result;

	if (n > INT32_MAX)
		return NULL;
	if (!n && f->version < 5)
		result = dwarf_srclines_comp_dir(f->table, &name, &e);
	else
		result = dwarf_srclines_include_dir_data(f->table, (Dwarf_Signed)n, &name, &e);
	return dwarf_is_ok(f->h, result, &e) ? name : NULL;
}

/* Leave out what says no more than "here". */
static const char *plain(const char *path)
{
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return path;
}

static const char *joined(struct dwarf_files *f, const char *name, const char *own, const char *dir)
{
	if (*name == '/' || (!dir && !own))
		return bw_strndup(f->a, name, strlen(name));
	if (!dir || dir == own)
		return plain(bw_printf(f->a, "%s/%s", own ? own : ".", name));
	if (*dir == '/' || !own)
		return plain(bw_printf(f->a, "%s/%s", dir, name));
	return plain(bw_printf(f->a, "%s/%s/%s", own, plain(dir), name));
}

/* libdwarf counts up to it each time. */
const char *dwarf_files_path(struct dwarf_files *f, uint64_t n)
{
	Dwarf_Unsigned dir, time, bytes;
	const char *name = NULL, *own;
	struct dwarf_path p = {.number = n};
	Dwarf_Error e = NULL;

	if (!f->table)
		return NULL;
	for (uint32_t i = 0; i < f->paths.n && dwarf_spend(&f->h->image, 1); i++)
		if (f->paths.v[i].number == n)
			return f->paths.v[i].path;
	if (n > INT32_MAX || !dwarf_spend(&f->h->image, n))
		return NULL;
	if (dwarf_is_ok(f->h,
			dwarf_srclines_files_data(f->table, (Dwarf_Signed)n, &name, &dir, &time,
						  &bytes, &e),
			&e) &&
	    name) {
		own = directory(f, 0);
		p.path = joined(f, name, own, dir ? directory(f, dir) : own);
	}
	*bw_push(f->scratch, &f->paths) = p;
	return p.path;
}
