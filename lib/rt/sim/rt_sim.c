/* SPDX-License-Identifier: BSD-2-Clause */
#include "rt/sim/rt_sim.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BPFFS "/sys/fs/bpf"
#define NOWHERE UINT32_MAX

enum { PROG_ARRAY = 3, ARRAY_OF_MAPS = 12 };

static const char *const files[][2] = {
    {"/sys/kernel/tracing/events/sched/sched_switch/id", "317\n"},
    {"/sys/bus/event_source/devices/kprobe/type", "8\n"},
    {"/sys/devices/system/cpu/possible", "0-3\n"},
    {"/proc/sys/kernel/bpf_stats_enabled", "1\n"},
};

/* Reads all of it, so that a sanitizer sees what the kernel would. */
static uint32_t touch(uint64_t address, size_t bytes)
{
	const volatile uint8_t *p = (const void *)(uintptr_t)address;
	uint32_t sum = 0;

	for (size_t i = 0; i < bytes; i++)
		sum += p[i];
	return sum;
}

/* ---- objects ---- */

static uint32_t object_new(struct sim *s, enum sim_what what)
{
	for (uint32_t i = 1; i < SIM_OBJECTS; i++)
		if (s->object[i].what == SIM_FREE) {
			memset(&s->object[i], 0, sizeof(s->object[i]));
			s->object[i].what = what;
			return i;
		}
	assert(!"too many objects");
	return 0;
}

static void object_put(struct sim *s, uint32_t o);

static void object_drop_held(struct sim *s, uint32_t o)
{
	struct sim_object *x = &s->object[o];

	while (x->hold_count)
		object_put(s, x->holds[--x->hold_count]);
}

static void object_put(struct sim *s, uint32_t o)
{
	assert(s->object[o].refs > 0);
	if (--s->object[o].refs)
		return;
	object_drop_held(s, o);
	s->object[o].what = SIM_FREE;
}

static void object_user_get(struct sim *s, uint32_t o)
{
	if (!o)
		return;
	s->object[o].refs++;
	s->object[o].user_refs++;
}

static void object_user_put(struct sim *s, uint32_t o)
{
	if (!o)
		return;
	assert(s->object[o].user_refs > 0);
	if (!--s->object[o].user_refs && s->object[o].what == SIM_MAP &&
	    s->object[o].map.type == PROG_ARRAY)
		object_drop_held(s, o);
	object_put(s, o);
}

static void object_hold(struct sim *s, uint32_t o, uint32_t held)
{
	struct sim_object *x = &s->object[o];

	assert(x->hold_count < RT_COUNT(x->holds));
	x->holds[x->hold_count++] = held;
	s->object[held].refs++;
}

static long fd_new(struct sim *s, enum sim_what what, uint32_t object)
{
	for (long i = 0; i < SIM_FDS; i++)
		if (s->fd[i].what == SIM_FREE) {
			s->fd[i] = (struct sim_fd){.what = what, .object = object};
			if (what >= SIM_MAP)
				object_user_get(s, object);
			return i;
		}
	return -EMFILE;
}

/* The object behind fd if it is a what; 0. */
static uint32_t fd_object(const struct sim *s, uint32_t fd, enum sim_what what)
{
	return fd < SIM_FDS && s->fd[fd].what == what ? s->fd[fd].object : 0;
}

static long fd_close(struct sim *s, long fd)
{
	struct sim_fd *f;

	if (fd < 0 || fd >= SIM_FDS || s->fd[fd].what == SIM_FREE)
		return -EBADF;
	f = &s->fd[fd];
	if (f->what >= SIM_MAP)
		object_user_put(s, f->object);
	f->what = SIM_FREE;
	return 0;
}

/* ---- bpffs ---- */

static uint32_t node_child(const struct sim *s, uint32_t dir, const char *name, size_t chars)
{
	for (uint32_t i = 1; i < SIM_NODES; i++)
		if (s->node[i].used && s->node[i].parent == dir &&
		    strlen(s->node[i].name) == chars && memcmp(s->node[i].name, name, chars) == 0)
			return i;
	return NOWHERE;
}

