/* SPDX-License-Identifier: BSD-2-Clause */
#include "rt/rt_core.h"

long bw_rt_open(struct bw_rt *rt, int dir_fd, const char *path, int flags)
{
	return RT_SYS3(rt, openat, dir_fd, path, RT_O_RDONLY | RT_O_CLOEXEC | flags);
}

void bw_rt_close(struct bw_rt *rt, int *fd)
{
	if (*fd >= 0)
		RT_SYS3(rt, close, *fd, 0, 0);
	*fd = -1;
}

/* True the first time: the caller should try again under the new limit. */
static bool raise_limit(struct bw_rt *rt, int resource, bool *raised)
{
	uint64_t limit[2] = {RT_NO_LIMIT, RT_NO_LIMIT};

	if (*raised)
		return false;
	*raised = true;
	if (resource == RT_RLIMIT_NOFILE) { /* soft limit to what the hard one allows */
		if (RT_SYS6(rt, prlimit64, 0, resource, 0, limit, 0, 0) < 0)
			return false;
		limit[0] = limit[1];
	}
	return RT_SYS6(rt, prlimit64, 0, resource, limit, 0, 0, 0) == 0;
}

static bool worth_retry(struct bw_rt *rt, long got, uint32_t tries)
{
	switch (-got) {
	case RT_EAGAIN:
	case RT_EINTR:
		return tries < RT_TRIES && !bw_rt_stopped(rt);
	case RT_EPERM:
		return raise_limit(rt, RT_RLIMIT_MEMLOCK, &rt->raised_memlock);
	case RT_EMFILE:
		return raise_limit(rt, RT_RLIMIT_NOFILE, &rt->raised_nofile);
	default:
		return false;
	}
}

long bw_rt_bpf(struct bw_rt *rt, int cmd, union rt_attr *attr)
{
	uint32_t tries = 1;
	long got;

	do
		got = RT_SYS3(rt, bpf, cmd, attr, sizeof(*attr));
	while (got < 0 && worth_retry(rt, got, tries++));
	return got;
}

long bw_rt_obj_pin(struct bw_rt *rt, int fd, const char *path)
{
	union rt_attr a;

	bw_rt_clear(&a, sizeof(a));
	a.obj.pathname = bw_rt_ptr(path);
	a.obj.bpf_fd = (uint32_t)fd;
	return bw_rt_bpf(rt, RT_OBJ_PIN, &a);
}

long bw_rt_obj_get(struct bw_rt *rt, const char *path)
{
	union rt_attr a;

	bw_rt_clear(&a, sizeof(a));
	a.obj.pathname = bw_rt_ptr(path);
	return bw_rt_bpf(rt, RT_OBJ_GET, &a);
}

long bw_rt_obj_info(struct bw_rt *rt, int fd, void *info, uint32_t info_bytes)
{
	union rt_attr a;

	bw_rt_clear(&a, sizeof(a));
	bw_rt_clear(info, info_bytes);
	a.info.bpf_fd = (uint32_t)fd;
	a.info.info_len = info_bytes;
	a.info.info = bw_rt_ptr(info);
	return bw_rt_bpf(rt, RT_OBJ_GET_INFO_BY_FD, &a);
}

long bw_rt_inode(struct bw_rt *rt, int dir_fd, const char *path, uint64_t *ret)
{
	struct rt_statx st;
	long got = RT_SYS6(rt, statx, dir_fd, path, RT_AT_EMPTY_PATH, RT_STATX_INO, &st, 0);

	if (got == 0)
		*ret = st.ino;
	return got;
}

long bw_rt_read_number(struct bw_rt *rt, const char *path, uint32_t *ret)
{
	char text[32];
	uint32_t v = 0;
	int fd = (int)bw_rt_open(rt, RT_AT_FDCWD, path, 0);
	long got, i;

	if (fd < 0)
		return fd;
	got = RT_SYS3(rt, read, fd, text, sizeof(text));
	bw_rt_close(rt, &fd);
	for (i = 0; i < got && text[i] >= '0' && text[i] <= '9'; i++)
		v = v * 10 + (uint32_t)(text[i] - '0');
	if (got < 0)
		return got;
	if (i == 0)
		return -RT_EINVAL;
	*ret = v;
	return 0;
}
