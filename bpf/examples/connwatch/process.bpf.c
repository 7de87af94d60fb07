// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * process - which processes live, with name, user and parent; the event channel.
 *
 * Complete without connection.bpf.c: then it is a process watcher.
 */
#include "connwatch.h"

BW_LICENSE("Dual BSD/GPL");

/* Watch the processes of this user only. */
BW_TUNABLE __u32 cw_only_uid = CW_ANY_UID;

/* Events that found the ring buffer full. */
__u64 cw_lost;

struct cw_procs_map procs SEC(".maps");

/* 256 KiB: a power of two and whole pages for 4, 16 and 64 KiB pages. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, BW_RINGBUF_BYTES(256));
} events SEC(".maps");

/* Of the kernel's types only what is read here. */
struct cw_atomic {
	int counter;
};

struct signal_struct {
	struct cw_atomic live;
} BW_KERNEL_TYPE;

struct task_struct {
	__u64 start_time;
	int tgid;
	struct task_struct *real_parent;
	struct signal_struct *signal;
} BW_KERNEL_TYPE;

/* Linux 6.18 has it; 6.12 does not: there the event shares a class that has no group_dead. */
struct trace_event_raw_sched_process_exit {
	_Bool group_dead;
} BW_KERNEL_TYPE;

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

static __always_inline __u32 current_tgid(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

static __always_inline void proc_init(struct cw_proc *proc)
{
	struct task_struct *task = current_task();

	__builtin_memset(proc, 0, sizeof(*proc));
	proc->start_ns = bw_core_read(task, start_time);
	proc->parent_tgid = bw_core_read(task, real_parent, tgid);
	proc->uid = (__u32)bpf_get_current_uid_gid();
	bpf_get_current_comm(proc->comm, sizeof(proc->comm));
}

static __always_inline int is_watched(void)
{
	return cw_only_uid == CW_ANY_UID || cw_only_uid == (__u32)bpf_get_current_uid_gid();
}

int cw_track(void)
{
	__u32 tgid = current_tgid();
	struct cw_proc proc;

	if (!is_watched())
		return 0;
	if (bpf_map_lookup_elem(&procs, &tgid))
		return tgid;
	proc_init(&proc);
	if (bpf_map_update_elem(&procs, &tgid, &proc, BPF_ANY))
		return 0;
	return tgid;
}

int cw_emit(const struct cw_event *event)
{
	if (!event)
		return 1;
	if (!bpf_ringbuf_output(&events, event, sizeof(*event), 0))
		return 0;
	__sync_fetch_and_add(&cw_lost, 1);
	return 1;
}

__weak int cw_forget(__u32 tgid)
{
	/* Without connection.bpf.c there is nothing to forget. */
	(void)tgid;
	return 0;
}

SEC("tracepoint/sched/sched_process_exec")
int cw_exec(void *ctx __maybe_unused)
{
	__u32 tgid = current_tgid();
	struct cw_event event;
	struct cw_proc proc;

	if (!is_watched())
		return 0;
	proc_init(&proc);
	if (bpf_map_update_elem(&procs, &tgid, &proc, BPF_ANY))
		return 0;
	cw_event_init(&event, tgid, &proc);
	event.kind = CW_EXEC;
	event.time_ns = bpf_ktime_get_ns();
	cw_emit(&event);
	return 0;
}

/* The event fires for each thread; the process ends with its last one. */
static __always_inline int is_last_thread(struct trace_event_raw_sched_process_exit *ctx)
{
	if (bw_field_exists(ctx->group_dead))
		return ctx->group_dead;
	return bw_core_read(current_task(), signal, live.counter) == 0;
}

SEC("tracepoint/sched/sched_process_exit")
int cw_exit(struct trace_event_raw_sched_process_exit *ctx)
{
	__u32 tgid = current_tgid();
	struct cw_event event;
	struct cw_proc *proc;

	if (!is_last_thread(ctx))
		return 0;
	proc = bpf_map_lookup_elem(&procs, &tgid);
	if (!proc)
		return 0;
	cw_event_init(&event, tgid, proc);
	event.kind = CW_EXIT;
	event.time_ns = bpf_ktime_get_ns();
	event.span_ns = event.time_ns - proc->start_ns;
	event.count = cw_forget(tgid);
	/* Two last threads can race to here: the one that deletes reports. */
	if (!bpf_map_delete_elem(&procs, &tgid))
		cw_emit(&event);
	return 0;
}
