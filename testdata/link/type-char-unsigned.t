# The same char, compiled with -funsigned-char in one file.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int get(char c);

SEC("socket") int prog(void *ctx)
{
	return get(-1);
}
=== file define.bpf.c
int get(char c)
{
	return c;
}
=== run cc-bpf use.bpf.c && cc-bpf -funsigned-char define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 is `char` (unsigned) in define.bpf.o and `char` (signed) in use.bpf.o
  --> use.bpf.c:5:12 ('get', in use.bpf.o)
  |
5 | extern int get(char c);
  |            ^
  = note: here it is declared as `int get(char)`
  = note: use.bpf.c:9:9 ('prog', section socket+0x8, in use.bpf.o): used by 'prog'
  |
9 | 	return get(-1);
  | 	       ^
  = note: define.bpf.c:1 ('get', section .text+0x0, in define.bpf.o): defined as `int get(char
          c)`
  |
1 | int get(char c)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
