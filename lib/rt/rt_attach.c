/* SPDX-License-Identifier: BSD-2-Clause */
/* From programs to links. A link is pinned at once: it holds the attachment. */
#include "rt/rt_core.h"

static const char *prog_pin(const struct bw_rt *rt, const struct bw_rt_attach *a)
{
	return bw_rt_str(rt, rt->prog[a->prog]->off_pin);
}

static enum bw_rt_exit keep_link(struct bw_rt *rt, const struct bw_rt_attach *a, long fd,
				 uint32_t n)
{
	enum bw_rt_exit e;
	int link = (int)fd;

	if (fd < 0)
		return bw_rt_fail(rt, RT_MSG_ATTACH, prog_pin(rt, a), -fd);
	e = bw_rt_pins_add(rt, link, "links/", prog_pin(rt, a), n);
	bw_rt_close(rt, &link);
	return e;
}

static long link_create(struct bw_rt *rt, uint32_t prog, uint32_t target, uint32_t attach_type)
{
	union rt_attr attr;

	bw_rt_clear(&attr, sizeof(attr));
	attr.link.prog_fd = (uint32_t)rt->prog_fd[prog];
	attr.link.target = target;
	attr.link.attach_type = attach_type;
	return bw_rt_bpf(rt, RT_LINK_CREATE, &attr);
}

/* Opens the event for all processes. On CPU 0; on the next one if that is offline. */
static long perf_open(struct bw_rt *rt, struct rt_perf_attr *perf)
{
	long fd = -RT_ENODEV;

	perf->size = sizeof(*perf);
	for (int cpu = 0; fd == -RT_ENODEV && cpu < 64; cpu++)
		fd = RT_SYS6(rt, perf_event_open, perf, -1, cpu, -1, RT_PERF_FD_CLOEXEC, 0);
	return fd;
}

/* The link takes a reference of its own to the event. */
static enum bw_rt_exit perf_link(struct bw_rt *rt, const struct bw_rt_attach *a, long event)
{
	int fd = (int)event;
	long link = link_create(rt, a->prog, (uint32_t)fd, RT_ATTACH_PERF_EVENT);

	bw_rt_close(rt, &fd);
	if (link == -RT_EINVAL)
		return bw_rt_fail(rt, RT_MSG_NO_PERF_LINK, prog_pin(rt, a), -link);
	return keep_link(rt, a, link, 0);
}

static enum bw_rt_exit attach_tracepoint(struct bw_rt *rt, const struct bw_rt_attach *a)
{
	static const char *const roots[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
	const char *target = bw_rt_str(rt, a->off_target);
	struct rt_perf_attr perf;
	bool mounted = false;
	uint32_t id = 0;
	long got = -RT_ENOENT;
	int fd;

	for (size_t i = 0; got == -RT_ENOENT && i < RT_COUNT(roots); i++) {
		const char *const dir[5] = {roots[i], "/events"};
		const char *const file[5] = {roots[i], "/events/", target, "/id"};

		got = bw_rt_read_number(rt, bw_rt_join(rt->path, sizeof(rt->path), file), &id);
		if (got != -RT_ENOENT)
			break;
		bw_rt_join(rt->path, sizeof(rt->path), dir);
		fd = (int)bw_rt_open(rt, RT_AT_FDCWD, rt->path, RT_O_PATH);
		mounted = mounted || fd >= 0;
		bw_rt_close(rt, &fd);
	}
	if (got < 0)
		return bw_rt_fail(rt, mounted || got != -RT_ENOENT ? RT_MSG_NO_TP : RT_MSG_TRACEFS,
				  target, got == -RT_ENOENT ? 0 : -got);
	bw_rt_clear(&perf, sizeof(perf));
	perf.type = RT_PERF_TYPE_TRACEPOINT;
	perf.config = id;
	got = perf_open(rt, &perf);
	if (got < 0)
		return bw_rt_fail(rt, RT_MSG_ATTACH, prog_pin(rt, a), -got);
	return perf_link(rt, a, got);
}

static enum bw_rt_exit attach_kprobe(struct bw_rt *rt, const struct bw_rt_attach *a)
{
	const char *target = bw_rt_str(rt, a->off_target);
	struct rt_perf_attr perf;
	uint32_t pmu;
	long got;

