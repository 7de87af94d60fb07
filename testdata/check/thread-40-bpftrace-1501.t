# https://github.com/bpftrace/bpftrace/issues/1501
# A key of several parts put together in a buffer: its second part is no multiple of its size away from
# the stack's end, which the verifier refuses on every architecture that needs aligned accesses, and
# on the stack everywhere.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__uint(key_size, 12);
	__uint(value_size, 8);
} calls SEC(".maps");

SEC("kprobe/vfs_open") int opened(void *ctx)
{
	char key[16] __attribute__((aligned(8)));
	__u64 one = 1;

	*(volatile __u32 *)key = bpf_get_smp_processor_id();
	*(volatile __u64 *)(key + 4) = bpf_ktime_get_ns();
	bpf_map_update_elem(&calls, key, &one, BPF_ANY);
	return 0;
}
=== file good.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__uint(key_size, 16);
	__uint(value_size, 8);
} calls SEC(".maps");

SEC("kprobe/vfs_open") int opened(void *ctx)
{
	__u64 key[2];
	__u64 one = 1;

	key[0] = bpf_get_smp_processor_id();
	key[1] = bpf_ktime_get_ns();
	bpf_map_update_elem(&calls, key, &one, BPF_ANY);
	return 0;
}
=== run cc-bpf bad.bpf.c good.bpf.c && bpfweld verify --target linux-6.18/x86_64 bad.bpf.o
error[VFY023]: *(u64 *)(r10 - 12) = r0: r10-12 is no multiple of 8
  --> bad.bpf.c:18:31 ('opened', section kprobe/vfs_open+0x28, in bad.bpf.o)
   |
18 | 	*(volatile __u64 *)(key + 4) = bpf_ktime_get_ns();
   | 	                             ^
  = note: for target linux-6.18/x86_64
  = rule: Stack accesses are aligned to their size on every architecture (check_ptr_alignment).
  = fix: Align the variable, or access it in smaller pieces.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --target linux-6.18/x86_64 good.bpf.o && bpfweld verify -q --target linux-6.18/x86_64 good.bpf.o
=== exit 0
