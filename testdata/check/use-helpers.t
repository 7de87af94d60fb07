# Helpers and map types that do not go together.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

#define MAP(name, kind, k, v)                                                                      \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_##kind);                                                 \
		__uint(max_entries, 4096);                                                         \
		__uint(key_size, k);                                                               \
		__uint(value_size, v);                                                             \
	} name SEC(".maps")

MAP(hash, HASH, 4, 8);
MAP(queue, QUEUE, 0, 8);
MAP(progs, PROG_ARRAY, 4, 4);
MAP(ring, RINGBUF, 0, 0);
MAP(socks, SOCKMAP, 4, 8);

/* kernel: cannot pass map_type 1 into func bpf_map_push_elem#87 */
SEC("socket") int push_on_hash(void *ctx)
{
	__u64 v = 1;

	return bpf_map_push_elem(&hash, &v, BPF_ANY) != 0;
}
/* kernel: cannot pass map_type 3 into func bpf_map_lookup_elem#1 */
SEC("socket") int look_up_programs(void *ctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&progs, &key) != 0;
}
/* kernel: expected prog array map for tail call */
SEC("socket") int tail_call_into_hash(void *ctx)
{
	bpf_tail_call(ctx, &hash, 0);
	return 0;
}
/* kernel: cannot pass map_type 22 into func bpf_ringbuf_output#130 */
SEC("socket") int output_to_queue(void *ctx)
{
	__u64 v = 1;

	return bpf_ringbuf_output(&queue, &v, sizeof(v), 0) != 0;
}
/* kernel: R3 type=fp expected=sock_common */
SEC("kprobe/vfs_open") int sockets_in_kprobe(void *ctx)
{
	__u32 key = 0;
	__u64 v = 1;

	return bpf_map_update_elem(&socks, &key, &v, BPF_ANY) != 0;
}
=== run cc-bpf bad.bpf.c && bpfweld check --target linux-6.18/x86_64 bad.bpf.o
error[USE011]: bpf_map_push_elem does not take hash, which is a HASH
  --> bad.bpf.c:24:9 ('push_on_hash', section socket+0x38, in bad.bpf.o)
   |
24 | 	return bpf_map_push_elem(&hash, &v, BPF_ANY) != 0;
   | 	       ^
  = note: for target linux-6.18/x86_64
  = rule: Helpers and map types are matched in both directions (check_map_func_compatibility:
          EINVAL, "cannot pass map_type N into func").
  = fix: Use a helper that the map type has, or another map type.

error[USE011]: bpf_map_lookup_elem does not take progs, which is a PROG_ARRAY
  --> bad.bpf.c:31:9 ('look_up_programs', section socket+0x90, in bad.bpf.o)
   |
31 | 	return bpf_map_lookup_elem(&progs, &key) != 0;
   | 	       ^
  = note: PROG_ARRAY maps have bpf_tail_call
  = note: for target linux-6.18/x86_64
  = rule: Helpers and map types are matched in both directions (check_map_func_compatibility:
          EINVAL, "cannot pass map_type N into func").
  = fix: Use a helper that the map type has, or another map type.

error[USE011]: bpf_tail_call does not take hash, which is a HASH
  --> bad.bpf.c:36:2 ('tail_call_into_hash', section socket+0xd8, in bad.bpf.o)
   |
36 | 	bpf_tail_call(ctx, &hash, 0);
   | 	^
  = note: for target linux-6.18/x86_64
  = rule: Helpers and map types are matched in both directions (check_map_func_compatibility:
          EINVAL, "cannot pass map_type N into func").
  = fix: Use a helper that the map type has, or another map type.

error[USE011]: bpf_ringbuf_output does not take queue, which is a QUEUE
  --> bad.bpf.c:44:9 ('output_to_queue', section socket+0x130, in bad.bpf.o)
   |
44 | 	return bpf_ringbuf_output(&queue, &v, sizeof(v), 0) != 0;
   | 	       ^
  = note: QUEUE maps have bpf_map_push_elem, bpf_map_pop_elem, bpf_map_peek_elem
  = note: for target linux-6.18/x86_64
  = rule: Helpers and map types are matched in both directions (check_map_func_compatibility:
          EINVAL, "cannot pass map_type N into func").
  = fix: Use a helper that the map type has, or another map type.

error[USE011]: bpf_map_update_elem does not take socks, which is a SOCKMAP, in a program of type KPROBE
  --> bad.bpf.c:52:9 ('sockets_in_kprobe', section kprobe/vfs_open+0x58, in bad.bpf.o)
   |
52 | 	return bpf_map_update_elem(&socks, &key, &v, BPF_ANY) != 0;
   | 	       ^
  = note: SOCKMAP maps have bpf_map_lookup_elem, bpf_sk_redirect_map, bpf_sock_map_update,
          bpf_msg_redirect_map, bpf_sk_select_reuseport
  = note: for target linux-6.18/x86_64
  = rule: Helpers and map types are matched in both directions (check_map_func_compatibility:
          EINVAL, "cannot pass map_type N into func").
  = fix: Use a helper that the map type has, or another map type.

5 errors, 0 warnings
=== exit 1
