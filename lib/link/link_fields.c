/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Special fields of data sections. A section is one map, and the kernel takes one lock,
 * one timer and so on a map, and BTF_FIELDS_MAX special fields in all (kernel/bpf/btf.c,
 * btf_find_datasec_var(), 6.12; 10 in 6.2). So sections of one name that have more of
 * them together do not become one: the later ones get a number.
 */
#include "link/link_state.h"

enum { FIELDS_MAX = 10, DEPTH_MAX = 16 };

static const struct {
	const char *name;
	bool once; /* a map */
} specials[] = {
    {"bpf_spin_lock", true},  {"bpf_res_spin_lock", true}, {"bpf_timer", true},
    {"bpf_wq", true},	      {"bpf_task_work", true},	   {"bpf_refcount", true},
    {"bpf_list_head", false}, {"bpf_list_node", false},	   {"bpf_rb_root", false},
    {"bpf_rb_node", false},
};
/* What a pointer to the kernel's is tagged with. */
static const char *const pointer_tags[] = {"kptr", "kptr_untrusted", "percpu_kptr", "uptr"};

struct walk {
	const struct link *l;
	struct link_fields *known; /* by merged type */
	bool *done;		   /* the same */
};

static void fields_add(struct link_fields *to, const struct link_fields *x, uint32_t times)
{
	uint64_t n = to->count + (uint64_t)x->count * times;

	to->once |= x->once;
	to->count = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static struct link_fields pointer_fields(const struct link *l, bw_tid t)
{
	const struct bw_btf *b = l->merged;
	bw_tid tag = bw_btf_ref(b, t);
	struct link_fields none = {0};

	if (bw_btf_kind(b, tag) != BW_BTF_TYPE_TAG)
		return none;
	for (size_t i = 0; i < BW_COUNT(pointer_tags); i++)
		if (strcmp(bw_str(l->names, bw_btf_name(b, tag)), pointer_tags[i]) == 0)
			return (struct link_fields){.count = 1};
	return none;
}

static struct link_fields type_fields(struct walk *w, bw_tid t, uint32_t depth);

static struct link_fields struct_fields(struct walk *w, bw_tid t, uint32_t depth)
{
	const struct bw_btf *b = w->l->merged;
	const char *name = bw_str(w->l->names, bw_btf_name(b, t));
	struct link_fields all = {0};

	for (size_t i = 0; i < BW_COUNT(specials); i++)
		if (strcmp(name, specials[i].name) == 0)
			return (struct link_fields){specials[i].once ? 1u << i : 0, 1};
	for (uint32_t i = 0; i < bw_btf_vlen(b, t); i++) {
		struct link_fields x = type_fields(w, bw_btf_members(b, t)[i].type, depth + 1);

		fields_add(&all, &x, 1);
	}
	return all;
}

static struct link_fields type_fields(struct walk *w, bw_tid t, uint32_t depth)
{
	const struct bw_btf *b = w->l->merged;
	struct link_fields f = {0}, x;

	assert(t.i < b->count);
	t = bw_btf_resolve(b, t);
	if (!t.i || depth > DEPTH_MAX || w->done[t.i])
		return t.i ? w->known[t.i] : f;
	w->done[t.i] = true;
	if (bw_btf_kind(b, t) == BW_BTF_STRUCT) {
		f = struct_fields(w, t, depth);
	} else if (bw_btf_kind(b, t) == BW_BTF_ARRAY) {
		x = type_fields(w, bw_btf_array(b, t)->elem, depth + 1);
		fields_add(&f, &x, bw_btf_array(b, t)->n);
	} else if (bw_btf_kind(b, t) == BW_BTF_PTR) {
		f = pointer_fields(w->l, t);
	}
	w->known[t.i] = f;
	return f;
}

static bool is_plain(const struct link *l, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(l->merged, bw_btf_resolve(l->merged, t));

	return k != BW_BTF_STRUCT && k != BW_BTF_ARRAY && k != BW_BTF_PTR;
}

void link_fields_find(struct link *l)
{
	struct walk w = {.l = l};

	for (uint32_t i = 0; i < l->n && l->merged; i++) {
		struct link_input *in = &l->in[i];

		for (uint32_t k = 0; k < in->var.n; k++) {
			const struct link_var *v = &in->var.v[k];
			enum bw_sec_kind kind = bw_obj_sec(in->obj, v->sec)->kind;
			bw_tid t = link_merged(l, i, bw_btf_ref(in->obj->btf, v->type));
			const struct link_atom *a;
			struct link_fields x;

			if ((kind != BW_SEC_DATA && kind != BW_SEC_BSS) || is_plain(l, t))
				continue;
			if (!w.known) {
				w.known =
				    BW_NEW_ARRAY(l->scratch, struct link_fields, l->merged->count);
				w.done = BW_NEW_ARRAY(l->scratch, bool, l->merged->count);
			}
			a = link_atom_at(in, v->sec, v->off_bytes);
			x = type_fields(&w, t, 0);
			if (a && !a->dead)
				fields_add(&in->sec[v->sec.i].fields, &x, 1);
		}
	}
}

bool link_fields_fit(const struct link_fields *x, const struct link_fields *y)
{
	return !(x->once & y->once) &&
	       (!x->count || !y->count || (uint64_t)x->count + y->count <= FIELDS_MAX);
}

/* The lock or the like that both have. */
static const char *shared_field(const struct link_fields *x, const struct link_fields *y)
{
	for (size_t i = 0; i < BW_COUNT(specials); i++)
		if (x->once & y->once & 1u << i)
			return specials[i].name;
	return NULL;
}

static bool is_taken(const struct link *l, const char *name)
{
	bw_sym s = bw_names_find(l->names, name, strlen(name));

	for (uint32_t i = 1; i < l->out.n && s.id; i++)
		if (bw_sym_eq(l->out.v[i].name, s))
			return true;
	for (uint32_t i = 0; i < l->n && s.id; i++)
		if (bw_obj_find_sec(l->in[i].obj, s).i)
			return true;
	return false;
}

bw_sym link_fields_name(struct link *l, const struct link_out *o)
{
	const char *name = NULL;

	for (uint32_t n = 1; !name || is_taken(l, name); n++)
		name = bw_printf(l->scratch, "%s.%u", bw_str(l->names, o->name), n);
	return bw_intern_z(l->names, name);
}

void link_fields_tell(struct link *l, const struct link_out *first, const struct link_out *o,
		      uint32_t input, bw_secid sec)
{
	const struct link_input *in = &l->in[input];
	const char *field = shared_field(&first->fields, &in->sec[sec.i].fields);

	bw_tell(l->diags, BW_D_LINK_SPLIT, bw_obj_where_sec(in->obj, sec, 0),
		"section '%s' of %s becomes '%s': %s", bw_str(l->names, first->name), in->obj->file,
		bw_str(l->names, o->name),
		field ? bw_printf(l->scratch, "a %s is in that of %s already", field,
				  l->in[first->piece.v[0].input].obj->file)
		      : bw_printf(l->scratch, "it has %u special fields, '%s' has %u already",
				  in->sec[sec.i].fields.count, bw_str(l->names, first->name),
				  first->fields.count));
}
