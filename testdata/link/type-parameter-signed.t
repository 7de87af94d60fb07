# A parameter that is unsigned in one file.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int half(long n, int x);

SEC("socket") int prog(void *ctx)
{
	return half(0, -2);
}
=== file define.bpf.c
int half(long n, unsigned int x)
{
	return x / 2;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'half': parameter 2 is `unsigned int` (unsigned) in define.bpf.o and `int` (signed) in use.bpf.o
  --> use.bpf.c:5:12 ('half', in use.bpf.o)
  |
5 | extern int half(long n, int x);
  |            ^
  = note: here it is declared as `int half(long, int)`
  = note: use.bpf.c:9:9 ('prog', section socket+0x18, in use.bpf.o): used by 'prog'
  |
9 | 	return half(0, -2);
  | 	       ^
  = note: define.bpf.c:1 ('half', section .text+0x0, in define.bpf.o): defined as `int half(long
          n, unsigned int x)`
  |
1 | int half(long n, unsigned int x)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
