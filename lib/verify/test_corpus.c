/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant V1 on real objects: no program that the running kernel accepts gets an error.
 *
 * $BPFWELD_CORPUS is a directory of objects, $BPFWELD_VERDICTS the output of
 * tools/dev/load-object for them on this machine ("NAME prog PROG sec=.. verdict=ok").
 * Skipped without them. Programs that the kernel refuses are counted, not judged: most
 * need values to be followed.
 */
#include <setjmp.h>
#include <stdarg.h>

#include "testkit/testkit.h"
#include "verify/verify.h"

#include <dirent.h>

#include <cmocka.h>

struct verdict {
	bw_sym object, prog, section, result;
};

struct corpus {
	struct bw_arena arena;
	struct bw_names *names;
	BW_VEC(struct verdict) verdict;
	struct bw_target *host;
	unsigned accepted, warned, refused, refused_by_us, false_alarms, unread;
};

/* "key=value" in a line up to the next blank, interned. */
static bw_sym field(struct corpus *c, const char *line, const char *key)
{
	const char *at = strstr(line, key);

	if (!at)
		return BW_SYM_NONE;
	at += strlen(key);
	return bw_intern(c->names, at, strcspn(at, " "));
}

static void take_line(struct corpus *c, const char *line)
{
	const char *prog = strstr(line, " prog ");
	struct verdict *v;

	if (!prog || prog != strchr(line, ' '))
		return;
	v = bw_push(&c->arena, &c->verdict);
	v->object = bw_intern(c->names, line, (size_t)(prog - line));
	prog += strlen(" prog ");
	v->prog = bw_intern(c->names, prog, strcspn(prog, " "));
	v->section = field(c, prog, " sec=");
	v->result = field(c, prog, " verdict=");
}

static void read_verdicts(struct corpus *c, const char *path)
{
	struct bw_bytes text;
	char *s;

	assert_int_equal(bw_file_read(&c->arena, path, 64u << 20, &text), 0);
	s = bw_strndup(&c->arena, (const char *)text.p, text.n);
	while (*s) {
		size_t n = strcspn(s, "\n");
		bool last = !s[n];

		s[n] = 0;
		take_line(c, s);
		s += n + !last;
	}
}

static const char *verdict_of(const struct corpus *c, const char *object, const char *prog,
			      const char *section)
{
	for (uint32_t k = 0; k < c->verdict.n; k++) {
		const struct verdict *v = &c->verdict.v[k];

		if (!strcmp(bw_str(c->names, v->object), object) &&
		    !strcmp(bw_str(c->names, v->prog), prog) &&
		    !strcmp(bw_str(c->names, v->section), section))
			return bw_str(c->names, v->result);
	}
	return "not";
}

static void judge(struct corpus *c, struct bw_tk *t, const struct bw_spec *spec,
		  const struct bw_prog_spec *p, const char *object)
{
	const char *prog = bw_str(t->names, p->name);
	const char *section = bw_str(t->names, p->section);
	const char *verdict = verdict_of(c, object, prog, section + (*section == '?'));
	struct bw_diags *d = bw_diags_create(&t->arena);
	struct bw_prog_spec one = *p;
	struct bw_spec alone = *spec;
	enum bw_status st;

	one.autoload = true;
	alone.prog = &one;
	alone.prog_count = 1;
	st = bw_verify(&t->arena, &alone, c->host, d);
	if (!strcmp(verdict, "ok")) {
		c->accepted++;
		c->warned += d->warnings != 0;
		c->false_alarms += st != BW_OK;
		for (uint32_t k = 0; k < d->list.n; k++)
			print_message("%s %s: %s: %s\n", object, prog,
				      bw_code_info(d->list.v[k].code)->name, d->list.v[k].text);
	} else if (!strcmp(verdict, "EINVAL") || !strcmp(verdict, "EACCES") ||
		   !strcmp(verdict, "E2BIG")) {
		c->refused++;
		c->refused_by_us += st != BW_OK;
	}
}

static void check_object(struct corpus *c, const char *dir, const char *name)
{
	struct bw_tk t;
	struct bw_obj *o;
	struct bw_spec *spec;

	bw_tk_begin(&t);
	if (bw_obj_read_file(&t.arena, t.names, t.diags, bw_printf(&t.arena, "%s/%s", dir, name),
			     &o) ||
	    bw_spec_build(&t.arena, o, t.diags, &spec)) {
		c->unread++;
	} else {
		for (uint32_t k = 0; k < spec->prog_count; k++)
			judge(c, &t, spec, &spec->prog[k], name);
	}
	bw_tk_end(&t);
}

static void test_corpus(void **state)
{
	const char *dir = getenv("BPFWELD_CORPUS"), *verdicts = getenv("BPFWELD_VERDICTS");
	struct corpus c = {0};
	struct dirent *e;
	DIR *d;

	(void)state;
	if (!dir || !verdicts) {
		print_message("skipped: BPFWELD_CORPUS and BPFWELD_VERDICTS name no objects\n");
		skip();
	}
	bw_arena_init(&c.arena);
	c.names = bw_names_create(&c.arena);
	assert_int_equal(bw_target_find(&c.arena, bw_diags_create(&c.arena), "host", &c.host),
			 BW_OK);
	read_verdicts(&c, verdicts);
	d = opendir(dir);
	assert_non_null(d);
	while ((e = readdir(d))) {
		size_t n = strlen(e->d_name);

		if (n > 2 && !strcmp(e->d_name + n - 2, ".o"))
			check_object(&c, dir, e->d_name);
	}
	closedir(d);
	print_message("%u programs accepted by the kernel: %u with errors, %u with warnings; "
		      "%u refused: %u by us too; %u objects not understood\n",
		      c.accepted, c.false_alarms, c.warned, c.refused, c.refused_by_us, c.unread);
	assert_true(c.accepted > 0);
	assert_int_equal(c.false_alarms, 0);
	bw_arena_deinit(&c.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
