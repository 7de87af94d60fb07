/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map-oracle - what the running kernel says to the questions of `bpfweld map -`.
 *
 *   map-oracle [-e] [-i] [-q] [-M MB] <QUESTIONS
 *
 * Each line of standard input is asked with bpf(2), a line each is answered: "ok" or the
 * name of the errno ("524" is ENOTSUPP), "btf:" before it when already BPF_BTF_LOAD fails,
 * "unsent" when the map could take more than MB (8) megabytes.  The first error counts, in the
 * order: BTF, inner template (inner=), the map, the map to put into it (put=), the insert,
 * what is done with the map afterwards (then=).
 *
 *   -e  prints the kernel's log of refused BTF to stderr
 *   -i  adds what the kernel reads back: flags, max_entries and so on
 *   -M  how large a map may be
 *   -q  one letter an answer, 100 a line; "map-oracle -x" reads such answers and prints words
 *   -t  prints the constants of the machine as a target file
 *
 * No libbpf, and nothing is repaired on the way to the kernel. Build with map-oracle-btf.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "map-oracle.h"

#define LINE_MAX_BYTES (1 << 16)
#define KEY_MAX_BYTES (1 << 23)
/* Freeing is deferred to a work queue: give it time after this many megabytes. */
#define PAUSE_BYTES (UINT64_C(64) << 20)
#define UNSENT (-EOVERFLOW)

/* One map to create. Texts point into the line. */
struct ask {
	struct map_numbers n;
	const char *key_text, *value_text, *kern_type, *caps, *unpriv;
	char *inner, *put, *then;
	struct {
		const char *name, *body;
	} defs[MAP_BTF_DEFS];
	size_t n_defs;
	uint32_t key_type, value_type;
	char name[16];
};

/* A line: the map, its template, the map to put into it. */
struct question {
	struct ask map, inner, put;
	bool own_inner, own_put;
	int btf_fd;
};

enum { STEP_BTF, STEP_MAP };

static struct {
	uint64_t set_max_bytes, unfreed_bytes;
	uint32_t cpus;
	bool explain, info, letters;
	int not_a_map, plain_array;
} g = {.set_max_bytes = 8 << 20};

static long bpf(int cmd, union bpf_attr *attr)
{
	long ret = syscall(__NR_bpf, cmd, attr, sizeof(*attr));

	return ret < 0 ? -errno : ret;
}

static const char *errno_name(int err)
{
	static char number[16];
	const char *name = err ? strerrorname_np(err) : "ok";

	if (name)
		return name;
	snprintf(number, sizeof(number), "%d", err);
	return number;
}

static void bad(const char *what, const char *word)
{
	fprintf(stderr, "map-oracle: %s: %s\n", what, word);
	exit(2);
}

/* ---- a question ---- */

static uint32_t type_parse(const char *word)
{
	char *end;
	unsigned long n;

	for (uint32_t i = 0; i < MAP_TYPES; i++)
		if (strcmp(map_types[i], word) == 0)
			return i;
	n = strtoul(word, &end, 0);
	if (*end || end == word)
		bad("no map type", word);
	return (uint32_t)n;
}

static bool text_parse(struct ask *q, char *key, char *value)
{
	const struct {
		const char *key;
		const char **field;
	} words[] = {
	    {"kbtf", &q->key_text},
	    {"vbtf", &q->value_text},
	    {"kern", &q->kern_type},
	    {"caps", &q->caps},
	    {"inner", (const char **)&q->inner},
	    {"put", (const char **)&q->put},
	    {"then", (const char **)&q->then},
	    {"unpriv", &q->unpriv},
	};

	if (strcmp(key, "name") == 0) {
		strncpy(q->name, value, sizeof(q->name));
		return true;
	}
	if (strncmp(key, "def.", 4) == 0) {
		if (q->n_defs == MAP_BTF_DEFS)
			bad("too many defs", key);
		q->defs[q->n_defs].name = key + 4;
		q->defs[q->n_defs++].body = value;
		return true;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].key, key) != 0)
			continue;
		*words[i].field = value;
		return true;
	}
	return false;
}

