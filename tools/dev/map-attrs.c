/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map-attrs - what libbpf asks the kernel for, and whether it takes its own pins back.
 *
 *   map-attrs OBJECT...        the maps that libbpf makes, a line each, as
 *                              `bpfweld show --loader-profile` prints them behind loader and name
 *   map-attrs -t DIR OBJECT    each map alone, loaded twice, pinned in DIR of a bpffs:
 *                              "NAME same", "NAME refused" or "NAME not-made ERRNO"
 *
 * No program is loaded. Maps that the kernel refuses are "! NAME ERRNO", objects that libbpf does
 * not open "# OBJECT: why".
 *
 * We read what libbpf passes by wrapping its bpf_map_create(), so it must be linked statically,
 * with -Wl,--wrap=bpf_map_create (tools/dev/diff-profiles.sh).
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_MAPS 4096

struct made {
	unsigned id;
	unsigned long long extra;
	unsigned type, key, value, entries, flags, numa;
};

static struct made made[MAX_MAPS];
static unsigned made_count;

int __real_bpf_map_create(enum bpf_map_type type, const char *name, unsigned key, unsigned value,
			  unsigned entries, const struct bpf_map_create_opts *opts);
int __wrap_bpf_map_create(enum bpf_map_type type, const char *name, unsigned key, unsigned value,
			  unsigned entries, const struct bpf_map_create_opts *opts);

int __wrap_bpf_map_create(enum bpf_map_type type, const char *name, unsigned key, unsigned value,
			  unsigned entries, const struct bpf_map_create_opts *opts)
{
	int fd = __real_bpf_map_create(type, name, key, value, entries, opts);
	struct bpf_map_info info = {0};
	unsigned bytes = sizeof(info);
	struct made *m = &made[made_count];

	if (fd < 0 || made_count == MAX_MAPS || bpf_obj_get_info_by_fd(fd, &info, &bytes))
		return fd;
	*m = (struct made){.id = info.id,
			   .type = (unsigned)type,
			   .key = key,
			   .value = value,
			   .entries = entries,
			   .flags = opts ? opts->map_flags : 0,
			   .extra = opts ? opts->map_extra : 0,
			   .numa = opts ? opts->numa_node : 0};
	made_count++;
	return fd;
}

static char last_words[400];

static int keep_words(enum libbpf_print_level level, const char *format, va_list ap)
{
	if (level == LIBBPF_WARN)
		vsnprintf(last_words, sizeof(last_words), format, ap);
	return 0;
}

static struct bpf_object *open_without_programs(const char *path, const char *pins)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .pin_root_path = pins);
	struct bpf_object *o = bpf_object__open_file(path, &opts);
	struct bpf_program *p;

	if (!o)
		return NULL;
	bpf_object__for_each_program(p, o) bpf_program__set_autoload(p, false);
	return o;
}

static const struct made *made_of(const struct bpf_map_info *info)
{
	for (unsigned i = 0; i < made_count; i++)
		if (made[i].id == info->id)
			return &made[i];
	return NULL;
}

/* btf=? when the kernel refused the object's BTF as a whole, and libbpf went on without. */
static void map_print(const struct bpf_object *o, const struct bpf_map *map)
{
	struct bpf_map_info info = {0};
	unsigned bytes = sizeof(info);
	const struct made *m;

	if (bpf_map__fd(map) < 0 || bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &bytes))
		return;
	m = made_of(&info);
	if (!m)
		return;
	printf("%s type=%u key=%u value=%u max_entries=%u flags=%#x extra=%llu ", info.name,
	       m->type, m->key, m->value, m->entries, m->flags, m->extra);
	printf("numa=%u btf=%c shown max_entries=%u flags=%#x\n", m->numa,
	       info.btf_value_type_id	   ? '1'
	       : bpf_object__btf_fd(o) < 0 ? '?'
					   : '0',
	       info.max_entries, info.map_flags);
}

/* Load and print the maps, or the one of this number alone. Alone where the kernel refused one. */
static int maps_print(const char *path, int only)
{
	struct bpf_object *o = open_without_programs(path, NULL);
	struct bpf_map *map;
	int err, i = 0, count = 0;

	if (!o)
		return -ENOEXEC;
	made_count = 0;
	bpf_object__for_each_map(map, o)
	{
		bool left_out = bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS;

		bpf_map__set_pin_path(map, NULL);
		bpf_map__set_autocreate(map, !left_out && (only < 0 || only == i));
		i++;
	}
	err = bpf_object__load(o);
	if (!err)
		bpf_object__for_each_map(map, o) map_print(o, map);
	else if (only >= 0) {
		i = 0;
		bpf_object__for_each_map(map, o) if (i++ == only)
		    printf("! %s %d\n", bpf_map__name(map), -err);
	}
	bpf_object__for_each_map(map, o) count++;
	bpf_object__close(o);
	return err ? err : count;
}

static int maps_count(const char *path)
{
	struct bpf_object *o = open_without_programs(path, NULL);
	struct bpf_map *map;
	int n = 0;

	if (!o)
		return -1;
	bpf_object__for_each_map(map, o) n++;
	bpf_object__close(o);
	return n;
}

/* In a process of its own: libbpf 1.1 does not survive each object of today. */
static void object_print(const char *path)
{
	int n, status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid > 0) {
		waitpid(pid, &status, 0);
		if (status)
			printf("# %s: ended with status %d\n", path, status);
		return;
	}
	n = maps_count(path);
	if (n < 0)
		printf("# %s: does not open: %s", path, last_words);
	else if (maps_print(path, -1) < 0)
		for (int i = 0; i < n; i++)
			maps_print(path, i);
	fflush(stdout);
	_exit(0);
}

/* Load the object with this map alone. */
static int load_one(const char *path, const char *pins, const char *name)
{
	struct bpf_object *o = open_without_programs(path, pins);
	struct bpf_map *map;
	int err;

	if (!o)
		return -ENOEXEC;
	bpf_object__for_each_map(map, o)
	    bpf_map__set_autocreate(map, strcmp(bpf_map__name(map), name) == 0);
	err = bpf_object__load(o);
	bpf_object__close(o);
	return err;
}

static void twice_print(const char *path, const char *pins)
{
	struct bpf_object *o = open_without_programs(path, pins);
	struct bpf_map *map;
	char pin[4096];
	int err;

	if (!o) {
		printf("# %s: open: %s", path, last_words);
		return;
	}
	bpf_object__for_each_map(map, o)
	{
		const char *name = bpf_map__name(map);

		err = load_one(path, pins, name);
		if (err) {
			printf("%s not-made %d\n", name, -err);
			continue;
		}
		err = load_one(path, pins, name);
		printf("%s %s\n", name, err ? "refused" : "same");
		snprintf(pin, sizeof(pin), "%s/%s", pins, name);
		unlink(pin);
	}
	bpf_object__close(o);
}

int main(int argc, char **argv)
{
	bool twice = argc == 4 && strcmp(argv[1], "-t") == 0;

	libbpf_set_print(keep_words);
	if (twice)
		twice_print(argv[3], argv[2]);
	else
		for (int i = 1; i < argc; i++) {
			printf("= %s\n", argv[i]);
			object_print(argv[i]);
		}
	return argc < 2;
}
