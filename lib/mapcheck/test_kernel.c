/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules against the running kernel: random attributes, errno by errno. What the kernel
 * shows of the maps it made is held against bw_profile_kernel_rewrites().
 *
 * The machine must survive this. A set that could take much memory is not sent,
 * whatever the rules say of it: the rules are what is on trial, and kernels have bugs of
 * their own (6.18.44 makes a SOCKMAP of 2^31 entries, 16 GiB, and crashes when it frees
 * it). In a throw-away guest BW_MAPCHECK_REFUSED=1 sends those that the rules refuse, and
 * BW_MAPCHECK_MAX_MB raises the limit for all.
 * ENOMEM, which no rule foresees, is not compared. Both are counted and printed.
 * BW_MAPCHECK_SETS says how many sets, BW_MAPCHECK_SEED where the random numbers start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mapcheck/mapcheck.h"

#define SET_MAX_MB 8			     /* one map */
#define PAUSE_MAX_BYTES (UINT64_C(64) << 20) /* maps between two pauses: freeing is deferred */

struct tally {
	uint64_t equal, accepted, no_memory, too_big, differ, unfreed_bytes;
	uint64_t rewritten; /* maps that the kernel shows otherwise than they were asked for */
	uint64_t set_max_bytes;
	bool send_refused;
};

static uint64_t seed = 1;

/* xorshift64* */
static uint64_t rnd(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * UINT64_C(2685821657736338717);
}

static uint32_t pick(const uint32_t *v, size_t n)
{
	return v[rnd() % n];
}
#define PICK(v) pick(v, BW_COUNT(v))

static const uint32_t key_pool[] = {0,	  1,	2,     3,	4,	 4,	    4,	 4,   5,
				    7,	  8,	8,     12,	15,	 16,	    16,	 20,  64,
				    255,  256,	259,   260,	261,	 264,	    511, 512, 513,
				    1024, 4096, 65536, 4194000, 4194303, UINT32_MAX};
static const uint32_t value_pool[] = {
    0,	       1,	4,	  4,	     4,
    5,	       7,	8,	  8,	     8,
    9,	       16,	31,	  32,	     33,
    64,	       96,	127,	  512,	     1016,
    1024,      4064,	4096,	  4097,	     4104,
    32760,     32761,	32768,	  32769,     32776,
    65279,     65280,	65406,	  65407,     65408,
    65535,     65536,	4193984,  4194000,   4194008,
    4194048,   4194240, 4194250,  4194256,   4194300,
    4194304,   4194305, 16777216, INT32_MAX, (uint32_t)INT32_MAX + 1,
    UINT32_MAX};
static const uint32_t entries_pool[] = {0,
					0,
					1,
					1,
					1,
					1,
					2,
					3,
					4,
					8,
					100,
					101,
					127,
					128,
					200,
					255,
					256,
					257,
					512,
					513,
					1000,
					4095,
					4096,
					4096,
					4097,
					8192,
					8192,
					8193,
					8193,
					12288,
					16384,
					16384,
					65536,
					65537,
					131072,
					1048576,
					1048577,
					1u << 27,
					(1u << 27) + 1,
					1u << 30,
					INT32_MAX,
					1u << 31,
					(1u << 31) + 1,
					UINT32_MAX};
static const uint64_t extra_pool[] = {0,
				      0,
				      0,
				      0,
				      0,
				      0,
				      1,
				      5,
				      15,
				      16,
				      4095,
				      4096,
				      65536,
				      UINT64_C(0xfffff000),
				      UINT64_C(0x100000000),
				      UINT64_C(0x1fffff000),
				      UINT64_C(0xfffffffffffff000),
				      UINT64_MAX};
static const uint32_t node_pool[] = {0, 0, 0, 1, 63, 64, 1024, UINT32_MAX - 1, UINT32_MAX};

static struct bw_map_attr random_attr(void)
{
	struct bw_map_attr m = {.type = (uint32_t)(rnd() % 36)};

	m.key_bytes = PICK(key_pool);
	m.value_bytes = PICK(value_pool);
	m.max_entries = PICK(entries_pool);
	for (uint64_t n = rnd() % 4; n; n--)
		m.flags |= 1u << rnd() % 21;
	m.extra = extra_pool[rnd() % BW_COUNT(extra_pool)];
	m.numa_node = PICK(node_pool);
	return m;
}

