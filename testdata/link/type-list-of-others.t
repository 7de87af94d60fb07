# Two structs that refer to each other: the difference is in the second.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct b;

struct a {
	struct b *other;
	int n;
};

struct b {
	struct a *other;
	int n;
	struct b *next;
};

extern int f(struct a *a, struct b *b);

SEC("socket") int prog(void *ctx)
{
	struct a a = {};
	struct b b = {};

	return f(&a, &b);
}
=== file define.bpf.c
struct b;

struct a {
	struct b *other;
	int n;
};

struct b {
	struct a *other;
	long n;
	struct b *next;
};

int f(struct a *a, struct b *b)
{
	return a && b ? a->n + b->n : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'f': parameter 2 -> pointee -> .n is `long` (8 bytes) in define.bpf.o and `int` (4 bytes) in use.bpf.o
  --> use.bpf.c:18:12 ('f', in use.bpf.o)
   |
18 | extern int f(struct a *a, struct b *b);
   |            ^
  = note: here it is declared as `int f(struct a *, struct b *)`
  = note: use.bpf.c:25:9 ('prog', section socket+0x50, in use.bpf.o): used by 'prog'
   |
25 | 	return f(&a, &b);
   | 	       ^
  = note: define.bpf.c:14 ('f', section .text+0x0, in define.bpf.o): defined as `int f(struct a
          *a, struct b *b)`
   |
14 | int f(struct a *a, struct b *b)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
