// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * connection - which process connects, how often, how fast, and with what success.
 *
 * Calls of connect() are counted for every family. A TCP handshake may end in whatever task the
 * interrupt hit, so the owner of a socket is noted while connect() runs and looked up afterwards.
 */
#include "connwatch.h"

BW_LICENSE("Dual BSD/GPL");

#define CW_IPPROTO_TCP 6

/* States of a TCP socket that matter here (numbers of the kernel's enum). */
enum cw_tcp_state {
	CW_TCP_ESTABLISHED = 1,
	CW_TCP_SYN_SENT = 2,
	CW_TCP_CLOSE = 7,
};

/* Defined in process.bpf.c. */
extern struct cw_procs_map procs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct cw_conn_key);
	__type(value, struct cw_conn_count);
} connections SEC(".maps");

struct cw_opening {
	__u64 start_ns;
	struct cw_conn_key owner;
};

/* Sockets between SYN and answer, by address. LRU: one that never gets an answer is no leak. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct cw_opening);
} opening SEC(".maps");

/* Of the kernel's types only what is read here. */
struct trace_event_raw_sys_enter {
	unsigned long args[6];
} BW_KERNEL_TYPE;

struct trace_event_raw_inet_sock_set_state {
	const void *skaddr;
	int oldstate;
	int newstate;
	__u16 dport;
	__u16 family;
	__u16 protocol;
	__u8 daddr_v6[16];
} BW_KERNEL_TYPE;

static __always_inline struct cw_conn_count *count_of(const struct cw_conn_key *key)
{
	static const struct cw_conn_count zero;
	struct cw_conn_count *count = bpf_map_lookup_elem(&connections, key);

	if (count)
		return count;
	bpf_map_update_elem(&connections, key, &zero, BPF_NOEXIST);
	return bpf_map_lookup_elem(&connections, key);
}

static __always_inline __u64 forget_family(__u32 tgid, __u32 family)
{
	struct cw_conn_key key = {.tgid = tgid, .family = family};
	struct cw_conn_count *count = bpf_map_lookup_elem(&connections, &key);
	__u64 attempts;

	if (!count)
		return 0;
	attempts = count->attempts;
	bpf_map_delete_elem(&connections, &key);
	return attempts;
}

int cw_forget(__u32 tgid)
{
	return forget_family(tgid, CW_AF_UNIX) + forget_family(tgid, CW_AF_INET) +
	       forget_family(tgid, CW_AF_INET6);
}

static __always_inline int is_counted(__u32 family)
{
	return family == CW_AF_UNIX || family == CW_AF_INET || family == CW_AF_INET6;
}

SEC("tracepoint/syscalls/sys_enter_connect")
int cw_connect(struct trace_event_raw_sys_enter *ctx)
{
	struct cw_conn_count *count;
	struct cw_conn_key key = {0};
	__u16 family = 0;

	/* The address of the peer is in user memory; it starts with the family. */
	if (bpf_probe_read_user(&family, sizeof(family), (const void *)ctx->args[1]))
		return 0;
	key.family = family;
	if (!is_counted(key.family))
		return 0;
	key.tgid = cw_track();
	if (!key.tgid)
		return 0;
	count = count_of(&key);
	if (count)
		__sync_fetch_and_add(&count->attempts, 1);
	return 0;
}

/* connect() sent its SYN: this runs in the process that called it. */
static __always_inline void socket_opens(__u64 sock, __u32 family)
{
	struct cw_opening open = {0};

	open.owner.tgid = cw_track();
	if (!open.owner.tgid)
		return;
	open.owner.family = family;
	open.start_ns = bpf_ktime_get_ns();
	bpf_map_update_elem(&opening, &sock, &open, BPF_ANY);
}

static __always_inline void count_answer(const struct cw_conn_key *owner, __u32 kind)
{
	struct cw_conn_count *count = count_of(owner);

	if (!count)
		return;
	if (kind == CW_OPEN)
		__sync_fetch_and_add(&count->opened, 1);
	else
		__sync_fetch_and_add(&count->failed, 1);
}

static __always_inline void socket_answered(struct trace_event_raw_inet_sock_set_state *ctx,
					    __u64 sock, __u32 kind)
{
	struct cw_opening *open = bpf_map_lookup_elem(&opening, &sock);
	struct cw_conn_key owner;
	struct cw_event event;
	struct cw_proc *proc;
	__u64 start_ns;

	if (!open)
		return;
	owner = open->owner;
	start_ns = open->start_ns;
	bpf_map_delete_elem(&opening, &sock);
	proc = bpf_map_lookup_elem(&procs, &owner.tgid);
	if (!proc) /* gone meanwhile */
		return;
	count_answer(&owner, kind);
	cw_event_init(&event, owner.tgid, proc);
	event.kind = kind;
	event.time_ns = bpf_ktime_get_ns();
	event.span_ns = event.time_ns - start_ns;
	event.family = owner.family;
	event.port = ctx->dport;
	bw_core_copy(event.addr, sizeof(event.addr), ctx->daddr_v6);
	cw_emit(&event);
}

SEC("tracepoint/sock/inet_sock_set_state")
int cw_state(struct trace_event_raw_inet_sock_set_state *ctx)
{
	__u64 sock = (__u64)ctx->skaddr;
	int from = ctx->oldstate;
	int to = ctx->newstate;

	if (ctx->protocol != CW_IPPROTO_TCP)
		return 0;
	if (to == CW_TCP_SYN_SENT)
		socket_opens(sock, ctx->family);
	else if (from == CW_TCP_SYN_SENT && to == CW_TCP_ESTABLISHED)
		socket_answered(ctx, sock, CW_OPEN);
	else if (from == CW_TCP_SYN_SENT && to == CW_TCP_CLOSE)
		socket_answered(ctx, sock, CW_FAIL);
	return 0;
}
