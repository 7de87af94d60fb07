# A variable of another size.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern long count;

SEC("socket") int prog(void *ctx)
{
	return count;
}
=== file define.bpf.c
int count = 3;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'count': type is `int` (4 bytes) in define.bpf.o and `long` (8 bytes) in use.bpf.o
  --> use.bpf.c:5:13 ('count', in use.bpf.o)
  |
5 | extern long count;
  |             ^
  = note: here it is declared as `long count`
  = note: use.bpf.c:9:9 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return count;
  | 	       ^
  = note: define.bpf.c:1:5 ('count', section .data+0x0, in define.bpf.o): defined as `int count`
  |
1 | int count = 3;
  |     ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
