/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The transaction. All pins are made in DIR+stage, which one rename turns into DIR: whoever
 * looks sees nothing or everything. Whoever holds flock(2) on the stage is the only one to
 * work on DIR. A killed run leaves a stage without a holder; the next one removes it.
 *
 * The lock is on an inode, the agreement on a name: so after locking we look whether the name
 * still is that inode (it was renamed or removed if its holder was faster).
 */
#include "rt/rt_core.h"

#define STAGE "+stage"

/* Takes one entry of a directory. 1: it is gone; 0: it is left alone; else minus an errno. */
typedef long entry_fn(struct bw_rt *rt, const char *sub, const char *name);

static const char *stage_path(struct bw_rt *rt)
{
	const char *const part[5] = {rt->name, STAGE};

	return bw_rt_join(rt->path, sizeof(rt->path), part);
}

const char *bw_rt_pins_path(struct bw_rt *rt, bool staged, const char *sub, const char *pin,
			    uint32_t n)
{
	char suffix[4] = {0};
	const char *const part[5] = {rt->name, staged ? STAGE "/" : "/", sub, pin, suffix};

	if (n) {
		suffix[0] = '-';
		suffix[n / 10 ? 2 : 1] = (char)('0' + n % 10);
		if (n / 10)
			suffix[1] = (char)('0' + n / 10);
	}
	return bw_rt_join(rt->path, sizeof(rt->path), part);
}

const char *bw_rt_pins_marker(struct bw_rt *rt)
{
	static const char hex[] = "0123456789abcdef";
	const char *const part[5] = {"bpfweld-0123456789abcdef"};

	bw_rt_join(rt->path2, sizeof(rt->path2), part);
	for (size_t i = 0; i < 16; i++) {
		uint8_t byte = rt->head->digest[i / 2];

		rt->path2[8 + i] = hex[i % 2 ? byte & 0xf : byte >> 4];
	}
	return rt->path2;
}

static bool is_marker(const char *name)
{
	static const char start[] = "bpfweld-";
	size_t i = 0;

	while (start[i] && name[i] == start[i])
		i++;
	return !start[i];
}

bool bw_rt_pins_exist(struct bw_rt *rt)
{
	uint64_t inode;

	return bw_rt_inode(rt, RT_AT_FDCWD, rt->name, &inode) == 0;
}

enum bw_rt_exit bw_rt_pins_enter(struct bw_rt *rt)
{
	struct rt_statfs fs;
	long got = bw_rt_open(rt, RT_AT_FDCWD, rt->parent, RT_O_DIRECTORY);

	if (got == -RT_ENOENT)
		return bw_rt_fail(rt, RT_MSG_BPFFS, rt->parent, -got);
	if (got < 0)
		return bw_rt_fail(rt, RT_MSG_PIN_DIR, rt->parent, -got);
	rt->parent_fd = (int)got;
	got = RT_SYS3(rt, fstatfs, rt->parent_fd, &fs, 0);
	if (got == 0 && (uint32_t)fs.type != RT_BPF_FS_MAGIC)
		return bw_rt_fail(rt, RT_MSG_BPFFS, rt->parent, 0);
	if (got == 0)
		got = RT_SYS3(rt, fchdir, rt->parent_fd, 0, 0);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_PIN_DIR, rt->parent, -got) : BW_RT_EXIT_OK;
}

/* ---- directories ---- */

/* Reads once through the directory at path. Returns the entries gone, or the last error. */
static long entries_pass(struct bw_rt *rt, const char *path, const char *sub, entry_fn *take)
{
	uint64_t buffer[128];
	const char *at = (const char *)buffer, *end;
	int fd = (int)bw_rt_open(rt, RT_AT_FDCWD, path, RT_O_DIRECTORY | RT_O_NOFOLLOW);
	long bad = 0, gone = 0, got;

	if (fd < 0)
		return fd == -RT_ENOENT ? 0 : fd;
	got = RT_SYS3(rt, getdents64, fd, buffer, sizeof(buffer));
	bw_rt_close(rt, &fd);
	if (got < 0)
		return got;
	for (end = at + got; at < end;) {
		const struct rt_dirent *d = (const void *)at;

		at += d->reclen;
		if (d->name[0] == '.')
			continue;
		got = take(rt, sub, d->name);
		if (got < 0)
			bad = got;
		else
			gone += got;
	}
	return bad ? bad : gone;
}

