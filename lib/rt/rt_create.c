/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps and programs: from operations to bpf(2). */
#include "rt/rt_core.h"

/* Where span starts; NULL if it is empty, as bpf(2) wants it. */
static const uint8_t *bytes_of(const struct bw_rt *rt, struct bw_rt_span s)
{
	return s.bytes ? rt->image + s.off : NULL;
}

static const char *map_pin(const struct bw_rt *rt, uint32_t map)
{
	return rt->map[map]->off_pin ? bw_rt_str(rt, rt->map[map]->off_pin) : rt->map[map]->name;
}

/* ---- the verifier's log ---- */

/* Maps the log when it is needed the first time; false if there is no memory for it. */
static bool log_open(struct bw_rt *rt)
{
	long got;

	if (!rt->log) {
		got = RT_SYS6(rt, mmap, 0, RT_LOG_BYTES, RT_PROT_READ_WRITE, RT_MAP_PRIVATE_ANON,
			      -1, 0);
		if (got < 0 && got > -4096)
			return false;
		rt->log = (char *)(uintptr_t)got;
	}
	rt->log[0] = 0;
	return true;
}

/* The last line that says something; the statistics that follow a refusal do not. */
static size_t log_last(const char *log, const char **ret)
{
	static const char stats[] = "processed ";
	size_t best = 0, i, n;

	for (; *log; log += n + (log[n] != 0)) {
		for (n = 0; log[n] && log[n] != '\n'; n++)
			;
		for (i = 0; stats[i] && log[i] == stats[i]; i++)
			;
		if (n && stats[i]) {
			*ret = log;
			best = n;
		}
	}
	return best;
}

static void log_print(struct bw_rt *rt, const char *name)
{
	if (!rt->verbose || !rt->log || !rt->log[0])
		return;
	bw_rt_say(rt, "-- kernel's log of %", name);
	bw_rt_flush(rt, 2);
	bw_rt_write(rt, 2, rt->log, bw_rt_strlen(rt->log));
}

/* Fails with the last line of the log if it has one. */
static enum bw_rt_exit fail_logged(struct bw_rt *rt, enum bw_rt_msg msg, const char *name, long err)
{
	const char *line = NULL;
	size_t chars = rt->log ? log_last(rt->log, &line) : 0;

	return bw_rt_fail_detail(rt, msg, name, err, line, chars);
}

/* ---- operations ---- */

static long btf_load(struct bw_rt *rt, const struct bw_rt_btf *b, bool logged)
{
	union rt_attr a;

	bw_rt_clear(&a, sizeof(a));
	a.btf.btf = bw_rt_ptr(bytes_of(rt, b->data));
	a.btf.btf_size = b->data.bytes;
	if (logged && log_open(rt)) {
		a.btf.log_level = 1;
		a.btf.log_size = RT_LOG_BYTES;
		a.btf.log_buf = bw_rt_ptr(rt->log);
	}
	return bw_rt_bpf(rt, RT_BTF_LOAD, &a);
}

enum bw_rt_exit bw_rt_do_btf(struct bw_rt *rt, const void *op)
{
	const char *name = bw_rt_str(rt, rt->head->off_name);
	long fd = btf_load(rt, op, false), again;

	if (fd < 0) {
		again = btf_load(rt, op, true);
		log_print(rt, name);
		if (again < 0)
			return fail_logged(rt, RT_MSG_BTF, name, -fd);
		fd = again;
	}
	bw_rt_close(rt, &rt->btf_fd);
	rt->btf_fd = (int)fd;
	return BW_RT_EXIT_OK;
}

/* Possible CPUs: one more than the last number of "0-3" or "0,2-5". */
static uint32_t possible_cpus(struct bw_rt *rt)
{
	char text[256];
	uint32_t v = 0;
	int fd = (int)bw_rt_open(rt, RT_AT_FDCWD, "/sys/devices/system/cpu/possible", 0);
	long got;

	if (fd < 0)
		return 1;
	got = RT_SYS3(rt, read, fd, text, sizeof(text));
	bw_rt_close(rt, &fd);
	for (long i = 0; i < got; i++)
		if (text[i] >= '0' && text[i] <= '9')
			v = v * 10 + (uint32_t)(text[i] - '0');
		else if (text[i] != '\n')
			v = 0;
	return v + 1;
}

/* The smallest power of two of pages that holds bytes; bytes if there is none in 32 bits. */
static uint32_t whole_pages(const struct bw_rt *rt, uint32_t bytes)
{
	uint32_t n = rt->page_bytes;

	while (n && n < bytes)
		n <<= 1;
	return n ? n : bytes;
}

