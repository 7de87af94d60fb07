# A forward declaration of another name.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct t;

extern int f(struct t *s);

SEC("socket") int prog(void *ctx)
{
	return f(0);
}
=== file define.bpf.c
struct s {
	int a;
};

int f(struct s *s)
{
	return s ? s->a : 1;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'f': parameter 1 -> pointee is `struct s` in define.bpf.o and `struct t` in use.bpf.o
  --> use.bpf.c:7:12 ('f', in use.bpf.o)
  |
7 | extern int f(struct t *s);
  |            ^
  = note: here it is declared as `int f(struct t *)`
  = note: use.bpf.c:11:9 ('prog', section socket+0x8, in use.bpf.o): used by 'prog'
   |
11 | 	return f(0);
   | 	       ^
  = note: define.bpf.c:5 ('f', section .text+0x0, in define.bpf.o): defined as `int f(struct s
          *s)`
  |
5 | int f(struct s *s)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
