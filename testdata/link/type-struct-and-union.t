# A tag that is a struct in one file and a union in the other.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct value {
	int i;
};

extern int get(struct value *v);

SEC("socket") int prog(void *ctx)
{
	struct value v = {1};

	return get(&v);
}
=== file define.bpf.c
union value {
	int i;
};

int get(union value *v)
{
	return v ? v->i : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee is `union value` in define.bpf.o and `struct value` in use.bpf.o
  --> use.bpf.c:9:12 ('get', in use.bpf.o)
  |
9 | extern int get(struct value *v);
  |            ^
  = note: here it is declared as `int get(struct value *)`
  = note: use.bpf.c:15:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
15 | 	return get(&v);
   | 	       ^
  = note: define.bpf.c:5 ('get', section .text+0x0, in define.bpf.o): defined as `int get(union
          value *v)`
  |
5 | int get(union value *v)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