/*
 * The node at path. If it is not there but its directory is: NOWHERE, *ret_dir and *ret_name
 * say where it would be; else *ret_dir is NOWHERE.
 */
static uint32_t node_find(const struct sim *s, const char *path, uint32_t *ret_dir,
			  const char **ret_name)
{
	uint32_t at = s->cwd;
	size_t n = strlen(BPFFS);

	*ret_dir = NOWHERE;
	if (path[0] == '/') {
		if (strncmp(path, BPFFS, n) != 0 || (path[n] && path[n] != '/'))
			return NOWHERE;
		at = 0;
		path += n;
	}
	while (*path == '/')
		path++;
	while (*path && at != NOWHERE) {
		n = strcspn(path, "/");
		*ret_dir = NOWHERE;
		if (!s->node[at].is_dir)
			return NOWHERE;
		if (!path[n + strspn(path + n, "/")]) {
			*ret_dir = at;
			*ret_name = path;
		}
		at = node_child(s, at, path, n);
		path += n + strspn(path + n, "/");
	}
	return at;
}

static long node_new(struct sim *s, const char *path, bool is_dir, uint32_t object)
{
	const char *name = "";
	uint32_t dir, at = node_find(s, path, &dir, &name);
	size_t chars;

	if (at != NOWHERE)
		return -EEXIST;
	if (dir == NOWHERE)
		return -ENOENT;
	chars = strcspn(name, "/");
	if (memchr(name, '.', chars))
		return -EPERM;
	for (uint32_t i = 1; i < SIM_NODES; i++) {
		struct sim_node *x = &s->node[i];

		if (x->used)
			continue;
		*x = (struct sim_node){true, is_dir, dir, object, ++s->next_inode, ""};
		memcpy(x->name, name, chars);
		object_user_get(s, object);
		return 0;
	}
	return -ENOSPC;
}

static bool node_empty(const struct sim *s, uint32_t dir)
{
	for (uint32_t i = 1; i < SIM_NODES; i++)
		if (s->node[i].used && s->node[i].parent == dir)
			return false;
	return true;
}

static long sys_unlinkat(struct sim *s, const long a[6])
{
	const char *name;
	uint32_t dir, at = node_find(s, (const char *)a[1], &dir, &name);
	bool rmdir = a[2] & RT_AT_REMOVEDIR;

	if (at == NOWHERE)
		return -ENOENT;
	if (s->node[at].is_dir != rmdir)
		return rmdir ? -ENOTDIR : -EISDIR;
	if (rmdir && !node_empty(s, at))
		return -ENOTEMPTY;
	object_user_put(s, s->node[at].object);
	s->node[at].used = false;
	return 0;
}

static long sys_renameat2(struct sim *s, const long a[6])
{
	const char *name, *new_name = "";
	uint32_t dir, new_dir;
	uint32_t from = node_find(s, (const char *)a[1], &dir, &name);
	uint32_t to = node_find(s, (const char *)a[3], &new_dir, &new_name);

	if (from == NOWHERE || new_dir == NOWHERE)
		return -ENOENT;
	if (to != NOWHERE && a[4] == RT_RENAME_NOREPLACE)
		return -EEXIST;
	if (to != NOWHERE && (!s->node[to].is_dir || !node_empty(s, to)))
		return -ENOTEMPTY;
	if (to != NOWHERE)
		s->node[to].used = false;
	s->node[from].parent = new_dir;
	snprintf(s->node[from].name, sizeof(s->node[from].name), "%s", new_name);
	return 0;
}

static long sys_statx(struct sim *s, const long a[6])
{
	const char *path = (const char *)a[1], *name;
	struct rt_statx *st = (struct rt_statx *)a[4];
	uint32_t dir, at;

	at = *path ? node_find(s, path, &dir, &name) : s->fd[a[0]].object;
	if (at == NOWHERE)
		return -ENOENT;
	memset(st, 0, sizeof(*st));
	/* A directory that is gone keeps its number while somebody has it open. */
	st->ino = s->node[at].inode;
	return 0;
}

