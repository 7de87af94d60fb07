# A caller that expects a result of a function that has none.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int f(int x);

SEC("socket") int prog(void *ctx)
{
	return f(1);
}
=== file define.bpf.c
int last;

void f(int x)
{
	last = x;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'f': return value is `void` in define.bpf.o and `int` in use.bpf.o
  --> use.bpf.c:5:12 ('f', in use.bpf.o)
  |
5 | extern int f(int x);
  |            ^
  = note: here it is declared as `int f(int)`
  = note: use.bpf.c:9:9 ('prog', section socket+0x8, in use.bpf.o): used by 'prog'
  |
9 | 	return f(1);
  | 	       ^
  = note: define.bpf.c:3:6 ('f', section .text+0x0, in define.bpf.o): defined as `void f(int x)`
  |
3 | void f(int x)
  |      ^
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
