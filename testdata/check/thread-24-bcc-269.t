# https://github.com/iovisor/bcc/issues/269
# https://github.com/iovisor/bcc/issues/919
# The key is filled in a function of its own, which gets it by pointer, and holds a name that is
# shorter than its buffer: what bpf_probe_read_kernel_str() does not write is not set either.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct key {
	__u32 pid;
	char name[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct key);
	__type(value, __u64);
} counts SEC(".maps");

static __noinline void fill(struct key *key, const void *from)
{
	key->pid = (__u32)bpf_get_current_pid_tgid();
	bpf_probe_read_kernel_str(key->name, sizeof(key->name), from);
}

SEC("kprobe/vfs_open") int opened(void *ctx)
{
	struct key key;
	__u64 one = 1;

	fill(&key, ctx);
	bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
	return 0;
}
=== file good.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct key {
	__u32 pid;
	char name[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct key);
	__type(value, __u64);
} counts SEC(".maps");

static __noinline void fill(struct key *key, const void *from)
{
	__builtin_memset(key, 0, sizeof(*key));
	key->pid = (__u32)bpf_get_current_pid_tgid();
	bpf_probe_read_kernel_str(key->name, sizeof(key->name), from);
}

SEC("kprobe/vfs_open") int opened(void *ctx)
{
	struct key key;
	__u64 one = 1;

	fill(&key, ctx);
	bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
	return 0;
}
=== run cc-bpf bad.bpf.c good.bpf.c && bpfweld check --fail-on warning --target linux-6.12/x86_64 bad.bpf.o
warning[USE002]: bytes 5 to 15 (11 of the 12 bytes of name) of the key of counts (struct key, 16 bytes) may be unset, as not every way to here sets them: bpf_map_update_elem()
  --> bad.bpf.c:29:2 ('opened', section kprobe/vfs_open+0x68, in bad.bpf.o)
   |
29 | 	bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
   | 	^
  = note: struct key: 16 bytes, aligned to 4
          0       4       __u32  pid
          4       12      char[12]  name
  = note: for target linux-6.12/x86_64
  = rule: As USE001; on some ways through the program, or when a string is shorter than its
          buffer, bytes of the key keep what stood on the stack before.
  = fix: Set the whole key first: __builtin_memset(&key, 0, sizeof(key)).

0 errors, 1 warning
=== exit 1
=== run bpfweld check --fail-on warning -q --target linux-6.12/x86_64 good.bpf.o
=== exit 0
