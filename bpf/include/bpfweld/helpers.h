/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_HELPERS_H
#define BPFWELD_HELPERS_H

/*
 * helpers - the kernel's helper functions as callable names, bpf_map_lookup_elem() and so on.
 *
 * A call of a helper is `call N`. A constant function pointer whose value is N makes the compiler
 * emit exactly that, at -O1 and above. The rows are in helpers.def.
 */

#include "bpfweld/uapi.h"

struct __sk_buff;
struct bpf_dynptr;
struct bpf_fib_lookup;
struct bpf_perf_event_data;
struct bpf_perf_event_value;
struct bpf_pidns_info;
struct bpf_redir_neigh;
struct bpf_sk_lookup;
struct bpf_sock;
struct bpf_sock_addr;
struct bpf_sock_ops;
struct bpf_sock_tuple;
struct bpf_spin_lock;
struct bpf_sysctl;
struct bpf_tcp_sock;
struct bpf_timer;
struct bpf_tunnel_key;
struct bpf_xfrm_state;
struct btf_ptr;
struct cgroup;
struct file;
struct inode;
struct iphdr;
struct ipv6hdr;
struct linux_binprm;
struct mptcp_sock;
struct path;
struct pt_regs;
struct seq_file;
struct sk_msg_md;
struct sk_reuseport_md;
struct sock;
struct sockaddr;
struct socket;
struct task_struct;
struct tcp6_sock;
struct tcp_request_sock;
struct tcp_sock;
struct tcp_timewait_sock;
struct tcphdr;
struct udp6_sock;
struct unix_sock;
struct xdp_md;

#define BW_HELPER(number, result, name, ...)                                                       \
	static result (*const bpf_##name)(__VA_ARGS__) __attribute__((unused)) = (void *)number;
#include "bpfweld/helpers.def"
#undef BW_HELPER

/* One line to the trace pipe, for debugging. At most three values after the format. */
#define bw_printk(fmt, ...)                                                                        \
	({                                                                                         \
		static const char fmt_[] = fmt;                                                    \
		bpf_trace_printk(fmt_, sizeof(fmt_), ##__VA_ARGS__);                               \
	})

#endif
