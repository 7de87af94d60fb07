/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs by their names: sources are compiled together, objects are read. */
#include "pipeline/pipeline_sources.h"

#define INPUT_BYTES_MAX ((size_t)1 << 30)

enum bw_status input_unreadable(struct bpfweld *b, const char *path, int err)
{
	return bw_report(b->diags, BW_D_FILE_READ, bw_at_file(path), "cannot read %s: %s", path,
			 strerror(err));
}

/* A source for the note. */
static enum bw_status note_source(struct bpfweld *b, const char *path)
{
	struct bw_arena *scratch = bw_arena_child(&b->arena);
	struct bw_bytes bytes;
	int err = bw_file_read(scratch, path, INPUT_BYTES_MAX, &bytes);

	if (!err)
		note_add_input(b, path, bw_digest_of(bytes.p, bytes.n));
	bw_arena_deinit(scratch);
	return err ? input_unreadable(b, path, err) : BW_OK;
}

static enum bw_status object_read(struct bpfweld *b, const char *path, struct bw_obj **ret)
{
	enum bw_status st =
	    bw_obj_read_file_apart(b->objs, b->types, b->names, b->diags, path, ret);

	if (st == BW_OK && !note_inherit(b, *ret))
		note_add_input(b, path, (*ret)->digest);
	return st;
}

/* What a verb makes of its inputs. */
enum takes {
	TAKES_OBJECTS,
	TAKES_IR,      /* compiles IR */
	TAKES_SOURCES, /* compiles C, too */
};

static enum bw_status no_inputs(struct bpfweld *b)
{
	return bw_report(b->diags, BW_D_NO_INPUT, (struct bw_where){0}, "'%s' has no input",
			 b->verb);
}

/* ---- what an input is ---- */

struct input {
	const char *path;	 /* as given */
	const char *file, *name; /* FILE:NAME taken apart; else path and NULL */
	enum bw_compile_kind compile;
	enum bw_bundle_kind bundle;
	bool is_there;
};

static bool is_there(const char *path)
{
	uint8_t head;
	size_t n;

	return bw_file_head(path, &head, sizeof(head), &n) == 0;
}

/*
 * FILE:NAME or FILE(NAME): one object of a bundle, as findings name it. A file whose
 * own name looks so comes first. NULL if it is no such input.
 */
static const char *name_inside(struct bpfweld *b, const char *input, const char **ret_file)
{
	size_t n = strlen(input);
	const char *cut = n && input[n - 1] == ')' ? strrchr(input, '(') : strrchr(input, ':');
	const char *file;

	if (!cut || cut == input || is_there(input))
		return NULL;
	file = bw_strndup(&b->arena, input, (size_t)(cut - input));
	if (!is_there(file))
		return NULL;
	*ret_file = file;
	return bw_strndup(&b->arena, cut + 1, n - (size_t)(cut - input) - 1 - (*cut == '('));
}

const char *input_file(struct bpfweld *b, const char *input)
{
	const char *file = input;

	name_inside(b, input, &file);
	return file;
}

static enum bw_compile_kind compile_kind(const char *path, struct bw_bytes head, enum takes takes)
{
	enum bw_compile_kind kind = bw_compile_kind_of(path);

	if (kind == BW_COMPILE_NONE && bw_compile_is_bitcode(head))
		kind = BW_COMPILE_IR; /* clang -flto names it .o */
	if (kind == BW_COMPILE_C && takes != TAKES_SOURCES)
		return BW_COMPILE_NONE;
	return takes == TAKES_OBJECTS ? BW_COMPILE_NONE : kind;
}

/* By its first bytes. If it cannot be read, whoever reads it will tell. */
static struct input input_of(struct bpfweld *b, const char *path, enum takes takes)
{
	struct input in = {.path = path, .file = path};
	uint8_t bytes[BW_BUNDLE_HEAD_BYTES];
	struct bw_bytes head = {bytes, 0};

	in.is_there = bw_file_head(path, bytes, sizeof(bytes), &head.n) == 0;
	if (!in.is_there) {
		in.name = name_inside(b, path, &in.file);
		if (!in.name || bw_file_head(in.file, bytes, sizeof(bytes), &head.n) != 0)
			head.n = 0;
	}
	if (!in.name)
		in.compile = compile_kind(path, head, takes);
	in.bundle = bw_bundle_kind_of(head);
	return in;
}

/* ---- all of them ---- */

struct inputs {
	obj_list objs; /* NULL: a source, before it is compiled */
	archive_list archives;
	struct sources sources;
};

static void source_add(struct bpfweld *b, uint32_t i, const struct input *x, struct inputs *in)
{
	struct sources *s = &in->sources;

	if (!s->n) {
		s->in = BW_NEW_ARRAY(&b->arena, struct bw_compile_input, b->inputs.n);
		s->slot = BW_NEW_ARRAY(&b->arena, uint32_t, b->inputs.n);
	}
	s->slot[s->n] = i;
	s->in[s->n++] = (struct bw_compile_input){x->path, x->compile};
	*bw_push(&b->arena, &in->objs) = NULL;
}