static long sys_getdents64(struct sim *s, const long a[6])
{
	struct sim_fd *f = &s->fd[a[0]];
	uint8_t *to = (uint8_t *)a[1];
	size_t have = 0;

	if (f->what != SIM_DIR)
		return -ENOTDIR;
	for (uint32_t i = 0; i < SIM_NODES && !f->read; i++) {
		const struct sim_node *x = &s->node[i];
		size_t bytes = (offsetof(struct rt_dirent, name) + strlen(x->name) + 8) & ~7ul;
		struct rt_dirent *d = (void *)(to + have);

		if (!x->used || !i || x->parent != f->object)
			continue;
		if (have + bytes > (size_t)a[2])
			return (long)have;
		d->reclen = (uint16_t)bytes;
		strcpy(d->name, x->name);
		have += bytes;
	}
	f->read = true;
	return (long)have;
}

/* ---- files ---- */

static long open_file(struct sim *s, const char *path)
{
	for (size_t i = 0; i < RT_COUNT(files); i++) {
		long fd;

		if (strcmp(path, files[i][0]) != 0)
			continue;
		if (strstr(path, "tracing") && (s->no_tracefs || s->no_tracepoint))
			return -ENOENT;
		fd = fd_new(s, SIM_FILE, 0);
		if (fd >= 0)
			s->fd[fd].text = files[i][1];
		return fd;
	}
	if (strcmp(path, "/") == 0 ||
	    (strcmp(path, "/sys/kernel/tracing/events") == 0 && !s->no_tracefs))
		return fd_new(s, SIM_FILE, 0);
	return -ENOENT;
}

static long sys_openat(struct sim *s, const long a[6])
{
	const char *path = (const char *)a[1], *name;
	uint32_t dir, at = node_find(s, path, &dir, &name);

	if (at == NOWHERE)
		return path[0] == '/' ? open_file(s, path) : -ENOENT;
	if ((a[2] & RT_O_DIRECTORY) && !s->node[at].is_dir)
		return -ENOTDIR;
	return fd_new(s, SIM_DIR, at);
}

static long sys_read(struct sim *s, const long a[6])
{
	const char *text = s->fd[a[0]].text;
	size_t n = strlen(text);

	assert(n <= (size_t)a[2]);
	memcpy((void *)a[1], text, n);
	return (long)n;
}

static long sys_write(struct sim *s, const long a[6])
{
	size_t n = (size_t)a[2];

	touch((uint64_t)a[1], n);
	if (s->out_chars + n < SIM_OUT) {
		memcpy(s->out + s->out_chars, (const void *)a[1], n);
		s->out_chars += n;
	}
	return (long)n;
}

static long sys_fstatfs(struct sim *s, const long a[6])
{
	struct rt_statfs *fs = (struct rt_statfs *)a[1];

	memset(fs, 0, sizeof(*fs));
	fs->type = s->no_bpffs ? 0x62656572 : RT_BPF_FS_MAGIC; /* sysfs */
	return 0;
}

static long sys_uname(struct sim *s, const long a[6])
{
	struct rt_utsname *u = (struct rt_utsname *)a[0];

	memset(u, 0, sizeof(*u));
	strcpy(u->release, "6.1.77-sim");
	strcpy(u->machine, s->machine ? s->machine : RT_UNAME);
	return 0;
}

static long sys_ioctl(struct sim *s, const long a[6])
{
	char *name = (char *)a[2];

	(void)s;
	if (strcmp(name, "eth0") != 0 && strcmp(name, "eth1") != 0)
		return -ENODEV;
	*(uint32_t *)(void *)(name + 16) = (uint32_t)(name[3] - '0') + 2;
	return 0;
}

