/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs that make things: each is a short walk through the phases. */
#include "pipeline/pipeline_link.h"

#include "loader/loader.h"
#include "resolve/resolve.h"

#define MODE_OBJECT 0666u
#define MODE_EXEC 0777u

static enum bw_status value_refused(struct bpfweld *b, const char *option, const char *value,
				    const char *takes)
{
	return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
			 "--%s is '%s'; it takes %s", option, value, takes);
}

enum bw_status link_inputs(struct bpfweld *b, struct bw_obj **in, uint32_t n,
			   struct bw_obj **ret_obj, struct bw_spec **ret_spec)
{
	struct bw_link_options lo;
	enum bw_status st = link_options(b, &lo);

	if (n > 1)
		lo.file = opt(b, OPT_output);
	lo.types = b->types;
	if (opt(b, OPT_linkmap))
		lo.account = b->account = BW_NEW(&b->arena, struct bw_link_account);
	if (st == BW_OK)
		st = bw_link(&b->arena, b->names, b->diags, (const struct bw_obj *const *)in, n,
			     &lo, ret_obj);
	if (st == BW_OK)
		st = object_lower(b, ret_obj);
	if (st == BW_OK && ret_spec)
		st = bw_spec_build(&b->arena, *ret_obj, b->diags, ret_spec);
	return st;
}

enum bw_status write_object(struct bpfweld *b, struct bw_obj *o, const char *path)
{
	struct bw_bytes image;
	enum bw_status st;

	note_attach(b, o);
	st = bw_obj_write(&b->arena, o, b->diags, &image);
	return st == BW_OK ? output_add(b, path, image, MODE_OBJECT) : st;
}

enum bw_status verb_link(struct bpfweld *b)
{
	struct bw_obj **in, *o;
	const char *path;
	uint32_t n;
	enum bw_status st = output_path(b, &path);

	if (st == BW_OK)
		st = inputs_link(b, &in, &n);
	if (st == BW_OK)
		st = link_inputs(b, in, n, &o, NULL);
	if (!opt(b, OPT_linkmap)) /* which names files of the inputs */
		bw_arena_deinit(b->objs);
	if (st == BW_OK)
		st = write_object(b, o, path);
	return st == BW_OK ? link_map_write(b, path, opt(b, OPT_linkmap)) : st;
}

/* What stands around the object: loaders, what is deployed, programs that share its maps. */
static enum bw_status neighbours_check(struct bpfweld *b, const struct bw_spec *s)
{
	enum bw_status st = profiles_check(b, s);

	st = bw_worse(st, against_check(b, s));
	return bw_worse(st, users_check(b, s));
}

/* check and verify take one object, or several that are linked first. */
enum bw_status verb_check(struct bpfweld *b)
{
	struct bw_obj **in, *o;
	struct bw_spec *s;
	uint32_t n;
	enum bw_status st = inputs_read(b, &in, &n);

	if (st == BW_OK && opt(b, OPT_apart))
		return apart_check(b, in, n);
	if (st == BW_OK)
		st = link_inputs(b, in, n, &o, &s);
	if (st != BW_OK)
		return st;
	st = targets_check(b, s, true, false);
	return bw_worse(st, neighbours_check(b, s));
}

enum bw_status verb_verify(struct bpfweld *b)
{
	struct bw_obj **in, *o;
	struct bw_spec *s;
	uint32_t n;
	enum bw_status st = inputs_read(b, &in, &n);

	if (st == BW_OK)
		st = link_inputs(b, in, n, &o, &s);
	return st == BW_OK ? targets_check(b, s, false, true) : st;
}

/* The base name of the output without its ending: what the loader calls itself. */
static const char *loader_name(struct bpfweld *b, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;

	return bw_strndup(&b->arena, base, strcspn(base, "."));
}

static enum bw_status write_loader(struct bpfweld *b, const struct bw_spec *s,
				   const struct bw_target *t, const char *name, const char *path)
{
	struct bw_bytes kconfig = {0}, image;
	enum bw_status st = BW_OK;

	if (s->kconfig_count)
		st = bw_resolve_kconfig(&b->arena, s, t, b->diags, &kconfig);
	if (st == BW_OK)
		st = bw_loader_pack(&b->arena, s, t, name, kconfig, b->diags, &image);
	return st == BW_OK ? output_add(b, path, image, MODE_EXEC) : st;
}

enum bw_status verb_loader(struct bpfweld *b)
{
	const char *arch = opt(b, OPT_arch), *path;
	const struct bw_target *t;
	struct bw_obj **in, *o;
	struct bw_spec *s;
	uint32_t n;
	enum bw_status st = output_path(b, &path);

	if (st == BW_OK && !arch)
		st = value_refused(b, "arch", "", "x86_64 or aarch64");
	if (st == BW_OK)
		st = target_for_arch(b, arch, &t);
	if (st == BW_OK)
		st = inputs_read(b, &in, &n);
	if (st == BW_OK)
		st = link_inputs(b, in, n, &o, &s);
	return st == BW_OK ? write_loader(b, s, t, loader_name(b, o->file), path) : st;
}

