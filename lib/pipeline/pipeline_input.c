/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs by their names: sources are compiled together, objects are read. */
#include "pipeline/pipeline_run.h"

#include "compile/compile.h"

#include <unistd.h>

#define INPUT_BYTES_MAX ((size_t)1 << 30)

static enum bw_status read_failed(struct bpfweld *b, const char *path, int err)
{
	return bw_report(b->diags, BW_D_FILE_READ, bw_at_file(path), "cannot read %s: %s", path,
			 strerror(err));
}

/* Digest of a file for the note, unless the object's own note says where it is from. */
static enum bw_status note_file(struct bpfweld *b, const char *path, const struct bw_obj *o)
{
	struct bw_arena *scratch;
	struct bw_bytes bytes;
	int err;

	if (o && note_inherit(b, o))
		return BW_OK;
	scratch = bw_arena_child(&b->arena);
	err = bw_file_read(scratch, path, INPUT_BYTES_MAX, &bytes);
	if (!err)
		note_add_input(b, path, bytes);
	bw_arena_deinit(scratch);
	return err ? read_failed(b, path, err) : BW_OK;
}

static enum bw_status object_read(struct bpfweld *b, const char *path, struct bw_obj **ret)
{
	enum bw_status st = bw_obj_read_file(&b->arena, b->names, b->diags, path, ret);

	return st == BW_OK ? note_file(b, path, *ret) : st;
}

static enum bw_status no_inputs(struct bpfweld *b)
{
	return bw_report(b->diags, BW_D_NO_INPUT, (struct bw_where){0}, "'%s' has no input",
			 b->verb);
}

enum bw_status inputs_read(struct bpfweld *b, struct bw_obj ***ret, uint32_t *ret_count)
{
	struct bw_obj **objs = BW_NEW_ARRAY(&b->arena, struct bw_obj *, b->inputs.n);
	enum bw_status st = b->inputs.n ? BW_OK : no_inputs(b);

	for (uint32_t i = 0; i < b->inputs.n; i++)
		st = bw_worse(st, object_read(b, b->inputs.v[i], &objs[i]));
	*ret = objs;
	*ret_count = b->inputs.n;
	return st;
}

/* ---- compiling ---- */

static enum bw_status bad_value(struct bpfweld *b, enum option_id id, const char *takes)
{
	size_t n;

	return bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
			 "--%s is '%s'; it takes %s", bpfweld_options(&n)[id].name, opt(b, id),
			 takes);
}

static enum bw_status code_options(struct bpfweld *b, struct bw_compile_options *o)
{
	const char *level = opt(b, OPT_opt), *mcpu = opt(b, OPT_mcpu), *jobs = opt(b, OPT_jobs);
	char *end;
	unsigned long n;

	if (level && (strlen(level) != 1 || !strchr("0123sz", level[0])))
		return bad_value(b, OPT_opt, "0, 1, 2, 3, s or z");
	if (level)
		o->opt_level = level[0];
	if (mcpu && (strlen(mcpu) != 2 || mcpu[0] != 'v' || mcpu[1] < '1' || mcpu[1] > '4'))
		return bad_value(b, OPT_mcpu, "v1, v2, v3 or v4");
	if (mcpu)
		o->mcpu = (uint8_t)(mcpu[1] - '0');
	if (!jobs)
		return BW_OK;
	n = strtoul(jobs, &end, 10);
	if (*end || end == jobs || n < 1 || n > 1024)
		return bad_value(b, OPT_jobs, "a number from 1 to 1024");
	o->jobs = (uint32_t)n;
	return BW_OK;
}

/* Our own BPF headers, after all directories that the user names. */
static void header_flags(struct bpfweld *b, text_list *flags)
{
	const char *dir = bpf_headers_find(&b->arena);

	if (!dir)
		return;
	*bw_push(&b->arena, flags) = "-idirafter";
	*bw_push(&b->arena, flags) = dir;
}

static enum bw_status compile_options(struct bpfweld *b, bool big_endian,
				      struct bw_compile_options *ret)
{
	const char *format = opt(b, OPT_format), *color = opt(b, OPT_color);
	text_list flags = {0};
	enum bw_status st;

