/* SPDX-License-Identifier: BSD-2-Clause */
/* Definitions as records of the new graph. */
#include "normalize/normalize_parts.h"

bw_tid norm_int(struct norm *n)
{
	const uint32_t signed_32 = 1u << 24 | 32;

	for (uint32_t i = 1; !n->int_type.i && i < n->btf->count; i++) {
		bw_tid t = {i};

		if (bw_btf_kind(n->btf, t) == BW_BTF_INT &&
		    bw_btf_tail(n->btf, t)[0] == signed_32 && bw_btf_size_word(n->btf, t) == 4 &&
		    strcmp(bw_btf_str(n->btf, t), "int") == 0)
			n->int_type = t;
	}
	if (!n->int_type.i)
		n->int_type = bw_btf_add(n->btf, BW_BTF_INT, false, 0,
					 bw_intern_z(n->btf->names, "int"), 4, &signed_32, 1);
	return n->int_type;
}

/* __uint(): a pointer to an array of so many int. */
static bw_tid number_make(struct norm *n, uint32_t value)
{
	bw_tid elem = norm_int(n), array;
	uint32_t tail[] = {elem.i, elem.i, value};

	array = bw_btf_add(n->btf, BW_BTF_ARRAY, false, 0, BW_SYM_NONE, 0, tail, 3);
	return bw_btf_add(n->btf, BW_BTF_PTR, false, 0, BW_SYM_NONE, array.i, NULL, 0);
}

static uint32_t aligned(uint32_t off, uint32_t size)
{
	return size >= 8 ? (uint32_t)bw_align_up(off, 8)
	       : size	 ? (uint32_t)bw_align_up(off, size)
			 : off;
}

uint32_t norm_struct_bytes(const struct norm_def *d)
{
	uint32_t off = 0;

	for (uint32_t i = 0; i < d->field.n; i++) {
		const struct norm_field *f = &d->field.v[i];

		if (!f->is_values)
			off = aligned(off, f->size_bytes) + f->size_bytes;
	}
	return (uint32_t)bw_align_up(off, 8);
}

void norm_struct_make(struct norm *n, struct norm_def *d)
{
	uint32_t *tail = BW_NEW_ARRAY(n->arena, uint32_t, d->field.n * 3ull + 1), off = 0;
	uint32_t bytes = norm_struct_bytes(d);

	for (uint32_t i = 0; i < d->field.n; i++) {
		struct norm_field *f = &d->field.v[i];

		off = f->is_values ? bytes : aligned(off, f->size_bytes);
		if (!f->type.i)
			f->type = number_make(n, f->value);
		tail[i * 3] = f->name.id;
		tail[i * 3 + 1] = f->type.i;
		tail[i * 3 + 2] = off * 8;
		off += f->size_bytes;
	}
	d->made = bw_btf_add(n->btf, BW_BTF_STRUCT, false, d->field.n, BW_SYM_NONE, bytes, tail,
			     d->field.n * 3);
}