static void number_parse(struct ask *q, const char *key, const char *value)
{
	const struct {
		const char *key;
		uint32_t *field;
	} words[] = {
	    {"key", &q->n.key},	    {"value", &q->n.value}, {"max_entries", &q->n.max_entries},
	    {"flags", &q->n.flags}, {"numa", &q->n.numa},
	};
	unsigned long long v = strtoull(value, NULL, 0);

	if (strcmp(key, "extra") == 0) {
		q->n.extra = v;
		return;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].key, key) != 0)
			continue;
		*words[i].field = (uint32_t)v;
		return;
	}
	bad("no attribute", key);
}

/* The next word of *text, which ends at a separator that is not inside braces. */
static char *next_word(char **text, const char *separators)
{
	char *s = *text + strspn(*text, separators), *end = s;
	int depth = 0;

	if (!*s)
		return NULL;
	for (; *end && (depth || !strchr(separators, *end)); end++)
		depth += (*end == '{') - (*end == '}');
	*text = *end ? end + 1 : end;
	*end = '\0';
	return s;
}

/* TYPE, then KEY=VALUE. */
static void ask_parse(char *text, const char *separators, struct ask *ret)
{
	char *word = next_word(&text, separators);

	if (!word)
		bad("no map type", "(nothing)");
	ret->n.type = type_parse(word);
	while ((word = next_word(&text, separators))) {
		char *eq = strchr(word, '=');

		if (!eq)
			bad("no KEY=VALUE", word);
		*eq = '\0';
		if (!text_parse(ret, word, eq + 1))
			number_parse(ret, word, eq + 1);
	}
}

/* A MAP of more than one digit is one of its own. */
static bool map_given(char *text, struct ask *ret)
{
	if (!text || strlen(text) <= 1)
		return false;
	ask_parse(text, ",", ret);
	return true;
}

/* ---- BTF ---- */

static bool types_make(struct map_btf *b, struct ask *q)
{
	if (q->key_text)
		q->key_type = map_btf_top(b, q->key_text, q->n.key, "key");
	if (q->value_text)
		q->value_type = map_btf_top(b, q->value_text, q->n.value, "val");
	return q->key_text || q->value_text;
}

static void bad_ids(const struct map_btf *b, struct ask *q)
{
	if (q->key_type == MAP_BTF_BAD)
		q->key_type = b->n + 1;
	if (q->value_type == MAP_BTF_BAD)
		q->value_type = b->n + 1;
}

/* The BTF of the whole line: an fd, 0 when it has no types, a negative errno. */
static int btf_load(struct question *q)
{
	static unsigned char data[MAP_BTF_WORDS * 4 + (1 << 15) + 64];
	static struct map_btf b;
	union bpf_attr attr = {0};
	bool some = q->map.n_defs > 0;
	int fd;

	map_btf_reset(&b);
	for (size_t i = 0; i < q->map.n_defs; i++)
		map_btf_def_name(&b, q->map.defs[i].name);
	for (size_t i = 0; i < q->map.n_defs; i++)
		map_btf_def(&b, i, q->map.defs[i].body);
	some |= types_make(&b, &q->map);
	some |= types_make(&b, &q->inner);
	some |= types_make(&b, &q->put);
	bad_ids(&b, &q->map);
	bad_ids(&b, &q->inner);
	bad_ids(&b, &q->put);
	if (!some)
		return 0;
	attr.btf = (uint64_t)(uintptr_t)data;
	attr.btf_size = (uint32_t)map_btf_bytes(&b, data);
	fd = (int)bpf(BPF_BTF_LOAD, &attr);
	if (fd < 0 && g.explain) {
		static char text[1 << 16];

		attr.btf_log_buf = (uint64_t)(uintptr_t)text;
		attr.btf_log_size = sizeof(text);
		attr.btf_log_level = 1;
		bpf(BPF_BTF_LOAD, &attr);
		fputs(text, stderr);
	}
	return fd;
}

/* Bytes of a BTF type behind its first 12. */
static size_t btf_tail(uint32_t info)
{
	static const uint8_t per_item[] = {0, 0, 0, 0, 12, 12, 8, 0, 0, 0,
					   0, 0, 0, 8, 0,  12, 0, 0, 0, 12};
	uint32_t kind = info >> 24 & 31, vlen = info & 0xffff;

	if (kind == 1 || kind == 14 || kind == 17)
		return 4;
	return kind == 3 ? 12 : kind < sizeof(per_item) ? (size_t)per_item[kind] * vlen : 0;
}

