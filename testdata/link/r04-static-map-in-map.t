# R4: a static map as the value of another map. Loaders look for such a map by its name, so the
# relocation names it, not its section, and the static map of the other file with the same name
# stays another one. libbpf takes no static map, linked or not: the link says so.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};
static struct inner first SEC(".maps");
static struct inner inner SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} outer_a SEC(".maps") = {.values = {[1] = (void *)&inner}};

SEC("socket") int a(void *ctx)
{
	int zero = 0, one = 1, seven = 7, *v;
	void *m;

	bpf_map_update_elem(&inner, &zero, &seven, 0);
	m = bpf_map_lookup_elem(&outer_a, &zero);
	if (m)
		return -1;
	m = bpf_map_lookup_elem(&outer_a, &one);
	v = m ? bpf_map_lookup_elem(m, &zero) : 0;
	return (v ? *v : -2) + !!bpf_map_lookup_elem(&first, &zero);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};
static struct inner inner SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} outer_b SEC(".maps") = {.values = {[0] = (void *)&inner}};

SEC("socket") int b(void *ctx)
{
	int zero = 0, nine = 9, *v;
	void *m;

	bpf_map_update_elem(&inner, &zero, &nine, 0);
	m = bpf_map_lookup_elem(&outer_b, &zero);
	v = m ? bpf_map_lookup_elem(m, &zero) : 0;
	return v ? *v : -2;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK034]: map 'inner' of a.bpf.o is static
  --> a.bpf.c:12:15 ('inner', section .maps+0x0, in a.bpf.o)
   |
12 | static struct inner inner SEC(".maps");
   |               ^
  = rule: libbpf takes maps of .maps only by a global name of default visibility ("unsupported
          map linkage static"); hidden ones count as static.
  = fix: Remove static, or the visibility (-fvisibility=hidden), from the map's definition.

warning[LNK034]: map 'first' of a.bpf.o is static
  --> a.bpf.c:11:21 ('first', section .maps+0x48, in a.bpf.o)
   |
11 | static struct inner first SEC(".maps");
   |                     ^
  = rule: libbpf takes maps of .maps only by a global name of default visibility ("unsupported
          map linkage static"); hidden ones count as static.
  = fix: Remove static, or the visibility (-fvisibility=hidden), from the map's definition.

warning[LNK034]: map 'inner' of b.bpf.o is static
  --> b.bpf.c:9:15 ('inner', section .maps+0x0, in b.bpf.o)
  |
9 | static struct inner inner SEC(".maps");
  |               ^
  = rule: libbpf takes maps of .maps only by a global name of default visibility ("unsupported
          map linkage static"); hidden ones count as static.
  = fix: Remove static, or the visibility (-fvisibility=hidden), from the map's definition.

0 errors, 3 warnings
linked in 2 orders
load: EOPNOTSUPP (not opened)
=== exit 0
=== run run-object a.bpf.o; llvm-readelf-19 -r linked.o | sed -n '/rel.maps/,/^$/p'; llvm-readelf-19 -s linked.o | grep -E 'inner|first'
load: EOPNOTSUPP (not opened)
Relocation section '.rel.maps' at offset 0x3a8 contains 2 entries:
    Offset             Info             Type               Symbol's Value  Symbol's Name
0000000000000040  0000000200000002 R_BPF_64_ABS64         0000000000000000 inner
00000000000000a0  0000000400000002 R_BPF_64_ABS64         0000000000000068 inner
     2: 0000000000000000    32 OBJECT  LOCAL  DEFAULT     4 inner
     3: 0000000000000048    32 OBJECT  LOCAL  DEFAULT     4 first
     4: 0000000000000068    32 OBJECT  LOCAL  DEFAULT     4 inner
=== exit 0
