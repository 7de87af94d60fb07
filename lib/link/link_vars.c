/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VAR and DATASEC records of the result, made from its symbols, never from what the
 * inputs' DATASECs say: so both always agree.
 */
#include "link/link_state.h"

/* vlen of a BTF record has 16 bits. */
#define VLEN_MAX 65535u

/* What a DATASEC declares for other files, the kernel or its configuration. */
struct extern_sec {
	bw_sym name;
	BW_VEC(struct link_out_var) var;
};

struct vars {
	struct link *l;
	BW_VEC(struct extern_sec) ext;
	uint32_t *ext_by_name; /* name id -> index in ext, plus 1 */
};

/* Size 0: what its type has. */
static void var_make(struct link *l, struct link_out_var *v, bw_tid type)
{
	struct link_input *in = &l->in[v->input];

	if (!type.i)
		type = link_type_out(l, v->input, bw_btf_ref(in->obj->btf, v->var));
	v->type = bw_btf_add(l->result->btf, BW_BTF_VAR, false, 0, v->name, type.i, &v->linkage, 1);
	in->made[v->var.i] = v->type;
	if (v->sym.i)
		l->result->sym[v->sym.i].type = v->type;
	if (!v->size_bytes && v->linkage != BW_BTF_EXTERN)
		(void)bw_btf_sizeof(l->result->btf, type, &v->size_bytes);
}

/* K1: offset and size are the symbol's. */
static void var_with_symbol(struct link *l, uint32_t input, const struct link_var *v)
{
	struct link_input *in = &l->in[input];
	struct link_entry *e = link_entry_of(l, input, v->sym);
	bw_symid out = e ? e->out : in->out_sym[v->sym.i];
	const struct bw_symbol *s = &l->result->sym[out.i];
	const struct link_atom *a = link_atom_at(in, v->sec, v->off_bytes);

	/* the name of a license that was dropped means the one that stays */
	if (!out.i || !a || a->dead || !link_is_chosen(l, input, v->sym))
		return;
	*bw_push(l->scratch, &l->out.v[in->sec[v->sec.i].out].var) = (struct link_out_var){
	    .off_bytes = (uint32_t)s->value_bytes,
	    .size_bytes = (uint32_t)s->size_bytes,
	    .input = input,
	    .var = v->type,
	    .name = s->name,
	    .linkage = s->bind == BW_LOCAL ? BW_BTF_STATIC : BW_BTF_GLOBAL,
	    .sym = out,
	};
}

static void var_without_symbol(struct link *l, uint32_t input, const struct link_var *v)
{
	const struct link_input *in = &l->in[input];
	const struct bw_btf *b = in->obj->btf;
	const struct link_atom *a = link_atom_at(in, v->sec, v->off_bytes);

	if (!a || a->dead)
		return;
	*bw_push(l->scratch, &l->out.v[in->sec[v->sec.i].out].var) = (struct link_out_var){
	    .off_bytes = (uint32_t)(v->off_bytes - a->off_bytes + a->out_bytes),
	    .size_bytes = (uint32_t)v->size_bytes,
	    .input = input,
	    .var = v->type,
	    .name = bw_btf_name(b, v->type),
	    .linkage = *bw_btf_tail(b, v->type),
	};
}

/* Common symbols: clang describes none, but another file's extern may. */
static void common_add(struct link *l, const struct link_entry *e)
{
	const struct link_ref *def = link_def(l, e);
	const struct bw_symbol *s = &l->result->sym[e->out.i];

	if (!def || !link_ref_sym(l, def)->is_common || !e->out.i)
		return;
	for (uint32_t i = e->first; i; i = l->ref.v[i].next) {
		const struct link_ref *r = &l->ref.v[i];
		bw_tid t = link_ref_sym(l, r)->type;

		if (!t.i || bw_btf_kind(l->in[r->input].obj->btf, t) != BW_BTF_VAR)
			continue;
		*bw_push(l->scratch, &l->out.v[l->common_out].var) = (struct link_out_var){
		    .off_bytes = (uint32_t)s->value_bytes,
		    .size_bytes = (uint32_t)s->size_bytes,
		    .input = r->input,
		    .var = t,
		    .name = s->name,
		    .linkage = s->bind == BW_LOCAL ? BW_BTF_STATIC : BW_BTF_GLOBAL,
		    .sym = e->out,
		};
		return;
	}
}

