/* SPDX-License-Identifier: BSD-2-Clause */
/* Architectures, built-in names, and how a target is found by name. */
#include "target/target.h"

#include <ctype.h>

#include "target/target_parts.h"

static const struct bw_arch archs[] = {
#define ARCH(n, triple, bpf, big, ptr, page, sizes, orders, cpus, line, from)                      \
	{#n, triple, bpf, big, ptr, page, sizes, cpus, line, from},
#include "target/archs.inc"
#undef ARCH
};

/* Beside archs[]: "4096:10 65536:8", page size and MAX_PAGE_ORDER. */
static const char *const page_orders[] = {
#define ARCH(n, triple, bpf, big, ptr, page, sizes, orders, cpus, line, from) orders,
#include "target/archs.inc"
#undef ARCH
};

static const struct {
	uint32_t kver;
	const char *origin;
} kernels[] = {
#define KERNEL(v, from) {v, from},
#include "target/kernels.inc"
#undef KERNEL
};

const struct bw_arch *bw_archs(uint32_t *ret_count)
{
	*ret_count = BW_COUNT(archs);
	return archs;
}

const struct bw_arch *bw_arch_find(const char *name)
{
	for (size_t i = 0; i < BW_COUNT(archs); i++)
		if (!strcmp(archs[i].name, name))
			return &archs[i];
	return NULL;
}

uint32_t bw_arch_page_size(const struct bw_arch *a, uint32_t i)
{
	uint32_t sizes = a->page_sizes;

	while (i-- && sizes)
		sizes &= sizes - 1;
	return sizes & -sizes;
}

uint64_t bw_arch_kmalloc_max(const struct bw_arch *a, uint32_t page_bytes)
{
	const char *s;

	assert(a >= archs && a < archs + BW_COUNT(archs));
	for (s = page_orders[a - archs]; *s; s += strcspn(s, " "), s += *s == ' ') {
		char *end;
		unsigned long size = strtoul(s, &end, 10);

		assert(*end == ':');
		if (size == page_bytes)
			return (uint64_t)page_bytes << strtoul(end + 1, NULL, 10);
	}
	return 0;
}

const char *bw_kver_text(struct bw_arena *a, uint32_t kver)
{
	unsigned major = kver >> 16, minor = kver >> 8 & 255, patch = kver & 255;

	return patch ? bw_printf(a, "%u.%u.%u", major, minor, patch)
		     : bw_printf(a, "%u.%u", major, minor);
}

/* A number below limit at *s; moves *s behind it. */
static bool number(const char **s, unsigned long limit, unsigned *ret)
{
	char *end;
	unsigned long v;

	if (!isdigit((unsigned char)**s))
		return false;
	v = strtoul(*s, &end, 10);
	if (v >= limit)
		return false;
	*ret = (unsigned)v;
	*s = end;
	return true;
}

uint32_t bw_kver_parse(const char *text)
{
	unsigned major, minor, patch = 0;

	if (!number(&text, 256, &major) || *text++ != '.' || !number(&text, 256, &minor))
		return 0;
	if (*text == '.' && (text++, !number(&text, 65536, &patch)))
		return 0;
	return isalnum((unsigned char)*text) ? 0 : BW_KVER(major, minor, patch);
}

struct bw_target *bw_target_new(struct bw_arena *a, const struct bw_arch *arch)
{
	struct bw_target *t = BW_NEW(a, struct bw_target);

	t->arch = arch;
	t->page_bytes = arch->page_bytes;
	t->page_origin = "usual page size of the architecture";
	t->numa_nodes = 1;
	t->max_stack_depth = 127;
	t->guessed = BW_GUESS_PAGE | BW_GUESS_KMALLOC | BW_GUESS_STORAGE_ELEM | BW_GUESS_CPUS |
		     BW_GUESS_NR_CPUS | BW_GUESS_STACK_DEPTH | BW_GUESS_NUMA | BW_GUESS_CONFIG;
	return t;
}

/* CONFIG_ARCH_FORCE_MAX_ORDER counted one more before 6.4 (commit 23baf831a32c). */
static uint64_t kmalloc_max_of_config(struct bw_arena *a, const struct bw_target *t)
{
	const char *order = bw_target_config(a, t, "CONFIG_ARCH_FORCE_MAX_ORDER");
	uint64_t n;

	if (!order || !isdigit((unsigned char)*order))
		return bw_arch_kmalloc_max(t->arch, t->page_bytes);
	n = strtoul(order, NULL, 10);
	if (n && t->kernel < BW_KVER(6, 4, 0))
		n--;
	return n < 32 ? (uint64_t)t->page_bytes << n : 0;
}

static void derive_left_out(struct bw_arena *a, struct bw_target *t)
{
	for (uint32_t type = 0; t->config && type < 64; type++) {
		const char *option = bw_target_map_type_config(type);

		if (option &&
		    strcmp(bw_target_config(a, t, bw_printf(a, "CONFIG_%s", option)), "n") == 0)
			t->map_types_out |= UINT64_C(1) << type;
	}
}

/* Sizes of the kernel's own structs. */
static void derive_sizes(struct bw_target *t)
{
	static const struct bw_kernel_facts none;
	const struct bw_kernel_facts *f = t->facts ? t->facts : &none;

	if (!t->storage_elem_bytes && f->storage_elem_bytes) {
		t->storage_elem_bytes = f->storage_elem_bytes;
		t->guessed &= ~(uint32_t)BW_GUESS_STORAGE_ELEM;
	}
	/*
	 * Two list nodes, a pointer and an rcu_head fit one line; then sdata, aligned to
	 * a line, which makes the whole two. Measured: 128 on x86_64 and arm64.
	 */
	if (!t->storage_elem_bytes)
		t->storage_elem_bytes = 2 * t->arch->cacheline_bytes;
	t->htab_elem_bytes = f->htab_elem_bytes ? f->htab_elem_bytes : 48;
	/* It lost its rcu_head when it moved to the BPF allocator, in 6.13. */
	t->lpm_node_bytes = f->lpm_node_bytes		     ? f->lpm_node_bytes
			    : t->kernel >= BW_KVER(6, 13, 0) ? 24
							     : 40;
}

void bw_target_derive(struct bw_arena *a, struct bw_target *t)
{
	const char *cpus = bw_target_config(a, t, "CONFIG_NR_CPUS");

	assert(t->page_bytes && (t->page_bytes & (t->page_bytes - 1)) == 0);
	if (t->config)
		t->guessed &= ~(uint32_t)(BW_GUESS_CONFIG | BW_GUESS_KMALLOC);
	else if (t->kmalloc_max_bytes)
		t->guessed &= ~(uint32_t)BW_GUESS_KMALLOC;
	if (t->cpus)
		t->guessed &= ~(uint32_t)BW_GUESS_CPUS;
	if (!t->kmalloc_max_bytes)
		t->kmalloc_max_bytes = kmalloc_max_of_config(a, t);
	if (!t->kmalloc_max_bytes) /* a page size that is not in the table: the usual order */
		t->kmalloc_max_bytes = (uint64_t)t->page_bytes << 10;
	if (!t->pcpu_unit_min_bytes) /* PCPU_MIN_UNIT_SIZE: PFN_ALIGN(32 << 10) */
		t->pcpu_unit_min_bytes = (uint32_t)bw_align_up(32 << 10, t->page_bytes);
	if (!t->nr_cpus && cpus && isdigit((unsigned char)*cpus))
		t->nr_cpus = (uint32_t)strtoul(cpus, NULL, 10);
	if (t->nr_cpus)
		t->guessed &= ~(uint32_t)BW_GUESS_NR_CPUS;
	derive_sizes(t);
	derive_left_out(a, t);
}

void bw_target_take_file(struct bw_arena *a, struct bw_target *t, const struct bw_kernel_file *f,
			 const char *path)
{
	if (!t->arch)
		t->arch = f->arch;
	/* A distribution's release may say less: "6.1.0-56-amd64" is Debian's 6.1.192. */
	if (f->kernel && (!t->kernel || (!(t->kernel & 255) && t->kernel >> 8 == f->kernel >> 8))) {
		t->kernel = f->kernel;
		t->kernel_origin = bw_printf(a, "%s", path);
	}
	if (t->guessed & BW_GUESS_PAGE && f->page_bytes) {
		t->page_bytes = f->page_bytes;
		t->page_origin = bw_printf(a, "%s", path);
		t->guessed &= ~(uint32_t)BW_GUESS_PAGE;
	}
	if (!t->config && f->config.p)
		bw_target_set_config(a, t, f->config, bw_printf(a, "%s", path));
	if (!t->facts && f->facts) {
		struct bw_kernel_facts *facts = BW_NEW(a, struct bw_kernel_facts);

		*facts = *f->facts;
		facts->origin = t->btf_path = bw_printf(a, "%s", path);
		t->facts = facts;
	}
}

uint32_t bw_target_builtin_count(void)
{
	return BW_COUNT(kernels) * BW_COUNT(archs);
}

void bw_target_builtin_name(struct bw_arena *a, uint32_t i, const char **ret)
{
	assert(i < bw_target_builtin_count());
	*ret = bw_printf(a, "linux-%s/%s", bw_kver_text(a, kernels[i / BW_COUNT(archs)].kver),
			 archs[i % BW_COUNT(archs)].name);
}

static struct bw_target *builtin(struct bw_arena *a, uint32_t i)
{
	struct bw_target *t = bw_target_new(a, &archs[i % BW_COUNT(archs)]);

	bw_target_builtin_name(a, i, &t->name);
	t->kernel = kernels[i / BW_COUNT(archs)].kver;
	t->kernel_origin = "built-in name";
	bw_target_derive(a, t);
	return t;
}

/* Is the text a path by its look? Built-in names have a '/' but no '.' behind it. */
static bool looks_like_path(const char *name)
{
	size_t n = strlen(name);
	const char *slash = strrchr(name, '/');

	if ((n > 5 && !strcmp(name + n - 5, ".yaml")) || (n > 4 && !strcmp(name + n - 4, ".yml")))
		return true;
	return name[0] == '/' || name[0] == '.' || (slash && strchr(slash, '.'));
}

/* Names whose kernel or arch agrees, or that are at most two slips away. */
static const char *near_names(struct bw_arena *a, const char *name)
{
	struct bw_sb sb = bw_sb_in(a);

	for (uint32_t i = 0; i < bw_target_builtin_count(); i++) {
		const char *b, *slash = strchr(name, '/');
		size_t kernel = slash ? (size_t)(slash - name) : strlen(name);

		bw_target_builtin_name(a, i, &b);
		if (bw_edit_distance(a, name, b) > 2 &&
		    (strncmp(b, name, kernel) || b[kernel] != '/') &&
		    (!slash || strcmp(strchr(b, '/'), slash)))
			continue;
		bw_sb_printf(&sb, "%s%s", sb.n ? ", " : "", b);
	}
	return sb.n ? bw_sb_str(&sb) : NULL;
}

static enum bw_status unknown(struct bw_arena *a, struct bw_diags *d, const char *name)
{
	enum bw_status st = bw_report(d, BW_D_TGT_UNKNOWN, (struct bw_where){0},
				      "there is no target named '%.200s'", name);
	const char *near = strlen(name) <= 64 ? near_names(a, name) : NULL;

	if (near)
		bw_fix(d, "Near names: %s.", near);
	return st;
}

enum bw_status bw_target_find(struct bw_arena *a, struct bw_diags *d, const char *name,
			      struct bw_target **ret)
{
	if (!strcmp(name, "host"))
		return bw_target_host(a, d, ret);
	for (uint32_t i = 0; i < bw_target_builtin_count(); i++) {
		const char *b;

		bw_target_builtin_name(a, i, &b);
		if (!strcmp(b, name)) {
			*ret = builtin(a, i);
			return BW_OK;
		}
	}
	if (looks_like_path(name))
		return bw_target_yaml(a, d, name, ret);
	return unknown(a, d, name);
}
