/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map-lines - random questions for `bpfweld map -` and map-oracle.
 *
 *   map-lines [-s SEED] [-c CPUS] [-M MB] [-o] [-u] KIND COUNT
 *
 * KIND  plain  attributes without BTF; inner maps are there or not
 *       btf    types of key and value, with the fields the kernel treats specially
 *       inner  maps of maps: templates, and other maps put into them
 *       use    capabilities, freezing and mapping; with -u also the sysctl
 *              unprivileged_bpf_disabled, which is for guests
 *
 * -o makes nested structs that are not aligned, too. Kernels make a map with a kptr in one, and
 * machines that cannot exchange unaligned words crash when they free it (arm64, s390x 6.12).
 *
 * Half of the sets lie close to what a type takes, so that the kernel's later checks are
 * reached.  The same SEED gives the same lines on every machine.  Left out is what could take
 * more than MB (8) megabytes for one map on a machine of CPUS (2) CPUs.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "map-oracle.h"

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static struct {
	uint64_t seed, set_max_bytes;
	uint32_t cpus;
	bool sysctl, odd;
	char line[1 << 14];
	size_t n;
} g = {.seed = 1, .set_max_bytes = 8 << 20, .cpus = 2};

/* xorshift64* */
static uint64_t rnd(void)
{
	g.seed ^= g.seed >> 12;
	g.seed ^= g.seed << 25;
	g.seed ^= g.seed >> 27;
	return g.seed * UINT64_C(2685821657736338717);
}

static uint32_t below(uint32_t n)
{
	return (uint32_t)(rnd() >> 32) % n;
}

static bool one_in(uint32_t n)
{
	return below(n) == 0;
}

static uint32_t pick(const uint32_t *v, size_t n)
{
	return v[below((uint32_t)n)];
}
#define PICK(v) pick(v, COUNT(v))
#define PICK_TEXT(v) ((v)[below((uint32_t)COUNT(v))])

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(g.line + g.n, sizeof(g.line) - g.n, format, ap);
	va_end(ap);
	g.n += (size_t)n < sizeof(g.line) - g.n ? (size_t)n : 0;
}

/* ---- plain numbers ---- */

/* clang-format off */
static const uint32_t keys[] = {
	0, 1, 2, 3, 4, 4, 4, 4, 5, 7, 8, 8, 12, 15, 16, 16, 20, 64, 255, 256, 259, 260, 261, 264,
	511, 512, 513, 1024, 4096, 65536, 4194000, 4194255, 4194256, 4194303, UINT32_MAX};
static const uint32_t values[] = {
	0, 1, 4, 4, 4, 5, 7, 8, 8, 8, 9, 15, 16, 17, 31, 32, 33, 64, 96, 127, 512, 1008, 1016, 1024,
	4064, 4096, 4097, 4104, 32760, 32761, 32768, 32769, 32776, 65279, 65280, 65375, 65376,
	65377, 65391, 65392, 65393, 65400, 65406, 65407, 65408, 65409, 65415, 65416, 65423, 65424,
	65535, 65536, 65544, 4193984, 4194000, 4194008, 4194024, 4194025, 4194048, 4194240, 4194250,
	4194256, 4194300, 4194304, 4194305, 4194312, 16777216, 33554151, 33554168, 33554379,
	33554380, 33554383, 33554384, 33554432, 33554433, INT32_MAX, (uint32_t)INT32_MAX + 1,
	UINT32_MAX};
static const uint32_t entries[] = {
	0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 4, 8, 63, 64, 65, 100, 101, 127, 128, 200, 255, 256, 257, 511,
	512, 513, 1000, 1024, 1025, 4095, 4096, 4096, 4097, 8191, 8192, 8192, 8193, 12288, 16384,
	16384, 32768, 65536, 65537, 131072, 262144, 262145, 1048576, 1048577, 1u << 27,
	(1u << 27) + 1, 1u << 28, 1u << 30, INT32_MAX, 1u << 31, (1u << 31) + 1, UINT32_MAX - 1,
	UINT32_MAX};
static const uint64_t extras[] = {
	0, 0, 0, 0, 0, 0, 1, 5, 15, 16, 4095, 4096, 16384, 65536, UINT64_C(0xfffff000),
	UINT64_C(0xffff0000), UINT64_C(0x100000000), UINT64_C(0x1fffff000), UINT64_C(0x1ffff0000),
	UINT64_C(0xffffffff00000000), UINT64_C(0xfffffffffffff000), UINT64_C(0xffffffffffff0000),
	UINT64_MAX};
