# A member that is a pointer to a variadic function in one file only.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct ops {
	int (*log)(const char *text, ...);
};

extern int has(struct ops *o);

SEC("socket") int prog(void *ctx)
{
	struct ops o = {};

	return has(&o);
}
=== file define.bpf.c
struct ops {
	int (*log)(const char *text, int n);
};

int has(struct ops *o)
{
	return o ? !!o->log : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'has': parameter 1 -> pointee -> .log -> pointee -> number of parameters is 2 in define.bpf.o and 1 or more in use.bpf.o
  --> use.bpf.c:9:12 ('has', in use.bpf.o)
  |
9 | extern int has(struct ops *o);
  |            ^
  = note: here it is declared as `int has(struct ops *)`
  = note: use.bpf.c:15:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
15 | 	return has(&o);
   | 	       ^
  = note: define.bpf.c:5 ('has', section .text+0x0, in define.bpf.o): defined as `int has(struct
          ops *o)`
  |
5 | int has(struct ops *o)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
