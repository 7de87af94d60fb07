/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands, errors, and faults at every system call, on a simulated kernel. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rt/sim/rt_build.h"
#include "rt/sim/rt_sim.h"

static struct rt_build built;
static struct sim sim;

static const char *const load[] = {"load", NULL};
static const char *const load_dev[] = {"load", "--dev", "eth0", "--dev", "on_packet=eth1", NULL};
static const char *const unload[] = {"unload", NULL};
static const char *const status[] = {"status", NULL};

static int run(const char *const *words)
{
	return sim_run(&sim, built.image, built.image_bytes, words);
}

static void assert_nothing_left(void)
{
	assert_int_equal(sim_fds(&sim), 0);
	assert_int_equal(sim_pins(&sim), 0);
	assert_int_equal(sim_objects(&sim, SIM_MAP), 0);
	assert_int_equal(sim_objects(&sim, SIM_PROG), 0);
	assert_int_equal(sim_objects(&sim, SIM_LINK), 0);
	assert_int_equal(sim_objects(&sim, SIM_BTF), 0);
}

static void assert_says(const char *text)
{
	if (!strstr(sim.out, text))
		fail_msg("'%s' does not contain '%s'", sim.out, text);
}

static int setup(void **state)
{
	(void)state;
	rt_build_image(&built, rt_sample, NULL);
	sim_start(&sim);
	return 0;
}

static void test_load_status_unload(void **state)
{
	(void)state;
	assert_int_equal(run(status), BW_RT_EXIT_NOT_LOADED);
	assert_int_equal(run(unload), BW_RT_EXIT_NOT_LOADED);
	assert_nothing_left();
	assert_int_equal(run(load_dev), BW_RT_EXIT_OK);
	assert_int_equal(sim_fds(&sim), 0);
	assert_int_equal(sim_objects(&sim, SIM_MAP), SAMPLE_PINNED_MAPS + 0);
	assert_int_equal(sim_objects(&sim, SIM_PROG), SAMPLE_PROGS);
	assert_int_equal(sim_objects(&sim, SIM_LINK), 4);
	assert_true(sim_exists(&sim, "sample/links/on_packet-1"));
	assert_true(sim_exists(&sim, "sample_shared"));
	assert_false(sim_exists(&sim, "sample+stage"));
	assert_int_equal(run(load), BW_RT_EXIT_LOADED);
	assert_false(sim_exists(&sim, "sample+stage"));
	assert_int_equal(run(status), BW_RT_EXIT_OK);
	assert_says("program on_switch  id ");
	assert_says("loaded, not attached");
	assert_says("map counter  id ");
	assert_int_equal(run(unload), BW_RT_EXIT_OK);
	assert_nothing_left();
}

static void test_pin_dir(void **state)
{
	static const char *const there[] = {"load", "--pin-dir", "/sys/fs/bpf/mine//", NULL};
	static const char *const again[] = {"unload", "--pin-dir", "/sys/fs/bpf/mine", NULL};
	static const char *const below[] = {"load", "--pin-dir", "/sys/fs/bpf/mine/maps/x", NULL};
	static const char *const bad[][4] = {
	    {"load", "--pin-dir", "/sys/fs/bpf/a.b", NULL},
	    {"load", "--pin-dir", "/sys/fs/bpf/a+stage", NULL},
	    {"load", "--pin-dir", "/", NULL},
	    {"load", "--pin-dir", "", NULL},
	    {"load", "--pin-dir", NULL, NULL},
	};

	(void)state;
	assert_int_equal(run(there), BW_RT_EXIT_OK);
	assert_true(sim_exists(&sim, "mine/links/on_switch"));
	assert_int_equal(run(below), BW_RT_EXIT_OK);
	assert_true(sim_exists(&sim, "mine/maps/x/links/on_switch"));
	assert_int_equal(run(unload), BW_RT_EXIT_NOT_LOADED);
	for (size_t i = 0; i < RT_COUNT(bad); i++)
		assert_int_equal(run(bad[i]), BW_RT_EXIT_USAGE);
	(void)again;
}