static long map_create(struct bw_rt *rt, const struct bw_rt_map *m)
{
	union rt_attr a;

	bw_rt_clear(&a, sizeof(a));
	a.map.map_type = m->type;
	a.map.key_size = m->key_bytes;
	a.map.value_size = m->value_bytes;
	a.map.max_entries = m->max_entries;
	if (m->op.flags & BW_RT_MAP_PER_CPU)
		a.map.max_entries = possible_cpus(rt);
	if (m->op.flags & BW_RT_MAP_WHOLE_PAGES)
		a.map.max_entries = whole_pages(rt, m->max_entries);
	a.map.map_flags = m->map_flags;
	a.map.numa_node = m->numa_node;
	if (m->op.flags & BW_RT_MAP_INNER)
		a.map.inner_map_fd = (uint32_t)rt->map_fd[m->inner];
	bw_rt_copy(a.map.map_name, m->name, sizeof(m->name));
	if (m->btf_key_id || m->btf_value_id) {
		a.map.btf_fd = (uint32_t)rt->btf_fd;
		a.map.btf_key_type_id = m->btf_key_id;
		a.map.btf_value_type_id = m->btf_value_id;
	}
	a.map.map_extra = m->extra;
	return bw_rt_bpf(rt, RT_MAP_CREATE, &a);
}

/* What the kernel made of the attributes, so its own roundings compare equal. */
static bool same_attributes(struct bw_rt *rt, int fd_a, int fd_b)
{
	struct rt_map_info a, b;

	if (bw_rt_obj_info(rt, fd_a, &a, sizeof(a)) < 0 ||
	    bw_rt_obj_info(rt, fd_b, &b, sizeof(b)) < 0)
		return false;
	return a.type == b.type && a.key_size == b.key_size && a.value_size == b.value_size &&
	       a.max_entries == b.max_entries && a.map_flags == b.map_flags &&
	       a.map_extra == b.map_extra;
}

/* Takes the map that is pinned beside DIR, if there is one, in place of our own. */
static enum bw_rt_exit take_shared(struct bw_rt *rt, uint32_t map)
{
	const char *pin = map_pin(rt, map);
	int fd = (int)bw_rt_obj_get(rt, pin);

	if (fd == -RT_ENOENT)
		return BW_RT_EXIT_OK;
	if (fd < 0)
		return bw_rt_fail(rt, RT_MSG_SHARED, pin, -fd);
	if (!same_attributes(rt, fd, rt->map_fd[map])) {
		bw_rt_close(rt, &fd);
		return bw_rt_fail(rt, RT_MSG_SHARED, pin, 0);
	}
	bw_rt_close(rt, &rt->map_fd[map]);
	rt->map_fd[map] = fd;
	rt->map_taken[map] = true;
	return BW_RT_EXIT_OK;
}

enum bw_rt_exit bw_rt_do_map(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_map *m = op;
	uint32_t map = rt->maps++;
	bool shared = m->op.flags & BW_RT_MAP_SHARED && !rt->dry_run;
	const char *pin = map_pin(rt, map);
	long fd = map_create(rt, m);
	enum bw_rt_exit e = BW_RT_EXIT_OK;

	if (fd < 0)
		return bw_rt_fail(rt, RT_MSG_MAP, pin, -fd);
	rt->map_fd[map] = (int)fd;
	if (shared)
		e = take_shared(rt, map);
	if (!e && shared && !rt->map_taken[map])
		e = bw_rt_pins_add(rt, rt->map_fd[map], "own/", pin, 0);
	if (!e && m->off_pin)
		e = bw_rt_pins_add(rt, rt->map_fd[map], "maps/", pin, 0);
	return e;
}

static long map_put(struct bw_rt *rt, uint32_t map, const void *key, const void *value)
{
	union rt_attr a;

	bw_rt_clear(&a, sizeof(a));
	a.elem.map_fd = (uint32_t)rt->map_fd[map];
	a.elem.key = bw_rt_ptr(key);
	a.elem.value = bw_rt_ptr(value);
	return bw_rt_bpf(rt, RT_MAP_UPDATE_ELEM, &a);
}

/* A map of somebody else keeps its contents. */
enum bw_rt_exit bw_rt_do_update(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_update *u = op;
	long got = 0;

	if (!rt->map_taken[u->map])
		got = map_put(rt, u->map, rt->image + u->key.off, rt->image + u->value.off);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_FILL, map_pin(rt, u->map), -got) : BW_RT_EXIT_OK;
}

enum bw_rt_exit bw_rt_do_freeze(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_freeze *f = op;
	union rt_attr a;
	long got = 0;

	bw_rt_clear(&a, sizeof(a));
	a.elem.map_fd = (uint32_t)rt->map_fd[f->map];
	if (!rt->map_taken[f->map])
		got = bw_rt_bpf(rt, RT_MAP_FREEZE, &a);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_FILL, map_pin(rt, f->map), -got) : BW_RT_EXIT_OK;
}

/*
 * Program arrays are set even in a map of somebody else, as libbpf does: the tail calls of
 * the programs just loaded go there. Not undone if a later operation fails.
 */
enum bw_rt_exit bw_rt_do_set(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_set *s = op;
	bool prog = s->op.flags & BW_RT_SET_PROG;
	int fd = prog ? rt->prog_fd[s->value] : rt->map_fd[s->value];
	long got = 0;

	if (prog || !rt->map_taken[s->map])
		got = map_put(rt, s->map, &s->key, &fd);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_FILL, map_pin(rt, s->map), -got) : BW_RT_EXIT_OK;
}