/*
 * Calls take for the entries of a directory in the stage, or in DIR, until there is none left
 * that it takes. Errors are tried again twice in a row. A missing directory is an empty one.
 */
static long each_entry(struct bw_rt *rt, bool staged, const char *sub, entry_fn *take)
{
	int failed = 0;
	long got;

	do {
		got = entries_pass(rt, bw_rt_pins_path(rt, staged, sub, "", 0), sub, take);
		failed = got < 0 ? failed + 1 : 0;
	} while (got > 0 || (failed && failed < 3));
	return got;
}

static long unlink_at(struct bw_rt *rt, const char *path, int flags)
{
	long got = RT_SYS3(rt, unlinkat, RT_AT_FDCWD, path, flags);

	return got == 0 || got == -RT_ENOENT ? 1 : got;
}

static long remove_pin(struct bw_rt *rt, const char *sub, const char *name)
{
	return unlink_at(rt, bw_rt_pins_path(rt, true, sub, name, 0), 0);
}

/* Notes the link's id, to wait until it is gone. */
static long remove_link(struct bw_rt *rt, const char *sub, const char *name)
{
	struct rt_link_info info;
	int fd = (int)bw_rt_obj_get(rt, bw_rt_pins_path(rt, true, sub, name, 0));

	if (fd >= 0 && rt->gone_count < RT_COUNT(rt->gone) &&
	    bw_rt_obj_info(rt, fd, &info, sizeof(info)) == 0)
		rt->gone[rt->gone_count++] = info.id;
	bw_rt_close(rt, &fd);
	return remove_pin(rt, sub, name);
}

/* The id of the map pinned at path, 0 if nothing is. */
static long pinned_map_id(struct bw_rt *rt, const char *path)
{
	struct rt_map_info info;
	int fd = (int)bw_rt_obj_get(rt, path);
	long got = fd;

	if (fd == -RT_ENOENT)
		return 0;
	if (fd >= 0)
		got = bw_rt_obj_info(rt, fd, &info, sizeof(info));
	bw_rt_close(rt, &fd);
	return got < 0 ? got : info.id;
}

/* The pin beside DIR goes too, if it is the very map that we made. */
static long remove_owned(struct bw_rt *rt, const char *sub, const char *name)
{
	long there = rt->keep_maps ? 0 : pinned_map_id(rt, name), ours, got = 1;

	if (there > 0) {
		ours = pinned_map_id(rt, bw_rt_pins_path(rt, true, sub, name, 0));
		got = ours < 0 ? ours : there == ours ? unlink_at(rt, name, 0) : 1;
	}
	if (there < 0 || got < 0)
		return there < 0 ? there : got;
	return remove_pin(rt, sub, name);
}

/* What may be in a stage; anything else is not ours and stays. */
static const struct {
	const char *name, *dir;
	entry_fn *remove;
} subs[] = {
    {"links", "links/", remove_link},
    {"own", "own/", remove_owned},
    {"progs", "progs/", remove_pin},
    {"maps", "maps/", remove_pin},
};

static long remove_sub(struct bw_rt *rt, const char *sub, const char *name)
{
	bool ours = is_marker(name);
	long got = 0;

	for (size_t i = 0; i < RT_COUNT(subs); i++)
		if (bw_rt_streq(name, subs[i].name)) {
			got = each_entry(rt, true, subs[i].dir, subs[i].remove);
			ours = true;
		}
	if (!ours || got < 0)
		return got;
	return unlink_at(rt, bw_rt_pins_path(rt, true, sub, name, 0), RT_AT_REMOVEDIR);
}