	if (bw_rt_read_number(rt, "/sys/bus/event_source/devices/kprobe/type", &pmu) < 0)
		return bw_rt_fail(rt, RT_MSG_NO_KPROBE, "", 0);
	bw_rt_clear(&perf, sizeof(perf));
	perf.type = pmu;
	perf.config = a->op.flags == BW_RT_ATTACH_KRETPROBE; /* format/retprobe: config:0 */
	perf.config1 = bw_rt_ptr(target);
	perf.config2 = a->func_bytes;
	got = perf_open(rt, &perf);
	if (got < 0)
		return bw_rt_fail(rt, RT_MSG_NO_FUNC, target, -got);
	return perf_link(rt, a, got);
}

/* Raw tracepoints by name; BTF-typed programs know their place, they pass none. */
static enum bw_rt_exit attach_raw(struct bw_rt *rt, const struct bw_rt_attach *a)
{
	const char *target = bw_rt_str(rt, a->off_target);
	union rt_attr attr;
	long fd;

	bw_rt_clear(&attr, sizeof(attr));
	if (a->op.flags == BW_RT_ATTACH_RAW_TP)
		attr.raw_tp.name = bw_rt_ptr(target);
	attr.raw_tp.prog_fd = (uint32_t)rt->prog_fd[a->prog];
	fd = bw_rt_bpf(rt, RT_RAW_TRACEPOINT_OPEN, &attr);
	if (fd == -RT_ENOENT && attr.raw_tp.name)
		return bw_rt_fail(rt, RT_MSG_NO_TP, target, 0);
	return keep_link(rt, a, fd, 0);
}

static bool dev_is_for(const struct bw_rt_dev *d, const char *prog)
{
	size_t i = 0;

	if (!d->prog)
		return true;
	while (i < d->prog_chars && prog[i] == d->prog[i])
		i++;
	return i == d->prog_chars && !prog[i];
}

static enum bw_rt_exit attach_xdp(struct bw_rt *rt, const struct bw_rt_attach *a)
{
	enum bw_rt_exit e = BW_RT_EXIT_OK;
	uint32_t n = 0;

	for (uint32_t i = 0; i < rt->dev_count && !e; i++)
		if (dev_is_for(&rt->dev[i], prog_pin(rt, a)))
			e = keep_link(rt, a,
				      link_create(rt, a->prog, rt->dev[i].ifindex, RT_ATTACH_XDP),
				      n++);
	return e;
}

enum bw_rt_exit bw_rt_do_attach(struct bw_rt *rt, const void *op)
{
	static enum bw_rt_exit (*const by_kind[])(struct bw_rt *, const struct bw_rt_attach *) = {
	    [BW_RT_ATTACH_TRACEPOINT] = attach_tracepoint,
	    [BW_RT_ATTACH_RAW_TP] = attach_raw,
	    [BW_RT_ATTACH_BTF] = attach_raw,
	    [BW_RT_ATTACH_KPROBE] = attach_kprobe,
	    [BW_RT_ATTACH_KRETPROBE] = attach_kprobe,
	    [BW_RT_ATTACH_XDP] = attach_xdp,
	};
	const struct bw_rt_attach *a = op;

	return rt->dry_run ? BW_RT_EXIT_OK : by_kind[a->op.flags](rt, a);
}

/* How many XDP programs the device of the command line is meant for. */
static uint32_t dev_progs(const struct bw_rt *rt, const struct bw_rt_dev *d)
{
	const uint8_t *at = rt->image + rt->head->ops.off, *end = at + rt->head->ops.bytes;
	uint32_t n = 0;

	for (; at < end; at += ((const struct bw_rt_op *)(const void *)at)->bytes) {
		const struct bw_rt_attach *a = (const void *)at;

		if (a->op.kind == BW_RT_ATTACH && a->op.flags == BW_RT_ATTACH_XDP)
			n += dev_is_for(d, prog_pin(rt, a));
	}
	return n;
}

enum bw_rt_exit bw_rt_find_devs(struct bw_rt *rt)
{
	for (uint32_t i = 0; i < rt->dev_count; i++) {
		struct bw_rt_dev *d = &rt->dev[i];
		struct {
			char name[16];
			uint32_t ifindex, unused[5];
		} ifreq;
		size_t chars = bw_rt_strlen(d->name);
		long got = -RT_ENODEV;
		int fd;

		if (dev_progs(rt, d) != 1)
			return bw_rt_fail(rt, RT_MSG_DEV_UNUSED, d->name, 0);
		bw_rt_clear(&ifreq, sizeof(ifreq));
		if (chars < sizeof(ifreq.name)) {
			bw_rt_copy(ifreq.name, d->name, chars);
			fd = (int)RT_SYS3(rt, socket, RT_AF_UNIX, RT_SOCK_DGRAM_CLOEXEC, 0);
			got = fd < 0 ? fd : RT_SYS3(rt, ioctl, fd, RT_SIOCGIFINDEX, &ifreq);
			bw_rt_close(rt, &fd);
		}
		if (got < 0)
			return bw_rt_fail(rt, RT_MSG_NO_DEV, d->name, -got);
		d->ifindex = ifreq.ifindex;
	}
	return BW_RT_EXIT_OK;
}
