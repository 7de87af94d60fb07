/* SPDX-License-Identifier: BSD-2-Clause */
/* A target file made from files of a kernel. */
#include "target/target.h"
#include "target/target_parts.h"

struct import {
	struct bw_arena *arena;
	struct bw_diags *diags;
	struct bw_target *target;
	const char *arch_path, *btf_path, *config_path;
	const char *btf_name; /* of the file that inner BTF goes to */
	struct bw_bytes btf;  /* what goes there */
};

static enum bw_status contradiction(struct import *im, const char *path, const char *what,
				    const char *have, const char *other, const char *want)
{
	return bw_report(im->diags, BW_D_TGT_CONTRADICTION, bw_at_file(path),
			 "%s says %s %s, %s says %s", path, what, have, other, want);
}

static enum bw_status take(struct import *im, const char *path, const struct bw_kernel_file *f)
{
	struct bw_target *t = im->target;
	struct bw_arena *a = im->arena;

	if (t->arch && f->arch && t->arch != f->arch)
		return contradiction(im, path, "architecture", f->arch->name, im->arch_path,
				     t->arch->name);
	if (t->kernel && f->kernel && t->kernel >> 8 != f->kernel >> 8)
		return contradiction(im, path, "Linux", bw_kver_text(a, f->kernel),
				     t->kernel_origin, bw_kver_text(a, t->kernel));
	if (!(t->guessed & BW_GUESS_PAGE) && f->page_bytes && f->page_bytes != t->page_bytes)
		return contradiction(im, path, "page size", bw_printf(a, "%u", f->page_bytes),
				     t->page_origin, bw_printf(a, "%u", t->page_bytes));
	if (!t->arch && f->arch)
		im->arch_path = path;
	if (!im->btf_path && f->btf.p) {
		bool is_inside = im->btf_name && strcmp(f->kind, "BTF") != 0;

		im->btf_path = is_inside ? im->btf_name : path;
		im->btf = is_inside ? f->btf : (struct bw_bytes){0};
	}
	if (!im->config_path && f->config.p)
		im->config_path = path;
	bw_target_take_file(a, t, f, path);
	return BW_OK;
}

static void line(struct bw_sb *sb, const char *key, const char *value, const char *from)
{
	const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-";
	bool quoted = !*value || value[strspn(value, plain)];

	bw_sb_printf(sb, "%s: ", key);
	if (quoted)
		bw_sb_addc(sb, '\'');
	for (const char *p = value; *p; p++)
		bw_sb_addz(sb, *p == '\'' ? "''" : (const char[]){*p, 0});
	bw_sb_printf(sb, "%s", quoted ? "'" : "");
	if (from)
		bw_sb_printf(sb, " # from %s", from);
	bw_sb_addc(sb, '\n');
}

static void write_all(struct import *im, const char *name, struct bw_sb *sb)
{
	const struct bw_target *t = im->target;
	struct bw_arena *a = im->arena;

	line(sb, "name", name, NULL);
	line(sb, "arch", t->arch->name, im->arch_path);
	line(sb, "kernel", bw_kver_text(a, t->kernel), t->kernel_origin);
	if (!(t->guessed & BW_GUESS_PAGE))
		line(sb, "page-size", bw_printf(a, "%u", t->page_bytes), t->page_origin);
	if (im->btf_path)
		line(sb, "btf", im->btf_path, NULL);
	if (im->config_path)
		line(sb, "config", im->config_path, NULL);
	bw_sb_addz(sb, "# What no file of a kernel tells, where maps depend on it:\n"
		       "# cpus: 4               # possible CPUs\n"
		       "# max-stack-depth: 127  # kernel.perf_event_max_stack\n"
		       "# loader: libbpf-1.4    # who loads objects there\n"
		       "# user-abi: [aarch64-linux-gnu]\n");
}

enum bw_status bw_target_import(struct bw_arena *a, struct bw_diags *d,
				const struct bw_import *from, struct bw_sb *ret,
				struct bw_bytes *ret_btf)
{
	struct import im = {.arena = a, .diags = d, .btf_name = from->btf_name};
	enum bw_status st = BW_OK;
	uint32_t n;

	im.target = bw_target_new(a, bw_archs(&n));
	im.target->arch = NULL;
	for (uint32_t i = 0; i < from->path_count; i++) {
		const char *path = from->paths[i];
		struct bw_kernel_file f;
		enum bw_status one = bw_kernel_file_read(a, d, bw_at_file(path), path, &f);

		if (one == BW_OK)
			one = take(&im, path, &f);
		st = bw_worse(st, one);
	}
	if (st == BW_OK && !im.target->arch)
		st = bw_report(d, BW_D_TGT_MISSING, (struct bw_where){0},
			       "no file says the architecture");
	if (st == BW_OK && !im.target->kernel)
		st = bw_report(d, BW_D_TGT_MISSING, (struct bw_where){0},
			       "no file says the release of the kernel");
	if (st != BW_OK)
		return st;
	write_all(&im, from->name, ret);
	*ret_btf = im.btf;
	return BW_OK;
}
