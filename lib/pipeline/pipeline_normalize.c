/* SPDX-License-Identifier: BSD-2-Clause */
/* The verb normalize: link, rewrite the map definitions, link the result by itself. */
#include "pipeline/pipeline_run.h"

#include "link/link.h"
#include "normalize/normalize.h"

/* Drops types that nothing refers to any more, and makes equal ones one. */
static enum bw_status link_again(struct bpfweld *b, struct bw_obj *o, struct bw_obj **ret)
{
	const struct bw_link_options lo = {.undefined = BW_UNDEFINED_ALLOW};
	const struct bw_obj *in[] = {o};

	return bw_link(&b->arena, b->names, b->diags, in, 1, &lo, ret);
}

/* What remains, of the object as it is written; what its spec has to say was said before. */
static enum bw_status tell_rest(struct bpfweld *b, const struct bw_obj *o)
{
	struct bw_spec *s;
	enum bw_status st = bw_spec_build(&b->arena, o, bw_diags_create(&b->arena), &s);

	if (st == BW_OK)
		bw_normalize_tell(&b->arena, s, b->targets.v, b->targets.n, b->diags);
	return st == BW_OK ? BW_OK
			   : bw_report(b->diags, BW_D_PRO_NO_PLACE, bw_obj_where(o),
				       "what came of the definitions cannot be read");
}

enum bw_status verb_normalize(struct bpfweld *b)
{
	struct bw_obj **in, *o, *out;
	struct bw_spec *s;
	const char *path;
	uint32_t n;
	enum bw_status st = output_path(b, &path);

	if (st == BW_OK)
		st = inputs_read(b, &in, &n);
	if (st == BW_OK)
		st = link_inputs(b, in, n, &o, &s);
	if (st == BW_OK)
		st = targets_for(b, s->obj->big_endian);
	if (st == BW_OK)
		st = bw_normalize(&b->arena, s, b->targets.v, b->targets.n, b->diags, &out);
	if (st == BW_OK)
		st = link_again(b, out, &out);
	if (st == BW_OK)
		st = tell_rest(b, out);
	return st == BW_OK ? write_object(b, out, path) : st;
}
