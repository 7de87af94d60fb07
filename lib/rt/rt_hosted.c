/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter's checks for code that runs on the build host. Not in a stub. */
#include "rt/rt_core.h"

#include <string.h>

#include "rt/rt.h"

struct listener {
	char *text;
	size_t room;
};

/* The checks write one line and call nothing else. */
static long hear(struct bw_rt *rt, long nr, const long arg[6])
{
	struct listener *l = rt->world;
	size_t n = (size_t)arg[2] < l->room ? (size_t)arg[2] : l->room;

	if (nr == RT_NR_write) {
		memcpy(l->text, (const void *)(uintptr_t)arg[1], n);
		l->text += n;
		l->room -= n;
		*l->text = 0;
	}
	return arg[2];
}

bool bw_rt_image_ok(const void *image, size_t image_bytes, char *ret_text, size_t text_bytes)
{
	struct listener l = {ret_text, text_bytes - 1};
	struct bw_rt rt;

	memset(&rt, 0, sizeof(rt));
	rt.sys = hear;
	rt.world = &l;
	rt.image = (uint8_t *)(uintptr_t)image; /* the checks only read */
	rt.image_bytes = image_bytes;
	*ret_text = 0;
	return bw_rt_check_ops(&rt) == BW_RT_EXIT_OK;
}
