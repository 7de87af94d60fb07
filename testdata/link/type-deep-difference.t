# A difference far inside, which the path leads to.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct leaf {
	short len;
	unsigned int hash;
};

struct branch {
	int n;
	struct leaf leaf[4];
};

struct tree {
	struct tree *up;
	struct {
		struct branch *left, *right;
	} fork;
};

extern int f(struct tree *t, struct branch *b);

SEC("socket") int prog(void *ctx)
{
	struct tree t = {};
	struct branch b = {};

	return f(&t, &b);
}
=== file define.bpf.c
struct leaf {
	short len;
	int hash;
};

struct branch {
	int n;
	struct leaf leaf[4];
};

struct tree {
	struct tree *up;
	struct {
		struct branch *left, *right;
	} fork;
};

int f(struct tree *t, struct branch *b)
{
	return t && b ? b->leaf[2].hash < 0 : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'f': parameter 2 -> pointee -> .leaf -> element -> .hash is `int` (signed) in define.bpf.o and `unsigned int` (unsigned) in use.bpf.o
  --> use.bpf.c:22:12 ('f', in use.bpf.o)
   |
22 | extern int f(struct tree *t, struct branch *b);
   |            ^
  = note: here it is declared as `int f(struct tree *, struct branch *)`
  = note: use.bpf.c:29:9 ('prog', section socket+0x68, in use.bpf.o): used by 'prog'
   |
29 | 	return f(&t, &b);
   | 	       ^
  = note: define.bpf.c:18 ('f', section .text+0x0, in define.bpf.o): defined as `int f(struct
          tree *t, struct branch *b)`
   |
18 | int f(struct tree *t, struct branch *b)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
