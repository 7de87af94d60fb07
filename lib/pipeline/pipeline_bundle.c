/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects out of programs and archives. Archives are searched as one group after all
 * objects are known, whatever the order on the command line: as long as a symbol is
 * undefined, the first member (in the order of archives and members) that defines one
 * is linked. So the choice depends on the order of the archives alone.
 */
#include "pipeline/pipeline_run.h"

#define BUNDLE_BYTES_MAX ((size_t)1 << 30)

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What the note keeps: names without directories. */
static void member_note(struct bpfweld *b, const struct bw_bundle *u,
			const struct bw_bundle_member *m, const struct bw_obj *o)
{
	if (!note_inherit(b, o))
		note_add_input(
		    b, bw_printf(&b->arena, "%s(%s)", base_name(u->file), base_name(m->name)),
		    o->digest);
}

static enum bw_status member_bytes(struct bpfweld *b, struct bw_arena *a,
				   const struct bw_bundle_member *m, struct bw_bytes *ret)
{
	int err;

	*ret = m->bytes;
	if (!m->path)
		return BW_OK;
	err = bw_file_read(a, m->path, BUNDLE_BYTES_MAX, ret);
	return err ? input_unreadable(b, m->path, err) : BW_OK;
}

/* One member, named or needed: it must be an object. */
static enum bw_status member_read(struct bpfweld *b, const struct bw_bundle *u,
				  const struct bw_bundle_member *m, struct bw_obj **ret)
{
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	struct bw_bytes bytes;
	enum bw_status st = member_bytes(b, scratch, m, &bytes);

	if (st == BW_OK)
		st = bw_obj_read(b->objs, b->names, b->diags,
				 bw_printf(&b->arena, "%s(%s)", u->file, m->name), bytes, ret);
	if (st == BW_OK)
		member_note(b, u, m, *ret);
	bw_arena_deinit(scratch);
	return st;
}

static enum bw_status no_member(struct bpfweld *b, const struct bw_bundle *u, const char *name)
{
	const uint32_t shown = u->count < 20 ? u->count : 20;
	enum bw_status st = bw_report(b->diags, BW_D_BUNDLE_NAME, bw_at_file(u->file),
				      "none of its %u objects is called '%s'", u->count, name);

	for (uint32_t i = 0; i < shown; i++)
		bw_note(b->diags, (struct bw_where){0}, "it has %s", u->member[i].name);
	return st;
}

static void program_list(struct bpfweld *b, const struct bw_bundle *u)
{
	bw_report_safe(&b->text, u->file);
	bw_sb_printf(&b->text, ": program with %u BPF object%s\n", u->count,
		     u->count == 1 ? "" : "s");
	for (uint32_t i = 0; i < u->count; i++)
		bw_sb_printf(&b->text, "  %u  %s  %zu bytes at 0x%llx\n", i + 1, u->member[i].name,
			     u->member[i].bytes.n, (unsigned long long)u->member[i].off_bytes);
}

static enum bw_status program_add(struct bpfweld *b, const struct bw_bundle *u, obj_list *objs)
{
	enum bw_status st = BW_OK;

	if (strcmp(b->verb, "show") == 0)
		program_list(b, u);
	for (uint32_t i = 0; i < u->count; i++) {
		struct bw_obj *o;
		enum bw_status one = member_read(b, u, &u->member[i], &o);

		if (one == BW_OK)
			*bw_push(&b->arena, objs) = o;
		st = bw_worse(st, one);
	}
	return st;
}

static enum bw_status named_add(struct bpfweld *b, const struct bw_bundle *u, const char *name,
				obj_list *objs)
{
	const struct bw_bundle_member *m = bw_bundle_find(u, name);
	struct bw_obj *o;
	enum bw_status st;

	if (!m)
		return no_member(b, u, name);
	st = member_read(b, u, m, &o);
	if (st == BW_OK)
		*bw_push(&b->arena, objs) = o;
	return st;
}

/* ---- archives ---- */

static bool is_elf(struct bw_bytes x)
{
	return x.n >= 4 && memcmp(x.p, "\177ELF", 4) == 0 && bw_bundle_kind_of(x) == BW_BUNDLE_NONE;
}

