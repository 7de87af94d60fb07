/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Real objects: the kernel's selftests, below $BPFWELD_CORPUS. Those that belong
 * together link in one pass in either order, and load; each alone links to something
 * that linking again does not change.
 */
#include "link/test_link_run.h"

#include <dirent.h>

static const char *corpus(void)
{
	const char *dir = getenv("BPFWELD_CORPUS");

	if (!dir) {
		print_message("skipped: BPFWELD_CORPUS is not set\n");
		skip();
	}
	return dir;
}

/* Link files of the corpus; fails the test if that fails. */
static struct bw_bytes linked(struct bw_tk *t, const char *const *file, uint32_t n)
{
	const struct bw_link_options allow = {.undefined =
						  n == 1 ? BW_UNDEFINED_ALLOW : BW_UNDEFINED_ERROR};
	const struct bw_obj *in[4];
	struct bw_obj *o;
	struct bw_bytes image = {0};

	for (uint32_t i = 0; i < n; i++) {
		if (bw_obj_read_file(&t->arena, t->names, t->diags, file[i], &o) != BW_OK)
			fail_msg("%s", bw_tk_findings(t));
		in[i] = o;
	}
	if (bw_link(&t->arena, t->names, t->diags, in, n, &allow, &o) != BW_OK ||
	    bw_obj_write(&t->arena, o, t->diags, &image) != BW_OK)
		fail_msg("%s", bw_tk_findings(t));
	return image;
}

static void test_pairs(void **state)
{
	static const char *const stem[] = {"linked_funcs", "linked_maps", "linked_vars",
					   "test_static_linked"};
	const char *dir = corpus();

	(void)state;
	for (size_t i = 0; i < BW_COUNT(stem) * 2; i++) {
		const char *file[2];
		struct bw_tk t;
		void *obj;

		bw_tk_begin(&t);
		for (uint32_t k = 0; k < 2; k++)
			file[k] = bw_printf(&t.arena, "%s/%s%u.o", dir, stem[i / 2],
					    1 + (k + (uint32_t)i) % 2);
		obj = test_load(linked(&t, file, 2), file[0]);
		if (obj)
			test_kernel.bpf.close(obj);
		bw_tk_end(&t);
	}
	test_run_report();
}

/* K3 on a file of the corpus. */
static void check_alone(const char *dir, const char *name)
{
	struct bw_bytes first, second;
	const struct bw_obj *in[1];
	struct bw_obj *o;
	struct bw_tk t;
	const char *path;

	bw_tk_begin(&t);
	path = bw_printf(&t.arena, "%s/%s", dir, name);
	first = linked(&t, &path, 1);
	if (bw_obj_read(&t.arena, t.names, t.diags, name, first, &o) != BW_OK)
		fail_msg("%s", bw_tk_findings(&t));
	in[0] = o;
	if (bw_link(&t.arena, t.names, t.diags, in, 1,
		    &(const struct bw_link_options){.undefined = BW_UNDEFINED_ALLOW},
		    &o) != BW_OK ||
	    bw_obj_write(&t.arena, o, t.diags, &second) != BW_OK)
		fail_msg("%s", bw_tk_findings(&t));
	if (first.n != second.n || memcmp(first.p, second.p, first.n) != 0)
		fail_msg("%s: linked again, another result", name);
	bw_tk_end(&t);
}

static void test_alone(void **state)
{
	const char *dir = corpus();
	DIR *d = opendir(dir);
	struct dirent *e;
	uint32_t n = 0;

	(void)state;
	assert_non_null(d);
	while ((e = readdir(d))) {
		size_t len = strlen(e->d_name);

		if (len < 3 || strcmp(e->d_name + len - 2, ".o") != 0)
			continue;
		check_alone(dir, e->d_name);
		n++;
	}
	closedir(d);
	print_message("%u objects\n", n);
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pairs),
	    cmocka_unit_test(test_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