static const uint32_t nodes[] = {0, 0, 0, 0, 1, 63, 64, 1024, UINT32_MAX - 1, UINT32_MAX};

/* What each type takes: type, key, value, max_entries, flags. */
static const struct map_numbers good[] = {
	{1, 8, 8, 100, 0, 0, 0},	{2, 4, 8, 100, 0, 0, 0},  {3, 4, 4, 100, 0, 0, 0},
	{4, 4, 4, 2, 0, 0, 0},		{5, 8, 8, 100, 0, 0, 0},  {6, 4, 8, 100, 0, 0, 0},
	{7, 4, 1016, 100, 0, 0, 0},	{8, 4, 4, 100, 0, 0, 0},  {9, 8, 8, 100, 0, 0, 0},
	{10, 8, 8, 100, 0, 0, 0},	{11, 8, 8, 100, 1, 0, 0}, {12, 4, 4, 100, 0, 0, 0},
	{13, 8, 4, 100, 0, 0, 0},	{14, 4, 8, 100, 0, 0, 0}, {15, 4, 8, 100, 0, 0, 0},
	{16, 4, 8, 2, 0, 0, 0},		{17, 4, 4, 100, 0, 0, 0}, {18, 8, 8, 100, 0, 0, 0},
	{19, 16, 8, 0, 0, 0, 0},	{20, 4, 8, 100, 0, 0, 0}, {21, 8, 8, 0, 0, 0, 0},
	{22, 0, 8, 100, 0, 0, 0},	{23, 0, 8, 100, 0, 0, 0}, {24, 4, 8, 0, 1, 0, 0},
	{25, 4, 8, 100, 0, 0, 0},	{26, 4, 8, 1, 0, 0, 0},	  {27, 0, 0, 65536, 0, 0, 0},
	{28, 4, 8, 0, 1, 0, 0},		{29, 4, 8, 0, 1, 0, 0},	  {30, 0, 8, 100, 0, 0, 0},
	{31, 0, 0, 65536, 0, 0, 0},	{32, 4, 8, 0, 1, 0, 0},	  {33, 0, 0, 16, 0x400, 0, 0},
	{34, 4, 16, 16, 0, 0, 0},
};
/* clang-format on */

static struct map_numbers random_numbers(void)
{
	struct map_numbers m = {.type = below(MAP_TYPES + 1)};

	m.key = PICK(keys);
	m.value = PICK(values);
	m.max_entries = PICK(entries);
	for (uint32_t n = below(4); n; n--)
		m.flags |= 1u << below(21);
	m.extra = extras[below((uint32_t)COUNT(extras))];
	m.numa = PICK(nodes);
	return m;
}

/* One of the good ones, of which about one attribute in changes is another one. */
static struct map_numbers near_good(uint32_t changes)
{
	struct map_numbers m = good[below((uint32_t)COUNT(good))], r = random_numbers();

	if (one_in(changes))
		m.key = r.key;
	if (one_in(changes))
		m.value = r.value;
	if (one_in(changes))
		m.max_entries = r.max_entries;
	if (one_in(changes))
		m.flags ^= r.flags;
	if (one_in(2 * changes))
		m.extra = r.extra;
	if (one_in(changes))
		m.numa = r.numa;
	return m;
}

static bool small(const struct map_numbers *m)
{
	return map_memory_bytes(m, g.cpus) <= g.set_max_bytes;
}

static void say_numbers(const struct map_numbers *m, char separator)
{
	if (m->type < MAP_TYPES)
		say("%s", map_types[m->type]);
	else
		say("%u", m->type);
	say("%ckey=%u%cvalue=%u%cmax_entries=%u", separator, m->key, separator, m->value, separator,
	    m->max_entries);
	if (m->flags)
		say("%cflags=%#x", separator, m->flags);
	if (m->extra)
		say("%cextra=%#llx", separator, (unsigned long long)m->extra);
	if (m->numa)
		say("%cnuma=%u", separator, m->numa);
}

static void say_name(void)
{
	static const char *const names[] = {
	    "a",   "map_1",	      "a.b", "a-b",   "123456789012345", "1234567890123456",
	    "a%b", "12345678901234.", "x:y", ".data", "A_Z.09",		 "caf\xc3\xa9"};

	if (one_in(12))
		say(" name=%s", PICK_TEXT(names));
}

static bool plain(void)
{
	struct map_numbers m = one_in(2) ? near_good(4) : random_numbers();

	if (!small(&m))
		return false;
	say_numbers(&m, ' ');
	if (one_in(2))
		say(" inner=1");
	say_name();
	return true;
}