/* The number of a struct in the kernel's own BTF; 1 when it has none of this name. */
static uint32_t kernel_type(const char *name)
{
	static unsigned char *btf;
	static size_t n;
	uint32_t hdr[6], id = 1;

	if (!btf) {
		int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
		ssize_t got;

		btf = malloc(64 << 20);
		while (fd >= 0 && (got = read(fd, btf + n, 1 << 20)) > 0)
			n += (size_t)got;
		if (fd >= 0)
			close(fd);
	}
	if (n < sizeof(hdr))
		return 1;
	memcpy(hdr, btf, sizeof(hdr));
	for (size_t at = hdr[1] + hdr[2]; at < hdr[1] + hdr[2] + hdr[3]; id++) {
		uint32_t t[3];

		memcpy(t, btf + at, sizeof(t));
		if ((t[1] >> 24 & 31) == 4 &&
		    strcmp((char *)btf + hdr[1] + hdr[4] + t[0], name) == 0)
			return id;
		at += sizeof(t) + btf_tail(t[1]);
	}
	return 1;
}

/* ---- the kernel's answer ---- */

static int map_create(const struct ask *q, int btf_fd, int inner_fd)
{
	union bpf_attr attr = {0};

	attr.map_type = q->n.type;
	attr.key_size = q->n.key;
	attr.value_size = q->n.value;
	attr.max_entries = q->n.max_entries;
	attr.map_flags = q->n.flags;
	attr.numa_node = q->n.numa;
	attr.map_extra = q->n.extra;
	attr.inner_map_fd = (uint32_t)inner_fd;
	if (q->key_text || q->value_text)
		attr.btf_fd = (uint32_t)btf_fd;
	attr.btf_key_type_id = q->key_type;
	attr.btf_value_type_id = q->value_type;
	if (q->kern_type)
		attr.btf_vmlinux_value_type_id = kernel_type(q->kern_type);
	memcpy(attr.map_name, q->name, sizeof(q->name));
	return (int)bpf(BPF_MAP_CREATE, &attr);
}

/* Lower or raise what is effective; what is permitted stays. */
static void capabilities(const char *list)
{
	static const struct {
		const char *name;
		int bit;
	} names[] = {{"bpf", 39}, {"perfmon", 38}, {"net_admin", 12}, {"sys_admin", 21}};
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(__NR_capget, &header, data))
		bad("capget", strerror(errno));
	data[0].effective = list ? 0 : data[0].permitted;
	data[1].effective = list ? 0 : data[1].permitted;
	for (size_t i = 0; list && i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(list, names[i].name))
			data[names[i].bit / 32].effective |= 1u << names[i].bit % 32;
	if (syscall(__NR_capset, &header, data))
		bad("capset", strerror(errno));
}

/* 0 or 2; whoever finds it so leaves it alone. 1 could not be taken back. */
static void unprivileged_bpf(const char *setting)
{
	static int now;
	FILE *f;

	if (!now) {
		f = fopen("/proc/sys/kernel/unprivileged_bpf_disabled", "r");
		now = f ? fgetc(f) : EOF;
		if (f)
			fclose(f);
	}
	if (now == *setting)
		return;
	f = fopen("/proc/sys/kernel/unprivileged_bpf_disabled", "w");
	if (!f || fputc(*setting, f) == EOF || fclose(f))
		bad("unprivileged_bpf_disabled", strerror(errno));
	now = *setting;
}

/* An fd for inner= or put=. */
static int inner_fd(const char *text, const struct ask *own, bool is_own, int btf_fd)
{
	int of_inner;

	if (!is_own)
		return text && *text == '1' ? g.plain_array : g.not_a_map;
	of_inner = own->inner && *own->inner == '1' ? g.plain_array : g.not_a_map;
	return map_create(own, btf_fd, of_inner);
}

