/* SPDX-License-Identifier: BSD-2-Clause */
/* From C text to a loader executable: what is in its image, and what is refused. */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <nettle/sha2.h>

#include "loader/loader.h"
#include "rt/rt.h"
#include "testkit/testkit.h"

#define PRELUDE                                                                                    \
	"#pragma clang diagnostic ignored \"-Wignored-attributes\"\n"                              \
	"#define SEC(n) __attribute__((section(n), used))\n"                                       \
	"#define __uint(n, v) int (*n)[v]\n"                                                       \
	"#define __type(n, v) typeof(v) *n\n"                                                      \
	"#define __array(n, v) typeof(v) *n[]\n"                                                   \
	"typedef unsigned int u32; typedef unsigned long long u64;\n"                              \
	"static void *(*lookup)(void *, const void *) = (void *)1;\n"                              \
	"char gpl[] SEC(\"license\") = \"GPL\";\n"
#define RETURNS_0 "(void *c) { return 0; }\n"

static struct bw_tk tk;

static int setup(void **state)
{
	(void)state;
	bw_tk_begin(&tk);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	bw_tk_end(&tk);
	return 0;
}

static struct bw_spec *spec_of(const char *text, const char *flags)
{
	struct bw_obj *o;
	struct bw_spec *s;

	if (!bw_tk_compile_obj(&tk, bw_printf(&tk.arena, "%s%s", PRELUDE, text), flags, &o))
		skip();
	if (bw_spec_build(&tk.arena, o, tk.diags, &s) != BW_OK)
		print_message("%s", bw_tk_findings(&tk));
	return s;
}

/* A kernel for an architecture; 0: the newest but one that is built in. */
static const struct bw_target *target_of(const char *arch, uint32_t kernel)
{
	struct bw_target *t, *copy;

	assert_int_equal(
	    bw_target_find(&tk.arena, tk.diags, bw_printf(&tk.arena, "linux-6.12/%s", arch), &t),
	    BW_OK);
	copy = bw_memdup(&tk.arena, t, sizeof(*t));
	copy->kernel = kernel ? kernel : t->kernel;
	return copy;
}

/* A packed executable, and its image where the interpreter's structures can lie on it. */
struct packed {
	struct bw_bytes file;
	uint32_t off_image;
	const struct bw_rt_header *head;
};

static struct packed pack_spec(const struct bw_spec *s, uint32_t kernel, struct bw_bytes kconfig)
{
	struct packed p = {0};
	const Elf64_Phdr *segment;
	char says[256];

	if (bw_loader_pack(&tk.arena, s, target_of("x86_64", kernel), "my.object", kconfig,
			   tk.diags, &p.file) != BW_OK)
		fail_msg("%s", bw_tk_findings(&tk));
	assert_true((uintptr_t)p.file.p % 8 == 0);
	segment = (const void *)(p.file.p + sizeof(Elf64_Ehdr) +
				 BW_RT_STUB_IMAGE_HEADER * sizeof(Elf64_Phdr));
	p.off_image = (uint32_t)segment->p_offset;
	p.head = (const void *)(p.file.p + p.off_image);
	assert_int_equal(p.off_image + segment->p_filesz, p.file.n);
	if (!bw_rt_image_ok(p.head, p.file.n - p.off_image, says, sizeof(says)))
		fail_msg("%s", says);
	return p;
}

static struct packed pack(const char *text)
{
	return pack_spec(spec_of(text, NULL), 0, (struct bw_bytes){0});
}

/* The nth operation of a kind; NULL behind the last. */
static const void *op(const struct packed *p, enum bw_rt_kind kind, uint32_t n)
{
	const uint8_t *at = (const uint8_t *)p->head + p->head->ops.off;
	const uint8_t *end = at + p->head->ops.bytes;

	for (; at < end; at += ((const struct bw_rt_op *)(const void *)at)->bytes)
		if (((const struct bw_rt_op *)(const void *)at)->kind == kind && !n--)
			return at;
	return NULL;
}

static const void *bytes_at(const struct packed *p, uint32_t off)
{
	return (const uint8_t *)p->head + off;
}

