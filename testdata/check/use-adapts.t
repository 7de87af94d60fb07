# A program that adapts to the kernel: what a condition on CO-RE, .kconfig or constant data guards is
# not held against it, nor is what both ways of an unknown condition set.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern unsigned LINUX_KERNEL_VERSION __kconfig;
const volatile int use_ring = 1;

struct bpf_ringbuf {
	int any;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");

struct key {
	__u32 a, b;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct key);
	__type(value, __u64);
} map SEC(".maps");

SEC("kprobe/vfs_open") int core(void *ctx)
{
	__u64 v = 1;

	if (__builtin_preserve_type_info(*(struct bpf_ringbuf *)0, 0))
		return bpf_ringbuf_output(&events, &v, sizeof(v), 0) != 0;
	return bpf_perf_event_output(ctx, &events, 0, &v, sizeof(v)) != 0;
}
SEC("kprobe/vfs_open") int setting(void *ctx)
{
	__u64 v = 1;

	if (use_ring)
		return bpf_ringbuf_output(&events, &v, sizeof(v), 0) != 0;
	return bpf_perf_event_output(ctx, &events, 0, &v, sizeof(v)) != 0;
}
SEC("xdp") int both_ways(struct xdp_md *ctx)
{
	struct key key;

	if (ctx->ingress_ifindex > 100) {
		key.a = ctx->ingress_ifindex;
		key.b = 0;
	} else {
		key.a = ctx->rx_queue_index;
		key.b = 1;
	}
	return bpf_map_lookup_elem(&map, &key) != 0;
}
=== run cc-bpf a.bpf.c && bpfweld check -q --target linux-6.18/x86_64 a.bpf.o
=== exit 0
