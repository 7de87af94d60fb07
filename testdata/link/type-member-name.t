# Two members changed places: all types are equal, and the meaning is not.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct point {
	int x, y;
};

extern int get(struct point *p);

SEC("socket") int prog(void *ctx)
{
	struct point p = {1, 2};

	return get(&p);
}
=== file define.bpf.c
struct point {
	int y, x;
};

int get(struct point *p)
{
	return p ? p->x : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> member 1 is 'y' in define.bpf.o and 'x' in use.bpf.o
  --> use.bpf.c:9:12 ('get', in use.bpf.o)
  |
9 | extern int get(struct point *p);
  |            ^
  = note: here it is declared as `int get(struct point *)`
  = note: use.bpf.c:15:9 ('prog', section socket+0x28, in use.bpf.o): used by 'prog'
   |
15 | 	return get(&p);
   | 	       ^
  = note: define.bpf.c:5 ('get', section .text+0x0, in define.bpf.o): defined as `int get(struct
          point *p)`
  |
5 | int get(struct point *p)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