/* Half the sets start from what the type takes, so that the later checks are reached. */
static const struct {
	uint32_t type, key, value, entries, flags;
} good[] = {
    {BPF_MAP_TYPE_HASH, 8, 8, 100, 0},
    {BPF_MAP_TYPE_ARRAY, 4, 8, 100, 0},
    {BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 100, 0},
    {BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 2, 0},
    {BPF_MAP_TYPE_PERCPU_HASH, 8, 8, 100, 0},
    {BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 100, 0},
    {BPF_MAP_TYPE_STACK_TRACE, 4, 1016, 100, 0},
    {BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 100, 0},
    {BPF_MAP_TYPE_LRU_HASH, 8, 8, 100, 0},
    {BPF_MAP_TYPE_LRU_PERCPU_HASH, 8, 8, 100, 0},
    {BPF_MAP_TYPE_LPM_TRIE, 8, 8, 100, BPF_F_NO_PREALLOC},
    {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 100, 0},
    {BPF_MAP_TYPE_HASH_OF_MAPS, 8, 4, 100, 0},
    {BPF_MAP_TYPE_DEVMAP, 4, 8, 100, 0},
    {BPF_MAP_TYPE_DEVMAP_HASH, 4, 8, 100, 0},
    {BPF_MAP_TYPE_CPUMAP, 4, 8, 2, 0},
    {BPF_MAP_TYPE_XSKMAP, 4, 4, 100, 0},
    {BPF_MAP_TYPE_SOCKMAP, 4, 8, 100, 0},
    {BPF_MAP_TYPE_SOCKHASH, 8, 8, 100, 0},
    {BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 4, 8, 100, 0},
    {BPF_MAP_TYPE_CGROUP_STORAGE, 16, 8, 0, 0},
    {21 /* PERCPU_CGROUP_STORAGE */, 8, 8, 0, 0},
    {BPF_MAP_TYPE_SK_STORAGE, 4, 8, 0, BPF_F_NO_PREALLOC},
    {BPF_MAP_TYPE_QUEUE, 0, 8, 100, 0},
    {BPF_MAP_TYPE_STACK, 0, 8, 100, 0},
    {BPF_MAP_TYPE_BLOOM_FILTER, 0, 8, 100, 0},
    {BPF_MAP_TYPE_RINGBUF, 0, 0, 65536, 0},
    {31 /* USER_RINGBUF */, 0, 0, 65536, 0},
    {33 /* ARENA */, 0, 0, 16, 1 << 10},
};

static struct bw_map_attr near_good_attr(void)
{
	size_t i = rnd() % BW_COUNT(good);
	struct bw_map_attr r = random_attr(), m = {.type = good[i].type,
						   .key_bytes = good[i].key,
						   .value_bytes = good[i].value,
						   .max_entries = good[i].entries,
						   .flags = good[i].flags};
	uint64_t change = rnd();

	if (!(change & 3))
		m.key_bytes = r.key_bytes;
	if (!(change >> 2 & 3))
		m.value_bytes = r.value_bytes;
	if (!(change >> 4 & 3))
		m.max_entries = r.max_entries;
	if (!(change >> 6 & 3))
		m.flags ^= r.flags;
	if (!(change >> 8 & 3))
		m.extra = r.extra;
	m.numa_node = r.numa_node;
	return m;
}

/* What the kernel shows of a map. */
static void map_shown(int fd, struct bw_map_attr *ret)
{
	struct bpf_map_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uint64_t)(uintptr_t)&info;
	assert_int_equal(syscall(__NR_bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)), 0);
	*ret = (struct bw_map_attr){.type = info.type,
				    .key_bytes = info.key_size,
				    .value_bytes = info.value_size,
				    .max_entries = info.max_entries,
				    .flags = info.map_flags,
				    .extra = info.map_extra};
}

