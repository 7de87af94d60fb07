# A map that one file declares as an ordinary variable: it is not what the other defines.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int m;

SEC("socket") int prog(void *ctx)
{
	return m;
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
error[LNK009]: variable 'm': type is `struct {...}` in define.bpf.o and `int` in use.bpf.o
  --> use.bpf.c:5:12 ('m', in use.bpf.o)
  |
5 | extern int m;
  |            ^
  = note: here it is declared as `int m`
  = note: use.bpf.c:9:9 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return m;
  | 	       ^
  = note: define.bpf.c:8:3 ('m', section .maps+0x0, in define.bpf.o): defined as `struct {...}
          m`
  |
8 | } m SEC(".maps");
  |   ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
