/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of a program that somebody wants: all units are walked, at any depth, and
 * what has a wanted name becomes a layout. Files are read in sets that refer to each other:
 * a program and its common file, a split unit, a package.
 */
#include "dwarf/dwarf_types.h"

#define BUDGET_BYTES ((uint64_t)1 << 30) /* of tables read again for each unit */
enum { WALK_DEPTH_MAX = 256, SPLITS_MAX = 1 << 16 };

/* What encloses an entry. */
struct scope {
	const struct scope *up;
	const char *name;
};

/* Files that refer to each other, in an arena of their own. */
struct set {
	struct bw_arena *arena;
	struct dwarf_reader r;
	BW_VEC(struct dwarf_signature) id; /* of a package: of each source, sorted */
};

struct collecting {
	struct dwarf_harvest h;
	struct bw_arena *a; /* as long as this */
	const char *path;   /* of the program; NULL: no other files are read */
	struct set *package;
	const char *split_missing; /* the first .dwo file that is not there */
	uint32_t splits_missing, splits, unfit;
	bool package_tried, has_supplement, is_cut; /* .debug_info goes on with what is no unit */
};

/* Where in a set we are. */
struct walk {
	struct collecting *c;
	struct set *set;
	uint32_t source;
	bool is_info, files_tried;
	Dwarf_Die unit;
	enum bw_dwarf_lang lang;
	struct dwarf_files files;     /* of this unit */
	struct dwarf_files *skeleton; /* of the unit whose split part this is; NULL */
};

struct unit {
	uint64_t id; /* of a type or split unit; 0: none */
	uint64_t from, next, type_off;
	Dwarf_Half kind;
};

static struct dwarf_source *source_of(const struct walk *w)
{
	assert(w->source && w->source <= w->set->r.source.n);
	return w->set->r.source.v[w->source - 1];
}

static struct dwarf_handle *handle_of(const struct walk *w)
{
	return &source_of(w)->h;
}

static const char *qualified(struct bw_arena *a, const struct scope *s, const char *name)
{
	for (int i = 0; s && i < WALK_DEPTH_MAX; s = s->up, i++)
		if (*s->name)
			name = bw_printf(a, "%s::%s", s->name, name);
	return name;
}

static enum bw_dwarf_lang lang_of(uint64_t n)
{
	switch (n) {
	case 0: /* not said: a partial unit */
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case 0x2c: /* C17 */
		return BW_DWARF_C;
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case 0x2b: /* C++17 */
	case 0x2e: /* C++20 */
		return BW_DWARF_CXX;
	case DW_LANG_Go:
		return BW_DWARF_GO;
	case DW_LANG_Rust:
	case 0x9000: /* before it had a number */
		return BW_DWARF_RUST;
	default:
		return BW_DWARF_OTHER;
	}
}

/* ---- entries ---- */

/* The path of a declaration's file. A split unit has no line table of its own. */
static const char *file_of(struct walk *w, Dwarf_Die die)
{
	struct dwarf_files *f = &w->files;
	uint64_t n;

	if (!dwarf_number(handle_of(w), die, DW_AT_decl_file, &n))
		return NULL;
	if (!w->files_tried) {
		w->files_tried = true;
		dwarf_files_open(f, w->unit);
	}
	if (!f->table && w->skeleton)
		f = w->skeleton;
	return dwarf_files_path(f, n);
}

/* Rust orders members as it likes, unless told not to. */
static bool is_reordered(struct dwarf_reader *r, struct dwarf_node *n)
{
	n = dwarf_node_core(r, n);
	if (n->lang != BW_DWARF_RUST || n->kind != DWARF_NODE_STRUCT)
		return false;
	dwarf_node_open(r, n);
	for (uint32_t i = 1; i < n->part.n; i++)
		if (n->part.v[i].off_bits < n->part.v[i - 1].off_bits)
			return true;
	return false;
}

/* The last child that starts at off or before, by what it is. NULL if there is none. */
static Dwarf_Die child_before(struct walk *w, Dwarf_Die parent, uint64_t off, Dwarf_Off *ret_off)
{
	struct dwarf_handle *h = handle_of(w);
	Dwarf_Die die = NULL, next, best = NULL;
	Dwarf_Error e = NULL;
	Dwarf_Off here;

	for (bool more = dwarf_is_ok(h, dwarf_child(parent, &die, &e), &e); more; die = next) {
		next = NULL;
		here = UINT64_MAX;
		more = dwarf_is_ok(h, dwarf_dieoffset(die, &here, &e), &e) && here <= off &&
		       dwarf_is_ok(h, dwarf_siblingof_b(h->dbg, die, w->is_info, &next, &e), &e);
		if (here > off) {
			dwarf_die_end(h, die);
			break;
		}
		if (best)
			dwarf_die_end(h, best);
		best = die;
		*ret_off = here;
	}
	return best;
}

