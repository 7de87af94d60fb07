# Arrays of arrays: the same number of bytes, cut differently.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct table {
	int cell[2][6];
};

extern int get(struct table *t);

SEC("socket") int prog(void *ctx)
{
	struct table t = {};

	return get(&t);
}
=== file define.bpf.c
struct table {
	int cell[3][4];
};

int get(struct table *t)
{
	return t ? t->cell[2][1] : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> .cell -> number of elements is 3 in define.bpf.o and 2 in use.bpf.o
  --> use.bpf.c:9:12 ('get', in use.bpf.o)
  |
9 | extern int get(struct table *t);
  |            ^
  = note: here it is declared as `int get(struct table *)`
  = note: use.bpf.c:15:9 ('prog', section socket+0x48, in use.bpf.o): used by 'prog'
   |
15 | 	return get(&t);
   | 	       ^
  = note: define.bpf.c:5 ('get', section .text+0x0, in define.bpf.o): defined as `int get(struct
          table *t)`
  |
5 | int get(struct table *t)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
