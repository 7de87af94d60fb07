# Names that the kernel cuts to the same 15 characters; a map that only one of the objects pins.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} connection_table_v4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} events SEC(".maps");
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} connection_table_v6 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} events SEC(".maps");
=== run cc-bpf *.c; bpfweld check --apart a.bpf.o b.bpf.o
warning[UPG011]: 'connection_table_v6' of b.bpf.o and 'connection_table_v4' of a.bpf.o are both 'connection_tabl' in the kernel
  --> b.bpf.c:8:3 ('connection_table_v6', section .maps+0x0, in b.bpf.o)
  |
8 | } connection_table_v6 SEC(".maps");
  |   ^
  = note: a.bpf.c:8:3 ('connection_table_v4', section .maps+0x0, in a.bpf.o): the other map
  |
8 | } connection_table_v4 SEC(".maps");
  |   ^
  = note: for target linux-6.18/x86_64
  = rule: The kernel keeps 15 characters of a map's name (BPF_OBJ_NAME_LEN); tools that look
          maps up by name find the wrong one.
  = fix: Make the names differ in their first 15 characters.

warning[UPG015]: map 'events' is pinned by a.bpf.o and not by b.bpf.o: they do not share it
  --> b.bpf.c:15:3 ('events', section .maps+0x20, in b.bpf.o)
   |
15 | } events SEC(".maps");
   |   ^
  = note: a.bpf.c:16:3 ('events', section .maps+0x20, in a.bpf.o): the other definition
   |
16 | } events SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: A map is shared by its pin path: an object that defines the same map without pinning
          makes its own, and sees nothing of what the other one writes.
  = fix: Give both definitions the pinning attribute, or the maps different names.

0 errors, 2 warnings
=== exit 0