/* The name that an entry has by where it is declared first: what GCC puts into a unit of types
 * stands outside the namespace that it names. */
static const char *name_declared(struct walk *w, struct bw_arena *a, uint64_t off, const char *name)
{
	struct dwarf_ref at = {.source = w->source, .is_info = w->is_info};
	Dwarf_Die parent = w->unit, die;
	const char *scope = "";
	Dwarf_Off here = 0;

	for (int i = 0; i < WALK_DEPTH_MAX; i++) {
		die = child_before(w, parent, off, &here);
		if (parent != w->unit)
			dwarf_die_end(handle_of(w), parent);
		if (!die)
			break;
		if (here == off) {
			dwarf_die_end(handle_of(w), die);
			break;
		}
		parent = die;
		scope = bw_printf(a, "%s%s%s", scope, *scope ? "::" : "",
				  dwarf_name_of(&w->set->r, at, die));
	}
	return *scope ? bw_printf(a, "%s::%s", scope, name) : name;
}

/* A name of a type that is only declared, or of a function's: of no size, and rightly so. */
static bool is_incomplete(struct dwarf_reader *r, struct dwarf_node *n)
{
	n = dwarf_node_core(r, n);
	return n->is_declaration || n->kind == DWARF_NODE_VOID || n->kind == DWARF_NODE_FUNCTION ||
	       n->kind == DWARF_NODE_OPAQUE;
}

static void entry_take(struct walk *w, Dwarf_Die die, const struct scope *up, const char *name)
{
	struct dwarf_ref at = {.source = w->source, .is_info = w->is_info};
	struct bw_dwarf_type t = {.lang = w->lang};
	struct dwarf_harvest *h = &w->c->h;
	struct dwarf_ref first;
	struct dwarf_node *n;
	Dwarf_Error e = NULL;
	uint64_t line = 0;
	Dwarf_Off off;

	if (h->is_full || dwarf_is_flagged(handle_of(w), die, DW_AT_declaration) ||
	    !dwarf_is_ok(handle_of(w), dwarf_dieoffset(die, &off, &e), &e))
		return;
	at.off_bytes = off;
	n = dwarf_node_at(&w->set->r, at, w->lang);
	if (!dwarf_layout(&w->set->r, h->tmp, n, &h->parts, &t.layout)) {
		w->c->unfit += !is_incomplete(&w->set->r, n);
		return;
	}
	dwarf_number(handle_of(w), die, DW_AT_decl_line, &line);
	first = dwarf_ref_of(&w->set->r, at, die, DW_AT_specification);
	t.name = !up && first.source == at.source && first.is_info == at.is_info
		     ? name_declared(w, h->tmp, first.off_bytes, name)
		     : qualified(h->tmp, up, name);
	t.line = line <= UINT32_MAX ? (uint32_t)line : 0;
	t.file = file_of(w, die);
	t.is_reordered = is_reordered(&w->set->r, n);
	dwarf_harvest_add(h, &t);
}

static bool is_type(Dwarf_Half tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_enumeration_type ||
	       tag == DW_TAG_typedef || tag == DW_TAG_base_type || tag == DW_TAG_template_alias;
}

/* What may have types inside, and whether its name is part of theirs. */
static bool is_scope(Dwarf_Half tag, bool *ret_named)
{
	*ret_named = tag == DW_TAG_namespace || tag == DW_TAG_module ||
		     tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
		     tag == DW_TAG_union_type;
	return *ret_named || tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block;
}

static void entries_walk(struct walk *w, Dwarf_Die parent, const struct scope *up, int depth);
static void import_walk(struct walk *w, Dwarf_Die die, int depth);

static void type_visit(struct walk *w, Dwarf_Die die, const struct scope *up, const char *name)
{
	struct bw_mark m = bw_mark(w->c->h.tmp);

	if (!dwarf_harvest_wants(&w->c->h, name))
		return;
	entry_take(w, die, up, name);
	bw_rewind(w->c->h.tmp, m);
}

