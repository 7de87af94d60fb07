/* SPDX-License-Identifier: BSD-2-Clause */
/* Damaged and hostile images: none is accepted, none makes the interpreter stumble. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rt/sim/rt_build.h"
#include "rt/sim/rt_sim.h"

static struct rt_build built;
static struct sim sim;
static const char *const load[] = {"load", "--dev", "eth0", NULL};

static void test_sample_loads(void **state)
{
	(void)state;
	rt_build_image(&built, rt_sample, NULL);
	sim_start(&sim);
	assert_int_equal(sim_run(&sim, built.image, built.image_bytes, load), BW_RT_EXIT_OK);
	assert_string_equal(sim.out, "");
	assert_int_equal(sim_fds(&sim), 0);
}

/* Every bit flipped: refused as damaged, before any system call but the message's. */
static void test_every_bit(void **state)
{
	(void)state;
	rt_build_image(&built, rt_sample, NULL);
	for (size_t bit = 0; bit < built.image_bytes * 8; bit++) {
		uint8_t mask = (uint8_t)(1u << bit % 8);

		sim_start(&sim);
		built.image[bit / 8] ^= mask;
		assert_int_equal(sim_run(&sim, built.image, built.image_bytes, load),
				 BW_RT_EXIT_IMAGE);
		built.image[bit / 8] ^= mask;
		assert_int_equal(sim_pins(&sim), 0);
		assert_int_equal(sim_objects(&sim, SIM_MAP), 0);
	}
}

static void test_every_length(void **state)
{
	(void)state;
	rt_build_image(&built, rt_sample, NULL);
	for (size_t n = 0; n < built.image_bytes; n++) {
		sim_start(&sim);
		assert_int_equal(sim_run(&sim, built.image, n, load), BW_RT_EXIT_IMAGE);
	}
	/* One byte more than the header says is no better. */
	built.image[built.image_bytes] = 0;
	assert_int_equal(sim_run(&sim, built.image, built.image_bytes + 1, load), BW_RT_EXIT_IMAGE);
}

/*
 * The same with a digest that fits, as an attacker would do: any answer will do, as long as
 * nothing is read or written outside (the sanitizer looks) and a failure leaves nothing.
 */
static void test_every_byte_sealed(void **state)
{
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	size_t refused = 0;

	(void)state;
	rt_build_image(&built, rt_sample, NULL);
	for (size_t at = 0; at < built.image_bytes; at++)
		for (size_t v = 0; v < RT_COUNT(values); v++) {
			uint8_t was = built.image[at];
			int code;

			if (at >= offsetof(struct bw_rt_header, digest) &&
			    at < offsetof(struct bw_rt_header, digest) + BW_RT_DIGEST_BYTES)
				continue;
			built.image[at] = values[v];
			rt_build_seal(built.image, built.image_bytes);
			sim_start(&sim);
			code = sim_run(&sim, built.image, built.image_bytes, load);
			if (code != BW_RT_EXIT_OK) {
				refused++;
				assert_int_equal(sim_pins(&sim), 0);
				assert_int_equal(sim_objects(&sim, SIM_MAP), 0);
			}
			assert_int_equal(sim_fds(&sim), 0);
			built.image[at] = was;
		}
	assert_true(refused > 1000);
}

/* Random bytes in random places of the operations, sealed. */
static void test_random_sealed(void **state)
{
	static uint8_t copy[sizeof(built.image)];

	(void)state;
	srand(1);
	rt_build_image(&built, rt_sample, NULL);
	for (int round = 0; round < 20000; round++) {
		memcpy(copy, built.image, built.image_bytes);
		for (int i = 1 + rand() % 4; i > 0; i--)
			copy[(size_t)rand() % (sizeof(struct bw_rt_header) + built.ops_bytes)] =
			    (uint8_t)(rand() % 3 ? rand() % 8 : rand());
		rt_build_seal(copy, built.image_bytes);
		sim_start(&sim);
		(void)sim_run(&sim, copy, built.image_bytes, load);
		assert_int_equal(sim_fds(&sim), 0);
	}
}

/* ---- each rule of the format, broken alone, named in the message ---- */

enum {
	MAGIC,
	SWAPPED,
	VERSION,
	OTHER_MACHINE,
	LAST_BYTE,
	LAST_BUT_ONE,
	OP_KIND,
	OP_SIZE,
	TOO_MANY,
	FEWER,
	PIN_DOT,
	PIN_SLASH,
	PIN_EMPTY,
	PIN_LONG,
	INNER_LATER,
	UPDATE_SIZE,
	INSN_MAP,
	INSN_HALF,
	ATTACH_KIND,
	KVER_LAST,
	SPAN_IN_OPS,
};

