# Maps under a prefix: the kernel keeps 15 bytes of a name (a note); a pinned map is found by its
# name, so a prefix makes it another one (a warning).
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} connections_by_pid SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
	__uint(pinning, BW_PIN_BY_NAME);
} shared SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int k = 0;

	return !bpf_map_lookup_elem(&connections_by_pid, &k);
}
=== run cc-bpf a.bpf.c && bpfweld link -v --prefix a.bpf.o=left_ -o out.o a.bpf.o
note[LNK025]: map 'connections_by_pid' becomes 'left_connections_by_pid', which the kernel cuts to 'left_connection'
  --> a.bpf.c:10:3 ('connections_by_pid', section .maps+0x0, in a.bpf.o)
   |
10 | } connections_by_pid SEC(".maps");
   |   ^
  = rule: The kernel keeps 15 bytes of a map's name (BPF_OBJ_NAME_LEN); loaders cut longer ones.
          Maps of one name may exist side by side: programs and loaders find them by number.
  = fix: Nothing to do; a shorter prefix makes them easier to tell apart in bpftool map.

warning[LNK026]: pinned map 'shared' of a.bpf.o is now found as 'left_shared'
  --> a.bpf.c:18:3 ('shared', section .maps+0x20, in a.bpf.o)
   |
18 | } shared SEC(".maps");
   |   ^
  = rule: A map with pinning is found in the BPF file system by its name: with another name it
          is another map to every program that shares it.
  = fix: Leave this file without a prefix, or change whoever opens the pinned map.

0 errors, 1 warning
=== exit 0
=== run bpfweld link -q --prefix a.bpf.o=left_ --gc --keep 'connections*' -o out.o a.bpf.o
(command line): error: --keep: 'connections*' matches nothing that any input defines [LNK023]
=== exit 2
=== run bpfweld link -q --prefix a.bpf.o=left_ --gc --keep a.bpf.o:'connections*' -o out.o a.bpf.o && llvm-readelf-19 -s out.o | grep OBJECT | awk '{print $8}'
left_connections_by_pid
bw_license
left_shared
=== exit 0