/* `char [n]` for a license of another length than the variable it stands in. */
static bw_tid license_type(struct link *l, const struct link_out_var *v)
{
	struct bw_btf *b = l->result->btf;
	uint32_t n = (uint32_t)strlen(l->license) + 1, bits32 = 32, bits8 = 1u << 24 | 8;
	bw_tid old = bw_btf_resolve(
	    b, link_type_out(l, v->input, bw_btf_ref(l->in[v->input].obj->btf, v->var)));
	uint32_t tail[3] = {0, 0, n};

	if (bw_btf_kind(b, old) == BW_BTF_ARRAY && bw_btf_array(b, old)->n == n)
		return BW_VOID;
	if (bw_btf_kind(b, old) == BW_BTF_ARRAY) {
		tail[0] = bw_btf_array(b, old)->elem.i;
		tail[1] = bw_btf_array(b, old)->index.i;
	} else {
		tail[0] =
		    bw_btf_add(b, BW_BTF_INT, false, 0, bw_intern_z(l->names, "char"), 1, &bits8, 1)
			.i;
		tail[1] = bw_btf_add(b, BW_BTF_INT, false, 0,
				     bw_intern_z(l->names, "__ARRAY_SIZE_TYPE__"), 4, &bits32, 1)
			      .i;
	}
	return bw_btf_add(b, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
}

static int var_order(const void *xp, const void *yp)
{
	const struct link_out_var *x = xp, *y = yp;

	if (x->off_bytes != y->off_bytes)
		return x->off_bytes < y->off_bytes ? -1 : 1;
	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	return (x->var.i > y->var.i) - (x->var.i < y->var.i);
}

/* In the order in which they stand in the result, whatever order the inputs' symbol
 * tables had (K3). */
static void vars_make(struct link *l)
{
	bw_tid license = BW_VOID;

	for (uint32_t i = 1; i < l->out.n; i++) {
		struct link_out *o = &l->out.v[i];

		if (o->var.n)
			qsort(o->var.v, o->var.n, sizeof(o->var.v[0]), var_order);
		if (o->kind == BW_SEC_LICENSE && l->license && o->var.n)
			license = license_type(l, &o->var.v[0]);
	}
	for (uint32_t i = 1; i < l->out.n; i++)
		for (uint32_t k = 0; k < l->out.v[i].var.n; k++)
			var_make(l, &l->out.v[i].var.v[k],
				 l->out.v[i].kind == BW_SEC_LICENSE ? license : BW_VOID);
}

/* ---- declarations ---- */

static void extern_add(struct vars *v, bw_sym sec, struct link_out_var var)
{
	struct link *l = v->l;

	if (!v->ext_by_name[sec.id]) {
		bw_push(l->scratch, &v->ext)->name = sec;
		v->ext_by_name[sec.id] = v->ext.n;
	}
	*bw_push(l->scratch, &v->ext.v[v->ext_by_name[sec.id] - 1].var) = var;
}

static void extern_emit(struct vars *v, struct link_entry *e)
{
	struct link *l = v->l;
	struct bw_symbol *s = &l->result->sym[e->out.i];
	const struct link_ref *r = &l->ref.v[e->first];
	struct link_out_var x = {.name = s->name, .linkage = BW_BTF_EXTERN, .sym = e->out};

	for (uint32_t i = e->first; i && !link_ref_sym(l, r)->type.i; i = l->ref.v[i].next)
		r = &l->ref.v[i];
	x.var = link_ref_sym(l, r)->type;
	x.input = r->input;
	if (!x.var.i)
		return;
	x.size_bytes = l->in[r->input].extern_bytes[x.var.i];
	if (bw_btf_kind(l->in[r->input].obj->btf, x.var) == BW_BTF_VAR)
		var_make(l, &x, BW_VOID);
	else
		x.type = s->type = link_type_out(l, r->input, x.var);
	if (s->extern_sec.id && s->type.i)
		extern_add(v, s->extern_sec, x);
}

/* ---- DATASECs ---- */

static enum bw_status datasec_add(struct link *l, bw_sym name, uint32_t size, struct bw_sb *words,
				  uint32_t n)
{
	if (n > VLEN_MAX)
		return bw_report(l->diags, BW_D_LINK_LIMIT, bw_at_file(l->result->file),
				 "section '%s' has %u variables, over %u", bw_str(l->names, name),
				 n, VLEN_MAX);
	bw_btf_add(l->result->btf, BW_BTF_DATASEC, false, n, name, size,
		   (const uint32_t *)(const void *)words->p, 3 * n);
	return BW_OK;
}

static void words_add(struct bw_sb *words, const struct link_out_var *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t w[3] = {v[i].type.i, v[i].off_bytes, v[i].size_bytes};

		bw_sb_add(words, w, sizeof(w));
	}
}