static int map_put(const struct question *q, int outer)
{
	static char key[KEY_MAX_BYTES];
	union bpf_attr attr = {0};
	int fd = inner_fd(q->map.put, &q->put, q->own_put, q->btf_fd), err;
	uint32_t value = (uint32_t)fd;

	if (fd < 0)
		return fd;
	attr.map_fd = (uint32_t)outer;
	attr.key = (uint64_t)(uintptr_t)key;
	attr.value = (uint64_t)(uintptr_t)&value;
	err = (int)bpf(BPF_MAP_UPDATE_ELEM, &attr);
	if (q->own_put)
		close(fd);
	return err;
}

/* One operation of then=. */
static int then_one(const char *op, int fd)
{
	union bpf_attr attr = {.map_fd = (uint32_t)fd};
	long page = sysconf(_SC_PAGESIZE);
	int prot = PROT_READ;
	void *p;

	if (strcmp(op, "freeze") == 0)
		return (int)bpf(BPF_MAP_FREEZE, &attr);
	if (strcmp(op, "mmap:rw") == 0)
		prot |= PROT_WRITE;
	else if (strcmp(op, "mmap:r") != 0)
		bad("no operation", op);
	p = mmap(NULL, (size_t)page, prot, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	munmap(p, (size_t)page);
	return 0;
}

static int then(char *ops, int fd)
{
	char *op;
	int err = 0;

	while (!err && ops && (op = next_word(&ops, "+")))
		err = then_one(op, fd);
	return err;
}

/* The map's fd, or the first error. */
static int steps(struct question *q, int *ret_step)
{
	int template, fd, err = 0;

	*ret_step = STEP_BTF;
	q->btf_fd = btf_load(q);
	if (q->btf_fd < 0)
		return q->btf_fd;
	*ret_step = STEP_MAP;
	template = inner_fd(q->map.inner, &q->inner, q->own_inner, q->btf_fd);
	if (template <0)
		return template;
	if (q->map.unpriv || q->map.caps)
		unprivileged_bpf(q->map.unpriv ? q->map.unpriv : "2");
	if (q->map.caps)
		capabilities(q->map.caps);
	fd = map_create(&q->map, q->btf_fd, template);
	if (q->map.caps)
		capabilities(NULL);
	if (fd >= 0 && q->map.put)
		err = map_put(q, fd);
	if (fd >= 0 && !err)
		err = then(q->map.then, fd);
	if (err) {
		close(fd);
		fd = err;
	}
	if (q->own_inner)
		close(template);
	return fd;
}

static void say_info(int fd)
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {0};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uint64_t)(uintptr_t)&info;
	if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) < 0)
		return;
	printf(" key=%u value=%u max_entries=%u flags=%#x", info.key_size, info.value_size,
	       info.max_entries, info.map_flags);
}

/* Letters of the answers most often given; others are spelled out as <WORD>. */
static const struct {
	char letter;
	const char *word;
} letters[] = {
    {'.', "ok"},     {'I', "EINVAL"},	  {'B', "E2BIG"},      {'R', "ERANGE"}, {'X', "524"},
    {'A', "EACCES"}, {'O', "EOPNOTSUPP"}, {'M', "ENOMEM"},     {'P', "EPERM"},	{'N', "ENOENT"},
    {'E', "EEXIST"}, {'F', "EBADF"},	  {'b', "btf:EINVAL"}, {'u', "unsent"},
};
#define LETTERS (sizeof(letters) / sizeof(letters[0]))

static void say(const char *word)
{
	static unsigned column;
	char letter = 0;

	if (!g.letters) {
		fputs(word, stdout);
		return;
	}
	for (size_t i = 0; i < LETTERS; i++)
		if (strcmp(letters[i].word, word) == 0)
			letter = letters[i].letter;
	if (letter)
		putchar(letter);
	else
		printf("<%s>", word);
	if (++column % 100 == 0)
		putchar('\n');
}

static void say_error(int err, int step)
{
	char word[64];

	snprintf(word, sizeof(word), "%s%s", step == STEP_BTF ? "btf:" : "", errno_name(-err));
	say(err == UNSENT ? "unsent" : word);
}

static void pause_now_and_then(void)
{
	if (g.unfreed_bytes < PAUSE_BYTES)
		return;
	usleep(100000);
	g.unfreed_bytes = 0;
}

