# A static map is an ordinary map to the linker; libbpf does not load one, linked or not.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog_a(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog_b(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== run cc-bpf a.bpf.c b.bpf.c && run-object a.bpf.o; link-all -- a.bpf.o b.bpf.o
load: EOPNOTSUPP (not opened)
warning[LNK034]: map 'm' of a.bpf.o is static
  --> a.bpf.c:10:3 ('m', section .maps+0x0, in a.bpf.o)
   |
10 | } m SEC(".maps");
   |   ^
  = rule: libbpf takes maps of .maps only by a global name of default visibility ("unsupported
          map linkage static"); hidden ones count as static.
  = fix: Remove static, or the visibility (-fvisibility=hidden), from the map's definition.

warning[LNK034]: map 'm' of b.bpf.o is static
  --> b.bpf.c:8:3 ('m', section .maps+0x0, in b.bpf.o)
  |
8 | } m SEC(".maps");
  |   ^
  = rule: libbpf takes maps of .maps only by a global name of default visibility ("unsupported
          map linkage static"); hidden ones count as static.
  = fix: Remove static, or the visibility (-fvisibility=hidden), from the map's definition.

0 errors, 2 warnings
linked in 2 orders
load: EOPNOTSUPP (not opened)
=== exit 0