static void entry_visit(struct walk *w, Dwarf_Die die, const struct scope *up, int depth)
{
	struct dwarf_ref at = {.source = w->source, .is_info = w->is_info};
	struct scope here = {.up = up, .name = ""};
	Dwarf_Error e = NULL;
	Dwarf_Half tag = 0;
	bool named;

	if (!dwarf_is_ok(handle_of(w), dwarf_tag(die, &tag, &e), &e))
		return;
	if (is_type(tag)) {
		here.name = dwarf_name_of(&w->set->r, at, die);
		type_visit(w, die, up, here.name);
	}
	if (tag == DW_TAG_imported_unit)
		import_walk(w, die, depth);
	if (!is_scope(tag, &named) || depth >= WALK_DEPTH_MAX)
		return;
	if (named && !*here.name)
		here.name = dwarf_name_of(&w->set->r, at, die);
	entries_walk(w, die, named ? &here : up, depth + 1);
}

static void entries_walk(struct walk *w, Dwarf_Die parent, const struct scope *up, int depth)
{
	struct dwarf_handle *h = handle_of(w);
	Dwarf_Die die = NULL, next;
	Dwarf_Error e = NULL;

	for (bool more = dwarf_is_ok(h, dwarf_child(parent, &die, &e), &e); more; die = next) {
		entry_visit(w, die, up, depth);
		next = NULL;
		more = dwarf_is_ok(h, dwarf_siblingof_b(h->dbg, die, w->is_info, &next, &e), &e);
		dwarf_die_end(h, die);
	}
}

/* ---- units ---- */

static void table_close(void *arg)
{
	dwarf_files_close(arg);
}

/* A walk of a set, which its arena ends. */
static struct walk *walk_new(struct collecting *c, struct set *set)
{
	struct walk *w = BW_NEW(set->arena, struct walk);

	*w = (struct walk){.c = c, .set = set};
	w->files = (struct dwarf_files){.a = set->arena, .scratch = set->arena};
	bw_defer(set->arena, table_close, &w->files);
	return w;
}

static void unit_enter(struct walk *w, Dwarf_Die unit)
{
	uint64_t lang = 0;

	if (dwarf_number(handle_of(w), unit, DW_AT_language, &lang))
		w->lang = lang_of(lang);
	w->unit = unit;
	w->files_tried = false;
	w->files.h = handle_of(w);
}

/* dwz moves what units have in common to partial units, in this file or another: they are read
 * with the first unit that imports them, whose language is theirs. */
static void import_walk(struct walk *w, Dwarf_Die die, int depth)
{
	struct dwarf_ref here = {.source = w->source, .is_info = w->is_info}, to;
	Dwarf_Error e = NULL;
	Dwarf_Die unit = NULL;
	struct dwarf_node *n;
	struct walk *inner;

	to = dwarf_ref_of(&w->set->r, here, die, DW_AT_import);
	n = dwarf_node_at(&w->set->r, to, w->lang);
	if (n->kind != DWARF_NODE_OPAQUE || n->is_open || depth >= WALK_DEPTH_MAX)
		return;
	n->is_open = true;
	inner = walk_new(w->c, w->set);
	inner->source = to.source;
	inner->is_info = to.is_info;
	inner->lang = w->lang;
	if (!dwarf_is_ok(handle_of(inner),
			 dwarf_offdie_b(handle_of(inner)->dbg, to.off_bytes, to.is_info, &unit, &e),
			 &e))
		return;
	unit_enter(inner, unit);
	entries_walk(inner, unit, NULL, depth + 1);
	dwarf_files_close(&inner->files);
	dwarf_die_end(handle_of(inner), unit);
}

/* The id that the header of a unit of DWARF 5 has, which libdwarf keeps to itself. */
static uint64_t split_id(const struct dwarf_image *m, uint64_t off, unsigned offset_bytes)
{
	const struct bw_bytes *b = &m->section[DWARF_INFO];
	struct bw_reader r = bw_reader_of(b->p, b->n, m->big_endian);

	if (off > b->n)
		return 0;
	r.off = (size_t)off;
	bw_read_bytes(&r, offset_bytes == 8 ? 12 : 4); /* length */
	bw_read_bytes(&r, 4);			       /* version, kind, size of addresses */
	bw_read_bytes(&r, offset_bytes);	       /* of the abbreviations */
	return bw_read_u64(&r);
}

