# A map in one file and an ordinary variable in the other.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	return !bpf_map_lookup_elem(&m, &(int){0});
}
=== file define.bpf.c
int m = 3;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'm': type is `int` in define.bpf.o and `struct {...}` in use.bpf.o
  --> use.bpf.c:10:3 ('m', in use.bpf.o)
   |
10 | } m SEC(".maps");
   |   ^
  = note: here it is declared as `struct {...} m`
  = note: use.bpf.c:14:10 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
14 | 	return !bpf_map_lookup_elem(&m, &(int){0});
   | 	        ^
  = note: define.bpf.c:1:5 ('m', section .data+0x0, in define.bpf.o): defined as `int m`
  |
1 | int m = 3;
  |     ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