static void test_dry_run(void **state)
{
	static const char *const dry[] = {"load", "--dry-run", NULL};

	(void)state;
	sim.no_bpffs = sim.no_tracefs = true; /* not needed */
	assert_int_equal(run(dry), BW_RT_EXIT_OK);
	assert_nothing_left();
	sim.refuse_prog = true;
	assert_int_equal(run(dry), BW_RT_EXIT_LOAD);
	assert_says("R0 !read_ok\n");
	assert_nothing_left();
}

/* What the machine lacks, which exit code and words it gives. */
static void test_errors(void **state)
{
	static const struct {
		size_t off_lack; /* of a bool in struct sim */
		const char *const words[4];
		enum bw_rt_exit want;
		const char *says;
	} rows[] = {
	    {offsetof(struct sim, no_bpffs), {"load"}, BW_RT_EXIT_BPFFS, "mount -t bpf"},
	    {offsetof(struct sim, no_tracefs), {"load"}, BW_RT_EXIT_TRACEFS, "mount -t tracefs"},
	    {offsetof(struct sim, no_tracepoint),
	     {"load"},
	     BW_RT_EXIT_ATTACH,
	     "no tracepoint 'sched/sched_switch'"},
	    {offsetof(struct sim, no_perf_link), {"load"}, BW_RT_EXIT_KERNEL, "Linux 5.15"},
	    {offsetof(struct sim, refuse_prog),
	     {"load"},
	     BW_RT_EXIT_LOAD,
	     "program 'on_switch': EACCES; R0 !read_ok\n"},
	    {offsetof(struct sim, refuse_prog), {"load", "-v"}, BW_RT_EXIT_LOAD, "0: (95) exit\n"},
	    {offsetof(struct sim, refuse_map), {"load"}, BW_RT_EXIT_LOAD, "map 'sample_rodata'"},
	    {0, {"load", "--dev", "nosuch"}, BW_RT_EXIT_DEVICE, "'nosuch'"},
	    {0, {"load", "--dev", "averyveryverylongname"}, BW_RT_EXIT_DEVICE, "'averyvery"},
	    {0, {"load", "--dev", "other=eth0"}, BW_RT_EXIT_USAGE, "--dev eth0"},
	    {0, {"load", "--dev"}, BW_RT_EXIT_USAGE, "'--dev'"},
	    {0, {"lad"}, BW_RT_EXIT_USAGE, "'lad'"},
	    {0, {NULL}, BW_RT_EXIT_USAGE, "--help"},
	    {0, {"load", "unload"}, BW_RT_EXIT_USAGE, "'unload'"},
	    {0, {"--help"}, BW_RT_EXIT_OK, "usage: FILE load"},
	};

	(void)state;
	for (size_t i = 0; i < RT_COUNT(rows); i++) {
		int got;

		sim_start(&sim);
		if (rows[i].off_lack)
			*(bool *)((char *)&sim + rows[i].off_lack) = true;
		got = run(rows[i].words);
		if (got != (int)rows[i].want)
			fail_msg("row %zu: exit %d: %s", i, got, sim.out);
		assert_says(rows[i].says);
		assert_nothing_left();
	}
	sim_start(&sim);
	sim.machine = "riscv64";
	assert_int_equal(run(load), BW_RT_EXIT_KERNEL);
	assert_says("this machine is riscv64");
}

/* ---- maps pinned by name ---- */

static void two_sharers(struct rt_build *b, void *arg)
{
	const uint32_t *entries = arg;

	rt_name(b, "second");
	rt_map(b, "sample_shared", 1, 4, 4, *entries)->op.flags = BW_RT_MAP_SHARED;
}

