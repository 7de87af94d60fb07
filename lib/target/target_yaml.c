/* SPDX-License-Identifier: BSD-2-Clause */
/* A target as a YAML file: one mapping of the keys in keys[]. */
#include <errno.h>
#include <yaml.h>

#include "target/target.h"
#include "target/target_parts.h"

#define YAML_MAX_BYTES ((size_t)1 << 20)

/* A file of the kernel that a key names. */
struct kernel_file {
	const char *key, *path;
	struct bw_where where;
	struct bw_kernel_file file;
};

struct reading {
	BW_VEC(struct kernel_file) files;
	struct bw_arena *arena;
	struct bw_diags *diags;
	const char *path;
	yaml_document_t *doc;
	struct bw_target *target;
	const char *page_place, *kernel_place;
	uint32_t seen; /* bit set over keys[] */
	enum bw_status status;
};

struct key {
	const char *name;
	void (*take)(struct reading *r, const struct key *k, const yaml_node_t *value);
	const char *want;
};

static void take_name(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_arch(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_kernel(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_config(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_page_size(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_cpus(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_loader(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_btf(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_abis(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_pins(struct reading *r, const struct key *k, const yaml_node_t *v);
static void take_stack_depth(struct reading *r, const struct key *k, const yaml_node_t *v);

enum { KEY_NAME, KEY_ARCH, KEY_KERNEL };

static const struct key keys[] = {
    [KEY_NAME] = {"name", take_name, "a name"},
    [KEY_ARCH] = {"arch", take_arch, "an architecture"},
    [KEY_KERNEL] = {"kernel", take_kernel, "a release such as 6.12 or 6.1.3"},
    {"config", take_config, "the path of a kernel configuration"},
    {"page-size", take_page_size, "a power of two from 4096 to 1048576"},
    {"cpus", take_cpus, "a number from 1 to 65536"},
    {"loader", take_loader, "a loader such as libbpf-1.4"},
    {"btf", take_btf, "the path of the kernel's BTF, vmlinux or image"},
    {"user-abi", take_abis, "an ABI or a list of them"},
    {"pins", take_pins, "the path of a snapshot of pinned maps"},
    {"max-stack-depth", take_stack_depth, "the number of kernel.perf_event_max_stack"},
};

static struct bw_where at(const struct reading *r, size_t line0, size_t column0)
{
	return (struct bw_where){.file = r->path,
				 .src_file = r->path,
				 .src_line = (uint32_t)line0 + 1,
				 .src_col = (uint32_t)column0 + 1};
}

static struct bw_where at_node(const struct reading *r, const yaml_node_t *n)
{
	return at(r, n->start_mark.line, n->start_mark.column);
}

static const char *scalar(const yaml_node_t *n)
{
	return n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : NULL;
}

static void bad_value(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	const char *text = scalar(v);

	r->status = bw_worse(
	    r->status, bw_report(r->diags, BW_D_TGT_VALUE, at_node(r, v),
				 "%s is %s%.200s%s; it must be %s", k->name, text ? "'" : "",
				 text ? text : "a list or mapping", text ? "'" : "", k->want));
}

/* "board.yaml:3" */
static const char *place(struct reading *r, const yaml_node_t *v)
{
	return bw_printf(r->arena, "%s:%zu", r->path, v->start_mark.line + 1);
}

/* A path in the file counts from the file's own directory. */
static const char *beside(struct reading *r, const char *path)
{
	const char *slash = strrchr(r->path, '/');

	if (path[0] == '/' || !slash)
		return path;
	return bw_printf(r->arena, "%.*s/%s", (int)(slash - r->path), r->path, path);
}

static bool number(const char *s, unsigned long lo, unsigned long hi, uint32_t *ret)
{
	char *end;
	unsigned long v;

	if (!s || *s < '0' || *s > '9')
		return false;
	errno = 0;
	v = strtoul(s, &end, 10);
	if (errno || *end || v < lo || v > hi)
		return false;
	*ret = (uint32_t)v;
	return true;
}

static void take_name(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	if (!scalar(v) || !*scalar(v))
		bad_value(r, k, v);
	else
		r->target->name = bw_printf(r->arena, "%s", scalar(v));
}

static void take_arch(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	const char *name = scalar(v);
	uint32_t count;
	const struct bw_arch *all = bw_archs(&count);
	struct bw_sb sb = bw_sb_in(r->arena);

	r->target->arch = name ? bw_arch_find(name) : NULL;
	if (r->target->arch)
		return;
	bad_value(r, k, v);
	for (uint32_t i = 0; i < count; i++)
		bw_sb_printf(&sb, "%s%s", i ? ", " : "", all[i].name);
	bw_fix(r->diags, "Known architectures: %s.", bw_sb_str(&sb));
}

static void take_kernel(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	r->target->kernel = scalar(v) ? bw_kver_parse(scalar(v)) : 0;
	r->target->kernel_origin = place(r, v);
	if (!r->target->kernel)
		bad_value(r, k, v);
}

/* The files are looked at once arch, kernel and page size of the target file are known. */
static void take_kernel_file(struct reading *r, const struct key *k, const yaml_node_t *v,
			     bool wants_config)
{
	struct bw_kernel_file f;
	struct bw_where where = at_node(r, v);
	enum bw_status st;

	if (!scalar(v) || !*scalar(v)) {
		bad_value(r, k, v);
		return;
	}
	st = bw_kernel_file_read(r->arena, r->diags, where, beside(r, scalar(v)), &f);
	if (st == BW_OK && !(wants_config ? f.config.p : f.btf.p))
		st =
		    bw_report(r->diags, BW_D_TGT_FILE, where, "%s '%s' is a %s without %s in it",
			      k->name, scalar(v), f.kind, wants_config ? "a configuration" : "BTF");
	r->status = bw_worse(r->status, st);
	if (st == BW_OK) {
		struct kernel_file *kf = bw_push(r->arena, &r->files);

		*kf = (struct kernel_file){k->name, beside(r, scalar(v)), where, f};
	}
}

static void take_config(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	take_kernel_file(r, k, v, true);
}

static void take_btf(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	take_kernel_file(r, k, v, false);
}

static void take_page_size(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	uint32_t n;

	if (!number(scalar(v), 4096, 1 << 20, &n) || (n & (n - 1))) {
		bad_value(r, k, v);
		return;
	}
	r->target->page_bytes = n;
	r->target->page_origin = r->page_place = place(r, v);
}

static void take_cpus(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	if (!number(scalar(v), 1, 65536, &r->target->cpus))
		bad_value(r, k, v);
}

static void take_loader(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	if (!scalar(v) || !*scalar(v))
		bad_value(r, k, v);
	else
		r->target->loader = bw_printf(r->arena, "%s", scalar(v));
}

static void take_pins(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	if (!scalar(v) || !*scalar(v))
		bad_value(r, k, v);
	else
		r->target->pins = bw_printf(r->arena, "%s", beside(r, scalar(v)));
}

static void take_stack_depth(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	if (!number(scalar(v), 0, 1 << 20, &r->target->max_stack_depth))
		bad_value(r, k, v);
	else
		r->target->guessed &= ~(uint32_t)BW_GUESS_STACK_DEPTH;
}

/* One ABI or a list of them; whether they are known is asked by who compares layouts. */
static void take_abis(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	size_t n = v->type == YAML_SEQUENCE_NODE
		       ? (size_t)(v->data.sequence.items.top - v->data.sequence.items.start)
		       : 1;
	const char **abi = BW_NEW_ARRAY(r->arena, const char *, n);

	for (size_t i = 0; i < n; i++) {
		const yaml_node_t *item =
		    v->type == YAML_SEQUENCE_NODE
			? yaml_document_get_node(r->doc, v->data.sequence.items.start[i])
			: v;

		if (!item || !scalar(item) || !*scalar(item)) {
			bad_value(r, k, v);
			return;
		}
		abi[i] = bw_printf(r->arena, "%s", scalar(item));
	}
	r->target->user_abi = abi;
	r->target->user_abi_count = (uint32_t)n;
}

static void take_pair(struct reading *r, const yaml_node_t *name, const yaml_node_t *value)
{
	size_t i = 0;

	while (i < BW_COUNT(keys) && (!scalar(name) || strcmp(scalar(name), keys[i].name)))
		i++;
	if (i == BW_COUNT(keys)) {
		r->status = bw_worse(
		    r->status, bw_report(r->diags, BW_D_TGT_KEY, at_node(r, name),
					 "'%.200s' is no key of a target file",
					 scalar(name) ? scalar(name) : "(a list or mapping)"));
		return;
	}
	if (r->seen & 1u << i)
		r->status =
		    bw_worse(r->status, bw_report(r->diags, BW_D_TGT_TWICE, at_node(r, name),
						  "%s is given twice", keys[i].name));
	r->seen |= 1u << i;
	keys[i].take(r, &keys[i], value);
}

static void missing(struct reading *r, const char *name)
{
	r->status = bw_worse(r->status, bw_report(r->diags, BW_D_TGT_MISSING, bw_at_file(r->path),
						  "%s is not given", name));
}

static void take_all(struct reading *r)
{
	yaml_node_t *root = yaml_document_get_root_node(r->doc);

	if (!root || root->type != YAML_MAPPING_NODE) {
		r->status = bw_report(r->diags, BW_D_TGT_YAML,
				      root ? at_node(r, root) : bw_at_file(r->path),
				      "the file holds %s, not a mapping of keys to values",
				      root ? "a list or a single value" : "nothing");
		return;
	}
	for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top;
	     p++)
		take_pair(r, yaml_document_get_node(r->doc, p->key),
			  yaml_document_get_node(r->doc, p->value));
}

/* A file of another architecture, release or page size than the rest says. */
static void check_file(struct reading *r, const struct kernel_file *k)
{
	const struct bw_target *t = r->target;
	const struct bw_kernel_file *f = &k->file;
	const char *what = NULL;

	if (f->arch && f->arch != t->arch)
		what = bw_printf(r->arena, "is of %s, arch is %s", f->arch->name, t->arch->name);
	else if (f->order_known && f->big_endian != t->arch->big_endian)
		what = bw_printf(r->arena, "is %s-endian, %s is not",
				 f->big_endian ? "big" : "little", t->arch->name);
	else if (f->page_bytes && f->page_bytes != t->page_bytes)
		what = bw_printf(r->arena, "says pages of %u bytes, %s says %u", f->page_bytes,
				 t->page_origin, t->page_bytes);
	else if (f->kernel && f->kernel >> 8 != t->kernel >> 8)
		what = bw_printf(r->arena, "is of Linux %s, %s says %s",
				 bw_kver_text(r->arena, f->kernel), t->kernel_origin,
				 bw_kver_text(r->arena, t->kernel));
	if (what)
		r->status = bw_worse(r->status, bw_report(r->diags, BW_D_TGT_CONTRADICTION,
							  k->where, "%s %s", k->path, what));
}

/* What the file says goes first, then what BTF and configuration of the kernel say. */
static void take_files(struct reading *r)
{
	if (r->page_place)
		r->target->guessed &= ~(uint32_t)BW_GUESS_PAGE;
	for (uint32_t i = 0; i < r->files.n; i++)
		bw_target_take_file(r->arena, r->target, &r->files.v[i].file, r->files.v[i].path);
	if (!(r->seen & 1u << KEY_ARCH) && !r->target->arch)
		missing(r, keys[KEY_ARCH].name);
	if (!(r->seen & 1u << KEY_KERNEL) && !r->target->kernel)
		missing(r, keys[KEY_KERNEL].name);
}

/* What follows from arch once all keys are read, in whatever order they came. */
static void complete(struct reading *r)
{
	struct bw_target *t = r->target;

	if (t->guessed & BW_GUESS_PAGE) {
		t->page_bytes = t->arch->page_bytes;
		t->page_origin = "usual page size of the architecture";
	} else if (r->page_place && !(t->page_bytes & t->arch->page_sizes)) {
		bw_tell(r->diags, BW_D_TGT_PAGE_ODD, bw_at_file(r->path),
			"page-size is %u; %s kernels are built with %u and the like", t->page_bytes,
			t->arch->name, t->arch->page_bytes);
	}
	bw_target_derive(r->arena, t);
	for (uint32_t i = 0; i < r->files.n; i++)
		check_file(r, &r->files.v[i]);
}

static void delete_document(void *doc)
{
	yaml_document_delete(doc);
}

static void delete_parser(void *parser)
{
	yaml_parser_delete(parser);
}

/* libyaml keeps its own memory: tied to the scratch arena, freed with it. */
static bool parse(struct reading *r, struct bw_arena *scratch, struct bw_bytes text)
{
	yaml_parser_t *p = BW_NEW(scratch, yaml_parser_t);

	r->doc = BW_NEW(scratch, yaml_document_t);
	if (!yaml_parser_initialize(p)) {
		r->status = bw_report(r->diags, BW_D_NO_MEMORY, bw_at_file(r->path),
				      "no memory for the YAML reader");
		return false;
	}
	bw_defer(scratch, delete_parser, p);
	yaml_parser_set_input_string(p, text.p, text.n);
	if (!yaml_parser_load(p, r->doc)) {
		r->status = bw_report(r->diags, BW_D_TGT_YAML,
				      at(r, p->problem_mark.line, p->problem_mark.column), "%s",
				      p->problem ? p->problem : "not YAML");
		return false;
	}
	bw_defer(scratch, delete_document, r->doc);
	return true;
}

enum bw_status bw_target_yaml(struct bw_arena *a, struct bw_diags *d, const char *path,
			      struct bw_target **ret)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct reading r = {.arena = a, .diags = d, .path = path};
	struct bw_bytes text;
	int err = bw_file_read(scratch, path, YAML_MAX_BYTES, &text);

	if (err) {
		bw_arena_deinit(scratch);
		return bw_report(d, BW_D_TGT_FILE, bw_at_file(path), "'%s': %s", path,
				 strerror(err));
	}
	r.target = bw_target_new(a, bw_arch_find("x86_64"));
	r.target->arch = NULL;
	r.target->name = bw_printf(a, "%s", path);
	r.path = r.target->name;
	if (parse(&r, scratch, text)) {
		take_all(&r);
		if (r.status == BW_OK)
			take_files(&r);
	}
	bw_arena_deinit(scratch);
	if (r.status == BW_OK)
		complete(&r);
	if (r.status == BW_OK)
		*ret = r.target;
	return r.status;
}