static long sys_perf_event_open(struct sim *s, const long a[6])
{
	const struct rt_perf_attr *p = (const void *)a[0];

	touch((uint64_t)a[0], sizeof(*p));
	if (p->type == RT_PERF_TYPE_TRACEPOINT && p->config != 317)
		return -EINVAL;
	if (p->type == 8 && strcmp((const char *)(uintptr_t)p->config1, "do_unlinkat") != 0)
		return -ENOENT;
	return a[2] == 0 ? -ENODEV : fd_new(s, SIM_OTHER, 0); /* CPU 0 is offline here */
}

/* ---- bpf(2) ---- */

static long bpf_map_create(struct sim *s, const union rt_attr *a)
{
	uint32_t o;

	if (s->refuse_map || !a->map.max_entries)
		return -EINVAL;
	if (a->map.inner_map_fd && !fd_object(s, a->map.inner_map_fd, SIM_MAP))
		return -EBADF;
	if (a->map.btf_fd && !fd_object(s, a->map.btf_fd, SIM_BTF))
		return -EBADF;
	o = object_new(s, SIM_MAP);
	s->object[o].map.type = a->map.map_type;
	s->object[o].map.key_size = a->map.key_size;
	s->object[o].map.value_size = a->map.value_size;
	s->object[o].map.max_entries = a->map.max_entries;
	s->object[o].map.map_flags = a->map.map_flags;
	s->object[o].map.map_extra = a->map.map_extra;
	return fd_new(s, SIM_MAP, o);
}

static long bpf_map_update(struct sim *s, const union rt_attr *a)
{
	uint32_t o = fd_object(s, a->elem.map_fd, SIM_MAP);
	struct sim_object *m = &s->object[o];
	uint32_t held = 0;
	int fd = -1;

	if (!o)
		return -EBADF;
	if (m->frozen)
		return -EPERM;
	touch(a->elem.key, m->map.key_size);
	touch(a->elem.value, m->map.value_size);
	if (m->map.type == PROG_ARRAY || m->map.type == ARRAY_OF_MAPS)
		memcpy(&fd, (const void *)(uintptr_t)a->elem.value, sizeof(fd));
	if (m->map.type == PROG_ARRAY && !(held = fd_object(s, (uint32_t)fd, SIM_PROG)))
		return -EBADF;
	if (m->map.type == ARRAY_OF_MAPS && !(held = fd_object(s, (uint32_t)fd, SIM_MAP)))
		return -EBADF;
	if (held)
		object_hold(s, o, held);
	m->elements++;
	return 0;
}

static void log_text(const union rt_attr *a, const char *text)
{
	if (a->prog.log_level)
		strcpy((char *)(uintptr_t)a->prog.log_buf, text);
}

static long bpf_prog_load(struct sim *s, const union rt_attr *a)
{
	const struct rt_insn *insn = (const void *)(uintptr_t)a->prog.insns;
	uint32_t o;

	touch(a->prog.insns, a->prog.insn_cnt * sizeof(*insn));
	touch(a->prog.license, strlen((const char *)(uintptr_t)a->prog.license));
	touch(a->prog.func_info, (size_t)a->prog.func_info_cnt * a->prog.func_info_rec_size);
	touch(a->prog.line_info, (size_t)a->prog.line_info_cnt * a->prog.line_info_rec_size);
	touch(a->prog.core_relos, (size_t)a->prog.core_relo_cnt * a->prog.core_relo_rec_size);
	if (s->no_core && a->prog.core_relo_cnt)
		return -E2BIG;
	log_text(a, s->refuse_prog ? "0: (95) exit\nR0 !read_ok\nprocessed 1 insns\n"
				   : "processed 2 insns\n");
	if (s->refuse_prog)
		return -EACCES;
	o = object_new(s, SIM_PROG);
	for (uint32_t i = 0; i < a->prog.insn_cnt; i++) {
		uint32_t m;

		if (insn[i].code != RT_LD_IMM64)
			continue;
		m = fd_object(s, (uint32_t)insn[i].imm, SIM_MAP);
		if ((insn[i].regs >> 4) && !m) {
			s->object[o].refs++;
			object_put(s, o);
			return -EBADF;
		}
		if (m && s->object[o].hold_count < RT_COUNT(s->object[o].holds))
			object_hold(s, o, m);
		i++;
	}
	return fd_new(s, SIM_PROG, o);
}

