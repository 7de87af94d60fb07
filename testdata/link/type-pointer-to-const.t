# A function that writes behind a pointer that its callers know as const.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int f(const int *p);

SEC("socket") int prog(void *ctx)
{
	const int v = 1;

	return f(&v);
}
=== file define.bpf.c
int f(int *p)
{
	if (p)
		*p = 2;
	return 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'f': parameter 1 -> pointee is not const in define.bpf.o and const in use.bpf.o
  --> use.bpf.c:5:12 ('f', in use.bpf.o)
  |
5 | extern int f(const int *p);
  |            ^
  = note: here it is declared as `int f(const int *)`
  = note: use.bpf.c:11:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
11 | 	return f(&v);
   | 	       ^
  = note: define.bpf.c:1:5 ('f', section .text+0x0, in define.bpf.o): defined as `int f(int *p)`
  |
1 | int f(int *p)
  |     ^
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