/* A section may have both: variables of its own and, with undefined=allow, ones that
 * another file will bring. */
static enum bw_status out_datasec(struct vars *v, struct link_out *o)
{
	uint32_t ext = v->ext_by_name[o->name.id];
	struct bw_sb words = bw_sb_in(v->l->scratch);
	uint32_t n = o->var.n;

	if (ext) {
		words_add(&words, v->ext.v[ext - 1].var.v, v->ext.v[ext - 1].var.n);
		n += v->ext.v[ext - 1].var.n;
		v->ext.v[ext - 1].var.n = 0;
	}
	if (!n && !o->has_datasec) /* clang describes .rodata of constants alone as empty */
		return BW_OK;
	words_add(&words, o->var.v, o->var.n);
	return datasec_add(v->l, o->name, (uint32_t)o->size_bytes, &words, n);
}

/* A tag may name a function of its file, which may have another name now. */
static bw_sym tag_name(const struct link *l, uint32_t input, bw_sym tag)
{
	const struct bw_obj *o = l->in[input].obj;
	bw_sym callback = link_callback_of(l, tag);

	for (uint32_t i = 1; callback.id && i < o->sym_count; i++) {
		const struct link_entry *e = link_entry_of(l, input, (bw_symid){i});

		if (bw_sym_eq(o->sym[i].name, callback) && e && !bw_sym_eq(e->name, callback))
			return bw_intern_z(l->names, bw_printf(l->scratch, "exception_callback:%s",
							       bw_str(l->names, e->name)));
	}
	return tag;
}

/* Functions' before variables are made, variables' behind them: where a second link,
 * which makes no function anew, leaves them (K3). */
void link_tags_emit(struct link *l, uint32_t input, enum bw_btf_kind kind)
{
	const struct link_input *in = &l->in[input];
	const struct bw_btf *b = in->obj->btf;

	for (uint32_t t = 1; b && t < b->count; t++) {
		bw_tid tag = {t}, on;

		if (bw_btf_kind(b, tag) != BW_BTF_DECL_TAG)
			continue;
		on = in->made[bw_btf_ref(b, tag).i];
		if (on.i && bw_btf_kind(l->result->btf, on) == kind)
			bw_btf_add(l->result->btf, BW_BTF_DECL_TAG, bw_btf_kflag(b, tag), 0,
				   tag_name(l, input, bw_btf_name(b, tag)), on.i,
				   bw_btf_tail(b, tag), 1);
	}
}

static void vars_find(struct link *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t k = 0; k < l->in[i].var.n; k++) {
			const struct link_var *v = &l->in[i].var.v[k];

			if (!l->in[i].sec[v->sec.i].out ||
			    !l->out.v[l->in[i].sec[v->sec.i].out].id.i)
				continue;
			if (v->sym.i)
				var_with_symbol(l, i, v);
			else
				var_without_symbol(l, i, v);
		}
	}
	for (uint32_t i = 1; i < l->entry.n; i++)
		common_add(l, &l->entry.v[i]);
}

enum bw_status link_vars_emit(struct link *l)
{
	struct vars v = {.l = l};
	enum bw_status st = BW_OK;

	if (!l->merged)
		return BW_OK;
	v.ext_by_name = BW_NEW_ARRAY(l->scratch, uint32_t, bw_names_count(l->names));
	vars_find(l);
	vars_make(l);
	for (uint32_t i = 1; i < l->entry.n; i++)
		if (!l->entry.v[i].def && l->entry.v[i].out.i)
			extern_emit(&v, &l->entry.v[i]);
	for (uint32_t i = 1; i < l->out.n; i++)
		if (l->out.v[i].id.i && l->out.v[i].kind != BW_SEC_CODE)
			st = bw_worse(st, out_datasec(&v, &l->out.v[i]));
	for (uint32_t i = 0; i < v.ext.n; i++) {
		struct bw_sb words = bw_sb_in(l->scratch);

		words_add(&words, v.ext.v[i].var.v, v.ext.v[i].var.n);
		if (v.ext.v[i].var.n)
			st = bw_worse(st,
				      datasec_add(l, v.ext.v[i].name, 0, &words, v.ext.v[i].var.n));
	}
	for (uint32_t i = 0; i < l->n; i++)
		link_tags_emit(l, i, BW_BTF_VAR);
	return st;
}
