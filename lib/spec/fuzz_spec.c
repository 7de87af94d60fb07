/* SPDX-License-Identifier: BSD-2-Clause */
/* Any object that can be read: its maps and programs, with S1-S4. */
#include "spec/spec.h"
#include "testkit/testkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	return bw_tk_mutate_object(p, n, max, seed, LLVMFuzzerMutate);
}

static void program_check(const struct bw_spec *s, const struct bw_prog_spec *p)
{
	uint32_t end = 0;

	assert(p->insn_count && p->func_count && p->func[0].off_insns == 0);
	for (uint32_t i = 0; i < p->func_count; i++) {
		assert(p->func[i].off_insns == end);
		end += p->func[i].insn_count;
	}
	assert(end == p->insn_count);
	for (uint32_t i = 0; i < p->ref_count; i++) {
		const struct bw_ref *r = &p->ref[i];

		assert(r->off_insns < p->insn_count);
		assert(!i || p->ref[i - 1].off_insns < r->off_insns);
		if (r->kind == BW_REF_MAP || r->kind == BW_REF_MAP_VALUE)
			assert(r->map < s->map_count);
	}
	for (uint32_t i = 1; i < p->line_count; i++)
		assert(p->line[i - 1].off_insns <= p->line[i].off_insns);
	for (uint32_t i = 0; i < p->insn_count; i++)
		assert(bw_prog_where(s, p, i).file);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bw_arena a;
	struct bw_names *names;
	struct bw_diags *d;
	struct bw_obj *o;
	struct bw_spec *s = NULL;

	bw_arena_init(&a);
	names = bw_names_create(&a);
	d = bw_diags_create(&a);
	if (bw_obj_read(&a, names, d, "fuzz", (struct bw_bytes){p, n}, &o) == BW_OK) {
		enum bw_status st = bw_spec_build(&a, o, d, &s);

		if ((st != BW_OK) != (d->errors != 0))
			abort();
		for (uint32_t i = 0; i < s->prog_count; i++)
			program_check(s, &s->prog[i]);
	}
	bw_arena_deinit(&a);
	return 0;
}
