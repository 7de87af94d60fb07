# A pointer to a pointer and a pointer.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern long f(long *p);

SEC("socket") int prog(void *ctx)
{
	long v = 1;

	return f(&v);
}
=== file define.bpf.c
long f(long **p)
{
	return p && *p ? 1 : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'f': parameter 1 -> pointee is `long *` in define.bpf.o and `long` in use.bpf.o
  --> use.bpf.c:5:13 ('f', in use.bpf.o)
  |
5 | extern long f(long *p);
  |             ^
  = note: here it is declared as `long f(long *)`
  = note: use.bpf.c:11:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
11 | 	return f(&v);
   | 	       ^
  = note: define.bpf.c:1 ('f', section .text+0x0, in define.bpf.o): defined as `long f(long
          **p)`
  |
1 | long f(long **p)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
