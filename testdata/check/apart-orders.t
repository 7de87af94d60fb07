# Both byte orders of one program: the maps must be the same. Each object is checked for targets of its
# own order.
=== file app.bpf.c
#include <bpfweld/bpf.h>

struct key {
	__u32 addr;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	__u16 vlan;
	__u16 port;
#else
	__u16 port;
	__u16 vlan;
#endif
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct key);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} little_only SEC(".maps");
#endif
=== file good.bpf.c
#include <bpfweld/bpf.h>

struct key {
	__u32 addr;
	__u16 port, vlan;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct key);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");

int counter;
=== run for e in el eb; do cc-bpf --target=bpf$e *.c; mv app.bpf.o app.bpf$e.o; mv good.bpf.o good.bpf$e.o; done
=== exit 0
=== run bpfweld check -q --apart good.bpfel.o good.bpfeb.o
=== exit 0
=== run bpfweld check -v --apart app.bpfel.o app.bpfeb.o
note[RUN011]: no --target given: checked for linux-6.18/x86_64
  --> (command line)
  = rule: Without --target the newest built-in kernel of an architecture with the object's byte
          order is taken.
  = fix: Name the kernels you deploy to: --target linux-6.12/aarch64, a .yaml file, or host.

note[RUN011]: no --target given: checked for linux-6.18/s390x
  --> (command line)
  = rule: Without --target the newest built-in kernel of an architecture with the object's byte
          order is taken.
  = fix: Name the kernels you deploy to: --target linux-6.12/aarch64, a .yaml file, or host.

error[UPG012]: map 'little_only' is in app.bpfel.o and not in app.bpfeb.o
  --> app.bpf.c:29:3 ('little_only', section .maps+0x28, in app.bpfel.o)
   |
29 | } little_only SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = note: for target linux-6.18/s390x
  = rule: Objects built for both byte orders from one source must have the same maps:
          attributes, and types member by member. Else user space needs to know which one it
          talks to.
  = fix: Look for #if on the byte order in the map's definition and its types, and build both
         from one source.

error[UPG012]: map 'flows', of one program: app.bpfel.o and app.bpfeb.o disagree: in the key, 'vlan' moved from byte 6 to 4
  --> app.bpf.c:20:3 ('flows', section .maps+0x0, in app.bpfeb.o)
   |
20 | } flows SEC(".maps");
   |   ^
  = note: app.bpf.c:20:3 ('flows', section .maps+0x0, in app.bpfel.o): the other definition
   |
20 | } flows SEC(".maps");
   |   ^
  = note: key: 'vlan' moved from byte 6 to 4
  = note: key: 'port' moved from byte 4 to 6
  = note: for target linux-6.18/x86_64
  = note: for target linux-6.18/s390x
  = rule: Objects built for both byte orders from one source must have the same maps:
          attributes, and types member by member. Else user space needs to know which one it
          talks to.
  = fix: Look for #if on the byte order in the map's definition and its types, and build both
         from one source.

2 errors, 0 warnings
=== exit 1
