# One source, three programs: 64-bit integers are aligned to 4 on i386, long has 32 bits on both
# 32-bit machines. The finding names the ABI, shows the bytes, and is said once for all programs.
=== file flow.h
struct flow {
	unsigned int packets;
	unsigned long long bytes;
};

struct clock {
	long last;
};
=== file a.bpf.c
#include <bpfweld/bpf.h>
#include "flow.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct flow);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct clock);
} clocks SEC(".maps");
=== file user.c
#include "flow.h"

struct flow flow;
struct clock clock;
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c && cc-user i386 user.c && cc-user arm user.c
=== exit 0
=== run bpfweld check --user user.x86_64 --user user.i386 --user user.arm a.bpf.o
error[ABI001]: value of map 'flows': 'bytes' is at byte 8, in the program's struct flow at byte 4
  --> a.bpf.c:9:3 ('flows', section .maps+0x0, in a.bpf.o)
  |
9 | } flows SEC(".maps");
  |   ^
  = note: in user.i386 (i386-linux-gnu)
  = note: the bytes on both sides:
             byte  struct flow (map)                  struct flow (program)
                0  unsigned int packets               unsigned int packets
          >     4  (padding, 4)                       unsigned long long bytes
          >     8  unsigned long long bytes           |
          >    12  |                                  (end)
          >    16  (end)
  = note: flow.h:1: struct flow is declared here
  = note: this is the map's own declaration as the program's ABI lays it out: the source is the
          same, the ABI is not
  = rule: A map holds bytes: the kernel copies them as they are between the BPF program and user
          space. Both sides must have each field at the same offset (measured from BTF and from
          the program's DWARF).
  = fix: Put an explicit member 'unsigned char pad[4]' before bytes on both sides, or declare
         bytes __aligned_u64 there: this ABI aligns 64-bit integers to 4 bytes.

error[ABI002]: value of map 'clocks': 'last' is 8 bytes (long), in the program's struct clock 4 bytes (long)
  --> a.bpf.c:16:3 ('clocks', section .maps+0x20, in a.bpf.o)
   |
16 | } clocks SEC(".maps");
   |   ^
  = note: in user.i386 (i386-linux-gnu), user.arm (arm-linux-gnueabi)
  = note: the bytes on both sides:
             byte  struct clock (map)                 struct clock (program)
          >     0  long last                          long last
          >     4  |                                  (end)
          >     8  (end)
  = note: flow.h:6: struct clock is declared here
  = note: this is the map's own declaration as the program's ABI lays it out: the source is the
          same, the ABI is not
  = rule: A map holds bytes: a field that one side writes with another width is read with bytes
          of its neighbour or of padding; on little-endian machines that may seem to work.
  = fix: Declare last as __s64 on both sides: in BPF long has 8 bytes, in this program 4.

2 errors, 0 warnings
=== exit 1
=== run bpfweld check --user user.x86_64 a.bpf.o
=== exit 0
