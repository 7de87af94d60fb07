/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run-object - what the running kernel returns for the programs of an object.
 *
 *   run-object [-v] [-s VAR=N]... [-g VAR]... OBJECT
 *
 * The object is loaded whole by libbpf, all programs of it. Then each that the kernel can run
 * without an event is run once, on an empty packet or an empty context, in the order of the
 * object:
 *
 *   NAME returns N      it ran; N as a signed 32-bit number
 *   NAME loaded         its type cannot be run that way
 *   VAR is N            for each -g, after all have run
 *   load: ERRNO         nothing was loaded (-v: libbpf's words on stderr)
 *
 * -s gives a global variable its value before loading, -g reads one at the end, both by the
 * places that BTF's DATASECs tell, as a skeleton does. Variables of 1, 2, 4 or 8 bytes.
 *
 * Exit status: 0 loaded, 1 not, 2 usage or an unknown variable, 77 no bpf(2) here.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#define ASKS_MAX 16

static bool verbose;

static int say(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return verbose && level == LIBBPF_WARN ? vfprintf(stderr, fmt, ap) : 0;
}

static _Noreturn void die(int status, const char *what, const char *name)
{
	fprintf(stderr, "run-object: %s%s%s\n", what, name ? " " : "", name ? name : "");
	exit(status);
}

static const char *errno_name(int err)
{
	const char *name = strerrorname_np(err);

	return name ? name : "ENOTSUPP";
}

/* ---- variables ---- */

struct place {
	struct bpf_map *map;
	uint32_t off_bytes, size_bytes;
};

static bool place_in(struct bpf_map *map, const struct btf *btf, const char *name,
		     struct place *ret)
{
	const struct btf_type *sec = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	const struct btf_var_secinfo *v;

	if (!sec || btf_kind(sec) != BTF_KIND_DATASEC)
		return false;
	v = btf_var_secinfos(sec);
	for (int i = 0; i < btf_vlen(sec); i++) {
		const struct btf_type *var = btf__type_by_id(btf, v[i].type);

		if (strcmp(btf__name_by_offset(btf, var->name_off), name) != 0)
			continue;
		*ret = (struct place){map, v[i].offset, v[i].size};
		return true;
	}
	return false;
}

static struct place place_of(struct bpf_object *obj, const char *name)
{
	struct bpf_map *map;
	struct place p;

	bpf_object__for_each_map(map, obj) if (bpf_map__is_internal(map) &&
					       place_in(map, bpf_object__btf(obj), name, &p))
	{
		if (p.size_bytes != 1 && p.size_bytes != 2 && p.size_bytes != 4 &&
		    p.size_bytes != 8)
			die(2, "not a number:", name);
		return p;
	}
	die(2, "no variable", name);
}

static int64_t number(const void *at, uint32_t bytes)
{
	union {
		int8_t b1;
		int16_t b2;
		int32_t b4;
		int64_t b8;
	} u;

	memcpy(&u, at, bytes);
	return bytes == 1 ? u.b1 : bytes == 2 ? u.b2 : bytes == 4 ? u.b4 : u.b8;
}

/* "VAR=N" into the map's first contents. */
static void set(struct bpf_object *obj, const char *ask)
{
	char name[256];
	const char *eq = strchr(ask, '=');
	size_t bytes;
	uint8_t *data;
	struct place p;
	int64_t v;

	if (!eq || (size_t)(eq - ask) >= sizeof(name))
		die(2, "not VAR=N:", ask);
	snprintf(name, sizeof(name), "%.*s", (int)(eq - ask), ask);
	p = place_of(obj, name);
	/* libbpf 1.1 declares it const void *, newer ones void *. */
	data = (uint8_t *)(uintptr_t)bpf_map__initial_value(p.map, &bytes);
	if (!data || p.off_bytes + (uint64_t)p.size_bytes > bytes)
		die(2, "no first contents for", name);
	v = strtoll(eq + 1, NULL, 0);
	for (uint32_t i = 0; i < p.size_bytes; i++)
		data[__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? p.off_bytes + p.size_bytes - 1 - i
							    : p.off_bytes + i] =
		    (uint8_t)((uint64_t)v >> (8 * i));
}

static void get(struct bpf_object *obj, const char *name)
{
	struct place p = place_of(obj, name);
	uint32_t key = 0, bytes = bpf_map__value_size(p.map);
	uint8_t *value = malloc(bytes + 8u);

	if (!value || bpf_map_lookup_elem(bpf_map__fd(p.map), &key, value))
		die(2, "cannot read", name);
	printf("%s is %lld\n", name, (long long)number(value + p.off_bytes, p.size_bytes));
	free(value);
}

/* ---- programs ---- */

static void run(struct bpf_program *prog)
{
	static const uint8_t packet[64];
	static uint8_t context[64]; /* of syscall programs the kernel writes it back */
	LIBBPF_OPTS(bpf_test_run_opts, o);
	enum bpf_prog_type type = bpf_program__type(prog);

	if (type == BPF_PROG_TYPE_SYSCALL || type == BPF_PROG_TYPE_RAW_TRACEPOINT) {
		o.ctx_in = context;
		o.ctx_size_in = sizeof(context);
	} else {
		o.data_in = packet;
		o.data_size_in = sizeof(packet);
		o.repeat = 1;
	}
	if (bpf_prog_test_run_opts(bpf_program__fd(prog), &o))
		printf("%s loaded\n", bpf_program__name(prog));
	else
		printf("%s returns %d\n", bpf_program__name(prog), (int)o.retval);
}

/* Is there a kernel that takes programs from us? */
static bool can_load(void)
{
	const struct bpf_insn ret0[] = {
	    {.code = BPF_ALU64 | BPF_MOV | BPF_K},
	    {.code = BPF_JMP | BPF_EXIT},
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "probe", "GPL", ret0, 2, NULL);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

int main(int argc, char **argv)
{
	const char *sets[ASKS_MAX], *gets[ASKS_MAX];
	int set_count = 0, get_count = 0, c, err;
	struct bpf_program *prog;
	struct bpf_object *obj;

	while ((c = getopt(argc, argv, "vs:g:")) != -1) {
		if (c == 'v')
			verbose = true;
		else if (c == 's' && set_count < ASKS_MAX)
			sets[set_count++] = optarg;
		else if (c == 'g' && get_count < ASKS_MAX)
			gets[get_count++] = optarg;
		else
			die(2, "usage: run-object [-v] [-s VAR=N]... [-g VAR]... OBJECT", NULL);
	}
	if (optind + 1 != argc)
		die(2, "usage: run-object [-v] [-s VAR=N]... [-g VAR]... OBJECT", NULL);
	libbpf_set_print(say);
	if (!can_load())
		die(77, "no bpf(2) here:", strerror(errno));
	obj = bpf_object__open(argv[optind]);
	if (!obj) {
		printf("load: %s (not opened)\n", errno_name(errno));
		return 1;
	}
	bpf_object__for_each_program(prog, obj) bpf_program__set_autoload(prog, true);
	for (int i = 0; i < set_count; i++)
		set(obj, sets[i]);
	err = bpf_object__load(obj);
	if (err) {
		printf("load: %s\n", errno_name(-err));
		bpf_object__close(obj);
		return 1;
	}
	bpf_object__for_each_program(prog, obj) run(prog);
	for (int i = 0; i < get_count; i++)
		get(obj, gets[i]);
	bpf_object__close(obj);
	return 0;
}