static long link_new(struct sim *s, uint32_t prog_fd)
{
	uint32_t prog = fd_object(s, prog_fd, SIM_PROG), o;

	if (!prog)
		return -EBADF;
	o = object_new(s, SIM_LINK);
	object_hold(s, o, prog);
	return fd_new(s, SIM_LINK, o);
}

static long bpf_pin(struct sim *s, const union rt_attr *a)
{
	const struct sim_fd *f = &s->fd[a->obj.bpf_fd];

	if (f->what != SIM_MAP && f->what != SIM_PROG && f->what != SIM_LINK)
		return -EINVAL;
	return node_new(s, (const char *)(uintptr_t)a->obj.pathname, false, f->object);
}

static long bpf_get(struct sim *s, const union rt_attr *a)
{
	const char *name;
	uint32_t dir, at;

	at = node_find(s, (const char *)(uintptr_t)a->obj.pathname, &dir, &name);
	if (at == NOWHERE)
		return -ENOENT;
	if (s->node[at].is_dir)
		return -EACCES;
	return fd_new(s, s->object[s->node[at].object].what, s->node[at].object);
}

static long bpf_info(struct sim *s, const union rt_attr *a)
{
	const struct sim_fd *f = &s->fd[a->info.bpf_fd];
	void *to = (void *)(uintptr_t)a->info.info;
	struct rt_map_info info = s->object[f->object].map;

	if (f->what < SIM_MAP)
		return -EBADF;
	memset(to, 0, a->info.info_len);
	info.id = f->object;
	memcpy(to, &info, a->info.info_len < sizeof(info) ? a->info.info_len : sizeof(info));
	return 0;
}

static long sys_bpf(struct sim *s, const long arg[6])
{
	union rt_attr *a = (union rt_attr *)arg[1];

	assert(arg[2] == sizeof(*a));
	switch (arg[0]) {
	case RT_MAP_CREATE:
		return bpf_map_create(s, a);
	case RT_MAP_UPDATE_ELEM:
		return bpf_map_update(s, a);
	case RT_MAP_GET_NEXT_KEY:
		return -ENOENT;
	case RT_MAP_FREEZE:
		s->object[fd_object(s, a->elem.map_fd, SIM_MAP)].frozen = true;
		return 0;
	case RT_BTF_LOAD:
		touch(a->btf.btf, a->btf.btf_size);
		return fd_new(s, SIM_BTF, object_new(s, SIM_BTF));
	case RT_PROG_LOAD:
		return bpf_prog_load(s, a);
	case RT_LINK_CREATE:
		if (s->no_perf_link && a->link.attach_type == RT_ATTACH_PERF_EVENT)
			return -EINVAL;
		return link_new(s, a->link.prog_fd);
	case RT_RAW_TRACEPOINT_OPEN:
		return link_new(s, a->raw_tp.prog_fd);
	case RT_OBJ_PIN:
		return bpf_pin(s, a);
	case RT_OBJ_GET:
		return bpf_get(s, a);
	case RT_OBJ_GET_INFO_BY_FD:
		return bpf_info(s, a);
	case RT_LINK_GET_FD_BY_ID:
		if (s->object[a->by_id.id].what != SIM_LINK)
			return -ENOENT;
		return fd_new(s, SIM_LINK, a->by_id.id);
	default:
		return -EINVAL;
	}
}

/* ---- one call ---- */

static char log_memory[RT_LOG_BYTES];

