/* SPDX-License-Identifier: BSD-2-Clause */
/* Special fields of a value, as btf_parse_fields of the kernel sees them. */
#include <errno.h>

#include "spec/spec.h"

#define DEPTH_MAX 32 /* MAX_RESOLVE_DEPTH */
#define PLACES_MAX (1u << 20)
#define WITHIN 0 /* size not given from outside */

enum by { STRUCT, TAG };

static const struct kind {
	enum by by;
	const char *name;
	uint32_t bytes, align;
	bool repeats;
} kinds[] = {
#define SPECIAL(name, by, text, bytes, align, repeats) {by, text, bytes, align, repeats},
#include "spec/spec_special.def"
#undef SPECIAL
};

#define NODES (BW_SPECIAL(LIST_NODE) | BW_SPECIAL(RB_NODE))
/* Of these the kernel takes one only. */
#define UNIQUE                                                                                     \
	(BW_SPECIAL(SPIN_LOCK) | BW_SPECIAL(TIMER) | BW_SPECIAL(WQ) | BW_SPECIAL(RES_SPIN_LOCK) |  \
	 BW_SPECIAL(TASK_WORK))

struct walk {
	struct bw_arena *arena;
	const struct bw_btf *btf;
	const struct bw_special_rules *rules;
	struct bw_special_set *set;
	uint32_t want;	/* kinds looked for */
	uint32_t max;	/* fields there is room for, from the set's start */
	bool bit_field; /* one that does not start with a byte was seen */
	uint32_t seen;	/* places looked at, for what no B5 bounds */
	int err;
};

/* One place to look at: a member of a struct or a variable of a section. */
struct place {
	bw_tid holder, type;
	int32_t index; /* of the member, -1 for a variable */
	uint32_t off_bytes, size_bytes;
};

const char *bw_special_name(enum bw_special_kind k)
{
	assert(k < BW_SPECIAL_KINDS);
	return kinds[k].name;
}

/* The first wrong thing decides. */
static bool wrong(struct walk *w, int err, const char *fmt, ...) BW_PRINTF(3, 4);
static bool wrong(struct walk *w, int err, const char *fmt, ...)
{
	struct bw_sb sb = bw_sb_in(w->arena);
	va_list ap;

	assert(err > 0);
	if (w->err)
		return false;
	w->err = err;
	va_start(ap, fmt);
	bw_sb_vprintf(&sb, fmt, ap);
	va_end(ap);
	w->set->why = bw_sb_str(&sb);
	return false;
}

static uint32_t kind_bytes(const struct walk *w, enum bw_special_kind k)
{
	bool node = k == BW_SPECIAL_LIST_NODE || k == BW_SPECIAL_RB_NODE;

	return kinds[k].bytes - (node && w->rules->old_nodes ? 8 : 0);
}

/* The kind whose struct has the type's name, whatever the type is. */
static bool kind_of_name(const struct walk *w, bw_tid t, enum bw_special_kind *ret)
{
	const char *name = bw_btf_str(w->btf, t);

	if (strncmp(name, "bpf_", 4) != 0)
		return false;
	for (uint32_t k = 0; k < BW_SPECIAL_KINDS; k++) {
		if (kinds[k].by != STRUCT || !(w->want >> k & 1) || strcmp(kinds[k].name, name))
			continue;
		*ret = (enum bw_special_kind)k;
		return true;
	}
	return false;
}

static bool is_struct(const struct walk *w, bw_tid t)
{
	return bw_btf_kind(w->btf, t) == BW_BTF_STRUCT;
}

static struct bw_special *field_add(struct walk *w, enum bw_special_kind k, uint32_t off_bytes)
{
	struct bw_special *f;

	if (w->set->n >= w->max) {
		wrong(w, E2BIG, "more than %u special fields", w->rules->max);
		return NULL;
	}
	f = &w->set->field[w->set->n++];
	*f = (struct bw_special){.kind = k, .off_bytes = off_bytes, .size_bytes = kind_bytes(w, k)};
	return f;
}

/* ---- pointers ---- */

