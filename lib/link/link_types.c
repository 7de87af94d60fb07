/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of the result: the inputs' types merged, without the functions that nobody
 * has any more (declarations that found their definition, bodies that lost).
 */
#include "link/link_state.h"

enum { HEADER_WORDS = 3 };

void link_types_merge(struct link *l)
{
	const struct bw_btf **graph = BW_NEW_ARRAY(l->scratch, const struct bw_btf *, l->n);
	bw_tid **map = BW_NEW_ARRAY(l->scratch, bw_tid *, l->n);
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++)
		if (l->in[i].obj->btf)
			graph[n++] = l->in[i].obj->btf;
	if (!n)
		return;
	bw_btf_merge(l->scratch, l->names, graph, n, &l->merged, map);
	n = 0;
	for (uint32_t i = 0; i < l->n; i++) {
		if (!l->in[i].obj->btf)
			continue;
		l->in[i].merged = map[n++];
		l->in[i].made = BW_NEW_ARRAY(l->scratch, bw_tid, l->in[i].obj->btf->count);
	}
}

/* How many words a record has, and which of them are type ids: the third of the
 * header with head, then every step-th of the tail from first on. */
struct shape {
	bool head;
	uint32_t words, first, step;
};

static struct shape shape_of(const uint32_t *record)
{
	uint32_t n = record[1] & 0xffff;

	switch (record[1] >> 24 & 31) {
	case BW_BTF_PTR:
	case BW_BTF_TYPEDEF:
	case BW_BTF_VOLATILE:
	case BW_BTF_CONST:
	case BW_BTF_RESTRICT:
	case BW_BTF_TYPE_TAG:
	case BW_BTF_FUNC:
		return (struct shape){.head = true, .words = HEADER_WORDS};
	case BW_BTF_VAR:
	case BW_BTF_DECL_TAG:
		return (struct shape){.head = true, .words = HEADER_WORDS + 1};
	case BW_BTF_FUNC_PROTO:
		return (struct shape){true, HEADER_WORDS + 2 * n, 1, 2};
	case BW_BTF_ARRAY: /* the length behind the two ids is behind the last step */
		return (struct shape){false, HEADER_WORDS + 2, 0, 1};
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return (struct shape){false, HEADER_WORDS + 3 * n, 1, 3};
	case BW_BTF_DATASEC:
		return (struct shape){false, HEADER_WORDS + 3 * n, 0, 3};
	case BW_BTF_ENUM:
		return (struct shape){.words = HEADER_WORDS + 2 * n};
	case BW_BTF_ENUM64:
		return (struct shape){.words = HEADER_WORDS + 3 * n};
	case BW_BTF_INT:
		return (struct shape){.words = HEADER_WORDS + 1};
	default:
		return (struct shape){.words = HEADER_WORDS};
	}
}

static uint32_t words_of(const uint32_t *record)
{
	return shape_of(record).words + ((record[1] >> 24 & 31) == BW_BTF_ARRAY);
}

struct reach {
	struct link *l;
	uint8_t *wanted;
	BW_VEC(uint32_t) todo;
};

static void reach_add(struct reach *r, uint32_t t)
{
	if (!t || r->wanted[t])
		return;
	r->wanted[t] = 1;
	*bw_push(r->l->scratch, &r->todo) = t;
}

static void reach_refs(struct reach *r, bw_tid t)
{
	const uint32_t *w = bw_btf_record(r->l->merged, t);
	struct shape s = shape_of(w);

	if (s.head)
		reach_add(r, w[2]);
	for (uint32_t i = HEADER_WORDS + s.first; s.step && i < s.words; i += s.step)
		reach_add(r, w[i]);
}

void link_types_reach(struct link *l, uint8_t *wanted)
{
	struct reach r = {.l = l, .wanted = wanted};

	for (uint32_t t = 1; t < l->merged->count; t++)
		if (wanted[t])
			*bw_push(l->scratch, &r.todo) = t;
	while (r.todo.n)
		reach_refs(&r, (bw_tid){r.todo.v[--r.todo.n]});
}

/* Variables are added later: a record and an entry of a DATASEC each. */
static void types_reserve(const struct link *l, struct bw_btf *b, uint32_t records, uint32_t words)
{
	enum { VAR_WORDS = 4, ENTRY_WORDS = 3, SECTIONS = 64 };
	uint32_t vars = SECTIONS;

	for (uint32_t i = 0; i < l->n; i++)
		vars += l->in[i].obj->sym_count + l->in[i].var.n;
	bw_btf_reserve(b, records + vars, words + vars * (VAR_WORDS + ENTRY_WORDS));
}