	*ret = bw_compile_defaults();
	st = code_options(b, ret);
	for (uint32_t i = 0; i < b->value[OPT_cflag].n; i++)
		*bw_push(&b->arena, &flags) = b->value[OPT_cflag].v[i];
	header_flags(b, &flags);
	ret->flags = flags.v;
	ret->flags_n = flags.n;
	ret->clang = opt(b, OPT_clang);
	ret->launcher = b->value[OPT_launcher].v;
	ret->launcher_n = b->value[OPT_launcher].n;
	ret->big_endian = big_endian;
	ret->arch = b->targets.n ? b->targets.v[0]->arch->bpf_arch : NULL;
	ret->want_deps = opt(b, OPT_depfile);
	ret->color = color && strcmp(color, "always") == 0 ? BW_COMPILE_COLOR_ALWAYS
							   : BW_COMPILE_COLOR_NEVER;
	/* Only a caller that shows text wants clang's own; others get it as notes. */
	ret->text_fd = format && strcmp(format, "text") == 0 ? STDERR_FILENO : -1;
	return st;
}

/* app.o -> app.d */
static const char *depfile_path(struct bpfweld *b)
{
	const char *out = opt(b, OPT_output);
	size_t n = strlen(out);

	if (n > 2 && strcmp(out + n - 2, ".o") == 0)
		n -= 2;
	return bw_printf(&b->arena, "%.*s.d", (int)n, out);
}

static enum bw_status depfile_add(struct bpfweld *b, const struct bw_compiled *c, uint32_t n)
{
	text_list more = {0};
	struct bw_bytes text;
	enum bw_status st;

	for (uint32_t i = 0; i < b->inputs.n; i++)
		if (bw_compile_kind_of(b->inputs.v[i]) == BW_COMPILE_NONE)
			*bw_push(&b->arena, &more) = b->inputs.v[i];
	st = bw_compile_depfile(&b->arena, b->diags, opt(b, OPT_output), c, n, more.v, more.n,
				&text);
	return st == BW_OK ? output_add(b, depfile_path(b), text, 0666) : st;
}

struct sources {
	struct bw_compile_input *in;
	uint32_t *slot; /* index of the input it came from */
	uint32_t n;
};

static struct sources sources_of(struct bpfweld *b)
{
	struct sources s = {.in = BW_NEW_ARRAY(&b->arena, struct bw_compile_input, b->inputs.n),
			    .slot = BW_NEW_ARRAY(&b->arena, uint32_t, b->inputs.n)};

	for (uint32_t i = 0; i < b->inputs.n; i++) {
		enum bw_compile_kind kind = bw_compile_kind_of(b->inputs.v[i]);

		if (kind == BW_COMPILE_NONE)
			continue;
		s.slot[s.n] = i;
		s.in[s.n++] = (struct bw_compile_input){b->inputs.v[i], kind};
	}
	return s;
}

static enum bw_status compile_all(struct bpfweld *b, bool big_endian, struct bw_obj **objs)
{
	struct sources s = sources_of(b);
	struct bw_compiled *c = BW_NEW_ARRAY(&b->arena, struct bw_compiled, s.n);
	struct bw_compile_options o;
	enum bw_status st;

	if (!s.n)
		return BW_OK;
	st = compile_options(b, big_endian, &o);
	if (st == BW_OK)
		st = bw_compile(&b->arena, b->diags, &o, s.in, s.n, c);
	for (uint32_t i = 0; st == BW_OK && i < s.n; i++) {
		st = bw_obj_read(&b->arena, b->names, b->diags, s.in[i].path, c[i].object,
				 &objs[s.slot[i]]);
		if (st == BW_OK)
			decls_attach(&b->arena, objs[s.slot[i]], &c[i]);
	}
	if (st == BW_OK && o.want_deps)
		st = depfile_add(b, c, s.n);
	return st;
}

enum bw_status inputs_load(struct bpfweld *b, bool big_endian, struct bw_obj ***ret,
			   uint32_t *ret_count)
{
	struct bw_obj **objs = BW_NEW_ARRAY(&b->arena, struct bw_obj *, b->inputs.n);
	enum bw_status st = b->inputs.n ? BW_OK : no_inputs(b);

	if (st == BW_OK)
		st = compile_all(b, big_endian, objs);
	for (uint32_t i = 0; i < b->inputs.n; i++) {
		if (st != BW_OK && st != BW_REJECTED)
			break;
		if (objs[i])
			st = bw_worse(st, note_file(b, b->inputs.v[i], NULL));
		else if (bw_compile_kind_of(b->inputs.v[i]) == BW_COMPILE_NONE)
			st = bw_worse(st, object_read(b, b->inputs.v[i], &objs[i]));
	}
	*ret = objs;
	*ret_count = b->inputs.n;
	return st;
}