static bool unit_next(struct walk *w, bool is_info, struct unit *u)
{
	Dwarf_Half version, address, offset = 4, extension;
	Dwarf_Unsigned bytes, type_off = 0, next = 0;
	struct dwarf_handle *h = handle_of(w);
	Dwarf_Sig8 id = {{0}};
	Dwarf_Error e = NULL;
	Dwarf_Off abbrev;

	u->kind = 0;
	u->from = u->next;
	if (!dwarf_is_ok(h,
			 dwarf_next_cu_header_d(h->dbg, is_info, &bytes, &version, &abbrev,
						&address, &offset, &extension, &id, &type_off,
						&next, &u->kind, &e),
			 &e))
		return false;
	u->id = bw_get64(&id, false);
	if (u->kind == DW_UT_skeleton || u->kind == DW_UT_split_compile)
		u->id = split_id(&h->image, u->from, offset);
	u->type_off = type_off;
	u->next = next;
	return true;
}

static int by_signature(const void *x, const void *y)
{
	uint64_t a = ((const struct dwarf_signature *)x)->signature;
	uint64_t b = ((const struct dwarf_signature *)y)->signature;

	return a < b ? -1 : a > b;
}

/* The types that others name by a signature. */
static void signatures_read(struct collecting *c, struct set *set)
{
	struct walk *w = walk_new(c, set);
	struct dwarf_reader *r = &set->r;

	for (w->source = 1; w->source <= r->source.n; w->source++)
		for (int is_info = 0; is_info < 2; is_info++)
			for (struct unit u = {.next = 0}; unit_next(w, is_info, &u);)
				if (u.type_off)
					*bw_push(set->arena, &r->signature) =
					    (struct dwarf_signature){
						u.id, {w->source, is_info, u.from + u.type_off}};
	if (r->signature.n)
		qsort(r->signature.v, r->signature.n, sizeof(*r->signature.v), by_signature);
}

static void skeleton_walk(struct walk *w, const struct dwarf_split *s);

/* Whether the unit's types are in another file. */
static bool is_skeleton(struct walk *w, const struct unit *u, Dwarf_Die unit,
			struct dwarf_split *ret)
{
	struct dwarf_handle *h = handle_of(w);
	const char *dir = dwarf_text(h, unit, DW_AT_comp_dir);

	ret->name = dwarf_text(h, unit, DW_AT_dwo_name);
	if (!ret->name)
		ret->name = dwarf_text(h, unit, DW_AT_GNU_dwo_name);
	ret->dir = dir ? dir : "";
	ret->id = u->id;
	dwarf_number(h, unit, DW_AT_GNU_dwo_id, &ret->id);
	return ret->name && !h->image.is_split;
}

static void unit_walk(struct walk *w, const struct unit *u, Dwarf_Die unit)
{
	struct dwarf_split split;
	Dwarf_Error e = NULL;
	Dwarf_Half tag = 0;

	if (!dwarf_is_ok(handle_of(w), dwarf_tag(unit, &tag, &e), &e) || tag == DW_TAG_partial_unit)
		return;
	w->lang = BW_DWARF_C;
	unit_enter(w, unit);
	if (is_skeleton(w, u, unit, &split))
		skeleton_walk(w, &split);
	else
		entries_walk(w, unit, NULL, 0);
	dwarf_files_close(&w->files);
}

static Dwarf_Die unit_die(struct walk *w)
{
	struct dwarf_handle *h = handle_of(w);
	Dwarf_Error e = NULL;
	Dwarf_Die unit = NULL;

	if (!dwarf_is_ok(h, dwarf_siblingof_b(h->dbg, NULL, w->is_info, &unit, &e), &e))
		return NULL;
	return unit;
}

static void source_walk(struct walk *w)
{
	for (int is_info = 1; is_info >= 0; is_info--) {
		struct unit u = {.next = 0};

		w->is_info = is_info;
		while (unit_next(w, is_info, &u)) {
			Dwarf_Die unit = unit_die(w);

			if (!unit)
				continue;
			unit_walk(w, &u, unit);
			dwarf_die_end(handle_of(w), unit);
		}
	}
}

/* ---- sets of files ---- */

static struct set *set_new(struct collecting *c)
{
	struct bw_arena *a = bw_arena_child(c->a);
	struct set *s = BW_NEW(a, struct set);

	s->arena = a;
	s->r = (struct dwarf_reader){.a = a, .machine = c->h.ret->machine};
	s->r.nothing = (struct dwarf_node){.name = "", .word = "", .bytes = DWARF_BYTES_UNKNOWN};
	return s;
}