/* The kind of a type tag by the kernel's names of the time. */
static bool kind_of_tag(const struct walk *w, const char *tag, enum bw_special_kind *ret)
{
	if (w->rules->old_tags) {
		bool ref = !strcmp(tag, "kptr_ref");

		*ret = ref ? BW_SPECIAL_KPTR : BW_SPECIAL_KPTR_UNTRUSTED;
		return ref || !strcmp(tag, "kptr");
	}
	for (uint32_t k = 0; k < BW_SPECIAL_KINDS; k++) {
		if (kinds[k].by != TAG || strcmp(kinds[k].name, tag) || !(w->rules->known >> k & 1))
			continue;
		*ret = (enum bw_special_kind)k;
		return true;
	}
	return false;
}

/* False with no error: an ordinary pointer. */
static bool pointer_find(struct walk *w, bw_tid t, uint32_t off_bytes)
{
	enum bw_special_kind kind;
	struct bw_special *f;
	const char *tag;

	if (!w->rules->by_kind && bw_btf_kind(w->btf, t) == BW_BTF_VOLATILE)
		t = bw_btf_ref(w->btf, t);
	if (bw_btf_kind(w->btf, t) != BW_BTF_PTR)
		return false;
	t = bw_btf_ref(w->btf, t);
	if (bw_btf_kind(w->btf, t) != BW_BTF_TYPE_TAG || bw_btf_kflag(w->btf, t))
		return false;
	tag = bw_btf_str(w->btf, t);
	t = bw_btf_ref(w->btf, t);
	if (bw_btf_kind(w->btf, t) == BW_BTF_TYPE_TAG)
		return wrong(w, EINVAL, "the pointer at %u has two type tags", off_bytes);
	if (!kind_of_tag(w, tag, &kind))
		return wrong(w, EINVAL, "the pointer at %u has the unknown type tag '%s'",
			     off_bytes, tag);
	if (!(w->want >> kind & 1))
		return false;
	t = bw_btf_resolve(w->btf, t);
	if (!is_struct(w, t))
		return wrong(w, EINVAL, "the %s at %u is no pointer to a struct", kinds[kind].name,
			     off_bytes);
	f = field_add(w, kind, off_bytes);
	if (f)
		f->type = t;
	return f != NULL;
}

/* Does the map's kernel take the struct that a pointer owns? */
static bool pointer_check(struct walk *w, struct bw_special *f)
{
	const char *name = bw_btf_str(w->btf, f->type);

	f->home = w->rules->home ? w->rules->home(w->rules->arg, name) : BW_KPTR_PROGRAM;
	if (f->home == BW_KPTR_PROGRAM && w->rules->kernel_kptrs_only)
		return wrong(w, ENOENT, "struct %s of the kptr at %u is none of the kernel's", name,
			     f->off_bytes);
	if (f->home == BW_KPTR_KERNEL && f->kind == BW_SPECIAL_KPTR)
		return wrong(w, ENOENT,
			     "the kernel has no destructor for struct %s of the kptr at %u", name,
			     f->off_bytes);
	return true;
}

/* ---- lists and trees ---- */

/* The text behind "contains:" of the tag on a place, the only one. */
static const char *contains(const struct walk *w, const struct place *p)
{
	const char *found = NULL;

	for (uint32_t i = 1; i < w->btf->count; i++) {
		const bw_tid t = {i};
		const char *text;

		if (bw_btf_kind(w->btf, t) != BW_BTF_DECL_TAG ||
		    bw_btf_ref(w->btf, t).i != p->holder.i ||
		    (int32_t)bw_btf_tail(w->btf, t)[0] != p->index)
			continue;
		text = bw_btf_str(w->btf, t);
		if (strncmp(text, "contains:", 9) != 0)
			continue;
		if (found)
			return NULL;
		found = text + 9;
	}
	return found;
}

static bool root_find(struct walk *w, const struct place *p, enum bw_special_kind kind)
{
	const char *text = contains(w, p), *colon = text ? strchr(text, ':') : NULL;
	struct bw_special *f;
	bw_tid t = BW_VOID;
	bw_sym name;

	if (!colon)
		return wrong(w, EINVAL, "the %s at %u has not one tag contains:STRUCT:MEMBER",
			     kinds[kind].name, p->off_bytes);
	name = bw_names_find(w->btf->names, text, (size_t)(colon - text));
	if (name.id)
		t = bw_btf_find(w->btf, BW_BTF_STRUCT, name);
	if (!t.i)
		return wrong(w, ENOENT, "there is no struct %.*s for the %s at %u",
			     (int)(colon - text), text, kinds[kind].name, p->off_bytes);
	if (!colon[1])
		return wrong(w, EINVAL, "the tag of the %s at %u names no member", kinds[kind].name,
			     p->off_bytes);
	f = field_add(w, kind, p->off_bytes);
	if (!f)
		return false;
	f->type = t;
	f->member = colon + 1;
	return true;
}

