# Maps that are read-only or write-only to programs: stores, loads, helpers.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

const volatile __u32 limit = 3;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} results SEC(".maps");

/* kernel: write into map forbidden, value_size=4 off=0 size=4 */
SEC("socket") int store_to_const(void *ctx)
{
	*(volatile __u32 *)&limit = 4;
	return 0;
}
/* kernel: write into map forbidden, value_size=8 off=0 size=8 */
SEC("socket") int store(void *ctx)
{
	__u32 key = 0;
	__u64 *v = bpf_map_lookup_elem(&settings, &key);

	if (v)
		*v = 1;
	return 0;
}
/* kernel: write into map forbidden */
SEC("socket") int update(void *ctx)
{
	__u32 key = 0;
	__u64 v = 1;

	return bpf_map_update_elem(&settings, &key, &v, BPF_ANY) != 0;
}
/* kernel: read from map forbidden, value_size=8 off=0 size=8 */
SEC("socket") int load(void *ctx)
{
	__u32 key = 0;
	__u64 *v = bpf_map_lookup_elem(&results, &key);

	return v ? *v != 0 : 0;
}
=== file good.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

const volatile __u32 limit = 3;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} results SEC(".maps");

SEC("socket") int copy(void *ctx)
{
	__u32 key = limit;
	__u64 *from = bpf_map_lookup_elem(&settings, &key);
	__u64 *to = bpf_map_lookup_elem(&results, &key);

	if (from && to)
		*to = *from;
	if (from)
		bpf_map_update_elem(&results, &key, from, BPF_ANY);
	return 0;
}
=== run cc-bpf bad.bpf.c good.bpf.c && bpfweld check --target linux-6.18/x86_64 bad.bpf.o
error[USE007]: *(u32 *)(r1 + 0) = r2: writes .rodata, which is constant data
  --> bad.bpf.c:26:28 ('store_to_const', section socket+0x18, in bad.bpf.o)
   |
26 | 	*(volatile __u32 *)&limit = 4;
   | 	                          ^
  = note: for target linux-6.18/x86_64
  = rule: Programs may not write values of maps with BPF_F_RDONLY_PROG, which .rodata and
          .kconfig have (check_map_access_type: EACCES, "write into map forbidden").
  = fix: Write to a variable that is not const; user space sets this one before the load.

error[USE007]: *(u64 *)(r0 + 0) = r1: writes settings, which is BPF_F_RDONLY_PROG
  --> bad.bpf.c:36:6 ('store', section socket+0x78, in bad.bpf.o)
   |
36 | 		*v = 1;
   | 		   ^
  = note: for target linux-6.18/x86_64
  = rule: Programs may not write values of maps with BPF_F_RDONLY_PROG, which .rodata and
          .kconfig have (check_map_access_type: EACCES, "write into map forbidden").
  = fix: Remove the write, or create the map without BPF_F_RDONLY_PROG.

error[USE009]: bpf_map_update_elem on settings, which is BPF_F_RDONLY_PROG
  --> bad.bpf.c:45:9 ('update', section socket+0xe8, in bad.bpf.o)
   |
45 | 	return bpf_map_update_elem(&settings, &key, &v, BPF_ANY) != 0;
   | 	       ^
  = note: for target linux-6.18/x86_64
  = rule: update, delete, push and pop are refused for maps with BPF_F_RDONLY_PROG
          (record_func_map: EACCES, "write into map forbidden").
  = fix: Leave it to user space, or create the map without BPF_F_RDONLY_PROG.

error[USE008]: r1 = *(u64 *)(r0 + 0): reads results, which is BPF_F_WRONLY_PROG
  --> bad.bpf.c:53:13 ('load', section socket+0x150, in bad.bpf.o)
   |
53 | 	return v ? *v != 0 : 0;
   | 	           ^
  = note: for target linux-6.18/x86_64
  = rule: Programs may not read values of maps with BPF_F_WRONLY_PROG (check_map_access_type:
          EACCES, "read from map forbidden").
  = fix: Remove the read, or create the map without BPF_F_WRONLY_PROG.

4 errors, 0 warnings
=== exit 1
=== run bpfweld check -q --target linux-6.18/x86_64 good.bpf.o
=== exit 0
