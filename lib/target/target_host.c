/* SPDX-License-Identifier: BSD-2-Clause */
/* `host`: the running machine as a target. */
#include <ctype.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "target/target.h"
#include "target/target_parts.h"

#define PROC_MAX_BYTES ((size_t)16 << 20)
#define HOST_BTF_MAX_BYTES ((size_t)64 << 20)

/* /proc and /sys say size 0: read until the end. */
static const char *slurp(struct bw_arena *a, const char *path)
{
	struct bw_bytes b;

	if (bw_file_read(a, path, PROC_MAX_BYTES, &b))
		return NULL;
	return bw_strndup(a, (const char *)b.p, b.n);
}

/*
 * "0-3,8" as a bit set of the numbers below 64; *ret_count is how many numbers there
 * are altogether. 0 numbers when the text cannot be read.
 */
static uint64_t cpu_list(const char *s, uint32_t *ret_count)
{
	uint64_t set = 0;
	uint32_t count = 0;

	while (s && isdigit((unsigned char)*s)) {
		char *end;
		unsigned long lo = strtoul(s, &end, 10), hi = lo;

		if (*end == '-')
			hi = strtoul(end + 1, &end, 10);
		if (hi < lo || hi - lo > 65535)
			break;
		for (unsigned long i = lo; i <= hi; i++, count++)
			set |= i < 64 ? UINT64_C(1) << i : 0;
		s = end + (*end == ',');
	}
	*ret_count = count;
	return set;
}

static void host_config(struct bw_arena *a, struct bw_target *t, const char *release)
{
	const char *const paths[] = {"/proc/config.gz", bw_printf(a, "/boot/config-%s", release)};

	for (size_t i = 0; i < BW_COUNT(paths); i++) {
		struct bw_bytes b;

		if (!bw_file_read(a, paths[i], PROC_MAX_BYTES, &b) &&
		    bw_target_set_config(a, t, b, paths[i]))
			return;
	}
}

static void host_btf(struct bw_arena *a, struct bw_target *t)
{
	static const char path[] = "/sys/kernel/btf/vmlinux";
	struct bw_kernel_facts *f = BW_NEW(a, struct bw_kernel_facts);
	struct bw_bytes b;

	if (!bw_file_read(a, path, HOST_BTF_MAX_BYTES, &b) && bw_kernel_facts_read(a, b, path, f)) {
		t->facts = f;
		t->btf_path = path;
	}
}

static const struct bw_arch *host_arch(const char *machine)
{
	static const struct {
		const char *machine, *arch;
	} others[] = {{"armv7l", "arm"}, {"armv8l", "arm"}, {"i686", "i386"}, {"i586", "i386"}};
	const struct bw_arch *arch = bw_arch_find(machine);

	for (size_t i = 0; !arch && i < BW_COUNT(others); i++)
		if (!strcmp(others[i].machine, machine))
			arch = bw_arch_find(others[i].arch);
	return arch;
}

enum bw_status bw_target_host(struct bw_arena *a, struct bw_diags *d, struct bw_target **ret)
{
	struct utsname u;
	const struct bw_arch *arch;
	struct bw_target *t;
	const char *depth;
	uint64_t nodes;
	uint32_t n;

	if (uname(&u) || !(arch = host_arch(u.machine)) || !bw_kver_parse(u.release))
		return bw_report(d, BW_D_TGT_HOST, (struct bw_where){0}, "%s %s on %s is not known",
				 u.sysname, u.release, u.machine);
	t = bw_target_new(a, arch);
	t->name = "host";
	t->kernel = bw_kver_parse(u.release);
	t->kernel_origin = "uname";
	t->page_bytes = (uint32_t)sysconf(_SC_PAGESIZE);
	t->page_origin = "sysconf(_SC_PAGESIZE)";
	host_config(a, t, u.release);
	host_btf(a, t);
	cpu_list(slurp(a, "/sys/devices/system/cpu/possible"), &t->cpus);
	nodes = cpu_list(slurp(a, "/sys/devices/system/node/online"), &n);
	t->numa_nodes = nodes ? nodes : 1;
	depth = slurp(a, "/proc/sys/kernel/perf_event_max_stack");
	if (depth && isdigit((unsigned char)*depth)) {
		t->max_stack_depth = (uint32_t)strtoul(depth, NULL, 10);
		t->guessed &= ~(uint32_t)BW_GUESS_STACK_DEPTH;
	}
	t->guessed &= ~(uint32_t)(BW_GUESS_PAGE | BW_GUESS_NUMA);
	bw_target_derive(a, t);
	*ret = t;
	return BW_OK;
}
