/* SPDX-License-Identifier: BSD-2-Clause */
#include "dwarf/dwarf_handle.h"

/* ---- what libdwarf reads ---- */

/* Indexes of packages are ours: libdwarf would look for slices by them. */
static const struct bw_bytes *section_of(const struct dwarf_handle *h, Dwarf_Half i)
{
	if (!i || i > DWARF_CU_INDEX || !h->image.section[i - 1].n)
		return NULL;
	return &h->image.section[i - 1];
}

static int section_info(void *obj, Dwarf_Half i, Dwarf_Obj_Access_Section *ret, int *error)
{
	const struct dwarf_handle *h = obj;
	const struct bw_bytes *b = section_of(h, i);

	(void)error;
	if (i > DWARF_CU_INDEX)
		return DW_DLV_NO_ENTRY;
	*ret = (Dwarf_Obj_Access_Section){.name = ""}; /* number 0 is none */
	if (b) {
		ret->name =
		    h->image.is_split ? dwarf_split_names[i - 1] : dwarf_section_names[i - 1];
		ret->size = b->n;
		ret->type = 1; /* SHT_PROGBITS */
	}
	return DW_DLV_OK;
}

static int section_load(void *obj, Dwarf_Half i, Dwarf_Small **ret, int *error)
{
	const struct bw_bytes *b = section_of(obj, i);

	(void)error;
	if (!b)
		return DW_DLV_NO_ENTRY;
	*ret = (Dwarf_Small *)(uintptr_t)b->p; /* only read */
	return DW_DLV_OK;
}

static Dwarf_Endianness byte_order(void *obj)
{
	return ((const struct dwarf_handle *)obj)->image.big_endian ? DW_OBJECT_MSB : DW_OBJECT_LSB;
}

static Dwarf_Small offset_size(void *obj)
{
	(void)obj;
	return 4; /* libdwarf's guess of what units say themselves */
}

static Dwarf_Small address_size(void *obj)
{
	return ((const struct dwarf_handle *)obj)->image.is_64 ? 8 : 4;
}

static Dwarf_Unsigned section_count(void *obj)
{
	(void)obj;
	return DWARF_CU_INDEX + 1;
}

static const Dwarf_Obj_Access_Methods methods = {
    .get_section_info = section_info,
    .get_byte_order = byte_order,
    .get_length_size = offset_size,
    .get_pointer_size = address_size,
    .get_section_count = section_count,
    .load_section = section_load,
};

static void handle_close(void *arg)
{
	struct dwarf_handle *h = arg;
	Dwarf_Error e = NULL;

	if (h->dbg)
		dwarf_object_finish(h->dbg, &e);
	h->dbg = NULL;
}

bool dwarf_handle_open(struct bw_arena *scratch, struct dwarf_handle *h)
{
	struct bw_bytes *s = h->image.section;
	Dwarf_Error e = NULL;
	uint8_t *abbrev;

	assert(!h->dbg);
	h->line = bw_memdup(scratch, s[DWARF_LINE].p, s[DWARF_LINE].n);
	abbrev = bw_memdup(scratch, s[DWARF_ABBREV].p, s[DWARF_ABBREV].n);
	s[DWARF_LINE].p = h->line;
	s[DWARF_ABBREV].p = abbrev;
	s[DWARF_INFO].n = dwarf_units_guard(&h->image, DWARF_INFO, abbrev);
	s[DWARF_TYPES].n = dwarf_units_guard(&h->image, DWARF_TYPES, abbrev);
	h->access = (Dwarf_Obj_Access_Interface){h, &methods};
	bw_defer(scratch, handle_close, h);
	return (s[DWARF_INFO].n || s[DWARF_TYPES].n) &&
	       dwarf_is_ok(
		   h, dwarf_object_init_b(&h->access, NULL, NULL, DW_GROUPNUMBER_ANY, &h->dbg, &e),
		   &e);
}

/* ---- values ---- */

bool dwarf_is_ok(const struct dwarf_handle *h, int result, Dwarf_Error *e)
{
	if (result == DW_DLV_ERROR && *e)
		dwarf_dealloc(h->dbg, *e, DW_DLA_ERROR);
	*e = NULL;
	return result == DW_DLV_OK;
}

bool dwarf_number(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at, uint64_t *ret)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Unsigned n = 0;
	Dwarf_Signed s = -1;
	Dwarf_Error e = NULL;
	bool ok;

	if (!dwarf_is_ok(h, dwarf_attr(die, at, &x, &e), &e))
		return false;
	ok = dwarf_is_ok(h, dwarf_formudata(x, &n, &e), &e);
	if (!ok) {
		ok = dwarf_is_ok(h, dwarf_formsdata(x, &s, &e), &e) && s >= 0;
		n = (Dwarf_Unsigned)s;
	}
	dwarf_dealloc(h->dbg, x, DW_DLA_ATTR);
	if (ok)
		*ret = n;
	return ok;
}

bool dwarf_is_flagged(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at)
{
	Dwarf_Attribute x = NULL;
	Dwarf_Bool flag = false;
	Dwarf_Error e = NULL;

	if (!dwarf_is_ok(h, dwarf_attr(die, at, &x, &e), &e))
		return false;
	if (!dwarf_is_ok(h, dwarf_formflag(x, &flag, &e), &e))
		flag = false;
	dwarf_dealloc(h->dbg, x, DW_DLA_ATTR);
	return flag;
}

const char *dwarf_text(const struct dwarf_handle *h, Dwarf_Die die, Dwarf_Half at)
{
	Dwarf_Error e = NULL;
	char *text = NULL;

	return dwarf_is_ok(h, dwarf_die_text(die, at, &text, &e), &e) ? text : NULL;
}

void dwarf_die_end(const struct dwarf_handle *h, Dwarf_Die die)
{
	dwarf_dealloc(h->dbg, die, DW_DLA_DIE);
}