/* LINUX_VERSION_CODE of the running kernel: 6.1.77-foo is 6 << 16 | 1 << 8 | 77. */
enum bw_rt_exit bw_rt_do_kver(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_kver *k = op;
	struct rt_utsname u;
	uint32_t part[3] = {0, 0, 0}, code, n = 0;

	bw_rt_clear(&u, sizeof(u));
	RT_SYS3(rt, uname, &u, 0, 0);
	for (const char *c = u.release; n < 3 && (*c == '.' || (*c >= '0' && *c <= '9')); c++)
		if (*c == '.')
			n++;
		else
			part[n] = part[n] * 10 + (uint32_t)(*c - '0');
	code = part[0] << 16 | part[1] << 8 | (part[2] > 255 ? 255 : part[2]);
	bw_rt_copy(rt->image + k->dst.off, &code, sizeof(code));
	return BW_RT_EXIT_OK;
}

/* ---- programs ---- */

/* Puts file descriptors where the image has numbers of maps. */
static void set_map_fds(struct bw_rt *rt, struct bw_rt_span insns)
{
	struct rt_insn *i = (void *)(rt->image + insns.off), *end = i + insns.bytes / sizeof(*i);
	/* idx to fd is 5 to 1 and 6 to 2: the source register is in either half of regs. */
	const int shift = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 4 : 0;

	for (; i < end; i++) {
		int src = i->regs >> shift & 0xf;

		if (i->code != RT_LD_IMM64)
			continue;
		if ((src == RT_PSEUDO_MAP_IDX || src == RT_PSEUDO_MAP_IDX_VALUE) &&
		    (uint32_t)i->imm < rt->maps) {
			i->imm = rt->map_fd[i->imm];
			i->regs =
			    (uint8_t)(i->regs - ((RT_PSEUDO_MAP_IDX - RT_PSEUDO_MAP_FD) << shift));
		}
		i++;
	}
}

static void prog_attr(const struct bw_rt *rt, const struct bw_rt_prog *p, union rt_attr *a)
{
	bw_rt_clear(a, sizeof(*a));
	a->prog.prog_type = p->type;
	a->prog.insn_cnt = p->insns.bytes / (uint32_t)sizeof(struct rt_insn);
	a->prog.insns = bw_rt_ptr(bytes_of(rt, p->insns));
	a->prog.license = bw_rt_ptr(bw_rt_str(rt, p->off_license));
	a->prog.prog_flags = p->prog_flags;
	bw_rt_copy(a->prog.prog_name, p->name, sizeof(p->name));
	a->prog.expected_attach_type = p->attach_type;
	a->prog.attach_btf_id = p->attach_btf_id;
	if (p->funcs.count || p->lines.count || p->core.count)
		a->prog.prog_btf_fd = (uint32_t)rt->btf_fd;
	if (p->funcs.count) {
		a->prog.func_info_rec_size = p->funcs.record_bytes;
		a->prog.func_info = bw_rt_ptr(bytes_of(rt, p->funcs.data));
		a->prog.func_info_cnt = p->funcs.count;
	}
	if (p->lines.count) {
		a->prog.line_info_rec_size = p->lines.record_bytes;
		a->prog.line_info = bw_rt_ptr(bytes_of(rt, p->lines.data));
		a->prog.line_info_cnt = p->lines.count;
	}
	if (p->core.count) {
		a->prog.core_relo_rec_size = p->core.record_bytes;
		a->prog.core_relos = bw_rt_ptr(bytes_of(rt, p->core.data));
		a->prog.core_relo_cnt = p->core.count;
	}
}

static long prog_load(struct bw_rt *rt, const struct bw_rt_prog *p, bool logged)
{
	union rt_attr a;

	prog_attr(rt, p, &a);
	if (logged && log_open(rt)) {
		a.prog.log_level = 1;
		a.prog.log_size = RT_LOG_BYTES;
		a.prog.log_buf = bw_rt_ptr(rt->log);
	}
	return bw_rt_bpf(rt, RT_PROG_LOAD, &a);
}

enum bw_rt_exit bw_rt_do_prog(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_prog *p = op;
	uint32_t prog = rt->progs++;
	const char *pin = bw_rt_str(rt, p->off_pin);
	long fd, again;

	set_map_fds(rt, p->insns);
	if (rt->log)
		rt->log[0] = 0;
	fd = prog_load(rt, p, rt->verbose);
	/* E2BIG is also how a kernel says that it does not know the CO-RE fields. */
	if (fd == -RT_E2BIG && p->core.count)
		return bw_rt_fail_detail(rt, RT_MSG_NO_CORE, pin, 0, NULL, 0);
	if (fd < 0 && !rt->verbose && !bw_rt_stopped(rt)) {
		again = prog_load(rt, p, true);
		fd = again < 0 ? fd : again;
	}
	log_print(rt, pin);
	if (fd < 0)
		return fail_logged(rt, RT_MSG_PROG, pin, -fd);
	rt->prog_fd[prog] = (int)fd;
	return bw_rt_pins_add(rt, rt->prog_fd[prog], "progs/", pin, 0);
}
