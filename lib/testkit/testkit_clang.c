/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>

#include "testkit/testkit.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const char *compiler(void)
{
	const char *cc = getenv("CLANG");

	return cc ? cc : "clang-19";
}

static int run(struct bw_tk *t, const char *command)
{
	int st;

	(void)t;
	st = system(command);
	return st >= 0 && WIFEXITED(st) ? WEXITSTATUS(st) : -1;
}

/* A fresh directory below $TMPDIR. */
static const char *work_dir(struct bw_tk *t)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = bw_printf(&t->arena, "%s/bw-testkit-XXXXXX", tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(dir));
	return dir;
}

bool bw_tk_compile(struct bw_tk *t, const char *text, const char *flags, struct bw_bytes *ret)
{
	struct bw_arena *a = &t->arena;
	struct bw_output *o;
	const char *dir, *in, *out;
	int failed;

	if (run(t, bw_printf(a, "command -v %s >/dev/null 2>&1", compiler()))) {
		print_message("skipped: no %s\n", compiler());
		return false;
	}
	dir = work_dir(t);
	in = bw_printf(a, "%s/t.c", dir);
	out = bw_printf(a, "%s/t.o", dir);
	assert_int_equal(bw_output_stage(a, in, text, strlen(text), 0600, &o), 0);
	assert_int_equal(bw_output_commit(o), 0);
	failed = run(t, bw_printf(a, "%s --target=bpfel -g -O2 %s -c %s -o %s", compiler(),
				  flags ? flags : "", in, out)) ||
		 bw_file_read(a, out, (size_t)64 << 20, ret);
	unlink(in);
	unlink(out);
	rmdir(dir);
	assert_int_equal(failed, 0);
	return true;
}

bool bw_tk_compile_obj(struct bw_tk *t, const char *text, const char *flags, struct bw_obj **ret)
{
	struct bw_bytes image;

	if (!bw_tk_compile(t, text, flags, &image))
		return false;
	if (bw_obj_read(&t->arena, t->names, t->diags, "t.o", image, ret))
		fail_msg("cannot read what clang wrote:\n%s", bw_tk_findings(t));
	return true;
}
