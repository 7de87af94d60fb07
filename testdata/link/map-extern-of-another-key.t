# An extern map for its key and value only: these are compared.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__type(key, long);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&m, &key);
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK010]: map 'm': key is `int` (4 bytes) in define.bpf.o and `long` (8 bytes) in use.bpf.o
  --> use.bpf.c:8:3 ('m', in use.bpf.o)
  |
8 | } m SEC(".maps");
  |   ^
  = note: use.bpf.c:14:11 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
14 | 	return !!bpf_map_lookup_elem(&m, &key);
   | 	         ^
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
