# https://github.com/bpftrace/bpftrace/pull/4244
# A field of 8 bytes of which only 4 are stored: right while the other 4 happen to be 0, and in
# big-endian order the value stands in the wrong half.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct stack_key {
	__s64 stack;
	__s64 frames;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, struct stack_key);
	__type(value, __u64);
} stacks SEC(".maps");

SEC("kprobe/vfs_open") int opened(void *ctx)
{
	char key[16];
	__u64 one = 1;

	*(volatile __u64 *)key = bpf_ktime_get_ns();
	*(volatile __u32 *)(key + 8) = bpf_get_smp_processor_id();
	bpf_map_update_elem(&stacks, key, &one, BPF_ANY);
	return 0;
}
=== run cc-bpf bad.bpf.c && bpfweld check --fail-on warning --target linux-6.18/x86_64 bad.bpf.o
warning[USE001]: bytes 12 to 15 (4 of the 8 bytes of frames) of the key of stacks (struct stack_key, 16 bytes) are set by nothing on any way to here: bpf_map_update_elem()
  --> bad.bpf.c:24:2 ('opened', section kprobe/vfs_open+0x68, in bad.bpf.o)
   |
24 | 	bpf_map_update_elem(&stacks, key, &one, BPF_ANY);
   | 	^
  = note: bad.bpf.c:22:25 ('opened', section kprobe/vfs_open+0x18, in bad.bpf.o): bytes 0 to 7:
          written here by *(u64 *)(r10 - 16) = r0
   |
22 | 	*(volatile __u64 *)key = bpf_ktime_get_ns();
   | 	                       ^
  = note: bad.bpf.c:23:31 ('opened', section kprobe/vfs_open+0x28, in bad.bpf.o): bytes 8 to 11:
          written here by *(u32 *)(r10 - 8) = r0
   |
23 | 	*(volatile __u32 *)(key + 8) = bpf_get_smp_processor_id();
   | 	                             ^
  = note: struct stack_key: 16 bytes, aligned to 8
          0       8       __s64  stack
          8       8       __s64  frames
  = note: for target linux-6.18/x86_64
  = rule: A map compares or indexes by all bytes of a key. Since Linux 6.3, and in stable
          kernels that took it over, the verifier lets privileged programs pass unset bytes of
          the stack (check_stack_range_initialized, allow_uninit_stack): what is looked up then
          depends on what stood on the stack before.
  = fix: Set these bytes before the call, or make the type as large as what is written.

0 errors, 1 warning
=== exit 1