/* The member that the tag names must be a node of the right kind. */
static bool node_check(struct walk *w, struct bw_special *f, const struct bw_btf_member *m)
{
	enum bw_special_kind node =
	    f->kind == BW_SPECIAL_LIST_HEAD ? BW_SPECIAL_LIST_NODE : BW_SPECIAL_RB_NODE;
	uint32_t bits = m->off;

	if (!is_struct(w, m->type) || strcmp(bw_btf_str(w->btf, m->type), kinds[node].name))
		return wrong(w, EINVAL, "member %s of struct %s is no %s",
			     bw_str(w->btf->names, m->name), bw_btf_str(w->btf, f->type),
			     kinds[node].name);
	if (bw_btf_kflag(w->btf, m->type)) /* the node's own flag: so does the kernel */
		bits &= 0xffffff;
	if (bits % (kinds[node].align * 8))
		return wrong(w, EINVAL, "member %s of struct %s is not aligned",
			     bw_str(w->btf->names, m->name), bw_btf_str(w->btf, f->type));
	f->node_off_bytes = bits / 8;
	return true;
}

static bool root_check(struct walk *w, struct bw_special *f)
{
	const struct bw_btf_member *m = bw_btf_members(w->btf, f->type);
	bool found = false;

	for (uint32_t i = 0; i < bw_btf_vlen(w->btf, f->type); i++) {
		if (strcmp(bw_str(w->btf->names, m[i].name), f->member))
			continue;
		if (found)
			return wrong(w, EINVAL, "struct %s has two members %s",
				     bw_btf_str(w->btf, f->type), f->member);
		if (!node_check(w, f, &m[i]))
			return false;
		found = true;
	}
	return found || wrong(w, ENOENT, "struct %s has no member %s", bw_btf_str(w->btf, f->type),
			      f->member);
}

/* ---- the walk ---- */

static bool walk_struct(struct walk *w, bw_tid t, uint32_t level, uint32_t *seen);

static bool named_find(struct walk *w, const struct place *p, enum bw_special_kind kind)
{
	if (!is_struct(w, p->type) || bw_btf_size_word(w->btf, p->type) != kind_bytes(w, kind))
		return false; /* to the kernel an ordinary type */
	if (1u << kind & BW_SPECIAL_ROOTS)
		return root_find(w, p, kind);
	return field_add(w, kind, p->off_bytes) != NULL;
}

/* A variable must have just the size of its type. */
static bool size_fits(const struct place *p, uint32_t elem_bytes, uint32_t elems)
{
	return p->size_bytes == WITHIN || p->size_bytes == elem_bytes * elems;
}

static void nested_find(struct walk *w, const struct place *p, uint32_t level, uint32_t *seen)
{
	uint32_t first = w->set->n, own = 0;

	if (level + 1 >= DEPTH_MAX) {
		wrong(w, E2BIG, "structs are nested more than %u deep", DEPTH_MAX);
		return;
	}
	if (!walk_struct(w, p->type, level + 1, w->rules->seen_once ? seen : &own))
		return;
	for (uint32_t i = first; i < w->set->n; i++)
		w->set->field[i].off_bytes += p->off_bytes;
}

/* The fields from first on are of one element of an array: make those of the others. */
static bool repeat(struct walk *w, uint32_t first, uint32_t elems, uint32_t elem_bytes)
{
	uint32_t n = w->set->n - first;

	for (uint32_t i = first; i < w->set->n; i++)
		if (!kinds[w->set->field[i].kind].repeats)
			return wrong(w, EINVAL, "there is an array of %s",
				     kinds[w->set->field[i].kind].name);
	if ((uint64_t)n * elems > w->max - first)
		return wrong(w, E2BIG, "more than %u special fields", w->rules->max);
	for (uint32_t i = 1; i < elems; i++)
		for (uint32_t j = 0; j < n; j++) {
			struct bw_special *f = &w->set->field[w->set->n++];

			*f = w->set->field[first + j];
			f->off_bytes += i * elem_bytes;
		}
	return true;
}