static void set_end(struct set *s)
{
	bw_arena_deinit(s->arena);
}

/* Its number; 0 if there is nothing in it that can be read. */
static uint32_t source_add(struct collecting *c, struct set *set, const struct dwarf_image *m)
{
	struct dwarf_source *s = BW_NEW(set->arena, struct dwarf_source);
	const struct bw_bytes *have = s->h.image.section;
	bool ok;

	s->h.image = *m;
	s->h.image.budget_bytes = BUDGET_BYTES;
	ok = dwarf_handle_open(set->arena, &s->h);
	c->is_cut |= have[DWARF_INFO].n != m->section[DWARF_INFO].n ||
		     have[DWARF_TYPES].n != m->section[DWARF_TYPES].n;
	if (!ok)
		return 0;
	*bw_push(set->arena, &set->r.source) = s;
	return set->r.source.n;
}

/* ---- split units ---- */

/* The id of the first unit of a split source. */
static uint64_t source_id(struct collecting *c, struct set *set, uint32_t source)
{
	struct walk *w = walk_new(c, set);
	struct unit u = {.next = 0};
	uint64_t id = 0;

	w->source = source;
	w->is_info = true;
	while (unit_next(w, true, &u)) { /* to the end: the next search starts anew */
		Dwarf_Die unit = unit_die(w);

		if (!unit)
			continue;
		if (!u.type_off && !id) {
			id = u.id;
			dwarf_number(handle_of(w), unit, DW_AT_GNU_dwo_id, &id);
		}
		dwarf_die_end(handle_of(w), unit);
	}
	return id;
}

/* The package of the program, opened when first asked for. NULL if there is none. */
static struct set *package_of(struct collecting *c)
{
	struct dwarf_images units = {0};
	struct dwarf_image m;
	struct bw_bytes image;
	struct set *s;

	if (c->package_tried)
		return c->package;
	c->package_tried = true;
	s = set_new(c);
	if (!dwarf_beside_package(s->arena, c->path, &image) ||
	    !dwarf_image_read(s->arena, image, true, &m)) {
		set_end(s);
		return NULL;
	}
	dwarf_package_split(s->arena, &m, &units);
	for (uint32_t i = 0; i < units.list.n; i++)
		source_add(c, s, &units.list.v[i]);
	signatures_read(c, s);
	for (uint32_t i = 1; i <= s->r.source.n; i++)
		*bw_push(s->arena, &s->id) =
		    (struct dwarf_signature){source_id(c, s, i), {.source = i}};
	if (s->id.n)
		qsort(s->id.v, s->id.n, sizeof(*s->id.v), by_signature);
	c->package = s;
	return s;
}

/* Walk what a skeleton stands for, whose line table says where things are declared. */
static void part_walk(struct walk *w, struct set *set, uint32_t source)
{
	struct walk *inner = walk_new(w->c, set);

	if (!w->files_tried)
		dwarf_files_open(&w->files, w->unit);
	w->files_tried = true;
	inner->skeleton = &w->files;
	inner->source = source;
	source_walk(inner);
}

static bool package_walk(struct walk *w, const struct dwarf_split *s)
{
	struct set *package = package_of(w->c);

	for (uint32_t i = 0; package && i < package->id.n; i++)
		if (package->id.v[i].signature == s->id) {
			part_walk(w, package, package->id.v[i].type.source);
			return true;
		}
	return false;
}

static bool file_walk(struct walk *w, const struct dwarf_split *s, uint32_t place)
{
	struct set *set = set_new(w->c);
	struct dwarf_image m;
	struct bw_bytes image;
	bool ok;

	ok = dwarf_beside_split(set->arena, w->c->path, s, place, &image) &&
	     dwarf_image_read(set->arena, image, true, &m) && source_add(w->c, set, &m) &&
	     source_id(w->c, set, 1) == s->id;
	if (ok) {
		signatures_read(w->c, set);
		part_walk(w, set, 1);
	}
	set_end(set);
	return ok;
}

static void skeleton_walk(struct walk *w, const struct dwarf_split *s)
{
	struct collecting *c = w->c;

	if (c->path && c->splits++ < SPLITS_MAX) {
		if (package_walk(w, s))
			return;
		for (uint32_t i = 0; i < DWARF_SPLIT_PLACES; i++)
			if (file_walk(w, s, i))
				return;
	}
	if (!c->splits_missing++)
		c->split_missing = bw_strndup(c->h.a, s->name, strlen(s->name));
}

