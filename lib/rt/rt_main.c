/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line, and the order of a run. */
#include "rt/rt_core.h"

static const char help[] =
    "usage: FILE load [-v] [--dry-run] [--dev [PROGRAM=]DEVICE]... [--pin-dir DIR]\n"
    "       FILE unload [--keep-maps] [--pin-dir DIR]\n"
    "       FILE status [--pin-dir DIR]\n"
    "load     create the maps, load and attach the programs, pin all in DIR;\n"
    "         on any error nothing stays\n"
    "unload   detach and remove all of that\n"
    "status   show programs and maps\n"
    "  --dry-run    load and verify, attach nothing, leave nothing\n"
    "  --dev        device for an XDP program; PROGRAM= if there are several\n"
    "  --pin-dir    directory on a bpffs; default /sys/fs/bpf/<object name>\n"
    "  --keep-maps  leave the maps that are pinned by name\n"
    "  -v           show the kernel's log\n"
    "exit: 0 done, 1 usage, 2 file damaged, 3 kernel lacks something, 4 permission,\n"
    "5 bpffs, 6 kernel refuses map or program, 7 attach, 8 tracefs, 9 device, 10 loaded\n"
    "already, 11 not loaded, 12 pin, 13 stopped by a signal, 14 something left behind\n";

/* ---- command line ---- */

static bool add_dev(struct bw_rt *rt, const char *arg)
{
	struct bw_rt_dev *d = &rt->dev[rt->dev_count];

	if (rt->dev_count == RT_MAX_DEVS)
		return false;
	d->prog = NULL;
	d->name = arg;
	for (size_t i = 0; arg[i] && !d->prog; i++)
		if (arg[i] == '=') {
			d->prog = arg;
			d->prog_chars = i;
			d->name = arg + i + 1;
		}
	rt->dev_count++;
	return true;
}

/* Splits DIR at its last slash, in place. */
static bool set_pin_dir(struct bw_rt *rt, char *dir)
{
	size_t n = bw_rt_strlen(dir), slash;

	while (n > 1 && dir[n - 1] == '/')
		dir[--n] = 0;
	for (slash = n; slash && dir[slash - 1] != '/'; slash--)
		;
	rt->name = dir + slash;
	rt->parent = slash > 1 ? dir : slash ? "/" : ".";
	if (slash > 1)
		dir[slash - 1] = 0;
	for (size_t i = slash; i < n; i++)
		if (dir[i] == '.' || dir[i] == '+') /* refused by bpffs; our stage */
			return false;
	return n > slash && n - slash <= BW_RT_MAX_PIN_CHARS;
}

static bool set_option(struct bw_rt *rt, char **arg, int *i)
{
	const struct {
		const char *name;
		bool *set;
	} flags[] = {
	    {"-v", &rt->verbose},  {"--dry-run", &rt->dry_run}, {"--keep-maps", &rt->keep_maps},
	    {"--help", &rt->help}, {"-h", &rt->help},
	};
	const char *name = arg[*i];

	for (size_t f = 0; f < RT_COUNT(flags); f++)
		if (bw_rt_streq(name, flags[f].name)) {
			*flags[f].set = true;
			return true;
		}
	if (name[0] != '-' && !rt->command) {
		rt->command = name;
		return true;
	}
	if (!arg[*i + 1])
		return false;
	if (bw_rt_streq(name, "--dev"))
		return add_dev(rt, arg[++*i]);
	if (bw_rt_streq(name, "--pin-dir"))
		return set_pin_dir(rt, arg[++*i]);
	return false;
}

/* ---- commands ---- */

static enum bw_rt_exit run_ops(struct bw_rt *rt)
{
	static enum bw_rt_exit (*const by_kind[])(struct bw_rt *, const void *) = {
	    [BW_RT_BTF] = bw_rt_do_btf,	      [BW_RT_MAP] = bw_rt_do_map,
	    [BW_RT_UPDATE] = bw_rt_do_update, [BW_RT_FREEZE] = bw_rt_do_freeze,
	    [BW_RT_PROG] = bw_rt_do_prog,     [BW_RT_SET] = bw_rt_do_set,
	    [BW_RT_ATTACH] = bw_rt_do_attach, [BW_RT_KVER] = bw_rt_do_kver,
	};
	const uint8_t *at = rt->image + rt->head->ops.off, *end = at + rt->head->ops.bytes;
	enum bw_rt_exit e = BW_RT_EXIT_OK;

