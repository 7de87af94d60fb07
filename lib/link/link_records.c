/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions without records. The kernel wants func and line records for every function
 * of a program or for none (check_btf_func(), check_btf_line(), 6.12), and libbpf puts
 * a program together from the functions that it reaches ("missing .BTF.ext function
 * info"). So a program that reaches a function of a file compiled without -g has none.
 */
#include "link/link_state.h"

struct edge {
	uint32_t caller, next;
};

struct records {
	struct link *l;
	uint32_t *base; /* by input: number of its first atom */
	uint32_t total;
	bool *bare;		  /* by number: code without records, or something reached is */
	uint32_t *first;	  /* by number: its first caller */
	BW_VEC(struct edge) edge; /* edge[0] is unused */
	BW_VEC(uint32_t) todo;
};

static bool has_func(const struct bw_section *s, const struct link_atom *a)
{
	uint32_t lo = 0, hi = s->func_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if ((uint64_t)s->func[mid].off_insns * 8 < a->off_bytes)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->func_count && (uint64_t)s->func[lo].off_insns * 8 < a->end_bytes;
}

static bool has_line(const struct bw_section *s, const struct link_atom *a)
{
	const struct bw_line_info *at = bw_section_line_at(s, (uint32_t)((a->end_bytes - 1) / 8));

	return at && (uint64_t)at->off_insns * 8 >= a->off_bytes;
}

static bool has_records(const struct bw_section *s, const struct link_atom *a)
{
	return has_func(s, a) && has_line(s, a);
}

static void edge_add(struct records *r, uint32_t caller, uint32_t input, const struct link_atom *to)
{
	uint32_t callee = r->base[input] + (uint32_t)(to - r->l->in[input].atom.v);
	uint32_t i = r->edge.n;

	assert(caller < r->total && callee < r->total);
	*bw_push(r->l->scratch, &r->edge) = (struct edge){caller, r->first[callee]};
	r->first[callee] = i;
}

static void edges_of(struct records *r, uint32_t input, bw_secid sec, const struct link_atom *a)
{
	const struct bw_section *s = bw_obj_sec(r->l->in[input].obj, sec);
	uint32_t self = r->base[input] + (uint32_t)(a - r->l->in[input].atom.v);
	uint64_t to;

	for (uint32_t i = link_reloc_from(s, a->off_bytes);
	     i < s->reloc_count && s->reloc[i].off_bytes < a->end_bytes; i++) {
		struct link_target t =
		    link_follow(r->l, input, s->reloc[i].sym, s->reloc[i].addend);

		if (t.atom && bw_obj_sec(r->l->in[t.input].obj, t.sec)->kind == BW_SEC_CODE)
			edge_add(r, self, t.input, t.atom);
	}
	for (uint64_t at = a->off_bytes; at < a->end_bytes; at += 8) {
		const struct link_atom *x;

		if (!link_direct_call(s, at, &to))
			continue;
		x = link_atom_at(&r->l->in[input], sec, to);
		if (!x->dead)
			edge_add(r, self, input, x);
	}
}

typedef void atom_fn(struct records *r, uint32_t input, bw_secid sec, struct link_atom *a);

static void each_function(struct records *r, atom_fn *fn)
{
	for (uint32_t i = 0; i < r->l->n; i++) {
		struct link_input *in = &r->l->in[i];

		for (uint32_t s = 1; s < in->obj->sec_count; s++) {
			if (in->obj->sec[s].kind != BW_SEC_CODE)
				continue;
			for (uint32_t k = 0; k < in->sec[s].atom_count; k++) {
				struct link_atom *a = &in->atom.v[in->sec[s].atom_first + k];

				if (!a->dead)
					fn(r, i, (bw_secid){s}, a);
			}
		}
	}
}

static void start(struct records *r, uint32_t input, bw_secid sec, struct link_atom *a)
{
	uint32_t self = r->base[input] + (uint32_t)(a - r->l->in[input].atom.v);

	if (has_records(bw_obj_sec(r->l->in[input].obj, sec), a))
		return;
	r->bare[self] = true;
	*bw_push(r->l->scratch, &r->todo) = self;
}

static void connect(struct records *r, uint32_t input, bw_secid sec, struct link_atom *a)
{
	edges_of(r, input, sec, a);
}

static void spread(struct records *r)
{
	while (r->todo.n) {
		uint32_t at = r->todo.v[--r->todo.n];

		for (uint32_t i = r->first[at]; i; i = r->edge.v[i].next) {
			uint32_t caller = r->edge.v[i].caller;

			if (r->bare[caller])
				continue;
			r->bare[caller] = true;
			*bw_push(r->l->scratch, &r->todo) = caller;
		}
	}
}

/* Functions in .text keep theirs: loaders ask the program first. */
static void drop(struct records *r, uint32_t input, bw_secid sec, struct link_atom *a)
{
	const struct bw_obj *o = r->l->in[input].obj;
	const struct bw_section *s = bw_obj_sec(o, sec);
	struct bw_where at = bw_obj_where_sec(o, sec, a->off_bytes);

	if (!r->bare[r->base[input] + (uint32_t)(a - r->l->in[input].atom.v)] ||
	    !has_records(s, a) || link_is_text_name(r->l, s->name))
		return;
	assert(!a->dead && s->insn);
	a->no_records = true;
	bw_tell(
	    r->l->diags, BW_D_LINK_NO_RECORDS, at,
	    "program '%s' reaches functions without BTF: it loads without func and line records",
	    at.symbol ? at.symbol : "?");
}

void link_records_drop(struct link *l)
{
	struct records r = {.l = l};
	bool some = false, none = false;

	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t s = 1; s < l->in[i].obj->sec_count; s++) {
			const struct bw_section *x = &l->in[i].obj->sec[s];

			some |= x->func_count > 0;
			none |= x->kind == BW_SEC_CODE && x->size_bytes &&
				(x->func_count < l->in[i].sec[s].atom_count || !x->line_count);
		}
	if (!some || !none)
		return;
	r.base = BW_NEW_ARRAY(l->scratch, uint32_t, l->n);
	for (uint32_t i = 0; i < l->n; i++) {
		r.base[i] = r.total;
		r.total += l->in[i].atom.n;
	}
	r.bare = BW_NEW_ARRAY(l->scratch, bool, r.total);
	r.first = BW_NEW_ARRAY(l->scratch, uint32_t, r.total);
	bw_push(l->scratch, &r.edge);
	each_function(&r, connect);
	each_function(&r, start);
	spread(&r);
	each_function(&r, drop);
}