static void test_executable(void **state)
{
	const struct bw_spec *s = spec_of("SEC(\"socket\") int x" RETURNS_0, NULL);
	struct packed p = pack_spec(s, 0, (struct bw_bytes){0}), again;
	const Elf64_Ehdr *e = (const void *)p.file.p;
	const Elf64_Phdr *segment = (const void *)(p.file.p + sizeof(*e));
	uint8_t *copy = bw_memdup(&tk.arena, p.file.p, p.file.n), digest[BW_RT_DIGEST_BYTES];
	struct sha256_ctx sha;

	(void)state;
	assert_int_equal(e->e_machine, EM_X86_64);
	assert_int_equal(e->e_shnum, 0);
	assert_int_equal(segment[0].p_filesz, p.off_image); /* no byte without a digest */
	assert_int_equal(segment[2].p_type, PT_LOAD);
	assert_int_equal((segment[2].p_vaddr - segment[2].p_offset) % 0x10000, 0);
	assert_string_equal(bytes_at(&p, p.head->off_name), "my_object");
	memset(copy + p.off_image + offsetof(struct bw_rt_header, digest), 0, sizeof(digest));
	sha256_init(&sha);
	sha256_update(&sha, p.file.n, copy);
	sha256_digest(&sha, sizeof(digest), digest);
	assert_memory_equal(digest, p.head->digest, sizeof(digest));
	again = pack_spec(s, 0, (struct bw_bytes){0});
	assert_int_equal(p.file.n, again.file.n);
	assert_memory_equal(p.file.p, again.file.p, p.file.n);
}

/* ---- maps ---- */

#define MAP(name, fields) "struct { " fields " } " name " SEC(\".maps\");\n"
#define USE(map)                                                                                   \
	"SEC(\"raw_tp/a\") int use(void *c) { u32 k = 0; return lookup(&" map ", &k) != 0; }\n"

