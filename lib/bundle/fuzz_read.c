/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes: what is found lies inside them, in order, and has a name. */
#include "bundle/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void members_check(const struct bw_bundle *b, const uint8_t *p, size_t n)
{
	uint64_t end = 0;

	for (uint32_t i = 0; i < b->count; i++) {
		const struct bw_bundle_member *m = &b->member[i];

		if (!m->name || m->off_bytes < end || m->off_bytes > n)
			abort();
		if (!m->path &&
		    (m->bytes.p < p + m->off_bytes || m->bytes.n > (size_t)(p + n - m->bytes.p)))
			abort();
		if (!bw_bundle_find(b, m->name))
			abort();
		end = m->path ? m->off_bytes + 1 : (uint64_t)(m->bytes.p - p) + m->bytes.n;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bw_arena a;
	struct bw_diags *d;
	struct bw_bundle b;

	if (bw_bundle_kind_of((struct bw_bytes){p, n}) == BW_BUNDLE_NONE)
		return 0;
	bw_arena_init(&a);
	d = bw_diags_create(&a);
	if (bw_bundle_read(&a, d, "dir/fuzz", (struct bw_bytes){p, n}, &b) == BW_OK)
		members_check(&b, p, n);
	else if (!d->errors)
		abort(); /* refused without a reason */
	bw_arena_deinit(&a);
	return 0;
}