static bool small_enough(const struct question *q)
{
	uint64_t bytes[] = {map_memory_bytes(&q->map.n, g.cpus),
			    q->own_inner ? map_memory_bytes(&q->inner.n, g.cpus) : 0,
			    q->own_put ? map_memory_bytes(&q->put.n, g.cpus) : 0};

	for (size_t i = 0; i < 3; i++)
		if (bytes[i] > g.set_max_bytes)
			return false;
	g.unfreed_bytes += bytes[0] + bytes[1] + bytes[2];
	return true;
}

static void answer(char *line)
{
	struct question q = {0};
	int step = STEP_MAP, fd = UNSENT;

	ask_parse(line, " \t\n", &q.map);
	q.own_inner = map_given(q.map.inner, &q.inner);
	q.own_put = map_given(q.map.put, &q.put);
	if (small_enough(&q))
		fd = steps(&q, &step);
	if (fd < 0)
		say_error(fd, step);
	else
		say("ok");
	if (fd >= 0 && g.info)
		say_info(fd);
	if (!g.letters)
		putchar('\n');
	if (fd >= 0)
		close(fd);
	if (q.btf_fd > 0)
		close(q.btf_fd);
	pause_now_and_then();
}

/* -x: words from letters */
static int expand(void)
{
	int c;

	while ((c = getchar()) != EOF) {
		if (c == '<') {
			while ((c = getchar()) != EOF && c != '>')
				putchar(c);
			putchar('\n');
			continue;
		}
		for (size_t i = 0; i < LETTERS; i++)
			if (letters[i].letter == c)
				puts(letters[i].word);
	}
	return 0;
}

/* ---- the machine ---- */

/* The highest number of a list such as "0-3,8"; without the file 0. */
static uint32_t list_last(const char *path)
{
	char text[256] = "";
	FILE *f = fopen(path, "r");
	uint32_t last = 0;

	if (!f)
		return 0;
	if (fgets(text, sizeof(text), f))
		for (char *s = text; *s; s += *s != '\0') {
			if (*s >= '0' && *s <= '9')
				last = (uint32_t)strtoul(s, &s, 10);
			if (!*s)
				break;
		}
	fclose(f);
	return last;
}

static int print_target(void)
{
	struct utsname u;
	const char *arch;

	if (uname(&u))
		return 1;
	arch = strcmp(u.machine, "aarch64") == 0 ? "arm64" : u.machine;
	printf("arch: %s\nkernel: %.*s\npage-size: %ld\ncpus: %u\n", arch,
	       (int)strcspn(u.release, "+-"), u.release, sysconf(_SC_PAGESIZE), g.cpus);
	return 0;
}

/* 5.10 knows no struct_ops until the first program makes it parse its own
 * BTF. Loaders load small programs before maps to learn what a kernel can do. */
static void load_some_program(void)
{
	static const struct bpf_insn exit_0[] = {
	    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
	    {.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
			       .insn_cnt = 2,
			       .insns = (uint64_t)(uintptr_t)exit_0,
			       .license = (uint64_t)(uintptr_t) "GPL"};
	long fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		bad("a small program", errno_name((int)-fd));
	close((int)fd);
}

static void open_fds(void)
{
	struct ask array = {.n = {.type = MT_ARRAY, .key = 4, .value = 4, .max_entries = 1}};

	g.not_a_map = open("/dev/null", O_RDONLY | O_CLOEXEC);
	g.plain_array = map_create(&array, 0, 0);
	if (g.not_a_map < 0 || g.plain_array < 0)
		bad("a plain ARRAY", errno_name(g.plain_array < 0 ? -g.plain_array : errno));
	load_some_program();
}

int main(int argc, char **argv)
{
	static char line[LINE_MAX_BYTES];
	bool target = false, words = false;
	int o;

	g.cpus = list_last("/sys/devices/system/cpu/possible") + 1;
	while ((o = getopt(argc, argv, "eiqM:xt")) != -1) {
		if (o == 'M')
			g.set_max_bytes = strtoull(optarg, NULL, 0) << 20;
		else if (o == '?')
			return 2;
		g.explain |= o == 'e';
		g.info |= o == 'i';
		g.letters |= o == 'q';
		words |= o == 'x';
		target |= o == 't';
	}
	if (target)
		return print_target();
	if (words)
		return expand();
	open_fds();
	while (fgets(line, sizeof(line), stdin))
		answer(line);
	if (g.letters)
		putchar('\n');
	return 0;
}