static void test_map_attributes(void **state)
{
	static const struct {
		const char *fields;
		uint32_t flags, type, entries, btf_key;
	} rows[] = {
	    {"__uint(type, 1); __type(key, u32); __type(value, u64); __uint(max_entries, 7);", 0, 1,
	     7, 1},
	    {"__uint(type, 9); __uint(key_size, 4); __uint(value_size, 8); __uint(max_entries, 7);",
	     0, 9, 7, 0},
	    {"__uint(type, 1); __type(key, u32); __type(value, u64); __uint(max_entries, 7); "
	     "__uint(pinning, 1);",
	     BW_RT_MAP_SHARED, 1, 7, 1},
	    /* Types that take no BTF ids. */
	    {"__uint(type, 4); __type(key, u32); __type(value, u32);", BW_RT_MAP_PER_CPU, 4, 0, 0},
	    {"__uint(type, 4); __type(key, u32); __type(value, u32); __uint(max_entries, 3);", 0, 4,
	     3, 0},
	    {"__uint(type, 14); __type(key, u32); __type(value, u32); __uint(max_entries, 3);", 0,
	     14, 3, 0},
	    {"__uint(type, 27); __uint(max_entries, 5000);", BW_RT_MAP_WHOLE_PAGES, 27, 5000, 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct packed p = pack(bw_printf(&tk.arena, "struct { %s } m SEC(\".maps\");\n%s",
						 rows[i].fields, USE("m")));
		const struct bw_rt_map *m = op(&p, BW_RT_MAP, 0);

		assert_int_equal(m->op.flags, rows[i].flags);
		assert_int_equal(m->type, rows[i].type);
		assert_int_equal(m->max_entries, rows[i].entries);
		assert_int_equal(m->btf_key_id != 0, rows[i].btf_key);
		assert_int_equal(m->btf_value_id != 0, rows[i].btf_key);
		assert_string_equal(m->name, "m");
		assert_string_equal(bytes_at(&p, m->off_pin), "m");
		assert_null(op(&p, BW_RT_UPDATE, 0));
	}
}

static void test_data_maps(void **state)
{
	struct packed p = pack("const volatile u32 limit = 5; u32 hits = 3; static u32 own;\n"
			       "u64 more SEC(\".data.a.b\") = 1; u64 same SEC(\".data.a_b\") = 2;\n"
			       "SEC(\"socket\") int x(void *c)\n"
			       "{ own += limit; hits += own; more++; same++; return hits; }\n");
	static const struct {
		const char *name, *pin;
		bool filled, frozen, mmapable;
	} rows[] = {
	    {"my_objec.rodata", "rodata", true, true, true},
	    {"my_objec.data", "data", true, false, true},
	    {"my_objec.bss", "bss", false, false, false}, /* nothing in it can be named */
	    {"my_obj.data.a.b", "data_a_b", true, false, true},
	    {"my_obj.data.a_b", "data_a_b_2", true, false, true},
	};
	uint32_t found = 0;

	(void)state;
	for (uint32_t i = 0; op(&p, BW_RT_MAP, i); i++) {
		const struct bw_rt_map *m = op(&p, BW_RT_MAP, i);
		const struct bw_rt_update *u;
		const struct bw_rt_freeze *f;
		bool filled = false, frozen = false;

		for (uint32_t n = 0; (u = op(&p, BW_RT_UPDATE, n)); n++)
			filled |= u->map == i;
		for (uint32_t n = 0; (f = op(&p, BW_RT_FREEZE, n)); n++)
			frozen |= f->map == i;
		for (size_t r = 0; r < BW_COUNT(rows); r++) {
			if (strcmp(m->name, rows[r].name) != 0)
				continue;
			found++;
			assert_string_equal(bytes_at(&p, m->off_pin), rows[r].pin);
			assert_int_equal(filled, rows[r].filled);
			assert_int_equal(frozen, rows[r].frozen);
			assert_int_equal((m->map_flags & BW_BPF_F_MMAPABLE) != 0, rows[r].mmapable);
			assert_int_equal(m->btf_key_id, 0);
			assert_true(m->btf_value_id != 0);
		}
	}
	assert_int_equal(found, BW_COUNT(rows));
}

/* A map of maps: its template comes first and is not pinned; the elements come last. */
static void test_initial_elements(void **state)
{
	struct packed p = pack(
	    "struct inner { __uint(type, 2); __type(key, u32); __type(value, u32); "
	    "__uint(max_entries, 1); } in SEC(\".maps\");\n"
	    "struct { __uint(type, 12); __uint(max_entries, 2); __type(key, u32);\n"
	    " __array(values, struct inner); } out SEC(\".maps\") = { .values = { [1] = &in } };\n"
	    "SEC(\"xdp\") int b(void *c) { return 2; }\n"
	    "struct { __uint(type, 3); __uint(max_entries, 4); __uint(key_size, 4);\n"
	    " __array(values, int (void *)); } jumps SEC(\".maps\") = { .values = { [3] = &b } };\n"
	    "SEC(\"xdp\") int a(void *c) { u32 k = 0; return lookup(&out, &k) != 0; }\n");
	const struct bw_rt_map *m;
	const struct bw_rt_set *s;
	const struct bw_rt_attach *at = op(&p, BW_RT_ATTACH, 0);
	uint32_t out = 0, in = 0, jumps = 0;

	(void)state;
	for (uint32_t i = 0; (m = op(&p, BW_RT_MAP, i)); i++) {
		out = m->type == 12 ? i : out;
		in = m->type == 2 && m->off_pin ? i : in;
		jumps = m->type == 3 ? i : jumps;
	}
	m = op(&p, BW_RT_MAP, out);
	assert_int_equal(m->op.flags, BW_RT_MAP_INNER);
	assert_int_equal(m->inner, out - 1);
	m = op(&p, BW_RT_MAP, m->inner);
	assert_int_equal(m->off_pin, 0);
	for (uint32_t i = 0; i < 2; i++) {
		s = op(&p, BW_RT_SET, i);
		assert_non_null(s);
		if (s->map == out) {
			assert_int_equal(s->key, 1);
			assert_int_equal(s->value, in);
			assert_int_equal(s->op.flags, 0);
		} else {
			assert_int_equal(s->map, jumps);
			assert_int_equal(s->key, 3);
			assert_int_equal(s->op.flags, BW_RT_SET_PROG);
		}
	}
	assert_null(op(&p, BW_RT_SET, 2));
	/* b is reached by a tail call: --dev means a. */
	assert_int_equal(at->op.flags, BW_RT_ATTACH_XDP);
	assert_string_equal(((const struct bw_rt_prog *)op(&p, BW_RT_PROG, at->prog))->name, "a");
	assert_null(op(&p, BW_RT_ATTACH, 1));
}

static void test_kconfig(void **state)
{
	const uint32_t values[2] = {0x11111111, 0x22222222};
	struct packed p = pack_spec(
	    spec_of("extern u32 LINUX_KERNEL_VERSION SEC(\".kconfig\");\n"
		    "extern u32 CONFIG_HZ SEC(\".kconfig\");\n"
		    "SEC(\"socket\") int x(void *c) { return LINUX_KERNEL_VERSION + CONFIG_HZ; }\n",
		    NULL),
	    0, (struct bw_bytes){(const uint8_t *)values, sizeof(values)});
	const struct bw_rt_update *u = op(&p, BW_RT_UPDATE, 0);
	const struct bw_rt_kver *k = op(&p, BW_RT_KVER, 0);
	const struct bw_rt_freeze *f = op(&p, BW_RT_FREEZE, 0);

	(void)state;
	assert_int_equal(u->value.bytes, 8);
	assert_memory_equal(bytes_at(&p, u->value.off), values, sizeof(values));
	assert_int_equal(f->map, u->map);
	assert_int_equal(k->dst.off, u->value.off + 4); /* sorted by name: CONFIG_HZ is first */
	assert_int_equal(k->dst.bytes, 4);
}

/* ---- programs ---- */

static void test_attach_points(void **state)
{
	static const struct {
		const char *section;
		int kind; /* -1: not attached */
		const char *target;
		uint64_t func_bytes;
		const char *ids;
	} rows[] = {
	    {"tracepoint/sched/sched_switch", BW_RT_ATTACH_TRACEPOINT, "sched/sched_switch", 0, ""},
	    {"tp/syscalls/sys_enter_open", BW_RT_ATTACH_TRACEPOINT, "syscalls/sys_enter_open", 0,
	     ""},
	    {"raw_tp/sys_enter", BW_RT_ATTACH_RAW_TP, "sys_enter", 0, ""},
	    {"kprobe/do_unlinkat", BW_RT_ATTACH_KPROBE, "do_unlinkat", 0, ""},
	    {"kprobe/do_unlinkat+0x10", BW_RT_ATTACH_KPROBE, "do_unlinkat", 16, ""},
	    {"kretprobe/foo.isra.0", BW_RT_ATTACH_KRETPROBE, "foo.isra.0", 0, ""},
	    {"ksyscall/openat", BW_RT_ATTACH_KPROBE, "__x64_sys_openat", 0, ""},
	    {"kretsyscall/openat", BW_RT_ATTACH_KRETPROBE, "__x64_sys_openat", 0, ""},
	    {"xdp", BW_RT_ATTACH_XDP, NULL, 0, ""},
	    {"xdp.frags", BW_RT_ATTACH_XDP, NULL, 0, ""},
	    {"xdp/devmap", -1, NULL, 0, ""},
	    {"kprobe", -1, NULL, 0, "LDR009"},
	    {"socket", -1, NULL, 0, "LDR009"},
	    {"tc", -1, NULL, 0, "LDR009"},
	    {"uprobe//bin/sh:main", -1, NULL, 0, "LDR009"},
	    {"syscall", -1, NULL, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct packed p =
		    pack(bw_printf(&tk.arena, "SEC(\"%s\") int x" RETURNS_0, rows[i].section));
		const struct bw_rt_attach *a = op(&p, BW_RT_ATTACH, 0);

		bw_tk_expect(&tk, rows[i].section, rows[i].ids);
		if (rows[i].kind < 0) {
			assert_null(a);
			continue;
		}
		assert_non_null(a);
		assert_int_equal(a->op.flags, rows[i].kind);
		assert_int_equal(a->func_bytes, rows[i].func_bytes);
		if (rows[i].target)
			assert_string_equal(bytes_at(&p, a->off_target), rows[i].target);
	}
}

/* A program with a subprogram, a map, data, CO-RE: every part is where bpf(2) wants it. */
static void test_program(void **state)
{
	struct packed p = pack(
	    "struct task_struct { int pid; } __attribute__((preserve_access_index));\n"
	    "u64 sum; " MAP(
		"m",
		"__uint(type, 2); __type(key, u32); __type(value, u64); "
		"__uint(max_entries, 1);") "static __attribute__((noinline)) int sub(struct "
					   "task_struct *t) { sum += 1; return "
					   "(long)__builtin_preserve_access_index(&t->pid) & 7; }\n"
					   "SEC(\"raw_tp/sys_enter\") int x(void *c) { u32 k = 0; "
					   "u64 *v = lookup(&m, &k); "
					   "if (v) sum += *v; return sub(c); }\n");
	const struct bw_rt_prog *g = op(&p, BW_RT_PROG, 0);
	const uint8_t *insn = bytes_at(&p, g->insns.off);
	const uint32_t *func = bytes_at(&p, g->funcs.data.off);
	const uint32_t *line = bytes_at(&p, g->lines.data.off);
	const uint32_t *core = bytes_at(&p, g->core.data.off);
	uint32_t idx = 0, value = 0;

	(void)state;
	assert_int_equal(g->type, BW_PT_RAW_TRACEPOINT);
	assert_string_equal(bytes_at(&p, g->off_license), "GPL");
	assert_int_equal(g->funcs.count, 2);
	assert_int_equal(func[0], 0);
	assert_true(func[2] > 0 && func[2] < g->insns.bytes / 8);
	assert_int_equal(line[0], 0);
	assert_true(g->lines.count > 2);
	assert_int_equal(g->core.count, 1);
	assert_int_equal(core[0] % 8, 0);
	assert_true(core[0] / 8 >= func[2] && core[0] < g->insns.bytes);
	for (uint32_t i = 0; i < g->insns.bytes; i += 8)
		if (insn[i] == BW_OP_LD_IMM64) {
			idx += insn[i + 1] >> 4 == BW_PSEUDO_MAP_IDX;
			value += insn[i + 1] >> 4 == BW_PSEUDO_MAP_IDX_VALUE;
			i += 8;
		}
	assert_int_equal(idx, 1);
	assert_true(value >= 2);
}

/* ---- refusals ---- */

static void test_findings(void **state)
{
	static const struct {
		const char *text, *arch, *flags, *ids;
		uint32_t kernel;
	} rows[] = {
	    {"SEC(\"raw_tp/a\") int x" RETURNS_0, "riscv64", NULL, "LDR001", 0},
	    {"SEC(\"raw_tp/a\") int x" RETURNS_0, NULL, "--target=bpfeb", "LDR002", 0},
	    {"extern void bpf_rcu_read_lock(void) SEC(\".ksyms\");\n"
	     "SEC(\"raw_tp/a\") int x(void *c) { bpf_rcu_read_lock(); return 0; }\n",
	     NULL, NULL, "LDR004", 0},
	    {"extern const int bpf_prog_active SEC(\".ksyms\");\n"
	     "SEC(\"raw_tp/a\") int x(void *c) { return (long)&bpf_prog_active; }\n",
	     NULL, NULL, "LDR004", 0},
	    {"SEC(\"fentry/do_unlinkat\") int x" RETURNS_0, NULL, NULL, "LDR005", 0},
	    {"SEC(\"lsm/file_open\") int x" RETURNS_0, NULL, NULL, "LDR005", 0},
	    {MAP("m", "__uint(type, 12); __uint(max_entries, 1); __uint(key_size, 4); "
		      "__uint(value_size, 4);") USE("m"),
	     NULL, NULL, "LDR006", 0},
	    {"SEC(\"?raw_tp/a\") int x" RETURNS_0
	     "struct { __uint(type, 3); __uint(max_entries, 1); __uint(key_size, 4);\n"
	     " __array(values, int (void *)); } j SEC(\".maps\") = { .values = { [0] = &x } };\n",
	     NULL, NULL, "LDR008", 0},
	    {"SEC(\"kprobe/a+b\") int x" RETURNS_0, NULL, NULL, "LDR010", 0},
	    {"SEC(\"kprobe/a+-1\") int x" RETURNS_0, NULL, NULL, "LDR010", 0},
	    {"SEC(\"kprobe/+4\") int x" RETURNS_0, NULL, NULL, "LDR010", 0},
	    {"SEC(\"kretprobe/a+4\") int x" RETURNS_0, NULL, NULL, "LDR010", 0},
	    {"struct task_struct { int pid; } __attribute__((preserve_access_index));\n"
	     "SEC(\"raw_tp/a\") int x(struct task_struct *c) { return c->pid; }\n",
	     NULL, NULL, "LDR011", BW_KVER(5, 15, 0)},
	    {"extern u32 CONFIG_HZ SEC(\".kconfig\");\n"
	     "SEC(\"raw_tp/a\") int x(void *c) { return CONFIG_HZ; }\n",
	     NULL, NULL, "LDR012", 0},
	    /* All of them, not just the first. */
	    {"SEC(\"fentry/a\") int x" RETURNS_0 "SEC(\"kretprobe/a+4\") int y" RETURNS_0, NULL,
	     NULL, "LDR005 LDR010", 0},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		struct bw_spec *s = spec_of(rows[i].text, rows[i].flags);
		struct bw_bytes image = {0};
		enum bw_status st;

		bw_tk_expect(&tk, rows[i].text, "");
		st = bw_loader_pack(
		    &tk.arena, s, target_of(rows[i].arch ? rows[i].arch : "x86_64", rows[i].kernel),
		    "x", (struct bw_bytes){0}, tk.diags, &image);
		assert_int_not_equal(st, BW_OK);
		assert_null(image.p);
		bw_tk_expect(&tk, rows[i].text, rows[i].ids);
	}
}

static void test_unknown_section(void **state)
{
	struct bw_spec *s = spec_of("SEC(\"nonsense\") int x" RETURNS_0, NULL);
	struct bw_bytes image;
	struct bw_prog_spec *g = (struct bw_prog_spec *)(uintptr_t)s->prog;

	(void)state;
	if (!s->prog_count)
		skip();
	g->def = NULL;
	assert_int_equal(bw_loader_pack(&tk.arena, s, target_of("x86_64", 0), "x",
					(struct bw_bytes){0}, tk.diags, &image),
			 BW_UNSUPPORTED);
	assert_non_null(strstr(bw_tk_ids(&tk), "LDR007"));
}

/* One map too many; a million bytes too many. */
static void test_limits(void **state)
{
	struct bw_spec *s =
	    spec_of(MAP("m", "__uint(type, 2); __type(key, u32); __type(value, u64); "
			     "__uint(max_entries, 1);") USE("m"),
		    NULL);
	struct bw_map_spec *maps = BW_NEW_ARRAY(&tk.arena, struct bw_map_spec, BW_RT_MAX_MAPS + 1);
	struct bw_spec many = *s;
	struct bw_bytes image;

	(void)state;
	for (uint32_t i = 0; i <= BW_RT_MAX_MAPS; i++)
		maps[i] = s->map[0];
	many.map = maps;
	many.map_count = BW_RT_MAX_MAPS;
	assert_int_equal(bw_loader_pack(&tk.arena, &many, target_of("x86_64", 0), "x",
					(struct bw_bytes){0}, tk.diags, &image),
			 BW_OK);
	bw_tk_expect(&tk, "as many maps as there is room for", "");
	many.map_count++;
	assert_int_equal(bw_loader_pack(&tk.arena, &many, target_of("x86_64", 0), "x",
					(struct bw_bytes){0}, tk.diags, &image),
			 BW_LIMIT);
	bw_tk_expect(&tk, "one more", "LDR003");
}

/* ---- BTF ---- */

static bool has_kind(struct bw_bytes btf, enum bw_btf_kind kind)
{
	struct bw_btf *b;

	if (bw_btf_read(&tk.arena, tk.names, tk.diags, bw_at_file("image"), btf,
			(struct bw_bytes){0}, false, &b, NULL) != BW_OK)
		fail_msg("%s", bw_tk_findings(&tk));
	for (bw_tid t = {1}; t.i < b->count; t.i++)
		if (bw_btf_kind(b, t) == kind)
			return true;
	return false;
}

/* Kinds that the target's kernel does not know are not in what it is given. */
static void test_btf_of_older_kernels(void **state)
{
	static const char text[] =
	    "struct s { float f; int __attribute__((btf_type_tag(\"tag\"))) *p; } v "
	    "__attribute__((btf_decl_tag(\"tag\")));\n"
	    "enum big { BIG = 0x100000000ull } e;\n"
	    "SEC(\"socket\") int x(void *c) { return v.p != 0 && e; }\n";
	static const struct {
		enum bw_btf_kind kind;
		uint32_t before, since;
	} rows[] = {
	    {BW_BTF_FLOAT, BW_KVER(5, 12, 0), BW_KVER(5, 13, 0)},
	    {BW_BTF_DECL_TAG, BW_KVER(5, 15, 0), BW_KVER(5, 16, 0)},
	    {BW_BTF_TYPE_TAG, BW_KVER(5, 16, 0), BW_KVER(5, 17, 0)},
	    {BW_BTF_ENUM64, BW_KVER(5, 19, 0), BW_KVER(6, 0, 0)},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		for (int since = 0; since < 2; since++) {
			struct packed p =
			    pack_spec(spec_of(text, NULL), since ? rows[i].since : rows[i].before,
				      (struct bw_bytes){0});
			const struct bw_rt_btf *b = op(&p, BW_RT_BTF, 0);
			struct bw_bytes btf = {bytes_at(&p, b->data.off), b->data.bytes};

			assert_int_equal(has_kind(btf, rows[i].kind), since);
		}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(test_executable),
	    TEST(test_map_attributes),
	    TEST(test_data_maps),
	    TEST(test_initial_elements),
	    TEST(test_kconfig),
	    TEST(test_attach_points),
	    TEST(test_program),
	    TEST(test_findings),
	    TEST(test_unknown_section),
	    TEST(test_limits),
	    TEST(test_btf_of_older_kernels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
