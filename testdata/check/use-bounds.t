# A key that is smaller than the map's, and an access behind the end of a value.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct key {
	__u64 a, b;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct key);
	__type(value, __u32);
} map SEC(".maps");

/* kernel: stack R2 off=-4 size=16 */
SEC("socket") int small_key(void *ctx)
{
	__u32 key = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&map, &key) != 0;
}
/* kernel: min value is outside of the allowed memory range */
SEC("socket") int wide_value(void *ctx)
{
	struct key key = {};
	__u64 *v = bpf_map_lookup_elem(&map, &key);

	return v ? *v != 0 : 0;
}
=== run cc-bpf bad.bpf.c && bpfweld check --target linux-6.18/x86_64 bad.bpf.o
error[USE004]: bpf_map_lookup_elem(): the key of map has 16 bytes, from r10-4 on the stack has 4
  --> bad.bpf.c:21:9 ('small_key', section socket+0x30, in bad.bpf.o)
   |
21 | 	return bpf_map_lookup_elem(&map, &key) != 0;
   | 	       ^
  = note: for target linux-6.18/x86_64
  = rule: A helper reads key_size or value_size bytes of the map from the pointer it is given;
          all of them must lie in the stack frame (check_stack_access_within_bounds).
  = fix: Use a buffer of the map's key or value type.

error[USE010]: r1 = *(u64 *)(r0 + 0): 8 bytes at offset 0 of a value of map, which has 4
  --> bad.bpf.c:29:13 ('wide_value', section socket+0xa8, in bad.bpf.o)
   |
29 | 	return v ? *v != 0 : 0;
   | 	           ^
  = note: for target linux-6.18/x86_64
  = rule: A pointer into a value reaches value_size bytes (check_map_access: EACCES, "invalid
          access to map value").
  = fix: Make the value as large as what is read and written.

2 errors, 0 warnings
=== exit 1
