/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any object whose maps can be read: every loader's profile has an answer, and what is normalized
 * can be written, read and normalized again.
 */
#include "normalize/normalize.h"
#include "testkit/testkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	return bw_tk_mutate_object(p, n, max, seed, LLVMFuzzerMutate);
}

struct run {
	struct bw_arena a;
	struct bw_names *names;
	struct bw_diags *d;
	struct bw_target *t;
};

static void ask_loaders(struct run *r, const struct bw_spec *s)
{
	const struct bw_profile *p;
	uint32_t n;

	p = bw_profiles(&n);
	for (uint32_t i = 0; i < n; i++) {
		const struct bw_loader x = {p[i].name, i}, y = {p[n - 1 - i].name, n - 1 - i};
		uint32_t errors = r->d->errors;

		if (bw_profile_check(&r->a, s, r->t, &x, r->d) != BW_OK && r->d->errors == errors)
			abort();
		errors = r->d->errors;
		if (bw_profile_check_pair(&r->a, s, r->t, &x, &y, r->d) != BW_OK &&
		    r->d->errors == errors)
			abort();
	}
}

/* The normal object, out of its file again; NULL if it was refused. */
static struct bw_obj *normal(struct run *r, const struct bw_obj *o)
{
	const struct bw_target *t = r->t;
	struct bw_spec *s;
	struct bw_obj *out;
	struct bw_bytes image;

	if (bw_spec_build(&r->a, o, r->d, &s) != BW_OK)
		return NULL;
	ask_loaders(r, s);
	if (bw_normalize(&r->a, s, &t, 1, r->d, &out) != BW_OK)
		return NULL;
	bw_normalize_tell(&r->a, s, &t, 1, r->d);
	if (bw_obj_write(&r->a, out, r->d, &image) != BW_OK)
		return NULL;
	if (bw_obj_read(&r->a, r->names, r->d, "again", image, &out) != BW_OK)
		abort();
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct run r;
	struct bw_obj *o;

	bw_arena_init(&r.a);
	r.names = bw_names_create(&r.a);
	r.d = bw_diags_create(&r.a);
	if (bw_target_find(&r.a, r.d, "linux-6.12/aarch64", &r.t) != BW_OK)
		abort();
	if (bw_obj_read(&r.a, r.names, r.d, "fuzz", (struct bw_bytes){p, n}, &o) == BW_OK) {
		o = normal(&r, o);
		if (o)
			normal(&r, o);
	}
	bw_arena_deinit(&r.a);
	return 0;
}
