/* SPDX-License-Identifier: BSD-2-Clause */
/* What `status` prints: what is pinned in DIR, by the names of the image. */
#include "rt/rt_core.h"

#define COUNT_LIMIT 10000u /* entries of a hash that status counts, one system call each */

/* Types whose entries can be walked: HASH, LRU, LPM, DEVMAP_HASH... */
static bool is_sparse(uint32_t type)
{
	const uint32_t sparse =
	    1u << 1 | 1u << 5 | 1u << 9 | 1u << 10 | 1u << 11 | 1u << 13 | 1u << 18 | 1u << 25;

	return type < 32 && sparse >> type & 1;
}

static uint32_t count_entries(struct bw_rt *rt, int fd)
{
	union rt_attr a;
	uint32_t n = 0;

	bw_rt_clear(&a, sizeof(a));
	a.elem.map_fd = (uint32_t)fd;
	do {
		a.elem.value = bw_rt_ptr(rt->keys[n & 1]);
		if (bw_rt_bpf(rt, RT_MAP_GET_NEXT_KEY, &a) < 0)
			break;
		a.elem.key = a.elem.value;
	} while (++n < COUNT_LIMIT);
	return n;
}

/* Opens the pin and reads its info; says so and returns false if it is not there. */
static bool open_pin(struct bw_rt *rt, const char *sub, const char *what, const char *pin,
		     void *info, uint32_t info_bytes)
{
	rt->pin_fd = (int)bw_rt_obj_get(rt, bw_rt_pins_path(rt, false, sub, pin, 0));
	bw_rt_say(rt, "  % %", what, pin);
	if (rt->pin_fd >= 0 && bw_rt_obj_info(rt, rt->pin_fd, info, info_bytes) == 0)
		return true;
	bw_rt_say(rt, "  MISSING");
	return false;
}

static void show_map(struct bw_rt *rt, const struct bw_rt_map *m)
{
	const char *pin = bw_rt_str(rt, m->off_pin);
	struct rt_map_info info;
	uint32_t n;

	if (open_pin(rt, "maps/", "map", pin, &info, sizeof(info))) {
		bw_rt_say(rt, "  id #  %  entries ", (uint64_t)info.id, bw_rt_str(rt, m->off_desc));
		if (is_sparse(info.type) && info.key_size <= sizeof(rt->keys[0])) {
			n = count_entries(rt, rt->pin_fd);
			bw_rt_say(rt, n < COUNT_LIMIT ? "# of " : "# or more of ", (uint64_t)n);
		}
		bw_rt_say(rt, m->op.flags & BW_RT_MAP_SHARED ? "#  pinned by name" : "#",
			  (uint64_t)info.max_entries);
	}
	bw_rt_flush(rt, 1);
	bw_rt_close(rt, &rt->pin_fd);
}

static void show_links(struct bw_rt *rt, const char *pin)
{
	struct rt_link_info info;
	uint32_t n;

	for (n = 0; n < RT_MAX_DEVS; n++) {
		int fd = (int)bw_rt_obj_get(rt, bw_rt_pins_path(rt, false, "links/", pin, n));

		if (fd < 0)
			break;
		(void)bw_rt_obj_info(rt, fd, &info, sizeof(info));
		bw_rt_say(rt, n ? ", link #" : "  attached, link #", (uint64_t)info.id);
		if (info.type == RT_LINK_TYPE_XDP) /* 0: the device is gone */
			bw_rt_say(rt, " ifindex #", (uint64_t)info.xdp_ifindex);
		bw_rt_close(rt, &fd);
	}
	if (!n)
		bw_rt_say(rt, "  loaded, not attached");
}

static void show_prog(struct bw_rt *rt, const struct bw_rt_prog *p, bool counting)
{
	const char *pin = bw_rt_str(rt, p->off_pin);
	struct rt_prog_info info;

	if (open_pin(rt, "progs/", "program", pin, &info, sizeof(info))) {
		bw_rt_say(rt, "  id #  %", (uint64_t)info.id, bw_rt_str(rt, p->off_desc));
		show_links(rt, pin);
		if (counting || info.run_cnt)
			bw_rt_say(rt, "  runs # in # ns", info.run_cnt, info.run_time_ns);
	}
	bw_rt_flush(rt, 1);
	bw_rt_close(rt, &rt->pin_fd);
}

enum bw_rt_exit bw_rt_status(struct bw_rt *rt)
{
	enum bw_rt_exit e = bw_rt_pins_enter(rt);
	uint32_t counting = 0;
	uint64_t inode;

	if (e)
		return e;
	if (!bw_rt_pins_exist(rt))
		return bw_rt_fail(rt, RT_MSG_NOT_LOADED, rt->name, 0);
	(void)bw_rt_read_number(rt, "/proc/sys/kernel/bpf_stats_enabled", &counting);
	bw_rt_say(rt, "%: loaded in %/%", bw_rt_str(rt, rt->head->off_name), rt->parent, rt->name);
	if (bw_rt_inode(rt, RT_AT_FDCWD, bw_rt_pins_path(rt, false, "", bw_rt_pins_marker(rt), 0),
			&inode) < 0)
		bw_rt_say(rt, " by another build of this loader");
	bw_rt_flush(rt, 1);
	for (uint32_t i = 0; i < rt->head->prog_count; i++)
		show_prog(rt, rt->prog[i], counting != 0);
	for (uint32_t i = 0; i < rt->head->map_count; i++)
		if (rt->map[i]->off_pin)
			show_map(rt, rt->map[i]);
	if (!counting) {
		bw_rt_say(rt, "  (sysctl kernel.bpf_stats_enabled=1 counts runs)");
		bw_rt_flush(rt, 1);
	}
	return BW_RT_EXIT_OK;
}