static void test_shared_map(void **state)
{
	static const char *const keep[] = {"unload", "--keep-maps", NULL};
	static struct rt_build second;
	uint32_t entries = 16;

	(void)state;
	assert_int_equal(run(load), BW_RT_EXIT_OK);
	rt_build_image(&second, two_sharers, &entries);
	assert_int_equal(sim_run(&sim, second.image, second.image_bytes, load), BW_RT_EXIT_OK);
	assert_int_equal(sim_objects(&sim, SIM_MAP), SAMPLE_PINNED_MAPS);
	assert_false(sim_exists(&sim, "second/own/sample_shared"));
	/* The second one does not own the pin. */
	assert_int_equal(sim_run(&sim, second.image, second.image_bytes, unload), BW_RT_EXIT_OK);
	assert_true(sim_exists(&sim, "sample_shared"));
	/* Other attributes are refused. */
	entries = 17;
	rt_build_image(&second, two_sharers, &entries);
	assert_int_equal(sim_run(&sim, second.image, second.image_bytes, load), BW_RT_EXIT_PIN);
	assert_false(sim_exists(&sim, "second"));
	/* The first one owns it, and takes it away unless asked not to. */
	assert_int_equal(run(keep), BW_RT_EXIT_OK);
	assert_int_equal(sim_pins(&sim), 1);
	assert_int_equal(run(load), BW_RT_EXIT_OK);
	assert_int_equal(run(unload), BW_RT_EXIT_OK);
	assert_true(sim_exists(&sim, "sample_shared"));
}

static void core_prog(struct rt_build *b, void *arg)
{
	const struct rt_insn insn[] = {{0xb7, 0, 0, 0}, {0x95, 0, 0, 0}};
	struct bw_rt_prog *p;

	(void)arg;
	rt_name(b, "core");
	p = rt_prog(b, "prog", 1, insn, RT_COUNT(insn));
	p->core.data = rt_data(b, "0123456789abcdef", 16);
	p->core.count = 1;
	p->core.record_bytes = 16;
}

static void test_core_needs_517(void **state)
{
	(void)state;
	rt_build_image(&built, core_prog, NULL);
	assert_int_equal(run(load), BW_RT_EXIT_OK);
	assert_int_equal(run(unload), BW_RT_EXIT_OK);
	sim.no_core = true;
	assert_int_equal(run(load), BW_RT_EXIT_KERNEL);
	assert_says("5.17");
	assert_nothing_left();
}

static void not_ours(struct rt_build *b, void *arg)
{
	(void)arg;
	rt_name(b, "links");
	rt_map(b, "m", 1, 4, 4, 1);
}

/* A directory that no loader made is not removed, whatever --pin-dir says. */
static void test_foreign_directory(void **state)
{
	static const char *const wrong[] = {"unload", "--pin-dir", "/sys/fs/bpf/sample/maps", NULL};
	static struct rt_build other;
	uint32_t pins;

	(void)state;
	assert_int_equal(run(load), BW_RT_EXIT_OK);
	pins = sim_pins(&sim);
	rt_build_image(&other, not_ours, NULL);
	assert_int_equal(sim_run(&sim, other.image, other.image_bytes, wrong), BW_RT_EXIT_BPFFS);
	assert_int_equal(sim_pins(&sim), pins);
	assert_int_equal(run(unload), BW_RT_EXIT_OK);
	assert_nothing_left();
}

/* ---- faults ---- */

/* The last one is only for single faults of load: said of a pin that is there, it is a lie. */
static const uint32_t errnos[] = {EPERM,  EACCES, EINTR, ENOMEM, EAGAIN, EBUSY,	  EEXIST, EINVAL,
				  EMFILE, ENOSPC, EROFS, ENOSYS, E2BIG,	 ENOTSUP, 524,	  ENOENT};
#define TRUE_ERRNOS (RT_COUNT(errnos) - 1)

/* One system call fails, once: it works after all, or nothing is left. */
static void test_one_call_fails(void **state)
{
	uint32_t points = 0, survived = 0;

	(void)state;
	for (size_t e = 0; e < RT_COUNT(errnos); e++)
		for (uint32_t n = 1;; n++) {
			int code;

			sim_start(&sim);
			sim.fail_at = n;
			sim.fail_errno = errnos[e];
			code = run(load_dev);
			if (sim.calls < n)
				break;
			sim.fail_at = 0;
			points++;
			assert_int_equal(sim_fds(&sim), 0);
			if (code == BW_RT_EXIT_OK) {
				survived++;
				assert_int_equal(run(unload), BW_RT_EXIT_OK);
			}
			if (sim_pins(&sim))
				fail_msg("call %u (number %ld), errno %u: exit %d, %u pins left", n,
					 sim.last_failed, errnos[e], code, sim_pins(&sim));
			assert_nothing_left();
		}
	assert_true(points > 1000 && survived < points / 2);
}

