# S9: a struct behind a pointer has other members.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct ctxs {
	int a, b;
};

extern int first(struct ctxs *c);

SEC("socket") int prog(void *ctx)
{
	struct ctxs c = {1, 2};

	return first(&c);
}
=== file define.bpf.c
struct ctxs {
	long pad;
	int b, a;
	long more[8];
};

int first(struct ctxs *c)
{
	return c ? c->a : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'first': parameter 1 -> pointee -> member 1 is 'pad' in define.bpf.o and 'a' in use.bpf.o
  --> use.bpf.c:9:12 ('first', in use.bpf.o)
  |
9 | extern int first(struct ctxs *c);
  |            ^
  = note: here it is declared as `int first(struct ctxs *)`
  = note: use.bpf.c:15:9 ('prog', section socket+0x28, in use.bpf.o): used by 'prog'
   |
15 | 	return first(&c);
   | 	       ^
  = note: define.bpf.c:7 ('first', section .text+0x0, in define.bpf.o): defined as `int
          first(struct ctxs *c)`
  |
7 | int first(struct ctxs *c)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