	rt->maps = rt->progs = 0; /* count again what is created */
	while (at < end && !e) {
		const struct bw_rt_op *op = (const void *)at;

		if (bw_rt_stopped(rt))
			return bw_rt_fail(rt, RT_MSG_STOPPED, "", 0);
		e = by_kind[op->kind](rt, op);
		at += op->bytes;
	}
	return e;
}

/* Removes the stage after e; if that fails too, e gives way to it. */
static enum bw_rt_exit undo(struct bw_rt *rt, enum bw_rt_exit e)
{
	enum bw_rt_exit u = rt->stage_fd >= 0 ? bw_rt_pins_purge(rt) : BW_RT_EXIT_OK;

	return u ? u : e;
}

static enum bw_rt_exit load(struct bw_rt *rt)
{
	enum bw_rt_exit e = bw_rt_find_devs(rt);

	if (e || rt->dry_run)
		return e ? e : run_ops(rt);
	e = bw_rt_pins_enter(rt);
	e = e ? e : bw_rt_pins_lock(rt);
	if (!e && bw_rt_pins_exist(rt))
		e = bw_rt_fail(rt, RT_MSG_LOADED, rt->name, 0);
	e = e ? e : bw_rt_pins_begin(rt);
	e = e ? e : run_ops(rt);
	e = e ? e : bw_rt_pins_commit(rt);
	return e ? undo(rt, e) : e;
}

static enum bw_rt_exit unload(struct bw_rt *rt)
{
	enum bw_rt_exit e = bw_rt_pins_enter(rt);

	e = e ? e : bw_rt_pins_lock(rt);
	e = e ? e : bw_rt_pins_uncommit(rt);
	return undo(rt, e);
}

static const struct {
	const char *name;
	enum bw_rt_exit (*run)(struct bw_rt *rt);
} commands[] = {{"load", load}, {"unload", unload}, {"status", bw_rt_status}};

static enum bw_rt_exit run_command(struct bw_rt *rt)
{
	if (!rt->name) {
		rt->parent = "/sys/fs/bpf";
		rt->name = bw_rt_str(rt, rt->head->off_name);
	}
	for (size_t i = 0; rt->command && i < RT_COUNT(commands); i++)
		if (bw_rt_streq(rt->command, commands[i].name))
			return commands[i].run(rt);
	return bw_rt_fail(rt, RT_MSG_USAGE, rt->command ? rt->command : "", 0);
}

/* Descriptors 0 to 2 are ours to write to, never a map's. */
static void fill_std_fds(struct bw_rt *rt)
{
	int fd;

	do
		fd = (int)bw_rt_open(rt, RT_AT_FDCWD, "/", RT_O_PATH);
	while (fd >= 0 && fd < 3);
	bw_rt_close(rt, &fd);
}

static void close_all(struct bw_rt *rt)
{
	for (uint32_t i = 0; i < BW_RT_MAX_MAPS; i++)
		bw_rt_close(rt, &rt->map_fd[i]);
	for (uint32_t i = 0; i < BW_RT_MAX_PROGS; i++)
		bw_rt_close(rt, &rt->prog_fd[i]);
	bw_rt_close(rt, &rt->btf_fd);
	bw_rt_close(rt, &rt->stage_fd);
	bw_rt_close(rt, &rt->parent_fd);
}

static void start(struct bw_rt *rt)
{
	rt->btf_fd = rt->stage_fd = rt->parent_fd = rt->pin_fd = -1;
	for (uint32_t i = 0; i < BW_RT_MAX_MAPS; i++)
		rt->map_fd[i] = -1;
	for (uint32_t i = 0; i < BW_RT_MAX_PROGS; i++)
		rt->prog_fd[i] = -1;
	fill_std_fds(rt);
}

int bw_rt_run(struct bw_rt *rt, int argc, char **argv)
{
	enum bw_rt_exit e;

	start(rt);
	e = bw_rt_check(rt);
	for (int i = 1; !e && i < argc; i++)
		if (!set_option(rt, argv, &i))
			e = bw_rt_fail(rt, RT_MSG_USAGE, argv[i], 0);
	if (!e && rt->help)
		bw_rt_write(rt, 1, help, sizeof(help) - 1);
	else if (!e)
		e = run_command(rt);
	close_all(rt);
	return (int)e;
}
