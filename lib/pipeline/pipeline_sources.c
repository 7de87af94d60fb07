/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs that are compiled: options for it, and the dependencies. */
#include "pipeline/pipeline_sources.h"

#include <unistd.h>

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

static enum bw_status depfile_add(struct bpfweld *b, const struct sources *s)
{
	text_list more = {0};
	struct bw_bytes text;
	enum bw_status st;

	for (uint32_t i = 0, k = 0; i < b->inputs.n; i++)
		if (k < s->n && s->slot[k] == i)
			k++;
		else
			*bw_push(&b->arena, &more) = input_file(b, b->inputs.v[i]);
	st = bw_compile_depfile(&b->arena, b->diags, opt(b, OPT_output), s->out, s->n, more.v,
				more.n, &text);
	return st == BW_OK ? output_add(b, depfile_path(b), text, 0666) : st;
}

enum bw_status sources_compile(struct bpfweld *b, bool big_endian, struct sources *s)
{
	enum bw_status st = s->n ? compile_options(b, big_endian, &s->opt) : BW_OK;

	if (!s->n)
		return BW_OK;
	s->out = BW_NEW_ARRAY(&b->arena, struct bw_compiled, s->n);
	s->obj = BW_NEW_ARRAY(&b->arena, struct bw_obj *, s->n);
	s->opt.want_ir = opt(b, OPT_lto);
	if (st == BW_OK)
		st = bw_compile(&b->arena, b->diags, &s->opt, s->in, s->n, s->out);
	for (uint32_t i = 0; st == BW_OK && i < s->n; i++) {
		st = bw_obj_read(&b->arena, b->names, b->diags, s->in[i].path, s->out[i].object,
				 &s->obj[i]);
		if (st == BW_OK)
			decls_attach(&b->arena, s->obj[i], &s->out[i]);
	}
	if (st == BW_OK && s->opt.want_deps)
		st = depfile_add(b, s);
	return st;
}
