/* SPDX-License-Identifier: BSD-2-Clause */
#include "pipeline/pipeline_run.h"

static const struct bpfweld_option options[] = {
#define OPTION(id, name, letter, arg, repeats, verbs, help)                                        \
	{name, letter, arg, verbs, help, repeats},
#include "pipeline/pipeline_options.def"
#undef OPTION
};

static const struct bpfweld_verb verbs[] = {
#define VERB(id, args, summary, example) {#id, args, summary, example},
#include "pipeline/pipeline_verbs.def"
#undef VERB
};

static verb_fn *const verb_fns[] = {
#define VERB(id, args, summary, example) verb_##id,
#include "pipeline/pipeline_verbs.def"
#undef VERB
};

const char *bpfweld_version(void)
{
	return BW_VERSION;
}

const struct bpfweld_option *bpfweld_options(size_t *ret_count)
{
	*ret_count = BW_COUNT(options);
	return options;
}

const struct bpfweld_verb *bpfweld_verbs(size_t *ret_count)
{
	*ret_count = BW_COUNT(verbs);
	return verbs;
}

/* Run fn(arg) so that running out of memory ends here. */
static bool guarded(struct bpfweld *b, void (*fn)(void *), void *arg)
{
	if (bw_protect(fn, arg))
		return true;
	b->out_of_memory = true;
	b->status = BW_NOMEM;
	return false;
}

/* Everything of a run hangs on the arena inside its handle. */
static void make(void *arg)
{
	struct bpfweld *b = arg;

	b->objs = bw_arena_child(&b->arena);
	b->types = bw_arena_child(&b->arena);
	b->names = bw_names_create(&b->arena);
	b->diags = bw_diags_create(&b->arena);
	b->text = bw_sb_in(&b->arena);
}

struct bpfweld *bpfweld_new(void)
{
	struct bpfweld *b = bw_handle_alloc(sizeof(*b));

	if (!b)
		return NULL;
	bw_arena_init(&b->arena);
	if (!bw_protect(make, b)) {
		bpfweld_free(b);
		return NULL;
	}
	return b;
}

void bpfweld_free(struct bpfweld *b)
{
	if (!b)
		return;
	bw_arena_deinit(&b->line);
	bw_arena_deinit(&b->arena);
	bw_handle_free(b);
}

static enum bpfweld_result result_of(const struct bpfweld *b)
{
	static const enum bpfweld_result by_status[] = {
	    [BW_OK] = BPFWELD_OK,
	    [BW_REJECTED] = BPFWELD_FINDINGS,
	    [BW_UNSUPPORTED] = BPFWELD_UNUSABLE,
	    [BW_MALFORMED] = BPFWELD_UNUSABLE,
	    [BW_LIMIT] = BPFWELD_UNUSABLE,
	    [BW_IO] = BPFWELD_UNUSABLE,
	    [BW_NOMEM] = BPFWELD_INTERNAL,
	};

	return by_status[b->status];
}

struct setting {
	struct bpfweld *b;
	const char *name, *value;
};

static void set_option(void *arg)
{
	struct setting *s = arg;
	struct bpfweld *b = s->b;

	for (size_t i = 0; i < BW_COUNT(options); i++) {
		if (strcmp(options[i].name, s->name) != 0)
			continue;
		if (!options[i].repeats)
			b->value[i].n = 0;
		*bw_push(&b->arena, &b->value[i]) =
		    bw_strndup(&b->arena, s->value, strlen(s->value));
		return;
	}
	b->status =
	    bw_worse(b->status, bw_report(b->diags, BW_D_OPTION_UNKNOWN, (struct bw_where){0},
					  "there is no option '%s'", s->name));
}

enum bpfweld_result bpfweld_set(struct bpfweld *b, const char *name, const char *value)
{
	struct setting s = {b, name, value ? value : "yes"};

	guarded(b, set_option, &s);
	return result_of(b);
}

static void add_input(void *arg)
{
	struct setting *s = arg;

	*bw_push(&s->b->arena, &s->b->inputs) =
	    bw_strndup(&s->b->arena, s->value, strlen(s->value));
}

enum bpfweld_result bpfweld_add_input(struct bpfweld *b, const char *path)
{
	struct setting s = {b, NULL, path};

	guarded(b, add_input, &s);
	return result_of(b);
}

/* Options that were set but that this verb does not take. */
static enum bw_status options_fit(struct bpfweld *b)
{
	const char *word = bw_printf(&b->arena, " %s ", b->verb);
	enum bw_status st = BW_OK;