void link_types_copy(struct link *l, const uint8_t *wanted)
{
	const struct bw_btf *m = l->merged;
	struct bw_btf *b = bw_btf_create(l->arena, l->names);
	uint32_t next = 1, longest = 0, room = 0, *tail;

	l->kept = BW_NEW_ARRAY(l->scratch, bw_tid, m->count);
	for (uint32_t t = 1; t < m->count; t++) {
		uint32_t words = words_of(bw_btf_record(m, (bw_tid){t}));

		l->kept[t].i = wanted[t] ? next++ : 0;
		room += wanted[t] ? words : 0;
		longest = words > longest ? words : longest;
	}
	tail = BW_NEW_ARRAY(l->scratch, uint32_t, longest);
	types_reserve(l, b, next, room);
	for (uint32_t t = 1; t < m->count; t++) {
		const uint32_t *w = bw_btf_record(m, (bw_tid){t});
		struct shape s = shape_of(w);
		uint32_t n = words_of(w) - HEADER_WORDS;

		if (!wanted[t])
			continue;
		memcpy(tail, w + HEADER_WORDS, n * sizeof(*tail));
		for (uint32_t i = s.first; s.step && i < s.words - HEADER_WORDS; i += s.step)
			tail[i] = l->kept[tail[i]].i;
		bw_btf_add(b, (enum bw_btf_kind)(w[1] >> 24 & 31), w[1] >> 31, w[1] & 0xffff,
			   (bw_sym){w[0]}, s.head ? l->kept[w[2]].i : w[2], n ? tail : NULL, n);
	}
	assert(b->count == next);
	l->result->btf = b;
}

/* ---- what is wanted ---- */

static void want(struct link *l, uint8_t *wanted, uint32_t input, bw_tid t)
{
	if (t.i && l->in[input].merged)
		wanted[l->in[input].merged[t.i].i] = 1;
}

/* A function that takes part under another name or became local has a record of its own. */
static bool is_renamed(const struct link *l, uint32_t input, bw_symid sym)
{
	const struct link_entry *e = link_entry_of(l, input, sym);

	return (e && !bw_sym_eq(e->name, bw_obj_sym(l->in[input].obj, sym)->name)) ||
	       link_is_localized(l, input, sym);
}

static bool is_func(const struct bw_btf *b, bw_tid t)
{
	return b && bw_btf_kind(b, t) == BW_BTF_FUNC;
}

bool link_is_chosen(const struct link *l, uint32_t input, bw_symid sym)
{
	const struct link_entry *e = link_entry_of(l, input, sym);
	const struct link_ref *r;

	if (!e)
		return l->in[input].out_sym[sym.i].i != 0;
	if (!e->out.i)
		return false;
	r = e->def ? link_def(l, e) : &l->ref.v[e->first];
	return r->input == input && r->sym.i == sym.i;
}

static void want_functions(struct link *l, uint8_t *wanted)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sym_count; s++)
			if (is_func(o->btf, o->sym[s].type) && link_is_chosen(l, i, (bw_symid){s}))
				want(l, wanted, i,
				     is_renamed(l, i, (bw_symid){s})
					 ? bw_btf_ref(o->btf, o->sym[s].type)
					 : o->sym[s].type);
	}
}

/* Bodies without a symbol in the result have records too. */
static void want_records(struct link *l, uint8_t *wanted, uint32_t input, bw_secid sec)
{
	const struct link_input *in = &l->in[input];
	const struct bw_section *s = bw_obj_sec(in->obj, sec);

	for (uint32_t k = 0; k < s->func_count; k++) {
		const struct link_atom *a =
		    link_atom_at(in, sec, (uint64_t)s->func[k].off_insns * 8);

		if (a && !a->dead && !in->made[s->func[k].type.i].i)
			want(l, wanted, input, s->func[k].type);
	}
	for (uint32_t k = 0; k < s->core_count; k++) {
		const struct link_atom *a =
		    link_atom_at(in, sec, (uint64_t)s->core[k].off_insns * 8);

		if (a && !a->dead)
			want(l, wanted, input, s->core[k].type);
	}
}

static void want_vars(struct link *l, uint8_t *wanted, uint32_t input)
{
	const struct link_input *in = &l->in[input];
	const struct bw_obj *o = in->obj;

	for (uint32_t i = 0; i < in->var.n; i++) {
		const struct link_var *v = &in->var.v[i];
		const struct link_atom *a = link_atom_at(in, v->sec, v->off_bytes);

		if (a && !a->dead)
			want(l, wanted, input, bw_btf_ref(o->btf, v->type));
	}
	for (uint32_t s = 1; s < o->sym_count; s++)
		if (o->btf && bw_btf_kind(o->btf, o->sym[s].type) == BW_BTF_VAR &&
		    link_is_chosen(l, input, (bw_symid){s}))
			want(l, wanted, input, bw_btf_ref(o->btf, o->sym[s].type));
}

/* A tag stays with what it is on; tags on variables are made anew. */
static void want_tags(struct link *l, uint8_t *wanted)
{
	for (uint32_t t = 1; t < l->merged->count; t++)
		if (bw_btf_kind(l->merged, (bw_tid){t}) == BW_BTF_DECL_TAG)
			wanted[t] = wanted[bw_btf_ref(l->merged, (bw_tid){t}).i];
}

