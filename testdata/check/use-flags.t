# Flags with which a helper always fails.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} array SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} hash SEC(".maps");

SEC("socket") int flags(void *ctx)
{
	__u32 key = 0;
	__u64 v = 1;
	long n = 0;

	n += bpf_map_update_elem(&array, &key, &v, BPF_NOEXIST);
	n += bpf_map_update_elem(&hash, &key, &v, BPF_NOEXIST | BPF_EXIST);
	n += bpf_map_update_elem(&hash, &key, &v, BPF_F_LOCK);
	n += bpf_map_update_elem(&hash, &key, &v, BPF_NOEXIST);
	n += bpf_map_update_elem(&array, &key, &v, BPF_EXIST);
	return n != 0;
}
=== run cc-bpf a.bpf.c && bpfweld check --target linux-6.18/x86_64 a.bpf.o
warning[USE015]: bpf_map_update_elem on array with flags 1 always gives EEXIST: all elements of an array exist
  --> a.bpf.c:24:7 ('flags', section socket+0x68, in a.bpf.o)
   |
24 | 	n += bpf_map_update_elem(&array, &key, &v, BPF_NOEXIST);
   | 	     ^
  = note: for target linux-6.18/x86_64
  = rule: Each map type takes the flags it knows: BPF_NOEXIST never succeeds where all elements
          exist, BPF_NOEXIST and BPF_EXIST exclude each other, BPF_F_LOCK needs a bpf_spin_lock
          in the value (the map type's update function in the kernel).
  = fix: Use BPF_ANY, or the flag that is meant.

warning[USE015]: bpf_map_update_elem on hash with flags 3 always gives EINVAL: BPF_NOEXIST and BPF_EXIST exclude each other
  --> a.bpf.c:25:7 ('flags', section socket+0xa0, in a.bpf.o)
   |
25 | 	n += bpf_map_update_elem(&hash, &key, &v, BPF_NOEXIST | BPF_EXIST);
   | 	     ^
  = note: for target linux-6.18/x86_64
  = rule: Each map type takes the flags it knows: BPF_NOEXIST never succeeds where all elements
          exist, BPF_NOEXIST and BPF_EXIST exclude each other, BPF_F_LOCK needs a bpf_spin_lock
          in the value (the map type's update function in the kernel).
  = fix: Use BPF_ANY, or the flag that is meant.

warning[USE015]: bpf_map_update_elem on hash with flags 4 always gives EINVAL: BPF_F_LOCK, but no bpf_spin_lock in the value
  --> a.bpf.c:26:7 ('flags', section socket+0xe0, in a.bpf.o)
   |
26 | 	n += bpf_map_update_elem(&hash, &key, &v, BPF_F_LOCK);
   | 	     ^
  = note: for target linux-6.18/x86_64
  = rule: Each map type takes the flags it knows: BPF_NOEXIST never succeeds where all elements
          exist, BPF_NOEXIST and BPF_EXIST exclude each other, BPF_F_LOCK needs a bpf_spin_lock
          in the value (the map type's update function in the kernel).
  = fix: Use BPF_ANY, or the flag that is meant.

0 errors, 3 warnings
=== exit 0