static void broken(struct rt_build *b, void *arg)
{
	const int rule = *(const int *)arg;
	const struct rt_insn wide[] = {{0x18, 0x50, 0, 0}, {0, 0, 0, 0}, {0x95, 0, 0, 0}};
	struct rt_insn insn[3];
	char name[300];
	struct bw_rt_map *m;

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = 0;
	rt_name(b, "broken");
	m = rt_map(b,
		   rule == PIN_DOT     ? ".bss"
		   : rule == PIN_SLASH ? "a/b"
		   : rule == PIN_EMPTY ? ""
		   : rule == PIN_LONG  ? name
				       : "map",
		   2, 4, 8, 1);
	if (rule == INNER_LATER)
		m->op.flags = BW_RT_MAP_INNER;
	if (rule == OP_KIND)
		m->op.kind = BW_RT_KIND_COUNT;
	if (rule == OP_SIZE)
		m->op.bytes = (uint16_t)(m->op.bytes - 8);
	if (rule == UPDATE_SIZE)
		rt_update(b, 0, "1234567", 7);
	memcpy(insn, wide, sizeof(insn));
	if (rule == INSN_MAP)
		insn[0].imm = 1;
	rt_prog(b, "prog", 1, insn, rule == INSN_HALF ? 1 : 3);
	rt_attach(b, 0, rule == ATTACH_KIND ? BW_RT_ATTACH_COUNT : BW_RT_ATTACH_RAW_TP, "x");
	if (rule == KVER_LAST) {
		struct bw_rt_kver *k = rt_op(b, BW_RT_KVER, sizeof(*k));

		k->dst = rt_data(b, "1234", 4); /* the image's last zero is the next */
		k->dst.off++;
	}
	if (rule == SPAN_IN_OPS) {
		struct bw_rt_kver *k = rt_op(b, BW_RT_KVER, sizeof(*k));

		k->dst = (struct bw_rt_span){sizeof(struct bw_rt_header), 4};
	}
	if (rule == FEWER)
		b->maps++;
	if (rule == TOO_MANY)
		b->maps = BW_RT_MAX_MAPS + 1;
}

static void spoil_header(int rule)
{
	struct bw_rt_header *h = (void *)built.image;

	if (rule == MAGIC)
		h->magic++;
	if (rule == SWAPPED)
		h->magic = __builtin_bswap32(h->magic);
	if (rule == VERSION)
		h->version++;
	if (rule == OTHER_MACHINE)
		h->machine++;
	if (rule == LAST_BYTE)
		built.image[built.image_bytes - 1] = 0;
	if (rule == LAST_BUT_ONE)
		built.image[built.image_bytes - 2] = 1;
	rt_build_seal(built.image, built.image_bytes);
}

static void test_rules(void **state)
{
	static const struct {
		int rule;
		const char *says;
	} rows[] = {
	    {MAGIC, "(magic)"},
	    {SWAPPED, "(byte order)"},
	    {VERSION, "(version)"},
	    {OTHER_MACHINE, "(machine)"},
	    {LAST_BYTE, "(end)"},
	    {LAST_BUT_ONE, "(end)"},
	    {OP_KIND, "(operation)"},
	    {OP_SIZE, "(operation)"},
	    {TOO_MANY, "(too many maps or programs)"},
	    {FEWER, "(counts)"},
	    {PIN_DOT, "(map pin)"},
	    {PIN_SLASH, "(map pin)"},
	    {PIN_EMPTY, "(map pin)"},
	    {PIN_LONG, "(map pin)"},
	    {INNER_LATER, "(inner map)"},
	    {UPDATE_SIZE, "(map contents size)"},
	    {INSN_MAP, "(map of an instruction)"},
	    {INSN_HALF, "(last instruction)"},
	    {ATTACH_KIND, "(attachment)"},
	    {KVER_LAST, "(kernel version)"},
	    {SPAN_IN_OPS, "(kernel version)"},
	};

	(void)state;
	for (size_t i = 0; i < RT_COUNT(rows); i++) {
		int rule = rows[i].rule;

		rt_build_image(&built, broken, &rule);
		spoil_header(rule);
		sim_start(&sim);
		assert_int_equal(sim_run(&sim, built.image, built.image_bytes, load),
				 BW_RT_EXIT_IMAGE);
		if (!strstr(sim.out, rows[i].says))
			fail_msg("rule %d: '%s' instead of '%s'", rule, sim.out, rows[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sample_loads),  cmocka_unit_test(test_every_bit),
	    cmocka_unit_test(test_every_length),  cmocka_unit_test(test_every_byte_sealed),
	    cmocka_unit_test(test_random_sealed), cmocka_unit_test(test_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
