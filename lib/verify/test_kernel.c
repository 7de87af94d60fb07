/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant V1 against the running kernel: random programs are given to bw_verify, with
 * target `host`, and to bpf(2). What we refuse the kernel must refuse; of what the kernel
 * refuses for its structure we count what we find too.
 *
 * Needs to be allowed to load programs; skipped otherwise. BW_PROGRAMS and BW_SEED in the
 * environment ask for more or other programs, BW_SHOW=1 for an example of each class missed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "verify/verify.h"

enum { INSNS_MAX = 160, PROGRAMS = 20000 };

/* ---- the kernel ---- */

static char kernel_log[1 << 16];

static int sys_bpf(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

/* 0 or errno; with want_log kernel_log has the verifier's words. */
static int kernel_load(const struct bw_prog_spec *p, const char *license, bool want_log)
{
	union bpf_attr attr = {.prog_type = p->prog_type,
			       .insns = (uint64_t)(uintptr_t)p->insn,
			       .insn_cnt = p->insn_count,
			       .license = (uint64_t)(uintptr_t)license};
	int fd;

	kernel_log[0] = 0;
	if (want_log) {
		attr.log_level = 1;
		attr.log_buf = (uint64_t)(uintptr_t)kernel_log;
		attr.log_size = sizeof(kernel_log);
	}
	fd = sys_bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int make_map(uint32_t type)
{
	union bpf_attr attr = {.map_type = type, .key_size = 4, .value_size = 4, .max_entries = 4};

	return sys_bpf(BPF_MAP_CREATE, &attr);
}

/* ---- random programs ---- */

struct rng {
	uint64_t s;
};

static uint32_t rnd(struct rng *r, uint32_t below)
{
	r->s ^= r->s << 13;
	r->s ^= r->s >> 7;
	r->s ^= r->s << 17;
	return (uint32_t)((r->s >> 11) % below);
}

static bool one_in(struct rng *r, uint32_t n)
{
	return rnd(r, n) == 0;
}

struct sample {
	struct bw_insn insn[INSNS_MAX];
	uint32_t n, type;
	struct bw_ref ref[INSNS_MAX];
	uint32_t ref_count;
	const char *license;
	int map_fd[2]; /* of a prog array and an array */
};

static struct bw_insn insn_of(unsigned op, unsigned dst, unsigned src, int off, int32_t imm)
{
	return (struct bw_insn){(uint8_t)op, (uint8_t)(dst | src << 4), (int16_t)off, imm};
}

static void put(struct sample *s, unsigned op, unsigned dst, unsigned src, int off, int32_t imm)
{
	if (s->n < INSNS_MAX - 4)
		s->insn[s->n++] = insn_of(op, dst, src, off, imm);
}

static unsigned scalar_reg(struct rng *r)
{
	static const uint8_t regs[] = {0, 6, 7, 8};

	return regs[rnd(r, 4)];
}

static void put_alu(struct sample *s, struct rng *r)
{
	unsigned op = (rnd(r, 13) << 4) | (one_in(r, 2) ? 7 : 4);
	unsigned is_reg = one_in(r, 2) ? 8 : 0;

	if ((op & 0xf0) == 0x80)
		put(s, op, scalar_reg(r), 0, 0, 0);
	else if (is_reg)
		put(s, op | 8, scalar_reg(r), scalar_reg(r), 0, 0);
	else
		put(s, op, scalar_reg(r), 0, 0, 1 + (int32_t)rnd(r, 31));
}

static void put_memory(struct sample *s, struct rng *r)
{
	static const uint8_t ops[] = {0x72, 0x6a, 0x62, 0x7a, 0x73, 0x7b, 0x79, 0x71, 0xdb};
	static const uint8_t size[] = {1, 2, 4, 8, 1, 8, 8, 1, 8};
	unsigned k = rnd(r, sizeof(ops));
	int off = -(int)size[k] * (int)(1 + rnd(r, one_in(r, 4) ? 64 : 8));

	if (ops[k] == 0x79 || ops[k] == 0x71)
		put(s, ops[k], scalar_reg(r), 10, off, 0);
	else if (ops[k] >= 0x73)
		put(s, ops[k], 10, scalar_reg(r), off, 0);
	else
		put(s, ops[k], 10, 0, off, (int32_t)rnd(r, 100));
}

static void put_jump(struct sample *s, struct rng *r)
{
	static const uint8_t ops[] = {0x15, 0x25, 0x55, 0x1d, 0x16, 0xa5, 0xc6, 0x05, 0x06, 0xe5};
	unsigned op = ops[rnd(r, one_in(r, 8) ? 10 : 7)];
	int off = (int)rnd(r, 9);

	if (one_in(r, 150)) /* an endless loop costs the kernel a second */
		off = -off - 1;
	if (op == 0x06)
		put(s, op, 0, 0, 0, off);
	else if (op == 0x05 || op == 0xe5)
		put(s, op, 0, 0, off, 0);
	else if (op & 8)
		put(s, op, scalar_reg(r), scalar_reg(r), off, 0);
	else
		put(s, op, scalar_reg(r), 0, off, (int32_t)rnd(r, 10));
}

/* Memory by a register that is r10 plus a constant. */
static void put_pointer(struct sample *s, struct rng *r)
{
	unsigned reg = 2 + rnd(r, 4);
	int32_t add = -(int32_t)rnd(r, one_in(r, 8) ? 600 : 4) * 8;

	put(s, 0xbf, reg, 10, 0, 0);
	put(s, one_in(r, 4) ? 0x17 : 0x07, reg, 0, 0, add);
	if (one_in(r, 4))
		put_jump(s, r);
	put(s, one_in(r, 2) ? 0x7a : 0x72, reg, 0, -(int)rnd(r, 5) * 4, 1);
}

static void put_call(struct sample *s, struct rng *r)
{
	static const uint8_t helpers[] = {5, 7, 8, 5, 7, 8, 125, 160, 14, 15, 35, 80, 178, 46};

	put(s, 0x85, 0, 0, 0, one_in(r, 20) ? (int32_t)rnd(r, 230) : helpers[rnd(r, 14)]);
}

static void put_wide(struct sample *s, struct rng *r)
{
	put(s, 0x18, scalar_reg(r), 0, 0, (int32_t)rnd(r, 1000));
	put(s, 0, 0, 0, 0, 0);
}

static void put_map(struct sample *s, unsigned reg, uint32_t map)
{
	if (s->n >= INSNS_MAX - 6)
		return;
	s->ref[s->ref_count++] = (struct bw_ref){.off_insns = s->n, .kind = BW_REF_MAP, .map = map};
	put(s, 0x18, reg, BPF_PSEUDO_MAP_FD, 0, s->map_fd[map]);
	put(s, 0, 0, 0, 0, 0);
}

static void put_tail_call(struct sample *s, unsigned ctx)
{
	if (s->n >= INSNS_MAX - 10)
		return;
	put(s, 0xbf, 1, ctx, 0, 0);
	put_map(s, 2, 0);
	put(s, 0xb7, 3, 0, 0, 0);
	put(s, 0x85, 0, 0, 0, BPF_FUNC_tail_call);
}

static void put_body(struct sample *s, struct rng *r, uint32_t len, bool is_main)
{
	for (uint32_t k = 0; k < len; k++) {
		switch (rnd(r, 12)) {
		case 0:
			put_memory(s, r);
			break;
		case 1:
			put_pointer(s, r);
			break;
		case 2:
			put_call(s, r);
			break;
		case 3:
			put_wide(s, r);
			break;
		case 4:
		case 5:
		case 6:
			put_jump(s, r);
			break;
		case 7:
			if (is_main && one_in(r, 4))
				put_tail_call(s, 9);
			break;
		case 8: /* a local call; make_program() gives it a target */
			put(s, 0x85, 0, 1, 0, 0);
			break;
		default:
			put_alu(s, r);
		}
	}
}

static void keep_jumps_inside(struct sample *s, struct rng *r, uint32_t start)
{
	for (uint32_t i = start; i < s->n; i++) {
		struct bw_insn *x = &s->insn[i];
		bool is_jump = (x->op & 7) == 5 || x->op == 0x16 || x->op == 0xc6;
		uint32_t to = (uint32_t)((int)i + 1 + x->off);

		if (!is_jump || x->op == 0x85 || x->op == 0x95 || one_in(r, 100))
			continue;
		if (to >= s->n)
			to = s->n - 1;
		if (!s->insn[to].op) /* second slot of a wide load */
			to++;
		x->off = (int16_t)(to - i - 1);
	}
}

static uint32_t put_function(struct sample *s, struct rng *r, bool is_main)
{
	uint32_t start = s->n;

	if (is_main)
		put(s, 0xbf, 9, 1, 0, 0);
	for (unsigned reg = 6; reg < 9; reg++)
		put(s, 0xb7, reg, 0, 0, (int32_t)rnd(r, 9));
	if (one_in(r, 8))
		put(s, 0xbf, 6, 1, 0, 0);
	else
		put(s, 0xb7, 0, 0, 0, 0);
	put_body(s, r, 1 + rnd(r, 10), is_main);
	if (!one_in(r, 3))
		put(s, 0xb7, 0, 0, 0, (int32_t)rnd(r, 3));
	if (!one_in(r, 100))
		put(s, 0x95, 0, 0, 0, 0);
	keep_jumps_inside(s, r, start);
	return start;
}

/* One random change: a field, a whole instruction, two swapped. */
static void mutate(struct sample *s, struct rng *r)
{
	static const int16_t offs[] = {-520, -513, -512, -8, -4, -1,  0,
				       1,    2,	   8,	 16, 32, 100, 32767};
	static const int32_t imms[] = {-100, -1, 0,  1,	    2,	  16,  31,
				       32,   63, 64, 0x100, 0xf1, 212, 7777};
	uint32_t i = rnd(r, s->n);
	struct bw_insn *x = &s->insn[i];

	switch (rnd(r, 7)) {
	case 0:
		x->op = (uint8_t)rnd(r, 256);
		break;
	case 1:
		x->regs = (uint8_t)((x->regs & 0xf0) | rnd(r, 12));
		break;
	case 2:
		x->regs = (uint8_t)((x->regs & 0x0f) | rnd(r, 12) << 4);
		break;
	case 3:
		x->off = offs[rnd(r, 14)];
		break;
	case 4:
		x->imm = imms[rnd(r, 14)];
		break;
	case 5:
		*x = s->insn[rnd(r, s->n)];
		break;
	default:
		*x = insn_of(0x95, 0, 0, 0, 0);
	}
}

/* Map loads must stay what they are, or numbers of our descriptors become something else. */
static void repair_refs(struct sample *s)
{
	for (uint32_t k = 0; k < s->ref_count; k++) {
		struct bw_insn *x = &s->insn[s->ref[k].off_insns];

		if (x->op == 0x18) {
			x->regs = (uint8_t)((x->regs & 15) | BPF_PSEUDO_MAP_FD << 4);
			x->imm = s->map_fd[s->ref[k].map];
			x[1].imm = 0;
		} else {
			s->ref[k--] = s->ref[--s->ref_count];
		}
	}
}

static void make_program(struct sample *s, struct rng *r)
{
	static const uint8_t types[] = {1, 2, 3, 5, 6, 8, 17};
	uint32_t start[10], functions = one_in(r, 2) ? 1 : 1 + rnd(r, 9);

	s->n = s->ref_count = 0;
	s->type = types[rnd(r, sizeof(types))];
	s->license = one_in(r, 3) ? "Proprietary" : "Dual MIT/GPL";
	for (uint32_t f = 0; f < functions; f++)
		start[f] = put_function(s, r, f == 0);
	for (uint32_t i = 0; i < s->n; i++) {
		if (s->insn[i].op != 0x85 || s->insn[i].regs != 0x10)
			continue;
		uint32_t f = 0; /* mostly forward, sometimes anywhere */

		while (f < functions && start[f] <= i)
			f++;
		if (one_in(r, 12))
			f = rnd(r, functions);
		if (f < functions)
			s->insn[i].imm = (int32_t)start[f] - (int32_t)i - 1;
		else
			s->insn[i] = insn_of(0xb7, 0, 0, 0, 0);
	}
	for (uint32_t k = one_in(r, 2) ? 0 : 1 + rnd(r, 2); k; k--)
		mutate(s, r);
	repair_refs(s);
}

/* ---- comparison ---- */

/* Words of the kernel (6.18) for refusals that follow from structure. */
static struct klass {
	const char *words;
	uint32_t seen, found, warned;
} klasses[] = {
    {.words = "unreachable insn"},
    {.words = "jump out of range"},
    {.words = "last insn is not an exit or jmp"},
    {.words = "jump into the middle of ldimm64"},
    {.words = "call to invalid destination"},
    {.words = "unknown opcode"},
    {.words = "invalid bpf_ld_imm64"},
    {.words = "unrecognized bpf_ld_imm64"},
    {.words = "uses reserved fields"},
    {.words = "invalid BPF_ALU"},
    {.words = "invalid shift"},
    {.words = "div by zero"},
    {.words = "atomic opcode"},
    {.words = " is invalid\n"},
    {.words = "frame pointer is read only"},
    {.words = "stack R10"},
    {.words = "misaligned stack access"},
    {.words = "invalid func "},
    {.words = "unknown func"},
    {.words = "cannot use helper"},
    {.words = "GPL-restricted"},
    {.words = "LD_[ABS|IND] instructions not allowed"},
    {.words = "R0 !read_ok"},
    {.words = "!read_ok"},
    {.words = "infinite loop"},
    {.words = "call stack of"},
    {.words = "frames is too deep"},
    {.words = "combined stack size"},
    {.words = "tail_calls are not allowed when call stack"},
    {.words = "may_goto"},
};

static struct klass *klass_of(const char *log)
{
	for (size_t k = 0; k < BW_COUNT(klasses); k++)
		if (strstr(log, klasses[k].words))
			return &klasses[k];
	return NULL;
}

static void show(const struct sample *s)
{
	struct bw_arena a;

	bw_arena_init(&a);
	for (uint32_t i = 0; i < s->n; i++) {
		struct bw_sb b = bw_sb_in(&a);

		bw_insn_print(&b, s->insn[i], s->insn[i + 1 < s->n ? i + 1 : i]);
		printf("%4u: %02x %02x %6d %11d  %s\n", i, s->insn[i].op, s->insn[i].regs,
		       s->insn[i].off, s->insn[i].imm, bw_sb_str(&b));
	}
	bw_arena_deinit(&a);
}

struct totals {
	uint32_t accepted, refused, ours, false_alarms, structural, structural_found;
};

static void show_false_alarm(const struct sample *s, const struct bw_diags *d)
{
	printf("the kernel accepts (type %u, %s):\n", s->type, s->license);
	show(s);
	for (uint32_t k = 0; k < d->list.n; k++)
		printf("  %s: %s\n", bw_code_info(d->list.v[k].code)->name, d->list.v[k].text);
}

static void count(struct totals *t, const struct sample *s, bool refused_by_us, bool warned)
{
	struct klass *k = klass_of(kernel_log);

	t->refused++;
	t->ours += refused_by_us;
	if (!k)
		return;
	t->structural++;
	t->structural_found += refused_by_us;
	k->seen++;
	k->found += refused_by_us;
	k->warned += !refused_by_us && warned;
	if (!refused_by_us && k->seen - k->found <= 2 && getenv("BW_SHOW")) {
		size_t n = strlen(kernel_log);

		printf("---- missed: %s\n", k->words);
		show(s);
		printf("%s\n", kernel_log + (n > 300 ? n - 300 : 0));
	}
}

static void compare(struct totals *t, const struct sample *s, const struct bw_target *host)
{
	struct bw_prog_spec p = {.autoload = true,
				 .prog_type = s->type,
				 .insn = s->insn,
				 .insn_count = s->n,
				 .ref = s->ref,
				 .ref_count = s->ref_count};
	struct bw_spec spec = {.prog_count = 1, .prog = &p, .license = s->license, .map_count = 2};
	struct bw_arena a;
	struct bw_diags *d;
	bool refused_by_us;

	bw_arena_init(&a);
	d = bw_diags_create(&a);
	refused_by_us = bw_verify(&a, &spec, host, d) != BW_OK;
	assert_true(refused_by_us == (d->errors != 0));
	if (kernel_load(&p, s->license, false) == 0) {
		t->accepted++;
		if (refused_by_us && t->false_alarms++ < 5)
			show_false_alarm(s, d);
	} else {
		kernel_load(&p, s->license, true);
		count(t, s, refused_by_us, d->warnings != 0);
	}
	bw_arena_deinit(&a);
}

static uint64_t number_from_env(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static void test_no_false_alarm(void **state)
{
	struct sample s = {
	    .map_fd = {make_map(BPF_MAP_TYPE_PROG_ARRAY), make_map(BPF_MAP_TYPE_ARRAY)}};
	struct rng r = {number_from_env("BW_SEED", 88172645463325252u)};
	uint64_t programs = number_from_env("BW_PROGRAMS", PROGRAMS);
	struct totals t = {0};
	struct bw_target *host;
	struct bw_arena a;

	(void)state;
	if (s.map_fd[0] < 0 || s.map_fd[1] < 0) {
		printf("skipped: bpf(2): %s\n", strerror(errno));
		skip();
	}
	bw_arena_init(&a);
	assert_int_equal(bw_target_find(&a, bw_diags_create(&a), "host", &host), BW_OK);
	for (uint64_t k = 0; k < programs; k++) {
		make_program(&s, &r);
		compare(&t, &s, host);
	}
	printf("%llu programs: %u accepted, %u refused, %u of these by us, %u false alarms\n",
	       (unsigned long long)programs, t.accepted, t.refused, t.ours, t.false_alarms);
	printf("%u refused for structure, %u of these by us\n", t.structural, t.structural_found);
	for (size_t k = 0; k < BW_COUNT(klasses); k++)
		printf("%7u seen %7u found %7u warned  %s\n", klasses[k].seen, klasses[k].found,
		       klasses[k].warned, klasses[k].words);
	assert_int_equal(t.false_alarms, 0);
	assert_true(t.accepted > programs / 20); /* the test tests something */
	assert_true(t.structural_found > t.structural / 2);
	close(s.map_fd[0]);
	close(s.map_fd[1]);
	bw_arena_deinit(&a);
}

/* Which opcode bytes exist is one question each. */
static void test_opcodes(void **state)
{
	struct bw_target *host;
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	assert_int_equal(bw_target_find(&a, bw_diags_create(&a), "host", &host), BW_OK);
	for (unsigned op = 0; op < 256; op++) {
		struct bw_insn insn[] = {insn_of(0xb7, 0, 0, 0, 0), insn_of(0x55, 0, 0, 1, 0),
					 insn_of(0x95, 0, 0, 0, 0), insn_of(op, 0, 0, 0, 0),
					 insn_of(0x95, 0, 0, 0, 0)};
		struct bw_prog_spec p = {
		    .autoload = true, .prog_type = 1, .insn = insn, .insn_count = 5};
		struct bw_spec spec = {.prog_count = 1, .prog = &p, .license = "GPL"};
		struct bw_diags *d = bw_diags_create(&a);
		enum bw_status st = bw_verify(&a, &spec, host, d);
		int err = kernel_load(&p, "GPL", true);

		if (err == EPERM) {
			printf("skipped: bpf(2): %s\n", strerror(err));
			skip();
		}
		if (strstr(kernel_log, "unknown opcode")) {
			assert_int_equal(st, BW_REJECTED);
			assert_true(d->list.v[0].code == BW_D_VFY_OPCODE ||
				    d->list.v[0].code == BW_D_VFY_ISA);
		} else if (d->list.n && d->list.v[0].code == BW_D_VFY_OPCODE &&
			   !strstr(kernel_log, "BPF_LDX uses reserved")) {
			fail_msg("opcode 0x%02x exists: %s", op, kernel_log);
		}
		if (!err)
			assert_int_equal(d->errors, 0);
	}
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_opcodes),
	    cmocka_unit_test(test_no_false_alarm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