static long dispatch(struct sim *s, long nr, const long a[6])
{
	switch (nr) {
	case RT_NR_bpf:
		return sys_bpf(s, a);
	case RT_NR_close:
		return fd_close(s, a[0]);
	case RT_NR_openat:
		return sys_openat(s, a);
	case RT_NR_read:
		return sys_read(s, a);
	case RT_NR_write:
		return sys_write(s, a);
	case RT_NR_unlinkat:
		return sys_unlinkat(s, a);
	case RT_NR_renameat2:
		return sys_renameat2(s, a);
	case RT_NR_mkdirat:
		return node_new(s, (const char *)a[1], true, 0);
	case RT_NR_statx:
		return sys_statx(s, a);
	case RT_NR_getdents64:
		return sys_getdents64(s, a);
	case RT_NR_fstatfs:
		return sys_fstatfs(s, a);
	case RT_NR_fchdir:
		s->cwd = s->fd[a[0]].object;
		return 0;
	case RT_NR_uname:
		return sys_uname(s, a);
	case RT_NR_ioctl:
		return sys_ioctl(s, a);
	case RT_NR_socket:
		return fd_new(s, SIM_OTHER, 0);
	case RT_NR_perf_event_open:
		return sys_perf_event_open(s, a);
	case RT_NR_mmap:
		return (long)(uintptr_t)log_memory;
	case RT_NR_flock:
	case RT_NR_prlimit64:
	case RT_NR_nanosleep:
		return 0;
	default:
		return -ENOSYS;
	}
}

static long sim_syscall(struct bw_rt *rt, long nr, const long a[6])
{
	struct sim *s = rt->world;

	s->calls++;
	if (s->calls == s->kill_at)
		longjmp(s->killed, 1);
	if (s->calls == s->stop_at)
		s->stop = 15;
	if (s->fail_at && nr != RT_NR_write && nr != RT_NR_close &&
	    (s->calls == s->fail_at || (s->fail_on && s->calls > s->fail_at))) {
		s->last_failed = nr;
		return -(long)s->fail_errno;
	}
	return dispatch(s, nr, a);
}

void sim_start(struct sim *s)
{
	memset(s, 0, sizeof(*s));
	s->node[0].used = s->node[0].is_dir = true;
	for (int i = 0; i < 3; i++)
		s->fd[i].what = SIM_OTHER;
}

int sim_run(struct sim *s, const uint8_t *image, size_t image_bytes, const char *const *words)
{
	struct bw_rt *rt = calloc(1, sizeof(*rt));
	uint8_t *copy = malloc(image_bytes ? image_bytes : 1); /* exactly, for the sanitizer */
	char *argv[16] = {strdup("FILE")};
	volatile int argc = 1, code = -1;

	assert(rt && copy);
	for (; words[argc - 1]; argc++)
		argv[argc] = strdup(words[argc - 1]);
	memcpy(copy, image, image_bytes);
	rt->sys = sim_syscall;
	rt->world = s;
	rt->stop = &s->stop;
	rt->image = copy;
	rt->image_bytes = image_bytes;
	rt->page_bytes = 4096;
	s->calls = s->cwd = 0;
	s->out_chars = 0;
	s->stop = 0;
	memset(s->out, 0, sizeof(s->out));
	if (setjmp(s->killed) == 0)
		code = bw_rt_run(rt, argc, argv);
	else /* what the kernel does for a dead process */
		for (long fd = 3; fd < SIM_FDS; fd++)
			fd_close(s, fd);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	free(copy);
	free(rt);
	return code;
}

/* ---- what is there ---- */

uint32_t sim_fds(const struct sim *s)
{
	uint32_t n = 0;

	for (int i = 3; i < SIM_FDS; i++)
		n += s->fd[i].what != SIM_FREE;
	return n;
}

uint32_t sim_pins(const struct sim *s)
{
	uint32_t n = 0;

	for (int i = 1; i < SIM_NODES; i++)
		n += s->node[i].used;
	return n;
}

uint32_t sim_objects(const struct sim *s, enum sim_what what)
{
	uint32_t n = 0;

	for (int i = 1; i < SIM_OBJECTS; i++)
		n += s->object[i].what == what;
	return n;
}

bool sim_exists(struct sim *s, const char *path)
{
	const char *name;
	uint32_t dir;

	s->cwd = 0;
	return node_find(s, path, &dir, &name) != NOWHERE;
}