/* Units of types of a package, which no skeleton names. */
static void package_types_walk(struct collecting *c)
{
	struct walk *w;

	if (!c->package)
		return;
	w = walk_new(c, c->package);
	for (uint32_t i = 0; i < c->package->id.n; i++) {
		w->source = c->package->id.v[i].type.source;
		if (!c->package->id.v[i].signature)
			source_walk(w);
	}
}

/* ---- programs ---- */

/* The program's own image, or its debug file with its path. False if there is neither. */
static bool image_find(struct collecting *c, struct set *s, const char **path,
		       struct bw_bytes *image, struct dwarf_image *ret)
{
	struct bw_dwarf_types *t = c->h.ret;
	struct bw_bytes beside;

	if (dwarf_image_read(s->arena, *image, false, ret))
		return true;
	if (ret->unread) {
		t->missing = bw_printf(c->h.a, "its .debug_info cannot be read: %s", ret->unread);
		return false;
	}
	if (*path && dwarf_beside_debug(s->arena, *path, *image, path, &beside) &&
	    dwarf_image_read(s->arena, beside, false, ret)) {
		*image = beside;
		return true;
	}
	t->missing = dwarf_beside_reason(c->h.a, *image);
	return false;
}

/* What dwz moved out of a file is a source beside it. */
static uint32_t common_add(struct collecting *c, struct set *s, const char *path,
			   struct bw_bytes image)
{
	struct dwarf_image m;
	struct bw_bytes common;

	if (!path || !dwarf_beside_common(s->arena, path, image, &common) ||
	    !dwarf_image_read(s->arena, common, false, &m))
		return 0;
	return source_add(c, s, &m);
}

static void program_walk(struct collecting *c, struct bw_bytes image)
{
	struct set *s = set_new(c);
	const char *path = c->path;
	struct dwarf_source **v;
	uint32_t common, own;
	struct dwarf_image m;
	struct walk *w;
	Dwarf_Error e = NULL;

	if (!image_find(c, s, &path, &image, &m))
		return;
	/* references into one (DW_FORM_ref_sup4) are not known to libdwarf of 2021 */
	c->has_supplement = dwarf_image_section(s->arena, image, ".debug_sup").n != 0;
	common = common_add(c, s, path, image);
	own = source_add(c, s, &m);
	if (!own) {
		c->h.ret->missing = "its .debug_info is of a form that is not known";
		return;
	}
	v = s->r.source.v;
	if (common) {
		v[own - 1]->alternate = common;
		dwarf_is_ok(&v[own - 1]->h,
			    dwarf_set_tied_dbg(v[own - 1]->h.dbg, v[common - 1]->h.dbg, &e), &e);
	}
	signatures_read(c, s);
	w = walk_new(c, s);
	w->source = own;
	source_walk(w);
	package_types_walk(c);
}

/* What was not read, if there was anything: the result says so. */
static void remains_say(struct collecting *c)
{
	struct bw_dwarf_types *t = c->h.ret;

	if (t->missing)
		return;
	if (c->splits_missing)
		t->partial =
		    bw_printf(c->h.a, "%u of %u .dwo files are not there: %s%s", c->splits_missing,
			      c->splits, c->split_missing, c->splits_missing > 1 ? ", ..." : "");
	else if (c->h.is_full || !c->h.parts)
		t->partial = "it has more types than are read";
	else if (c->has_supplement)
		t->partial = "a part of its .debug_info is in a supplementary file (dwz -5)";
	else if (c->is_cut)
		t->partial = "a part of its .debug_info is of a form that is not known";
	else if (c->unfit)
		t->partial =
		    bw_printf(c->h.a, "%u types have no size, or members outside it", c->unfit);
	if (c->splits_missing && c->splits_missing == c->splits && !t->list.n) {
		t->missing = t->partial;
		t->partial = NULL;
	}
}

void dwarf_collect(struct bw_arena *a, struct bw_bytes image, const struct dwarf_wanted *wanted,
		   struct bw_dwarf_types *ret)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct collecting *c = BW_NEW(scratch, struct collecting);

	dwarf_harvest_begin(&c->h, a, wanted, ret);
	c->a = scratch;
	c->path = wanted->path;
	program_walk(c, image);
	remains_say(c);
	bw_arena_deinit(scratch);
}
