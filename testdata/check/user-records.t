# Records of a ring buffer have no type in the map: structs as long as what is reserved are taken,
# from BTF or from DWARF, and compared where a program has a type of that name.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct event { __u32 pid; __u64 stamp; char comm[16]; };

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return 0;
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->stamp = bpf_ktime_get_ns();
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}
=== file user.c
struct event { unsigned int pid; unsigned long long stamp; char comm[16]; } event;
struct other { unsigned int pid; } other;
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c && cc-user i386 user.c
=== exit 0
=== run bpfweld check --user user.x86_64 a.bpf.o
=== exit 0
=== run bpfweld check --user user.x86_64 --user user.i386 a.bpf.o
error[ABI001]: record of map 'events': 'stamp' is at byte 8, in the program's struct event at byte 4
  --> a.bpf.c:10:3 ('events', section .maps+0x0, in a.bpf.o)
   |
10 | } events SEC(".maps");
   |   ^
  = note: in user.i386 (i386-linux-gnu)
  = note: the bytes on both sides:
             byte  struct event (map)                 struct event (program)
                0  __u32 pid                          unsigned int pid
          >     4  (padding, 4)                       unsigned long long stamp
          >     8  __u64 stamp                        |
          >    12  |                                  char[16] comm
          >    16  char[16] comm                      |
          >    28  |                                  (end)
          >    32  (end)
  = note: user.c:1: struct event is declared here
  = note: a.bpf.c:5: struct event of the map is declared here
  = rule: A map holds bytes: the kernel copies them as they are between the BPF program and user
          space. Both sides must have each field at the same offset (measured from BTF and from
          the program's DWARF).
  = fix: Put an explicit member 'unsigned char pad[4]' before stamp.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --user user.x86_64 --bind events=other a.bpf.o
a.bpf.c:10:3: error: record of map 'events': 'stamp' at byte 8 is not in the program's struct other [ABI006]
=== exit 1
=== run bpfweld check -q --user user.x86_64 --bind events=none a.bpf.o
user.x86_64: error: --bind events=none: no program has a type 'none' [ABI012]
=== exit 1