/* NULL, with a warning, if it is none of ours. */
static enum bw_status archive_member(struct bpfweld *b, const struct bw_bundle *u,
				     const struct bw_bundle_member *m, struct bw_obj **ret)
{
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	const char *name = bw_printf(&b->arena, "%s(%s)", u->file, m->name);
	struct bw_bytes x;
	enum bw_status st = member_bytes(b, scratch, m, &x);

	if (st == BW_OK && !is_elf(x))
		bw_tell(b->diags, BW_D_ARCHIVE_MEMBER, bw_at_file(name),
			"the member's %zu bytes are no BPF object", x.n);
	else if (st == BW_OK)
		st = bw_obj_read(b->objs, b->names, b->diags, name, x, ret);
	bw_arena_deinit(scratch);
	return st;
}

/* All members are read: what they define decides which are needed. */
static enum bw_status archive_add(struct bpfweld *b, struct bw_bundle *u, archive_list *archives)
{
	struct archive r = {.bundle = u,
			    .obj = BW_NEW_ARRAY(&b->arena, struct bw_obj *, u->count),
			    .taken = BW_NEW_ARRAY(&b->arena, bool, u->count)};
	enum bw_status st = BW_OK;

	for (uint32_t i = 0; i < u->count; i++)
		st = bw_worse(st, archive_member(b, u, &u->member[i], &r.obj[i]));
	*bw_push(&b->arena, archives) = r;
	return st;
}

/* Members of all archives in one row. */
struct candidate {
	struct archive *archive;
	uint32_t member;
	bool queued;
};

struct search {
	struct bpfweld *b;
	obj_list *objs;
	BW_VEC(struct candidate) all;
	BW_VEC(uint32_t) heap;	/* candidates that may be needed, the first at the top */
	uint32_t names;		/* bw_names_count() */
	uint32_t *first;	/* by name: 1 + the first candidate that defines it */
	bool *defined, *needed; /* by name */
};

static void heap_add(struct search *s, uint32_t c)
{
	uint32_t i = s->heap.n;

	if (s->all.v[c].queued)
		return;
	s->all.v[c].queued = true;
	*bw_push(&s->b->arena, &s->heap) = c;
	for (; i && s->heap.v[(i - 1) / 2] > c; i = (i - 1) / 2)
		s->heap.v[i] = s->heap.v[(i - 1) / 2];
	s->heap.v[i] = c;
}

static uint32_t heap_take(struct search *s)
{
	uint32_t top = s->heap.v[0], last = s->heap.v[--s->heap.n], i = 0, k;

	while ((k = 2 * i + 1) < s->heap.n) {
		if (k + 1 < s->heap.n && s->heap.v[k + 1] < s->heap.v[k])
			k++;
		if (s->heap.v[k] >= last)
			break;
		s->heap.v[i] = s->heap.v[k];
		i = k;
	}
	s->heap.v[i] = last;
	return top;
}

/* Does the object need the symbol from another file? Not what the kernel gives. */
static bool is_needed(const struct bw_obj *o, const struct bw_symbol *y)
{
	const char *from = bw_str(o->names, y->extern_sec);

	return !bw_symbol_is_defined(y) && y->bind == BW_GLOBAL && y->name.id &&
	       strcmp(from, ".ksyms") != 0 && strcmp(from, ".kconfig") != 0;
}

static bool is_offered(const struct bw_symbol *y)
{
	return bw_symbol_is_defined(y) && y->bind != BW_LOCAL && y->name.id;
}

/* An object is linked: what it defines and what it still needs. */
static void object_enter(struct search *s, const struct bw_obj *o)
{
	for (uint32_t i = 1; i < o->sym_count; i++)
		if (is_offered(&o->sym[i]))
			s->defined[o->sym[i].name.id] = true;
	for (uint32_t i = 1; i < o->sym_count; i++) {
		uint32_t name = o->sym[i].name.id;

		if (!is_needed(o, &o->sym[i]) || s->needed[name] || s->defined[name])
			continue;
		s->needed[name] = true;
		if (s->first[name])
			heap_add(s, s->first[name] - 1);
	}
}

