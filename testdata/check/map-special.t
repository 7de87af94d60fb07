# Special fields that a map type does not take, that nobody sees, that crash kernels; BTF types
# that loaders leave out; what the target does not tell.
=== file lock.bpf.c
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>

struct value {
	struct bpf_spin_lock lock;
	__u32 n;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct value);
} locked SEC(".maps");

char _license[] SEC("license") = "GPL";
=== file timers.bpf.c
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>

struct value {
	struct bpf_timer first, second;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct value);
} timers SEC(".maps");

char _license[] SEC("license") = "GPL";
=== file crooked.bpf.c
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>

struct inner {
	struct bpf_timer timer;
} __attribute__((packed));

struct value {
	__u32 n;
	struct inner inner;
} __attribute__((packed));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct value);
} crooked SEC(".maps");

char _license[] SEC("license") = "GPL";
=== file trie.bpf.c
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, __u64);
} trie SEC(".maps");

char _license[] SEC("license") = "GPL";
=== file cpus.bpf.c
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>

struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__uint(max_entries, 128);
	__type(key, __u32);
	__type(value, __u32);
} cpus SEC(".maps");

char _license[] SEC("license") = "GPL";
=== file board.yaml
name: board
arch: x86_64
kernel: 6.12.0
loader: bpfweld
=== run cc-bpf lock.bpf.c timers.bpf.c crooked.bpf.c trie.bpf.c cpus.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 lock.bpf.o
error[MAP025]: value type is struct value (8 bytes); LRU_HASH wants none of these special fields: bpf_spin_lock
  --> lock.bpf.c:14:3 ('locked', section .maps+0x0, in lock.bpf.o)
   |
14 | } locked SEC(".maps");
   |   ^
  = note: map_check_btf of Linux 6.12 answers EOPNOTSUPP
  = note: for target linux-6.12/x86_64
  = rule: Locks, timers, kernel pointers, lists and trees may be in values of some map types
          only, and never with BPF_F_RDONLY_PROG or BPF_F_WRONLY_PROG (map_check_btf).
  = fix: Use a map type that takes the field, or remove the flag.

1 error, 0 warnings
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 timers.bpf.o
warning[MAP026]: there is a second bpf_timer
  --> timers.bpf.c:13:3 ('timers', section .maps+0x0, in timers.bpf.o)
   |
13 | } timers SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: If anything is wrong with the special fields of a value, the kernel makes the map
          without them (btf_parse_fields), and programs that use one are refused.
  = fix: Correct the field named.

0 errors, 1 warning
=== exit 0
=== run bpfweld check --target linux-6.12/aarch64 crooked.bpf.o
warning[MAP031]: the bpf_timer at 4 is not aligned to 8
  --> crooked.bpf.c:18:3 ('crooked', section .maps+0x0, in crooked.bpf.o)
   |
18 | } crooked SEC(".maps");
   |   ^
  = note: for target linux-6.12/aarch64
  = rule: Kernels look at the alignment of a field within its own struct only. A lock, timer or
          pointer in a nested struct that is not aligned itself is accepted, and kernels of
          arm64 and s390x crash when they free the map (measured: 6.12).
  = fix: Align the nested struct to 8 bytes.

0 errors, 1 warning
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 trie.bpf.o
warning[MAP032]: key type is unsigned long long (8 bytes); LPM_TRIE wants a struct
  --> trie.bpf.c:10:3 ('trie', section .maps+0x0, in trie.bpf.o)
   |
10 | } trie SEC(".maps");
   |   ^
  = note: trie_check_btf of Linux 6.12 answers EINVAL
  = note: for target linux-6.12/x86_64
  = rule: The kernel refuses the BTF types of key and value (map_check_btf); loaders then make
          the map again without them, and bpftool shows bytes. bpfweld's loader does not try
          again.
  = fix: Use the type named, or give sizes instead of types.

0 errors, 1 warning
=== exit 0
=== run bpfweld check --target ./board.yaml trie.bpf.o
error[MAP024]: key type is unsigned long long (8 bytes); LPM_TRIE wants a struct
  --> trie.bpf.c:10:3 ('trie', section .maps+0x0, in trie.bpf.o)
   |
10 | } trie SEC(".maps");
   |   ^
  = note: trie_check_btf of Linux 6.12 answers EINVAL
  = note: for target board
  = rule: Some map types refuse BTF types of key and value, some demand one of a certain kind
          (map_check_btf and the type's own check). libbpf then tries again without BTF, and
          what needs BTF, such as a lock, fails later.
  = fix: Use the type named for key or value, or give sizes instead of types.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -v --target linux-6.12/x86_64 cpus.bpf.o
note[MAP027]: the answer (ok) hangs on CONFIG_NR_CPUS: E2BIG where it is 64
  --> cpus.bpf.c:9:3 ('cpus', section .maps+0x0, in cpus.bpf.o)
  |
9 | } cpus SEC(".maps");
  |   ^
  = note: for target linux-6.12/x86_64
  = rule: Some limits are constants of the kernel's configuration or of the machine. Where the
          target does not tell them, the likeliest value is taken.
  = fix: Give the target the kernel's btf and config, and cpus (bpfweld target import).

note[MAP027]: map types hang on options that the target does not tell: CONFIG_NET (CPUMAP)
  --> cpus.bpf.o
  = note: for target linux-6.12/x86_64
  = rule: Some limits are constants of the kernel's configuration or of the machine. Where the
          target does not tell them, the likeliest value is taken.
  = fix: Give the target the kernel's btf and config, and cpus (bpfweld target import).

note[MAP033]: the loader needs CAP_BPF for cpus
  --> cpus.bpf.o
  = note: for target linux-6.12/x86_64
  = rule: Without kernel.unprivileged_bpf_disabled some map types need no capability; others
          need CAP_BPF (CAP_SYS_ADMIN before 5.8), those of devices and sockets CAP_NET_ADMIN
          (map_create).
  = fix: Give the loader these capabilities, and no more.

=== exit 0