/* ---- types ---- */

enum { IN_DEF = 1, IN_NESTED = 2 };

struct kind {
	const char *text;
	uint32_t size, align, weight;
};

static const struct kind kinds[] = {
    {"u8", 1, 1, 6},
    {"u16", 2, 2, 3},
    {"u32", 4, 4, 8},
    {"u64", 8, 8, 10},
    {"ptr", 8, 8, 1},
    {"spin_lock", 4, 4, 10},
    {"timer", 16, 8, 10},
    {"wq", 16, 8, 8},
    {"refcount", 4, 4, 6},
    {"list_head", 16, 8, 10},
    {"rb_root", 16, 8, 8},
    {"list_node", 24, 8, 2},
    {"rb_node", 32, 8, 2},
    {"task_work", 8, 8, 4},
    {"res_spin_lock", 4, 4, 6},
    {"res_spin_lock", 8, 4, 2},
    {"dynptr", 16, 8, 2},
    {"kptr", 8, 8, 8},
    {"kptr_untrusted", 8, 8, 8},
    {"percpu_kptr", 8, 8, 5},
    {"uptr", 8, 8, 3},
    {"tag.foo", 8, 8, 1},
};

static const struct kind *random_kind(void)
{
	uint32_t sum = 0, at;
	size_t i;

	for (i = 0; i < COUNT(kinds); i++)
		sum += kinds[i].weight;
	at = below(sum);
	for (i = 0; at >= kinds[i].weight; i++)
		at -= kinds[i].weight;
	return &kinds[i];
}

static bool is(const struct kind *k, const char *text)
{
	return strcmp(k->text, text) == 0;
}

/* Says the tags of a list head or root, the size of one made wrong, the target of a pointer. */
static uint32_t say_details(const struct kind *k)
{
	static const char *const tags[] = {
	    "/none", "/node:m1", "/node:m7",  "/nosuch:m0",  "/node:m0/node:m0",
	    "/node", "/node:",	 "/other:m0", "/node:m0:m0", "/node:m0/other:m0"};
	static const char *const targets[] = {":task_struct",
					      ":cgroup",
					      ":bpf_cpumask",
					      ":node1",
					      ":other",
					      "",
					      ":own2",
					      ":task_struct",
					      ":cgroup",
					      "",
					      "",
					      "",
					      "",
					      ""};
	static const char *const odd_targets[] = {":file",	 ":int",	   ":sk_buff",
						  ":nf_conn",	 ":net",	   ":node",
						  ":xfrm_state", ":bpf_crypto_ctx"};
	bool pointer = strstr(k->text, "ptr") && k->text[0] != 'd' && !is(k, "ptr");
	uint32_t size = k->size;

	if (pointer || strncmp(k->text, "tag.", 4) == 0) {
		say("%s", one_in(12) ? PICK_TEXT(odd_targets) : PICK_TEXT(targets));
	} else if (k->size > 8 || is(k, "spin_lock") || is(k, "refcount")) {
		if (one_in(40))
			say(":%u", size = one_in(2) ? size * 2 : size / 2);
	} else if (is(k, "res_spin_lock")) {
		say(":%u", size);
	}
	if ((is(k, "list_head") || is(k, "rb_root")) && !is(k, "dynptr")) {
		if (one_in(8))
			say("%s", PICK_TEXT(tags));
		else
			say(one_in(8) ? "/other:m0" : is(k, "list_head") ? "/node:m0" : "/node:m1");
	}
	return size;
}

static uint32_t say_body(uint32_t n, uint32_t from, uint32_t where, bool overlap);

/* A struct or union in the struct; its size. */
static uint32_t say_nested(uint32_t where)
{
	bool is_union = one_in(4);
	uint32_t size;

	say(is_union ? "union{" : "struct{");
	size = say_body(1 + below(3), 0, where | IN_NESTED, is_union);
	if (!g.odd || !one_in(20))
		size = (size + 7) & ~7u;
	say("}:%u", size);
	return size;
}

static uint32_t say_array(void)
{
	static const uint32_t lengths[] = {0, 1, 1, 2, 2, 3, 4, 5, 10, 11, 12};
	uint32_t n = PICK(lengths);

	say("*%u", n);
	if (one_in(5)) {
		say("*2");
		n *= 2;
	}
	return n;
}