static long note_marker(struct bw_rt *rt, const char *sub, const char *name)
{
	(void)sub;
	rt->marked = rt->marked || is_marker(name);
	return 0;
}

/* Waits (2 s at most) until the links are gone: the kernel frees them after a grace period. */
static bool links_gone(struct bw_rt *rt)
{
	const int64_t ms[2] = {0, 1000000};
	uint32_t left = rt->gone_count;

	for (uint32_t tries = 0; left && tries < 2000; tries++) {
		union rt_attr a;
		int fd;

		bw_rt_clear(&a, sizeof(a));
		a.by_id.id = rt->gone[left - 1];
		fd = (int)bw_rt_bpf(rt, RT_LINK_GET_FD_BY_ID, &a);
		if (fd < 0)
			left--;
		else
			RT_SYS3(rt, nanosleep, ms, 0, 0);
		bw_rt_close(rt, &fd);
	}
	return !left;
}

enum bw_rt_exit bw_rt_pins_purge(struct bw_rt *rt)
{
	long got = each_entry(rt, true, "", remove_sub);

	for (int tries = 0; got <= 0 && tries < 3; tries++)
		if (got == 0 || tries)
			got = unlink_at(rt, stage_path(rt), RT_AT_REMOVEDIR);
	if (got < 0)
		return bw_rt_fail(rt, RT_MSG_RESIDUE, rt->path, -got);
	if (!links_gone(rt))
		return bw_rt_fail(rt, RT_MSG_HELD, rt->name, 0);
	return BW_RT_EXIT_OK;
}

/* ---- lock, begin, commit ---- */

static long lock_fd(struct bw_rt *rt, int fd)
{
	long got;

	do
		got = RT_SYS3(rt, flock, fd, RT_LOCK_EX, 0);
	while (got == -RT_EINTR && !bw_rt_stopped(rt));
	return got;
}

/* One attempt; -EAGAIN if the name moved away meanwhile. */
static long lock_stage(struct bw_rt *rt)
{
	uint64_t ours, there;
	int fd;
	long got = RT_SYS3(rt, mkdirat, RT_AT_FDCWD, stage_path(rt), 0700);

	if (got < 0 && got != -RT_EEXIST)
		return got;
	fd = (int)bw_rt_open(rt, RT_AT_FDCWD, rt->path, RT_O_DIRECTORY | RT_O_NOFOLLOW);
	if (fd < 0)
		return fd == -RT_ENOENT ? -RT_EAGAIN : fd;
	got = lock_fd(rt, fd);
	if (got == 0 && (bw_rt_inode(rt, fd, "", &ours) < 0 ||
			 bw_rt_inode(rt, RT_AT_FDCWD, rt->path, &there) < 0 || ours != there))
		got = -RT_EAGAIN;
	if (got < 0)
		bw_rt_close(rt, &fd);
	else
		rt->stage_fd = fd;
	return got;
}

/* Without the lock only an empty stage may go, which is what it is if we made it. */
static enum bw_rt_exit fail_unlocked(struct bw_rt *rt, long err)
{
	uint64_t inode;
	long got = bw_rt_inode(rt, RT_AT_FDCWD, stage_path(rt), &inode);

	if (got == 0)
		got = unlink_at(rt, rt->path, RT_AT_REMOVEDIR);
	if (got < 0 && got != -RT_ENOENT && got != -RT_ENOTEMPTY)
		return bw_rt_fail(rt, RT_MSG_RESIDUE, rt->path, -got);
	if (err == -RT_EINTR)
		return bw_rt_fail(rt, RT_MSG_STOPPED, "", 0);
	return bw_rt_fail(rt, RT_MSG_PIN_DIR, rt->path, -err);
}

enum bw_rt_exit bw_rt_pins_lock(struct bw_rt *rt)
{
	long got = -RT_EAGAIN;