/* The element of a (nested) array, and how many there are. */
static bool flatten(struct walk *w, struct place *p, uint32_t *ret_elems)
{
	uint32_t depth = 0;

	*ret_elems = 1;
	for (; w->rules->nested && bw_btf_kind(w->btf, p->type) == BW_BTF_ARRAY; depth++) {
		if (depth + 1 == DEPTH_MAX)
			return wrong(w, E2BIG, "arrays are nested %u deep", DEPTH_MAX);
		*ret_elems *= bw_btf_array(w->btf, p->type)->n;
		p->type = bw_btf_array(w->btf, p->type)->elem;
	}
	return true;
}

/* What is at a place, if it is special; elem_bytes: the size of one. */
static void place_find(struct walk *w, const struct place *p, uint32_t elems, uint32_t level,
		       uint32_t *seen, uint32_t *ret_elem_bytes)
{
	enum bw_special_kind kind;

	*ret_elem_bytes = 8;
	if (kind_of_name(w, p->type, &kind)) {
		uint32_t unique = UNIQUE | (w->rules->many_refcounts ? 0 : BW_SPECIAL(REFCOUNT));

		if (1u << kind & unique & *seen)
			wrong(w, E2BIG, "there is a second %s", kinds[kind].name);
		*seen |= 1u << kind;
		*ret_elem_bytes = kind_bytes(w, kind);
		if (!w->err && size_fits(p, *ret_elem_bytes, elems) &&
		    p->off_bytes % kinds[kind].align == 0)
			named_find(w, p, kind);
	} else if (is_struct(w, p->type)) {
		*ret_elem_bytes = bw_btf_size_word(w->btf, p->type);
		if (w->rules->nested && size_fits(p, *ret_elem_bytes, elems))
			nested_find(w, p, level, seen);
	} else if (w->want & BW_SPECIAL_POINTERS && size_fits(p, 8, elems) &&
		   p->off_bytes % 8 == 0) {
		pointer_find(w, p->type, p->off_bytes);
	}
}

static bool place_walk(struct walk *w, struct place p, uint32_t level, uint32_t *seen)
{
	uint32_t elems, first = w->set->n, elem_bytes;

	if (w->seen++ >= PLACES_MAX)
		return wrong(w, E2BIG, "more than %u members", PLACES_MAX);
	if (!flatten(w, &p, &elems))
		return false;
	if (!elems)
		return true;
	place_find(w, &p, elems, level, seen, &elem_bytes);
	if (!w->err && w->set->n > first && elems > 1)
		repeat(w, first, elems, elem_bytes);
	return !w->err;
}

static bool walk_struct(struct walk *w, bw_tid t, uint32_t level, uint32_t *seen)
{
	for (uint32_t i = 0; i < bw_btf_vlen(w->btf, t); i++) {
		uint32_t bits = bw_btf_member_bits(w->btf, t, i);
		struct place p = {t, bw_btf_members(w->btf, t)[i].type, (int32_t)i, bits / 8,
				  WITHIN};

		if (bits % 8) /* the kernel gives up; whether that matters is seen at the end */
			w->bit_field = true;
		else if (!place_walk(w, p, level, seen))
			return false;
	}
	return true;
}

static bool walk_section(struct walk *w, bw_tid t, uint32_t *seen)
{
	const struct bw_btf_secinfo *v = bw_btf_secinfos(w->btf, t);

	for (uint32_t i = 0; i < bw_btf_vlen(w->btf, t); i++) {
		struct place p = {v[i].var, bw_btf_ref(w->btf, v[i].var), -1, v[i].off_bytes,
				  v[i].size_bytes};

		if (!place_walk(w, p, 0, seen))
			return false;
	}
	return true;
}

static bool walk(struct walk *w, bw_tid t)
{
	uint32_t seen = 0;

	if (is_struct(w, t) && !walk_struct(w, t, 0, &seen))
		return false;
	if (bw_btf_kind(w->btf, t) == BW_BTF_DATASEC && !walk_section(w, t, &seen))
		return false;
	if (w->bit_field && w->set->n)
		return wrong(w, EINVAL, "there is a bit-field beside special fields");
	if (!w->bit_field && (is_struct(w, t) || bw_btf_kind(w->btf, t) == BW_BTF_DATASEC))
		return true;
	w->err = EINVAL; /* nothing is wrong with a plain value: there is no why */
	return false;
}