/* Where the field behind end goes: aligned, or now and then not. */
static uint32_t place(uint32_t end, uint32_t align, uint32_t last)
{
	if (one_in(30))
		return last;
	if (one_in(30))
		return (end + align - 1) / align * align + (one_in(2) ? 4 : 1);
	return (end + align - 1) / align * align;
}

/* Members from byte from on; the size they need. */
static uint32_t say_body(uint32_t n, uint32_t from, uint32_t where, bool overlap)
{
	static const char *const wraps[] = {"const.", "volatile.", "typedef."};
	uint32_t end = from, last = from, max = from;

	for (uint32_t i = 0; i < n; i++) {
		const struct kind *k = random_kind();
		uint32_t size, align = k->align, off;
		bool is_nested = false;

		if (i || from)
			say(",");
		if (one_in(20))
			say("%s", PICK_TEXT(wraps));
		if (!(where & IN_NESTED) && one_in(10)) {
			size = say_nested(where);
			align = 8;
			is_nested = true;
		} else {
			say("%s", k->text);
			size = say_details(k);
		}
		if (one_in(10))
			size *= say_array();
		off = overlap ? 0 : place(end, align, last);
		if (is_nested && !g.odd)
			off = (off + 7) & ~7u;
		say("@%u", off);
		last = off;
		end = off + size;
		max = end > max ? end : max;
	}
	return max;
}

/* The structs that lists and trees hold. */
static void say_defs(void)
{
	static const char *const nodes_of[] = {"{list_node@0,rb_node@24,refcount@56,u32@60}:64",
					       "{list_node@0,rb_node@24,u64@56}:64",
					       "{list_node@0,u64@24}:32",
					       "{rb_node@0,u64@32}:40",
					       "{u64@0,rb_node@8}:40",
					       "{list_node@0,kptr:task_struct@24}:32",
					       "{list_node@4,u64@32}:40",
					       "{list_node@0,rb_node@24,refcount@60}:64"};
	static const char *const others[] = {"{list_node@0,u64@24}:32",
					     "{list_node@0,spin_lock@24,list_head/node:m0@32}:48",
					     "{list_node@0,spin_lock@24,list_head/other:m0@32}:48",
					     "{u64@0}:8",
					     "{rb_node@0}:32",
					     "{kptr:node@0}:8",
					     "{list_node@0,kptr:other@24}:32"};

	if (!one_in(10))
		say(" def.node=%s", !one_in(4) ? nodes_of[0] : PICK_TEXT(nodes_of));
	if (!one_in(6))
		say(" def.other=%s", !one_in(3) ? others[0] : PICK_TEXT(others));
	if (one_in(6)) {
		say(" def.node1={");
		say("}:%u", say_body(1 + below(3), 0, IN_DEF, false) + 8);
	}
}

static void say_key(uint32_t type)
{
	static const char *const odd[] = {"none",
					  "bad",
					  "struct{u32@0}",
					  "int:4",
					  "typedef.int",
					  "const.int",
					  "enum",
					  "float",
					  "array",
					  "ptr",
					  "fwd",
					  "func",
					  "proto",
					  "int:8",
					  "struct{u64@0,u32@8}",
					  "struct{u32@0,u8*4@4}",
					  "struct{u64@0,u32@8}:16",
					  "enum64",
					  "union{u32@0}",
					  "int.31",
					  "int:16",
					  "struct{u64@0,u64@8}",
					  "struct{u32@0,u32@4,u64@8}",
					  "struct{spin_lock@0}",
					  "datasec{u32@0}:4"};

	(void)type;
	if (one_in(5))
		say("%s", PICK_TEXT(odd));
	else if (type == MT_LPM_TRIE)
		say("struct{u32@0,u8*4@4}");
	else if (type == 19 || type == 21)
		say(one_in(2) ? "struct{u64@0,u32@8}" : "int");
	else
		say("int");
}

/* A value type; the size it has goes to *ret. */
static void say_value(uint32_t *ret)
{
	static const char *const odd[] = {"none",  "bad",    "int",	 "typedef.int", "enum",
					  "float", "array",  "ptr",	 "fwd",		"func",
					  "proto", "enum64", "struct{}", "union{}",	"int:4.31"};
	uint32_t n = below(6), size;

	if (one_in(25)) {
		say("%s", PICK_TEXT(odd));
		return;
	}
	if (one_in(20))
		say("typedef.");
	if (one_in(20))
		say("const.");
	if (one_in(12))
		say("datasec{");
	else
		say(one_in(15) ? "union{" : "struct{");
	if (strcmp(g.line + g.n - 6, "union{") == 0) {
		size = say_body(n, 0, 0, true);
	} else if (one_in(3)) { /* lists and trees want a lock */
		say("spin_lock@0");
		size = say_body(n, 4, 0, false);
	} else {
		size = say_body(n, 0, 0, false);
	}
	say("}");
	size = (size + 7) & ~7u;
	if (!size)
		size = 8;
	if (!one_in(25))
		*ret = size;
	else
		say(":%u", size);
}