/* ---- build ---- */

struct orders {
	bool want[2]; /* little, big */
};

static enum bw_status orders_find(struct bpfweld *b, struct orders *ret)
{
	const char *e = opt(b, OPT_endian);
	enum bw_status st = targets_find(b);

	*ret = (struct orders){0};
	if (st != BW_OK)
		return st;
	if (e) {
		ret->want[0] = strcmp(e, "little") == 0 || strcmp(e, "both") == 0;
		ret->want[1] = strcmp(e, "big") == 0 || strcmp(e, "both") == 0;
		if (!ret->want[0] && !ret->want[1])
			return value_refused(b, "endian", e, "little, big or both");
		b->both_orders = ret->want[0] && ret->want[1];
		return BW_OK;
	}
	for (uint32_t i = 0; i < b->targets.n; i++)
		ret->want[b->targets.v[i]->arch->big_endian] = true;
	if (!b->targets.n)
		ret->want[bw_host_big_endian()] = true;
	if (ret->want[0] && ret->want[1])
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
				 "the targets have both byte orders and --endian is not given");
	return BW_OK;
}

/* OUT for one byte order; "app.bpfel.o" and "app.bpfeb.o" when both are made. */
static const char *order_path(struct bpfweld *b, const struct orders *w, const char *path, bool big)
{
	size_t n = strlen(path);
	const char *mid = big ? ".bpfeb" : ".bpfel";

	if (!w->want[0] || !w->want[1])
		return path;
	if (n > 2 && strcmp(path + n - 2, ".o") == 0)
		return bw_printf(&b->arena, "%.*s%s.o", (int)(n - 2), path, mid);
	return bw_printf(&b->arena, "%s%s", path, mid);
}

/* The one architecture all targets share, for --loader. */
static enum bw_status loader_target(struct bpfweld *b, const struct bw_target **ret)
{
	for (uint32_t i = 1; i < b->targets.n; i++)
		if (b->targets.v[i]->arch != b->targets.v[0]->arch)
			return bw_report(b->diags, BW_D_LOADER_ARCH, (struct bw_where){0},
					 "--loader: targets %s and %s have different architectures",
					 b->targets.v[0]->name, b->targets.v[i]->name);
	*ret = b->targets.v[0];
	return BW_OK;
}

static enum bw_status build_order(struct bpfweld *b, const struct orders *w, const char *path,
				  bool big)
{
	struct bw_obj **in, *o;
	struct bw_spec *s;
	uint32_t n;
	enum bw_status st;

	b->provenance.n = 0;
	b->verdicts.n = 0;
	st = inputs_load(b, big, &in, &n);
	if (st == BW_OK)
		st = link_inputs(b, in, n, &o, &s);
	if (st == BW_OK)
		st = bw_worse(targets_check(b, s, true, true), neighbours_check(b, s));
	if (st == BW_OK && opt(b, OPT_loader)) {
		const struct bw_target *t = NULL;

		st = loader_target(b, &t);
		if (st == BW_OK)
			st = write_loader(b, s, t, loader_name(b, path), opt(b, OPT_loader));
	}
	if (st == BW_OK)
		st = write_object(b, o, order_path(b, w, path, big));
	if (st == BW_OK && opt(b, OPT_linkmap))
		st = link_map_write(b, order_path(b, w, path, big),
				    order_path(b, w, opt(b, OPT_linkmap), big));
	return st;
}

enum bw_status verb_build(struct bpfweld *b)
{
	const char *path;
	struct orders w;
	enum bw_status st = output_path(b, &path);

	if (st == BW_OK)
		st = orders_find(b, &w);
	if (st == BW_OK && opt(b, OPT_loader) && w.want[0] && w.want[1])
		st = bw_report(b->diags, BW_D_LOADER_ARCH, (struct bw_where){0},
			       "--loader with --endian both");
	for (int big = 0; big < 2; big++)
		if (st == BW_OK && w.want[big])
			st = build_order(b, &w, path, big);
	return st;
}

enum bw_status verb_compile(struct bpfweld *b)
{
	const char *path;
	struct orders w;
	enum bw_status st = output_path(b, &path);

	if (st == BW_OK)
		st = orders_find(b, &w);
	if (st == BW_OK && b->inputs.n != 1)
		st = bw_report(b->diags, BW_D_NO_INPUT, (struct bw_where){0},
			       "'compile' takes one file, not %u", b->inputs.n);
	for (int big = 0; big < 2; big++) {
		struct bw_obj **in;
		uint32_t n;

		if (st != BW_OK || !w.want[big])
			continue;
		b->provenance.n = 0;
		st = inputs_load(b, big, &in, &n);
		if (st == BW_OK)
			st = write_object(b, in[0], order_path(b, &w, path, big));
	}
	return st;
}
