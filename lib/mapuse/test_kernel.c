/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Against the running kernel: random programs that fill keys in all manners, branch, call and
 * look up. Without CAP_PERFMON the verifier still refuses to read stack bytes that a way has
 * left unset, so with it dropped the kernel must refuse what we find, and nothing else.
 *
 * Needs CAP_BPF; skipped otherwise. BW_PROGRAMS and BW_SEED ask for more or other programs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mapuse/mapuse.h"

enum { INSNS_MAX = 256, PROGRAMS = 2000, SOCKET = 1 };

/* ---- the kernel ---- */

static char kernel_log[1 << 16];

static int sys_bpf(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static bool set_caps(bool perfmon)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];
	uint32_t admin = 1u << CAP_SYS_ADMIN, perf = 1u << (CAP_PERFMON - 32);

	if (syscall(SYS_capget, &head, data))
		return false;
	data[0].effective = perfmon ? data[0].permitted : data[0].effective & ~admin;
	data[1].effective = perfmon ? data[1].permitted : data[1].effective & ~perf;
	return syscall(SYS_capset, &head, data) == 0;
}

static int kernel_load(const struct bw_insn *insn, uint32_t n)
{
	static const char license[] = "GPL";
	union bpf_attr attr = {.prog_type = SOCKET,
			       .insns = (uint64_t)(uintptr_t)insn,
			       .insn_cnt = n,
			       .license = (uint64_t)(uintptr_t)license,
			       .log_level = 1,
			       .log_buf = (uint64_t)(uintptr_t)kernel_log,
			       .log_size = sizeof(kernel_log)};
	int fd;

	kernel_log[0] = 0;
	fd = sys_bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* The last line but the counts. */
static const char *kernel_says(void)
{
	char *end = strstr(kernel_log, "\nprocessed "), *p;

	if (end)
		*end = 0;
	p = strrchr(kernel_log, '\n');
	return p ? p + 1 : kernel_log;
}

/* ---- maps ---- */

enum { HASH, WIDE, ARRAY, RDONLY, QUEUE, MAPS };

static const struct bw_map_spec maps[MAPS] = {
    [HASH] = {.type = BW_MT_HASH, .key_bytes = 8, .value_bytes = 8, .max_entries = 4},
    [WIDE] = {.type = BW_MT_LRU_HASH, .key_bytes = 20, .value_bytes = 8, .max_entries = 4},
    [ARRAY] = {.type = BW_MT_ARRAY, .key_bytes = 4, .value_bytes = 16, .max_entries = 4},
    [RDONLY] = {.type = BW_MT_ARRAY,
		.key_bytes = 4,
		.value_bytes = 8,
		.max_entries = 4,
		.flags = BW_BPF_F_RDONLY_PROG},
    [QUEUE] = {.type = BW_MT_QUEUE, .value_bytes = 8, .max_entries = 4},
};
static int map_fd[MAPS];

static bool make_maps(void)
{
	for (uint32_t k = 0; k < MAPS; k++) {
		union bpf_attr attr = {.map_type = maps[k].type,
				       .key_size = maps[k].key_bytes,
				       .value_size = maps[k].value_bytes,
				       .max_entries = maps[k].max_entries,
				       .map_flags = maps[k].flags};

		map_fd[k] = sys_bpf(BPF_MAP_CREATE, &attr);
		if (map_fd[k] < 0)
			return false;
	}
	return true;
}

/* ---- random programs ---- */

struct sample {
	uint64_t rng;
	struct bw_insn insn[INSNS_MAX];
	struct bw_ref ref[INSNS_MAX];
	uint32_t n, ref_count, call_count, call[INSNS_MAX];
	struct bw_prog_func func[3];
};

static uint32_t rnd(struct sample *s, uint32_t below)
{
	s->rng ^= s->rng << 13;
	s->rng ^= s->rng >> 7;
	s->rng ^= s->rng << 17;
	return (uint32_t)((s->rng >> 11) % below);
}

static void put(struct sample *s, unsigned op, unsigned dst, unsigned src, int off, int32_t imm)
{
	assert(s->n < INSNS_MAX);
	s->insn[s->n++] =
	    (struct bw_insn){(uint8_t)op, (uint8_t)(dst | src << 4), (int16_t)off, imm};
}

/*
 * A store at base + from..from + room; r8 is a number. Narrow ones are kept off multiples of 8:
 * there the kernel spills the number, and without CAP_PERFMON takes the whole slot for written
 * (save_register_state, mark_stack_slot_misc).
 */
static void put_store(struct sample *s, unsigned base, int from, int room)
{
	static const uint8_t imm[] = {0x72, 0x6a, 0x62, 0x7a}, reg[] = {0x73, 0x6b, 0x63, 0x7b};
	unsigned k = rnd(s, 4);
	int off = from + (int)rnd(s, (uint32_t)room >> k) * (1 << k);

	if (k < 3 && off % 8 == 0)
		off += 1 << k;
	if (rnd(s, 2))
		put(s, imm[k], base, 0, off, (int32_t)rnd(s, 9));
	else
		put(s, reg[k], base, 8, off, 0);
}

static void put_pointer(struct sample *s, unsigned reg, int off)
{
	put(s, 0xbf, reg, 10, 0, 0);
	put(s, 0x07, reg, 0, 0, off);
}

static void put_map(struct sample *s, unsigned reg, uint32_t map)
{
	s->ref[s->ref_count++] = (struct bw_ref){.off_insns = s->n, .kind = BW_REF_MAP, .map = map};
	put(s, BW_OP_LD_IMM64, reg, BW_PSEUDO_MAP_FD, 0, 0);
	put(s, 0, 0, 0, 0, 0);
}

static void put_packet(struct sample *s)
{
	int size = 1 + (int)rnd(s, 12);

	put_pointer(s, 3, -32 + (int)rnd(s, 20));
	put(s, 0xbf, 1, 6, 0, 0);
	put(s, 0xb7, 2, 0, 0, 0);
	put(s, 0xb7, 4, 0, 0, size);
	put(s, BW_OP_CALL, 0, 0, 0, 26);
}

static void put_value_use(struct sample *s, uint32_t map)
{
	int off = (int)rnd(s, 3) * 8;

	put(s, 0x15, 0, 0, 1, 0);
	if (rnd(s, 2))
		put(s, 0x79, 9, 0, off % (rnd(s, 6) ? (int)maps[map].value_bytes : 32), 0);
	else
		put(s, 0x7a, 0, 0, off % (rnd(s, 6) ? (int)maps[map].value_bytes : 32), 1);
}

static void put_lookup(struct sample *s)
{
	static const uint8_t helper[] = {1, 1, 3, 2, 87};
	uint32_t what = rnd(s, 12) ? rnd(s, 4) : 4, map = what == 4 ? QUEUE : rnd(s, RDONLY + 1);

	if (what == 2 && map >= ARRAY)
		map = HASH;
	if (what == 4 && !rnd(s, 8))
		map = HASH;	     /* which has no push */
	put(s, 0x7a, 10, 0, -64, 5); /* a value that is set */
	put_pointer(s, 2, -32 + 4 * (int)rnd(s, 4));
	if (what == 4)
		put_pointer(s, 2, -64);
	put_pointer(s, 3, -64);
	put(s, 0x7a, 10, 0, -56, 5);
	if (what == 4)
		put(s, 0xb7, 3, 0, 0, 0);
	put(s, 0xb7, 4, 0, 0, 0);
	put_map(s, 1, map);
	put(s, BW_OP_CALL, 0, 0, 0, helper[what]);
	if (helper[what] == 1 && rnd(s, 2))
		put_value_use(s, map);
}

static void put_statements(struct sample *s, uint32_t count, unsigned base, int from, bool is_main);

/* if (random) { ... } [else { ... }] */
static void put_branch(struct sample *s, unsigned base, int from, bool is_main)
{
	uint32_t at, skip;

	put(s, BW_OP_CALL, 0, 0, 0, 7);
	at = s->n;
	put(s, 0x15, 0, 0, 0, (int32_t)rnd(s, 100));
	put_statements(s, 1 + rnd(s, 3), base, from, false);
	if (rnd(s, 2)) {
		s->insn[at].off = (int16_t)(s->n - at - 1);
		return;
	}
	skip = s->n;
	put(s, BW_OP_JA, 0, 0, 0, 0);
	s->insn[at].off = (int16_t)(s->n - at - 1);
	put_statements(s, 1 + rnd(s, 3), base, from, is_main && !rnd(s, 3));
	s->insn[skip].off = (int16_t)(s->n - skip - 1);
}

static void put_call(struct sample *s)
{
	put_pointer(s, 1, -32 + 8 * (int)rnd(s, 2));
	put(s, 0xbf, 2, 8, 0, 0);
	s->call[s->call_count++] = s->n;
	put(s, BW_OP_CALL, 0, BW_CALL_LOCAL, 0, 0);
}

static void put_statements(struct sample *s, uint32_t count, unsigned base, int from, bool is_main)
{
	while (count-- && s->n < INSNS_MAX - 110) {
		uint32_t what = rnd(s, 16);

		if (what < 7)
			put_store(s, base, from, base == 10 ? 32 : 16);
		else if (what < 10)
			put_branch(s, base, from, is_main);
		else if (base == 10 && what < 12)
			put_packet(s);
		else if (is_main && what < 13)
			put_call(s);
		else if (base == 10)
			put_lookup(s);
	}
}

static void make_program(struct sample *s)
{
	uint32_t main_end;

	s->n = s->ref_count = s->call_count = 0;
	put(s, 0xbf, 6, 1, 0, 0);
	put(s, BW_OP_CALL, 0, 0, 0, 7);
	put(s, 0xbf, 8, 0, 0, 0);
	for (int off = -32; off < 0; off += 8) /* most of it, else nearly all are refused */
		if (rnd(s, 16))
			put(s, 0x7a, 10, 0, off, 0);
	put_statements(s, 3 + rnd(s, 8), 10, -32, true);
	put_lookup(s);
	put(s, 0xb7, 0, 0, 0, 0);
	put(s, BW_OP_EXIT, 0, 0, 0, 0);
	main_end = s->n;
	s->func[0] = (struct bw_prog_func){.insn_count = main_end};
	if (!s->call_count)
		return;
	for (uint32_t k = 0; k < s->call_count; k++)
		s->insn[s->call[k]].imm = (int32_t)(main_end - s->call[k] - 1);
	put(s, 0xbf, 7, 1, 0, 0);
	put(s, 0xbf, 8, 2, 0, 0);
	for (uint32_t k = 1 + rnd(s, 3); k; k--)
		if (rnd(s, 3))
			put_store(s, 7, 0, 16);
		else
			put_branch(s, 7, 0, false);
	put(s, 0xb7, 0, 0, 0, 0);
	put(s, BW_OP_EXIT, 0, 0, 0, 0);
	s->func[1] = (struct bw_prog_func){main_end, s->n - main_end, {0}, {0}, 0, {0}};
}

/* ---- both answers ---- */

/* What a kernel says no to when there is no CAP_PERFMON. */
static bool is_refusal(enum bw_code code)
{
	return bw_code_info(code)->severity == BW_SEV_ERROR || code == BW_D_USE_KEY_UNSET ||
	       code == BW_D_USE_KEY_SOME || code == BW_D_USE_VALUE_UNSET;
}

static const char *ours(struct bw_arena *a, const struct sample *s, const struct bw_target *t)
{
	struct bw_prog_spec p = {.autoload = true,
				 .prog_type = SOCKET,
				 .insn = s->insn,
				 .insn_count = s->n,
				 .ref = s->ref,
				 .ref_count = s->ref_count,
				 .func = s->func,
				 .func_count = s->call_count ? 2 : 1};
	struct bw_spec spec = {.prog_count = 1, .prog = &p, .map = maps, .map_count = MAPS};
	struct bw_diags *d = bw_diags_create(a);

	(void)!bw_mapuse(a, &spec, t, d);
	for (uint32_t k = 0; k < d->list.n; k++)
		if (is_refusal(d->list.v[k].code))
			return bw_printf(a, "%s: %s", bw_code_info(d->list.v[k].code)->id,
					 d->list.v[k].text);
	return NULL;
}

static int theirs(const struct sample *s)
{
	struct bw_insn copy[INSNS_MAX];

	memcpy(copy, s->insn, sizeof(copy));
	for (uint32_t k = 0; k < s->ref_count; k++)
		copy[s->ref[k].off_insns].imm = map_fd[s->ref[k].map];
	return kernel_load(copy, s->n);
}

static void show(struct bw_arena *a, const struct sample *s)
{
	for (uint32_t k = 0; k < s->n; k++) {
		struct bw_sb b = bw_sb_in(a);

		bw_insn_print(&b, s->insn[k], s->insn[k + 1 < s->n ? k + 1 : k]);
		print_message("%4u  %s\n", k, bw_sb_str(&b));
		k += bw_insn_is_wide(s->insn[k]);
	}
}

static uint64_t number(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static void test_random(void **state)
{
	struct bw_target t = {
	    .name = "test", .arch = bw_arch_find("x86_64"), .kernel = BW_KVER(6, 18, 0)};
	uint64_t count = number("BW_PROGRAMS", PROGRAMS), refused = 0, other = 0;
	static struct sample s;

	(void)state;
	if (!make_maps() || !set_caps(false))
		skip();
	s.rng = number("BW_SEED", 7) * 0x9e3779b97f4a7c15u | 1;
	for (uint64_t k = 0; k < count; k++) {
		struct bw_arena a;
		const char *we;
		int err;

		bw_arena_init(&a);
		make_program(&s);
		we = ours(&a, &s, &t);
		err = theirs(&s);
		if (err == EPERM)
			skip();
		if (strstr(kernel_log, "attempt to corrupt spilled pointer")) {
			other++; /* a rule of older kernels that has nothing to do with maps */
			bw_arena_deinit(&a);
			continue;
		}
		if ((we != NULL) != (err != 0)) {
			set_caps(true);
			show(&a, &s);
			fail_msg("program %llu: we find %s, the kernel says %d: %s",
				 (unsigned long long)k, we ? we : "nothing", err, kernel_says());
		}
		refused += err != 0;
		bw_arena_deinit(&a);
	}
	set_caps(true);
	print_message("%llu programs, %llu refused, the same answers\n",
		      (unsigned long long)(count - other), (unsigned long long)refused);
	assert_true(other < count / 2 && refused > count / 20 && refused < count - other);
}

/* ---- map types in sleepable programs ---- */

static const struct bw_map_spec types[] = {
    {.type = BW_MT_HASH, .key_bytes = 4, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_ARRAY, .key_bytes = 4, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_PROG_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_PERF_EVENT_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_PERCPU_HASH, .key_bytes = 4, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_PERCPU_ARRAY, .key_bytes = 4, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_STACK_TRACE, .key_bytes = 4, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_CGROUP_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_LRU_HASH, .key_bytes = 4, .value_bytes = 8, .max_entries = 64},
    {.type = BW_MT_LRU_PERCPU_HASH, .key_bytes = 4, .value_bytes = 8, .max_entries = 64},
    {.type = BW_MT_LPM_TRIE,
     .key_bytes = 8,
     .value_bytes = 8,
     .max_entries = 1,
     .flags = BW_BPF_F_NO_PREALLOC},
    {.type = BW_MT_DEVMAP, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_DEVMAP_HASH, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_SOCKMAP, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_SOCKHASH, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_CPUMAP, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_XSKMAP, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
    {.type = BW_MT_REUSEPORT_SOCKARRAY, .key_bytes = 4, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_QUEUE, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_STACK, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_BLOOM_FILTER, .value_bytes = 8, .max_entries = 1},
    {.type = BW_MT_RINGBUF, .max_entries = 4096},
    {.type = BW_MT_USER_RINGBUF, .max_entries = 4096},
    {.type = BW_MT_ARENA, .max_entries = 1, .flags = BW_BPF_F_MMAPABLE},
};

static int sleepable_load(int fd, bool *ret_can)
{
	enum { KPROBE = 2 };
	static const char license[] = "GPL";
	struct bw_insn insn[] = {{0x18, 0x11, 0, fd}, {0}, {0xb7, 0, 0, 0}, {BW_OP_EXIT, 0, 0, 0}};
	union bpf_attr attr = {.prog_type = KPROBE,
			       .prog_flags = BPF_F_SLEEPABLE,
			       .insns = (uint64_t)(uintptr_t)insn,
			       .insn_cnt = 4,
			       .license = (uint64_t)(uintptr_t)license,
			       .log_level = 1,
			       .log_buf = (uint64_t)(uintptr_t)kernel_log,
			       .log_size = sizeof(kernel_log)};
	int got;

	kernel_log[0] = 0;
	got = sys_bpf(BPF_PROG_LOAD, &attr);
	*ret_can = got >= 0;
	if (got >= 0)
		close(got);
	return got < 0 && !strstr(kernel_log, "Sleepable programs can only") ? errno : 0;
}

static bool we_allow(const struct bw_map_spec *m, const struct bw_target *t)
{
	static const struct bw_insn insn[] = {
	    {0x18, 0x11, 0, 0}, {0}, {0xb7, 0, 0, 0}, {BW_OP_EXIT, 0, 0, 0}};
	static const struct bw_ref ref = {.kind = BW_REF_MAP};
	struct bw_prog_spec p = {.autoload = true,
				 .prog_type = 2,
				 .prog_flags = BPF_F_SLEEPABLE,
				 .insn = insn,
				 .insn_count = 4,
				 .ref = &ref,
				 .ref_count = 1};
	struct bw_spec spec = {.prog_count = 1, .prog = &p, .map = m, .map_count = 1};
	struct bw_arena a;
	enum bw_status st;

	bw_arena_init(&a);
	st = bw_mapuse(&a, &spec, t, bw_diags_create(&a));
	bw_arena_deinit(&a);
	return st == BW_OK;
}

static void test_sleepable(void **state)
{
	struct bw_target *t;
	struct bw_arena a;
	uint32_t asked = 0;

	(void)state;
	bw_arena_init(&a);
	assert_int_equal(bw_target_find(&a, bw_diags_create(&a), "host", &t), BW_OK);
	for (size_t k = 0; k < BW_COUNT(types); k++) {
		union bpf_attr attr = {.map_type = types[k].type,
				       .key_size = types[k].key_bytes,
				       .value_size = types[k].value_bytes,
				       .max_entries = types[k].max_entries,
				       .map_flags = types[k].flags};
		int fd = sys_bpf(BPF_MAP_CREATE, &attr);
		bool can;

		if (fd < 0)
			continue; /* not configured, or not allowed */
		if (!sleepable_load(fd, &can)) {
			asked++;
			if (can != we_allow(&types[k], t))
				fail_msg("%s: the kernel says %s", bw_map_type_name(types[k].type),
					 can ? "yes" : kernel_log);
		}
		close(fd);
	}
	bw_arena_deinit(&a);
	print_message("%u map types asked for\n", asked);
	if (!asked)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_sleepable),
					   cmocka_unit_test(test_random)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