static void candidate_enter(struct search *s, struct archive *r, uint32_t member)
{
	const struct bw_obj *o = r->obj[member];

	*bw_push(&s->b->arena, &s->all) = (struct candidate){r, member, false};
	for (uint32_t i = 1; i < o->sym_count; i++)
		if (is_offered(&o->sym[i]) && !s->first[o->sym[i].name.id])
			s->first[o->sym[i].name.id] = s->all.n;
}

static bool still_needed(const struct search *s, const struct bw_obj *o)
{
	for (uint32_t i = 1; i < o->sym_count; i++)
		if (is_offered(&o->sym[i]) && s->needed[o->sym[i].name.id] &&
		    !s->defined[o->sym[i].name.id])
			return true;
	return false;
}

static void member_take(struct search *s, struct archive *r, uint32_t i)
{
	r->taken[i] = true;
	*bw_push(&s->b->arena, s->objs) = r->obj[i];
	member_note(s->b, r->bundle, &r->bundle->member[i], r->obj[i]);
}

/* Members of the other byte order are not for this link. */
static void needed_take(struct search *s, archive_list *archives)
{
	bool big = s->objs->n && s->objs->v[0]->big_endian;

	for (uint32_t k = 0; k < archives->n; k++)
		for (uint32_t i = 0; i < archives->v[k].bundle->count; i++)
			if (archives->v[k].obj[i] && archives->v[k].obj[i]->big_endian == big)
				candidate_enter(s, &archives->v[k], i);
	for (uint32_t i = 0; i < s->objs->n; i++)
		object_enter(s, s->objs->v[i]);
	while (s->heap.n) {
		struct candidate *c = &s->all.v[heap_take(s)];

		c->queued = false;
		if (c->archive->taken[c->member] || !still_needed(s, c->archive->obj[c->member]))
			continue;
		member_take(s, c->archive, c->member);
		object_enter(s, c->archive->obj[c->member]);
	}
}

static void all_take(struct search *s, archive_list *archives)
{
	for (uint32_t k = 0; k < archives->n; k++)
		for (uint32_t i = 0; i < archives->v[k].bundle->count; i++)
			if (archives->v[k].obj[i])
				member_take(s, &archives->v[k], i);
}

static void unused_tell(struct bpfweld *b, const struct archive *r)
{
	for (uint32_t i = 0; i < r->bundle->count; i++)
		if (r->taken[i])
			return;
	bw_tell(b->diags, BW_D_ARCHIVE_UNUSED, bw_at_file(r->bundle->file),
		"none of its %u members was linked", r->bundle->count);
}

void archives_search(struct bpfweld *b, archive_list *archives, bool whole, obj_list *objs)
{
	struct search s = {.b = b, .objs = objs};

	if (!archives->n)
		return;
	s.names = bw_names_count(b->names);
	s.first = BW_NEW_ARRAY(&b->arena, uint32_t, s.names);
	s.defined = BW_NEW_ARRAY(&b->arena, bool, s.names);
	s.needed = BW_NEW_ARRAY(&b->arena, bool, s.names);
	if (whole)
		all_take(&s, archives);
	else
		needed_take(&s, archives);
	for (uint32_t k = 0; k < archives->n; k++)
		unused_tell(b, &archives->v[k]);
}

/* ---- both ---- */

enum bw_status bundle_add(struct bpfweld *b, const char *file, const char *name, obj_list *objs,
			  archive_list *archives)
{
	struct bw_arena *a = bw_arena_child(&b->arena);
	struct bw_bundle *u = BW_NEW(&b->arena, struct bw_bundle);
	struct bw_bytes image;
	enum bw_status st;
	int err = bw_file_read(a, file, BUNDLE_BYTES_MAX, &image);

	if (err)
		return input_unreadable(b, file, err);
	st = bw_bundle_read(&b->arena, b->diags, file, image, u);
	if (st == BW_OK)
		st = name			    ? named_add(b, u, name, objs)
		     : u->kind == BW_BUNDLE_ARCHIVE ? archive_add(b, u, archives)
						    : program_add(b, u, objs);
	bw_arena_deinit(a);
	return st;
}
