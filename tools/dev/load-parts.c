/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load-parts - does each input of a linked object still load?
 *
 *   load-parts [-t SECONDS] OBJECT PREFIX...
 *
 * OBJECT was linked of files whose global names all begin with a PREFIX of their own.  For each
 * PREFIX, OBJECT is loaded with the programs and maps of that file only, as a loader does that
 * wants this part.  Taken along are those without any of the prefixes (data, and what is static)
 * and files that fill arrays of programs: libbpf 1.5 does so even if told not to create them.
 *
 *   PREFIX load=ok|ERRNO|timeout progs=N of=N maps=N [why]
 *   PREFIX prog NAME ERRNO why     if that failed: each program that does not load alone
 *
 * of=N counts all its programs, also those that are not loaded by default.  The empty PREFIX is the
 * whole object.
 *
 * Nothing is attached or pinned; each part has its own process.  Exit status 0 if all loaded.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

static char words[200];

/* The verifier's verdict is the last line of its log that is no statistic; else what is said. */
static int listen(enum libbpf_print_level level, const char *format, va_list args)
{
	static const char begin[] = "-- BEGIN PROG LOAD LOG --\n";
	char *text, *log;

	if (level != LIBBPF_WARN || vasprintf(&text, format, args) < 0)
		return 0;
	log = strstr(text, begin);
	if (log) {
		const char *last = "";

		for (char *l = strtok(log + strlen(begin), "\n"); l; l = strtok(NULL, "\n")) {
			if (!strncmp(l, "processed ", 10) || !strncmp(l, "-- END", 6))
				break;
			last = l;
		}
		snprintf(words, sizeof(words), "%s", last);
	} else if (!words[0]) {
		snprintf(words, sizeof(words), "%s", text);
		words[strcspn(words, "\n")] = '\0';
	}
	free(text);
	return 0;
}

static const char *error_name(int error)
{
	static char number[16];
	const char *name = error ? strerrorname_np(abs(error)) : "ok";

	snprintf(number, sizeof(number), "%d", abs(error));
	return name ? name : number;
}

static bool begins(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

struct part {
	const char *path, *prefix;
	char *const *all;
	size_t progs, of, maps;
};

/* The prefix that NAME has; NULL if none. */
static const char *prefix_of(const char *name, char *const *all)
{
	while (*all && !begins(name, *all))
		all++;
	return *all;
}

/* Does the source give the array its programs (`.values = {...}`)? The BTF of the map says so. */
static bool is_filled(const struct btf *btf, const char *map)
{
	int id = btf__find_by_name_kind(btf, map, BTF_KIND_VAR);
	const struct btf_type *t =
	    id < 0 ? NULL : btf__type_by_id(btf, btf__type_by_id(btf, id)->type);

	for (unsigned i = 0; t && btf_is_struct(t) && i < btf_vlen(t); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(t)[i].name_off), "values"))
			return true;
	return false;
}

static bool has_prog_array(struct bpf_object *obj, const char *prefix)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
	{
		if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY &&
		    begins(bpf_map__name(map), prefix) &&
		    is_filled(bpf_object__btf(obj), bpf_map__name(map)))
			return true;
	}
	return false;
}

/* Does the name belong to a file that can be left out? */
static bool foreign(struct bpf_object *obj, const char *name, const struct part *p)
{
	const char *prefix = prefix_of(name, p->all);

	return prefix && strcmp(prefix, p->prefix) != 0 && !has_prog_array(obj, prefix);
}

/* Open with only this part switched on; NULL if it cannot be opened. */
static struct bpf_object *open_part(struct part *p, const char *only)
{
	struct bpf_object *obj = bpf_object__open_file(p->path, NULL);
	struct bpf_program *prog;
	struct bpf_map *map;

	if (!obj)
		return NULL;
	p->progs = p->of = p->maps = 0;
	bpf_object__for_each_program(prog, obj)
	{
		const char *name = bpf_program__name(prog);
		bool mine = !foreign(obj, name, p) &&
			    (!only || !begins(name, p->prefix) || !strcmp(only, name));

		bpf_program__set_autoload(prog, mine && bpf_program__autoload(prog));
		p->progs += bpf_program__autoload(prog);
		p->of += begins(name, p->prefix);
	}
	bpf_object__for_each_map(map, obj)
	{
		bool mine = !foreign(obj, bpf_map__name(map), p);

		bpf_map__set_autocreate(map, mine && bpf_map__autocreate(map));
		bpf_map__set_pin_path(map, NULL);
		p->maps += bpf_map__autocreate(map);
	}
	return obj;
}

/* Which of the programs is it? */
static void blame(struct part *p)
{
	struct bpf_object *all = open_part(p, NULL);
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, all)
	{
		struct bpf_object *one;
		int error;

		if (!bpf_program__autoload(prog))
			continue;
		words[0] = '\0';
		one = open_part(p, bpf_program__name(prog));
		error = bpf_object__load(one);
		if (error)
			printf("%s prog %s %s %s\n", p->prefix, bpf_program__name(prog),
			       error_name(error), words);
		bpf_object__close(one);
	}
	bpf_object__close(all);
}

static _Noreturn void load_part(struct part *p, unsigned limit)
{
	struct bpf_object *obj;
	int error;

	libbpf_set_print(listen);
	alarm(limit);
	obj = open_part(p, NULL);
	error = obj ? bpf_object__load(obj) : -errno;
	printf("%s load=%s progs=%zu of=%zu maps=%zu %s\n", p->prefix, error_name(error), p->progs,
	       p->of, p->maps, error ? words : "");
	if (obj)
		bpf_object__close(obj);
	if (obj && error)
		blame(p);
	fflush(stdout);
	_exit(error != 0);
}

int main(int argc, char **argv)
{
	unsigned limit = 300;
	bool ok = true;
	int o;

	while ((o = getopt(argc, argv, "t:")) != -1) {
		if (o == 't')
			limit = (unsigned)strtoul(optarg, NULL, 10);
		else
			optind = argc;
	}
	if (argc - optind < 2) {
		fprintf(stderr, "usage: load-parts [-t SECONDS] OBJECT PREFIX...\n");
		return 2;
	}
	for (int i = optind + 1; i < argc; i++) {
		struct part p = {argv[optind], argv[i], argv + optind + 1, 0, 0, 0};
		int status = 0;
		pid_t pid;

		fflush(stdout);
		pid = fork();
		if (pid == 0)
			load_part(&p, limit);
		if (pid < 0 || waitpid(pid, &status, 0) != pid) {
			perror("load-parts");
			return 2;
		}
		if (WIFSIGNALED(status))
			printf("%s load=%s\n", argv[i],
			       WTERMSIG(status) == SIGALRM ? "timeout"
							   : sigabbrev_np(WTERMSIG(status)));
		ok = ok && status == 0;
	}
	return ok ? 0 : 1;
}