static int kernel_answer(const struct bw_map_attr *m, int not_a_map, int inner,
			 struct bw_map_attr *ret_shown)
{
	union bpf_attr attr;
	long fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = m->type;
	attr.key_size = m->key_bytes;
	attr.value_size = m->value_bytes;
	attr.max_entries = m->max_entries;
	attr.map_flags = m->flags;
	attr.numa_node = m->numa_node;
	attr.map_extra = m->extra;
	attr.inner_map_fd = (uint32_t)(m->has_inner ? inner : not_a_map);
	fd = syscall(__NR_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		return errno;
	map_shown((int)fd, ret_shown);
	close((int)fd);
	return 0;
}

/* Is the map as the profile says the kernel makes it? Counts those that it makes otherwise. */
static bool shown_as_foreseen(const struct bw_map_attr *m, const struct bw_target *t,
			      const struct bw_map_attr *shown, struct tally *sum)
{
	struct bw_map_attr want;

	assert_true(bw_profile_kernel_rewrites(m, t, &want));
	sum->rewritten += m->flags != shown->flags || m->max_entries != shown->max_entries;
	return want.type == shown->type && want.key_bytes == shown->key_bytes &&
	       want.value_bytes == shown->value_bytes && want.max_entries == shown->max_entries &&
	       want.flags == shown->flags && want.extra == shown->extra;
}

/* At least what the kernel could allocate for it, whatever the type. */
static uint64_t memory(const struct bw_map_attr *m, const struct bw_target *t)
{
	uint64_t cpus = t->cpus ? t->cpus : 1, n = m->max_entries;
	uint64_t elem = 128 + (uint64_t)m->key_bytes + cpus * ((uint64_t)m->value_bytes + 16);

	if (m->type == 33) /* ARENA: address space only, and the same for all sizes */
		return 0;
	if (n > 1 << 24)
		return UINT64_MAX;
	if (m->type == BPF_MAP_TYPE_RINGBUF || m->type == 31 ||
	    m->type == BPF_MAP_TYPE_BLOOM_FILTER)
		return n * 4;
	if (m->type == BPF_MAP_TYPE_LPM_TRIE) /* filled on demand */
		return 0;
	return 2 * n * elem;
}

static void tell_difference(struct bw_arena *a, const struct bw_map_attr *m,
			    const struct bw_map_verdict *v, int kernel)
{
	print_message("type=%u key=%u value=%u max_entries=%u flags=%#x extra=%#llx numa=%u: "
		      "rules %s (%s), kernel %s\n",
		      m->type, m->key_bytes, m->value_bytes, m->max_entries, m->flags,
		      (unsigned long long)m->extra, m->numa_node, bw_errno_name(a, v->err),
		      v->text ? v->text : "-", bw_errno_name(a, kernel));
}

/* Let the kernel free what was made: it does so later, on a work queue. */
static void pause_after(uint64_t bytes, struct tally *sum)
{
	sum->unfreed_bytes += bytes < PAUSE_MAX_BYTES ? bytes : PAUSE_MAX_BYTES;
	if (sum->unfreed_bytes < PAUSE_MAX_BYTES)
		return;
	usleep(100000);
	sum->unfreed_bytes = 0;
}

static void compare(struct bw_arena *a, const struct bw_target *t, struct bw_map_attr m,
		    int not_a_map, int inner, struct tally *sum)
{
	struct bw_map_attr shown;
	struct bw_map_verdict v;
	int kernel;

	m.has_inner = rnd() & 1;
	bw_mapcheck_attr(a, &m, t, &v);
	if (memory(&m, t) > sum->set_max_bytes && (!v.err || !sum->send_refused)) {
		sum->too_big++;
		return;
	}
	kernel = kernel_answer(&m, not_a_map, inner, &shown);
	pause_after(kernel ? 0 : memory(&m, t), sum);
	if (kernel == ENOMEM) {
		sum->no_memory++;
		if (v.err)
			tell_difference(a, &m, &v, kernel);
		return;
	}
	if (kernel == v.err && (kernel || shown_as_foreseen(&m, t, &shown, sum))) {
		sum->equal++;
		sum->accepted += kernel == 0;
	} else if (sum->differ++ < 40) {
		tell_difference(a, &m, &v, kernel);
	}
}

static uint64_t env_number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s ? strtoull(s, NULL, 0) : otherwise;
}

static void test_random_attributes(void **state)
{
	static const struct bw_map_attr array = {
	    .type = BPF_MAP_TYPE_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 1};
	uint64_t sets = env_number("BW_MAPCHECK_SETS", 50000);
	struct tally sum = {.set_max_bytes = env_number("BW_MAPCHECK_MAX_MB", SET_MAX_MB) << 20,
			    .send_refused = env_number("BW_MAPCHECK_REFUSED", 0)};
	struct bw_arena a;
	struct bw_target *t;
	struct bw_map_attr shown;
	union bpf_attr attr;
	int not_a_map, inner;

	(void)state;
	if (kernel_answer(&array, 0, 0, &shown)) {
		print_message("skipped: bpf(2) creates no map here: %s\n", strerror(errno));
		skip();
	}
	bw_arena_init(&a);
	assert_int_equal(bw_target_find(&a, bw_diags_create(&a), "host", &t), BW_OK);
	not_a_map = open("/dev/null", O_RDONLY | O_CLOEXEC);
	memset(&attr, 0, sizeof(attr));
	attr.map_type = array.type;
	attr.key_size = attr.value_size = 4;
	attr.max_entries = 1;
	inner = (int)syscall(__NR_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	assert_true(not_a_map >= 0 && inner >= 0);
	seed = env_number("BW_MAPCHECK_SEED", 1);
	for (uint64_t i = 0; i < sets; i++) {
		struct bw_mark mark = bw_mark(&a);

		compare(&a, t, i & 1 ? random_attr() : near_good_attr(), not_a_map, inner, &sum);
		bw_rewind(&a, mark);
	}
	close(inner);
	close(not_a_map);
	print_message("%llu sets: %llu equal (%llu of them created, %llu not quite as asked for), "
		      "%llu differ, %llu not tried for "
		      "their size, %llu ENOMEM\n",
		      (unsigned long long)sets, (unsigned long long)sum.equal,
		      (unsigned long long)sum.accepted, (unsigned long long)sum.rewritten,
		      (unsigned long long)sum.differ, (unsigned long long)sum.too_big,
		      (unsigned long long)sum.no_memory);
	bw_arena_deinit(&a);
	assert_int_equal(sum.differ, 0);
	assert_true(sum.equal > sets / 10 && sum.accepted > sets / 100 && sum.rewritten);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