static const uint32_t btf_types[] = {1,	 1,  1,	 1,  2,	 2,  2,	 2,  2,	 5,  6,	 9, 10,
				     11, 19, 19, 21, 24, 24, 28, 29, 29, 32, 3,	 4, 7,
				     8,	 14, 15, 16, 18, 20, 22, 23, 27, 30, 31, 33};

static struct map_numbers btf_numbers(void)
{
	uint32_t type = PICK(btf_types);
	struct map_numbers m, r = random_numbers();

	for (size_t i = 0; i < COUNT(good); i++)
		if (good[i].type == type)
			m = good[i];
	if (m.key == 8 && !one_in(4))
		m.key = type == MT_LPM_TRIE ? 8 : 4;
	if (m.max_entries == 100)
		m.max_entries = 1 + below(3);
	if (one_in(12))
		m.flags ^= r.flags;
	if (one_in(30))
		m.max_entries = r.max_entries;
	if (one_in(40))
		m.key = r.key;
	return m;
}

/* " kbtf=.. vbtf=.." of a map; its value may take another size with them. */
static void say_types(struct map_numbers *m, char separator)
{
	char text[1 << 13];
	size_t at = g.n;

	if (!one_in(12)) {
		say("%ckbtf=", separator);
		say_key(m->type);
	}
	if (!one_in(25)) {
		say("%cvbtf=", separator);
		say_value(&m->value);
	}
	/* the numbers come first in a line */
	memcpy(text, g.line + at, g.n - at);
	text[g.n - at] = '\0';
	g.n = at;
	say_numbers(m, separator);
	say("%s", text);
}

static bool struct_ops(void)
{
	static const char *const types[] = {"bpf_struct_ops_tcp_congestion_ops",
					    "bpf_struct_ops_bpf_dummy_ops", "bpf_struct_ops_value",
					    "tcp_congestion_ops", "task_struct"};
	static const uint32_t sizes[] = {256, 256, 256, 128, 128, 64, 8, 248, 257, 512};
	static const uint32_t flags[] = {0, 0, 1u << 13, 1u << 13, 1u << 15, 1, 1u << 7, 3u << 13};
	struct map_numbers m = {MT_STRUCT_OPS, 4, PICK(sizes), 1, PICK(flags), 0, 0};
	struct map_numbers r = random_numbers();

	if (one_in(12))
		m.type = r.type;
	if (one_in(15))
		m.key = r.key;
	if (one_in(15))
		m.max_entries = r.max_entries;
	if (!small(&m))
		return false;
	say_numbers(&m, ' ');
	if (!one_in(12))
		say(" kern=%s", one_in(3) ? PICK_TEXT(types) : types[0]);
	if (one_in(15))
		say(" kbtf=int");
	if (one_in(15))
		say(" vbtf=struct{u64@0}");
	else if (!one_in(6))
		say(" vbtf=none def.own={u64@0}:8");
	say_name();
	return true;
}

static bool with_types(void)
{
	struct map_numbers m = btf_numbers();

	if (one_in(30))
		return struct_ops();

	say_types(&m, ' ');
	if (!small(&m))
		return false;
	if (strstr(g.line, "node") || strstr(g.line, "other"))
		say_defs();
	if (m.type == 12 || m.type == 13)
		say(" inner=1");
	say_name();
	return true;
}

/* ---- maps of maps ---- */

static struct map_numbers outer_numbers(void)
{
	struct map_numbers m = near_good(12), r = random_numbers();

	while (m.type != MT_ARRAY_OF_MAPS && m.type != MT_HASH_OF_MAPS)
		m = near_good(12);
	if (one_in(10))
		m.flags ^= r.flags;
	if (one_in(5))
		m.max_entries = 1;
	return m;
}

static struct map_numbers changed(struct map_numbers m)
{
	struct map_numbers r = random_numbers();
	static const uint32_t flags[] = {1, 2, 4, 8, 16, 64, 128, 256, 1024, 1u << 12};

