# A struct as a variable: the path starts at the variable.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct limits {
	int low, high;
};

extern struct limits limits;

SEC("socket") int prog(void *ctx)
{
	return limits.high;
}
=== file define.bpf.c
struct limits {
	int low;
	long high;
};

struct limits limits = {1, 2};
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'limits': .high is at byte 8 in define.bpf.o and at byte 4 in use.bpf.o
  --> use.bpf.c:9:15 ('limits', in use.bpf.o)
  |
9 | extern struct limits limits;
  |               ^
  = note: here it is declared as `struct limits limits`
  = note: use.bpf.c:13:16 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
   |
13 | 	return limits.high;
   | 	              ^
  = note: define.bpf.c:6:8 ('limits', section .data+0x0, in define.bpf.o): defined as `struct
          limits limits`
  |
6 | struct limits limits = {1, 2};
  |        ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