/* `contains:NAME:MEMBER` on the head of a list or tree names the struct that is in it:
 * the kernel looks for it by name (btf_find_graph_root(), 6.12). */
static bool want_contained(struct link *l, uint8_t *wanted)
{
	static const char prefix[] = "contains:";
	const struct bw_btf *m = l->merged;
	bool more = false;

	for (uint32_t t = 1; l->opt->gc && t < m->count; t++) {
		const char *s = bw_str(l->names, bw_btf_name(m, (bw_tid){t}));
		bw_sym name;

		if (bw_btf_kind(m, (bw_tid){t}) != BW_BTF_DECL_TAG ||
		    !wanted[bw_btf_ref(m, (bw_tid){t}).i] ||
		    strncmp(s, prefix, strlen(prefix)) != 0)
			continue;
		s += strlen(prefix);
		name = bw_names_find(l->names, s, strcspn(s, ":"));
		for (uint32_t k = 1; name.id && k < m->count; k++)
			if (bw_btf_kind(m, (bw_tid){k}) == BW_BTF_STRUCT && !wanted[k] &&
			    bw_sym_eq(bw_btf_name(m, (bw_tid){k}), name))
				wanted[k] = more = true;
	}
	return more;
}

/* Without gc all types stay, but only the functions that the result has. */
static void want_types(struct link *l, uint8_t *wanted)
{
	for (uint32_t t = 1; t < l->merged->count; t++) {
		enum bw_btf_kind k = bw_btf_kind(l->merged, (bw_tid){t});

		wanted[t] |= k != BW_BTF_FUNC && k != BW_BTF_DECL_TAG;
	}
}

static void func_rename(struct link *l, uint32_t input, bw_symid sym)
{
	const struct bw_obj *o = l->in[input].obj;
	bw_tid func = bw_obj_sym(o, sym)->type;
	bw_tid proto = l->kept[link_merged(l, input, bw_btf_ref(o->btf, func)).i];

	const struct link_entry *e = link_entry_of(l, input, sym);
	uint32_t linkage = bw_btf_vlen(o->btf, func);

	l->in[input].made[func.i] =
	    bw_btf_add(l->result->btf, BW_BTF_FUNC, false,
		       link_is_localized(l, input, sym) ? BW_BTF_STATIC : linkage,
		       e ? e->name : bw_obj_sym(o, sym)->name, proto.i, NULL, 0);
}

static void renames(struct link *l, void (*fn)(struct link *l, uint32_t input, bw_symid sym))
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sym_count && (l->in[i].prefix || l->any_localized); s++)
			if (is_func(o->btf, o->sym[s].type) && is_renamed(l, i, (bw_symid){s}) &&
			    link_is_chosen(l, i, (bw_symid){s}))
				fn(l, i, (bw_symid){s});
	}
}

/* Keeps want_records() from asking for the record under the old name. */
static void func_will_rename(struct link *l, uint32_t input, bw_symid sym)
{
	l->in[input].made[bw_obj_sym(l->in[input].obj, sym)->type.i].i = UINT32_MAX;
}

/* A broken file may have one record for two symbols; renamed, it is one's alone. */
static void symbol_type_set(struct link *l, bw_symid sym, bw_tid type)
{
	struct bw_symbol *s = &l->result->sym[sym.i];

	if (bw_sym_eq(bw_btf_name(l->result->btf, type), s->name))
		s->type = type;
}

static void symbol_types_set(struct link *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sym_count; s++) {
			const struct link_entry *e = link_entry_of(l, i, (bw_symid){s});
			bw_symid out = e ? e->out : l->in[i].out_sym[s];

			if (is_func(o->btf, o->sym[s].type) && link_is_chosen(l, i, (bw_symid){s}))
				symbol_type_set(l, out, link_type_out(l, i, o->sym[s].type));
		}
	}
}

void link_types_emit(struct link *l)
{
	uint8_t *wanted;

	if (!l->merged)
		return;
	wanted = BW_NEW_ARRAY(l->scratch, uint8_t, l->merged->count);
	renames(l, func_will_rename);
	want_functions(l, wanted);
	for (uint32_t i = 0; i < l->n; i++) {
		const struct bw_obj *o = l->in[i].obj;

		for (uint32_t s = 1; s < o->sec_count && o->btf; s++)
			want_records(l, wanted, i, (bw_secid){s});
		want_vars(l, wanted, i);
	}
	if (l->opt->gc)
		link_keep_types(l, wanted);
	else
		want_types(l, wanted);
	do
		link_types_reach(l, wanted);
	while (want_contained(l, wanted));
	wanted[0] = 0;
	want_tags(l, wanted);
	link_types_copy(l, wanted);
	renames(l, func_rename);
	for (uint32_t i = 0; i < l->n; i++)
		link_tags_emit(l, i, BW_BTF_FUNC);
	symbol_types_set(l);
}