	for (size_t i = 0; i < OPT_COUNT; i++)
		if (b->value[i].n && !strstr(options[i].verbs, " * ") &&
		    !strstr(options[i].verbs, word))
			st = bw_worse(st, bw_report(b->diags, BW_D_OPTION_VERB,
						    (struct bw_where){0}, "'%s' does not take --%s",
						    b->verb, options[i].name));
	if (opt(b, OPT_fail_on) && strcmp(opt(b, OPT_fail_on), "warning") != 0 &&
	    strcmp(opt(b, OPT_fail_on), "error") != 0)
		st = bw_report(b->diags, BW_D_OPTION_VALUE, (struct bw_where){0},
			       "--fail-on is '%s'; it takes error or warning", opt(b, OPT_fail_on));
	return st;
}

static bool warnings_fail(const struct bpfweld *b)
{
	return b->diags->warnings && opt(b, OPT_fail_on) &&
	       strcmp(opt(b, OPT_fail_on), "warning") == 0;
}

static void run_verb(void *arg)
{
	struct setting *s = arg;
	struct bpfweld *b = s->b;

	b->verb = bw_strndup(&b->arena, s->value, strlen(s->value));
	for (size_t i = 0; i < BW_COUNT(verbs); i++) {
		if (strcmp(verbs[i].name, b->verb) != 0)
			continue;
		b->status = bw_worse(b->status, options_fit(b));
		if (b->status == BW_OK)
			b->status = verb_fns[i](b);
		if (b->status == BW_OK && warnings_fail(b))
			b->status = BW_REJECTED;
		if (b->status == BW_OK)
			b->status = output_commit_all(b);
		decls_show(b);
		return;
	}
	b->status = bw_report(b->diags, BW_D_VERB_UNKNOWN, (struct bw_where){0},
			      "there is no verb '%s'", b->verb);
}

enum bpfweld_result bpfweld_run(struct bpfweld *b, const char *verb)
{
	struct setting s = {b, NULL, verb};

	assert(!b->ran);
	b->ran = true;
	guarded(b, run_verb, &s);
	return result_of(b);
}

size_t bpfweld_finding_count(const struct bpfweld *b)
{
	return b->diags->list.n;
}

struct bpfweld_finding bpfweld_finding(const struct bpfweld *b, size_t i)
{
	const struct bw_diag *x = &b->diags->list.v[i];
	const struct bw_code_info *info = bw_code_info(x->code);

	assert(i < b->diags->list.n);
	return (struct bpfweld_finding){.id = info->id,
					.severity = bw_severity_name(x->severity),
					.text = x->text,
					.file = x->where.file,
					.symbol = x->where.symbol,
					.source_file = x->where.src_file,
					.source_line = x->where.src_line,
					.source_column = x->where.src_col,
					.rule = info->rule,
					.fix = x->fix ? x->fix : info->fix};
}

const char *bpfweld_text(const struct bpfweld *b)
{
	return b->text.n ? (const char *)b->text.p : "";
}

int bpfweld_text_is_document(const struct bpfweld *b)
{
	return b->text_is_document && !b->out_of_memory && b->status == BW_OK;
}

typedef void render_fn(struct bw_sb *, const struct bw_diags *, const struct bw_report_style *);

struct rendering {
	struct bpfweld *b;
	render_fn *fn;
	const char *ret;
};

static void render(void *arg)
{
	struct rendering *r = arg;
	struct bpfweld *b = r->b;
	struct bw_sb sb = bw_sb_in(&b->arena);
	const char *color = opt(b, OPT_color);
	const struct bw_report_style st = {.color = color && strcmp(color, "always") == 0,
					   .quiet = opt(b, OPT_quiet),
					   .verbose = opt(b, OPT_verbose),
					   .tool = "bpfweld " BW_VERSION,
					   .verb = b->verb ? b->verb : "",
					   .exit_status = (int)result_of(b),
					   .plan_count = b->plan.n,
					   .plan = b->plan.v};

	r->fn(&sb, b->diags, &st);
	r->ret = bw_sb_str(&sb);
}

const char *bpfweld_report(struct bpfweld *b, const char *format)
{
	static const struct {
		const char *name;
		render_fn *fn;
	} formats[] = {
	    {"text", bw_report_text},
	    {"json", bw_report_json},
	    {"sarif", bw_report_sarif},
	    {"junit", bw_report_junit},
	};
	struct rendering r = {.b = b};

	if (b->out_of_memory)
		return "error[RUN001]: out of memory\n";
	for (size_t i = 0; i < BW_COUNT(formats); i++)
		if (strcmp(formats[i].name, format) == 0)
			r.fn = formats[i].fn;
	if (!r.fn || !bw_protect(render, &r))
		return NULL;
	return r.ret;
}