/* From some call on all fail: what cannot be undone is said so, and the next run undoes it. */
static void test_all_calls_fail_from(void **state)
{
	(void)state;
	for (size_t e = 0; e < TRUE_ERRNOS; e++)
		for (uint32_t n = 1;; n++) {
			int code;

			sim_start(&sim);
			sim.fail_at = n;
			sim.fail_on = 1;
			sim.fail_errno = errnos[e];
			code = run(load_dev);
			if (sim.calls < n)
				break;
			sim.fail_at = 0;
			assert_int_equal(sim_fds(&sim), 0);
			if (code == BW_RT_EXIT_OK) /* nothing left to do but to close */
				assert_int_equal(run(unload), BW_RT_EXIT_OK);
			else if (sim_pins(&sim))
				assert_int_equal(code, BW_RT_EXIT_RESIDUE);
			assert_int_equal(run(load), BW_RT_EXIT_OK);
			assert_int_equal(run(unload), BW_RT_EXIT_OK);
			assert_nothing_left();
		}
}

/* The same for unload: it is complete, or the next one completes it. */
static void test_unload_fails(void **state)
{
	(void)state;
	for (size_t e = 0; e < TRUE_ERRNOS; e++)
		for (uint32_t n = 1;; n++) {
			int code;

			sim_start(&sim);
			assert_int_equal(run(load_dev), BW_RT_EXIT_OK);
			sim.fail_at = n;
			sim.fail_errno = errnos[e];
			code = run(unload);
			if (sim.calls < n)
				break;
			sim.fail_at = 0;
			assert_int_equal(sim_fds(&sim), 0);
			if (code == BW_RT_EXIT_OK && sim_pins(&sim))
				fail_msg("call %u (number %ld), errno %u: %u pins left", n,
					 sim.last_failed, errnos[e], sim_pins(&sim));
			(void)run(unload);
			if (sim_pins(&sim))
				fail_msg(
				    "call %u (number %ld), errno %u: exit %d, then %u pins: %s", n,
				    sim.last_failed, errnos[e], code, sim_pins(&sim), sim.out);
			assert_nothing_left();
		}
}

/* Killed at any call, of load or unload: the next load works, its unload leaves nothing. */
static void test_killed(void **state)
{
	static const char *const *const commands[] = {load_dev, unload};
	uint32_t points = 0;

	(void)state;
	for (size_t c = 0; c < RT_COUNT(commands); c++)
		for (uint32_t n = 1;; n++) {
			int code;

			sim_start(&sim);
			if (c == 1)
				assert_int_equal(run(load_dev), BW_RT_EXIT_OK);
			sim.kill_at = n;
			code = run(commands[c]);
			sim.kill_at = 0;
			if (code != -1)
				break;
			points++;
			code = run(load);
			if (code != BW_RT_EXIT_LOADED)
				assert_int_equal(code, BW_RT_EXIT_OK);
			assert_false(sim_exists(&sim, "sample+stage"));
			assert_int_equal(run(unload), BW_RT_EXIT_OK);
			assert_nothing_left();
		}
	assert_true(points > 100);
}

/* A signal at any call: loaded, or stopped with nothing left. */
static void test_signal(void **state)
{
	uint32_t stopped = 0;

	(void)state;
	for (uint32_t n = 1;; n++) {
		int code;

		sim_start(&sim);
		sim.stop_at = n;
		code = run(load_dev);
		if (sim.calls < n)
			break;
		sim.stop_at = 0;
		if (code == BW_RT_EXIT_OK) {
			assert_int_equal(run(unload), BW_RT_EXIT_OK);
		} else {
			assert_int_equal(code, BW_RT_EXIT_SIGNAL);
			stopped++;
		}
		assert_nothing_left();
	}
	assert_true(stopped > 50);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup(t, setup)
	const struct CMUnitTest tests[] = {
	    TEST(test_load_status_unload),
	    TEST(test_pin_dir),
	    TEST(test_dry_run),
	    TEST(test_errors),
	    TEST(test_shared_map),
	    TEST(test_core_needs_517),
	    TEST(test_foreign_directory),
	    TEST(test_one_call_fails),
	    TEST(test_all_calls_fail_from),
	    TEST(test_unload_fails),
	    TEST(test_killed),
	    TEST(test_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