	if (one_in(4))
		m.max_entries = m.max_entries ? m.max_entries * 2 : 0;
	if (one_in(6))
		m.flags ^= PICK(flags);
	if (one_in(12))
		m.key = r.key;
	if (one_in(12))
		m.value = r.value;
	if (one_in(12))
		m.extra = r.extra;
	if (one_in(20))
		m.numa = r.numa;
	return m;
}

/* A type of ARRAY or HASH with fields, for templates. */
static bool say_typed_inner(struct map_numbers *m)
{
	*m = btf_numbers();
	say_types(m, ',');
	return small(m);
}

static bool inner(void)
{
	struct map_numbers outer = outer_numbers(), in, put;
	static const uint32_t flags[] = {0, 0, 0, 0, 1u << 12, 1u << 12, 1024, 128, 1, 8};
	size_t at;
	char text[1 << 13];

	in = near_good(10);
	if (one_in(3))
		in = (struct map_numbers){MT_ARRAY, 4, 8, 4, PICK(flags), 0, 0};
	put = one_in(10) ? near_good(6) : changed(in);
	if (!small(&outer) || !small(&in) || !small(&put))
		return false;
	say_numbers(&outer, ' ');
	say(" inner=");
	at = g.n;
	if (one_in(4)) {
		if (!say_typed_inner(&in))
			return false;
		strcpy(text, g.line + at);
		if (one_in(3))
			put = changed(in);
		say(" put=");
		if (one_in(2))
			say("%s", text); /* the same once more */
		else if (!say_typed_inner(&put))
			return false;
		if (strstr(g.line, "node") || strstr(g.line, "other"))
			say_defs();
		return true;
	}
	say_numbers(&in, ',');
	if (one_in(2) && (in.type == 12 || in.type == 13))
		say(",inner=1");
	if (one_in(40))
		return true;
	say(" put=");
	say_numbers(&put, ',');
	if (one_in(2) && (put.type == 12 || put.type == 13))
		say(",inner=1");
	return true;
}

/* ---- who may, and what may be done with it ---- */

static bool use(void)
{
	static const char *const caps[] = {"none",	  "bpf",	  "net_admin",
					   "sys_admin",	  "perfmon",	  "bpf+net_admin",
					   "bpf+perfmon", "bpf+sys_admin"};
	static const char *const then[] = {"freeze",	    "mmap:r",	      "mmap:rw",
					   "freeze+mmap:r", "freeze+mmap:rw", "freeze+freeze"};
	struct map_numbers m = one_in(2) ? near_good(12) : near_good(1000);
	bool typed = one_in(3);

	if (typed) {
		m = btf_numbers();
		say_types(&m, ' ');
	} else {
		say_numbers(&m, ' ');
	}
	if (!small(&m))
		return false;
	if (m.type == 12 || m.type == 13)
		say(" inner=1");
	if (strstr(g.line, "node") || strstr(g.line, "other"))
		say_defs();
	if (!one_in(3))
		say(" caps=%s", PICK_TEXT(caps));
	if (g.sysctl && one_in(2))
		say(" unpriv=%d", one_in(2) ? 0 : 2);
	if (one_in(2))
		say(" then=%s", PICK_TEXT(then));
	return true;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*make)(void);
	} makers[] = {{"plain", plain}, {"btf", with_types}, {"inner", inner}, {"use", use}};
	bool (*make)(void) = NULL;
	uint64_t count;
	int o;

	while ((o = getopt(argc, argv, "s:c:M:ou")) != -1) {
		if (o == 's')
			g.seed = strtoull(optarg, NULL, 0) * 2 + 1;
		else if (o == 'c')
			g.cpus = (uint32_t)strtoul(optarg, NULL, 0);
		else if (o == 'M')
			g.set_max_bytes = strtoull(optarg, NULL, 0) << 20;
		else if (o == 'o')
			g.odd = true;
		else if (o == 'u')
			g.sysctl = true;
		else
			return 2;
	}
	for (size_t i = 0; argc == optind + 2 && i < COUNT(makers); i++)
		if (strcmp(argv[optind], makers[i].name) == 0)
			make = makers[i].make;
	if (!make) {
		fputs("usage: map-lines [-s SEED] [-c CPUS] [-M MB] [-o] [-u] plain|btf|inner|use "
		      "COUNT\n",
		      stderr);
		return 2;
	}
	for (int i = 0; i < 20; i++)
		rnd();
	for (count = strtoull(argv[optind + 1], NULL, 0); count; count--) {
		do {
			g.n = 0;
			g.line[0] = '\0';
		} while (!make());
		puts(g.line);
	}
	return 0;
}
