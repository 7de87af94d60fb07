# Names: typedefs, other spelling, several types of a name, a type that has nothing to do with it.
# -v also says what agrees and what was not compared.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct flow_key { __u32 src; __u32 dst; };
typedef struct { __u32 packets; __u32 bytes; } stats_t;
struct event { __u32 pid; __u32 uid; };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct flow_key);
	__type(value, stats_t);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event);
} last SEC(".maps");
=== file user.c
struct flow_key { unsigned int source; unsigned int dst; } k;
struct Stats { unsigned int packets, bytes; } s;
struct stats { unsigned int bytes, packets; } t;
struct event { void *queue; unsigned long flags; short fd; } e;
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c
=== exit 0
=== run bpfweld check -v --user user.x86_64 a.bpf.o | sed '1,/^$/d'
note[RUN011]: no --target given: checked for linux-6.18/x86_64
  --> (command line)
  = rule: Without --target the newest built-in kernel of an architecture with the object's byte
          order is taken.
  = fix: Name the kernels you deploy to: --target linux-6.12/aarch64, a .yaml file, or host.

note[ABI024]: key of map 'flows': 1 field has another name in the program's struct flow_key
  --> a.bpf.c:12:3 ('flows', section .maps+0x0, in a.bpf.o)
   |
12 | } flows SEC(".maps");
   |   ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = rule: Names do not matter to the bytes.
  = fix: Use the same names, if they mean the same.

note[ABI025]: value of map 'flows' agrees with the program's struct Stats
  --> a.bpf.c:12:3 ('flows', section .maps+0x0, in a.bpf.o)
   |
12 | } flows SEC(".maps");
   |   ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = rule: Every field was compared.
  = fix: Nothing to do.

warning[ABI020]: value of map 'flows': 'packets' and 'bytes' are swapped in the program's struct stats
  --> a.bpf.c:12:3 ('flows', section .maps+0x0, in a.bpf.o)
   |
12 | } flows SEC(".maps");
   |   ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = note: the bytes on both sides:
             byte  stats_t (map)                      struct stats (program)
          >     0  __u32 packets                      unsigned int bytes
          >     4  __u32 bytes                        unsigned int packets
                8  (end)                              (end)
  = note: user.c:3: struct stats is declared here
  = note: a.bpf.c:4: stats_t of the map is declared here
  = rule: The program has several types that may be meant. One agrees with the map; this one
          does not.
  = fix: Say which one is meant with --bind MAP=TYPE.

note[ABI026]: key of map 'last': no program has a type for it (__u32)
  --> a.bpf.c:19:3 ('last', section .maps+0x20, in a.bpf.o)
   |
19 | } last SEC(".maps");
   |   ^
  = rule: Types are matched by name; scalars only by --bind.
  = fix: Say which type is meant with --bind MAP=TYPE.

warning[ABI021]: value of map 'last': the program's struct event has 24 bytes and no field of it; the map has 8 bytes
  --> a.bpf.c:19:3 ('last', section .maps+0x20, in a.bpf.o)
   |
19 | } last SEC(".maps");
   |   ^
  = note: in user.x86_64 (x86_64-linux-gnu)
  = note: user.c:4: struct event is declared here
  = note: a.bpf.c:5: struct event of the map is declared here
  = rule: Types are matched by name; these share neither size nor any field.
  = fix: Say which type is meant with --bind MAP=TYPE, or give the type another name.

0 errors, 2 warnings
=== exit 0
