/* SPDX-License-Identifier: BSD-2-Clause */
#include "rt/rt_core.h"

#include <stdarg.h>

static const struct {
	uint8_t exit;
	const char *text;
	const char *hint;
} msgs[] = {
/* clang-format off */
#define RT_MSG(sym, exit, text, hint) {BW_RT_EXIT_##exit, text, hint},
#include "rt/rt_msgs.def"
#undef RT_MSG
    /* clang-format on */
};

/* Names of the errnos that these system calls give, and what some of them mean everywhere. */
static const struct {
	uint8_t err;
	uint8_t exit; /* 0: the message's own */
	const char *name;
	const char *hint;
} errs[] = {
    {RT_EPERM, BW_RT_EXIT_PERMISSION, "EPERM", "run as root (CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN)"},
    {RT_EACCES, BW_RT_EXIT_PERMISSION, "EACCES", "run as root"},
    {RT_ENOSYS, BW_RT_EXIT_KERNEL, "ENOSYS", "this kernel or sandbox has no such system call"},
    {RT_ENOMEM, 0, "ENOMEM", "not enough memory"},
    {RT_ENOENT, 0, "ENOENT", NULL},
    {RT_EINVAL, 0, "EINVAL", NULL},
    {RT_E2BIG, 0, "E2BIG", NULL},
    {RT_EEXIST, 0, "EEXIST", NULL},
    {RT_EBUSY, 0, "EBUSY", NULL},
    {RT_ENODEV, 0, "ENODEV", NULL},
    {RT_EMFILE, 0, "EMFILE", "raise the limit of open files"},
    {RT_EROFS, 0, "EROFS", NULL},
    {RT_EAGAIN, 0, "EAGAIN", "try again"},
    {28, 0, "ENOSPC", NULL},
    {95, 0, "EOPNOTSUPP", NULL},
};

size_t bw_rt_strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

bool bw_rt_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void *bw_rt_copy(void *to, const void *from, size_t bytes)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	while (bytes--)
		*t++ = *f++;
	return to;
}

void *bw_rt_clear(void *to, size_t bytes)
{
	uint8_t *t = to;

	while (bytes--)
		*t++ = 0;
	return to;
}

const char *bw_rt_join(char *to, size_t room, const char *const part[5])
{
	size_t have = 0;

	for (int i = 0; i < 5 && part[i]; i++) {
		size_t n = bw_rt_strlen(part[i]);

		if (n >= room - have) {
			have = 0;
			break;
		}
		bw_rt_copy(to + have, part[i], n);
		have += n;
	}
	to[have] = 0;
	return to;
}

void bw_rt_put(struct bw_rt *rt, const char *s, size_t chars)
{
	while (chars-- && rt->line_chars < sizeof(rt->line) - 1) /* 1 for the newline */
		rt->line[rt->line_chars++] = *s++;
}

static void put_number(struct bw_rt *rt, uint64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + v % 10);
	while (v /= 10);
	bw_rt_put(rt, digits + at, sizeof(digits) - at);
}

void bw_rt_say(struct bw_rt *rt, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	for (; *format; format++)
		if (*format == '%') {
			const char *s = va_arg(ap, const char *);

			bw_rt_put(rt, s, bw_rt_strlen(s));
		} else if (*format == '#') {
			put_number(rt, va_arg(ap, uint64_t));
		} else {
			bw_rt_put(rt, format, 1);
		}
	va_end(ap);
}

void bw_rt_write(struct bw_rt *rt, int fd, const char *s, size_t bytes)
{
	while (bytes) {
		long got = RT_SYS3(rt, write, fd, s, bytes);

		if (got <= 0)
			return;
		s += got;
		bytes -= (size_t)got;
	}
}

void bw_rt_flush(struct bw_rt *rt, int fd)
{
	rt->line[rt->line_chars++] = '\n';
	bw_rt_write(rt, fd, rt->line, rt->line_chars);
	rt->line_chars = 0;
}

/* Adds ": ENOENT"; returns the index in errs[], or its size for an errno that is not there. */
static size_t say_errno(struct bw_rt *rt, long err)
{
	size_t i = 0;

	while (i < RT_COUNT(errs) && errs[i].err != err)
		i++;
	if (i < RT_COUNT(errs))
		bw_rt_say(rt, ": %", errs[i].name);
	else if (err)
		bw_rt_say(rt, ": errno #", (uint64_t)err);
	return i;
}

enum bw_rt_exit bw_rt_fail_detail(struct bw_rt *rt, enum bw_rt_msg msg, const char *arg, long err,
				  const char *detail, size_t detail_chars)
{
	const char *hint;
	uint8_t exit;
	size_t e;

	if ((err == RT_EAGAIN || err == RT_EINTR) && bw_rt_stopped(rt)) {
		msg = RT_MSG_STOPPED; /* that is why */
		err = 0;
		detail = NULL;
	}
	hint = msgs[msg].hint;
	exit = msgs[msg].exit;
	rt->line_chars = 0;
	bw_rt_say(rt, "%: ", rt->head ? bw_rt_str(rt, rt->head->off_name) : "bpfweld loader");
	bw_rt_say(rt, msgs[msg].text, arg);
	e = say_errno(rt, err);
	if (!detail && e < RT_COUNT(errs) && exit != BW_RT_EXIT_RESIDUE) {
		exit = errs[e].exit ? errs[e].exit : exit;
		hint = errs[e].hint ? errs[e].hint : hint;
	}
	if (!detail) {
		detail = hint;
		detail_chars = bw_rt_strlen(hint);
	}
	bw_rt_say(rt, "; ");
	bw_rt_put(rt, detail, detail_chars);
	bw_rt_flush(rt, 2);
	return exit;
}

enum bw_rt_exit bw_rt_fail(struct bw_rt *rt, enum bw_rt_msg msg, const char *arg, long err)
{
	return bw_rt_fail_detail(rt, msg, arg, err, NULL, 0);
}
