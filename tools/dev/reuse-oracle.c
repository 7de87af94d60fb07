/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reuse-oracle - what libbpf and the kernel say when maps that exist meet new definitions.
 *
 *   reuse-oracle OLD.o NEW.o
 *
 * For each map of NEW.o that OLD.o has too, one line:
 *
 *   NAME pin reused|refused
 *	OLD.o's map made and pinned by libbpf, then NEW.o's loaded
 *
 *   NAME inner taken|refused
 *	of a map of maps, m3: OLD.o's with its template, and NEW.o's put3 put into it
 *
 *   NAME old ERRNO, NAME new ERRNO
 *	the kernel does not make the one or the other
 *
 * One map is loaded at a time, the others are left out with autocreate, so that one refusal
 * says nothing of the others. Pins live in a bpffs of a mount namespace of its own: nothing is
 * left behind. Needs root.
 */
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#define BPFFS "/sys/fs/bpf"

static char said[4096]; /* libbpf's latest warnings */

static int hear(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	size_t n = strlen(said);

	if (level == LIBBPF_WARN)
		vsnprintf(said + n, sizeof(said) - n, fmt, ap);
	return 0;
}

static void fail(const char *what)
{
	fprintf(stderr, "reuse-oracle: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void namespace_enter(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		fail("a mount namespace");
	if (mount("bpf", BPFFS, "bpf", 0, NULL) < 0)
		fail("mount " BPFFS);
}

/* The object with all maps but one left out; 0 or minus an errno. */
static int load_one(const char *path, const char *name, struct bpf_object **ret)
{
	struct bpf_object *o = bpf_object__open_file(path, NULL);
	struct bpf_map *m;
	int err;

	*ret = NULL;
	if (!o)
		fail(path);
	bpf_object__for_each_map(m, o)
	    bpf_map__set_autocreate(m, strcmp(bpf_map__name(m), name) == 0);
	said[0] = 0;
	err = bpf_object__load(o);
	if (err)
		bpf_object__close(o);
	else
		*ret = o;
	return err;
}

static void pin_judge(const char *old_path, const char *new_path, const char *name)
{
	struct bpf_object *was, *now;
	char pin[256];
	int err = load_one(old_path, name, &was);

	if (err) {
		printf("%s old %d\n", name, -err);
		return;
	}
	err = load_one(new_path, name, &now);
	if (err && !strstr(said, "parameter mismatch"))
		printf("%s new %d\n", name, -err);
	else
		printf("%s pin %s\n", name, err ? "refused" : "reused");
	if (now)
		bpf_object__close(now);
	snprintf(pin, sizeof(pin), BPFFS "/%s", name);
	unlink(pin);
	bpf_object__close(was);
}

/* Both are made by libbpf, with BTF: "m3" of the old object with its template, "put3" of the new.
 */
static void inner_judge(const char *old_path, const char *new_path, const char *name)
{
	struct bpf_object *was, *now;
	char put[64], pin[256], key[512] = {0};
	int err = load_one(old_path, name, &was), fd;

	if (err) {
		printf("%s old %d\n", name, -err);
		return;
	}
	snprintf(put, sizeof(put), "put%s", name + 1);
	err = load_one(new_path, put, &now);
	if (err) {
		printf("%s new %d\n", name, -err);
	} else {
		fd = bpf_object__find_map_fd_by_name(now, put);
		err = bpf_map_update_elem(bpf_object__find_map_fd_by_name(was, name), key, &fd, 0);
		if (!err || errno == EINVAL)
			printf("%s inner %s\n", name, err ? "refused" : "taken");
		else
			printf("%s new %d\n", name, errno);
		bpf_object__close(now);
	}
	snprintf(pin, sizeof(pin), BPFFS "/%s", name);
	unlink(pin);
	bpf_object__close(was);
}

int main(int argc, char **argv)
{
	struct bpf_object *was, *now;
	struct bpf_map *m;

	if (argc != 3) {
		fprintf(stderr, "usage: reuse-oracle OLD.o NEW.o\n");
		return 2;
	}
	libbpf_set_print(hear);
	namespace_enter();
	was = bpf_object__open_file(argv[1], NULL);
	now = bpf_object__open_file(argv[2], NULL);
	if (!was || !now)
		fail("open");
	bpf_object__for_each_map(m, now)
	{
		const char *name = bpf_map__name(m);
		struct bpf_map *old = bpf_object__find_map_by_name(was, name);

		if (!old || name[0] != 'm')
			continue;
		if (bpf_map__inner_map(m) && bpf_map__inner_map(old))
			inner_judge(argv[1], argv[2], name);
		else
			pin_judge(argv[1], argv[2], name);
	}
	bpf_object__close(now);
	bpf_object__close(was);
	return 0;
}
