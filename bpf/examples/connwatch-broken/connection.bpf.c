// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* connection, broken on purpose: see README.md. */
#include "connwatch.h"

BW_LICENSE("Dual BSD/GPL");

extern struct cw_procs_map procs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct cw_conn_key);
	__type(value, __u64);
} connections SEC(".maps");

/*
 * defect 5: LRU hash that allocates on demand. An LRU list needs all its entries in advance:
 * htab_map_alloc_check() says ENOTSUPP (524).
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, __u64);
} opening SEC(".maps");

/*
 * defect 6, on kernels with 16 or 64 KiB pages only: a ring buffer of one 4 KiB page. It must be
 * a power of two and whole pages: ringbuf_map_alloc() says EINVAL.
 */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct trace_event_raw_sys_enter {
	unsigned long args[6];
} BW_KERNEL_TYPE;

SEC("tracepoint/syscalls/sys_enter_connect")
int cw_connect(struct trace_event_raw_sys_enter *ctx)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct cw_proc *proc = bpf_map_lookup_elem(&procs, &tgid);
	__u64 one = 1, task = bpf_get_current_pid_tgid();
	struct cw_conn_key key;
	__u64 *attempts;

	if (!proc)
		return 0;
	if (bpf_probe_read_user(&key.family, sizeof(key.family), (const void *)ctx->args[1]))
		return 0;
	key.tgid = tgid;
	attempts = bpf_map_lookup_elem(&connections, &key);
	if (attempts)
		__sync_fetch_and_add(attempts, 1);
	else
		bpf_map_update_elem(&connections, &key, &one, BPF_NOEXIST);
	proc->connects++;
	bpf_map_update_elem(&opening, &task, &one, BPF_ANY);
	bpf_ringbuf_output(&events, &key, sizeof(key), 0);
	return 0;
}
