/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two objects cut from the input, linked in both orders: no crash, the same verdict,
 * and what was linked can be written, read and linked again.
 *
 * Input: 2 bytes options, 4 bytes length of the first object (little-endian), both.
 */
#include "link/link.h"

struct job {
	const uint8_t *p;
	size_t n;
};

struct run {
	struct bw_arena arena;
	struct bw_names *names;
	struct bw_diags *diags;
};

static void run_begin(struct run *r)
{
	bw_arena_init(&r->arena);
	r->names = bw_names_create(&r->arena);
	r->diags = bw_diags_create(&r->arena);
}

static struct bw_obj *object(struct run *r, const char *name, const uint8_t *p, size_t n)
{
	struct bw_obj *o = NULL;

	return bw_obj_read(&r->arena, r->names, r->diags, name, (struct bw_bytes){p, n}, &o) ==
		       BW_OK
		   ? o
		   : NULL;
}

static void again(struct run *r, const struct bw_obj *o)
{
	const struct bw_link_options allow = {.undefined = BW_UNDEFINED_ALLOW};
	const struct bw_obj *in[1];
	struct bw_bytes image;
	struct bw_obj *result;

	if (bw_obj_write(&r->arena, o, r->diags, &image) != BW_OK)
		return;
	in[0] = object(r, "linked.o", image.p, image.n);
	if (in[0] && bw_link(&r->arena, r->names, r->diags, in, 1, &allow, &result) == BW_OK)
		bw_obj_check(result);
}

static enum bw_status link_two(const struct bw_link_options *opt, const uint8_t *x, size_t xn,
			       const uint8_t *y, size_t yn)
{
	const struct bw_obj *in[2];
	struct bw_obj *result;
	enum bw_status st = BW_OK;
	struct run r;

	run_begin(&r);
	in[0] = object(&r, "x.o", x, xn);
	in[1] = object(&r, "y.o", y, yn);
	if (in[0] && in[1]) {
		st = bw_link(&r.arena, r.names, r.diags, in, 2, opt, &result);
		if (st == BW_OK)
			again(&r, result);
	}
	bw_arena_deinit(&r.arena);
	return st;
}

static void run_job(void *arg)
{
	const struct job *j = arg;
	struct bw_link_options opt = {.undefined = (enum bw_undefined)(j->p[0] % 3),
				      .gc = j->p[0] & 4,
				      .license = j->p[0] & 8 ? "GPL" : NULL};
	size_t room = j->n - 6, xn = bw_get32(j->p + 2, false);
	const uint8_t *x = j->p + 6;

	xn = xn < room ? xn : room;
	if ((link_two(&opt, x, xn, x + xn, room - xn) == BW_OK) !=
	    (link_two(&opt, x + xn, room - xn, x, xn) == BW_OK))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct job j = {p, n};

	if (n >= 6)
		(void)bw_protect(run_job, &j);
	return 0;
}
