/* SPDX-License-Identifier: BSD-2-Clause */
/* A target as a YAML file: one mapping of the keys in keys[]. */
#include <errno.h>
#include <yaml.h>

#include "target/target.h"
#include "target/target_parts.h"

#define YAML_MAX_BYTES ((size_t)1 << 20)
#define CONFIG_MAX_BYTES ((size_t)16 << 20)

struct reading {
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
static void take_unused(struct reading *r, const struct key *k, const yaml_node_t *v);

enum { KEY_NAME, KEY_ARCH, KEY_KERNEL };

static const struct key keys[] = {
    [KEY_NAME] = {"name", take_name, "a name"},
    [KEY_ARCH] = {"arch", take_arch, "an architecture"},
    [KEY_KERNEL] = {"kernel", take_kernel, "a release such as 6.12 or 6.1.3"},
    {"config", take_config, "the path of a kernel configuration"},
    {"page-size", take_page_size, "a power of two from 4096 to 1048576"},
    {"cpus", take_cpus, "a number from 1 to 65536"},
    {"loader", take_loader, "a loader such as libbpf-1.4"},
    {"btf", take_unused, "a path"},
    {"user-abi", take_unused, "a list of ABIs"},
    {"pins", take_unused, "a path"},
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

static void take_config(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	const char *path;
	struct bw_bytes b;
	int err;

	if (!scalar(v) || !*scalar(v)) {
		bad_value(r, k, v);
		return;
	}
	path = beside(r, scalar(v));
	err = bw_file_read(r->arena, path, CONFIG_MAX_BYTES, &b);
	if (!err && !bw_target_set_config(r->arena, r->target, b, path))
		err = EILSEQ;
	if (err)
		r->status = bw_worse(
		    r->status,
		    bw_report(r->diags, BW_D_TGT_FILE, at_node(r, v), "config '%s': %s", path,
			      err == EILSEQ ? "neither text nor gzip of text" : strerror(err)));
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

static void take_unused(struct reading *r, const struct key *k, const yaml_node_t *v)
{
	bw_tell(r->diags, BW_D_TGT_UNUSED, at_node(r, v), "%s is read but nothing uses it yet",
		k->name);
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
	if (!(r->seen & 1u << KEY_ARCH))
		missing(r, keys[KEY_ARCH].name);
	if (!(r->seen & 1u << KEY_KERNEL))
		missing(r, keys[KEY_KERNEL].name);
}

/* What follows from arch once all keys are read, in whatever order they came. */
static void complete(struct reading *r)
{
	struct bw_target *t = r->target;

	if (!r->page_place) {
		t->page_bytes = t->arch->page_bytes;
		t->page_origin = "usual page size of the architecture";
	} else if (!(t->page_bytes & t->arch->page_sizes)) {
		bw_tell(r->diags, BW_D_TGT_PAGE_ODD, bw_at_file(r->path),
			"page-size is %u; %s kernels are built with %u and the like", t->page_bytes,
			t->arch->name, t->arch->page_bytes);
	}
	bw_target_derive(r->arena, t);
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
	if (parse(&r, scratch, text))
		take_all(&r);
	bw_arena_deinit(scratch);
	if (r.status == BW_OK) {
		complete(&r);
		*ret = r.target;
	}
	return r.status;
}