	for (uint32_t tries = 0; got == -RT_EAGAIN && tries < 100; tries++)
		got = lock_stage(rt);
	if (got < 0)
		return fail_unlocked(rt, got);
	got = each_entry(rt, true, "", remove_sub);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_RESIDUE, rt->path, -got) : BW_RT_EXIT_OK;
}

static bool any_shared(const struct bw_rt *rt)
{
	for (uint32_t i = 0; i < rt->head->map_count; i++)
		if (rt->map[i]->op.flags & BW_RT_MAP_SHARED)
			return true;
	return false;
}

enum bw_rt_exit bw_rt_pins_begin(struct bw_rt *rt)
{
	const char *const name[] = {bw_rt_pins_marker(rt), "links", "progs", "maps", "own"};
	size_t n = RT_COUNT(name) - !any_shared(rt);
	long got = 0;

	for (size_t i = 0; i < n && got == 0; i++)
		got = RT_SYS3(rt, mkdirat, RT_AT_FDCWD, bw_rt_pins_path(rt, true, name[i], "", 0),
			      0700);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_PIN_DIR, rt->path, -got) : BW_RT_EXIT_OK;
}

enum bw_rt_exit bw_rt_pins_add(struct bw_rt *rt, int fd, const char *sub, const char *pin,
			       uint32_t n)
{
	long got = 0;

	if (!rt->dry_run)
		got = bw_rt_obj_pin(rt, fd, bw_rt_pins_path(rt, true, sub, pin, n));
	return got < 0 ? bw_rt_fail(rt, RT_MSG_PIN, rt->path, -got) : BW_RT_EXIT_OK;
}

static long pin_shared(struct bw_rt *rt, uint32_t map)
{
	if (!(rt->map[map]->op.flags & BW_RT_MAP_SHARED) || rt->map_taken[map])
		return 0;
	return bw_rt_obj_pin(rt, rt->map_fd[map], bw_rt_str(rt, rt->map[map]->off_pin));
}

enum bw_rt_exit bw_rt_pins_commit(struct bw_rt *rt)
{
	long got;

	for (uint32_t i = 0; i < rt->maps; i++) {
		got = pin_shared(rt, i);
		if (got < 0)
			return bw_rt_fail(rt, RT_MSG_PIN, bw_rt_str(rt, rt->map[i]->off_pin), -got);
	}
	if (bw_rt_stopped(rt))
		return bw_rt_fail(rt, RT_MSG_STOPPED, "", 0);
	got = RT_SYS6(rt, renameat2, RT_AT_FDCWD, stage_path(rt), RT_AT_FDCWD, rt->name,
		      RT_RENAME_NOREPLACE, 0);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_PIN, rt->name, -got) : BW_RT_EXIT_OK;
}

enum bw_rt_exit bw_rt_pins_uncommit(struct bw_rt *rt)
{
	int fd = (int)bw_rt_open(rt, RT_AT_FDCWD, rt->name, RT_O_DIRECTORY | RT_O_NOFOLLOW);
	long got = fd;

	if (fd == -RT_ENOENT)
		return bw_rt_fail(rt, RT_MSG_NOT_LOADED, rt->name, 0);
	if (fd >= 0)
		got = each_entry(rt, false, "", note_marker);
	if (got >= 0 && !rt->marked) {
		bw_rt_close(rt, &fd);
		return bw_rt_fail(rt, RT_MSG_FOREIGN, rt->name, 0);
	}
	if (got >= 0)
		got = lock_fd(rt, fd);
	if (got >= 0) /* over the empty stage */
		got = RT_SYS6(rt, renameat2, RT_AT_FDCWD, rt->name, RT_AT_FDCWD, stage_path(rt), 0,
			      0);
	/* The stage is another inode now; the lock on the old one lets waiters see that. */
	if (got >= 0)
		bw_rt_close(rt, &rt->stage_fd);
	if (got >= 0)
		rt->stage_fd = fd;
	else
		bw_rt_close(rt, &fd);
	return got < 0 ? bw_rt_fail(rt, RT_MSG_PIN_DIR, rt->name, -got) : BW_RT_EXIT_OK;
}
