# Two weak definitions of a map with other attributes: each program was written for its own, so
# this is refused.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak struct {
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

__weak struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog_b(void *ctx)
{
	int key = 7;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK010]: map 'm': max_entries is 1 in a.bpf.o and 8 in b.bpf.o
  --> b.bpf.c:8:3 ('m', section .maps+0x0, in b.bpf.o)
  |
8 | } m SEC(".maps");
  |   ^
  = note: a.bpf.c:10:3 ('m', section .maps+0x0, in a.bpf.o): defined here
   |
10 | } m SEC(".maps");
   |   ^
  = rule: An extern map has the attributes of its definition; it may leave out what has no
          default (entries, key and value types). Programs are verified against the definition
          only.
  = fix: Put the map's struct into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