static enum bw_status input_add(struct bpfweld *b, uint32_t i, const struct input *x,
				struct inputs *in)
{
	struct bw_obj *o;
	enum bw_status st;

	if (x->compile != BW_COMPILE_NONE) {
		source_add(b, i, x, in);
		return x->is_there ? note_source(b, x->path) : BW_OK; /* compiling tells */
	}
	if (x->bundle != BW_BUNDLE_NONE)
		return bundle_add(b, x->file, x->name, &in->objs, &in->archives);
	if (x->name)
		return bw_report(b->diags, BW_D_BUNDLE_NAME, bw_at_file(x->file),
				 "'%s' is to be inside, but the file is no archive and no program",
				 x->name);
	st = object_read(b, x->path, &o);
	if (st == BW_OK)
		*bw_push(&b->arena, &in->objs) = o;
	return st;
}

/* Compile, and put the results where their sources stand. */
static enum bw_status sources_add(struct bpfweld *b, bool big_endian, struct inputs *in)
{
	enum bw_status st = sources_compile(b, big_endian, &in->sources);

	for (uint32_t i = 0, k = 0; st == BW_OK && i < in->objs.n; i++)
		if (!in->objs.v[i])
			in->objs.v[i] = in->sources.obj[k++];
	return st;
}

/* Archives last, so that the order of inputs does not matter to them. */
static enum bw_status archives_add(struct bpfweld *b, bool whole, struct inputs *in)
{
	enum bw_status st;

	archives_search(b, &in->archives, whole, &in->objs);
	if (in->objs.n)
		return BW_OK;
	st = bw_report(b->diags, BW_D_NO_INPUT, (struct bw_where){0},
		       "there are only archives, and no member of them is linked");
	bw_fix(b->diags, "Name objects that use the archives, or add --whole-archive.");
	return st;
}

/* The byte order for IR: what is asked for, or that of the objects, or this machine's. */
static enum bw_status order_find(struct bpfweld *b, const struct inputs *in, bool *ret)
{
	const char *e = opt(b, OPT_endian);

	if (e && strcmp(e, "little") != 0 && strcmp(e, "big") != 0)
		return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
				 "--endian is '%s'; with '%s' it takes little or big", e, b->verb);
	*ret = e ? strcmp(e, "big") == 0 : bw_host_big_endian();
	for (uint32_t i = 0; !e && i < in->objs.n; i++)
		if (in->objs.v[i]) {
			*ret = in->objs.v[i]->big_endian;
			break;
		}
	return BW_OK;
}

static enum bw_status load(struct bpfweld *b, enum takes takes, const bool *big_endian, bool whole,
			   struct inputs *in)
{
	enum bw_status st = b->inputs.n ? BW_OK : no_inputs(b);
	bool big = big_endian && *big_endian;

	for (uint32_t i = 0; i < b->inputs.n; i++) {
		struct input x = input_of(b, b->inputs.v[i], takes);

		st = bw_worse(st, input_add(b, i, &x, in));
	}
	if (st == BW_OK && in->sources.n && !big_endian)
		st = order_find(b, in, &big);
	if (st == BW_OK)
		st = sources_add(b, big, in);
	return st == BW_OK ? archives_add(b, whole, in) : st;
}

static void inputs_give(const struct inputs *in, struct bw_obj ***ret, uint32_t *ret_count)
{
	*ret = in->objs.v;
	*ret_count = in->objs.n;
}

enum bw_status inputs_read(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count)
{
	struct inputs in = {0};
	enum bw_status st = load(b, TAKES_OBJECTS, NULL, opt(b, OPT_whole), &in);

	inputs_give(&in, ret, ret_count);
	return st;
}

enum bw_status inputs_show(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count)
{
	struct inputs in = {0};
	enum bw_status st = load(b, TAKES_OBJECTS, NULL, true, &in);

	inputs_give(&in, ret, ret_count);
	return st;
}

enum bw_status inputs_link(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count)
{
	struct inputs in = {0};
	enum bw_status st = load(b, TAKES_IR, NULL, opt(b, OPT_whole), &in);

	if (st == BW_OK && opt(b, OPT_lto))
		st = sources_join(b, &in.sources, &in.objs);
	inputs_give(&in, ret, ret_count);
	return st;
}

enum bw_status inputs_load(struct bpfweld *b, bool big_endian, struct bw_obj ***ret,
			   uint32_t *ret_count)
{
	struct inputs in = {0};
	enum bw_status st = load(b, TAKES_SOURCES, &big_endian, opt(b, OPT_whole), &in);

	if (st == BW_OK && opt(b, OPT_lto))
		st = sources_join(b, &in.sources, &in.objs);
	inputs_give(&in, ret, ret_count);
	return st;
}
