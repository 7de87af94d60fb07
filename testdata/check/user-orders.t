# With both byte orders each program is compared with the object of its own.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct stats { __u32 packets; __u32 bytes; };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stats);
} table SEC(".maps");
=== file user.c
struct stats { unsigned int packets, bytes; } s;
=== file wrong.c
struct stats { unsigned int bytes, packets; } s;
=== run cc-user x86_64 user.c && cc-user mips user.c && cc-user mips wrong.c
=== exit 0
=== run bpfweld build --endian both --user user.x86_64 --user user.mips -o a.o a.bpf.c && ls *.o
a.bpfeb.o
a.bpfel.o
=== exit 0
=== run bpfweld build --endian both --user user.x86_64 --user wrong.mips -o b.o a.bpf.c; ls b*.o
error[ABI005]: value of map 'table': 'packets' and 'bytes' are swapped in the program's struct stats
  --> a.bpf.c:10:3 ('table', section .maps+0x0)
   |
10 | } table SEC(".maps");
   |   ^
  = note: in wrong.mips (mips-linux-gnu)
  = note: the bytes on both sides:
             byte  struct stats (map)                 struct stats (program)
          >     0  __u32 packets                      unsigned int bytes
          >     4  __u32 bytes                        unsigned int packets
                8  (end)                              (end)
  = note: wrong.c:1: struct stats is declared here
  = rule: Sizes are the same, so neither the kernel nor a loader notices: each side reads the
          other field.
  = fix: Declare the fields in the same order on both sides.

1 error, 0 warnings
ls: cannot access 'b*.o': No such file or directory
=== exit 2