/* ---- the fields together ---- */

static bool field_check(struct walk *w, struct bw_special *f)
{
	if (1u << f->kind & BW_SPECIAL_POINTERS)
		return pointer_check(w, f);
	if (1u << f->kind & BW_SPECIAL_ROOTS)
		return root_check(w, f);
	return true;
}

static bool fields_check(struct walk *w, uint32_t size_bytes)
{
	const uint32_t locks = BW_SPECIAL(SPIN_LOCK) | BW_SPECIAL(RES_SPIN_LOCK);
	uint32_t have = 0;

	for (uint32_t i = 0, next = 0; i < w->set->n; i++) {
		struct bw_special *f = &w->set->field[i];

		if ((uint64_t)f->off_bytes + f->size_bytes > size_bytes)
			return wrong(w, EFAULT, "the %s at %u is behind the value's end",
				     kinds[f->kind].name, f->off_bytes);
		if (f->off_bytes < next)
			return wrong(w, EEXIST, "the %s at %u is not behind the field before it",
				     kinds[f->kind].name, f->off_bytes);
		next = f->off_bytes + f->size_bytes;
		if (f->off_bytes % kinds[f->kind].align)
			w->set->crooked =
			    bw_printf(w->arena, "the %s at %u is not aligned to %u",
				      kinds[f->kind].name, f->off_bytes, kinds[f->kind].align);
		have |= 1u << f->kind;
		if (!field_check(w, f))
			return false;
	}
	if ((have & locks) == locks)
		return wrong(w, EINVAL, "there is a bpf_spin_lock and a bpf_res_spin_lock");
	if (have & BW_SPECIAL_ROOTS && !(have & locks))
		return wrong(w, EINVAL, "a list or tree has no lock beside it");
	if ((have & NODES) == NODES && !(have & BW_SPECIAL(REFCOUNT)))
		return wrong(w, EINVAL, "a list node and a tree node have no bpf_refcount beside");
	w->set->kinds = have;
	return true;
}

/* ---- to 6.1: each kind by itself ---- */

static bool old_place(struct walk *w, const struct place *p, uint32_t kind_set)
{
	enum bw_special_kind kind;
	bool pointers = kind_set & BW_SPECIAL_POINTERS;

	if (!pointers && (!kind_of_name(w, p->type, &kind) || !(kind_set >> kind & 1)))
		return true;
	if (p->size_bytes != WITHIN && p->size_bytes != (pointers ? 8 : kinds[kind].bytes))
		return true;
	if (pointers && p->off_bytes % 8) {
		w->bit_field = true; /* any member that is not at a multiple of 8 spoils all */
		return true;
	}
	if (!pointers && p->off_bytes % kinds[kind].align)
		return wrong(w, EINVAL, "the %s at %u is not aligned", kinds[kind].name,
			     p->off_bytes);
	if (pointers)
		pointer_find(w, p->type, p->off_bytes);
	else
		named_find(w, p, kind);
	return !w->err;
}

static bool old_struct(struct walk *w, bw_tid t, uint32_t kind_set)
{
	for (uint32_t i = 0; i < bw_btf_vlen(w->btf, t); i++) {
		uint32_t bits = bw_btf_member_bits(w->btf, t, i);
		struct place p = {t, bw_btf_members(w->btf, t)[i].type, (int32_t)i, bits / 8,
				  WITHIN};

		if (bits % 8 && kind_set & BW_SPECIAL_POINTERS) {
			w->bit_field = true;
			continue;
		}
		if (!old_place(w, &p, kind_set))
			return false;
	}
	return true;
}

static bool old_walk(struct walk *w, bw_tid t, uint32_t kind_set)
{
	const struct bw_btf_secinfo *v;

	if (is_struct(w, t))
		return old_struct(w, t, kind_set);
	if (bw_btf_kind(w->btf, t) != BW_BTF_DATASEC || w->rules->no_sections) {
		w->err = EINVAL;
		return false;
	}
	v = bw_btf_secinfos(w->btf, t);
	for (uint32_t i = 0; i < bw_btf_vlen(w->btf, t); i++) {
		struct place p = {v[i].var, bw_btf_ref(w->btf, v[i].var), -1, v[i].off_bytes,
				  v[i].size_bytes};

		if (!old_place(w, &p, kind_set))
			return false;
	}
	return true;
}

