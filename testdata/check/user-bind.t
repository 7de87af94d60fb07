# --bind says which type is meant, for scalars, for records of ring buffers, and where names differ.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct event { __u32 pid; __u32 uid; };
struct limits { __u32 low; __u32 high; };
const struct event *unused __attribute__((unused));
struct limits limits;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
=== file user.c
typedef unsigned short port_t;
typedef unsigned long long count_t;
struct event { unsigned int uid, pid; } e;
struct range { unsigned int low; int high; } r;
port_t port;
count_t count;
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c && cp user.x86_64 other
=== exit 0
=== run bpfweld check -q --user user.x86_64 --bind counters.key=port_t --bind counters.value=count_t a.bpf.o
a.bpf.c:13:3: error: key of map 'counters': the value is 4 bytes (__u32), in the program's port_t 2 bytes (port_t) [ABI002]
=== exit 1
=== run bpfweld check --user user.x86_64 --bind events=event --bind limits=range a.bpf.o
warning[ABI014]: variable 'limits' in .bss: 'high' is __u32, in the program's struct range int
  --> a.bpf.c:6:8 ('limits', section .bss, in a.bpf.o)
  |
6 | struct limits limits;
  |        ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = note: user.c:4: struct range is declared here
  = note: a.bpf.c:4: struct limits of the map is declared here
  = rule: The bytes are the same, but values with the highest bit set are different numbers.
  = fix: Use the same signedness on both sides.

error[ABI005]: record of map 'events': 'pid' and 'uid' are swapped in the program's struct event
  --> a.bpf.c:18:3 ('events', section .maps+0x20, in a.bpf.o)
   |
18 | } events SEC(".maps");
   |   ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = note: the bytes on both sides:
             byte  struct event (map)                 struct event (program)
          >     0  __u32 pid                          unsigned int uid
          >     4  __u32 uid                          unsigned int pid
                8  (end)                              (end)
  = note: user.c:3: struct event is declared here
  = note: a.bpf.c:3: struct event of the map is declared here
  = rule: Sizes are the same, so neither the kernel nor a loader notices: each side reads the
          other field.
  = fix: Declare the fields in the same order on both sides.

1 error, 1 warning
=== exit 1
=== run bpfweld check --user user.x86_64 --bind user.x86_64:limits=range --bind counter=count_t --bind counters=cuont_t a.bpf.o
error[ABI012]: --bind counter=count_t: a.bpf.o has no map or variable 'counter'
  --> a.bpf.o
  = note: there is counters
  = rule: --bind [ELF:]MAP[.key|.value]=TYPE names a map or variable of the object and a type in
          the debug information of a program given with --user.
  = fix: Use one of the names that are there.

error[ABI012]: --bind counters=cuont_t: no program has a type 'cuont_t'
  --> user.x86_64
  = note: there is count_t
  = rule: --bind [ELF:]MAP[.key|.value]=TYPE names a map or variable of the object and a type in
          the debug information of a program given with --user.
  = fix: Use one of the names that are there.

warning[ABI014]: variable 'limits' in .bss: 'high' is __u32, in the program's struct range int
  --> a.bpf.c:6:8 ('limits', section .bss, in a.bpf.o)
  |
6 | struct limits limits;
  |        ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = note: user.c:4: struct range is declared here
  = note: a.bpf.c:4: struct limits of the map is declared here
  = rule: The bytes are the same, but values with the highest bit set are different numbers.
  = fix: Use the same signedness on both sides.

2 errors, 1 warning
=== exit 1
=== run bpfweld check -q --user user.x86_64 --bind agent:limits=range a.bpf.o
(command line): error: --bind agent:limits=range: no program 'agent' is given with --user [ABI012]
=== exit 1
=== run bpfweld check -q --user user.x86_64 --bind limits a.bpf.o
(command line): error: --bind is 'limits'; it takes [ELF:]MAP[.key|.value]=TYPE [RUN008]
=== exit 2
=== run bpfweld check -q --bind limits=range a.bpf.o
(command line): error: --bind limits=range: no program is given with --user [ABI012]
=== exit 1
