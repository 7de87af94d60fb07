# https://github.com/sched-ext/scx/issues/3693
# A key with padding at its end: clang stores the two members, the rest of the key is what stood on
# the stack. Deletes miss, the map fills. The verifier lets it pass.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_key {
	__u64 start;
	__u32 pid;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct task_key);
	__type(value, __u64);
} tasks SEC(".maps");

SEC("tp/sched/sched_process_exit") int task_exit(void *ctx)
{
	struct task_key key = {.start = bpf_ktime_get_ns(), .pid = (__u32)bpf_get_current_pid_tgid()};

	bpf_map_delete_elem(&tasks, &key);
	return 0;
}
=== file good.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_key {
	__u64 start;
	__u32 pid;
	__u32 zero;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct task_key);
	__type(value, __u64);
} tasks SEC(".maps");

SEC("tp/sched/sched_process_exit") int task_exit(void *ctx)
{
	struct task_key key = {.start = bpf_ktime_get_ns(), .pid = (__u32)bpf_get_current_pid_tgid()};

	bpf_map_delete_elem(&tasks, &key);
	return 0;
}
=== run cc-bpf bad.bpf.c good.bpf.c && bpfweld check --fail-on warning --target linux-6.18/x86_64 bad.bpf.o
warning[MAP015]: key struct task_key has 4 bytes of padding at offset 12, behind pid at its end
  --> bad.bpf.c:15:3 ('tasks', section .maps+0x0, in bad.bpf.o)
   |
15 | } tasks SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: Hashes and LPM tries compare all bytes of a key, padding too. Compilers leave padding
          unset, and since 6.3 the verifier lets privileged programs pass unset stack bytes:
          lookups then fail at random.
  = fix: Write '__u8 pad[4];' behind pid and set it to zero.

warning[USE001]: bytes 12 to 15 (padding behind pid) of the key of tasks (struct task_key, 16 bytes) are set by nothing on any way to here: bpf_map_delete_elem()
  --> bad.bpf.c:21:2 ('task_exit', section tp/sched/sched_process_exit+0x40, in bad.bpf.o)
   |
21 | 	bpf_map_delete_elem(&tasks, &key);
   | 	^
  = note: bad.bpf.c:19:24 ('task_exit', section tp/sched/sched_process_exit+0x8, in bad.bpf.o):
          bytes 0 to 7: written here by *(u64 *)(r10 - 16) = r0
   |
19 | 	struct task_key key = {.start = bpf_ktime_get_ns(), .pid = (__u32)bpf_get_current_pid_tgid()};
   | 	                      ^
  = note: bad.bpf.c:19:24 ('task_exit', section tp/sched/sched_process_exit+0x18, in bad.bpf.o):
          bytes 8 to 11: written here by *(u32 *)(r10 - 8) = r0
   |
19 | 	struct task_key key = {.start = bpf_ktime_get_ns(), .pid = (__u32)bpf_get_current_pid_tgid()};
   | 	                      ^
  = note: struct task_key: 16 bytes, aligned to 8
          0       8       __u64  start
          8       4       __u32  pid
          12      4       (hole)
  = note: for target linux-6.18/x86_64
  = rule: A map compares or indexes by all bytes of a key. Since Linux 6.3, and in stable
          kernels that took it over, the verifier lets privileged programs pass unset bytes of
          the stack (check_stack_range_initialized, allow_uninit_stack): what is looked up then
          depends on what stood on the stack before.
  = fix: Declare the padding as a member and set it to 0, or __builtin_memset() the whole key
         before its members are set: `= {}` need not clear padding.

0 errors, 2 warnings
=== exit 1
=== run bpfweld check --fail-on warning -q --target linux-6.18/x86_64 --target linux-5.10/x86_64 good.bpf.o
=== exit 0
