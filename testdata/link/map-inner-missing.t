# A map of maps that is declared without the template of its inner maps.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int key = 0;
	void *in = bpf_map_lookup_elem(&m, &key);

	return in ? 1 : 12;
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} m SEC(".maps");
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK010]: map 'm': value is not given in define.bpf.o and given in use.bpf.o
  --> use.bpf.c:10:3 ('m', in use.bpf.o)
   |
10 | } m SEC(".maps");
   |   ^
  = note: use.bpf.c:15:13 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
15 | 	void *in = bpf_map_lookup_elem(&m, &key);
   | 	           ^
  = note: define.bpf.c:15:3 ('m', section .maps+0x0, in define.bpf.o): defined here
   |
15 | } m SEC(".maps");
   |   ^
  = rule: An extern map has the attributes of its definition; it may leave out what has no
          default (entries, key and value types). Programs are verified against the definition
          only.
  = fix: Put the map's struct into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
