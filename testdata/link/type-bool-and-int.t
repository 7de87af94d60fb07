# bool is another type than an integer of its size: what is not 0 or 1 is undefined.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int get(unsigned char b);

SEC("socket") int prog(void *ctx)
{
	return get(2);
}
=== file define.bpf.c
int get(_Bool b)
{
	return b;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 is `_Bool` in define.bpf.o and `unsigned char` in use.bpf.o
  --> use.bpf.c:5:12 ('get', in use.bpf.o)
  |
5 | extern int get(unsigned char b);
  |            ^
  = note: here it is declared as `int get(unsigned char)`
  = note: use.bpf.c:9:9 ('prog', section socket+0x8, in use.bpf.o): used by 'prog'
  |
9 | 	return get(2);
  | 	       ^
  = note: define.bpf.c:1 ('get', section .text+0x0, in define.bpf.o): defined as `int get(_Bool
          b)`
  |
1 | int get(_Bool b)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
