# S10: map_extra differs: a bloom filter of 3 and of 9 hash functions.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 9);
	__type(value, int);
	__uint(map_extra, 3);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int value = 1;

	return bpf_map_peek_elem(&m, &value);
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 9);
	__type(value, int);
	__uint(map_extra, 9);
} m SEC(".maps");
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK010]: map 'm': map_extra is 9 in define.bpf.o and 3 in use.bpf.o
  --> use.bpf.c:10:3 ('m', in use.bpf.o)
   |
10 | } m SEC(".maps");
   |   ^
  = note: use.bpf.c:16:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
16 | 	return bpf_map_peek_elem(&m, &value);
   | 	       ^
  = note: define.bpf.c:8:3 ('m', section .maps+0x0, in define.bpf.o): defined here
  |
8 | } m SEC(".maps");
  |   ^
  = rule: An extern map has the attributes of its definition; it may leave out what has no
          default (entries, key and value types). Programs are verified against the definition
          only.
  = fix: Put the map's struct into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
