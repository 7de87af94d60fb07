// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* process, broken on purpose: see README.md. */
#include "connwatch.h"

BW_LICENSE("Dual BSD/GPL");

struct cw_procs_map procs SEC(".maps");

/*
 * defect 3: per-CPU value of 128 KiB. The kernel's per-CPU allocator gives 32 KiB at most (64 KiB
 * with 64 KiB pages): array_map_alloc_check() says E2BIG.
 */
#define CW_LIVES 16384

struct cw_histogram {
	__u64 lives[CW_LIVES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cw_histogram);
} histogram SEC(".maps");

/*
 * defect 4: a map that programs may neither write nor read. RDONLY_PROG and WRONLY_PROG exclude
 * each other: bpf_map_flags_access_ok() says EINVAL.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG);
	__type(key, __u32);
	__type(value, __u32);
} settings SEC(".maps");

SEC("tracepoint/sched/sched_process_exec")
int cw_exec(void *ctx __maybe_unused)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct cw_proc proc = {.start_ns = bpf_ktime_get_ns()};
	__u32 slot = 0;
	__u32 *enabled = bpf_map_lookup_elem(&settings, &slot);

	if (!enabled || !*enabled)
		return 0;
	proc.uid = (__u32)bpf_get_current_uid_gid();
	bpf_get_current_comm(proc.comm, sizeof(proc.comm));
	bpf_map_update_elem(&procs, &tgid, &proc, BPF_ANY);
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int cw_exit(void *ctx __maybe_unused)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct cw_proc *proc = bpf_map_lookup_elem(&procs, &tgid);
	__u32 slot = 0;
	struct cw_histogram *all = bpf_map_lookup_elem(&histogram, &slot);
	__u64 seconds;

	if (!proc || !all)
		return 0;
	seconds = (bpf_ktime_get_ns() - proc->start_ns) / 1000000000;
	all->lives[seconds & (CW_LIVES - 1)]++;
	bpf_map_delete_elem(&procs, &tgid);
	return 0;
}
