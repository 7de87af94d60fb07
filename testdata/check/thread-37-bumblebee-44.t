# https://github.com/solo-io/bumblebee/issues/44
# A hash without preallocation in tracing programs: refused to perf_event programs before Linux 6.1, and
# a warning in the kernel's log for the others.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

static __always_inline int see(void)
{
	__u32 key = bpf_get_smp_processor_id();
	__u64 one = 1;

	return bpf_map_update_elem(&seen, &key, &one, BPF_ANY) != 0;
}

SEC("kprobe/vfs_open") int opened(void *ctx) { return see(); }
SEC("perf_event") int sampled(void *ctx) { return see(); }
SEC("socket") int received(void *ctx) { return see(); }
=== run cc-bpf bad.bpf.c && bpfweld check --target linux-5.15/x86_64 bad.bpf.o
warning[USE013]: seen is a HASH with BPF_F_NO_PREALLOC, the program is of type KPROBE
  --> bad.bpf.c:18:9 ('opened', section kprobe/vfs_open+0x40, in bad.bpf.o)
   |
18 | 	return bpf_map_update_elem(&seen, &key, &one, BPF_ANY) != 0;
   | 	       ^
  = note: for target linux-5.15/x86_64
  = rule: Before Linux 6.1 a tracing program that adds to a map with BPF_F_NO_PREALLOC may
          deadlock in the memory allocator; the kernel warns (check_map_prealloc).
  = fix: Remove BPF_F_NO_PREALLOC for kernels before 6.1.

error[USE014]: seen is a HASH with BPF_F_NO_PREALLOC, the program is of type PERF_EVENT
  --> bad.bpf.c:18:9 ('sampled', section perf_event+0x40, in bad.bpf.o)
   |
18 | 	return bpf_map_update_elem(&seen, &key, &one, BPF_ANY) != 0;
   | 	       ^
  = note: for target linux-5.15/x86_64
  = rule: Before Linux 6.1 perf_event and sleepable programs may only use preallocated hashes
          (check_map_prealloc: EINVAL).
  = fix: Remove BPF_F_NO_PREALLOC for kernels before 6.1.

1 error, 1 warning
=== exit 1
=== run bpfweld check -q --target linux-6.1/x86_64 bad.bpf.o
=== exit 0
