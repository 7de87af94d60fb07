/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps that are values of other maps come before them: libbpf creates maps in the order
 * of their offsets and fills a map of maps as soon as it is created
 * (bpf_object__create_maps(), 1.1). Otherwise the order of the inputs holds.
 */
#include "link/link_state.h"

struct open {
	struct link_atom *atom;
	uint32_t input;
	bw_secid sec;
	uint32_t reloc; /* the next one to look at */
};

struct order {
	struct link *l;
	struct link_out *out;
	link_place_fn *place;
	BW_VEC(struct open) open;
};

static void begin(struct order *r, uint32_t input, bw_secid sec, struct link_atom *a)
{
	const struct bw_section *s = bw_obj_sec(r->l->in[input].obj, sec);

	if (!a || a->dead || a->ordered || s->kind != BW_SEC_MAPS)
		return;
	a->ordered = true;
	*bw_push(r->l->scratch, &r->open) =
	    (struct open){a, input, sec, link_reloc_from(s, a->off_bytes)};
}

/* Its values first, then itself. */
static void step(struct order *r)
{
	struct open *top = &r->open.v[r->open.n - 1];
	const struct bw_section *s = bw_obj_sec(r->l->in[top->input].obj, top->sec);
	struct link_target t;

	if (top->reloc < s->reloc_count && s->reloc[top->reloc].off_bytes < top->atom->end_bytes) {
		const struct bw_reloc *x = &s->reloc[top->reloc++];

		t = link_follow(r->l, top->input, x->sym, x->addend);
		if (t.atom)
			begin(r, t.input, t.sec, t.atom);
		return;
	}
	r->place(r->l, r->out, top->input, top->sec, top->atom);
	r->open.n--;
}

void link_inner_first(struct link *l, struct link_out *o, link_place_fn *place)
{
	struct order r = {.l = l, .out = o, .place = place};

	assert(o->kind == BW_SEC_MAPS);
	for (uint32_t i = 0; i < o->piece.n; i++) {
		const struct link_piece *p = &o->piece.v[i];
		struct link_input *in = &l->in[p->input];

		for (uint32_t k = 0; k < in->sec[p->sec.i].atom_count; k++) {
			begin(&r, p->input, p->sec, &in->atom.v[in->sec[p->sec.i].atom_first + k]);
			while (r.open.n)
				step(&r);
		}
	}
}