/* One kind: all of it or, with an error, nothing. */
static int old_kind(struct walk *w, bw_tid t, uint32_t kind_set, uint32_t max)
{
	uint32_t first = w->set->n;

	w->err = 0;
	w->bit_field = false;
	w->want = kind_set;
	w->max = first + max;
	assert(w->max <= BW_SPECIAL_MAX);
	if (old_walk(w, t, kind_set))
		for (uint32_t i = first; i < w->set->n && kind_set & BW_SPECIAL_POINTERS; i++)
			if (!pointer_check(w, &w->set->field[i]))
				break;
	if (w->bit_field && w->set->n > first)
		wrong(w, EINVAL, "a member beside the kptrs is not at a multiple of 8");
	if (w->err || w->bit_field)
		w->set->n = first;
	for (uint32_t i = first; i < w->set->n; i++)
		w->set->kinds |= 1u << w->set->field[i].kind;
	if (w->err || w->bit_field)
		return w->err ? w->err : EINVAL;
	return w->set->n == first ? ENOENT : 0;
}

static void old_kinds(struct walk *w, bw_tid t)
{
	const uint32_t pointers = BW_SPECIAL(KPTR) | BW_SPECIAL(KPTR_UNTRUSTED);

	old_kind(w, t, BW_SPECIAL(SPIN_LOCK), 1);
	if (w->rules->known & BW_SPECIAL(TIMER))
		w->set->timer_err = old_kind(w, t, BW_SPECIAL(TIMER), 1);
	if (w->rules->known & BW_SPECIAL(KPTR))
		old_kind(w, t, pointers, 8);
}

static void find(struct walk *w, bw_tid type, uint32_t size_bytes)
{
	w->max = w->rules->max;
	if (walk(w, type) && fields_check(w, size_bytes))
		return;
	w->set->n = 0;
	w->set->err = w->err;
	assert(w->err);
}

void bw_spec_special(struct bw_arena *a, const struct bw_btf *b, bw_tid type, uint32_t size_bytes,
		     const struct bw_special_rules *rules, struct bw_special_set *ret)
{
	struct walk w = {.arena = a, .btf = b, .rules = rules, .set = ret};

	assert(rules->max <= BW_SPECIAL_MAX);
	*ret = (struct bw_special_set){0};
	if (rules->by_kind) {
		old_kinds(&w, type);
		return;
	}
	w.want = rules->known & ~NODES;
	find(&w, type, size_bytes);
}

/* Of all struct types: those with a name that objects of programs are known by. */
#define OF_OBJECTS                                                                                 \
	(BW_SPECIAL(SPIN_LOCK) | BW_SPECIAL_ROOTS | NODES | BW_SPECIAL(REFCOUNT) |                 \
	 BW_SPECIAL(RES_SPIN_LOCK))

bool bw_spec_special_member(struct bw_arena *a, const struct bw_btf *b, bw_tid type,
			    const struct bw_special_rules *r)
{
	struct bw_special_set set = {0};
	struct walk w = {.btf = b, .rules = r, .set = &set, .max = 1};
	enum bw_special_kind kind;
	bool found;

	w.want = r->known & OF_OBJECTS & ~BW_SPECIAL(RES_SPIN_LOCK);
	if (is_struct(&w, type) && kind_of_name(&w, type, &kind))
		return bw_btf_find(b, BW_BTF_STRUCT, bw_btf_name(b, type)).i == type.i;
	if (!r->kptr_objects)
		return false;
	w.arena = bw_arena_child(a);
	w.want = r->known & BW_SPECIAL_POINTERS & ~BW_SPECIAL(UPTR);
	found = pointer_find(&w, type, 0);
	bw_arena_deinit(w.arena);
	return found;
}

void bw_spec_special_object(struct bw_arena *a, const struct bw_btf *b, bw_tid type,
			    const struct bw_special_rules *rules, struct bw_special_set *ret)
{
	struct walk w = {.arena = a, .btf = b, .rules = rules, .set = ret};

	*ret = (struct bw_special_set){0};
	w.want = rules->known & OF_OBJECTS;
	if (rules->kptr_objects)
		w.want |= rules->known & BW_SPECIAL_POINTERS & ~BW_SPECIAL(UPTR);
	find(&w, type, bw_btf_size_word(b, type));
}
